package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// proves runs the test on the broken program, where it must fail by itself; how it came out
// on the whole one is known.
func (p patch) proves(ctx context.Context, whole outcome, overlay string) error {
	if verdict := whole.of(p.test); verdict != "pass" {
		return fmt.Errorf("%s does not pass on the whole program: %s", p.test, verdict)
	}
	broken, err := run(ctx, p.pkg, []string{p.test}, "-timeout=120s", "-overlay="+overlay)
	switch verdict := broken.of(p.test); {
	case err != nil:
		return err
	case broken.crashed:
		return errors.New("the test crashed or timed out instead of failing by its own assertion")
	case verdict != "fail":
		return fmt.Errorf("%s still says %q", p.test, verdict)
	}
	return nil
}

// whole runs every test that patches lean on, on the whole program: those of a package at once,
// since making its test takes longer than most of them do.
func whole(ctx context.Context, patches []patch) (map[string]outcome, error) {
	tests := map[string][]string{}
	for _, p := range patches {
		tests[p.pkg] = append(tests[p.pkg], p.test)
	}
	found := map[string]outcome{}
	for pkg, names := range tests {
		came, err := run(ctx, pkg, names, "-timeout=20m")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", pkg, err)
		}
		found[pkg] = came
	}
	return found, nil
}

// outcome is what one run of tests came to.
type outcome struct {
	verdicts map[string]string // pass, fail or skip, by test
	crashed  bool
}

func (o outcome) of(test string) string { return cmp.Or(o.verdicts[test], "not run") }

// run runs tests of a package; a program that does not compile is an error.
func run(ctx context.Context, pkg string, tests []string, flags ...string) (outcome, error) {
	args := append([]string{"test", "-json", "-count=1", "-run=" + pattern(tests)}, flags...)
	command := exec.CommandContext(ctx, "go", append(args, pkg)...) //nolint:gosec // arguments are those of the list
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return outcome{}, err
	}
	return read(out.Bytes())
}

// pattern selects tests by their names, level by level: it may select some more of their
// subtests.
func pattern(tests []string) string {
	var levels [][]string
	for _, test := range tests {
		for i, name := range strings.Split(test, "/") {
			if i == len(levels) {
				levels = append(levels, nil)
			}
			if !slices.Contains(levels[i], name) {
				levels[i] = append(levels[i], name)
			}
		}
	}
	parts := make([]string, len(levels))
	for i, names := range levels {
		parts[i] = "^(" + strings.Join(names, "|") + ")$"
	}
	return strings.Join(parts, "/")
}

// read finds the tests' verdicts in the stream of go test -json.
func read(stream []byte) (outcome, error) {
	o := outcome{verdicts: map[string]string{}}
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
			return outcome{}, fmt.Errorf("does not compile:\n%s", stream)
		case "output":
			o.crashed = o.crashed || strings.HasPrefix(event.Output, "panic:") || strings.Contains(event.Output, "test timed out")
		case "pass", "fail", "skip":
			o.verdicts[event.Test] = event.Action
		}
	}
	return o, lines.Err()
}
