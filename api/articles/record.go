package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
)

// Revision is one immutable saved text.
type Revision struct {
	ID        string    `json:"id"`
	Number    int       `json:"number"`
	Base      string    `json:"base,omitempty"`
	Kind      string    `json:"kind" enum:"save,snapshot,point" doc:"A save is or was the edition's text; snapshots and points lie beside it"`
	Name      string    `json:"name,omitempty" doc:"Of a point"`
	Source    string    `json:"source_revision,omitempty" doc:"Of a translation: the revision in the story's own language that it was made from"`
	Title     string    `json:"title"`
	Authors   []string  `json:"authors" nullable:"false"`
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
}

// FullRevision is a revision with its text.
type FullRevision struct {
	Revision
	Lead     string   `json:"lead"`
	Body     string   `json:"body"`
	Pictures []string `json:"pictures" nullable:"false" doc:"Ids of media in order, the cover first"`
}

func revisionOf(r article.Revision) Revision {
	return Revision{ID: r.ID, Number: r.Number, Base: r.Base, Kind: string(r.Kind), Name: r.Name, Source: r.Source, Title: r.Text.Title, Authors: rest.NotNil(r.Authors),
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UTC()}
}

// Release is an approved bundle in short.
type Release struct {
	ID         string    `json:"id"`
	Number     int       `json:"number"`
	Act        string    `json:"act" enum:"publish,correct"`
	Title      string    `json:"title"`
	Hash       string    `json:"hash" doc:"SHA-256 of its canonical bytes (RFC 8785)"`
	ApprovedBy string    `json:"approved_by"`
	OnBehalf   string    `json:"on_behalf_of,omitempty" doc:"Id of the person in whose place it was approved, by a delegation"`
	ApprovedAt time.Time `json:"approved_at"`
}

func releaseOf(r release.Release) Release {
	return Release{ID: r.ID, Number: r.Number, Act: string(r.Content.Act), Title: r.Content.Revision.Title, Hash: r.Hash,
		ApprovedBy: r.ApprovedBy, OnBehalf: r.OnBehalf, ApprovedAt: r.ApprovedAt.UTC()}
}

// FullRelease is a release with what it holds.
type FullRelease struct {
	Release
	Content   ReleaseContent `json:"content"`
	Approvals []Approval     `json:"approvals" nullable:"false" doc:"By whom, at which level; empty of releases from before there were levels"`
}

// ReleaseCandidate is what would be released now.
type ReleaseCandidate struct {
	Hash    string         `json:"hash" doc:"What approve must name"`
	Content ReleaseContent `json:"content"`
	// Warnings are no part of what is approved.
	Warnings []rest.LocalizedText `json:"warnings,omitempty" nullable:"false" doc:"Own wordings that were written before the master changed, or that are not released"`
}

// ReleaseContent is all that is approved and delivered.
type ReleaseContent struct {
	Schema    int               `json:"schema"`
	Article   string            `json:"article"`
	Edition   string            `json:"edition"`
	Lang      string            `json:"lang"`
	Act       string            `json:"act"`
	Note      *ReaderNote       `json:"note,omitempty"`
	Earlier   []ToldNote        `json:"earlier" nullable:"false" doc:"Notes of the releases before it that readers go on seeing, newest first"`
	Revision  string            `json:"revision" doc:"Id of the revision"`
	Number    int               `json:"revision_number"`
	Title     string            `json:"title"`
	Lead      string            `json:"lead"`
	Body      string            `json:"body"`
	Plan      string            `json:"plan"`
	Unit      Label             `json:"unit"`
	Facets    []Label           `json:"facets" nullable:"false"`
	Keywords  []string          `json:"keywords" nullable:"false"`
	Priority  int               `json:"priority"`
	Pictures  []ReleasePicture  `json:"pictures,omitempty" nullable:"false"`
	Templates []ReleaseTemplate `json:"templates,omitempty" nullable:"false" doc:"Of the channels that may take it and do not use the layout that is built in"`
	Variants  []ReleaseVariant  `json:"variants,omitempty" nullable:"false" doc:"Own wordings for channels that may take it"`
	Corrects  *CorrectedStory   `json:"corrects,omitempty" doc:"Of a formal correction: the story that it is about"`
}

