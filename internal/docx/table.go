package docx

import (
	"strconv"

	"github.com/lantoa/lantoa/internal/docx/part"
)

// table reads a table; false where no row of it is shown.
func (r *reader) table(n *part.Node) (block, bool) {
	b := block{kind: tableBlock}
	above := map[int]place{} // of cells that go on downwards, by column
	for _, one := range rowsOf(n, nil) {
		r.row(one, &b, above)
	}
	return b, len(b.rows) > 0
}

func rowsOf(n *part.Node, list []*part.Node) []*part.Node {
	if n == nil {
		return list
	}
	for _, one := range n.Kids {
		switch one.Name {
		case "w:tr":
			list = append(list, one)
		case "w:tblPr", "w:tblGrid", "w:p", "w:tbl", "w:sdtPr":
		case "mc:AlternateContent":
			list = rowsOf(chosen(one), list)
		default:
			list = rowsOf(one, list)
		}
	}
	return list
}

// place is that of a cell in a table.
type place struct{ row, cell int }

func (r *reader) row(n *part.Node, b *block, above map[int]place) {
	properties := n.First("w:trPr")
	kind, mark := rowChange(properties)
	read := func() {
		if one := r.cells(n, b, above); r.drop == 0 {
			one.head, _ = properties.On("w:tblHeader")
			b.rows = append(b.rows, one)
		}
	}
	if mark == nil {
		read()
		return
	}
	r.within(kind, mark, "", read)
}

func rowChange(properties *part.Node) (ChangeKind, *part.Node) {
	if mark := properties.First("w:ins"); mark != nil {
		return Inserted, mark
	}
	return Removed, properties.First("w:del")
}

func (r *reader) cells(n *part.Node, b *block, above map[int]place) row {
	var out row
	column := count(n.First("w:trPr").First("w:gridBefore"), 0)
	if column > 0 {
		out.cells = append(out.cells, cell{columns: column, rows: 1})
	}
	for _, one := range cellsOf(n, nil) {
		properties := one.First("w:tcPr")
		columns := count(properties.First("w:gridSpan"), 1)
		blocks := r.flow(one)
		merge := properties.First("w:vMerge")
		at, goes := above[column]
		switch {
		case merge != nil && merge.Get("w:val") != "restart" && goes && r.drop == 0:
			upper := &b.rows[at.row].cells[at.cell]
			upper.rows++
			upper.blocks = append(upper.blocks, blocks...)
		default:
			delete(above, column)
			if merge != nil && r.drop == 0 {
				above[column] = place{len(b.rows), len(out.cells)}
			}
			out.cells = append(out.cells, cell{columns: columns, rows: 1, blocks: blocks})
		}
		column += columns
	}
	return out
}

func cellsOf(n *part.Node, list []*part.Node) []*part.Node {
	if n == nil {
		return list
	}
	for _, one := range n.Kids {
		switch one.Name {
		case "w:tc":
			list = append(list, one)
		case "w:trPr", "w:p", "w:tbl", "w:sdtPr":
		case "mc:AlternateContent":
			list = cellsOf(chosen(one), list)
		default:
			list = cellsOf(one, list)
		}
	}
	return list
}

// count reads a number of columns.
func count(n *part.Node, otherwise int) int {
	got, err := strconv.Atoi(n.Get("w:val"))
	if err != nil || got < 1 || got > 1000 {
		return otherwise
	}
	return got
}
