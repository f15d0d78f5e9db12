package audit

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/canonical"
)

// Format is the form of an exported record.
type Format string

// The formats. Both hold the same and can be proven by [VerifyExport].
const (
	NDJSON Format = "ndjson" // one JSON object a line
	CSV    Format = "csv"    // RFC 4180 with a byte order mark, for spreadsheets
)

// Formats lists both.
func Formats() []Format { return []Format{NDJSON, CSV} }

// exportFormat names the form of the lines; another number would mean another form.
const exportFormat = "lantoa-audit/1"

// Span is a part of the record without gaps.
type Span struct {
	Above   int64 // the number before the first; 0 starts at the oldest that is kept
	Through int64 // the last number
}

// exported is a record as an export holds it, with its seal.
type exported struct {
	Number   int64  `json:"number"`
	PrevHash string `json:"prev_hash"`
	Hash     string `json:"hash"`
	SealedAt int64  `json:"sealed_at"` // microseconds UTC
	// Row is the record as it is chained (RFC 8785 over it is what is hashed); null where
	// it was removed from the database.
	Row json.RawMessage `json:"row"`
	// Personal and Salt are null once they were erased.
	Personal *Personal `json:"personal"`
	Salt     *string   `json:"salt"`
}

// opening is the first line of an export.
type opening struct {
	Format   string `json:"format"`
	Above    int64  `json:"above"`     // the number before the first
	PrevHash string `json:"prev_hash"` // its hash, "" at the beginning of the chain
}

// closing is the last line of an export, by which one that was cut short is found.
type closing struct {
	End  int64  `json:"end"`  // the last number
	Hash string `json:"hash"` // its hash
	Rows int64  `json:"rows"`
}

// ErrPruned says that records were removed by rule while they were exported; the next export
// begins behind them.
var ErrPruned = errors.New("records were pruned while they were exported; export again")

// End returns the number and the hash of the newest sealed record; zero when there is none.
func (s *Sealer) End(ctx context.Context) (number int64, hash string, err error) {
	head, _, err := s.store.Head(ctx, Records)
	return head.Number, head.Hash, err
}

// Export writes the sealed records of a span, oldest first, with all that proves them from
// the file alone: their seals, and the salts of personal data that was not erased. It holds
// no more than a batch in memory. What is missing in the database is missing in the file as
// well, whose proof then says so. When records are pruned that were still to be written, it
// ends with [ErrPruned].
func (s *Sealer) Export(ctx context.Context, w io.Writer, format Format, span Span) error {
	out, err := newSheet(w, format)
	if err != nil {
		return err
	}
	end := closing{End: span.Above}
	begun := false
	for at := span.Above; at < span.Through; {
		seals, rows, err := s.store.Seals(ctx, Records, at, batchSize)
		if err != nil {
			return err
		}
		gone, err := s.store.Checkpoint(ctx) // read later, since what goes meanwhile may lack rows
		switch {
		case err != nil:
			return err
		case gone.Number > at && begun:
			return ErrPruned
		case gone.Number > at:
			at = gone.Number
			continue
		}
		for _, seal := range seals {
			if at = seal.Number; at > span.Through {
				break
			}
			if !begun {
				begun = true
				if err := out.open(opening{Format: exportFormat, Above: seal.Number - 1, PrevHash: seal.PrevHash}); err != nil {
					return err
				}
			}
			if err := out.line(lineOf(seal, rows)); err != nil {
				return err
			}
			end = closing{End: seal.Number, Hash: seal.Hash, Rows: end.Rows + 1}
		}
		if len(seals) < batchSize {
			break
		}
	}
	if !begun {
		if err := out.open(opening{Format: exportFormat, Above: span.Above}); err != nil {
			return err
		}
	}
	return out.close(end)
}

func lineOf(seal Seal, rows map[string]Row) exported {
	line := exported{Number: seal.Number, PrevHash: seal.PrevHash, Hash: seal.Hash, SealedAt: seal.SealedAt.UnixMicro(), Row: json.RawMessage("null")}
	row, there := rows[seal.Row]
	if !there {
		return line
	}
	line.Row = row.Canonical
	if row.Personal != nil {
		line.Personal, line.Salt = row.Personal, &row.Salt
	}
	return line
}

// sheet writes an export in one of its forms.
type sheet interface {
	open(opening) error
	line(exported) error
	close(closing) error
}

func newSheet(w io.Writer, format Format) (sheet, error) {
	switch format {
	case NDJSON:
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return jsonSheet{encoder}, nil
	case CSV:
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, err
		}
		return csvSheet{csv.NewWriter(w)}, nil
	}
	return nil, fmt.Errorf("there is no format %q", format)
}

type jsonSheet struct{ *json.Encoder }

