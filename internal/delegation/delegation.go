// Package delegation keeps approval that is lent for a period (ủy quyền): who lends it to whom,
// by which right, and until when. What a delegation gives is judged by package account at each
// request, by what its giver may then.
package delegation

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
	"github.com/lantoa/lantoa/internal/walltime"
)

// longest bounds a period, and how far ahead it may begin. Who is to approve for
// good gets the role; a delegation is for an absence, such as Tết.
const longest = 90 * 24 * time.Hour

// maxReason is how long a reason may be, in characters as people count them.
const maxReason = 500

// Delegation lends the right to approve to somebody for a period (ủy quyền). It is never
// deleted; what it lends is judged at each request by what its giver may then.
type Delegation struct {
	ID       string
	Giver    string // id
	Receiver string // id
	Unit     string // code; "" means wherever the giver may
	Starts   Hour
	Ends     Hour // the first instant at which nothing is lent any more
	Reason   string
	// CreatedBy is always the giver: nobody lends another's right.
	CreatedBy string
	CreatedAt time.Time
	RevokedBy string    // giver or receiver; "" while it was not ended early
	RevokedAt time.Time // zero while it was not ended early
}

// Hour is an instant with the wall time and zone as typed; these are empty for "at once".
type Hour struct {
	At         time.Time
	Wall, Zone string
}

// Store keeps delegations.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	AddDelegation(ctx context.Context, d Delegation) error
	// Delegation returns one; [fault.NotFound] when there is none.
	Delegation(ctx context.Context, id string) (Delegation, error)
	// HoldDelegations returns what a person gave that was not revoked and ends after an
	// instant, and keeps others from giving in that name until the transaction ends.
	HoldDelegations(ctx context.Context, giver string, after time.Time) ([]Delegation, error)
	// RevokeDelegation ends one early; false when that was done before.
	RevokeDelegation(ctx context.Context, id string, by account.Stamp) (bool, error)
	// Delegations returns what a person gave or received, or all for "", newest first.
	Delegations(ctx context.Context, person string) ([]Delegation, error)
}

// Accounts is what delegations ask of people.
type Accounts interface {
	// Person returns an account by id; [fault.NotFound] when there is none.
	Person(ctx context.Context, id string) (account.Person, error)
	People(ctx context.Context, actor right.Actor) ([]account.Person, error)
	// Effect says who may what today.
	Effect(ctx context.Context) (account.Effect, error)
}

// Units tells which units there are.
type Units interface {
	// CheckUnitToday refuses, at /unit, what is no unit today.
	CheckUnitToday(ctx context.Context, code string) error
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Accounts Accounts
	Units    Units
	Trail    audit.Trail
	Now      func() time.Time
	NewID    func() string
}

// Service gives, ends and shows delegations. Each act is one transaction with its audit row
// and its events in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// now is the present instant as the database keeps it.
func (s *Service) now() time.Time { return s.o.Now().UTC().Truncate(time.Microsecond) }

// Input is a delegation to be made by its giver.
type Input struct {
	Receiver string // id
	Unit     string // code; "" means wherever the giver may
	// From is nil for "at once".
	From   *walltime.Wall
	Until  walltime.Wall
	Reason string
}

// mayGive says by which right somebody gives a delegation: the own one to approve in the
// unit, "" for at least one unit. What was received cannot be given on.
func mayGive(actor right.Actor, unit string) error {
	own := actor.Own()
	decision := own.May(right.EditionApprove, right.In(unit))
	if _, units := own.Scope(right.EditionApprove); unit == "" && len(units) > 0 {
		return nil
	}
	if decision.Allowed {
		return nil
	}
	if !actor.Known() {
		return fault.New(fault.Unauthenticated, decision.Reason)
	}
	if len(actor.Delegated) > 0 {
		decision.Reason.VI += " Quyền duyệt nhận ủy quyền thì không ủy quyền tiếp được."
		decision.Reason.EN += " What was delegated to you cannot be delegated on."
	}
	return fault.New(fault.Denied, decision.Words())
}

