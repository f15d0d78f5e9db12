package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
)

// readCSV reads RFC 4180 with the separator that the first line has most of: a spreadsheet
// in Vietnamese writes semicolons, since its decimals have commas.
func readCSV(file []byte) ([]Row, error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	if !utf8.Valid(file) || bytes.IndexByte(file, 0) >= 0 {
		return nil, notUTF8()
	}
	reader := csv.NewReader(bytes.NewReader(file))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = separator(file), -1, true
	var t table
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return t.rows, nil
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			return nil, unreadable(fault.Tf("Dòng %d của tệp CSV sai chỗ dấu ngoặc kép; hãy mở bằng chương trình bảng tính và lưu lại.",
				"Line %d of the CSV file has a quote in a wrong place; open it in a spreadsheet program and save it again.", wrong.Line), err)
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		if err := t.add(line, cells); err != nil {
			return nil, err
		}
	}
}

func separator(file []byte) rune {
	first, _, _ := bytes.Cut(bytes.TrimLeft(file, "\r\n"), []byte("\n"))
	best, most := ',', bytes.Count(first, []byte(","))
	for _, one := range ";\t" {
		if n := bytes.Count(first, []byte(string(one))); n > most {
			best, most = one, n
		}
	}
	return best
}