func (s jsonSheet) open(o opening) error  { return s.Encode(o) }
func (s jsonSheet) line(l exported) error { return s.Encode(l) }
func (s jsonSheet) close(c closing) error { return s.Encode(c) }

// byteOrderMark tells spreadsheets that a file is UTF-8.
const byteOrderMark = "\uFEFF"

// csvTime is RFC 3339 in UTC to the microsecond, so that the instants can be read back.
const csvTime = "2006-01-02T15:04:05.000000Z"

func csvColumns() []string {
	return []string{"number", "prev_hash", "hash", "sealed_at", "id", "at", "last_at", "times", "actor", "on_behalf", "action", "object_kind", "object_id",
		"before", "after", "detail", "refused", "request_id", "digest", "name", "address", "salt"}
}

type csvSheet struct{ *csv.Writer }

// open writes the names of the columns, and a row with the place where the chain is taken up.
func (s csvSheet) open(o opening) error {
	if err := s.Write(csvColumns()); err != nil {
		return err
	}
	return s.marker(o.Format, strconv.FormatInt(o.Above, 10), o.PrevHash)
}

func (s csvSheet) close(c closing) error {
	if err := s.marker("end", strconv.FormatInt(c.End, 10), c.Hash, strconv.FormatInt(c.Rows, 10)); err != nil {
		return err
	}
	s.Flush()
	return s.Error()
}

// marker writes a row that is no record.
func (s csvSheet) marker(cells ...string) error {
	return s.Write(append(cells, make([]string, len(csvColumns())-len(cells))...))
}

func (s csvSheet) line(l exported) error {
	cells, err := cellsOf(l)
	if err != nil {
		return err
	}
	return s.Write(cells)
}

// cellsOf lays a record out in the columns of a sheet; those of a removed row are empty.
func cellsOf(l exported) ([]string, error) {
	cells := make([]string, len(csvColumns()))
	copy(cells, []string{strconv.FormatInt(l.Number, 10), l.PrevHash, l.Hash, csvInstant(l.SealedAt)})
	var row *chained
	if err := json.Unmarshal(l.Row, &row); err != nil {
		return nil, fmt.Errorf("record %d: %w", l.Number, err)
	}
	if row == nil {
		return cells, nil
	}
	copy(cells[4:], []string{row.ID, csvInstant(row.At), csvInstant(row.LastAt), strconv.Itoa(row.Times), row.Actor, row.OnBehalf, row.Action,
		row.ObjectKind, row.ObjectID, row.Before, row.After, row.Detail, strconv.FormatBool(row.Refused), row.RequestID, row.Digest})
	if l.Personal != nil && l.Salt != nil {
		copy(cells[19:], []string{l.Personal.Name, l.Personal.Address, *l.Salt})
	}
	for i, cell := range cells {
		cells[i] = guarded(cell)
	}
	return cells, nil
}

func csvInstant(micros int64) string { return time.UnixMicro(micros).UTC().Format(csvTime) }

// formulas begin what a spreadsheet would take for a formula.
const formulas = "=+-@\t\r'"

// guarded keeps a spreadsheet from computing what a stranger wrote; a cell that begins with
// one of the signs gets an apostrophe before it, and plain takes it away.
func guarded(cell string) string {
	if cell != "" && strings.Contains(formulas, cell[:1]) {
		return "'" + cell
	}
	return cell
}

func plain(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.Contains(formulas, cell[1:2]) {
		return cell[1:]
	}
	return cell
}

// chained is a record as it is chained, member by member as they are hashed.
type chained struct {
	ID         string `json:"id"`
	At         int64  `json:"at"`
	LastAt     int64  `json:"last_at"`
	Times      int    `json:"times"`
	Actor      string `json:"actor"`
	OnBehalf   string `json:"on_behalf"`
	Action     string `json:"action"`
	ObjectKind string `json:"object_kind"`
	ObjectID   string `json:"object_id"`
	Before     string `json:"before"`
	After      string `json:"after"`
	Detail     string `json:"detail"`
	Refused    bool   `json:"refused"`
	RequestID  string `json:"request_id"`
	Digest     string `json:"digest"`
}

func (r Record) chained() chained {
	return chained{ID: r.ID, At: r.At.UnixMicro(), LastAt: r.LastAt.UnixMicro(), Times: r.Times, Actor: r.Actor, OnBehalf: r.OnBehalf, Action: r.Action,
		ObjectKind: r.Object.Kind, ObjectID: r.Object.ID, Before: r.Before, After: r.After, Detail: r.DetailJSON, Refused: r.Refused,
		RequestID: r.RequestID, Digest: r.Digest}
}

func (c chained) bytes() ([]byte, error) { return canonical.JSON(c) }
