package audit_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// bench is a log and a sealer on one database, with a clock that stands until moved.
type bench struct {
	db     *store.DB
	log    *audit.Log
	sealer *audit.Sealer
	mu     sync.Mutex
	now    time.Time
}

func newBench(db *store.DB) *bench {
	b := &bench{db: db, now: time.Now().UTC().Truncate(time.Microsecond)}
	b.log = audit.New(ledger.NewAudit(db), b.clock, rand.Reader)
	b.sealer = audit.NewSealer(ledger.NewSeals(db), "one")
	return b
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, newBench(db)) })
}

func (b *bench) act(t *testing.T, action string, n int) {
	t.Helper()
	for i := range n {
		if err := b.write(t.Context(), action, i); err != nil {
			t.Fatal(err)
		}
	}
}

// erase erases a person, as accounts do: the data and the act that says so go together.
func (b *bench) erase(t *testing.T, person string) {
	t.Helper()
	if err := b.db.InTx(t.Context(), func(ctx context.Context) error {
		act := audit.Entry{Actor: "p9", Action: audit.Erasure, Object: audit.Object{Kind: "person", ID: person}}
		return errors.Join(b.log.Erase(ctx, person), b.log.Record(ctx, act))
	}); err != nil {
		t.Fatal(err)
	}
}

// write does one act: a record and an event in one transaction.
func (b *bench) write(ctx context.Context, action string, i int) error {
	ctx = audit.WithOrigin(ctx, audit.Origin{Address: "203.0.113.7", RequestID: fmt.Sprint("r", i), Name: "Nguyễn Văn A"})
	entry := audit.Entry{Actor: "p1", Action: action, Object: audit.Object{Kind: "edition", ID: fmt.Sprint("e", i)},
		Before: "aa", After: "bb", Detail: map[string]any{"reason": "thiếu nguồn", "n": i}}
	event := audit.Event{Kind: audit.Done(action), Edition: entry.Object.ID, Unit: "so-tai-chinh", Data: map[string]any{"n": float64(i)}, Actor: entry.Actor}
	return b.db.InTx(ctx, func(ctx context.Context) error {
		return errors.Join(b.log.Record(ctx, entry), b.log.Emit(ctx, event))
	})
}

func (b *bench) seal(t *testing.T) int {
	t.Helper()
	n, err := b.sealer.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) verify(t *testing.T, stream audit.Stream) audit.Report {
	t.Helper()
	report, err := b.sealer.Verify(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (b *bench) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if err := b.db.Write(t.Context()).Exec(statement, args...).Error; err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestRowsAreSealedInOrderAndRead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 3)
		if events, err := b.log.Since(t.Context(), 0, 10); err != nil || len(events) != 0 {
			t.Errorf("unsealed events are visible: %v, %v", events, err)
		}
		if n := b.seal(t); n != 6 {
			t.Fatalf("sealed %d rows, want 3 records and 3 events", n)
		}
		b.act(t, "edition.schedule", 1)
		if n := b.seal(t) + b.seal(t); n != 2 {
			t.Errorf("the next runs sealed %d, want 2", n)
		}
		events, err := b.log.Since(t.Context(), 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		want := []audit.SealedEvent{
			{Number: 2, At: b.clock(), Event: audit.Event{Kind: "edition.approved", Edition: "e1", Unit: "so-tai-chinh", Data: map[string]any{"n": 1.0}, Actor: "p1"}},
			{Number: 3, At: b.clock(), Event: audit.Event{Kind: "edition.approved", Edition: "e2", Unit: "so-tai-chinh", Data: map[string]any{"n": 2.0}, Actor: "p1"}},
		}
		if d := cmp.Diff(want, events, cmpopts.IgnoreFields(audit.SealedEvent{}, "ID")); d != "" {
			t.Errorf("events above 1 (-want +got):\n%s", d)
		}
		for _, stream := range audit.Streams() {
			if r := b.verify(t, stream); !r.OK() || r.Sealed != 4 || r.HeadNumber != 4 || len(r.HeadHash) != 64 {
				t.Errorf("report of %s: %+v", stream, r)
			}
		}
	})
}

