package delivery

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// Limits of the retry policy.
const (
	// MaxAttempts bounds the tries that end as transient, about four hours in all.
	MaxAttempts = 10
	// maxThrottled bounds how often in a row a delivery may be told to wait.
	maxThrottled = 60
	firstDelay   = 5 * time.Second
	maxDelay     = time.Hour
	maxPark      = 24 * time.Hour
	// lookDelay is the pause before the first look: long enough for an answer that was
	// cut off to have been applied, short enough that editors hardly notice.
	lookDelay = 3 * time.Second
	maxLooks  = 20
	maxPolls  = 60
	maxProofs = 10
	// proofDelay leaves a destination's cache a moment before the first proof.
	proofDelay = time.Second
	minLooks   = 2
)

// Situation is a delivery at the moment when something happened to it.
type Situation struct {
	Delivery
	Guard  connector.Guard // of the intent; "" when the kind cannot carry it out
	Proof  connector.Proof
	Settle time.Duration // how long a miss means nothing
	// Passive channels hold what our own rows say: there is nothing to be in doubt about.
	Passive bool
	// PicturesStay: the destination keeps other pictures than those of the release.
	PicturesStay bool
}

// Verdict is what a delivery becomes. Zero values of FirstDoubtAt and Receipt keep what
// the delivery has.
type Verdict struct {
	State   State
	Task    Task
	NextAt  time.Time
	Reason  Reason
	Detail  fault.Text
	Receipt connector.Receipt
	Handle  string
	// FirstDoubtAt is set when doubt begins; DoubtOver ends it.
	FirstDoubtAt time.Time
	DoubtOver    bool
	// Maybe: the destination may hold it although the try passes for not applied.
	Maybe bool
	Looks int
	// Missed: a look saw that it is not there.
	Missed bool
	// Spare is how many tries more shall not count against the limit.
	Spare int
	// PortalWaived and WaitsFrom are a person's decision about a portal that is late.
	PortalWaived bool
	WaitsFrom    time.Time
	Alone        bool // a person sends it without the other languages
	// ParkUntil keeps the whole channel still; PauseChannel stops it for a person.
	ParkUntil    time.Time
	PauseChannel bool
}

// Next decides after a send or a poll. It is pure: the same input gives the same verdict.
func Next(s Situation, o connector.Outcome, now time.Time) Verdict {
	switch o.Class {
	case connector.OK:
		v := sent(s, o.Receipt, now)
		v.Detail = o.Detail
		return v
	case connector.Accepted:
		return accepted(s, o, now)
	case connector.Rejected:
		return Verdict{State: Attention, Reason: ReasonRejected, Detail: o.Detail}
	case connector.Throttled:
		return throttled(s, o, now)
	case connector.Transient:
		v := transient(s, o, now)
		v.Maybe = o.Maybe && s.Task == TaskSend && s.Guard == connector.GuardKey
		return v
	case connector.Reauth:
		return reauth(s, o, now)
	case connector.Duplicate:
		return duplicate(s, o, now)
	case connector.Ambiguous:
		return doubt(s, o.Detail, now)
	}
	// A class that is not in the list is a fault of the connector; nothing is known.
	return doubt(s, fault.T("Kết nối trả về kết quả lạ.", "The connector gave an unknown result."), now)
}

// notApplied is the state of a delivery whose try surely changed nothing; an earlier
// doubt stands.
func notApplied(s Situation) State {
	if !s.FirstDoubtAt.IsZero() {
		return Unsure
	}
	return Retrying
}

// giveUp ends the tries: what is in doubt goes to a person as such.
func giveUp(s Situation, detail fault.Text) Verdict {
	if !s.FirstDoubtAt.IsZero() {
		return Verdict{State: Unsure, Reason: ReasonAskPerson, Detail: detail, Handle: s.Handle, Looks: s.Looks}
	}
	return Verdict{State: Attention, Reason: ReasonGaveUp, Detail: detail}
}

