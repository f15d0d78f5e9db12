package digest

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Plans    Plans
	Newsroom Newsroom
	Public   Public
	Next     Next
	Address  func(article, lang string) string // where readers find an edition
	Trail    audit.Trail
	Zone     *time.Location // in which units and facets are valid for days
	Now      func() time.Time
	NewID    func() string
}

// Service keeps digests and carries out their occurrences. Each act is one transaction with
// its audit row and its event in it. Changes need account.DigestManage in the digest's unit,
// reading needs account.ArticleRead there.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Create makes a digest. All faults are reported at once by JSON pointer.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Digest, error) {
	if err := s.refused(ctx, actor, "", actor.Need(right.DigestManage, right.In(in.Unit))); err != nil {
		return Digest{}, err
	}
	now := s.o.Now()
	d := Digest{ID: s.o.NewID(), Unit: in.Unit, Lang: in.Lang, Items: MaxItems, State: Active, Authors: []string{actor.ID},
		Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		at, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		if err := s.apply(ctx, &change{d: &d, fresh: true}, in.Patch, at); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, d); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, d, told{act: "digest.create"})
	})
	if err != nil {
		return Digest{}, err
	}
	return d, nil
}

// anywhere turns away those who may do an action in no unit at all before anything is read, so
// that ids tell nothing to strangers.
func anywhere(actor right.Actor, action right.Action) error {
	if every, units := actor.Scope(action); !every && len(units) == 0 {
		return actor.Need(action, right.In(""))
	}
	return nil
}

// Get reads a digest.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Digest, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return Digest{}, err
	}
	d, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return Digest{}, err
	}
	if err := actor.Need(right.ArticleRead, right.In(d.Unit)); err != nil {
		return Digest{}, err
	}
	return d, nil
}

// List returns the digests of the units whose stories the actor may read, by name.
func (s *Service) List(ctx context.Context, actor right.Actor) ([]Digest, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return nil, err
	}
	every, units := actor.Scope(right.ArticleRead)
	if every {
		units = nil
	}
	return s.o.Store.List(ctx, units)
}

// Occurrences lists those of a digest, newest first, from before an instant; the zero time
// means from the newest.
func (s *Service) Occurrences(ctx context.Context, actor right.Actor, id string, before time.Time, limit int) ([]Occurrence, error) {
	if _, err := s.Get(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.o.Store.Occurrences(ctx, id, before, limit)
}

// Update changes a digest; version is the one that was read. What is the same already changes
// nothing, the version included.
func (s *Service) Update(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Digest, error) {
	return s.onDigest(ctx, actor, id, version, func(ctx context.Context, d *Digest) error {
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		ch, was := &change{d: d}, *d
		if err := s.apply(ctx, ch, p, now); err != nil || len(ch.changed) == 0 {
			return err
		}
		if ch.has("/title", "/facets", "/filter", "/max_items") && !slices.Contains(d.Authors, actor.ID) {
			d.Authors = slices.Sorted(slices.Values(append(slices.Clone(d.Authors), actor.ID)))
		}
		return s.save(ctx, actor, *d, told{act: "digest.update", was: &was, detail: map[string]any{"changed": ch.changed}}, d)
	})
}

// End ends a digest for good; version is the one that was read. Its occurrences and drafts
// stay.
func (s *Service) End(ctx context.Context, actor right.Actor, id string, version int) (Digest, error) {
	return s.onDigest(ctx, actor, id, version, func(ctx context.Context, d *Digest) error {
		was := *d
		d.State, d.NextAt = Ended, time.Time{}
		return s.save(ctx, actor, *d, told{act: "digest.end", was: &was}, d)
	})
}

func (s *Service) save(ctx context.Context, actor right.Actor, d Digest, t told, into *Digest) error {
	d.Version++
	d.UpdatedAt = s.o.Now()
	if err := s.o.Store.Save(ctx, d); err != nil {
		return err
	}
	*into = d
	return s.tell(ctx, actor.ID, d, t)
}

// onDigest runs a change on a locked digest; version 0 means that it does not depend on it.
func (s *Service) onDigest(ctx context.Context, actor right.Actor, id string, version int, fn func(ctx context.Context, d *Digest) error) (Digest, error) {
	var done Digest
	if err := anywhere(actor, right.DigestManage); err != nil {
		return Digest{}, s.refused(ctx, actor, id, err)
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		d, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(right.DigestManage, right.In(d.Unit)); err != nil {
			return err
		}
		if version != 0 && version != d.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", d.Version))
		}
		if err := d.Alterable(); err != nil {
			return err
		}
		err = fn(ctx, &d)
		done = d
		return err
	})
	if err != nil {
		return Digest{}, s.refused(ctx, actor, id, err)
	}
	return done, nil
}

// Alterable tells why nothing can be done about a digest any more; nil while something can.
func (d Digest) Alterable() error {
	if d.State != Ended {
		return nil
	}
	return fault.New(fault.StateConflict, fault.T("Bản tin định kỳ này đã kết thúc; tạo một bản tin mới.", "This digest has ended; make a new one."))
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	entry := audit.Entry{Actor: actor.ID, Action: string(right.DigestManage), Object: audit.Object{Kind: "digest", ID: id}}
	return audit.Refused(ctx, s.o.Trail, entry, err)
}

// told is what the record and the stream of events say about an act.
type told struct {
	act     string
	was     *Digest // before the act, where it changes the digest
	article string
	detail  map[string]any
}

func (s *Service) tell(ctx context.Context, actor string, d Digest, t told) error {
	entry := audit.Entry{Actor: actor, Action: t.act, Object: audit.Object{Kind: "digest", ID: d.ID}, Is: d.defined(), Detail: t.detail}
	if t.was != nil {
		entry.Was = t.was.defined()
	}
	if actor == audit.System {
		entry.OnBehalf = d.CreatedBy
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	data := map[string]any{"digest": d.ID}
	for name, value := range t.detail {
		data[name] = value
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(t.act), Article: t.article, Unit: d.Unit, Data: data, Actor: actor})
}

// defined is what the record hashes of a digest: what people set, and who did.
func (d Digest) defined() any {
	return map[string]any{"unit": d.Unit, "name": d.Name, "title": d.Title, "lang": d.Lang, "facets": d.Facets, "filter": d.Filter,
		"expression": d.Expression, "zone": d.Zone, "items": d.Items, "state": d.State, "authors": d.Authors}
}
