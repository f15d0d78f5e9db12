// Package series stores series of stories.
package series

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/series"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps series in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ series.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&seriesRow{}, &articleRow{}} }

type seriesRow struct {
	ID         string `gorm:"primaryKey"`
	Code       string
	UnitCode   string
	PlanID     string
	TitleVi    string
	TitleEn    string
	LeadVi     string
	LeadEn     string
	Cover      string
	FirstMonth string
	LastMonth  string
	Closed     bool
	Version    int
	CreatedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
}

func (seriesRow) TableName() string { return "series" }

type articleRow struct {
	SeriesID  string `gorm:"primaryKey"`
	ArticleID string `gorm:"primaryKey"`
	Place     int
}

func (articleRow) TableName() string { return "series_article" }

func newRow(s series.Series) seriesRow {
	return seriesRow{ID: s.ID, Code: s.Code, UnitCode: s.Unit, PlanID: s.Plan, TitleVi: s.Title.VI, TitleEn: s.Title.EN, LeadVi: s.Lead.VI, LeadEn: s.Lead.EN, Cover: s.Cover,
		FirstMonth: s.Months.First, LastMonth: s.Months.Last, Closed: s.Closed, Version: s.Version, CreatedBy: s.CreatedBy, CreatedAt: s.CreatedAt.UnixMicro(), UpdatedAt: s.UpdatedAt.UnixMicro()}
}

func (r seriesRow) series() series.Series {
	return series.Series{ID: r.ID, Code: r.Code, Unit: r.UnitCode, Plan: r.PlanID, Title: fault.T(r.TitleVi, r.TitleEn), Lead: fault.T(r.LeadVi, r.LeadEn), Cover: r.Cover,
		Months: series.Months{First: r.FirstMonth, Last: r.LastMonth}, Closed: r.Closed, Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
}

// InTx implements [series.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [series.Store]. Nobody else can take the code between the question and the row
// but for a moment in which the index refuses it.
func (s *Store) Add(ctx context.Context, one series.Series) error {
	var n int
	if err := s.db.Write(ctx).Raw("SELECT count(*) FROM series WHERE code = ?", one.Code).Scan(&n).Error; err != nil {
		return store.Translate(err)
	}
	if n > 0 {
		return fault.Invalid("/code", fault.T("đã có chuyên đề mang mã này", "another series has this code"))
	}
	row := newRow(one)
	if err := s.db.Write(ctx).Create(&row).Error; err != nil {
		return store.Translate(err)
	}
	return s.raise(ctx, one)
}

// Save implements [series.Store].
func (s *Store) Save(ctx context.Context, one series.Series) error {
	saved := s.db.Write(ctx).Model(&seriesRow{}).Where("id = ?", one.ID).Select("title_vi", "title_en", "lead_vi", "lead_en", "cover", "first_month", "last_month", "closed", "version", "updated_at").Updates(newRow(one))
	if err := store.Found(saved, noSeries()); err != nil {
		return err
	}
	if err := s.db.Write(ctx).Exec("DELETE FROM series_article WHERE series_id = ?", one.ID).Error; err != nil {
		return store.Translate(err)
	}
	if len(one.Articles) > 0 {
		rows := make([]articleRow, len(one.Articles))
		for i, article := range one.Articles {
			rows[i] = articleRow{SeriesID: one.ID, ArticleID: article, Place: i + 1}
		}
		if err := s.db.Write(ctx).Create(&rows).Error; err != nil {
			return store.Translate(err)
		}
	}
	return s.raise(ctx, one)
}

// raise tells every instance that pages and feeds may look otherwise now.
func (s *Store) raise(ctx context.Context, one series.Series) error {
	const raise = `UPDATE feed_generation SET generation = generation + 1, changed_at = CASE WHEN changed_at < @changed THEN @changed ELSE changed_at END WHERE id = 1`
	return store.Translate(s.db.Write(ctx).Exec(raise, map[string]any{"changed": one.UpdatedAt.UnixMicro()}).Error)
}

// Get implements [series.Store].
func (s *Store) Get(ctx context.Context, id string) (series.Series, error) {
	return s.one(ctx, id, false)
}

// Lock implements [series.Store].
func (s *Store) Lock(ctx context.Context, id string) (series.Series, error) {
	return s.one(ctx, id, true)
}

func (s *Store) one(ctx context.Context, id string, lock bool) (series.Series, error) {
	if !speakable(id) {
		return series.Series{}, store.NotFound(noSeries())
	}
	handle, query := s.db.Read(ctx), "SELECT * FROM series WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("series", false)
	}
	var row seriesRow
	if err := store.Take(handle.Raw(query, id), &row, noSeries()); err != nil {
		return series.Series{}, err
	}
	list, err := s.whole(ctx, []seriesRow{row})
	if err != nil {
		return series.Series{}, err
	}
	return list[0], nil
}

// speakable tells what can be asked for: PostgreSQL would refuse the question for anything else.
func speakable(words string) bool {
	return utf8.ValidString(words) && !strings.ContainsRune(words, 0)
}

// whole gives series their stories, in one question for all.
func (s *Store) whole(ctx context.Context, rows []seriesRow) ([]series.Series, error) {
	list, at, ids := make([]series.Series, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, row := range rows {
		list[i], at[row.ID], ids[i] = row.series(), i, row.ID
	}
	if len(rows) == 0 {
		return list, nil
	}
	var members []articleRow
	if err := s.db.Read(ctx).Where("series_id IN ?", ids).Order("series_id, place").Find(&members).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, member := range members {
		one := &list[at[member.SeriesID]]
		one.Articles = append(one.Articles, member.ArticleID)
	}
	return list, nil
}

// List implements [series.Store].
func (s *Store) List(ctx context.Context, f series.Filter) ([]series.Series, error) {
	if !speakable(f.Unit) || !speakable(f.Article) {
		return nil, nil
	}
	where, args := []string{"TRUE"}, []any{}
	and := func(condition string, values ...any) { where, args = append(where, condition), append(args, values...) }
	if f.Unit != "" {
		and("s.unit_code = ?", f.Unit)
	}
	if f.Article != "" {
		and("EXISTS (SELECT 1 FROM series_article m WHERE m.series_id = s.id AND m.article_id = ?)", f.Article)
	}
	if f.After != nil {
		and("(s.created_at < ? OR s.created_at = ? AND s.id < ?)", f.After.At.UnixMicro(), f.After.At.UnixMicro(), f.After.ID)
	}
	var rows []seriesRow
	query := "SELECT s.* FROM series s WHERE " + strings.Join(where, " AND ") + " ORDER BY s.created_at DESC, s.id DESC LIMIT ?"
	if err := s.db.Read(ctx).Raw(query, append(args, f.Limit)...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return s.whole(ctx, rows)
}

func noSeries() fault.Text {
	return fault.T("Không có chuyên đề này.", "There is no such series.")
}
