package sheet

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// Tab is one sheet of a workbook that is written.
type Tab struct {
	Name string
	Head []Column
	Rows [][]string
}

// Column heads a column.
type Column struct {
	Title string
	Width float64 // in characters
	// From names a tab whose first column holds what may be chosen here; "" leaves it free.
	From string
}

// chosen is down to which row choices are offered.
const chosen = MaxRows

// Write writes a workbook. Every cell is text, and what could be taken for a formula is
// escaped. Names of tabs have at most 31 characters, and choices come from a tab with rows.
func Write(w io.Writer, tabs ...Tab) error {
	book := excelize.NewFile()
	err := write(book, tabs)
	if err == nil {
		err = book.Write(w)
	}
	return errors.Join(err, book.Close())
}

func write(book *excelize.File, tabs []Tab) error {
	const asText = 49 // the format “@”, ECMA-376 part 1, 18.8.30
	words, err := book.NewStyle(&excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "top"}})
	if err != nil {
		return err
	}
	heads, err := book.NewStyle(&excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EAE6E0"}}})
	if err != nil {
		return err
	}
	lengths := map[string]int{}
	for i, tab := range tabs {
		lengths[tab.Name] = len(tab.Rows)
		if i == 0 {
			err = book.SetSheetName(book.GetSheetName(0), tab.Name)
		} else {
			_, err = book.NewSheet(tab.Name)
		}
		if err != nil {
			return err
		}
	}
	for _, tab := range tabs {
		if err := fill(book, tab, words, heads); err != nil {
			return err
		}
		if err := offer(book, tab, lengths); err != nil {
			return err
		}
	}
	return nil
}

// fill writes the cells of a tab below a heading that stays in view.
func fill(book *excelize.File, tab Tab, words, heads int) error {
	titles := make([]string, len(tab.Head))
	for i, one := range tab.Head {
		titles[i] = one.Title
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := errors.Join(book.SetColWidth(tab.Name, name, name, one.Width), book.SetColStyle(tab.Name, name, words)); err != nil {
			return err
		}
	}
	for r, row := range append([][]string{titles}, tab.Rows...) {
		for c, value := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				return err
			}
			style := words
			if r == 0 {
				style = heads
			}
			if err := errors.Join(book.SetCellStr(tab.Name, at, Escape(value)), book.SetCellStyle(tab.Name, at, at, style)); err != nil {
				return err
			}
		}
	}
	return book.SetPanes(tab.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// offer lets cells be chosen from another tab; what is typed instead is taken as well, since
// the import explains it better than a spreadsheet does.
func offer(book *excelize.File, tab Tab, lengths map[string]int) error {
	for i, one := range tab.Head {
		if one.From == "" {
			continue
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		choice := excelize.NewDataValidation(true)
		choice.SetSqref(fmt.Sprintf("%s2:%s%d", name, name, chosen))
		choice.SetSqrefDropList(fmt.Sprintf("'%s'!$A$2:$A$%d", one.From, lengths[one.From]+1))
		choice.ShowErrorMessage = false
		if err := book.AddDataValidation(tab.Name, choice); err != nil {
			return err
		}
	}
	return nil
}
