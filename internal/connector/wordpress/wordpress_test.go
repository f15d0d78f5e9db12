package wordpress_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/wordpress"
	"github.com/lantoa/lantoa/internal/outbound"
)

func TestConformance(t *testing.T) {
	connectortest.Run(t, connectortest.Harness{
		Spec:  wordpress.Spec(),
		Start: startPortal,
		False: []connectortest.Fault{{Name: "critical error", Status: 500,
			Body: `{"code":"internal_server_error","message":"There has been a critical error on this website.","data":{"status":500}}`}},
		Bad: []connectortest.BadSetting{
			{Name: "url", Value: "https://portal.example/?page_id=2"}, {Name: "url", Value: "https://portal.example/#top"},
			{Name: "username", Value: "a:b"}, {Name: "lang_param", Value: "lang&x"},
		},
		Reach: map[connector.Class]connectortest.Way{
			connector.OK:        {},
			connector.Rejected:  {Fault: &connectortest.Fault{Status: 400, Body: `{"code":"rest_invalid_param","message":"x","data":{"status":400,"params":[]}}`}},
			connector.Throttled: {Fault: &connectortest.Fault{Status: http.StatusTooManyRequests}},
			connector.Transient: {Fault: &connectortest.Fault{Status: http.StatusRequestTimeout}},
			connector.Ambiguous: {Fault: &connectortest.Fault{Applied: true, Status: 200, Body: "<html><body>There has been a critical error on this website.</body></html>"}},
			connector.Reauth:    {Settings: connector.Values{"app_password": "xxxx xxxx xxxx xxxx xxxx xxxx"}},
		},
	})
}

// open makes a connector to a portal with some settings replaced.
func open(t *testing.T, s *portalSim, replaced connector.Values) connector.Connector {
	t.Helper()
	return openBy(t, s, replaced, func(d connector.Doer) connector.Doer { return d })
}

// openBy makes one whose requests go another way.
func openBy(t *testing.T, s *portalSim, replaced connector.Values, way func(connector.Doer) connector.Doer) connector.Connector {
	t.Helper()
	values := s.Settings()
	for name, value := range replaced {
		values[name] = value
	}
	full, err := wordpress.Spec().Validate(values)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	built, err := wordpress.Spec().New(full, connector.Deps{HTTP: way(client), Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	return built
}

func send(t *testing.T, c connector.Connector, call connector.Call) connector.Receipt {
	t.Helper()
	outcome := c.Send(t.Context(), call)
	if outcome.Class != connector.OK {
		t.Fatalf("%s gave %+v", call.Post.Intent, outcome)
	}
	return outcome.Receipt
}

func TestCreateSendsTheWholePost(t *testing.T) {
	t.Parallel()
	for _, plain := range []bool{false, true} {
		s := newPortal(t, connectortest.Noon)
		s.plain = plain
		call := connectortest.Publish()
		receipt := send(t, open(t, s, connector.Values{"category": "ASEAN & Nam Định"}), call)
		p := s.posts[0]
		want := simPost{id: p.id, slug: call.Post.ChosenID, status: "publish", title: "Giao lưu hữu nghị “Nam Định – ASEAN” &amp; những nhịp cầu", excerpt: call.Post.Lead,
			content:    call.Post.HTML + "\n<!-- lantoa:" + call.Key + " --><!-- lantoa-edition:" + call.Post.Edition + " -->",
			date:       call.Post.At,
			categories: []int{s.terms["categories"][1].id, s.terms["categories"][2].id}, tags: []int{s.terms["tags"][0].id},
			keys: map[string]bool{call.Key: true}}
		if diff := cmp.Diff(want, *p, cmp.AllowUnexported(simPost{})); diff != "" {
			t.Errorf("plain %v: post (-want +got):\n%s", plain, diff)
		}
		if s.terms["categories"][1].name != "ASEAN &amp; Nam Định" || s.terms["categories"][2].name != "Văn hóa – Xã hội" || s.terms["tags"][0].name != "Bản sắc ASEAN" {
			t.Errorf("terms %+v %+v", s.terms["categories"][1], s.terms["tags"][0])
		}
		if !plain && receipt.Address != s.server.URL+"/"+call.Post.ChosenID+"/" {
			t.Errorf("address %q", receipt.Address)
		}
	}
}

// Title and lead are words, whatever signs they hold: never markup on the portal.
func TestSignsOfMarkupStayWords(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	call := connectortest.Publish()
	call.Post.Title, call.Post.Lead = `Giá < 5% <script>alert("1")</script>`, "Thu & chi &lt; <b>2026</b>"
	send(t, open(t, s, nil), call)
	p := s.posts[0]
	if want := `Giá &lt; 5% &lt;script&gt;alert("1")&lt;/script&gt;`; p.title != want {
		t.Errorf("title %q, want %q", p.title, want)
	}
	if want := "Thu &amp; chi &amp;lt; &lt;b&gt;2026&lt;/b&gt;"; p.excerpt != want {
		t.Errorf("lead %q, want %q", p.excerpt, want)
	}
}

func TestTermsAreFoundBeforeTheyAreMade(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.terms["categories"] = append(s.terms["categories"], &simTerm{id: 3, name: "VĂN HÓA – XÃ HỘI"}, &simTerm{id: 4, name: "Văn hóa – Xã hội ASEAN"})
	send(t, open(t, s, nil), connectortest.Publish())
	if got := s.posts[0].categories; !slices.Equal(got, []int{3}) || len(s.terms["categories"]) != 3 {
		t.Errorf("categories %v, %d known", got, len(s.terms["categories"]))
	}
	made := slices.IndexFunc(s.seen, func(one string) bool { return one == "POST /wp/v2/categories" })
	if made >= 0 {
		t.Error("a category that exists was asked for again")
	}
}

// TestTermThatTheListDoesNotShow takes the id out of the refusal to make it again.
func TestTermThatTheListDoesNotShow(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	call := connectortest.Publish()
	call.Post.Terms = []connector.Term{{Kind: "area", Code: "x", Name: "Kết nối “số”"}}
	s.terms["tags"] = []*simTerm{{id: 7, name: "KẾT NỐI “SỐ”"}}
	hidden := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/tags") {
			_, _ = io.WriteString(w, "[]")
			return
		}
		s.server.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(hidden.Close)
	send(t, open(t, s, connector.Values{"url": hidden.URL}), call)
	if got := s.posts[0].tags; !slices.Equal(got, []int{7}) {
		t.Errorf("tags %v, want the one that exists", got)
	}
}

func TestTermModes(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]int{"none": 0, "find": 0, "create": 1} {
		s := newPortal(t, connectortest.Noon)
		send(t, open(t, s, connector.Values{"terms": mode}), connectortest.Publish())
		if got := s.posts[0]; len(got.categories) != want || len(got.tags) != want {
			t.Errorf("%s: categories %v, tags %v", mode, got.categories, got.tags)
		}
	}
}

