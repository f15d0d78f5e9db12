package facebook_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/facebook"
	"github.com/lantoa/lantoa/internal/outbound"
)

func broken(status, code int) *connectortest.Fault {
	return &connectortest.Fault{Status: status, Body: fmt.Sprintf(`{"error":{"message":"x","type":"OAuthException","code":%d,"fbtrace_id":"A"}}`, code)}
}

func TestConformance(t *testing.T) {
	applied := broken(500, 2)
	applied.Applied = true
	connectortest.Run(t, connectortest.Harness{
		Spec:  facebook.Spec(),
		Start: startGraph,
		Bad: []connectortest.BadSetting{
			{Name: "page", Value: "asean.namdinh"}, {Name: "version", Value: "26"}, {Name: "version", Value: "v26"}, {Name: "version", Value: "v26.0/x"},
			{Name: "app_id", Value: "x"}, {Name: "app_secret", Value: ""}, {Name: "server", Value: "https://graph.example/?x"},
		},
		Reach: map[connector.Class]connectortest.Way{
			connector.OK:        {},
			connector.Rejected:  {Fault: broken(400, 100)},
			connector.Throttled: {Fault: broken(400, 32)},
			connector.Transient: {Fault: &connectortest.Fault{Status: http.StatusRequestTimeout}},
			connector.Ambiguous: {Fault: applied},
			connector.Duplicate: {Fault: broken(400, 506)},
			connector.Reauth:    {Settings: connector.Values{"token": "EAAwrongTokenWrongTokenWrong"}},
		},
	})
}

