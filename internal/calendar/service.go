package calendar

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store   Store
	Tallies Tallies
	Posts   Posts
	Planned Planned
	Plans   Plans
	// Deliveries lists deliveries for who may see them.
	Deliveries Deliveries
	// Closed lists the days on which channels rest.
	Closed func(ctx context.Context) ([]plan.Date, error)
	Trail  audit.Trail
	Zone   *time.Location // of the house
	Now    func() time.Time
	NewID  func() string
}

// Service keeps the calendar. Whoever reads stories in any unit sees all of it, since all are to
// work closely together (R5). Changes take the right to manage it in the entry's unit, of the
// whole province in every unit; each is one transaction with its audit row and its event in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Title       *fault.Text
	Place       *string
	URL         *string
	Note        *string
	From, To    *plan.Date
	Moved       *map[string]plan.Date // of what comes each year
	MemberState *string
	Facets      *plan.Facets
}

// Input is a new event.
type Input struct {
	Unit string // code; "" is the whole province
	Patch
}

func (s *Service) today() plan.Date { return plan.DayOf(s.o.Now(), s.o.Zone) }

// may turns away who reads no stories.
func may(actor right.Actor) error {
	if every, units := actor.Scope(right.ArticleRead); !every && len(units) == 0 {
		return actor.Need(right.ArticleRead, right.In(""))
	}
	return nil
}

// Create adds an event of a unit or of the province.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Entry, error) {
	if err := s.refused(ctx, actor, "", actor.Need(right.CalendarManage, right.In(in.Unit))); err != nil {
		return Entry{}, err
	}
	now := s.o.Now()
	e := Entry{ID: s.o.NewID(), Kind: Event, Unit: in.Unit, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var faults fault.Fields
		if in.Unit != "" {
			if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, in.Unit, s.today())); err != nil {
				return err
			}
		}
		if err := s.apply(ctx, &e, in.Patch, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, e); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, "calendar.create", nil, e)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// Get reads an entry.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Entry, error) {
	if err := may(actor); err != nil {
		return Entry{}, err
	}
	return s.o.Store.Get(ctx, id)
}

// Update changes an entry, one of the document too; version is the one that was read.
func (s *Service) Update(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Entry, error) {
	return s.on(ctx, actor, change{id, version, "calendar.update"}, func(ctx context.Context, e *Entry, faults *fault.Fields) error {
		e.Edited = e.Code != ""
		return s.apply(ctx, e, p, faults)
	})
}

// Cancel says that an entry does not take place; it stays, with the reason.
func (s *Service) Cancel(ctx context.Context, actor right.Actor, id string, version int, reason string) (Entry, error) {
	return s.on(ctx, actor, change{id, version, "calendar.cancel"}, func(_ context.Context, e *Entry, faults *fault.Fields) error {
		e.Reason = manuscript.Words(faults, "/reason", reason, MaxReason, true)
		e.CancelledAt, e.Edited = s.o.Now(), e.Code != ""
		return nil
	})
}

// change is what somebody does to an entry that they have read.
type change struct {
	id      string
	version int
	act     string
}

func (s *Service) on(ctx context.Context, actor right.Actor, c change, fn func(ctx context.Context, e *Entry, faults *fault.Fields) error) (Entry, error) {
	var done Entry
	if every, units := actor.Scope(right.CalendarManage); !every && len(units) == 0 {
		return Entry{}, s.refused(ctx, actor, c.id, actor.Need(right.CalendarManage, right.In("")))
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		e, err := s.o.Store.Lock(ctx, c.id)
		if err != nil {
			return err
		}
		if err := actor.Need(right.CalendarManage, right.In(e.Unit)); err != nil {
			return err
		}
		if c.version != 0 && c.version != e.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", e.Version))
		}
		if err := e.Alterable(); err != nil {
			return err
		}
		was := e
		var faults fault.Fields
		if err := fn(ctx, &e, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		e.Version++
		e.UpdatedAt = s.o.Now()
		if err := s.o.Store.Save(ctx, e); err != nil {
			return err
		}
		done = e
		return s.tell(ctx, actor.ID, c.act, &was, e)
	})
	if err != nil {
		return Entry{}, s.refused(ctx, actor, c.id, err)
	}
	return done, nil
}

// Alterable tells why nothing can be done about an entry any more; nil while something can.
func (e Entry) Alterable() error {
	if e.CancelledAt.IsZero() {
		return nil
	}
	return fault.New(fault.StateConflict, fault.T("Mục này đã hủy; thêm mục mới.", "This entry is cancelled; add a new one."))
}

