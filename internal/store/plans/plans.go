// Package plans stores plans with their facets, and units.
package plans

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/unit"
)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&planRow{}, &facetRow{}, &unitRow{}, &phaseRow{}, &successorRow{}} }

type planRow struct {
	ID          string `gorm:"primaryKey"`
	Code        string
	Version     int
	TitleVI     string `gorm:"column:title_vi"`
	TitleEN     string `gorm:"column:title_en"`
	PeriodFrom  string
	PeriodTo    string
	TerritoryVI string `gorm:"column:territory_vi"`
	TerritoryEN string `gorm:"column:territory_en"`
	LeadUnit    string
	Document    string
	Hash        string
	LoadedAt    int64
}

func (planRow) TableName() string { return "plan" }

type facetRow struct {
	PlanID     string `gorm:"primaryKey"`
	Kind       string `gorm:"primaryKey"`
	Code       string `gorm:"primaryKey"`
	ParentCode string
	Position   int
	NameVI     string `gorm:"column:name_vi"`
	NameEN     string `gorm:"column:name_en"`
	ShortVI    string `gorm:"column:short_vi"`
	ShortEN    string `gorm:"column:short_en"`
	Attrs      string
	ValidFrom  string
	ValidTo    string
}

func (facetRow) TableName() string { return "facet" }

// batch bounds the rows of one statement: SQLite takes at most 32,766 parameters.
const batch = 200

// Store keeps plans and units.
type Store struct{ db *store.DB }

// New makes the store of [plan.Service].
func New(db *store.DB) *Store { return &Store{db} }

// InTx implements [plan.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// Plans implements [plan.Store].
func (s *Store) Plans(ctx context.Context) ([]plan.Plan, error) {
	var rows []planRow
	if err := s.db.Read(ctx).Omit("document").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	plans := make([]plan.Plan, 0, len(rows))
	for _, r := range rows {
		plans = append(plans, plan.Plan{ID: r.ID, Code: r.Code, Version: r.Version, Title: fault.T(r.TitleVI, r.TitleEN),
			From: plan.Date(r.PeriodFrom), To: plan.Date(r.PeriodTo), Territory: fault.T(r.TerritoryVI, r.TerritoryEN),
			LeadUnit: r.LeadUnit, Hash: r.Hash, LoadedAt: store.Instant(r.LoadedAt)})
	}
	return plans, nil
}

// Documents implements [plan.Store].
func (s *Store) Documents(ctx context.Context) ([]string, error) {
	var texts []string
	err := s.db.Read(ctx).Raw("SELECT document FROM plan ORDER BY loaded_at DESC, id DESC").Scan(&texts).Error
	return texts, store.Translate(err)
}

// AddPlan implements [plan.Store].
func (s *Store) AddPlan(ctx context.Context, p plan.Plan, document string) error {
	return store.Translate(s.db.Write(ctx).Create(&planRow{ID: p.ID, Code: p.Code, Version: p.Version,
		TitleVI: p.Title.VI, TitleEN: p.Title.EN, PeriodFrom: string(p.From), PeriodTo: string(p.To),
		TerritoryVI: p.Territory.VI, TerritoryEN: p.Territory.EN, LeadUnit: p.LeadUnit,
		Document: document, Hash: p.Hash, LoadedAt: p.LoadedAt.UnixMicro()}).Error)
}

// AddFacets implements [plan.Store].
func (s *Store) AddFacets(ctx context.Context, planID string, facets []plan.Facet) error {
	rows := make([]facetRow, 0, len(facets))
	for _, f := range facets {
		rows = append(rows, facetRow{PlanID: planID, Kind: string(f.Kind), Code: f.Code, ParentCode: f.Parent, Position: f.Position,
			NameVI: f.Name.VI, NameEN: f.Name.EN, ShortVI: f.Short.VI, ShortEN: f.Short.EN, Attrs: string(f.Attrs),
			ValidFrom: string(f.From), ValidTo: string(f.To)})
	}
	return store.Translate(s.db.Write(ctx).CreateInBatches(rows, batch).Error)
}

// Facets implements [plan.Store].
func (s *Store) Facets(ctx context.Context, planID string) ([]plan.Facet, error) {
	var rows []facetRow
	if err := s.db.Read(ctx).Where("plan_id = ?", planID).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	facets := make([]plan.Facet, 0, len(rows))
	for _, r := range rows {
		facets = append(facets, plan.Facet{Kind: plan.Kind(r.Kind), Code: r.Code, Parent: r.ParentCode, Position: r.Position,
			Name: fault.T(r.NameVI, r.NameEN), Short: fault.T(r.ShortVI, r.ShortEN), Attrs: json.RawMessage(r.Attrs),
			From: plan.Date(r.ValidFrom), To: plan.Date(r.ValidTo)})
	}
	order := plan.Kinds()
	slices.SortFunc(facets, func(a, b plan.Facet) int {
		return cmp.Or(slices.Index(order, a.Kind)-slices.Index(order, b.Kind), a.Position-b.Position, cmp.Compare(a.Code, b.Code))
	})
	return facets, nil
}

var (
	_ plan.Store    = (*Store)(nil)
	_ unit.Register = (*Store)(nil)
)
