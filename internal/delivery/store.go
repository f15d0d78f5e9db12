package delivery

import (
	"context"
	"errors"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/timetable"
)

// ErrFenced says that a lease is no longer held: somebody else has the delivery now.
var ErrFenced = errors.New("the delivery's lease is held by somebody else")

// Store keeps the deliveries of editions.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Now is the database's clock.
	Now(ctx context.Context) (time.Time, error)
	// Lock locks an edition and all its deliveries until the transaction ends; LockFree those
	// editions that nobody else holds.
	Lock(ctx context.Context, edition string) (*Set, error)
	LockFree(ctx context.Context, editions []string) ([]*Set, error)
	// Reach is how far an edition came as it is now, unlocked.
	Reach(ctx context.Context, edition string) (article.Reach, error)
	// LockOf is Lock for the edition of a delivery.
	LockOf(ctx context.Context, delivery string) (*Set, error)
	// Save writes what changed in sets, and the editions' publication with it.
	Save(ctx context.Context, sets ...*Set) error
	// SaveAttempts writes attempts, with what is kept of their exchanges.
	SaveAttempts(ctx context.Context, attempts ...Attempt) error
	// RunningAttempt is the attempt of a leased delivery that has no end yet.
	RunningAttempt(ctx context.Context, delivery string) (Attempt, error)
	// PortalCopy is the address of an edition's copy on the portal, "" where there is none.
	PortalCopy(ctx context.Context, edition string) (string, error)
	// Planned lists the hours of a channel's publications from an instant on, but an edition's.
	Planned(ctx context.Context, channel, but string, from time.Time) ([]time.Time, error)
	// AfterCommit runs act once the transaction in ctx has committed.
	AfterCommit(ctx context.Context, act func())
}

// Queue hands out due work.
type Queue interface {
	// Claim leases due deliveries of all channels in one transaction.
	Claim(ctx context.Context, r ClaimRequest) ([]Claimed, error)
	// Extend renews leases, and gives those renewed and those not held any more; others wait.
	Extend(ctx context.Context, tokens []string, lease time.Duration) (renewed, lost []string, err error)
	// Expired lists deliveries whose lease has ended.
	Expired(ctx context.Context, limit int) ([]string, error)
	// Overdue lists deliveries that would go but for being too late, the portal's being so, or
	// another language.
	Overdue(ctx context.Context, limit int) ([]string, error)
	// Lateness gives [ReasonLate], [ReasonPortalLate] or [ReasonSiblingFailed] of one,
	// [ReasonTogether] of one that waits, or none when it is no more.
	Lateness(ctx context.Context, delivery string) (Reason, error)
	// NextAt is the earliest instant at which the engine may have work; zero means none.
	NextAt(ctx context.Context) (time.Time, error)
	// Health reports how the queue does.
	Health(ctx context.Context) (QueueHealth, error)
}

// QueueHealth is what operators watch.
type QueueHealth struct {
	Claimable int // deliveries for which every rule holds
	// Oldest is the one of them that has been due for longest, on a channel without a rate,
	// and OldestAt since when; "" when there is none.
	Oldest   string
	OldestAt time.Time
	// ByState counts the deliveries that have not come to their end.
	ByState  map[State]int
	Channels []ChannelHealth
}

// ChannelHealth is how the queue of one channel does.
type ChannelHealth struct {
	ID, Kind, Name string
	// Due counts what waits although its time has come, and OldestAt is since when.
	Due      int
	OldestAt time.Time
	Stopped  bool // by a person, or in the engine's name
	CutOff   bool // after repeated failures
}

// Punctuality is how a channel's publications kept to their hours.
type Punctuality struct {
	Due    int // whose hour has come
	OnTime int // of them, those that were out within [OnTimeWithin]
}

// OnTimeWithin is how long after its hour a publication may be out and count as on time.
const OnTimeWithin = time.Minute

