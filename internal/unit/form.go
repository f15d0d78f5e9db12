package unit

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
)

// The permanent names of the columns.
const (
	colCode       = "code"
	colName       = "name"
	colEnglish    = "name_en"
	colShort      = "short"
	colKind       = "kind"
	colParent     = "parent"
	colFrom       = "from"
	colTo         = "to"
	colSuccessors = "successors"
	colSince      = "since"
)

// none is what stands in the column of parents for a unit that shall have none any more: a
// blank leaves it as it is.
const none = "-"

// Form is what is filled in for units, its columns in the order of the template.
func Form() sheet.Form {
	return sheet.Form{Key: colCode, Empty: fault.T("Dưới hàng tiêu đề không có đơn vị nào.", "No unit stands below the heading."), Fields: []sheet.Field{
		{Name: colCode, Title: fault.T("Mã", "Code"), More: []string{"Mã đơn vị"}},
		{Name: colName, Title: fault.T("Tên đơn vị", "Name"), More: []string{"Tên"}},
		{Name: colEnglish, Title: fault.T("Tên tiếng Anh", "English name")},
		{Name: colShort, Title: fault.T("Tên tắt", "Short name"), More: []string{"Viết tắt"}},
		{Name: colKind, Title: fault.T("Loại", "Kind"), More: []string{"Cấp"}},
		{Name: colParent, Title: fault.T("Đơn vị cấp trên", "Parent"), More: []string{"Cấp trên", "Trực thuộc"}},
		{Name: colFrom, Title: fault.T("Ngày đầu", "First day"), More: []string{"Hiệu lực từ"}},
		{Name: colTo, Title: fault.T("Ngày cuối", "Last day"), More: []string{"Hiệu lực đến"}},
		{Name: colSuccessors, Title: fault.T("Đơn vị kế thừa", "Successors"), More: []string{"Kế thừa"}},
		{Name: colSince, Title: fault.T("Thay đổi từ ngày", "Changes from"), More: []string{"Áp dụng từ"}},
	}}
}

// place finds the column of a field of an act.
func place(pointer string) string {
	field, rest, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	switch {
	case field == "name" && rest == "en":
		return colEnglish
	case field == "last_day":
		return colTo
	}
	return field
}

// The names of the sheets of the template.
const (
	unitsTab   = "Đơn vị"
	presentTab = "Đơn vị hiện có"
	kindsTab   = "Loại"
	helpTab    = "Hướng dẫn"
)

// Template writes a workbook to be filled in, with today's units and the kinds that there are
// to choose from.
func (s *Service) Template(ctx context.Context, actor right.Actor, w io.Writer) error {
	if err := s.May(ctx, actor); err != nil {
		return err
	}
	units, err := s.o.Register.Units(ctx)
	if err != nil {
		return err
	}
	present, kinds := [][]string{{none, "(không có cấp trên)"}}, [][]string{}
	var seen []string
	for _, u := range units {
		if u = u.On(s.today()); !u.ValidOn(s.today()) {
			continue
		}
		present = append(present, []string{u.Code, u.Name.VI})
		if !slices.Contains(seen, u.Kind) {
			seen = append(seen, u.Kind)
		}
	}
	slices.Sort(seen)
	for _, kind := range seen {
		kinds = append(kinds, []string{kind})
	}
	fields := Form().Fields
	head := make([]sheet.Column, len(fields))
	for i, c := range fields {
		head[i] = sheet.Column{Title: c.Title.VI, Width: 26}
		switch {
		case c.Name == colParent:
			head[i].From = presentTab
		case c.Name == colKind && len(kinds) > 0:
			head[i].From = kindsTab
		}
	}
	return sheet.Write(w,
		sheet.Tab{Name: unitsTab, Head: head},
		sheet.Tab{Name: presentTab, Head: []sheet.Column{{Title: "Mã", Width: 44}, {Title: "Tên đơn vị", Width: 70}}, Rows: present},
		sheet.Tab{Name: kindsTab, Head: []sheet.Column{{Title: "Loại", Width: 30}}, Rows: kinds},
		sheet.Tab{Name: helpTab, Head: []sheet.Column{{Title: "Cách điền", Width: 110}}, Rows: help()},
	)
}

func help() [][]string {
	return [][]string{
		{"Mỗi đơn vị một hàng. Mã là cố định và không dùng lại: chữ thường không dấu, số, gạch nối; ví dụ so-noi-vu."},
		{"Đơn vị mới: cần Mã, Tên đơn vị, Loại. Đơn vị đã có: chỉ ghi những ô cần đổi; ô trống là giữ nguyên."},
		{"Tên, tên tắt, loại và cấp trên mới có hiệu lực từ cột “Thay đổi từ ngày” (trống là hôm nay); tên cũ được giữ cho những ngày trước đó."},
		{"Đơn vị cấp trên: mã hoặc tên. Bỏ cấp trên ghi là " + none + ". Cây nhiều nhất " + strconv.Itoa(plan.MaxLevels) + " cấp."},
		{"Kết thúc đơn vị: ghi Ngày cuối và Đơn vị kế thừa (mã hoặc tên; nhiều đơn vị cách nhau bằng dấu chấm phẩy). Hôm sau mọi bài, kênh và nhiệm vụ thuộc về đơn vị kế thừa. Bỏ một ngày cuối chưa tới ghi là " + none + "."},
		{"Ngày ghi theo dạng 2025-12-31 hoặc 31/12/2025. Nhập tất cả hoặc không gì cả; nhập lại cùng một tệp không đổi gì thêm."},
	}
}
