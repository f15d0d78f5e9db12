// Package mail takes letters to people out of the house, through the mail server that the
// settings name.
//
// The rows of the outbox are the queue. A letter is queued in the transaction of what it is
// about, so that neither is there without the other; one of the servers claims it under a
// lease, and only then somebody outside is spoken to. A letter is never sent twice knowingly.
// Where the answer to a whole letter is lost (the line breaks, or this process ends, after the
// last byte and before the word of the mail server), nobody can tell whether it went, and it
// is sent again under the same Message-ID: an invitation that comes twice does less harm than
// one that never comes.
package mail

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Kind tells what a letter is about.
type Kind string

// The kinds.
const (
	Link   Kind = "link"   // a one-time link, which opens an account
	Notice Kind = "notice" // what happened, for somebody whom it concerns
)

// Letter is what is to be sent to one address.
type Letter struct {
	Kind Kind
	// Key names what the letter is about, such as "link " and an id. A second letter with the
	// key is none, for as long as the first is kept ([Keeps] after its end).
	Key    string
	To     string // address alone, without a name
	Person string // id of whose address it is; "" for nobody of the house
	// Subject and Text are in the language of the person. A line break in the subject becomes
	// a blank.
	Subject string
	Text    string
	// Expires is when the letter has no use any more, and is not sent; zero means [patience]
	// from now, and nothing waits longer than that.
	Expires time.Time
}

// State is where a letter is.
type State string

// The states.
const (
	Waiting State = "waiting"
	Sending State = "sending" // under a lease
	Sent    State = "sent"    // the mail server took it
	GivenUp State = "given_up"
)

// Next lists the states that a state may become.
func (s State) Next() []State {
	return map[State][]State{
		Waiting: {Sending, GivenUp},
		Sending: {Sending, Waiting, Sent, GivenUp}, // to itself where a lease has ended
	}[s]
}

// Reason says why a letter was given up.
type Reason string

// The reasons.
const (
	Refused  Reason = "refused"  // by the mail server, for good
	Expired  Reason = "expired"  // its time was over before the mail server took it
	Replaced Reason = "replaced" // what it is about is over, such as a link that was used
	Erased   Reason = "erased"   // with its person
	Unread   Reason = "unread"   // what was sealed cannot be opened
)

// Words tell a reason to people.
func (r Reason) Words() fault.Text {
	return map[Reason]fault.Text{
		Refused:  fault.T("máy chủ thư từ chối hẳn", "the mail server refused it for good"),
		Expired:  fault.T("hết hạn trước khi máy chủ thư nhận", "its time was over before the mail server took it"),
		Replaced: fault.T("không còn cần gửi", "it was not needed any more"),
		Erased:   fault.T("người nhận đã bị xóa", "its person was erased"),
		Unread:   fault.T("không mở được nội dung bằng khóa hiện tại", "what it says cannot be opened with the present key"),
	}[r]
}

// Mail is a letter in the outbox.
type Mail struct {
	ID       string
	Key      string
	Kind     Kind
	Person   string // "" for nobody of the house
	To       string // "" once its person was erased
	Sealed   []byte // what it says; nil once it has ended
	State    State
	Created  time.Time
	Due      time.Time
	Expires  time.Time
	Attempts int
	Ended    time.Time // zero while it waits
	Reason   Reason    // of one that was given up
	Answer   string    // what the last try that failed came to, in the server's words; no address of a link is in it
}

// Message is a letter as it is handed to the mail server.
type Message struct {
	ID      string // of the row: the same for every try
	At      time.Time
	To      string
	Subject string
	Text    string
}

// Line is an open way to the mail server.
type Line interface {
	// Send hands over one message. The error is a [*Failure].
	Send(ctx context.Context, m Message) error
	Close()
}

// Transport opens ways to the mail server. The error is a [*Failure].
type Transport interface {
	Open(ctx context.Context) (Line, error)
}

// Failure is what a try came to that did not succeed.
type Failure struct {
	// Permanent is true where the server will never take this letter.
	Permanent bool
	// Unanswered is true where the whole letter left and no word came back.
	Unanswered bool
	Words      string // of the server or the network, without a secret
}

// Error implements error.
func (f *Failure) Error() string { return f.Words }

// Store keeps the outbox.
type Store interface {
	// Add puts a letter into the transaction of ctx; false where its key is there already.
	Add(ctx context.Context, m Mail) (bool, error)
	// Claim takes, of the letters that are due and whose time is not over, the one that has
	// been due for longest, for whoever bears the lease; false where there is none. A lease
	// that has ended is nobody's.
	Claim(ctx context.Context, lease Lease) (Mail, bool, error)
	// Settle writes what a try came to: state, due, ended, reason and answer; the sealed
	// letter goes where it has ended. False where the lease is another's by now.
	Settle(ctx context.Context, m Mail, lease string) (bool, error)
	// Tidy gives up what has expired and is under nobody's lease, and removes what ended
	// before an instant.
	Tidy(ctx context.Context, now, before time.Time) (givenUp int, err error)
	// End gives up what waits for a person, of one kind or, with "", of all; it takes address and
	// answer out of all of these rows, ended ones too, where the reason is [Erased].
	End(ctx context.Context, person string, kind Kind, reason Reason) error
	// Last is the latest letter of a kind to a person; false where there is none.
	Last(ctx context.Context, person string, kind Kind) (Mail, bool, error)
	// Figures sum the outbox up; what was given up counts since an instant.
	Figures(ctx context.Context, since time.Time) (Figures, error)
	// Now is the clock of the database, by which several servers agree.
	Now(ctx context.Context) (time.Time, error)
}

// Lease is for whom, and until when, a letter is claimed.
type Lease struct {
	By         string
	Now, Until time.Time
}

// Figures sum the outbox up.
type Figures struct {
	Waiting int
	Oldest  time.Time // when the oldest that waits was queued; zero without one
	Answer  string    // what its last try came to
	GivenUp []Mail    // the latest, without what was not needed any more
	Lost    int       // how many were
}

// Meter counts what tries come to; see [Outcomes].
type Meter interface {
	Mailed(outcome string)
}

// Outcomes are what a try may come to.
func Outcomes() []string { return []string{"sent", "again", "given_up"} }
