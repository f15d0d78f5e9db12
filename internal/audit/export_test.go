package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/audit"
)

func (b *bench) export(t *testing.T, format audit.Format, span audit.Span) string {
	t.Helper()
	var out bytes.Buffer
	if err := b.sealer.Export(t.Context(), &out, format, span); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// everything is a span that reaches beyond the end.
var everything = audit.Span{Through: 1 << 40}

// varied is a record of all sorts of rows: acts, counted refusals, the acts of strangers,
// names that a spreadsheet would compute, rows whose person was erased.
func (b *bench) varied(t *testing.T) {
	t.Helper()
	b.pass(-5 * 60e9)
	for i, name := range []string{"Nguyễn Văn A", "=HYPERLINK(\"x\")", "'=1", "'", "\"quoted\", and more", "-", "", "<b>&\u2028"} {
		ctx := audit.WithOrigin(t.Context(), audit.Origin{Address: "203.0.113.7", RequestID: fmt.Sprint("request-", i), Name: name})
		e := audit.Entry{Actor: fmt.Sprint("p", i%3), OnBehalf: "p9", Action: "edition.approve", Object: audit.Object{Kind: "edition", ID: fmt.Sprint("e", i)},
			Before: "aa", After: "bb", Detail: map[string]any{"reason": name + "\nhai dòng", "n": i}, Refused: i%4 == 1}
		for range 1 + i%2 {
			if err := b.log.Record(ctx, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	b.erase(t, "p2")
	b.seal(t)
}

func TestAnExportProvesItself(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.varied(t)
		whole := b.verify(t, audit.Records)
		for _, format := range audit.Formats() {
			text := b.export(t, format, everything)
			r, err := audit.VerifyExport(strings.NewReader(text))
			if d := cmp.Diff(whole, r); d != "" || err != nil || r.Sealed < 8 {
				t.Errorf("%s: the proof of the file (-database +file), %v:\n%s", format, err, d)
			}
			part := b.export(t, format, audit.Span{Above: 2, Through: 5})
			r, err = audit.VerifyExport(strings.NewReader(part))
			if err != nil || !r.OK() || r.Above != 2 || len(r.AboveHash) != 64 || r.Sealed != 3 || r.HeadNumber != 5 {
				t.Errorf("%s: a part: %+v, %v", format, r, err)
			}
			if again := b.export(t, format, everything); again != text {
				t.Errorf("%s: two exports of one record differ", format)
			}
			none, err := audit.VerifyExport(strings.NewReader(b.export(t, format, audit.Span{Above: 50, Through: 60})))
			if err != nil || !none.OK() || none.Sealed != 0 {
				t.Errorf("%s: an empty export: %+v, %v", format, none, err)
			}
		}
	})
}

// What a record says must be readable without this program.
func TestTheLinesOfAnExport(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 1)
		b.seal(t)
		lines := strings.Split(strings.TrimSpace(b.export(t, audit.NDJSON, everything)), "\n")
		if len(lines) != 3 || lines[0] != `{"format":"lantoa-audit/1","above":0,"prev_hash":""}` {
			t.Fatalf("%q", lines)
		}
		var line struct {
			Hash     string          `json:"hash"`
			SealedAt int64           `json:"sealed_at"`
			Row      json.RawMessage `json:"row"`
			Personal struct{ Name, Address string }
		}
		if err := json.Unmarshal([]byte(lines[1]), &line); err != nil {
			t.Fatal(err)
		}
		// As OPERATIONS.md tells strangers: the hash before, the instant of sealing, the row.
		if want := audit.Link("", fmt.Appendf(nil, "%d\n%s", line.SealedAt, line.Row)); line.Hash != want {
			t.Errorf("the hash is %s, want %s", line.Hash, want)
		}
		if line.Personal.Name != "Nguyễn Văn A" || lines[2] != fmt.Sprintf(`{"end":1,"hash":%q,"rows":1}`, line.Hash) {
			t.Errorf("%q", lines)
		}
		table := b.export(t, audit.CSV, everything)
		if !strings.HasPrefix(table, "\uFEFFnumber,prev_hash,hash,sealed_at,id,at,") || strings.Count(table, "\n") != 4 {
			t.Errorf("%q", table)
		}
	})
}

// No cell of a sheet begins what a spreadsheet would compute.
func TestASheetComputesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.varied(t)
		if sheet := b.export(t, audit.CSV, everything); strings.Contains(sheet, `,"=HYPERLINK`) || !strings.Contains(sheet, `,"'=HYPERLINK`) {
			t.Errorf("a formula stands in the sheet: %s", sheet)
		}
	})
}

// An export shows the holes of the database, and leaves out what was pruned.
func TestAnExportOfARecordWithAHistory(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.aged(t)
		b.pruned(t, 5)
		b.seal(t)
		for _, format := range audit.Formats() {
			r, err := audit.VerifyExport(strings.NewReader(b.export(t, format, everything)))
			if err != nil || !r.OK() || r.Above != 5 || r.Sealed != 4 {
				t.Errorf("%s, pruned: %+v, %v", format, r, err)
			}
		}
		b.disarm(t)
		b.exec(t, `DELETE FROM audit WHERE number = 7`)
		b.exec(t, `UPDATE audit SET actor = 'x' WHERE number = 8`)
		for _, format := range audit.Formats() {
			r, err := audit.VerifyExport(strings.NewReader(b.export(t, format, everything)))
			if err != nil || len(r.Faults) != 2 || r.Faults[0].Number != 7 || r.Faults[1].Number != 8 {
				t.Errorf("%s, with a hole: %+v, %v", format, r, err)
			}
		}
	})
}

