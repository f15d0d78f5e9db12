package deliveries

import (
	"context"
	"slices"
	"strings"
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
		claimed, err = s.share(ctx, rooms, now, r)
		return err
	})
	return claimed, err
}

// share gives every channel its own place and an even part of the shared ones, and what is
// left over after that to those that want more.
func (s *Store) share(ctx context.Context, rooms []room, now time.Time, r delivery.ClaimRequest) ([]delivery.Claimed, error) {
	var claimed []delivery.Claimed
	left := max(r.Shared, 0)
	for len(rooms) > 0 {
		var wanting []room
		for i, one := range rooms {
			part := (left + len(rooms) - i - 1) / (len(rooms) - i)
			most := min(one.places, one.own+part)
			got, err := s.claimOn(ctx, one, most, now, r)
			if err != nil {
				return nil, err
			}
			claimed = append(claimed, got...)
			left -= max(len(got)-one.own, 0)
			if len(got) == most && most < one.places {
				wanting = append(wanting, one.without(len(got), sends(got), now))
			}
		}
		if rooms = wanting; left == 0 {
			break
		}
	}
	return claimed, nil
}

// without is what a channel has to give after some of it was taken.
func (r room) without(taken, sends int, now time.Time) room {
	r.places -= taken
	r.own = 0
	if r.RateUsec > 0 {
		r.Tat = r.after(sends, now.UnixMicro())
	}
	return r
}

// room is what a channel has to give in one claim.
type room struct {
	channelLimits
	places int // free ones
	own    int // of them, that no other channel can take from it
}

// channelLimits are the limits of a channel as they stand in its row.
type channelLimits struct {
	ID       string
	MaxConc  int
	RateUsec int64
	Burst    int64
	Tat      int64 // theoretical arrival time of the next send, as GCRA (ITU-T I.371) has it
	Breaker  string
	Sends    int // 1 where it is neither paused nor at rest
}

// paced is how many sends may begin now: the k-th does while Tat + (k-1)·Rate is no further
// ahead of now than (Burst-1)·Rate.
func (c channelLimits) paced(now int64) int {
	ahead := max(c.Tat, now) - now
	most := (c.Burst - 1) * c.RateUsec
	if ahead > most {
		return 0
	}
	return int((most-ahead)/c.RateUsec) + 1
}

// after is Tat once so many sends have begun. Those that nothing held up do not put off the
// others for longer than a whole burst would.
func (c channelLimits) after(sends int, now int64) int64 {
	return min(max(c.Tat, now)+int64(sends)*c.RateUsec, now+c.Burst*c.RateUsec)
}

// rooms locks the channels that have work, the longest waiting first, and counts the
// free places on each. One place of each channel is its own, so that however many calls hang
// elsewhere, it goes on.
func (s *Store) rooms(ctx context.Context, now time.Time) ([]room, error) {
	handle := s.db.Write(ctx)
	const (
		due   = `FROM delivery d WHERE d.channel_id = c.id AND d.next_at <= @now AND d.next_at IS NOT NULL AND d.lease_token = ''`
		sends = runs + ` AND ` + awake
	)
	query := `SELECT c.id, c.max_conc, c.rate_usec, c.burst, c.tat, c.breaker, CASE WHEN ` + sends + ` THEN 1 ELSE 0 END AS sends FROM channel c WHERE ` +
		mended + ` AND ` + all(open()) + ` AND (` + sends + ` AND EXISTS (SELECT 1 ` + due + `) OR EXISTS (SELECT 1 ` + due + ` AND ` + passing + `))
		ORDER BY (SELECT min(d.next_at) ` + due + `), c.id`
	var channels []channelLimits
	if err := handle.Raw(query+s.db.LockRows("c", true), map[string]any{"now": now.UnixMicro()}).Scan(&channels).Error; err != nil {
		return nil, store.Translate(err)
	}
	if len(channels) == 0 {
		return nil, nil
	}
	taken, err := s.taken(ctx)
	if err != nil {
		return nil, err
	}
	var rooms []room
	for _, c := range channels {
		places := c.MaxConc
		if c.Breaker != "closed" {
			places = 1 // to probe the destination
		}
		if places -= taken[c.ID]; places > 0 {
			own := 0
			if taken[c.ID] == 0 {
				own = 1
			}
			rooms = append(rooms, room{c, places, own})
		}
	}
	return rooms, nil
}

// taken counts what runs on each channel.
func (s *Store) taken(ctx context.Context) (map[string]int, error) {
	var busy []struct {
		ChannelID string
		Running   int
	}
	const count = `SELECT channel_id, count(*) AS running FROM delivery WHERE lease_token <> '' GROUP BY channel_id`
	if err := s.db.Write(ctx).Raw(count).Scan(&busy).Error; err != nil {
		return nil, store.Translate(err)
	}
	taken := map[string]int{}
	for _, one := range busy {
		taken[one.ChannelID] = one.Running
	}
	return taken, nil
}

// What a claim on a channel looks at: everything; what passes a pause, rests and rates; or
// what is paced.
const (
	everything = `TRUE`
	passing    = `(d.task <> 'send' OR d.intent = 'withdraw')`
	paced      = `d.task = 'send' AND d.intent <> 'withdraw'`
)

