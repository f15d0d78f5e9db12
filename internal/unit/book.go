package unit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/text"
)

// The bounds of what a unit is called, in characters.
const (
	maxCode  = 80
	maxName  = 200
	maxShort = 60
	maxKind  = 60
)

// book is all units with the wishes that are entered into it. Wishes may lean on each other,
// so what refers to other units is judged once all are in: an office that merges enters its
// heir and its own end in one file.
type book struct {
	was, units map[string]plan.Unit // by code, as they are kept
	codes      []string             // in the order in which they came
	touched    []string             // codes of those that are not as they were
	ended      []string             // codes of those that get another end or other successors
	today      plan.Date
	// blame is told what is wrong with the wish for a unit, and in which field of it.
	blame func(code, pointer string, what fault.Text)
	// refused is why a wish cannot be entered at all.
	refused error
	checks  []func()
}

func newBook(all []plan.Unit, today plan.Date, blame func(code, pointer string, what fault.Text)) *book {
	b := &book{was: map[string]plan.Unit{}, units: map[string]plan.Unit{}, today: today, blame: blame}
	for _, u := range all {
		b.was[u.Code], b.units[u.Code] = u, u
		b.codes = append(b.codes, u.Code)
	}
	return b
}

// list is all units, with what was entered.
func (b *book) list() []plan.Unit {
	all := make([]plan.Unit, len(b.codes))
	for i, code := range b.codes {
		all[i] = b.units[code]
	}
	return all
}

func (b *book) put(u plan.Unit) {
	if _, there := b.units[u.Code]; !there {
		b.codes = append(b.codes, u.Code)
	}
	b.units[u.Code] = u
	if !slices.Contains(b.touched, u.Code) {
		b.touched = append(b.touched, u.Code)
	}
}

// make enters a new unit.
func (b *book) make(n NewUnit) {
	wrong := func(pointer string, what fault.Text) { b.blame(n.Code, pointer, what) }
	u := plan.Unit{Code: n.Code, Name: b.name(n.Code, n.Name),
		ShortVI: b.line(n.Code, "/short", n.ShortVI, 0, maxShort), Kind: n.Kind, Parent: n.Parent, From: n.From, To: n.To, Successors: n.Successors}
	b.kind(n.Code, n.Kind)
	for pointer, day := range map[string]plan.Date{"/from": n.From, "/to": n.To} {
		if day != "" && !day.Real() {
			wrong(pointer, noDay())
		}
	}
	if n.From.Real() && n.To.Real() && n.To < n.From {
		wrong("/to", fault.Tf("Ngày cuối %s đứng trước ngày đầu %s.", "The last day %s is before the first day %s.", n.To, n.From))
	}
	if n.To == "" && len(n.Successors) > 0 {
		wrong("/successors", fault.T("Đơn vị kế thừa cần ngày cuối của đơn vị này.", "Successors need the last day of this unit."))
	}
	if old, taken := b.units[n.Code]; taken {
		wrong("/code", fault.Tf("Mã này đã có, của “%s”; mã không bao giờ dùng lại.", "The code is taken by “%s”; codes are never used again.", old.Newest().Name.VI))
		return
	}
	if !plan.IsCode(n.Code) || len(n.Code) > maxCode {
		wrong("/code", fault.Tf("Mã gồm chữ thường không dấu, số và gạch nối, nhiều nhất %d ký tự; ví dụ so-noi-vu.",
			"A code is lower-case ASCII letters, digits and hyphens, at most %d; such as so-noi-vu.", maxCode))
		return
	}
	b.put(u)
	if n.To != "" {
		b.ended = append(b.ended, n.Code)
	}
	day := max(b.today, n.From)
	if n.To != "" {
		day = max(min(day, n.To), n.From)
	}
	b.checks = append(b.checks, func() { b.parent(n.Code, n.Parent, day) })
}

func noDay() fault.Text {
	return fault.T("Không phải ngày có thật theo dạng 2025-12-31.", "Not a real day in the form 2025-12-31.")
}

// name is a name in its stored form, the Vietnamese one in the place of an English one that is
// not given.
func (b *book) name(code string, n fault.Text) fault.Text {
	vi := b.line(code, "/name/vi", n.VI, 1, maxName)
	return fault.T(vi, cmp.Or(b.line(code, "/name/en", n.EN, 0, maxName), vi))
}

