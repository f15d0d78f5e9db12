// Package pieces is the API of the shared pieces: facts and message lines that many texts use.
package pieces

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r      *rest.Router
	pieces *piece.Service
}

const (
	tag     = "pieces"
	all     = "/pieces"
	one     = all + "/{id}"
	edition = "/articles/{id}/editions/{lang}/pieces"
)

// Register adds the resource to the API.
func Register(r *rest.Router, s *piece.Service) {
	h := &handlers{r: r, pieces: s}
	rest.Add(r, rest.Op{ID: "listPieces", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List shared pieces, newest first", Text: "Each with the version that was approved last and the newest."}, h.list)
	rest.Add(r, rest.Op{ID: "createPiece", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Propose a shared piece", Status: http.StatusCreated, Keyed: true,
		Text: "Its first version waits for somebody else's approval. A message is the line of a pillar, which the lead unit of the plan approves; a fact is approved in its unit."}, h.create)
	rest.Add(r, rest.Op{ID: "getPiece", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a shared piece with all its versions"}, h.read)
	rest.Add(r, rest.Op{ID: "updatePiece", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change the title of a shared piece; its words stay"}, h.patch)
	rest.Add(r, rest.Op{ID: "endPiece", Method: http.MethodPost, Path: one + "/end", Tag: tag, Summary: "Take the words of a shared piece out of force, with a reason", Keyed: true,
		Text: "Texts that hold them keep them, and are told. Words that are proposed and approved afterwards are in force again."}, h.end)
	rest.Add(r, rest.Op{ID: "proposePieceVersion", Method: http.MethodPost, Path: one + "/versions", Tag: tag, Summary: "Propose other words for a shared piece", Keyed: true,
		Text: "What is in force stays so until the new version is approved; one that waits is replaced. With If-Match it must be proposed on what you read. Languages that are not named have no words in the new version."}, h.propose)
	rest.Add(r, rest.Op{ID: "approvePiece", Method: http.MethodPost, Path: one + "/approve", Tag: tag, Summary: "Put the proposed version in force", Keyed: true,
		Text: "Whoever proposed words since the version in force may not (four eyes). No text changes by it: those that hold older words are told, and can be brought up to date."}, h.approve)
	rest.Add(r, rest.Op{ID: "returnPiece", Method: http.MethodPost, Path: one + "/return", Tag: tag, Summary: "Send the proposed version back with a reason", Keyed: true}, h.back)
	rest.Add(r, rest.Op{ID: "listPieceUses", Method: http.MethodGet, Path: one + "/used-by", Tag: tag, Summary: "List the editions that hold a shared piece, newest change first",
		Text: "Of those that you may read, by their newest saved texts."}, h.usedBy)
	rest.Add(r, rest.Op{ID: "listMessages", Method: http.MethodGet, Path: "/articles/{id}/messages", Tag: tag, Summary: "Get the message lines for an article",
		Text: "The approved lines of its pillars in a language, each with the HTML that is put into a body, and what its plan itself says of them."}, h.messages)
	rest.Add(r, rest.Op{ID: "listEditionPieces", Method: http.MethodGet, Path: edition, Tag: tag, Summary: "List the shared pieces in an edition",
		Text: "Of its newest saved text, in order, with how their words stand to what is in force."}, h.uses)
	rest.Add(r, rest.Op{ID: "updateEditionPieces", Method: http.MethodPost, Path: edition + "/update", Tag: tag, Summary: "Lay the newer words of shared pieces into your working copy", Keyed: true,
		Text: "If-Match is the version of your working copy; without it one begins from the saved text. What you were typing is kept as a revision first. Words that were altered by hand stay unless `altered` is true. No release changes: the text is saved, handed in and approved as any other."}, h.update)
}

// PieceWords is what is proposed that a piece says.
type PieceWords struct {
	Words    map[string]string `json:"words" doc:"By language: readable text, a blank line between paragraphs, at most 2000 characters each" example:"{\"vi\":\"ASEAN được thành lập ngày 08/8/1967.\",\"en\":\"ASEAN was founded on 8 August 1967.\"}"`
	Source   string            `json:"source,omitempty" doc:"Where it can be looked up; at most 500 characters"`
	ReviewOn string            `json:"review_on,omitempty" maxLength:"10" doc:"The day on which somebody is to look at it again; absent for never" example:"2026-08-31"`
}

func (w PieceWords) domain() piece.Words {
	return piece.Words{Words: w.Words, Source: w.Source, ReviewOn: plan.Date(w.ReviewOn)}
}

// NewPiece is a piece that is to be.
type NewPiece struct {
	Kind   string `json:"kind" enum:"fact,message"`
	Unit   string `json:"unit" doc:"Code" example:"so-noi-vu"`
	Pillar string `json:"pillar,omitempty" doc:"Code; a message has one"`
	Area   string `json:"area,omitempty" doc:"Code"`
	Topic  string `json:"topic,omitempty" doc:"Code; needs its area"`
	Title  string `json:"title" doc:"By which people find it; at most 200 characters" example:"Ngày thành lập ASEAN"`
	PieceWords
}

// PieceVersion is what a piece says; its words never change.
type PieceVersion struct {
	Number int    `json:"number"`
	State  string `json:"state" enum:"proposed,approved,returned,replaced"`
	PieceWords
	Reason     string     `json:"reason,omitempty" doc:"Why it was returned; of the version that was in force last, why the piece has ended"`
	ProposedBy string     `json:"proposed_by"`
	ProposedAt time.Time  `json:"proposed_at"`
	DecidedBy  string     `json:"decided_by,omitempty"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
}

func versionOf(v piece.Version) PieceVersion {
	return PieceVersion{Number: v.Number, State: string(v.State), PieceWords: PieceWords{Words: v.Words, Source: v.Source, ReviewOn: string(v.ReviewOn)}, Reason: v.Reason,
		ProposedBy: v.ProposedBy, ProposedAt: v.ProposedAt.UTC(), DecidedBy: v.DecidedBy, DecidedAt: rest.Instant(v.DecidedAt)}
}

// Piece is some words that many texts share.
type Piece struct {
	ID        string         `json:"id"`
	Kind      string         `json:"kind" enum:"fact,message"`
	Unit      string         `json:"unit"`
	Plan      string         `json:"plan" doc:"Id of the plan in force when it was made"`
	Pillar    string         `json:"pillar,omitempty"`
	Area      string         `json:"area,omitempty"`
	Topic     string         `json:"topic,omitempty"`
	Title     string         `json:"title"`
	Approved  int            `json:"approved" doc:"Number of the version in force; 0 before the first, and once the piece has ended"`
	Ended     bool           `json:"ended" doc:"Words were in force, and none are any more"`
	ReviewOn  string         `json:"review_on,omitempty" doc:"When the version in force is due for review"`
	Versions  []PieceVersion `json:"versions" nullable:"false" doc:"Newest first; in a list, the one that was approved last and the newest"`
	Version   int            `json:"version"`
	CreatedBy string         `json:"created_by"`
	CreatedAt time.Time      `json:"created_at"`
	UpdatedAt time.Time      `json:"updated_at"`
	May       rest.May       `json:"may"`
}

func (h *handlers) shape(ctx context.Context, actor right.Actor, p piece.Piece) (Piece, error) {
	shape := Piece{ID: p.ID, Kind: string(p.Kind), Unit: p.Unit, Plan: p.Plan, Pillar: p.Pillar, Area: p.Area, Topic: p.Topic, Title: p.Title, Approved: p.Approved, Ended: p.Ended(), ReviewOn: string(p.ReviewOn),
		Versions: []PieceVersion{}, Version: p.Version, CreatedBy: p.CreatedBy, CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC()}
	for _, v := range p.Versions {
		shape.Versions = append(shape.Versions, versionOf(v))
	}
	may, err := h.pieces.May(ctx, actor, p)
	shape.May = rest.Judged(may)
	return shape, err
}

type listing struct {
	rest.Paging
	Kind   string `query:"kind" enum:"fact,message"`
	Pillar string `query:"pillar" maxLength:"100" doc:"Code of a pillar"`
	Unit   string `query:"unit" maxLength:"100" doc:"Code of the unit whose they are"`
	State  string `query:"state" enum:"proposed,approved,returned" doc:"Of the newest version"`
	Due    bool   `query:"due" doc:"Only those in force that are due for review"`
	Search string `query:"q" maxLength:"200" doc:"Words to find; tone marks do not matter"`
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[Piece], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	f := piece.Find{Filter: piece.Filter{Kind: piece.Kind(in.Kind), Unit: in.Unit, State: piece.State(in.State), Limit: in.Limit + 1}, Pillar: in.Pillar, Search: in.Search, Due: in.Due}
	if after != nil {
		f.After = &piece.Place{At: after.At(), ID: after.ID}
	}
	actor := rest.Actor(ctx)
	rows, err := h.pieces.List(ctx, actor, f)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	shapes := make([]Piece, len(rows))
	for i, p := range rows {
		if shapes[i], err = h.shape(ctx, actor, p); err != nil {
			return nil, err
		}
	}
	place := func(p Piece) rest.Place { return rest.PlaceAt(p.CreatedAt, p.ID) }
	return rest.Paged(ctx, h.r, shapes, in.Limit, place, func(p Piece) Piece { return p }), nil
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewPiece }) (*rest.Made[Piece], error) {
	actor, b := rest.Actor(ctx), in.Body
	p, err := h.pieces.Create(ctx, actor, piece.Input{Kind: piece.Kind(b.Kind), Unit: b.Unit, Pillar: b.Pillar, Area: b.Area, Topic: b.Topic, Title: b.Title, Words: b.domain()})
	if err != nil {
		return nil, err
	}
	shape, err := h.shape(ctx, actor, p)
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, all+"/"+p.ID, p.Version, shape), nil
}

// Identified names a piece.
type Identified struct {
	ID string `path:"id" doc:"Id of the piece"`
}

func (h *handlers) answer(ctx context.Context, actor right.Actor, p piece.Piece, err error) (*rest.One[Piece], error) {
	if err != nil {
		return nil, err
	}
	shape, err := h.shape(ctx, actor, p)
	return rest.Versioned(p.Version, shape), err
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[Piece], error) {
	actor := rest.Actor(ctx)
	p, err := h.pieces.Get(ctx, actor, in.ID)
	return h.answer(ctx, actor, p, err)
}

// PiecePatch changes what it names.
type PiecePatch struct {
	Title *string `json:"title,omitempty" doc:"At most 200 characters" example:"Ngày thành lập ASEAN"`
}

type patching struct {
	Identified
	rest.Matching
	Body PiecePatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Piece], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	p, err := h.pieces.Change(ctx, actor, in.ID, version, piece.Patch{Title: in.Body.Title})
	return h.answer(ctx, actor, p, err)
}

// PieceEnd says why a piece ends.
type PieceEnd struct {
	Reason string `json:"reason" doc:"Why the words hold no longer; at most 1000 characters" example:"Số liệu không còn đúng"`
}

type ending struct {
	Identified
	rest.Matching
	Body PieceEnd
}

func (h *handlers) end(ctx context.Context, in *ending) (*rest.One[Piece], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	p, err := h.pieces.End(ctx, actor, in.ID, version, in.Body.Reason)
	return h.answer(ctx, actor, p, err)
}

type proposing struct {
	Identified
	rest.Matching
	Body PieceWords
}

func (h *handlers) propose(ctx context.Context, in *proposing) (*rest.One[Piece], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	p, err := h.pieces.Propose(ctx, actor, in.ID, version, in.Body.domain())
	return h.answer(ctx, actor, p, err)
}

type approving struct {
	Identified
	Body struct {
		Number int `json:"number" minimum:"1" doc:"Of the version that you read"`
	}
}

func (h *handlers) approve(ctx context.Context, in *approving) (*rest.One[Piece], error) {
	actor := rest.Actor(ctx)
	p, err := h.pieces.Approve(ctx, actor, in.ID, in.Body.Number)
	return h.answer(ctx, actor, p, err)
}

type returning struct {
	Identified
	Body struct {
		Number int    `json:"number" minimum:"1" doc:"Of the version that you read"`
		Reason string `json:"reason" doc:"What is to be done; at most 1000 characters" example:"Thiếu nguồn"`
	}
}

func (h *handlers) back(ctx context.Context, in *returning) (*rest.One[Piece], error) {
	actor := rest.Actor(ctx)
	p, err := h.pieces.Return(ctx, actor, in.ID, in.Body.Number, in.Body.Reason)
	return h.answer(ctx, actor, p, err)
}
