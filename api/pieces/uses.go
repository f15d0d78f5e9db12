package pieces

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/text"
)

// PieceUse is an edition that holds a piece.
type PieceUse struct {
	Article   string    `json:"article"`
	Lang      string    `json:"lang"`
	Unit      string    `json:"unit"`
	Title     string    `json:"title"`
	Number    int       `json:"number" doc:"Of the version from which its words are"`
	Standing  string    `json:"standing" enum:"current,newer,altered,ended,unknown" doc:"newer: a newer version is approved; altered: the words were changed by hand; ended: they were approved, and the piece has ended; unknown: that version was never approved, or has no words in the language"`
	UpdatedAt time.Time `json:"updated_at"`
}

type usedBy struct {
	Identified
	rest.Paging
}

func (h *handlers) usedBy(ctx context.Context, in *usedBy) (*rest.List[PieceUse], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	f := piece.Within{Limit: in.Limit + 1}
	if after != nil {
		f.After = &piece.Place{At: after.At(), ID: after.ID}
	}
	rows, err := h.pieces.UsedBy(ctx, rest.Actor(ctx), in.ID, f)
	if err != nil {
		return nil, err
	}
	place := func(u piece.Used) rest.Place { return rest.PlaceAt(u.UpdatedAt, u.Edition) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(u piece.Used) PieceUse {
		return PieceUse{Article: u.Article, Lang: u.Lang, Unit: u.Unit, Title: u.Title, Number: u.Number, Standing: string(u.Standing), UpdatedAt: u.UpdatedAt.UTC()}
	}), nil
}

// MessageLine is an approved line for a story.
type MessageLine struct {
	Piece  string `json:"piece"`
	Pillar string `json:"pillar"`
	Title  string `json:"title"`
	Number int    `json:"number" doc:"Of the version in force"`
	Words  string `json:"words" doc:"Readable text in the language"`
	HTML   string `json:"html" doc:"As it is put into a body, with the mark that says from where the words are"`
	Source string `json:"source,omitempty"`
}

// PlanStance is what the plan itself says of a pillar.
type PlanStance struct {
	Pillar string `json:"pillar"`
	Words  string `json:"words" doc:"In Vietnamese, as the plan was issued"`
}

// ArticleMessages are the lines of the pillars of a story.
type ArticleMessages struct {
	Lines []MessageLine `json:"lines" nullable:"false"`
	Plan  []PlanStance  `json:"plan" nullable:"false"`
}

type asking struct {
	ID   string `path:"id" doc:"Id of the article"`
	Lang string `query:"lang" maxLength:"20" doc:"Code of a language; absent means that in which the article was first written"`
}

func (h *handlers) messages(ctx context.Context, in *asking) (*struct{ Body ArticleMessages }, error) {
	m, err := h.pieces.Messages(ctx, rest.Actor(ctx), in.ID, in.Lang)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	body := ArticleMessages{Lines: []MessageLine{}, Plan: []PlanStance{}}
	for _, l := range m.Lines {
		body.Lines = append(body.Lines, MessageLine{Piece: l.Piece.ID, Pillar: l.Piece.Pillar, Title: l.Piece.Title, Number: l.Version.Number, Words: l.Words, HTML: l.HTML, Source: l.Version.Source})
	}
	for _, one := range m.Plan {
		body.Plan = append(body.Plan, PlanStance{Pillar: one.Pillar, Words: one.Words})
	}
	return &struct{ Body ArticleMessages }{body}, nil
}

// EditionPiece is a shared piece in a text.
type EditionPiece struct {
	Piece    string `json:"piece"`
	Number   int    `json:"number" doc:"Of the version from which the words are"`
	Words    string `json:"words" doc:"As they stand in the text"`
	Title    string `json:"title,omitempty"`
	Kind     string `json:"kind,omitempty" enum:"fact,message"`
	Approved int    `json:"approved" doc:"Number of the version in force"`
	Standing string `json:"standing" enum:"current,newer,altered,ended,unknown"`
	Newer    bool   `json:"newer" doc:"A newer version with words in this language is approved, also where the words were altered"`
	Due      bool   `json:"due" doc:"What is in force is due for review"`
}

// Named names an edition.
type Named struct {
	ID   string `path:"id" doc:"Id of the article"`
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
}

func (n Named) ref() article.Ref { return article.Ref{Article: n.ID, Lang: n.Lang} }

func (h *handlers) uses(ctx context.Context, in *Named) (*rest.List[EditionPiece], error) {
	uses, err := h.pieces.Uses(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	return rest.Of(uses, func(u piece.Use) EditionPiece {
		return EditionPiece{Piece: u.Mark.Piece, Number: u.Mark.Version, Words: u.Mark.Words, Title: u.Piece.Title, Kind: string(u.Piece.Kind), Approved: u.Piece.Approved, Standing: string(u.Standing), Newer: u.Newer, Due: u.Due}
	}), nil
}

// RenewedPiece is a mark whose words an update looked at.
type RenewedPiece struct {
	Piece  string `json:"piece"`
	Number int    `json:"number" doc:"Of the version that stood in the text"`
	Words  string `json:"words" doc:"That stood in the text"`
}

// RenewedPieces is what an update did.
type RenewedPieces struct {
	Base    string         `json:"base" doc:"Id of the revision from which the working copy began"`
	Version int            `json:"version" doc:"Of the working copy; its entity tag"`
	Body    string         `json:"body" doc:"Of the working copy, as HTML"`
	Renewed []RenewedPiece `json:"renewed" nullable:"false"`
	Left    []RenewedPiece `json:"left" nullable:"false" doc:"Altered by hand, and left as they are"`
}

type updating struct {
	Named
	rest.Matching
	Body struct {
		Altered bool `json:"altered,omitempty" doc:"Also replace words that were altered by hand"`
	}
}

func (h *handlers) update(ctx context.Context, in *updating) (*rest.One[RenewedPieces], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	r, err := h.pieces.Update(ctx, rest.Actor(ctx), in.ref(), version, in.Body.Altered)
	if err != nil {
		return nil, err
	}
	marks := func(list []text.Mark) []RenewedPiece {
		shapes := make([]RenewedPiece, len(list))
		for i, m := range list {
			shapes[i] = RenewedPiece{Piece: m.Piece, Number: m.Version, Words: m.Words}
		}
		return shapes
	}
	return rest.Versioned(r.Copy.Version, RenewedPieces{Base: r.Copy.Base, Version: r.Copy.Version, Body: r.Copy.Text.Body, Renewed: marks(r.Renewed), Left: marks(r.Left)}), nil
}
