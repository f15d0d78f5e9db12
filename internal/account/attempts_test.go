package account

import (
	"fmt"
	"testing"
)

// However many logins and addresses a stranger makes up, the counters are bounded.
func TestCountersAreBounded(t *testing.T) {
	t.Parallel()
	seen := map[Attempt]bool{}
	for i := range 100_000 {
		for _, c := range countersOf(fmt.Sprint("nobody", i), fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xffff), false) {
			seen[c] = true
		}
	}
	if len(seen) > 2*65_536 || len(seen) < 80_000 {
		t.Errorf("%d counters, want at most 65,536 of each kind, and more than 80,000", len(seen))
	}
}
