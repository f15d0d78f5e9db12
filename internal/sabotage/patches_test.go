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
