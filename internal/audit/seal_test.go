package audit_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
)

func TestSealersAtOnceNeverBreakTheChain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		const writers, acts, sealers = 4, 20, 4
		var writing, sealing sync.WaitGroup
		done := make(chan struct{})
		for range writers {
			writing.Go(func() {
				for i := range acts {
					if err := b.write(t.Context(), "edition.approve", i); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range sealers {
			sealing.Go(func() { sealUntil(t, b, fmt.Sprint("sealer ", i), done) })
		}
		writing.Wait()
		close(done)
		sealing.Wait()
		b.exec(t, "UPDATE lease SET until_at = 0")
		b.seal(t)
		for _, stream := range audit.Streams() {
			if r := b.verify(t, stream); !r.OK() || r.Sealed != writers*acts {
				t.Errorf("%s: %d sealed of %d, faults %+v", stream, r.Sealed, writers*acts, r.Faults)
			}
		}
	})
}

// sealUntil runs a sealer of its own again and again, stealing the lease each time, as if
// every lease had just run out.
func sealUntil(t *testing.T, b *bench, token string, done <-chan struct{}) {
	sealer := audit.NewSealer(ledger.NewSeals(b.db), token)
	for {
		select {
		case <-done:
			return
		default:
		}
		if err := b.db.Write(t.Context()).Exec("UPDATE lease SET until_at = 0").Error; err != nil {
			t.Error(err)
		}
		if _, err := sealer.Run(t.Context()); err != nil {
			t.Errorf("%s: %v", token, err)
		}
	}
}

func TestTheLeaseKeepsOtherSealersAway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 1)
		b.seal(t)
		b.act(t, "edition.approve", 1)
		second := audit.NewSealer(ledger.NewSeals(b.db), "two")
		if n, err := second.Run(t.Context()); n != 0 || err != nil {
			t.Errorf("a second sealer under the lease of the first: %d, %v", n, err)
		}
		b.exec(t, "UPDATE lease SET until_at = 0")
		if n, err := second.Run(t.Context()); n != 2 || err != nil {
			t.Errorf("a second sealer after the lease of the first: %d, %v", n, err)
		}
		if n := b.seal(t); n != 0 {
			t.Errorf("the first sealer took the lease back: %d", n)
		}
	})
}

func TestRunTakesMoreThanOneBatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		if n := b.fill(t, 1001); n != 1001 {
			t.Errorf("sealed %d of 1001", n)
		}
		if r := b.verify(t, audit.Events); !r.OK() || r.Sealed != 1001 {
			t.Errorf("%+v", r)
		}
	})
}

// fill appends and seals many events.
func (b *bench) fill(t *testing.T, n int) int {
	t.Helper()
	for i := range n {
		if err := b.log.Emit(t.Context(), audit.Event{Kind: "edition.saved", Edition: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	return b.seal(t)
}

// Whoever may write to the database can drop the triggers; the proof still finds it.
func TestVerifyFindsWhatWasDone(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		statements []string
		want       string
	}{
		"changed":             {[]string{`UPDATE audit SET action = 'edition.reject' WHERE number = 2`}, "2: the row or its seal was changed or moved"},
		"changed count":       {[]string{`UPDATE audit SET times = 9 WHERE number = 3`}, "3: the row or its seal was changed or moved"},
		"changed name":        {[]string{`UPDATE audit SET personal = '{"name":"B","address":""}' WHERE number = 4`}, "4: the row was changed: its personal data"},
		"removed":             {[]string{`DELETE FROM audit WHERE number = 3`}, "3: the row was removed"},
		"removed with seal":   {[]string{`DELETE FROM audit WHERE number = 3`, `DELETE FROM seal WHERE stream = 'audit' AND number = 3`}, "4: the seals from 3 to 3 are missing"},
		"last removed":        {[]string{`DELETE FROM audit WHERE number = 5`, `DELETE FROM seal WHERE stream = 'audit' AND number = 5`}, "5: the chain should end with number 5, but ends with 4"},
		"seal removed":        {[]string{`DELETE FROM seal WHERE stream = 'audit' AND number = 5`}, "5: the row bears a number, but has no seal"},
		"renumbered":          {[]string{`UPDATE audit SET number = 99 WHERE number = 1`}, "1: the row bears number 99"},
		"seal changed":        {[]string{`UPDATE seal SET hash = 'x' WHERE stream = 'audit' AND number = 2`}, "3: the seal does not follow"},
		"slipped in, sealed":  {[]string{`INSERT INTO audit (id, at, actor, action, detail, refused, last_at, digest, number) VALUES ('zz', 1, 'p', 'a', '{}', false, 1, '', 6)`}, "6: the row bears a number, but has no seal"},
		"waiting for a while": {[]string{`INSERT INTO audit (id, at, actor, action, detail, refused, last_at, digest) VALUES ('zz', 1, 'p', 'a', '{}', false, 1, '')`}, "0: the row has been unsealed for"},
		"reordered": {[]string{
			`UPDATE seal SET row_id = 'tmp' WHERE stream = 'audit' AND number = 2`,
			`UPDATE seal SET row_id = (SELECT id FROM audit WHERE number = 2) WHERE stream = 'audit' AND number = 3`,
			`UPDATE seal SET row_id = (SELECT id FROM audit WHERE number = 3) WHERE stream = 'audit' AND number = 2`,
		}, "2: the row or its seal was changed or moved"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				b.act(t, "edition.approve", 5)
				b.seal(t)
				if r := b.verify(t, audit.Records); !r.OK() {
					t.Fatalf("before: %+v", r.Faults)
				}
				b.disarm(t)
				for _, statement := range c.statements {
					b.exec(t, statement)
				}
				r := b.verify(t, audit.Records)
				var found []string
				for _, f := range r.Faults {
					found = append(found, fmt.Sprintf("%d: %s", f.Number, f.What))
				}
				if all := strings.Join(found, "\n"); !strings.Contains(all, c.want) {
					t.Errorf("faults:\n%s\nwant %q", all, c.want)
				}
			})
		})
	}
}

