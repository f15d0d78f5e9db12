// Package flows is the API of the flow of approval: how many people look at a unit's texts before
// they go out, who is on duty for what is urgent, and what may be forced.
package flows

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/walltime"
)

type handlers struct {
	r     *rest.Router
	flows *flow.Service
}

const tag = "flows"

// Register adds the resource to the API.
func Register(r *rest.Router, flows *flow.Service) {
	h := &handlers{r: r, flows: flows}
	rest.Add(r, rest.Op{ID: "getFlow", Method: http.MethodGet, Path: "/flows/{code}", Tag: tag, Summary: "Get the flow of approval of a unit, and the one by which it goes",
		Text: "The code `default` stands for the house's, for units without one of their own."}, h.read)
	rest.Add(r, rest.Op{ID: "setFlow", Method: http.MethodPut, Path: "/flows/{code}", Tag: tag, Summary: "Set the flow of approval of a unit",
		Text: "The whole of it; what is set is a new version, and approvals tell by which they were given. Whoever may set that of one unit only makes it no looser, and nobody enters themselves for duty."}, h.set)
}

// Coded names a unit, or the house.
type Coded struct {
	Code string `path:"code" doc:"Code of the unit; default for the house" example:"default"`
}

func (c Coded) unit() string {
	if c.Code == flow.House {
		return ""
	}
	return c.Code
}

// Rules are what a flow says.
type Rules struct {
	Levels       int      `json:"levels" doc:"How many different people look at every text: 1 or 2" example:"2"`
	Second       string   `json:"second" enum:"unit,lead_unit" doc:"Where the second approval is given; in the lead unit by people who also read stories of other units (lead_officer)"`
	Marked       []Mark   `json:"marked,omitempty" nullable:"false" doc:"Facets whose stories two people look at, however many the levels"`
	Required     []string `json:"required,omitempty" nullable:"false" doc:"Kinds of facets that a story needs beside pillar and area: topic, audience, member_state, form"`
	CheckMinutes int      `json:"check_minutes,omitempty" doc:"Opens the urgent lane: how long after an urgent approval somebody else must have checked the story, 10 to 2880; absent closes it"`
	Force        string   `json:"force" enum:"nobody,approver,lead_unit" doc:"Who may let pass what the checklist stops, of what can be"`
}

// Mark is a facet by kind and code.
type Mark struct {
	Kind string `json:"kind" example:"topic"`
	Code string `json:"code" example:"thach-thuc"`
}

// Duty is a time of duty (trực duyệt).
type Duty struct {
	Person string        `json:"person" doc:"Id of somebody who may approve in the unit"`
	From   rest.WallTime `json:"from"`
	Until  rest.WallTime `json:"until" doc:"At most 31 days later"`
}

// ShownDuty is a time of duty with its instants.
type ShownDuty struct {
	Duty
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at" doc:"The first instant at which it is over"`
}

// InForce is the flow by which a unit goes.
type InForce struct {
	Unit    string `json:"unit,omitempty" doc:"Code of the unit whose flow it is; absent for the house's"`
	Version int    `json:"version"`
	Rules
	Duty []ShownDuty `json:"duty" nullable:"false"`
}

// Flow is the flow of a unit, and the one by which it goes.
type Flow struct {
	Unit     string     `json:"unit,omitempty" doc:"Absent for the house's"`
	Version  int        `json:"version" doc:"1 while nothing was set"`
	Inherits bool       `json:"inherits" doc:"The unit goes by the house's"`
	SetBy    string     `json:"set_by,omitempty" doc:"Id"`
	SetAt    *time.Time `json:"set_at,omitempty"`
	InForce  InForce    `json:"in_force"`
	May      rest.May   `json:"may"`
}

// NewFlow is a flow to be set.
type NewFlow struct {
	Inherits bool `json:"inherits,omitempty" doc:"The unit goes by the house's, and nothing else is named"`
	Levels   int  `json:"levels,omitempty" doc:"1 or 2"`
	// Words stand here, and are judged by the domain, so that inherits needs none.
	Second       string   `json:"second,omitempty" doc:"unit (absent means that) or lead_unit"`
	Marked       []Mark   `json:"marked,omitempty" nullable:"false"`
	Required     []string `json:"required,omitempty" nullable:"false" maxItems:"10"`
	CheckMinutes int      `json:"check_minutes,omitempty" doc:"10 to 2880; absent closes the urgent lane"`
	Duty         []Duty   `json:"duty,omitempty" nullable:"false"`
	Force        string   `json:"force,omitempty" doc:"nobody (absent means that), approver or lead_unit"`
}

func (n NewFlow) domain() flow.Input {
	in := flow.Input{Inherits: n.Inherits, Levels: n.Levels, Second: flow.Second(n.Second), CheckMinutes: n.CheckMinutes, Force: flow.Force(n.Force)}
	if in.Second == "" {
		in.Second = flow.OwnUnit
	}
	if in.Force == "" {
		in.Force = flow.Nobody
	}
	for _, m := range n.Marked {
		in.Marked = append(in.Marked, flow.Mark{Kind: plan.Kind(m.Kind), Code: m.Code})
	}
	for _, kind := range n.Required {
		in.Required = append(in.Required, plan.Kind(kind))
	}
	for _, d := range n.Duty {
		in.Duty = append(in.Duty, flow.Turn{Person: d.Person, From: wallOf(d.From), Until: wallOf(d.Until)})
	}
	return in
}

func wallOf(w rest.WallTime) walltime.Wall {
	return walltime.Wall{Time: w.Time, Zone: w.Zone, Offset: w.Offset}
}

func inForceOf(f flow.Flow) InForce {
	shape := InForce{Unit: f.Unit, Version: f.Version, Duty: []ShownDuty{},
		Rules: Rules{Levels: f.Levels, Second: string(f.Second), CheckMinutes: f.CheckMinutes, Force: string(f.Force)}}
	for _, m := range f.Marked {
		shape.Marked = append(shape.Marked, Mark{string(m.Kind), m.Code})
	}
	for _, kind := range f.Required {
		shape.Required = append(shape.Required, string(kind))
	}
	for _, d := range f.Rules.Duty {
		shape.Duty = append(shape.Duty, ShownDuty{Duty: Duty{Person: d.Person, From: rest.WallTime{Time: d.Starts.Wall, Zone: d.Starts.Zone}, Until: rest.WallTime{Time: d.Ends.Wall, Zone: d.Ends.Zone}},
			StartsAt: d.Starts.At.UTC(), EndsAt: d.Ends.At.UTC()})
	}
	return shape
}

func (h *handlers) shown(ctx context.Context, t flow.Told) *rest.One[Flow] {
	may := h.flows.May(rest.Actor(ctx), t.Own.Unit)
	return rest.Versioned(t.Own.Version, Flow{Unit: t.Own.Unit, Version: t.Own.Version, Inherits: t.Own.Inherits, SetBy: t.Own.SetBy, SetAt: rest.Instant(t.Own.SetAt),
		InForce: inForceOf(t.InForce), May: rest.May{"set": rest.PermissionOf(may)}})
}

func (h *handlers) read(ctx context.Context, in *Coded) (*rest.One[Flow], error) {
	told, err := h.flows.Get(ctx, rest.Actor(ctx), in.unit())
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, told), nil
}

type setting struct {
	Coded
	rest.Matching
	Body NewFlow
}

func (h *handlers) set(ctx context.Context, in *setting) (*rest.One[Flow], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	told, err := h.flows.Set(ctx, rest.Actor(ctx), in.unit(), version, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return h.shown(ctx, told), nil
}