// ReleaseTemplate is the template of a channel as it is approved.
type ReleaseTemplate struct {
	Channel string `json:"channel" doc:"Id of the channel"`
	Version int    `json:"version"`
	Body    string `json:"body"`
}

func templatesOf(list []release.Template) []ReleaseTemplate {
	var shapes []ReleaseTemplate
	for _, one := range list {
		shapes = append(shapes, ReleaseTemplate(one))
	}
	return shapes
}

// ReleasePicture is a picture as it is approved.
type ReleasePicture struct {
	Media   string `json:"media" doc:"Id in the media library"`
	Alt     string `json:"alt"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	Licence string `json:"licence,omitempty"`
	Hash    string `json:"hash" doc:"SHA-256 of its largest file"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
}

func picturesOf(list []release.Picture) []ReleasePicture {
	var shapes []ReleasePicture
	for _, one := range list {
		whole := one.Whole()
		shapes = append(shapes, ReleasePicture{Media: one.ID, Alt: one.Alt, Caption: one.Caption, Credit: one.Credit, Licence: one.Licence,
			Hash: whole.Hash, Width: whole.Width, Height: whole.Height})
	}
	return shapes
}

// ToldNote is a note that readers were told.
type ToldNote struct {
	ReaderNote
	At time.Time `json:"at" doc:"When the release with the change was approved"`
}

// Label is a facet or unit with its name in the edition's language.
type Label struct {
	Kind string `json:"kind"`
	Code string `json:"code"`
	Name string `json:"name"`
	Tag  string `json:"tag,omitempty" doc:"Hashtag in the edition's language, without #"`
}

func contentOf(c release.Content) ReleaseContent {
	labels := make([]Label, len(c.Facets))
	for i, one := range c.Facets {
		labels[i] = Label{Kind: one.Kind, Code: one.Code, Name: one.Name, Tag: one.Tag}
	}
	earlier := make([]ToldNote, len(c.Earlier))
	for i, one := range c.Earlier {
		earlier[i] = ToldNote{ReaderNote: *noteOf(one.Note), At: one.At.UTC()}
	}
	return ReleaseContent{Schema: c.Schema, Article: c.Article, Edition: c.Edition, Lang: c.Lang, Act: string(c.Act), Note: noteOf(c.Note), Earlier: earlier,
		Revision: c.Revision.ID, Number: c.Revision.Number, Title: c.Revision.Title, Lead: c.Revision.Lead, Body: c.Revision.Body, Plan: c.Plan,
		Unit: Label{Kind: c.Unit.Kind, Code: c.Unit.Code, Name: c.Unit.Name}, Facets: labels, Keywords: rest.NotNil(c.Keywords), Priority: c.Priority,
		Pictures: picturesOf(c.Pictures), Templates: templatesOf(c.Templates), Variants: variantsOf(c.Variants), Corrects: correctedOf(c.Corrects)}
}

// CorrectedStory is the story that a formal correction is about.
type CorrectedStory struct {
	Article     string    `json:"article" doc:"Id"`
	Lang        string    `json:"lang"`
	Release     string    `json:"release" doc:"Id of the release that had wrong information"`
	Title       string    `json:"title"`
	Section     string    `json:"section,omitempty" doc:"Name of its first content area"`
	PublishedAt time.Time `json:"published_at"`
	URL         string    `json:"url" doc:"For readers"`
}

func correctedOf(c *release.Corrected) *CorrectedStory {
	if c == nil {
		return nil
	}
	shape := CorrectedStory(*c)
	return &shape
}

type revisionNamed struct {
	Named
	Revision string `path:"revision" doc:"Id of the revision"`
}

