package rest

import "github.com/lantoa/lantoa/internal/plan"

// Facets are what a text is classified by, or what it is about: codes of one plan.
type Facets struct {
	Pillars      []string `json:"pillars,omitempty" nullable:"false" maxItems:"20" doc:"Codes of pillars; a story has at least one when it is handed in" example:"[\"apsc\"]"`
	Areas        []string `json:"areas,omitempty" nullable:"false" maxItems:"50" doc:"Codes of content areas; a story has at least one when it is handed in"`
	Topics       []string `json:"topics,omitempty" nullable:"false" maxItems:"100" doc:"Codes of topics; each with its area"`
	Audiences    []string `json:"audiences,omitempty" nullable:"false" maxItems:"50"`
	MemberStates []string `json:"member_states,omitempty" nullable:"false" maxItems:"50"`
	Form         string   `json:"form,omitempty" maxLength:"100"`
}

// Domain is what the plan calls them; nil for nil.
func (f *Facets) Domain() *plan.Facets { return (*plan.Facets)(f) }
