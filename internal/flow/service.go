package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps the versions of flows.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Newest returns the newest versions, by the code of the unit and "" for the house; of some
	// units, or all for nil. Units without one are not among them.
	Newest(ctx context.Context, units []string) (map[string]Flow, error)
	// AddFlow keeps a version; [fault.AlreadyExists] when there is that one.
	AddFlow(ctx context.Context, f Flow) error
}

// Reader tells which flows are in force.
type Reader struct{ Store Store }

// InForce returns the flow by which a unit goes: its own, or that of the house.
func (r Reader) InForce(ctx context.Context, unit string) (Flow, error) {
	list, err := r.Store.Newest(ctx, []string{unit, ""})
	return chosen(list, unit), err
}

// Every returns the flows in force of all units, see [Every.Of].
func (r Reader) Every(ctx context.Context) (Every, error) {
	list, err := r.Store.Newest(ctx, nil)
	return Every{list}, err
}

// Every is the flows of all units at a moment.
type Every struct{ newest map[string]Flow }

// Of returns the flow by which a unit goes.
func (e Every) Of(unit string) Flow { return chosen(e.newest, unit) }

func chosen(newest map[string]Flow, unit string) Flow {
	if own, there := newest[unit]; there && !own.Inherits {
		return own
	}
	if house, there := newest[""]; there {
		return house
	}
	return Usual("")
}

// People is what flows ask of accounts.
type People interface {
	// Person returns an account by id; [fault.NotFound] when there is none.
	Person(ctx context.Context, id string) (account.Person, error)
	// Effect says who may what today.
	Effect(ctx context.Context) (account.Effect, error)
}

// Plans is what flows ask of the plan.
type Plans interface {
	Day(at time.Time) plan.Date
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
	// CheckUnitToday refuses, at /unit, what is no unit today.
	CheckUnitToday(ctx context.Context, code string) error
	// Unit returns a unit; [fault.NotFound] when there is none.
	Unit(ctx context.Context, code string) (plan.Unit, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store  Store
	Plans  Plans
	People People
	Trail  audit.Trail
	Now    func() time.Time
}

// Service sets and shows flows. An act is one transaction with its audit row and its event.
type Service struct {
	Reader
	o Options
}

// New makes a Service.
func New(o Options) *Service { return &Service{Reader{o.Store}, o} }

// Told is the flow of a unit, and the one by which it goes: another where it inherits.
type Told struct {
	Own     Flow
	InForce Flow
}

// Get returns the flow of a unit, "" for the house, to whoever reads stories somewhere.
func (s *Service) Get(ctx context.Context, actor right.Actor, unit string) (Told, error) {
	if every, units := actor.Scope(right.ArticleRead); !every && len(units) == 0 {
		return Told{}, audit.Refused(ctx, s.o.Trail, entry(actor, "flow.read", unit), actor.Need(right.ArticleRead, right.In("")))
	}
	if unit != "" {
		if _, err := s.o.Plans.Unit(ctx, unit); err != nil {
			return Told{}, err
		}
	}
	return s.told(ctx, unit)
}

func (s *Service) told(ctx context.Context, unit string) (Told, error) {
	list, err := s.o.Store.Newest(ctx, []string{unit, ""})
	if err != nil {
		return Told{}, err
	}
	own, there := list[unit]
	if !there {
		own = Usual(unit)
	}
	return Told{own, chosen(list, unit)}, nil
}

// May judges whether somebody may set the flow of a unit.
func (s *Service) May(actor right.Actor, unit string) right.Decision {
	return actor.May(right.FlowManage, right.In(unit))
}

// Set sets the flow of a unit, "" for the house, if version is still the newest. Whoever may do
// that for one unit only makes it no looser, and nobody enters themselves for duty: the rules of
// the four eyes are not for those to lower whom they bind.
func (s *Service) Set(ctx context.Context, actor right.Actor, unit string, version int, in Input) (Told, error) {
	const action = "flow.update"
	if err := audit.Refused(ctx, s.o.Trail, entry(actor, action, unit), actor.Need(right.FlowManage, right.In(unit))); err != nil {
		return Told{}, err
	}
	var told Told
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		was, err := s.told(ctx, unit)
		if err != nil {
			return err
		}
		if was.Own.Version != version {
			return stale(was.Own.Version)
		}
		is, err := s.check(ctx, actor, unit, was, in)
		if err != nil {
			return err
		}
		if same(was.Own, is) {
			told = was
			return nil
		}
		if err := s.o.Store.AddFlow(ctx, is); fault.Is(err, fault.AlreadyExists) {
			return stale(version + 1) // somebody was faster
		} else if err != nil {
			return err
		}
		if err := s.tell(ctx, entry(actor, action, unit), was.Own, is); err != nil {
			return err
		}
		told, err = s.told(ctx, unit)
		return err
	})
	return told, err
}

// tell leaves the audit row, with what was and what is, and the event.
func (s *Service) tell(ctx context.Context, e audit.Entry, was, is Flow) error {
	e.Was, e.Is = content(was), content(is)
	e.Detail = map[string]any{"unit": is.Unit, "version": is.Version, "before": content(was), "after": content(is)}
	if err := s.o.Trail.Record(ctx, e); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(e.Action), Unit: is.Unit, Data: map[string]any{"version": is.Version}, Actor: e.Actor})
}

// content is what the record keeps of a flow.
func content(f Flow) map[string]any {
	if f.Inherits {
		return map[string]any{"inherits": true}
	}
	encoded, err := json.Marshal(f.Rules)
	var all map[string]any
	if err == nil {
		err = json.Unmarshal(encoded, &all)
	}
	if err != nil { // plain values, which always encode
		return nil
	}
	return all
}

func same(a, b Flow) bool {
	one, failed := json.Marshal(content(a))
	other, err := json.Marshal(content(b))
	return failed == nil && err == nil && slices.Equal(one, other)
}

func entry(actor right.Actor, action, unit string) audit.Entry {
	return audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "flow", ID: cmp.Or(unit, House)}}
}

func stale(current int) error {
	return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", current))
}
