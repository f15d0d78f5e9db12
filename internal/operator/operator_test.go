package operator

import "testing"

// What a destination wrote must not move the terminal of the one who reads it.
func TestNothingMovesTheTerminal(t *testing.T) {
	t.Parallel()
	if got := oneLine("a\x1b[2Jb\r\nc\td\u009b31mđ\x7f"); got != "a [2Jb  c d 31mđ " {
		t.Errorf("shown as %q", got)
	}
}
