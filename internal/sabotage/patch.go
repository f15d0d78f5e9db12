package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// patch breaks one promise by one line.
type patch struct {
	name string
	file string // below the module's root
	old  string // stands exactly once in the file
	new  string
	pkg  string // the package whose test notices
	test string // its name, with a subtest where that is what fails
}

// overlay writes the broken file beside the tree and gives the overlay that lays it over.
func (p patch) overlay(dir string) (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	original := filepath.Join(root, p.file)
	source, err := os.ReadFile(original) //nolint:gosec // the file is named in the list
	if err != nil {
		return "", err
	}
	if n := strings.Count(string(source), p.old); n != 1 {
		return "", fmt.Errorf("the line to break stands %d times in %s", n, p.file)
	}
	broken := filepath.Join(dir, p.name+".go")
	if err := os.WriteFile(broken, []byte(strings.Replace(string(source), p.old, p.new, 1)), 0o600); err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{original: broken}})
	if err != nil {
		return "", err
	}
	list := filepath.Join(dir, p.name+".json")
	return list, os.WriteFile(list, text, 0o600)
}

// proves runs the test on the whole program, where it must pass, and on the broken one,
// where it must fail by itself.
func (p patch) proves(ctx context.Context, overlay string) error {
	whole, err := p.run(ctx)
	if err != nil {
		return err
	}
	if whole.verdict != "pass" {
		return fmt.Errorf("%s does not pass on the whole program: %s", p.test, whole.verdict)
	}
	broken, err := p.run(ctx, "-overlay="+overlay)
	switch {
	case err != nil:
		return err
	case broken.crashed:
		return errors.New("the test crashed or timed out instead of failing by its own assertion")
	case broken.verdict != "fail":
		return fmt.Errorf("%s still says %q", p.test, broken.verdict)
	}
	return nil
}

// result is what one run of one test came to.
type result struct {
	verdict string // pass, fail, skip, or "not run"
	crashed bool
}

// run runs the one test; a program that does not compile is an error.
func (p patch) run(ctx context.Context, flags ...string) (result, error) {
	parts := strings.Split(p.test, "/")
	for i := range parts {
		parts[i] = "^" + parts[i] + "$"
	}
	args := append([]string{"test", "-json", "-count=1", "-timeout=120s", "-run=" + strings.Join(parts, "/")}, flags...)
	command := exec.CommandContext(ctx, "go", append(args, p.pkg)...) //nolint:gosec // arguments are those of the list
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, err
	}
	return p.read(out.Bytes())
}

// read finds the test's verdict in the stream of go test -json.
func (p patch) read(stream []byte) (result, error) {
	r := result{verdict: "not run"}
	lines := bufio.NewScanner(bytes.NewReader(stream))
	const longest = 1 << 20
	lines.Buffer(nil, longest)
	for lines.Scan() {
		var event struct{ Action, Test, Output string }
		if json.Unmarshal(lines.Bytes(), &event) != nil {
			continue
		}
		switch event.Action {
		case "build-fail":
			return result{}, fmt.Errorf("does not compile:\n%s", stream)
		case "output":
			r.crashed = r.crashed || strings.HasPrefix(event.Output, "panic:") || strings.Contains(event.Output, "test timed out")
		case "pass", "fail", "skip":
			if event.Test == p.test {
				r.verdict = event.Action
			}
		}
	}
	return r, lines.Err()
}
