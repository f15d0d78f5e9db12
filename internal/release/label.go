package release

import "github.com/lantoa/lantoa/internal/plan"

// Label is a facet or unit with its name in one language.
type Label struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Name string `json:"name"`
	// Tag is the facet's hashtag in the same language, without "#".
	Tag string `json:"tag,omitempty"`
}

// Labels lists facets in the fixed order in which they are released, unnamed.
func Labels(f plan.Facets) []Label {
	labels := []Label{}
	add := func(kind plan.Kind, codes []string) {
		for _, code := range codes {
			labels = append(labels, Label{Kind: string(kind), Code: code})
		}
	}
	add(plan.Pillar, f.Pillars)
	add(plan.Area, f.Areas)
	add(plan.Topic, f.Topics)
	add(plan.Audience, f.Audiences)
	add(plan.MemberState, f.MemberStates)
	if f.Form != "" {
		add(plan.Form, []string{f.Form})
	}
	return labels
}

// Named lists facets in the same order, with the names that the known ones have in a language.
func Named(f plan.Facets, known []plan.Facet, lang string) []Label {
	named := map[Label]Label{}
	for _, one := range known {
		label := Label{Kind: string(one.Kind), Code: one.Code}
		named[label] = Label{Kind: label.Kind, Code: label.Code, Name: one.Name.For(lang), Tag: one.Hashtag(lang)}
	}
	labels := Labels(f)
	for i, label := range labels {
		if found, ok := named[label]; ok {
			labels[i] = found
		}
	}
	return labels
}
