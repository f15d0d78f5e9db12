package audit

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// maxLine bounds a line of an export in bytes, so that no file can ask for any memory.
const maxLine = 4 << 20

// VerifyExport proves an exported record from the file alone: each row hashes to its seal
// and follows the one before, personal data that is there fits its digest, nothing is
// missing in between, and the file ends where it says. What was before and after the file
// only the numbers and hashes at its ends can tell, held against those noted elsewhere. It
// takes both formats. The error is that of a file that is no export, and says where.
func VerifyExport(r io.Reader) (Report, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if mark, err := in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = in.Discard(len(byteOrderMark))
	}
	first, err := in.Peek(1)
	if err != nil {
		return Report{}, errors.New("the file is empty")
	}
	var source lines = &jsonLines{in: in}
	if first[0] != '{' {
		source = newCSVLines(in)
	}
	begin, err := source.open()
	if err != nil {
		return Report{}, err
	}
	p := &exportProof{prover{report: Report{Stream: Records, Above: begin.Above, AboveHash: begin.PrevHash}, last: Seal{Number: begin.Above, Hash: begin.PrevHash}}}
	return p.report, p.walk(source)
}

// lines reads an export in one of its forms.
type lines interface {
	open() (opening, error)
	// next returns a record, or the end of the export; both are nil where the file ends.
	next() (*exported, *closing, error)
}

type exportProof struct{ prover }

func (p *exportProof) walk(source lines) error {
	for {
		line, end, err := source.next()
		switch {
		case err != nil:
			return err
		case line != nil:
			if err := p.take(*line); err != nil {
				return err
			}
			continue
		case end == nil:
			p.fault(p.last.Number, "", "the file was cut off behind this number")
		case end.End != p.last.Number || end.Hash != p.last.Hash && p.report.Sealed > 0 || end.Rows != p.report.Sealed:
			p.fault(end.End, "", fmt.Sprintf("the file should end with number %d after %d rows, but ends with %d after %d", end.End, end.Rows, p.last.Number, p.report.Sealed))
		default:
			err = atEnd(source)
		}
		p.report.HeadNumber, p.report.HeadHash = p.last.Number, p.last.Hash
		return err
	}
}

// atEnd refuses what follows the end.
func atEnd(source lines) error {
	line, end, err := source.next()
	if err == nil && (line != nil || end != nil) {
		err = errors.New("something follows the end of the export")
	}
	return err
}

func (p *exportProof) take(l exported) error {
	seal := Seal{Number: l.Number, PrevHash: l.PrevHash, Hash: l.Hash, SealedAt: time.UnixMicro(l.SealedAt).UTC()}
	var c *chained
	if err := strictly(l.Row, &c); err != nil {
		return fmt.Errorf("number %d: the row cannot be read: %w", l.Number, err)
	}
	if c == nil {
		p.check(seal, Row{}, false)
		return nil
	}
	chain, err := c.bytes()
	if err != nil {
		return fmt.Errorf("number %d: %w", l.Number, err)
	}
	seal.Row = c.ID
	if !bytes.Equal(l.Row, chain) {
		p.fault(l.Number, c.ID, "the row is not in its canonical form")
	}
	row := Row{ID: c.ID, At: time.UnixMicro(c.LastAt), Number: l.Number, Canonical: chain}
	if (l.Personal == nil) != (l.Salt == nil) {
		row.Tampered = "its personal data and their salt are not both there"
	} else if l.Personal != nil {
		if proof, err := digest(*l.Salt, *l.Personal); err != nil || proof != c.Digest {
			row.Tampered = "its personal data differ from their digest"
		}
	}
	p.check(seal, row, true)
	return nil
}

// strictly reads one JSON value that has the members of the target and no others.
func strictly(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the value")
	}
	return nil
}

// written reads a line as an export writes it, to the byte: nothing may stand in it that
// another reader would take for something else, such as a member twice.
func written(line []byte, into any) error {
	if err := strictly(line, into); err != nil {
		return err
	}
	var again bytes.Buffer
	encoder := json.NewEncoder(&again)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(into); err != nil {
		return err
	}
	if !bytes.Equal(bytes.TrimRight(again.Bytes(), "\n"), bytes.TrimRight(line, "\r\n")) {
		return errors.New("it is not written as an export writes it")
	}
	return nil
}

type jsonLines struct {
	in   *bufio.Reader
	line int
}

// read returns the next line; io.EOF at the end.
func (j *jsonLines) read() ([]byte, error) {
	j.line++
	var line []byte
	for {
		part, err := j.in.ReadSlice('\n')
		if line = append(line, part...); len(line) > maxLine {
			return nil, fmt.Errorf("line %d is longer than %d bytes", j.line, maxLine)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(bytes.TrimSpace(line)) > 0, err == nil:
			return line, nil
		}
		return nil, err
	}
}

func (j *jsonLines) open() (opening, error) {
	var o opening
	line, err := j.read()
	if err == nil {
		err = written(line, &o)
	}
	if err != nil || o.Format != exportFormat {
		return opening{}, fmt.Errorf("line 1 does not begin an export of the form %s", exportFormat)
	}
	return o, nil
}

func (j *jsonLines) next() (*exported, *closing, error) {
	line, err := j.read()
	if errors.Is(err, io.EOF) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var end closing
	if written(line, &end) == nil {
		return nil, &end, nil
	}
	var l exported
	if err := written(line, &l); err != nil {
		return nil, nil, fmt.Errorf("line %d is neither a record nor the end: %w", j.line, err)
	}
	return &l, nil, nil
}

