package app

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/doctor"
	"github.com/lantoa/lantoa/internal/mail/mailtest"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// posted is the whole program, with a mail server that wants it to sign in.
func posted(t *testing.T, test func(h *harness, server *mailtest.Server)) {
	t.Helper()
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		server := mailtest.New(t, mailtest.Options{TLS: "starttls", SignIn: true})
		authorities := filepath.Join(t.TempDir(), "authorities.pem")
		must(t, os.WriteFile(authorities, server.Authorities, 0o600))
		at := url.URL{Scheme: "smtp", User: url.UserPassword(mailtest.User, mailtest.Password), Host: fmt.Sprintf("%s:%d", mailtest.Host, server.Port), RawQuery: "tls=starttls"}
		test(started(t, o, "LANTOA_SMTP_URL="+at.String(), "LANTOA_MAIL_FROM=Tin <tin@example.vn>", "LANTOA_OUTBOUND_CA_FILE="+authorities), server)
	})
}

func TestTheProgramMailsALink(t *testing.T) {
	posted(t, func(h *harness, server *mailtest.Server) {
		p, err := h.app.Accounts.CreatePerson(h.Context(), right.System(), account.NewPerson{Login: "mai.tran", Name: "Mai", Email: "mai@example.vn"})
		must(h.T, err)
		handed, err := h.app.Accounts.HandLink(h.Context(), right.System(), account.WantedLink{Purpose: account.Invite, Person: p.ID})
		must(h.T, err)
		if handed.MailedTo != "mai@example.vn" || !handed.Token.IsZero() {
			h.Errorf("%+v", handed)
		}
		h.eventually("the letter came", func() bool { return len(server.Letters()) == 1 })
		if l := server.Letters()[0]; !l.Signed || !l.TLS || !strings.Contains(string(l.Data), h.app.PublicURL()+"/setup?token") {
			h.Errorf("%+v\n%s", l, l.Data)
		}
		h.eventually("it is counted", func() bool {
			request, err := http.NewRequestWithContext(h.Context(), http.MethodGet, h.app.PublicURL()+"/metrics", nil)
			must(h.T, err)
			response, err := http.DefaultClient.Do(request)
			must(h.T, err)
			defer func() { _ = response.Body.Close() }()
			body, err := io.ReadAll(response.Body)
			must(h.T, err)
			return strings.Contains(string(body), `lantoa_mail_tries_total{outcome="sent"} 1`) && strings.Contains(string(body), "lantoa_mail_waiting 0") &&
				strings.Contains(string(body), "lantoa_mail_oldest_waiting_age_seconds 0")
		})
	})
}

func TestTheDoctorLooksAtMail(t *testing.T) {
	posted(t, func(h *harness, server *mailtest.Server) {
		examine := func(look Look) map[string]doctor.Finding {
			h.Helper()
			found := Examine(h.Context(), h.app.config, slog.New(slog.DiscardHandler), look)
			if told := fmt.Sprintf("%+v", found); strings.Contains(told, mailtest.Password) || strings.Contains(told, "Mat-Khau") {
				h.Errorf("a secret is told: %s", told)
			}
			by := map[string]doctor.Finding{}
			for _, one := range found {
				by[one.Check] = one
			}
			return by
		}
		by := examine(Look{})
		if by["mail"].Status != doctor.OK || !strings.Contains(by["mail"].Says.EN, "TLS 1.3, signed in") || by["mail-queue"].Status != doctor.OK || len(server.Letters()) != 0 {
			h.Errorf("%+v", by)
		}
		if by = examine(Look{MailTo: "hoa@example.vn"}); by["mail-test"].Status != doctor.OK || len(server.Letters()) != 1 {
			h.Errorf("%+v, %d letters", by["mail-test"], len(server.Letters()))
		}
		lines := server.Lines()
		if by = examine(Look{Offline: true}); by["mail"].Status != doctor.OK || server.Lines() != lines {
			h.Errorf("offline: %+v", by["mail"])
		}
		server.On(mailtest.Auth, func(int, string) mailtest.Answer { return mailtest.Answer{Code: 535, Text: "no: " + mailtest.Password} })
		if by = examine(Look{MailTo: "hoa@example.vn"}); by["mail"].Status != doctor.Fail || !strings.Contains(by["mail"].Says.EN, "535") || len(server.Letters()) != 1 {
			h.Errorf("%+v", by)
		}
	})
}