func open(t *testing.T, g *graph, replaced connector.Values) connector.Connector {
	t.Helper()
	values := g.Settings()
	maps.Copy(values, replaced)
	full, err := facebook.Spec().Validate(values)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8"}, Timeout: 10 * time.Second, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	p, err := facebook.Spec().New(full, connector.Deps{HTTP: client, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every code of the platform is called what it is, whatever status it comes with, in both
// places in which it may stand.
func TestCodes(t *testing.T) {
	t.Parallel()
	for class, codes := range map[connector.Class][][2]int{
		connector.Reauth: {{190, 0}, {190, 458}, {190, 459}, {190, 460}, {190, 463}, {190, 464}, {190, 467}, {190, 492}, {102, 0}, {10, 0}, {200, 0}, {299, 0},
			{1404078, 0}, {100, 1404078}, {4854002, 0}},
		connector.Throttled: {{4, 0}, {17, 0}, {32, 0}, {613, 0}, {80000, 0}, {80001, 0}, {80014, 0}, {341, 0}, {1390008, 0}, {100, 1390008}},
		connector.Ambiguous: {{1, 0}, {2, 0}},
		connector.Duplicate: {{506, 0}, {1366051, 0}, {100, 1366051}},
		connector.Rejected: {{368, 0}, {1346003, 0}, {1404102, 0}, {1404112, 0}, {100, 0}, {2061006, 0}, {1609005, 0}, {100, 1366046}, {2069019, 0}, {1349125, 0},
			{100, 33}, {803, 0}, {999, 0}},
	} {
		for _, code := range codes {
			for _, status := range []int{400, 403, 500} {
				g := newGraph(t)
				body := fmt.Sprintf(`{"error":{"message":"canary","type":"OAuthException","code":%d,"error_subcode":%d,"is_transient":false}}`, code[0], code[1])
				g.Break(connectortest.Fault{Status: status, Body: body})
				outcome := open(t, g, nil).Send(t.Context(), connectortest.Publish())
				want := class
				if code == [2]int{999, 0} && status == 500 {
					want = connector.Ambiguous // unknown, of a broken server
				}
				if status == 500 && code == [2]int{100, 0} {
					want = connector.Ambiguous
				}
				if outcome.Class != want || outcome.Detail.VI == "" || strings.Contains(outcome.Detail.EN+outcome.Reason, "canary") {
					t.Errorf("code %v with %d: %+v, want %s", code, status, outcome, want)
				}
			}
		}
	}
}

func TestOtherRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		header http.Header
		class  connector.Class
		until  time.Duration
	}{
		"already posted":      {`{"error":{"message":"You already posted this","code":368}}`, nil, connector.Duplicate, 0},
		"transient by word":   {`{"error":{"message":"x","code":12345,"is_transient":true}}`, nil, connector.Ambiguous, 0},
		"token by word":       {`{"error":{"message":"Error validating access token: x","code":0}}`, nil, connector.Reauth, 0},
		"a time to come back": {`{"error":{"message":"x","code":80001}}`, http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":19}]}`}}, connector.Throttled, 19 * time.Minute},
		"no time":             {`{"error":{"message":"x","code":4}}`, http.Header{"X-Business-Use-Case-Usage": {`{"1":`}}, connector.Throttled, 15 * time.Minute},
		"a year":              {`{"error":{"message":"x","code":32}}`, http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"estimated_time_to_regain_access":525600}]}`}}, connector.Throttled, 24 * time.Hour},
	} {
		g := newGraph(t)
		g.Break(connectortest.Fault{Status: 400, Body: c.body, Header: c.header})
		outcome := open(t, g, nil).Send(t.Context(), connectortest.Publish())
		var until time.Time
		if c.until > 0 {
			until = connectortest.Noon().Add(c.until)
		}
		if outcome.Class != c.class || !outcome.Until.Equal(until) {
			t.Errorf("%s: %+v, want %s until %v", name, outcome, c.class, until)
		}
	}
}

// What readers get: a link with its card, or the pictures with the link in the text.
func TestAPost(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	plain := p.Send(t.Context(), connectortest.Publish())
	if want := (connector.Receipt{RemoteID: simPage + "_501", Address: "https://www.facebook.com/" + simPage + "/posts/501"}); plain.Receipt != want || g.posts[0].link != connectortest.Publish().Post.Link {
		t.Errorf("%+v, want %+v; link %q", plain, want, g.posts[0].link)
	}
	p.Send(t.Context(), connectortest.Illustrate(connectortest.Publish()))
	if post := g.posts[0]; post.link != "" || len(post.photos) != 2 || !strings.Contains(post.message, "utm_content="+connectortest.PublishKey) {
		t.Errorf("with pictures: %+v", post)
	}
	linked := open(t, g, connector.Values{"pictures": "link"})
	linked.Send(t.Context(), connectortest.Illustrate(connectortest.Publish()))
	if post := g.posts[0]; post.link == "" || len(post.photos) != 0 || g.sent != 2 {
		t.Errorf("as a link: %+v, %d photos uploaded", post, g.sent)
	}
}

// Photos that no post showed for a while are gone: they are uploaded anew, once.
func TestPhotosThatWereDropped(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	call := connectortest.Illustrate(connectortest.Publish())
	g.Break(connectortest.Fault{Status: 408})
	p.Send(t.Context(), call)
	g.drops = true
	call.Attempt = 2
	if outcome := p.Send(t.Context(), call); outcome.Class != connector.Transient || len(g.posts) != 0 {
		t.Fatalf("%+v", outcome)
	}
	call.Attempt = 3
	if outcome := p.Send(t.Context(), call); outcome.Class != connector.OK || g.sent != 4 || len(g.posts[0].photos) != 2 {
		t.Errorf("%+v, %d uploads", outcome, g.sent)
	}
	refused := connectortest.Illustrate(connectortest.Publish())
	refused.Attempt = 2
	for range 2 {
		g.Break(*broken(400, 100))
		outcome := p.Send(t.Context(), refused)
		if refused.Attempt++; refused.Attempt == 4 && outcome.Class != connector.Rejected {
			t.Errorf("refused again: %+v", outcome)
		}
	}
}

// A post is known by its receipt; by the marker of the story's first delivery, or by the
// address that a person gave, it is found among the newest. No other Page's is touched.
func TestWhichPost(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	sent := p.Send(t.Context(), connectortest.Publish())
	for range 4 {
		g.posts = append([]*simPost{{id: fmt.Sprintf("%s_%d", simPage, 900+len(g.posts)), message: "khác"}}, g.posts...)
	}
	for name, c := range map[string]struct {
		receipt connector.Receipt
		chosen  string
		want    connector.Class
	}{
		"receipt":           {sent.Receipt, "", connector.OK},
		"address":           {connector.Receipt{Address: sent.Receipt.Address}, "", connector.OK},
		"marker":            {connector.Receipt{}, "giao-luu-huu-nghi-0123456789ab", connector.OK},
		"nothing":           {connector.Receipt{}, "", connector.Rejected},
		"another's marker":  {connector.Receipt{}, "giao-luu-huu-nghi-ffffffffffff", connector.Rejected},
		"another Page":      {connector.Receipt{RemoteID: "999_501"}, "", connector.Rejected},
		"a strange receipt": {connector.Receipt{RemoteID: simPage + "_501/../x"}, "", connector.Rejected},
	} {
		call := connectortest.Correct(c.receipt)
		call.Post.ChosenID = c.chosen
		call.Post.Text += " " + name
		outcome := p.Send(t.Context(), call)
		last := g.posts[len(g.posts)-1]
		if outcome.Class != c.want || (last.message == call.Post.Text) != (c.want == connector.OK) {
			t.Errorf("%s: %+v; the post says %q", name, outcome, last.message)
		}
	}
}

// A withdrawal of what is gone is done; a removal that the platform does not confirm is not.
func TestAWithdrawal(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	sent := p.Send(t.Context(), connectortest.Publish())
	g.Break(connectortest.Fault{Status: 200, Body: `{"success":false}`})
	if outcome := p.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.Transient || !outcome.Maybe {
		t.Errorf("not confirmed: %+v", outcome)
	}
	for range 2 {
		if outcome := p.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.OK {
			t.Errorf("%+v", outcome)
		}
	}
}

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
	if h := open(t, g, connector.Values{"app_id": "1"}).Check(t.Context()); h.Class != connector.Reauth {
		t.Errorf("another app: %+v", h)
	}
	if h := open(t, g, connector.Values{"page": "999"}).Check(t.Context()); h.Class != connector.Reauth || h.Place != "" {
		t.Errorf("another Page: %+v", h)
	}
	g.scopes = g.scopes[1:]
	if h := open(t, g, nil).Check(t.Context()); h.Class != connector.Reauth || !strings.Contains(h.Detail.EN, "pages_manage_posts") {
		t.Errorf("without a right: %+v", h)
	}
}

// TestTheGraphAnswersAsFacebook holds the simulator against answers of the Graph API.
func TestTheGraphAnswersAsFacebook(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	for _, step := range []struct {
		method, path string
		form         url.Values
		status       int
		want         string
	}{
		{"GET", simPage, url.Values{"access_token": {"x"}}, 400, `"code":190,"error_subcode":467`},
		{"GET", simPage, nil, 200, `{"id":"` + simPage + `","name":"ASEAN Nam Định"}`},
		{"POST", simPage + "/feed", url.Values{"message": {"xin chào"}}, 200, `{"id":"` + simPage + `_501"}`},
		{"POST", simPage + "/feed", url.Values{"message": {"a"}, "fields": {"id,permalink_url"}}, 200, `"permalink_url":"https://www.facebook.com/` + simPage + `/posts/502"`},
		{"POST", simPage + "/feed", nil, 400, `"code":100`},
		{"POST", simPage + "/feed", url.Values{"message": {"a"}, "attached_media[0]": {`{"media_fbid":"77"}`}}, 400, `"code":100`},
		{"POST", simPage + "/photos", url.Values{"published": {"false"}}, 400, `"error_subcode":1366046`},
		{"POST", simPage + "_501", url.Values{"message": {"chào"}}, 200, `{"success":true}`},
		{"GET", simPage + "/feed", url.Values{"fields": {"id,message"}}, 200, `"message":"chào"`},
		{"DELETE", simPage + "_501", nil, 200, `{"success":true}`},
		{"DELETE", simPage + "_501", nil, 400, `"code":100,"error_subcode":33`},
		{"GET", "nothing", nil, 400, `"error_subcode":33`},
	} {
		form := url.Values{"access_token": {simToken}}
		maps.Copy(form, step.form)
		recorder := httptest.NewRecorder()
		r := httptest.NewRequest(step.method, "/v26.0/"+step.path, strings.NewReader(form.Encode()))
		if step.method != http.MethodPost {
			r = httptest.NewRequest(step.method, "/v26.0/"+step.path+"?"+form.Encode(), nil)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		g.serve(recorder, r)
		if body := strings.TrimSpace(recorder.Body.String()); recorder.Code != step.status || !strings.Contains(body, step.want) {
			t.Errorf("%s %s: %d %s, want %d %s", step.method, step.path, recorder.Code, body, step.status, step.want)
		}
	}
	if !slices.ContainsFunc(g.posts, func(p *simPost) bool { return p.gone }) {
		t.Error("nothing was removed")
	}
}
