package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/view"
)

// Asked is what somebody asks the list for; empty fields do not narrow.
type Asked struct {
	State          []string  `query:"state" enum:"draft,in_review,changes_requested,approved,withdrawn,archived" doc:"One or more, separated by commas"`
	Publication    []string  `query:"publication" enum:"none,scheduled,partly_published,published,uncertain,failed,taken_down" doc:"One or more, separated by commas"`
	Lang           string    `query:"lang" doc:"Code of a language"`
	MissingLang    string    `query:"missing_lang" doc:"Code of a language in which the article has no edition"`
	Pillar         string    `query:"pillar" doc:"Code of a pillar, or none"`
	Area           string    `query:"area" doc:"Code of a content area, or none"`
	Unit           []string  `query:"unit" doc:"Codes of units, separated by commas"`
	Audience       string    `query:"audience" doc:"Code of an audience"`
	MemberState    string    `query:"member_state" doc:"Code of a member state"`
	CreatedBy      string    `query:"created_by" doc:"Id of a person"`
	CreatedAfter   time.Time `query:"created_after" doc:"Editions made at this instant or later"`
	CreatedUntil   time.Time `query:"created_until" doc:"Editions made before this instant"`
	PublishedAfter time.Time `query:"published_after" doc:"Editions that first went out to readers at this instant or later, and are still out"`
	PublishedUntil time.Time `query:"published_until" doc:"Editions that first went out to readers before this instant, and are still out"`
	Mine           bool      `query:"mine" doc:"What you made, and articles of which you are a maker or a co-author"`
	Waiting        bool      `query:"waiting" doc:"What waits for an approval that you could give now"`
	Due            string    `query:"due" doc:"Day on which a publication is planned or was, such as 2026-11-23, or today; where you may see deliveries"`
	Outdated       string    `query:"outdated" enum:"true,false" doc:"Translations whose source says something else by now, or all others"`
	NewerPieces    string    `query:"newer_pieces" enum:"true,false" doc:"Texts with a shared piece of which a newer version is approved, or all others"`
	Search         string    `query:"q" maxLength:"200" doc:"Words to find; tone marks do not matter"`
	Sort           string    `query:"sort" enum:"changed,due" doc:"changed: the oldest change first; due: what is to be published next first, where you may see deliveries; absent: the newest change first"`
}

// either reads a filter that may also be left out.
func either(given string) *bool {
	if given == "" {
		return nil
	}
	yes := given == "true"
	return &yes
}

func (a Asked) domain() view.Filter {
	return view.Filter{State: a.State, Publication: a.Publication, Lang: a.Lang, MissingLang: a.MissingLang, Pillar: a.Pillar, Area: a.Area, Unit: a.Unit, Audience: a.Audience, MemberState: a.MemberState, CreatedBy: a.CreatedBy,
		CreatedAfter: a.CreatedAfter, CreatedUntil: a.CreatedUntil, PublishedAfter: a.PublishedAfter, PublishedUntil: a.PublishedUntil,
		Mine: a.Mine, Waiting: a.Waiting, Due: a.Due, Outdated: either(a.Outdated), NewerPieces: either(a.NewerPieces), Search: a.Search, Sort: a.Sort}
}

// ViewFilter is what a view asks the list for: its parameters by their names.
type ViewFilter struct {
	State          []string  `json:"state,omitempty" nullable:"false" enum:"draft,in_review,changes_requested,approved,withdrawn,archived" maxItems:"10"`
	Publication    []string  `json:"publication,omitempty" nullable:"false" enum:"none,scheduled,partly_published,published,uncertain,failed,taken_down" maxItems:"10"`
	Lang           string    `json:"lang,omitempty" maxLength:"20"`
	MissingLang    string    `json:"missing_lang,omitempty" maxLength:"20"`
	Pillar         string    `json:"pillar,omitempty" maxLength:"100"`
	Area           string    `json:"area,omitempty" maxLength:"100"`
	Unit           []string  `json:"unit,omitempty" nullable:"false" maxItems:"50"`
	Audience       string    `json:"audience,omitempty" maxLength:"100"`
	MemberState    string    `json:"member_state,omitempty" maxLength:"100"`
	CreatedBy      string    `json:"created_by,omitempty" maxLength:"100"`
	CreatedAfter   time.Time `json:"created_after,omitzero"`
	CreatedUntil   time.Time `json:"created_until,omitzero"`
	PublishedAfter time.Time `json:"published_after,omitzero"`
	PublishedUntil time.Time `json:"published_until,omitzero"`
	Mine           bool      `json:"mine,omitempty" doc:"Of whoever looks"`
	Waiting        bool      `json:"waiting,omitempty" doc:"For whoever looks"`
	Due            string    `json:"due,omitempty" maxLength:"10" doc:"today, or a day"`
	Outdated       *bool     `json:"outdated,omitempty"`
	NewerPieces    *bool     `json:"newer_pieces,omitempty"`
	Search         string    `json:"q,omitempty" maxLength:"200"`
	Sort           string    `json:"sort,omitempty" enum:"changed,due"`
}

