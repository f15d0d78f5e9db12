package deliveries

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
)

// Claim implements delivery.Queue: one transaction for all channels, since commits, not
// queries, are what costs. Channels are locked first, and what runs on them is counted
// under that lock, so that their limits hold over all instances.
func (s *Store) Claim(ctx context.Context, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	var claimed []delivery.Claimed
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		claimed = nil
		now, err := s.db.Now(ctx)
		if err != nil {
			return err
		}
		rooms, err := s.rooms(ctx, now)
		if err != nil {
			return err
		}
		left := r.Limit
		for i, room := range rooms {
			// What is left is shared among the channels that have not had their turn.
			share := (left + len(rooms) - i - 1) / (len(rooms) - i)
			got, err := s.claimOn(ctx, room.channel, min(room.free, share), now, r)
			if err != nil {
				return err
			}
			claimed = append(claimed, got...)
			left -= len(got)
		}
		return nil
	})
	return claimed, err
}

type room struct {
	channel string
	free    int
}

// rooms locks the channels that have work, the longest waiting first, and counts the
// free places on each.
func (s *Store) rooms(ctx context.Context, now time.Time) ([]room, error) {
	handle := s.db.Write(ctx)
	arguments := map[string]any{"now": now.UnixMicro()}
	var channels []struct {
		ID      string
		MaxConc int
	}
	const due = `FROM delivery d WHERE d.channel_id = c.id AND d.next_at <= @now AND d.lease_token = ''`
	query := `SELECT c.id, c.max_conc FROM channel c WHERE EXISTS (SELECT 1 ` + due + `) ORDER BY (SELECT min(d.next_at) ` + due + `), c.id`
	if err := handle.Raw(query+s.db.LockRows("c", true), arguments).Scan(&channels).Error; err != nil {
		return nil, store.Translate(err)
	}
	if len(channels) == 0 {
		return nil, nil
	}
	var busy []struct {
		ChannelID string
		Running   int
	}
	const running = `SELECT channel_id, count(*) AS running FROM delivery WHERE lease_token <> '' GROUP BY channel_id`
	if err := handle.Raw(running).Scan(&busy).Error; err != nil {
		return nil, store.Translate(err)
	}
	taken := map[string]int{}
	for _, one := range busy {
		taken[one.ChannelID] = one.Running
	}
	var rooms []room
	for _, c := range channels {
		if free := c.MaxConc - taken[c.ID]; free > 0 {
			rooms = append(rooms, room{c.ID, free})
		}
	}
	return rooms, nil
}

// claimOn leases up to limit deliveries of one channel, the urgent first. The edition is
// locked too: an embargo or an approval that is being changed must not be overtaken.
func (s *Store) claimOn(ctx context.Context, channel string, limit int, now time.Time, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	if limit <= 0 {
		return nil, nil
	}
	var ids []string
	query := `SELECT d.id` + joined + `WHERE d.channel_id = @channel AND ` + claimable() +
		` ORDER BY d.priority DESC, d.next_at, d.id LIMIT @limit` + s.db.LockRows("d, e", true)
	arguments := map[string]any{"now": now.UnixMicro(), "channel": channel, "limit": limit}
	if err := s.db.Write(ctx).Raw(query, arguments).Scan(&ids).Error; err != nil {
		return nil, store.Translate(err)
	}
	var claimed []delivery.Claimed
	for _, id := range ids {
		one, err := s.lease(ctx, id, now, r)
		if err != nil {
			return nil, err
		}
		claimed = append(claimed, one)
	}
	return claimed, nil
}

// lease marks a delivery as being worked on and opens its attempt.
func (s *Store) lease(ctx context.Context, id string, now time.Time, r delivery.ClaimRequest) (delivery.Claimed, error) {
	const mark = `UPDATE delivery SET lease_token = @token, lease_until = @until, next_at = @until, updated_at = @now,
		attempt = attempt + CASE WHEN task = 'send' THEN 1 ELSE 0 END,
		state = CASE WHEN task = 'send' THEN 'sending' ELSE state END
		WHERE id = @id RETURNING *`
	var row deliveryRow
	arguments := map[string]any{"token": r.NewID(), "until": now.Add(r.Lease).UnixMicro(), "now": now.UnixMicro(), "id": id}
	if err := s.db.Write(ctx).Raw(mark, arguments).Scan(&row).Error; err != nil {
		return delivery.Claimed{}, store.Translate(err)
	}
	d, err := row.delivery()
	if err != nil {
		return delivery.Claimed{}, err
	}
	attempt := delivery.Attempt{ID: r.NewID(), Delivery: id, Number: d.Attempt, Task: d.Task, Instance: r.Instance, StartAt: now}
	attemptRow := newAttemptRow(attempt)
	if err := s.db.Write(ctx).Create(&attemptRow).Error; err != nil {
		return delivery.Claimed{}, store.Translate(err)
	}
	return delivery.Claimed{Delivery: d, Attempt: attempt}, nil
}

