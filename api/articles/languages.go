package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/compare"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/translation"
)

func (h *handlers) languages() {
	rest.Add(h.r, rest.Op{ID: "listEditions", Method: http.MethodGet, Path: one + "/editions", Tag: tag, Summary: "Get the editions of an article side by side, its own language first"}, h.sides)
	rest.Add(h.r, rest.Op{ID: "getEditionSource", Method: http.MethodGet, Path: edition + "/source", Tag: tag, Summary: "Get what a translation was made from, and what its source says now",
		Text: "With the paragraphs that changed between the two. Of an edition in the story's own language it is that text alone."}, h.source)
	rest.Add(h.r, act("markEditionCurrent", "mark-current", "Mark that a translation is right beside a revision of its source, with nothing to translate"), h.markCurrent)
}

// SavedText is a text to save. A translation may name what it was made from.
type SavedText struct {
	EditionText
	SourceRevision string `json:"source_revision,omitempty" maxLength:"64" doc:"Of a translation: id of the revision in the story's own language that it was made from. Absent keeps the former one; a new translation is made from the newest"`
}

func (t SavedText) domain() article.Translation {
	return article.Translation{Text: t.EditionText.domain(), Source: t.SourceRevision}
}

// EditionSides is an article with all its editions.
type EditionSides struct {
	Article  string        `json:"article"`
	Lang     string        `json:"lang,omitempty" doc:"Language in which the story was first written"`
	Together bool          `json:"together" doc:"No edition leaves before all of them are approved and scheduled"`
	Counts   SideCounts    `json:"counts"`
	Editions []EditionSide `json:"editions" nullable:"false"`
}

// SideCounts counts the editions of an article.
type SideCounts struct {
	Editions  int `json:"editions"`
	Approved  int `json:"approved" doc:"That have a release in force"`
	Published int `json:"published" doc:"That are out on some channel at least"`
	Outdated  int `json:"outdated"`
	Outpaced  int `json:"outpaced"`
}

// EditionSide is one edition beside the others.
type EditionSide struct {
	Edition
	Role       string         `json:"role" enum:"source,translation"`
	Outpaced   bool           `json:"outpaced" doc:"It is approved, and its source was approved since with other words than those that it was made from"`
	Length     TextLength     `json:"length"`
	Pictures   int            `json:"pictures"`
	Deliveries map[string]int `json:"deliveries,omitempty" doc:"How many in each state; absent for those who may not see deliveries" example:"{\"waiting\":2}"`
}

