// Package settings is the API of the settings of an instance: what is in force, who gave it
// and what it means. Of secrets it tells only whether they are set.
package settings

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// Setting is a setting of the instance that answers.
type Setting struct {
	Name    string             `json:"name" example:"LANTOA_ZONE" doc:"The environment variable"`
	Flag    string             `json:"flag" example:"--zone"`
	Form    string             `json:"form" doc:"Of its value"`
	Choices []string           `json:"choices,omitempty" nullable:"false"`
	Default string             `json:"default,omitempty"`
	Secret  bool               `json:"secret"`
	Set     bool               `json:"set" doc:"Given by anyone"`
	Value   string             `json:"value,omitempty" doc:"In force; never that of a secret"`
	Source  string             `json:"source" enum:"default,environment,flag"`
	GivenAs string             `json:"given_as,omitempty" doc:"The name under which it was given"`
	Meaning rest.LocalizedText `json:"meaning"`
}

type handlers struct {
	all   []Setting
	trail audit.Trail
}

// Register adds the resource to the API.
func Register(r *rest.Router, all []Setting, trail audit.Trail) {
	h := &handlers{all: all, trail: trail}
	rest.Add(r, rest.Op{ID: "listSettings", Method: http.MethodGet, Path: "/settings", Tag: "settings", Summary: "List the settings of the instance that answers",
		Text: "For technical administrators. They are changed where the server is started, not here."}, h.list)
}

func (h *handlers) list(ctx context.Context, _ *struct{}) (*rest.List[Setting], error) {
	actor := rest.Actor(ctx)
	err := audit.Refused(ctx, h.trail, audit.Entry{Actor: actor.ID, Action: "settings.list", Object: audit.Object{Kind: "settings"}}, actor.Need(right.SettingsRead, right.In("")))
	if err != nil {
		return nil, err
	}
	return rest.Of(h.all, func(s Setting) Setting { return s }), nil
}
