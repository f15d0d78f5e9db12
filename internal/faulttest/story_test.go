package faulttest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

// stage is a newsroom with a portal and a press agency, both with channels.
type stage struct {
	*newsroom
	process       *process
	portal        *portal
	press         *press
	web           map[string]string // ids of the portal's channels by language
	agency, feeds string            // ids of the other channels
}

// newStage sets up a stage whose portal is the simulated one.
func newStage(t *testing.T, dsn string) *stage {
	t.Helper()
	p := newPortal(t)
	s := stageBefore(t, dsn, p.settings())
	s.portal = p
	return s
}

// stageBefore sets up a stage before the portal that the settings of a channel name.
func stageBefore(t *testing.T, dsn string, portal map[string]string) *stage {
	t.Helper()
	s := &stage{press: newPress(t), web: map[string]string{}}
	h := newHouse(t, dsn)
	h.secrets.keep(portal["app_password"])
	h.secrets.keep(s.press.secret)
	s.process = h.start()
	s.newsroom = h.staff(s.process)
	for _, lang := range []string{"vi", "en"} {
		s.web[lang] = s.channel("wordpress", "Cổng tỉnh "+lang, portal, map[string]any{"lang": lang, "portal": true, "settle_seconds": 10})
	}
	s.agency = s.channel("webhook", "Báo Nam Định", s.press.settings(), nil)
	s.feeds = s.newsroom.feeds()
	return s
}

// everywhere lists the channels of an edition.
func (s *stage) everywhere(e *edition) []string { return []string{s.web[e.lang], s.agency, s.feeds} }

// final is the state in which a channel's deliveries end: the portal has a public page as
// proof, the others have none.
func (s *stage) final(channel string) string {
	if channel == s.web["vi"] || channel == s.web["en"] {
		return "confirmed"
	}
	return "sent"
}

func textVI() words {
	return words{title: "Doanh nghiệp dệt may cần biết gì để hưởng ưu đãi thuế quan trong ASEAN?",
		lead: "Quy tắc xuất xứ là điều kiện quyết định.", body: "<p>Hàng hóa phải đáp ứng quy tắc xuất xứ của Hiệp định ATIGA.</p>"}
}

func textEN() words {
	return words{title: "What textile firms need to know to use ASEAN tariff preferences",
		lead: "Rules of origin decide.", body: "<p>Goods must meet the rules of origin of ATIGA.</p>"}
}

// TestStory takes one story the whole way: written, sent back, approved by another,
// scheduled, published in two languages, corrected and taken down, with what arrived at
// the portal, the press and the feeds judged there.
func TestStory(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newStage(t, dsn)
		vi, en := s.written(t)
		dead := s.deadEnd(t, vi)
		// What is due on a channel may not take along what is due there later.
		due := soon(2 * time.Second)
		later := due.Add(2 * time.Second)
		plans := map[time.Time]map[string]delivery{due: vi.schedule(due, s.everywhere(vi)...), later: en.schedule(later, s.everywhere(en)...)}
		s.nothingOut(t, vi, due)
		s.keptTime(t, plans)
		s.arrived(t, vi, textVI(), due)
		s.arrived(t, en, textEN(), later)
		s.explains(t, dead)
		s.corrected(t, vi)
		s.takenDown(t, vi)
		if n := len(s.portal.in("")); n != 2 {
			t.Errorf("the portal has made %d posts, want 2", n)
		}
		if code := s.process.stop(t); code != 0 {
			t.Errorf("exit code %d after SIGTERM", code)
		}
	})
}

// keptTime waits until plans are carried out and holds them to the hours typed.
func (s *stage) keptTime(t *testing.T, plans map[time.Time]map[string]delivery) {
	t.Helper()
	for hour, plan := range plans {
		for channel, d := range plan {
			if !d.Due.Equal(hour) {
				t.Errorf("typed %s, due %s", hour, d.Due)
			}
			if d = s.reaches(d.ID, s.final(channel)); d.Sent == nil || d.Sent.Before(hour) {
				t.Errorf("channel %s: sent at %v, due %s", channel, d.Sent, hour)
			}
		}
	}
}

