package rest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/fault"
)

func TestACursorKeepsItsPlace(t *testing.T) {
	t.Parallel()
	cursors := rest.Cursors{Key: []byte("key")}
	for _, place := range []rest.Place{
		rest.PlaceAt(time.Date(2026, 11, 23, 0, 30, 0, 123_000, time.UTC), "01936f5e-7c1a-7000-8000-000000000001"),
		{Key: -1, ID: ""},
		{Key: 0, ID: "Sở"},
	} {
		got, err := cursors.Open("/articles?", cursors.Seal("/articles?", place))
		if err != nil || got != place {
			t.Errorf("%v came back as %v, %v", place, got, err)
		}
	}
}

func TestACursorBelongsToItsListAndKey(t *testing.T) {
	t.Parallel()
	cursors, place := rest.Cursors{Key: []byte("key")}, rest.Place{Key: 1, ID: "x"}
	sealed := cursors.Seal("/articles?lang=vi", place)
	if _, err := cursors.Open("/articles?lang=en", sealed); !fault.Is(err, fault.CursorInvalid) {
		t.Errorf("another filter: %v", err)
	}
	if _, err := (rest.Cursors{Key: []byte("other")}).Open("/articles?lang=vi", sealed); !fault.Is(err, fault.CursorInvalid) {
		t.Errorf("another key: %v", err)
	}
}

// FuzzCursor opens what strangers send: only what was sealed opens, and nothing panics.
func FuzzCursor(f *testing.F) {
	cursors, place := rest.Cursors{Key: []byte("key")}, rest.Place{Key: 1_700_000_000_000_000, ID: "01936f5e-7c1a-7000-8000-000000000001"}
	sealed := cursors.Seal("list", place)
	for _, seed := range []string{"", "AAAA", sealed, sealed[1:], sealed + "A", strings.Repeat("A", 64), "\xff", sealed[:len(sealed)-1] + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		got, err := cursors.Open("list", cursor)
		switch {
		case err == nil && (cursor != sealed || got != place):
			t.Errorf("%q opened as %v", cursor, got)
		case err != nil && cursor == sealed:
			t.Errorf("our own cursor did not open: %v", err)
		case err != nil && !fault.Is(err, fault.CursorInvalid):
			t.Errorf("%q: %v", cursor, err)
		}
	})
}
