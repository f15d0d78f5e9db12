package people

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/store"
)

// NewIdentities returns the store of [sso.Service].
func NewIdentities(db *store.DB) sso.Store { return &Store{db} }

type identityRow struct {
	ID         string `gorm:"primaryKey"`
	PersonID   string
	Issuer     string
	Subject    string
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	LastUsedAt *int64
}

func (identityRow) TableName() string { return "person_identity" }

func (r identityRow) identity() sso.Identity {
	return sso.Identity{ID: r.ID, Person: r.PersonID, Issuer: r.Issuer, Subject: r.Subject, CreatedBy: r.CreatedBy,
		CreatedAt: store.Instant(r.CreatedAt), LastUsed: store.InstantOf(r.LastUsedAt)}
}

type answerRow struct {
	Hash      string `gorm:"primaryKey"`
	ExpiresAt int64
}

func (answerRow) TableName() string { return "sign_in_answer" }

// claimedRow is one claimed role as it stands in person.claimed.
type claimedRow struct {
	Role right.Role `json:"role"`
	Unit string     `json:"unit,omitempty"`
}

func claimedOf(text string) ([]right.Grant, error) {
	if text == "[]" {
		return nil, nil
	}
	var rows []claimedRow
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, err
	}
	grants := make([]right.Grant, len(rows))
	for i, r := range rows {
		grants[i] = right.Grant{Role: r.Role, Unit: r.Unit}
	}
	return grants, nil
}

// PutClaimed implements [sso.Store].
func (s *Store) PutClaimed(ctx context.Context, person string, grants []right.Grant, until time.Time) error {
	rows := make([]claimedRow, len(grants))
	for i, g := range grants {
		rows[i] = claimedRow{Role: g.Role, Unit: g.Unit}
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Model(&personRow{}).Where("id = ?", person).
		Updates(map[string]any{"claimed": string(text), "claimed_until": store.Micros(until)}).Error)
}

// Identity implements [sso.Store].
func (s *Store) Identity(ctx context.Context, issuer, subject string) (sso.Identity, error) {
	var rows []identityRow
	err := s.db.Read(ctx).Where("issuer = ? AND subject = ?", issuer, subject).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return sso.Identity{}, store.Translate(err)
	}
	return rows[0].identity(), nil
}

// Identities implements [sso.Store].
func (s *Store) Identities(ctx context.Context, person string) ([]sso.Identity, error) {
	var rows []identityRow
	err := s.db.Read(ctx).Where("person_id = ?", person).Order("created_at, id").Find(&rows).Error
	identities := make([]sso.Identity, 0, len(rows))
	for _, r := range rows {
		identities = append(identities, r.identity())
	}
	return identities, store.Translate(err)
}

// AddIdentity implements [sso.Store].
func (s *Store) AddIdentity(ctx context.Context, one sso.Identity) error {
	return store.Translate(s.db.Write(ctx).Create(&identityRow{ID: one.ID, PersonID: one.Person, Issuer: one.Issuer, Subject: one.Subject,
		CreatedBy: one.CreatedBy, CreatedAt: one.CreatedAt.UnixMicro(), LastUsedAt: store.Micros(one.LastUsed)}).Error)
}

// TouchIdentity implements [sso.Store].
func (s *Store) TouchIdentity(ctx context.Context, id string, at time.Time) error {
	done := s.db.Write(ctx).Model(&identityRow{}).Where("id = ?", id).Update("last_used_at", at.UnixMicro())
	if done.Error == nil && done.RowsAffected == 0 { // taken away since it was read
		return store.NotFound(fault.T("Không có liên kết này.", "There is no such link."))
	}
	return store.Translate(done.Error)
}

// RemoveIdentity implements [sso.Store].
func (s *Store) RemoveIdentity(ctx context.Context, person, id string) error {
	done := s.db.Write(ctx).Where("person_id = ? AND id = ?", person, id).Delete(&identityRow{})
	if done.Error == nil && done.RowsAffected == 0 {
		return store.NotFound(fault.T("Không có liên kết này.", "There is no such link."))
	}
	return store.Translate(done.Error)
}

// UseAnswer implements [sso.Store]: of two at once the second waits here and finds a row.
func (s *Store) UseAnswer(ctx context.Context, hash string, expires time.Time) (bool, error) {
	done := s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&answerRow{Hash: hash, ExpiresAt: expires.UnixMicro()})
	return done.RowsAffected == 1, store.Translate(done.Error)
}

// PurgeAnswers implements [sso.Store].
func (s *Store) PurgeAnswers(ctx context.Context, before time.Time) (int, error) {
	done := s.db.Write(ctx).Where("expires_at < ?", before.UnixMicro()).Delete(&answerRow{})
	return int(done.RowsAffected), store.Translate(done.Error)
}

var _ sso.Store = (*Store)(nil)
