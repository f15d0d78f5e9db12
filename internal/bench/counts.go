package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

const (
	// postgresEnv has the address of a PostgreSQL server, see internal/pgtest.
	postgresEnv = "LANTOA_TEST_POSTGRES"
	// durableEnv has a server that is started sync what is committed.
	durableEnv = "LANTOA_TEST_POSTGRES_DURABLE"
	// wrappedEnv marks a run that stands beside a server already, if one was found.
	wrappedEnv = "LANTOA_TEST_BENCH_WRAPPED"
)

// mostEnv is the most deliveries beside which a claim is measured.
const mostEnv = "LANTOA_TEST_BENCH_CLAIMS"

// claims tells what a claim touches beside 10,000, 100,000 and a million deliveries, and beside
// many that are due and may not go.
func (b *bench) claims(ctx context.Context) error {
	if err := os.Setenv(mostEnv, "1000000"); err != nil {
		return err
	}
	return besidePostgres(ctx, b.out, "go", "test", "-count=1", "-v", "-run", "^TestAClaim(CostsTheSame|BesideABacklog)$", "github.com/lantoa/lantoa/internal/bench")
}

// counts judges what may be judged on any machine; the bounds are in counts_test.go.
func counts(ctx context.Context, out io.Writer) error {
	err := besidePostgres(ctx, out, "go", "test", "-count=1", "-v", "-run", "^(TestCounts|TestAClaimCostsTheSame|TestAClaimBesideABacklog)$", "github.com/lantoa/lantoa/internal/bench")
	if err != nil {
		return fmt.Errorf("a count is above its bound: %w", err)
	}
	return nil
}

// alone reports whether no PostgreSQL was given, nor looked for.
func alone() bool { return os.Getenv(postgresEnv) == "" && os.Getenv(wrappedEnv) == "" }

// besidePostgres runs a command beside the PostgreSQL that pgrun finds, or without one.
func besidePostgres(ctx context.Context, out io.Writer, args ...string) (err error) {
	folder, err := os.MkdirTemp("", "lantoa-bench-pgrun-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	pgrun := filepath.Join(folder, "pgrun")
	if said, err := exec.CommandContext(ctx, "go", "build", "-o", pgrun, "github.com/lantoa/lantoa/internal/pgtest/cmd/pgrun").CombinedOutput(); err != nil {
		return fmt.Errorf("build pgrun: %w: %s", err, said)
	}
	cmd := exec.CommandContext(ctx, pgrun, append([]string{"--"}, args...)...)
	cmd.Env = append(os.Environ(), wrappedEnv+"=1", durableEnv+"=1")
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it stops its server
	return cmd.Run()
}
