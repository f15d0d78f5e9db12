package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/lantoa/lantoa/internal/fault"
)

// The bounds of what a workbook unpacks to: a list of people is far below them, and a zip
// bomb is refused by what it announces, before anything of it is unpacked.
const (
	maxUnpacked = 8 << 20 // bytes, of all parts
	maxParts    = 500
	// maxCells bounds the cells that are looked at, blank ones too: a row of a few bytes may
	// say that it ends at the last column, XFD.
	maxCells = 2_000_000
)

func readWorkbook(file []byte) ([]Row, error) {
	if err := checkParts(file); err != nil {
		return nil, err
	}
	return readFirst(file)
}

// checkParts looks at the table of contents. archive/zip unpacks no more of a part than
// that announces.
func checkParts(file []byte) error {
	parts, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return damaged(err)
	}
	var sum uint64
	for _, one := range parts.File {
		sum += min(one.UncompressedSize64, maxUnpacked+1)
	}
	if len(parts.File) > maxParts || sum > maxUnpacked {
		return fault.New(fault.BodyTooLarge, fault.Tf("Tệp .xlsx bung ra lớn hơn %d MB; hãy chép riêng bảng cần nhập sang một tệp mới.",
			"The .xlsx unpacks to more than %d MB; copy the table alone into a new file.", maxUnpacked>>20))
	}
	return nil
}

func damaged(cause error) error {
	return unreadable(fault.T("Tệp .xlsx hỏng hoặc không phải bảng tính; hãy mở bằng chương trình bảng tính và lưu lại.",
		"The .xlsx is damaged or no spreadsheet; open it in a spreadsheet program and save it again."), cause)
}

// readFirst reads the first sheet row by row, without building the whole of it. The library
// was made for files of friends: where one makes it fall over, the file is refused.
func readFirst(file []byte) (rows []Row, err error) {
	defer func() {
		if fallen := recover(); fallen != nil {
			rows, err = nil, damaged(fmt.Errorf("the reader fell over: %v", fallen))
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = book.Close() }()
	names := book.GetSheetList()
	if len(names) == 0 {
		return nil, unreadable(fault.T("Tệp .xlsx không có trang tính nào.", "The .xlsx has no sheet."), nil)
	}
	raw, err := book.Rows(names[0])
	if err != nil {
		return nil, damaged(err)
	}
	shown, err := book.Rows(names[0])
	if err != nil {
		return nil, damaged(err)
	}
	since1904, err := countsFrom1904(book)
	if err != nil {
		return nil, damaged(err)
	}
	var t table
	for number, cells := 1, 0; raw.Next() && shown.Next(); number++ {
		kept, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, damaged(err)
		}
		seen, err := shown.Columns()
		if err != nil {
			return nil, damaged(err)
		}
		if cells += len(kept); cells > maxCells {
			return nil, tooMany()
		}
		for i := range min(len(kept), len(seen)) {
			if kept[i] != seen[i] {
				kept[i] = plain(kept[i], seen[i], since1904)
			}
		}
		if err := t.add(number, kept); err != nil {
			return nil, err
		}
	}
	if err := raw.Error(); err != nil {
		return nil, damaged(err)
	}
	return t.rows, nil
}

// countsFrom1904 tells that days are counted from 1904, as workbooks of older Macs do.
func countsFrom1904(book *excelize.File) (bool, error) {
	props, err := book.GetWorkbookProps()
	return props.Date1904 != nil && *props.Date1904, err
}

// plain gives the content of a cell as people mean it, where it is shown otherwise than it is
// kept: a date as 2025-12-31, a number in digits alone; all else as it is kept.
func plain(kept, shown string, since1904 bool) string {
	number, err := strconv.ParseFloat(kept, 64)
	if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
		return kept
	}
	if isDate(kept, shown) {
		at, err := excelize.ExcelDateToTime(number, since1904)
		if err == nil && at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
			return at.Format("2006-01-02")
		}
		if err == nil {
			return at.Format("2006-01-02 15:04")
		}
	}
	return strconv.FormatFloat(number, 'f', -1, 64)
}

// isDate tells a number that is shown as a date, such as 31/12/2025 or Mar-25, from one that
// is shown with separators: the digits of a date are others.
func isDate(kept, shown string) bool {
	form := regexp.MustCompile(`^\S+[-/. ]\S+[-/. ]\d+|^\pL{3,}[-/. ]\d+|^\d+[-/. ]\pL{3,}`)
	return form.MatchString(shown) && !strings.HasPrefix(digits(shown), strings.TrimRight(digits(kept), "0"))
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
