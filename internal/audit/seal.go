package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/canonical"
)

// Stream names one of the two chains.
type Stream string

// The streams.
const (
	Records Stream = "audit"
	Events  Stream = "event"
)

// Streams lists both.
func Streams() []Stream { return []Stream{Records, Events} }

// Seal gives a row its number and chains it to the row before.
type Seal struct {
	Number   int64
	Row      string // id
	PrevHash string // "" for the first
	Hash     string
	SealedAt time.Time
}

// Link is the hash of a row in the chain: SHA-256 over the hash before it, a line feed,
// and the canonical bytes of the row (RFC 8785), in lower-case hex.
func Link(prev string, row []byte) string {
	hash := sha256.New()
	hash.Write([]byte(prev + "\n"))
	hash.Write(row)
	return hex.EncodeToString(hash.Sum(nil))
}

// sealOf seals a row behind another seal. The instant of sealing is hashed with the row.
func sealOf(last Seal, row Row, now time.Time) Seal {
	seal := Seal{Number: last.Number + 1, Row: row.ID, PrevHash: last.Hash, SealedAt: instant(now)}
	seal.Hash = seal.link(row.Canonical)
	return seal
}

// link is the hash that the seal should have over a row: [Link] over the instant of sealing
// in microseconds, a line feed and the canonical bytes of the row.
func (s Seal) link(row []byte) string {
	return Link(s.PrevHash, append([]byte(strconv.FormatInt(s.SealedAt.UnixMicro(), 10)+"\n"), row...))
}

// holds reports whether the hash of the seal is that of a row. Seals of before the instant
// of sealing was hashed cover the row alone; the two forms cannot be taken for one another,
// since a row begins with a brace and an instant with a digit.
func (s Seal) holds(row []byte) bool {
	return s.Hash == s.link(row) || s.Hash == Link(s.PrevHash, row)
}

// Row is a row of a stream as the chain sees it.
type Row struct {
	ID        string
	At        time.Time
	Number    int64 // as the row itself says, 0 when unsealed
	Canonical []byte
	// Personal and Salt are what Canonical holds the digest of; nil where it was erased, and
	// with every event.
	Personal *Personal
	Salt     string
	Refused  bool
	// Tampered says what is wrong with the row by itself, "" when nothing is.
	Tampered string
}

// overdue is how long the row may stay unsealed. A refusal waits for its repetitions first.
func (r Row) overdue() time.Duration {
	if r.Refused {
		return foldWindow + latest
	}
	return latest
}

// Row returns the record as it is chained. Personal data enters by its digest alone.
func (r Record) Row() (Row, error) {
	bytes, err := r.chained().bytes()
	row := Row{ID: r.ID, At: r.LastAt, Number: r.Number, Canonical: bytes, Personal: r.Personal, Salt: r.Salt, Refused: r.Refused}
	switch {
	case err != nil:
	case r.Personal != nil:
		var proof string
		if proof, err = digest(r.Salt, *r.Personal); proof != r.Digest {
			row.Tampered = "its personal data differ from their digest"
		}
	case r.Salt != "":
		row.Tampered = "the salt of its personal data is there without them"
	}
	return row, err
}

// Row returns the event as it is chained.
func (o Occurrence) Row() (Row, error) {
	chained := map[string]any{
		"id": o.ID, "at": o.At.UnixMicro(), "kind": o.Kind, "article": o.Article, "edition": o.Edition,
		"delivery": o.Delivery, "channel": o.Channel, "unit": o.Unit, "data": o.DataJSON,
	}
	if o.Actor != "" { // what was sealed before actors were kept stays proven as it is
		chained["actor"] = o.Actor
	}
	bytes, err := canonical.JSON(chained)
	return Row{ID: o.ID, At: o.At, Number: o.Number, Canonical: bytes}, err
}

// Lease keeps other sealers away until an instant.
type Lease struct {
	Name, Token string
	Until       time.Time
}