// claimOn leases up to limit deliveries of one channel, the urgent first.
func (s *Store) claimOn(ctx context.Context, r room, limit int, now time.Time, by delivery.ClaimRequest) ([]delivery.Claimed, error) {
	switch {
	case r.Sends == 0:
		return s.leaseDue(ctx, r.ID, passing, limit, now, by)
	case r.RateUsec == 0:
		return s.leaseDue(ctx, r.ID, everything, limit, now, by)
	}
	claimed, err := s.leaseDue(ctx, r.ID, passing, limit, now, by)
	if err != nil {
		return nil, err
	}
	r.Tat = r.after(sends(claimed), now.UnixMicro())
	more, err := s.leaseDue(ctx, r.ID, paced, min(limit-len(claimed), r.paced(now.UnixMicro())), now, by)
	if err != nil {
		return nil, err
	}
	claimed = append(claimed, more...)
	if sends(claimed) > 0 {
		const keep = `UPDATE channel SET tat = ? WHERE id = ?`
		err = s.db.Write(ctx).Exec(keep, r.after(len(more), now.UnixMicro()), r.ID).Error
	}
	return claimed, store.Translate(err)
}

func sends(claimed []delivery.Claimed) int {
	n := 0
	for _, one := range claimed {
		if one.Task == delivery.TaskSend {
			n++
		}
	}
	return n
}

// leaseDue leases what is claimable of some kind on a channel. The editions are locked too:
// an embargo or an approval that is being changed must not be overtaken.
func (s *Store) leaseDue(ctx context.Context, channel, kind string, limit int, now time.Time, by delivery.ClaimRequest) ([]delivery.Claimed, error) {
	if limit <= 0 {
		return nil, nil
	}
	var ids []string
	query := `SELECT d.id` + joined + `WHERE d.channel_id = @channel AND ` + kind + ` AND ` + claimable() +
		` ORDER BY d.priority DESC, d.next_at, d.id LIMIT @limit` + s.db.LockRows("d, e", true)
	arguments := map[string]any{"now": now.UnixMicro(), "channel": channel, "limit": limit}
	if err := s.db.Write(ctx).Raw(query, arguments).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return nil, store.Translate(err)
	}
	return s.lease(ctx, ids, now, by)
}

// lease marks deliveries as being worked on, each under a token of its own, and opens their
// attempts. They come back in the order of their ids' list.
func (s *Store) lease(ctx context.Context, ids []string, now time.Time, by delivery.ClaimRequest) ([]delivery.Claimed, error) {
	const before, after = `UPDATE delivery SET lease_token = token.column2, lease_until = ?, next_at = ?, updated_at = ?,
		attempt = attempt + CASE WHEN task = 'send' THEN 1 ELSE 0 END,
		state = CASE WHEN task = 'send' THEN 'sending' ELSE state END
		FROM (VALUES (?, ?)`, `) AS token WHERE delivery.id = token.column1 RETURNING *`
	until := now.Add(by.Lease).UnixMicro()
	arguments := []any{until, until, now.UnixMicro()}
	for _, id := range ids {
		arguments = append(arguments, id, by.NewID())
	}
	var rows []deliveryRow
	if err := s.db.Write(ctx).Raw(before+strings.Repeat(`, (?, ?)`, len(ids)-1)+after, arguments...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	slices.SortFunc(rows, func(a, b deliveryRow) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	claimed, attempts := make([]delivery.Claimed, len(rows)), make([]attemptRow, len(rows))
	for i, row := range rows {
		d, err := row.delivery()
		if err != nil {
			return nil, err
		}
		claimed[i] = delivery.Claimed{Delivery: d, Attempt: delivery.Attempt{ID: by.NewID(), Delivery: d.ID, Number: d.Attempt, Task: d.Task, Instance: by.Instance, StartAt: now}}
		attempts[i] = newAttemptRow(claimed[i].Attempt)
	}
	return claimed, store.Translate(s.db.Write(ctx).Create(&attempts).Error)
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

// NextAt implements delivery.Queue: the next instant at which a row is due, or until which a
// channel waits, rests, is cut off or has used up its rate. Rows that were due before and are held back by another rule do
// not count: what lifts the rule wakes the dispatcher, or its poll does.
func (s *Store) NextAt(ctx context.Context) (time.Time, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return time.Time{}, err
	}
	var next *int64
	const soonest = `SELECT min(at) FROM (SELECT min(next_at) AS at FROM delivery WHERE next_at > @now AND next_at > 0
		UNION ALL SELECT min(parked_until) FROM channel WHERE parked_until > @now
		UNION ALL SELECT min(closed_until) FROM channel WHERE closed_until > @now
		UNION ALL SELECT min(breaker_until) FROM channel WHERE breaker_until > @now
		UNION ALL SELECT min(tat - (burst - 1) * rate_usec) FROM channel WHERE rate_usec > 0 AND tat - (burst - 1) * rate_usec > @now) AS instants`
	err = s.db.Read(ctx).Raw(soonest, map[string]any{"now": now.Add(-justPassed).UnixMicro()}).Scan(&next).Error
	return store.InstantOf(next), store.Translate(err)
}
