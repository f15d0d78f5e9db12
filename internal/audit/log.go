package audit

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/canonical"
)

// foldWindow is how long a repeated refusal is counted into the row of the first, which
// is sealed no earlier.
const foldWindow = time.Minute

// mostNamed is how many objects of a kind one actor is refused the same act on within
// foldWindow with a row for each. More are counted into one row that names none: ids that
// somebody tries one after the other, made up perhaps, would fill the record for good.
const mostNamed = 20

// Record is a row of the audit record.
type Record struct {
	ID     string
	At     time.Time
	LastAt time.Time // of the latest repetition
	Times  int       // how often the same refusal was met
	Entry
	RequestID string
	// Detail of the entry as canonical JSON, which is what is hashed.
	DetailJSON string
	// Personal is nil once it was erased, together with its salt; Digest stays.
	Personal *Personal
	Salt     string
	Digest   string
	Number   int64 // place in the stream, 0 until sealed
}

// Personal is what a record knows of a person beside the id.
type Personal struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

// Occurrence is a row of the stream of events.
type Occurrence struct {
	ID string
	At time.Time
	Event
	DataJSON string // the event's data as canonical JSON, which is what is hashed
	Number   int64  // place in the stream, 0 until sealed
}

// Store appends rows, and reads those that are sealed.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Joined reports whether ctx carries a transaction.
	Joined(ctx context.Context) bool
	AppendRecord(ctx context.Context, r Record) error
	// CountRefusal adds one to an unsealed refusal with the same actor, in the same place of
	// another, and the same action, object and detail that began after since. Where there is
	// none, it returns how many of the actor's and the action differ in the object's id alone.
	CountRefusal(ctx context.Context, r Record, since time.Time) (counted bool, beside int, err error)
	AppendOccurrences(ctx context.Context, all []Occurrence) error
	// Occurrences returns sealed events above a number, in order.
	Occurrences(ctx context.Context, above int64, limit int) ([]Occurrence, error)
	// Newest returns the greatest number of a sealed event, 0 when there is none.
	Newest(ctx context.Context) (int64, error)
	// Records returns sealed records, newest first.
	Records(ctx context.Context, f Filter) ([]Record, error)
	// ErasePersonal removes personal data and salt from the records of an actor, and from
	// those of strangers who tried to be that person.
	ErasePersonal(ctx context.Context, person string) error
}

// Filter narrows a list of records; empty fields do not.
type Filter struct {
	Actor, Action string
	Object        Object
	Refused       *bool     // only refusals, or only what was done
	From, Until   time.Time // met from the one instant on and before the other
	Below         int64     // only numbers below it; 0 starts at the newest
	Limit         int
}

// Log writes the record and the stream of events.
type Log struct {
	store  Store
	now    func() time.Time
	random io.Reader
	kinds  []string // sorted
}

// New makes a Log; random gives the salts.
func New(store Store, now func() time.Time, random io.Reader) *Log {
	return &Log{store: store, now: now, random: random, kinds: Kinds()}
}

// errRefusalInTx is a mistake of the program, not of a person.
var errRefusalInTx = errors.New("a refusal was recorded inside a transaction that its own error rolls back; use Log.Hold around it")

// Record implements [Trail].
func (l *Log) Record(ctx context.Context, e Entry) error {
	r, err := l.record(ctx, e)
	if err != nil {
		return err
	}
	if !e.Refused {
		return l.store.AppendRecord(ctx, r)
	}
	if held, ok := ctx.Value(holdKey{}).(*hold); ok {
		held.add(r)
		return nil
	}
	if l.store.Joined(ctx) {
		return errRefusalInTx
	}
	return l.refuse(ctx, r)
}

func (l *Log) refuse(ctx context.Context, r Record) error {
	return l.store.InTx(ctx, func(ctx context.Context) error {
		counted, beside, err := l.store.CountRefusal(ctx, r, r.At.Add(-foldWindow))
		if err == nil && !counted && beside >= mostNamed && r.Actor != "" {
			r.Object.ID = ""
			counted, _, err = l.store.CountRefusal(ctx, r, r.At.Add(-foldWindow))
		}
		if err != nil || counted {
			return err
		}
		return l.store.AppendRecord(ctx, r)
	})
}

type holdKey struct{}

type hold struct {
	mu      sync.Mutex
	refused []Record
}

func (h *hold) add(r Record) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refused = append(h.refused, r)
}

func (h *hold) take() []Record {
	h.mu.Lock()
	defer h.mu.Unlock()
	refused := h.refused
	h.refused = nil
	return refused
}

