package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/sheet"
)

// workbook makes an .xlsx as a person's program does.
func workbook(t testing.TB, fill func(book *excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	fill(book)
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, book *excelize.File, cells map[string]any) {
	t.Helper()
	for at, value := range cells {
		if err := book.SetCellValue("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWorkbookIsReadAsPeopleMeanIt(t *testing.T) {
	t.Parallel()
	file := workbook(t, func(book *excelize.File) {
		set(t, book, map[string]any{
			"A2": "Họ và tên", "B2": "Nguyễn  Lan\n", // decomposed, two blanks, a line feed
			"A4": 912345678, "B4": 0.5, "C4": time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC), "D4": time.Date(2025, 3, 1, 8, 30, 0, 0, time.UTC), "E4": true,
			"F5": 1234567, "G5": 1234567, "H5": 45717,
		})
		for at, format := range map[string]string{"F5": `#,##0`, "G5": `#.##0.00\ "₫"`, "H5": `dd/mm/yyyy`} {
			style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err == nil {
				err = book.SetCellStyle("Sheet1", at, at, style)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := book.SetCellFormula("Sheet1", "B6", `=HYPERLINK("https://evil.example","x")`); err != nil {
			t.Fatal(err)
		}
		set(t, book, map[string]any{"A6": "'=1+1"})
	})
	got, err := sheet.Read(file)
	want := []sheet.Row{
		{Number: 2, Cells: []string{"Họ và tên", "Nguyễn Lan"}},
		{Number: 4, Cells: []string{"912345678", "0.5", "2025-12-31", "2025-03-01 08:30", "1"}},
		{Number: 5, Cells: []string{"", "", "", "", "", "1234567", "1234567", "2025-03-01"}},
		{Number: 6, Cells: []string{"=1+1"}},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v, (-want +got)\n%s", err, d)
	}
}

// Workbooks of older Macs count days from 1904.
func TestDatesThatCountFrom1904(t *testing.T) {
	t.Parallel()
	file := workbook(t, func(book *excelize.File) {
		set(t, book, map[string]any{"A1": 45717 - 1462})
		format := "dd/mm/yyyy"
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err == nil {
			err = book.SetCellStyle("Sheet1", "A1", "A1", style)
		}
		if err == nil {
			err = book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: new(true)})
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if got, err := sheet.Read(file); err != nil || len(got) != 1 || got[0].Cells[0] != "2025-03-01" {
		t.Errorf("%v, %v; want the first of March 2025", got, err)
	}
}

func TestCSVIsReadWithAnySeparator(t *testing.T) {
	t.Parallel()
	want := []sheet.Row{{Number: 1, Cells: []string{"login", "name"}}, {Number: 3, Cells: []string{"lan", "Nguyễn Lan, Sở A"}}, {Number: 5, Cells: []string{"hoa", "Hòa"}}}
	for _, separator := range []string{",", ";", "\t"} {
		file := "\ufefflogin" + separator + "name\r\n\r\nlan" + separator + "\"Nguyễn Lan,\nSở A\"" + separator + "\r\nhoa" + separator + "Ho\u0300a\r\n" + separator + separator + "\r\n"
		got, err := sheet.Read([]byte(file))
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%q: %v, (-want +got)\n%s", separator, err, d)
		}
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("a,b\n", sheet.MaxRows+1)
	cases := map[string]struct {
		file []byte
		code fault.Code
		says string
	}{
		"nothing":          {[]byte(" \n"), fault.ValidationFailed, "empty"},
		"old .xls":         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), fault.ValidationFailed, "old .xls"},
		"Windows-1258":     {[]byte("login,name\nlan,Nguy\xea\xden"), fault.ValidationFailed, "CSV UTF-8"},
		"UTF-16":           {[]byte("\xff\xfel\x00o\x00"), fault.ValidationFailed, "CSV UTF-8"},
		"an open quote":    {[]byte("login,name\nlan,\"Lan"), fault.ValidationFailed, "Line 2"},
		"no zip":           {[]byte("PK\x03\x04 and then nothing"), fault.ValidationFailed, "damaged"},
		"a zip of texts":   {zipped(t, "a.txt", 10), fault.ValidationFailed, "damaged"},
		"a zip bomb":       {zipped(t, "xl/worksheets/sheet1.xml", 64<<20), fault.BodyTooLarge, "unpacks to more"},
		"too many rows":    {[]byte(many), fault.BodyTooLarge, "At most"},
		"too many columns": {[]byte(strings.Repeat(",", sheet.MaxColumns) + "x"), fault.BodyTooLarge, "columns"},
		"a long cell":      {[]byte("a\n" + strings.Repeat("x", 5000)), fault.BodyTooLarge, "row 2"},
		"too large":        {make([]byte, sheet.MaxBytes+1), fault.BodyTooLarge, "at most 4 MB"},
		"a far away column": {workbook(t, func(book *excelize.File) { set(t, book, map[string]any{"XFD1": "x"}) }), fault.BodyTooLarge,
			"columns"},
		"rows without end, and nothing in them": {workbook(t, func(book *excelize.File) {
			for row := range 125 { // each some bytes that make 16,384 cells
				if err := book.SetCellFormula("Sheet1", fmt.Sprint("XFD", row+1), "=A1"); err != nil {
					t.Fatal(err)
				}
			}
		}), fault.BodyTooLarge, "columns"},
	}
	for name, c := range cases {
		_, err := sheet.Read(c.file)
		failure, ok := fault.As(err)
		if !ok || failure.Code != c.code || failure.Detail.VI == "" || !strings.Contains(strings.ToLower(failure.Detail.EN), strings.ToLower(c.says)) {
			t.Errorf("%s: %v; want %s with %q", name, err, c.code, c.says)
		}
	}
}

// zipped is a zip with one part of so many zeros.
func zipped(t *testing.T, name string, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	part, err := z.Create(name)
	if err == nil {
		_, err = part.Write(make([]byte, size))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is written comes back, and nothing of it acts in whatever program opens it.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"=cmd|'/c calc'!A1", "+84 912", "-1", "@SUM(A1)", "0912345678"}, {"Nguyễn Lan", "", "'quoted'", "1/2/2025", "x"}}
	var b bytes.Buffer
	head := []sheet.Column{{Title: "a", Width: 9}, {Title: "b", Width: 9, From: "Lựa chọn"}, {Title: "c", Width: 9}, {Title: "d", Width: 9}, {Title: "e", Width: 9}}
	if err := sheet.Write(&b, sheet.Tab{Name: "Người dùng", Head: head, Rows: rows}, sheet.Tab{Name: "Lựa chọn", Head: head[:1], Rows: [][]string{{"x"}, {"y"}}}); err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Read(b.Bytes())
	want := []sheet.Row{{Number: 1, Cells: []string{"a", "b", "c", "d", "e"}}, {Number: 2, Cells: rows[0]}, {Number: 3, Cells: rows[1]}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v, (-want +got)\n%s", err, d)
	}
	book, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	for c := range rows[0] {
		at := fmt.Sprintf("%c2", 'A'+c)
		kind, err := book.GetCellType("Người dùng", at)
		formula, errFormula := book.GetCellFormula("Người dùng", at)
		value, errValue := book.GetCellValue("Người dùng", at)
		if err != nil || errFormula != nil || errValue != nil || kind != excelize.CellTypeSharedString || formula != "" || strings.ContainsAny(value[:1], "=+-@") {
			t.Errorf("%s is %v %q %q", at, kind, formula, value)
		}
	}
	if choices, err := book.GetDataValidations("Người dùng"); err != nil || len(choices) != 1 || choices[0].Formula1 != "'Lựa chọn'!$A$2:$A$3" {
		t.Errorf("choices: %+v, %v", choices, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("login,name\nlan,Lan"))
	f.Add([]byte("\ufefflogin;name\r\n\"lan\";\"Lan\nx\""))
	f.Add(workbook(f, func(book *excelize.File) { set(f, book, map[string]any{"A1": "login", "B2": 12.5, "C3": true}) }))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := sheet.Read(file)
		if err != nil {
			if failure, ok := fault.As(err); !ok || failure.Code != fault.ValidationFailed && failure.Code != fault.BodyTooLarge {
				t.Fatalf("refused without words: %v", err)
			}
			return
		}
		last := 0
		for _, row := range rows {
			if row.Number <= last || len(row.Cells) == 0 || len(row.Cells) > sheet.MaxColumns || row.Cells[len(row.Cells)-1] == "" {
				t.Fatalf("row %+v after %d", row, last)
			}
			if slices.ContainsFunc(row.Cells, func(s string) bool { return !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x00") }) {
				t.Fatalf("row %+q", row.Cells)
			}
			last = row.Number
		}
		if len(rows) > sheet.MaxRows {
			t.Fatalf("%d rows", len(rows))
		}
	})
}
