package audit_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

// tampering is what somebody with all rights on the database does, and what a proof must
// name of it.
type tampering struct {
	name       string
	statements []string
	number     int64 // of the row that must be named
	harmless   bool
}

// history is the record that is tampered with: pruned up to 5, sealed from 6 to last, with
// counted refusals and rows whose person was erased.
func (b *bench) history(t *testing.T) (last int64) {
	t.Helper()
	b.aged(t)
	b.pruned(t, 5)
	b.varied(t)
	b.pass(5 * 60e9)
	b.act(t, "edition.approve", 3)
	b.seal(t)
	r := b.verify(t, audit.Records)
	if !r.OK() || r.Above != 5 || r.HeadNumber < 20 {
		t.Fatalf("%+v", r)
	}
	b.disarm(t)
	return r.HeadNumber
}

// columns are those of a row and of a seal, each with an expression that changes it.
func columns(table string) map[string]string {
	text := func(name string) string { return "coalesce(" + name + ", '') || 'x'" }
	changed := map[string]string{}
	for _, name := range map[string][]string{
		"audit": {"id", "actor", "on_behalf", "action", "object_kind", "object_id", "before_hash", "after_hash", "detail", "request_id", "personal", "salt", "digest"},
		"seal":  {"row_id", "prev_hash", "hash"},
	}[table] {
		changed[name] = text(name)
	}
	for _, name := range map[string][]string{"audit": {"at", "last_at", "times"}, "seal": {"sealed_at"}}[table] {
		changed[name] = name + " + 1"
	}
	changed["number"] = "number + 1000"
	if table == "audit" {
		changed["refused"] = "NOT refused"
	}
	return changed
}

