// Package comments stores comments on editions.
package comments

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/anchor"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps comments in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ comment.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&threadRow{}, &remarkRow{}, &wordingRow{}} }

type threadRow struct {
	ID         string `gorm:"primaryKey"`
	EditionID  string
	About      string
	RevisionID string
	Field      string
	Quote      string
	Prefix     string
	Suffix     string
	PlaceStart int
	PlaceEnd   int
	PictureID  string
	State      string
	Version    int
	StartedBy  string
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
	ResolvedBy string
	ResolvedAt *int64
}

func (threadRow) TableName() string { return "comment_thread" }

type remarkRow struct {
	ID          string `gorm:"primaryKey"`
	ThreadID    string
	Number      int
	AuthorID    string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	RetractedAt *int64
}

func (remarkRow) TableName() string { return "comment_remark" }

type wordingRow struct {
	RemarkID  string `gorm:"primaryKey"`
	Number    int    `gorm:"primaryKey;autoIncrement:false"`
	Body      string
	Mentions  string
	Salt      string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (wordingRow) TableName() string { return "comment_wording" }

func newThreadRow(t comment.Thread) threadRow {
	a := t.Anchor
	return threadRow{ID: t.ID, EditionID: t.Edition, About: string(a.On), RevisionID: a.Revision, Field: string(a.Field), Quote: a.Quote.Exact,
		Prefix: a.Quote.Prefix, Suffix: a.Quote.Suffix, PlaceStart: a.Quote.Start, PlaceEnd: a.Quote.End, PictureID: a.Picture, State: string(t.State),
		Version: t.Version, StartedBy: t.StartedBy, CreatedAt: t.CreatedAt.UnixMicro(), UpdatedAt: t.UpdatedAt.UnixMicro(), ResolvedBy: t.ResolvedBy,
		ResolvedAt: store.Micros(t.ResolvedAt)}
}

func (r threadRow) thread() comment.Thread {
	return comment.Thread{ID: r.ID, Edition: r.EditionID, Anchor: comment.Anchor{On: comment.On(r.About), Revision: r.RevisionID, Field: comment.Field(r.Field),
		Quote: anchor.Quote{Exact: r.Quote, Prefix: r.Prefix, Suffix: r.Suffix, Start: r.PlaceStart, End: r.PlaceEnd}, Picture: r.PictureID},
		State: comment.State(r.State), Version: r.Version, StartedBy: r.StartedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt),
		ResolvedBy: r.ResolvedBy, ResolvedAt: store.InstantOf(r.ResolvedAt)}
}

// InTx implements [comment.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [comment.Store].
func (s *Store) Add(ctx context.Context, t comment.Thread) error {
	row := newThreadRow(t)
	if err := s.db.Write(ctx).Create(&row).Error; err != nil {
		return store.Translate(err)
	}
	return s.keep(ctx, t.ID, t.Remarks)
}

// Save implements [comment.Store].
func (s *Store) Save(ctx context.Context, t comment.Thread, changed ...comment.Remark) error {
	saved := s.db.Write(ctx).Model(&threadRow{}).Where("id = ?", t.ID).Select("state", "version", "updated_at", "resolved_by", "resolved_at").Updates(newThreadRow(t))
	if err := store.Found(saved, noThread()); err != nil {
		return err
	}
	return s.keep(ctx, t.ID, changed)
}

// keep writes comments with their newest wordings.
func (s *Store) keep(ctx context.Context, thread string, remarks []comment.Remark) error {
	for _, r := range remarks {
		row := remarkRow{ID: r.ID, ThreadID: thread, Number: r.Number, AuthorID: r.Author, CreatedAt: r.At.UnixMicro(), RetractedAt: store.Micros(r.RetractedAt)}
		retracting := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"retracted_at"})}
		if err := s.db.Write(ctx).Clauses(retracting).Create(&row).Error; err != nil {
			return store.Translate(err)
		}
		w := r.Now()
		mentions, err := json.Marshal(append([]string{}, w.Mentions...))
		if err != nil {
			return err
		}
		words := wordingRow{RemarkID: r.ID, Number: w.Number, Body: w.Body, Mentions: string(mentions), Salt: w.Salt, CreatedAt: w.At.UnixMicro()}
		if err := s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&words).Error; err != nil {
			return store.Translate(err)
		}
	}
	return nil
}

// Thread implements [comment.Store].
func (s *Store) Thread(ctx context.Context, edition, id string) (comment.Thread, error) {
	return s.one(ctx, s.db.Read(ctx), "", edition, id)
}

// Lock implements [comment.Store].
func (s *Store) Lock(ctx context.Context, edition, id string) (comment.Thread, error) {
	return s.one(ctx, s.db.Write(ctx), s.db.LockRows("comment_thread", false), edition, id)
}

