package link

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Following is what acts of the newsroom do to deliveries, and after that to what was made of the
// story elsewhere: in the act's own transaction, whoever reused it is told.
type Following struct {
	article.Deliveries
	Store    Store
	Releases Releases
	Trail    audit.Trail
	Now      func() time.Time
}

// Approved implements [article.Deliveries].
func (f Following) Approved(ctx context.Context, actor right.Actor, e article.Edition, r release.Release) (article.Effect, error) {
	effect, err := f.Deliveries.Approved(ctx, actor, e, r)
	if err != nil {
		return effect, err
	}
	if err := f.each(ctx, actor, e, func(p *Part) error {
		held, err := f.Releases.Release(ctx, p.Held)
		before := held
		if err == nil && p.Newest != "" && p.Newest != p.Held {
			before, err = f.Releases.Release(ctx, p.Newest)
		}
		if err == nil {
			p.follow(held, before, r, f.Now())
		}
		return err
	}); err != nil {
		return effect, err
	}
	return effect, f.corrected(ctx, actor, e, r)
}

// corrected has those look again who reused what a release is the formal correction of: once it is
// approved in the language in which it was begun those of every language, since readers of all are led
// there.
func (f Following) corrected(ctx context.Context, actor right.Actor, e article.Edition, r release.Release) error {
	if r.Content.Corrects == nil || r.Content.Act != release.ActPublish {
		return nil
	}
	l, of, err := Book{Store: f.Store}.about(ctx, e.Article, e.Lang)
	if err != nil || l.ID == "" {
		return err
	}
	about := []Corrected{of}
	if e.Lang == l.Corrected[0].Lang {
		about = slices.SortedFunc(slices.Values(l.Corrected), func(a, b Corrected) int { return cmp.Compare(a.Edition, b.Edition) }) // in which they are locked
	}
	for _, one := range about {
		if err := f.each(ctx, actor, article.Edition{ID: one.Edition, Article: l.From}, func(p *Part) error {
			if p.Standing == Current {
				p.Standing, p.ChangedAt = Changed, f.Now()
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// Withdrawn implements [article.Deliveries].
func (f Following) Withdrawn(ctx context.Context, actor right.Actor, e article.Edition) (article.Effect, error) {
	effect, err := f.Deliveries.Withdrawn(ctx, actor, e)
	if err != nil {
		return effect, err
	}
	return effect, f.each(ctx, actor, e, func(p *Part) error {
		p.Newest, p.Standing, p.ChangedAt = "", Withdrawn, f.Now()
		return nil
	})
}

// follow judges a part when a release of its original is approved after another. What had changed
// while that other said the same was formally corrected: it stays to be looked at.
func (p *Part) follow(held, before, newest release.Release, now time.Time) {
	corrected := p.Standing == Changed && Same(held, before)
	p.Newest = newest.ID
	switch same := Same(held, newest); {
	case same && !corrected:
		p.Standing, p.ChangedAt = Current, time.Time{}
	case p.Standing != Changed:
		p.Standing, p.ChangedAt = Changed, now
	}
}

// each changes what was made of an edition, and tells the unit of each copy that is at work.
func (f Following) each(ctx context.Context, actor right.Actor, e article.Edition, change func(p *Part) error) error {
	copies, err := f.Store.Copies(ctx, e.ID)
	if err != nil {
		return err
	}
	for _, p := range copies {
		was := p
		if err := change(&p); err != nil {
			return err
		}
		if err := f.Store.Save(ctx, p); err != nil {
			return err
		}
		act := map[Standing]string{Current: "edition.restore_original", Changed: "edition.change_original", Withdrawn: "edition.withdraw_original"}[p.Standing]
		if p.over() || p.Standing == Current && was.Standing == Current {
			continue
		}
		if err := f.Trail.Emit(ctx, audit.Event{Kind: audit.Done(act), Article: p.Article, Edition: p.To, Unit: p.Unit, Actor: actor.ID, Data: map[string]any{"link": p.Link, "original": e.Article}}); err != nil {
			return err
		}
	}
	return nil
}

// Keep records that somebody held a copy against its original as it is now, and that it is right,
// or stays although that was withdrawn, for which there must be a reason. newest is the release of
// the original that was read, "" when it was withdrawn. It changes no text and is part of no
// release.
func (s *Service) Keep(ctx context.Context, actor right.Actor, ref article.Ref, newest, reason string) (Part, error) {
	var kept Part
	err := s.o.Newsroom.OnText(ctx, actor, ref, func(ctx context.Context, a article.Article, e article.Edition) error {
		p, err := s.o.Store.LockCopy(ctx, e.ID)
		if err != nil {
			return err
		}
		if p.To == "" || p.Standing == Current {
			return fault.New(fault.StateConflict, fault.T("Không có thay đổi nào của bài gốc chờ đối chiếu.", "No change of an original waits to be compared."))
		}
		if newest != p.Newest {
			return fault.Invalid("/release", fault.T("không phải bản mới nhất của bài gốc; đọc lại rồi đối chiếu", "is not the newest of the original; read it again and compare"))
		}
		missing := fault.Text{}
		if p.Standing == Withdrawn {
			missing = fault.T("bài gốc đã bị gỡ; nêu lý do giữ lại bài này", "the original was withdrawn; say why this one stays")
		}
		if reason, err = manuscript.Remark("/reason", reason, missing); err != nil {
			return err
		}
		was := p.Standing
		if p.Newest != "" {
			p.Held = p.Newest
		}
		p.Standing, p.ChangedAt = Current, time.Time{}
		if err := s.o.Store.Save(ctx, p); err != nil {
			return err
		}
		kept = p
		return s.o.Newsroom.Tell(ctx, actor, "edition.keep_original", map[string]any{"link": p.Link, "release": newest, "was": string(was), "reason": reason}, a, e)
	})
	return kept, err
}
