package delivery

import (
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/audit"
)

func TestEveryMoveHasItsEvent(t *testing.T) {
	t.Parallel()
	seen := map[string]State{}
	for _, state := range States() {
		kind := audit.Done(state.Act())
		if other, twice := seen[kind]; twice || !slices.Contains(audit.Kinds(), kind) {
			t.Errorf("the move to %s is told as %q, %q too", state, kind, other)
		}
		seen[kind] = state
	}
}
