package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// mailing runs a test in a fixture whose letters wait: nobody is at its mail server.
func mailing(t *testing.T, test func(w *fixture)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		test(newFixture(t, db, account.DemandOff, func(c *config.Config) {
			c.Mail = config.Mail{Host: "localhost", Port: 1, Security: "off", From: "tin@example.vn"}
		}))
	})
}

func TestALinkThatIsMailedIsNotShown(t *testing.T) {
	mailing(t, func(w *fixture) {
		session := map[string]string{"Cookie": w.signIn("chi")}
		ask := func(body string) answer {
			return w.wants(http.StatusCreated, call{method: "POST", path: "/people/" + w.ids["lan"] + "/links", body: body, header: session})
		}
		if a := ask(`{"purpose":"reset"}`); !strings.HasPrefix(w.text(a, "address"), public) || strings.Contains(a.body, "mailed_to") {
			t.Errorf("to somebody without an address: %s", a.body)
		}
		person := call{method: "GET", path: "/people/" + w.ids["lan"], header: session}
		before := w.wants(http.StatusOK, person)
		if strings.Contains(before.body, "link_mail") {
			t.Errorf("no letter was made: %s", before.body)
		}
		patch := map[string]string{"Cookie": session["Cookie"], "If-Match": before.header.Get("ETag")}
		w.wants(http.StatusOK, call{method: "PATCH", path: person.path, body: `{"email":"lan@example.vn"}`, header: patch})
		if a := ask(`{"purpose":"reset"}`); w.text(a, "mailed_to") != "lan@example.vn" || strings.Contains(a.body, "address") || strings.Contains(a.body, "token") {
			t.Errorf("mailed: %s", a.body)
		}
		if a := ask(`{"purpose":"reset","show":true}`); w.text(a, "mailed_to") != "lan@example.vn" || !strings.HasPrefix(w.text(a, "address"), public+"/setup?token=") {
			t.Errorf("mailed and shown: %s", a.body)
		}
		if a := w.wants(http.StatusOK, person); w.text(a, "link_mail.state") != "waiting" || w.text(a, "link_mail.to") != "lan@example.vn" {
			t.Errorf("its letter: %s", a.body)
		}
		for name, c := range map[string]call{"the list": {as: "chi", method: "GET", path: "/people"}, "the person": {as: "lan", method: "GET", path: person.path}} {
			if a := w.wants(http.StatusOK, c); strings.Contains(a.body, "link_mail") {
				t.Errorf("%s shows it: %s", name, a.body)
			}
		}
	})
}

func TestAnImportMailsItsLinks(t *testing.T) {
	mailing(t, func(w *fixture) {
		session := map[string]string{"Cookie": w.signIn("chi")}
		a := w.post(http.StatusOK, "", "", "login,name,email\nnguyen.mai,Nguyễn Mai,mai@example.vn\n", session)
		if w.text(a, "people.0.mailed_to") != "mai@example.vn" || strings.Contains(a.body, "address") || strings.Contains(a.body, "token") || strings.Contains(a.body, `"sheet"`) {
			t.Errorf("mailed: %s", a.body)
		}
		a = w.post(http.StatusOK, "", "?show=true", "login,name,email\nnguyen.ba,Nguyễn Ba,ba@example.vn\n", session)
		if w.text(a, "people.0.mailed_to") != "ba@example.vn" || !strings.HasPrefix(w.text(a, "people.0.address"), public) || w.text(a, "sheet") == "" {
			t.Errorf("mailed and shown: %s", a.body)
		}
	})
}
