// Package word is the API by which Word files come into stories and stories go out as Word
// files and printed pages, and that of the originals that are kept.
package word

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/attachment"
	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/text"
	files "github.com/lantoa/lantoa/internal/word"
)

type handlers struct {
	r           *rest.Router
	files       *files.Service
	attachments *attachment.Service
	page        *page
}

const (
	tag     = "articles"
	one     = "/articles/{id}"
	edition = one + "/editions/{lang}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, f *files.Service, a *attachment.Service) {
	h := &handlers{r: r, files: f, attachments: a, page: newPage()}
	rest.Add(r, rest.Op{ID: "importWord", Method: http.MethodPost, Path: edition + "/import", Tag: tag, Summary: "Take a Word file into your working copy of an edition",
		Text: "The body is the file: .docx, at most 50 MB. With dry_run it tells what would come (title, lead, body, pictures, tracked changes, comments, and what cannot come) and writes nothing. " +
			"Else its pictures come into the library with their descriptions and captions, the text becomes your working copy (what you were typing is kept as a revision), and the file is kept beside the story. " +
			"With If-None-Match: * it begins the working copy, with If-Match it replaces its text. Files with a mark of secrecy are refused and not kept.",
		Spools: &rest.Spooled{Types: []string{docx.Type}, Most: docx.MaxBytes, TooLarge: docx.TooLarge, May: h.mayImport}}, h.take)
	rest.Add(r, rest.Op{ID: "exportWord", Method: http.MethodGet, Path: edition + "/export.docx", Tag: tag, Summary: "Get an edition as a Word file",
		Text: "The head as it is saved, or a release by its number."}, h.export)
	rest.Add(r, rest.Op{ID: "printEdition", Method: http.MethodGet, Path: edition + "/print", Tag: tag, Summary: "Get an edition as a page to be printed",
		Text: "An HTML page for A4 that loads nothing: pictures are in it. The head as it is saved, or a release by its number."}, h.print)
	rest.Add(r, rest.Op{ID: "listAttachments", Method: http.MethodGet, Path: one + "/attachments", Tag: tag, Summary: "List the original files that came into an article, newest first"}, h.list)
	rest.Add(r, rest.Op{ID: "getAttachment", Method: http.MethodGet, Path: one + "/attachments/{attachment}", Tag: tag, Summary: "Get an original file, byte for byte"}, h.original)
}

// Identified names an article.
type Identified struct {
	ID string `path:"id" doc:"Id of the article"`
}

// Named names an edition.
type Named struct {
	Identified
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
}

func (n Named) ref() article.Ref { return article.Ref{Article: n.ID, Lang: n.Lang} }

// Attachment is an original file that is kept beside a story.
type Attachment struct {
	ID        string    `json:"id"`
	Lang      string    `json:"lang" doc:"Of the edition that it came into"`
	Name      string    `json:"name" doc:"Of the file, as its sender called it"`
	Type      string    `json:"type"`
	Size      int64     `json:"size" doc:"Bytes"`
	SHA256    string    `json:"sha256"`
	Address   string    `json:"address" doc:"For those who are signed in"`
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
}

func (h *handlers) attachmentOf(a attachment.Attachment) Attachment {
	return Attachment{ID: a.ID, Lang: a.Lang, Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.Hash, CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt.UTC(),
		Address: h.r.Address("/articles/" + a.Article + "/attachments/" + a.ID)}
}

type listing struct {
	Identified
	rest.Paging
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[Attachment], error) {
	list, err := h.attachments.List(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, in.Paging, list, func(a attachment.Attachment) string { return a.ID }, h.attachmentOf)
}

type original struct {
	Identified
	Attachment string `path:"attachment" doc:"Id of the attachment"`
}

func (h *handlers) original(ctx context.Context, in *original) (*huma.StreamResponse, error) {
	a, body, err := h.attachments.Open(ctx, rest.Actor(ctx), in.ID, in.Attachment)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		defer func() { _ = body.Close() }()
		save(out, a.Type, a.Name)
		if _, err := io.Copy(out.BodyWriter(), body); err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
			rest.BreakOff(ctx, err)
		}
	}}, nil
}

// save has a browser keep a file under a name, and never show it (RFC 6266).
func save(out huma.Context, kind, name string) {
	out.SetHeader("Content-Type", kind)
	out.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	out.SetHeader("X-Content-Type-Options", "nosniff")
}

// slugLength keeps names of files short.
const slugLength = 60

type releasing struct {
	Named
	Release int `query:"release" minimum:"1" doc:"Number of a release; absent means the head as it is saved"`
}

func (h *handlers) export(ctx context.Context, in *releasing) (*huma.StreamResponse, error) {
	file, story, err := h.files.Export(ctx, rest.Actor(ctx), in.ref(), in.Release)
	if err != nil {
		return nil, err
	}
	name := text.Slug(story.Title, slugLength)
	if name == "" {
		name = in.ID
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		save(out, docx.Type, name+"-"+in.Lang+".docx")
		if _, err := out.BodyWriter().Write(file); err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
			rest.BreakOff(ctx, err)
		}
	}}, nil
}

func (h *handlers) print(ctx context.Context, in *releasing) (*huma.StreamResponse, error) {
	story, err := h.files.Story(ctx, rest.Actor(ctx), in.ref(), in.Release)
	if err != nil {
		return nil, err
	}
	shown, err := h.page.of(story)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(out huma.Context) {
		out.SetHeader("Content-Type", "text/html; charset=utf-8")
		out.SetHeader("Content-Security-Policy", h.page.policy)
		if _, err := out.BodyWriter().Write(shown); err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
			rest.BreakOff(ctx, err)
		}
	}}, nil
}

// mayImport judges by the path, since the parameters are not read yet.
func (h *handlers) mayImport(ctx context.Context) error {
	x := rest.ExchangeOf(ctx)
	steps := strings.Split(x.Path, "/")
	var ref article.Ref
	for i := 0; i+1 < len(steps); i++ {
		switch steps[i] {
		case "articles":
			ref.Article = steps[i+1]
		case "editions":
			ref.Lang = steps[i+1]
		}
	}
	return h.files.MayImport(ctx, x.Actor, ref)
}
