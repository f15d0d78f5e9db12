package view

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/review"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps saved views.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	Add(ctx context.Context, v View) error
	Save(ctx context.Context, v View) error
	Remove(ctx context.Context, id string) error
	Get(ctx context.Context, id string) (View, error)
	// Lock is Get, and keeps others from it until the transaction ends.
	Lock(ctx context.Context, id string) (View, error)
	// List lists those of a person and those shared with units, by name; of all units for nil.
	List(ctx context.Context, person string, units []string) ([]View, error)
}

// Desk tells what stands beside editions in the list, each in one query however many there are.
type Desk interface {
	Languages(ctx context.Context, articles []string) (map[string][]Language, error)
	Channels(ctx context.Context, editions []string) (map[string][]Channel, error)
	Names(ctx context.Context, people []string) (map[string]string, error)
}

// Newsroom lists editions as somebody; [article.Service] does.
type Newsroom interface {
	List(ctx context.Context, actor right.Actor, f article.Filter) ([]article.Row, error)
	Count(ctx context.Context, actor right.Actor, f article.Filter, most int) (int, error)
}

// Reviews tells what waits for somebody; [review.Service] does.
type Reviews interface {
	Mine(ctx context.Context, actor right.Actor) ([]review.Waiting, error)
}

// Plans is what views ask of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Desk     Desk
	Newsroom Newsroom
	Reviews  Reviews
	Plans    Plans
	Trail    audit.Trail
	Zone     *time.Location // of the house
	Now      func() time.Time
	NewID    func() string
}

// Service lists editions, and keeps views of them.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Part is a part of a list.
type Part struct {
	After *article.Place // the last row of the former part
	Limit int
}

// List finds the editions that the actor may read, with what stands beside each.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter, p Part) ([]Item, error) {
	asked, err := s.narrow(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	asked.After, asked.Limit = p.After, p.Limit
	rows, err := s.o.Newsroom.List(ctx, actor, asked)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var articles, editions, people []string
	for _, row := range rows {
		articles, people = append(articles, row.Article), append(append(people, row.Of.CreatedBy), row.Of.Coauthors...)
		if actor.May(right.DeliveryRead, right.In(row.Of.Unit)).Allowed {
			editions = append(editions, row.ID)
		}
	}
	languages, err := s.o.Desk.Languages(ctx, articles)
	if err != nil {
		return nil, err
	}
	channels, err := s.o.Desk.Channels(ctx, editions)
	if err != nil {
		return nil, err
	}
	names, err := s.o.Desk.Names(ctx, people)
	items := make([]Item, len(rows))
	for i, row := range rows {
		items[i] = Item{Row: row, Languages: languages[row.Article], Channels: channels[row.ID]}
		for _, id := range append([]string{row.Of.CreatedBy}, row.Of.Coauthors...) {
			items[i].People = append(items[i].People, Person{id, names[id]})
		}
	}
	return items, err
}

// reads turns away those who read stories in no unit at all.
func reads(actor right.Actor) error {
	if every, units := actor.Scope(right.ArticleRead); !every && len(units) == 0 {
		return actor.Need(right.ArticleRead, right.In(""))
	}
	return nil
}

// both are the codes that are in both lists.
func both(one, other []string) []string {
	return slices.DeleteFunc(slices.Clone(one), func(code string) bool { return !slices.Contains(other, code) })
}

// Views lists the standard views, then those that the actor saved or that are shared with units
// whose stories they read.
func (s *Service) Views(ctx context.Context, actor right.Actor) ([]View, error) {
	if err := reads(actor); err != nil {
		return nil, err
	}
	every, units := actor.Scope(right.ArticleRead)
	if every {
		units = nil
	}
	saved, err := s.o.Store.List(ctx, actor.ID, units)
	return append(Standards(), saved...), err
}

// Counts counts the editions of the actor's pinned views. A view whose filter no plan understands
// any more has no count.
func (s *Service) Counts(ctx context.Context, actor right.Actor) ([]Count, error) {
	views, err := s.Views(ctx, actor)
	if err != nil {
		return nil, err
	}
	counts := []Count{}
	for _, one := range views {
		if !one.Pinned {
			continue
		}
		asked, err := s.narrow(ctx, actor, one.Filter)
		if fault.Is(err, fault.ValidationFailed) {
			continue
		}
		if err != nil {
			return nil, err
		}
		n, err := s.o.Newsroom.Count(ctx, actor, asked, MaxCount)
		if err != nil {
			return nil, err
		}
		counts = append(counts, Count{View: one.ID, Count: min(n, MaxCount-1), More: n >= MaxCount})
	}
	return counts, nil
}

// May judges whether the actor may change a saved view: whoever made it, and, of one that is
// shared, who hands out the work of its unit (decision 0039).
func May(actor right.Actor, v View) right.Decision {
	if v.Standard() {
		return right.Decision{Reason: fault.T("Đây là khung nhìn chung của hệ thống; hãy lưu một khung nhìn riêng.", "This view is everybody's; save one of your own.")}
	}
	if v.Owner == actor.ID {
		return right.Decision{Allowed: true}
	}
	return actor.May(right.PlannedAssign, right.In(v.Unit))
}

