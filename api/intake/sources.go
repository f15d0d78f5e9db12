// Package intake is the API of sources that are watched and of the box of what they bring.
package intake

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	box "github.com/lantoa/lantoa/internal/intake"
)

type handlers struct {
	r   *rest.Router
	box *box.Service
}

const (
	tag     = "intake"
	sources = "/sources"
	source  = sources + "/{id}"
	item    = "/intake/{id}"
)

// Register adds the resources to the API.
func Register(r *rest.Router, service *box.Service) {
	h := &handlers{r: r, box: service}
	kind := rest.Kind[box.Source, Source]{Path: sources, ID: func(s box.Source) string { return s.ID }, Tag: func(s box.Source) int { return s.Version }, Shape: sourceOf}
	rest.Add(r, rest.Op{ID: "listSources", Method: http.MethodGet, Path: sources, Tag: tag, Summary: "List sources by name"}, h.listSources)
	rest.Add(r, rest.Op{ID: "createSource", Method: http.MethodPost, Path: sources, Tag: tag, Summary: "Watch a feed", Status: http.StatusCreated, Keyed: true,
		Text: "What the feed brings comes into the box, and nothing is published by itself. RSS, Atom and JSON Feed are told apart by what comes."}, rest.Makes(r, kind, service.Create, NewSource.domain))
	rest.Add(r, rest.Op{ID: "getSource", Method: http.MethodGet, Path: source, Tag: tag, Summary: "Get a source, with how its last fetch went"}, kind.ByID(service.Get))
	rest.Add(r, rest.Op{ID: "updateSource", Method: http.MethodPatch, Path: source, Tag: tag, Summary: "Change a source, turn it on or off"}, rest.Changes(kind, service.Update, SourcePatch.domain))
	rest.Add(r, rest.Op{ID: "fetchSource", Method: http.MethodPost, Path: source + "/fetch", Tag: tag, Summary: "Have a source asked at once"}, kind.ByID(service.Hurry))
	rest.Add(r, rest.Op{ID: "listSourceFetches", Method: http.MethodGet, Path: source + "/fetches", Tag: tag, Summary: "List the fetches of a source, newest first",
		Text: "They are kept for 90 days."}, h.fetches)
	h.items()
}

func (h *handlers) listSources(ctx context.Context, in *rest.Paging) (*rest.List[Source], error) {
	actor := rest.Actor(ctx)
	all, err := h.box.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, *in, all, func(s box.Source) string { return s.ID }, func(s box.Source) Source { return sourceOf(actor, s) })
}

type fetching struct {
	rest.Named
	rest.Paging
}

func (h *handlers) fetches(ctx context.Context, in *fetching) (*rest.List[SourceFetch], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	var before time.Time
	if after != nil {
		before = after.At()
	}
	rows, err := h.box.History(ctx, rest.Actor(ctx), in.ID, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return rest.Paged(ctx, h.r, rows, in.Limit, func(f box.Fetch) rest.Place { return rest.PlaceAt(f.At, f.ID) }, fetchOf), nil
}
