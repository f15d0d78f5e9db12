// Package planned stores planned stories.
package planned

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps planned stories in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ planning.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&storyRow{}} }

type storyRow struct {
	ID        string `gorm:"primaryKey"`
	UnitCode  string
	Title     string
	Note      string
	PersonID  string
	DueAt     *int64
	DueWall   string
	DueZone   string
	DueDay    string
	Facets    string
	Langs     string
	State     string
	Reason    string
	ArticleID *string
	RequestID string
	EntryID   *string
	LateAt    *int64
	DoneAt    *int64
	Version   int
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (storyRow) TableName() string { return "planned_story" }

// told is a row with what its article tells.
type told struct {
	Row storyRow `gorm:"embedded"`
	Out bool
}

// done is true of a story whose article is published, or was when that was noted.
const done = `p.state = 'begun' AND (p.done_at IS NOT NULL OR EXISTS (SELECT 1 FROM edition e WHERE e.article_id = p.article_id AND e.publication IN ('published', 'partly_published')))`

const selected = `SELECT p.*, CASE WHEN ` + done + ` THEN TRUE ELSE FALSE END AS out FROM planned_story p`

func optional(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

func newRow(s planning.Story) (storyRow, error) {
	state := s.State
	if state == planning.Done { // which its article tells
		state = planning.Begun
	}
	facets, err := json.Marshal(s.Facets)
	if err != nil {
		return storyRow{}, err
	}
	langs, err := json.Marshal(append([]string{}, s.Langs...))
	return storyRow{ID: s.ID, UnitCode: s.Unit, Title: s.Title, Note: s.Note, PersonID: s.Person, DueAt: store.Micros(s.Due.At), DueWall: s.Due.Wall, DueZone: s.Due.Zone,
		DueDay: string(s.Due.Day), Facets: string(facets), Langs: string(langs), State: string(state), Reason: s.Reason, ArticleID: optional(s.Article), RequestID: s.Request,
		EntryID: optional(s.Entry), LateAt: store.Micros(s.LateAt), DoneAt: store.Micros(s.DoneAt), Version: s.Version, CreatedBy: s.CreatedBy,
		CreatedAt: s.CreatedAt.UnixMicro(), UpdatedAt: s.UpdatedAt.UnixMicro()}, err
}

func (t told) story() (planning.Story, error) {
	r := t.Row
	s := planning.Story{ID: r.ID, Unit: r.UnitCode, Title: r.Title, Note: r.Note, Person: r.PersonID,
		Due:   planning.Due{Wall: r.DueWall, Zone: r.DueZone, At: store.InstantOf(r.DueAt), Day: plan.Date(r.DueDay)},
		State: planning.State(r.State), Reason: r.Reason, Request: r.RequestID, LateAt: store.InstantOf(r.LateAt), DoneAt: store.InstantOf(r.DoneAt),
		Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	if r.ArticleID != nil {
		s.Article = *r.ArticleID
	}
	if r.EntryID != nil {
		s.Entry = *r.EntryID
	}
	if t.Out {
		s.State = planning.Done
	}
	if err := json.Unmarshal([]byte(r.Facets), &s.Facets); err != nil {
		return s, fmt.Errorf("facets of planned story %s: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Langs), &s.Langs); err != nil {
		return s, fmt.Errorf("languages of planned story %s: %w", r.ID, err)
	}
	return s, nil
}

// InTx implements [planning.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Now implements [planning.Store].
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// Add implements [planning.Store].
func (s *Store) Add(ctx context.Context, one planning.Story) error {
	row, err := newRow(one)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [planning.Store].
func (s *Store) Save(ctx context.Context, one planning.Story) error {
	row, err := newRow(one)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&storyRow{}).Where("id = ?", one.ID).Select("unit_code", "title", "note", "person_id", "due_at", "due_wall", "due_zone", "due_day",
		"facets", "langs", "state", "reason", "article_id", "entry_id", "late_at", "done_at", "version", "updated_at").Updates(row)
	return store.Found(saved, noStory())
}

// Get implements [planning.Store].
func (s *Store) Get(ctx context.Context, id string) (planning.Story, error) {
	if !askable(id) {
		return planning.Story{}, store.NotFound(noStory())
	}
	var row told
	if err := store.Take(s.db.Read(ctx).Raw(selected+" WHERE p.id = ?", id), &row, noStory()); err != nil {
		return planning.Story{}, err
	}
	return row.story()
}

// Lock implements [planning.Store].
func (s *Store) Lock(ctx context.Context, id string) (planning.Story, error) {
	if !askable(id) {
		return planning.Story{}, store.NotFound(noStory())
	}
	var row storyRow
	if err := store.Take(s.db.Write(ctx).Raw("SELECT * FROM planned_story p WHERE p.id = ?"+s.db.LockRows("p", false), id), &row, noStory()); err != nil {
		return planning.Story{}, err
	}
	return s.Get(ctx, id)
}

// askable tells ids that can be asked for; PostgreSQL would refuse the others.
func askable(id string) bool { return utf8.ValidString(id) && !strings.ContainsRune(id, 0) }

// List implements [planning.Store].
func (s *Store) List(ctx context.Context, f planning.Filter) ([]planning.Story, error) {
	where, args := []string{"TRUE"}, []any{}
	and := func(condition string, values ...any) { where, args = append(where, condition), append(args, values...) }
	if f.Units != nil {
		and("p.unit_code IN ?", f.Units)
	}
	if f.Person != "" {
		and("p.person_id = ?", f.Person)
	}
	switch f.State {
	case "":
	case planning.Done:
		and(done)
	case planning.Begun:
		and("p.state = 'begun' AND NOT (" + done + ")")
	default:
		and("p.state = ?", f.State)
	}
	if !f.DueBefore.IsZero() {
		and("p.due_at < ?", f.DueBefore.UnixMicro())
	}
	if f.DueFrom != "" {
		and("p.due_day <> '' AND p.due_day >= ? AND p.due_day <= ?", f.DueFrom, f.DueTo)
	}
	if f.After != nil {
		and("(COALESCE(p.due_at, ?) > ? OR COALESCE(p.due_at, ?) = ? AND p.id > ?)", planning.Endless, f.After.Due, planning.Endless, f.After.Due, f.After.ID)
	}
	var rows []told
	query := selected + " WHERE " + strings.Join(where, " AND ") + " ORDER BY COALESCE(p.due_at, ?), p.id LIMIT ?"
	if err := s.db.Read(ctx).Raw(query, append(args, planning.Endless, f.Limit)...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]planning.Story, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = row.story(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Unfinished implements [planning.Store].
func (s *Store) Unfinished(ctx context.Context, limit int) ([]string, error) {
	return s.ids(ctx, "p.done_at IS NULL AND "+done, limit)
}

// Lapsed implements [planning.Store].
func (s *Store) Lapsed(ctx context.Context, now time.Time, limit int) ([]string, error) {
	return s.ids(ctx, "p.state IN ('assigned', 'begun') AND p.done_at IS NULL AND p.due_at <= ? AND p.late_at IS NULL AND NOT ("+done+")", now.UnixMicro(), limit)
}

func (s *Store) ids(ctx context.Context, where string, args ...any) ([]string, error) {
	var ids []string
	err := s.db.Read(ctx).Raw("SELECT p.id FROM planned_story p WHERE "+where+" ORDER BY p.due_at, p.id LIMIT ?", args...).Scan(&ids).Error
	return ids, store.Translate(err)
}

// HasEntry implements [planning.Store].
func (s *Store) HasEntry(ctx context.Context, id string) (bool, error) {
	if !askable(id) {
		return false, nil
	}
	var there bool
	return there, store.Translate(s.db.Read(ctx).Raw("SELECT EXISTS (SELECT 1 FROM calendar_entry WHERE id = ?)", id).Scan(&there).Error)
}

func noStory() fault.Text {
	return fault.T("Không có đề tài này.", "There is no such planned story.")
}