// line is a text of one line in its stored form.
func (b *book) line(code, pointer, s string, least, most int) string {
	clean, err := text.Line(s)
	n := text.Graphemes(clean)
	switch {
	case err != nil:
		b.blame(code, pointer, fault.T("Chữ không phải UTF-8.", "The text is not UTF-8."))
	case n < least:
		b.blame(code, pointer, fault.T("Không được để trống.", "It must not be empty."))
	case n > most:
		b.blame(code, pointer, fault.Tf("Nhiều nhất %d ký tự.", "At most %d characters.", most))
	case clean != "" && strings.Trim(clean, "0123456789-/.: ") == "":
		b.blame(code, pointer, fault.T("Tên phải có chữ; đây là số hoặc ngày.", "A name has letters; this is a number or a date."))
	}
	return clean
}

// kind refuses what is no code. What levels there are is data, so that any code will do.
func (b *book) kind(code, kind string) {
	if !plan.IsCode(kind) || len(kind) > maxKind {
		b.blame(code, "/kind", fault.Tf("Loại là một mã: chữ thường không dấu, số và gạch nối, nhiều nhất %d ký tự; ví dụ so, xa, dac-khu.",
			"The kind is a code: lower-case ASCII letters, digits and hyphens, at most %d; such as so, xa, dac-khu.", maxKind))
	}
}

// find is a unit that a wish is about, as it is by now.
func (b *book) find(code string, version int) (plan.Unit, bool) {
	u, there := b.units[code]
	switch {
	case !there:
		b.refused = fault.New(fault.NotFound, plan.UnknownUnit(b.list(), code))
	case version != 0 && version != u.Version:
		b.refused = fault.New(fault.StaleVersion, fault.T("Đơn vị đã được sửa từ lúc bạn đọc; hãy đọc lại.", "The unit was changed since you read it; read it again."))
	}
	return u, b.refused == nil
}

// change enters a change.
func (b *book) change(code string, c Change) {
	u, ok := b.find(code, c.Version)
	if !ok {
		return
	}
	if u.EndedBy(b.today) {
		b.refused = fault.New(fault.StateConflict, fault.Tf("Đơn vị đã kết thúc ngày %s; tên và vị trí của nó được giữ làm lịch sử.",
			"The unit ended on %s; its names and its place are kept as history.", u.To))
		return
	}
	if c.From != nil && *c.From != u.From {
		u = b.begin(u, *c.From)
	}
	since, ok := b.since(u, c.Since)
	if !ok {
		return
	}
	u = u.Since(since, func(p *plan.Phase) {
		if c.Name != nil {
			p.Name = b.name(code, *c.Name)
		}
		if c.ShortVI != nil {
			p.ShortVI = b.line(code, "/short", *c.ShortVI, 0, maxShort)
		}
		if c.Kind != nil {
			b.kind(code, *c.Kind)
			p.Kind = *c.Kind
		}
		if c.Parent != nil {
			p.Parent = *c.Parent
		}
	})
	if c.Parent != nil {
		day := cmp.Or(since, u.From)
		b.checks = append(b.checks, func() { b.parent(code, *c.Parent, day) })
	}
	if was := b.units[code]; !plan.Same(was, u) {
		b.put(u)
	}
}

// since is from which day on a change holds: from the beginning of a unit that is yet to
// begin, else from today on or later.
func (b *book) since(u plan.Unit, day plan.Date) (plan.Date, bool) {
	begins := u.Begins(b.today)
	switch {
	case day == "" && begins, day != "" && begins && day <= u.From && day.Real():
		return "", true
	case day == "":
		return b.today, true
	case !day.Real():
		b.blame(u.Code, "/since", noDay())
	case day < b.today:
		b.blame(u.Code, "/since", fault.Tf("Điều đã qua không sửa được; chỉ đổi từ hôm nay (%s) trở đi.", "What was is not written over; changes hold from today (%s) on.", b.today))
	case u.To != "" && day > u.To:
		b.blame(u.Code, "/since", fault.Tf("Đơn vị kết thúc ngày %s, trước ngày này.", "The unit ends on %s, before this day.", u.To))
	default:
		return day, true
	}
	return "", false
}

// begin moves the first day of a unit that is yet to begin.
func (b *book) begin(u plan.Unit, from plan.Date) plan.Unit {
	wrong := func(vi, en string, args ...any) { b.blame(u.Code, "/from", fault.Tf(vi, en, args...)) }
	switch {
	case !u.Begins(b.today):
		wrong("Đơn vị đã hoạt động; ngày đầu không đổi được nữa.", "The unit is at work; its first day cannot be changed any more.")
	case !from.Real():
		b.blame(u.Code, "/from", noDay())
	case from < b.today:
		wrong("Ngày đầu mới không thể trước hôm nay (%s).", "The new first day cannot be before today (%s).", b.today)
	case u.To != "" && from > u.To:
		wrong("Ngày đầu đứng sau ngày cuối %s.", "The first day is after the last day %s.", u.To)
	case len(u.Phases) > 1 && from >= u.Phases[1].From:
		wrong("Từ ngày %s đơn vị đã đổi tên hoặc cấp trên.", "From %s on the unit has another name or parent.", u.Phases[1].From)
	default:
		u.From = from
		b.checks = append(b.checks, func() {
			for _, one := range b.list() {
				if slices.Contains(one.Successors, u.Code) && one.To.Next() < from {
					wrong("Đơn vị này kế thừa “%s” từ ngày %s.", "The unit succeeds “%s” on %s.", one.Code, one.To.Next())
				}
			}
		})
	}
	return u
}