func (h *handlers) sides(ctx context.Context, in *Identified) (*rest.One[EditionSides], error) {
	a, sides, err := h.o.Languages.SideBySide(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	shape := EditionSides{Article: a.ID, Lang: a.Lang, Together: a.Together, Counts: SideCounts{Editions: len(sides)}}
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	for _, s := range sides {
		count(&shape.Counts.Approved, s.ApprovedRelease != "")
		count(&shape.Counts.Published, s.Publication == article.Published || s.Publication == article.PartlyPublished)
		count(&shape.Counts.Outdated, s.Outdated)
		count(&shape.Counts.Outpaced, s.Outpaced)
		shape.Editions = append(shape.Editions, sideOf(s))
	}
	return rest.Versioned(a.Version, shape), nil
}

func sideOf(s translation.Side) EditionSide {
	shape := EditionSide{Edition: editionOf(s.Edition), Role: "translation", Outpaced: s.Outpaced,
		Length: lengthOf(s.Size.Length), Pictures: s.Size.Pictures, Deliveries: talliedOf(s.Deliveries)}
	if s.Source {
		shape.Role = "source"
	}
	return shape
}

func talliedOf(tally map[delivery.State]int) map[string]int {
	if tally == nil {
		return nil
	}
	counts := map[string]int{}
	for state, n := range tally {
		counts[string(state)] = n
	}
	return counts
}

// EditionSource is the source of a translation at two moments, and what changed between them.
type EditionSource struct {
	Lang     string         `json:"lang" doc:"The story's own language"`
	Then     *SourceText    `json:"then,omitempty" doc:"What the translation was made from, or marked as right beside; absent where nobody said"`
	Now      SourceText     `json:"now"`
	Outdated bool           `json:"outdated" doc:"The two say different things"`
	Title    []SourceWords  `json:"title,omitempty" nullable:"false" doc:"Where it changed"`
	Lead     []SourceWords  `json:"lead,omitempty" nullable:"false" doc:"Where it changed"`
	Changed  []SourceChange `json:"changed" nullable:"false" doc:"The paragraphs, headings, items and the like that changed, in order"`
	Pictures bool           `json:"pictures_changed"`
}

// SourceText is a revision of the source.
type SourceText struct {
	Revision  string    `json:"revision" doc:"Id: what a translation that is made from it names"`
	Number    int       `json:"number"`
	CreatedAt time.Time `json:"created_at"`
	EditionText
}

// SourceChange is a part of the body that changed.
type SourceChange struct {
	Place  int           `json:"place" doc:"Which part of the two texts laid together it is, from 1"`
	Kind   string        `json:"kind" enum:"paragraph,heading,list_item,table_cell,figure,caption,quote,preformatted,rule,text"`
	Change string        `json:"change" enum:"added,removed,changed"`
	Moved  bool          `json:"moved,omitempty" doc:"The same words stand elsewhere"`
	Words  []SourceWords `json:"words" nullable:"false"`
}

// SourceWords are words that share their fate.
type SourceWords struct {
	Op   string `json:"op" enum:"equal,added,removed,formatted"`
	Text string `json:"text"`
}

func (h *handlers) source(ctx context.Context, in *Named) (*rest.Plain[EditionSource], error) {
	b, err := h.o.Languages.Source(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	shape := EditionSource{Lang: b.Lang, Now: sourceTextOf(b.Now), Outdated: b.Outdated, Changed: []SourceChange{}}
	if b.Then == nil {
		return &rest.Plain[EditionSource]{Body: shape}, nil
	}
	then := sourceTextOf(*b.Then)
	shape.Then = &then
	if !b.Outdated {
		return &rest.Plain[EditionSource]{Body: shape}, nil
	}
	d := b.Changes()
	shape.Title, shape.Lead = changedWords(d.Title), changedWords(d.Lead)
	shape.Pictures = b.PicturesChanged()
	for i, block := range d.Blocks {
		if block.Change != compare.Unchanged {
			shape.Changed = append(shape.Changed, SourceChange{Place: i + 1, Kind: string(block.Kind), Change: string(block.Change), Moved: block.Moved, Words: wordsOf(block.Spans)})
		}
	}
	return &rest.Plain[EditionSource]{Body: shape}, nil
}

func sourceTextOf(r article.Revision) SourceText {
	return SourceText{Revision: r.ID, Number: r.Number, CreatedAt: r.CreatedAt.UTC(), EditionText: textOf(r.Text)}
}

func wordsOf(spans []compare.Span) []SourceWords {
	words := []SourceWords{}
	for _, s := range spans {
		words = append(words, SourceWords{Op: string(s.Op), Text: s.Text})
	}
	return words
}

// changedWords are the words of a line, where anything in it changed.
func changedWords(spans []compare.Span) []SourceWords {
	for _, s := range spans {
		if s.Op != compare.Equal {
			return wordsOf(spans)
		}
	}
	return nil
}

// MarkCurrentInput names what was compared.
type MarkCurrentInput struct {
	SourceRevision string `json:"source_revision" maxLength:"64" doc:"Id of the revision of the source beside which the translation was found right"`
}

type marking struct {
	Acting
	Body MarkCurrentInput
}

func (h *handlers) markCurrent(ctx context.Context, in *marking) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	if _, err := h.o.Articles.MarkCurrent(ctx, rest.Actor(ctx), at, in.Body.SourceRevision); err != nil {
		return nil, err
	}
	return h.after(ctx, in.Acting, nil)
}

// outpaced lists the translations that are approved and say, after an act on their source, what
// it said before. Who may act and not read gets none.
func (h *handlers) outpaced(ctx context.Context, ref article.Ref) ([]string, error) {
	a, sides, err := h.o.Languages.SideBySide(ctx, rest.Actor(ctx), ref.Article)
	if _, told := fault.As(err); told || a.Lang != ref.Lang {
		return nil, nil
	}
	var langs []string
	for _, s := range sides {
		if s.Outpaced {
			langs = append(langs, s.Lang)
		}
	}
	return langs, err
}
