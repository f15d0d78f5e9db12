package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/line"
)

// Takeover tells that somebody took over what another was typing.
type Takeover struct {
	By       string    `json:"by" doc:"Id of the person"`
	At       time.Time `json:"at"`
	Revision string    `json:"revision" doc:"Id of the revision that keeps the words as they were"`
}

func takenOf(t article.Takeover) *Takeover {
	if t.By == "" {
		return nil
	}
	return &Takeover{By: t.By, At: t.At.UTC(), Revision: t.Revision}
}

// Line is what one person is typing, as others see it.
type Line struct {
	Person       string       `json:"person" doc:"Id of the person"`
	Base         string       `json:"base" doc:"Id of the revision that it was made from"`
	BegunAt      *time.Time   `json:"begun_at,omitempty"`
	UpdatedAt    time.Time    `json:"updated_at" doc:"When it was last typed in"`
	WordsAdded   int          `json:"words_added" doc:"Against its base"`
	WordsRemoved int          `json:"words_removed"`
	Authors      []string     `json:"authors" nullable:"false" doc:"Ids of others whose words are in it beside those of its base"`
	Taken        *Takeover    `json:"taken,omitempty"`
	Text         *EditionText `json:"text,omitempty" doc:"For those who may edit"`
}

func lineOf(l line.Line) Line {
	shape := Line{Person: l.Person, Base: l.Base, BegunAt: rest.Instant(l.BegunAt), UpdatedAt: l.UpdatedAt.UTC(), WordsAdded: l.WordsAdded, WordsRemoved: l.WordsRemoved,
		Authors: rest.NotNil(l.Authors), Taken: takenOf(l.Taken)}
	if l.Readable {
		text := textOf(l.Text)
		shape.Text = &text
	}
	return shape
}

func (h *handlers) lines() {
	rest.Add(h.r, rest.Op{ID: "compareTexts", Method: http.MethodGet, Path: edition + "/compare", Tag: tag, Summary: "Compare two texts of an edition, by structure and by word"}, h.compare)
	rest.Add(h.r, lineAct("mergeText", "/merge", "Merge a text with the newest one of the edition",
		"Without save it shows what comes of it and what is still to be chosen, and changes nothing. With save, and the present version in If-Match, it saves a revision once everything is chosen; what you sent is kept as a snapshot."), h.merge)
	rest.Add(h.r, rest.Op{ID: "listWorkingCopies", Method: http.MethodGet, Path: edition + "/working-copies", Tag: tag, Summary: "List what people are typing in an edition, the newest first"}, h.workingCopies)
	rest.Add(h.r, lineAct("takeOverWorkingCopy", "/working-copies/{person}/take-over", "Go on with what another person is typing",
		"Your working copy becomes that text; what was in it is kept as a snapshot. The other person keeps theirs, and is told."), h.takeOver)
	rest.Add(h.r, lineAct("addPoint", "/points", "Keep a text as a revision under a name, beside the saved ones", "Without text it is your working copy."), h.addPoint)
	rest.Add(h.r, lineAct("restoreRevision", "/revisions/{revision}/restore", "Make the text of a revision your working copy", "What was in your working copy is kept as a snapshot."), h.restore)
}

func lineAct(id, path, summary, text string) rest.Op {
	return rest.Op{ID: id, Method: http.MethodPost, Path: edition + path, Tag: tag, Summary: summary, Text: text, Keyed: true}
}

func (h *handlers) workingCopies(ctx context.Context, in *Named) (*rest.List[Line], error) {
	lines, err := h.o.Lines.Lines(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	return rest.Of(lines, lineOf), nil
}

type lineNamed struct {
	Named
	Person string `path:"person" doc:"Id of the person whose working copy it is"`
}

func (h *handlers) takeOver(ctx context.Context, in *lineNamed) (*rest.One[WorkingCopy], error) {
	w, err := h.o.Lines.TakeOver(ctx, rest.Actor(ctx), in.ref(), in.Person)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(w.Version, workingCopyOf(w)), nil
}

// PointInput is what is kept under a name.
type PointInput struct {
	Name string       `json:"name" doc:"At most 100 characters" example:"Trước khi rút gọn"`
	Text *EditionText `json:"text,omitempty" doc:"Absent keeps your working copy"`
	Base string       `json:"base,omitempty" doc:"Id of the revision that text was made from; absent means the newest saved one"`
}

type pointing struct {
	Named
	Body PointInput
}

func (h *handlers) addPoint(ctx context.Context, in *pointing) (*rest.Plain[Revision], error) {
	p := line.Point{Name: in.Body.Name, Base: in.Body.Base}
	if in.Body.Text != nil {
		text := in.Body.Text.domain()
		p.Text = &text
	}
	r, err := h.o.Lines.KeepPoint(ctx, rest.Actor(ctx), in.ref(), p)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Revision]{Body: revisionOf(r)}, nil
}

func (h *handlers) restore(ctx context.Context, in *revisionNamed) (*rest.One[WorkingCopy], error) {
	w, err := h.o.Lines.Restore(ctx, rest.Actor(ctx), in.ref(), in.Revision)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(w.Version, workingCopyOf(w)), nil
}