// end enters an end.
func (b *book) end(code string, e End) {
	u, ok := b.find(code, e.Version)
	if !ok {
		return
	}
	last := cmp.Or(e.Last, u.To)
	wrong := func(pointer, vi, en string, args ...any) { b.blame(code, pointer, fault.Tf(vi, en, args...)) }
	switch gone := u.EndedBy(b.today); {
	case !last.Real():
		b.blame(code, "/last_day", noDay())
		return
	case gone && last != u.To:
		wrong("/last_day", "Đơn vị đã kết thúc ngày %s; ngày ấy không đổi được.", "The unit ended on %s; that day cannot be changed.", u.To)
		return
	case u.From != "" && last < u.From:
		wrong("/last_day", "Ngày cuối %s đứng trước ngày đầu %s.", "The last day %s is before the first day %s.", last, u.From)
		return
	case len(u.Phases) > 1 && last < u.Phases[len(u.Phases)-1].From:
		wrong("/last_day", "Đơn vị đã được đổi tên hoặc cấp trên từ ngày %s, sau ngày này.", "The unit has another name or parent from %s on, after this day.", u.Phases[len(u.Phases)-1].From)
		return
	case gone:
		for _, one := range u.Successors {
			if !slices.Contains(e.Successors, one) {
				wrong("/successors", "Đơn vị đã chuyển sang “%s”; chỉ thêm được, không bỏ được.", "The unit has passed to “%s”; successors can be added and not taken away.", one)
			}
		}
	}
	u.To, u.Successors = last, slices.Sorted(slices.Values(e.Successors))
	b.ended = append(b.ended, code)
	b.checks = append(b.checks, func() { b.twice(code, e.Successors) })
	if !plan.Same(b.units[code], u) {
		b.put(u)
	}
}

func (b *book) twice(code string, successors []string) {
	for i, one := range successors {
		if slices.Contains(successors[:i], one) {
			b.blame(code, fmt.Sprintf("/successors/%d", i), fault.Tf("“%s” đã có ở trên.", "“%s” stands above already.", one))
		}
	}
}

// parent refuses one that does not exist on the day from which it is the parent.
func (b *book) parent(code, parent string, day plan.Date) {
	if parent == "" || parent == code { // which is a knot
		return
	}
	b.there(code, "/parent", parent, day)
}

// there refuses a reference to a unit that does not exist on a day.
func (b *book) there(code, pointer, other string, day plan.Date) {
	u, known := b.units[other]
	switch {
	case !known:
		b.blame(code, pointer, plan.UnknownUnit(b.list(), other))
	case u.EndedBy(day):
		b.blame(code, pointer, after(plan.SuccessionOn(b.list(), day), u))
	case !u.ValidOn(day):
		b.blame(code, pointer, fault.Tf("“%s” chỉ hoạt động từ ngày %s, sau ngày %s.", "“%s” exists only from %s, after %s.", other, u.From, day))
	}
}

// after says that a unit has ended by the day, and who has taken over.
func after(s plan.Succession, u plan.Unit) fault.Text {
	heirs := plan.Named(s.Heirs(u.Code))
	if heirs.IsZero() {
		return fault.Tf("“%s” đã kết thúc ngày %s.", "“%s” ended on %s.", u.Code, u.To)
	}
	return fault.T(fmt.Sprintf("“%s” đã kết thúc ngày %s; kế thừa: %s.", u.Code, u.To, heirs.VI), fmt.Sprintf("“%s” ended on %s; succeeded by: %s.", u.Code, u.To, heirs.EN))
}

// judge holds everything that was entered against everything else.
func (b *book) judge() {
	for _, check := range b.checks {
		check()
	}
	for _, code := range b.ended {
		u := b.units[code]
		for i, next := range u.Successors {
			if next != code && u.To.Real() { // itself is a knot
				b.there(code, fmt.Sprintf("/successors/%d", i), next, u.To.Next())
			}
		}
		b.orphans(u)
	}
	b.knots()
}

