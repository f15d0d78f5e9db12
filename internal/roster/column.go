package roster

import (
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/sheet"
)

// The permanent names of the columns. A person with several grants has a row for each of them.
const (
	Login = "login"
	Name  = "name"
	Email = "email"
	Lang  = "lang"
	Role  = "role"
	Unit  = "unit"
)

// Form is what is filled in for people, its columns in the order of the template.
func Form() sheet.Form {
	return sheet.Form{Key: Login, Empty: fault.T("Dưới hàng tiêu đề không có ai.", "Nobody stands below the heading."), Fields: []sheet.Field{
		{Name: Login, Title: fault.T("Tên đăng nhập", "Sign-in name"), More: []string{"Tài khoản"}},
		{Name: Name, Title: fault.T("Họ và tên", "Name"), More: []string{"Họ tên"}},
		{Name: Email, Title: fault.T("Thư điện tử", "E-mail"), More: []string{"Địa chỉ e-mail", "E-mail address"}},
		{Name: Lang, Title: fault.T("Ngôn ngữ", "Language"), More: []string{"Tiếng"}},
		{Name: Role, Title: fault.T("Vai trò", "Role")},
		{Name: Unit, Title: fault.T("Đơn vị", "Unit")},
	}}
}
