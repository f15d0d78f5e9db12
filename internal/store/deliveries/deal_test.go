package deliveries

import (
	"slices"
	"strconv"
	"testing"
)

// roomOf is a channel with free places, one of them its own, and candidates that are named
// after it.
func roomOf(name string, places, ready int) *room {
	r := &room{places: places, own: 1}
	for i := range ready {
		r.ready = append(r.ready, candidate{ID: name + strconv.Itoa(i), Sends: true, Paced: true})
	}
	return r
}

// TestPlacesAreDealtInTurn has nobody get a second shared place while others got none.
func TestPlacesAreDealtInTurn(t *testing.T) {
	t.Parallel()
	dealt := deal([]*room{roomOf("a", 10, 10), roomOf("b", 10, 10), roomOf("c", 10, 1)}, 3, 0)
	if want := []string{"a0", "b0", "c0", "a1", "b1", "a2"}; !slices.Equal(dealt, want) {
		t.Errorf("dealt %q, want %q", dealt, want)
	}
}

// TestWhatPassesTheRateIsNotBehindIt has a withdrawal go that stands behind posts for which the
// rate has no more.
func TestWhatPassesTheRateIsNotBehindIt(t *testing.T) {
	t.Parallel()
	r := roomOf("a", 10, 3)
	r.RateUsec, r.Burst = 1_000_000, 1
	r.ready = append(r.ready, candidate{ID: "down", Sends: true}, candidate{ID: "proof"})
	if dealt, want := deal([]*room{r}, 9, 0), []string{"a0", "down", "proof"}; !slices.Equal(dealt, want) {
		t.Errorf("dealt %q, want %q", dealt, want)
	}
}
