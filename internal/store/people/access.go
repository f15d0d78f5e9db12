package people

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

type sessionRow struct {
	ID         string `gorm:"primaryKey"`
	PersonID   string
	Hash       string
	Address    string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	LastSeenAt int64
	ExpiresAt  int64
	EndedAt    *int64
	Proof      string
	Network    string
	Agent      string
}

func (sessionRow) TableName() string { return "session" }

func (r sessionRow) session() account.Session {
	return account.Session{ID: r.ID, Person: r.PersonID, Address: r.Address, Agent: r.Agent, By: account.Means(r.Proof), CreatedAt: store.Instant(r.CreatedAt),
		LastSeenAt: store.Instant(r.LastSeenAt), ExpiresAt: store.Instant(r.ExpiresAt)}
}

// AddSession implements [account.Sessions].
func (s *Store) AddSession(ctx context.Context, n account.Session, hash string) error {
	return store.Translate(s.db.Write(ctx).Create(&sessionRow{ID: n.ID, PersonID: n.Person, Hash: hash, Address: n.Address,
		CreatedAt: n.CreatedAt.UnixMicro(), LastSeenAt: n.LastSeenAt.UnixMicro(), ExpiresAt: n.ExpiresAt.UnixMicro(),
		Proof: string(n.By), Network: account.Network(n.Address), Agent: n.Agent}).Error)
}

// SessionByHash implements [account.Sessions].
func (s *Store) SessionByHash(ctx context.Context, hash string) (account.Session, account.Person, error) {
	var row sessionRow
	if err := s.db.Read(ctx).Where("hash = ? AND ended_at IS NULL", hash).Take(&row).Error; err != nil {
		return account.Session{}, account.Person{}, store.Translate(err)
	}
	p, err := s.Person(ctx, row.PersonID)
	return row.session(), p, err
}

// TouchSession implements [account.Sessions].
func (s *Store) TouchSession(ctx context.Context, id string, at time.Time) error {
	return store.Translate(s.db.Write(ctx).Model(&sessionRow{}).Where("id = ?", id).Update("last_seen_at", at.UnixMicro()).Error)
}

// Sessions implements [account.Sessions].
func (s *Store) Sessions(ctx context.Context, person string) ([]account.Session, error) {
	var rows []sessionRow
	err := s.db.Read(ctx).Where("person_id = ? AND ended_at IS NULL", person).Order("created_at DESC, id DESC").Find(&rows).Error
	sessions := make([]account.Session, 0, len(rows))
	for _, r := range rows {
		sessions = append(sessions, r.session())
	}
	return sessions, store.Translate(err)
}

// EndSessions implements [account.Sessions].
func (s *Store) EndSessions(ctx context.Context, person string, which account.Which, at time.Time) (int, error) {
	query := s.db.Write(ctx).Model(&sessionRow{}).Where("person_id = ? AND ended_at IS NULL AND id <> ?", person, which.Except)
	if which.ID != "" {
		query = query.Where("id = ?", which.ID)
	}
	done := query.Update("ended_at", at.UnixMicro())
	return int(done.RowsAffected), store.Translate(done.Error)
}

// Familiar implements [account.Sessions]. Sessions from before networks were kept know
// their address alone.
func (s *Store) Familiar(ctx context.Context, person, address string, since time.Time) (bool, error) {
	var n int64
	err := s.db.Read(ctx).Model(&sessionRow{}).Where("person_id = ? AND created_at > ? AND (network = ? OR network = '' AND address = ?)",
		person, since.UnixMicro(), account.Network(address), address).
		Limit(1).Count(&n).Error
	return n > 0, store.Translate(err)
}

// PurgeSessions implements [account.Sessions].
func (s *Store) PurgeSessions(ctx context.Context, before time.Time) (int, error) {
	done := s.db.Write(ctx).Where("expires_at < ?", before.UnixMicro()).Delete(&sessionRow{})
	return int(done.RowsAffected), store.Translate(done.Error)
}

type keyRow struct {
	ID         string `gorm:"primaryKey"`
	PersonID   string
	Name       string
	Start      string
	Hash       string
	Scopes     *string // JSON; NULL is whatever the person may do
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	ExpiresAt  *int64
	LastUsedAt *int64
	RevokedAt  *int64
}

func (keyRow) TableName() string { return "api_key" }

func (r keyRow) key() (account.Key, error) {
	k := account.Key{ID: r.ID, Person: r.PersonID, Name: r.Name, Start: r.Start, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt),
		ExpiresAt: store.InstantOf(r.ExpiresAt), LastUsed: store.InstantOf(r.LastUsedAt), RevokedAt: store.InstantOf(r.RevokedAt)}
	if r.Scopes == nil {
		return k, nil
	}
	k.Scopes = []right.Action{}
	return k, json.Unmarshal([]byte(*r.Scopes), &k.Scopes)
}

