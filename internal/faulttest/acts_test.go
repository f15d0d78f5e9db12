package faulttest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// act is a change of what is out, as its writer makes it.
type act struct {
	kind, label, note string
	lead              string // of the text from here on
}

// timeless puts signs for the times that texts show.
func timeless(s string) string {
	return regexp.MustCompile(`\d\d:\d\d( ngày)? \d\d/\d\d/\d{4}`).ReplaceAllString(s, "hh:mm$1 dd/mm/yyyy")
}

// TestFiveActs takes one story through a small fix, an update, a đính chính, a cải chính and its
// withdrawal (gỡ), and looks after each at what stands at every kind of destination: edited in
// place with the words of its note, or left as it is with a task for a person.
func TestFiveActs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		s := newEnds(t, dsn)
		e, w := s.story("vi", "Dệt may Ninh Bình vào ASEAN")
		first := e.schedule(soon(0), s.all(e)...)
		for channel, d := range first {
			s.reaches(d.ID, s.final(channel))
		}
		var told []act // the newest first
		for i, one := range []act{
			{kind: "small_fix", lead: "Quy tắc xuất xứ là điều kiện quyết định nhất."},
			{kind: "update", label: "Cập nhật", note: "Thêm ý kiến của hiệp hội.", lead: "Hiệp hội: quy tắc xuất xứ là điều kiện quyết định nhất."},
			{kind: "correction", label: "Đính chính", note: "Bản trước ghi sai tên hiệp định.", lead: "Quy tắc xuất xứ của ATIGA quyết định."},
			{kind: "formal_correction", label: "Cải chính", note: "Bản trước quy sai lời cho hiệp hội.", lead: "Quy tắc xuất xứ của ATIGA là điều kiện."},
		} {
			w.lead = one.lead
			if one.label != "" {
				told = slices.Insert(told, 0, one)
			}
			s.acted(t, e, one, w, first[s.social[onBluesky]].ID)
			s.held(t, e, w, told, i+2)
		}
		s.takenByHandToo(t, e, w, first)
	})
}

// acted brings an act out: every channel gets it, but Bluesky, whose posts nobody edits; there it
// is a task for a person, who finds the post by the address of its publication.
func (s *ends) acted(t *testing.T, e *edition, one act, w words, onSky string) {
	t.Helper()
	e.act(s.author, "correct", map[string]string{"kind": one.kind, "text": one.note})
	e.etag = s.author.api(http.StatusOK, "PUT", e.path, w.fields(), "If-Match", e.etag).etag()
	e.approved()
	after := e.reload()
	for _, channel := range s.all(e) {
		d := after.last(channel)
		if d.Intent != "correct" {
			t.Fatalf("after the %s the newest delivery is %+v", one.kind, d)
		}
		if channel != s.social[onBluesky] {
			s.reaches(d.ID, s.final(channel))
			continue
		}
		s.byHand(t, d.ID)
		if out := s.delivery(onSky); out.State != "confirmed" || !strings.HasPrefix(out.Address, "https://") {
			t.Errorf("after the %s the post on Bluesky is %+v", one.kind, out)
		}
	}
}

// held sees what each destination holds after an act, which is the number-th release.
func (s *ends) held(t *testing.T, e *edition, w words, told []act, number int) {
	t.Helper()
	text, onPortal := w.title, ""
	for _, one := range told {
		text += "\n\n" + one.label + " (hh:mm dd/mm/yyyy): " + one.note
		onPortal += `<p class="lantoa-note"><strong>` + one.label + " lúc hh:mm ngày dd/mm/yyyy:</strong> " + one.note + "</p>\n"
	}
	text += "\n\n" + w.lead + "\n\n#"
	for _, kind := range []string{onTelegram, onFacebook} {
		if post := s.once(t, kind, e.lang, w); post.writes != number || !strings.HasPrefix(timeless(post.text), text) {
			t.Errorf("release %d on %s: %+v, want %q…", number, kind, post, text)
		}
	}
	if post := s.once(t, onBluesky, e.lang, words{title: w.title, lead: textVI().lead}); post.writes != 1 {
		t.Errorf("release %d on Bluesky, written by a program: %+v", number, post)
	}
	posts := s.portal.published()
	if len(posts) != 1 || posts[0].writes != number || posts[0].title != w.title || posts[0].excerpt != w.lead || !strings.HasPrefix(timeless(posts[0].content), onPortal+w.body) {
		t.Errorf("release %d on the portal: %+v, want %s", number, posts, onPortal+w.body)
	}
	s.toldPress(t, e, "article.corrected", 2*number-1, told)
	s.readInFeed(t, e, w, told)
}