func sent(s Situation, receipt connector.Receipt, now time.Time) Verdict {
	v := Verdict{State: Sent, Receipt: receipt, DoubtOver: true}
	if s.PicturesStay {
		v.State, v.Reason = Attention, ReasonPictures
		return v
	}
	if s.Proof != connector.ProofNone {
		v.Task, v.NextAt = TaskProve, now.Add(proofDelay)
	}
	return v
}

func accepted(s Situation, o connector.Outcome, now time.Time) Verdict {
	polls := s.Looks + 1
	if s.Task != TaskPoll {
		polls = 0
	}
	if polls >= maxPolls {
		return Verdict{State: Unsure, Reason: ReasonAskPerson, Detail: o.Detail, Handle: s.Handle, FirstDoubtAt: now, Looks: polls}
	}
	handle := o.Handle
	if handle == "" {
		handle = s.Handle
	}
	next := when(now, delay(s.ID, polls+1), o.Until)
	return Verdict{State: Polling, Task: TaskPoll, NextAt: next, Detail: o.Detail, Handle: handle, Looks: polls}
}

// pollAgain leaves an accepted post where it is: a poll that failed says nothing about it.
func pollAgain(s Situation, o connector.Outcome, now time.Time) Verdict {
	return accepted(s, connector.Outcome{Handle: s.Handle, Detail: o.Detail, Until: o.Until}, now)
}

// reauth pauses the channel. What passes a pause (polls and withdrawals) comes again more
// and more slowly, so that dead credentials do not lock the account there.
func reauth(s Situation, o connector.Outcome, now time.Time) Verdict {
	if s.Task == TaskPoll {
		v := pollAgain(s, o, now)
		v.PauseChannel = true
		return v
	}
	v := Verdict{State: notApplied(s), Task: TaskSend, NextAt: now, Reason: ReasonReauth, Detail: o.Detail, PauseChannel: true, Spare: 1}
	if s.Intent == connector.Withdraw {
		v.NextAt = now.Add(delay(s.ID, s.Attempt))
	}
	return v
}

func throttled(s Situation, o connector.Outcome, now time.Time) Verdict {
	if s.Task == TaskPoll {
		v := pollAgain(s, o, now)
		v.ParkUntil = v.NextAt
		return v
	}
	waits := 1
	if s.Reason == ReasonThrottled {
		waits += s.Looks
	}
	if waits >= maxThrottled {
		return giveUp(s, o.Detail)
	}
	until := o.Until
	if !until.After(now) {
		until = now.Add(delay(s.ID, waits))
	}
	// The channel waits and not the delivery, so that resuming the channel lets it go.
	return Verdict{State: notApplied(s), Task: TaskSend, NextAt: now, Reason: ReasonThrottled, Detail: o.Detail, Looks: waits, Spare: 1,
		ParkUntil: when(now, 0, until)}
}

func transient(s Situation, o connector.Outcome, now time.Time) Verdict {
	if s.Task == TaskPoll {
		return pollAgain(s, o, now)
	}
	if s.tries() >= MaxAttempts {
		return giveUp(s, o.Detail)
	}
	next := when(now, delay(s.ID, s.tries()), o.Until)
	return Verdict{State: notApplied(s), Task: TaskSend, NextAt: next, Reason: ReasonTransient, Detail: o.Detail}
}

// doubt begins or goes on: what may be done depends on how the destination guards
// against doubles.
func doubt(s Situation, detail fault.Text, now time.Time) Verdict {
	v := Verdict{State: Unsure, Reason: ReasonDoubt, Detail: detail, FirstDoubtAt: s.FirstDoubtAt, Handle: s.Handle}
	if v.FirstDoubtAt.IsZero() {
		v.FirstDoubtAt = now
	}
	switch {
	case s.Guard == connector.GuardKey && s.tries() < MaxAttempts:
		v.Task, v.NextAt = TaskSend, now.Add(delay(s.ID, s.tries()))
	case s.Guard == connector.GuardLookUp:
		v.Task, v.NextAt = TaskLook, now.Add(lookDelay)
		// A try after a counted miss begins a doubt of its own.
		v.FirstDoubtAt = now
	default:
		v.Reason = ReasonAskPerson
	}
	return v
}

