package roster

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// everywhere is what stands in the column of units for the whole house: a blank might be
// nothing but forgotten.
const everywhere = "*"

// listed is how many codes are named at most where several fit.
const listed = 5

// resolver knows what stands for roles, units and languages.
type resolver struct {
	units []plan.Unit
	names text.Names // of the units, which have no two of one code
	day   plan.Date
}

func newResolver(units []plan.Unit, day plan.Date) resolver {
	r := resolver{units: units, day: day}
	for _, u := range units {
		r.names.Add(u.Code, u.Code, u.Name.VI, u.Name.EN, u.ShortVI)
	}
	return r
}

// lang finds a language of the desk by code or name; "" where there is none.
func lang(word string) string {
	for code, names := range map[string][]string{"vi": {"vi", "Tiếng Việt", "Việt", "Vietnamese"}, "en": {"en", "Tiếng Anh", "Anh", "English"}} {
		if slices.ContainsFunc(names, func(name string) bool { return text.Fold(name) == text.Fold(word) }) {
			return code
		}
	}
	return ""
}

// role finds a role by its code, or its name in either language.
func role(word string) (right.Role, fault.Text) {
	var known []string
	meant := map[string]right.Role{}
	for _, r := range right.Roles() {
		for _, name := range []string{string(r), r.Name().VI, r.Name().EN} {
			if text.Fold(name) == text.Fold(word) {
				return r, fault.Text{}
			}
			known, meant[name] = append(known, name), r
		}
	}
	if near := text.Nearest(word, known); near != "" {
		code := meant[near]
		return "", fault.T("Không có vai trò này; gần nhất là “"+code.Name().VI+"” ("+string(code)+").",
			"There is no such role; the nearest is “"+code.Name().EN+"” ("+string(code)+").")
	}
	return "", fault.T("Không có vai trò này; các vai trò có trong trang “"+rolesTab+"” của tệp mẫu.",
		"There is no such role; the sheet “"+rolesTab+"” of the template lists them.")
}

// unit finds the code of a unit by that or by its name, long or short; of units with one
// name, that which is there today.
func (r resolver) unit(word string) (string, fault.Text) {
	if word == everywhere {
		return "", fault.Text{}
	}
	found := r.named(word)
	there := slices.DeleteFunc(slices.Clone(found), func(u plan.Unit) bool { return !u.ValidOn(r.day) })
	switch {
	case len(there) == 1:
		return there[0].Code, fault.Text{}
	case len(there) > 1:
		codes := codesOf(there)
		return "", fault.T("Có nhiều đơn vị tên này; hãy ghi mã: "+codes+".", "Several units have this name; write the code: "+codes+".")
	case len(found) > 0:
		return "", ended(found[0])
	}
	return "", r.unknown(word)
}

// named returns the units of a code or a name.
func (r resolver) named(word string) (found []plan.Unit) {
	codes := r.names.Find(word)
	for _, u := range r.units {
		if u.Code == word {
			return []plan.Unit{u}
		}
		if slices.Contains(codes, u.Code) {
			found = append(found, u)
		}
	}
	return found
}

func codesOf(units []plan.Unit) string {
	var codes []string
	for _, u := range units[:min(len(units), listed)] {
		codes = append(codes, u.Code)
	}
	return strings.Join(codes, ", ")
}

// ended says that a unit is none today, and who has taken over.
func ended(u plan.Unit) fault.Text {
	if len(u.Successors) == 0 {
		return fault.Tf("Hôm nay không có đơn vị này (từ %s đến %s).", "This unit is not there today (from %s to %s).", from(u), to(u))
	}
	after := strings.Join(u.Successors, ", ")
	return fault.Tf("Đơn vị này đã kết thúc ngày %s; kế thừa là: %s.", "This unit ended on %s; its successors are: %s.", to(u), after)
}

func from(u plan.Unit) string { return orDots(u.From) }

func to(u plan.Unit) string { return orDots(u.To) }

func orDots(d plan.Date) string {
	if d == "" {
		return "…"
	}
	return string(d)
}

func (r resolver) unknown(word string) fault.Text {
	var known []string
	meant := map[string]plan.Unit{}
	for _, u := range r.units {
		if !u.ValidOn(r.day) {
			continue
		}
		for _, name := range []string{u.Code, u.Name.VI, u.ShortVI, u.Name.EN} {
			known, meant[name] = append(known, name), u
		}
	}
	if near := text.Nearest(word, known); near != "" {
		u := meant[near]
		return fault.T("Không có đơn vị này; gần nhất là “"+u.Name.VI+"” ("+u.Code+").", "There is no such unit; the nearest is “"+u.Name.In("en")+"” ("+u.Code+").")
	}
	return fault.T("Không có đơn vị này; các đơn vị có trong trang “"+unitsTab+"” của tệp mẫu. Toàn hệ thống ghi là "+everywhere+".",
		"There is no such unit; the sheet “"+unitsTab+"” of the template lists them. The whole house is written "+everywhere+".")
}