// Give lends the actor's right to approve. It needs a signed-in person who has that
// right: [fault.Denied] otherwise, [fault.StateConflict] when the period meets that of
// another delegation of the same unit by the same giver.
func (s *Service) Give(ctx context.Context, actor right.Actor, n Input) (Told, error) {
	err := mayGive(actor, n.Unit)
	if err == nil {
		err = right.InPerson(actor)
	}
	if err == nil {
		err = right.Fresh(actor)
	}
	if err := s.refused(ctx, actor, "delegation.create", "", err); err != nil {
		return Told{}, err
	}
	now := s.now()
	d := Delegation{ID: s.o.NewID(), Giver: actor.ID, Receiver: n.Receiver, Unit: n.Unit, CreatedBy: actor.ID, CreatedAt: now}
	if err := s.check(ctx, &d, n, now); err != nil {
		return Told{}, err
	}
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		standing, err := s.o.Store.HoldDelegations(ctx, actor.ID, now)
		if err != nil {
			return err
		}
		if err := s.apart(ctx, d, standing); err != nil {
			return err
		}
		if err := s.o.Store.AddDelegation(ctx, d); err != nil {
			return err
		}
		return s.tellOf(ctx, actor, "delegation.create", d)
	})
	if err != nil {
		return Told{}, err
	}
	return s.tell(ctx, d)
}

// check fills in what the giver typed and names every fault in it.
func (s *Service) check(ctx context.Context, d *Delegation, n Input, now time.Time) error {
	var faults fault.Fields
	if err := s.checkReceiver(ctx, &faults, *d); err != nil {
		return err
	}
	if d.Unit != "" {
		if err := faults.AddError("", s.o.Units.CheckUnitToday(ctx, d.Unit)); err != nil {
			return err
		}
	}
	if err := checkPeriod(&faults, d, n, now); err != nil {
		return err
	}
	var err error
	d.Reason, err = text.Clean(n.Reason)
	switch length := text.Graphemes(d.Reason); {
	case err != nil:
		faults.Add("/reason", fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software"))
	case length == 0:
		faults.Add("/reason", fault.T("cần nêu lý do, ví dụ “nghỉ Tết”", "needs a reason, such as “away for Tết”"))
	case length > maxReason:
		faults.Add("/reason", fault.Tf("dài %d ký tự, tối đa %d", "is %d characters, at most %d", length, maxReason))
	}
	return faults.Err()
}

func (s *Service) checkReceiver(ctx context.Context, faults *fault.Fields, d Delegation) error {
	if d.Receiver == d.Giver {
		faults.Add("/receiver", fault.T("không ủy quyền cho chính mình được; chọn người khác", "nobody delegates to themselves; choose somebody else"))
		return nil
	}
	p, err := s.o.Accounts.Person(ctx, d.Receiver)
	switch {
	case fault.Is(err, fault.NotFound):
		faults.Add("/receiver", fault.T("không có tài khoản này; xem danh sách người nhận được ủy quyền", "there is no such account; see the list of those who may receive"))
		return nil
	case err != nil:
		return err
	case p.Disabled:
		faults.Add("/receiver", fault.T("tài khoản này đã bị khóa; chọn người khác", "this account is disabled; choose somebody else"))
	}
	today, err := s.o.Accounts.Effect(ctx)
	if err != nil {
		return err
	}
	if why := today.Actor(p).MayReceive(); !p.Disabled && !why.IsZero() {
		faults.Add("/receiver", why)
	}
	return nil
}

// checkPeriod converts both ends of the period and holds it to its bounds.
func checkPeriod(faults *fault.Fields, d *Delegation, n Input, now time.Time) error {
	d.Starts.At = now
	if n.From != nil {
		at, err := n.From.Future(now)
		if err != nil {
			return faults.AddError("/from", err)
		}
		d.Starts = Hour{At: at.UTC(), Wall: n.From.Time, Zone: n.From.Zone}
	}
	at, err := n.Until.Future(now)
	if err != nil {
		return faults.AddError("/until", err)
	}
	d.Ends = Hour{At: at.UTC(), Wall: n.Until.Time, Zone: n.Until.Zone}
	days := int(longest / (24 * time.Hour))
	switch {
	case !d.Ends.At.After(d.Starts.At):
		faults.Add("/until", fault.T("phải sau lúc bắt đầu", "must be after the beginning"))
	case d.Ends.At.Sub(d.Starts.At) > longest:
		faults.Add("/until", fault.Tf("một lần ủy quyền dài nhất %d ngày; lâu hơn thì quản trị kỹ thuật trao vai trò người duyệt",
			"a delegation lasts at most %d days; for longer, a technical administrator gives the role of approver", days))
	case d.Starts.At.Sub(now) > longest:
		faults.Add("/from", fault.Tf("bắt đầu muộn nhất sau %d ngày nữa", "begins in at most %d days", days))
	}
	return nil
}

// apart refuses a delegation whose period meets that of a standing one in the same unit:
// for one giver and one unit there is one who answers.
func (s *Service) apart(ctx context.Context, d Delegation, standing []Delegation) error {
	for _, other := range standing {
		if !d.meets(other) {
			continue
		}
		p, err := s.o.Accounts.Person(ctx, other.Receiver)
		if err != nil {
			return err
		}
		from, until := other.Starts.words(other.Ends.Zone), other.Ends.words(other.Ends.Zone)
		return fault.New(fault.StateConflict, fault.Tf("Từ %s đến %s bạn đã ủy quyền cho %s; kết thúc ủy quyền đó trước, hoặc chọn thời gian hay đơn vị khác.",
			"From %s until %s you have delegated to %s; end that delegation first, or choose another time or unit.", from, until, p.Name))
	}
	return nil
}

// meets reports whether two delegations of one giver lend the same at the same time.
func (d Delegation) meets(o Delegation) bool {
	return (d.Unit == o.Unit || d.Unit == "" || o.Unit == "") && d.Starts.At.Before(o.Ends.At) && o.Starts.At.Before(d.Ends.At)
}

// words shows an hour as it was typed, or in a zone when it was not.
func (h Hour) words(zone string) string {
	if h.Wall != "" {
		return h.Wall + " (" + h.Zone + ")"
	}
	at := h.At
	if place, err := time.LoadLocation(zone); err == nil {
		at = at.In(place)
	}
	return at.Format(walltime.Layout) + " (" + zone + ")"
}

// Revoke ends a delegation early: the giver takes it back, or the receiver
// declines. Ending it again changes nothing; [fault.StateConflict] when it is over.
func (s *Service) Revoke(ctx context.Context, actor right.Actor, id string) (Told, error) {
	d, err := s.delegation(ctx, actor, "delegation.revoke", id)
	if err != nil {
		return Told{}, err
	}
	if err := s.refused(ctx, actor, "delegation.revoke", id, d.endable(actor)); err != nil {
		return Told{}, err
	}
	if d.RevokedAt.IsZero() {
		if !s.now().Before(d.Ends.At) {
			return Told{}, fault.New(fault.StateConflict, fault.T("Ủy quyền này đã hết hạn.", "This delegation is over already."))
		}
		if d, err = s.end(ctx, actor, d); err != nil {
			return Told{}, err
		}
	}
	return s.tell(ctx, d)
}

func (s *Service) end(ctx context.Context, actor right.Actor, d Delegation) (Delegation, error) {
	by := account.Stamp{By: actor.ID, At: s.now()}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		first, err := s.o.Store.RevokeDelegation(ctx, d.ID, by)
		if err != nil || !first {
			return err
		}
		return s.tellOf(ctx, actor, "delegation.revoke", d)
	})
	if err != nil {
		return Delegation{}, err
	}
	return s.o.Store.Delegation(ctx, d.ID)
}