// written writes the story in two languages up to approval; whoever wrote may not approve.
func (s *stage) written(t *testing.T) (vi, en *edition) {
	t.Helper()
	draft := textVI()
	draft.title = "Bản nháp"
	vi = s.create("vi", draft)
	vi.act(s.author, "submit", nil)
	vi.act(s.editor, "request-changes", map[string]string{"reason": "Tiêu đề chưa rõ."})
	old := vi.etag
	saved := s.author.api(http.StatusOK, "PUT", vi.path, textVI().fields(), "If-Match", old)
	vi.etag = saved.etag()
	if code := s.author.api(http.StatusPreconditionFailed, "PUT", vi.path, draft.fields(), "If-Match", old).code(); code != "stale_version" {
		t.Errorf("a stale save gave %q", code)
	}
	s.author.api(http.StatusPreconditionRequired, "PUT", vi.path, draft.fields())
	vi.act(s.author, "submit", nil)
	hash := map[string]string{"hash": vi.candidate()}
	for _, writer := range []*person{s.author, s.editor, s.admin} {
		writer.api(http.StatusForbidden, "POST", vi.path+"/approve", hash, idempotent()...)
	}
	wrong := map[string]string{"hash": strings.Repeat("0", len(hash["hash"]))}
	if code := s.approver.api(http.StatusPreconditionFailed, "POST", vi.path+"/approve", wrong, idempotent()...).code(); code != "release_changed" {
		t.Errorf("another hash gave %q", code)
	}
	s.approver.api(http.StatusConflict, "POST", vi.path+"/schedule", map[string]any{"channels": []string{s.web["vi"]}, "now": true}, idempotent()...)
	vi.act(s.approver, "approve", hash)
	en = vi.further("en", textEN())
	en.approved()
	return vi, en
}

// nothingOut sees, as a stranger, that nothing is out before its time.
func (s *stage) nothingOut(t *testing.T, e *edition, due time.Time) {
	t.Helper()
	reader := s.stranger(s.process)
	address := reader.ask("GET", "/a/"+e.id+"/"+e.lang, nil).status
	items := len(s.feed(t, e.lang, "all").Items)
	posts, messages := len(s.portal.in("")), len(s.press.came())
	if time.Now().Before(due) && (address != http.StatusNotFound || items+posts+messages > 0) {
		t.Errorf("before its time: page %d, %d in the feed, %d at the portal, %d at the press", address, items, posts, messages)
	}
}

// feed reads a feed as an agency would.
func (s *stage) feed(t *testing.T, lang, name string) *gofeed.Feed {
	t.Helper()
	a := s.stranger(s.process).ask("GET", "/feeds/"+lang+"/"+name+".rss", nil).want(http.StatusOK)
	parsed, err := gofeed.NewParser().ParseString(string(a.body))
	if err != nil {
		t.Fatalf("feed %s: %v\n%s", name, err, a.body)
	}
	return parsed
}

// inFeed waits until the feed's item about an edition has a title, and gives it.
func (s *stage) inFeed(t *testing.T, e *edition, name, title string) *gofeed.Item {
	t.Helper()
	var found *gofeed.Item
	await(t, "feed "+name+" with "+title, func() bool {
		for _, item := range s.feed(t, e.lang, name).Items {
			if strings.Contains(item.Link, e.id) && item.Title == title {
				found = item
			}
		}
		return found != nil
	})
	return found
}

// arrived judges what came to the portal, the press and the feeds: the right words in
// the right language, once, and not before its time.
func (s *stage) arrived(t *testing.T, e *edition, w words, due time.Time) {
	t.Helper()
	var posts []wpPost
	for _, one := range s.portal.published() {
		if one.title == w.title {
			posts = append(posts, one)
		}
	}
	if len(posts) != 1 || !strings.HasPrefix(posts[0].content, w.body) || posts[0].excerpt != w.lead || posts[0].made.Before(due) || posts[0].writes != 1 {
		t.Fatalf("due %s, at the portal: %+v", due, posts)
	}
	events := s.press.about(e.id, e.lang, "article.published")
	if len(events) != 1 || events[0].Data.Title != w.title || events[0].Data.HTML != w.body || events[0].at.Before(due) {
		t.Fatalf("due %s, at the press: %+v", due, events)
	}
	for _, name := range []string{"all", "pillar-aec"} {
		item := s.inFeed(t, e, name, w.title)
		if item.Content != w.body || item.PublishedParsed.Before(due) {
			t.Errorf("in feed %s: %+v", name, item)
		}
	}
	s.unchangedFeed(t, e.lang)
	page := s.stranger(s.process).ask("GET", "/a/"+e.id+"/"+e.lang, nil).want(http.StatusFound)
	if to := page.header.Get("Location"); to != "http://"+s.portal.address+"/tin/"+posts[0].slug+"/" {
		t.Errorf("the permanent address leads to %q", to)
	}
	here := s.stranger(s.process).ask("GET", "/a/"+e.id+"/"+e.lang+"?here=1", nil).want(http.StatusOK)
	if !strings.Contains(string(here.body), w.body) {
		t.Errorf("the page does not show the text:\n%s", here.body)
	}
}

