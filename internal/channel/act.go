package channel

import (
	"context"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
)

// act runs a change in one transaction and leaves a row when it is denied. Whoever
// manages no channel at all is turned away before anything is read, so that ids tell
// nothing to strangers.
func (s *Service) act(ctx context.Context, actor account.Actor, id string, fn func(ctx context.Context) error) error {
	if every, units := actor.Scope(account.ChannelManage); !every && len(units) == 0 {
		return s.refused(ctx, actor, id, actor.Need(account.ChannelManage, ""))
	}
	return s.refused(ctx, actor, id, s.o.Store.InTx(ctx, fn))
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor account.Actor, id string, err error) error {
	entry := audit.Entry{Actor: actor.ID, Action: string(account.ChannelManage), Object: audit.Object{Kind: "channel", ID: id}}
	return audit.Refused(ctx, s.o.Trail, entry, err)
}

// onChannel runs a change on a locked channel.
func (s *Service) onChannel(ctx context.Context, actor account.Actor, id string, fn func(ctx context.Context, c Stored) error) error {
	return s.act(ctx, actor, id, func(ctx context.Context) error {
		c, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(account.ChannelManage, c.Unit); err != nil {
			return err
		}
		return fn(ctx, c)
	})
}

// told is what the record and the stream of events say about an act.
type told struct {
	act    string
	detail map[string]any
}

func (s *Service) tell(ctx context.Context, actor string, c Channel, t told) error {
	entry := audit.Entry{Actor: actor, Action: t.act, Object: audit.Object{Kind: "channel", ID: c.ID}, Detail: t.detail}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(t.act), Channel: c.ID, Unit: c.Unit, Data: t.detail})
}