// endable says why somebody may not end a delegation, nil when they may.
func (d Delegation) endable(actor right.Actor) error {
	if err := right.InPerson(actor); err != nil {
		return err
	}
	if actor.ID != d.Giver && actor.ID != d.Receiver {
		return fault.New(fault.Denied, fault.T("Chỉ người ủy quyền hoặc người được ủy quyền kết thúc được ủy quyền này.",
			"Only the giver or the receiver can end this delegation."))
	}
	return nil
}

// tellOf leaves the audit row of an act on a delegation, and an event for each of the two,
// whose rights it changes. The reason stays out of both: it may say that somebody is ill, and
// must remain erasable.
func (s *Service) tellOf(ctx context.Context, actor right.Actor, action string, d Delegation) error {
	detail := map[string]any{"giver": d.Giver, "receiver": d.Receiver, "unit": d.Unit,
		"starts": d.Starts.At.Format(time.RFC3339), "ends": d.Ends.At.Format(time.RFC3339)}
	if err := s.o.Trail.Record(ctx, audit.Entry{Actor: actor.ID, Action: action, Object: object(d.ID), Detail: detail}); err != nil {
		return err
	}
	var events []audit.Event
	for _, person := range []string{d.Giver, d.Receiver} {
		events = append(events, audit.Event{Kind: audit.Done(action), Data: map[string]any{"delegation": d.ID, "person": person}, Actor: actor.ID})
	}
	return s.o.Trail.Emit(ctx, events...)
}

// refused records an act on a delegation that was denied; every other result
// passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, action, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: action, Object: object(id)}, err)
}

func object(id string) audit.Object { return audit.Object{Kind: "delegation", ID: id} }
