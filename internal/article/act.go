package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
)

// call says what an actor is about to do, for the right to it and for the audit.
type call struct {
	action account.Action
	unit   string
	object audit.Object
}

// act runs one act in a transaction. A denial rolls back and leaves a row of its own.
func (s *Service) act(ctx context.Context, actor account.Actor, c call, fn func(ctx context.Context) error) error {
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := actor.Need(c.action, c.unit); err != nil {
			return err
		}
		return fn(ctx)
	})
	return s.refused(ctx, actor, c, err)
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor account.Actor, c call, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(c.action), Object: c.object}, err)
}

// onArticle runs an act on a locked article.
func (s *Service) onArticle(ctx context.Context, actor account.Actor, action account.Action, id string,
	fn func(ctx context.Context, a Article, editions []Edition) error) error {
	c := call{action: action, object: audit.Object{Kind: "article", ID: id}}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		a, editions, err := s.o.Store.LockArticle(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(action, a.Unit); err != nil {
			return err
		}
		return fn(ctx, a, editions)
	})
	return s.refused(ctx, actor, c, err)
}

// onEdition runs an act on a locked edition. version is the one that was read; 0 means
// that the act does not depend on it.
func (s *Service) onEdition(ctx context.Context, actor account.Actor, action account.Action, at At,
	fn func(ctx context.Context, a Article, e *Edition) error) (Edition, error) {
	var done Edition
	err := s.onArticle(ctx, actor, action, at.Article, func(ctx context.Context, a Article, editions []Edition) error {
		for _, e := range editions {
			if e.Lang != at.Lang {
				continue
			}
			if at.Version != 0 && at.Version != e.Version {
				return stale(e.Version)
			}
			err := fn(ctx, a, &e)
			done = e
			return err
		}
		return fault.New(fault.NotFound, fault.Tf("Bài này không có bản %s.", "The article has no edition in %s.", at.Lang))
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

// tell leaves the act's audit row and event.
func (s *Service) tell(ctx context.Context, actor account.Actor, action string, a Article, e Edition, detail map[string]any) error {
	object := audit.Object{Kind: "article", ID: a.ID}
	if e.ID != "" {
		object = audit.Object{Kind: "edition", ID: e.ID}
	}
	entry := audit.Entry{Actor: actor.ID, Action: action, Object: object, After: e.HeadRevision, Detail: detail}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(action), Article: a.ID, Edition: e.ID, Unit: a.Unit})
}

// contribute notes that the actor saved something that enters the next release.
func (s *Service) contribute(ctx context.Context, actor account.Actor, e Edition, what string) error {
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	if err != nil {
		return err
	}
	return s.o.Releases.Contribute(ctx, Contribution{Edition: e.ID, Release: last + 1, Person: actor.ID, What: what, At: s.o.Now()})
}

func stale(current int) error {
	return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", current))
}

func readOnly(e Edition) error {
	return fault.New(fault.ReadOnly, fault.Tf("Bản %s đã được duyệt.", "The edition in %s is approved.", e.Lang))
}
