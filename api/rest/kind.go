package rest

import (
	"context"

	"github.com/lantoa/lantoa/internal/right"
)

// Kind is what the operations on objects of one kind share: where they are, and how one is shown
// to who asks.
type Kind[D, S any] struct {
	Path  string // of all of them, below [Base]
	ID    func(d D) string
	Tag   func(d D) int // its version, which is its entity tag
	Shape func(actor right.Actor, d D) S
}

// Named names an object.
type Named struct {
	ID string `path:"id" doc:"Its id"`
}

// Sent is a request with a body.
type Sent[B any] struct{ Body B }

// Changing asks for a change of what was read.
type Changing[B any] struct {
	Named
	Matching
	Body B
}

// Answer answers with an object, or with what went wrong.
func (k Kind[D, S]) Answer(ctx context.Context, d D, err error) (*One[S], error) {
	if err != nil {
		return nil, err
	}
	return Versioned(k.Tag(d), k.Shape(Actor(ctx), d)), nil
}

// ByID does what takes nothing but the object: it is read, or an act without a body.
func (k Kind[D, S]) ByID(do func(ctx context.Context, actor right.Actor, id string) (D, error)) func(ctx context.Context, in *Named) (*One[S], error) {
	return func(ctx context.Context, in *Named) (*One[S], error) {
		d, err := do(ctx, Actor(ctx), in.ID)
		return k.Answer(ctx, d, err)
	}
}

// Makes makes an object of a body, which domain reads.
func Makes[D, S, B, P any](r *Router, k Kind[D, S], do func(ctx context.Context, actor right.Actor, p P) (D, error), domain func(B) P) func(ctx context.Context, in *Sent[B]) (*Made[S], error) {
	return func(ctx context.Context, in *Sent[B]) (*Made[S], error) {
		actor := Actor(ctx)
		d, err := do(ctx, actor, domain(in.Body))
		if err != nil {
			return nil, err
		}
		return Created(r, k.Path+"/"+k.ID(d), k.Tag(d), k.Shape(actor, d)), nil
	}
}

// Changes changes the version that was read by a body, which domain reads.
func Changes[D, S, B, P any](k Kind[D, S], do func(ctx context.Context, actor right.Actor, id string, version int, p P) (D, error), domain func(B) P) func(ctx context.Context, in *Changing[B]) (*One[S], error) {
	return func(ctx context.Context, in *Changing[B]) (*One[S], error) {
		version, err := in.Version()
		if err != nil {
			return nil, err
		}
		d, err := do(ctx, Actor(ctx), in.ID, version, domain(in.Body))
		return k.Answer(ctx, d, err)
	}
}