// draw chooses a tampering. Nothing in it takes the end of the chain for what was noted of
// it elsewhere, but those that only such a note can find.
func draw(t *rapid.T, last int64) tampering {
	n := rapid.Int64Range(6, last).Draw(t, "number")
	m := rapid.Int64Range(6, last).Filter(func(m int64) bool { return m != n }).Draw(t, "other")
	column := func(table string) (string, string) {
		all := columns(table)
		name := rapid.SampledFrom(slices.Sorted(func(yield func(string) bool) {
			for name := range all {
				if !yield(name) {
					return
				}
			}
		})).Draw(t, "column of "+table)
		return name, all[name]
	}
	one := func(name string, number int64, statements ...string) tampering {
		for i, s := range statements {
			statements[i] = strings.NewReplacer("$n", strconv.FormatInt(n, 10), "$m", strconv.FormatInt(m, 10), "$end", strconv.FormatInt(last, 10)).Replace(s)
		}
		return tampering{name: name, statements: statements, number: number}
	}
	rowColumn, rowChange := column("audit")
	sealColumn, sealChange := column("seal")
	cases := []tampering{
		one("remove", n, `DELETE FROM audit WHERE number = $n`),
		one("remove with its seal", n, `DELETE FROM audit WHERE number = $n`, `DELETE FROM seal WHERE stream = 'audit' AND number = $n`),
		one("remove the seal", n, `DELETE FROM seal WHERE stream = 'audit' AND number = $n`),
		one("change "+rowColumn, n, `UPDATE audit SET `+rowColumn+` = `+rowChange+` WHERE number = $n`),
		one("edit the seal's "+sealColumn, n, `UPDATE seal SET `+sealColumn+` = `+sealChange+` WHERE stream = 'audit' AND number = $n`),
		one("swap the rows of two seals", n, `UPDATE seal SET row_id = 'tmp' WHERE stream = 'audit' AND number = $n`,
			`UPDATE seal SET row_id = (SELECT id FROM audit WHERE number = $n) WHERE stream = 'audit' AND number = $m`,
			`UPDATE seal SET row_id = (SELECT id FROM audit WHERE number = $m) WHERE stream = 'audit' AND number = $n`),
		one("swap the numbers of two rows", n, `UPDATE audit SET number = -1 WHERE number = $n`, `UPDATE audit SET number = $n WHERE number = $m`, `UPDATE audit SET number = $m WHERE number = -1`),
		one("swap two rows and their seals", n,
			`UPDATE audit SET number = -1 WHERE number = $n`, `UPDATE audit SET number = $n WHERE number = $m`, `UPDATE audit SET number = $m WHERE number = -1`,
			`UPDATE seal SET number = -1 WHERE stream = 'audit' AND number = $n`, `UPDATE seal SET number = $n WHERE stream = 'audit' AND number = $m`,
			`UPDATE seal SET number = $m WHERE stream = 'audit' AND number = -1`),
		one("erase without an act", 6, `UPDATE audit SET personal = NULL, salt = NULL WHERE actor = 'p1'`),
		one("take the number away", n, `UPDATE audit SET number = NULL WHERE number = $n`),
		one("put one in behind the end", last+1, `INSERT INTO audit (id, at, actor, action, detail, refused, last_at, digest, number) VALUES ('zz', 1, 'p', 'a', '{}', false, 1, '', $end + 1)`),
		one("put one in before the beginning, sealed", -7, `INSERT INTO audit (id, at, actor, action, detail, refused, last_at, digest, number) VALUES ('zz', 1, 'p', 'a', '{}', false, 1, '', -7)`,
			`INSERT INTO seal (stream, number, row_id, prev_hash, hash, sealed_at) VALUES ('audit', -7, 'zz', 'x', 'y', 1)`),
		one("put an old one in that waits for its seal", 0, `INSERT INTO audit (id, at, actor, action, detail, refused, last_at, digest) VALUES ('zz', 1, 'p', 'a', '{}', false, 1, '')`),
		one("cut the end off", last, `DELETE FROM audit WHERE number >= $n`, `DELETE FROM seal WHERE stream = 'audit' AND number >= $n`),
		one("note another end", last+n, fmt.Sprintf(`UPDATE meta SET value = replace(value, '"number":$end', '"number":%d') WHERE name = 'seal.audit'`, last+n)),
		one("cut the end off and note it", last, `DELETE FROM audit WHERE number >= $n`, `DELETE FROM seal WHERE stream = 'audit' AND number >= $n`,
			`UPDATE meta SET value = '{"number":' || coalesce((SELECT max(number) FROM seal WHERE stream = 'audit'), 0) || ',"hash":"' || coalesce((SELECT hash FROM seal WHERE stream = 'audit' ORDER BY number DESC LIMIT 1), '') || '"}' WHERE name = 'seal.audit'`),
		one("prune one more without an act", n, `UPDATE audit_checkpoint SET number = $n, hash = (SELECT hash FROM seal WHERE stream = 'audit' AND number = $n)`,
			`DELETE FROM audit WHERE number <= $n`, `DELETE FROM seal WHERE stream = 'audit' AND number <= $n`),
	}
	again := one("erase again", 0, `UPDATE audit SET personal = NULL, salt = NULL WHERE actor = 'p2'`)
	again.harmless = true
	nothing := one("nothing", n)
	nothing.harmless = true
	return rapid.SampledFrom(append(cases, again, nothing)).Draw(t, "tampering")
}

// names reports whether a fault tells of a row.
func names(f audit.Fault, number int64, id string) bool {
	if f.Number == number || id != "" && f.Row == id {
		return true
	}
	missing := regexp.MustCompile(`the seals from (\d+) to (\d+) are missing`).FindStringSubmatch(f.What)
	if missing == nil {
		return false
	}
	from, _ := strconv.ParseInt(missing[1], 10, 64)
	to, _ := strconv.ParseInt(missing[2], 10, 64)
	return from <= number && number <= to
}

// errUndo rolls a tampering back.
var errUndo = errors.New("undo")

