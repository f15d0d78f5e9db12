// Package planned is the API of stories that are planned before there is any text.
package planned

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r        *rest.Router
	planning *planning.Service
	kind     rest.Kind[planning.Story, PlannedStory]
}

const (
	tag = "planned"
	all = "/planned"
	one = all + "/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, p *planning.Service, now func() time.Time) {
	kind := rest.Kind[planning.Story, PlannedStory]{Path: all, ID: func(s planning.Story) string { return s.ID }, Tag: func(s planning.Story) int { return s.Version },
		Shape: func(actor right.Actor, s planning.Story) PlannedStory { return storyOf(actor, s, now()) }}
	h := &handlers{r: r, planning: p, kind: kind}
	rest.Add(r, rest.Op{ID: "listPlanned", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List planned stories, what is due first"}, h.list)
	rest.Add(r, rest.Op{ID: "createPlanned", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Propose a story as an idea", Status: http.StatusCreated, Keyed: true}, rest.Makes(r, kind, p.Propose, NewPlanned.domain))
	rest.Add(r, rest.Op{ID: "getPlanned", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a planned story"}, kind.ByID(p.Get))
	rest.Add(r, rest.Op{ID: "updatePlanned", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change what a planned story is about",
		Text: "Whoever proposed it may while it is an idea, and who assigns in the unit until an article is made from it."}, rest.Changes(kind, p.Change, PlannedPatch.domain))
	rest.Add(r, rest.Op{ID: "assignPlanned", Method: http.MethodPost, Path: one + "/assign", Tag: tag, Summary: "Assign a planned story to a unit or a person by a day, also anew", Keyed: true,
		Text: "What is not named stays. To give it to another unit takes the right to assign in both."}, h.assign)
	rest.Add(r, rest.Op{ID: "beginPlanned", Method: http.MethodPost, Path: one + "/begin", Tag: tag, Summary: "Make the article of an assigned story", Keyed: true,
		Text: "With the title and the facets that were wished, in the first language; whom it was assigned to is a co-author. Asked twice it makes one."}, kind.ByID(p.Begin))
	rest.Add(r, rest.Op{ID: "dropPlanned", Method: http.MethodPost, Path: one + "/drop", Tag: tag, Summary: "Give a planned story up, with a reason; what was written stays", Keyed: true}, h.drop)
}

type listing struct {
	rest.Paging
	Unit      []string  `query:"unit,explode" maxItems:"20" doc:"Codes of units; absent means all that you may read"`
	Person    string    `query:"person" maxLength:"100" doc:"Id of whom it is assigned to"`
	State     string    `query:"state" enum:"idea,assigned,begun,done,dropped"`
	DueBefore time.Time `query:"due_before" doc:"Only what is due before this instant"`
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[PlannedStory], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	f := planning.Filter{Person: in.Person, State: planning.State(in.State), DueBefore: in.DueBefore, Limit: in.Limit + 1}
	if len(in.Unit) > 0 {
		f.Units = in.Unit
	}
	if after != nil {
		f.After = &planning.Place{Due: after.Key, ID: after.ID}
	}
	actor := rest.Actor(ctx)
	rows, err := h.planning.List(ctx, actor, f)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(s planning.Story) rest.Place {
		at := planning.PlaceOf(s)
		return rest.Place{Key: at.Due, ID: at.ID}
	}
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(s planning.Story) PlannedStory { return h.kind.Shape(actor, s) }), nil
}

type assigning struct {
	rest.Named
	rest.Matching
	Body Assignment
}

func (h *handlers) assign(ctx context.Context, in *assigning) (*rest.One[PlannedStory], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	s, err := h.planning.Assign(ctx, rest.Actor(ctx), in.ID, version, in.Body.domain())
	return h.kind.Answer(ctx, s, err)
}

type dropping struct {
	rest.Named
	rest.Matching
	Body struct {
		Reason string `json:"reason" doc:"At most 1000 characters" example:"Trùng với bài của Sở Y tế"`
	}
}

func (h *handlers) drop(ctx context.Context, in *dropping) (*rest.One[PlannedStory], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	s, err := h.planning.Drop(ctx, rest.Actor(ctx), in.ID, version, in.Body.Reason)
	return h.kind.Answer(ctx, s, err)
}
