// Package idempotency makes an act that is asked for twice under one key happen once:
// the second asker gets the first one's answer.
package idempotency

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/fault"
)

const (
	// leaseFor is how long an act may run before another asker may take its place.
	leaseFor = time.Minute
	// keepFor is how long a key and its answer are kept.
	keepFor = 24 * time.Hour
	// maxKey bounds a key, which the asker chooses.
	maxKey = 255
)

// Request is one asking.
type Request struct {
	// Scope keeps the keys of different askers and acts apart: account and route.
	Scope string
	Key   string
	// BodyHash tells whether the same is asked for.
	BodyHash string
}

// Answer is what the asker was told. It is stored as it stands, so it must hold no
// secret.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Reservation is a request that one asker is working on.
type Reservation struct {
	Request
	Token      string
	Now        time.Time
	LeaseUntil time.Time
	KeepUntil  time.Time
}

// Standing is what is stored under a key.
type Standing struct {
	BodyHash   string
	Token      string
	LeaseUntil time.Time
	KeepUntil  time.Time
	Answer     *Answer // nil while the act runs
}

// Store keeps keys and answers.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Now is the clock that all instances share.
	Now(ctx context.Context) (time.Time, error)
	// Insert reserves a free key; false when the key is taken.
	Insert(ctx context.Context, r Reservation) (bool, error)
	// Find reads what stands under a key, nil when it is free.
	Find(ctx context.Context, scope, key string) (*Standing, error)
	// Replace puts the reservation in the place of the one with the old token.
	Replace(ctx context.Context, old string, r Reservation) (bool, error)
	// Finish stores the answer under the reservation's token; false when it was replaced.
	Finish(ctx context.Context, r Reservation, a Answer) (bool, error)
	// Release frees the key, unless it was answered or replaced.
	Release(ctx context.Context, r Reservation) error
	// Purge removes what need not be kept beyond now.
	Purge(ctx context.Context, now time.Time) (int, error)
}

// Guard lets each act under a key happen once.
type Guard struct{ Store Store }

// Do runs act unless its answer is known already, which it then gives with replayed set.
// Act runs in a transaction in which its answer is stored too, so both stand or neither;
// its error frees the key. Do itself must be called outside a transaction.
//
// Errors: [fault.IdempotencyMismatch] for the same key with another body,
// [fault.IdempotencyRunning] while another asker's act runs, and those of act.
func (g Guard) Do(ctx context.Context, r Request, act func(ctx context.Context) (Answer, error)) (answer Answer, replayed bool, err error) {
	if r.Key == "" || len(r.Key) > maxKey {
		return Answer{}, false, fault.Invalid("header:Idempotency-Key", fault.Tf("Khóa cần từ 1 đến %d ký tự.", "The key must have 1 to %d characters.", maxKey))
	}
	mine, known, err := g.reserve(ctx, r)
	if err != nil {
		return Answer{}, false, err
	}
	if known != nil {
		return *known, true, nil
	}
	done := false
	defer func() {
		if !done { // act failed or panicked; its asker may be gone as well
			if failed := g.Store.Release(context.WithoutCancel(ctx), mine); failed != nil {
				err = errors.Join(err, failed)
			}
		}
	}()
	err = g.Store.InTx(ctx, func(ctx context.Context) error {
		if answer, err = act(ctx); err != nil {
			return err
		}
		stored, err := g.Store.Finish(ctx, mine, answer)
		if err == nil && !stored {
			return running(leaseFor)
		}
		return err
	})
	if err != nil {
		return Answer{}, false, err
	}
	done = true
	return answer, false, nil
}

// reserve takes the key, or gives the answer that is known. It loops because a key may
// be freed or replaced between two looks.
func (g Guard) reserve(ctx context.Context, r Request) (mine Reservation, known *Answer, err error) {
	for {
		now, err := g.Store.Now(ctx)
		if err != nil {
			return mine, nil, err
		}
		mine = Reservation{Request: r, Token: uuid.NewString(), Now: now, LeaseUntil: now.Add(leaseFor), KeepUntil: now.Add(keepFor)}
		if taken, err := g.Store.Insert(ctx, mine); err != nil || taken {
			return mine, nil, err
		}
		found, err := g.Store.Find(ctx, r.Scope, r.Key)
		if err != nil {
			return mine, nil, err
		}
		if found == nil {
			continue
		}
		known, err := found.judge(r, now)
		if err != nil || known != nil {
			return mine, known, err
		}
		if replaced, err := g.Store.Replace(ctx, found.Token, mine); err != nil || replaced {
			return mine, nil, err
		}
	}
}

// judge returns the answer, or why there is none yet; neither means that the place may be
// taken: it is out of date, or its asker has let the lease run out.
func (s Standing) judge(r Request, now time.Time) (*Answer, error) {
	switch {
	case !now.Before(s.KeepUntil):
		return nil, nil
	case s.BodyHash != r.BodyHash:
		return nil, fault.New(fault.IdempotencyMismatch, fault.T("Khóa này đã dùng cho một yêu cầu khác: địa chỉ, nội dung hoặc If-Match không giống.", "This key was used for another request: its address, body or If-Match differs."))
	case s.Answer != nil:
		return s.Answer, nil
	case now.Before(s.LeaseUntil):
		return nil, running(s.LeaseUntil.Sub(now))
	}
	return nil, nil
}

func running(left time.Duration) error {
	return fault.New(fault.IdempotencyRunning, fault.T("Yêu cầu cùng khóa chưa chạy xong.", "The request with this key has not ended yet.")).
		After(max(left.Round(time.Second), time.Second))
}

// Purge removes keys that are older than a day and tells how many.
func (g Guard) Purge(ctx context.Context) (int, error) {
	now, err := g.Store.Now(ctx)
	if err != nil {
		return 0, err
	}
	return g.Store.Purge(ctx, now)
}
