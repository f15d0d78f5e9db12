// Package people stores accounts: people with their grants, second factors, sessions, API
// keys, one-time links and counters of failed sign-ins.
package people

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any {
	return []any{&personRow{}, &grantRow{}, &sessionRow{}, &keyRow{}, &linkRow{}, &attemptRow{}, &delegationRow{}, &factorRow{}, &codeRow{}, &identityRow{}, &answerRow{}}
}

type personRow struct {
	ID           string `gorm:"primaryKey"`
	Login        string
	Name         string
	Password     string
	Lang         string
	Email        *string
	Disabled     bool
	Version      int
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
	SecondFactor bool

	Claimed      string // JSON of claimedRow
	ClaimedUntil *int64
	ErasedAt     *int64
}

func (personRow) TableName() string { return "person" }

type grantRow struct {
	PersonID   string `gorm:"primaryKey"`
	Role       string `gorm:"primaryKey"`
	UnitCode   string `gorm:"primaryKey"`
	ValidFrom  string `gorm:"primaryKey"`
	ValidUntil string
	GrantedBy  string
	GrantedAt  int64
}

func (grantRow) TableName() string { return "role_grant" }

// Store keeps everything about accounts.
type Store struct{ db *store.DB }

// New returns the stores of [account.Service].
func New(db *store.DB) account.Stores {
	s := &Store{db}
	return account.Stores{People: s, Rules: s, Sessions: s, Keys: s, Links: s, Attempts: s, Lenders: s, Factors: s, Census: s}
}

// InTx implements [account.People].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// AddPerson implements [account.People].
func (s *Store) AddPerson(ctx context.Context, p account.Person) error {
	return store.Translate(s.db.Write(ctx).Create(&personRow{ID: p.ID, Login: p.Login, Name: p.Name, Lang: p.Lang, Email: nilIfEmpty(p.Email), Disabled: p.Disabled,
		Claimed: "[]", Version: p.Version, CreatedAt: p.CreatedAt.UnixMicro(), UpdatedAt: p.CreatedAt.UnixMicro()}).Error)
}

