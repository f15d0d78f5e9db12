package plans

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/unit"
)

type unitRow struct {
	Code       string `gorm:"primaryKey"`
	NameVI     string `gorm:"column:name_vi"`
	ShortVI    string `gorm:"column:short_vi"`
	NameEN     string `gorm:"column:name_en"`
	Kind       string
	ParentCode string
	ValidFrom  string
	ValidTo    string
	Attrs      string
	Version    int
}

func (unitRow) TableName() string { return "unit" }

// phaseRow is what a unit is called and where it stands from a later day on; its own row has
// the first of them.
type phaseRow struct {
	UnitCode   string `gorm:"primaryKey"`
	ValidFrom  string `gorm:"primaryKey"`
	NameVI     string `gorm:"column:name_vi"`
	ShortVI    string `gorm:"column:short_vi"`
	NameEN     string `gorm:"column:name_en"`
	Kind       string
	ParentCode string
}

func (phaseRow) TableName() string { return "unit_phase" }

type successorRow struct {
	UnitCode      string `gorm:"primaryKey"`
	SuccessorCode string `gorm:"primaryKey"`
}

func (successorRow) TableName() string { return "unit_successor" }

// PutUnits implements [plan.Register].
func (s *Store) PutUnits(ctx context.Context, units []plan.Unit) error {
	rows := make([]unitRow, 0, len(units))
	codes := make([]string, 0, len(units))
	var successors []successorRow
	var phases []phaseRow
	for _, u := range units {
		u = u.First()
		codes = append(codes, u.Code)
		rows = append(rows, unitRow{Code: u.Code, NameVI: u.Name.VI, ShortVI: u.ShortVI, NameEN: u.Name.EN, Kind: u.Kind,
			ParentCode: u.Parent, ValidFrom: string(u.From), ValidTo: string(u.To), Attrs: string(u.Attrs), Version: u.Version})
		for _, p := range u.Phases[min(1, len(u.Phases)):] {
			phases = append(phases, phaseRow{UnitCode: u.Code, ValidFrom: string(p.From), NameVI: p.Name.VI, ShortVI: p.ShortVI, NameEN: p.Name.EN, Kind: p.Kind, ParentCode: p.Parent})
		}
		for _, next := range u.Successors {
			successors = append(successors, successorRow{u.Code, next})
		}
	}
	err := s.db.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(rows, batch).Error
	if err != nil {
		return store.Translate(err)
	}
	for some := range slices.Chunk(codes, batch) {
		for _, table := range []any{&successorRow{}, &phaseRow{}} {
			if err := s.db.Write(ctx).Where("unit_code IN ?", some).Delete(table).Error; err != nil {
				return store.Translate(err)
			}
		}
	}
	if err := s.db.Write(ctx).CreateInBatches(phases, batch).Error; err != nil {
		return store.Translate(err)
	}
	return store.Translate(s.db.Write(ctx).CreateInBatches(successors, batch).Error)
}

// LockUnits implements [plan.Register]. What is locked first is read anew: whoever waited sees
// what the one before has done.
func (s *Store) LockUnits(ctx context.Context) ([]plan.Unit, error) {
	var codes []string
	if err := s.db.Write(ctx).Raw("SELECT u.code FROM unit u ORDER BY u.code" + s.db.LockRows("u", false)).Scan(&codes).Error; err != nil {
		return nil, store.Translate(err)
	}
	return s.Units(ctx)
}

// Units implements [plan.Register].
func (s *Store) Units(ctx context.Context) ([]plan.Unit, error) {
	var rows []unitRow
	if err := s.db.Read(ctx).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	var phases []phaseRow
	if err := s.db.Read(ctx).Order("unit_code, valid_from").Find(&phases).Error; err != nil {
		return nil, store.Translate(err)
	}
	var successors []successorRow
	if err := s.db.Read(ctx).Order("unit_code, successor_code").Find(&successors).Error; err != nil {
		return nil, store.Translate(err)
	}
	next, later := map[string][]string{}, map[string][]plan.Phase{}
	for _, r := range successors {
		next[r.UnitCode] = append(next[r.UnitCode], r.SuccessorCode)
	}
	for _, r := range phases {
		later[r.UnitCode] = append(later[r.UnitCode], plan.Phase{From: plan.Date(r.ValidFrom), Name: fault.T(r.NameVI, r.NameEN), ShortVI: r.ShortVI, Kind: r.Kind, Parent: r.ParentCode})
	}
	units := make([]plan.Unit, 0, len(rows))
	for _, r := range rows {
		u := plan.Unit{Code: r.Code, Name: fault.T(r.NameVI, r.NameEN), ShortVI: r.ShortVI, Kind: r.Kind, Parent: r.ParentCode,
			From: plan.Date(r.ValidFrom), To: plan.Date(r.ValidTo), Successors: next[r.Code], Attrs: json.RawMessage(r.Attrs), Version: r.Version}
		if more := later[r.Code]; len(more) > 0 {
			u.Phases = append([]plan.Phase{{Name: u.Name, ShortVI: u.ShortVI, Kind: u.Kind, Parent: u.Parent}}, more...)
		}
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b plan.Unit) int {
		return cmp.Or(cmp.Compare(a.Name.VI, b.Name.VI), cmp.Compare(a.Code, b.Code))
	})
	return units, nil
}

// UnitsVersion implements [plan.Register]. No row is ever removed, and no version goes back.
func (s *Store) UnitsVersion(ctx context.Context) (int, error) {
	var version int
	err := s.db.Read(ctx).Raw("SELECT (SELECT count(*) FROM plan) + (SELECT coalesce(sum(version), 0) FROM unit)").Scan(&version).Error
	return version, store.Translate(err)
}

// Holdings implements [unit.Register]. What is archived or withdrawn counts as well: somebody
// must be able to take it out again.
func (s *Store) Holdings(ctx context.Context, code string, last plan.Date, from time.Time) (unit.Holdings, error) {
	var row struct{ Stories, Pictures, Channels, Digests, Grants, Later int }
	err := s.db.Read(ctx).Raw(`SELECT
(SELECT count(*) FROM article WHERE unit_code = @code) AS stories,
(SELECT count(*) FROM media WHERE unit_code = @code) AS pictures,
(SELECT count(*) FROM channel WHERE unit_code = @code) AS channels,
(SELECT count(*) FROM digest WHERE unit_code = @code AND state <> 'ended') AS digests,
(SELECT count(*) FROM role_grant WHERE unit_code = @code AND (valid_until = '' OR valid_until > @last)) AS grants,
(SELECT count(*) FROM article WHERE unit_code = @code AND created_at >= @from)
	+ (SELECT count(*) FROM media WHERE unit_code = @code AND created_at >= @from)
	+ (SELECT count(*) FROM release r JOIN edition e ON e.id = r.edition_id JOIN article a ON a.id = e.article_id
		WHERE a.unit_code = @code AND r.approved_at >= @from) AS later`,
		map[string]any{"code": code, "last": string(last), "from": from.UnixMicro()}).Scan(&row).Error
	return unit.Holdings(row), store.Translate(err)
}
