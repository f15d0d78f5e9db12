package plan

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/fault"
)

// Shelf keeps the versions of plans, with their facets.
type Shelf interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Plans returns every version of every plan, in no order.
	Plans(ctx context.Context) ([]Plan, error)
	// Documents returns what was loaded, the newest first.
	Documents(ctx context.Context) ([]string, error)
	// AddPlan fails with [fault.AlreadyExists] when the version is taken.
	AddPlan(ctx context.Context, p Plan, document string) error
	AddFacets(ctx context.Context, planID string, facets []Facet) error
	// Facets returns the facets of a plan by kind and position.
	Facets(ctx context.Context, planID string) ([]Facet, error)
}

// Register keeps the units.
type Register interface {
	// LockUnits is Units in a transaction beside which nobody else changes units.
	LockUnits(ctx context.Context) ([]Unit, error)
	// PutUnits adds units and replaces those with the same codes, phases and successors
	// included.
	PutUnits(ctx context.Context, units []Unit) error
	// Units returns all units in their first phase, with the later ones and their successors,
	// by that name.
	Units(ctx context.Context) ([]Unit, error)
	// UnitsVersion returns a number that is higher after every change of units.
	UnitsVersion(ctx context.Context) (int, error)
}

// Store keeps plans with their facets, and units.
type Store interface {
	Shelf
	Register
}

// Service knows the plans, their facets and the units.
type Service struct {
	store Store
	now   func() time.Time
	zone  *time.Location

	mu   sync.Mutex
	seen Succession // read last
	at   int        // the version of the units that it was read at
}

// New makes a Service; zone is where its days begin and end.
func New(store Store, now func() time.Time, zone *time.Location) *Service {
	return &Service{store: store, now: now, zone: zone}
}

// Day returns the day of an instant in the zone of the plan.
func (s *Service) Day(at time.Time) Date { return DayOf(at, s.zone) }

// Changes are what came of loading a document.
type Changes struct {
	// Units are those that it brought or changed; none where there was no unit before, since
	// then nothing has changed and all of them are the document's.
	Units []Changed
}

// Load makes a document's plan, facets and units known. A document that was loaded
// before changes nothing, and then there are no changes (nil); another one of the same plan is
// a new version, and the rows of the old one stay as they are. Of units it changes what it says
// anew; [fault.ValidationFailed] where people have changed the same meanwhile, or both together
// cannot be, at the place in the document.
func (s *Service) Load(ctx context.Context, d Document) (loaded Plan, changes *Changes, err error) {
	placed, err := d.facets()
	if err != nil {
		return Plan{}, nil, err
	}
	facets := make([]Facet, 0, len(placed))
	for _, p := range placed {
		facets = append(facets, p.Facet)
	}
	add := func(ctx context.Context) error {
		var fresh bool
		changes = nil
		loaded, fresh, err = s.version(ctx, d)
		if err != nil || !fresh {
			return err
		}
		units, first, err := s.meet(ctx, d) // before the document is one of those that were loaded
		if err != nil {
			return err
		}
		if changes = (&Changes{}); !first {
			changes.Units = units
		}
		if err := s.store.AddPlan(ctx, loaded, d.text); err != nil {
			return err
		}
		if err := s.store.AddFacets(ctx, loaded.ID, facets); err != nil {
			return err
		}
		put := make([]Unit, len(units))
		for i, c := range units {
			put[i] = c.Is
		}
		return s.store.PutUnits(ctx, put)
	}
	err = s.store.InTx(ctx, add)
	if fault.Is(err, fault.AlreadyExists) { // another instance loaded at the same time
		err = s.store.InTx(ctx, add)
	}
	if err != nil {
		return Plan{}, nil, err
	}
	return loaded, changes, nil
}

