package render

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/layout"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

const link = "https://lantoa.example/a/a/vi?utm_content=d"

// social renders a release as a text of at most so many units.
func social(most int, unit connector.TextUnit, intent connector.Intent, change func(r *release.Release)) (connector.Post, error) {
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)}
	of := released(1)
	if change != nil {
		change(&of)
	}
	return r.Post(Form{Delivery: "d", Intent: intent, Release: of, Spec: connector.Spec{Text: connector.TextForm{Most: most, Unit: unit}}, Now: noon()})
}

func TestATextHoldsTitleNotesLeadAndLink(t *testing.T) {
	t.Parallel()
	p, err := social(4096, connector.UnitUTF16, connector.Correct, func(r *release.Release) {
		r.Content.Note = release.Note{Kind: release.Correction, Text: "Ngày là 22/11."}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "Bài\n\nĐính chính (" + noon().Add(7*time.Hour).Format("15:04 02/01/2006") + "): Ngày là 22/11.\n\nDẫn\n\n" + link
	if p.Text != want || p.Title != "Bài" || p.Link != link {
		t.Errorf("got %q, want %q", p.Text, want)
	}
	if p.HTML != "" || p.Lead != "" || p.Keywords != nil || len(p.Terms)+len(p.Notes) > 0 {
		t.Errorf("the post holds what is not sent: %+v", p)
	}
	for _, span := range p.Spans {
		part := p.Text[span.Start:span.End]
		if wanted := map[connector.SpanKind]string{connector.SpanTitle: "Bài", connector.SpanLink: link}[span.Kind]; part != wanted {
			t.Errorf("the span of the %s is %q, want %q", span.Kind, part, wanted)
		}
	}
	if len(p.Spans) != 2 || p.Spans[1].Value != link {
		t.Errorf("spans are %+v", p.Spans)
	}
	none, err := social(4096, connector.UnitUTF16, connector.Publish, func(r *release.Release) { r.Content.Revision.Lead = "" })
	if err != nil || none.Text != "Bài\n\n"+link {
		t.Errorf("without a lead: %q, %v", none.Text, err)
	}
	short, err := social(4096, connector.UnitUTF16, connector.Publish, func(r *release.Release) { r.Content.Revision.Lead = "!" })
	if err != nil || short.Text != "Bài\n\n!\n\n"+link {
		t.Errorf("with a lead of one sign: %q, %v", short.Text, err)
	}
	gone, err := social(10, connector.UnitUTF16, connector.Withdraw, nil)
	if err != nil || gone.Text != "" {
		t.Errorf("a withdrawal says %q, %v", gone.Text, err)
	}
}

// What does not fit is taken from the lead, counted as the platform counts: an emoji is
// two units of UTF-16 and one grapheme, "ệ" in NFC one of both.
func TestATextFits(t *testing.T) {
	t.Parallel()
	lead := strings.TrimSpace(strings.Repeat("Việt 😀 ", 40))
	long := func(r *release.Release) { r.Content.Revision.Lead = lead }
	whole := text.Graphemes("Bài\n\n" + lead + "\n\n" + link)
	for unit, count := range map[connector.TextUnit]func(string) int{connector.UnitGraphemes: text.Graphemes, connector.UnitUTF16: text.UTF16Len} {
		least := count("Bài\n\n" + link)
		for most := least; most <= whole+50; most++ {
			p, err := social(most, unit, connector.Publish, long)
			if err != nil {
				t.Fatalf("%s, %d: %v", unit, most, err)
			}
			if n := count(p.Text); n > most || !strings.HasPrefix(p.Text, "Bài\n\n") || !strings.HasSuffix(p.Text, "\n\n"+link) {
				t.Fatalf("%s, %d: %d units in %q", unit, most, n, p.Text)
			}
			if cut := !strings.Contains(p.Text, lead); cut && count("Bài\n\n"+lead+"\n\n"+link) <= most {
				t.Fatalf("%s, %d: cut although it fits", unit, most)
			}
		}
		if p, _ := social(least+30, unit, connector.Publish, long); !strings.Contains(p.Text, "Việt 😀 Việt…") && !strings.Contains(p.Text, "😀…") {
			t.Errorf("%s: not cut on a word: %q", unit, p.Text)
		}
		_, err := social(least-3, unit, connector.Publish, long)
		if !fault.Is(err, fault.ValidationFailed) || !strings.Contains(err.Error(), "3 characters too many") {
			t.Errorf("%s: what cannot fit: %v", unit, err)
		}
	}
}

// A change that the platform does not show is no correction there.
func TestAChangeOfTheBodyIsNoneInAText(t *testing.T) {
	t.Parallel()
	before, _ := social(4096, connector.UnitUTF16, connector.Publish, nil)
	for what, c := range map[string]struct {
		change func(r *release.Release)
		same   bool
	}{
		"body":     {func(r *release.Release) { r.Content.Revision.Body = "<p>Khác</p>" }, true},
		"keywords": {func(r *release.Release) { r.Content.Keywords = []string{"khác"} }, true},
		"lead":     {func(r *release.Release) { r.Content.Revision.Lead = "Khác" }, false},
		"title":    {func(r *release.Release) { r.Content.Revision.Title = "Khác" }, false},
	} {
		after, err := social(4096, connector.UnitUTF16, connector.Correct, c.change)
		if err != nil || SameToReaders(before, after) != c.same {
			t.Errorf("%s: the same %v, want %v (%v)", what, !c.same, c.same, err)
		}
	}
	other := before
	other.Link, other.Text = link+"2", strings.ReplaceAll(before.Text, link, link+"2")
	if !SameToReaders(before, other) {
		t.Error("the marker of another delivery makes another text")
	}
}

func tagged(r *release.Release) {
	r.Content.Facets = []release.Label{{Kind: "pillar", Code: "aec", Tag: "KinhTếASEAN"}, {Kind: "pillar", Code: "x"}, {Kind: "area", Code: "a", Tag: "ASEAN"},
		{Kind: "area", Code: "b", Tag: "ASEAN"}, {Kind: "area", Code: "c", Tag: "NamĐịnh"}, {Kind: "area", Code: "d", Tag: "Thừa"}}
}

// Hashtags stand before the link, three at most and each once, and are marked where they are.
func TestHashtags(t *testing.T) {
	t.Parallel()
	p, err := social(4096, connector.UnitUTF16, connector.Publish, tagged)
	if want := "Bài\n\nDẫn\n\n#KinhTếASEAN #ASEAN #NamĐịnh\n\n" + link; err != nil || p.Text != want {
		t.Fatalf("got %q, %v; want %q", p.Text, err, want)
	}
	var tags []string
	for _, span := range p.Spans {
		if span.Kind == connector.SpanTag {
			tags = append(tags, span.Value)
			if p.Text[span.Start:span.End] != "#"+span.Value {
				t.Errorf("the span of %s is %q", span.Value, p.Text[span.Start:span.End])
			}
		}
	}
	if got := strings.Join(tags, " "); got != "KinhTếASEAN ASEAN NamĐịnh" {
		t.Errorf("tags %q", got)
	}
	other, _ := social(4096, connector.UnitUTF16, connector.Correct, func(r *release.Release) { tagged(r); r.Content.Facets[0].Tag = "Khác" })
	if SameToReaders(p, other) {
		t.Error("another hashtag is no change")
	}
}

// A lead of a sentence goes before hashtags; whatever the room, everything fits and all that
// is marked is where it is said to be.
func TestHashtagsMakeRoomForTheLead(t *testing.T) {
	t.Parallel()
	lead := strings.TrimSpace(strings.Repeat("Việt 😀 ", 40))
	for _, unit := range []connector.TextUnit{connector.UnitGraphemes, connector.UnitUTF16} {
		for most := layout.Length("Bài\n\n"+link, unit); most < 500; most++ {
			p, err := social(most, unit, connector.Publish, func(r *release.Release) { tagged(r); r.Content.Revision.Lead = lead })
			if err != nil || layout.Length(p.Text, unit) > most {
				t.Fatalf("%s, %d: %v, %d units", unit, most, err, layout.Length(p.Text, unit))
			}
			shown := 0
			for _, span := range p.Spans {
				part := p.Text[span.Start:span.End]
				switch span.Kind {
				case connector.SpanTag:
					shown++
					if part != "#"+span.Value {
						t.Fatalf("%s, %d: the tag %s is %q", unit, most, span.Value, part)
					}
				case connector.SpanLink:
					if part != link || span.End != len(p.Text) {
						t.Fatalf("%s, %d: the link is %q", unit, most, part)
					}
				}
			}
			begin := strings.TrimPrefix(p.Text, "Bài\n\n")
			kept, _, _ := strings.Cut(begin, "\n\n")
			if shown > 0 && layout.Length(kept, unit) < leastLead-10 { // a cut goes back to the end of a word
				t.Fatalf("%s, %d: %d tags beside a lead of %d", unit, most, shown, layout.Length(kept, unit))
			}
		}
	}
}

// Where a span carries the address, readers are shown its beginning.
func TestAShortLink(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	p, err := r.Post(Form{Delivery: "d", Intent: connector.Publish, Release: released(1), Now: noon(), Portal: "https://cong.example/tin/giao-luu-huu-nghi-nam-dinh-asean/",
		Spec: connector.Spec{Text: connector.TextForm{Most: 300, Unit: connector.UnitGraphemes, ShortLink: true}}})
	if want := "Bài\n\nDẫn\n\ncong.example/tin/giao-luu-huu-nghi-n…"; err != nil || p.Text != want {
		t.Errorf("got %q, %v; want %q", p.Text, err, want)
	}
	last := p.Spans[len(p.Spans)-1]
	if last.Kind != connector.SpanLink || last.Value != p.Link || !strings.Contains(p.Link, "utm_content=d") || !strings.HasPrefix(p.Text[last.Start:last.End], "cong.example/") {
		t.Errorf("span %+v", last)
	}
	for address, want := range map[string]string{"https://a.example": "a.example", "https://a.example/": "a.example", "https://a.example/x?y=1": "a.example/x…", "mailto:x": "mailto:x"} {
		if got := shortened(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestALimitInBytesIsHeldBesideThatInSigns(t *testing.T) {
	t.Parallel()
	const family = "👨‍👩‍👧‍👦" // one grapheme of 25 bytes
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	spec := connector.Spec{Text: connector.TextForm{Most: 300, Unit: connector.UnitGraphemes, MostBytes: 3000}}
	of := released(1)
	of.Content.Revision.Lead = strings.Repeat(family+" ", 200)
	of.Content.Facets = []release.Label{{Kind: "pillar", Code: "x", Tag: "ASEAN"}}
	p, err := r.Post(Form{Delivery: "d", Intent: connector.Publish, Release: of, Spec: spec, Now: noon()})
	if err != nil || len(p.Text) > 3000 || len(p.Text) < 2900 {
		t.Errorf("%d bytes came, %v: %q", len(p.Text), err, p.Text)
	}
	if !strings.HasPrefix(p.Text, "Bài\n\n"+family) || !strings.HasSuffix(p.Text, "…\n\n#ASEAN\n\n"+link) {
		t.Errorf("title, lead, tag or link is not whole: %q", p.Text)
	}
	of.Content.Revision.Title = strings.Repeat(family, 130)
	_, err = r.Post(Form{Delivery: "d", Intent: connector.Publish, Release: of, Spec: spec, Now: noon()})
	if refusal, ok := fault.As(err); !ok || !strings.Contains(refusal.Detail.EN, "bytes too many") {
		t.Errorf("a title of 3,250 bytes was answered by %v", err)
	}
}

// A text is laid out by the template that the release pins for its very channel.
func TestATextIsLaidOutByThePinnedTemplate(t *testing.T) {
	t.Parallel()
	r := Renderer{Addresses: Addresses{Public: "https://lantoa.example"}, Zone: time.UTC}
	spec := connector.Spec{Text: connector.TextForm{Most: 140, Unit: connector.UnitGraphemes}}
	of := released(1)
	of.Content.Unit.Name = "Sở Ngoại vụ"
	of.Content.Revision.Lead = strings.Repeat("Đoạn dẫn dài. ", 20)
	of.Content.Templates = []release.Template{
		{Channel: "a", Version: 2, Body: "{{upper .Title}} | {{.Unit}}{{with .Notes}}\n{{.}}{{end}}\n{{with .Lead}}Tóm tắt: {{.}} (còn nữa)\n{{end}}{{.Link}}"},
		{Channel: "b", Version: 1, Body: "{{.Link}} {{.Title}}{{.Notes}}"},
	}
	show := func(channel string) Shown {
		shown, err := r.Show(Form{Delivery: "d", Channel: channel, Intent: connector.Publish, Release: of, Spec: spec, Now: noon()})
		if err != nil {
			t.Errorf("%s: %v", channel, err)
		}
		return shown
	}
	for channel, want := range map[string]struct {
		begins, ends string
		cut          bool
	}{
		"a": {"BÀI | Sở Ngoại vụ\nTóm tắt: Đoạn dẫn dài.", "… (còn nữa)\n" + link, true},
		"b": {link + " Bài", " Bài", false},
		"c": {"Bài\n\nĐoạn dẫn dài.", "…\n\n" + link, true},
	} {
		got := show(channel)
		text := got.Post.Text
		size := layout.Length(text, connector.UnitGraphemes)
		if !strings.HasPrefix(text, want.begins) || !strings.HasSuffix(text, want.ends) || got.Cut != want.cut || size > 140 || want.cut && size < 130 {
			t.Errorf("%s: %d signs, cut %t: %q", channel, size, got.Cut, text)
		}
	}
}