func TestRecordsKeepWhatHappened(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 2)
		b.act(t, "edition.withdraw", 1)
		b.seal(t)
		got, err := b.log.Records(t.Context(), audit.Filter{Action: "edition.approve", Object: audit.Object{Kind: "edition"}, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		want := []audit.Record{{
			At: b.clock(), LastAt: b.clock(), Times: 1, RequestID: "r1", DetailJSON: `{"n":1,"reason":"thiếu nguồn"}`,
			Entry: audit.Entry{Actor: "p1", Action: "edition.approve", Object: audit.Object{Kind: "edition", ID: "e1"},
				Before: "aa", After: "bb", Detail: map[string]any{"reason": "thiếu nguồn", "n": 1.0}},
			Personal: &audit.Personal{Name: "Nguyễn Văn A", Address: "203.0.113.7"}, Number: 2,
		}}
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(audit.Record{}, "ID", "Salt", "Digest")); d != "" {
			t.Errorf("records (-want +got):\n%s", d)
		}
		if rest, err := b.log.Records(t.Context(), audit.Filter{Actor: "p1", Below: 2, Limit: 9}); err != nil || len(rest) != 1 || rest[0].Number != 1 {
			t.Errorf("records below 2: %+v, %v", rest, err)
		}
	})
}

func TestARolledBackActLeavesNoRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		refused := errors.New("no")
		err := b.db.InTx(t.Context(), func(ctx context.Context) error {
			return errors.Join(b.log.Record(ctx, audit.Entry{Actor: "p1", Action: "edition.approve"}),
				b.log.Emit(ctx, audit.Event{Kind: "edition.approved"}), refused)
		})
		if !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if n := b.seal(t); n != 0 {
			t.Errorf("%d rows of a rolled back act", n)
		}
	})
}

func TestRefusalsAreCountedIntoOneRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		const e1 = "0190a6d2-0000-7000-8000-0000000000e1"
		refusal := audit.Entry{Actor: "p1", Action: "edition.approve", Object: audit.Object{Kind: "edition", ID: e1}, Refused: true}
		other := refusal
		other.Object.ID = "e2\x00\xff" + strings.Repeat("x", 60_000) // a stranger's address
		b.pass(-5 * time.Minute)                                     // then every window is over by the clock of the sealer
		record := func(e audit.Entry) {
			t.Helper()
			if err := b.log.Record(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		record(refusal)
		b.pass(20 * time.Second)
		record(refusal)
		record(other)
		b.pass(41 * time.Second) // more than a minute after the first
		record(refusal)
		b.seal(t)
		record(refusal) // its row is sealed by now
		record(refusal)
		b.seal(t)
		got, err := b.log.Records(t.Context(), audit.Filter{Actor: "p1", Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, r := range got {
			rows = append(rows, fmt.Sprintf("%s %v %d %s", r.Object.ID, r.Refused, r.Times, r.LastAt.Sub(r.At)))
		}
		want := []string{e1 + " true 2 0s", e1 + " true 1 0s", " true 1 0s", e1 + " true 2 20s"}
		if d := cmp.Diff(want, rows); d != "" {
			t.Errorf("rows, newest first (-want +got):\n%s", d)
		}
		if r := b.verify(t, audit.Records); !r.OK() {
			t.Errorf("proof: %+v", r.Faults)
		}
	})
}

// Ids that are tried one after the other come to a row each, then to one for all of them;
// another act, another person and the next minute begin anew.
func TestRefusalsOnManyObjectsAreCountedTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.pass(-5 * time.Minute)
		record := func(actor, action string, n int) {
			t.Helper()
			for range n {
				e := audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: "edition", ID: uuid.NewString()}, Refused: true}
				if err := b.log.Record(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
		}
		record("p1", "edition.approve", 100)
		record("p1", "edition.submit", 1)
		record("p2", "edition.approve", 1)
		record("", "edition.approve", 30) // strangers: which accounts they try is what the record is for
		b.pass(2 * time.Minute)
		record("p1", "edition.approve", 1)
		b.pass(2 * time.Minute)
		b.seal(t)
		got, err := b.log.Records(t.Context(), audit.Filter{Actor: "p1", Action: "edition.approve", Limit: 99})
		if err != nil {
			t.Fatal(err)
		}
		var named, rest int
		for _, r := range got {
			if r.Object.ID == "" {
				rest += r.Times
			} else {
				named += r.Times
			}
		}
		if len(got) != 22 || named != 21 || rest != 80 {
			t.Errorf("100 and 1 refusals came to %d rows, %d with a name and %d without; want 22, 21 and 80", len(got), named, rest)
		}
		all, err := b.log.Records(t.Context(), audit.Filter{Limit: 99})
		if err != nil || len(all) != 22+1+1+30 {
			t.Errorf("%d rows in all, %v; want 54", len(all), err)
		}
	})
}

