package notices

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps notices in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var (
	_ notice.Desk     = (*Store)(nil)
	_ notice.Rounds   = (*Store)(nil)
	_ notice.Leases   = (*Store)(nil)
	_ notice.Channels = (*Store)(nil)
	_ notice.Inboxes  = (*Store)(nil)
	_ notice.Wishes   = (*Store)(nil)
	_ notice.Turns    = (*Store)(nil)
)

// InTx implements [notice.Desk].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

const placeQuery = "SELECT number FROM notice_place WHERE name = 'events'"

// Place implements [notice.Desk].
func (s *Store) Place(ctx context.Context) (number int64, err error) {
	return number, store.Translate(s.db.Read(ctx).Raw(placeQuery).Scan(&number).Error)
}

// HoldPlace implements [notice.Desk].
func (s *Store) HoldPlace(ctx context.Context) (number int64, err error) {
	return number, store.Translate(s.db.Write(ctx).Raw(placeQuery + s.db.LockRows("notice_place", false)).Scan(&number).Error)
}

// MovePlace implements [notice.Desk].
func (s *Store) MovePlace(ctx context.Context, to int64) error {
	return store.Translate(s.db.Write(ctx).Exec("UPDATE notice_place SET number = ? WHERE name = 'events'", to).Error)
}

// again is true of an open notice whose incident comes again after it had been calmed, or, where
// it is news, after it was mailed: what is not mailed yet still gathers.
const again = "(notice.waits_at IS NULL AND (excluded.waits_at IS NOT NULL OR notice.due_at IS NULL))"

// Raise implements [notice.Desk]. That there is one open notice is the index's to hold.
func (s *Store) Raise(ctx context.Context, n notice.Notice) error {
	r, err := newRow(n)
	if err != nil {
		return err
	}
	const statement = `
INSERT INTO notice (id, person_id, kind, incident, sees, needs, article_id, edition_id, delivery_id, channel_id, unit_code, data, times, first_at, last_at, due_at, waits_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (person_id, incident) WHERE resolved_at IS NULL DO UPDATE SET
    times = notice.times + 1, last_at = excluded.last_at, data = excluded.data, sees = excluded.sees, needs = excluded.needs, unit_code = excluded.unit_code,
    read_at = CASE WHEN ` + again + ` THEN NULL ELSE notice.read_at END,
    due_at = CASE WHEN ` + again + ` THEN excluded.due_at ELSE notice.due_at END,
    round = CASE WHEN ` + again + ` THEN notice.round + 1 ELSE notice.round END,
    waits_at = CASE WHEN ` + again + ` THEN excluded.waits_at ELSE notice.waits_at END`
	return store.Translate(s.db.Write(ctx).Exec(statement, r.ID, r.PersonID, r.Kind, r.Incident, r.Sees, r.Needs, r.ArticleID, r.EditionID, r.DeliveryID,
		r.ChannelID, r.UnitCode, r.Data, r.Times, r.FirstAt, r.LastAt, r.DueAt, r.WaitsAt).Error)
}

// Close implements [notice.Desk].
func (s *Store) Close(ctx context.Context, incident string, at time.Time) ([]string, error) {
	return s.end(ctx, at, "incident = ?", incident)
}

// Sweep implements [notice.Desk].
func (s *Store) Sweep(ctx context.Context, edition string, at time.Time) ([]string, error) {
	return s.end(ctx, at, `edition_id = ? AND kind = ? AND EXISTS (SELECT 1 FROM delivery d WHERE d.id = notice.delivery_id AND d.state IN
		('sent', 'confirmed', 'cancelled', 'superseded', 'withdrawn'))`, edition, notice.Trouble)
}

// end ends open notices and tells whose they were.
func (s *Store) end(ctx context.Context, at time.Time, which string, args ...any) (people []string, err error) {
	args = append([]any{at.UnixMicro()}, args...)
	err = s.db.Write(ctx).Raw("UPDATE notice SET resolved_at = ?, due_at = NULL WHERE resolved_at IS NULL AND "+which+" RETURNING person_id", args...).Scan(&people).Error
	return people, store.Translate(err)
}

// Calm implements [notice.Desk].
func (s *Store) Calm(ctx context.Context, incident string) error {
	return store.Translate(s.db.Write(ctx).Exec("UPDATE notice SET waits_at = NULL WHERE resolved_at IS NULL AND incident = ?", incident).Error)
}
