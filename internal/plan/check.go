package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// CheckFacets reports whether a story may be classified like this under a plan: codes are
// known, usable and not repeated, and each topic stands with its area. Every fault is a
// field below /facets.
//
// A facet is judged on the present day, or on the plan's last day once that is over, so
// that a story keeps what was right under its plan.
func (s *Service) CheckFacets(ctx context.Context, planID string, f Facets) error {
	p, err := s.Plan(ctx, planID)
	if err != nil {
		return err
	}
	known, err := s.store.Facets(ctx, planID)
	if err != nil {
		return err
	}
	day := max(s.Day(s.now()), p.From)
	if p.To != "" {
		day = min(day, p.To)
	}
	c := facetCheck{known: known, day: day}
	c.list(Pillar, "/facets/pillars", f.Pillars)
	c.list(Area, "/facets/areas", f.Areas)
	c.list(Topic, "/facets/topics", f.Topics)
	c.list(Audience, "/facets/audiences", f.Audiences)
	c.list(MemberState, "/facets/member_states", f.MemberStates)
	if f.Form != "" {
		c.one(Form, "/facets/form", f.Form)
	}
	c.parents(f)
	return c.faults.Err()
}

type facetCheck struct {
	known  []Facet
	day    Date
	faults fault.Fields
}

func (c *facetCheck) list(kind Kind, at string, codes []string) {
	for i, code := range codes {
		place := fmt.Sprintf("%s/%d", at, i)
		if slices.Contains(codes[:i], code) {
			c.faults.Add(place, fault.Tf("“%s” đã được chọn.", "“%s” is chosen already.", code))
			continue
		}
		c.one(kind, place, code)
	}
}

func (c *facetCheck) one(kind Kind, at, code string) {
	facet, ok := c.find(kind, code)
	if !ok {
		c.faults.Add(at, unknownCode(kind, code, c.usable(kind)))
		return
	}
	if !facet.UsableOn(c.day) {
		name := kind.Name()
		c.faults.Add(at, hinted(fault.Text{
			VI: fmt.Sprintf("%s “%s” không dùng trong ngày %s", name.VI, code, c.day),
			EN: fmt.Sprintf("The %s “%s” is not in use on %s", name.EN, code, c.day),
		}, fault.T("mã gần nhất còn dùng là", "the nearest code in use is"), code, c.usable(kind)))
	}
}

// parents refuses a topic whose area was not chosen.
func (c *facetCheck) parents(f Facets) {
	for i, code := range f.Topics {
		topic, ok := c.find(Topic, code)
		if ok && !slices.Contains(f.Areas, topic.Parent) {
			c.faults.Add(fmt.Sprintf("/facets/topics/%d", i), fault.Tf("Chủ đề “%s” cần lĩnh vực “%s”.", "The topic “%s” needs its area “%s”.", code, topic.Parent))
		}
	}
}

func (c *facetCheck) find(kind Kind, code string) (Facet, bool) {
	i := slices.IndexFunc(c.known, func(f Facet) bool { return f.Kind == kind && f.Code == code })
	if i < 0 {
		return Facet{}, false
	}
	return c.known[i], true
}

func (c *facetCheck) usable(kind Kind) []string {
	var codes []string
	for _, f := range c.known {
		if f.Kind == kind && f.UsableOn(c.day) {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// UsableOn reports whether stories may bear the facet on the day: it is in its period, and
// its plan does not keep it switched off.
func (f Facet) UsableOn(day Date) bool {
	var more struct {
		Active *bool `json:"active_in_plan"`
	}
	if err := json.Unmarshal(f.Attrs, &more); err == nil && more.Active != nil && !*more.Active {
		return false
	}
	return within(day, f.From, f.To)
}
