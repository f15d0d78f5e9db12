package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const (
	// waiting is how many deliveries are due when a claim is measured.
	waiting = 64
	// steady is how many times the cost of a claim beside few deliveries one beside many may be.
	steady = 1.2
)

// cost is what one claim touches on PostgreSQL.
type cost struct {
	deliveries int   // in the table
	buffers    int64 // shared blocks, hit or read
	rows       int64 // that its scans gave or threw away
	plans      []string
}

func (c cost) String() string {
	return fmt.Sprintf("%d deliveries: %d buffers, %d rows", c.deliveries, c.buffers, c.rows)
}

// TestAClaimCostsTheSame holds what a claim touches beside many deliveries against what it
// touches beside few.
func TestAClaimCostsTheSame(t *testing.T) {
	t.Parallel()
	sizes := []int{10_000, 60_000}
	if most, err := strconv.Atoi(os.Getenv(mostEnv)); err == nil {
		sizes = []int{10_000, 100_000, most}
	}
	storetest.OnPostgres(t, func(t *testing.T, o store.Options) { // only it tells what a statement touched
		h, err := open(t.Context(), place{data: t.TempDir(), url: o.URL})
		must(t, err)
		t.Cleanup(func() { must(t, h.close()) })
		costs, err := h.claimCosts(t.Context(), sizes...)
		must(t, err)
		for _, one := range costs {
			t.Logf("a claim of %d beside %s", hands, one)
		}
		if len(costs) != len(sizes) {
			t.Fatalf("%d costs of %d", len(costs), len(sizes))
		}
		t.Logf("its plans beside most:\n%s", indented(strings.Join(costs[len(costs)-1].plans, "\n")))
		if err := level(costs); err != nil {
			t.Error(err)
		}
	})
}

func indented(text string) string { return "    " + strings.ReplaceAll(text, "\n", "\n    ") }

// level reports a cost that lies further above one beside fewer deliveries than it may. That
// PostgreSQL finds a better plan beside more of them is no fault.
func level(costs []cost) error {
	for _, measure := range []struct {
		name string
		of   func(cost) int64
	}{{"buffers", func(c cost) int64 { return c.buffers }}, {"rows", func(c cost) int64 { return c.rows }}} {
		var all []int64
		grows := false
		for _, one := range costs {
			all = append(all, measure.of(one))
			grows = grows || float64(measure.of(one)) > steady*float64(slices.Min(all))
		}
		if grows {
			return fmt.Errorf("a claim grows with what it does not claim: %s %v", measure.name, all)
		}
	}
	return nil
}

// claimCosts measures a claim beside so many deliveries, growing the table as it goes.
func (h *house) claimCosts(ctx context.Context, sizes ...int) ([]cost, error) {
	w, err := h.workload(ctx, nil)
	if err != nil {
		return nil, err
	}
	due := now()
	if err := w.plan(ctx, waiting, due); err != nil {
		return nil, err
	}
	var costs []cost
	for _, size := range sizes {
		if err := w.grow(ctx, size); err != nil {
			return costs, err
		}
		one, err := w.claimCost(ctx, due)
		if err != nil {
			return costs, err
		}
		one.deliveries = size
		costs = append(costs, one)
	}
	return costs, nil
}

// grow fills the table of deliveries up to a size: nine of ten have come to their end, the
// tenth waits for an hour to come.
func (w *workload) grow(ctx context.Context, size int) error {
	channel := "CASE n.i % " + fmt.Sprint(len(w.channels))
	for i, id := range w.channels {
		channel += fmt.Sprintf(" WHEN %d THEN '%s'", i, id)
	}
	tenth := func(then, otherwise string) string {
		return "CASE WHEN n.i % 10 = 0 THEN " + then + " ELSE " + otherwise + " END"
	}
	instant := fmt.Sprint(now().Add(time.Hour).UnixMicro())
	return w.fill(ctx, size, map[string]string{"channel_id": channel + " END", "state": tenth("'waiting'", "'confirmed'"), "task": tenth("'send'", "''"),
		"next_at": tenth(instant+" + n.i", "NULL"), "sent_at": tenth("NULL", "p.sent_at"), "due_at": tenth(instant+" + n.i", "p.due_at - n.i")})
}

