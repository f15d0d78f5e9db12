package planning

import (
	"context"
	"errors"
	"fmt"

	"github.com/lantoa/lantoa/internal/audit"
)

// most is how many planned stories one round sees to.
const most = 200

// Run notes what is done by now, so that nobody waits for it any more, and tells of what is
// late, once for each day by which it was to be done. Any number of instances may run it.
func (s *Service) Run(ctx context.Context) error {
	now, err := s.o.Store.Now(ctx)
	if err != nil {
		return err
	}
	done, err := s.o.Store.Unfinished(ctx, most)
	if err != nil {
		return err
	}
	late, err := s.o.Store.Lapsed(ctx, now, most)
	if err != nil {
		return err
	}
	var failed error
	for _, id := range done {
		failed = errors.Join(failed, s.note(ctx, id, "planned.finish", func(one *Story) bool {
			fresh := one.State == Done && one.DoneAt.IsZero()
			one.DoneAt = now
			return fresh
		}))
	}
	for _, id := range late {
		failed = errors.Join(failed, s.note(ctx, id, "planned.lapse", func(one *Story) bool {
			fresh := one.Late(now) && one.LateAt.IsZero()
			one.LateAt = now
			return fresh
		}))
	}
	return failed
}

// note marks a locked story, unless another instance was first.
func (s *Service) note(ctx context.Context, id, act string, mark func(one *Story) bool) error {
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		one, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		was := one
		if !mark(&one) {
			return nil
		}
		if err := s.o.Store.Save(ctx, one); err != nil {
			return err
		}
		return s.tell(ctx, audit.System, one, told{act: act, was: &was})
	})
	if err != nil {
		return fmt.Errorf("planned story %s: %w", id, err)
	}
	return nil
}