// disarm drops the triggers.
func (b *bench) disarm(t *testing.T) {
	t.Helper()
	for name, table := range triggers() {
		statement := "DROP TRIGGER IF EXISTS " + name
		if b.db.Dialect() == store.Postgres {
			statement += " ON " + table
		}
		b.exec(t, statement)
	}
}

func triggers() map[string]string {
	return map[string]string{"audit_checkpoint_made": "audit_checkpoint", "audit_checkpoint_facts": "audit_checkpoint", "audit_checkpoint_kept": "audit_checkpoint", "audit_sealed": "audit", "audit_facts": "audit", "audit_kept": "audit",
		"event_facts": "event", "event_kept": "event", "seal_facts": "seal", "seal_kept": "seal"}
}

func TestTheDatabaseRefusesToRewriteHistory(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 1)
		for _, statement := range []string{ // unsealed rows
			`UPDATE audit SET actor = 'somebody'`, `UPDATE audit SET detail = '{}'`, `DELETE FROM audit`,
			`UPDATE event SET data = '{}'`, `DELETE FROM event`,
		} {
			if err := b.db.Write(t.Context()).Exec(statement).Error; err == nil {
				t.Errorf("unsealed: the database let %q pass", statement)
			}
		}
		b.seal(t)
		for _, statement := range []string{
			`UPDATE audit SET times = 2`, `UPDATE audit SET last_at = 2`, `UPDATE audit SET number = NULL`, `UPDATE audit SET number = 7`,
			`UPDATE audit SET digest = ''`, `UPDATE audit SET personal = '{}'`, `UPDATE audit SET salt = 'x'`, `DELETE FROM audit`,
			`UPDATE event SET number = NULL`, `UPDATE event SET kind = 'x'`, `DELETE FROM event`,
			`UPDATE seal SET hash = 'x'`, `DELETE FROM seal`,
		} {
			if err := b.db.Write(t.Context()).Exec(statement).Error; err == nil {
				t.Errorf("sealed: the database let %q pass", statement)
			}
		}
		b.erase(t, "p1") // which the triggers let pass
		if r := b.verify(t, audit.Records); !r.OK() || r.Sealed != 1 {
			t.Errorf("%+v", r)
		}
	})
}

func TestVerifyBesideASealerAtWork(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		var proving sync.WaitGroup
		done := make(chan struct{})
		proving.Go(func() {
			for checks := 0; ; checks++ {
				report, err := b.sealer.Verify(t.Context(), audit.Records)
				if err != nil || !report.OK() {
					t.Errorf("check %d beside the sealer: %+v, %v", checks, report.Faults, err)
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
		defer proving.Wait()
		defer close(done)
		for range 20 {
			b.act(t, "edition.approve", 1)
			b.seal(t)
		}
	})
}
