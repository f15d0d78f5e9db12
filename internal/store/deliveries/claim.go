package deliveries

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
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
		if err := s.db.KeepPlans(ctx); err != nil {
			return err
		}
		now, err := s.db.Now(ctx)
		if err != nil {
			return err
		}
		rooms, err := s.rooms(ctx, now)
		if err != nil {
			return err
		}
		for _, one := range rooms {
			if err := s.ready(ctx, one, max(r.Shared, 0), now); err != nil {
				return err
			}
		}
		if claimed, err = s.lease(ctx, deal(rooms, max(r.Shared, 0), now.UnixMicro()), now, r); err != nil {
			return err
		}
		return s.keepPace(ctx, rooms)
	})
	return claimed, err
}

// deal gives every channel its own place, and the shared ones in turn to those that want
// more, the longest waiting first.
func deal(rooms []*room, shared int, now int64) []string {
	var ids []string
	for more := true; more; {
		more = false
		for _, r := range rooms {
			if r.places == 0 || r.own == 0 && shared == 0 {
				continue
			}
			next, ok := r.next(now)
			if !ok {
				continue
			}
			if r.own > 0 {
				r.own--
			} else {
				shared--
			}
			ids = append(ids, next.ID)
			r.places--
			more = true
		}
	}
	return ids
}

// room is what a channel has to give in one claim.
type room struct {
	channelLimits
	places int // free ones
	own    int // of them, that no other channel can take from it
	ready  []candidate
	began  bool // a send, that counts for the rate
}

// candidate is a delivery that may be leased.
type candidate struct {
	ID    string
	Sends bool
	Paced bool // by the rate of its channel
}

// next begins the first candidate that the rate lets begin; those before it wait.
func (r *room) next(now int64) (candidate, bool) {
	for len(r.ready) > 0 {
		first := r.ready[0]
		r.ready = r.ready[1:]
		if r.takes(first, now) {
			return first, true
		}
	}
	return candidate{}, false
}

// takes begins a candidate on its channel unless its rate is used up.
func (r *room) takes(c candidate, now int64) bool {
	if c.Paced && r.begins(now) == 0 {
		return false
	}
	if r.RateUsec == 0 || !c.Sends {
		return true
	}
	r.Tat, r.began = r.after(now), true
	return true
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
	Urgency  int // of the most urgent that is due
}

// begins is how many sends may begin now: the k-th does while Tat + (k-1)·Rate is no further
// ahead of now than (Burst-1)·Rate.
func (c channelLimits) begins(now int64) int {
	if c.RateUsec == 0 {
		return math.MaxInt
	}
	ahead, most := max(c.Tat, now)-now, (c.Burst-1)*c.RateUsec
	if ahead > most {
		return 0
	}
	return int((most-ahead)/c.RateUsec) + 1
}

// after is Tat once another send has begun. One that nothing held up does not put off the
// others for longer than a whole burst would.
func (c channelLimits) after(now int64) int64 {
	return min(max(c.Tat, now)+c.RateUsec, now+c.Burst*c.RateUsec)
}

// rooms locks the channels that have work, the longest waiting first, and counts the
// free places on each. One place of each channel is its own, so that however many calls hang
// elsewhere, it goes on.
func (s *Store) rooms(ctx context.Context, now time.Time) ([]*room, error) {
	handle := s.db.Write(ctx)
	const (
		due   = `FROM delivery d WHERE d.channel_id = c.id AND d.next_at <= @now AND d.next_at IS NOT NULL AND d.lease_token = ''`
		sends = runs + ` AND ` + awake
	)
	query := `SELECT c.id, c.max_conc, c.rate_usec, c.burst, c.tat, c.breaker, CASE WHEN ` + sends + ` THEN 1 ELSE 0 END AS sends, ` + urgency(due) + ` AS urgency FROM channel c WHERE ` +
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
	var rooms []*room
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
			rooms = append(rooms, &room{channelLimits: c, places: places, own: own})
		}
	}
	return rooms, nil
}

// urgency is the highest priority among deliveries, 0 where there is none.
func urgency(among string) string {
	levels := `CASE`
	for level := article.MaxPriority; level > 0; level-- {
		levels += fmt.Sprintf(` WHEN EXISTS (SELECT 1 %s AND d.priority = %d) THEN %d`, among, level, level)
	}
	return levels + ` ELSE 0 END`
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

// ready finds what is claimable on a channel, the urgent first, as much as it could get. Each
// priority is asked for by itself, so that an index has the order and only what is taken is
// judged, however much else is due.
func (s *Store) ready(ctx context.Context, r *room, shared int, now time.Time) error {
	left, begins := min(r.places, r.own+shared), r.begins(now.UnixMicro())
	for level := r.Urgency; level >= 0; level-- {
		for _, kind := range r.kinds() {
			most := left
			if kind == paced {
				most = min(left, begins)
			}
			if most == 0 {
				continue
			}
			found, err := s.readyOf(ctx, r.ID, kind, level, most, now)
			if err != nil {
				return err
			}
			r.ready, left = append(r.ready, found...), left-len(found)
			if kind == paced {
				begins -= len(found)
			}
		}
	}
	return nil
}

// readyOf finds what is claimable of one priority. The editions are locked too: an embargo or
// an approval that is being changed must not be overtaken.
func (s *Store) readyOf(ctx context.Context, channel, kind string, level, limit int, now time.Time) ([]candidate, error) {
	query := `SELECT d.id, d.task = 'send' AS sends, ` + paced + ` AS paced` + joined + `WHERE d.channel_id = @channel AND d.priority = @level AND ` + kind + ` AND ` + claimable() +
		` ORDER BY d.next_at, d.id LIMIT @limit` + s.db.LockRows("d, e", true)
	var found []candidate
	err := s.db.Write(ctx).Raw(query, map[string]any{"now": now.UnixMicro(), "channel": channel, "level": level, "limit": limit}).Scan(&found).Error
	return found, store.Translate(err)
}

// kinds are the questions to a channel: of one priority, what passes everything comes before
// what is paced.
func (r *room) kinds() []string {
	switch {
	case r.Sends == 0:
		return []string{passing}
	case r.RateUsec == 0:
		return []string{everything}
	}
	return []string{passing, paced}
}

// keepPace writes down how far the rates of channels are used up.
func (s *Store) keepPace(ctx context.Context, rooms []*room) error {
	for _, r := range rooms {
		if !r.began {
			continue
		}
		if err := s.db.Write(ctx).Exec(`UPDATE channel SET tat = ? WHERE id = ?`, r.Tat, r.ID).Error; err != nil {
			return store.Translate(err)
		}
	}
	return nil
}

// lease marks deliveries as being worked on, each under a token of its own, and opens their
// attempts. They come back in the order of their ids' list.
func (s *Store) lease(ctx context.Context, ids []string, now time.Time, by delivery.ClaimRequest) ([]delivery.Claimed, error) {
	if len(ids) == 0 {
		return nil, nil
	}
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
	return claimed, store.Translate(s.db.Write(ctx).CreateInBatches(&attempts, together).Error)
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
