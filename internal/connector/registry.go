package connector

import (
	"cmp"
	"fmt"
	"slices"
)

// Registry is the closed list of the kinds of destinations that lantoa speaks to.
type Registry struct{ specs []Spec }

// NewRegistry makes a registry; a kind without a name, without a constructor or
// listed twice is an error.
func NewRegistry(specs ...Spec) (*Registry, error) {
	sorted := slices.SortedStableFunc(slices.Values(specs), func(a, b Spec) int { return cmp.Compare(a.Kind, b.Kind) })
	for i, spec := range sorted {
		if spec.Kind == "" || spec.New == nil {
			return nil, fmt.Errorf("connector: kind %q needs a name and a constructor", spec.Kind)
		}
		if i > 0 && sorted[i-1].Kind == spec.Kind {
			return nil, fmt.Errorf("connector: kind %q is listed twice", spec.Kind)
		}
	}
	return &Registry{specs: sorted}, nil
}

// Lookup finds a kind.
func (r *Registry) Lookup(kind string) (Spec, bool) {
	i, ok := slices.BinarySearchFunc(r.specs, kind, func(s Spec, kind string) int { return cmp.Compare(s.Kind, kind) })
	if !ok {
		return Spec{}, false
	}
	return r.specs[i], true
}

// List returns every kind, sorted by its code.
func (r *Registry) List() []Spec { return slices.Clone(r.specs) }
