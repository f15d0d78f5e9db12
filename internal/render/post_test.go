package render

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
)

func released(number int) release.Release {
	return release.Release{Number: number, ApprovedAt: noon(), Content: release.Content{Article: "a", Edition: "e", Lang: "vi",
		Revision: release.Revision{Text: manuscript.Text{Title: "Bài", Lead: "Dẫn", Body: "<p>Thân</p>"}}, Keywords: []string{"ATIGA"}}}
}

// version renders a post as an event and reads the version that its receiver goes by.
func version(t *testing.T, number int, intent connector.Intent) int {
	t.Helper()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	post, err := r.Post(Form{Delivery: "d", Intent: intent, Release: released(number), Spec: connector.Spec{Body: connector.BodyEvent}, Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Data struct {
			Version int         `json:"version"`
			Status  feed.Status `json:"status"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(post.Body), &body); err != nil {
		t.Fatal(err)
	}
	if gone := intent == connector.Withdraw; gone != (body.Data.Status == feed.Canceled) {
		t.Errorf("a %s is %s", intent, body.Data.Status)
	}
	return body.Data.Version
}

// A correction whose post says what the destination has already is not sent, so that the
// post must hold whatever readers see there.
func TestAChangeThatReadersSeeMakesAnotherPost(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	post := func(delivery string, number int, change func(c *release.Content)) connector.Post {
		of := released(number)
		change(&of.Content)
		p, err := r.Post(Form{Delivery: delivery, Intent: connector.Correct, Release: of, Spec: connector.Spec{Body: connector.BodyEvent}, Now: noon()})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	told := release.ToldNote{Note: release.Note{Kind: release.Correction, Text: "Số."}, At: noon()}
	before := post("d1", 1, func(c *release.Content) { c.Note = told.Note })
	for name, tc := range map[string]struct {
		change func(c *release.Content)
		same   bool
	}{
		"nothing but the release":    {func(c *release.Content) { c.Note = told.Note }, true},
		"a small fix that undid one": {func(c *release.Content) { c.Note.Kind, c.Earlier = release.SmallFix, []release.ToldNote{told} }, true},
		"keywords":                   {func(c *release.Content) { c.Note, c.Keywords = told.Note, []string{"ATIGA", "dệt may"} }, false},
		"a facet":                    {func(c *release.Content) { c.Note, c.Facets = told.Note, []release.Label{{Kind: "pillar", Code: "aec"}} }, false},
		"the unit's name":            {func(c *release.Content) { c.Note, c.Unit.Name = told.Note, "Sở" }, false},
		"a note less":                {func(*release.Content) {}, false},
	} {
		if same := SameToReaders(before, post("d2", 2, tc.change)); same != tc.same {
			t.Errorf("%s: the posts are the same: %v", name, same)
		}
	}
}

// A note says when the change was made, by the newsroom's clock; and a post that was stored when
// notes said it by their labels alone is no other to readers, whom nobody writes to for that.
func TestANoteSaysWhen(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.FixedZone("", 7*3600)}
	of := released(2)
	of.Content.Note = release.Note{Kind: release.Update, Text: "Thêm lịch."}
	post, err := r.Post(Form{Delivery: "d", Intent: connector.Correct, Release: of, Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	if want := "Cập nhật lúc " + noon().In(r.Zone).Format("15:04 ngày 02/01/2006"); len(post.Notes) != 1 || post.Notes[0].Heading != want {
		t.Errorf("notes %+v, want one under %q", post.Notes, want)
	}
	stored := post
	stored.Notes = []connector.Note{post.Notes[0]}
	stored.Notes[0].Heading = ""
	if !SameToReaders(stored, post) {
		t.Error("a post from before notes had headings is another")
	}
}

// A receiver of events learns by the same time as a reader of feeds when readers were last told
// of something; a small fix tells nothing, whatever its writer wrote beside it.
func TestASmallFixTellsNothing(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	out, now := noon().Add(-2*time.Hour), noon().Add(3*time.Hour)
	corrected := release.ToldNote{Note: release.Note{Kind: release.Correction, Text: "Số."}, At: noon().Add(time.Hour)}
	for name, c := range map[string]struct {
		intent  connector.Intent
		note    release.NoteKind
		earlier []release.ToldNote
		want    time.Time
	}{
		"published":              {connector.Publish, release.NoNote, nil, out},
		"small fix":              {connector.Correct, release.SmallFix, nil, out},
		"update":                 {connector.Correct, release.Update, nil, noon()},
		"small fix of corrected": {connector.Correct, release.SmallFix, []release.ToldNote{corrected}, corrected.At},
		"withdrawn":              {connector.Withdraw, release.Update, nil, now},
	} {
		of := released(2) // approved at noon
		of.Content.Note, of.Content.Earlier = release.Note{Kind: c.note, Text: "Sửa."}, c.earlier
		form := Form{Delivery: "d", Intent: c.intent, Release: of, Published: out, Now: now}
		plain, err := r.Post(form)
		if err != nil || slices.ContainsFunc(plain.Notes, func(n connector.Note) bool { return n.Kind == string(release.SmallFix) }) {
			t.Fatalf("%s: readers are told of %+v, %v", name, plain.Notes, err)
		}
		form.Spec.Body = connector.BodyEvent
		post, err := r.Post(form)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			Data struct{ Published, Updated time.Time }
		}
		if err := json.Unmarshal([]byte(post.Body), &body); err != nil {
			t.Fatal(err)
		}
		if !body.Data.Published.Equal(out) || !body.Data.Updated.Equal(c.want) {
			t.Errorf("%s: published %s, updated %s, want %s", name, body.Data.Published, body.Data.Updated, c.want)
		}
	}
}

// Order is not guaranteed on the way, and receivers drop a version that is not higher.
func TestVersionsRiseWithEveryStep(t *testing.T) {
	t.Parallel()
	last := 0
	for _, step := range []struct {
		number int
		intent connector.Intent
	}{{1, connector.Publish}, {2, connector.Correct}, {2, connector.Withdraw}, {3, connector.Publish}, {3, connector.Withdraw}} {
		v := version(t, step.number, step.intent)
		if v <= last {
			t.Errorf("a %s of release %d has version %d after %d", step.intent, step.number, v, last)
		}
		last = v
	}
}

// A body leads to the same places wherever it is shown.
func TestAPostHoldsNoRelativeAddress(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	content := release.Content{Article: "a1", Lang: "vi", Revision: release.Revision{Text: manuscript.Text{
		Title: "T", Body: `<p><a href="/a/1/vi">xem</a> <img src="/media/x.jpg" alt=""/> <a href="https://asean.org/">ASEAN</a></p>`}}}
	post, err := r.Post(Form{Delivery: "0192f0c4-7a5e-7c3b-8b1e-000000000001", Intent: connector.Publish,
		Release: release.Release{Content: content}, Now: time.Unix(0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`href="https://lantoa.example/a/1/vi"`, `src="https://lantoa.example/media/x.jpg"`, `href="https://asean.org/"`} {
		if !strings.Contains(post.HTML, want) {
			t.Errorf("%s is not in %s", want, post.HTML)
		}
	}
}

// What says in a text from which shared piece its words are stays in the house; the words go out.
func TestAPostHoldsNoMark(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	of := released(1)
	of.Content.Revision.Body = `<blockquote data-piece="019a0000-0000-7000-8000-000000000001" data-version="3"><p>ASEAN</p></blockquote>`
	for _, spec := range []connector.Spec{{}, {Body: connector.BodyEvent}} {
		post, err := r.Post(Form{Delivery: "0192f0c4-7a5e-7c3b-8b1e-000000000001", Intent: connector.Publish, Release: of, Spec: spec, Now: noon()})
		if err != nil {
			t.Fatal(err)
		}
		if out := post.HTML + post.Body; !strings.Contains(out, "ASEAN") || strings.Contains(out, "data-piece") || strings.Contains(out, "data-version") {
			t.Errorf("goes out: %s", out)
		}
	}
}

func noon() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) }
