// Package requests stores what the press asks for.
package requests

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps requests in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ request.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&requestRow{}, &shareRow{}} }

type requestRow struct {
	ID           string `gorm:"primaryKey"`
	AskerID      string
	Organisation string
	Subject      string
	Need         string
	Lang         string
	Contact      string
	DueAt        *int64
	DueWall      string
	DueZone      string
	DueDay       string
	Facets       string
	State        string
	Reason       string
	Version      int
	CreatedBy    string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
}

func (requestRow) TableName() string { return "press_request" }

type shareRow struct {
	RequestID string `gorm:"primaryKey"`
	UnitCode  string `gorm:"primaryKey"`
	State     string
	Words     string
	ArticleID *string
	PlannedID *string
	UpdatedBy string
	UpdatedAt int64 `gorm:"autoUpdateTime:false"`
}

func (shareRow) TableName() string { return "press_request_share" }

func newRow(r request.Request) (requestRow, error) {
	facets, err := json.Marshal(r.Facets)
	return requestRow{ID: r.ID, AskerID: r.Asker, Organisation: r.Organisation, Subject: r.Subject, Need: r.Need, Lang: r.Lang, Contact: r.Contact,
		DueAt: store.Micros(r.Due.At), DueWall: r.Due.Wall, DueZone: r.Due.Zone, DueDay: string(r.Due.Day), Facets: string(facets), State: string(r.State), Reason: r.Reason,
		Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt.UnixMicro(), UpdatedAt: r.UpdatedAt.UnixMicro()}, err
}

func (r requestRow) request() (request.Request, error) {
	one := request.Request{ID: r.ID, Asker: r.AskerID, Organisation: r.Organisation, Subject: r.Subject, Need: r.Need, Lang: r.Lang, Contact: r.Contact,
		Due:   planning.Due{Wall: r.DueWall, Zone: r.DueZone, At: store.InstantOf(r.DueAt), Day: plan.Date(r.DueDay)},
		State: request.State(r.State), Reason: r.Reason, Version: r.Version, CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt)}
	if err := json.Unmarshal([]byte(r.Facets), &one.Facets); err != nil {
		return one, fmt.Errorf("facets of request %s: %w", r.ID, err)
	}
	return one, nil
}

func optional(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

func (r shareRow) share() request.Share {
	one := request.Share{Unit: r.UnitCode, State: request.ShareState(r.State), Words: r.Words, UpdatedBy: r.UpdatedBy, UpdatedAt: store.Instant(r.UpdatedAt)}
	if r.ArticleID != nil {
		one.Article = *r.ArticleID
	}
	if r.PlannedID != nil {
		one.Planned = *r.PlannedID
	}
	return one
}

// InTx implements [request.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Add implements [request.Store].
func (s *Store) Add(ctx context.Context, r request.Request) error {
	row, err := newRow(r)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Save implements [request.Store].
func (s *Store) Save(ctx context.Context, r request.Request) error {
	row, err := newRow(r)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&requestRow{}).Where("id = ?", r.ID).Select("organisation", "subject", "need", "lang", "contact", "due_at", "due_wall", "due_zone", "due_day",
		"facets", "state", "reason", "version", "updated_at").Updates(row)
	if err := store.Found(saved, noRequest()); err != nil {
		return err
	}
	for _, one := range r.Shares {
		share := shareRow{RequestID: r.ID, UnitCode: one.Unit, State: string(one.State), Words: one.Words, ArticleID: optional(one.Article), PlannedID: optional(one.Planned),
			UpdatedBy: one.UpdatedBy, UpdatedAt: one.UpdatedAt.UnixMicro()}
		if err := s.db.Write(ctx).Save(&share).Error; err != nil {
			return store.Translate(err)
		}
	}
	return nil
}

// Get implements [request.Store].
func (s *Store) Get(ctx context.Context, id string) (request.Request, error) {
	return s.one(ctx, id, false)
}

// Lock implements [request.Store].
func (s *Store) Lock(ctx context.Context, id string) (request.Request, error) {
	return s.one(ctx, id, true)
}

func (s *Store) one(ctx context.Context, id string, lock bool) (request.Request, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) { // PostgreSQL would refuse the question
		return request.Request{}, store.NotFound(noRequest())
	}
	handle, query := s.db.Read(ctx), "SELECT * FROM press_request WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("press_request", false)
	}
	var row requestRow
	if err := store.Take(handle.Raw(query, id), &row, noRequest()); err != nil {
		return request.Request{}, err
	}
	list, err := s.whole(ctx, []requestRow{row})
	if err != nil {
		return request.Request{}, err
	}
	return list[0], nil
}

// whole gives requests their shares, in one question for all.
func (s *Store) whole(ctx context.Context, rows []requestRow) ([]request.Request, error) {
	list, at, ids := make([]request.Request, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = row.request(); err != nil {
			return nil, err
		}
		at[row.ID], ids[i] = i, row.ID
	}
	if len(rows) == 0 {
		return list, nil
	}
	var shares []shareRow
	if err := s.db.Read(ctx).Where("request_id IN ?", ids).Order("request_id, unit_code").Find(&shares).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, share := range shares {
		one := &list[at[share.RequestID]]
		one.Shares = append(one.Shares, share.share())
	}
	return list, nil
}

// List implements [request.Store].
func (s *Store) List(ctx context.Context, f request.Filter) ([]request.Request, error) {
	where, args := []string{"TRUE"}, []any{}
	and := func(condition string, values ...any) { where, args = append(where, condition), append(args, values...) }
	const asked = "EXISTS (SELECT 1 FROM press_request_share h WHERE h.request_id = r.id AND h.unit_code IN ?)"
	switch {
	case f.Sight.Every:
	case len(f.Sight.Units) == 0:
		and("r.created_by = ?", f.Sight.Person)
	default:
		and("(r.created_by = ? OR "+asked+")", f.Sight.Person, f.Sight.Units)
	}
	if f.State != "" {
		and("r.state = ?", f.State)
	}
	if f.Unit != "" {
		and(asked, []string{f.Unit})
	}
	if f.After != nil {
		and("(r.created_at < ? OR r.created_at = ? AND r.id < ?)", f.After.At.UnixMicro(), f.After.At.UnixMicro(), f.After.ID)
	}
	var rows []requestRow
	query := "SELECT r.* FROM press_request r WHERE " + strings.Join(where, " AND ") + " ORDER BY r.created_at DESC, r.id DESC LIMIT ?"
	if err := s.db.Read(ctx).Raw(query, append(args, f.Limit)...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return s.whole(ctx, rows)
}

// Open implements [request.Store].
func (s *Store) Open(ctx context.Context, asker string) (int, error) {
	var person string
	if err := s.db.Write(ctx).Raw("SELECT id FROM person WHERE id = ?"+s.db.LockRows("person", false), asker).Scan(&person).Error; err != nil {
		return 0, store.Translate(err)
	}
	var n int
	err := s.db.Read(ctx).Raw("SELECT count(*) FROM press_request WHERE created_by = ? AND state IN ('open', 'routed')", asker).Scan(&n).Error
	return n, store.Translate(err)
}

func noRequest() fault.Text {
	return fault.T("Không có yêu cầu này.", "There is no such request.")
}
