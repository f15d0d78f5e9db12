//go:build realtest

package bluesky

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the start script and the lock file
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/realtest/destination"
)

//go:embed start.mjs
var script []byte

//go:embed package-lock.json
var lock []byte

const (
	installed = "/var/cache/lantoa-realtest"
	patient   = 45 * time.Second // for the server to come up
)

// Server is a running PDS with one account.
type Server struct {
	Base        string // no slash at the end
	Handle      string
	DID         string
	Password    string // the one to sign in with
	AppPassword string
	Secret      string // that signs the tokens
	Admin       string // the administrator's password
	Version     string
}

// Start returns a fresh PDS. It takes some seconds; the server is stopped and its folder
// removed when the test ends. Without the packages the test fails and says what to install:
// a test that is silently left out proves nothing.
func Start(t testing.TB) Server {
	t.Helper()
	packages, dir := require(t), t.TempDir()
	path := filepath.Join(dir, "start.mjs")
	if err := os.WriteFile(path, script, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", path, filepath.Join(dir, "data"))
	cmd.Dir = packages
	return told(t, run(t, cmd, filepath.Join(dir, "pds.log")))
}

// run starts the server, which is stopped when the test ends, and gives what it says when it
// is ready.
func run(t testing.TB, cmd *exec.Cmd, path string) <-chan string {
	t.Helper()
	log, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), "LOG_ENABLED=false", "NO_PROXY=*", "no_proxy=*")
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		destination.Stop(cmd)
		_ = log.Close()
		if text, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("the PDS said:\n%s", text[max(0, len(text)-2000):])
		}
	})
	ready := make(chan string, 1)
	go func() {
		defer close(ready)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if line, ok := strings.CutPrefix(lines.Text(), "READY "); ok {
				ready <- line
			}
		}
	}()
	return ready
}

// told waits for what the server says of itself.
func told(t testing.TB, ready <-chan string) (s Server) {
	t.Helper()
	select {
	case line, ok := <-ready:
		if !ok {
			t.Fatal("the PDS ended before it was ready")
		}
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
	case <-time.After(patient):
		t.Fatal("the PDS did not come up")
	}
	return s
}

// require finds the packages of this very lock file.
func require(t testing.TB) string {
	t.Helper()
	sum := sha256.Sum256(lock)
	packages := filepath.Join(installed, "bluesky-"+hex.EncodeToString(sum[:])[:12])
	_, missing := exec.LookPath("node")
	if missing == nil {
		_, missing = os.Stat(packages)
	}
	if missing != nil {
		t.Fatalf("not installed: %v; run internal/realtest/install.sh as root", missing)
	}
	return packages
}