// orphans refuses an end that would leave units below nobody.
func (b *book) orphans(u plan.Unit) {
	if !u.To.Real() {
		return
	}
	const shown = 5
	var left []plan.Unit
	for _, one := range b.list() {
		day := max(u.To.Next(), one.From)
		if is := one.On(day); is.Parent == u.Code && one.Code != u.Code && one.ValidOn(day) {
			left = append(left, is)
		}
	}
	if len(left) == 0 {
		return
	}
	names := plan.Named(left[:min(len(left), shown)])
	b.blame(u.Code, "/last_day", fault.T(
		fmt.Sprintf("Còn %d đơn vị trực thuộc sau ngày này: %s. Trước hết hãy cho chúng cấp trên khác từ ngày %s, hoặc kết thúc chúng.", len(left), names.VI, u.To.Next()),
		fmt.Sprintf("Units stand below it after this day (%d): %s. First give them another parent from %s on, or end them.", len(left), names.EN, u.To.Next())))
}

// knots refuses loops and trees that are too deep. One that was there already is nobody's
// fault; one at a unit that nobody touched is that of whoever stands above it.
func (b *book) knots() {
	var before []plan.Unit
	for _, u := range b.was {
		before = append(before, u)
	}
	old := map[string]bool{}
	for _, k := range plan.Knots(before) {
		old[k.Code] = true
	}
	for _, k := range plan.Knots(b.list()) {
		pointer := "/parent"
		if k.Succession {
			pointer = "/successors"
		}
		switch {
		case slices.Contains(b.touched, k.Code):
			b.blame(k.Code, pointer, k.What)
		case !old[k.Code]:
			b.blame(b.above(k), pointer, k.What)
		}
	}
}

// above is the touched unit that pulled one into a knot.
func (b *book) above(k plan.Knot) string {
	for at, n := b.units[k.Code], 0; n <= plan.MaxLevels; n++ {
		if slices.Contains(b.touched, at.Code) {
			return at.Code
		}
		at = b.units[at.Newest().Parent]
	}
	return slices.Concat(b.touched, []string{""})[0]
}

// hands refuses ends that would leave something in nobody's hands, and those of days gone by
// since which something has been done in the name of the unit.
func (s *Service) hands(ctx context.Context, b *book) error {
	for _, code := range b.ended {
		u, was := b.units[code], b.was[code]
		if was.Code == "" { // new, and with nothing on it
			continue
		}
		next, err := time.ParseInLocation(time.DateOnly, string(u.To.Next()), s.o.Zone)
		if err != nil {
			return err
		}
		h, err := s.o.Register.Holdings(ctx, code, u.To, next)
		if err != nil {
			return err
		}
		if h.Later > 0 && !was.EndedBy(b.today) {
			b.blame(code, "/last_day", fault.Tf("Sau ngày này đã có %d bài, ảnh hoặc bản duyệt mang tên đơn vị; ngày cuối sớm nhất là hôm nay (%s).",
				"Stories, pictures or approvals bear the name of the unit after this day (%d); its last day is today (%s) at the earliest.", h.Later, b.today))
		}
		if len(u.Successors) > 0 {
			continue
		}
		lead, err := s.leads(ctx, code, u.To.Next())
		if err != nil {
			return err
		}
		if left := h.words(lead); !left.IsZero() {
			b.blame(code, "/successors", fault.T("Cần ít nhất một đơn vị kế thừa, vì đơn vị này còn: "+left.VI+".", "At least one successor is needed, since the unit has: "+left.EN+"."))
		}
	}
	return nil
}

// leads reports whether a unit is to coordinate the plan of a day.
func (s *Service) leads(ctx context.Context, code string, day plan.Date) (bool, error) {
	p, err := s.o.Plans.Current(ctx, day)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return p.LeadUnit == code, err
}

// words lists what there is.
func (h Holdings) words(lead bool) fault.Text {
	var vi, en []string
	for _, one := range []struct {
		n    int
		text fault.Text
	}{{h.Stories, fault.T("%d bài", "stories (%d)")}, {h.Pictures, fault.T("%d ảnh", "pictures (%d)")}, {h.Channels, fault.T("%d kênh", "channels (%d)")},
		{h.Digests, fault.T("%d bản tin định kỳ", "digests (%d)")}, {h.Grants, fault.T("%d vai trò", "roles (%d)")}} {
		if one.n > 0 {
			vi, en = append(vi, fmt.Sprintf(one.text.VI, one.n)), append(en, fmt.Sprintf(one.text.EN, one.n))
		}
	}
	if lead {
		vi, en = append(vi, "nhiệm vụ chủ trì kế hoạch"), append(en, "the lead of the plan")
	}
	return fault.T(strings.Join(vi, ", "), strings.Join(en, ", "))
}
