// Package candidate composes what an edition would release now: what an approver is shown, and
// what the approval freezes.
package candidate

import (
	"context"
	"html"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// Texts reads what people wrote.
type Texts interface {
	Revision(ctx context.Context, id string) (article.Revision, error)
}

// Releases reads what was approved before.
type Releases interface {
	Release(ctx context.Context, id string) (release.Release, error)
}

// Plans names units and facets.
type Plans interface {
	Unit(ctx context.Context, code string) (plan.Unit, error)
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Templates are how channels lay out their texts.
type Templates interface {
	// TemplatesFor lists the templates of the channels that may take editions of a language,
	// by channel; channels with the built-in layout are not among them.
	TemplatesFor(ctx context.Context, lang string) ([]release.Template, error)
}

// Variants are the own wordings of editions for channels.
type Variants interface {
	// Entering lists those that enter an edition's next release, by channel: of the channels
	// that may take editions of its language.
	Entering(ctx context.Context, edition, lang string) ([]eyes.Wording, error)
}

// Corrections tells formal corrections from other stories.
type Corrections interface {
	// Corrects finds what a story in a language is the formal correction of; nil where it is none.
	Corrects(ctx context.Context, a article.Article, lang string) (*release.Corrected, error)
}

// Options are what a Composer works with; all are needed.
type Options struct {
	Texts     Texts
	Releases  Releases
	Plans     Plans
	Library   article.Library
	Templates Templates
	Variants  Variants
	// Corrections is asked of every story.
	Corrections Corrections
	Zone        *time.Location // in which days are told
}

// Composer composes candidates; it is an [article.Candidates].
type Composer struct{ o Options }

// New makes a Composer.
func New(o Options) *Composer { return &Composer{o} }

// Compose implements [article.Candidates].
func (c *Composer) Compose(ctx context.Context, a article.Article, e article.Edition) (release.Content, error) {
	head, err := c.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return release.Content{}, err
	}
	unit, err := c.o.Plans.Unit(ctx, a.Unit)
	if err != nil {
		return release.Content{}, err
	}
	known, err := c.o.Plans.Facets(ctx, a.Plan)
	if err != nil {
		return release.Content{}, err
	}
	note, earlier, err := c.notes(ctx, e)
	if err != nil {
		return release.Content{}, err
	}
	pictures, err := c.pictures(ctx, head.Text.Pictures, e.Lang)
	if err != nil {
		return release.Content{}, err
	}
	templates, err := c.o.Templates.TemplatesFor(ctx, e.Lang)
	if err != nil {
		return release.Content{}, err
	}
	variants, err := c.variants(ctx, e)
	if err != nil {
		return release.Content{}, err
	}
	corrects, err := c.o.Corrections.Corrects(ctx, a, e.Lang)
	if err != nil {
		return release.Content{}, err
	}
	head.Text.Pictures = nil // they stand in the content with all that is said of them
	keywords := a.Keywords
	if keywords == nil {
		keywords = []string{}
	}
	content := release.Content{Schema: release.Schema, Article: a.ID, Edition: e.ID, Lang: e.Lang, Act: e.NextAct, Note: note, Earlier: earlier,
		Revision: release.Revision{ID: head.ID, Number: head.Number, Text: head.Text}, Plan: a.Plan,
		Unit: release.Label{Kind: "unit", Code: unit.Code, Name: unit.Name.For(e.Lang)}, Facets: release.Named(a.Facets, known, e.Lang), Keywords: keywords,
		Priority: a.Priority, Pictures: pictures, Templates: templates, Variants: variants, Corrects: corrects}
	if corrects != nil {
		content.Revision.Title = content.Headed(content.Revision.Title)
		content.Revision.Body = named(content.Lang, *corrects, c.o.Zone) + content.Revision.Body
	}
	return content, nil
}

// named is the first line of a formal correction, which no writer can leave out: the story that it
// is about, with its section and its day (R12).
func named(lang string, of release.Corrected, zone *time.Location) string {
	title := `<a href="` + html.EscapeString(of.URL) + `">“` + html.EscapeString(of.Title) + `”</a>`
	section := fault.Text{}
	if of.Section != "" {
		section = fault.Tf(", mục %s", " in %s", html.EscapeString(of.Section))
	}
	at := of.PublishedAt.In(zone)
	return "<p>" + fault.T("Bài "+title+section.VI+", đăng ngày "+at.Format("02/01/2006")+", có thông tin chưa đúng.",
		"The story "+title+section.EN+", published on "+at.Format("2 January 2006")+", had wrong information.").For(lang) + "</p>"
}

// notes returns the note of the next release, and those that readers were told before. A
// story that is published anew begins without any; the note of a withdrawal stays with the
// edition and is no part of what comes after.
func (c *Composer) notes(ctx context.Context, e article.Edition) (own release.Note, earlier []release.ToldNote, err error) {
	if e.NextAct != release.ActCorrect || e.ApprovedRelease == "" {
		return release.Note{}, []release.ToldNote{}, nil
	}
	inForce, err := c.o.Releases.Release(ctx, e.ApprovedRelease)
	if err != nil {
		return release.Note{}, nil, err
	}
	return e.Note, inForce.Notes(), nil
}

// pictures are those of a text as they would be approved now.
func (c *Composer) pictures(ctx context.Context, ids []string, lang string) ([]release.Picture, error) {
	pictures, err := article.Pictured(ctx, c.o.Library, ids)
	var list []release.Picture
	for _, m := range pictures {
		list = append(list, release.PictureOf(m, lang))
	}
	return list, err
}

// variants are the own wordings for channels.
func (c *Composer) variants(ctx context.Context, e article.Edition) ([]release.Variant, error) {
	entering, err := c.o.Variants.Entering(ctx, e.ID, e.Lang)
	var list []release.Variant
	for _, one := range entering {
		list = append(list, one.Variant)
	}
	return list, err
}
