package article

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

const timeLayout = time.RFC3339

// doublesFor is how long a story with the same title is worth a hint.
const doublesFor = 30 * 24 * time.Hour

// Doubles finds stories with the same title.
type Doubles interface {
	// Titled lists other stories of a unit with an edition of the folded title, made or changed
	// since an instant; a few at most.
	Titled(ctx context.Context, unit, folded, but string, since time.Time) ([]checklist.Double, error)
}

// Gather adds facts to the checklist that other parts of the house know.
type Gather func(ctx context.Context, a Article, e Edition, f *checklist.Facts) error

// Checklist lists what an edition lacks, and what somebody should look at, with what is done.
func (s *Service) Checklist(ctx context.Context, actor right.Actor, ref Ref) ([]checklist.Item, error) {
	a, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	rules, err := s.o.Flows.InForce(ctx, a.Unit)
	if err != nil {
		return nil, err
	}
	f, err := s.facts(ctx, a, e, rules)
	if err != nil {
		return nil, err
	}
	if f.Doubles, err = s.doubles(ctx, a, f.Text.Title); err != nil {
		return nil, err
	}
	return checklist.Judge(f), nil
}

// checklist judges an edition for an act; hints that need a look at other stories are left out.
func (s *Service) checklist(ctx context.Context, a Article, e Edition, rules flow.Flow) ([]checklist.Item, error) {
	f, err := s.facts(ctx, a, e, rules)
	return checklist.Judge(f), err
}

func (s *Service) facts(ctx context.Context, a Article, e Edition, rules flow.Flow) (checklist.Facts, error) {
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return checklist.Facts{}, err
	}
	f := checklist.Facts{Lang: e.Lang, Text: head.Text, Plain: s.o.HTML.Plain(head.Text.Body), Facets: a.Facets, Keywords: a.Keywords, Missing: rules.Missing(a.Facets),
		NeedsNote: e.NextAct == release.ActCorrect && e.Note.Kind != release.SmallFix, Note: e.Note.Text, Faults: map[checklist.Code][]fault.Field{}}
	if err := f.Found(checklist.Unit, s.mayPublish(ctx, a.Unit, e)); err != nil {
		return f, err
	}
	pictures, err := s.pictured(ctx, head.Text.Pictures)
	if err := f.Found(checklist.PictureThere, err); err != nil {
		return f, err
	}
	for _, m := range pictures {
		f.Pictures = append(f.Pictures, checklist.Shown{Name: m.Name, Alt: m.Words[e.Lang].Alt, Caption: m.Words[e.Lang].Caption})
	}
	if err := s.asked(ctx, a, &f); err != nil {
		return f, err
	}
	for _, gather := range s.o.Gather {
		if err := gather(ctx, a, e, &f); err != nil {
			return f, err
		}
	}
	return f, nil
}

// asked reads what the plan says of the story's facets: the pillars of an area, and forms about
// a person, who must have agreed.
func (s *Service) asked(ctx context.Context, a Article, f *checklist.Facts) error {
	known, err := s.o.Plans.Facets(ctx, a.Plan)
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

func (s *Service) doubles(ctx context.Context, a Article, title string) ([]checklist.Double, error) {
	folded := text.Fold(title)
	if folded == "" {
		return nil, nil
	}
	return s.o.Doubles.Titled(ctx, a.Unit, folded, a.ID, s.o.Now().Add(-doublesFor))
}
