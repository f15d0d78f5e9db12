// Package delivery carries releases to channels: never early, never twice, never lost,
// always explained.
//
// A delivery is a row and the queue at once. Acts of the newsroom write rows ([Planner]);
// the dispatch package claims due rows and settles what happened by the pure rules here
// ([Next], [NextSighting], [Expired]); people settle what no machine can ([Desk]). The
// rules know neither databases nor networks.
package delivery

import (
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
)

// Task is what the engine does next with a delivery, or does right now under a lease.
type Task string

// The tasks. Only TaskSend can make something at a destination.
const (
	TaskNone  Task = ""
	TaskSend  Task = "send"
	TaskLook  Task = "look"
	TaskPoll  Task = "poll"
	TaskProve Task = "prove"
)

// Delivery is "this release to this channel with this intent".
type Delivery struct {
	ID      string
	Edition string
	Release string
	Channel string
	Intent  connector.Intent
	// Round is raised only when a withdrawn story is published again, on confirmation.
	Round int
	// Seq orders the deliveries of one edition on one channel.
	Seq       int
	DependsOn string // id of the delivery that must be settled first; "" for none
	// Offset is how long after the plan's hour, and after the portal's copy, it goes.
	Offset    time.Duration
	Priority  int // higher goes first
	CreatedBy string
	CreatedAt time.Time

	// PortalWaived: a person had it sent without the portal's copy. WaitsFrom is when a
	// person last had it wait for that, or when other languages were last seen to hold it;
	// zero means from its hour.
	PortalWaived bool
	WaitsFrom    time.Time
	// Alone: a person had it sent without the editions that it is published together with.
	Alone bool

	DueAt time.Time
	Wall  string // the wall time as typed; "" for "now"
	Zone  string

	// NextAt is when the engine does Task; zero when it has nothing to do. While the row
	// is leased it is the end of the lease.
	NextAt time.Time
	Task   Task
	State  State
	Reason Reason
	Detail fault.Text

	LeaseToken string
	LeaseUntil time.Time
	// Attempt counts the tries to send, from 1 with the first claim; Spared are those that
	// do not use up their number: the destination asked to wait, or a person began anew.
	Attempt int
	Spared  int

	Payload     []byte // canonical Post, RFC 8785; nil until rendered
	PayloadHash string
	ChosenID    string
	Progress    map[string]string
	Handle      string
	// FirstDoubtAt is when it first became possible that a try was applied unseen.
	FirstDoubtAt time.Time
	// MaybeAt is when a try that passes for not applied, since repeating it does no harm,
	// may have been applied all the same. Nothing but a withdrawal makes it meaningless.
	MaybeAt time.Time
	// Looks counts look-ups since FirstDoubtAt, polls since acceptance, proofs since sent,
	// or the times in a row that the destination asked to wait.
	Looks int
	// Misses counts the looks since FirstDoubtAt that saw that it is not there. They stay when
	// the doubt is over: what they missed may still come to light.
	Misses int

	// Notice is what readers are told; with Withdraw.
	Notice string

	Receipt     connector.Receipt
	SentAt      time.Time
	ConfirmedAt time.Time
	UpdatedAt   time.Time
}

// Out reports whether the destination holds the post, as far as lantoa knows.
func (d Delivery) Out() bool {
	return !d.SentAt.IsZero() && d.State != Withdrawn && d.Intent != connector.Withdraw
}

// InFlight reports whether a try is running, or its result is still open.
func (d Delivery) InFlight() bool {
	switch d.State {
	case Sending, Polling, Unsure:
		return true
	}
	return false
}

// NeverLeft reports whether it is certain that nothing of this delivery reached the
// destination.
func (d Delivery) NeverLeft() bool {
	return d.SentAt.IsZero() && d.FirstDoubtAt.IsZero() && !d.InFlight()
}

// tries are those that count against the limit.
func (d Delivery) tries() int { return d.Attempt - d.Spared }

// Repeats reports whether an earlier try may have left a copy.
func (d Delivery) Repeats() bool { return d.Attempt > 1 || d.Misses > 0 }

// Pending reports whether the engine will still send it by itself.
func (d Delivery) Pending() bool { return d.State == Waiting || d.State == Retrying }

// Attempt is one try: a send, a look, a poll or a proof.
type Attempt struct {
	ID       string
	Delivery string
	Number   int
	Task     Task
	Instance string
	StartAt  time.Time
	// SendingAt is the "about to send" mark, committed with the payload before the first
	// byte leaves; zero means that surely nothing left.
	SendingAt  time.Time
	FinishedAt time.Time
	Class      connector.Class // "" while running; "lost" when its lease ended
	Reason     string
	Detail     fault.Text
	// Exchanges counts the requests that were made; Kept is what is kept of them, which is
	// written with the end of the attempt and read by [Reader.Exchanges] alone.
	Exchanges int
	Kept      []evidence.Exchange
}

// ClassLost marks an attempt whose process went away before it could tell.
const ClassLost connector.Class = "lost"