// Every change of a file is found, wherever it is made.
func TestVerifyExportFindsEveryChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.varied(t)
		for _, format := range audit.Formats() {
			text := b.export(t, format, everything)
			lines := strings.SplitAfter(text, "\n")
			lines = lines[:len(lines)-1]
			changed := map[string]string{"nothing but the head": lines[0], "empty": "", "cut": strings.Join(lines[:len(lines)-1], ""), "end alone gone": strings.Join(lines[:len(lines)-2], ""),
				"more behind": text + lines[len(lines)-1], "a row behind": text + lines[len(lines)-2]}
			for i := range lines[1 : len(lines)-1] {
				changed[fmt.Sprint("removed ", i+1)] = strings.Join(slices.Delete(slices.Clone(lines), i+1, i+2), "")
				swapped := slices.Clone(lines)
				swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
				changed[fmt.Sprint("swapped ", i)] = strings.Join(swapped, "")
				changed[fmt.Sprint("twice ", i+1)] = strings.Join(slices.Insert(slices.Clone(lines), i+1, lines[i+1]), "")
			}
			for at := 0; at < len(text); at += 7 {
				other := []byte(text)
				other[at] ^= 1
				changed[fmt.Sprint("byte ", at)] = string(other)
			}
			for name, one := range changed {
				r, err := audit.VerifyExport(strings.NewReader(one))
				if err == nil && r.OK() && !blank(text, one) {
					t.Errorf("%s, %s: not found", format, name)
				}
			}
		}
	})
}

// blank reports whether two texts are the same but for how their lines end.
func blank(a, b string) bool {
	return strings.TrimRight(strings.ReplaceAll(a, "\r\n", "\n"), "\n") == strings.TrimRight(strings.ReplaceAll(b, "\r\n", "\n"), "\n")
}

// An export takes the memory of a batch, and stops when its reader goes away.
func TestAnExportIsStreamed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		for range 600 {
			if err := b.write(t.Context(), "edition.approve", 1); err != nil {
				t.Fatal(err)
			}
		}
		b.seal(t)
		gone := &leaving{after: 1000}
		if err := b.sealer.Export(t.Context(), gone, audit.NDJSON, everything); !errors.Is(err, errGone) {
			t.Errorf("the reader left, and the export says %v", err)
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.sealer.Export(over, io.Discard, audit.NDJSON, everything); err == nil {
			t.Error("an export goes on without its request")
		}
		var out bytes.Buffer
		if err := b.sealer.Export(t.Context(), &out, audit.CSV, everything); err != nil {
			t.Fatal(err)
		}
		if r, err := audit.VerifyExport(&out); err != nil || !r.OK() || r.Sealed != 600 {
			t.Errorf("more than a batch: %+v, %v", r, err)
		}
	})
}

// What is pruned under an export must not look like a row that somebody removed.
func TestAnExportEndsWhereItIsPruned(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.pass(-3 * year)
		b.act(t, "edition.approve", 1200)
		b.pass(3 * year)
		b.act(t, "edition.approve", 3)
		b.seal(t)
		pruned := false
		slow := writing(func([]byte) {
			if !pruned {
				pruned = true
				b.pruned(t, 1200)
			}
		})
		if err := b.sealer.Export(t.Context(), slow, audit.NDJSON, everything); !errors.Is(err, audit.ErrPruned) {
			t.Errorf("pruned after the first line, the export says %v", err)
		}
		r, err := audit.VerifyExport(strings.NewReader(b.export(t, audit.NDJSON, everything)))
		if err != nil || !r.OK() || r.Above != 1200 {
			t.Errorf("the next export: %+v, %v", r, err)
		}
	})
}

// writing is a writer that takes everything and tells what it is given.
type writing func([]byte)

func (w writing) Write(b []byte) (int, error) {
	w(b)
	return len(b), nil
}

var errGone = errors.New("the reader is gone")

// leaving is a reader who goes away after some bytes.
type leaving struct{ after int }

func (l *leaving) Write(b []byte) (int, error) {
	if l.after -= len(b); l.after < 0 {
		return 0, errGone
	}
	return len(b), nil
}

// sample is an export that was made once; its proof must stay what it was.
const sample = `{"format":"lantoa-audit/1","above":0,"prev_hash":""}` + "\n"

// FuzzVerifyExport holds that no file breaks the proof, and that a file which passes is
// written as an export writes it.
func FuzzVerifyExport(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(sample + `{"end":0,"hash":"","rows":0}` + "\n"))
	f.Add([]byte(sample + `{"number":1,"prev_hash":"","hash":"ab","sealed_at":1,"row":null,"personal":null,"salt":null}` + "\n"))
	f.Add([]byte(sample + `{"number":1,"prev_hash":"","hash":"ab","sealed_at":1,"row":{"id":"x"},"personal":{"name":"a","address":"b"},"salt":"c"}` + "\n"))
	f.Add([]byte("\uFEFFnumber,prev_hash,hash,sealed_at,id,at,last_at,times,actor,on_behalf,action,object_kind,object_id,before,after,detail,refused,request_id,digest,name,address,salt\n" +
		"lantoa-audit/1,0,,,,,,,,,,,,,,,,,,,,\nend,0,,0,,,,,,,,,,,,,,,,,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := audit.VerifyExport(bytes.NewReader(file))
		if err != nil || !r.OK() {
			return
		}
		if r.Sealed != r.HeadNumber-r.Above {
			t.Errorf("%d rows from %d to %d pass", r.Sealed, r.Above, r.HeadNumber)
		}
		cut := bytes.TrimRight(file, "\r\n")
		if at := bytes.LastIndexByte(cut, '\n'); at >= 0 {
			if r, err := audit.VerifyExport(bytes.NewReader(cut[:at+1])); err == nil && r.OK() {
				t.Error("a file without its end passes")
			}
		}
	})
}
