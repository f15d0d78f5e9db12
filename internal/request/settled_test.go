package request

import "testing"

// TestSettled tells a request by what its units owe: one that still owes keeps it open, one
// answer is enough, and only when all have declined is it declined.
func TestSettled(t *testing.T) {
	t.Parallel()
	for _, a := range append(ShareStates(), "") {
		for _, b := range append(ShareStates(), "") {
			var shares []Share
			owed, answered := false, false
			for _, state := range []ShareState{a, b} {
				if state != "" {
					shares = append(shares, Share{State: state})
				}
				owed = owed || state == "asked" || state == "taken"
				answered = answered || state == "answered"
			}
			want := State("declined")
			switch {
			case len(shares) == 0:
				want = "open"
			case owed:
				want = "routed"
			case answered:
				want = "answered"
			}
			if got := settled(shares); got != want {
				t.Errorf("%q and %q: %s, want %s", a, b, got, want)
			}
		}
	}
}