func TestDroppedTermsAreTold(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.drop = true
	outcome := open(t, s, nil).Send(t.Context(), connectortest.Publish())
	if outcome.Class != connector.OK || !strings.Contains(outcome.Detail.VI, "bỏ bớt chuyên mục") {
		t.Errorf("got %+v", outcome)
	}
}

// TestDateByThePortalsClock leaves the date out where the portal would take it for the
// future and wait for its own cron.
func TestDateByThePortalsClock(t *testing.T) {
	t.Parallel()
	slow := func() time.Time { return connectortest.Noon().Add(-5 * time.Minute) }
	s := newPortal(t, slow)
	send(t, open(t, s, nil), connectortest.Publish())
	if p := s.posts[0]; p.status != "publish" || !p.date.Equal(slow()) {
		t.Errorf("status %s, date %v", p.status, p.date)
	}
}

func TestCorrectionReplacesTextAndShowsTheNote(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	s.posts[0].slug = "renamed-there"
	before := s.posts[0].date
	call := connectortest.Correct(receipt)
	call.Post.Notes = []connector.Note{{Kind: "update", Label: "Cập nhật", Text: "Thêm lịch.", Heading: "Cập nhật lúc 10:00 ngày 23/11/2026"}, {Kind: "correction", Label: "Đính chính", Text: `Ngày <22/11> & "giờ"`}}
	send(t, c, call)
	want := `<p class="lantoa-note"><strong>Cập nhật lúc 10:00 ngày 23/11/2026:</strong> Thêm lịch.</p>` + "\n" +
		`<p class="lantoa-note"><strong>Đính chính:</strong> Ngày &lt;22/11&gt; &amp; &#34;giờ&#34;</p>` + "\n" +
		call.Post.HTML + "\n<!-- lantoa:" + call.Key + " --><!-- lantoa-edition:" + call.Post.Edition + " -->"
	if diff := cmp.Diff(want, s.posts[0].content); diff != "" {
		t.Errorf("content (-want +got):\n%s", diff)
	}
	if p := s.posts[0]; len(s.posts) != 1 || p.slug != "renamed-there" || !p.date.Equal(before) || p.status != "publish" {
		t.Errorf("slug, date or state changed: %+v", p)
	}
}

