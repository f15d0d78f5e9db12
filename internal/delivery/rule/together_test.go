package rule_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/delivery/rule"
)

func TestWhatIsSaidOfSiblings(t *testing.T) {
	t.Parallel()
	siblings := []rule.Sibling{{Lang: "en", Approved: true, Planned: true, Left: true}, {Lang: "lo"}, {Lang: "th", Approved: true}, {Lang: "km", Approved: true, Failed: true}}
	awaited := rule.Awaited(siblings)
	for _, want := range []string{"lo (not approved)", "th (approved, not scheduled)", "km (could not be sent, needs a person)"} {
		if !strings.Contains(awaited.EN, want) {
			t.Errorf("no %q in %q", want, awaited.EN)
		}
	}
	if strings.Contains(awaited.EN, "en (") || strings.Contains(awaited.VI, "en (") || !strings.Contains(awaited.VI, "lo (chưa duyệt)") {
		t.Errorf("awaited: %q, %q", awaited.EN, awaited.VI)
	}
	if ahead := rule.Ahead(siblings); !strings.Contains(ahead.EN, "edition in en is out") {
		t.Errorf("ahead: %q", ahead.EN)
	}
	if ahead := rule.Ahead(siblings[1:]); !ahead.IsZero() {
		t.Errorf("where none is out: %q", ahead.EN)
	}
}