// ClaimRequest says who claims, how much and for how long.
type ClaimRequest struct {
	// Shared is how many may be leased beside the one that every channel has for its own.
	Shared   int
	Lease    time.Duration
	Instance string
	NewID    func() string
}

// Claimed is a leased delivery with the attempt that was opened for it.
type Claimed struct {
	Delivery
	Attempt Attempt
}

// Reader shows deliveries to people.
type Reader interface {
	Delivery(ctx context.Context, id string) (Listed, error)
	List(ctx context.Context, f Filter) ([]Listed, error)
	Attempts(ctx context.Context, id string) ([]Attempt, error) // newest first
	// Punctuality tells of channels, by id, how what was due between two instants kept to it.
	Punctuality(ctx context.Context, from, until time.Time) (map[string]Punctuality, error)
	// Exchanges are those kept of a delivery's attempt, in order; fault.NotFound without one.
	Exchanges(ctx context.Context, id, attempt string) ([]evidence.Exchange, error)
	// Rules evaluates every rule of the claim for a delivery, now.
	Rules(ctx context.Context, id string) ([]rule.Result, error)
	// Siblings are the editions that one is published together with; none where it is not.
	Siblings(ctx context.Context, edition string) ([]rule.Sibling, error)
}

// Evidence is what is kept of exchanges with destinations.
type Evidence interface {
	// ForgetExchanges removes what is kept of exchanges that ended more than age ago, in small
	// transactions, and returns of how many attempts. These, payloads and receipts stay.
	ForgetExchanges(ctx context.Context, age time.Duration) (int64, error)
}

// Listed is a delivery as people see it.
type Listed struct {
	Delivery
	Article     string
	Lang        string
	Title       string // of the release; "" for who may not know of it yet
	Unit        string
	ChannelName string
	ChannelKind string
	Number      int // of the release
	// ApprovedRelease and Embargo are the edition's.
	ApprovedRelease string
	Embargo         article.Embargo
	Together        bool // its article is published together
}

// Filter narrows a list of deliveries; zero values do not narrow.
type Filter struct {
	Units    []string // nil means every unit
	States   []State
	Reasons  []Reason
	Channel  string
	Article  string
	Edition  string
	DueAfter time.Time
	DueUntil time.Time
	// After is the place of the last row of the former page, ordered by (DueAt, ID).
	After *Place
	// Newest turns the order round.
	Newest bool
	Limit  int
}

// PlannedPast narrows to what waits on a channel for an hour past an instant.
func PlannedPast(channel string, at time.Time, limit int) Filter {
	return Filter{Channel: channel, States: []State{Waiting, Retrying}, DueAfter: at, Limit: limit}
}

// Place is a row's place in a list of deliveries.
type Place struct {
	DueAt time.Time
	ID    string
}

// Releases reads what was approved.
type Releases interface {
	Release(ctx context.Context, id string) (release.Release, error)
}

// Channels opens configured destinations.
type Channels interface {
	// Open makes the channel's connector; Describe only says of what kind it is.
	Open(ctx context.Context, id string) (channel.Opened, error)
	Describe(ctx context.Context, id string) (channel.Channel, connector.Spec, error)
	// Row reads a channel inside the transaction of ctx.
	Row(ctx context.Context, id string) (channel.Channel, error)
	// LockRow is Row that holds the channel until the transaction ends.
	LockRow(ctx context.Context, id string) (channel.Channel, error)
	// Timetable is what a channel's slots are judged by, beside posts at some hours.
	Timetable(ctx context.Context, c channel.Channel, taken []time.Time) (timetable.Table, error)
	// Park keeps a channel still until an instant; PauseFor stops it until the destination
	// takes us again, or a person says so, unless it is of a newer version by now.
	Park(ctx context.Context, id string, until time.Time) error
	PauseFor(ctx context.Context, id string, version int, reason string) error
	// Answered tells of a try whether the destination answered.
	Answered(ctx context.Context, c channel.Channel, answered bool) error
}
