package wordpress_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
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
	built, err := wordpress.Spec().New(full, connector.Deps{HTTP: client, Now: connectortest.Noon})
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
	for _, k := range []struct{ kind, lang, label string }{
		{"correction", "vi", "Đính chính:"}, {"formal_correction", "vi", "Cải chính:"}, {"update", "vi", "Cập nhật:"},
		{"correction", "en", "Correction:"}, {"formal_correction", "en-GB", "Formal correction:"}, {"update", "th", "Update:"},
	} {
		call := connectortest.Correct(receipt)
		call.Post.Lang = k.lang
		call.Post.Note = &connector.Note{Kind: k.kind, Text: `Ngày <22/11> & "giờ"`}
		send(t, c, call)
		want := `<p class="lantoa-note"><strong>` + k.label + `</strong> Ngày &lt;22/11&gt; &amp; &#34;giờ&#34;</p>` + "\n" +
			call.Post.HTML + "\n<!-- lantoa:" + call.Key + " --><!-- lantoa-edition:" + call.Post.Edition + " -->"
		if diff := cmp.Diff(want, s.posts[0].content); diff != "" {
			t.Errorf("%s: content (-want +got):\n%s", k.label, diff)
		}
	}
	if p := s.posts[0]; len(s.posts) != 1 || p.slug != "renamed-there" || !p.date.Equal(before) || p.status != "publish" {
		t.Errorf("slug, date or state changed: %+v", p)
	}
}

// TestPostsOfOthersAreLeftAlone plays a portal that was restored from a copy and gave ids
// anew.
func TestPostsOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	chosen := connectortest.Publish().Post.ChosenID
	mark := "<!-- lantoa-edition:" + connectortest.Publish().Post.Edition + " -->"
	for name, k := range map[string]struct {
		slug, content string
		ours          bool
	}{
		"another's":              {"thong-bao-tuyen-dung", "<p>của người khác</p>", false},
		"another story of ours":  {"hoi-thao-0123456789ac", "<p>x</p><!-- lantoa:019ab000-0000-7000-8000-0123456789ac --><!-- lantoa-edition:019ab000-0000-7000-8000-0000000000ff -->", false},
		"a longer slug":          {chosen + "-phan-hai", "<p>x</p>", false},
		"rewritten there":        {chosen, "<p>x</p>", true},
		"rewritten, second name": {chosen + "-2", "<p>x</p>", true},
		"renamed there":          {"ten-khac", "<p>x</p>" + mark, true},
	} {
		s := newPortal(t, connectortest.Noon)
		c := open(t, s, nil)
		receipt := send(t, c, connectortest.Publish())
		for _, call := range []connector.Call{connectortest.Correct(receipt), connectortest.Withdraw(receipt)} {
			stands := simPost{id: s.posts[0].id, slug: k.slug, status: "publish", title: "Thông báo", content: k.content, keys: map[string]bool{}}
			s.posts = []*simPost{&stands}
			outcome := c.Send(t.Context(), call)
			changed := s.posts[0].title != "Thông báo" || s.posts[0].status != "publish"
			if k.ours != (outcome.Class == connector.OK) || k.ours != changed || !k.ours && (outcome.Class != connector.Rejected || outcome.Reason != "not_ours") {
				t.Errorf("%s, %s: got %+v, changed: %v", name, call.Post.Intent, outcome, changed)
			}
		}
	}
}

