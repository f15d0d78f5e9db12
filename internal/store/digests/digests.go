// Package digests stores recurring digests with their occurrences.
package digests

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps digests in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ digest.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&digestRow{}, &occurrenceRow{}, &storyRow{}} }

type digestRow struct {
	ID         string `gorm:"primaryKey"`
	UnitCode   string
	Name       string
	Title      string
	Lang       string
	Facets     string
	Filter     string
	Expression string
	Zone       string
	MaxItems   int
	State      string
	NextAt     *int64
	CoveredTo  int64
	Authors    string
	Version    int
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
}

func (digestRow) TableName() string { return "digest" }

// parts are the columns that hold JSON, beside what they hold.
func (r *digestRow) parts(d *digest.Digest) map[*string]any {
	return map[*string]any{&r.Facets: &d.Facets, &r.Filter: &d.Filter, &r.Authors: &d.Authors}
}

func newRow(d digest.Digest) (digestRow, error) {
	row := digestRow{ID: d.ID, UnitCode: d.Unit, Name: d.Name, Title: d.Title, Lang: d.Lang, Expression: d.Expression, Zone: d.Zone,
		MaxItems: d.Items, State: string(d.State), NextAt: store.Micros(d.NextAt), CoveredTo: d.CoveredTo.UnixMicro(), Version: d.Version,
		CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt.UnixMicro(), UpdatedAt: d.UpdatedAt.UnixMicro()}
	for column, part := range row.parts(&d) {
		encoded, err := json.Marshal(part)
		if err != nil {
			return digestRow{}, err
		}
		*column = string(encoded)
	}
	return row, nil
}

func (r *digestRow) digest() (digest.Digest, error) {
	d := digest.Digest{ID: r.ID, Unit: r.UnitCode, Name: r.Name, Title: r.Title, Lang: r.Lang, Expression: r.Expression, Zone: r.Zone,
		Items: r.MaxItems, State: digest.State(r.State), NextAt: store.InstantOf(r.NextAt), CoveredTo: store.Instant(r.CoveredTo), Version: r.Version,
		CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	for column, part := range r.parts(&d) {
		if err := json.Unmarshal([]byte(*column), part); err != nil {
			return digest.Digest{}, fmt.Errorf("digest %s: %w", r.ID, err)
		}
	}
	return d, nil
}

// InTx implements [digest.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Now implements [digest.Store].
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// Add implements [digest.Store].
func (s *Store) Add(ctx context.Context, d digest.Digest) error {
	row, err := newRow(d)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [digest.Store].
func (s *Store) Save(ctx context.Context, d digest.Digest) error {
	row, err := newRow(d)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&digestRow{}).Where("id = ?", d.ID).Select("name", "title", "facets", "filter", "expression", "zone",
		"max_items", "state", "next_at", "covered_to", "authors", "version", "updated_at").Updates(row)
	return store.Found(saved, noDigest())
}

// Get implements [digest.Store].
func (s *Store) Get(ctx context.Context, id string) (digest.Digest, error) {
	return s.one(ctx, id, false)
}

// Lock implements [digest.Store].
func (s *Store) Lock(ctx context.Context, id string) (digest.Digest, error) {
	return s.one(ctx, id, true)
}

func (s *Store) one(ctx context.Context, id string, lock bool) (digest.Digest, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return digest.Digest{}, store.NotFound(noDigest()) // PostgreSQL would refuse the question
	}
	handle, query := s.db.Read(ctx), "SELECT * FROM digest WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("digest", false)
	}
	var row digestRow
	if err := store.Take(handle.Raw(query, id), &row, noDigest()); err != nil {
		return digest.Digest{}, err
	}
	return row.digest()
}

// List implements [digest.Store].
func (s *Store) List(ctx context.Context, units []string) ([]digest.Digest, error) {
	query := s.db.Read(ctx).Order("name, id")
	if units != nil {
		query = query.Where("unit_code IN ?", units)
	}
	var rows []digestRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]digest.Digest, len(rows))
	for i := range rows {
		var err error
		if list[i], err = rows[i].digest(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Due implements [digest.Store].
func (s *Store) Due(ctx context.Context, now time.Time) ([]string, error) {
	var ids []string
	err := s.db.Read(ctx).Raw("SELECT id FROM digest WHERE next_at <= ? ORDER BY next_at, id", now.UnixMicro()).Scan(&ids).Error
	return ids, store.Translate(err)
}

func noDigest() fault.Text {
	return fault.T("Không có bản tin định kỳ này.", "There is no such digest.")
}
