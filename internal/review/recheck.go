package review

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// Owed is a check with what it is about.
type Owed struct {
	flow.Recheck
	Row    article.Row // the edition as it is now
	Number int         // of the release
	// Contributors are the people, by id, who contributed to the release.
	Contributors []string
}

// Overdue tells that it should have been made by an instant.
func (o Owed) Overdue(now time.Time) bool { return o.State == flow.RecheckOpen && !now.Before(o.DueAt) }

// Filter narrows a list of checks; zero values do not narrow.
type Filter struct {
	Units  []string // nil means every unit
	States []flow.RecheckState
	// DueBefore narrows to those due by then.
	DueBefore time.Time
	// After is the place of the last one of the page before, the first due first.
	After *Place
	Limit int // 0 means no limit
}

// Place is where a check stands in a list.
type Place struct {
	DueAt time.Time
	ID    string // of the release
}

// Rechecks keeps the checks that are owed.
type Rechecks interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	ListRechecks(ctx context.Context, f Filter) ([]Owed, error)
	// Recheck returns that of a release; [fault.NotFound] when there is none.
	Recheck(ctx context.Context, release string) (Owed, error)
	// HoldRecheck is Recheck, and keeps others from deciding on it until the transaction ends.
	HoldRecheck(ctx context.Context, release string) (Owed, error)
	SaveRecheck(ctx context.Context, r flow.Recheck) error
	// Missed lists open ones that are due by an instant and that nobody was told of, and notes
	// that they will be.
	Missed(ctx context.Context, now time.Time) ([]Owed, error)
}

// List lists checks of stories that the actor may read, the first due first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) ([]Owed, error) {
	if err := reads(actor); err != nil {
		return nil, err
	}
	if every, units := actor.Scope(right.ArticleRead); !every {
		f.Units = units
	}
	return s.o.Rechecks.ListRechecks(ctx, f)
}

// checks lists those that the actor could make now.
func (s *Service) checks(ctx context.Context, actor right.Actor, flows flow.Every, lead string) ([]Waiting, error) {
	if _, some := approvesIn(actor, lead); !some {
		return nil, nil
	}
	open, err := s.o.Rechecks.ListRechecks(ctx, Filter{States: []flow.RecheckState{flow.RecheckOpen}})
	if err != nil {
		return nil, err
	}
	var list []Waiting
	for _, one := range open {
		if _, err := one.by(actor, flows.Of(one.Row.Of.Unit), lead); err == nil {
			list = append(list, Waiting{Row: one.Row, Check: &one, Since: one.DueAt.Add(-flows.Of(one.Row.Of.Unit).CheckWithin()), WhoCan: []right.Role{right.Approver}})
		}
	}
	return list, nil
}

// by holds a check to the right and the other eyes, and tells in whose place it is made: the
// right to approve in the unit of the story, or in the lead unit where the second approval is
// given there, and no part in what went out.
func (o Owed) by(actor right.Actor, rules flow.Flow, lead string) (right.Principal, error) {
	unit, err := mayCheck(actor, o.Row.Of.Unit, rules, lead)
	if err != nil {
		return right.Principal{}, err
	}
	if err := o.otherThan(actor.ID); err != nil {
		return right.Principal{}, err
	}
	var refused error
	for _, one := range actor.InPlaceOf(right.EditionApprove, right.In(unit)) {
		if refused = o.otherThan(one.ID); one.ID == "" || refused == nil {
			return one, nil
		}
	}
	return right.Principal{}, refused
}

// mayCheck judges by right alone, and tells in which unit the right is used.
func mayCheck(actor right.Actor, of string, rules flow.Flow, lead string) (unit string, err error) {
	unit = of
	if rules.Second == flow.LeadUnit && !actor.May(right.EditionApprove, right.In(unit)).Allowed {
		unit = lead
	}
	if err := actor.Need(right.EditionApprove, right.In(unit)); err != nil {
		return unit, err
	}
	return unit, actor.Need(right.ArticleRead, right.In(of))
}

func (o Owed) otherThan(person string) error {
	switch {
	case person == o.ApprovedBy:
		return fault.New(fault.FourEyes, fault.T("Người đã duyệt khẩn không tự hậu kiểm.", "Whoever approved it alone does not check it."))
	case slices.Contains(o.Contributors, person):
		return fault.New(fault.FourEyes, fault.T("Người có phần trong bài không hậu kiểm bài đó.", "Whoever has a part in the story does not check it."))
	}
	return nil
}

