package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
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
	// Above is the number behind which the proof begins, and AboveHash its hash; 0 and "" at
	// the beginning of the chain. Up to there records were removed by rule, or are not in
	// the file that is proven.
	Above     int64
	AboveHash string
	// HeadNumber and HeadHash name the end of the chain. Written down elsewhere, they
	// prove later that nothing up to there was replaced as a whole.
	HeadNumber int64
	HeadHash   string
	Faults     []Fault // the first maxFaults
}

// OK reports whether the stream is whole.
func (r Report) OK() bool { return len(r.Faults) == 0 }

const (
	// maxFaults bounds the report: one removed row is telling enough.
	maxFaults = 100
	// mostRestarts bounds how often a proof begins anew because records were pruned meanwhile.
	mostRestarts = 5
)

// Noted is an end of the chain that was written down elsewhere.
type Noted struct {
	Number int64
	Hash   string
}

// Verify proves a stream: every seal follows the one before, every row is there, hashes
// to its seal and bears its number, the end of the chain is the one last noted, and no
// row has been waiting for its seal for too long. Of records that were pruned it proves
// that an act in the chain says so, up to which number and with which hash; of personal data
// that are gone, that an act erased the person.
//
// Who may write to the database and knows this program could make a chain anew from some
// row on. That is found against ends that were noted elsewhere, which the chain must pass
// through; those of records that were pruned since cannot be compared any more.
func (s *Sealer) Verify(ctx context.Context, stream Stream, noted ...Noted) (Report, error) {
	for try := 1; ; try++ {
		report, moved, err := s.verify(ctx, stream, noted)
		if err != nil || !moved || try == mostRestarts {
			return report, err
		}
	}
}

// verify is one pass; moved tells that records were pruned on the way, so that it says
// nothing.
func (s *Sealer) verify(ctx context.Context, stream Stream, noted []Noted) (report Report, moved bool, err error) {
	from, err := s.checkpoint(ctx, stream)
	if err != nil {
		return Report{}, false, err
	}
	p := &prover{report: Report{Stream: stream, Above: from.Number, AboveHash: from.Hash}, last: Seal{Number: from.Number, Hash: from.Hash}, noted: noted}
	p.passes()
	for above := int64(math.MinInt64); ; {
		seals, rows, err := s.store.Seals(ctx, stream, above, batchSize)
		if err != nil {
			return Report{}, false, err
		}
		for _, seal := range seals {
			row, there := rows[seal.Row]
			p.check(seal, row, there)
			above = seal.Number
		}
		if len(seals) < batchSize {
			break
		}
	}
	to, err := s.end(ctx, p, stream)
	p.reached()
	return p.report, to != from, err
}

func (s *Sealer) checkpoint(ctx context.Context, stream Stream) (Checkpoint, error) {
	if stream != Records {
		return Checkpoint{}, nil
	}
	return s.store.Checkpoint(ctx)
}

// end checks what lies behind the last seal that was read, and the checkpoint. Both and the
// strays are read in one transaction, or a sealer at work in between would look like a fault.
func (s *Sealer) end(ctx context.Context, p *prover, stream Stream) (at Checkpoint, err error) {
	p.report.HeadNumber, p.report.HeadHash = p.last.Number, p.last.Hash
	return at, s.store.InTx(ctx, func(ctx context.Context) error {
		if at, err = s.checkpoint(ctx, stream); err != nil {
			return err
		}
		head, noted, err := s.store.Head(ctx, stream)
		if err != nil {
			return err
		}
		if noted.Number != head.Number || noted.Hash != head.Hash {
			p.fault(noted.Number, "", fmt.Sprintf("the chain should end with number %d, but ends with %d: its end was removed or replaced", noted.Number, head.Number))
		}
		if err := s.between(ctx, p, head); err != nil {
			return err
		}
		now, err := s.store.Now(ctx)
		if err != nil {
			return err
		}
		strays, err := s.store.Strays(ctx, stream, maxFaults)
		if err != nil {
			return err
		}
		for _, row := range strays {
			p.stray(row, now)
		}
		if len(strays) < maxFaults { // else the act may wait behind those that were read
			p.explained()
		}
		return s.attest(ctx, p, at)
	})
}

// attest holds the checkpoint to the newest act of pruning, which may wait for its seal.
func (s *Sealer) attest(ctx context.Context, p *prover, at Checkpoint) error {
	if at.Act != "" {
		act, there, err := s.store.Record(ctx, at.Act)
		if err != nil {
			return err
		}
		if there && act.Number == 0 {
			p.told(act)
		}
	}
	p.attest(at)
	return nil
}

