package delegation

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Told is a delegation with the names of both, and whether it lends anything now.
type Told struct {
	Delegation
	From, To right.Principal
	// Ended is true of one that was revoked or is past its period.
	Ended bool
	// Effect says why it lends nothing, where it does not.
	Effect right.Decision
}

// MayRevoke judges whether somebody may end a delegation early.
func (t Told) MayRevoke(actor right.Actor) right.Decision {
	if refusal, denied := fault.As(t.Delegation.endable(actor)); denied {
		return right.Decision{Reason: refusal.Detail}
	}
	if t.Ended {
		return right.Decision{Reason: fault.T("Ủy quyền này đã kết thúc.", "This delegation has ended.")}
	}
	return right.Decision{Allowed: true}
}

// Get returns one delegation, to those between whom it is and to those who read the
// audit record of the whole house.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Told, error) {
	d, err := s.delegation(ctx, actor, "delegation.read", id)
	if err != nil {
		return Told{}, err
	}
	return s.tell(ctx, d)
}

// delegation reads one for an act on it; the right to the act itself is judged apart.
func (s *Service) delegation(ctx context.Context, actor right.Actor, action, id string) (Delegation, error) {
	if err := s.refused(ctx, actor, action, id, mayAsk(actor)); err != nil {
		return Delegation{}, err
	}
	d, err := s.o.Store.Delegation(ctx, id)
	if err != nil || actor.ID == d.Giver || actor.ID == d.Receiver {
		return d, err
	}
	return d, s.refused(ctx, actor, action, id, actor.Need(right.AuditRead, right.In("")))
}

// mayAsk refuses those who have no part in the newsroom, such as the press.
func mayAsk(actor right.Actor) error {
	for _, action := range []right.Action{right.ArticleRead, right.AuditRead} {
		if every, units := actor.Scope(action); every || len(units) > 0 {
			return nil
		}
	}
	return actor.Need(right.ArticleRead, right.In(""))
}

// List lists what the actor gave and received, ended ones included, newest first;
// to those who read the audit record of the whole house, what everybody did.
func (s *Service) List(ctx context.Context, actor right.Actor) ([]Told, error) {
	if err := s.refused(ctx, actor, "delegation.list", "", mayAsk(actor)); err != nil {
		return nil, err
	}
	whose := actor.ID
	if actor.May(right.AuditRead, right.In("")).Allowed {
		whose = ""
	}
	all, err := s.o.Store.Delegations(ctx, whose)
	if err != nil {
		return nil, err
	}
	return s.tellAll(ctx, all)
}

// Mine lists what the actor gave and received that stands or is to come.
func (s *Service) Mine(ctx context.Context, actor right.Actor) (given, received []Told, err error) {
	all, err := s.o.Store.Delegations(ctx, actor.ID)
	if err != nil {
		return nil, nil, err
	}
	now := s.now()
	told, err := s.tellAll(ctx, slices.DeleteFunc(all, func(d Delegation) bool { return d.ended(now) }))
	for _, one := range told {
		if one.Giver == actor.ID {
			given = append(given, one)
		} else {
			received = append(received, one)
		}
	}
	return given, received, err
}

// Receivers lists those to whom the actor may delegate, by name.
func (s *Service) Receivers(ctx context.Context, actor right.Actor) ([]right.Principal, error) {
	if err := s.refused(ctx, actor, "delegation.receivers", "", mayGive(actor, "")); err != nil {
		return nil, err
	}
	people, err := s.o.Accounts.People(ctx, right.System())
	if err != nil {
		return nil, err
	}
	today, err := s.o.Accounts.Effect(ctx)
	if err != nil {
		return nil, err
	}
	var receivers []right.Principal
	for _, p := range people {
		if !p.Disabled && p.ID != actor.ID && today.Actor(p).MayReceive().IsZero() {
			receivers = append(receivers, right.Principal{ID: p.ID, Name: p.Name})
		}
	}
	slices.SortFunc(receivers, func(a, b right.Principal) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return receivers, nil
}

func (s *Service) tell(ctx context.Context, d Delegation) (Told, error) {
	told, err := s.tellAll(ctx, []Delegation{d})
	if err != nil {
		return Told{}, err
	}
	return told[0], nil
}

// tellAll adds names and effect.
func (s *Service) tellAll(ctx context.Context, all []Delegation) ([]Told, error) {
	if len(all) == 0 {
		return nil, nil
	}
	people, err := s.o.Accounts.People(ctx, right.System())
	if err != nil {
		return nil, err
	}
	by := make(map[string]account.Person, len(people))
	for _, p := range people {
		by[p.ID] = p
	}
	today, err := s.o.Accounts.Effect(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	told := make([]Told, len(all))
	for i, d := range all {
		giver, receiver := by[d.Giver], by[d.Receiver]
		told[i] = Told{Delegation: d, From: right.Principal{ID: giver.ID, Name: giver.Name}, To: right.Principal{ID: receiver.ID, Name: receiver.Name}, Ended: d.ended(now)}
		why := d.idle(now)
		if why.IsZero() {
			why = d.barred(today, giver, receiver)
		}
		told[i].Effect = right.Decision{Allowed: why.IsZero(), Reason: why}
	}
	return told, nil
}

func (d Delegation) ended(now time.Time) bool { return !d.RevokedAt.IsZero() || !now.Before(d.Ends.At) }

// idle says why a delegation lends nothing by its period; zero when it may.
func (d Delegation) idle(now time.Time) fault.Text {
	switch {
	case !d.RevokedAt.IsZero() && d.RevokedBy == d.Receiver:
		return fault.T("Người được ủy quyền đã từ chối.", "The receiver has declined.")
	case !d.RevokedAt.IsZero():
		return fault.T("Người ủy quyền đã rút lại.", "The giver has taken it back.")
	case now.Before(d.Starts.At):
		return fault.T("Chưa đến lúc bắt đầu.", "It has not begun yet.")
	case !now.Before(d.Ends.At):
		return fault.T("Đã hết hạn.", "It is over.")
	}
	return fault.Text{}
}

// barred says why a delegation lends nothing by who its people are now; zero when it may.
func (d Delegation) barred(today account.Effect, giver, receiver account.Person) fault.Text {
	one := right.Delegated{Unit: d.Unit, Giver: today.Actor(giver)}
	_, units := one.Giver.Scope(right.EditionApprove)
	switch {
	case giver.Disabled:
		return fault.T("Tài khoản của người ủy quyền đã bị khóa.", "The giver's account is disabled.")
	case receiver.Disabled:
		return fault.T("Tài khoản của người được ủy quyền đã bị khóa.", "The receiver's account is disabled.")
	case !one.Lends(right.EditionApprove, right.In(d.Unit)) && (d.Unit != "" || len(units) == 0):
		return fault.T("Người ủy quyền không còn quyền duyệt ở đó.", "The giver has no right to approve there any more.")
	}
	return today.Actor(receiver).MayReceive()
}
