package request

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store   Store
	Plans   Plans
	Planner Planner
	Public  Public
	Trail   audit.Trail
	Zone    *time.Location // of the house
	Now     func() time.Time
	NewID   func() string
}

// Service keeps requests. Each act is one transaction with its audit row and its events in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Organisation *string
	Subject      *string
	Need         *string
	Lang         *string
	Contact      *string
	Due          *walltime.Wall
	Facets       *plan.Facets
}

func (s *Service) today() plan.Date { return plan.DayOf(s.o.Now(), s.o.Zone) }

// anywhere turns away those who may do an action in no unit at all before anything is read.
func anywhere(actor right.Actor, action right.Action) error {
	if every, units := actor.Scope(action); !every && len(units) == 0 {
		return actor.Need(action, right.In(""))
	}
	return nil
}

// sees turns away those who can have nothing to do with any request.
func sees(actor right.Actor) error {
	if anywhere(actor, right.RequestCreate) == nil {
		return nil
	}
	return anywhere(actor, right.RequestRead)
}

// Enter enters a request: of the press its own, of the house one for somebody else.
func (s *Service) Enter(ctx context.Context, actor right.Actor, p Patch) (Request, error) {
	if err := s.refused(ctx, actor, "", anywhere(actor, right.RequestCreate)); err != nil {
		return Request{}, err
	}
	now := s.o.Now()
	r := Request{ID: s.o.NewID(), State: Open, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	if anywhere(actor, right.RequestRead) != nil {
		r.Asker = actor.ID
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.room(ctx, r.Asker); err != nil {
			return err
		}
		var faults fault.Fields
		if err := s.apply(ctx, &r, p, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, r); err != nil {
			return err
		}
		return s.tell(ctx, actor, told{act: "request.enter", units: []string{""}}, r)
	})
	if err != nil {
		return Request{}, s.refused(ctx, actor, "", err)
	}
	return r, nil
}

// room bounds how many requests of an account wait at once.
func (s *Service) room(ctx context.Context, asker string) error {
	if asker == "" {
		return nil
	}
	n, err := s.o.Store.Open(ctx, asker)
	if err == nil && n >= MaxOpen {
		return fault.New(fault.TooManyRequests, fault.Tf("Tài khoản này đang có %d yêu cầu chưa khép lại, nhiều nhất cùng một lúc; chờ trả lời hoặc rút bớt một yêu cầu.",
			"This account has %d open requests, as many as it may at once; wait for an answer, or withdraw one.", n))
	}
	return err
}

// apply brings a patch into a request; what is wrong is added to the faults.
func (s *Service) apply(ctx context.Context, r *Request, p Patch, faults *fault.Fields) error {
	fresh := r.Subject == ""
	line := func(at string, into *string, given *string, most int, wanted bool) {
		if given == nil && fresh {
			given = new(string)
		}
		if given != nil {
			*into = manuscript.Line(faults, at, *given, most, wanted)
		}
	}
	line("/subject", &r.Subject, p.Subject, MaxSubject, true)
	line("/organisation", &r.Organisation, p.Organisation, MaxOrganisation, false)
	line("/contact", &r.Contact, p.Contact, MaxContact, false)
	if p.Need != nil || fresh {
		given := ""
		if p.Need != nil {
			given = *p.Need
		}
		r.Need = manuscript.Words(faults, "/need", given, MaxNeed, true)
	}
	if p.Due != nil {
		due, err := planning.DueBy(*p.Due, s.o.Zone)
		if err == nil {
			err = due.Ahead(s.o.Now())
		}
		if err := faults.AddError("", err); err != nil {
			return err
		}
		r.Due = due
	}
	if p.Lang == nil && p.Facets == nil && !fresh {
		return nil
	}
	return s.classify(ctx, r, p, faults)
}

func (s *Service) classify(ctx context.Context, r *Request, p Patch, faults *fault.Fields) error {
	current, err := s.o.Plans.Current(ctx, s.today())
	if err != nil {
		return err
	}
	if p.Facets != nil {
		r.Facets = *p.Facets
		if err := faults.AddError("", s.o.Plans.CheckFacets(ctx, current.ID, r.Facets)); err != nil {
			return err
		}
	}
	if p.Lang != nil {
		r.Lang = *p.Lang
	} else if r.Lang == "" {
		r.Lang = "vi"
	}
	known, err := s.o.Plans.Languages(ctx, current.ID)
	if err != nil {
		return err
	}
	var codes []string
	for _, f := range known {
		codes = append(codes, f.Code)
	}
	if !slices.Contains(codes, r.Lang) {
		list := strings.Join(codes, ", ")
		faults.Add("/lang", fault.Tf("không có ngôn ngữ này; có: %s", "is not a known language; known: %s", list))
	}
	return nil
}

// visible refuses whoever did not enter a request and reads those of none of the units that were
// asked.
func visible(actor right.Actor, r Request) error {
	if r.CreatedBy == actor.ID {
		return nil
	}
	for _, share := range r.Shares {
		if actor.May(right.RequestRead, right.In(share.Unit)).Allowed {
			return nil
		}
	}
	return actor.Need(right.RequestRead, right.In(""))
}

// Get reads a request.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Request, error) {
	if err := sees(actor); err != nil {
		return Request{}, err
	}
	r, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return Request{}, err
	}
	if err := visible(actor, r); err != nil {
		return Request{}, err
	}
	return r, nil
}

// List returns the requests that the actor may see, newest first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) ([]Request, error) {
	if err := sees(actor); err != nil {
		return nil, err
	}
	if f.Unit != "" {
		if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Units: []string{f.Unit}}); err != nil {
			return nil, err
		}
	}
	every, units := actor.Scope(right.RequestRead)
	f.Sight = Sight{Person: actor.ID, Every: every, Units: units}
	return s.o.Store.List(ctx, f)
}

// told is what the record and the stream of events say about an act.
type told struct {
	act    string
	was    *Request
	units  []string // whose people see it; "" is the whole house
	detail map[string]any
}

func (s *Service) tell(ctx context.Context, actor right.Actor, t told, r Request) error {
	entry := audit.Entry{Actor: actor.ID, Action: t.act, Object: audit.Object{Kind: "request", ID: r.ID}, Is: r.defined(), Detail: t.detail}
	if t.was != nil {
		entry.Was = t.was.defined()
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	var events []audit.Event
	for _, unit := range t.units {
		data := map[string]any{"request": r.ID, "state": string(r.State)}
		if r.Asker != "" {
			data["person"] = r.Asker
		}
		events = append(events, audit.Event{Kind: audit.Done(t.act), Unit: unit, Data: data, Actor: actor.ID})
	}
	return s.o.Trail.Emit(ctx, events...)
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.RequestAnswer), Object: audit.Object{Kind: "request", ID: id}}, err)
}
