// Package unit is the administration of units: they are made, renamed, moved below another
// and ended by people, one by one or from a spreadsheet, beside the documents of plans. What
// was is never written over: a name or a parent holds from a day on, and one that has ended
// stays as it was.
package unit

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Register keeps units, and knows what hangs on them.
type Register interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// LockUnits returns all units, see [plan.Register], and keeps others from changing any
	// until the transaction ends.
	LockUnits(ctx context.Context) ([]plan.Unit, error)
	Units(ctx context.Context) ([]plan.Unit, error)
	PutUnits(ctx context.Context, units []plan.Unit) error
	// Holdings counts what would be in nobody's hands after the last day of a unit, and what
	// came into being in its name from an instant on.
	Holdings(ctx context.Context, code string, last plan.Date, from time.Time) (Holdings, error)
}

// Holdings is what hangs on a unit.
type Holdings struct {
	Stories, Pictures, Channels, Digests int
	Grants                               int // that go on after the day
	// Later counts stories, pictures and releases of the unit that came into being from the
	// instant on.
	Later int
}

// Plans tells days and the plan in force; [plan.Service] does.
type Plans interface {
	Day(at time.Time) plan.Date
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Register Register
	Plans    Plans
	Trail    audit.Trail
	Now      func() time.Time
	Zone     *time.Location // in which days begin
}

// Service administers units. All of it needs [right.PlanManage] for the whole house.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o} }

// NewUnit is a unit that is to be made.
type NewUnit struct {
	Code       string
	Name       fault.Text // without an English one the Vietnamese stands for it
	ShortVI    string
	Kind       string
	Parent     string
	From, To   plan.Date // first and last day; open where empty
	Successors []string
}

// Change is what is to be otherwise with a unit; nil fields stay.
type Change struct {
	// Version is that which was read; [fault.StaleVersion] when it is another by now. 0 asks
	// for none.
	Version int
	// Since is from which day on names, kind and parent hold; "" is today, or the beginning of
	// a unit that has not begun.
	Since   plan.Date
	Name    *fault.Text
	ShortVI *string
	Kind    *string
	Parent  *string
	From    *plan.Date // of a unit that has not begun
}

// End says when a unit ends, and to which others it passes.
type End struct {
	// Version is that which was read; without one nothing is changed of an end that is there
	// ([fault.VersionRequired]).
	Version int
	Last    plan.Date
	// Open takes an end back that has not come yet.
	Open bool
	// Successors are codes; all of them take over, and one unit may take over from many.
	Successors []string
}

// The acts, as the record names them.
const (
	create = "unit.create"
	change = "unit.update"
	finish = "unit.end"
	taking = "unit.import"
)

// May tells whether somebody may administer units; a refusal is recorded. It must be called
// outside transactions.
func (s *Service) May(ctx context.Context, actor right.Actor) error {
	return s.may(ctx, actor, taking, "")
}

func (s *Service) may(ctx context.Context, actor right.Actor, action, code string) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "unit", ID: code}}, actor.Need(right.PlanManage, right.In("")))
}

func (s *Service) today() plan.Date { return s.o.Plans.Day(s.o.Now()) }

// Create makes a unit.
func (s *Service) Create(ctx context.Context, actor right.Actor, n NewUnit) (plan.Unit, error) {
	if err := s.may(ctx, actor, create, n.Code); err != nil {
		return plan.Unit{}, err
	}
	if n.To != "" { // then it is an end as well
		if err := s.proven(ctx, actor, create, n.Code); err != nil {
			return plan.Unit{}, err
		}
	}
	return s.act(ctx, actor, n.Code, func(b *book) { b.make(n) })
}

// Change changes a unit from a day on.
func (s *Service) Change(ctx context.Context, actor right.Actor, code string, c Change) (plan.Unit, error) {
	if err := s.may(ctx, actor, change, code); err != nil {
		return plan.Unit{}, err
	}
	return s.act(ctx, actor, code, func(b *book) { b.change(code, c) })
}

// End ends a unit with a day, after which what it had is in the hands of its successors. For
// one that is to end it names another day or others, or takes the end back; for one that has ended it names further
// successors, and nothing else. It is refused when something would be in nobody's hands.
func (s *Service) End(ctx context.Context, actor right.Actor, code string, e End) (plan.Unit, error) {
	if err := s.may(ctx, actor, finish, code); err != nil {
		return plan.Unit{}, err
	}
	if err := s.proven(ctx, actor, finish, code); err != nil {
		return plan.Unit{}, err
	}
	return s.act(ctx, actor, code, func(b *book) {
		b.end(code, e)
		if b.refused == nil && e.Version == 0 && b.was[code].To != "" && slices.Contains(b.touched, code) {
			b.refused = fault.New(fault.VersionRequired, fault.Tf("Đơn vị đã có ngày cuối %s; muốn đổi thì đọc lại và gửi If-Match.",
				"The unit has an end already (%s); to change it, read it and send If-Match.", b.was[code].To))
		}
	})
}

