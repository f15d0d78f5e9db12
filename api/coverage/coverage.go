// Package coverage is the API of what each pillar has of each content area.
package coverage

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/coverage"
	"github.com/lantoa/lantoa/internal/plan"
)

type handlers struct{ coverage *coverage.Service }

// Register adds the resource to the API.
func Register(r *rest.Router, c *coverage.Service) {
	h := &handlers{c}
	rest.Add(r, rest.Op{ID: "getCoverage", Method: http.MethodGet, Path: "/coverage", Tag: "coverage", Summary: "Count the editions and planned stories of each pillar and content area in a time",
		Text: "At most three years; without from and to, this year. What is written is what GET /articles lists with the states draft, in_review, changes_requested and approved, created_after begins and created_until ends; " +
			"what is published, with published_after and published_until; each with the same filters, and the pillar and area of the cell. A text with several pillars or areas counts in each of their cells."}, h.count)
}

type asked struct {
	From        string   `query:"from" maxLength:"10" doc:"First day, such as 2026-01-01"`
	To          string   `query:"to" maxLength:"10" doc:"Last day"`
	Unit        []string `query:"unit" doc:"Codes of units, separated by commas"`
	Lang        string   `query:"lang" doc:"Code of a language"`
	Audience    string   `query:"audience" doc:"Code of an audience"`
	MemberState string   `query:"member_state" doc:"Code of a member state"`
}

// CoverageCell is what a pillar has of a content area.
type CoverageCell struct {
	Pillar    string `json:"pillar"`
	Area      string `json:"area"`
	Written   int    `json:"written" doc:"Editions made in the time, neither withdrawn nor archived"`
	Published int    `json:"published" doc:"Editions that first went out in the time, and are still out"`
	Planned   int    `json:"planned" doc:"Planned stories due in the time, of which nothing is begun"`
}

// Coverage is what a time has of each pillar and area.
type Coverage struct {
	From   string         `json:"from"`
	To     string         `json:"to"`
	Begins time.Time      `json:"begins" doc:"The first instant of the time, where the newsroom is"`
	Ends   time.Time      `json:"ends" doc:"The first instant after it"`
	Cells  []CoverageCell `json:"cells" nullable:"false" doc:"Those with anything; all others have nothing"`
}

func (h *handlers) count(ctx context.Context, in *asked) (*rest.Plain[Coverage], error) {
	m, err := h.coverage.Count(ctx, rest.Actor(ctx), coverage.Query{From: plan.Date(in.From), To: plan.Date(in.To), Units: in.Unit, Lang: in.Lang, Audience: in.Audience, MemberState: in.MemberState})
	if err != nil {
		return nil, rest.InQuery(err)
	}
	shape := Coverage{From: string(m.From), To: string(m.To), Begins: m.Begins.UTC(), Ends: m.Ends.UTC(), Cells: make([]CoverageCell, len(m.Cells))}
	for i, c := range m.Cells {
		shape.Cells[i] = CoverageCell(c)
	}
	return &rest.Plain[Coverage]{Body: shape}, nil
}
