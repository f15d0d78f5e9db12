package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Prune is the action of the record by which the house removes what is older than it keeps.
const Prune = "audit.prune"

// LeastKept is the shortest time that records are kept.
const LeastKept = 365 * 24 * time.Hour

// pruneBatch bounds how many records one act removes.
const pruneBatch = 5000

// Checkpoint stands for the records that were removed by rule: the chain goes on behind it.
type Checkpoint struct {
	Number int64  // of the last record that was removed
	Hash   string // of its seal
	Act    string // id of the record that tells of the removal, itself in the chain
	MadeAt time.Time
}

// pruned is the detail of an act of pruning. It is chained, so that nobody can make a
// checkpoint fit a hole without it, nor another hole fit the act.
type pruned struct {
	From    int64  `json:"from"`    // number of the first record that was removed
	Through int64  `json:"through"` // and of the last
	Hash    string `json:"hash"`    // of the seal of the last
	Before  int64  `json:"before"`  // all were last met before this instant, microseconds UTC
	Kept    int64  `json:"kept"`    // how long records are kept, in days
}

// Pruner removes records that are older than they are kept, from the oldest, without a gap.
type Pruner struct {
	log   *Log
	seals SealStore
	token string
}

// NewPruner makes a pruner; token tells it from those of other instances.
func NewPruner(log *Log, seals SealStore, token string) *Pruner {
	return &Pruner{log: log, seals: seals, token: token}
}

// Run removes every record of before now-keep that stands behind no younger one, and tells
// how many; the newest sealed one always stays, since the chain goes on from it. What is to
// go is proven first: it is an error when anything about it was changed, and then all stays
// as it is. Keep is at least [LeastKept]; 0 keeps everything.
func (p *Pruner) Run(ctx context.Context, keep time.Duration) (removed int, err error) {
	if keep == 0 {
		return 0, nil
	}
	if keep < LeastKept {
		return 0, fmt.Errorf("records are kept for %s at least, not %s", LeastKept, keep)
	}
	for {
		n, err := p.batch(ctx, keep)
		removed += n
		if err != nil || n < pruneBatch {
			return removed, err
		}
	}
}

// batch removes up to pruneBatch records in one transaction, which also holds the act.
func (p *Pruner) batch(ctx context.Context, keep time.Duration) (removed int, err error) {
	err = p.seals.InTx(ctx, func(ctx context.Context) error {
		now, err := p.seals.Now(ctx)
		if err != nil {
			return err
		}
		mine, err := p.seals.Take(ctx, Lease{Name: "prune", Token: p.token, Until: now.Add(leaseFor)}, now)
		if err != nil || !mine {
			return err
		}
		last, err := p.seals.Checkpoint(ctx)
		if err != nil {
			return err
		}
		end, err := p.expired(ctx, last, now.Add(-keep))
		if err != nil || end.Number == last.Number {
			return err
		}
		removed = int(end.Number - last.Number)
		return p.remove(ctx, last, end, now, keep)
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// expired proves the records behind a checkpoint for as long as they are older than an
// instant, and returns the seal of the last.
func (p *Pruner) expired(ctx context.Context, last Checkpoint, before time.Time) (Seal, error) {
	proof := &prover{report: Report{Stream: Records}, last: Seal{Number: last.Number, Hash: last.Hash}}
	seals, rows, err := p.seals.Seals(ctx, Records, last.Number, pruneBatch+1)
	if err != nil {
		return Seal{}, err
	}
	for i, seal := range seals {
		row, there := rows[seal.Row]
		if i == len(seals)-1 || there && !row.At.Before(before) { // the newest stays
			break
		}
		proof.check(seal, row, there)
	}
	if !proof.report.OK() {
		first := proof.report.Faults[0]
		return Seal{}, fmt.Errorf("nothing was removed from the record, since it is not whole: number %d, row %q: %s", first.Number, first.Row, first.What)
	}
	return proof.last, nil
}

func (p *Pruner) remove(ctx context.Context, last Checkpoint, end Seal, now time.Time, keep time.Duration) error {
	told, err := asMap(pruned{From: last.Number + 1, Through: end.Number, Hash: end.Hash, Before: now.Add(-keep).UnixMicro(), Kept: int64(keep / (24 * time.Hour))})
	if err != nil {
		return err
	}
	act, err := p.log.record(ctx, Entry{Actor: System, Action: Prune, Object: Object{Kind: "audit"}, Before: last.Hash, After: end.Hash, Detail: told})
	if err != nil {
		return err
	}
	if err := p.log.store.AppendRecord(ctx, act); err != nil {
		return err
	}
	return p.seals.Prune(ctx, Checkpoint{Number: end.Number, Hash: end.Hash, Act: act.ID, MadeAt: instant(now)})
}

func asMap(value any) (map[string]any, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	return m, json.Unmarshal(plain, &m)
}
