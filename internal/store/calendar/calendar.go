// Package calendar stores the entries of the calendar, and counts stories by day.
package calendar

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps the calendar in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var (
	_ calendar.Store   = (*Store)(nil)
	_ calendar.Tallies = (*Store)(nil)
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&entryRow{}} }

type entryRow struct {
	ID          string `gorm:"primaryKey"`
	Code        string
	Kind        string
	UnitCode    *string
	TitleVI     string `gorm:"column:title_vi"`
	TitleEN     string `gorm:"column:title_en"`
	Place       string
	URL         string `gorm:"column:url"`
	Note        string
	FirstDay    string
	LastDay     string
	Yearly      string
	Moved       string
	SinceYear   int
	UntilYear   int
	Off         bool
	MemberState string
	Facets      string
	Evidence    string
	Origin      string
	Edited      bool
	Reason      string
	CancelledAt *int64
	Version     int
	CreatedBy   string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	UpdatedAt   int64 `gorm:"autoUpdateTime:false"`
}

func (entryRow) TableName() string { return "calendar_entry" }

func newRow(e calendar.Entry) (entryRow, error) {
	moved, err := json.Marshal(e.Rule.Moved)
	if err != nil {
		return entryRow{}, err
	}
	if len(e.Rule.Moved) == 0 {
		moved = []byte("{}")
	}
	facets, err := json.Marshal(e.Facets)
	row := entryRow{ID: e.ID, Code: e.Code, Kind: string(e.Kind), TitleVI: e.Title.VI, TitleEN: e.Title.EN, Place: e.Place, URL: e.URL, Note: e.Note,
		FirstDay: string(e.Rule.From), LastDay: string(e.Rule.To), Yearly: e.Rule.Yearly, Moved: string(moved), SinceYear: e.Rule.Since, UntilYear: e.Rule.Until, Off: e.Off,
		MemberState: e.MemberState, Facets: string(facets), Evidence: e.Evidence, Origin: e.Origin, Edited: e.Edited, Reason: e.Reason, CancelledAt: store.Micros(e.CancelledAt),
		Version: e.Version, CreatedBy: e.CreatedBy, CreatedAt: e.CreatedAt.UnixMicro(), UpdatedAt: e.UpdatedAt.UnixMicro()}
	if e.Unit != "" {
		row.UnitCode = &e.Unit
	}
	return row, err
}

func (r entryRow) entry() (calendar.Entry, error) {
	e := calendar.Entry{ID: r.ID, Code: r.Code, Kind: calendar.Kind(r.Kind), Title: fault.T(r.TitleVI, r.TitleEN), Place: r.Place, URL: r.URL, Note: r.Note,
		Rule: calendar.Rule{From: plan.Date(r.FirstDay), To: plan.Date(r.LastDay), Yearly: r.Yearly, Since: r.SinceYear, Until: r.UntilYear},
		Off:  r.Off, MemberState: r.MemberState, Evidence: r.Evidence, Origin: r.Origin, Edited: r.Edited, Reason: r.Reason, CancelledAt: store.InstantOf(r.CancelledAt),
		Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	if r.UnitCode != nil {
		e.Unit = *r.UnitCode
	}
	if err := json.Unmarshal([]byte(r.Moved), &e.Rule.Moved); err != nil {
		return e, fmt.Errorf("moved days of calendar entry %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Facets), &e.Facets); err != nil {
		return e, fmt.Errorf("facets of calendar entry %s: %w", r.ID, err)
	}
	return e, nil
}

// InTx implements [calendar.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [calendar.Store].
func (s *Store) Add(ctx context.Context, e calendar.Entry) error {
	row, err := newRow(e)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [calendar.Store].
func (s *Store) Save(ctx context.Context, e calendar.Entry) error {
	row, err := newRow(e)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&entryRow{}).Where("id = ?", e.ID).Select("*").Omit("id", "code", "created_by", "created_at").Updates(row)
	return store.Found(saved, noEntry())
}

// Get implements [calendar.Store].
func (s *Store) Get(ctx context.Context, id string) (calendar.Entry, error) {
	return s.one(ctx, id, false)
}

// Lock implements [calendar.Store].
func (s *Store) Lock(ctx context.Context, id string) (calendar.Entry, error) {
	return s.one(ctx, id, true)
}

func (s *Store) one(ctx context.Context, id string, lock bool) (calendar.Entry, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) { // PostgreSQL would refuse the question
		return calendar.Entry{}, store.NotFound(noEntry())
	}
	handle, query := s.db.Read(ctx), "SELECT * FROM calendar_entry WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("calendar_entry", false)
	}
	var row entryRow
	if err := store.Take(handle.Raw(query, id), &row, noEntry()); err != nil {
		return calendar.Entry{}, err
	}
	return row.entry()
}

// Coded implements [calendar.Store].
func (s *Store) Coded(ctx context.Context) ([]calendar.Entry, error) {
	return s.list(ctx, "code <> ''")
}

// Between implements [calendar.Store].
func (s *Store) Between(ctx context.Context, from, to plan.Date) ([]calendar.Entry, error) {
	return s.list(ctx, "first_day = '' OR yearly = '' AND last_day >= ? AND first_day <= ?", from, to)
}

func (s *Store) list(ctx context.Context, where string, args ...any) ([]calendar.Entry, error) {
	var rows []entryRow
	if err := s.db.Read(ctx).Raw("SELECT * FROM calendar_entry WHERE "+where+" ORDER BY id", args...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]calendar.Entry, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = row.entry(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func noEntry() fault.Text {
	return fault.T("Lịch không có mục này.", "There is no such entry of the calendar.")
}
