package unit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
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
	asked      map[string][]string  // by code: the successors in the order in which they were named
	today      plan.Date
	actor      right.Actor // whose wishes they are
	// blame is told what is wrong with the wish for a unit, and in which field of it.
	blame func(code, pointer string, what fault.Text)
	// refused is why a wish cannot be entered at all.
	refused error
	checks  []func()
}

func newBook(actor right.Actor, all []plan.Unit, today plan.Date, blame func(code, pointer string, what fault.Text)) *book {
	b := &book{was: map[string]plan.Unit{}, units: map[string]plan.Unit{}, asked: map[string][]string{}, today: today, actor: actor, blame: blame}
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
		if day != "" {
			b.day(n.Code, pointer, day)
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
		b.asked[n.Code] = n.Successors
		b.ended = append(b.ended, n.Code)
		b.checks = append(b.checks, func() { b.twice(n.Code, n.Successors) })
	}
	b.checks = append(b.checks, func() { b.parent(n.Code, n.Parent, u) })
}

func noDay() fault.Text {
	return fault.T("Không phải ngày có thật theo dạng 2025-12-31.", "Not a real day in the form 2025-12-31.")
}

// day refuses what is no day, and one that stands for "never".
func (b *book) day(code, pointer string, day plan.Date) bool {
	switch {
	case !day.Real():
		b.blame(code, pointer, noDay())
	case day > plan.LastDay:
		b.blame(code, pointer, fault.Tf("Ngày xa nhất là %s; nếu không có ngày ấy thì để trống.", "The latest day is %s; leave it blank where there is none.", plan.LastDay))
	default:
		return true
	}
	return false
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
		b.checks = append(b.checks, func() { b.parent(code, *c.Parent, plan.Unit{}) })
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
	case !b.day(u.Code, "/since", day):
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
	case !b.day(u.Code, "/from", from):
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
	if e.Open {
		b.goOn(u, e)
		return
	}
	last := cmp.Or(e.Last, u.To)
	wrong := func(pointer, vi, en string, args ...any) { b.blame(code, pointer, fault.Tf(vi, en, args...)) }
	switch gone := u.EndedBy(b.today); {
	case last == "":
		wrong("/last_day", "Thiếu ngày cuối: đơn vị chưa có ngày kết thúc.", "The last day is missing: the unit has none yet.")
		return
	case !b.day(code, "/last_day", last):
		return
	case gone && last != u.To:
		wrong("/last_day", "Đơn vị đã kết thúc ngày %s; ngày ấy không đổi được.", "The unit ended on %s; that day cannot be changed.", u.To)
		return
	case u.From != "" && last < u.From:
		wrong("/last_day", "Ngày cuối %s đứng trước ngày đầu %s.", "The last day %s is before the first day %s.", last, u.From)
		return
	case !gone && len(u.Phases) > 1 && last < u.Phases[len(u.Phases)-1].From:
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
	b.asked[code] = e.Successors
	b.ended = append(b.ended, code)
	b.checks = append(b.checks, func() { b.twice(code, e.Successors) })
	if !plan.Same(b.units[code], u) {
		b.put(u)
	}
}

// goOn takes back an end that has not come yet.
func (b *book) goOn(u plan.Unit, e End) {
	switch {
	case u.EndedBy(b.today):
		b.blame(u.Code, "/last_day", fault.Tf("Đơn vị đã kết thúc ngày %s; không khôi phục được.", "The unit ended on %s; that cannot be taken back.", u.To))
	case len(e.Successors) > 0:
		b.blame(u.Code, "/successors", fault.T("Đơn vị kế thừa cần ngày cuối của đơn vị này.", "Successors need the last day of this unit."))
	case u.To != "":
		u.To, u.Successors = "", nil
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