type releaseNamed struct {
	Named
	Release string `path:"release" doc:"Id of the release"`
}

func (h *handlers) record() {
	get := func(id, path, summary string) rest.Op {
		return rest.Op{ID: id, Method: http.MethodGet, Path: edition + path, Tag: tag, Summary: summary}
	}
	rest.Add(h.r, get("getReleaseCandidate", "/candidate", "Get what an approval would release now, with its hash"), h.candidate)
	rest.Add(h.r, get("listRevisions", "/revisions", "List the saved texts of an edition, newest first"), h.revisions)
	rest.Add(h.r, get("getRevision", "/revisions/{revision}", "Get a saved text of an edition"), h.revision)
	rest.Add(h.r, get("listReleases", "/releases", "List the approved releases of an edition, newest first"), h.releases)
	rest.Add(h.r, get("getRelease", "/releases/{release}", "Get an approved release of an edition"), h.release)
}

func (h *handlers) candidate(ctx context.Context, in *Named) (*rest.Plain[ReleaseCandidate], error) {
	content, hash, err := h.o.Articles.Candidate(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	hints, err := h.o.Variants.Hints(ctx, rest.Actor(ctx), in.ref())
	if err != nil && !fault.Is(err, fault.Denied) { // a key that reads stories and no channels
		return nil, err
	}
	shape := ReleaseCandidate{Hash: hash, Content: contentOf(content)}
	for _, one := range hints {
		shape.Warnings = append(shape.Warnings, rest.Localized(one))
	}
	return &rest.Plain[ReleaseCandidate]{Body: shape}, nil
}

// recorded asks for a part of an edition's record.
type recorded struct {
	Named
	rest.Paging
}

// part asks for one more than the limit, which tells whether there are further ones.
func (h *handlers) part(ctx context.Context, in rest.Paging) (article.Part, error) {
	part := article.Part{Limit: in.Limit + 1}
	after, err := h.r.After(ctx, in)
	if after != nil {
		part.Below = int(after.Key)
	}
	return part, err
}

func (h *handlers) revisions(ctx context.Context, in *recorded) (*rest.List[Revision], error) {
	part, err := h.part(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	rows, err := h.o.Articles.Revisions(ctx, rest.Actor(ctx), in.ref(), part)
	if err != nil {
		return nil, err
	}
	place := func(r article.Revision) rest.Place { return rest.Place{Key: int64(r.Number)} }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, revisionOf), nil
}

func (h *handlers) revision(ctx context.Context, in *revisionNamed) (*rest.Plain[FullRevision], error) {
	r, err := h.o.Articles.Revision(ctx, rest.Actor(ctx), in.ref(), in.Revision)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[FullRevision]{Body: FullRevision{Revision: revisionOf(r), Lead: r.Text.Lead, Body: r.Text.Body, Pictures: rest.NotNil(r.Text.Pictures)}}, nil
}

func (h *handlers) releases(ctx context.Context, in *recorded) (*rest.List[Release], error) {
	part, err := h.part(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	rows, err := h.o.Articles.Releases(ctx, rest.Actor(ctx), in.ref(), part)
	if err != nil {
		return nil, err
	}
	place := func(r release.Release) rest.Place { return rest.Place{Key: int64(r.Number)} }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, releaseOf), nil
}

func (h *handlers) release(ctx context.Context, in *releaseNamed) (*rest.Plain[FullRelease], error) {
	r, err := h.o.Articles.Release(ctx, rest.Actor(ctx), in.ref(), in.Release)
	if err != nil {
		return nil, err
	}
	all, err := h.o.Articles.Approvals(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	shape := FullRelease{Release: releaseOf(r), Content: contentOf(r.Content), Approvals: []Approval{}}
	for _, one := range all {
		if one.Release == r.ID {
			shape.Approvals = append(shape.Approvals, approvalOf(one))
		}
	}
	return &rest.Plain[FullRelease]{Body: shape}, nil
}
