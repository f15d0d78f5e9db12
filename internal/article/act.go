package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// call says what an actor is about to do, for the right to it and for the audit.
type call struct {
	action right.Action
	unit   string
	object audit.Object
	// behalf is in whose place the right is used; "" for the own one.
	behalf string
}

// act runs one act in a transaction. A denial rolls back and leaves a row of its own.
func (s *Service) act(ctx context.Context, actor right.Actor, c call, fn func(ctx context.Context) error) error {
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := actor.Need(c.action, right.In(c.unit)); err != nil {
			return err
		}
		return fn(ctx)
	})
	return s.refused(ctx, actor, c, err)
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, c call, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, OnBehalf: c.behalf, Action: string(c.action), Object: c.object}, err)
}

// onArticle runs an act on a locked article as a whole.
func (s *Service) onArticle(ctx context.Context, actor right.Actor, action right.Action, id string,
	fn func(ctx context.Context, a Article, editions []Edition) error) error {
	return s.locked(ctx, actor, action, Ref{Article: id}, fn)
}

// locked runs an act on a locked article, or on its edition in a language where the reference
// names one; there need not be that edition yet.
func (s *Service) locked(ctx context.Context, actor right.Actor, action right.Action, ref Ref,
	fn func(ctx context.Context, a Article, editions []Edition) error) error {
	c := call{action: action, object: audit.Object{Kind: "article", ID: ref.Article}}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		a, editions, writers, err := s.o.Store.LockArticle(ctx, ref.Article)
		if err != nil {
			return err
		}
		o := a.Object()
		if ref.Lang != "" {
			o = a.written(in(editions, ref.Lang), writers[ref.Lang])
		}
		if err := actor.Need(action, o); err != nil {
			return err
		}
		c.behalf = actor.May(action, o).OnBehalf.ID
		return fn(audit.InPlaceOf(ctx, c.behalf), a, editions)
	})
	return s.refused(ctx, actor, c, err)
}

// in finds the edition in a language; where there is none it is one that nobody has written yet.
func in(editions []Edition, lang string) Edition {
	for _, e := range editions {
		if e.Lang == lang {
			return e
		}
	}
	return Edition{Lang: lang}
}

// onEdition runs an act on a locked edition. version is the one that was read; 0 means
// that the act does not depend on it.
func (s *Service) onEdition(ctx context.Context, actor right.Actor, action right.Action, at At,
	fn func(ctx context.Context, a Article, e *Edition) error) (Edition, error) {
	return s.amongEditions(ctx, actor, action, at, func(ctx context.Context, a Article, e *Edition, _ []Edition) error { return fn(ctx, a, e) })
}

// amongEditions is onEdition for an act that goes by the editions in other languages too.
func (s *Service) amongEditions(ctx context.Context, actor right.Actor, action right.Action, at At,
	fn func(ctx context.Context, a Article, e *Edition, editions []Edition) error) (Edition, error) {
	var done Edition
	err := s.locked(ctx, actor, action, at.Ref, func(ctx context.Context, a Article, editions []Edition) error {
		e := in(editions, at.Lang)
		if e.ID == "" {
			return fault.New(fault.NotFound, fault.Tf("Bài này không có bản %s.", "The article has no edition in %s.", at.Lang))
		}
		if at.Version != 0 && at.Version != e.Version {
			return s.StaleEdition(ctx, e)
		}
		err := fn(ctx, a, &e, editions)
		done = e
		return err
	})
	return done, err
}

// At names an edition and the version of it that was read.
type At struct {
	Ref
	Version int // 0 when the act does not depend on it
}

// move brings the edition to the state that a move leads to and raises its version.
func (s *Service) move(e *Edition, m Move) error {
	next, err := e.State.to(m)
	if err != nil {
		return err
	}
	e.State = next
	e.Version++
	e.UpdatedAt = s.o.Now()
	return nil
}

// told is what the record says of an act.
type told struct {
	action string
	from   string // the head revision before the act; "" when there was none
	detail map[string]any
}

// tell leaves the audit row and event of an act on an edition. Its hashes are those of the
// edition's text, so that the record says over which words somebody decided.
func (s *Service) tell(ctx context.Context, actor right.Actor, t told, a Article, e Edition) error {
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	former := head
	if err == nil && t.from != e.HeadRevision {
		former, err = s.Base(ctx, t.from)
	}
	if err != nil {
		return err
	}
	return s.tellTexts(ctx, actor, t, former, head, a, e)
}

// tellTexts is tell of an act whose revisions are at hand.
func (s *Service) tellTexts(ctx context.Context, actor right.Actor, t told, was, is Revision, a Article, e Edition) error {
	entry := audit.Entry{Actor: actor.ID, Action: t.action, Object: audit.Object{Kind: "edition", ID: e.ID}, Is: is.Text, Detail: t.detail}
	if was.ID != "" {
		entry.Was = was.Text
	}
	return s.record(ctx, entry, a, e)
}

// tellFacets leaves the audit row and event of an act on an article, whose content is its
// facets; was is nil when the act made it.
func (s *Service) tellFacets(ctx context.Context, actor right.Actor, t told, was *Article, a Article, e Edition) error {
	entry := audit.Entry{Actor: actor.ID, Action: t.action, Object: audit.Object{Kind: "article", ID: a.ID}, Is: a.classed(), Detail: t.detail}
	if was != nil {
		entry.Was = was.classed()
	}
	return s.record(ctx, entry, a, e)
}

// classed is what the record hashes of an article.
func (a Article) classed() any {
	return map[string]any{"plan": a.Plan, "unit": a.Unit, "facets": release.Labels(a.Facets), "keywords": a.Keywords, "priority": a.Priority, "coauthors": a.Coauthors, "together": a.Together}
}

func (s *Service) record(ctx context.Context, entry audit.Entry, a Article, e Edition) error {
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(entry.Action), Article: a.ID, Edition: e.ID, Unit: a.Unit, Actor: entry.Actor})
}

// contribute notes that the actor saved something that enters the next release, and others whose
// words it is.
func (s *Service) contribute(ctx context.Context, actor right.Actor, e Edition, what string, others ...string) error {
	return s.o.Releases.ContributeNext(ctx, e.ID, what, s.o.Now(), append([]string{actor.ID}, others...)...)
}

func readOnly(e Edition) error {
	return fault.New(fault.ReadOnly, fault.Tf("Bản %s đã được duyệt.", "The edition in %s is approved.", e.Lang))
}
