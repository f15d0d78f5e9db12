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
		False: []connectortest.Fault{
			{Name: "code 1", Status: 500, Body: says([2]int{1, 0})}, {Name: "code 2", Status: 500, Body: says([2]int{2, 0})}, {Name: "code 2 under 200", Status: 200, Body: says([2]int{2, 0})},
			{Name: "refused by a broken server", Status: 500, Body: says([2]int{100, 0})},
			{Name: "for a while", Status: 400, Body: `{"error":{"message":"x","code":368,"is_transient":true}}`},
		},
		Slower: []connectortest.Slower{
			{Fault: connectortest.Fault{Name: "app", Status: 400, Body: says([2]int{4, 0})}, Wait: 30 * time.Minute},
			{Fault: connectortest.Fault{Name: "page", Status: 403, Body: says([2]int{32, 0})}, Wait: 30 * time.Minute},
			{Fault: connectortest.Fault{Name: "pages of a business", Status: 400, Body: says([2]int{80001, 0}),
				Header: http.Header{"X-Business-Use-Case-Usage": {`{"1":[{"type":"pages","estimated_time_to_regain_access":19}]}`}}}, Wait: 19 * time.Minute},
		},
		Expire: func(d connectortest.Destination) {
			g := d.(*graph)
			g.locked(func() { g.expires = connectortest.Noon().Unix() })
		},
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

// What readers get: a link with its card, or the pictures with the link in the text.
func TestAPost(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	plain := p.Send(t.Context(), connectortest.Publish())
	if want := (connector.Receipt{RemoteID: simPage + "_501", Address: "https://www.facebook.com/" + simPage + "/posts/501"}); plain.Receipt != want || g.posts[0].link != connectortest.Publish().Post.Link {
		t.Errorf("%+v, want %+v; link %q", plain, want, g.posts[0].link)
	}
	g.twins = true
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
		{"GET", simPage + "/published_posts", url.Values{"fields": {"id,message,created_time"}}, 200, `"created_time":"2026-11-23T05:00:00+0000","id":"` + simPage + `_502","message":"a"`},
		{"GET", simPage + "/published_posts", url.Values{"limit": {"101"}}, 400, `"code":100`},
		{"GET", simPage + "/feed", url.Values{"fields": {"id,message"}}, 200, `"message":"chào"`},
		{"POST", simPage + "/feed", url.Values{"message": {"chào"}}, 400, `"code":506`},
		{"GET", "me", url.Values{"fields": {"id,name"}}, 200, `{"id":"` + simPage + `","name":"ASEAN Nam Định"}`},
		{"GET", simPage, url.Values{"fields": {"id,name,tasks"}}, 400, `nonexisting field (tasks)`},
		{"GET", simPage + "/scheduled_posts", nil, 200, `{"data":[]}`},
		{"GET", simPage, url.Values{"appsecret_proof": {"00"}}, 400, `Invalid appsecret_proof`},
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
