// Package sheet reads the tables of strangers' spreadsheets within bounds, and writes
// spreadsheets for people. Formulas are never evaluated: what a file says they came to is
// read, and none is written.
package sheet

import (
	"bytes"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// The bounds of a file that is read.
const (
	MaxBytes   = 4 << 20
	MaxRows    = 2000 // with anything in them
	MaxColumns = 50
	// maxCell bounds a cell, in bytes; names and codes are far shorter.
	maxCell = 4 << 10
)

// WorkbookType is the media type of .xlsx.
const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Row is a row with anything in it.
type Row struct {
	Number int      // as the program shows it that made the file, from 1
	Cells  []string // one line each in NFC, blanks at the end left out
}

// Read reads the first sheet of an .xlsx workbook, or a .csv file in UTF-8; which of them it
// is, its first bytes tell. What is wrong with the file as a whole is a
// [fault.ValidationFailed] or [fault.BodyTooLarge] in words; what stands in a cell is the
// caller's to judge. Dates come as 2025-12-31, numbers as plain digits.
func Read(file []byte) ([]Row, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, TooLarge()
	case len(bytes.TrimSpace(file)) == 0:
		return nil, unreadable(fault.T("Tệp rỗng.", "The file is empty."), nil)
	case bytes.HasPrefix(file, []byte("PK")):
		return readWorkbook(file)
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")):
		return nil, unreadable(fault.T("Tệp là .xls cũ hoặc được bảo vệ bằng mật khẩu; hãy lưu lại thành .xlsx không có mật khẩu.",
			"The file is an old .xls or protected by a password; save it as .xlsx without one."), nil)
	}
	return readCSV(file)
}

// TooLarge is the refusal of a file with more than [MaxBytes].
func TooLarge() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Tệp có nhiều nhất %d MB; hãy chia thành nhiều tệp.", "A file has at most %d MB; divide it.", MaxBytes>>20))
}

func tooMany() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Tệp có nhiều nhất %d hàng và %d cột có nội dung; hãy chia thành nhiều tệp.",
		"A file has at most %d rows and %d columns with anything in them; divide it.", MaxRows, MaxColumns))
}

func unreadable(words fault.Text, cause error) error {
	e := fault.New(fault.ValidationFailed, words)
	if cause != nil {
		return e.Because(cause)
	}
	return e
}

// table gathers rows within the bounds.
type table struct{ rows []Row }

func (t *table) add(number int, cells []string) error {
	clean := make([]string, 0, min(len(cells), MaxColumns))
	last := 0
	for i, cell := range cells {
		if cell == "" {
			if i < MaxColumns {
				clean = append(clean, "")
			}
			continue
		}
		if len(cell) > maxCell {
			return fault.New(fault.BodyTooLarge, fault.Tf("Một ô ở hàng %d dài hơn %d byte.", "A cell in row %d is longer than %d bytes.", number, maxCell))
		}
		line, err := text.Line(cell)
		if err != nil {
			return notUTF8()
		}
		if line = unescape(line); line != "" {
			last = i + 1
		}
		if last > MaxColumns {
			return tooMany()
		}
		if i < MaxColumns {
			clean = append(clean, line)
		}
	}
	if last == 0 {
		return nil
	}
	if len(t.rows) == MaxRows {
		return tooMany()
	}
	t.rows = append(t.rows, Row{Number: number, Cells: clean[:last]})
	return nil
}

func notUTF8() error {
	return unreadable(fault.T("Tệp không phải UTF-8; trong Excel hãy chọn “CSV UTF-8” khi lưu, hoặc gửi tệp .xlsx.",
		"The file is not UTF-8; choose “CSV UTF-8” when saving in Excel, or send the .xlsx."), nil)
}

// acting are the characters with which a cell begins that spreadsheets take for a formula
// (OWASP, CSV injection).
const acting = "=+-@\t\r"

// Escape keeps a text from being taken for a formula by whatever program opens it, by an
// apostrophe before it; [Read] takes that away again.
func Escape(s string) string {
	if s != "" && strings.ContainsRune(acting, rune(s[0])) {
		return "'" + s
	}
	return s
}

func unescape(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(acting, rune(s[1])) {
		return s[1:]
	}
	return s
}
