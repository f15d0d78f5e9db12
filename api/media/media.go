// Package media is the API of the library of pictures.
package media

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/api/rest"
	library "github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/picture"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r       *rest.Router
	library *library.Service
}

const (
	tag = "media"
	one = "/media/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, l *library.Service) {
	h := &handlers{r: r, library: l}
	rest.Add(r, rest.Op{ID: "listMedia", Method: http.MethodGet, Path: "/media", Tag: tag, Summary: "List pictures, newest first"}, h.list)
	rest.Add(r, rest.Op{ID: "uploadMedia", Method: http.MethodPost, Path: "/media", Tag: tag, Summary: "Upload a picture", Status: http.StatusCreated,
		Text:   "The body is the file: JPEG, PNG or WebP, at most 50 MB and 50 million pixels. Its metadata is read, and taken out of everything that is shown.",
		Spools: &rest.Spooled{Types: []string{"image/jpeg", "image/png", "image/webp"}, Most: picture.MaxBytes, TooLarge: picture.TooLarge, May: h.mayUpload}}, h.upload)
	rest.Add(r, rest.Op{ID: "getMedia", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a picture"}, h.read)
	rest.Add(r, rest.Op{ID: "updateMedia", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Describe a picture",
		Text: "What is named is replaced; of the texts, each language that is named. Releases that were approved keep what was said then."}, h.patch)
	rest.Add(r, rest.Op{ID: "getMediaFile", Method: http.MethodGet, Path: one + "/files/{hash}", Tag: tag, Summary: "Get a file of a picture"}, h.file)
}

// Identified names a picture.
type Identified struct {
	ID string `path:"id" doc:"Id of the picture"`
}

type search struct {
	rest.Paging
	Unit []string `query:"unit" doc:"Codes of units, separated by commas"`
}

func (h *handlers) list(ctx context.Context, in *search) (*rest.List[Media], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	filter := library.Filter{Units: in.Unit, Limit: in.Limit + 1}
	if after != nil {
		filter.After = after.ID
	}
	actor := rest.Actor(ctx)
	rows, err := h.library.List(ctx, actor, filter)
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(m library.Media) rest.Place { return rest.PlaceAt(m.CreatedAt, m.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(m library.Media) Media { return h.mediaOf(actor, m) }), nil
}

type uploading struct {
	Unit string `query:"unit" required:"true" doc:"Code of the unit that the picture belongs to"`
	Name string `query:"name" required:"true" doc:"Name of the file" example:"phu-day.jpg"`
}

func (h *handlers) mayUpload(ctx context.Context) error {
	return h.library.MayAdd(ctx, rest.Actor(ctx), rest.ExchangeOf(ctx).Query.Get("unit"))
}

func (h *handlers) upload(ctx context.Context, in *uploading) (*rest.Made[Media], error) {
	actor := rest.Actor(ctx)
	m, err := h.library.Add(ctx, actor, library.Upload{Unit: in.Unit, Name: in.Name, File: rest.ExchangeOf(ctx).File})
	if err != nil {
		return nil, inQuery(err)
	}
	return rest.Created(h.r, "/media/"+m.ID, m.Version, h.mediaOf(actor, m)), nil
}

// inQuery places what is wrong with the parameters; what is wrong with the file itself has
// no place.
func inQuery(err error) error {
	for _, name := range []string{"unit", "name"} {
		err = rest.Rename(err, "/"+name, "query:"+name)
	}
	return err
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[Media], error) {
	actor := rest.Actor(ctx)
	m, err := h.library.Get(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(m.Version, h.mediaOf(actor, m)), nil
}

type patching struct {
	Identified
	rest.Matching
	Body MediaPatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Media], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	m, err := h.library.Describe(ctx, actor, in.ID, version, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.Versioned(m.Version, h.mediaOf(actor, m)), nil
}

type fileNamed struct {
	Identified
	Hash string `path:"hash" doc:"SHA-256 of the file, as the picture lists it"`
}

func (h *handlers) file(ctx context.Context, in *fileNamed) (*huma.StreamResponse, error) {
	f, body, err := h.library.Open(ctx, rest.Actor(ctx), in.ID, in.Hash)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer func() { _ = body.Close() }()
		out.SetHeader("Content-Type", f.Type)
		out.SetHeader("Cache-Control", "private, max-age=31536000, immutable")
		if _, err := io.Copy(out.BodyWriter(), body); err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
			rest.BreakOff(ctx, err)
		}
	}}, nil
}

// Media is one picture of the library.
type Media struct {
	ID        string           `json:"id"`
	Unit      string           `json:"unit"`
	Name      string           `json:"name" doc:"Of the file that was uploaded"`
	Files     []File           `json:"files" nullable:"false" doc:"From narrow to wide; the last is the whole"`
	Card      File             `json:"card" doc:"Cut around the focus, as other sites show it with a link"`
	Focus     picture.Focus    `json:"focus" doc:"The point that matters most, as shares from the upper left corner"`
	Texts     map[string]Words `json:"texts" doc:"By language"`
	Credit    string           `json:"credit"`
	Licence   string           `json:"licence"`
	Said      picture.Said     `json:"said" doc:"What the file said of itself; credit begins with what it says of that, and none of the rest is shown to readers"`
	Version   int              `json:"version"`
	CreatedBy string           `json:"created_by"`
	CreatedAt time.Time        `json:"created_at"`
	UpdatedAt time.Time        `json:"updated_at"`
	May       rest.May         `json:"may"`
}

// File is one file of a picture.
type File struct {
	Hash    string `json:"hash" doc:"SHA-256 of its bytes"`
	Type    string `json:"type"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Size    int64  `json:"size" doc:"Bytes"`
	Address string `json:"address" doc:"For those who are signed in"`
}

// Words are what is said of a picture in one language.
type Words struct {
	Alt     string `json:"alt,omitempty" doc:"For those who cannot see it; needed to submit a story that shows it"`
	Caption string `json:"caption,omitempty"`
}

func (h *handlers) mediaOf(actor right.Actor, m library.Media) Media {
	fileOf := func(f library.File) File {
		return File{Hash: f.Hash, Type: f.Type, Width: f.Width, Height: f.Height, Size: f.Size, Address: h.r.Address("/media/" + m.ID + "/files/" + f.Hash)}
	}
	shape := Media{ID: m.ID, Unit: m.Unit, Name: m.Name, Card: fileOf(m.Card), Focus: m.Focus, Texts: map[string]Words{}, Credit: m.Credit, Licence: m.Licence,
		Said: m.Said, Version: m.Version, CreatedBy: m.CreatedBy, CreatedAt: m.CreatedAt.UTC(), UpdatedAt: m.UpdatedAt.UTC(),
		May: rest.MayOf(actor, right.In(m.Unit), map[string]right.Action{"edit": right.MediaEdit})}
	for _, f := range m.Files {
		shape.Files = append(shape.Files, fileOf(f))
	}
	for lang, words := range maps.All(m.Words) {
		shape.Texts[lang] = Words(words)
	}
	return shape
}

// MediaPatch changes what it names.
type MediaPatch struct {
	Name    *string          `json:"name,omitempty"`
	Focus   *picture.Focus   `json:"focus,omitempty"`
	Credit  *string          `json:"credit,omitempty"`
	Licence *string          `json:"licence,omitempty"`
	Texts   map[string]Words `json:"texts,omitempty" doc:"By language; both words of a language are replaced together"`
}

func (p MediaPatch) domain() library.Patch {
	patch := library.Patch{Name: p.Name, Focus: p.Focus, Credit: p.Credit, Licence: p.Licence}
	for lang, words := range p.Texts {
		if patch.Words == nil {
			patch.Words = map[string]library.Words{}
		}
		patch.Words[lang] = library.Words(words)
	}
	return patch
}