// The sealer runs each second; a row that it took at once could count nothing.
func TestARefusalIsSealedOnceItsRepetitionsAreIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		refusal := audit.Entry{Actor: "p1", Action: "edition.approve", Refused: true}
		b.pass(-50 * time.Second)
		for range 3 {
			if err := b.log.Record(t.Context(), refusal); err != nil {
				t.Fatal(err)
			}
			b.act(t, "edition.approve", 1)
			if n := b.seal(t); n != 2 {
				t.Errorf("sealed %d rows, want the act and its event alone", n)
			}
			b.pass(10 * time.Second)
		}
		if r := b.verify(t, audit.Records); !r.OK() || r.Sealed != 3 {
			t.Errorf("while the refusal is open: %+v", r)
		}
		b.exec(t, "DROP TRIGGER audit_facts"+map[bool]string{true: " ON audit"}[b.db.Dialect() == store.Postgres])
		b.exec(t, "UPDATE audit SET at = at - 20000000 WHERE refused") // as if it had begun earlier
		if n := b.seal(t); n != 1 {
			t.Errorf("sealed %d rows after the window, want the refusal", n)
		}
		got, err := b.log.Records(t.Context(), audit.Filter{Limit: 1})
		if err != nil || len(got) != 1 || got[0].Times != 3 {
			t.Errorf("%+v, %v; want one row that counts three", got, err)
		}
	})
}

func TestRefusedRecordsDenialsAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.pass(-5 * time.Minute)
		entry := audit.Entry{Actor: "p1", Action: "edition.approve"}
		for _, err := range []error{nil, errors.New("broken"), fault.New(fault.StateConflict, fault.Text{}), fault.New(fault.Denied, fault.Text{}),
			fault.New(fault.FourEyes, fault.Text{})} {
			if got := audit.Refused(t.Context(), b.log, entry, err); !errors.Is(got, err) {
				t.Errorf("%v came back as %v", err, got)
			}
		}
		b.seal(t)
		got, err := b.log.Records(t.Context(), audit.Filter{Limit: 9})
		if err != nil || len(got) != 2 || got[0].Detail["code"] != "four_eyes" || got[1].Detail["code"] != "denied" || !got[1].Refused {
			t.Errorf("%+v, %v", got, err)
		}
		lost := audit.Refused(audit.WithOrigin(t.Context(), audit.Origin{}), broken{}, entry, fault.New(fault.Denied, fault.Text{}))
		if !fault.Is(lost, fault.Denied) || !errors.Is(lost, errBroken) {
			t.Errorf("a denial that cannot be recorded: %v", lost)
		}
	})
}

var errBroken = errors.New("the disk is full")

// broken is a trail that keeps nothing.
type broken struct{}

func (broken) Record(context.Context, audit.Entry) error  { return errBroken }
func (broken) Emit(context.Context, ...audit.Event) error { return errBroken }

func TestARefusalSurvivesTheRollbackItCauses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.pass(-5 * time.Minute)
		refusal := audit.Entry{Actor: "p1", Action: "edition.approve", Refused: true}
		act := func(ctx context.Context) error { return b.log.Record(ctx, refusal) }
		if err := b.db.InTx(t.Context(), act); err == nil || !strings.Contains(err.Error(), "Log.Hold") {
			t.Errorf("a refusal inside a transaction, not held: %v; want a loud mistake", err)
		}
		ctx, release := b.log.Hold(t.Context())
		denied := errors.New("denied")
		err := b.db.InTx(ctx, func(ctx context.Context) error { return errors.Join(act(ctx), denied) })
		if !errors.Is(err, denied) || strings.Contains(err.Error(), "Log.Hold") {
			t.Fatal(err)
		}
		if n := b.seal(t); n != 0 {
			t.Errorf("%d rows before release", n)
		}
		if err := errors.Join(release(t.Context()), release(t.Context())); err != nil {
			t.Fatal(err)
		}
		if n := b.seal(t); n != 1 {
			t.Errorf("%d rows after two releases, want 1", n)
		}
	})
}

