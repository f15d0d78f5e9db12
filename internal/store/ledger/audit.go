package ledger

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store"
)

// Audit stores the record and the events.
type Audit struct {
	db   *store.DB
	ring func() // once events are committed
}

// NewAudit makes the store of [audit.Log].
func NewAudit(db *store.DB) *Audit { return &Audit{db: db, ring: func() {}} }

// Ringing returns the same store, which calls ring each time that events have committed.
func (s *Audit) Ringing(ring func()) *Audit { return &Audit{db: s.db, ring: ring} }

// InTx implements [audit.Store].
func (s *Audit) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Joined implements [audit.Store]. Without a transaction, work for after the commit runs
// at once.
func (s *Audit) Joined(ctx context.Context) bool {
	joined := true
	s.db.AfterCommit(ctx, func() { joined = false })
	return joined
}

// AppendRecord implements [audit.Store].
func (s *Audit) AppendRecord(ctx context.Context, r audit.Record) error {
	row, err := newRecordRow(r)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// CountRefusal implements [audit.Store]. The sealer sets number in the same row, so that
// one of the two waits for the other and then sees what it did.
func (s *Audit) CountRefusal(ctx context.Context, r audit.Record, since time.Time) (counted bool, beside int, err error) {
	alike := s.db.Write(ctx).Model(&recordRow{}).
		Where("number IS NULL AND refused AND actor = ? AND on_behalf = ? AND action = ? AND object_kind = ? AND detail = ? AND at > ?",
			r.Actor, r.OnBehalf, r.Action, r.Object.Kind, r.DetailJSON, since.UnixMicro()).Session(&gorm.Session{})
	var open recordRow
	if err := alike.Select("id").Where("object_id = ?", r.Object.ID).Order("id").Limit(1).Find(&open).Error; err != nil {
		return false, 0, store.Translate(err)
	}
	if open.ID == "" {
		var others int64
		err := alike.Count(&others).Error
		return false, int(others), store.Translate(err)
	}
	done := s.db.Write(ctx).Model(&recordRow{}).Where("id = ? AND number IS NULL", open.ID).
		Updates(map[string]any{"times": gorm.Expr("times + 1"), "last_at": r.At.UnixMicro()})
	return done.RowsAffected == 1, 0, store.Translate(done.Error)
}

// AppendOccurrences implements [audit.Store].
func (s *Audit) AppendOccurrences(ctx context.Context, all []audit.Occurrence) error {
	if len(all) == 0 {
		return nil
	}
	rows := make([]eventRow, len(all))
	for i, o := range all {
		rows[i] = newEventRow(o)
	}
	if err := s.db.Write(ctx).Create(&rows).Error; err != nil {
		return store.Translate(err)
	}
	s.db.AfterCommit(ctx, s.ring)
	return nil
}

// Newest implements [audit.Store].
func (s *Audit) Newest(ctx context.Context) (int64, error) {
	var number int64
	err := s.db.Read(ctx).Raw(`SELECT coalesce(max(number), 0) FROM event`).Scan(&number).Error
	return number, store.Translate(err)
}

// Occurrences implements [audit.Store].
func (s *Audit) Occurrences(ctx context.Context, above int64, limit int) ([]audit.Occurrence, error) {
	var rows []eventRow
	err := s.db.Read(ctx).Where("number > ?", above).Order("number").Limit(limit).Find(&rows).Error
	events := make([]audit.Occurrence, 0, len(rows))
	for _, row := range rows {
		events = append(events, row.occurrence())
	}
	return events, store.Translate(err)
}

// Records implements [audit.Store].
func (s *Audit) Records(ctx context.Context, f audit.Filter) ([]audit.Record, error) {
	query := s.db.Read(ctx).Where("number IS NOT NULL").Order("number DESC").Limit(f.Limit)
	if f.Below > 0 {
		query = query.Where("number < ?", f.Below)
	}
	for _, equal := range []struct{ column, value string }{
		{"actor", f.Actor}, {"action", f.Action}, {"object_kind", f.Object.Kind}, {"object_id", f.Object.ID},
	} {
		if equal.value != "" {
			query = query.Where(equal.column+" = ?", equal.value)
		}
	}
	if f.Refused != nil {
		query = query.Where("refused = ?", *f.Refused)
	}
	if !f.From.IsZero() {
		query = query.Where("last_at >= ?", f.From.UnixMicro())
	}
	if !f.Until.IsZero() {
		query = query.Where("at < ?", f.Until.UnixMicro())
	}
	var rows []recordRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	records := make([]audit.Record, 0, len(rows))
	for _, row := range rows {
		record, err := row.record()
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// ErasePersonal implements [audit.Store].
func (s *Audit) ErasePersonal(ctx context.Context, person string) error {
	return store.Translate(s.db.Write(ctx).Model(&recordRow{}).
		Where("actor = ? OR (actor = '' AND object_kind = 'person' AND object_id = ?)", person, person).
		Updates(map[string]any{"personal": nil, "salt": nil}).Error)
}

var _ audit.Store = (*Audit)(nil)
