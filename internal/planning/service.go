package planning

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Plans    Plans
	Newsroom Newsroom
	People   People
	Trail    audit.Trail
	Zone     *time.Location // of the house
	Now      func() time.Time
	NewID    func() string
}

// Service keeps planned stories. Each act is one transaction with its audit row and its event
// in it. Who may create stories in a unit proposes there, and begins what is assigned; who may
// assign does the rest. Reading takes the right to read the unit's stories.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Title  *string
	Note   *string
	Facets *plan.Facets
	Langs  *[]string
	Entry  *string // id of a day of the calendar, "" for none
}

// Input is a new planned story.
type Input struct {
	Unit string
	Patch
	// Request is that of the press for which it is planned; set by those who answer one.
	Request string
}

// Assignment says who is to write it, and by when. Nil leaves a thing as it is.
type Assignment struct {
	Unit   *string
	Person *string // id, "" for the unit as a whole
	Due    *walltime.Wall
}

// Propose plans a story as an idea.
func (s *Service) Propose(ctx context.Context, actor right.Actor, in Input) (Story, error) {
	if !actor.May(right.PlannedAssign, right.In(in.Unit)).Allowed {
		if err := s.refused(ctx, actor, "", actor.Need(right.ArticleCreate, right.In(in.Unit))); err != nil {
			return Story{}, err
		}
	}
	now := s.o.Now()
	one := Story{ID: s.o.NewID(), Unit: in.Unit, State: Idea, Request: in.Request, Langs: []string{}, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var faults fault.Fields
		if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, in.Unit, s.today())); err != nil {
			return err
		}
		if err := s.apply(ctx, &one, in.Patch, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, one); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, one, told{act: "planned.propose"})
	})
	if err != nil {
		return Story{}, err
	}
	return one, nil
}

func (s *Service) today() plan.Date { return plan.DayOf(s.o.Now(), s.o.Zone) }

// Get reads a planned story.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Story, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return Story{}, err
	}
	one, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return Story{}, err
	}
	return one, actor.Need(right.ArticleRead, right.In(one.Unit))
}

// List returns those of the units whose stories the actor may read, what is due first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) ([]Story, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return nil, err
	}
	if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Units: f.Units}); err != nil {
		return nil, err
	}
	if every, units := actor.Scope(right.ArticleRead); !every {
		f.Units = within(f.Units, units)
	}
	return s.o.Store.List(ctx, f)
}

// within narrows the units that were asked for to those that may be seen; nil asks for all.
func within(asked, allowed []string) []string {
	if asked == nil {
		return allowed
	}
	both := []string{}
	for _, unit := range asked {
		for _, one := range allowed {
			if unit == one {
				both = append(both, unit)
			}
		}
	}
	return both
}

// anywhere turns away those who may do an action in no unit at all before anything is read.
func anywhere(actor right.Actor, action right.Action) error {
	if every, units := actor.Scope(action); !every && len(units) == 0 {
		return actor.Need(action, right.In(""))
	}
	return nil
}

// Change changes what a planned story is about; version is the one that was read.
func (s *Service) Change(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Story, error) {
	return s.on(ctx, actor, act{id: id, version: version, move: Update, need: right.PlannedAssign}, func(ctx context.Context, one *Story, faults *fault.Fields) error {
		return s.apply(ctx, one, p, faults)
	})
}

// Assign gives a planned story to a unit or a person by a day; also what was given before.
func (s *Service) Assign(ctx context.Context, actor right.Actor, id string, version int, a Assignment) (Story, error) {
	return s.on(ctx, actor, act{id: id, version: version, move: Assign, need: right.PlannedAssign}, func(ctx context.Context, one *Story, faults *fault.Fields) error {
		return s.give(ctx, actor, one, a, faults)
	})
}

// Drop gives a planned story up, and says why. What was written stays.
func (s *Service) Drop(ctx context.Context, actor right.Actor, id string, version int, reason string) (Story, error) {
	return s.on(ctx, actor, act{id: id, version: version, move: Drop, need: right.PlannedAssign}, func(_ context.Context, one *Story, faults *fault.Fields) error {
		one.Reason = manuscript.Words(faults, "/reason", reason, MaxReason, true)
		return nil
	})
}

