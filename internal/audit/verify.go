package audit

import (
	"context"
	"fmt"
	"time"
)

// Fault is one place where the proof fails.
type Fault struct {
	Number int64  // place in the stream, 0 where the row has none
	Row    string // id of the row, "" where it is not known
	What   string // one English sentence
}

// Report is the outcome of proving one stream.
type Report struct {
	Stream Stream
	Sealed int64 // how many seals were checked
	// HeadNumber and HeadHash name the end of the chain. Written down elsewhere, they
	// prove later that nothing up to there was replaced as a whole.
	HeadNumber int64
	HeadHash   string
	Faults     []Fault // the first maxFaults
}

// OK reports whether the stream is whole.
func (r Report) OK() bool { return len(r.Faults) == 0 }

// maxFaults bounds the report: one removed row is telling enough.
const maxFaults = 100

// Verify proves a stream: every seal follows the one before, every row is there, hashes
// to its seal and bears its number, the end of the chain is the one last noted, and no
// row has been waiting for its seal for too long.
func (s *Sealer) Verify(ctx context.Context, stream Stream) (Report, error) {
	p := &prover{report: Report{Stream: stream}}
	for {
		seals, rows, err := s.store.Seals(ctx, stream, p.last.Number, batchSize)
		if err != nil {
			return Report{}, err
		}
		for _, seal := range seals {
			row, there := rows[seal.Row]
			p.link(seal)
			p.row(seal, row, there)
			p.last = seal
		}
		if len(seals) < batchSize {
			break
		}
	}
	if err := s.end(ctx, p); err != nil {
		return Report{}, err
	}
	return p.report, nil
}

// end checks what lies behind the last seal that was read. Head and strays are read in
// one transaction, or a sealer at work in between would look like a fault.
func (s *Sealer) end(ctx context.Context, p *prover) error {
	p.report.HeadNumber, p.report.HeadHash = p.last.Number, p.last.Hash
	return s.store.InTx(ctx, func(ctx context.Context) error {
		head, noted, err := s.store.Head(ctx, p.report.Stream)
		if err != nil {
			return err
		}
		if noted.Number != head.Number || noted.Hash != head.Hash {
			p.fault(noted.Number, "", fmt.Sprintf("the chain should end with number %d, but ends with %d: its end was removed or replaced", noted.Number, head.Number))
		}
		now, err := s.store.Now(ctx)
		if err != nil {
			return err
		}
		strays, err := s.store.Strays(ctx, p.report.Stream, maxFaults)
		for _, row := range strays {
			p.stray(row, now)
		}
		return err
	})
}

type prover struct {
	report Report
	last   Seal
}

func (p *prover) fault(number int64, row, what string) {
	if len(p.report.Faults) < maxFaults {
		p.report.Faults = append(p.report.Faults, Fault{number, row, what})
	}
}

func (p *prover) link(seal Seal) {
	p.report.Sealed++
	switch {
	case seal.Number != p.last.Number+1:
		p.fault(seal.Number, seal.Row, fmt.Sprintf("the seals from %d to %d are missing", p.last.Number+1, seal.Number-1))
	case seal.PrevHash != p.last.Hash:
		p.fault(seal.Number, seal.Row, "the seal does not follow the one before")
	}
}

func (p *prover) row(seal Seal, row Row, there bool) {
	switch {
	case !there:
		p.fault(seal.Number, seal.Row, "the row was removed")
	case row.Tampered != "":
		p.fault(seal.Number, seal.Row, "the row was changed: "+row.Tampered)
	case Link(seal.PrevHash, row.Canonical) != seal.Hash:
		p.fault(seal.Number, seal.Row, "the row was changed or moved: its hash is not that of the seal")
	case row.Number != seal.Number:
		p.fault(seal.Number, seal.Row, fmt.Sprintf("the row bears number %d", row.Number))
	}
}

func (p *prover) stray(row Row, now time.Time) {
	switch {
	case row.Number != 0:
		p.fault(row.Number, row.ID, "the row bears a number, but has no seal")
	case now.Sub(row.At) > overdue:
		p.fault(0, row.ID, fmt.Sprintf("the row has been unsealed for %s", now.Sub(row.At).Round(time.Second)))
	}
}
