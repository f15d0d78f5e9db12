package smtp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/mail/mailtest"
	"github.com/lantoa/lantoa/internal/mail/smtp"
	"github.com/lantoa/lantoa/internal/secret"
)

func to(s *mailtest.Server, security smtp.Security) smtp.Options {
	return smtp.Options{Host: mailtest.Host, Port: s.Port, Security: security, From: "tin@example.vn", FromName: "Truyền thông ASEAN", Hello: "tin.example.vn",
		Authorities: s.Authorities, Timeout: 20 * time.Second}
}

func made(t *testing.T, o smtp.Options) *smtp.Transport {
	t.Helper()
	transport, err := smtp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return transport
}

func letter() mail.Message {
	return mail.Message{ID: "0190a6d2-0000-7000-8000-0000000000e1", At: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), To: "hoa@example.vn",
		Subject: "Mời bạn vào Truyền thông ASEAN", Text: "Chào chị Hoa,\n\n.một dòng bắt đầu bằng dấu chấm\nhttps://tin.example.vn/setup?token=abc=def\n"}
}

func send(ctx context.Context, transport *smtp.Transport, m mail.Message) error {
	line, err := transport.Open(ctx)
	if err != nil {
		return err
	}
	defer line.Close()
	return line.Send(ctx, m)
}

func failure(t *testing.T, err error) *mail.Failure {
	t.Helper()
	var f *mail.Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v is no failure", err)
	}
	return f
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		server   mailtest.Options
		security smtp.Security
	}{
		{"starttls", mailtest.Options{TLS: "starttls", SignIn: true}, smtp.StartTLS},
		{"tls", mailtest.Options{TLS: "tls", SignIn: true}, smtp.Implicit},
		{"open", mailtest.Options{SignIn: true}, smtp.Open},
		{"without signing in", mailtest.Options{TLS: "starttls"}, smtp.StartTLS},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.New(t, c.server)
			o := to(s, c.security)
			if c.server.SignIn {
				o.User, o.Password = mailtest.User, secret.New(mailtest.Password)
			}
			if err := send(t.Context(), made(t, o), letter()); err != nil {
				t.Fatal(err)
			}
			got := s.Letters()
			if len(got) != 1 || got[0].To != "hoa@example.vn" || got[0].From != "tin@example.vn" || got[0].Signed != c.server.SignIn || got[0].TLS != (c.security != smtp.Open) {
				t.Fatalf("%+v", got)
			}
			read, err := netmail.ReadMessage(bytes.NewReader(got[0].Data))
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{"Message-Id": "<0190a6d2-0000-7000-8000-0000000000e1@example.vn>", "Auto-Submitted": "auto-generated",
				"Date": "Mon, 02 Mar 2026 01:00:00 +0000", "To": "<hoa@example.vn>", "User-Agent": "", "X-Mailer": ""} {
				if got := read.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
			from, errFrom := netmail.ParseAddress(read.Header.Get("From"))
			body, errBody := io.ReadAll(quotedprintable.NewReader(read.Body))
			if errors.Join(err, errFrom, errBody) != nil || subject != letter().Subject || from.Name != "Truyền thông ASEAN" {
				t.Errorf("subject %q, from %v: %v", subject, from, errors.Join(err, errFrom, errBody))
			}
			if text := strings.ReplaceAll(string(body), "\r\n", "\n"); strings.TrimSpace(text) != strings.TrimSpace(letter().Text) {
				t.Errorf("the text is\n%q, want\n%q", text, letter().Text)
			}
		})
	}
}

func TestNoLineOfALetterBecomesAHeader(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t, mailtest.Options{})
	m := letter()
	m.Subject = "Một\r\nBcc: ai.do@example.vn\r\n\r\nhai"
	if err := send(t.Context(), made(t, to(s, smtp.Open)), m); err != nil {
		t.Fatal(err)
	}
	read, err := netmail.ReadMessage(bytes.NewReader(s.Letters()[0].Data))
	if err != nil || read.Header.Get("Bcc") != "" {
		t.Errorf("a subject became a header: %v, %v", read.Header, err)
	}
	m = letter()
	m.To = "hoa@example.vn>\r\nRCPT TO:<ai.do@example.vn"
	if f := failure(t, send(t.Context(), made(t, to(s, smtp.Open)), m)); !f.Permanent || len(s.Letters()) != 1 {
		t.Errorf("an address with a line: %+v, %d letters", f, len(s.Letters()))
	}
}