// SealStore is what sealing and its proof need.
type SealStore interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Now is the clock that all instances share.
	Now(ctx context.Context) (time.Time, error)
	// Take takes or prolongs a lease; false when another token holds it at now.
	Take(ctx context.Context, l Lease, now time.Time) (bool, error)
	// Head returns the newest seal and what was noted as such; zero when there is none.
	Head(ctx context.Context, s Stream) (seal, noted Seal, err error)
	// Unsealed returns the oldest rows without a number and locks them, less the refusals
	// that began after open: more may be counted into those.
	Unsealed(ctx context.Context, s Stream, open time.Time, limit int) ([]Row, error)
	// Append stores seals, numbers their rows and notes the last as the head.
	Append(ctx context.Context, s Stream, seals []Seal) error
	// Seals returns seals above a number in order, each with its row, nil when missing.
	Seals(ctx context.Context, s Stream, above int64, limit int) ([]Seal, map[string]Row, error)
	// LeasedUntil returns the end of a lease, past or to come; zero when it was never taken.
	LeasedUntil(ctx context.Context, name string) (time.Time, error)
	// CountUnsealed counts the rows without a number, and gives the instant of the oldest.
	CountUnsealed(ctx context.Context, s Stream) (int, time.Time, error)
	// Strays returns rows that bear a number without a seal, and the oldest unsealed ones.
	Strays(ctx context.Context, s Stream, limit int) ([]Row, error)
	// Record returns a record by its id; false when there is none.
	Record(ctx context.Context, id string) (Row, bool, error)
	// Checkpoint returns the newest one of the records; zero when none was ever removed.
	Checkpoint(ctx context.Context) (Checkpoint, error)
	// Prune keeps a checkpoint and removes the records and seals up to its number.
	Prune(ctx context.Context, c Checkpoint) error
}

const (
	// leaseFor is how long the stream stands still when the instance that seals is lost. No
	// row is chained twice when a lease runs out early: see batch.
	leaseFor  = 5 * time.Second
	sealLease = "seal"
	batchSize = 500
	// latest is how long a committed row may stay unsealed before the proof says so.
	latest = time.Minute
)

// Sealer numbers and chains what the log has appended. Any number of them may run.
type Sealer struct {
	store SealStore
	token string
}

// NewSealer makes a sealer; token tells it from those of other instances.
func NewSealer(store SealStore, token string) *Sealer { return &Sealer{store: store, token: token} }

// errLeaseLost ends a run whose lease has gone to another sealer.
var errLeaseLost = errors.New("the lease of the sealer went to another")

// Run seals every committed row of both streams and tells how many; none while another
// sealer is at work. It is cheap when there is nothing to do.
func (s *Sealer) Run(ctx context.Context) (sealed int, err error) {
	for _, stream := range Streams() {
		for {
			n, err := s.batch(ctx, stream)
			sealed += n
			if errors.Is(err, errLeaseLost) {
				return sealed, nil
			}
			if err != nil {
				return sealed, fmt.Errorf("seal the stream %s: %w", stream, err)
			}
			if n < batchSize {
				break
			}
		}
	}
	return sealed, nil
}

// batch seals up to batchSize rows in one transaction, which takes the lease first: the
// lease's row stays locked until the commit, so a late sealer can never interleave.
func (s *Sealer) batch(ctx context.Context, stream Stream) (sealed int, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		now, err := s.store.Now(ctx)
		if err != nil {
			return err
		}
		mine, err := s.store.Take(ctx, Lease{Name: sealLease, Token: s.token, Until: now.Add(leaseFor)}, now)
		if err != nil {
			return err
		}
		if !mine {
			return errLeaseLost
		}
		rows, err := s.store.Unsealed(ctx, stream, now.Add(-foldWindow), batchSize)
		if err != nil || len(rows) == 0 {
			return err
		}
		head, _, err := s.store.Head(ctx, stream)
		if err != nil {
			return err
		}
		sealed = len(rows)
		return s.store.Append(ctx, stream, chain(head, rows, now))
	})
	if err != nil {
		return 0, err
	}
	return sealed, nil
}

func chain(head Seal, rows []Row, now time.Time) []Seal {
	seals := make([]Seal, 0, len(rows))
	for _, row := range rows {
		head = sealOf(head, row, now)
		seals = append(seals, head)
	}
	return seals
}
