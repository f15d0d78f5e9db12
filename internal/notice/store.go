package notice

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// Events is the stream of sealed events, see [audit.Log].
type Events interface {
	// Since returns the events above a number in order, at most limit.
	Since(ctx context.Context, number int64, limit int) ([]audit.SealedEvent, error)
}

// People tells who can sign in and what they may now, see [account.Service].
type People interface {
	Standing(ctx context.Context) ([]account.Standing, error)
}

// Stories finds stories, and judges who may approve them, see [article.Service].
type Stories interface {
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
	Object(ctx context.Context, a article.Article, e article.Edition) (right.Object, error)
	MayApprove(ctx context.Context, actor right.Actor, a article.Article, e article.Edition) (bool, error)
}

// Checks judges who may make a check that is owed, see [review.Service].
type Checks interface {
	MayCheck(ctx context.Context, actor right.Actor, release string) (bool, error)
}

// Desk keeps the notices as they are made.
type Desk interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Place is the number of the last event that was gone through.
	Place(ctx context.Context) (int64, error)
	// HoldPlace is Place, and keeps others from moving it until the transaction ends.
	HoldPlace(ctx context.Context) (int64, error)
	MovePlace(ctx context.Context, to int64) error
	// Raise makes a notice, or counts it into the open one of the same person and incident.
	// One that had been calmed is unread, due and waited for again, and news that had been
	// mailed is due again.
	Raise(ctx context.Context, n Notice) error
	// Close ends the open notices of an incident and tells whose they were.
	Close(ctx context.Context, incident string, at time.Time) (people []string, err error)
	// Calm has nobody reminded of an incident until it comes again.
	Calm(ctx context.Context, incident string) error
	// Sweep ends the open notices of an edition about deliveries that ask nobody any more.
	Sweep(ctx context.Context, edition string, at time.Time) (people []string, err error)
}

// Leases says who makes the rounds.
type Leases interface {
	// Take takes or prolongs the lease of whoever makes the rounds; false when another has it.
	Take(ctx context.Context, token string, lasts time.Duration) (bool, error)
	// Leave gives it up, for whoever comes next.
	Leave(ctx context.Context, token string) error
}

// Channels tells how channels are now.
type Channels interface {
	// Waiting lists the stories, by id, that wait on a channel.
	Waiting(ctx context.Context, channel string) ([]string, error)
	// Stopped tells whether a person paused it, or the engine holds it.
	Stopped(ctx context.Context, channel string) (bool, error)
}

// Rounds is what the rounds of mail and reminders need.
type Rounds interface {
	// Due lists the people, by id, who can sign in and have an address and open notices that are
	// to be mailed.
	Due(ctx context.Context) ([]string, error)
	// DueTo lists those that somebody may see, the oldest first.
	DueTo(ctx context.Context, s Sight, limit int) ([]Shown, error)
	// Told notes that notices need not be mailed any more.
	Told(ctx context.Context, ids []string) error
	// HoldPerson keeps others from changing an account until the transaction ends.
	HoldPerson(ctx context.Context, id string) error
	// Waited lists the people who can sign in, of open notices that wait for longer than the span
	// and its growth.
	Waited(ctx context.Context, now time.Time, span time.Duration) ([]string, error)
	// Waits tells whether somebody may see one of these.
	Waits(ctx context.Context, s Sight, now time.Time, span time.Duration) (bool, error)
	// Remind makes those of them that somebody may see unread and due again, and tells how many
	// there were.
	Remind(ctx context.Context, s Sight, now time.Time, span time.Duration) (int, error)
	// Prune ends news that nobody read since before an instant, and removes what had ended by
	// then.
	Prune(ctx context.Context, before, now time.Time) (int, error)
}

// Filter narrows an inbox.
type Filter struct {
	Unread, Open bool
	After        *Place // of the last one of the page before
	Limit        int
}

// Place is where a notice stands in an inbox, newest first.
type Place struct {
	At time.Time
	ID string
}

// Inboxes keeps what people read.
type Inboxes interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	List(ctx context.Context, s Sight, f Filter) ([]Shown, error)
	// Unread counts the open ones that are not read.
	Unread(ctx context.Context, s Sight) (int, error)
	// Get returns one that somebody may see; [fault.NotFound] when there is none.
	Get(ctx context.Context, s Sight, id string) (Shown, error)
	// Read marks those that somebody may see, the one or all from it back, and tells how many
	// had not been read.
	Read(ctx context.Context, s Sight, which Which, at time.Time) (int, error)
}

// Which chooses notices: the one at a place, or all from it back.
type Which struct {
	Place
	Back bool
}

// Wishes keeps how people wish to be told.
type Wishes interface {
	// Settings returns what somebody set; [Usual] where nothing.
	Settings(ctx context.Context, person string) (Settings, error)
	// SaveSettings raises the version; [fault.StaleVersion] when it is not s.Version any more.
	SaveSettings(ctx context.Context, person string, s Settings, at time.Time) error
}

// Turns keeps how often each inbox has changed, for those who follow theirs.
type Turns interface {
	// Touch says that the inboxes of people, by id, are otherwise now. The ids are sorted.
	Touch(ctx context.Context, people []string) error
	// Turns tells how often each of the inboxes has changed, 0 for never.
	Turns(ctx context.Context, people []string) (map[string]int64, error)
}

// Post takes letters that are to be mailed. It joins the transaction of ctx.
type Post interface {
	// Queue takes a letter; a second one with the same key changes nothing.
	Queue(ctx context.Context, letter Letter) error
}

// Letter is a mail to somebody of the house.
type Letter struct {
	To      string // address
	Person  string // id
	Subject string
	Text    string
	Expires time.Time // after which it is not worth sending
	Key     string    // tells it from all others, for ever
}
