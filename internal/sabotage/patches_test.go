package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A line that moved is noticed here at once, long before its patch runs.
func TestEveryLineToBreakStandsOnce(t *testing.T) {
	t.Parallel()
	if err := wellFormed(patches()); err != nil {
		t.Error(err)
	}
	for _, p := range patches() {
		source, err := os.ReadFile(filepath.Join("..", "..", p.file))
		if err != nil {
			t.Errorf("%s: %v", p.name, err)
			continue
		}
		if n := strings.Count(string(source), p.old); n != 1 {
			t.Errorf("%s: the line to break stands %d times in %s", p.name, n, p.file)
		}
	}
}

func TestThePartsAreTheWhole(t *testing.T) {
	t.Parallel()
	times := map[string]int{}
	for _, part := range []string{"1/3", "2/3", "3/3"} {
		chosen, err := share(patches(), part)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range chosen {
			times[p.name]++
		}
	}
	for _, p := range patches() {
		if times[p.name] != 1 {
			t.Errorf("%s runs %d times in three parts", p.name, times[p.name])
		}
	}
	for _, part := range []string{"", "0/3", "4/3", "1", "one/three"} {
		if _, err := share(patches(), part); err == nil {
			t.Errorf("part %q passed", part)
		}
	}
}