// apply brings a patch into an entry; what is wrong is added to the faults.
func (s *Service) apply(ctx context.Context, e *Entry, p Patch, faults *fault.Fields) error {
	title := e.Title
	if p.Title != nil {
		title = *p.Title
	}
	e.Title = fault.T(manuscript.Line(faults, "/title/vi", title.VI, MaxTitle, true), manuscript.Line(faults, "/title/en", title.EN, MaxTitle, true))
	if p.Place != nil {
		e.Place = manuscript.Line(faults, "/place", *p.Place, MaxPlace, false)
	}
	if p.Note != nil {
		e.Note = manuscript.Words(faults, "/note", *p.Note, MaxNote, false)
	}
	if p.URL != nil {
		e.URL = checkURL(faults, *p.URL)
	}
	e.Rule.apply(p, faults)
	return s.checkFacets(ctx, e, p, faults)
}

func checkURL(faults *fault.Fields, given string) string {
	if given == "" {
		return ""
	}
	at, err := url.Parse(given)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" || len(given) > MaxURL {
		faults.Add("/url", fault.Tf("cần địa chỉ http(s), dài nhất %d byte", "takes an http(s) address of at most %d bytes", MaxURL))
		return given
	}
	return at.String()
}

func (r *Rule) apply(p Patch, faults *fault.Fields) {
	if r.Yearly != "" || len(r.Moved) > 0 {
		if p.From != nil || p.To != nil {
			faults.Add("/from", fault.T("mục này lặp hằng năm; đổi ngày của từng năm ở moved", "comes each year; change the day of single years in moved"))
		}
		if p.Moved != nil {
			r.Moved = *p.Moved
			checkMoved(faults, r.Moved)
			if r.Yearly == "" && len(r.Moved) == 0 { // it would never come again, and could not be changed
				faults.Add("/moved", fault.T("mục này chỉ có ngày của từng năm; giữ ít nhất một ngày, hoặc hủy mục", "has days of single years alone; keep one at least, or cancel it"))
			}
		}
		return
	}
	if p.Moved != nil {
		faults.Add("/moved", fault.T("mục này chỉ có một lần; đổi from và to", "comes but once; change from and to"))
	}
	if p.From != nil {
		r.From = *p.From
		if p.To == nil {
			r.To = r.From
		}
	}
	if p.To != nil {
		r.To = *p.To
	}
	checkSpan(faults, *r)
}

// checkMoved holds that a moved day lies in its year or next to it.
func checkMoved(faults *fault.Fields, moved map[string]plan.Date) {
	for _, year := range slices.Sorted(maps.Keys(moved)) {
		day := moved[year]
		if at := yearOf(plan.Date(year)); !day.Real() || !plan.Date(year+"-01-01").Real() || yearOf(day) < at-1 || yearOf(day) > at+1 {
			faults.Add("/moved", fault.Tf("%s: “%s” không phải một ngày của năm ấy; viết như 2026-02-17", "%s: “%s” is no day of that year; write it like 2026-02-17", year, string(day)))
		}
	}
}

func checkSpan(faults *fault.Fields, r Rule) {
	for _, one := range []struct {
		at  string
		day plan.Date
	}{{"/from", r.From}, {"/to", r.To}} {
		if !one.day.Real() || one.day > "2100-12-31" {
			faults.Add(one.at, fault.T("cần một ngày có thật như 2026-08-08, muộn nhất 2100", "takes an existing day such as 2026-08-08, 2100 at the latest"))
			return
		}
	}
	switch {
	case r.To < r.From:
		faults.Add("/to", fault.T("trước ngày đầu", "is before the first day"))
	case r.To > shift(r.From, MaxLength-1):
		faults.Add("/to", fault.Tf("dài nhất %d ngày", "at most %d days", MaxLength))
	}
}

func (s *Service) checkFacets(ctx context.Context, e *Entry, p Patch, faults *fault.Fields) error {
	if p.Facets == nil && p.MemberState == nil {
		return nil
	}
	current, err := s.o.Plans.Current(ctx, s.today())
	if err != nil {
		return err
	}
	if p.Facets != nil {
		e.Facets = *p.Facets
		if err := faults.AddError("", s.o.Plans.CheckFacets(ctx, current.ID, e.Facets)); err != nil {
			return err
		}
	}
	if p.MemberState == nil {
		return nil
	}
	if e.MemberState = *p.MemberState; e.MemberState == "" {
		return nil
	}
	facets, err := s.o.Plans.Facets(ctx, current.ID)
	for _, f := range facets {
		if f.Kind == plan.MemberState && f.Code == e.MemberState {
			return err
		}
	}
	faults.Add("/member_state", fault.T("kế hoạch không có nước thành viên này", "the plan knows no such member state"))
	return err
}

// tell writes what the record and the stream of events say about an act.
func (s *Service) tell(ctx context.Context, actor, act string, was *Entry, e Entry) error {
	entry := audit.Entry{Actor: actor, Action: act, Object: audit.Object{Kind: "calendar", ID: e.ID}, Is: e.defined()}
	if was != nil {
		entry.Was = was.defined()
	}
	if e.Code != "" {
		entry.Detail = map[string]any{"code": e.Code}
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(act), Unit: e.Unit, Data: map[string]any{"entry": e.ID}, Actor: actor})
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.CalendarManage), Object: audit.Object{Kind: "calendar", ID: id}}, err)
}