// duplicate: the destination itself says that it has the post.
func duplicate(s Situation, o connector.Outcome, now time.Time) Verdict {
	if s.Guard == connector.GuardKey {
		return sent(s, o.Receipt, now)
	}
	return doubt(s, o.Detail, now)
}

// NextSighting decides after a look or a proof.
func NextSighting(s Situation, seen connector.Sighting, now time.Time) Verdict {
	if s.Task == TaskProve {
		return nextProof(s, seen, now)
	}
	v := Verdict{State: Unsure, Task: TaskLook, Reason: ReasonDoubt, Handle: s.Handle, Looks: s.Looks + 1}
	switch seen.Finding {
	case connector.Found:
		return found(s, seen, now)
	case connector.Missing:
		return missing(s, v, now)
	case connector.Unclear:
		v.Task, v.Reason, v.Detail = TaskNone, ReasonAskPerson, seen.Problem.Detail
		return v
	}
	v = hindered(v, seen.Problem, delay(s.ID, v.Looks), now)
	if v.Looks >= maxLooks {
		v.Task, v.NextAt, v.Reason = TaskNone, time.Time{}, ReasonAskPerson
	}
	return v
}

// hindered looks again after a pause, and tells the channel what the destination said of more
// than this one post.
func hindered(v Verdict, o connector.Outcome, pause time.Duration, now time.Time) Verdict {
	v.Detail, v.NextAt = o.Detail, when(now, pause, o.Until)
	v.PauseChannel = o.Class == connector.Reauth
	if o.Class == connector.Throttled {
		v.ParkUntil = v.NextAt
	}
	return v
}

func found(s Situation, seen connector.Sighting, now time.Time) Verdict {
	if len(seen.Receipts) > 1 {
		return doubled(seen)
	}
	var receipt connector.Receipt
	if len(seen.Receipts) == 1 {
		receipt = seen.Receipts[0]
	}
	return sent(s, receipt, now)
}

func doubled(seen connector.Sighting) Verdict {
	v := Verdict{State: Attention, Reason: ReasonDoubled, Receipt: seen.Receipts[0], DoubtOver: true}
	both := ""
	for i, one := range seen.Receipts {
		if i > 0 {
			both += ", "
		}
		both += one.Address
	}
	v.Detail = fault.Tf("Các bản: %s", "The copies: %s", both)
	return v
}

// missing counts a miss only after the settle time and two looks that saw; one that was blind
// says nothing.
func missing(s Situation, v Verdict, now time.Time) Verdict {
	v.Missed = true
	settled := s.FirstDoubtAt.Add(s.Settle)
	if now.Before(settled) || s.Misses+1 < minLooks {
		v.NextAt = later(now.Add(lookDelay), settled)
		return v
	}
	if s.tries() >= MaxAttempts {
		return Verdict{State: Attention, Reason: ReasonGaveUp, Detail: s.Detail, DoubtOver: true, Missed: true}
	}
	return Verdict{State: Retrying, Task: TaskSend, NextAt: now, Reason: ReasonTransient, Detail: s.Detail, DoubtOver: true, Missed: true}
}

