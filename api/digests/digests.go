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
}

const (
	tag = "digests"
	one = "/digests/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, digests *digest.Service) {
	h := &handlers{r: r, digests: digests}
	rest.Add(r, rest.Op{ID: "listDigests", Method: http.MethodGet, Path: "/digests", Tag: tag, Summary: "List digests by name, those that have ended included"}, h.list)
	rest.Add(r, rest.Op{ID: "createDigest", Method: http.MethodPost, Path: "/digests", Tag: tag, Summary: "Create a digest", Status: http.StatusCreated, Keyed: true,
		Text: "At each occurrence a draft is made of what was published since the one before; nothing is ever published by itself."}, h.create)
	rest.Add(r, rest.Op{ID: "getDigest", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a digest"}, h.read)
	rest.Add(r, rest.Op{ID: "updateDigest", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change, pause or resume a digest"}, h.patch)
	rest.Add(r, rest.Op{ID: "endDigest", Method: http.MethodDelete, Path: one, Tag: tag, Summary: "End a digest for good; its occurrences and drafts stay"}, h.end)
	rest.Add(r, rest.Op{ID: "listDigestOccurrences", Method: http.MethodGet, Path: one + "/occurrences", Tag: tag, Summary: "List the occurrences of a digest, newest first"}, h.occurrences)
	rest.Add(r, rest.Op{ID: "buildDigest", Method: http.MethodPost, Path: one + "/build", Tag: tag, Summary: "Make an extra occurrence at once, of what was published since the last one", Keyed: true}, h.build)
}

// Identified names a digest.
type Identified struct {
	ID string `path:"id" doc:"Id of the digest"`
}

func (h *handlers) list(ctx context.Context, in *rest.Paging) (*rest.List[Digest], error) {
	actor := rest.Actor(ctx)
	all, err := h.digests.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	id := func(d digest.Digest) string { return d.ID }
	return rest.Sliced(ctx, h.r, *in, all, id, func(d digest.Digest) Digest { return digestOf(actor, d) })
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewDigest }) (*rest.Made[Digest], error) {
	actor := rest.Actor(ctx)
	d, err := h.digests.Create(ctx, actor, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/digests/"+d.ID, d.Version, digestOf(actor, d)), nil
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[Digest], error) {
	actor := rest.Actor(ctx)
	d, err := h.digests.Get(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(d.Version, digestOf(actor, d)), nil
}

type patching struct {
	Identified
	rest.Matching
	Body DigestPatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Digest], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	d, err := h.digests.Update(ctx, actor, in.ID, version, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.Versioned(d.Version, digestOf(actor, d)), nil
}

type ending struct {
	Identified
	rest.Matching
}

func (h *handlers) end(ctx context.Context, in *ending) (*rest.One[Digest], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	d, err := h.digests.End(ctx, actor, in.ID, version)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(d.Version, digestOf(actor, d)), nil
}

type listing struct {
	Identified
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

func (h *handlers) build(ctx context.Context, in *Identified) (*rest.Plain[DigestOccurrence], error) {
	o, err := h.digests.Build(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[DigestOccurrence]{Body: occurrenceOf(o)}, nil
}