// unchangedFeed asks for a feed again, as agencies do every few minutes.
func (s *stage) unchangedFeed(t *testing.T, lang string) {
	t.Helper()
	reader, path := s.stranger(s.process), "/feeds/"+lang+"/all.rss"
	first := reader.ask("GET", path, nil).want(http.StatusOK)
	again := reader.ask("GET", path, nil, "If-None-Match", first.etag())
	if first.etag() == "" || again.status != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("the unchanged feed: ETag %q, then status %d with %d bytes", first.etag(), again.status, len(again.body))
	}
}

// deadEnd publishes the story to an agency that refuses connections.
func (s *stage) deadEnd(t *testing.T, e *edition) string {
	t.Helper()
	closed := newPress(t)
	s.secrets.keep(closed.secret)
	closed.refuse()
	id := s.channel("webhook", "Báo đóng cửa", closed.settings(), nil)
	return e.schedule(time.Time{}, id)[id].ID
}

// explains asks why a delivery is not out.
func (s *stage) explains(t *testing.T, id string) {
	t.Helper()
	var why struct {
		Delivery delivery
		Sentence struct{ VI, EN string }
		Rules    []struct {
			Rule  string
			Holds bool
		}
		Last  *struct{ Class string } `json:"last_attempt"`
		Next  *time.Time              `json:"next_try"`
		Steps []struct {
			Action string
			May    struct{ Allowed bool }
		}
	}
	await(t, "a failed try", func() bool { return s.delivery(id).State != "waiting" && s.delivery(id).State != "sending" })
	s.approver.api(http.StatusOK, "GET", "/deliveries/"+id+"/why", nil).into(&why)
	if why.Delivery.Reason == "" || why.Sentence.VI == "" || why.Sentence.EN == "" || len(why.Rules) == 0 || why.Last == nil || why.Next == nil || len(why.Steps) == 0 {
		t.Errorf("why says too little: %+v", why)
	}
}

// corrected corrects the story and sees the correction everywhere.
func (s *stage) corrected(t *testing.T, e *edition) {
	t.Helper()
	const note = "Bản trước ghi sai tên hiệp định."
	better := textVI()
	better.body = "<p>Hàng hóa phải đáp ứng quy tắc xuất xứ của Hiệp định Thương mại hàng hóa ASEAN.</p>"
	e.act(s.author, "correct", map[string]string{"kind": "correction", "text": note})
	e.etag = s.author.api(http.StatusOK, "PUT", e.path, better.fields(), "If-Match", e.etag).etag()
	e.approved()
	for _, channel := range s.everywhere(e) {
		d := e.reload().last(channel)
		if d.Intent != "correct" {
			t.Fatalf("after the correction the newest delivery is %+v", d)
		}
		s.reaches(d.ID, s.final(channel))
	}
	for _, one := range s.portal.published() {
		if one.title == better.title && (!strings.Contains(one.content, better.body) || !strings.Contains(one.content, note) || one.writes != 2) {
			t.Errorf("the portal's copy: %+v", one)
		}
	}
	events := s.press.about(e.id, e.lang, "article.corrected")
	if len(events) != 1 || events[0].Data.HTML != better.body || len(events[0].Data.Notes) != 1 || events[0].Data.Notes[0].Text != note || events[0].Data.Version < 2 {
		t.Errorf("at the press: %+v", events)
	}
	if item := s.inFeed(t, e, "all", "ĐÍNH CHÍNH: "+better.title); !strings.Contains(item.Content, note) || !strings.Contains(item.Content, better.body) {
		t.Errorf("in the feed: %+v", item)
	}
}