// AddKey implements [account.Keys].
func (s *Store) AddKey(ctx context.Context, k account.Key, hash string) error {
	row := keyRow{ID: k.ID, PersonID: k.Person, Name: k.Name, Start: k.Start, Hash: hash, CreatedBy: k.CreatedBy,
		CreatedAt: k.CreatedAt.UnixMicro(), ExpiresAt: store.Micros(k.ExpiresAt)}
	if k.Scopes != nil {
		scopes, err := json.Marshal(k.Scopes)
		if err != nil {
			return err
		}
		text := string(scopes)
		row.Scopes = &text
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// KeyByHash implements [account.Keys].
func (s *Store) KeyByHash(ctx context.Context, hash string) (account.Key, account.Person, error) {
	var row keyRow
	if err := s.db.Read(ctx).Where("hash = ?", hash).Take(&row).Error; err != nil {
		return account.Key{}, account.Person{}, store.Translate(err)
	}
	k, err := row.key()
	if err != nil {
		return account.Key{}, account.Person{}, err
	}
	p, err := s.Person(ctx, row.PersonID)
	return k, p, err
}

// Key implements [account.Keys].
func (s *Store) Key(ctx context.Context, id string) (account.Key, error) {
	var rows []keyRow
	err := s.db.Read(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error
	if err != nil {
		return account.Key{}, store.Translate(err)
	}
	if len(rows) == 0 {
		return account.Key{}, store.NotFound(fault.T("Không có khóa API này.", "There is no such API key."))
	}
	return rows[0].key()
}

// Keys implements [account.Keys].
func (s *Store) Keys(ctx context.Context, person string) ([]account.Key, error) {
	var rows []keyRow
	if err := s.db.Read(ctx).Where("person_id = ?", person).Order("created_at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	keys := make([]account.Key, 0, len(rows))
	for _, r := range rows {
		k, err := r.key()
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// TouchKey implements [account.Keys].
func (s *Store) TouchKey(ctx context.Context, id string, at time.Time) error {
	return store.Translate(s.db.Write(ctx).Model(&keyRow{}).Where("id = ?", id).Update("last_used_at", at.UnixMicro()).Error)
}

// RevokeKey implements [account.Keys].
func (s *Store) RevokeKey(ctx context.Context, id string, at time.Time) error {
	return store.Translate(s.db.Write(ctx).Model(&keyRow{}).Where("id = ? AND revoked_at IS NULL", id).Update("revoked_at", at.UnixMicro()).Error)
}

type linkRow struct {
	ID        string `gorm:"primaryKey"`
	Purpose   string
	PersonID  *string
	Hash      string
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	ExpiresAt int64
	UsedAt    *int64
}

func (linkRow) TableName() string { return "one_time_link" }

// AddLink implements [account.Links].
func (s *Store) AddLink(ctx context.Context, l account.Link, hash string) error {
	return store.Translate(s.db.Write(ctx).Create(&linkRow{ID: l.ID, Purpose: string(l.Purpose), PersonID: nilIfEmpty(l.Person), Hash: hash,
		CreatedBy: l.CreatedBy, CreatedAt: l.CreatedAt.UnixMicro(), ExpiresAt: l.ExpiresAt.UnixMicro()}).Error)
}

func nilIfEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Link implements [account.Links].
func (s *Store) Link(ctx context.Context, hash string) (account.Link, error) {
	var r linkRow
	if err := s.db.Read(ctx).Where("hash = ?", hash).Take(&r).Error; err != nil {
		return account.Link{}, store.Translate(err)
	}
	l := account.Link{ID: r.ID, Purpose: account.Purpose(r.Purpose), CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt),
		ExpiresAt: store.Instant(r.ExpiresAt), UsedAt: store.InstantOf(r.UsedAt)}
	if r.PersonID != nil {
		l.Person = *r.PersonID
	}
	return l, nil
}

// UseLinks implements [account.Links].
func (s *Store) UseLinks(ctx context.Context, l account.Link, at time.Time) (bool, error) {
	const statement = `
UPDATE one_time_link SET used_at = ? WHERE purpose = ? AND coalesce(person_id, '') = ? AND used_at IS NULL RETURNING id`
	var used []string
	if err := s.db.Write(ctx).Raw(statement, at.UnixMicro(), l.Purpose, l.Person).Scan(&used).Error; err != nil {
		return false, store.Translate(err)
	}
	for _, id := range used {
		if id == l.ID {
			return true, nil
		}
	}
	return false, nil
}

// PurgeLinks implements [account.Links].
func (s *Store) PurgeLinks(ctx context.Context, before time.Time) (int, error) {
	done := s.db.Write(ctx).Where("expires_at < ?", before.UnixMicro()).Delete(&linkRow{})
	return int(done.RowsAffected), store.Translate(done.Error)
}

type attemptRow struct {
	Kind         string `gorm:"primaryKey"`
	Subject      string `gorm:"primaryKey"`
	Failures     int
	LastAt       int64
	BlockedUntil int64
}

func (attemptRow) TableName() string { return "sign_in_attempt" }

// Attempt implements [account.Attempts]. The row is made first: a row that is not there
// cannot be locked.
func (s *Store) Attempt(ctx context.Context, kind account.AttemptKind, subject string) (account.Attempt, error) {
	empty := attemptRow{Kind: string(kind), Subject: subject}
	if err := s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&empty).Error; err != nil {
		return account.Attempt{}, store.Translate(err)
	}
	query := "SELECT a.* FROM sign_in_attempt a WHERE a.kind = ? AND a.subject = ?" + s.db.LockRows("a", false)
	var r attemptRow
	err := s.db.Write(ctx).Raw(query, kind, subject).Scan(&r).Error
	return account.Attempt{Kind: kind, Subject: subject, Failures: r.Failures, LastAt: store.Instant(r.LastAt),
		BlockedUntil: store.Instant(r.BlockedUntil)}, store.Translate(err)
}

// PutAttempt implements [account.Attempts].
func (s *Store) PutAttempt(ctx context.Context, a account.Attempt) error {
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&attemptRow{Kind: string(a.Kind), Subject: a.Subject,
		Failures: a.Failures, LastAt: a.LastAt.UnixMicro(), BlockedUntil: a.BlockedUntil.UnixMicro()}).Error)
}

// PurgeAttempts implements [account.Attempts].
func (s *Store) PurgeAttempts(ctx context.Context, before time.Time) (int, error) {
	done := s.db.Write(ctx).Where("last_at < ?", before.UnixMicro()).Delete(&attemptRow{})
	return int(done.RowsAffected), store.Translate(done.Error)
}