// TestRandomTamperingIsAlwaysFound tampers with a record in ever other ways, as whoever has
// the database's password could, and holds that the proof names the row; and that it finds
// nothing where nothing was done.
func TestRandomTamperingIsAlwaysFound(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		last := b.history(t)
		head := b.verify(t, audit.Records)
		noted := audit.Noted{Number: head.HeadNumber, Hash: head.HeadHash}
		rapid.Check(t, func(rt *rapid.T) {
			what := draw(rt, last)
			var id string
			var report audit.Report
			err := b.db.InTx(t.Context(), func(ctx context.Context) error {
				if err := b.db.Read(ctx).Raw(`SELECT coalesce(max(id), '') FROM audit WHERE number = ?`, what.number).Scan(&id).Error; err != nil {
					return err
				}
				for _, statement := range what.statements {
					if err := b.db.Write(ctx).Exec(statement).Error; err != nil {
						return fmt.Errorf("%s: %w", statement, err)
					}
				}
				var err error
				if report, err = b.sealer.Verify(ctx, audit.Records, noted); err != nil {
					return err
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				rt.Fatalf("%s: %v", what.name, err)
			}
			named := slices.ContainsFunc(report.Faults, func(f audit.Fault) bool { return names(f, what.number, id) })
			if what.harmless != report.OK() || !what.harmless && !named {
				rt.Fatalf("%s of number %d (%s): %+v", what.name, what.number, id, report.Faults)
			}
		})
		if r := b.verify(t, audit.Records); !r.OK() {
			t.Errorf("after all was undone: %+v", r.Faults)
		}
	})
}

// remake makes the chain anew from a number on, as somebody who knows this program could.
func (b *bench) remake(t *testing.T, from int64) {
	t.Helper()
	store := ledger.NewSeals(b.db)
	seals, rows, err := store.Seals(t.Context(), audit.Records, from-1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	hash, number := seals[0].PrevHash, int64(0)
	for _, seal := range seals {
		next := audit.Link(hash, fmt.Appendf(nil, "%d\n%s", seal.SealedAt.UnixMicro(), rows[seal.Row].Canonical))
		b.exec(t, `UPDATE seal SET prev_hash = ?, hash = ? WHERE stream = 'audit' AND number = ?`, hash, next, seal.Number)
		hash, number = next, seal.Number
	}
	b.exec(t, `UPDATE meta SET value = ? WHERE name = 'seal.audit'`, fmt.Sprintf(`{"number":%d,"hash":%q}`, number, hash))
}

// Against a chain that was made anew only an end that was noted elsewhere helps; an export
// that lies elsewhere is such a note.
func TestAChainMadeAnewIsFoundByWhatWasNoted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		last := b.history(t)
		head := b.verify(t, audit.Records)
		b.exec(t, `UPDATE audit SET actor = 'somebody' WHERE number = ?`, last-3)
		b.remake(t, last-3)
		if r := b.verify(t, audit.Records); !r.OK() {
			t.Fatalf("the chain is not made anew well: %+v", r.Faults)
		}
		for number, want := range map[int64]string{head.HeadNumber: "the chain was made anew", head.HeadNumber + 1: "the chain should reach number", head.Above: "the chain was made anew",
			head.Above - 1: "cannot be compared"} {
			r, err := b.sealer.Verify(t.Context(), audit.Records, audit.Noted{Number: number, Hash: head.HeadHash})
			if err != nil || r.OK() || r.Faults[0].Number != number || !strings.Contains(r.Faults[0].What, want) {
				t.Errorf("noted %d: %+v, %v", number, r.Faults, err)
			}
		}
		if r, err := b.sealer.Verify(t.Context(), audit.Records, audit.Noted{Number: head.Above, Hash: head.AboveHash}); err != nil || !r.OK() {
			t.Errorf("noted before the beginning: %+v, %v", r.Faults, err)
		}
	})
}

// Seals of before the instant of sealing was hashed go on proving their rows.
func TestSealsOfTheFirstForm(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 2)
		b.seal(t)
		b.disarm(t)
		seals, rows, err := ledger.NewSeals(b.db).Seals(t.Context(), audit.Records, 0, 9)
		if err != nil {
			t.Fatal(err)
		}
		hash := ""
		for _, seal := range seals {
			next := audit.Link(hash, rows[seal.Row].Canonical)
			b.exec(t, `UPDATE seal SET prev_hash = ?, hash = ? WHERE stream = 'audit' AND number = ?`, hash, next, seal.Number)
			hash = next
		}
		b.exec(t, `UPDATE meta SET value = ? WHERE name = 'seal.audit'`, fmt.Sprintf(`{"number":2,"hash":%q}`, hash))
		b.act(t, "edition.approve", 1)
		b.seal(t)
		if r := b.verify(t, audit.Records); !r.OK() || r.Sealed != 3 {
			t.Errorf("%+v", r)
		}
		b.exec(t, `UPDATE audit SET actor = 'x' WHERE number = 1`)
		b.finds(t, "1: the row or its seal was changed")
	})
}
