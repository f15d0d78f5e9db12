package request_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/request"
)

// TestMoves holds every pair of a state and a move of requests against a table that is written
// apart from the code; "" is what cannot be.
func TestMoves(t *testing.T) {
	t.Parallel()
	want := map[request.State][4]request.State{ // update, route, dismiss, withdraw
		"open":      {"open", "routed", "declined", "withdrawn"},
		"routed":    {"routed", "routed", "declined", "withdrawn"},
		"answered":  {"", "routed", "", ""},
		"declined":  {"", "routed", "", ""},
		"withdrawn": {},
	}
	if len(want) != len(request.States()) {
		t.Fatalf("%d states in the code", len(request.States()))
	}
	for _, from := range request.States() {
		for i, move := range request.Moves() {
			to, err := request.Next(from, move)
			if to != want[from][i] {
				t.Errorf("%s %s: %q, want %q", from, move, to, want[from][i])
			}
			explained(t, string(from)+" "+string(move), to != "", err)
		}
	}
}

// TestMovesOfShares is the same for what single units owe.
func TestMovesOfShares(t *testing.T) {
	t.Parallel()
	want := map[request.ShareState][3]request.ShareState{ // take, answer, decline
		"asked":    {"taken", "answered", "declined"},
		"taken":    {"", "answered", "declined"},
		"answered": {},
		"declined": {},
	}
	if len(want) != len(request.ShareStates()) {
		t.Fatalf("%d states in the code", len(request.ShareStates()))
	}
	for _, from := range request.ShareStates() {
		for i, move := range request.ShareMoves() {
			to, err := request.NextShare(from, move)
			if to != want[from][i] {
				t.Errorf("%s %s: %q, want %q", from, move, to, want[from][i])
			}
			explained(t, string(from)+" "+string(move), to != "", err)
		}
	}
}

func explained(t *testing.T, what string, can bool, err error) {
	t.Helper()
	e, ok := fault.As(err)
	if can != (err == nil) || err != nil && (!ok || e.Code != fault.StateConflict || e.Detail.VI == "" || e.Detail.EN == "") {
		t.Errorf("%s: %v", what, err)
	}
}