func TestWhatAFailureMeans(t *testing.T) {
	t.Parallel()
	answer := func(a mailtest.Answer) func(int, string) mailtest.Answer {
		return func(int, string) mailtest.Answer { return a }
	}
	for _, c := range []struct {
		name                  string
		stage                 mailtest.Stage
		answer                mailtest.Answer
		permanent, unanswered bool
		words                 string
	}{
		{"greylisting", mailtest.Rcpt, mailtest.Answer{Code: 451, Text: "greylisted, come back"}, false, false, "greylisted"},
		{"no such user", mailtest.Rcpt, mailtest.Answer{Code: 550, Text: "no such user here"}, true, false, "no such user here"},
		{"the sender is refused", mailtest.Mail, mailtest.Answer{Code: 550, Text: "not your address"}, false, false, "not your address"},
		{"the sender is refused late", mailtest.Rcpt, mailtest.Answer{Code: 553, Status: [3]int{5, 7, 1}, Text: "Sender address rejected: not owned by user"}, false, false, "5.7.1"},
		{"no relaying", mailtest.Rcpt, mailtest.Answer{Code: 554, Status: [3]int{5, 7, 1}, Text: "Relay access denied"}, false, false, "Relay access denied"},
		{"not signed in", mailtest.Rcpt, mailtest.Answer{Code: 530, Text: "Must issue a STARTTLS command first"}, false, false, ""},
		{"may not send as", mailtest.Data, mailtest.Answer{Code: 550, Status: [3]int{5, 7, 60}, Text: "Client does not have permissions to send as this sender"}, false, false, "5.7.60"},
		{"may not send as, by another name", mailtest.Data, mailtest.Answer{Code: 554, Status: [3]int{5, 2, 252}, Text: "SendAsDenied"}, false, false, "5.2.252"},
		{"from where nothing is taken", mailtest.Data, mailtest.Answer{Code: 550, Status: [3]int{5, 7, 708}, Text: "traffic not accepted from this IP"}, false, false, ""},
		{"over the quota", mailtest.Data, mailtest.Answer{Code: 550, Status: [3]int{5, 4, 5}, Text: "Daily user sending limit exceeded"}, false, false, "5.4.5"},
		{"over the quota, at the address", mailtest.Rcpt, mailtest.Answer{Code: 550, Status: [3]int{5, 4, 5}, Text: "Daily user sending limit exceeded"}, false, false, "5.4.5"},
		{"a filter's policy", mailtest.Data, mailtest.Answer{Code: 554, Status: [3]int{5, 7, 1}, Text: "spam; see 550 on page 5.7.60.1"}, true, false, "spam"},
		{"full", mailtest.Data, mailtest.Answer{Code: 452, Text: "no room now"}, false, false, "no room now"},
		{"a filter", mailtest.Data, mailtest.Answer{Code: 554, Text: "blocked: https://tin.example.vn/setup?token=abc"}, true, false, "https://tin.example.vn/…"},
		{"the answer is lost", mailtest.Data, mailtest.Answer{Lost: true}, false, true, "no answer came"},
		{"the line breaks before", mailtest.Rcpt, mailtest.Answer{Lost: true}, false, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.New(t, mailtest.Options{TLS: "starttls"})
			s.On(c.stage, answer(c.answer))
			f := failure(t, send(t.Context(), made(t, to(s, smtp.StartTLS)), letter()))
			if f.Permanent != c.permanent || f.Unanswered != c.unanswered || !strings.Contains(f.Words, c.words) || strings.Contains(f.Words, "abc") || strings.Contains(f.Words, "hoa@") {
				t.Errorf("%+v", f)
			}
		})
	}
}

