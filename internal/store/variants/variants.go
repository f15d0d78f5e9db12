// Package variants stores editions' own wordings for channels, each state of them as a row.
package variants

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/variant"
)

// Store keeps variants in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db: db} }

var _ variant.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	EditionID     string `gorm:"primaryKey"`
	ChannelID     string `gorm:"primaryKey"`
	Version       int    `gorm:"primaryKey;autoIncrement:false"`
	ReleaseNumber int
	Act           string
	BaseID        string
	Title         string
	Lead          string
	Text          string
	Authors       string
	CreatedBy     string
	CreatedAt     int64 `gorm:"autoCreateTime:false"`
}

func (row) TableName() string { return "variant" }

func (r row) version() (variant.Version, error) {
	v := variant.Version{Edition: r.EditionID, Channel: r.ChannelID, Number: r.Version, Release: r.ReleaseNumber, Act: variant.Act(r.Act),
		Words: variant.Words{Title: r.Title, Lead: r.Lead, Text: r.Text}, Base: r.BaseID, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt)}
	if err := json.Unmarshal([]byte(r.Authors), &v.Authors); err != nil {
		return variant.Version{}, fmt.Errorf("authors of variant %s/%s/%d: %w", r.EditionID, r.ChannelID, r.Version, err)
	}
	return v, nil
}

// Add implements [variant.Store].
func (s *Store) Add(ctx context.Context, v variant.Version) error {
	authors, err := json.Marshal(append([]string{}, v.Authors...))
	if err != nil {
		return err
	}
	r := row{EditionID: v.Edition, ChannelID: v.Channel, Version: v.Number, ReleaseNumber: v.Release, Act: string(v.Act), BaseID: v.Base, Title: v.Title, Lead: v.Lead,
		Text: v.Text, Authors: string(authors), CreatedBy: v.CreatedBy, CreatedAt: v.CreatedAt.UnixMicro()}
	return store.Translate(s.db.Write(ctx).Create(&r).Error)
}

// newest narrows rows v of variant to the newest of each channel, among those for releases up to
// a number.
const newest = "v.version = (SELECT max(n.version) FROM variant n WHERE n.edition_id = v.edition_id AND n.channel_id = v.channel_id"

// Newest implements [variant.Store].
func (s *Store) Newest(ctx context.Context, edition string, release int) ([]variant.Version, error) {
	if release == 0 {
		return s.read(ctx, "SELECT v.* FROM variant v WHERE v.edition_id = ? AND "+newest+") ORDER BY v.channel_id", edition)
	}
	return s.read(ctx, "SELECT v.* FROM variant v WHERE v.edition_id = ? AND "+newest+" AND n.release_number <= ?) ORDER BY v.channel_id", edition, release)
}

// Entering implements [variant.Store].
func (s *Store) Entering(ctx context.Context, edition, lang string) ([]variant.Version, error) {
	return s.read(ctx, "SELECT v.* FROM variant v JOIN channel c ON c.id = v.channel_id WHERE v.edition_id = ? AND c.lang IN ('', ?)"+
		" AND (v.title <> '' OR v.lead <> '' OR v.text <> '') AND "+newest+") ORDER BY v.channel_id", edition, lang)
}

// Versions implements [variant.Store].
func (s *Store) Versions(ctx context.Context, edition, channel string, part article.Part) ([]variant.Version, error) {
	const all = "SELECT v.* FROM variant v WHERE v.edition_id = ? AND v.channel_id = ?"
	query, args := all, []any{edition, channel}
	if part.Below > 0 {
		query, args = query+" AND v.version < ?", append(args, part.Below)
	}
	query += " ORDER BY v.version DESC"
	if part.Limit > 0 {
		query, args = query+" LIMIT ?", append(args, part.Limit)
	}
	return s.read(ctx, query, args...)
}

func (s *Store) read(ctx context.Context, query string, args ...any) ([]variant.Version, error) {
	var rows []row
	if err := s.db.Read(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]variant.Version, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.version(); err != nil {
			return nil, err
		}
	}
	return list, nil
}