// nextProof decides after a proof. A withdrawal is proved by absence.
func nextProof(s Situation, seen connector.Sighting, now time.Time) Verdict {
	wanted := connector.Found
	if s.Intent == connector.Withdraw {
		wanted = connector.Missing
	}
	if seen.Finding == connector.Found && len(seen.Receipts) > 1 {
		return doubled(seen)
	}
	if seen.Finding == wanted {
		v := Verdict{State: Confirmed}
		if again := s.lastDouble(); again.After(now) {
			v = Verdict{State: s.State, Task: TaskProve, NextAt: again,
				Detail: fault.T("Đã thấy ở nơi nhận; bài được gửi hơn một lần nên sẽ xem lại.", "Seen at the destination; it was sent more than once, and is looked at again.")}
		}
		if len(seen.Receipts) == 1 {
			v.Receipt = seen.Receipts[0]
		}
		return v
	}
	if looks := s.Looks + 1; looks < maxProofs {
		return hindered(Verdict{State: s.State, Task: TaskProve, Reason: ReasonUnconfirmed, Looks: looks}, seen.Problem, delay(s.ID, looks), now)
	}
	return Verdict{State: Attention, Reason: ReasonUnconfirmed, Detail: seen.Problem.Detail, Looks: s.Looks + 1}
}

// lastDouble is until when a copy of an earlier try may still come to light: a miss that was
// counted may have been wrong by as much again. Zero where there was no earlier try, or what it
// brought cannot stand beside the last.
func (s Situation) lastDouble() time.Time {
	if s.Guard != connector.GuardLookUp || !s.Repeats() {
		return time.Time{}
	}
	return s.SentAt.Add(s.Settle)
}

// Expired decides about a delivery whose lease ended: marked tells whether its attempt
// bears the "about to send" mark.
func Expired(s Situation, marked bool, now time.Time) Verdict {
	switch s.Task {
	case TaskSend:
		if marked && !s.Passive {
			v := doubt(s, fault.T("Tiến trình gửi bị ngắt giữa chừng.", "The sending process stopped midway."), now)
			if s.tries() == 1 && v.Task != TaskNone {
				v.NextAt = now // the lease was pause enough
			}
			return v
		}
		return lost(s, now)
	case TaskLook:
		return Verdict{State: Unsure, Task: TaskLook, NextAt: now, Reason: ReasonDoubt, Detail: s.Detail, Handle: s.Handle, Looks: s.Looks}
	case TaskPoll:
		return Verdict{State: Polling, Task: TaskPoll, NextAt: now, Handle: s.Handle, Looks: s.Looks}
	}
	v := Verdict{State: s.State, Task: s.Task, Reason: s.Reason, Detail: s.Detail, Looks: s.Looks}
	if s.Task == TaskProve { // otherwise it was taken out of the engine's hands meanwhile
		v.NextAt = now
	}
	return v
}

// lost sends again at once: surely nothing left. A delivery that was in doubt before
// this try stays in doubt.
func lost(s Situation, now time.Time) Verdict {
	if !s.FirstDoubtAt.IsZero() {
		return doubt(s, s.Detail, now)
	}
	if s.tries() >= MaxAttempts {
		return giveUp(s, s.Detail)
	}
	return Verdict{State: Retrying, Task: TaskSend, NextAt: now, Reason: ReasonLost}
}

// delay is the pause after the n-th try (n from 1): three times the last one, up to an
// hour, spread by up to a fifth so that the many do not return in one instant. The
// spread comes from the delivery's id, so that the rule stays pure.
func delay(id string, n int) time.Duration {
	d := firstDelay
	for i := 1; i < n && d < maxDelay; i++ {
		d *= 3
	}
	d = min(d, maxDelay)
	h := fnv.New32a()
	_, _ = h.Write([]byte(id + strconv.Itoa(n))) // a hash never fails to write
	const steps = 1000
	return d + time.Duration(int64(d)*int64(h.Sum32()%steps)/(5*steps))
}

// when is after a pause, or at the time that the destination named if that is later; no
// destination can put off anything by more than maxPark.
func when(now time.Time, pause time.Duration, named time.Time) time.Time {
	if most := now.Add(maxPark); named.After(most) {
		named = most
	}
	return later(now.Add(pause), named)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
