package digest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/text"
)

// change is a patch on its way into a digest.
type change struct {
	d       *Digest
	fresh   bool
	faults  fault.Fields
	changed []string // JSON pointers of what differs from before
}

// put sets a value that is given and differs.
func put[T comparable](ch *change, pointer string, at, value *T) {
	if value == nil || *value == *at && !ch.fresh {
		return
	}
	*at = *value
	ch.changed = append(ch.changed, pointer)
}

func (ch *change) has(pointers ...string) bool {
	return slices.ContainsFunc(pointers, func(p string) bool { return slices.Contains(ch.changed, p) })
}

// apply brings a patch into the digest, or reports all of its faults at once. now is the
// database's.
func (s *Service) apply(ctx context.Context, ch *change, p Patch, now time.Time) error {
	d := ch.d
	put(ch, "/name", &d.Name, ch.line("/name", p.Name))
	put(ch, "/title", &d.Title, ch.line("/title", p.Title))
	put(ch, "/filter", &d.Filter, p.Filter)
	put(ch, "/expression", &d.Expression, p.Expression)
	put(ch, "/zone", &d.Zone, p.Zone)
	put(ch, "/max_items", &d.Items, p.Items)
	if p.Facets != nil && !same(*p.Facets, d.Facets) {
		d.Facets = *p.Facets
		ch.changed = append(ch.changed, "/facets")
	}
	if p.Paused != nil && d.State != Ended {
		state := Active
		if *p.Paused {
			state = Paused
		}
		put(ch, "/paused", &d.State, &state)
	}
	ch.checkWords()
	if d.Items < 1 || d.Items > MaxItems {
		ch.faults.Add("/max_items", fault.Tf("cần trong khoảng 1–%d", "must be within 1–%d", MaxItems))
	}
	if err := s.checkCodes(ctx, ch); err != nil {
		return err
	}
	if err := s.place(ch, now); err != nil {
		return err
	}
	return ch.faults.Err()
}

func same(a, b plan.Facets) bool {
	return slices.Equal(a.Pillars, b.Pillars) && slices.Equal(a.Areas, b.Areas) && slices.Equal(a.Topics, b.Topics) &&
		slices.Equal(a.Audiences, b.Audiences) && slices.Equal(a.MemberStates, b.MemberStates) && a.Form == b.Form
}

func (ch *change) line(pointer string, value *string) *string {
	if value == nil {
		return nil
	}
	clean, err := text.Line(*value)
	if err != nil {
		ch.faults.Add(pointer, fault.T("không phải UTF-8", "is not UTF-8"))
		clean = "\uFFFD" // given, though not readable: one fault is enough
	}
	return &clean
}

// checkWords judges the name, and the title by how it would look when it is longest.
func (ch *change) checkWords() {
	d := ch.d
	switch {
	case d.Name == "":
		ch.faults.Add("/name", fault.T("bắt buộc", "required"))
	case text.Graphemes(d.Name) > MaxName:
		ch.faults.Add("/name", fault.Tf("dài nhất %d ký tự", "at most %d characters", MaxName))
	}
	list := strings.Join(fields(), ", ")
	longest := fill(d.Title, time.Date(2026, time.September, 28, 0, 0, 0, 0, time.UTC), time.Date(2027, time.November, 30, 0, 0, 0, 0, time.UTC), d.Lang)
	switch {
	case d.Title == "":
		ch.faults.Add("/title", fault.Tf("bắt buộc; có thể dùng %s", "required; may name %s", list))
	case strange(d.Title):
		ch.faults.Add("/title", fault.Tf("có dấu ngoặc nhọn không thuộc trường nào; chỉ có: %s", "has braces of no known field; known: %s", list))
	case text.Graphemes(longest) > manuscript.MaxTitle:
		ch.faults.Add("/title", fault.Tf("dài quá %d ký tự khi điền ngày", "is longer than %d characters once the dates are in it", manuscript.MaxTitle))
	}
}

// checkCodes holds what is given anew against the plan and the units of today.
func (s *Service) checkCodes(ctx context.Context, ch *change) error {
	d, today := ch.d, plan.DayOf(s.o.Now(), s.o.Zone)
	current, err := s.o.Plans.Current(ctx, today)
	if err != nil {
		return err
	}
	if ch.fresh {
		if err := ch.faults.AddError("", s.o.Plans.CheckUnit(ctx, d.Unit, today)); err != nil {
			return err
		}
		if err := s.checkLang(ctx, ch, current.ID); err != nil {
			return err
		}
	}
	if ch.has("/facets") {
		if err := ch.faults.AddError("", s.o.Plans.CheckFacets(ctx, current.ID, d.Facets)); err != nil {
			return err
		}
	}
	if !ch.has("/filter") {
		return nil
	}
	codes := plan.Codes{Pillar: d.Filter.Pillar, Area: d.Filter.Area}
	if d.Filter.Unit != "" {
		codes.Units = []string{d.Filter.Unit}
	}
	return ch.faults.AddError("/filter", s.o.Plans.CheckCodes(ctx, codes))
}

func (s *Service) checkLang(ctx context.Context, ch *change, planID string) error {
	known, err := s.o.Plans.Facets(ctx, planID)
	if err != nil {
		return err
	}
	var codes []string
	for _, f := range known {
		if f.Kind == plan.Language {
			codes = append(codes, f.Code)
		}
	}
	if !slices.Contains(codes, ch.d.Lang) {
		list := strings.Join(codes, ", ")
		ch.faults.Add("/lang", fault.Tf("không có ngôn ngữ này; có: %s", "is not a known language; known: %s", list))
	}
	return nil
}

// place computes the next occurrence anew where that may have changed. What a new digest
// covers begins at the occurrence before its first, so that the first tells a whole span.
func (s *Service) place(ch *change, now time.Time) error {
	d := ch.d
	if !ch.has("/expression", "/zone", "/paused") && !ch.fresh {
		return nil
	}
	first, former, err := calendar(s.o.Next, d.Expression, d.Zone, now)
	if err != nil {
		return ch.faults.AddError("", err)
	}
	switch due := !d.NextAt.IsZero() && !d.NextAt.After(now); {
	case d.State != Active:
		d.NextAt = time.Time{}
	case !due: // what has come already is carried out first
		d.NextAt = first
	}
	if ch.fresh {
		d.CoveredTo = former
	}
	return nil
}
