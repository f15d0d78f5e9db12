package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lantoa/lantoa/internal/pgtest"
)

// TestMain lets the test binary be the command that pgrun runs.
func TestMain(m *testing.M) {
	if task := os.Getenv("PGRUN_CHILD"); task != "" {
		os.Exit(child(task))
	}
	os.Exit(m.Run())
}

// child tells what it sees of the server, then does its task.
func child(task string) int {
	url := os.Getenv(pgtest.Env)
	fmt.Println("url:", url)
	if task == "query" {
		conn, err := pgx.Connect(context.Background(), url)
		if err != nil {
			fmt.Println("connect:", err)
			return 1
		}
		var fsync, max string
		err = conn.QueryRow(context.Background(),
			"SELECT current_setting('fsync'), current_setting('max_connections')").Scan(&fsync, &max)
		fmt.Println("fsync:", fsync, "max_connections:", max, err)
		return 7
	}
	return 0
}

// result is what a run printed and gave.
type result struct {
	code     int
	out, err string
}

func (r result) last() string {
	lines := strings.Split(strings.TrimSpace(r.out), "\n")
	return lines[len(lines)-1]
}

// self runs this test binary under pgrun in an environment that is ours but for the
// given pairs; the server of the whole run is taken out.
func self(t *testing.T, task string, pairs ...string) result {
	t.Helper()
	environ := append(slices.DeleteFunc(os.Environ(), func(pair string) bool {
		return strings.HasPrefix(pair, pgtest.Env+"=") || strings.HasPrefix(pair, "CI=")
	}), "PGRUN_CHILD="+task)
	var out, err bytes.Buffer
	code := run(t.Context(), []string{os.Args[0]}, append(environ, pairs...), streams{nil, &out, &err})
	return result{code, out.String(), err.String()}
}

func TestStartsAndStopsAServer(t *testing.T) {
	t.Parallel()
	binaries, reasons := find(t.Context())
	if binaries == nil {
		pgtest.Missing(t, reasons)
	}
	r := self(t, "query")
	if r.code != 7 {
		t.Errorf("exit code %d, want the command's own 7; it said %s%s", r.code, r.out, r.err)
	}
	if !strings.Contains(r.out, "fsync: off max_connections: 200 <nil>") {
		t.Errorf("the command saw %q, want a fast server with 200 connections", r.out)
	}
	want := "databases: SQLite, PostgreSQL " + binaries.version + " (started from " + binaries.dir + ")"
	if r.last() != want {
		t.Errorf("last line %q, want %q", r.last(), want)
	}
	url := strings.TrimPrefix(strings.SplitN(r.out, "\n", 2)[0], "url: ")
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatalf("url %q: %v", url, err)
	}
	if _, err := os.Stat(config.Host); !os.IsNotExist(err) {
		t.Errorf("the server's folder %s is still there (%v)", config.Host, err)
	}
}

func TestADurableServerSyncs(t *testing.T) {
	t.Parallel()
	if binaries, reasons := find(t.Context()); binaries == nil {
		pgtest.Missing(t, reasons)
	}
	if r := self(t, "query", pgtest.DurableEnv+"=1"); !strings.Contains(r.out, "fsync: on max_connections: 200 <nil>") {
		t.Errorf("the command saw %q, want a durable server with 200 connections", r.out)
	}
}

func TestUsesTheGivenServer(t *testing.T) {
	t.Parallel()
	url := pgtest.Need(t)
	r := self(t, "query", pgtest.Env+"="+url)
	if r.code != 7 || !strings.Contains(r.out, "url: "+url+"\n") {
		t.Errorf("code %d, output %q: want the given address handed on", r.code, r.out)
	}
	if !strings.HasSuffix(r.last(), "(given by "+pgtest.Env+")") {
		t.Errorf("last line %q does not name the given server", r.last())
	}
}

// A server that is named and does not work is an error in every mode, never "none".
func TestRefusesABrokenGivenServer(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{
		"nobody listens": "postgres://someone:hidden-word@127.0.0.1:1/postgres?sslmode=disable",
		"no URL":         "postgres://someone:hidden-word@[::1/postgres",
	} {
		r := self(t, "see", pgtest.Env+"="+url)
		if r.code != 1 || !strings.Contains(r.err, "the server of "+pgtest.Env) {
			t.Errorf("%s: code %d, said %q; want 1 and the variable's name", name, r.code, r.err)
		}
		if strings.Contains(r.err, "hidden-word") {
			t.Errorf("%s: the password is in %q", name, r.err)
		}
		if strings.Contains(r.out, "url:") {
			t.Errorf("%s: the command ran all the same", name)
		}
	}
}

// Without any server a person's run goes on with SQLite, and CI's does not.
func TestWithoutAnyServer(t *testing.T) {
	t.Parallel()
	missing := &missingError{[]string{"no installed server", "no docker command"}}
	for _, c := range []struct {
		ci       string
		code     int
		runs     bool
		sentence string
	}{
		{"", 0, true, "databases: SQLite only (no PostgreSQL found: no installed server; no docker command)\n"},
		{"true", 1, false, "CI=true asks for PostgreSQL 15 or newer and none was found: no installed server; no docker command"},
	} {
		var out, errs bytes.Buffer
		env := environment(append(os.Environ(), "PGRUN_CHILD=see", "CI="+c.ci))
		delete(env, pgtest.Env)
		none := func(context.Context, map[string]string) (*server, error) { return nil, missing }
		code := serve(t.Context(), []string{os.Args[0]}, env, streams{nil, &out, &errs}, none)
		if code != c.code || strings.Contains(out.String(), "url:") != c.runs ||
			!strings.Contains(out.String()+errs.String(), c.sentence) {
			t.Errorf("CI=%q: code %d, out %q, err %q", c.ci, code, out.String(), errs.String())
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run(t.Context(), nil, nil, streams{nil, &out, &errs}); code != 2 || !strings.Contains(errs.String(), "usage:") {
		t.Errorf("code %d, said %q; want 2 and the usage", code, errs.String())
	}
}

// The signal ends the command, and its exit code says so.
func TestExecutePassesSignalsOn(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sleep", "60")
	signals := make(chan os.Signal, 1)
	signals <- syscall.SIGTERM
	began := time.Now()
	if code := execute(cmd, signals, os.Stderr); code != 128+int(syscall.SIGTERM) {
		t.Errorf("exit code %d, want %d", code, 128+int(syscall.SIGTERM))
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("the command ran on for %v", took)
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	script := func(t *testing.T, says string) string {
		t.Helper()
		dir := t.TempDir()
		// A process that another test starts meanwhile would hold the file open for writing,
		// and the kernel runs no such file (ETXTBSY).
		syscall.ForkLock.RLock()
		defer syscall.ForkLock.RUnlock()
		for _, name := range []string{"initdb", "postgres"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\necho '"+says+"'\n"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	for says, want := range map[string]string{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0)": "15.18",
		"postgres (PostgreSQL) 19devel":                "",
		"postgres (PostgreSQL) 14.22":                  "",
		"postgres (PostgreSQL) 18":                     "18",
		"something else":                               "",
	} {
		got, err := probe(t.Context(), script(t, says))
		if got != want || (err == nil) != (want != "") {
			t.Errorf("probe of %q = %q, %v; want %q", says, got, err, want)
		}
	}
	if _, err := probe(t.Context(), t.TempDir()); err == nil {
		t.Error("an empty folder passed for PostgreSQL")
	}
}
