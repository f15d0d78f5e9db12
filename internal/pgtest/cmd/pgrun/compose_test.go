package main

import (
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lantoa/lantoa/internal/pgtest"
)

// docker stands for the docker command: it writes down how it was called and what it was
// given, and answers as an engine does whose container listens on the given address.
const docker = `#!/bin/sh
printf '%s\n' "$*" >>"$CALLS"
case "$*" in
info*|"compose version") exit 0 ;;
*" up "*) while IFS= read -r line; do printf '%s\n' "$line" >>"$CALLS.yml"; done
  [ -n "$LANTOA_TEST_PASSWORD" ] || exit 1
  [ -z "$BROKEN" ] || { echo "no space left" >&2; exit 1; } ;;
*" port "*) printf '%s\n' "$ADDRESS" ;;
esac
`

// fake puts the command above before all others and gives what it wrote down.
func fake(t *testing.T, address, broken string) (calls func(suffix string) string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(docker), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("CALLS", filepath.Join(dir, "calls"))
	t.Setenv("ADDRESS", address)
	t.Setenv("BROKEN", broken)
	return func(suffix string) string {
		b, err := os.ReadFile(filepath.Join(dir, "calls"+suffix))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
}

// forward starts a server and makes it reachable at a loopback port, as docker does.
func forward(t *testing.T) string {
	t.Helper()
	binaries, reasons := find(t.Context())
	if binaries == nil {
		pgtest.Missing(t, reasons)
	}
	db, err := start(t.Context(), binaries, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.stop(); err != nil {
			t.Error(err)
		}
	})
	config, err := pgx.ParseConfig(db.url)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			network, address := pgconn.NetworkAddress(config.Host, config.Port)
			far, err := net.Dial(network, address)
			if err != nil {
				_ = near.Close()
				return
			}
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				wg.Go(func() {
					_, _ = io.Copy(way[0], way[1])
					_, _ = way[0].Close(), way[1].Close()
				})
			}
		}
	})
	t.Cleanup(func() { _ = listener.Close(); wg.Wait() })
	return listener.Addr().String()
}

func TestComposeStartsAndStops(t *testing.T) {
	calls := fake(t, forward(t), "")
	db, reason, err := compose(t.Context())
	if err != nil || db == nil {
		t.Fatalf("compose: %v, %s", err, reason)
	}
	if version, err := inspect(t.Context(), db.url); err != nil || version != db.version {
		t.Errorf("the server at its address: %q, %v; want %q", version, err, db.version)
	}
	if strings.Contains(calls(""), " down ") {
		t.Error("it was taken down before its time")
	}
	if err := db.stop(); err != nil {
		t.Fatal(err)
	}
	var steps []string
	for line := range strings.Lines(calls("")) {
		fields := strings.Fields(line)
		if fields[0] == "compose" && len(fields) > 5 {
			steps = append(steps, fields[5])
		}
	}
	if got := strings.Join(steps, " "); got != "up port down" {
		t.Errorf("steps %q, want up port down; calls:\n%s", got, calls(""))
	}
	if calls(".yml") != composeFile {
		t.Error("the engine got another file than compose.yml")
	}
}

func TestComposeCleansUpAfterAFailure(t *testing.T) {
	calls := fake(t, "", "yes")
	db, _, err := compose(t.Context())
	if db != nil || err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("compose: %v, %v; want what docker said", db, err)
	}
	if !strings.Contains(calls(""), " down --volumes") {
		t.Errorf("nothing was taken down; calls:\n%s", calls(""))
	}
}

func TestComposeWithoutDocker(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if db, reason, err := compose(t.Context()); db != nil || err != nil || reason != "no docker command" {
		t.Errorf("compose: %v, %q, %v", db, reason, err)
	}
}

// The file keeps the server on the machine and its data in memory.
func TestComposeFile(t *testing.T) {
	t.Parallel()
	var file struct {
		Services map[string]struct {
			Image        string
			Ports, Tmpfs []string
			Volumes      []string
		}
	}
	if err := yaml.Unmarshal([]byte(composeFile), &file); err != nil {
		t.Fatal(err)
	}
	s := file.Services["postgres"]
	if s.Image != "postgres:15" || len(s.Ports) != 1 || s.Ports[0] != "127.0.0.1::5432" || len(s.Tmpfs) != 1 || len(s.Volumes) != 0 {
		t.Errorf("compose.yml: %+v", s)
	}
}
