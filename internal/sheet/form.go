package sheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Field is one column of a form.
type Field struct {
	Name  string // permanent
	Title fault.Text
	More  []string // other words by which it is known
}

// headings are the words by which a column is known.
func (f Field) headings() []string {
	return append([]string{f.Name, f.Title.VI, f.Title.EN}, f.More...)
}

// Form is what people fill in: a table with a heading. Whatever is taken in from one is
// read, and blamed, in the same way.
type Form struct {
	Fields []Field
	Key    string // the column by which a heading is known
	// Empty says that nothing stands below the heading.
	Empty fault.Text
}

// Title heads a column; zero for none.
func (f Form) Title(name string) fault.Text {
	if i := f.place(name); i >= 0 {
		return f.Fields[i].Title
	}
	return fault.Text{}
}

func (f Form) place(name string) int {
	return slices.IndexFunc(f.Fields, func(one Field) bool { return one.Name == name })
}

// field finds the column of a heading, capitals and marks or not; "" where there is none.
func (f Form) field(heading string) string {
	for _, one := range f.Fields {
		if slices.ContainsFunc(one.headings(), func(known string) bool { return text.Fold(known) == text.Fold(heading) }) {
			return one.Name
		}
	}
	return ""
}

// unknown says which column was meant.
func (f Form) unknown(heading string) fault.Text {
	var known, vi, en []string
	for _, one := range f.Fields {
		known = append(known, one.headings()...)
		vi, en = append(vi, one.Title.VI), append(en, one.Title.EN)
	}
	if near := f.field(text.Nearest(heading, known)); near != "" {
		return fault.T("Không có cột này; có phải là “"+f.Title(near).VI+"”?", "There is no such column; is “"+f.Title(near).EN+"” meant?")
	}
	return fault.T("Không có cột này; chỉ nhận các cột: "+strings.Join(vi, ", ")+".", "There is no such column; these are taken: "+strings.Join(en, ", ")+".")
}

// Line is a row of a form below its heading.
type Line struct {
	Row   int
	Cells map[string]string // by the name of the column; blank ones are absent
}

// headed is how many rows from the top the heading may stand below: forms of offices begin
// with the name of the office.
const headed = 10

// Lines takes a table apart by its heading, which has the key at least. Without one the file
// is of another kind, and that is the only thing to say about it.
func (f Form) Lines(rows []Row, faults *Faults) []Line {
	heads := func(r Row) bool {
		return slices.ContainsFunc(r.Cells, func(cell string) bool { return f.field(cell) == f.Key })
	}
	at := slices.IndexFunc(rows[:min(len(rows), headed)], heads)
	if at < 0 {
		title := f.Title(f.Key)
		faults.Add(0, "", "", fault.Tf("Không thấy hàng tiêu đề có cột “%s” trong %d hàng đầu; hãy dùng tệp mẫu.",
			"No heading with the column “%s” is among the first %d rows; use the template.", title.VI, headed))
		return nil
	}
	columns := f.heading(rows[at], faults)
	var found []Line
	for _, row := range rows[at+1:] {
		one := Line{Row: row.Number, Cells: map[string]string{}}
		for i, cell := range row.Cells {
			switch {
			case cell == "":
			case i >= len(columns) || columns[i] == "":
				faults.Add(row.Number, "", cell, fault.T("Ô này không thuộc cột nào; hãy đặt tiêu đề cho cột hoặc xóa ô.",
					"This cell is in no column; give the column a heading, or clear the cell."))
			default:
				one.Cells[columns[i]] = cell
				one.failed(columns[i], faults)
			}
		}
		found = append(found, one)
	}
	if len(found) == 0 {
		faults.Add(0, "", "", f.Empty)
	}
	return found
}

// heading tells the column of each place; "" for a place without one.
func (f Form) heading(row Row, faults *Faults) []string {
	columns := make([]string, len(row.Cells))
	for i, cell := range row.Cells {
		name := f.field(cell)
		switch {
		case cell == "":
		case name == "":
			faults.Add(row.Number, "", cell, f.unknown(cell))
		case slices.Contains(columns, name):
			faults.Add(row.Number, name, cell, fault.T("Cột này có hai lần.", "This column stands there twice."))
		default:
			columns[i] = name
		}
	}
	return columns
}

// failed notes what a spreadsheet puts where a formula failed.
func (l *Line) failed(column string, faults *Faults) {
	if value := l.Cells[column]; slices.Contains([]string{"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}, strings.ToUpper(value)) {
		faults.Add(l.Row, column, value, fault.T("Công thức của ô này bị lỗi; hãy ghi giá trị thay cho công thức.",
			"The formula of this cell has failed; write the value in its place."))
		delete(l.Cells, column)
	}
}

// Fault is one place of a file that is wrong.
type Fault struct {
	Row    int    // 0 for the file as a whole
	Column string // "" for the row as a whole
	Value  string // as it stands there, shortened
	What   fault.Text
}

// MaxFaults bounds a report: whoever has as many will look at the form of the file first.
const MaxFaults = 500

// Faults gathers what is wrong with a file.
type Faults struct{ list []Fault }

// Add notes a fault.
func (f *Faults) Add(row int, column, value string, what fault.Text) {
	const shown = 60 // graphemes
	f.list = append(f.list, Fault{Row: row, Column: column, Value: text.Cut(value, shown), What: what})
}

// Told reports whether a place was named already: what was found first is the more exact.
func (f *Faults) Told(row int, column string) bool {
	return slices.ContainsFunc(f.list, func(one Fault) bool { return one.Row == row && one.Column == column })
}

// Sorted returns the first [MaxFaults] in the order of rows and of the form's columns.
func (f *Faults) Sorted(form Form) []Fault {
	slices.SortStableFunc(f.list, func(a, b Fault) int {
		return cmp.Or(a.Row-b.Row, form.place(a.Column)-form.place(b.Column))
	})
	return f.list[:min(len(f.list), MaxFaults)]
}

// Refusal is faults as an error, with a field for each ("/rows/12/login"); nil when there are
// none.
func Refusal(list []Fault) error {
	var fields fault.Fields
	for _, one := range list {
		pointer := ""
		if one.Row > 0 {
			pointer = fmt.Sprintf("/rows/%d", one.Row)
		}
		if one.Column != "" {
			pointer += "/" + one.Column
		}
		fields.Add(pointer, one.What)
	}
	return fields.Err()
}
