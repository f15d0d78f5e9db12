// Package connector is the port between lantoa and the destinations outside.
//
// A connector knows one kind of destination. It says what happened and never what to
// do about it: retries, waiting and look-ups are decided by the delivery package alone.
// A connector keeps no state, never sleeps and never
// repeats a request that creates something.
package connector

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Intent is what a delivery wants to be true at the destination.
type Intent string

// The intents.
const (
	Publish  Intent = "publish"
	Correct  Intent = "correct"
	Withdraw Intent = "withdraw"
)

// Connector speaks to one configured destination. What else it can do is told by the
// optional interfaces [Looker], [Poller] and [Prover]; its [Spec] must agree with them.
type Connector interface {
	// Check asks the destination, without changing anything, whether the credentials
	// still hold the rights that publishing needs, and to which place posts go by them.
	Check(ctx context.Context) Health
	// Send carries out one intent, at most once per call.
	Send(ctx context.Context, call Call) Outcome
}

// Looker finds what an earlier Send may have left at the destination. It creates nothing.
type Looker interface {
	Look(ctx context.Context, call Call) Sighting
}

// Poller asks for the result of an accepted Send by its handle. It creates nothing.
type Poller interface {
	Poll(ctx context.Context, call Call) Outcome
}

// Prover looks at the destination as a reader would and tells whether the post is there.
// It creates nothing.
type Prover interface {
	Prove(ctx context.Context, call Call) Sighting
}

// Call is everything that one try may use.
type Call struct {
	Post Post
	// Key is the delivery's id: the same in every try, different for every delivery.
	Key string
	// Attempt counts the tries of this delivery, from 1.
	Attempt int
	// Repeats: an earlier try may have left a copy of the post.
	Repeats bool
	// Earlier is what the destination gave back for the post that is now corrected or
	// withdrawn, or for this very delivery when it is looked up or proved.
	Earlier Receipt
	// Handle is what an accepted Send gave back, for Poll.
	Handle string
	// Progress keeps small named values over the tries of this delivery.
	Progress Progress
	// Media opens the pictures of the post; nil when it has none.
	Media Media
}

// Media opens the bytes of pictures that a release names.
type Media interface {
	// Open opens bytes by their SHA-256 in hex, as [Picture] names them. Bytes that are not
	// there, or are no longer what their hash says, are an error; the caller closes.
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
}

// Progress keeps small named values (an uploaded picture's remote id, a chosen record
// key) over the tries of one delivery. Put commits before it returns, so that a value
// is never lost by a crash that follows it. Where it fails, also because the story was
// withdrawn meanwhile, the try ends before anything is shown ([NotKept]).
type Progress interface {
	Get(name string) string
	Put(ctx context.Context, name, value string) error
}

// Receipt is what a destination gives back for something that it keeps.
type Receipt struct {
	RemoteID string `json:"remote_id,omitempty"`
	// Address is where readers find the post; empty where a destination has no page.
	Address string `json:"address,omitempty"`
}

// IsZero reports whether the destination gave nothing back.
func (r Receipt) IsZero() bool { return r == Receipt{} }

// Class says what happened in a try.
type Class string

// The classes.
const (
	// OK: applied, and the receipt is in hand.
	OK Class = "ok"
	// Accepted: taken in; the result is asked for later by the handle.
	Accepted Class = "accepted"
	// Rejected: not applied, and never will be as it is.
	Rejected Class = "rejected"
	// Throttled: surely not applied; come back at Until.
	Throttled Class = "throttled"
	// Transient: surely not applied (refused connection, DNS, TLS), or harmless to repeat
	// (503 to a change that is guarded by key).
	Transient Class = "transient"
	// Ambiguous: may or may not have been applied.
	Ambiguous Class = "ambiguous"
	// Reauth: surely not applied; the credential is dead or lacks a right.
	Reauth Class = "reauth"
	// Duplicate: the destination says that the same post exists already.
	Duplicate Class = "duplicate"
)

// Classes lists every class.
func Classes() []Class {
	return []Class{OK, Accepted, Rejected, Throttled, Transient, Ambiguous, Reauth, Duplicate}
}

// Outcome is what happened in one try.
type Outcome struct {
	Class   Class
	Receipt Receipt
	Handle  string    // with Accepted
	Until   time.Time // with Throttled and Transient, when the destination named a time
	// Maybe comes with Transient alone: the request may have been applied after all, and a
	// repeat does no harm (503 to a change that is guarded by key).
	Maybe bool
	// Reason is a short machine word in the destination's own terms, such as
	// "http_503" or "rest_cannot_create".
	Reason string
	// Detail is one plain sentence for an editor; it never holds a secret.
	Detail fault.Text
}

// Finding says what a look brought.
type Finding string

// The findings.
const (
	// Found: the post is there; more than one receipt means that it is there more than once.
	Found Finding = "found"
	// Missing: the destination answered, and the post is not there now.
	Missing Finding = "missing"
	// Unclear: something like it is there, but it cannot be told whether it is ours.
	Unclear Finding = "unclear"
	// Blind: the destination could not be asked; Problem says why.
	Blind Finding = "blind"
)

// Findings lists every finding.
func Findings() []Finding { return []Finding{Found, Missing, Unclear, Blind} }

// Sighting is what a look or a proof brought.
type Sighting struct {
	Finding  Finding
	Receipts []Receipt // with Found, one for each copy; with Unclear, the candidates
	// Problem comes with Blind: Transient, Throttled or Reauth. With Missing its Reason and
	// Detail may say what stands there instead, with Unclear why it cannot be told.
	Problem Outcome
}