// toldPress sees what the press got last: one event for each release, under its version.
func (s *ends) toldPress(t *testing.T, e *edition, kind string, version int, told []act) {
	t.Helper()
	all := s.press.got()
	last := all[len(all)-1]
	notes := make([]act, len(last.Data.Notes))
	for i, note := range last.Data.Notes {
		notes[i] = act{kind: note.Kind, note: note.Text}
	}
	same := slices.EqualFunc(notes, told, func(a, b act) bool { return a.kind == b.kind && a.note == b.note })
	if len(all) != version/2+1 || last.Type != kind || last.Data.Version != version || !strings.Contains(last.Data.URL, e.id) || !same {
		t.Errorf("event %d at the press: %s", len(all), last.body)
	}
}

// readInFeed waits for the text in the feed and judges its headline and notes.
func (s *ends) readInFeed(t *testing.T, e *edition, w words, told []act) {
	t.Helper()
	title, content := w.title, ""
	for _, one := range slices.Backward(told) {
		if mark := map[string]string{"correction": "ĐÍNH CHÍNH: ", "formal_correction": "CẢI CHÍNH: "}[one.kind]; mark != "" {
			title = mark + w.title
		}
		content = "<p><strong>" + one.label + " lúc hh:mm ngày dd/mm/yyyy:</strong> " + one.note + "</p>" + content
	}
	var found *gofeed.Item
	await(t, "the feed with "+w.lead, func() bool {
		for _, item := range s.feed(t, e.lang, "all").Items {
			if strings.Contains(item.Link, e.id) && item.Description == w.lead {
				found = item
			}
		}
		return found != nil
	})
	if found.Title != title || !strings.HasPrefix(timeless(found.Content), content+"<figure>") {
		t.Errorf("in the feed %q with %s, want %q with %s", found.Title, found.Content, title, content)
	}
}

// takenByHandToo withdraws the story when Telegram lets no bot delete it any more: gone
// everywhere else, and there a task for a person with the address of what stands.
func (s *ends) takenByHandToo(t *testing.T, e *edition, w words, first map[string]delivery) {
	t.Helper()
	s.bots.grow()
	const notice = "Bài được gỡ để kiểm tra."
	e.act(s.approver, "withdraw", map[string]string{"reason": "Sai nguồn.", "notice": notice})
	after, onTG := e.reload(), s.social[onTelegram]
	for _, channel := range s.all(e) {
		d := after.last(channel)
		if d.Intent != "withdraw" {
			t.Fatalf("after the withdrawal the newest delivery is %+v", d)
		}
		if channel != onTG {
			s.reaches(d.ID, s.final(channel))
			continue
		}
		if d = s.reaches(d.ID, "attention"); d.Reason != "rejected" || !strings.Contains(d.Detail.VI, "Telegram không cho bot") {
			t.Errorf("what Telegram refuses: %+v", d)
		}
	}
	if stands, there := s.once(t, onTelegram, e.lang, w), s.delivery(first[onTG].ID); there.State != "sent" || there.Address != stands.id {
		t.Errorf("the publication on Telegram is %+v, and the post stands at %s", there, stands.id)
	}
	for _, kind := range []string{onBluesky, onFacebook} {
		if posts := about(s.platforms()[kind], w.title); len(posts) != 0 {
			t.Errorf("still on %s: %+v", kind, posts)
		}
	}
	if gone := s.portal.in("trash"); len(gone) != 1 || len(s.portal.published()) != 0 {
		t.Errorf("in the portal's trash: %+v", gone)
	}
	s.toldPress(t, e, "article.withdrawn", 10, []act{{kind: "withdrawal", note: notice}})
	if item := s.inFeed(t, e, "all", "THU HỒI: "+w.title); item.Content != "" || !strings.Contains(item.Description, notice) {
		t.Errorf("in the feed: %+v", item)
	}
	s.settle(after.last(onTG).ID, "mark-sent", map[string]string{})
	s.reaches(first[onTG].ID, "withdrawn")
}
