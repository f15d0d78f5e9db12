// Package media stores what is known of the pictures of the library; their bytes lie
// elsewhere.
package media

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps pictures in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ media.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&mediaRow{}} }

type mediaRow struct {
	ID        string `gorm:"primaryKey"`
	UnitCode  string
	Name      string
	Focus     string
	Credit    string
	Licence   string
	Words     string
	Files     string
	Card      string
	Said      string
	Authors   string
	Version   int
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (mediaRow) TableName() string { return "media" }

// parts are the columns that hold JSON, beside what they hold.
func (r *mediaRow) parts(m *media.Media) map[*string]any {
	return map[*string]any{&r.Focus: &m.Focus, &r.Words: &m.Words, &r.Files: &m.Files, &r.Card: &m.Card, &r.Said: &m.Said, &r.Authors: &m.Authors}
}

func newRow(m media.Media) (mediaRow, error) {
	row := mediaRow{ID: m.ID, UnitCode: m.Unit, Name: m.Name, Credit: m.Credit, Licence: m.Licence,
		Version: m.Version, CreatedBy: m.CreatedBy, CreatedAt: m.CreatedAt.UnixMicro(), UpdatedAt: m.UpdatedAt.UnixMicro()}
	for column, part := range row.parts(&m) {
		encoded, err := json.Marshal(part)
		if err != nil {
			return mediaRow{}, err
		}
		*column = string(encoded)
	}
	return row, nil
}

func (r *mediaRow) media() (media.Media, error) {
	m := media.Media{ID: r.ID, Unit: r.UnitCode, Name: r.Name, Credit: r.Credit, Licence: r.Licence,
		Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	for column, part := range r.parts(&m) {
		if err := json.Unmarshal([]byte(*column), part); err != nil {
			return media.Media{}, fmt.Errorf("picture %s: %w", r.ID, err)
		}
	}
	return m, nil
}

// InTx implements [media.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [media.Store].
func (s *Store) Add(ctx context.Context, m media.Media) error {
	row, err := newRow(m)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [media.Store].
func (s *Store) Save(ctx context.Context, m media.Media) error {
	row, err := newRow(m)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&mediaRow{}).Where("id = ?", m.ID).Select("name", "focus", "credit", "licence", "words", "card",
		"authors", "version", "updated_at").Updates(row)
	return store.Found(saved, noMedia())
}

// Get implements [media.Store].
func (s *Store) Get(ctx context.Context, id string) (media.Media, error) {
	return one(s.db.Read(ctx).Where("id = ?", id))
}

// Lock implements [media.Store].
func (s *Store) Lock(ctx context.Context, id string) (media.Media, error) {
	return one(s.db.Write(ctx).Raw("SELECT * FROM media WHERE id = ?"+s.db.LockRows("media", false), id))
}

func one(query *gorm.DB) (media.Media, error) {
	var row mediaRow
	if err := store.Take(query, &row, noMedia()); err != nil {
		return media.Media{}, err
	}
	return row.media()
}

// ByID implements [media.Store].
func (s *Store) ByID(ctx context.Context, ids []string) (map[string]media.Media, error) {
	found, err := s.find(s.db.Read(ctx).Where("id IN ?", ids))
	byID := make(map[string]media.Media, len(found))
	for _, m := range found {
		byID[m.ID] = m
	}
	return byID, err
}

// List implements [media.Store].
func (s *Store) List(ctx context.Context, f media.Filter) ([]media.Media, error) {
	query := s.db.Read(ctx).Order("id DESC").Limit(f.Limit) // ids rise with time
	if f.Units != nil {
		query = query.Where("unit_code IN ?", f.Units)
	}
	if f.After != "" {
		query = query.Where("id < ?", f.After)
	}
	return s.find(query)
}

// Any reports whether there is any picture.
func (s *Store) Any(ctx context.Context) (bool, error) {
	var any bool
	err := s.db.Read(ctx).Raw("SELECT EXISTS (SELECT 1 FROM media)").Scan(&any).Error
	return any, store.Translate(err)
}

func (s *Store) find(query *gorm.DB) ([]media.Media, error) {
	var rows []mediaRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]media.Media, len(rows))
	for i := range rows {
		var err error
		if list[i], err = rows[i].media(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func noMedia() fault.Text { return fault.T("Không có ảnh này.", "There is no such picture.") }
