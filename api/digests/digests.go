// Package digests is the API of recurring digests and their occurrences.
package digests

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/digest"
)

type handlers struct {
	r       *rest.Router
	digests *digest.Service
	kind    rest.Kind[digest.Digest, Digest]
}

const (
	tag = "digests"
	all = "/digests"
	one = all + "/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, digests *digest.Service) {
	kind := rest.Kind[digest.Digest, Digest]{Path: all, ID: func(d digest.Digest) string { return d.ID }, Tag: func(d digest.Digest) int { return d.Version }, Shape: digestOf}
	h := &handlers{r: r, digests: digests, kind: kind}
	rest.Add(r, rest.Op{ID: "listDigests", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List digests by name, those that have ended included"}, h.list)
	rest.Add(r, rest.Op{ID: "createDigest", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Create a digest", Status: http.StatusCreated, Keyed: true,
		Text: "At each occurrence a draft is made of what was published since the one before; nothing is ever published by itself."}, rest.Makes(r, kind, digests.Create, NewDigest.domain))
	rest.Add(r, rest.Op{ID: "getDigest", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a digest"}, kind.ByID(digests.Get))
	rest.Add(r, rest.Op{ID: "updateDigest", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change, pause or resume a digest"}, rest.Changes(kind, digests.Update, DigestPatch.domain))
	rest.Add(r, rest.Op{ID: "endDigest", Method: http.MethodDelete, Path: one, Tag: tag, Summary: "End a digest for good; its occurrences and drafts stay"}, h.end)
	rest.Add(r, rest.Op{ID: "listDigestOccurrences", Method: http.MethodGet, Path: one + "/occurrences", Tag: tag, Summary: "List the occurrences of a digest, newest first"}, h.occurrences)
	rest.Add(r, rest.Op{ID: "buildDigest", Method: http.MethodPost, Path: one + "/build", Tag: tag, Summary: "Make an extra occurrence at once, of what was published since the last one", Keyed: true}, h.build)
}

func (h *handlers) list(ctx context.Context, in *rest.Paging) (*rest.List[Digest], error) {
	actor := rest.Actor(ctx)
	rows, err := h.digests.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, *in, rows, h.kind.ID, func(d digest.Digest) Digest { return digestOf(actor, d) })
}

type ending struct {
	rest.Named
	rest.Matching
}

func (h *handlers) end(ctx context.Context, in *ending) (*rest.One[Digest], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	d, err := h.digests.End(ctx, rest.Actor(ctx), in.ID, version)
	return h.kind.Answer(ctx, d, err)
}

type listing struct {
	rest.Named
	rest.Paging
}

func (h *handlers) occurrences(ctx context.Context, in *listing) (*rest.List[DigestOccurrence], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	var before time.Time
	if after != nil {
		before = after.At()
	}
	rows, err := h.digests.Occurrences(ctx, rest.Actor(ctx), in.ID, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	place := func(o digest.Occurrence) rest.Place { return rest.PlaceAt(o.At, o.Digest) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, occurrenceOf), nil
}

func (h *handlers) build(ctx context.Context, in *rest.Named) (*rest.Plain[DigestOccurrence], error) {
	o, err := h.digests.Build(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[DigestOccurrence]{Body: occurrenceOf(o)}, nil
}
