// Package channels stores the configured destinations.
package channels

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps channels in either database.
type Store struct {
	db   *store.DB
	rows store.Gathering[laidOut]
}

// New makes a Store.
func New(db *store.DB) *Store {
	s := &Store{db: db}
	s.rows.Read = func(ctx context.Context, ids []string) (map[string]laidOut, error) {
		return s.some(db.Read(ctx), ids, "")
	}
	return s
}

var _ channel.Store = (*Store)(nil)

// Now implements [channel.Store].
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// InTx implements [channel.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [channel.Store].
func (s *Store) Add(ctx context.Context, c channel.Stored) error {
	row, err := newRow(c)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [channel.Store].
func (s *Store) Save(ctx context.Context, c channel.Stored) error {
	row, err := newRow(c)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&channelRow{}).Where("id = ?", c.ID).Select("name", "unit_code", "lang", "portal", "paused", "pause_reason",
		"max_conc", "settle_usec", "settings", "sealed", "key_id", "credential_expires_at", "health",
		"checked_at", "place", "place_name", "other_name", "hold", "expiry_told", "template_version", "version", "updated_at",
		"rate_usec", "burst", "grace_usec", "quiet_hours", "keeps_closed_days", "slots", "distance_usec", "after_portal", "portal_patience_usec",
		"offset_usec", "dry_run").Updates(row)
	return store.Found(saved, noChannel())
}

// Get implements [channel.Store].
func (s *Store) Get(ctx context.Context, id string) (channel.Stored, error) {
	if !askable(id) {
		return channel.Stored{}, store.NotFound(noChannel())
	}
	row, there, err := s.rows.Get(ctx, id)
	return read(row, there, err)
}

// Lock implements [channel.Store].
func (s *Store) Lock(ctx context.Context, id string) (channel.Stored, error) {
	if !askable(id) {
		return channel.Stored{}, store.NotFound(noChannel())
	}
	found, err := s.some(s.db.Write(ctx), []string{id}, s.db.LockRows("channel", false))
	return read(found[id], len(found) > 0, err)
}

// laidOutQuery reads channels with the bodies of their templates.
const laidOutQuery = "SELECT channel.*, COALESCE(t.body, '') AS template_body FROM channel" +
	" LEFT JOIN channel_template t ON t.channel_id = channel.id AND t.version = channel.template_version"

// askable reports whether the database can be asked for an id; PostgreSQL would refuse others.
func askable(id string) bool { return utf8.ValidString(id) && !strings.ContainsRune(id, 0) }

func read(row laidOut, there bool, err error) (channel.Stored, error) {
	switch {
	case err != nil:
		return channel.Stored{}, err
	case !there:
		return channel.Stored{}, store.NotFound(noChannel())
	}
	return row.stored()
}

// some reads channels by their ids.
func (s *Store) some(handle *gorm.DB, ids []string, lock string) (map[string]laidOut, error) {
	var rows []laidOut
	if err := handle.Raw(laidOutQuery+" WHERE channel.id IN ?"+lock, ids).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	found := make(map[string]laidOut, len(rows))
	for _, row := range rows {
		found[row.Row.ID] = row
	}
	return found, nil
}

// List implements [channel.Store].
func (s *Store) List(ctx context.Context) ([]channel.Channel, error) { return s.list(ctx, "") }

func (s *Store) list(ctx context.Context, where string) ([]channel.Channel, error) {
	var rows []laidOut
	if err := s.db.Read(ctx).Raw(laidOutQuery + where + " ORDER BY channel.created_at, channel.id").Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]channel.Channel, len(rows))
	for i, row := range rows {
		c, err := row.stored()
		if err != nil {
			return nil, err
		}
		list[i] = c.Channel
	}
	return list, nil
}

// Park implements [channel.Store].
func (s *Store) Park(ctx context.Context, id string, until time.Time) error {
	value := "CASE WHEN parked_until > ? THEN parked_until ELSE ? END"
	args := []any{store.Micros(until), store.Micros(until)}
	if until.IsZero() {
		value, args = "NULL", nil
	}
	return store.Found(s.db.Write(ctx).Exec("UPDATE channel SET parked_until = "+value+" WHERE id = ?", append(args, id)...), noChannel())
}

// Ask implements [channel.Store].
func (s *Store) Ask(ctx context.Context, id string, at, since time.Time) (bool, error) {
	taken := s.db.Write(ctx).Exec("UPDATE channel SET asked_at = ? WHERE id = ? AND COALESCE(asked_at, 0) <= ?", at.UnixMicro(), id, since.UnixMicro())
	return taken.RowsAffected == 1, store.Translate(taken.Error)
}

// AskAgain implements [channel.Store].
func (s *Store) AskAgain(ctx context.Context, id string) error {
	return store.Found(s.db.Write(ctx).Exec("UPDATE channel SET asked_at = NULL WHERE id = ?", id), noChannel())
}

func noChannel() fault.Text { return fault.T("Không có kênh này.", "There is no such channel.") }
