// Package audit keeps the append-only record of who did what, and the stream of events
// that other parts of the house follow.
//
// Rows are written in the transaction of the act that they tell of. A [Sealer] numbers
// them afterwards and chains them by hash, so that readers meet a gapless order and
// anyone can prove that nothing was removed, changed or moved.
package audit

import (
	"context"
	"time"
)

// System is the actor of what nobody asked for: the engine and the start of the server.
const System = "system"

// Object names what an act was done to, such as {"edition", id}.
type Object struct{ Kind, ID string }

// Entry is one act, or one refused attempt at it.
type Entry struct {
	// Actor is the id of the person, [System], or "" for a stranger.
	Actor string
	// OnBehalf is the id of the person in whose place the actor acted, "" for nobody.
	OnBehalf string
	// Action is the stable name of the act, such as "edition.approve".
	Action string
	Object Object
	// Before and After are SHA-256 of the object's content before and after the act, "" where
	// there is none: the act made the object, ended it, or the object has no content.
	Before, After string
	// Was and Is are that content itself where no hash is at hand; [Log.Record] hashes their
	// canonical JSON (RFC 8785) into Before and After and keeps nothing else of them. No
	// secret and no personal data: a short one could be guessed by its hash. nil for none.
	Was, Is any
	// Detail holds what else explains the act. No personal data and no secret: it is
	// hashed as it stands and can never be erased.
	Detail map[string]any
	// Refused marks an attempt that was not allowed. See [Refused] and [Trail.Record].
	Refused bool
}

// Event tells followers that something changed; empty ids mean that it concerns none.
type Event struct {
	// Kind is the stable name, such as "edition.approved"; see [Done].
	Kind                                string
	Article, Edition, Delivery, Channel string
	// Unit is the code of the unit whose people may see the event.
	Unit string
	Data map[string]any
	// Actor is the id of who did it, [System] or "" for what nobody did: so that people are
	// not told of their own acts. It is for the house alone; no stream shows it.
	Actor string
}

// Trail takes records and events.
type Trail interface {
	// Record writes an act in the transaction of ctx. A refusal is written in a
	// transaction of its own, or the rollback that it causes would take it along; inside
	// a transaction it needs a context made by [Log.Hold].
	Record(ctx context.Context, e Entry) error
	// Emit writes events in the transaction of ctx.
	Emit(ctx context.Context, events ...Event) error
}

// Origin is where a request came from. Address and Name are personal data.
type Origin struct {
	Address   string
	RequestID string
	// Name is the actor's name as it was at the time.
	Name string
}

type originKey struct{}

// WithOrigin puts the origin of a request into its context.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf reads the origin of a context; it is empty for what nobody requested.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

type behalfKey struct{}

// InPlaceOf returns a context whose acts are recorded as done in the place of a person; "" is
// for acts by the actor's own right. An [Entry] that names somebody itself stays as it is.
func InPlaceOf(ctx context.Context, person string) context.Context {
	return context.WithValue(ctx, behalfKey{}, person)
}

func behalfOf(ctx context.Context) string {
	person, _ := ctx.Value(behalfKey{}).(string)
	return person
}

// SealedEvent is an event with its place in the stream.
type SealedEvent struct {
	Event
	ID string
	At time.Time
	// Number counts from 1 without gaps; it is the cursor of readers.
	Number int64
}