// Hold returns a context under which refusals wait until release writes them. Whoever
// handles a request holds, so that a refusal that is met inside a transaction survives
// its rollback. Release must be called outside any transaction, also after a failure.
func (l *Log) Hold(ctx context.Context) (held context.Context, release func(context.Context) error) {
	h := &hold{}
	return context.WithValue(ctx, holdKey{}, h), func(ctx context.Context) error {
		var failed error
		for _, r := range h.take() {
			failed = errors.Join(failed, l.refuse(ctx, r))
		}
		return failed
	}
}

// Emit implements [Trail].
func (l *Log) Emit(ctx context.Context, events ...Event) error {
	occurrences := make([]Occurrence, len(events))
	for i, e := range events {
		if _, known := slices.BinarySearch(l.kinds, e.Kind); !known {
			return fmt.Errorf("event %q: no such kind; add its act to the list", e.Kind)
		}
		id, data, err := prepare(e.Data)
		if err != nil {
			return fmt.Errorf("event %s: %w", e.Kind, err)
		}
		occurrences[i] = Occurrence{ID: id, At: instant(l.now()), Event: e, DataJSON: data}
	}
	return l.store.AppendOccurrences(ctx, occurrences)
}

// Since returns the sealed events above a cursor, at most limit; cursor 0 starts at the
// oldest. A cursor never skips an event, because only sealed rows have numbers.
func (l *Log) Since(ctx context.Context, cursor int64, limit int) ([]SealedEvent, error) {
	rows, err := l.store.Occurrences(ctx, cursor, limit)
	if err != nil {
		return nil, err
	}
	events := make([]SealedEvent, 0, len(rows))
	for _, row := range rows {
		if err := json.Unmarshal([]byte(row.DataJSON), &row.Data); err != nil {
			return nil, fmt.Errorf("data of event %s: %w", row.ID, err)
		}
		events = append(events, SealedEvent{Event: row.Event, ID: row.ID, At: row.At, Number: row.Number})
	}
	return events, nil
}

// Newest is the number of the newest sealed event, 0 while there is none: the cursor of a
// reader who begins with what comes next.
func (l *Log) Newest(ctx context.Context) (int64, error) { return l.store.Newest(ctx) }

// Records returns sealed records, newest first.
func (l *Log) Records(ctx context.Context, f Filter) ([]Record, error) {
	rows, err := l.store.Records(ctx, f)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if err := json.Unmarshal([]byte(rows[i].DetailJSON), &rows[i].Detail); err != nil {
			return nil, fmt.Errorf("detail of record %s: %w", rows[i].ID, err)
		}
	}
	return rows, nil
}

// Erase removes the name and the addresses of a person from the record, those of failed
// sign-ins to the account included; the chain stays provable, since only a salted digest of
// them was chained. It joins the transaction of ctx.
func (l *Log) Erase(ctx context.Context, person string) error {
	return l.store.ErasePersonal(ctx, person)
}

func (l *Log) record(ctx context.Context, e Entry) (Record, error) {
	id, detail, err := prepare(e.Detail)
	if err != nil {
		return Record{}, fmt.Errorf("record of %s: %w", e.Action, err)
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(l.random, salt); err != nil {
		return Record{}, fmt.Errorf("salt: %w", err)
	}
	for _, one := range []struct {
		content *any
		hash    *string
	}{{&e.Was, &e.Before}, {&e.Is, &e.After}} {
		if *one.content == nil {
			continue
		}
		if _, *one.hash, err = canonical.Seal(*one.content); err != nil {
			return Record{}, fmt.Errorf("content of %s: %w", e.Action, err)
		}
		*one.content = nil
	}
	origin, at := OriginOf(ctx), instant(l.now())
	if e.Refused {
		e.Object.ID = named(e.Object.ID)
	}
	if e.OnBehalf == "" {
		e.OnBehalf = behalfOf(ctx)
	}
	r := Record{
		ID: id, At: at, LastAt: at, Times: 1, Entry: e, RequestID: storable(origin.RequestID), DetailJSON: detail,
		Personal: &Personal{Name: storable(origin.Name), Address: storable(origin.Address)},
		Salt:     base64.RawStdEncoding.EncodeToString(salt),
	}
	r.Digest, err = digest(r.Salt, *r.Personal)
	return r, err
}

// digest is what the chain keeps of personal data.
func digest(salt string, p Personal) (string, error) {
	text, err := canonical.JSON(p)
	if err != nil {
		return "", err
	}
	return canonical.Hash(append([]byte(salt+"\n"), text...)), nil
}

func prepare(data map[string]any) (id, text string, err error) {
	if data == nil {
		data = map[string]any{}
	}
	made, err := uuid.NewV7()
	if err != nil {
		return "", "", err
	}
	b, err := canonical.JSON(data)
	return made.String(), string(b), err
}

// instant is a time as the database keeps it.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// storable drops what PostgreSQL refuses in text.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

var _ Trail = (*Log)(nil)
