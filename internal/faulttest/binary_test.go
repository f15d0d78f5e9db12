package faulttest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// module is where the module's root lies from here.
const module = "../.."

// built is the program, made once for all tests of this process.
var built struct {
	sync.Mutex
	dir   string
	paths map[string]string // by build tags
}

func TestMain(m *testing.M) {
	// These tests wait for clocks and other programs far more than they compute.
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
	code := m.Run()
	if built.dir != "" {
		if err := os.RemoveAll(built.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// binary returns the path of the program as it is released, but for the build tags.
func binary(t testing.TB, tags string) string {
	t.Helper()
	built.Lock()
	defer built.Unlock()
	if path := built.paths[tags]; path != "" {
		return path
	}
	if built.dir == "" {
		// Everyone may run it: some tests start it as an unprivileged user.
		dir, err := os.MkdirTemp("", "lantoa-bin-")
		if err != nil {
			t.Fatal(err)
		}
		built.dir, built.paths = dir, map[string]string{}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(built.dir, "lantoa"+tags)
	// Not the test's context: a build that one test begins serves all.
	cmd := exec.CommandContext(context.Background(), "go", "build", "-tags", tags, "-o", path, "./cmd/lantoa")
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	built.paths[tags] = path
	return path
}

// TestReleaseHasNoFaults reads the released binary: nothing of what fault tests do to the
// program may be in it, and the words looked for are in the build that has them.
func TestReleaseHasNoFaults(t *testing.T) {
	t.Parallel()
	for build, wanted := range map[string]bool{"": false, "faulttest": true} {
		program, err := os.ReadFile(binary(t, build))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"LANTOA_FAULT_", "after-claim", "after-payload", "after-send", "before-finish"} {
			if bytes.Contains(program, []byte(word)) != wanted {
				t.Errorf("build with tags %q: %q is in the binary: %v, want %v", build, word, !wanted, wanted)
			}
		}
	}
}
