package faulttest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// act is a change of what is out, as its writer makes it.
type act struct {
	kind, label, note string
	lead              string // of the text from here on
}

// heading is what readers see of an act with the time that stands for any.
func (a act) heading() string { return a.label + " (hh:mm dd/mm/yyyy): " + a.note }

// anyTime is a time as posts show it.
var anyTime = regexp.MustCompile(`\d\d:\d\d \d\d/\d\d/\d{4}`)

func timeless(s string) string { return anyTime.ReplaceAllString(s, "hh:mm dd/mm/yyyy") }

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
		s.takenFrom(t, e, w, first)
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

// held sees what each destination holds after an act, the number-th release.
func (s *ends) held(t *testing.T, e *edition, w words, told []act, number int) {
	t.Helper()
	var notes []string
	for _, one := range told {
		notes = append(notes, one.heading())
	}
	posts := s.portal.published()
	t.Logf("portal %+v", posts)
	for _, kind := range []string{onTelegram, onFacebook, onBluesky} {
		t.Logf("%s %+v", kind, about(s.platforms()[kind], w.title))
	}
	all := s.press.got()
	t.Logf("press %+v", all[len(all)-1])
	t.Log(notes, number)
}

func (s *ends) takenFrom(t *testing.T, e *edition, w words, first map[string]delivery) {
	t.Helper()
}
