package roster

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/text"
)

// line is a row of the file below its heading.
type line struct {
	row   int
	cells map[Column]string
}

// faults gathers what is wrong, in the order of rows at the end.
type faults struct{ list []Fault }

func (f *faults) add(row int, column Column, value string, what fault.Text) {
	const shown = 60 // graphemes
	f.list = append(f.list, Fault{Row: row, Column: column, Value: text.Cut(value, shown), What: what})
}

func (f *faults) sorted() []Fault {
	slices.SortStableFunc(f.list, func(a, b Fault) int {
		return cmp.Or(a.Row-b.Row, slices.Index(Columns(), a.Column)-slices.Index(Columns(), b.Column))
	})
	return f.list[:min(len(f.list), MaxFaults)]
}

// headed is how many rows from the top the heading may stand below: forms of offices begin
// with the name of the office.
const headed = 10

// lines takes a table apart by its heading, which names the login at least. Without one the
// file is of another kind, and that is the only thing to say about it.
func lines(rows []sheet.Row, f *faults) []line {
	heads := func(r sheet.Row) bool {
		return slices.ContainsFunc(r.Cells, func(cell string) bool { return columnOf(cell) == Login })
	}
	at := slices.IndexFunc(rows[:min(len(rows), headed)], heads)
	if at < 0 {
		f.add(0, "", "", fault.Tf("Không thấy hàng tiêu đề có cột “%s” trong %d hàng đầu; hãy dùng tệp mẫu.",
			"No heading with the column “%s” is among the first %d rows; use the template.", Login.Title().VI, headed))
		return nil
	}
	columns := heading(rows[at], f)
	var found []line
	for _, row := range rows[at+1:] {
		one := line{row: row.Number, cells: map[Column]string{}}
		for i, cell := range row.Cells {
			switch {
			case cell == "":
			case i >= len(columns) || columns[i] == "":
				f.add(row.Number, "", cell, fault.T("Ô này không thuộc cột nào; hãy đặt tiêu đề cho cột hoặc xóa ô.",
					"This cell is in no column; give the column a heading, or clear the cell."))
			default:
				one.cells[columns[i]] = cell
				one.error(columns[i], f)
			}
		}
		found = append(found, one)
	}
	if len(found) == 0 {
		f.add(0, "", "", fault.T("Dưới hàng tiêu đề không có ai.", "Nobody stands below the heading."))
	}
	return found
}

// heading tells the column of each place; "" for a place without one.
func heading(row sheet.Row, f *faults) []Column {
	columns := make([]Column, len(row.Cells))
	for i, cell := range row.Cells {
		c := columnOf(cell)
		switch {
		case cell == "":
		case c == "":
			f.add(row.Number, "", cell, unknownHeading(cell))
		case slices.Contains(columns, c):
			f.add(row.Number, c, cell, fault.T("Cột này có hai lần.", "This column stands there twice."))
		default:
			columns[i] = c
		}
	}
	return columns
}

// error notes what a spreadsheet puts where a formula failed.
func (l *line) error(c Column, f *faults) {
	if value := l.cells[c]; slices.Contains([]string{"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}, strings.ToUpper(value)) {
		f.add(l.row, c, value, fault.T("Công thức của ô này bị lỗi; hãy ghi giá trị thay cho công thức.",
			"The formula of this cell has failed; write the value in its place."))
		delete(l.cells, c)
	}
}
