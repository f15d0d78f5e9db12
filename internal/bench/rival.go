package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/store"
)

// rival is what a database does when nothing but commits is asked of it.
type rival struct {
	name string
	run  func(ctx context.Context) (perSecond float64, err error)
}

// rival is pgbench on PostgreSQL, and on SQLite a loop of single rows.
func (b *bench) rival(ctx context.Context, h *house, p place) (rival, error) {
	if h.db.Dialect() == store.SQLite {
		return rival{"single rows, a commit for each", func(ctx context.Context) (float64, error) { return h.singles(ctx, batch) }}, nil
	}
	pgbench, err := findPgbench()
	if err != nil {
		return rival{}, err
	}
	if said, err := exec.CommandContext(ctx, pgbench, "--initialize", "--quiet", p.url).CombinedOutput(); err != nil {
		return rival{}, fmt.Errorf("pgbench --initialize: %w: %s", err, said)
	}
	return rival{fmt.Sprintf("pgbench -N with %d clients", hands), func(ctx context.Context) (float64, error) {
		said, err := exec.CommandContext(ctx, pgbench, "-N", "-c", strconv.Itoa(hands), "-j", "2", "-T", "3", p.url).CombinedOutput()
		if err != nil {
			return 0, fmt.Errorf("pgbench: %w: %s", err, said)
		}
		found := tps().FindSubmatch(said)
		if found == nil {
			return 0, fmt.Errorf("pgbench is not understood: %s", said)
		}
		return strconv.ParseFloat(string(found[1]), 64)
	}}, nil
}

func tps() *regexp.Regexp { return regexp.MustCompile(`tps = ([0-9.]+)`) }

// findPgbench looks on PATH, and where Debian keeps it.
func findPgbench() (string, error) {
	if found, err := exec.LookPath("pgbench"); err == nil {
		return found, nil
	}
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench") // fails on a bad pattern only
	if len(debian) == 0 {
		return "", errors.New("pgbench is not installed; Debian has it in the package postgresql")
	}
	return slices.Max(debian), nil
}

// singles inserts rows one after the other, each in a transaction of its own.
func (h *house) singles(ctx context.Context, n int) (float64, error) {
	run, from := rand.Text()[:8], time.Now()
	for i := range n {
		err := h.db.InTx(ctx, func(ctx context.Context) error {
			return h.db.Write(ctx).Exec(`INSERT INTO meta (value, name) VALUES (?, ?)`, "x", fmt.Sprintf("bench %s %d", run, i)).Error
		})
		if err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(from).Seconds(), nil
}