// SavedView is a filter with a name.
type SavedView struct {
	ID        string             `json:"id" doc:"Of a standard view a code, such as mine"`
	Standard  bool               `json:"standard" doc:"Everybody has it, and nobody changes it"`
	Name      rest.LocalizedText `json:"name" doc:"Of a saved view the same in both languages"`
	Owner     string             `json:"owner,omitempty" doc:"Id of whoever made it"`
	Unit      string             `json:"unit,omitempty" doc:"Code of the unit with which it is shared; absent where it is personal"`
	Filter    ViewFilter         `json:"filter"`
	Pinned    bool               `json:"pinned" doc:"Stands in the rail of all who have it, unless they chose otherwise (pinned_views of /me/preferences)"`
	Version   int                `json:"version"`
	UpdatedAt *time.Time         `json:"updated_at,omitempty"`
	May       rest.May           `json:"may"`
}

func savedView(actor right.Actor, v view.View) SavedView {
	may := rest.PermissionOf(view.May(actor, v))
	return SavedView{ID: v.ID, Standard: v.Standard(), Name: rest.Localized(v.Name), Owner: v.Owner, Unit: v.Unit, Filter: ViewFilter(v.Filter), Pinned: v.Pinned, Version: v.Version,
		UpdatedAt: rest.Instant(v.UpdatedAt), May: rest.May{"update": may, "remove": may}}
}

// NewView is a view that is to be saved.
type NewView struct {
	Name   string     `json:"name" doc:"At most 80 characters" example:"Bài kinh tế chờ duyệt"`
	Unit   string     `json:"unit,omitempty" maxLength:"100" doc:"Code of a unit to share it with, whose stories you read; absent keeps it to yourself" example:"so-noi-vu"`
	Filter ViewFilter `json:"filter"`
	Pinned bool       `json:"pinned,omitempty"`
}

func (n NewView) domain() view.Input {
	filter := view.Filter(n.Filter)
	return view.Input{Unit: n.Unit, Patch: view.Patch{Name: &n.Name, Filter: &filter, Pinned: &n.Pinned}}
}

// ViewPatch changes what it names; a filter is replaced as a whole.
type ViewPatch struct {
	Name   *string     `json:"name,omitempty"`
	Filter *ViewFilter `json:"filter,omitempty"`
	Pinned *bool       `json:"pinned,omitempty"`
}

func (p ViewPatch) domain() view.Patch {
	return view.Patch{Name: p.Name, Filter: (*view.Filter)(p.Filter), Pinned: p.Pinned}
}

// ViewCount is how many editions a view has.
type ViewCount struct {
	View  string `json:"view" doc:"Id"`
	Count int    `json:"count"`
	More  bool   `json:"more" doc:"There are more; nobody counts further"`
}

// views adds what people save of the list.
func (h *handlers) views() {
	const all, one = "/views", "/views/{id}"
	kind := rest.Kind[view.View, SavedView]{Path: all, ID: func(v view.View) string { return v.ID }, Tag: func(v view.View) int { return v.Version }, Shape: savedView}
	rest.Add(h.r, rest.Op{ID: "listViews", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List views of the list: the standard ones, yours, and those shared with your units"}, h.listViews)
	rest.Add(h.r, rest.Op{ID: "countViews", Method: http.MethodGet, Path: all + "/counts", Tag: tag, Summary: "Count the editions of your pinned views, up to 99"}, h.countViews)
	rest.Add(h.r, rest.Op{ID: "createView", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Save a view, for yourself or shared with a unit", Status: http.StatusCreated, Keyed: true,
		Text: "Needs a signed-in person."}, rest.Makes(h.r, kind, h.o.Views.Create, NewView.domain))
	rest.Add(h.r, rest.Op{ID: "getView", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a view"}, kind.ByID(h.o.Views.Get))
	rest.Add(h.r, rest.Op{ID: "updateView", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change a saved view",
		Text: "By whoever made it; a shared one also by those who hand out the work of its unit. Needs a signed-in person."}, rest.Changes(kind, h.o.Views.Change, ViewPatch.domain))
	rest.Add(h.r, rest.Op{ID: "removeView", Method: http.MethodDelete, Path: one, Tag: tag, Summary: "Delete a saved view", Status: http.StatusNoContent,
		Text: "By those who may change it. Needs a signed-in person."}, h.removeView)
}

func (h *handlers) listViews(ctx context.Context, _ *struct{}) (*rest.List[SavedView], error) {
	actor := rest.Actor(ctx)
	views, err := h.o.Views.Views(ctx, actor)
	if err != nil {
		return nil, err
	}
	return rest.Of(views, func(v view.View) SavedView { return savedView(actor, v) }), nil
}

func (h *handlers) countViews(ctx context.Context, _ *struct{}) (*rest.List[ViewCount], error) {
	counts, err := h.o.Views.Counts(ctx, rest.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return rest.Of(counts, func(c view.Count) ViewCount { return ViewCount(c) }), nil
}

type leaving struct {
	rest.Named
	rest.Matching
}

func (h *handlers) removeView(ctx context.Context, in *leaving) (*struct{}, error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	return nil, h.o.Views.Remove(ctx, rest.Actor(ctx), in.ID, version)
}
