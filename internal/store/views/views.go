// Package views stores saved views, and tells what stands beside editions in a list.
package views

import (
	"context"
	"encoding/json"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/view"
)

// Store keeps views in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var (
	_ view.Store = (*Store)(nil)
	_ view.Desk  = (*Store)(nil)
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	ID        string `gorm:"primaryKey"`
	PersonID  string
	UnitCode  *string
	Name      string
	Filter    string // JSON
	Pinned    bool
	Version   int
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (row) TableName() string { return "saved_view" }

func newRow(v view.View) (row, error) {
	filter, err := json.Marshal(v.Filter)
	r := row{ID: v.ID, PersonID: v.Owner, Name: v.Name.VI, Filter: string(filter), Pinned: v.Pinned, Version: v.Version, CreatedAt: v.CreatedAt.UnixMicro(), UpdatedAt: v.UpdatedAt.UnixMicro()}
	if v.Unit != "" {
		r.UnitCode = &v.Unit
	}
	return r, err
}

func (r row) view() (view.View, error) {
	v := view.View{ID: r.ID, Owner: r.PersonID, Name: fault.T(r.Name, r.Name), Pinned: r.Pinned, Version: r.Version, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	if r.UnitCode != nil {
		v.Unit = *r.UnitCode
	}
	return v, json.Unmarshal([]byte(r.Filter), &v.Filter)
}

// InTx implements [view.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [view.Store].
func (s *Store) Add(ctx context.Context, v view.View) error {
	r, err := newRow(v)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&r).Error)
}

// Save implements [view.Store].
func (s *Store) Save(ctx context.Context, v view.View) error {
	r, err := newRow(v)
	if err != nil {
		return err
	}
	return store.Found(s.db.Write(ctx).Model(&row{}).Where("id = ?", v.ID).Select("name", "filter", "pinned", "version", "updated_at").Updates(r), noView())
}

// Remove implements [view.Store].
func (s *Store) Remove(ctx context.Context, id string) error {
	return store.Found(s.db.Write(ctx).Where("id = ?", id).Delete(&row{}), noView())
}

// Get implements [view.Store].
func (s *Store) Get(ctx context.Context, id string) (view.View, error) { return s.one(ctx, id, false) }

// Lock implements [view.Store].
func (s *Store) Lock(ctx context.Context, id string) (view.View, error) { return s.one(ctx, id, true) }

func (s *Store) one(ctx context.Context, id string, lock bool) (view.View, error) {
	handle, query := s.db.Read(ctx), "SELECT * FROM saved_view WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("saved_view", false)
	}
	var r row
	if err := store.Take(handle.Raw(query, id), &r, noView()); err != nil {
		return view.View{}, err
	}
	return r.view()
}

// List implements [view.Store].
func (s *Store) List(ctx context.Context, person string, units []string) ([]view.View, error) {
	query := s.db.Read(ctx).Where("person_id = ? OR unit_code IS NOT NULL", person)
	if units != nil {
		query = s.db.Read(ctx).Where("person_id = ? OR unit_code IN ?", person, append([]string{""}, units...))
	}
	var rows []row
	if err := query.Order("name, id").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]view.View, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.view(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func noView() fault.Text { return fault.T("Không có khung nhìn này.", "There is no such view.") }