// Health is the result of a check.
type Health struct {
	Class   Class  // OK, Reauth, Transient, Throttled or Rejected (wrong settings)
	Account string // who we are at the destination, as people there would name it
	// Place is where posts go, by the permanent id that the destination has for it: of the
	// account, the channel or the page, never a name that its owner may change. A channel
	// stays with the place that its first good check found. It is "" where nothing tells, and
	// counts with OK alone; a kind that can tell tells it with every OK.
	Place  string
	Detail fault.Text
	// ExpiresAt is the end of the credential's life; zero when it does not end or is unknown.
	ExpiresAt time.Time
}

// Guard says how a destination protects against sending the same thing twice.
type Guard string

// The guards.
const (
	// GuardKey: repeating is harmless, by the destination's key or by an id of our choice.
	GuardKey Guard = "key"
	// GuardLookUp: the destination can be asked whether an earlier try was applied.
	GuardLookUp Guard = "look_up"
	// GuardNone: nobody but a person can tell.
	GuardNone Guard = "none"
)

// Proof says how publication can be proved.
type Proof string

// The proofs.
const (
	ProofPage     Proof = "page"      // the public page shows the post
	ProofReadBack Proof = "read_back" // an authenticated read gives the post
	ProofNone     Proof = "none"      // "sent" is all that can be known
)

// TrialKind is the kind of the trial channel, by which a database's rows tell it.
const TrialKind = "sandbox"

// Spec describes a kind of destination: what the engine may rely on, and the settings
// from which forms, documents and checks are made.
type Spec struct {
	Kind  string // permanent code, such as "wordpress"
	Label fault.Text
	Help  fault.Text
	// Passive destinations are read by others from our own database; Send only names the address.
	Passive bool
	// Trial destinations have no readers: what is sent there is public nowhere. There is
	// one such kind, [TrialKind].
	Trial bool
	// Body tells delivery to render Post.Body for this kind.
	Body BodyFormat
	// Guards holds the guard of each intent that the kind can carry out; an intent
	// that is not in it needs a person.
	Guards map[Intent]Guard
	Proof  Proof
	// Text asks delivery to render Post.Text within a length; the zero value asks for none.
	Text TextForm
	// Pictures says which pictures the kind takes; the zero value takes none.
	Pictures PictureForm
	// TitleLimit is the longest title in graphemes; 0 means no limit.
	TitleLimit int
	Settings   []Setting
	// New makes a connector from settings that Spec.Validate has passed. To tell all faults at
	// once it is also asked about settings that did not pass, and what it makes of those is
	// thrown away; so it takes any values and asks nobody.
	New func(values Values, deps Deps) (Connector, error)
}

// BodyFormat names a rendered body.
type BodyFormat string

// The body formats.
const (
	BodyNone  BodyFormat = ""
	BodyEvent BodyFormat = "event" // Standard Webhooks event, JSON
)

// TextForm is the form of a post that is text alone, as social platforms take it.
type TextForm struct {
	Most int      // the longest text, in Unit
	Unit TextUnit // in which the platform counts
	// MostBytes is the longest text in bytes of UTF-8, on platforms that count these too; 0
	// means that they do not.
	MostBytes int
	// MostWithPictures is the longest text of a post with pictures; 0 means Most.
	MostWithPictures int
	// ShortLink shows the link as people say it, its host and the beginning of its path, on
	// platforms where a span carries the address.
	ShortLink bool
	// Card keeps Post.Lead beside the text, for platforms that show a card of the link.
	Card bool
}

// Longest is the longest text of a post with or without pictures; 0 where a kind takes none.
func (f TextForm) Longest(pictures bool) int {
	if pictures && f.MostWithPictures > 0 {
		return f.MostWithPictures
	}
	return f.Most
}

// PictureForm is what a platform takes of pictures.
type PictureForm struct {
	Most  int      // pictures in one post; what is more is left out, from the end
	Bytes int64    // the largest file; 0 means no bound
	Side  int      // the longest side in pixels; 0 means no bound
	Types []string // media types, such as image/jpeg
	// Under tells how many pictures go with the settings of a channel, [PictureForm.Most] at
	// most; nil where these do not matter.
	Under func(Values) int
	// Stay tells whether a post of a channel with such settings keeps its pictures when it is
	// corrected; nil where they are exchanged with the text.
	Stay func(Values) bool
}

// MostUnder is how many pictures a post of a channel with such settings has at most.
func (f PictureForm) MostUnder(settings Values) int {
	if f.Under == nil {
		return f.Most
	}
	return min(f.Most, f.Under(settings))
}

// Stays reports whether pictures stay when a post is corrected.
func (f PictureForm) Stays(settings Values) bool { return f.Stay != nil && f.Stay(settings) }

// TextUnit is what a platform counts in a text.
type TextUnit string

// The units of a text.
const (
	UnitGraphemes TextUnit = "graphemes" // what readers see as characters
	UnitUTF16     TextUnit = "utf16"     // UTF-16 code units
)

// Doer sends HTTP requests; outbound.Client is the one that leaves the house.
type Doer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Deps is what a connector is given.
type Deps struct {
	HTTP    Doer
	Now     func() time.Time
	Session Session
}

// Session keeps the one secret that a destination itself gives a channel and replaces over
// time, such as a pair of tokens. It is sealed at rest like every credential, belongs to the
// settings that it was got with, and is gone when those change.
type Session interface {
	// Value returns what is kept, "" before the first time.
	Value(ctx context.Context) (string, error)
	// Renew replaces what is kept, if it is still stale, by what get returns, which is saved
	// before Renew returns. Over all processes one renewal of a channel runs at a time, so
	// that a token which counts once is used once; who came later is given what the first
	// one got, and its get is not called. An error of get is returned as it is, and what is
	// kept stays.
	Renew(ctx context.Context, stale string, get func(ctx context.Context) (string, error)) (string, error)
}
