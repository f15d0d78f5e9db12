package main

import (
	"errors"
	"go/format"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// In a copy of what a connector stands on the skeleton compiles, and its suite fails by its
// own words and not by a panic.
func TestTheSkeletonCompilesAndSaysWhatToWrite(t *testing.T) {
	t.Parallel()
	const kind = "skeleton"
	top, from := t.TempDir(), filepath.Join("..", "..")
	for _, file := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(top, file), content)
	}
	for _, room := range []string{"connector", "connector/connectortest", "evidence", "outbound", "fault"} {
		copyRoom(t, filepath.Join(from, "internal", room), filepath.Join(top, "internal", room))
	}
	files, err := skeleton(kind)
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for name, content := range files {
		if formatted, err := format.Source(content); err != nil || string(formatted) != string(content) {
			t.Errorf("%s is not formatted: %v", name, err)
		}
		write(t, filepath.Join(top, "internal", "connector", kind, name), content)
	}
	goTool := func(args ...string) (string, error) {
		command := exec.CommandContext(t.Context(), "go", append(args, "./internal/connector/"+kind)...)
		command.Dir = top
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if out, err := goTool("vet"); err != nil {
		t.Fatalf("it does not compile: %v\n%s", err, out)
	}
	out, err := goTool("test", "-count=1")
	var failed *exec.ExitError
	if !errors.As(err, &failed) || strings.Contains(out, "panic:") {
		t.Fatalf("the suite: %v\n%s", err, out)
	}
	missing := []string{"the simulator is not written yet: in serve check the token first", "Check is not written yet: ask the platform", "Send is not written yet: for each intent",
		"label is not said in both languages", "help is not said in both languages"}
	for _, sentence := range missing {
		if n := strings.Count(out, sentence); n != 1 {
			t.Errorf("the suite says %d times %q:\n%s", n, sentence, out)
		}
	}
	if said := strings.Count(out, "_test.go:") + strings.Count(out, "declared.go:"); said != len(missing) {
		t.Errorf("%d failures for %d things that are missing:\n%s", said, len(missing), out)
	}
}

// copyRoom copies the files of a package, without its folders and its tests.
func copyRoom(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range entries {
		if one.IsDir() || strings.HasSuffix(one.Name(), "_test.go") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, one.Name()))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(to, one.Name()), content)
	}
}

func write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestKindsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"", "a", "Mastodon", "my-kind", "my_kind", "1st", "../escape", "func", "go", "http", "main", strings.Repeat("x", 31)} {
		if _, err := skeleton(kind); err == nil {
			t.Errorf("%q is taken", kind)
		}
	}
	if err := run(io.Discard, nil); err == nil || !strings.Contains(err.Error(), "NAME=") {
		t.Errorf("without a name: %v", err)
	}
}
