package facebook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// The check names the Page, asks for the rights and for the end of the token.
func TestTheCheck(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	g.expires = connectortest.Noon().Add(40 * 24 * time.Hour).Unix()
	if h := open(t, g, nil).Check(t.Context()); h.Class != connector.OK || h.Account != "ASEAN Nam Định" || h.Place != simPage || h.ExpiresAt.Unix() != g.expires {
		t.Errorf("%+v", h)
	}
	if h := open(t, g, connector.Values{"app_id": "", "app_secret": ""}).Check(t.Context()); h.Class != connector.OK || !h.ExpiresAt.IsZero() {
		t.Errorf("without the app: %+v", h)
	}
	if h := open(t, g, connector.Values{"app_id": "1"}).Check(t.Context()); h.Class != connector.Reauth || !strings.Contains(h.Detail.EN, "app's id and secret") {
		t.Errorf("another app: %+v", h)
	}
	if h := open(t, g, connector.Values{"page": "999"}).Check(t.Context()); h.Class != connector.Reauth || h.Place != "" {
		t.Errorf("another Page: %+v", h)
	}
	g.scopes = g.scopes[1:]
	if h := open(t, g, nil).Check(t.Context()); h.Class != connector.Reauth || !strings.Contains(h.Detail.EN, "pages_manage_posts") {
		t.Errorf("without a right: %+v", h)
	}
	g.expires = connectortest.Noon().Unix()
	if h := open(t, g, nil).Check(t.Context()); h.Class != connector.Reauth || !strings.Contains(h.Detail.EN, "has expired") {
		t.Errorf("after its end: %+v", h)
	}
}

// Anybody's token reads a public Page; only one that holds it passes.
func TestWhoseTokenItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		holder holder
		class  connector.Class
		says   string
	}{
		"the Page's":                          {holder{me: simPage}, connector.OK, ""},
		"an editor's":                         {holder{me: simPerson, tasks: []string{"MODERATE", "CREATE_CONTENT"}}, connector.OK, ""},
		"a moderator's":                       {holder{me: simPerson, tasks: []string{"MODERATE", "ADVERTISE"}, planned: true}, connector.Reauth, "CREATE_CONTENT"},
		"a stranger's":                        {holder{me: simPerson}, connector.Reauth, ""},
		"a stranger's, with no tasks":         {holder{me: simPerson, tasks: []string{}}, connector.Reauth, ""},
		"an owner's that may not ask for any": {holder{me: simPerson, planned: true}, connector.OK, ""},
	} {
		g := newGraph(t)
		g.holder = c.holder
		h := open(t, g, connector.Values{"app_id": "", "app_secret": ""}).Check(t.Context())
		if h.Class != c.class || !strings.Contains(h.Detail.EN, c.says) || (h.Place == simPage && h.Account == "ASEAN Nam Định") != (c.class == connector.OK) {
			t.Errorf("%s: %+v, want %s", name, h, c.class)
		}
	}
}

// A wrong secret of the app is told as such, by the check and by a try, and so is one that is
// missing where the app enforces it.
func TestTheAppsSecret(t *testing.T) {
	t.Parallel()
	for name, values := range map[string]connector.Values{
		"wrong":   {"app_id": "", "app_secret": "00000000000000000000000000000000"},
		"missing": {"app_id": "", "app_secret": ""},
	} {
		g := newGraph(t)
		g.enforced = true
		p := open(t, g, values)
		if h := p.Check(t.Context()); h.Class != connector.Reauth || !strings.Contains(h.Detail.EN, "app secret") {
			t.Errorf("%s: %+v", name, h)
		}
		if outcome := p.Send(t.Context(), connectortest.Publish()); outcome.Class != connector.Reauth || outcome.Reason != "app_secret" {
			t.Errorf("%s: %+v", name, outcome)
		}
		if sighting := p.(connector.Looker).Look(t.Context(), connectortest.Publish()); sighting.Finding != connector.Blind || sighting.Problem.Reason != "app_secret" {
			t.Errorf("%s: %+v", name, sighting)
		}
	}
	g := newGraph(t)
	g.enforced = true
	if outcome := open(t, g, nil).Send(t.Context(), connectortest.Illustrate(connectortest.Publish())); outcome.Class != connector.OK {
		t.Errorf("signed: %+v", outcome)
	}
}
