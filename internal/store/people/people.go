// Package people stores accounts: people with their grants, sessions, API keys, one-time
// links and counters of failed sign-ins.
package people

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any {
	return []any{&personRow{}, &grantRow{}, &sessionRow{}, &keyRow{}, &linkRow{}, &attemptRow{}}
}

type personRow struct {
	ID        string `gorm:"primaryKey"`
	Login     string
	Name      string
	Password  string
	Lang      string
	Disabled  bool
	Version   int
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (personRow) TableName() string { return "person" }

type grantRow struct {
	PersonID  string `gorm:"primaryKey"`
	Role      string `gorm:"primaryKey"`
	UnitCode  string `gorm:"primaryKey"`
	GrantedBy string
	GrantedAt int64
}

func (grantRow) TableName() string { return "role_grant" }

// Store keeps everything about accounts.
type Store struct{ db *store.DB }

// New returns the stores of [account.Service].
func New(db *store.DB) account.Stores {
	s := &Store{db}
	return account.Stores{People: s, Rules: s, Sessions: s, Keys: s, Links: s, Attempts: s}
}

// InTx implements [account.People].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// AddPerson implements [account.People].
func (s *Store) AddPerson(ctx context.Context, p account.Person) error {
	return store.Translate(s.db.Write(ctx).Create(&personRow{ID: p.ID, Login: p.Login, Name: p.Name, Lang: p.Lang, Disabled: p.Disabled,
		Version: p.Version, CreatedAt: p.CreatedAt.UnixMicro(), UpdatedAt: p.CreatedAt.UnixMicro()}).Error)
}

// SavePerson implements [account.People].
func (s *Store) SavePerson(ctx context.Context, p account.Person, at time.Time) error {
	saved := s.db.Write(ctx).Model(&personRow{}).Where("id = ? AND version = ?", p.ID, p.Version).
		Updates(map[string]any{"name": p.Name, "lang": p.Lang, "disabled": p.Disabled, "version": p.Version + 1, "updated_at": at.UnixMicro()})
	if saved.Error == nil && saved.RowsAffected == 0 {
		return fault.New(fault.StaleVersion, fault.T("Người khác vừa đổi tài khoản này.", "Somebody else has just changed this account."))
	}
	return store.Translate(saved.Error)
}

// SetPassword implements [account.People].
func (s *Store) SetPassword(ctx context.Context, person, phc string, at time.Time) error {
	return store.Translate(s.db.Write(ctx).Model(&personRow{}).Where("id = ?", person).
		Updates(map[string]any{"password": phc, "updated_at": at.UnixMicro()}).Error)
}

// PutGrants implements [account.People]. Grants that stay keep the record of who gave
// them.
func (s *Store) PutGrants(ctx context.Context, person string, grants []account.Grant, by account.Stamp) error {
	var rows []grantRow
	gone := s.db.Write(ctx).Where("person_id = ?", person)
	for _, g := range grants {
		rows = append(rows, grantRow{PersonID: person, Role: string(g.Role), UnitCode: g.Unit, GrantedBy: by.By, GrantedAt: by.At.UnixMicro()})
		gone = gone.Where("NOT (role = ? AND unit_code = ?)", g.Role, g.Unit)
	}
	if err := gone.Delete(&grantRow{}).Error; err != nil || len(rows) == 0 {
		return store.Translate(err)
	}
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error)
}

// Person implements [account.People].
func (s *Store) Person(ctx context.Context, id string) (account.Person, error) {
	found, err := s.find(ctx, s.db.Read(ctx).Where("id = ?", id))
	if err != nil {
		return account.Person{}, err
	}
	if len(found) == 0 {
		return account.Person{}, store.NotFound(fault.T("Không có tài khoản này.", "There is no such account."))
	}
	return found[0], nil
}

// ByLogin implements [account.People].
func (s *Store) ByLogin(ctx context.Context, login string) (account.Person, string, error) {
	var rows []personRow
	err := s.db.Read(ctx).Where("login = ?", login).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return account.Person{}, "", store.Translate(err)
	}
	grants, err := s.grants(ctx, []string{rows[0].ID})
	return rows[0].person(grants), rows[0].Password, err
}

// People implements [account.People].
func (s *Store) People(ctx context.Context) ([]account.Person, error) {
	return s.find(ctx, s.db.Read(ctx).Order("login"))
}

func (s *Store) find(ctx context.Context, query *gorm.DB) ([]account.Person, error) {
	var rows []personRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	grants, err := s.grants(ctx, ids)
	if err != nil {
		return nil, err
	}
	people := make([]account.Person, 0, len(rows))
	for _, r := range rows {
		people = append(people, r.person(grants))
	}
	return people, nil
}

// grants returns the grants of people by id.
func (s *Store) grants(ctx context.Context, people []string) (map[string][]account.Grant, error) {
	var rows []grantRow
	query := s.db.Read(ctx).Order("person_id, role, unit_code")
	if len(people) == 1 {
		query = query.Where("person_id = ?", people[0])
	}
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	grants := map[string][]account.Grant{}
	for _, r := range rows {
		grants[r.PersonID] = append(grants[r.PersonID], account.Grant{Role: account.Role(r.Role), Unit: r.UnitCode})
	}
	return grants, nil
}

func (r personRow) person(grants map[string][]account.Grant) account.Person {
	return account.Person{ID: r.ID, Login: r.Login, Name: r.Name, Grants: grants[r.ID], Disabled: r.Disabled, Lang: r.Lang,
		HasPassword: r.Password != "", Version: r.Version, CreatedAt: store.Instant(r.CreatedAt)}
}

// Admins implements [account.Rules]. Both rows are locked, because either of them may be
// what another transaction takes away.
func (s *Store) Admins(ctx context.Context) ([]string, error) {
	query := `SELECT p.id FROM person p JOIN role_grant g ON g.person_id = p.id
WHERE g.role = ? AND g.unit_code = '' AND NOT p.disabled AND p.password <> '' ORDER BY p.id` + s.db.LockRows("g, p", false)
	var ids []string
	return ids, store.Translate(s.db.Read(ctx).Raw(query, account.TechnicalAdmin).Scan(&ids).Error)
}

// KnownUnits implements [account.Rules].
func (s *Store) KnownUnits(ctx context.Context, codes []string) ([]string, error) {
	var known []string
	return known, store.Translate(s.db.Read(ctx).Table("unit").Where("code IN ?", codes).Pluck("code", &known).Error)
}

var (
	_ account.People   = (*Store)(nil)
	_ account.Rules    = (*Store)(nil)
	_ account.Sessions = (*Store)(nil)
	_ account.Keys     = (*Store)(nil)
	_ account.Links    = (*Store)(nil)
	_ account.Attempts = (*Store)(nil)
)
