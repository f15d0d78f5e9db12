package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values figures
		part   float64
		want   float64
	}{
		{figures{3, 1, 2}, 0.5, 2},
		{figures{4, 1, 2, 3}, 0.5, 2.5},
		{figures{4, 1, 2, 3}, 0, 1},
		{figures{4, 1, 2, 3}, 1, 4},
		{figures{0, 100}, 0.99, 99},
		{figures{7}, 0.99, 7},
	} {
		if got := c.values.at(c.part); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v at %v: %v, want %v", c.values, c.part, got, c.want)
		}
	}
	if !math.IsNaN(figures{}.median()) {
		t.Error("no values have a median")
	}
	if got, want := (figures{2, 1, 3}).show(1), "2.0 (1.0 – 3.0)"; got != want {
		t.Errorf("shown as %q, want %q", got, want)
	}
}

// Rounds belong together: of 1/2 and 4/4 the median ratio is not that of the medians.
func TestRatiosGoRoundByRound(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(figures{0.5, 1, 2}, figures{1, 4, 6}.over(figures{2, 4, 3})); diff != "" {
		t.Error(diff)
	}
}
