package unit

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// parent refuses one that nobody knows, and above a unit that is made as history one that was
// not there when it ended; the days to come are judged by strays.
func (b *book) parent(code, parent string, made plan.Unit) {
	switch _, known := b.units[parent]; {
	case parent == "" || parent == code: // which is a knot
	case !known:
		b.blame(code, "/parent", plan.UnknownUnit(b.list(), parent))
	case made.EndedBy(b.today):
		b.there(code, "/parent", parent, made.To)
	}
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
		for i, next := range b.asked[code] {
			if next != code && u.To.Real() { // itself is a knot
				b.there(code, fmt.Sprintf("/successors/%d", i), next, u.To.Next())
			}
		}
		b.expected(u)
		b.ownGain(u)
	}
	b.strays()
	b.knots()
}

// expected refuses an end before the day on which another unit passes to this one.
func (b *book) expected(u plan.Unit) {
	for _, one := range b.list() {
		day := one.To.Next()
		if slices.Contains(one.Successors, u.Code) && one.To.Real() && u.EndedBy(day) && !b.was[u.Code].EndedBy(day) && !slices.Contains(b.ended, one.Code) {
			b.blame(u.Code, "/last_day", fault.Tf("“%s” chuyển sang đơn vị này từ ngày %s, sau ngày cuối này. Trước hết hãy cho “%s” đơn vị kế thừa khác.",
				"“%s” passes to this unit on %s, after its last day. First give “%s” another successor.", one.Code, day, one.Code))
		}
	}
}

// ownGain refuses successors by which whoever enters them would come to write or decide on
// more than they were given: nobody gives themselves rights by ending a unit. It is the same
// with a day that comes earlier.
func (b *book) ownGain(u plan.Unit) {
	was, mine := b.was[u.Code], b.roles()
	sooner := was.To == "" || u.To < was.To
	for i, next := range b.asked[u.Code] {
		if !sooner && slices.Contains(was.Successors, next) {
			continue
		}
		for _, heir := range b.way(next) {
			if role, held := mine[heir]; held {
				b.blame(u.Code, fmt.Sprintf("/successors/%d", i), fault.T(
					fmt.Sprintf("Bạn giữ vai trò %s ở “%s”, nên việc này trao thêm quyền cho chính bạn; cần người khác ghi.", role.Name().VI, heir),
					fmt.Sprintf("You are %s in “%s”, so that this would give you rights; somebody else must enter it.", role.Name().EN, heir)))
				break
			}
		}
	}
}

// roles are the units in which the actor writes or decides, now or by what is given already,
// in their own place or in another's.
func (b *book) roles() map[string]right.Role {
	mine := map[string]right.Role{}
	take := func(g right.Grant, where string) {
		if g.Unit != "" && (where == "" || where == g.Unit) && g.Role.Writes() && !g.EndedBy(b.today) {
			mine[g.Unit] = g.Role
		}
	}
	for _, g := range b.actor.Grants {
		take(g, "")
	}
	for _, l := range b.actor.Lapsed {
		take(l.Grant, "")
	}
	for _, d := range b.actor.Delegated {
		for _, g := range d.Giver.Grants {
			take(g, d.Unit)
		}
	}
	return mine
}

// way is a unit with all to which it may ever pass, itself first.
func (b *book) way(code string) []string {
	way := []string{code}
	for i := 0; i < len(way); i++ {
		for _, next := range b.units[way[i]].Successors {
			if !slices.Contains(way, next) {
				way = append(way, next)
			}
		}
	}
	return way
}

// before is all units as they were.
func (b *book) before() []plan.Unit {
	return slices.SortedFunc(maps.Values(b.was), func(x, y plan.Unit) int { return cmp.Compare(x.Code, y.Code) })
}

// strays refuses what would leave units below one that is not there, from today on. Whoever
// ends a unit answers for those below it, whoever places one for its own place.
func (b *book) strays() {
	left := map[string][]plan.Stray{} // below units that get an end, by these
	for _, s := range plan.NewStrays(b.before(), b.list(), b.today) {
		child, parent := b.units[s.Code], b.units[s.Parent]
		switch {
		case parent.EndedBy(s.Day) && parent.To != b.was[s.Parent].To:
			left[s.Parent] = append(left[s.Parent], s)
		case slices.Contains(b.touched, s.Code):
			b.blame(s.Code, b.moved(child), b.adrift(parent, s.Day))
		default:
			b.blame(s.Parent, "/from", fault.Tf("“%s” trực thuộc đơn vị này từ ngày %s. Trước hết hãy cho nó cấp trên khác.",
				"“%s” stands below this unit from %s. First give it another parent.", s.Code, s.Day))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(left)) {
		b.orphans(code, left[code])
	}
}

// moved is the field of a unit by which it comes to stand below one that is not there.
func (b *book) moved(u plan.Unit) string {
	was := b.was[u.Code]
	same := u
	same.From, same.To, same.Successors = was.From, was.To, was.Successors
	switch {
	case !plan.Same(same, was):
		return "/parent"
	case u.To != was.To:
		return "/last_day"
	}
	return "/from"
}

// adrift says why a unit cannot stand below another from a day on.
func (b *book) adrift(parent plan.Unit, day plan.Date) fault.Text {
	if !parent.EndedBy(day) {
		return fault.Tf("“%s” chỉ hoạt động từ ngày %s, sau ngày %s.", "“%s” exists only from %s, after %s.", parent.Code, parent.From, day)
	}
	if parent.EndedBy(b.today) {
		return after(plan.SuccessionOn(b.list(), day), parent)
	}
	return fault.Tf("“%s” kết thúc ngày %s. Hãy ghi trước cấp trên từ ngày %s, hoặc cho đơn vị này kết thúc không muộn hơn đơn vị kia.",
		"“%s” ends on %s. First enter the parent from %s on, or let this unit end no later than the other.", parent.Code, parent.To, parent.To.Next())
}

// orphans refuses an end that would leave units below nobody.
func (b *book) orphans(code string, left []plan.Stray) {
	const shown = 5
	day := left[0].Day
	var below []plan.Unit
	for _, s := range left {
		if day = min(day, s.Day); !slices.ContainsFunc(below, func(u plan.Unit) bool { return u.Code == s.Code }) {
			below = append(below, b.units[s.Code].On(s.Day))
		}
	}
	names := plan.Named(below[:min(len(below), shown)])
	b.blame(code, "/last_day", fault.T(
		fmt.Sprintf("Còn %d đơn vị trực thuộc sau ngày này: %s. Trước hết hãy cho chúng cấp trên khác từ ngày %s, hoặc kết thúc chúng.", len(below), names.VI, day),
		fmt.Sprintf("Units stand below it after this day (%d): %s. First give them another parent from %s on, or end them.", len(below), names.EN, day)))
}

// knots refuses loops and trees that are too deep. One that was there already is nobody's
// fault; one at a unit that nobody touched is that of whoever stands above it.
func (b *book) knots() {
	old := map[string]bool{}
	for _, k := range plan.Knots(b.before()) {
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
