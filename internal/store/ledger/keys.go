package ledger

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/idempotency"
	"github.com/lantoa/lantoa/internal/store"
)

type keyRow struct {
	Scope      string `gorm:"primaryKey"`
	Key        string `gorm:"primaryKey"`
	BodyHash   string
	Token      string
	LeaseUntil int64
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	KeepUntil  int64
	Status     int // 0 until answered
	Header     string
	Body       []byte
}

func (keyRow) TableName() string { return "idempotency_key" }

// Keys stores idempotency keys.
type Keys struct{ db *store.DB }

// NewKeys makes the store of [idempotency.Guard].
func NewKeys(db *store.DB) *Keys { return &Keys{db} }

// InTx implements [idempotency.Store].
func (s *Keys) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Now implements [idempotency.Store].
func (s *Keys) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// Insert implements [idempotency.Store].
func (s *Keys) Insert(ctx context.Context, r idempotency.Reservation) (bool, error) {
	row := newKeyRow(r)
	done := s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	return done.RowsAffected == 1, store.Translate(done.Error)
}

func newKeyRow(r idempotency.Reservation) keyRow {
	return keyRow{Scope: r.Scope, Key: r.Key, BodyHash: r.BodyHash, Token: r.Token, Header: "{}",
		LeaseUntil: r.LeaseUntil.UnixMicro(), CreatedAt: r.Now.UnixMicro(), KeepUntil: r.KeepUntil.UnixMicro()}
}

// Find implements [idempotency.Store].
func (s *Keys) Find(ctx context.Context, scope, key string) (*idempotency.Standing, error) {
	var rows []keyRow
	err := s.db.Read(ctx).Where("scope = ? AND key = ?", scope, key).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, store.Translate(err)
	}
	row := rows[0]
	standing := &idempotency.Standing{BodyHash: row.BodyHash, Token: row.Token,
		LeaseUntil: store.Instant(row.LeaseUntil), KeepUntil: store.Instant(row.KeepUntil)}
	if row.Status != 0 {
		standing.Answer = &idempotency.Answer{Status: row.Status, Body: row.Body}
		err = json.Unmarshal([]byte(row.Header), &standing.Answer.Header)
	}
	return standing, err
}

// Replace implements [idempotency.Store].
func (s *Keys) Replace(ctx context.Context, old string, r idempotency.Reservation) (bool, error) {
	row := newKeyRow(r)
	done := s.db.Write(ctx).Model(&keyRow{}).Select("*").Omit("scope", "key").
		Where("scope = ? AND key = ? AND token = ?", r.Scope, r.Key, old).Updates(&row)
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// Finish implements [idempotency.Store].
func (s *Keys) Finish(ctx context.Context, r idempotency.Reservation, a idempotency.Answer) (bool, error) {
	header, err := json.Marshal(a.Header)
	if err != nil {
		return false, err
	}
	done := s.db.Write(ctx).Model(&keyRow{}).Where("scope = ? AND key = ? AND token = ?", r.Scope, r.Key, r.Token).
		Updates(map[string]any{"status": a.Status, "header": string(header), "body": a.Body})
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// Release implements [idempotency.Store].
func (s *Keys) Release(ctx context.Context, r idempotency.Reservation) error {
	return store.Translate(s.db.Write(ctx).
		Where("scope = ? AND key = ? AND token = ? AND status = 0", r.Scope, r.Key, r.Token).Delete(&keyRow{}).Error)
}

// Purge implements [idempotency.Store].
func (s *Keys) Purge(ctx context.Context, now time.Time) (int, error) {
	done := s.db.Write(ctx).Where("keep_until <= ?", now.UnixMicro()).Delete(&keyRow{})
	return int(done.RowsAffected), store.Translate(done.Error)
}

var _ idempotency.Store = (*Keys)(nil)
