package notice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/account"
)

const (
	// gathered is how many notices are looked at for one letter.
	gathered = 500
	// worth is how long a letter is worth sending; then the inbox has told.
	worth = 24 * time.Hour
)

// round does something for each of some people who can sign in, with how they wish to be told.
// What goes wrong for one keeps nobody else from theirs.
func (w *Worker) round(ctx context.Context, ids []string, do func(ctx context.Context, one account.Standing, s Settings) error) error {
	if len(ids) == 0 {
		return nil
	}
	standing, err := w.o.People.Standing(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, one := range standing {
		if !slices.Contains(ids, one.Person.ID) {
			continue
		}
		s, err := w.o.Wishes.Settings(ctx, one.Person.ID)
		if err == nil {
			err = do(ctx, one, s)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("notices of %s: %w", one.Person.ID, err))
		}
	}
	return errors.Join(failed...)
}

// remind makes what waits too long unread again, and due.
func (w *Worker) remind(ctx context.Context) error {
	if w.o.Remind <= 0 {
		return nil
	}
	now := w.o.Now()
	ids, err := w.o.Rounds.Waited(ctx, now, w.o.Remind)
	if err != nil {
		return err
	}
	return w.round(ctx, ids, func(ctx context.Context, one account.Standing, s Settings) error {
		if s.quiet(now, w.o.Zone) {
			return nil
		}
		if waits, err := w.o.Rounds.Waits(ctx, SightOf(one.Actor), now, w.o.Remind); err != nil || !waits {
			return err // as it is for what they may not see any more, and which would wait for ever
		}
		return w.o.Desk.InTx(ctx, func(ctx context.Context) error {
			if _, err := w.o.Desk.HoldPlace(ctx); err != nil {
				return err
			}
			n, err := w.o.Rounds.Remind(ctx, SightOf(one.Actor), now, w.o.Remind)
			if err != nil || n == 0 {
				return err
			}
			return w.o.Turns.Touch(ctx, []string{one.Person.ID})
		})
	})
}

// mail queues one letter for each person with something to be told by now.
func (w *Worker) mail(ctx context.Context) error {
	if w.o.Post == nil {
		return nil
	}
	ids, err := w.o.Rounds.Due(ctx)
	if err != nil {
		return err
	}
	now := w.o.Now()
	return w.round(ctx, ids, func(ctx context.Context, one account.Standing, s Settings) error {
		if due, err := w.due(ctx, one, s, now); err != nil || len(due.done) == 0 { // as it is for most of the day
			return err
		}
		return w.o.Desk.InTx(ctx, func(ctx context.Context) error { return w.post(ctx, one.Person.ID, s, now) })
	})
}

// post queues a letter and notes what it tells, in the transaction of ctx. Whose it is is read
// again there, and held: who changes the account afterwards finds the letter, and takes it back.
func (w *Worker) post(ctx context.Context, person string, s Settings, now time.Time) error {
	if _, err := w.o.Desk.HoldPlace(ctx); err != nil { // or two that both believe to make the rounds tell it twice
		return err
	}
	if err := w.o.Rounds.HoldPerson(ctx, person); err != nil {
		return err
	}
	standing, err := w.o.People.Standing(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(standing, func(one account.Standing) bool { return one.Person.ID == person && one.Person.Email != "" })
	if at < 0 {
		return nil
	}
	one := standing[at]
	due, err := w.due(ctx, one, s, now)
	if err != nil || len(due.done) == 0 {
		return err
	}
	if len(due.letter) > 0 {
		if err := w.o.Post.Queue(ctx, w.letter(one, s, due.letter, now)); err != nil {
			return err
		}
	}
	return w.o.Rounds.Told(ctx, due.done)
}

// sorted is what is mailed now, and the ids of that and of what is never mailed.
type sorted struct {
	letter []Shown
	done   []string
}

// due chooses what somebody is mailed now, of what they may see now.
func (w *Worker) due(ctx context.Context, one account.Standing, s Settings, now time.Time) (sorted, error) {
	due, err := w.o.Rounds.DueTo(ctx, SightOf(one.Actor), gathered)
	if err != nil {
		return sorted{}, err
	}
	return s.sort(due, now, w.o.Zone), nil
}

func (s Settings) sort(due []Shown, now time.Time, house *time.Location) (chosen sorted) {
	quiet, digest := s.quiet(now, house), s.digest(now, house)
	for _, n := range due {
		switch s.way(n.Kind) {
		case Never:
		case AtOnce:
			if quiet {
				continue
			}
			chosen.letter = append(chosen.letter, n)
		case Digest:
			if quiet || n.DueAt.After(digest) {
				continue
			}
			chosen.letter = append(chosen.letter, n)
		}
		chosen.done = append(chosen.done, n.ID)
	}
	return chosen
}

func (w *Worker) letter(one account.Standing, s Settings, list []Shown, now time.Time) Letter {
	subject, body := write(list, one.Person.Lang, w.o.Public, s.place(w.o.Zone))
	hash := sha256.New()
	for _, n := range list {
		_, _ = fmt.Fprintf(hash, "%s %d\n", n.ID, n.Round) // a hash takes everything
	}
	return Letter{To: one.Person.Email, Person: one.Person.ID, Subject: subject, Text: body, Expires: now.Add(worth),
		Key: "notices/" + hex.EncodeToString(hash.Sum(nil))}
}