func TestLook(t *testing.T) {
	t.Parallel()
	ours, other := "<!-- lantoa:"+connectortest.PublishKey+" --><!-- lantoa-edition:"+connectortest.Publish().Post.Edition+" -->", "<!-- lantoa:019ab000-0000-7000-8000-000000000000 -->"
	chosen := connectortest.Publish().Post.ChosenID
	for name, k := range map[string]struct {
		posts []*simPost
		want  connector.Finding
		ids   []string
	}{
		"nothing":                    {nil, connector.Missing, nil},
		"ours":                       {[]*simPost{{id: 1, slug: chosen, status: "publish", content: ours}}, connector.Found, []string{"1"}},
		"ours, body rewritten there": {[]*simPost{{id: 1, slug: chosen, status: "publish", content: "<p>"}}, connector.Found, []string{"1"}},
		"scheduled there":            {[]*simPost{{id: 1, slug: chosen, status: "future", content: ours}}, connector.Found, []string{"1"}},
		"made twice": {[]*simPost{{id: 1, slug: chosen, status: "publish", content: ours}, {id: 2, slug: chosen + "-2", status: "publish", content: ours}},
			connector.Found, []string{"1", "2"}},
		"second name is another's":      {[]*simPost{{id: 2, slug: chosen + "-2", status: "publish", content: other}}, connector.Missing, nil},
		"second name is ours":           {[]*simPost{{id: 2, slug: chosen + "-2", status: "draft", content: ours}}, connector.Found, []string{"2"}},
		"renamed there":                 {[]*simPost{{id: 3, slug: "khac", status: "publish", content: ours}}, connector.Found, []string{"3"}},
		"removed there":                 {[]*simPost{{id: 4, slug: chosen + "__trashed", status: "trash", content: ours}}, connector.Unclear, []string{"4"}},
		"another's in the trash":        {[]*simPost{{id: 4, slug: chosen + "__trashed", status: "trash", content: other}}, connector.Missing, nil},
		"removed, and made again by us": {[]*simPost{{id: 4, slug: chosen + "__trashed", status: "trash", content: ours}, {id: 5, slug: chosen, status: "publish", content: ours}}, connector.Found, []string{"5"}},
	} {
		s := newPortal(t, connectortest.Noon)
		s.posts = k.posts
		sighting := open(t, s, nil).(connector.Looker).Look(t.Context(), connectortest.Publish())
		var ids []string
		for _, receipt := range sighting.Receipts {
			ids = append(ids, receipt.RemoteID)
		}
		if sighting.Finding != k.want || !slices.Equal(ids, k.ids) {
			t.Errorf("%s: got %+v, want %s %v", name, sighting, k.want, k.ids)
		}
	}
}

func TestCheckNamesMissingRights(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	if health := open(t, s, nil).Check(t.Context()); health.Class != connector.OK || health.Place != "127.0.0.1" {
		t.Errorf("got %+v", health)
	}
	s.caps = []string{"edit_posts", "publish_posts"}
	health := open(t, s, nil).Check(t.Context())
	if health.Class != connector.Reauth || !strings.Contains(health.Detail.EN, "edit_published_posts, delete_published_posts, upload_files, manage_categories") {
		t.Errorf("got %+v", health)
	}
	s.caps = nil // PHP writes the empty map as []
	if health := open(t, s, nil).Check(t.Context()); health.Class != connector.Reauth || !strings.Contains(health.Detail.EN, "edit_posts") {
		t.Errorf("no rights: got %+v", health)
	}
	notWordPress := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }))
	t.Cleanup(notWordPress.Close)
	if health := open(t, s, connector.Values{"url": notWordPress.URL}).Check(t.Context()); health.Class != connector.Rejected {
		t.Errorf("no WordPress: got %+v", health)
	}
}

// TestCredentialsStayWithTheSite plays a page that names another host as its API.
func TestCredentialsStayWithTheSite(t *testing.T) {
	t.Parallel()
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("the other host got %s %s", r.Method, r.URL) }))
	t.Cleanup(thief.Close)
	s := newPortal(t, connectortest.Noon)
	lying := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.Header().Set("Link", `<`+thief.URL+`/wp-json/>; rel="https://api.w.org/"`)
			return
		}
		s.server.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(lying.Close)
	send(t, open(t, s, connector.Values{"url": lying.URL}), connectortest.Publish())
}

func TestLanguageGoesWithEveryWrite(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	var asked []string
	spy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			asked = append(asked, r.URL.Path+" "+r.URL.Query().Get("lang"))
		}
		s.server.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(spy.Close)
	send(t, open(t, s, connector.Values{"url": spy.URL, "lang_param": "lang"}), connectortest.Publish())
	want := []string{"/wp-json/wp/v2/categories vi", "/wp-json/wp/v2/tags vi", "/wp-json/wp/v2/posts vi"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// TestWrongPasswordIsNamedByALook reads the reason that the list hides inside a 400.
func TestWrongPasswordIsNamedByALook(t *testing.T) {
	t.Parallel()
	c := open(t, newPortal(t, connectortest.Noon), connector.Values{"app_password": "wrong"})
	problem := c.(connector.Looker).Look(t.Context(), connectortest.Publish()).Problem
	if problem.Class != connector.Reauth || !strings.Contains(problem.Detail.VI, "Tài khoản trên cổng sai mật khẩu ứng dụng") {
		t.Errorf("got %+v", problem)
	}
}

// TestEmptyMapsOfPHP plays answers that hold [] where an object belongs.
func TestEmptyMapsOfPHP(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.bare = true
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	if sighting := c.(connector.Looker).Look(t.Context(), connectortest.Publish()); sighting.Finding != connector.Found || sighting.Receipts[0] != receipt {
		t.Errorf("got %+v, want %+v by its slug", sighting, receipt)
	}
}
