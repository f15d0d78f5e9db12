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
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ channel.Store = (*Store)(nil)

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
	return s.one(s.db.Read(ctx), id, "")
}

// Lock implements [channel.Store].
func (s *Store) Lock(ctx context.Context, id string) (channel.Stored, error) {
	return s.one(s.db.Write(ctx), id, s.db.LockRows("channel", false))
}

// laidOutQuery reads channels with the bodies of their templates.
const laidOutQuery = "SELECT channel.*, COALESCE(t.body, '') AS template_body FROM channel" +
	" LEFT JOIN channel_template t ON t.channel_id = channel.id AND t.version = channel.template_version"

func (s *Store) one(handle *gorm.DB, id, lock string) (channel.Stored, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return channel.Stored{}, store.NotFound(noChannel()) // PostgreSQL would refuse the question
	}
	var rows []laidOut
	if err := handle.Raw(laidOutQuery+" WHERE channel.id = ?"+lock, id).Scan(&rows).Error; err != nil {
		return channel.Stored{}, store.Translate(err)
	}
	if len(rows) == 0 {
		return channel.Stored{}, store.NotFound(noChannel())
	}
	return rows[0].stored()
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