type csvLines struct {
	in  *csv.Reader
	raw *tee
	row int
}

func newCSVLines(in io.Reader) *csvLines {
	raw := &tee{in: in}
	r := csv.NewReader(raw)
	r.FieldsPerRecord = len(csvColumns())
	return &csvLines{in: r, raw: raw}
}

// tee keeps what was read until it is taken, and ends a read that was not taken for too
// long: no row is that large.
type tee struct {
	in   io.Reader
	kept []byte
	from int64 // offset of kept
}

func (t *tee) Read(p []byte) (int, error) {
	n, err := t.in.Read(p)
	if t.kept = append(t.kept, p[:n]...); len(t.kept) > maxLine {
		return n, fmt.Errorf("a row is larger than %d bytes", maxLine)
	}
	return n, err
}

// take returns what was read before an offset and not taken yet.
func (t *tee) take(to int64) []byte {
	raw := t.kept[:to-t.from]
	t.kept, t.from = t.kept[to-t.from:], to
	return raw
}

// read returns the cells of the next row, which is written as an export writes it, to the
// byte; io.EOF at the end.
func (c *csvLines) read() ([]string, error) {
	c.row++
	cells, err := c.in.Read()
	if errors.Is(err, io.EOF) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("row %d cannot be read: %w", c.row, err)
	}
	var again bytes.Buffer
	w := csv.NewWriter(&again)
	if err := w.Write(cells); err != nil {
		return nil, fmt.Errorf("row %d: %w", c.row, err)
	}
	w.Flush()
	if !bytes.Equal(bytes.TrimRight(again.Bytes(), "\n"), bytes.TrimRight(c.raw.take(c.in.InputOffset()), "\r\n")) {
		return nil, fmt.Errorf("row %d is not written as an export writes it", c.row)
	}
	return cells, nil
}

func (c *csvLines) open() (opening, error) {
	head, err := c.read()
	if err != nil || !slices.Equal(head, csvColumns()) {
		return opening{}, fmt.Errorf("row 1 does not name the columns of an export")
	}
	first, err := c.read()
	if err != nil || first[0] != exportFormat {
		return opening{}, fmt.Errorf("row 2 does not begin an export of the form %s", exportFormat)
	}
	above, err := strconv.ParseInt(first[1], 10, 64)
	if err != nil {
		return opening{}, fmt.Errorf("row 2: %q is no number", first[1])
	}
	return opening{Format: first[0], Above: above, PrevHash: first[2]}, nil
}

func (c *csvLines) next() (*exported, *closing, error) {
	cells, err := c.read()
	if errors.Is(err, io.EOF) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	read := &cellReader{cells: cells}
	if cells[0] == "end" {
		end := closing{End: read.whole(1), Hash: cells[2], Rows: read.whole(3)}
		return nil, &end, read.err(c.row)
	}
	l := exported{Number: read.whole(0), PrevHash: cells[1], Hash: cells[2], SealedAt: read.instant(3), Row: json.RawMessage("null")}
	if cells[4] == "" { // removed
		return &l, nil, c.written(l, cells, read)
	}
	row := chained{ID: read.text(4), At: read.instant(5), LastAt: read.instant(6), Times: int(read.whole(7)), Actor: read.text(8), OnBehalf: read.text(9),
		Action: read.text(10), ObjectKind: read.text(11), ObjectID: read.text(12), Before: read.text(13), After: read.text(14), Detail: read.text(15),
		Refused: read.truth(16), RequestID: read.text(17), Digest: read.text(18)}
	if salt := read.text(21); salt != "" {
		l.Personal, l.Salt = &Personal{Name: read.text(19), Address: read.text(20)}, &salt
	}
	if l.Row, err = row.bytes(); err != nil {
		return nil, nil, fmt.Errorf("row %d: %w", c.row, err)
	}
	return &l, nil, c.written(l, cells, read)
}

// written refuses a row that an export would have written otherwise.
func (c *csvLines) written(l exported, cells []string, read *cellReader) error {
	if err := read.err(c.row); err != nil {
		return err
	}
	again, err := cellsOf(l)
	if err == nil && !slices.Equal(again, cells) {
		err = errors.New("it is not written as an export writes it")
	}
	if err != nil {
		return fmt.Errorf("row %d: %w", c.row, err)
	}
	return nil
}

// cellReader reads the cells of a row and remembers the first that is wrong.
type cellReader struct {
	cells []string
	wrong error
}

func (r *cellReader) err(row int) error {
	if r.wrong != nil {
		return fmt.Errorf("row %d: %w", row, r.wrong)
	}
	return nil
}

func (r *cellReader) note(i int, err error) {
	if err != nil && r.wrong == nil {
		r.wrong = fmt.Errorf("%s: %q is none", csvColumns()[i], r.cells[i])
	}
}

func (r *cellReader) text(i int) string { return plain(r.cells[i]) }

func (r *cellReader) whole(i int) int64 {
	n, err := strconv.ParseInt(plain(r.cells[i]), 10, 64)
	r.note(i, err)
	return n
}

func (r *cellReader) instant(i int) int64 {
	at, err := time.Parse(csvTime, r.cells[i])
	r.note(i, err)
	return at.UnixMicro()
}

func (r *cellReader) truth(i int) bool {
	b, err := strconv.ParseBool(r.cells[i])
	r.note(i, err)
	return b
}