// Extend implements delivery.Queue. It goes by token, never by owner: a claim whose
// commit was applied but whose answer was lost must be able to expire. A row that somebody
// has locked is passed by until the next time, so that it holds up no other: its lease is
// not renewed, and not lost either.
func (s *Store) Extend(ctx context.Context, tokens []string, lease time.Duration) (renewed, lost []string, err error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, nil, err
	}
	extend := `UPDATE delivery SET lease_until = @until, next_at = @until WHERE id IN (
		SELECT d.id FROM delivery d WHERE d.lease_token IN @tokens` + s.db.LockRows("d", true) + `) RETURNING lease_token`
	if err := s.db.Write(ctx).Raw(extend, map[string]any{"until": now.Add(lease).UnixMicro(), "tokens": tokens}).Scan(&renewed).Error; err != nil {
		return nil, nil, store.Translate(err)
	}
	var held []string
	if err := s.db.Read(ctx).Raw(`SELECT lease_token FROM delivery WHERE lease_token IN ?`, tokens).Scan(&held).Error; err != nil {
		return nil, nil, store.Translate(err)
	}
	lost = slices.DeleteFunc(slices.Clone(tokens), func(token string) bool { return slices.Contains(held, token) })
	return renewed, lost, nil
}

// Expired implements delivery.Queue. An edition that somebody has locked is passed by.
func (s *Store) Expired(ctx context.Context, limit int) ([]string, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	expired := `SELECT d.id FROM delivery d JOIN edition e ON e.id = d.edition_id WHERE d.lease_token <> '' AND d.lease_until <= ?
		ORDER BY d.lease_until LIMIT ?` + s.db.LockRows("d, e", true)
	err = s.db.Read(ctx).Raw(expired, now.UnixMicro(), limit).Scan(&ids).Error
	return ids, store.Translate(err)
}

// justPassed covers rows that became due between a claim and this question.
const justPassed = 200 * time.Millisecond

// NextAt implements delivery.Queue: the next instant at which a row is due, or a channel
// was asked to wait until. Rows that were due before and are held back by another rule do
// not count: what lifts the rule wakes the dispatcher, or its poll does.
func (s *Store) NextAt(ctx context.Context) (time.Time, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return time.Time{}, err
	}
	var next *int64
	const soonest = `SELECT min(at) FROM (SELECT min(next_at) AS at FROM delivery WHERE next_at > @now
		UNION ALL SELECT min(parked_until) FROM channel WHERE parked_until > @now) AS instants`
	err = s.db.Read(ctx).Raw(soonest, map[string]any{"now": now.Add(-justPassed).UnixMicro()}).Scan(&next).Error
	return store.InstantOf(next), store.Translate(err)
}

// Health implements delivery.Queue.
func (s *Store) Health(ctx context.Context) (delivery.QueueHealth, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return delivery.QueueHealth{}, err
	}
	handle := s.db.Read(ctx)
	var ready struct {
		Claimable int
		Oldest    *int64
	}
	query := `SELECT count(*) AS claimable, min(d.next_at) AS oldest` + joined + `WHERE ` + claimable() + ` AND ` + condition(delivery.RuleCapacity)
	if err := handle.Raw(query, map[string]any{"now": now.UnixMicro()}).Scan(&ready).Error; err != nil {
		return delivery.QueueHealth{}, store.Translate(err)
	}
	var states []struct {
		State string
		N     int
	}
	if err := handle.Raw(`SELECT state, count(*) AS n FROM delivery GROUP BY state`).Scan(&states).Error; err != nil {
		return delivery.QueueHealth{}, store.Translate(err)
	}
	health := delivery.QueueHealth{OldestClaimable: store.InstantOf(ready.Oldest), Claimable: ready.Claimable, ByState: map[delivery.State]int{}}
	for _, one := range states {
		health.ByState[delivery.State(one.State)] = one.N
	}
	return health, nil
}