// A password that is not taken is a matter of settings, and is never told.
func TestTheWayInIsRefused(t *testing.T) {
	t.Parallel()
	wrong := secret.New("mật khẩu sai")
	for name, c := range map[string]struct {
		server mailtest.Options
		change func(o *smtp.Options)
		words  string
	}{
		"wrong password":       {mailtest.Options{TLS: "starttls", SignIn: true}, func(o *smtp.Options) { o.User, o.Password = mailtest.User, wrong }, "535"},
		"nobody can sign in":   {mailtest.Options{TLS: "starttls"}, func(o *smtp.Options) { o.User, o.Password = mailtest.User, wrong }, "AUTH"},
		"no starttls":          {mailtest.Options{}, func(*smtp.Options) {}, "STARTTLS"},
		"unknown authority":    {mailtest.Options{TLS: "starttls"}, func(o *smtp.Options) { o.Authorities = nil }, "certificate"},
		"nobody is there":      {mailtest.Options{}, func(o *smtp.Options) { o.Port = 1 }, "connect"},
		"the password is told": {mailtest.Options{TLS: "starttls", SignIn: true}, func(o *smtp.Options) { o.User, o.Password = mailtest.User, wrong }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mailtest.New(t, c.server)
			if name == "the password is told" {
				s.On(mailtest.Auth, func(int, string) mailtest.Answer {
					return mailtest.Answer{Code: 535, Text: "bad password " + wrong.Reveal()}
				})
			}
			o := to(s, smtp.StartTLS)
			c.change(&o)
			f := failure(t, send(t.Context(), made(t, o), letter()))
			if f.Permanent || f.Unanswered || !strings.Contains(f.Words, c.words) || strings.Contains(f.Words, wrong.Reveal()) || len(s.Letters()) != 0 {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestASlowServerIsCutOff(t *testing.T) {
	t.Parallel()
	for _, stage := range []mailtest.Stage{mailtest.Auth, mailtest.Rcpt, mailtest.Data} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			s := mailtest.New(t, mailtest.Options{TLS: "starttls", SignIn: true})
			ctx, cancel := context.WithCancel(t.Context())
			s.On(stage, func(int, string) mailtest.Answer { cancel(); return mailtest.Answer{Held: true} })
			o := to(s, smtp.StartTLS)
			o.User, o.Password, o.Timeout = mailtest.User, secret.New(mailtest.Password), time.Hour
			f := failure(t, send(ctx, made(t, o), letter()))
			if f.Permanent || f.Unanswered != (stage == mailtest.Data) || !strings.Contains(f.Words, "no answer in time") {
				t.Errorf("%+v", f)
			}
		})
	}
	t.Run("by the time-out", func(t *testing.T) {
		t.Parallel()
		s := mailtest.New(t, mailtest.Options{})
		s.On(mailtest.Rcpt, func(int, string) mailtest.Answer { return mailtest.Answer{Held: true} })
		o := to(s, smtp.Open)
		o.Timeout = 200 * time.Millisecond
		if f := failure(t, send(t.Context(), made(t, o), letter())); f.Permanent || f.Words != "no answer in time" {
			t.Errorf("%+v", f)
		}
	})
}

func TestALookSendsNothing(t *testing.T) {
	t.Parallel()
	s := mailtest.New(t, mailtest.Options{TLS: "starttls", SignIn: true})
	o := to(s, smtp.StartTLS)
	o.User, o.Password = mailtest.User, secret.New(mailtest.Password)
	found, err := made(t, o).Probe(t.Context())
	if err != nil || !found.Signed || found.TLS != "TLS 1.3" || len(s.Letters()) != 0 || s.Lines() == 0 {
		t.Errorf("%+v, %v, %d letters", found, err, len(s.Letters()))
	}
	o.Password = secret.New("mật khẩu sai")
	if _, err := made(t, o).Probe(t.Context()); err == nil {
		t.Error("a wrong password is fine")
	}
}
