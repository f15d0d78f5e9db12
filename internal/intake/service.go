package intake

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Fetcher  Fetcher
	Plans    Plans
	Newsroom Newsroom
	Library  Library
	Trail    audit.Trail
	HTML     *text.HTML
	Zone     *time.Location // in which people see times
	// Wait is the waiting time of a source that names none, in minutes.
	Wait  int
	Now   func() time.Time
	NewID func() string
}

// Service keeps sources and the box. Each act is one transaction with its audit row and its
// event in it. Sources are changed by right.SourceManage in their unit and seen by
// right.ArticleRead there, as is what comes of them.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// anywhere turns away those who may do an action in no unit at all before anything is read, so
// that ids tell nothing to strangers.
func anywhere(actor right.Actor, action right.Action) error {
	if every, units := actor.Scope(action); !every && len(units) == 0 {
		return actor.Need(action, right.In(""))
	}
	return nil
}

func (s *Service) today() plan.Date { return plan.DayOf(s.o.Now(), s.o.Zone) }

// Create makes a source that is watched. All faults are reported at once by JSON pointer.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Source, error) {
	if err := s.refused(ctx, actor, right.SourceManage, audit.Object{Kind: "source"}, actor.Need(right.SourceManage, right.In(in.Unit))); err != nil {
		return Source{}, err
	}
	now := s.o.Now()
	one := Source{ID: s.o.NewID(), Unit: in.Unit, Kind: Feed, Wait: s.o.Wait, Basis: Basis().VI, Every: 30, State: On, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		at, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := s.apply(ctx, &one, in.Patch, true); err != nil {
			return err
		}
		if _, there, err := s.o.Store.Site(ctx, one.Unit, Feed, one.Address); err != nil || there {
			return orTold(err, fault.New(fault.AlreadyExists, fault.T("Đơn vị đã theo dõi địa chỉ này.", "The unit watches this address already.")))
		}
		one.plan(at)
		if err := s.o.Store.AddSource(ctx, one); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, one, told{act: "source.create"})
	})
	if err != nil {
		return Source{}, err
	}
	return one, nil
}

func orTold(err error, told error) error {
	if err != nil {
		return err
	}
	return told
}

// Basis is what the usual waiting time rests on.
func Basis() fault.Text {
	return fault.T("Nghị định 147/2024/NĐ-CP: tin đăng lại không sớm hơn một giờ sau nguồn, và gỡ trong ba giờ sau khi nguồn gỡ.",
		"Decree 147/2024/ND-CP: not sooner than one hour after the source, removed within three hours after the source removes it.")
}

// plan sets when a source is asked next, after a change by people.
func (s *Source) plan(now time.Time) {
	if s.State == On && s.Kind == Feed {
		s.NextAt = now
		return
	}
	s.NextAt = time.Time{}
}

// Get reads a source.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Source, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return Source{}, err
	}
	one, err := s.o.Store.Source(ctx, id)
	if err != nil {
		return Source{}, err
	}
	return one, actor.Need(right.ArticleRead, right.In(one.Unit))
}

// List returns the sources of the units whose stories the actor may read, by name.
func (s *Service) List(ctx context.Context, actor right.Actor) ([]Source, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return nil, err
	}
	every, units := actor.Scope(right.ArticleRead)
	if every {
		units = nil
	}
	return s.o.Store.Sources(ctx, units)
}

// History lists the fetches of a source, newest first, from before an instant; the zero time
// means from the newest.
func (s *Service) History(ctx context.Context, actor right.Actor, id string, before time.Time, limit int) ([]Fetch, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.o.Store.Fetches(ctx, id, before, limit)
}

// Update changes a source; version is the one that was read. What is the same already changes
// nothing, the version included.
func (s *Service) Update(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Source, error) {
	return s.onSource(ctx, actor, id, version, func(ctx context.Context, one *Source) error {
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		was := *one
		changed, err := s.apply(ctx, one, p, false)
		if err != nil || len(changed) == 0 {
			return err
		}
		if one.Address != was.Address {
			one.Status = Status{}
		}
		if one.Address != was.Address || one.State != was.State {
			one.Failures = 0
			one.plan(now)
		} else if next := now.Add(time.Duration(one.Every) * time.Minute); one.Every != was.Every && !one.NextAt.IsZero() && one.NextAt.After(next) {
			one.NextAt = next
		}
		one.Version++
		one.UpdatedAt = s.o.Now()
		if err := s.o.Store.SaveSource(ctx, *one); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, *one, told{act: "source.update", was: &was, detail: map[string]any{"changed": changed}})
	})
}

// Hurry has a source asked at the next beat of the clock.
func (s *Service) Hurry(ctx context.Context, actor right.Actor, id string) (Source, error) {
	return s.onSource(ctx, actor, id, 0, func(ctx context.Context, one *Source) error {
		if one.Kind != Feed || one.State != On {
			return fault.New(fault.StateConflict, fault.T("Nguồn này không được theo dõi; bật lại rồi thử.", "This source is not watched; turn it on first."))
		}
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		one.NextAt = now
		if err := s.o.Store.SaveSource(ctx, *one); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, *one, told{act: "source.fetch"})
	})
}

// onSource runs a change on a locked source; version 0 means that it does not depend on it.
func (s *Service) onSource(ctx context.Context, actor right.Actor, id string, version int, fn func(ctx context.Context, one *Source) error) (Source, error) {
	object := audit.Object{Kind: "source", ID: id}
	if err := anywhere(actor, right.SourceManage); err != nil {
		return Source{}, s.refused(ctx, actor, right.SourceManage, object, err)
	}
	var done Source
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		one, err := s.o.Store.LockSource(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(right.SourceManage, right.In(one.Unit)); err != nil {
			return err
		}
		if version != 0 && version != one.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", one.Version))
		}
		err = fn(ctx, &one)
		done = one
		return err
	})
	if err != nil {
		return Source{}, s.refused(ctx, actor, right.SourceManage, object, err)
	}
	return done, nil
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, action right.Action, object audit.Object, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(action), Object: object}, err)
}

// told is what the record and the stream of events say about an act.
type told struct {
	act    string
	was    *Source // before the act, where it changes the source
	detail map[string]any
}

func (s *Service) tell(ctx context.Context, actor string, one Source, t told) error {
	entry := audit.Entry{Actor: actor, Action: t.act, Object: audit.Object{Kind: "source", ID: one.ID}, Detail: t.detail}
	if t.act == "source.create" || t.was != nil {
		entry.Is = one.defined()
	}
	if t.was != nil {
		entry.Was = t.was.defined()
	}
	if actor == audit.System {
		entry.OnBehalf = one.CreatedBy
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	data := map[string]any{"source": one.ID}
	for name, value := range t.detail {
		data[name] = value
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(t.act), Unit: one.Unit, Data: data, Actor: actor})
}

// defined is what the record hashes of a source: what people set, and where it moved to.
func (s Source) defined() any {
	return map[string]any{"unit": s.Unit, "kind": s.Kind, "name": s.Name, "address": s.Address, "credit": s.Credit, "terms": s.Terms, "basis": s.Basis, "wait": s.Wait,
		"lang": s.Lang, "facets": s.Facets, "every": s.Every, "state": s.State, "moved_to": s.MovedTo}
}

// reading are the options under which what a source gives is read.
func (s *Service) reading(now time.Time, mediaType, address string) harvest.Options {
	return harvest.Options{Type: mediaType, Address: address, Now: now, HTML: s.o.HTML}
}
