package roster

import (
	"context"
	"io"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
)

// The names of the sheets of the template, which is in Vietnamese as the offices are that
// fill it in; English headings are read as well.
const (
	peopleTab = "Người dùng"
	rolesTab  = "Vai trò"
	unitsTab  = "Đơn vị"
	helpTab   = "Hướng dẫn"
)

// Template writes a workbook to be filled in, with the roles and today's units to choose from.
func (s *Service) Template(ctx context.Context, actor right.Actor, w io.Writer) error {
	if err := s.May(ctx, actor); err != nil {
		return err
	}
	units, err := s.o.Plans.Units(ctx)
	if err != nil {
		return err
	}
	today := s.o.Day()
	inForce := [][]string{{everywhere, "Toàn hệ thống"}}
	for _, u := range units {
		if u.ValidOn(today) {
			inForce = append(inForce, []string{u.Code, u.Name.VI})
		}
	}
	var roles [][]string
	for _, r := range right.Roles() {
		roles = append(roles, []string{r.Name().VI, string(r)})
	}
	fields := Form().Fields
	head := make([]sheet.Column, len(fields))
	for i, c := range fields {
		head[i] = sheet.Column{Title: c.Title.VI, Width: 28}
		switch c.Name {
		case Role:
			head[i].From = rolesTab
		case Unit:
			head[i].From = unitsTab
		}
	}
	return sheet.Write(w,
		sheet.Tab{Name: peopleTab, Head: head},
		sheet.Tab{Name: rolesTab, Head: []sheet.Column{{Title: "Vai trò", Width: 30}, {Title: "Mã", Width: 20}}, Rows: roles},
		sheet.Tab{Name: unitsTab, Head: []sheet.Column{{Title: "Mã", Width: 36}, {Title: "Tên đơn vị", Width: 60}}, Rows: inForce},
		sheet.Tab{Name: helpTab, Head: []sheet.Column{{Title: "Cách điền", Width: 100}}, Rows: help()},
	)
}

func help() [][]string {
	return [][]string{
		{"Mỗi người một hàng; người có nhiều vai trò thì mỗi vai trò một hàng, lặp lại tên đăng nhập."},
		{"Tên đăng nhập: 3 đến 64 chữ thường không dấu, số, dấu chấm, gạch hoặc @; ví dụ nguyen.lan. Cột này bắt buộc."},
		{"Họ và tên: bắt buộc với người mới."},
		{"Thư điện tử: nếu máy chủ thư đã được đặt, đường dẫn mời được gửi tới địa chỉ này; để trống thì quản trị trao đường dẫn."},
		{"Ngôn ngữ: vi hoặc en; để trống là vi."},
		{"Vai trò và Đơn vị: chọn trong danh sách, hoặc ghi tên hay mã. Toàn hệ thống ghi là " + everywhere + ". Để trống cả hai là tài khoản chưa có quyền."},
		{"Nhập lại cùng một tệp không đổi gì thêm. Nhập chỉ thêm người và vai trò, không bao giờ bỏ bớt."},
	}
}

// Links writes a workbook with the links of those who were made; address makes the address of
// a token. Nobody can be told them again.
func Links(w io.Writer, lang string, r Report, address func(p Person) string) error {
	title := func(vi, en string, width float64) sheet.Column {
		return sheet.Column{Title: fault.T(vi, en).In(lang), Width: width}
	}
	var rows [][]string
	for _, p := range r.People {
		if !p.Link.IsZero() {
			rows = append(rows, []string{p.Login, p.Name, address(p)})
		}
	}
	return sheet.Write(w, sheet.Tab{Name: fault.T("Đường dẫn mời", "Invitations").In(lang), Rows: rows,
		Head: []sheet.Column{title("Tên đăng nhập", "Sign-in name", 28), title("Họ và tên", "Name", 28), title("Đường dẫn (dùng một lần, trong 24 giờ)", "Link (once, within 24 hours)", 90)}})
}
