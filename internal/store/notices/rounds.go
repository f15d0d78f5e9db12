package notices

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/store"
)

// Take implements [notice.Leases]. It writes when the lease is half over or another's to take:
// most of the time it only looks.
func (s *Store) Take(ctx context.Context, token string, lasts time.Duration) (taken bool, err error) {
	var held struct {
		Token   string
		UntilAt int64
	}
	now, err := s.db.Now(ctx)
	if err != nil {
		return false, err
	}
	if err := s.db.Read(ctx).Raw("SELECT token, until_at FROM lease WHERE name = 'notices'").Scan(&held).Error; err != nil {
		return false, store.Translate(err)
	}
	left := time.Duration(held.UntilAt-now.UnixMicro()) * time.Microsecond
	if mine := held.Token == token; mine && left > lasts/2 || !mine && left > 0 {
		return mine, nil
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		now, err := s.db.Now(ctx)
		if err != nil {
			return err
		}
		const statement = `
INSERT INTO lease (name, token, until_at) VALUES ('notices', ?, ?)
ON CONFLICT (name) DO UPDATE SET token = excluded.token, until_at = excluded.until_at
WHERE lease.token = excluded.token OR lease.until_at <= ?`
		done := s.db.Write(ctx).Exec(statement, token, now.Add(lasts).UnixMicro(), now.UnixMicro())
		taken = done.RowsAffected == 1
		return done.Error
	})
	return taken, store.Translate(err)
}

// Leave implements [notice.Leases].
func (s *Store) Leave(ctx context.Context, token string) error {
	return store.Translate(s.db.Write(ctx).Exec("DELETE FROM lease WHERE name = 'notices' AND token = ?", token).Error)
}

// most bounds how many stories are looked at for one channel.
const most = 200

// Waiting implements [notice.Channels].
func (s *Store) Waiting(ctx context.Context, channel string) (ids []string, err error) {
	err = s.db.Read(ctx).Raw(`SELECT DISTINCT e.article_id FROM delivery d JOIN edition e ON e.id = d.edition_id
		WHERE d.channel_id = ? AND d.state IN ('waiting', 'retrying') ORDER BY e.article_id DESC LIMIT ?`, channel, most).Scan(&ids).Error
	return ids, store.Translate(err)
}

// Stopped implements [notice.Channels].
func (s *Store) Stopped(ctx context.Context, channel string) (stopped bool, err error) {
	err = s.db.Read(ctx).Raw("SELECT EXISTS (SELECT 1 FROM channel WHERE id = ? AND (paused OR hold <> ''))", channel).Scan(&stopped).Error
	return stopped, store.Translate(err)
}

// Due implements [notice.Rounds].
func (s *Store) Due(ctx context.Context) (ids []string, err error) {
	err = s.db.Read(ctx).Raw(`SELECT DISTINCT n.person_id FROM notice n JOIN person p ON p.id = n.person_id
		WHERE n.due_at IS NOT NULL AND n.resolved_at IS NULL AND p.email IS NOT NULL AND NOT p.disabled ORDER BY n.person_id`).Scan(&ids).Error
	return ids, store.Translate(err)
}

// DueTo implements [notice.Rounds].
func (s *Store) DueTo(ctx context.Context, sight notice.Sight, limit int) ([]notice.Shown, error) {
	return s.query(ctx, sight, " AND n.due_at IS NOT NULL AND n.resolved_at IS NULL ORDER BY n.last_at, n.id LIMIT ?", limit)
}

// Told implements [notice.Rounds].
func (s *Store) Told(ctx context.Context, ids []string) error {
	return store.Translate(s.db.Write(ctx).Exec("UPDATE notice SET due_at = NULL WHERE id IN ?", ids).Error)
}

// HoldPerson implements [notice.Rounds].
func (s *Store) HoldPerson(ctx context.Context, id string) error {
	var there []string
	return store.Translate(s.db.Write(ctx).Raw("SELECT id FROM person WHERE id = ?"+s.db.LockRows("person", false), id).Scan(&there).Error)
}

// waited is the condition under which a reminder is due, for an instant and the first span. The
// span grows with each reminder, to seven times as long at most.
const waited = `resolved_at IS NULL AND waits_at IS NOT NULL
	AND waits_at <= ? - CAST(? AS BIGINT) * CASE reminders WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 ELSE 7 END`

// Waited implements [notice.Rounds].
func (s *Store) Waited(ctx context.Context, now time.Time, span time.Duration) (ids []string, err error) {
	err = s.db.Read(ctx).Raw("SELECT DISTINCT person_id FROM notice WHERE "+waited+" AND person_id IN (SELECT id FROM person WHERE NOT disabled) ORDER BY person_id", now.UnixMicro(), span.Microseconds()).Scan(&ids).Error
	return ids, store.Translate(err)
}

// Waits implements [notice.Rounds].
func (s *Store) Waits(ctx context.Context, sight notice.Sight, now time.Time, span time.Duration) (waits bool, err error) {
	where, args := visible(sight)
	args = append([]any{sight.Person, now.UnixMicro(), span.Microseconds()}, args...)
	err = s.db.Read(ctx).Raw("SELECT EXISTS (SELECT 1 FROM notice WHERE person_id = ? AND "+waited+" AND id IN (SELECT n.id"+joined+where+"))", args...).Scan(&waits).Error
	return waits, store.Translate(err)
}

// Remind implements [notice.Rounds].
func (s *Store) Remind(ctx context.Context, sight notice.Sight, now time.Time, span time.Duration) (int, error) {
	where, args := visible(sight)
	at := now.UnixMicro()
	args = append([]any{at, at, at, at, span.Microseconds()}, args...)
	done := s.db.Write(ctx).Exec(`UPDATE notice SET reminders = reminders + 1, round = round + 1, read_at = NULL, last_at = ?, due_at = ?, waits_at = ?
		WHERE `+waited+` AND id IN (SELECT n.id`+joined+where+")", args...)
	return int(done.RowsAffected), store.Translate(done.Error)
}

// Prune implements [notice.Rounds].
func (s *Store) Prune(ctx context.Context, before, now time.Time) (removed int, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		handle := s.db.Write(ctx)
		done := handle.Exec("DELETE FROM notice WHERE resolved_at IS NOT NULL AND resolved_at < ?", before.UnixMicro())
		removed = int(done.RowsAffected)
		if done.Error != nil {
			return done.Error
		}
		return handle.Exec("UPDATE notice SET resolved_at = ?, due_at = NULL WHERE resolved_at IS NULL AND kind IN ? AND last_at < ?",
			now.UnixMicro(), notice.News(), before.UnixMicro()).Error
	})
	return removed, store.Translate(err)
}