// fill copies the first delivery until there are so many, with other values for some columns.
func (w *workload) fill(ctx context.Context, size int, made map[string]string) error {
	write := w.db.Write(ctx)
	var there int
	if err := write.Raw(`SELECT count(*) FROM delivery`).Scan(&there).Error; err != nil {
		return err
	}
	var first map[string]any
	if err := write.Raw(`SELECT * FROM delivery ORDER BY id LIMIT 1`).Scan(&first).Error; err != nil {
		return err
	}
	made["id"], made["round"], made["seq"] = "'history-' || n.i", "n.i + 10", "n.i + 10"
	var columns, values []string
	for _, column := range slices.Sorted(maps.Keys(first)) {
		columns = append(columns, column)
		value, changes := made[column]
		if !changes {
			value = "p." + column
		}
		values = append(values, value)
	}
	fill := `INSERT INTO delivery (` + strings.Join(columns, ", ") + `) WITH RECURSIVE n(i) AS (SELECT CAST(? AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		SELECT ` + strings.Join(values, ", ") + ` FROM n, delivery p WHERE p.id = ?`
	if err := write.Exec(fill, there, size-1, first["id"]).Error; err != nil {
		return err
	}
	return write.Exec(map[store.Dialect]string{store.Postgres: `VACUUM ANALYZE delivery`, store.SQLite: `ANALYZE delivery`}[w.db.Dialect()]).Error
}

// errUndone takes back what was done to be measured.
var errUndone = errors.New("measured, and taken back")

// claimCost explains every statement of a claim of what is due at an instant, each on the rows
// as the claim finds them.
func (w *workload) claimCost(ctx context.Context, due time.Time) (cost, error) {
	statements, err := w.claimStatements(ctx, due)
	if err != nil {
		return cost{}, err
	}
	var total cost
	err = w.db.InTx(ctx, func(ctx context.Context) error {
		if err := w.db.KeepPlans(ctx); err != nil { // as claims have them
			return err
		}
		for _, one := range statements {
			if err := total.explain(w.db.Write(ctx), one); err != nil {
				return err
			}
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		err = nil
	}
	return total, err
}

// question is a statement, and its call with the values that it had.
type question struct{ statement, call string }

// claimStatements lists what a claim asks the database; it must give what is due at an instant
// and nothing else.
func (w *workload) claimStatements(ctx context.Context, due time.Time) ([]question, error) {
	var statements []question
	var failed error
	err := w.db.InTx(ctx, func(ctx context.Context) error {
		note := func(tx *gorm.DB) {
			one := question{statement: tx.Statement.SQL.String(), call: "EXECUTE asked"}
			values := make([]string, len(tx.Statement.Vars))
			for i := range values {
				values[i] = fmt.Sprintf("$%d", i+1)
			}
			if len(values) > 0 {
				one.call += tx.Explain("("+strings.Join(values, ", ")+")", tx.Statement.Vars...)
			}
			if !strings.HasPrefix(one.statement, "SET ") {
				statements = append(statements, one)
			}
		}
		on := w.db.Write(ctx).Callback()
		register := []error{on.Row().After("gorm:row").Register("bench:note", note), on.Raw().After("gorm:raw").Register("bench:note", note), on.Create().After("gorm:create").Register("bench:note", note)}
		claimed, err := w.Queue.Claim(ctx, claimRequest())
		if other := func(c delivery.Claimed) bool { return !c.DueAt.Equal(due) }; err == nil && (len(claimed) < hands || slices.ContainsFunc(claimed, other)) {
			err = fmt.Errorf("%d were claimed, or others than those that are due at %s: %v", len(claimed), due, claimed)
		}
		register = append(register, on.Row().Remove("bench:note"), on.Raw().Remove("bench:note"), on.Create().Remove("bench:note"), err)
		failed = errors.Join(register...)
		return errUndone
	})
	if !errors.Is(err, errUndone) {
		return nil, err
	}
	return statements, failed
}

// node is one of a plan in EXPLAIN's JSON.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Index    string  `json:"Index Name"`
	Rows     float64 `json:"Actual Rows"`
	Removed  float64 `json:"Rows Removed by Filter"`
	Loops    float64 `json:"Actual Loops"`
	Hit      int64   `json:"Shared Hit Blocks"`
	Read     int64   `json:"Shared Read Blocks"`
	Plans    []node  `json:"Plans"`
}

// explain runs a statement by the plan that is kept of it, and adds what it touched.
func (c *cost) explain(tx *gorm.DB, one question) error {
	var said string
	err := errors.Join(tx.Exec(`PREPARE asked AS `+one.statement).Error,
		tx.Raw(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) `+one.call).Scan(&said).Error, tx.Exec(`DEALLOCATE asked`).Error)
	if err != nil {
		return fmt.Errorf("%w: %s", err, one.statement)
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal([]byte(said), &plans); err != nil || len(plans) != 1 {
		return fmt.Errorf("a plan that is not understood: %w: %s", err, said)
	}
	top := plans[0].Plan
	c.buffers += top.Hit + top.Read
	c.scan(top, 0)
	return nil
}

func (c *cost) scan(n node, depth int) {
	line := strings.Repeat("  ", depth) + n.Type
	if n.Relation != "" {
		touched := (n.Rows + n.Removed) * n.Loops
		c.rows += int64(touched)
		line += fmt.Sprintf(" on %s %s: %.0f rows", n.Relation, n.Index, touched)
	}
	c.plans = append(c.plans, line)
	for _, one := range n.Plans {
		c.scan(one, depth+1)
	}
}
