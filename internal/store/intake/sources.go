// Package intake stores sources, what was fetched of them, the box, and where stories come from.
package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/text"
)

// Store keeps the box in either database.
type Store struct {
	db   *store.DB
	html *text.HTML
}

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db, text.NewHTML()} }

var _ intake.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any {
	return []any{&sourceRow{}, &fetchRow{}, &itemRow{}, &versionRow{}, &originRow{}, &pictureRow{}}
}

type sourceRow struct {
	ID           string `gorm:"primaryKey"`
	UnitCode     string
	Kind         string
	Name         string
	Address      string
	Credit       string
	Terms        string
	Basis        string
	WaitMinutes  int
	Lang         string
	Facets       string
	EveryMinutes int
	State        string
	Format       string
	MovedTo      string
	Etag         string
	Modified     string
	NextAt       *int64
	Failures     int
	LastAt       *int64
	Outcome      string
	ReasonVI     string `gorm:"column:reason_vi"`
	ReasonEN     string `gorm:"column:reason_en"`
	Lease        string
	LeaseUntil   int64
	Version      int
	CreatedBy    string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
}

func (sourceRow) TableName() string { return "source" }

func newSourceRow(s intake.Source) (sourceRow, error) {
	facets, err := json.Marshal(s.Facets)
	return sourceRow{ID: s.ID, UnitCode: s.Unit, Kind: string(s.Kind), Name: s.Name, Address: s.Address, Credit: s.Credit, Terms: s.Terms, Basis: s.Basis,
		WaitMinutes: s.Wait, Lang: s.Lang, Facets: string(facets), EveryMinutes: s.Every, State: string(s.State), Format: string(s.Format), MovedTo: s.MovedTo,
		Etag: s.ETag, Modified: s.Modified, NextAt: store.Micros(s.NextAt), Failures: s.Failures, LastAt: store.Micros(s.LastAt), Outcome: string(s.Outcome),
		ReasonVI: s.Reason.VI, ReasonEN: s.Reason.EN, Version: s.Version, CreatedBy: s.CreatedBy, CreatedAt: s.CreatedAt.UnixMicro(), UpdatedAt: s.UpdatedAt.UnixMicro()}, err
}

func (r *sourceRow) source() (intake.Source, error) {
	s := intake.Source{ID: r.ID, Unit: r.UnitCode, Kind: intake.Kind(r.Kind), Name: r.Name, Address: r.Address, Credit: r.Credit, Terms: r.Terms, Basis: r.Basis,
		Wait: r.WaitMinutes, Lang: r.Lang, Every: r.EveryMinutes, State: intake.State(r.State), Version: r.Version, CreatedBy: r.CreatedBy,
		CreatedAt: store.Instant(r.CreatedAt), UpdatedAt: store.Instant(r.UpdatedAt),
		Status: intake.Status{Format: harvest.Format(r.Format), MovedTo: r.MovedTo, ETag: r.Etag, Modified: r.Modified, NextAt: store.InstantOf(r.NextAt), Failures: r.Failures,
			LastAt: store.InstantOf(r.LastAt), Outcome: intake.Outcome(r.Outcome), Reason: fault.T(r.ReasonVI, r.ReasonEN)}}
	if err := json.Unmarshal([]byte(r.Facets), &s.Facets); err != nil {
		return s, fmt.Errorf("source %s: %w", r.ID, err)
	}
	return s, nil
}

// InTx implements [intake.Sources].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Now implements [intake.Sources].
func (s *Store) Now(ctx context.Context) (time.Time, error) { return s.db.Now(ctx) }