// Get reads a view.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (View, error) {
	if err := reads(actor); err != nil {
		return View{}, err
	}
	for _, one := range Standards() {
		if one.ID == id {
			return one, nil
		}
	}
	v, err := s.o.Store.Get(ctx, id)
	switch {
	case err != nil || v.Owner == actor.ID:
		return v, err
	case v.Unit == "":
		return View{}, fault.New(fault.NotFound, fault.T("Không có khung nhìn này.", "There is no such view."))
	}
	return v, actor.Need(right.ArticleRead, right.In(v.Unit))
}

// Input is a new view.
type Input struct {
	Unit  string // "" keeps it to oneself
	Patch Patch
}

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Name   *string
	Filter *Filter
	Pinned *bool
}

func (s *Service) apply(ctx context.Context, p Patch, v *View, faults *fault.Fields) error {
	if p.Name != nil {
		name := manuscript.Line(faults, "/name", *p.Name, MaxName, true)
		v.Name = fault.T(name, name)
	}
	if p.Pinned != nil {
		v.Pinned = *p.Pinned
	}
	if p.Filter == nil {
		return nil
	}
	v.Filter = *p.Filter
	return faults.AddError("/filter", s.check(ctx, v.Filter))
}

// Create saves a view. Who shares one with a unit reads its stories.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (View, error) {
	now := s.o.Now()
	v := View{ID: s.o.NewID(), Owner: actor.ID, Unit: in.Unit, Version: 1, CreatedAt: now, UpdatedAt: now}
	act := audit.Entry{Actor: actor.ID, Action: "view.create", Object: audit.Object{Kind: "view"}}
	err := reads(actor)
	if err == nil && in.Unit != "" {
		err = actor.Need(right.ArticleRead, right.In(in.Unit))
	}
	if err == nil {
		err = right.InPerson(actor)
	}
	if err != nil {
		return View{}, audit.Refused(ctx, s.o.Trail, act, err)
	}
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var faults fault.Fields
		if err := s.apply(ctx, in.Patch, &v, &faults); err != nil {
			return err
		}
		if in.Unit != "" {
			if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, in.Unit, plan.DayOf(now, s.o.Zone))); err != nil {
				return err
			}
		}
		if err := faults.Err(); err != nil {
			return err
		}
		if err := s.room(ctx, v); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, v); err != nil {
			return err
		}
		act.Object.ID = v.ID
		return s.o.Trail.Record(ctx, act)
	})
	return v, err
}

// room refuses one view too many.
func (s *Service) room(ctx context.Context, v View) error {
	there, err := s.o.Store.List(ctx, v.Owner, []string{v.Unit})
	of := 0
	for _, one := range there {
		if one.Unit == v.Unit {
			of++
		}
	}
	if err == nil && of >= MaxViews {
		return fault.New(fault.StateConflict, fault.Tf("Đã có %d khung nhìn; xóa bớt rồi lưu.", "There are %d views already; delete one first.", MaxViews))
	}
	return err
}

// Change changes a view; version is the one that was read.
func (s *Service) Change(ctx context.Context, actor right.Actor, id string, version int, p Patch) (View, error) {
	return s.on(ctx, actor, id, version, "view.update", func(ctx context.Context, v *View) error {
		var faults fault.Fields
		if err := s.apply(ctx, p, v, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		v.Version++
		v.UpdatedAt = s.o.Now()
		return s.o.Store.Save(ctx, *v)
	})
}

// Remove takes a view away; version is the one that was read.
func (s *Service) Remove(ctx context.Context, actor right.Actor, id string, version int) error {
	_, err := s.on(ctx, actor, id, version, "view.remove", func(ctx context.Context, v *View) error { return s.o.Store.Remove(ctx, v.ID) })
	return err
}

func (s *Service) on(ctx context.Context, actor right.Actor, id string, version int, action string, fn func(ctx context.Context, v *View) error) (View, error) {
	act := audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "view", ID: id}}
	found, err := s.Get(ctx, actor, id)
	if err == nil {
		err = right.InPerson(actor)
	}
	if decision := May(actor, found); err == nil && !decision.Allowed {
		err = fault.New(fault.Denied, decision.Reason)
		if !found.Standard() {
			err = actor.Need(right.PlannedAssign, right.In(found.Unit))
		}
	}
	if err != nil {
		return View{}, audit.Refused(ctx, s.o.Trail, act, err)
	}
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if found, err = s.o.Store.Lock(ctx, id); err != nil {
			return err
		}
		if found.Version != version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", found.Version))
		}
		if err := fn(ctx, &found); err != nil {
			return err
		}
		return s.o.Trail.Record(ctx, act)
	})
	return found, err
}
