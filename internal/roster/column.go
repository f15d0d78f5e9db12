package roster

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Column is the permanent name of a column.
type Column string

// The columns. A person with several grants has a row for each of them.
const (
	Login Column = "login"
	Name  Column = "name"
	Email Column = "email"
	Lang  Column = "lang"
	Role  Column = "role"
	Unit  Column = "unit"
)

// Columns lists the columns in the order of the template.
func Columns() []Column { return []Column{Login, Name, Email, Lang, Role, Unit} }

// Title heads the column.
func (c Column) Title() fault.Text {
	titles := map[Column]fault.Text{
		Login: fault.T("Tên đăng nhập", "Sign-in name"),
		Name:  fault.T("Họ và tên", "Name"),
		Email: fault.T("Thư điện tử", "E-mail"),
		Lang:  fault.T("Ngôn ngữ", "Language"),
		Role:  fault.T("Vai trò", "Role"),
		Unit:  fault.T("Đơn vị", "Unit"),
	}
	return titles[c]
}

// headings are the words by which a column is known, beside its name.
func (c Column) headings() []string {
	more := map[Column][]string{Login: {"Tài khoản"}, Name: {"Họ tên"}, Email: {"Địa chỉ e-mail", "E-mail address"}, Lang: {"Tiếng"}}
	return append([]string{string(c), c.Title().VI, c.Title().EN}, more[c]...)
}

// columnOf finds the column of a heading, capitals and marks or not; "" where there is none.
func columnOf(heading string) Column {
	for _, c := range Columns() {
		if slices.ContainsFunc(c.headings(), func(known string) bool { return text.Fold(known) == text.Fold(heading) }) {
			return c
		}
	}
	return ""
}

// unknownHeading says which column was meant.
func unknownHeading(heading string) fault.Text {
	var known, vi, en []string
	for _, c := range Columns() {
		known = append(known, c.headings()...)
		vi, en = append(vi, c.Title().VI), append(en, c.Title().EN)
	}
	if near := columnOf(text.Nearest(heading, known)); near != "" {
		return fault.T("Không có cột này; có phải là “"+near.Title().VI+"”?", "There is no such column; is “"+near.Title().EN+"” meant?")
	}
	return fault.T("Không có cột này; chỉ nhận các cột: "+strings.Join(vi, ", ")+".", "There is no such column; these are taken: "+strings.Join(en, ", ")+".")
}