// AddSource implements [intake.Sources].
func (s *Store) AddSource(ctx context.Context, one intake.Source) error {
	row, err := newSourceRow(one)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// SaveSource implements [intake.Sources]. A lease stays as it is.
func (s *Store) SaveSource(ctx context.Context, one intake.Source) error {
	row, err := newSourceRow(one)
	if err != nil {
		return err
	}
	saved := s.db.Write(ctx).Model(&sourceRow{}).Where("id = ?", one.ID).Select("*").Omit("id", "unit_code", "kind", "created_by", "created_at", "lease", "lease_until").Updates(row)
	return store.Found(saved, noSource())
}

// Source implements [intake.Sources].
func (s *Store) Source(ctx context.Context, id string) (intake.Source, error) {
	return s.source(ctx, id, false)
}

// LockSource implements [intake.Sources].
func (s *Store) LockSource(ctx context.Context, id string) (intake.Source, error) {
	return s.source(ctx, id, true)
}

// askable tells an id that a database can be asked for.
func askable(id string) bool { return utf8.ValidString(id) && !strings.ContainsRune(id, 0) }

func (s *Store) source(ctx context.Context, id string, lock bool) (intake.Source, error) {
	if !askable(id) {
		return intake.Source{}, store.NotFound(noSource())
	}
	handle, query := s.db.Read(ctx), "SELECT * FROM source WHERE id = ?"
	if lock {
		handle, query = s.db.Write(ctx), query+s.db.LockRows("source", false)
	}
	var row sourceRow
	if err := store.Take(handle.Raw(query, id), &row, noSource()); err != nil {
		return intake.Source{}, err
	}
	return row.source()
}

// Sources implements [intake.Sources].
func (s *Store) Sources(ctx context.Context, units []string) ([]intake.Source, error) {
	query := s.db.Read(ctx).Order("name, id")
	if units != nil {
		query = query.Where("unit_code IN ?", units)
	}
	return sources(query)
}

// Site implements [intake.Sources].
func (s *Store) Site(ctx context.Context, unit string, kind intake.Kind, address string) (intake.Source, bool, error) {
	if !askable(unit) || !askable(address) {
		return intake.Source{}, false, nil
	}
	list, err := sources(s.db.Read(ctx).Where("unit_code = ? AND kind = ? AND address = ?", unit, string(kind), address))
	if err != nil || len(list) == 0 {
		return intake.Source{}, false, err
	}
	return list[0], true, nil
}

func sources(query *gorm.DB) ([]intake.Source, error) {
	var rows []sourceRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]intake.Source, len(rows))
	for i := range rows {
		var err error
		if list[i], err = rows[i].source(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// due finds the source that is asked next.
const due = "SELECT s.* FROM source s WHERE s.next_at IS NOT NULL AND s.next_at <= ? AND s.lease_until <= ? ORDER BY s.next_at, s.id LIMIT 1"

// Claim implements [intake.Fetches].
func (s *Store) Claim(ctx context.Context, lease intake.Lease) (claimed intake.Source, found bool, err error) {
	now := lease.Now.UnixMicro()
	var waiting []string // most looks find nothing, and need no transaction for it
	if err := s.db.Read(ctx).Raw("SELECT id FROM source WHERE next_at IS NOT NULL AND next_at <= ? AND lease_until <= ? LIMIT 1", now, now).Scan(&waiting).Error; err != nil || len(waiting) == 0 {
		return intake.Source{}, false, store.Translate(err)
	}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		found = false // it may run again
		var rows []sourceRow
		if err := s.db.Write(ctx).Raw(due+s.db.LockRows("s", true), now, now).Scan(&rows).Error; err != nil || len(rows) == 0 {
			return err
		}
		if claimed, err = rows[0].source(); err != nil {
			return err
		}
		found = true
		return s.db.Write(ctx).Model(&sourceRow{}).Where("id = ?", claimed.ID).Updates(map[string]any{"lease": lease.Token, "lease_until": lease.Until.UnixMicro()}).Error
	})
	return claimed, found && err == nil, store.Translate(err)
}

// Settle implements [intake.Fetches].
func (s *Store) Settle(ctx context.Context, one intake.Source, token string) (bool, error) {
	row, err := newSourceRow(one)
	if err != nil {
		return false, err
	}
	done := s.db.Write(ctx).Model(&sourceRow{}).Where("id = ? AND lease = ?", one.ID, token).
		Select("state", "format", "moved_to", "etag", "modified", "next_at", "failures", "last_at", "outcome", "reason_vi", "reason_en", "lease", "lease_until").Updates(row)
	return done.RowsAffected == 1, store.Translate(done.Error)
}

type fetchRow struct {
	ID       string `gorm:"primaryKey"`
	SourceID string
	At       int64
	Took     int64 // microseconds
	Outcome  string
	Status   int
	Bytes    int
	Made     int
	Changed  int
	Removed  int
	MovedTo  string
	ReasonVI string `gorm:"column:reason_vi"`
	ReasonEN string `gorm:"column:reason_en"`
	Findings string
}

func (fetchRow) TableName() string { return "source_fetch" }

// AddFetch implements [intake.Fetches].
func (s *Store) AddFetch(ctx context.Context, f intake.Fetch) error {
	findings, err := json.Marshal(f.Findings)
	if err != nil {
		return err
	}
	row := fetchRow{ID: f.ID, SourceID: f.Source, At: f.At.UnixMicro(), Took: f.Took.Microseconds(), Outcome: string(f.Outcome), Status: f.Status, Bytes: f.Bytes, Made: f.New,
		Changed: f.Changed, Removed: f.Removed, MovedTo: f.MovedTo, ReasonVI: f.Reason.VI, ReasonEN: f.Reason.EN, Findings: string(findings)}
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// Fetches implements [intake.Fetches].
func (s *Store) Fetches(ctx context.Context, source string, before time.Time, limit int) ([]intake.Fetch, error) {
	query := s.db.Read(ctx).Where("source_id = ?", source).Order("at DESC").Limit(limit)
	if !before.IsZero() {
		query = query.Where("at < ?", before.UnixMicro())
	}
	var rows []fetchRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]intake.Fetch, len(rows))
	for i, r := range rows {
		list[i] = intake.Fetch{ID: r.ID, Source: r.SourceID, At: store.Instant(r.At), Took: store.Duration(r.Took), Outcome: intake.Outcome(r.Outcome), Status: r.Status, Bytes: r.Bytes,
			New: r.Made, Changed: r.Changed, Removed: r.Removed, MovedTo: r.MovedTo, Reason: fault.T(r.ReasonVI, r.ReasonEN)}
		if err := json.Unmarshal([]byte(r.Findings), &list[i].Findings); err != nil {
			return nil, fmt.Errorf("fetch %s: %w", r.ID, err)
		}
	}
	return list, nil
}

// Forget implements [intake.Fetches].
func (s *Store) Forget(ctx context.Context, before time.Time) (int, error) {
	done := s.db.Write(ctx).Where("at < ?", before.UnixMicro()).Delete(&fetchRow{})
	return int(done.RowsAffected), store.Translate(done.Error)
}

func noSource() fault.Text {
	return fault.T("Không có nguồn tin này.", "There is no such source.")
}
