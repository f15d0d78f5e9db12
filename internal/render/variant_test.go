package render

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/release"
)

// wordedPost renders a release with own words for the channel "c".
func wordedPost(spec connector.Spec, own release.Variant, change func(f *Form)) (Shown, error) {
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)}
	of := released(2)
	own.Channel = "c"
	of.Content.Variants = []release.Variant{{Channel: "b", Title: "Của kênh khác", Text: "Của kênh khác"}, own}
	f := Form{Delivery: "d", Channel: "c", Intent: connector.Publish, Release: of, Spec: spec, Now: noon()}
	if change != nil {
		change(&f)
	}
	return r.Show(f)
}

func texts(most int) connector.Spec {
	return connector.Spec{Text: connector.TextForm{Most: most, Unit: connector.UnitGraphemes}}
}

func noted(f *Form) {
	f.Release.Content.Note = release.Note{Kind: release.Correction, Text: "Ngày là 22/11."}
}

func note() string {
	return "Đính chính (" + noon().Add(7*time.Hour).Format("15:04 02/01/2006") + "): Ngày là 22/11."
}

// An own text stands in the place of title and lead, as it was written; all else stays where the
// layout has it.
func TestAnOwnTextStandsInThePlaceOfTitleAndLead(t *testing.T) {
	t.Parallel()
	own := release.Variant{Text: "Vui quá!\nSáng nay 10 đại sứ"}
	for name, c := range map[string]struct {
		own    release.Variant
		layout string
		want   string
	}{
		"the built-in layout": {own, "", "Vui quá!\nSáng nay 10 đại sứ\n\n" + note() + "\n\n" + link},
		"a template":          {own, "{{upper .Title}}{{if .Lead}} có dẫn{{end}}|{{.Notes}}|{{.Link}}", "Vui quá!\nSáng nay 10 đại sứ|" + note() + "|" + link},
		"none":                {release.Variant{}, "", "Bài\n\n" + note() + "\n\nDẫn\n\n" + link},
		"words of another kind": {release.Variant{Title: "Tít", Lead: "Sapo"}, "",
			"Bài\n\n" + note() + "\n\nDẫn\n\n" + link},
	} {
		shown, err := wordedPost(texts(500), c.own, func(f *Form) {
			noted(f)
			if c.layout != "" {
				f.Release.Content.Templates = []release.Template{{Channel: "c", Version: 1, Body: c.layout}}
			}
		})
		if err != nil || shown.Post.Text != c.want || shown.Cut {
			t.Errorf("%s: %q (cut %v), %v; want %q", name, shown.Post.Text, shown.Cut, err, c.want)
		}
	}
}

// Whatever is written, notes and link stand whole, and the words are never cut.
func TestOwnWordsLeaveNoteAndLinkAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching(`[A-Za-zĐđạ#.! \n]{1,200}`).Draw(r, "text")
		most := rapid.IntRange(20, 400).Draw(r, "most")
		shown, err := wordedPost(texts(most), release.Variant{Text: text}, noted)
		post := shown.Post.Text
		if !strings.HasPrefix(post, text) || !strings.Contains(post[len(text):], note()) || !strings.HasSuffix(post, link) {
			r.Fatalf("%q became %q", text, post)
		}
		if room := len([]rune(post)) <= most; room != (err == nil) { // the letters here are a rune each
			r.Fatalf("%d signs where %d fit: %v", len([]rune(post)), most, err)
		}
	})
}

// What is too long is told of the own words, and shown, so that it can be counted.
func TestOwnWordsThatAreTooLong(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("đ", 40)
	shown, err := wordedPost(texts(60), release.Variant{Text: text}, nil)
	over := len([]rune(text+"\n\n"+link)) - 60
	if err == nil || !strings.Contains(err.Error(), "Own wording") || shown.Post.Text != text+"\n\n"+link {
		t.Fatalf("%q, %v; %d too many", shown.Post.Text, err, over)
	}
	if post, err := (Renderer{Zone: time.UTC}).Post(Form{Delivery: "d", Release: released(1), Spec: texts(5), Now: noon()}); err == nil || post.Text != "" {
		t.Errorf("a post that cannot be sent is %q, %v", post.Text, err)
	}
}

// Where whole stories are taken, title and lead are its own, each alone or both; the body, the
// notes and the other channels are as they were.
func TestAnOwnHeading(t *testing.T) {
	t.Parallel()
	master, err := wordedPost(connector.Spec{}, release.Variant{}, noted)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		own         release.Variant
		title, lead string
	}{
		"both":       {release.Variant{Title: "Tít", Lead: "Sapo"}, "Tít", "Sapo"},
		"title":      {release.Variant{Title: "Tít"}, "Tít", "Dẫn"},
		"lead":       {release.Variant{Lead: "Sapo"}, "Bài", "Sapo"},
		"other kind": {release.Variant{Text: "Một đoạn"}, "Bài", "Dẫn"},
	} {
		shown, err := wordedPost(connector.Spec{}, c.own, noted)
		p := shown.Post
		if err != nil || p.Title != c.title || p.Lead != c.lead || p.HTML != master.Post.HTML || len(p.Notes) != 1 || p.Notes[0] != master.Post.Notes[0] {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		passive, err := wordedPost(connector.Spec{Passive: true}, c.own, nil)
		if err != nil || passive.Post.Title != "Bài" || passive.Post.Lead != "Dẫn" {
			t.Errorf("%s: a feed shows %q, %q, %v", name, passive.Post.Title, passive.Post.Lead, err)
		}
	}
	event, err := wordedPost(connector.Spec{Body: connector.BodyEvent}, release.Variant{Title: "Tít của bảng tin"}, noted)
	if err != nil || !strings.Contains(event.Post.Body, "Tít của bảng tin") || strings.Contains(event.Post.Body, `"Bài"`) || !strings.Contains(event.Post.Body, "Ngày là 22/11.") {
		t.Errorf("an event is %s, %v", event.Post.Body, err)
	}
}

// A change of the master that own words hide is none for the channel's readers; of a card of the
// link it is one, since the card shows the master.
func TestWhatOwnWordsHide(t *testing.T) {
	t.Parallel()
	card := texts(500)
	card.Text.Card = true
	own := release.Variant{Text: "Lời riêng\ncủa kênh"}
	for name, c := range map[string]struct {
		spec connector.Spec
		own  release.Variant
		same bool
	}{
		"own text":         {texts(500), own, true},
		"the master":       {texts(500), release.Variant{}, false},
		"a card":           {card, own, false},
		"own heading":      {connector.Spec{}, release.Variant{Title: "Tít"}, true},
		"own lead, for it": {connector.Spec{}, release.Variant{Lead: "Sapo"}, false},
	} {
		before, err := wordedPost(c.spec, c.own, nil)
		if err != nil {
			t.Fatal(err)
		}
		after, err := wordedPost(c.spec, c.own, func(f *Form) { f.Release.Content.Revision.Title = "Bài, đã sửa" })
		if err != nil || SameToReaders(before.Post, after.Post) != c.same {
			t.Errorf("%s: same %v, want %v; %v", name, !c.same, c.same, err)
		}
	}
}
