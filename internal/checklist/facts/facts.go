// Package facts gathers what the checklist of a story is judged by, from the text itself, the
// plan, and what the parts beside the newsroom know.
package facts

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

// doublesFor is how long a story with the same title is worth a hint.
const doublesFor = 30 * 24 * time.Hour

// Doubles finds stories with the same title.
type Doubles interface {
	// Titled lists other stories of a unit with an edition of the folded title, made or changed
	// since an instant; a few at most.
	Titled(ctx context.Context, unit, folded, but string, since time.Time) ([]checklist.Double, error)
}

// Texts reads what people wrote.
type Texts interface {
	Revision(ctx context.Context, id string) (article.Revision, error)
}

// Plans is what is asked of the plan.
type Plans interface {
	article.UnitCheck
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Gather adds what one part of the house knows of an edition.
type Gather func(ctx context.Context, a article.Article, e article.Edition, f *checklist.Facts) error

// Options are what a Reader works with.
type Options struct {
	Texts   Texts
	Plans   Plans
	Library article.Library
	Doubles Doubles
	Gather  []Gather
	HTML    *text.HTML
	Zone    *time.Location // in which days are counted
	Now     func() time.Time
}

// Reader judges editions by the checklist; it is an [article.Checklist].
type Reader struct{ o Options }

// New makes a Reader.
func New(o Options) *Reader { return &Reader{o} }

// Judge implements [article.Checklist].
func (r *Reader) Judge(ctx context.Context, a article.Article, e article.Edition, rules flow.Flow) ([]checklist.Item, error) {
	f, err := r.facts(ctx, a, e, rules)
	return checklist.Judge(f), err
}

// Look implements [article.Checklist].
func (r *Reader) Look(ctx context.Context, a article.Article, e article.Edition, rules flow.Flow) ([]checklist.Item, error) {
	f, err := r.facts(ctx, a, e, rules)
	if err != nil {
		return nil, err
	}
	if folded := text.Fold(f.Text.Title); folded != "" {
		f.Doubles, err = r.o.Doubles.Titled(ctx, a.Unit, folded, a.ID, r.o.Now().Add(-doublesFor))
	}
	return checklist.Judge(f), err
}

func (r *Reader) facts(ctx context.Context, a article.Article, e article.Edition, rules flow.Flow) (checklist.Facts, error) {
	head, err := r.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return checklist.Facts{}, err
	}
	f := checklist.Facts{Lang: e.Lang, Text: head.Text, Plain: r.o.HTML.Plain(head.Text.Body), Facets: a.Facets, Keywords: a.Keywords, Missing: rules.Missing(a.Facets),
		NeedsNote: e.NextAct == release.ActCorrect && e.Note.Kind != release.SmallFix, Note: e.Note.Text}
	if err := f.Found(checklist.Unit, e.InName(ctx, r.o.Plans, a.Unit, plan.DayOf(r.o.Now(), r.o.Zone))); err != nil {
		return f, err
	}
	pictures, err := article.Pictured(ctx, r.o.Library, head.Text.Pictures)
	if err := f.Found(checklist.PictureThere, err); err != nil {
		return f, err
	}
	for _, m := range pictures {
		f.Pictures = append(f.Pictures, checklist.Shown{Name: m.Name, Alt: m.Words[e.Lang].Alt, Caption: m.Words[e.Lang].Caption})
	}
	if err := r.asked(ctx, a, &f); err != nil {
		return f, err
	}
	for _, gather := range r.o.Gather {
		if err := gather(ctx, a, e, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

// asked reads what the plan says of the story's facets: the pillars of an area, and forms about
// a person, who must have agreed.
func (r *Reader) asked(ctx context.Context, a article.Article, f *checklist.Facts) error {
	known, err := r.o.Plans.Facets(ctx, a.Plan)
	if err != nil {
		return err
	}
	for _, one := range known {
		var says struct {
			Pillars []string `json:"pillars"`
			Needs   []string `json:"extra_required_fields"`
		}
		if (one.Kind != plan.Area || !slices.Contains(a.Facets.Areas, one.Code)) && (one.Kind != plan.Form || one.Code != a.Facets.Form) {
			continue
		}
		if len(one.Attrs) > 0 {
			if err := json.Unmarshal(one.Attrs, &says); err != nil {
				continue // said in another form than these words have
			}
		}
		if one.Kind == plan.Area {
			f.AreaOf = append(f.AreaOf, checklist.Relation{Area: one.Code, Pillars: says.Pillars})
		}
		f.NeedsAgree = f.NeedsAgree || slices.Contains(says.Needs, "consent")
	}
	return nil
}
