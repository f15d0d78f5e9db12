package audit_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

const year = 365 * 24 * time.Hour

// aged is a record of five acts of three years ago, and of three of today.
func (b *bench) aged(t *testing.T) {
	t.Helper()
	b.pass(-3 * year)
	b.act(t, "edition.approve", 5)
	b.pass(3 * year)
	b.act(t, "edition.approve", 3)
	b.seal(t)
}

func (b *bench) prune(t *testing.T, keep time.Duration) (int, error) {
	t.Helper()
	b.exec(t, "UPDATE lease SET until_at = 0")
	return audit.NewPruner(b.log, ledger.NewSeals(b.db), "one").Run(t.Context(), keep)
}

func (b *bench) pruned(t *testing.T, want int) {
	t.Helper()
	if n, err := b.prune(t, 2*year); n != want || err != nil {
		t.Fatalf("pruned %d records, want %d: %v", n, want, err)
	}
}

func TestPruningKeepsTheChainProvable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.aged(t)
		before := b.verify(t, audit.Records)
		for _, keep := range []time.Duration{0, 4 * year} {
			if n, err := b.prune(t, keep); n != 0 || err != nil {
				t.Errorf("kept for %s: %d pruned, %v", keep, n, err)
			}
		}
		b.pruned(t, 5)
		for _, moment := range []string{"while its act is unsealed", "once it is sealed", "once nothing is left to prune"} {
			r := b.verify(t, audit.Records)
			if !r.OK() || r.Above != 5 || len(r.AboveHash) != 64 || r.HeadNumber < before.HeadNumber {
				t.Errorf("%s: %+v", moment, r)
			}
			b.seal(t)
			b.pruned(t, 0)
		}
		rows, err := b.log.Records(t.Context(), audit.Filter{Limit: 9})
		if err != nil || len(rows) != 4 || rows[3].Number != 6 {
			t.Fatalf("what is left: %+v, %v", rows, err)
		}
		act, r := rows[0], b.verify(t, audit.Records)
		detail := map[string]any{"from": 1.0, "through": 5.0, "hash": r.AboveHash, "before": act.Detail["before"], "kept": 730.0}
		if d := cmp.Diff(detail, act.Detail); d != "" || act.Action != audit.Prune || act.Actor != audit.System || act.After != r.AboveHash {
			t.Errorf("the act: %+v\n%s", act, d)
		}
		if events := b.verify(t, audit.Events); !events.OK() || events.Sealed != 8 {
			t.Errorf("the events: %+v", events)
		}
	})
}

func TestPruningGoesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.pass(-5 * year)
		b.act(t, "edition.approve", 2)
		b.pass(2 * year)
		b.act(t, "edition.approve", 2)
		b.pass(3 * year)
		b.act(t, "edition.approve", 1)
		b.seal(t)
		if n, err := b.prune(t, 4*year); n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		b.seal(t)
		b.pruned(t, 2)
		b.seal(t)
		if r := b.verify(t, audit.Records); !r.OK() || r.Above != 4 || r.HeadNumber != 7 {
			t.Errorf("%+v", r)
		}
	})
}

func TestPruningLeavesTheNewest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.pass(-3 * year)
		b.act(t, "edition.approve", 3)
		b.pass(3 * year)
		b.seal(t)
		b.pruned(t, 2)
		b.seal(t)
		if r := b.verify(t, audit.Records); !r.OK() || r.Above != 2 || r.HeadNumber != 4 {
			t.Errorf("%+v", r)
		}
	})
}

// An act of today that stands before older ones, as under a clock that was wrong, is kept
// with all behind it: what goes, goes in order.
func TestPruningStopsAtTheFirstThatIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 1)
		b.seal(t)
		b.pass(-3 * year)
		b.act(t, "edition.approve", 3)
		b.pass(3 * year)
		b.seal(t)
		b.pruned(t, 0)
	})
}

// What was changed by hand must not be swept away with the rest.
func TestPruningProvesWhatItRemoves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.aged(t)
		b.disarm(t)
		b.exec(t, `UPDATE audit SET action = 'edition.reject' WHERE number = 2`)
		if n, err := b.prune(t, 2*year); n != 0 || err == nil || !strings.Contains(err.Error(), "number 2") {
			t.Errorf("%d pruned, %v; want nothing, and the row named", n, err)
		}
		if r := b.verify(t, audit.Records); r.OK() || r.Above != 0 {
			t.Errorf("%+v", r)
		}
	})
}

func TestRecordsAreKeptForAYearAtLeast(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.aged(t)
		if n, err := b.prune(t, audit.LeastKept-time.Hour); n != 0 || err == nil {
			t.Errorf("%d pruned, %v", n, err)
		}
	})
}

// The triggers let go of nothing that no act of pruning tells of.
func TestTheDatabaseLetsOnlyPruningRemove(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.aged(t)
		b.pruned(t, 5)
		for _, statement := range []string{
			`DELETE FROM audit WHERE number = 6`, `DELETE FROM audit WHERE number IS NULL`, `DELETE FROM seal WHERE stream = 'audit' AND number = 6`,
			`DELETE FROM seal WHERE stream = 'event' AND number = 1`, `DELETE FROM audit_checkpoint`, `UPDATE audit_checkpoint SET number = 7`,
			`INSERT INTO audit_checkpoint (number, hash, act_id, made_at) SELECT number, hash, 'none', 1 FROM seal WHERE stream = 'audit' AND number = 6`,
			`INSERT INTO audit_checkpoint (number, hash, act_id, made_at) SELECT 6, 'x', id, 1 FROM audit WHERE action = 'audit.prune'`,
			`INSERT INTO audit_checkpoint (number, hash, act_id, made_at) SELECT s.number, s.hash, a.id, 1 FROM seal s, audit a WHERE a.action = 'audit.prune' AND s.stream = 'audit' AND s.number = 8`,
		} {
			if err := b.db.Write(t.Context()).Exec(statement).Error; err == nil {
				t.Errorf("the database let %q pass", statement)
			}
		}
		b.seal(t)
		if r := b.verify(t, audit.Records); !r.OK() {
			t.Errorf("%+v", r)
		}
	})
}

