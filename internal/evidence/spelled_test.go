package evidence

import (
	"strings"
	"testing"
)

// What a destination says under the name of a secret may be long and new each time; only what
// may come again is remembered.
func TestLongSecretsAreNotRemembered(t *testing.T) {
	t.Parallel()
	k := NewKeeper()
	for range 2 {
		r := k.Recorder()
		r.Hide("short-secret", strings.Repeat("long", 100))
		r.Exchanges()
	}
	if got := len(k.spellings.secret); got != 1 {
		t.Errorf("%d secrets are remembered, want 1", got)
	}
}