func (s *Store) one(ctx context.Context, handle *gorm.DB, lock, edition, id string) (comment.Thread, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return comment.Thread{}, store.NotFound(noThread()) // PostgreSQL would refuse the question
	}
	var row threadRow
	if err := store.Take(handle.Raw("SELECT * FROM comment_thread WHERE id = ? AND edition_id = ?"+lock, id, edition), &row, noThread()); err != nil {
		return comment.Thread{}, err
	}
	list := []comment.Thread{row.thread()}
	err := s.fill(ctx, list)
	return list[0], err
}

// List implements [comment.Store].
func (s *Store) List(ctx context.Context, f comment.Filter) ([]comment.Thread, error) {
	query := s.db.Read(ctx).Where("edition_id = ?", f.Edition).Order("created_at DESC, id DESC")
	if f.State != "" {
		query = query.Where("state = ?", string(f.State))
	}
	if f.Mine != "" {
		query = query.Where(`EXISTS (SELECT 1 FROM comment_remark r WHERE r.thread_id = comment_thread.id AND (r.author_id = ? OR EXISTS (
			SELECT 1 FROM comment_wording w WHERE w.remark_id = r.id AND w.mentions LIKE ?)))`, f.Mine, `%"`+f.Mine+`"%`)
	}
	if f.After != nil {
		query = query.Where("(created_at, id) < (?, ?)", f.After.At.UnixMicro(), f.After.ID)
	}
	if f.Limit > 0 {
		query = query.Limit(f.Limit)
	}
	var rows []threadRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]comment.Thread, len(rows))
	for i, row := range rows {
		list[i] = row.thread()
	}
	return list, s.fill(ctx, list)
}

// fill reads the comments of threads, with two queries for all.
func (s *Store) fill(ctx context.Context, list []comment.Thread) error {
	if len(list) == 0 {
		return nil
	}
	at, ids := map[string]int{}, make([]string, len(list))
	for i, t := range list {
		at[t.ID], ids[i] = i, t.ID
	}
	var remarks []remarkRow
	if err := s.db.Read(ctx).Where("thread_id IN ?", ids).Order("thread_id, number").Find(&remarks).Error; err != nil {
		return store.Translate(err)
	}
	var words []wordingRow
	const query = `SELECT w.* FROM comment_wording w JOIN comment_remark r ON r.id = w.remark_id WHERE r.thread_id IN ? ORDER BY w.remark_id, w.number`
	if err := s.db.Read(ctx).Raw(query, ids).Scan(&words).Error; err != nil {
		return store.Translate(err)
	}
	wordings := map[string][]comment.Wording{}
	for _, row := range words {
		w := comment.Wording{Number: row.Number, Body: row.Body, Salt: row.Salt, At: store.Instant(row.CreatedAt)}
		if err := json.Unmarshal([]byte(row.Mentions), &w.Mentions); err != nil {
			return fmt.Errorf("mentions of comment %s: %w", row.RemarkID, err)
		}
		wordings[row.RemarkID] = append(wordings[row.RemarkID], w)
	}
	for _, row := range remarks {
		t := &list[at[row.ThreadID]]
		t.Remarks = append(t.Remarks, comment.Remark{ID: row.ID, Number: row.Number, Author: row.AuthorID, At: store.Instant(row.CreatedAt),
			Wordings: wordings[row.ID], RetractedAt: store.InstantOf(row.RetractedAt)})
	}
	return nil
}

// Count implements [comment.Store].
func (s *Store) Count(ctx context.Context, edition string) (comment.Counts, error) {
	var n comment.Counts
	const query = `SELECT coalesce(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS "open", coalesce(sum(CASE WHEN state = 'resolved' THEN 1 ELSE 0 END), 0) AS resolved
		FROM comment_thread WHERE edition_id = ?`
	return n, store.Translate(s.db.Read(ctx).Raw(query, edition).Scan(&n).Error)
}

// Texts implements [comment.Store].
func (s *Store) Texts(ctx context.Context, edition string, revisions []string) (map[string]manuscript.Text, error) {
	texts := map[string]manuscript.Text{}
	var valid []string
	for _, id := range revisions {
		if utf8.ValidString(id) && !strings.ContainsRune(id, 0) {
			valid = append(valid, id)
		}
	}
	if len(valid) == 0 {
		return texts, nil
	}
	var rows []struct{ ID, Title, Lead, Body, Pictures string }
	const query = `SELECT id, title, lead, body, coalesce(pictures, '') AS pictures FROM revision WHERE edition_id = ? AND id IN ?`
	if err := s.db.Read(ctx).Raw(query, edition, valid).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, row := range rows {
		t := manuscript.Text{Title: row.Title, Lead: row.Lead, Body: row.Body}
		if row.Pictures != "" {
			if err := json.Unmarshal([]byte(row.Pictures), &t.Pictures); err != nil {
				return nil, fmt.Errorf("pictures of revision %s: %w", row.ID, err)
			}
		}
		texts[row.ID] = t
	}
	return texts, nil
}

func noThread() fault.Text {
	return fault.T("Không có chuỗi nhận xét này.", "There is no such thread.")
}
