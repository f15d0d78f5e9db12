// Package plans is the API of the communication plan: its versions and their facets. It is the
// data from which choices are drawn.
package plans

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/plan"
)

type handlers struct {
	r     *rest.Router
	plans *plan.Service
	now   func() time.Time
}

const tag = "plans"

// Register adds the resource to the API.
func Register(r *rest.Router, plans *plan.Service, now func() time.Time) {
	h := &handlers{r: r, plans: plans, now: now}
	get := func(id, path, summary string) rest.Op {
		return rest.Op{ID: id, Method: http.MethodGet, Path: path, Tag: tag, Summary: summary}
	}
	rest.Add(r, get("listPlans", "/plans", "List every version of every plan, newest first"), h.list)
	rest.Add(r, get("getPlan", "/plans/{id}", "Get a plan; current names the one in force"), h.read)
	rest.Add(r, get("listFacets", "/plans/{id}/facets", "List the facets by which the articles of a plan are classified"), h.facets)
}

// Plan is one version of one plan.
type Plan struct {
	ID        string             `json:"id"`
	Code      string             `json:"code"`
	Version   int                `json:"version"`
	Title     rest.LocalizedText `json:"title"`
	From      string             `json:"from,omitempty" doc:"First day"`
	To        string             `json:"to,omitempty" doc:"Last day"`
	Territory rest.LocalizedText `json:"territory"`
	LeadUnit  string             `json:"lead_unit"`
	Hash      string             `json:"hash" doc:"SHA-256 of the document"`
	LoadedAt  time.Time          `json:"loaded_at"`
	Current   bool               `json:"current" doc:"New stories belong to it"`
}

func planOf(p, current plan.Plan) Plan {
	return Plan{ID: p.ID, Code: p.Code, Version: p.Version, Title: rest.Localized(p.Title), From: string(p.From), To: string(p.To),
		Territory: rest.Localized(p.Territory), LeadUnit: p.LeadUnit, Hash: p.Hash, LoadedAt: p.LoadedAt.UTC(), Current: p.ID == current.ID}
}

// Facet is one value by which stories are classified.
type Facet struct {
	Kind   string              `json:"kind" enum:"pillar,area,topic,audience,form,language,member_state"`
	Code   string              `json:"code"`
	Parent string              `json:"parent,omitempty" doc:"The area of a topic"`
	Name   rest.LocalizedText  `json:"name"`
	Short  *rest.LocalizedText `json:"short,omitempty"`
	From   string              `json:"from,omitempty"`
	To     string              `json:"to,omitempty"`
	Usable bool                `json:"usable" doc:"May be chosen today"`
	Attrs  json.RawMessage     `json:"attrs,omitempty" doc:"What else the plan says about it"`
}

func facetOf(f plan.Facet, day plan.Date) Facet {
	return Facet{Kind: string(f.Kind), Code: f.Code, Parent: f.Parent, Name: rest.Localized(f.Name), Short: rest.SomeLocalized(f.Short),
		From: string(f.From), To: string(f.To), Usable: f.UsableOn(day), Attrs: f.Attrs}
}

func (h *handlers) today() plan.Date { return h.plans.Day(h.now()) }

func (h *handlers) list(ctx context.Context, _ *struct{}) (*rest.List[Plan], error) {
	all, err := h.plans.Plans(ctx)
	if err != nil {
		return nil, err
	}
	var current plan.Plan
	if len(all) > 0 {
		if current, err = h.plans.Current(ctx, h.today()); err != nil {
			return nil, err
		}
	}
	return rest.Of(all, func(p plan.Plan) Plan { return planOf(p, current) }), nil
}

// Identified names a plan.
type Identified struct {
	ID string `path:"id" doc:"Id of the plan, or current"`
}

// find reads a plan, and the one in force.
func (h *handlers) find(ctx context.Context, id string) (p, current plan.Plan, err error) {
	if current, err = h.plans.Current(ctx, h.today()); err != nil || id == "current" {
		return current, current, err
	}
	p, err = h.plans.Plan(ctx, id)
	return p, current, err
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.Plain[Plan], error) {
	p, current, err := h.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Plan]{Body: planOf(p, current)}, nil
}

// kinds narrows facets.
type kinds struct {
	Identified
	Kind []string `query:"kind" enum:"pillar,area,topic,audience,form,language,member_state" doc:"One or more, separated by commas"`
}

func (h *handlers) facets(ctx context.Context, in *kinds) (*rest.List[Facet], error) {
	p, _, err := h.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := h.plans.Facets(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	asked := slices.DeleteFunc(all, func(f plan.Facet) bool { return len(in.Kind) > 0 && !slices.Contains(in.Kind, string(f.Kind)) })
	today := h.today()
	return rest.Of(asked, func(f plan.Facet) Facet { return facetOf(f, today) }), nil
}