// MayCheck judges whether somebody could make a check that is open.
func (s *Service) MayCheck(ctx context.Context, actor right.Actor, release string) (bool, error) {
	flows, lead, err := s.rules(ctx)
	if err != nil {
		return false, err
	}
	owed, err := s.o.Rechecks.Recheck(ctx, release)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil || owed.State != flow.RecheckOpen {
		return false, err
	}
	_, refused := owed.by(actor, flows.Of(owed.Row.Of.Unit), lead)
	return refused == nil, nil
}

// Check decides on a check that is owed of a release. One that failed needs a reason, which goes
// to those who approved and plan; the story is then corrected or withdrawn as any other.
func (s *Service) Check(ctx context.Context, actor right.Actor, ref article.Ref, release string, passed bool, note string) (Owed, error) {
	action, missing := "edition.pass_recheck", fault.Text{}
	if !passed {
		action, missing = "edition.fail_recheck", fault.T("cần nêu điều chưa đạt", "needs what is wrong")
	}
	note, err := manuscript.Remark("/note", note, missing)
	if err != nil {
		return Owed{}, err
	}
	entry := audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "article", ID: ref.Article}}
	var owed Owed
	err = s.o.Rechecks.InTx(ctx, func(ctx context.Context) error {
		row, err := s.o.Store.Row(ctx, ref)
		if err != nil {
			return err
		}
		flows, lead, err := s.rules(ctx)
		if err != nil {
			return err
		}
		if _, err := mayCheck(actor, row.Of.Unit, flows.Of(row.Of.Unit), lead); err != nil {
			return err
		}
		if owed, err = s.o.Rechecks.HoldRecheck(ctx, release); err != nil {
			return err
		}
		if owed.Edition != row.ID {
			return fault.New(fault.NotFound, fault.T("Bản này không có bản phát hành đó.", "The edition has no such release."))
		}
		behalf, err := owed.by(actor, flows.Of(owed.Row.Of.Unit), lead)
		if err != nil {
			return err
		}
		if owed.State != flow.RecheckOpen {
			return fault.New(fault.StateConflict, fault.T("Bản phát hành này đã được hậu kiểm.", "This release has been checked."))
		}
		owed.State, owed.DecidedBy, owed.OnBehalf, owed.DecidedAt, owed.Note = flow.RecheckFailed, actor.ID, behalf.ID, s.o.Now(), note
		if passed {
			owed.State = flow.RecheckPassed
		}
		if err := s.o.Rechecks.SaveRecheck(ctx, owed.Recheck); err != nil {
			return err
		}
		return s.tell(ctx, actor, action, behalf, owed)
	})
	return owed, audit.Refused(ctx, s.o.Trail, entry, err)
}

func (s *Service) tell(ctx context.Context, actor right.Actor, action string, behalf right.Principal, o Owed) error {
	err := s.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, OnBehalf: behalf.ID, Action: action, Object: audit.Object{Kind: "edition", ID: o.Edition},
		Detail: map[string]any{"release": o.Release, "note": o.Note, "overdue": !o.DecidedAt.Before(o.DueAt)}})
	if err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, o.event(audit.Done(action), actor.ID))
}

func (o Owed) event(kind, actor string) audit.Event {
	return audit.Event{Kind: kind, Article: o.Row.Article, Edition: o.Edition, Unit: o.Row.Of.Unit, Actor: actor,
		Data: map[string]any{"release": o.Release, "person": o.ApprovedBy, "due_at": o.DueAt.UTC().Format(time.RFC3339)}}
}

// Miss tells of checks that nobody has made by the hour at which they were due, of each once.
func (s *Service) Miss(ctx context.Context) error {
	return s.o.Rechecks.InTx(ctx, func(ctx context.Context) error {
		missed, err := s.o.Rechecks.Missed(ctx, s.o.Now())
		if err != nil {
			return err
		}
		for _, one := range missed {
			if err := s.o.Trail.Emit(ctx, one.event(audit.Done("edition.miss_recheck"), audit.System)); err != nil {
				return err
			}
		}
		return nil
	})
}
