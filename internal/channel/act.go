package channel

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// act runs a change in one transaction and leaves a row when it is denied. Whoever
// manages no channel at all is turned away before anything is read, so that ids tell
// nothing to strangers.
func (s *Service) act(ctx context.Context, actor right.Actor, id string, fn func(ctx context.Context) error) error {
	if every, units := actor.Scope(right.ChannelManage); !every && len(units) == 0 {
		return s.refused(ctx, actor, id, actor.Need(right.ChannelManage, right.In("")))
	}
	return s.refused(ctx, actor, id, s.o.Store.InTx(ctx, fn))
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	entry := audit.Entry{Actor: actor.ID, Action: string(right.ChannelManage), Object: audit.Object{Kind: "channel", ID: id}}
	return audit.Refused(ctx, s.o.Trail, entry, err)
}

// onChannel runs a change on a locked channel.
func (s *Service) onChannel(ctx context.Context, actor right.Actor, id string, fn func(ctx context.Context, c Stored) error) error {
	return s.act(ctx, actor, id, func(ctx context.Context) error {
		c, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(right.ChannelManage, right.In(c.Unit)); err != nil {
			return err
		}
		return fn(ctx, c)
	})
}

// told is what the record and the stream of events say about an act.
type told struct {
	act    string
	was    *Channel // before the act, where it changes what is configured
	detail map[string]any
}

func (s *Service) tell(ctx context.Context, actor string, c Channel, t told) error {
	entry := audit.Entry{Actor: actor, Action: t.act, Object: audit.Object{Kind: "channel", ID: c.ID}, Is: c.configured(), Detail: t.detail}
	if t.was != nil {
		entry.Was = t.was.configured()
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(t.act), Channel: c.ID, Unit: c.Unit, Data: t.detail, Actor: actor})
}

// configured is what the record hashes of a channel: what people set, without its secrets,
// of which only the names are in it.
func (c Channel) configured() any {
	return map[string]any{"kind": c.Kind, "name": c.Name, "unit": c.Unit, "partner": c.Partner, "lang": c.Lang, "portal": c.Portal,
		"paused": c.Paused, "pause_reason": c.PauseReason, "hold": c.Hold, "max_conc": c.MaxConc, "settle": c.Settle, "timing": c.Timing,
		"template": c.Template.Body, "settings": c.Settings, "secrets": c.SecretNames, "place": c.Place}
}
