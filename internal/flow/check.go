package flow

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// The bounds of a flow.
const (
	// LeastCheck and MostCheck bound how long after an urgent approval its check is due.
	LeastCheck, MostCheck = 10, 2 * 24 * 60 // minutes
	maxDuty               = 100
	maxMarked             = 100
	longestDuty           = 31 * 24 * time.Hour
)

// Input is the flow that a unit is to have.
type Input struct {
	Inherits bool // and nothing else: the unit goes by the house's
	Levels   int
	Second   Second
	Marked   []Mark
	Required []plan.Kind
	// CheckMinutes is 0 to close the urgent lane.
	CheckMinutes int
	Duty         []Turn
	Force        Force
}

// Turn is a time of duty as typed.
type Turn struct {
	Person      string // id
	From, Until walltime.Wall
}

// check makes the next version of a flow, and names every fault of it.
func (s *Service) check(ctx context.Context, actor right.Actor, unit string, was Told, in Input) (Flow, error) {
	now := s.o.Now()
	is := Flow{Unit: unit, Version: was.Own.Version + 1, Inherits: in.Inherits, SetBy: actor.ID, SetAt: now}
	var faults fault.Fields
	if unit != "" {
		if err := faults.AddError("", s.o.Plans.CheckUnitToday(ctx, unit)); err != nil {
			return Flow{}, err
		}
	}
	if in.Inherits {
		if unit == "" {
			faults.Add("/inherits", fault.T("luồng chung không theo luồng nào khác", "the flow of the house has none to go by"))
		}
		if in.Levels != 0 || in.CheckMinutes != 0 || len(in.Marked)+len(in.Required)+len(in.Duty) > 0 {
			faults.Add("/inherits", fault.T("theo luồng chung thì không nêu gì khác", "nothing else is named beside it"))
		}
	} else {
		is.Rules = Rules{Levels: in.Levels, Second: in.Second, Marked: in.Marked, Required: in.Required, CheckMinutes: in.CheckMinutes, Force: in.Force}
		is.simple(&faults)
		if err := s.checkMarks(ctx, &faults, is, was.Own); err != nil {
			return Flow{}, err
		}
		if err := s.checkDuty(ctx, &faults, actor, &is, was, in.Duty); err != nil {
			return Flow{}, err
		}
	}
	if err := s.checkHand(ctx, &faults, actor, was, is); err != nil {
		return Flow{}, err
	}
	return is, faults.Err()
}

// simple judges what needs no look at anything else.
func (f Flow) simple(faults *fault.Fields) {
	if f.Levels != 1 && f.Levels != 2 {
		faults.Add("/levels", fault.T("chỉ nhận 1 hoặc 2 cấp duyệt", "takes 1 or 2 levels"))
	}
	if f.Second != OwnUnit && f.Second != LeadUnit {
		faults.Add("/second", fault.T("chỉ nhận unit hoặc lead_unit", "takes unit or lead_unit"))
	}
	if f.Force != Nobody && f.Force != Approvers && f.Force != Lead {
		faults.Add("/force", fault.T("chỉ nhận nobody, approver hoặc lead_unit", "takes nobody, approver or lead_unit"))
	}
	if f.CheckMinutes != 0 && (f.CheckMinutes < LeastCheck || f.CheckMinutes > MostCheck) {
		faults.Add("/check_minutes", fault.Tf("từ %d đến %d phút, hoặc 0 để đóng luồng khẩn", "from %d to %d minutes, or 0 to close the urgent lane", LeastCheck, MostCheck))
	}
	for i, kind := range f.Required {
		if !slices.Contains(Requirable(), kind) {
			faults.Add("/required/"+strconv.Itoa(i), fault.T("chỉ nhận topic, audience, member_state, form", "takes topic, audience, member_state or form"))
		} else if slices.Index(f.Required, kind) != i {
			faults.Add("/required/"+strconv.Itoa(i), fault.T("đã nêu ở trên", "stands above already"))
		}
	}
	if len(f.Marked) > maxMarked {
		faults.Add("/marked", fault.Tf("tối đa %d mục", "at most %d", maxMarked))
	}
}

// Requirable lists the kinds of facets that a flow may require beside pillar and area, which
// every story needs (R14).
func Requirable() []plan.Kind {
	return []plan.Kind{plan.Topic, plan.Audience, plan.MemberState, plan.Form}
}

// checkMarks refuses facets that the plan in force does not have; those that were marked before
// may stay, since stories of an earlier plan bear them.
func (s *Service) checkMarks(ctx context.Context, faults *fault.Fields, is, was Flow) error {
	if len(is.Marked) == 0 {
		return nil
	}
	current, err := s.o.Plans.Current(ctx, s.o.Plans.Day(s.o.Now()))
	if err != nil {
		return err
	}
	facets, err := s.o.Plans.Facets(ctx, current.ID)
	if err != nil {
		return err
	}
	for i, m := range is.Marked {
		known := slices.ContainsFunc(facets, func(f plan.Facet) bool { return f.Kind == m.Kind && f.Code == m.Code && f.Kind != plan.Language })
		switch at := "/marked/" + strconv.Itoa(i); {
		case slices.Index(is.Marked, m) != i:
			faults.Add(at, fault.T("đã nêu ở trên", "stands above already"))
		case !known && !slices.Contains(was.Marked, m):
			faults.Add(at+"/code", fault.Tf("kế hoạch không có %s “%s”", "the plan has no %s “%s”", m.Kind, m.Code))
		}
	}
	return nil
}