// takenDown withdraws one edition and sees it gone everywhere, and the other still there.
func (s *stage) takenDown(t *testing.T, e *edition) {
	t.Helper()
	const notice = "Bài được thu hồi theo yêu cầu của đơn vị."
	title := textVI().title
	s.author.api(http.StatusForbidden, "POST", e.path+"/withdraw", map[string]string{"reason": "Sai."}, idempotent()...)
	e.act(s.approver, "withdraw", map[string]string{"reason": "Số liệu chưa được phép công bố.", "notice": notice})
	for _, channel := range s.everywhere(e) {
		d := e.reload().last(channel)
		if d.Intent != "withdraw" {
			t.Fatalf("after the withdrawal the newest delivery is %+v", d)
		}
		s.reaches(d.ID, s.final(channel))
	}
	if gone := s.portal.in("trash"); len(gone) != 1 || gone[0].title != title {
		t.Errorf("in the portal's trash: %+v", gone)
	}
	events := s.press.about(e.id, e.lang, "article.withdrawn")
	if len(events) != 1 || events[0].Data.Status != "canceled" || events[0].Data.HTML != "" || len(events[0].Data.Notes) != 1 || events[0].Data.Notes[0].Text != notice {
		t.Errorf("at the press: %+v", events)
	}
	if item := s.inFeed(t, e, "all", "THU HỒI: "+title); item.Content != "" || !strings.Contains(item.Description, notice) {
		t.Errorf("in the feed: %+v", item)
	}
	page := s.stranger(s.process).ask("GET", "/a/"+e.id+"/"+e.lang, nil).want(http.StatusGone)
	if text := string(page.body); strings.Contains(text, title) || !strings.Contains(text, notice) {
		t.Errorf("the page of what is gone:\n%s", text)
	}
	s.stranger(s.process).ask("GET", "/a/"+e.id+"/en", nil).want(http.StatusFound)
}

// TestEmbargo keeps a story from strangers before the hour, on every way, and lets it
// out after it.
func TestEmbargo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newStage(t, dsn)
		e := s.create("vi", textVI()).approved()
		// Scheduled first, so that the engine's own rule must hold it back.
		plan := e.schedule(soon(2*time.Second), s.everywhere(e)...)
		hour := soon(5 * time.Second)
		e.etag = s.approver.api(http.StatusOK, "PUT", e.path+"/embargo", wall(hour), "If-Match", e.etag).etag()
		early := map[string]any{"channels": []string{s.web["vi"]}, "now": true}
		s.approver.api(http.StatusUnprocessableEntity, "POST", e.path+"/schedule", early, idempotent()...)
		if !time.Now().Before(hour) {
			t.Fatal("the hour had passed before anybody could look")
		}
		for _, path := range []string{"/articles", "/articles/" + e.id, e.path, "/deliveries"} {
			s.stranger(s.process).api(http.StatusUnauthorized, "GET", path, nil)
		}
		// Not faster than the quota of pages lets one reader look.
		awaitEvery(t, 100*time.Millisecond, patience, "the hour", func() bool { s.hidden(t, e, hour); return !time.Now().Before(hour) })
		for channel, d := range plan {
			s.reaches(d.ID, s.final(channel))
		}
		s.arrived(t, e, textVI(), hour)
	})
}

// hidden looks for any trace of the story as a stranger.
func (s *stage) hidden(t *testing.T, e *edition, hour time.Time) {
	t.Helper()
	reader := s.stranger(s.process)
	for path, want := range map[string]int{"/": 200, "/a/" + e.id + "/vi": 404, "/feeds/": 200, "/feeds/vi/all.rss": 200, "/feeds/vi/all.json": 200,
		"/feeds/vi/pillar-aec.atom": 200} {
		a := reader.ask("GET", path, nil)
		if !time.Now().Before(hour) {
			return
		}
		known := strings.Contains(string(a.body), textVI().title) || strings.Contains(string(a.body), e.id)
		if a.status != want || known {
			t.Errorf("%s before the hour: status %d, want %d, story shown: %v", path, a.status, want, known)
		}
	}
	if n := len(s.portal.in("")) + len(s.press.came()); n > 0 && time.Now().Before(hour) {
		t.Errorf("%d went out before the hour", n)
	}
}
