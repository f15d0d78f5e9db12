package preview

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
)

// A correction shows no pictures where those of the post stay; its text has the room of a
// caption all the same.
func TestACorrectionShowsNoPicturesWhereTheyStay(t *testing.T) {
	t.Parallel()
	s := Service{Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Now: time.Now}
	content := release.Content{Article: "a", Lang: "vi", Revision: release.Revision{Text: manuscript.Text{Title: "T", Lead: "L"}},
		Pictures: []release.Picture{{Files: []media.File{{Hash: strings.Repeat("a", 64), Type: "image/jpeg", Size: 1, Width: 1, Height: 1}}}}}
	stay := map[bool]func(connector.Values) bool{false: nil, true: func(v connector.Values) bool { return v["pictures"] != "link" }}
	for name, c := range map[string]struct {
		act   release.Act
		stay  bool
		mode  string
		shown int
	}{
		"a publication":          {release.ActPublish, true, "", 1},
		"a correction":           {release.ActCorrect, true, "", 0},
		"with other settings":    {release.ActCorrect, true, "link", 1},
		"where they are changed": {release.ActCorrect, false, "", 1},
	} {
		content.Act = c.act
		spec := connector.Spec{Guards: guards(connector.Publish, connector.Correct), Text: connector.TextForm{Most: 500, MostWithPictures: 100, Unit: connector.UnitGraphemes},
			Pictures: connector.PictureForm{Most: 4, Types: []string{"image/jpeg"}, Stay: stay[c.stay]}}
		p := s.one(channel.Channel{Settings: connector.Values{"pictures": c.mode}}, spec, release.Release{Number: 1, Content: content}, "")
		if len(p.Post.Pictures) != c.shown || p.LeftOut != 1-c.shown || p.Most != 100 {
			t.Errorf("%s: %d pictures, %d left out, room for %d; %s", name, len(p.Post.Pictures), p.LeftOut, p.Most, p.Problem.EN)
		}
	}
}

func guards(intents ...connector.Intent) map[connector.Intent]connector.Guard {
	all := map[connector.Intent]connector.Guard{}
	for _, one := range intents {
		all[one] = connector.GuardKey
	}
	return all
}

// What the settings of a channel leave behind is told, and so is what no machine will do.
func TestWarnings(t *testing.T) {
	t.Parallel()
	s := Service{Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Now: time.Now}
	picture := release.Picture{Files: []media.File{{Hash: strings.Repeat("a", 64), Type: "image/jpeg", Size: 1, Width: 1, Height: 1}}}
	spec := connector.Spec{Guards: guards(connector.Publish), Text: connector.TextForm{Most: 100, Unit: connector.UnitGraphemes},
		Pictures: connector.PictureForm{Most: 4, Types: []string{"image/jpeg"}, Under: func(v connector.Values) int { return len(v["some"]) }}}
	for name, c := range map[string]struct {
		act   release.Act
		lead  string
		some  string
		shown int
		says  []string
	}{
		"all of it":       {release.ActPublish, "L", "xxx", 3, nil},
		"one picture":     {release.ActPublish, "L", "x", 1, []string{"leaves out 2"}},
		"a long lead too": {release.ActPublish, strings.Repeat("lead ", 30), "xx", 2, []string{"lead is cut", "leaves out 1"}},
		"a correction":    {release.ActCorrect, "L", "xxx", 0, []string{"by hand"}},
	} {
		content := release.Content{Article: "a", Lang: "vi", Act: c.act, Revision: release.Revision{Text: manuscript.Text{Title: "T", Lead: c.lead}},
			Pictures: []release.Picture{picture, picture, picture}}
		p := s.one(channel.Channel{Settings: connector.Values{"some": c.some}}, spec, release.Release{Number: 1, Content: content}, "")
		said := p.Warnings()
		if len(p.Post.Pictures) != c.shown || len(said) != len(c.says) {
			t.Errorf("%s: %d pictures, %v", name, len(p.Post.Pictures), said)
			continue
		}
		for i, want := range c.says {
			if !strings.Contains(said[i].EN, want) || said[i].VI == said[i].EN {
				t.Errorf("%s: warned %+v, want %q", name, said[i], want)
			}
		}
	}
}

// Where a platform bounds bytes beside signs, both are shown: a text may fill the one and leave
// room in the other.
func TestBytesAreShownWhereTheyAreBounded(t *testing.T) {
	t.Parallel()
	s := Service{Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Now: time.Now}
	const family = "👨‍👩‍👧‍👦" // one sign of 25 bytes
	content := release.Content{Article: "a", Lang: "vi", Revision: release.Revision{Text: manuscript.Text{Title: "T", Lead: strings.Repeat(family, 200)}}}
	for most, want := range map[int]bool{3000: true, 0: false} {
		spec := connector.Spec{Guards: guards(connector.Publish), Text: connector.TextForm{Most: 300, Unit: connector.UnitGraphemes, MostBytes: most}}
		p := s.one(channel.Channel{}, spec, release.Release{Number: 1, Content: content}, "")
		if p.MostBytes != most || (p.UsedBytes > 2800) != want || p.UsedBytes > most || want && (p.Used > 200 || !p.Cut) {
			t.Errorf("%d of %d signs, %d of %d bytes, cut %t; %s", p.Used, p.Most, p.UsedBytes, p.MostBytes, p.Cut, p.Problem.EN)
		}
	}
}

// What one channel cannot be given stands against it alone, and receivers of events get the
// pictures with the release.
func TestAnEvent(t *testing.T) {
	t.Parallel()
	s := Service{Renderer: render.Renderer{Addresses: render.Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}, Now: time.Now}
	spec := connector.Spec{Guards: guards(connector.Publish, connector.Correct), Body: connector.BodyEvent}
	picture := release.Picture{Alt: "A", Files: []media.File{{Hash: strings.Repeat("a", 64), Type: "image/jpeg", Size: 1, Width: 1, Height: 1}}}
	whole := release.Content{Article: "019ab000-0000-7000-8000-000000000001", Edition: "019ab000-0000-7000-8000-000000000002", Lang: "vi", Act: release.ActCorrect,
		Note: release.Note{Kind: release.Correction, Text: "Sửa ngày."}, Revision: release.Revision{Text: manuscript.Text{Title: "T", Lead: "L", Body: "<p>B</p>"}},
		Unit: release.Label{Kind: "unit", Code: "u", Name: "U"}, Pictures: []release.Picture{picture}}
	untitled := whole
	untitled.Revision.Title = ""
	for name, c := range map[string]struct {
		content  release.Content
		approved time.Time
		says     string
	}{
		"a correction":      {whole, time.Now(), ""},
		"no title":          {untitled, time.Now(), "no title"},
		"it cannot be made": {whole, time.Time{}, "cannot be made"},
	} {
		p := s.one(channel.Channel{}, spec, release.Release{Number: 2, Content: c.content, ApprovedAt: c.approved}, "")
		if c.says == "" && (!p.Problem.IsZero() || p.LeftOut != 0 || !strings.Contains(p.Post.Body, "Sửa ngày.")) || !strings.Contains(p.Problem.EN, c.says) {
			t.Errorf("%s: %q, %d left out: %s", name, p.Problem.EN, p.LeftOut, p.Post.Body)
		}
	}
}