// Begin makes the article of what is assigned, in the language that is wished first, with the
// facets that were wished; whom it was assigned to is a co-author. Again it makes nothing, and
// gives the same.
func (s *Service) Begin(ctx context.Context, actor right.Actor, id string) (Story, error) {
	return s.on(ctx, actor, act{id: id, move: Begin, need: right.ArticleCreate}, func(ctx context.Context, one *Story, _ *fault.Fields) error {
		lang := "vi"
		if len(one.Langs) > 0 {
			lang = one.Langs[0]
		}
		in := article.Input{Unit: one.Unit, Facets: one.Facets, Lang: lang, Text: manuscript.Text{Title: one.Title}}
		if one.Person != "" && one.Person != actor.ID {
			in.Coauthors = []string{one.Person}
		}
		a, _, err := s.o.Newsroom.Create(ctx, actor, in)
		one.Article = a.ID
		return err
	})
}

// act is one move of somebody.
type act struct {
	id      string
	version int // 0 does not depend on it
	move    Move
	need    right.Action
}

// own tells the moves that whoever proposed a story makes themselves while it is an idea.
func (a act) own() bool { return a.move == Update || a.move == Drop }

func (a act) allowed(actor right.Actor, one Story) error {
	if a.own() && one.State == Idea && one.CreatedBy == actor.ID && actor.May(right.ArticleCreate, right.In(one.Unit)).Allowed {
		return nil
	}
	return actor.Need(a.need, right.In(one.Unit))
}

// May tells of each move whether the actor may make it on a story now.
func May(actor right.Actor, one Story) map[Move]right.Decision {
	may := map[Move]right.Decision{}
	for _, m := range Moves() {
		a := act{move: m, need: right.PlannedAssign}
		if m == Begin {
			a.need = right.ArticleCreate
		}
		if may[m] = actor.May(a.need, right.In(one.Unit)); a.allowed(actor, one) == nil {
			may[m] = right.Decision{Allowed: true, OnBehalf: may[m].OnBehalf}
		}
		if _, err := Next(one.State, m); err != nil && may[m].Allowed {
			refusal, _ := fault.As(err)
			may[m] = right.Decision{Reason: refusal.Detail}
		}
	}
	return may
}

// on makes a move on a locked story.
func (s *Service) on(ctx context.Context, actor right.Actor, a act, fn func(ctx context.Context, one *Story, faults *fault.Fields) error) (Story, error) {
	var done Story
	if err := anywhere(actor, a.need); err != nil && (!a.own() || anywhere(actor, right.ArticleCreate) != nil) {
		return Story{}, s.refused(ctx, actor, a.id, err)
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		one, err := s.o.Store.Lock(ctx, a.id)
		if err != nil {
			return err
		}
		if err := a.allowed(actor, one); err != nil {
			return err
		}
		if a.move == Begin && one.Article != "" && one.State != Dropped { // it was asked twice
			done = one
			return nil
		}
		if a.version != 0 && a.version != one.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", one.Version))
		}
		was := one
		if one.State, err = Next(one.State, a.move); err != nil {
			return err
		}
		var faults fault.Fields
		if err := fn(ctx, &one, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		one.Version++
		one.UpdatedAt = s.o.Now()
		if err := s.o.Store.Save(ctx, one); err != nil {
			return err
		}
		done = one
		return s.tell(ctx, actor.ID, one, told{act: "planned." + string(a.move), was: &was})
	})
	if err != nil {
		return Story{}, s.refused(ctx, actor, a.id, err)
	}
	return done, nil
}

// told is what the record and the stream of events say about an act.
type told struct {
	act string
	was *Story
}

func (s *Service) tell(ctx context.Context, actor string, one Story, t told) error {
	entry := audit.Entry{Actor: actor, Action: t.act, Object: audit.Object{Kind: "planned", ID: one.ID}, Is: one.defined(), Detail: map[string]any{"state": string(one.State)}}
	data := map[string]any{"planned": one.ID, "state": string(one.State)}
	if t.was != nil {
		entry.Was = t.was.defined()
		entry.Detail["from"] = string(t.was.State)
		if t.was.Unit != one.Unit {
			entry.Detail["from_unit"], entry.Detail["to_unit"] = t.was.Unit, one.Unit
		}
	}
	if one.Article != "" {
		entry.Detail["article"] = one.Article
	}
	if one.Person != "" {
		data["assignee"] = one.Person
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(t.act), Article: one.Article, Unit: one.Unit, Data: data, Actor: actor})
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.PlannedAssign), Object: audit.Object{Kind: "planned", ID: id}}, err)
}