// A hole cannot be passed off as pruning.
func TestVerifyFindsWhatWasDoneBesidePruning(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		statements []string
		want       string
	}{
		"one more removed":   {[]string{`DELETE FROM audit WHERE number = 6`}, "6: the row was removed"},
		"with its seal":      {[]string{`DELETE FROM audit WHERE number = 6`, `DELETE FROM seal WHERE stream = 'audit' AND number = 6`}, "7: the seals from 6 to 6 are missing"},
		"checkpoint moved":   {[]string{`UPDATE audit_checkpoint SET number = 6, hash = (SELECT hash FROM seal WHERE stream = 'audit' AND number = 6)`, `DELETE FROM audit WHERE number = 6`, `DELETE FROM seal WHERE stream = 'audit' AND number = 6`}, "6: the records up to number 6 are gone, and no act of pruning"},
		"checkpoint removed": {[]string{`DELETE FROM audit_checkpoint`}, "6: the seals from 1 to 5 are missing"},
		"checkpoint changed": {[]string{`UPDATE audit_checkpoint SET hash = 'x'`}, "6: the seal does not follow"},
		"act unnamed":        {[]string{`UPDATE audit_checkpoint SET act_id = 'x'`}, "5: the records up to number 5 are gone, and no act of pruning"},
		"put back":           {[]string{`INSERT INTO seal (stream, number, row_id, prev_hash, hash, sealed_at) VALUES ('audit', 3, 'zz', 'x', 'y', 1)`}, "3: the seal stands before number 6"},
		"slipped in before":  {[]string{`INSERT INTO audit (id, at, actor, action, detail, refused, last_at, digest, number) VALUES ('zz', 1, 'p', 'a', '{}', false, 1, '', 3)`}, "3: the row bears a number, but has no seal"},
		"act changed":        {[]string{`UPDATE audit SET detail = '{"through":6}' WHERE action = 'audit.prune'`}, "9: the row or its seal was changed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				b.aged(t)
				b.pruned(t, 5)
				b.seal(t)
				b.disarm(t)
				for _, statement := range c.statements {
					b.exec(t, statement)
				}
				b.finds(t, c.want)
			})
		})
	}
}

// finds holds that the proof of the records names a fault.
func (b *bench) finds(t *testing.T, want string) {
	t.Helper()
	var found []string
	for _, f := range b.verify(t, audit.Records).Faults {
		found = append(found, fmt.Sprintf("%d: %s", f.Number, f.What))
	}
	if all := strings.Join(found, "\n"); !strings.Contains(all, want) {
		t.Errorf("faults:\n%s\nwant %q", all, want)
	}
}

// An act of pruning that somebody wrote by hand to remove what is young says so itself.
func TestAForgedPruningOfYoungRecordsIsFound(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 3)
		b.seal(t)
		var hash string
		if err := b.db.Read(t.Context()).Raw(`SELECT hash FROM seal WHERE stream = 'audit' AND number = 2`).Scan(&hash).Error; err != nil {
			t.Fatal(err)
		}
		forged := audit.New(ledger.NewAudit(b.db), b.clock, rand.Reader)
		var detail map[string]any
		told := fmt.Sprintf(`{"from":1,"through":2,"hash":%q,"before":%d,"kept":365}`, hash, b.clock().UnixMicro())
		if err := json.Unmarshal([]byte(told), &detail); err != nil {
			t.Fatal(err)
		}
		if err := forged.Record(t.Context(), audit.Entry{Actor: audit.System, Action: audit.Prune, Object: audit.Object{Kind: "audit"}, Detail: detail}); err != nil {
			t.Fatal(err)
		}
		b.exec(t, `INSERT INTO audit_checkpoint (number, hash, act_id, made_at) SELECT 2, ?, id, 1 FROM audit WHERE action = 'audit.prune'`, hash)
		b.exec(t, `DELETE FROM audit WHERE number <= 2`)
		b.exec(t, `DELETE FROM seal WHERE stream = 'audit' AND number <= 2`)
		b.finds(t, "0: the act removed records that were younger than the rule allows")
		b.seal(t)
		b.finds(t, "4: the act removed records that were younger than the rule allows")
	})
}

func TestActsUnsealedForAMinuteAreNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ago     time.Duration
		refused bool
		found   bool
	}{
		"an act of now": {0, false, false}, "an act of 40 seconds ago": {40 * time.Second, false, false}, "an act of 80 seconds ago": {80 * time.Second, false, true},
		"a refusal of 80 seconds ago, which waits for more": {80 * time.Second, true, false}, "a refusal of 140 seconds ago": {140 * time.Second, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				b.pass(-c.ago)
				if err := b.log.Record(t.Context(), audit.Entry{Actor: "p1", Action: "edition.approve", Refused: c.refused}); err != nil {
					t.Fatal(err)
				}
				r := b.verify(t, audit.Records)
				if r.OK() == c.found || c.found && !strings.Contains(r.Faults[0].What, "unsealed for") {
					t.Errorf("%+v", r.Faults)
				}
			})
		})
	}
}
