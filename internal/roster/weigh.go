package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
)

// scale holds lines against the accounts and units that are there.
type scale struct {
	resolver
	faults *sheet.Faults
	people map[string]account.Person // by login
	emails map[string]string         // login by address
	byKey  bool                      // somebody acts by an API key
}

func (s *Service) scale(ctx context.Context, actor right.Actor, f *sheet.Faults) (*scale, error) {
	units, err := s.o.Plans.Units(ctx)
	if err != nil {
		return nil, err
	}
	people, err := s.o.Accounts.People(ctx, actor)
	if err != nil {
		return nil, err
	}
	w := &scale{resolver: newResolver(units, s.o.Day()), faults: f, people: map[string]account.Person{}, emails: map[string]string{}, byKey: actor.Key != ""}
	for _, p := range people {
		w.people[p.Login] = p
		if p.Email != "" {
			w.emails[p.Email] = p.Login
		}
	}
	return w, nil
}

// weigh tells what would come of lines: of each person once, in the order of the file. What
// is wrong with a person as such is asked of those who make accounts.
func (s *Service) weigh(ctx context.Context, actor right.Actor, all []sheet.Line, f *sheet.Faults) ([]Person, error) {
	w, err := s.scale(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	people := w.gather(all)
	if len(people) > MaxPeople {
		f.Add(0, "", "", fault.Tf("Tệp có %d người; mỗi lần nhiều nhất %d, hãy chia thành nhiều tệp.", "The file has %d people; at most %d are taken in at a time, so divide it.", len(people), MaxPeople))
		return nil, nil
	}
	for i := range people {
		p := &people[i]
		if p.Login == "" {
			continue
		}
		w.compare(p)
		if p.Email != "" && w.byKey { // links go to it
			w.faults.Add(p.Row, Email, p.Email, fault.T("Địa chỉ e-mail cần người đã đăng nhập, không dùng khóa API.", "E-mail addresses need a signed-in person, not an API key."))
		}
		err := s.o.Accounts.CheckPerson(ctx, account.NewPerson{Login: p.Login, Name: p.Name, Lang: p.Lang, Email: p.Email, Grants: p.whole}, w.people[p.Login].Grants)
		if err := w.place(p, err); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(people, func(p Person) bool { return p.Login == "" }), nil
}

// gather makes one person of all rows with a login, and finds what contradicts itself.
func (w *scale) gather(all []sheet.Line) []Person {
	var people []Person
	place := map[string]int{}
	for _, l := range all {
		login := strings.ToLower(l.Cells[Login])
		if login == "" {
			w.faults.Add(l.Row, Login, "", fault.T("Thiếu tên đăng nhập.", "The sign-in name is missing."))
			continue
		}
		at, known := place[login]
		if !known {
			at = len(people)
			place[login] = at
			people = append(people, Person{Row: l.Row, Login: login})
		}
		w.line(&people[at], l)
	}
	return people
}

// line adds a row to its person.
func (w *scale) line(p *Person, l sheet.Line) {
	if name := l.Cells[Name]; name != "" {
		if !strings.ContainsFunc(name, unicode.IsLetter) {
			w.faults.Add(l.Row, Name, name, fault.T("Họ tên phải có chữ; ô này là số hoặc ngày.", "A name has letters; this cell is a number or a date."))
		} else if p.Name != "" && p.Name != name {
			w.faults.Add(l.Row, Name, name, fault.Tf("Cùng tên đăng nhập với hàng %d nhưng họ tên khác; mỗi người một tên đăng nhập.",
				"The sign-in name is that of row %d and the name is another; each person has a sign-in name of their own.", p.Row))
		} else {
			p.Name = name
		}
	}
	if word := l.Cells[Lang]; word != "" {
		code := lang(word)
		switch {
		case code == "":
			w.faults.Add(l.Row, Lang, word, fault.T("Ngôn ngữ là vi hoặc en.", "The language is vi or en."))
		case p.Lang != "" && p.Lang != code:
			w.faults.Add(l.Row, Lang, word, fault.Tf("Khác với hàng %d của cùng một người.", "It differs from row %d of the same person.", p.Row))
		default:
			p.Lang = code
		}
	}
	w.email(p, l)
	w.grant(p, l)
}

// email adds the address of a row.
func (w *scale) email(p *Person, l sheet.Line) {
	word := l.Cells[Email]
	if word == "" {
		return
	}
	clean := account.CleanEmail(word)
	owner := w.emails[clean]
	switch {
	case clean == "":
		w.faults.Add(l.Row, Email, word, fault.T("Địa chỉ e-mail có dạng ten@co-quan.gov.vn, chỉ gồm chữ không dấu.", "An e-mail address looks like name@agency.gov.vn, in ASCII letters."))
	case p.Email != "" && p.Email != clean:
		w.faults.Add(l.Row, Email, word, fault.Tf("Khác với hàng %d của cùng một người.", "It differs from row %d of the same person.", p.Row))
	case owner != "" && owner != p.Login:
		w.faults.Add(l.Row, Email, word, fault.Tf("Địa chỉ này là của tài khoản “%s”; mỗi người một địa chỉ.", "This address is that of the account “%s”; each person has an address of their own.", owner))
	default:
		p.Email, w.emails[clean] = clean, p.Login
	}
}

// grant adds the role of a row. A row has a role and a unit, or neither, and then only once.
func (w *scale) grant(p *Person, l sheet.Line) {
	word, where := l.Cells[Role], l.Cells[Unit]
	switch {
	case w.faults.Told(l.Row, Role) || w.faults.Told(l.Row, Unit): // by what stands there instead
		return
	case word == "" && where != "":
		w.faults.Add(l.Row, Role, "", fault.T("Có đơn vị nhưng thiếu vai trò.", "There is a unit, and the role is missing."))
	case word != "" && where == "":
		w.faults.Add(l.Row, Unit, "", fault.T("Có vai trò nhưng thiếu đơn vị; toàn hệ thống ghi là "+everywhere+".",
			"There is a role, and the unit is missing; the whole house is written "+everywhere+"."))
	case word == "" && l.Row != p.Row:
		w.faults.Add(l.Row, Login, l.Cells[Login], fault.Tf("Trùng với hàng %d và không thêm vai trò nào.", "It repeats row %d and adds no role.", p.Row))
	}
	if word == "" || where == "" {
		return
	}
	g := right.Grant{}
	var wrong fault.Text
	if g.Role, wrong = role(word); !wrong.IsZero() {
		w.faults.Add(l.Row, Role, word, wrong)
	}
	if g.Unit, wrong = w.unit(where); !wrong.IsZero() {
		w.faults.Add(l.Row, Unit, where, wrong)
	}
	if g.Role == "" || !wrong.IsZero() {
		return
	}
	if i := slices.Index(p.Grants, g); i >= 0 {
		w.faults.Add(l.Row, "", p.Login, fault.Tf("Trùng với hàng %d: cùng người, vai trò và đơn vị.", "It repeats row %d: the same person, role and unit.", p.rows[i]))
		return
	}
	p.Grants, p.rows = append(p.Grants, g), append(p.rows, l.Row)
}

// compare holds a person against the account with that login. An import takes nothing away,
// and never gives one person's account to another: a name that differs is a fault.
func (w *scale) compare(p *Person) {
	there, known := w.people[p.Login]
	if !known {
		p.Outcome, p.whole = sheet.Make, p.Grants
		return
	}
	p.ID, p.version, p.Outcome = there.ID, there.Version, sheet.Keep
	if there.Disabled {
		w.faults.Add(p.Row, Login, p.Login, fault.T("Tài khoản này đã bị khóa; hãy mở khóa trước hoặc bỏ hàng này.",
			"This account is disabled; enable it first, or leave this row out."))
	}
	if p.Name != "" && p.Name != there.Name {
		w.faults.Add(p.Row, Name, p.Name, fault.Tf("Tên đăng nhập này đã có, của “%s”; cùng một người thì ghi đúng tên ấy, người khác thì chọn tên đăng nhập khác.",
			"This sign-in name is taken by “%s”; write that name if it is the same person, else choose another sign-in name.", there.Name))
	}
	p.Name = there.Name
	if p.Lang != "" && p.Lang != there.Lang {
		p.Outcome, p.Changes = sheet.Change, append(p.Changes, "lang")
	} else {
		p.Lang = there.Lang
	}
	switch {
	case p.Email == "":
	case there.Email == p.Email:
		p.Email = ""
	case there.Email != "":
		w.faults.Add(p.Row, Email, p.Email, fault.T("Tài khoản này đã có địa chỉ khác; hãy đổi ở tài khoản hoặc bỏ ô này.", "This account has another address; change it at the account, or clear this cell."))
	default:
		p.Outcome, p.Changes = sheet.Change, append(p.Changes, "email")
	}
	for i := len(p.Grants) - 1; i >= 0; i-- {
		if slices.Contains(there.Grants, p.Grants[i]) {
			p.Grants, p.rows = slices.Delete(p.Grants, i, i+1), slices.Delete(p.rows, i, i+1)
		}
	}
	if len(p.Grants) > 0 {
		p.Outcome, p.Changes = sheet.Change, append(p.Changes, "grants")
	}
	p.whole = slices.Concat(there.Grants, p.Grants)
}

// place tells in which row and column stands what is refused about a person; an error that
// is no such refusal comes back.
func (w *scale) place(p *Person, err error) error {
	failure, ok := fault.As(err)
	if !ok || failure.Code != fault.ValidationFailed {
		return err
	}
	held := len(p.whole) - len(p.Grants)
	for _, one := range failure.Fields {
		row, column, value := p.Row, strings.TrimPrefix(one.Pointer, "/"), ""
		var i int
		if _, err := fmt.Sscanf(one.Pointer, "/grants/%d", &i); err == nil {
			column, value = Role, string(p.whole[i].Role)
			if strings.HasSuffix(one.Pointer, "/unit") {
				column, value = Unit, p.whole[i].Unit
			}
			if row = p.Row; i >= held {
				row = p.rows[i-held]
			}
		}
		switch column {
		case Login:
			value = p.Login
		case Name:
			value = p.Name
		}
		if !w.faults.Told(row, column) {
			w.faults.Add(row, column, value, one.Detail)
		}
	}
	return nil
}
