// Package units is the API of units: which there are on a day, and how those who manage the
// plan make, change and end them, one by one or from a spreadsheet.
package units

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/unit"
)

// Options are what the resource is made of.
type Options struct {
	Plans *plan.Service
	Units *unit.Service
	Now   func() time.Time
}

type handlers struct {
	r *rest.Router
	o Options
}

const (
	tag = "units"
	one = "/units/{code}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, o Options) {
	h := &handlers{r: r, o: o}
	rest.Add(r, rest.Op{ID: "listUnits", Method: http.MethodGet, Path: "/units", Tag: tag, Summary: "List units by name, those that have ended included",
		Text: "As they are today, or were or will be on the day named by on."}, h.list)
	rest.Add(r, rest.Op{ID: "createUnit", Method: http.MethodPost, Path: "/units", Tag: tag, Summary: "Create a unit", Status: http.StatusCreated, Keyed: true,
		Text: "Its code is permanent and never used again."}, h.create)
	rest.Add(r, rest.Op{ID: "getUnit", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a unit"}, h.read)
	rest.Add(r, rest.Op{ID: "updateUnit", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change a unit from a day on",
		Text: "What was is not written over: names, kind and parent hold from since on, which is today or later. One that has ended stays as it was."}, h.patch)
	rest.Add(r, rest.Op{ID: "endUnit", Method: http.MethodPost, Path: one + "/end", Tag: tag, Summary: "End a unit, and say to which others it passes", Keyed: true,
		Text: "From the day after, its stories, pictures, channels, digests and duties are in the hands of all its successors; people's roles follow by move-grants. It is refused while something would be in nobody's hands. " +
			"One that is yet to end takes another day, other successors or no end at all; one that has ended takes further successors, and nothing else. To change an end that is there takes If-Match. " +
			"It takes a person in a session; successors in which that person writes or decides are for somebody else to enter."}, h.end)
	h.imports()
}

// Unit is an authority, agency or organisation that takes part.
type Unit struct {
	Code       string             `json:"code"`
	Name       rest.LocalizedText `json:"name"`
	Short      string             `json:"short,omitempty"`
	Kind       string             `json:"kind" doc:"Of which level it is; levels are data" example:"so"`
	Parent     string             `json:"parent,omitempty"`
	From       string             `json:"from,omitempty" doc:"First day"`
	To         string             `json:"to,omitempty" doc:"Last day"`
	Successors []string           `json:"successors" nullable:"false"`
	PassedTo   []string           `json:"passed_to" nullable:"false" doc:"Once it has ended: codes of the units that exist on the day to which it passed, over several steps where successors ended too"`
	Valid      bool               `json:"valid" doc:"Exists on the day"`
	Phases     []Phase            `json:"phases,omitempty" nullable:"false" doc:"All of its names and places from its beginning on; absent where there is but one"`
	Attrs      json.RawMessage    `json:"attrs,omitempty" doc:"What else a plan says about it"`
}

// Phase is what a unit is called and where it stands from a day on.
type Phase struct {
	From   string             `json:"from,omitempty" doc:"First day; absent for the beginning of the unit"`
	Name   rest.LocalizedText `json:"name"`
	Short  string             `json:"short,omitempty"`
	Kind   string             `json:"kind"`
	Parent string             `json:"parent,omitempty"`
}

func unitOf(u plan.Unit, on plan.Succession) Unit {
	u = u.On(on.Day())
	shape := Unit{Code: u.Code, Name: rest.Localized(u.Name), Short: u.ShortVI, Kind: u.Kind, Parent: u.Parent, From: string(u.From), To: string(u.To),
		Successors: rest.NotNil(u.Successors), PassedTo: []string{}, Valid: u.ValidOn(on.Day()), Attrs: u.Attrs}
	for _, heir := range on.Heirs(u.Code) {
		shape.PassedTo = append(shape.PassedTo, heir.Code)
	}
	for _, p := range u.Phases {
		shape.Phases = append(shape.Phases, Phase{From: string(p.From), Name: rest.Localized(p.Name), Short: p.ShortVI, Kind: p.Kind, Parent: p.Parent})
	}
	return shape
}

// day is the one asked for; today where none is.
func (h *handlers) day(on string) (plan.Date, error) {
	if on == "" {
		return h.o.Plans.Day(h.o.Now()), nil
	}
	if !plan.Date(on).Real() {
		return "", fault.Invalid("query:on", fault.T("không phải ngày có thật theo dạng 2025-12-31", "not a real day in the form 2025-12-31"))
	}
	return plan.Date(on), nil
}

// Dated asks for a day.
type Dated struct {
	On string `query:"on" maxLength:"10" doc:"A day where the newsroom is; absent means today" example:"2025-07-01"`
}

type listing struct {
	rest.Paging
	Dated
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[Unit], error) {
	day, err := h.day(in.On)
	if err != nil {
		return nil, err
	}
	all, err := h.o.Plans.UnitsOn(ctx, day)
	if err != nil {
		return nil, err
	}
	on := plan.SuccessionOn(all, day)
	code := func(u plan.Unit) string { return u.Code }
	return rest.Sliced(ctx, h.r, in.Paging, all, code, func(u plan.Unit) Unit { return unitOf(u, on) })
}

// Coded names a unit.
type Coded struct {
	Code string `path:"code" doc:"Code of the unit"`
}

type reading struct {
	Coded
	Dated
}

func (h *handlers) read(ctx context.Context, in *reading) (*rest.One[Unit], error) {
	day, err := h.day(in.On)
	if err != nil {
		return nil, err
	}
	u, err := h.o.Plans.Unit(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, u, day)
}

func (h *handlers) shown(ctx context.Context, u plan.Unit, day plan.Date) (*rest.One[Unit], error) {
	all, err := h.o.Plans.UnitsOn(ctx, day)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(u.Version, unitOf(u, plan.SuccessionOn(all, day))), nil
}

// Naming is what a unit is to be called.
type Naming struct {
	VI string `json:"vi"`
	EN string `json:"en,omitempty" doc:"Absent means as in Vietnamese"`
}

// NewUnit is a unit to be made.
type NewUnit struct {
	Code       string   `json:"code" maxLength:"80" example:"so-noi-vu"`
	Name       Naming   `json:"name"`
	Short      string   `json:"short,omitempty"`
	Kind       string   `json:"kind" example:"so"`
	Parent     string   `json:"parent,omitempty" doc:"Code of the unit above"`
	From       string   `json:"from,omitempty" maxLength:"10" doc:"First day; absent means from ever"`
	To         string   `json:"to,omitempty" maxLength:"10" doc:"Last day; absent means without end"`
	Successors []string `json:"successors,omitempty" nullable:"false" maxItems:"50"`
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewUnit }) (*rest.Made[Unit], error) {
	b := in.Body
	u, err := h.o.Units.Create(ctx, rest.Actor(ctx), unit.NewUnit{Code: b.Code, Name: fault.T(b.Name.VI, b.Name.EN), ShortVI: b.Short, Kind: b.Kind, Parent: b.Parent,
		From: plan.Date(b.From), To: plan.Date(b.To), Successors: b.Successors})
	if err != nil {
		return nil, err
	}
	made, err := h.shown(ctx, u, h.o.Plans.Day(h.o.Now()))
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/units/"+u.Code, u.Version, made.Body), nil
}

// UnitPatch changes what it names.
type UnitPatch struct {
	Name   *Naming `json:"name,omitempty"`
	Short  *string `json:"short,omitempty"`
	Kind   *string `json:"kind,omitempty"`
	Parent *string `json:"parent,omitempty" doc:"An empty one takes it away"`
	Since  string  `json:"since,omitempty" maxLength:"10" doc:"From which day on they hold; absent means today, or the beginning of a unit that has not begun"`
	From   *string `json:"from,omitempty" maxLength:"10" doc:"First day, of a unit that has not begun"`
}

type patching struct {
	Coded
	rest.Matching
	Body UnitPatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Unit], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	b := in.Body
	c := unit.Change{Version: version, Since: plan.Date(b.Since), ShortVI: b.Short, Kind: b.Kind, Parent: b.Parent}
	if b.Name != nil {
		name := fault.T(b.Name.VI, b.Name.EN)
		c.Name = &name
	}
	if b.From != nil {
		from := plan.Date(*b.From)
		c.From = &from
	}
	u, err := h.o.Units.Change(ctx, rest.Actor(ctx), in.Code, c)
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, u, h.o.Plans.Day(h.o.Now()))
}

// openEnd stands in the place of a last day for a unit that is to have none any more.
const openEnd = "none"

// UnitEnd says when a unit ends.
type UnitEnd struct {
	LastDay    string   `json:"last_day,omitempty" maxLength:"10" doc:"Absent means that which it has already; none takes back an end that has not come" example:"2025-06-30"`
	Successors []string `json:"successors" nullable:"false" maxItems:"50" doc:"Codes of the units that take over; may be empty where nothing hangs on the unit"`
}

type ending struct {
	Coded
	rest.Matching
	Body UnitEnd
}

func (h *handlers) end(ctx context.Context, in *ending) (*rest.One[Unit], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	end := unit.End{Version: version, Last: plan.Date(in.Body.LastDay), Successors: in.Body.Successors}
	if in.Body.LastDay == openEnd {
		end.Last, end.Open = "", true
	}
	u, err := h.o.Units.End(ctx, rest.Actor(ctx), in.Code, end)
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, u, h.o.Plans.Day(h.o.Now()))
}