// SavePerson implements [account.People].
func (s *Store) SavePerson(ctx context.Context, p account.Person, at time.Time) error {
	saved := s.db.Write(ctx).Model(&personRow{}).Where("id = ? AND version = ?", p.ID, p.Version).
		Updates(map[string]any{"name": p.Name, "lang": p.Lang, "email": nilIfEmpty(p.Email), "disabled": p.Disabled, "version": p.Version + 1, "updated_at": at.UnixMicro()})
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
// them; one with another period is another grant.
func (s *Store) PutGrants(ctx context.Context, person string, grants []right.Grant, by account.Stamp) error {
	var rows []grantRow
	gone := s.db.Write(ctx).Where("person_id = ?", person)
	for _, g := range grants {
		rows = append(rows, grantRow{PersonID: person, Role: string(g.Role), UnitCode: g.Unit,
			ValidFrom: string(g.From), ValidUntil: string(g.Until), GrantedBy: by.By, GrantedAt: by.At.UnixMicro()})
		gone = gone.Where("NOT (role = ? AND unit_code = ? AND valid_from = ? AND valid_until = ?)", g.Role, g.Unit, g.From, g.Until)
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

// LockPerson implements [account.People].
func (s *Store) LockPerson(ctx context.Context, id string) (account.Person, string, error) {
	var passwords []string
	query := "SELECT password FROM person WHERE id = ?" + s.db.LockRows("person", false)
	if err := s.db.Write(ctx).Raw(query, id).Scan(&passwords).Error; err != nil || len(passwords) == 0 {
		return account.Person{}, "", cmp.Or(store.Translate(err), store.NotFound(fault.T("Không có tài khoản này.", "There is no such account.")))
	}
	p, err := s.Person(ctx, id)
	return p, passwords[0], err
}

// ByLogin implements [account.People].
func (s *Store) ByLogin(ctx context.Context, login string) (account.Person, string, error) {
	var rows []personRow
	err := s.db.Read(ctx).Where("login = ?", login).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return account.Person{}, "", store.Translate(err)
	}
	grants, err := s.grants(ctx, []string{rows[0].ID})
	if err != nil {
		return account.Person{}, "", err
	}
	p, err := rows[0].person(grants)
	return p, rows[0].Password, err
}

// ByEmail implements [account.People].
func (s *Store) ByEmail(ctx context.Context, email string) (account.Person, error) {
	found, err := s.find(ctx, s.db.Read(ctx).Where("email = ?", email))
	if err != nil || len(found) == 0 {
		return account.Person{}, err
	}
	return found[0], nil
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
		p, err := r.person(grants)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, nil
}

// grants returns the grants of people by id.
func (s *Store) grants(ctx context.Context, people []string) (map[string][]right.Grant, error) {
	var rows []grantRow
	query := s.db.Read(ctx).Order("person_id, role, unit_code, valid_from")
	if len(people) == 1 {
		query = query.Where("person_id = ?", people[0])
	}
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	grants := map[string][]right.Grant{}
	for _, r := range rows {
		grants[r.PersonID] = append(grants[r.PersonID], right.Grant{Role: right.Role(r.Role), Unit: r.UnitCode,
			From: plan.Date(r.ValidFrom), Until: plan.Date(r.ValidUntil)})
	}
	return grants, nil
}

func (r personRow) person(grants map[string][]right.Grant) (account.Person, error) {
	p := account.Person{ID: r.ID, Login: r.Login, Name: r.Name, Grants: grants[r.ID], Disabled: r.Disabled, Lang: r.Lang,
		HasPassword: r.Password != "", SecondFactor: r.SecondFactor, Version: r.Version, CreatedAt: store.Instant(r.CreatedAt), ClaimedUntil: store.InstantOf(r.ClaimedUntil), ErasedAt: store.InstantOf(r.ErasedAt)}
	if r.Email != nil {
		p.Email = *r.Email
	}
	var err error
	p.Claimed, err = claimedOf(r.Claimed)
	return p, err
}

// Erase implements [account.People].
func (s *Store) Erase(ctx context.Context, p account.Person, at time.Time) error {
	handle := s.db.Write(ctx)
	erased := handle.Model(&personRow{}).Where("id = ? AND version = ? AND erased_at IS NULL", p.ID, p.Version).
		Updates(map[string]any{"login": p.Login, "name": p.Name, "email": nil, "password": "", "second_factor": false, "claimed": "[]", "claimed_until": nil,
			"disabled": true, "version": p.Version + 1, "updated_at": at.UnixMicro(), "erased_at": at.UnixMicro()})
	if erased.Error == nil && erased.RowsAffected == 0 {
		return fault.New(fault.StaleVersion, fault.T("Người khác vừa đổi tài khoản này.", "Somebody else has just changed this account."))
	}
	if erased.Error != nil {
		return store.Translate(erased.Error)
	}
	// A session tells from where somebody worked, an identity who they are elsewhere.
	for _, row := range []any{&sessionRow{}, &linkRow{}, &identityRow{}, &codeRow{}, &factorRow{}} {
		if err := handle.Where("person_id = ?", p.ID).Delete(row).Error; err != nil {
			return store.Translate(err)
		}
	}
	for _, table := range []string{"notice", "notice_settings", "notice_turn", "preference"} { // what they were told, and how they wished to be
		if err := handle.Exec("DELETE FROM "+table+" WHERE person_id = ?", p.ID).Error; err != nil {
			return store.Translate(err)
		}
	}
	if err := handle.Exec("DELETE FROM saved_view WHERE person_id = ? AND unit_code IS NULL", p.ID).Error; err != nil { // those that they shared stay with the unit
		return store.Translate(err)
	}
	if err := handle.Exec("UPDATE press_request SET contact = '' WHERE asker_id = ? AND contact <> ''", p.ID).Error; err != nil { // how to reach them
		return store.Translate(err)
	}
	if err := handle.Model(&delegationRow{}).Where("giver_id = ? OR receiver_id = ?", p.ID, p.ID).Update("reason", "").Error; err != nil {
		return store.Translate(err)
	}
	if err := handle.Model(&keyRow{}).Where("person_id = ? AND revoked_at IS NULL", p.ID).Update("revoked_at", at.UnixMicro()).Error; err != nil {
		return store.Translate(err)
	}
	return store.Translate(handle.Model(&keyRow{}).Where("person_id = ?", p.ID).Update("name", "").Error) // what they called it
}

// Admins implements [account.Rules]. Both rows are locked, because either of them may be
// what another transaction takes away.
func (s *Store) Admins(ctx context.Context, day plan.Date) ([]account.Admin, error) {
	query := `SELECT p.id AS person, g.valid_until AS until FROM person p JOIN role_grant g ON g.person_id = p.id
WHERE g.role = ? AND g.unit_code = '' AND g.valid_from <= ? AND (g.valid_until = '' OR g.valid_until >= ?)
AND NOT p.disabled AND p.password <> '' ORDER BY p.id` + s.db.LockRows("g, p", false)
	var admins []account.Admin
	return admins, store.Translate(s.db.Read(ctx).Raw(query, right.TechnicalAdmin, day, day).Scan(&admins).Error)
}

var (
	_ account.People   = (*Store)(nil)
	_ account.Rules    = (*Store)(nil)
	_ account.Sessions = (*Store)(nil)
	_ account.Keys     = (*Store)(nil)
	_ account.Links    = (*Store)(nil)
	_ account.Attempts = (*Store)(nil)
)
