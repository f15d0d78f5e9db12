// Package preferences is the API of how people like their own desk.
package preferences

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/preference"
)

// Preferences are how you like your own desk; nobody else sees them.
type Preferences struct {
	Density   string   `json:"density" enum:"comfortable,compact"`
	Theme     string   `json:"theme" enum:"auto,light,dark"`
	Shortcuts bool     `json:"shortcuts" doc:"Whether single keys act (WCAG 2.1.4)"`
	Columns   []string `json:"columns,omitempty" nullable:"false" enum:"state,pillar,area,unit,channels,date,people" doc:"Of the list of stories, beside the title; absent shows the usual ones"`
	Pinned    []string `json:"pinned_views,omitempty" nullable:"false" doc:"Ids of the views in the rail, in order; absent leaves it to the views"`
}

func shape(p preference.Preferences) Preferences {
	return Preferences{Density: p.Density, Theme: p.Theme, Shortcuts: p.Shortcuts, Columns: p.Columns, Pinned: p.Pinned}
}

type setting struct {
	rest.Matching
	Body Preferences
}

// Register adds the resource to the API.
func Register(r *rest.Router, s *preference.Service) {
	const path, tag = "/me/preferences", "people"
	get := func(ctx context.Context, _ *struct{}) (*rest.One[Preferences], error) {
		p, err := s.Get(ctx, rest.Actor(ctx))
		if err != nil {
			return nil, err
		}
		return rest.Versioned(p.Version, shape(p)), nil
	}
	set := func(ctx context.Context, in *setting) (*rest.One[Preferences], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		b := in.Body
		p, err := s.Set(ctx, rest.Actor(ctx), version, preference.Preferences{Density: b.Density, Theme: b.Theme, Shortcuts: b.Shortcuts, Columns: b.Columns, Pinned: b.Pinned})
		if err != nil {
			return nil, err
		}
		return rest.Versioned(p.Version, shape(p)), nil
	}
	rest.Add(r, rest.Op{ID: "getMyPreferences", Method: http.MethodGet, Path: path, Tag: tag, Summary: "Get how you like your own desk"}, get)
	rest.Add(r, rest.Op{ID: "setMyPreferences", Method: http.MethodPut, Path: path, Tag: tag, Summary: "Change how you like your own desk",
		Text: "Replaces the whole. Needs a signed-in person."}, set)
}
