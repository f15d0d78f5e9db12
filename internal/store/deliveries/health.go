package deliveries

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
)

// Health implements delivery.Queue.
func (s *Store) Health(ctx context.Context) (delivery.QueueHealth, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return delivery.QueueHealth{}, err
	}
	handle, at := s.db.Read(ctx), map[string]any{"now": now.UnixMicro()}
	var health delivery.QueueHealth
	const count = `SELECT count(*)`
	ready := joined + `WHERE ` + anywhere + claimable() + ` AND ` + all(limits())
	if err := handle.Raw(count+ready, at).Scan(&health.Claimable).Error; err != nil {
		return delivery.QueueHealth{}, store.Translate(err)
	}
	if err := oldest(handle, ready, at, &health); err != nil {
		return delivery.QueueHealth{}, store.Translate(err)
	}
	if err := states(handle, &health); err != nil {
		return delivery.QueueHealth{}, store.Translate(err)
	}
	health.Channels, err = channelHealth(handle, at)
	return health, store.Translate(err)
}

// oldest leaves channels with a rate aside: there a delivery waits for its turn in good order.
func oldest(handle *gorm.DB, ready string, at map[string]any, health *delivery.QueueHealth) error {
	var first []struct {
		ID     string
		NextAt int64
	}
	err := handle.Raw(`SELECT d.id, d.next_at`+ready+` AND c.rate_usec = 0 ORDER BY d.next_at, d.id LIMIT 1`, at).Scan(&first).Error
	if err == nil && len(first) > 0 {
		health.Oldest, health.OldestAt = first[0].ID, store.Instant(first[0].NextAt)
	}
	return err
}

func states(handle *gorm.DB, health *delivery.QueueHealth) error {
	var open []struct {
		State string
		N     int
	}
	const query = `SELECT state, count(*) AS n FROM delivery
		WHERE state IN ('waiting', 'sending', 'retrying', 'polling', 'unsure', 'attention') GROUP BY state`
	err := handle.Raw(query).Scan(&open).Error
	health.ByState = map[delivery.State]int{}
	for _, one := range open {
		health.ByState[delivery.State(one.State)] = one.N
	}
	return err
}

func channelHealth(handle *gorm.DB, at map[string]any) ([]delivery.ChannelHealth, error) {
	var rows []struct {
		ID, Kind, Name  string
		Due             int
		Oldest          *int64
		Stopped, CutOff bool
	}
	const query = `SELECT c.id, c.kind, c.name, count(d.id) AS due, min(d.next_at) AS oldest, NOT ` + runs + ` OR c.hold <> '' AS stopped, c.breaker <> 'closed' AS cut_off
		FROM channel c LEFT JOIN delivery d ON d.channel_id = c.id AND d.next_at <= @now AND d.next_at IS NOT NULL AND d.lease_token = ''
		GROUP BY c.id, c.kind, c.name, c.paused, c.hold, c.breaker ORDER BY c.id`
	if err := handle.Raw(query, at).Scan(&rows).Error; err != nil {
		return nil, err
	}
	list := make([]delivery.ChannelHealth, len(rows))
	for i, r := range rows {
		list[i] = delivery.ChannelHealth{ID: r.ID, Kind: r.Kind, Name: r.Name, Due: r.Due, OldestAt: store.InstantOf(r.Oldest), Stopped: r.Stopped, CutOff: r.CutOff}
	}
	return list, nil
}

// Punctuality implements delivery.Reader. It goes by state and hour, as an index does.
func (s *Store) Punctuality(ctx context.Context, from, until time.Time) (map[string]delivery.Punctuality, error) {
	var rows []struct {
		ChannelID   string
		Due, OnTime int
	}
	const query = `SELECT channel_id, count(*) AS due, COALESCE(sum(CASE WHEN sent_at - due_at <= @within THEN 1 ELSE 0 END), 0) AS on_time FROM delivery
		WHERE state IN ('waiting', 'sending', 'retrying', 'polling', 'unsure', 'sent', 'confirmed', 'attention', 'withdrawn')
		AND due_at >= @from AND due_at < @until AND intent = 'publish' GROUP BY channel_id`
	arguments := map[string]any{"from": from.UnixMicro(), "until": until.UnixMicro(), "within": delivery.OnTimeWithin.Microseconds()}
	if err := s.db.Read(ctx).Raw(query, arguments).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	all := map[string]delivery.Punctuality{}
	for _, r := range rows {
		all[r.ChannelID] = delivery.Punctuality{Due: r.Due, OnTime: r.OnTime}
	}
	return all, nil
}