// checkDuty converts the times of duty. Whoever is entered holds the right to approve in the
// unit today; those that were there before stay as they are.
func (s *Service) checkDuty(ctx context.Context, faults *fault.Fields, actor right.Actor, is *Flow, was Told, turns []Turn) error {
	if len(turns) > maxDuty {
		faults.Add("/duty", fault.Tf("tối đa %d ca trực", "at most %d times", maxDuty))
		return nil
	}
	for i, t := range turns {
		at := "/duty/" + strconv.Itoa(i)
		if kept := slices.IndexFunc(was.Own.Duty, t.is); kept >= 0 {
			is.Duty = append(is.Duty, was.Own.Duty[kept])
			continue
		}
		d, err := s.duty(t)
		if err := faults.AddError(at, err); err != nil {
			return err
		}
		if err := s.mayWatch(ctx, faults, actor, is.Unit, at+"/person", t.Person); err != nil {
			return err
		}
		is.Duty = append(is.Duty, d)
	}
	return nil
}

// is tells whether a time of duty stands there as typed.
func (t Turn) is(d Duty) bool {
	return d.Person == t.Person && d.Starts.Wall == t.From.Time && d.Starts.Zone == t.From.Zone && d.Ends.Wall == t.Until.Time && d.Ends.Zone == t.Until.Zone
}

func (s *Service) duty(t Turn) (Duty, error) {
	var faults fault.Fields
	starts, err := t.From.Instant()
	if err := faults.AddError("/from", err); err != nil {
		return Duty{}, err
	}
	ends, err := t.Until.Future(s.o.Now())
	if err := faults.AddError("/until", err); err != nil {
		return Duty{}, err
	}
	if faults.Err() == nil {
		switch {
		case !ends.After(starts):
			faults.Add("/until", fault.T("phải sau lúc bắt đầu", "must be after the beginning"))
		case ends.Sub(starts) > longestDuty:
			faults.Add("/until", fault.Tf("một ca trực dài nhất %d ngày", "a time of duty lasts at most %d days", int(longestDuty/(24*time.Hour))))
		}
	}
	return Duty{Person: t.Person, Starts: Hour{starts.UTC(), t.From.Time, t.From.Zone}, Ends: Hour{ends.UTC(), t.Until.Time, t.Until.Zone}}, faults.Err()
}

// mayWatch refuses people for duty: whom there is not, who may not approve in the unit, and the
// one who enters them.
func (s *Service) mayWatch(ctx context.Context, faults *fault.Fields, actor right.Actor, unit, at, person string) error {
	if person == actor.ID {
		faults.Add(at, fault.T("không tự xếp mình vào ca trực; nhờ người khác xếp", "nobody enters themselves for duty; somebody else does"))
		return nil
	}
	p, err := s.o.People.Person(ctx, person)
	switch {
	case fault.Is(err, fault.NotFound):
		faults.Add(at, fault.T("không có tài khoản này", "there is no such account"))
		return nil
	case err != nil:
		return err
	case p.Disabled:
		faults.Add(at, fault.T("tài khoản này đã bị khóa; chọn người khác", "this account is disabled; choose somebody else"))
		return nil
	}
	today, err := s.o.People.Effect(ctx)
	if err != nil {
		return err
	}
	if holder := today.Actor(p); !holder.May(right.EditionApprove, right.In(unit)).Allowed {
		faults.Add(at, fault.T("người này không có quyền duyệt ở đơn vị này", "this person has no right to approve in this unit"))
	}
	return nil
}

// checkHand refuses a flow that is looser than the one before to whoever may set that of one
// unit alone.
func (s *Service) checkHand(ctx context.Context, faults *fault.Fields, actor right.Actor, was Told, is Flow) error {
	if every, _ := actor.Scope(right.FlowManage); every {
		return nil
	}
	rules := is.Rules
	if is.Inherits {
		house, err := s.told(ctx, "")
		if err != nil {
			return err
		}
		rules = house.InForce.Rules
	}
	for _, pointer := range Looser(was.InForce.Rules, rules) {
		if is.Inherits {
			pointer = "/inherits"
		}
		faults.Add(pointer, fault.T("nới lỏng so với hiện nay; đơn vị chủ trì mới nới được", "is looser than it was; the lead unit alone makes it so"))
		if is.Inherits {
			break
		}
	}
	return nil
}

// Looser names what of the rules asks for less than before, by JSON pointer.
func Looser(was, is Rules) []string {
	var where []string
	note := func(looser bool, pointer string) {
		if looser {
			where = append(where, pointer)
		}
	}
	note(is.Levels < was.Levels, "/levels")
	note(was.Second == LeadUnit && is.Second != LeadUnit, "/second")
	note(is.Levels < 2 && slices.ContainsFunc(was.Marked, func(m Mark) bool { return !slices.Contains(is.Marked, m) }), "/marked")
	note(slices.ContainsFunc(was.Required, func(k plan.Kind) bool { return !slices.Contains(is.Required, k) }), "/required")
	note(is.CheckMinutes > 0 && (was.CheckMinutes == 0 || is.CheckMinutes > was.CheckMinutes), "/check_minutes")
	width := []Force{Nobody, Lead, Approvers}
	note(slices.Index(width, is.Force) > slices.Index(width, was.Force), "/force")
	return where
}
