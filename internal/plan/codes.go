package plan

import (
	"context"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Codes name facets and units; empty ones name nothing.
type Codes struct {
	Pillar, Area, Lang    string
	Audience, MemberState string
	Units                 []string
}

// CheckCodes refuses codes that no version of any plan knows, so that nobody takes a
// mistyped one for an empty list. The fields are /pillar, /area, /lang, /audience,
// /member_state and /unit.
func (s *Service) CheckCodes(ctx context.Context, c Codes) error {
	var faults fault.Fields
	if c.Pillar+c.Area+c.Lang+c.Audience+c.MemberState != "" {
		facets, err := s.everyFacet(ctx)
		if err != nil {
			return err
		}
		for _, one := range []struct {
			kind     Kind
			at, code string
		}{{Pillar, "/pillar", c.Pillar}, {Area, "/area", c.Area}, {Language, "/lang", c.Lang}, {Audience, "/audience", c.Audience}, {MemberState, "/member_state", c.MemberState}} {
			known := codesOf(facets, one.kind)
			if one.code != "" && !slices.Contains(known, one.code) {
				faults.Add(one.at, unknownCode(one.kind, one.code, known))
			}
		}
	}
	if len(c.Units) > 0 {
		units, err := s.store.Units(ctx)
		if err != nil {
			return err
		}
		for _, code := range c.Units {
			if _, ok := find(units, code); !ok {
				faults.Add("/unit", UnknownUnit(units, code))
			}
		}
	}
	return faults.Err()
}

// everyFacet returns the facets of every version of every plan.
func (s *Service) everyFacet(ctx context.Context) ([]Facet, error) {
	plans, err := s.Plans(ctx)
	if err != nil {
		return nil, err
	}
	var every []Facet
	for _, p := range plans {
		facets, err := s.store.Facets(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		every = append(every, facets...)
	}
	return every, nil
}

func codesOf(facets []Facet, kind Kind) []string {
	var codes []string
	for _, f := range facets {
		if f.Kind == kind {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

func unknownCode(kind Kind, code string, known []string) fault.Text {
	name := kind.Name()
	return hinted(fault.T("Không có "+name.VI+" “"+code+"”", "There is no "+name.EN+" “"+code+"”"), fault.T("mã gần nhất là", "the nearest code is"), code, known)
}

// listed is how many codes are named where none is near.
const listed = 12

// hinted ends a refusal of a code with the known one that was meant, or with all where these
// are few.
func hinted(refusal, nearest fault.Text, code string, known []string) fault.Text {
	near := text.Nearest(code, known)
	switch all := strings.Join(known, ", "); {
	case near != "":
		return fault.T(refusal.VI+"; "+nearest.VI+" “"+near+"”.", refusal.EN+"; "+nearest.EN+" “"+near+"”.")
	case len(known) > 0 && len(known) <= listed:
		return fault.T(refusal.VI+"; chỉ nhận: "+all+".", refusal.EN+"; takes one of: "+all+".")
	}
	return fault.T(refusal.VI+".", refusal.EN+".")
}