// proven asks for a person who was proven just now: whose the text is, is a question of rights.
func (s *Service) proven(ctx context.Context, actor right.Actor, action, code string) error {
	err := audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "unit", ID: code}}, right.InPerson(actor))
	if err != nil {
		return err
	}
	return right.Fresh(actor)
}

// act enters a wish, judges the whole, and writes it with its record and its event.
func (s *Service) act(ctx context.Context, actor right.Actor, code string, enter func(b *book)) (is plan.Unit, err error) {
	err = s.o.Register.InTx(ctx, func(ctx context.Context) error { // which may run more than once
		all, err := s.o.Register.LockUnits(ctx)
		if err != nil {
			return err
		}
		var faults fault.Fields
		b := newBook(actor, all, s.today(), func(_, pointer string, what fault.Text) { faults.Add(pointer, what) })
		enter(b)
		if b.refused != nil {
			return b.refused
		}
		b.judge()
		if err := s.hands(ctx, b); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		if err := s.write(ctx, actor, b); err != nil {
			return err
		}
		is = b.units[code].On(b.today)
		return nil
	})
	return is, err
}

// write keeps what a book has changed, a record and an event for each unit.
func (s *Service) write(ctx context.Context, actor right.Actor, b *book) error {
	var put []plan.Unit
	for _, code := range b.touched {
		u := b.units[code]
		u.Version = b.was[code].Version + 1
		if slices.Sort(u.Successors); len(u.Attrs) == 0 {
			u.Attrs = []byte("{}")
		}
		b.units[code] = u
		put = append(put, u)
	}
	if len(put) == 0 {
		return nil
	}
	if err := s.o.Register.PutUnits(ctx, put); err != nil {
		return err
	}
	for _, u := range put {
		if err := s.tell(ctx, actor, b.was[u.Code], u); err != nil {
			return err
		}
	}
	return nil
}

// Loaded tells of units that a document of a plan has changed, in the transaction in which it
// was loaded.
func (s *Service) Loaded(ctx context.Context, units []plan.Changed) error {
	for _, one := range units {
		if err := s.tell(ctx, right.System(), one.Was, one.Is); err != nil {
			return err
		}
	}
	return nil
}

// tell records an act. Names of units are no personal data: the record keeps what changed in
// words as well.
func (s *Service) tell(ctx context.Context, actor right.Actor, was, is plan.Unit) error {
	e := audit.Entry{Actor: actor.ID, Action: change, Object: audit.Object{Kind: "unit", ID: is.Code}, Is: told(is), Detail: map[string]any{}}
	switch {
	case was.Code == "":
		e.Action = create
	case is.To == "" && was.To != "": // an end that was taken back
		e.Was = told(was)
	case is.To != was.To || !slices.Equal(is.Successors, was.Successors):
		e.Action, e.Was = finish, told(was)
	default:
		e.Was = told(was)
	}
	before, after := told(was), told(is)
	for field, value := range after {
		if was.Code == "" || !reflect.DeepEqual(before[field], value) {
			e.Detail["after_"+field] = value
			if was.Code != "" {
				e.Detail["before_"+field] = before[field]
			}
		}
	}
	if actor.Key != "" {
		e.Detail["key"] = actor.Key
	}
	if err := s.o.Trail.Record(ctx, e); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(e.Action), Unit: is.Code, Data: map[string]any{"unit": is.Code}})
}

// told is what the record says of a unit.
func told(u plan.Unit) map[string]any {
	first := u.First()
	m := map[string]any{"name_vi": first.Name.VI, "name_en": first.Name.EN, "short": first.ShortVI, "kind": first.Kind, "parent": first.Parent,
		"from": string(u.From), "to": string(u.To), "successors": append([]string{}, u.Successors...), "later": []any{}}
	var later []any
	for _, p := range u.Phases[min(1, len(u.Phases)):] {
		later = append(later, map[string]any{"from": string(p.From), "name_vi": p.Name.VI, "name_en": p.Name.EN, "short": p.ShortVI, "kind": p.Kind, "parent": p.Parent})
	}
	if later != nil {
		m["later"] = later
	}
	if attrs := string(u.Attrs); attrs != "" && attrs != "{}" { // of a document
		m["attrs"] = attrs
	}
	return m
}
