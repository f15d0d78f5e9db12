package plan

import (
	"fmt"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// flaw is what cannot be of a unit.
type flaw struct {
	code, field string // of the document
	// other is the unit that is referred to; then otherField is what is in the way there.
	other, otherField string
	day               Date
	what              fault.Text
}

// whole refuses what only the document and what people changed make together, at the unit of
// the document that is in it: days that do not fit, parents and successors that are not there
// when they are needed, and knots.
func (m meeting) whole(all []Unit, put []Changed, theirs []Unit) error {
	after := slices.Clone(all)
	for _, c := range put {
		if i := slices.IndexFunc(after, func(one Unit) bool { return one.Code == c.Is.Code }); i >= 0 {
			after[i] = c.Is
		} else {
			after = append(after, c.Is)
		}
	}
	// What was so already, or is so in the document alone, which may tell of times gone by, is
	// not of both.
	known := append(flaws(all, m.today), flaws(theirs, m.today)...)
	var faults fault.Fields
	for _, f := range flaws(after, m.today) {
		if !slices.ContainsFunc(known, f.as) {
			faults.Add(f.at(theirs), f.what)
		}
	}
	return faults.Err()
}

func (f flaw) as(o flaw) bool {
	return o.code == f.code && o.field == f.field && o.other == f.other && o.day <= f.day
}

// at is the place in the document.
func (f flaw) at(theirs []Unit) string {
	for _, one := range []struct{ code, field string }{{f.code, f.field}, {f.other, f.otherField}} {
		if i := slices.IndexFunc(theirs, func(u Unit) bool { return u.Code == one.code }); i >= 0 {
			return fmt.Sprintf("/units/%d/%s", i, one.field)
		}
	}
	return ""
}

// flaws finds everything that cannot be of units, in what is to come after a day.
func flaws(units []Unit, today Date) []flaw {
	var found []flaw
	known := make(map[string]Unit, len(units))
	for _, u := range units {
		known[u.Code] = u
	}
	for _, u := range units {
		found = append(found, u.misdated()...)
		found = append(found, u.disowned(known)...)
	}
	for _, s := range Strays(units, today) {
		field := "valid_from"
		if known[s.Parent].EndedBy(s.Day) {
			field = "valid_to"
		}
		found = append(found, flaw{s.Code, "parent", s.Parent, field, s.Day, fault.Tf("“%s” trực thuộc “%s”, là đơn vị không hoạt động ngày %s.",
			"“%s” stands below “%s”, which does not exist on %s.", s.Code, s.Parent, s.Day)})
	}
	for _, k := range Knots(units) {
		found = append(found, flaw{code: k.Code, field: k.field(), what: k.What})
	}
	return found
}

// misdated finds days of a unit that do not fit each other.
func (u Unit) misdated() []flaw {
	var found []flaw
	add := func(field string, day Date, vi, en string, args ...any) {
		found = append(found, flaw{code: u.Code, field: field, day: day, what: fault.Tf(vi, en, args...)})
	}
	if u.From != "" && u.To != "" && u.To < u.From {
		add("valid_to", "", "Ngày cuối %s của “%s” đứng trước ngày đầu %s.", "The last day %s of “%s” is before its first day %s.", u.To, u.Code, u.From)
	}
	for _, p := range u.phases()[1:] {
		switch {
		case u.To != "" && p.From > u.To:
			add("valid_to", p.From, "“%s” có tên hoặc cấp trên khác từ ngày %s, sau ngày cuối %s.", "“%s” has another name or parent from %s on, after its last day %s.", u.Code, p.From, u.To)
		case u.From != "" && p.From <= u.From:
			add("valid_from", p.From, "“%s” có tên hoặc cấp trên khác từ ngày %s, không sau ngày đầu %s.", "“%s” has another name or parent from %s on, not after its first day %s.", u.Code, p.From, u.From)
		}
	}
	return found
}

// disowned finds successors that do not exist when the unit passes to them.
func (u Unit) disowned(known map[string]Unit) []flaw {
	if u.To == "" && len(u.Successors) > 0 {
		return []flaw{{code: u.Code, field: "successors", what: fault.Tf("Đơn vị kế thừa cần ngày cuối của “%s”.", "Successors need the last day of “%s”.", u.Code)}}
	}
	var found []flaw
	day := u.To.Next()
	for _, next := range u.Successors {
		heir, ok := known[next]
		if !ok || heir.ValidOn(day) {
			continue
		}
		field := "valid_from"
		if heir.EndedBy(day) {
			field = "valid_to"
		}
		found = append(found, flaw{u.Code, "successors", next, field, "", fault.Tf("“%s” chuyển sang “%s” từ ngày %s, khi đơn vị ấy không hoạt động.",
			"“%s” passes to “%s” on %s, when that does not exist.", u.Code, next, day)})
	}
	return found
}