// version returns the plan of a document: the one stored, or the next version.
func (s *Service) version(ctx context.Context, d Document) (p Plan, fresh bool, err error) {
	plans, err := s.store.Plans(ctx)
	if err != nil {
		return Plan{}, false, err
	}
	newest := 0
	for _, known := range plans {
		if known.Code != d.Plan.Slug {
			continue
		}
		if known.Hash == d.hash {
			return known, false, nil
		}
		newest = max(newest, known.Version)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Plan{}, false, err
	}
	return Plan{
		ID: id.String(), Code: d.Plan.Slug, Version: newest + 1, Title: fault.T(d.Plan.TitleVI, d.Plan.TitleEN),
		From: d.Plan.Period.From, To: d.Plan.Period.To,
		Territory: fault.T(d.Plan.Territory.NameVI, cmp.Or(d.Plan.Territory.NameEN, d.Plan.Territory.NameVI)),
		LeadUnit:  d.Plan.LeadUnit, Hash: d.hash, LoadedAt: s.now().UTC().Truncate(time.Microsecond),
	}, true, nil
}

// Plans returns every version of every plan, the newest first.
func (s *Service) Plans(ctx context.Context) ([]Plan, error) {
	plans, err := s.store.Plans(ctx)
	slices.SortFunc(plans, func(a, b Plan) int {
		return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(b.Code, a.Code), b.Version-a.Version)
	})
	return plans, err
}

// Plan returns a version of a plan by its id; [fault.NotFound] when there is none.
func (s *Service) Plan(ctx context.Context, id string) (Plan, error) {
	plans, err := s.store.Plans(ctx)
	if err != nil {
		return Plan{}, err
	}
	for _, p := range plans {
		if p.ID == id {
			return p, nil
		}
	}
	return Plan{}, fault.New(fault.NotFound, fault.T("Không có kế hoạch này.", "There is no such plan."))
}

// Current returns the plan whose period covers the day, in its newest version; when none
// does, the one that began last. [fault.NotFound] while no plan is loaded.
func (s *Service) Current(ctx context.Context, day Date) (Plan, error) {
	plans, err := s.Plans(ctx)
	if err != nil {
		return Plan{}, err
	}
	if len(plans) == 0 {
		return Plan{}, fault.New(fault.NotFound, fault.T("Chưa có kế hoạch nào được nạp.", "No plan has been loaded yet."))
	}
	for _, p := range plans {
		if p.Covers(day) {
			return p, nil
		}
	}
	return plans[0], nil
}

// Facets returns the facets of a plan by kind and position.
func (s *Service) Facets(ctx context.Context, planID string) ([]Facet, error) {
	return s.store.Facets(ctx, planID)
}

// Languages returns the languages of a plan in its order.
func (s *Service) Languages(ctx context.Context, planID string) ([]Facet, error) {
	facets, err := s.store.Facets(ctx, planID)
	return slices.DeleteFunc(facets, func(f Facet) bool { return f.Kind != Language }), err
}

// Units returns all units by name, as they are today, those that ended included.
func (s *Service) Units(ctx context.Context) ([]Unit, error) {
	return s.UnitsOn(ctx, s.Day(s.now()))
}

// UnitsOn is [Service.Units] for another day.
func (s *Service) UnitsOn(ctx context.Context, day Date) ([]Unit, error) {
	units, err := s.store.Units(ctx)
	return named(units, day), err
}

// Unit returns a unit by its code; [fault.NotFound], with the code that was meant if
// any, when there is none.
func (s *Service) Unit(ctx context.Context, code string) (Unit, error) {
	units, err := s.Units(ctx)
	if err != nil {
		return Unit{}, err
	}
	unit, ok := find(units, code)
	if !ok {
		return Unit{}, fault.New(fault.NotFound, UnknownUnit(units, code))
	}
	return unit, nil
}

func find(units []Unit, code string) (Unit, bool) {
	i := slices.IndexFunc(units, func(u Unit) bool { return u.Code == code })
	if i < 0 {
		return Unit{}, false
	}
	return units[i], true
}

// UnknownUnit says that there is no such unit, and which was meant.
func UnknownUnit(units []Unit, code string) fault.Text {
	codes := make([]string, 0, len(units))
	for _, u := range units {
		codes = append(codes, u.Code)
	}
	return hinted(fault.Tf("Không có đơn vị “%s”", "There is no unit “%s”", code), fault.T("mã gần nhất là", "the nearest code is"), code, codes)
}