func TestErasedPersonalDataKeepTheChainProvable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 2)
		b.seal(t)
		b.erase(t, "p1")
		if r := b.verify(t, audit.Records); !r.OK() {
			t.Errorf("proof before the act of erasing is sealed: %+v", r.Faults)
		}
		rows, err := b.log.Records(t.Context(), audit.Filter{Limit: 9})
		if err != nil || len(rows) != 2 || rows[0].Personal != nil || rows[0].Salt != "" || rows[0].Digest == "" {
			t.Errorf("after erasing: %+v, %v", rows, err)
		}
		b.seal(t)
		if r := b.verify(t, audit.Records); !r.OK() {
			t.Errorf("proof after erasing: %+v", r.Faults)
		}
	})
}

// The digest in the chain proves as well without the data, so that taking them needs its act.
func TestPersonalDataGoByActsOfErasingAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 2)
		refused := audit.Entry{Actor: "p3", Action: audit.Erasure, Object: audit.Object{Kind: "person", ID: "p1"}, Refused: true}
		if err := b.log.Record(t.Context(), refused); err != nil {
			t.Fatal(err)
		}
		b.erase(t, "p2")
		b.pass(2 * time.Minute)
		b.seal(t)
		b.disarm(t)
		b.exec(t, `UPDATE audit SET personal = NULL, salt = NULL WHERE actor = 'p1' AND number = 2`)
		r := b.verify(t, audit.Records)
		if len(r.Faults) != 1 || r.Faults[0].Number != 2 || !strings.Contains(r.Faults[0].What, `no act in the record erased "p1"`) {
			t.Errorf("name and address taken from number 2: %+v", r.Faults)
		}
	})
}

func TestTheSaltHidesEqualPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 2)
		b.seal(t)
		rows, err := b.log.Records(t.Context(), audit.Filter{Limit: 2})
		if err != nil || len(rows) != 2 || rows[0].Digest == rows[1].Digest || rows[0].Salt == rows[1].Salt {
			t.Errorf("two records of one person: %+v, %v; want different salts and digests", rows, err)
		}
	})
}

// Who acted is chained with the event, and what bears nobody stays proven as it was sealed before
// actors were kept.
func TestTheActorOfAnEventIsChained(t *testing.T) {
	t.Parallel()
	unborn := audit.Occurrence{ID: "x", Event: audit.Event{Kind: "edition.saved"}, DataJSON: "{}"}
	row, err := unborn.Row()
	if err != nil || strings.Contains(string(row.Canonical), "actor") {
		t.Errorf("%s, %v", row.Canonical, err)
	}
	each(t, func(t *testing.T, b *bench) {
		b.act(t, "edition.approve", 2)
		if err := b.log.Emit(t.Context(), audit.Event{Kind: "edition.saved"}); err != nil {
			t.Fatal(err)
		}
		b.seal(t)
		if r := b.verify(t, audit.Events); !r.OK() || r.Sealed != 3 {
			t.Fatalf("%+v", r)
		}
		const change = "UPDATE event SET actor = 'p2' WHERE number = 2"
		if err := b.db.Write(t.Context()).Exec(change).Error; err == nil {
			t.Error("who acted can be changed")
		}
		b.exec(t, "DROP TRIGGER event_facts"+map[bool]string{true: " ON event"}[b.db.Dialect() == store.Postgres])
		b.exec(t, change)
		if r := b.verify(t, audit.Events); r.OK() {
			t.Error("another actor is not found")
		}
	})
}

func TestLink(t *testing.T) {
	t.Parallel()
	first := audit.Link("", []byte(`{"a":1}`)) // printf '\n{"a":1}' | sha256sum
	if want := "7395dc66860499cb2b8970e17094ec53ed1ff54e7067ad619f884917096166b0"; first != want {
		t.Errorf("the first link is %s, want %s", first, want)
	}
	second := audit.Link(first, []byte(`{"a":1}`)) // the first link before the line feed
	if want := "cd9241bd47786b589d38ef813a59b85244d56d879795dec14c42ab3fd229e333"; second != want {
		t.Errorf("the second link is %s, want %s", second, want)
	}
}
