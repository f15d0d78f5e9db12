package audit_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/lantoa/lantoa/internal/audit"
)

// Followers tell events apart by their kind, so there is one way to say it and no kind
// beside the list. What comes by itself, and is nobody's act, is told as what it is.
func TestKindsOfEvents(t *testing.T) {
	t.Parallel()
	kinds := audit.Kinds()
	if !slices.Equal(kinds, slices.Compact(slices.Clone(kinds))) {
		t.Error("two acts are told alike")
	}
	for _, kind := range kinds {
		if !regexp.MustCompile(`^(article|attachment|calendar|edition|channel|closed_day|comment|delegation|delivery|digest|factor|flow|identity|item|key|link|media|person|piece|planned|request|series|session|source|unit)\.([a-z]+_)?([a-z]+ed|sent|withdrawn|built|taken)$|^channel\.credential_expiring$`).MatchString(kind) {
			t.Errorf("%s is no object with a past participle", kind)
		}
	}
	each(t, func(t *testing.T, b *bench) {
		for _, kind := range []string{"", "edition.approve", "edition.liked"} {
			if err := b.log.Emit(t.Context(), audit.Event{Kind: kind}); err == nil {
				t.Errorf("an event %q was taken", kind)
			}
		}
	})
}
