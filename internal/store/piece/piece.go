// Package piece stores shared pieces, their versions and which texts hold them.
package piece

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps pieces in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ piece.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables. Which texts hold
// a piece is written with the texts.
func Rows() []any { return []any{&pieceRow{}, &versionRow{}} }

type pieceRow struct {
	ID        string `gorm:"primaryKey"`
	Kind      string
	UnitCode  string
	PlanID    string
	Pillar    string
	Area      string
	Topic     string
	Title     string
	Folded    string
	Approved  int
	Newest    int
	ReviewOn  string
	Version   int
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (pieceRow) TableName() string { return "piece" }

type versionRow struct {
	PieceID    string `gorm:"primaryKey"`
	Number     int    `gorm:"primaryKey;autoIncrement:false"`
	Words      string
	Source     string
	ReviewOn   string
	State      string
	Reason     string
	ProposedBy string
	ProposedAt int64
	DecidedBy  string
	DecidedFor string
	DecidedAt  int64
}

func (versionRow) TableName() string { return "piece_version" }

func newRow(p piece.Piece, folded string) pieceRow {
	return pieceRow{ID: p.ID, Kind: string(p.Kind), UnitCode: p.Unit, PlanID: p.Plan, Pillar: p.Pillar, Area: p.Area, Topic: p.Topic, Title: p.Title, Folded: folded, Approved: p.Approved, Newest: p.Newest,
		ReviewOn: string(p.ReviewOn), Version: p.Version, CreatedBy: p.CreatedBy, CreatedAt: p.CreatedAt.UnixMicro(), UpdatedAt: p.UpdatedAt.UnixMicro()}
}

func (r pieceRow) piece() piece.Piece {
	return piece.Piece{ID: r.ID, Kind: piece.Kind(r.Kind), Unit: r.UnitCode, Plan: r.PlanID, Pillar: r.Pillar, Area: r.Area, Topic: r.Topic, Title: r.Title, Approved: r.Approved, Newest: r.Newest,
		ReviewOn: plan.Date(r.ReviewOn), Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
}

func newVersionRow(id string, v piece.Version) (versionRow, error) {
	words, err := json.Marshal(v.Words)
	row := versionRow{PieceID: id, Number: v.Number, Words: string(words), Source: v.Source, ReviewOn: string(v.ReviewOn), State: string(v.State), Reason: v.Reason,
		ProposedBy: v.ProposedBy, ProposedAt: v.ProposedAt.UnixMicro(), DecidedBy: v.DecidedBy, DecidedFor: v.DecidedFor}
	if !v.DecidedAt.IsZero() {
		row.DecidedAt = v.DecidedAt.UnixMicro()
	}
	return row, err
}

func (r versionRow) version() (piece.Version, error) {
	v := piece.Version{Number: r.Number, Source: r.Source, ReviewOn: plan.Date(r.ReviewOn), State: piece.State(r.State), Reason: r.Reason,
		ProposedBy: r.ProposedBy, ProposedAt: store.Instant(r.ProposedAt), DecidedBy: r.DecidedBy, DecidedFor: r.DecidedFor}
	if r.DecidedAt != 0 {
		v.DecidedAt = store.Instant(r.DecidedAt)
	}
	return v, json.Unmarshal([]byte(r.Words), &v.Words)
}

// InTx implements [piece.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [piece.Store].
func (s *Store) Add(ctx context.Context, p piece.Piece, v piece.Version, folded string) error {
	row := newRow(p, folded)
	if err := s.db.Write(ctx).Create(&row).Error; err != nil {
		return store.Translate(err)
	}
	return s.AddVersion(ctx, p.ID, v)
}

// AddVersion implements [piece.Store].
func (s *Store) AddVersion(ctx context.Context, id string, v piece.Version) error {
	row, err := newVersionRow(id, v)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [piece.Store].
func (s *Store) Save(ctx context.Context, p piece.Piece, folded string) error {
	saved := s.db.Write(ctx).Model(&pieceRow{}).Where("id = ?", p.ID).Select("title", "folded", "approved", "newest", "review_on", "version", "updated_at").Updates(newRow(p, folded))
	return store.Found(saved, none())
}

// Decide implements [piece.Store].
func (s *Store) Decide(ctx context.Context, id string, v piece.Version) error {
	row, err := newVersionRow(id, v)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&versionRow{}).Where("piece_id = ? AND number = ?", id, v.Number).Select("state", "reason", "decided_by", "decided_for", "decided_at").Updates(row)
	return store.Found(saved, none())
}

// Get implements [piece.Store].
func (s *Store) Get(ctx context.Context, id string) (piece.Piece, error) {
	return s.one(ctx, id, false)
}

// Lock implements [piece.Store].
func (s *Store) Lock(ctx context.Context, id string) (piece.Piece, error) {
	return s.one(ctx, id, true)
}

func (s *Store) one(ctx context.Context, id string, lock bool) (piece.Piece, error) {
	if !speakable(id) {
		return piece.Piece{}, store.NotFound(none())
	}
	handle, query := s.db.Read(ctx), "SELECT * FROM piece WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("piece", false)
	}
	var row pieceRow
	if err := store.Take(handle.Raw(query, id), &row, none()); err != nil {
		return piece.Piece{}, err
	}
	list, err := s.whole(ctx, []pieceRow{row}, true)
	if err != nil {
		return piece.Piece{}, err
	}
	return list[0], nil
}

// speakable tells what can be asked for: PostgreSQL would refuse the question for anything else.
func speakable(words string) bool {
	return utf8.ValidString(words) && !strings.ContainsRune(words, 0)
}

// whole gives pieces their versions, in one question for all; without every one, those that were
// approved last and the newest.
func (s *Store) whole(ctx context.Context, rows []pieceRow, every bool) ([]piece.Piece, error) {
	list, at, ids := make([]piece.Piece, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, row := range rows {
		list[i], at[row.ID], ids[i] = row.piece(), i, row.ID
	}
	if len(rows) == 0 {
		return list, nil
	}
	query := "SELECT v.* FROM piece_version v JOIN piece p ON p.id = v.piece_id WHERE v.piece_id IN ?"
	if !every {
		query += " AND (v.number = p.newest OR v.number = (SELECT MAX(l.number) FROM piece_version l WHERE l.piece_id = p.id AND l.state = 'approved'))"
	}
	var versions []versionRow
	if err := s.db.Read(ctx).Raw(query+" ORDER BY v.piece_id, v.number DESC", ids).Scan(&versions).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, row := range versions {
		v, err := row.version()
		if err != nil {
			return nil, err
		}
		one := &list[at[row.PieceID]]
		one.Versions = append(one.Versions, v)
	}
	return list, nil
}

// Some implements [piece.Store].
func (s *Store) Some(ctx context.Context, ids []string) (map[string]piece.Piece, error) {
	var rows []pieceRow
	if err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list, err := s.whole(ctx, rows, true)
	known := map[string]piece.Piece{}
	for _, p := range list {
		known[p.ID] = p
	}
	return known, err
}

// List implements [piece.Store].
func (s *Store) List(ctx context.Context, f piece.Filter) ([]piece.Piece, error) {
	query := s.db.Read(ctx).Order("created_at DESC, id DESC").Limit(f.Limit)
	if f.Kind != "" {
		query = query.Where("kind = ?", string(f.Kind))
	}
	if f.Unit != "" {
		query = query.Where("unit_code = ?", f.Unit)
	}
	if f.Pillars != nil {
		query = query.Where("pillar IN ?", f.Pillars)
	}
	for _, word := range strings.Fields(f.Search) {
		query = query.Where(`folded LIKE ? ESCAPE '!'`, "%"+strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word)+"%")
	}
	if f.DueBy != "" {
		query = query.Where("review_on <> '' AND review_on <= ?", string(f.DueBy))
	}
	if f.State != "" {
		query = query.Where("EXISTS (SELECT 1 FROM piece_version v WHERE v.piece_id = piece.id AND v.number = piece.newest AND v.state = ?)", string(f.State))
	}
	if f.Approved {
		query = query.Where("approved > 0")
	}
	if f.After != nil {
		query = query.Where("(created_at, id) < (?, ?)", f.After.At.UnixMicro(), f.After.ID)
	}
	var rows []pieceRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return s.whole(ctx, rows, false)
}

// Uses implements [piece.Store]. A text that holds a piece more than once is told once, by the
// first place.
func (s *Store) Uses(ctx context.Context, id string, f piece.Within) ([]piece.Used, error) {
	where, args := "u.piece_id = ? AND NOT EXISTS (SELECT 1 FROM piece_use b WHERE b.edition_id = u.edition_id AND b.piece_id = u.piece_id AND b.place < u.place)", []any{id}
	if f.Units != nil {
		where, args = where+" AND a.unit_code IN ?", append(args, f.Units)
	}
	if f.After != nil {
		where, args = where+" AND (e.updated_at, e.id) < (?, ?)", append(args, f.After.At.UnixMicro(), f.After.ID)
	}
	var rows []struct {
		Article, Edition, Lang, Unit, Title, Hash string
		Number                                    int
		UpdatedAt                                 int64
	}
	query := "SELECT a.id AS article, e.id AS edition, e.lang, a.unit_code AS unit, e.title, u.number, u.words_hash AS hash, e.updated_at FROM piece_use u " +
		"JOIN edition e ON e.id = u.edition_id JOIN article a ON a.id = e.article_id WHERE " + where + " ORDER BY e.updated_at DESC, e.id DESC LIMIT ?"
	if err := s.db.Read(ctx).Raw(query, append(args, f.Limit)...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]piece.Used, len(rows))
	for i, row := range rows {
		list[i] = piece.Used{Article: row.Article, Edition: row.Edition, Lang: row.Lang, Unit: row.Unit, Title: row.Title, Number: row.Number, Hash: row.Hash, UpdatedAt: store.Instant(row.UpdatedAt)}
	}
	return list, nil
}

func none() fault.Text {
	return fault.T("Không có đoạn dùng chung này.", "There is no such shared piece.")
}