// TestPostWithoutAnIDIsLookedFor plays what follows a person's word that the post is
// there, with or without its address, and a portal where it came back under another id.
func TestPostWithoutAnIDIsLookedFor(t *testing.T) {
	t.Parallel()
	const byHand = "tin-viet-tay"
	ours := func(p *simPost) {}
	for name, k := range map[string]struct {
		earlier connector.Receipt // "@" in an address stands for the portal's
		change  func(p *simPost)
		reason  string
	}{
		"by its slug":                   {connector.Receipt{}, ours, ""},
		"an id that is none":            {connector.Receipt{RemoteID: "../users/1"}, ours, ""},
		"by its second name":            {connector.Receipt{}, func(p *simPost) { p.slug += "-2" }, ""},
		"by its marker":                 {connector.Receipt{}, func(p *simPost) { p.slug = "ten-khac" }, ""},
		"under another id":              {connector.Receipt{RemoteID: "999", Address: "@/cu/"}, ours, ""},
		"an address of another site":    {connector.Receipt{Address: "https://bao.example/tin/"}, ours, ""},
		"made there by hand":            {connector.Receipt{Address: "@/" + byHand + "/"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, ""},
		"by hand, without the slash":    {connector.Receipt{Address: "@/" + byHand + "?utm_source=x"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, ""},
		"by hand, plain address":        {connector.Receipt{Address: "@/?p=11"}, func(p *simPost) { p.id, p.slug, p.content = 11, byHand, "<p>" }, ""},
		"by hand, and no address given": {connector.Receipt{}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, "no_receipt"},
		"the home page was given":       {connector.Receipt{Address: "@/"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, "no_receipt"},
		"by hand, on another site":      {connector.Receipt{Address: "https://bao.example/" + byHand + "/"}, func(p *simPost) { p.slug, p.content = byHand, "<p>" }, "no_receipt"},
	} {
		s := newPortal(t, connectortest.Noon)
		c := open(t, s, nil)
		send(t, c, connectortest.Publish())
		k.change(s.posts[0])
		k.earlier.Address = strings.Replace(k.earlier.Address, "@", s.server.URL, 1)
		for _, call := range []connector.Call{connectortest.Correct(k.earlier), connectortest.Withdraw(k.earlier)} {
			outcome := c.Send(t.Context(), call)
			if k.reason != "" {
				if outcome.Class != connector.Rejected || outcome.Reason != k.reason || s.posts[0].status != "publish" {
					t.Errorf("%s, %s: got %+v and left it as %s", name, call.Post.Intent, outcome, s.posts[0].status)
				}
				continue
			}
			if outcome.Class != connector.OK || outcome.Receipt.RemoteID != strconv.Itoa(s.posts[0].id) || len(s.posts) != 1 {
				t.Errorf("%s, %s: got %+v", name, call.Post.Intent, outcome)
			}
		}
		if k.reason == "" && (s.posts[0].status != "trash" || !s.posts[0].keys[connectortest.CorrectKey]) {
			t.Errorf("%s: it was not corrected and withdrawn: %+v", name, s.posts[0])
		}
	}
}

// TestSeveralCopiesAreForAPerson leaves the choice between copies to somebody who sees them.
func TestSeveralCopiesAreForAPerson(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	send(t, c, connectortest.Publish())
	second := send(t, c, connectortest.Publish())
	for _, call := range []connector.Call{connectortest.Correct(connector.Receipt{}), connectortest.Withdraw(connector.Receipt{})} {
		if outcome := c.Send(t.Context(), call); outcome.Class != connector.Rejected || outcome.Reason != "several_there" {
			t.Errorf("%s: got %+v", call.Post.Intent, outcome)
		}
	}
	send(t, c, connectortest.Withdraw(connector.Receipt{Address: second.Address}))
	if s.posts[0].status != "publish" || s.posts[1].status != "trash" {
		t.Errorf("the copies are %s and %s, want the second in the trash", s.posts[0].status, s.posts[1].status)
	}
}

func TestCorrectionOfWhatIsGone(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	for _, k := range []struct {
		receipt connector.Receipt
		reason  string
		spoil   func()
	}{
		{receipt, "trashed_there", func() { s.posts[0].status, s.posts[0].slug = "trash", s.posts[0].slug+"__trashed" }},
		{connector.Receipt{RemoteID: "999"}, "trashed_there", func() {}},
		{receipt, "rest_post_invalid_id", func() { s.posts = nil }},
		{connector.Receipt{}, "no_receipt", func() {}},
		{connector.Receipt{RemoteID: "../users/1"}, "no_receipt", func() {}},
	} {
		k.spoil()
		if outcome := c.Send(t.Context(), connectortest.Correct(k.receipt)); outcome.Class != connector.Rejected || outcome.Reason != k.reason {
			t.Errorf("%v: got %+v, want rejected %s", k.receipt, outcome, k.reason)
		}
	}
}

func TestWithdrawWithoutTrashLeavesADraft(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.noTrash = true
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	send(t, c, connectortest.Withdraw(receipt))
	if s.posts[0].status != "draft" {
		t.Errorf("status %s", s.posts[0].status)
	}
}

// TestWithdrawBelievesOnlyTheTrash plays proxies that turn a removal into an update of
// nothing, which WordPress answers with success.
func TestWithdrawBelievesOnlyTheTrash(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]struct {
		wall    wall
		noTrash bool
		forced  string
		reason  string
		left    string
	}{
		"nothing in the way":         {wall{refusesDelete: true}, false, "", "", "trash"},
		"the header is dropped":      {wall{dropsOverride: true}, false, "", "", "trash"},
		"both are stopped":           {wall{true, true}, false, "", "not_trashed", "publish"},
		"header dropped, no trash":   {wall{dropsOverride: true}, true, "", "", "draft"},
		"a draft is published again": {wall{}, true, "publish", "not_trashed", "publish"},
	} {
		s := newPortal(t, connectortest.Noon)
		c := open(t, s, nil)
		receipt := send(t, c, connectortest.Publish())
		s.wall, s.noTrash, s.forced = k.wall, k.noTrash, k.forced
		outcome := c.Send(t.Context(), connectortest.Withdraw(receipt))
		if want := map[bool]connector.Class{true: connector.OK, false: connector.Rejected}[k.reason == ""]; outcome.Class != want || outcome.Reason != k.reason || s.posts[0].status != k.left {
			t.Errorf("%s: got %+v and left it as %s", name, outcome, s.posts[0].status)
		}
	}
}

func TestWithdrawOfWhatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	send(t, c, connectortest.Withdraw(connector.Receipt{RemoteID: "999"}))
	receipt := send(t, c, connectortest.Publish())
	send(t, c, connectortest.Withdraw(receipt))
	send(t, c, connectortest.Withdraw(receipt))
	if s.posts[0].status != "trash" {
		t.Errorf("status %s", s.posts[0].status)
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

func TestProof(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	prove := func(call connector.Call) connector.Finding {
		call.Earlier = receipt
		return c.(connector.Prover).Prove(t.Context(), call).Finding
	}
	if got := prove(connectortest.Publish()); got != connector.Found {
		t.Errorf("published: %s", got)
	}
	if got := prove(connectortest.Correct(receipt)); got != connector.Missing {
		t.Errorf("the old text was taken for the corrected one: %s", got)
	}
	if got := prove(connectortest.Withdraw(receipt)); got != connector.Found {
		t.Errorf("before the withdrawal: %s", got)
	}
	s.strip = true
	if got := prove(connectortest.Publish()); got != connector.Found {
		t.Errorf("a theme that strips comments: %s", got)
	}
	s.posts[0].title = "Bài khác"
	if got := prove(connectortest.Publish()); got != connector.Missing {
		t.Errorf("a page without title and marker: %s", got)
	}
	s.posts[0].status = "draft"
	if got := prove(connectortest.Publish()); got != connector.Missing {
		t.Errorf("taken off: %s", got)
	}
}

// TestLateTryOfAnEarlierReleaseIsFound plays a first release that was looked for in vain
// and given up, and shows only when the second one is out.
func TestLateTryOfAnEarlierReleaseIsFound(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	first := send(t, c, connectortest.Publish())
	second := connectortest.Publish()
	second.Key, second.Post.Release, second.Post.ChosenID = connectortest.CorrectKey, 2, "giao-luu-huu-nghi-0123456789ac"
	second.Earlier = send(t, c, second)
	if seen := c.(connector.Prover).Prove(t.Context(), second); seen.Finding != connector.Found || !slices.Equal(seen.Receipts, []connector.Receipt{second.Earlier, first}) {
		t.Errorf("got %+v, want both", seen)
	}
	for _, taken := range []string{"trash", "draft"} { // withdrawn before, with and without a trash
		s.posts[0].status = taken
		if seen := c.(connector.Prover).Prove(t.Context(), second); len(seen.Receipts) != 1 {
			t.Errorf("the first one is in state %s: got %+v", taken, seen)
		}
	}
	other := connectortest.Publish()
	other.Key, other.Post.Edition, other.Post.ChosenID = connectortest.WithdrawKey, "019ab000-0000-7000-8000-0000000000ff", "giao-luu-huu-nghi-0123456789ad"
	send(t, c, other)
	if seen := c.(connector.Prover).Prove(t.Context(), second); len(seen.Receipts) != 1 {
		t.Errorf("another story was taken for a copy: %+v", seen)
	}
}

func TestDraftIsProvedByReadingBack(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, connector.Values{"status": "draft"})
	call := connectortest.Publish()
	call.Earlier = send(t, c, call)
	if call.Earlier.Address != "" || s.posts[0].status != "draft" {
		t.Errorf("receipt %+v, status %s", call.Earlier, s.posts[0].status)
	}
	for _, k := range []struct {
		status string
		want   connector.Finding
	}{{"draft", connector.Found}, {"publish", connector.Found}, {"trash", connector.Missing}} {
		s.posts[0].status = k.status
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.want {
			t.Errorf("%s: got %+v", k.status, got)
		}
	}
	s.posts = nil
	if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != connector.Missing {
		t.Errorf("deleted: got %+v", got)
	}
}

// TestWhatReadersCannotSeeIsNoProof plays portals that put what they are asked to publish
// into another state.
func TestWhatReadersCannotSeeIsNoProof(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"pending", "future", "private", "draft"} {
		s := newPortal(t, connectortest.Noon)
		s.forced = state
		c := open(t, s, nil)
		call := connectortest.Publish()
		outcome := c.Send(t.Context(), call)
		if outcome.Class != connector.OK || !strings.Contains(outcome.Detail.EN, "(state "+state+")") || outcome.Receipt.Address != "" {
			t.Errorf("%s: got %+v", state, outcome)
		}
		call.Earlier = outcome.Receipt
		seen := c.(connector.Prover).Prove(t.Context(), call)
		if seen.Finding != connector.Missing || !strings.Contains(seen.Problem.Detail.EN, "(state "+state+")") {
			t.Errorf("%s: the proof gave %+v", state, seen)
		}
		s.posts[0].status = "publish" // released by somebody there
		seen = c.(connector.Prover).Prove(t.Context(), call)
		if seen.Finding != connector.Found || len(seen.Receipts) != 1 || !strings.HasSuffix(seen.Receipts[0].Address, call.Post.ChosenID+"/") {
			t.Errorf("%s, then released: the proof gave %+v", state, seen)
		}
	}
}

func TestCheckNamesMissingRights(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.caps = []string{"edit_posts", "publish_posts"}
	health := open(t, s, nil).Check(t.Context())
	if health.Class != connector.Reauth || !strings.Contains(health.Detail.EN, "edit_published_posts, delete_published_posts, manage_categories") {
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

// TestProofOfWhatCannotBeOpened keeps apart what readers see, and what only we cannot ask.
func TestProofOfWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil).(connector.Prover)
	for status, want := range map[int]connector.Finding{
		200: connector.Missing, 404: connector.Missing, 410: connector.Missing,
		400: connector.Blind, 401: connector.Blind, 403: connector.Blind, 405: connector.Blind, 451: connector.Blind, 429: connector.Blind, 500: connector.Blind, 502: connector.Blind, 503: connector.Blind,
	} {
		page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		call := connectortest.Publish()
		call.Earlier = connector.Receipt{RemoteID: "1", Address: page.URL}
		sighting := c.Prove(t.Context(), call)
		page.Close()
		if sighting.Finding != want {
			t.Errorf("%d: got %+v, want %s", status, sighting, want)
		}
	}
	call := connectortest.Publish()
	call.Earlier = connector.Receipt{RemoteID: "1", Address: "http://10.0.0.1/tin"}
	if sighting := c.Prove(t.Context(), call); sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Transient {
		t.Errorf("a private address: got %+v, want blind for now", sighting)
	}
}

// TestAbsenceIsProvedByAbsenceAlone plays what stands before a portal, while the post is
// still out and when it is gone.
func TestAbsenceIsProvedByAbsenceAlone(t *testing.T) {
	t.Parallel()
	page := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	home := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }
	for name, k := range map[string]struct {
		page      http.HandlerFunc
		out, gone connector.Finding
	}{
		"not found":                 {page(404, "404"), connector.Missing, connector.Missing},
		"gone":                      {page(410, ""), connector.Missing, connector.Missing},
		"a firewall":                {page(403, "Request blocked."), connector.Blind, connector.Blind},
		"a login":                   {page(401, ""), connector.Blind, connector.Blind},
		"a refusal":                 {page(400, ""), connector.Blind, connector.Blind},
		"a legal block":             {page(451, ""), connector.Blind, connector.Blind},
		"maintenance":               {page(503, ""), connector.Blind, connector.Blind},
		"a test for robots":         {page(200, "<html>Just a moment...</html>"), connector.Found, connector.Missing},
		"a redirect to the home":    {home, connector.Found, connector.Missing},
		"a cache with the old page": {page(200, "<!-- lantoa-edition:"+connectortest.Publish().Post.Edition+" -->"), connector.Found, connector.Found},
	} {
		s := newPortal(t, connectortest.Noon)
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Trim(r.URL.Path, "/") == connectortest.Publish().Post.ChosenID {
				k.page(w, r)
				return
			}
			s.server.Config.Handler.ServeHTTP(w, r)
		}))
		t.Cleanup(front.Close)
		c := open(t, s, connector.Values{"url": front.URL})
		receipt := send(t, c, connectortest.Publish())
		receipt.Address = front.URL + "/" + connectortest.Publish().Post.ChosenID + "/"
		call := connectortest.Withdraw(receipt)
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.out {
			t.Errorf("%s, still out: got %+v, want %s", name, got, k.out)
		}
		send(t, c, call)
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.gone {
			t.Errorf("%s, gone: got %+v, want %s", name, got, k.gone)
		}
		call.Earlier.RemoteID = "" // as a person's word gives it
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.gone {
			t.Errorf("%s, gone, and no id: got %+v, want %s", name, got, k.gone)
		}
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
