// Package mails stores the outbox: letters that go out by mail.
package mails

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	ID         string `gorm:"primaryKey"`
	Key        string
	Kind       string
	PersonID   *string
	Address    string
	Sealed     []byte
	State      string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	DueAt      int64
	ExpiresAt  int64
	Attempts   int
	Lease      string
	LeaseUntil int64
	EndedAt    *int64
	Reason     string
	Answer     string
}

func (row) TableName() string { return "mail" }

func (r row) mail() mail.Mail {
	m := mail.Mail{ID: r.ID, Key: r.Key, Kind: mail.Kind(r.Kind), To: r.Address, Sealed: r.Sealed, State: mail.State(r.State), Created: store.Instant(r.CreatedAt),
		Due: store.Instant(r.DueAt), Expires: store.Instant(r.ExpiresAt), Attempts: r.Attempts, Ended: store.InstantOf(r.EndedAt), Reason: mail.Reason(r.Reason), Answer: r.Answer}
	if r.PersonID != nil {
		m.Person = *r.PersonID
	}
	return m
}

// Store keeps the outbox in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ mail.Store = (*Store)(nil)

// Now implements [mail.Store].
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// Add implements [mail.Store].
func (s *Store) Add(ctx context.Context, m mail.Mail) (bool, error) {
	one := row{ID: m.ID, Key: m.Key, Kind: string(m.Kind), Address: m.To, Sealed: m.Sealed, State: string(m.State), CreatedAt: m.Created.UnixMicro(),
		DueAt: m.Due.UnixMicro(), ExpiresAt: m.Expires.UnixMicro()}
	if m.Person != "" {
		one.PersonID = &m.Person
	}
	done := s.db.Write(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "key"}}, DoNothing: true}).Create(&one)
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// claimable finds the letter that is taken next. The states stand alone, as in the index: without
// them it would not serve, and every letter of three months be looked at.
const claimable = `SELECT m.* FROM mail m WHERE m.state IN ('waiting', 'sending') AND m.due_at <= ? AND m.expires_at > ?
AND (m.state = 'waiting' OR m.lease_until <= ?) ORDER BY m.due_at, m.id LIMIT 1`

// expired is the condition of what is given up: it has been due for long as well, by which the same
// index finds it.
const expired = "state IN ('waiting', 'sending') AND due_at <= ? AND expires_at <= ? AND (state = 'waiting' OR lease_until <= ?)"

// Claim implements [mail.Store].
func (s *Store) Claim(ctx context.Context, lease mail.Lease) (claimed mail.Mail, found bool, err error) {
	query := claimable + s.db.LockRows("m", true)
	now := lease.Now.UnixMicro()
	var due int64 // most looks find nothing, and need no transaction for it
	if err := s.db.Read(ctx).Model(&row{}).Where("due_at <= ? AND state IN ('waiting', 'sending')", now).Limit(1).Count(&due).Error; err != nil || due == 0 {
		return mail.Mail{}, false, store.Translate(err)
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		found = false // it may run again
		var rows []row
		if err := s.db.Write(ctx).Raw(query, now, now, now).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		one := rows[0]
		one.State, one.Lease, one.LeaseUntil, one.Attempts = string(mail.Sending), lease.By, lease.Until.UnixMicro(), one.Attempts+1
		claimed, found = one.mail(), true
		return s.db.Write(ctx).Model(&row{}).Where("id = ?", one.ID).
			Updates(map[string]any{"state": one.State, "lease": one.Lease, "lease_until": one.LeaseUntil, "attempts": one.Attempts}).Error
	})
	return claimed, found && err == nil, store.Translate(err)
}

// Settle implements [mail.Store].
func (s *Store) Settle(ctx context.Context, m mail.Mail, lease string) (bool, error) {
	change := map[string]any{"state": string(m.State), "due_at": m.Due.UnixMicro(), "ended_at": store.Micros(m.Ended), "reason": string(m.Reason),
		"answer": m.Answer, "lease": "", "lease_until": 0}
	if !m.Ended.IsZero() {
		change["sealed"] = []byte{}
	}
	done := s.db.Write(ctx).Model(&row{}).Where("id = ? AND state = ? AND lease = ?", m.ID, string(mail.Sending), lease).Updates(change)
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// Tidy implements [mail.Store].
func (s *Store) Tidy(ctx context.Context, now, before time.Time) (int, error) {
	at := now.UnixMicro()
	done := s.db.Write(ctx).Model(&row{}).Where(expired, at, at, at).
		Updates(over(mail.Expired, now))
	if done.Error != nil {
		return 0, store.Translate(done.Error)
	}
	return int(done.RowsAffected), store.Translate(s.db.Write(ctx).Where("ended_at < ?", before.UnixMicro()).Delete(&row{}).Error)
}

// over is the change of a letter that is given up; whoever is at it loses the lease.
func over(why mail.Reason, now time.Time) map[string]any {
	return map[string]any{"state": string(mail.GivenUp), "reason": string(why), "ended_at": now.UnixMicro(), "sealed": []byte{}, "lease": "", "lease_until": 0}
}

// End implements [mail.Store].
func (s *Store) End(ctx context.Context, person string, kind mail.Kind, why mail.Reason) error {
	now, err := s.db.Now(ctx)
	if err != nil {
		return err
	}
	waiting := s.db.Write(ctx).Model(&row{}).Where("person_id = ? AND ended_at IS NULL AND (? = '' OR kind = ?)", person, string(kind), string(kind))
	if err := waiting.Updates(over(why, now)).Error; err != nil || why != mail.Erased {
		return store.Translate(err)
	}
	return store.Translate(s.db.Write(ctx).Model(&row{}).Where("person_id = ?", person).Updates(map[string]any{"address": "", "answer": ""}).Error)
}

// Last implements [mail.Store].
func (s *Store) Last(ctx context.Context, person string, kind mail.Kind) (mail.Mail, bool, error) {
	var rows []row
	err := s.db.Read(ctx).Where("person_id = ? AND kind = ?", person, string(kind)).Order("created_at DESC, id DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return mail.Mail{}, false, store.Translate(err)
	}
	return rows[0].mail(), true, nil
}

// told bounds how many letters that were given up are named.
const told = 5

// Figures implements [mail.Store].
func (s *Store) Figures(ctx context.Context, since time.Time) (mail.Figures, error) {
	var f mail.Figures
	var n int64
	if err := s.db.Read(ctx).Model(&row{}).Where("state IN ('waiting', 'sending')").Count(&n).Error; err != nil {
		return f, store.Translate(err)
	}
	f.Waiting = int(n)
	var oldest []row
	if err := s.db.Read(ctx).Where("state IN ('waiting', 'sending')").Order("created_at").Limit(1).Find(&oldest).Error; err != nil {
		return f, store.Translate(err)
	}
	if len(oldest) == 1 {
		f.Oldest, f.Answer = store.Instant(oldest[0].CreatedAt), oldest[0].Answer
	}
	lost := s.db.Read(ctx).Model(&row{}).Where("state = 'given_up' AND ended_at > ? AND reason NOT IN ('replaced', 'erased')", since.UnixMicro())
	if err := lost.Count(&n).Error; err != nil {
		return f, store.Translate(err)
	}
	f.Lost = int(n)
	var rows []row
	err := s.db.Read(ctx).Where("state = 'given_up' AND ended_at > ? AND reason NOT IN ('replaced', 'erased')", since.UnixMicro()).Order("ended_at DESC").Limit(told).Find(&rows).Error
	for _, r := range rows {
		f.GivenUp = append(f.GivenUp, r.mail())
	}
	return f, store.Translate(err)
}
