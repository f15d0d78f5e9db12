// Package names is the API of what people are called: the rest of the API tells who did
// something by an id.
package names

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/naming"
)

type handlers struct{ names *naming.Service }

// Register adds the resource to the API.
func Register(r *rest.Router, names *naming.Service) {
	h := &handlers{names: names}
	rest.Add(r, rest.Op{ID: "listNames", Method: http.MethodGet, Path: "/names", Tag: "people", Summary: "Name people by their ids",
		Text: "For whoever has a part in the newsroom or looks after it. Ids of nobody, such as that of the program, are left out."}, h.list)
}

type asked struct {
	IDs []string `query:"ids" maxItems:"100" doc:"Ids of people, separated by commas; without any nobody is named"`
}

// Named is the names that were found.
type Named struct {
	Items []rest.Principal `json:"items" nullable:"false"`
}

func (h *handlers) list(ctx context.Context, in *asked) (*rest.Plain[Named], error) {
	found, err := h.names.Names(ctx, rest.Actor(ctx), in.IDs)
	if err != nil {
		return nil, err
	}
	named := Named{Items: make([]rest.Principal, len(found))}
	for i, one := range found {
		named.Items[i] = rest.Principal(one)
	}
	return &rest.Plain[Named]{Body: named}, nil
}
