package text_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/text"
)

func TestOrdinal(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		n          int
		kind, want string
	}{{1, "a", "a"}, {26, "A", "Z"}, {27, "a", "aa"}, {28, "a", "ab"}, {703, "A", "AAA"}, {4, "i", "iv"}, {1994, "I", "MCMXCIV"}, {4000, "I", "4000"}, {0, "a", "0"}, {-3, "I", "-3"}, {7, "", "7"}, {7, "x", "7"}} {
		if got := text.Ordinal(one.n, one.kind); got != one.want {
			t.Errorf("%d by %q is %q, want %q", one.n, one.kind, got, one.want)
		}
	}
}

// TestListsKeepTheirNumbers, which a text may refer to: "điểm b khoản 4".
func TestListsKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	h := text.NewHTML()
	const list = `<ol start="4"><li>bốn<ol type="a"><li>một</li><li>hai</li></ol></li><li>năm</li></ol><ol start="3" type="I"><li>ba</li></ol><ol><li>một</li></ol>`
	if got := h.Sanitize(list); got != list {
		t.Errorf("the allow-list makes %s", got)
	}
	if got := h.Sanitize(`<ol type="disc"><li>x</li></ol><ul type="a"><li>x</li></ul>`); got != `<ol><li>x</li></ol><ul><li>x</li></ul>` {
		t.Errorf("of other types it makes %s", got)
	}
	if got, want := h.Plain(list), "4. bốn\na. một\nb. hai\n5. năm\n\nIII. ba\n\n1. một"; got != want {
		t.Errorf("plain it is %q, want %q", got, want)
	}
}