// between reads the seals that were made since the pass came to its end.
func (s *Sealer) between(ctx context.Context, p *prover, head Seal) error {
	for p.last.Number < head.Number && p.report.OK() {
		seals, rows, err := s.store.Seals(ctx, p.report.Stream, p.last.Number, batchSize)
		if err != nil || len(seals) == 0 {
			return err
		}
		for _, seal := range seals {
			row, there := rows[seal.Row]
			p.check(seal, row, there)
		}
		p.report.HeadNumber, p.report.HeadHash = p.last.Number, p.last.Hash
	}
	return nil
}

// prover walks a chain from one seal to the next.
type prover struct {
	report Report
	last   Seal
	noted  []Noted
	blanks blanks
	act    Checkpoint // that the newest act of pruning in the chain tells of
}

func (p *prover) fault(number int64, row, what string) {
	if len(p.report.Faults) < maxFaults {
		p.report.Faults = append(p.report.Faults, Fault{number, row, what})
	}
}

// check holds a seal to the one before, and to its row.
func (p *prover) check(seal Seal, row Row, there bool) {
	p.report.Sealed++
	if seal.Number <= p.last.Number {
		p.fault(seal.Number, seal.Row, fmt.Sprintf("the seal stands before number %d, where the chain begins", p.last.Number+1))
		return
	}
	p.link(seal)
	p.row(seal, row, there)
	p.last = seal
	p.passes()
}

// passes holds the place that was reached to what was noted of it.
func (p *prover) passes() {
	for _, one := range p.noted {
		if one.Number == p.last.Number && one.Hash != p.last.Hash {
			p.fault(one.Number, p.last.Row, fmt.Sprintf("the chain was made anew: the hash that was noted of this number is %s", one.Hash))
		}
	}
}

// reached holds that the chain goes as far as was noted, and still has the place: whoever may
// prune could otherwise begin the chain anew behind it.
func (p *prover) reached() {
	for _, one := range p.noted {
		switch {
		case one.Number > p.last.Number:
			p.fault(one.Number, "", fmt.Sprintf("the chain should reach number %d, as was noted, but ends with %d", one.Number, p.last.Number))
		case one.Number < p.report.Above:
			p.fault(one.Number, "", fmt.Sprintf("what was noted of this number cannot be compared, since rows up to number %d were removed; compare a newer end", p.report.Above))
		case one.Number == p.report.Above && one.Hash != p.report.AboveHash:
			p.fault(one.Number, "", fmt.Sprintf("the chain was made anew: the hash that was noted of this number is %s", one.Hash))
		}
	}
}

func (p *prover) link(seal Seal) {
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
	case !seal.holds(row.Canonical):
		p.fault(seal.Number, seal.Row, "the row or its seal was changed or moved: the hash is not that of the row")
	case row.Number != seal.Number:
		p.fault(seal.Number, seal.Row, fmt.Sprintf("the row bears number %d", row.Number))
	default:
		p.told(row)
	}
}

func (p *prover) stray(row Row, now time.Time) {
	switch {
	case row.Number != 0:
		p.fault(row.Number, row.ID, "the row bears a number, but has no seal")
	case now.Sub(row.At) > row.overdue():
		p.fault(0, row.ID, fmt.Sprintf("the row has been unsealed for %s", now.Sub(row.At).Round(time.Second)))
	default:
		p.told(row)
	}
}

// told takes notice of acts of pruning and of erasure, and of what was erased.
func (p *prover) told(row Row) {
	var act chained
	if p.report.Stream != Records || json.Unmarshal(row.Canonical, &act) != nil {
		return
	}
	p.blanks.note(row, act)
	var detail pruned
	if act.Action != Prune || json.Unmarshal([]byte(act.Detail), &detail) != nil {
		return
	}
	p.act = Checkpoint{Number: detail.Through, Hash: detail.Hash, Act: row.ID}
	if row.At.Sub(time.UnixMicro(detail.Before)) < LeastKept-time.Minute {
		p.fault(row.Number, row.ID, "the act removed records that were younger than the rule allows")
	}
}

// attest holds the checkpoint to the newest act of pruning in the chain.
func (p *prover) attest(at Checkpoint) {
	if at.Number == p.act.Number && at.Hash == p.act.Hash && at.Act == p.act.Act {
		return
	}
	if at.Number == 0 {
		p.fault(p.act.Number, p.act.Act, fmt.Sprintf("the act says that the record was pruned up to number %d, but the checkpoint is gone", p.act.Number))
		return
	}
	p.fault(at.Number, at.Act, fmt.Sprintf("the records up to number %d are gone, and no act of pruning in the record says so", at.Number))
}
