package events_test

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/lantoa/lantoa/api/events"
	"github.com/lantoa/lantoa/internal/live"
)

func cursors(key string) events.Cursors {
	c, err := events.NewCursors([]byte(key))
	if err != nil {
		panic(err)
	}
	return c
}

func TestCursorsTellNothing(t *testing.T) {
	t.Parallel()
	c, other := cursors("one"), cursors("two")
	seen := map[string]bool{}
	for range 200 {
		for _, number := range []int64{0, 1, 2, 255, 1 << 20, 1<<48 - 1} {
			cursor := c.Seal(number)
			if got := c.Open(cursor); got != number {
				t.Fatalf("%d is read as %d", number, got)
			}
			if got := other.Open(cursor); got != live.Unknown {
				t.Errorf("another installation reads %d", got)
			}
			if seen[cursor] {
				t.Errorf("two cursors are alike, and show that nothing happened in between: %s", cursor)
			}
			seen[cursor] = true
		}
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Seal(1 << 20))
	if err != nil || bytes.Contains(raw, []byte{0, 0x10, 0, 0}) {
		t.Errorf("the number stands in the cursor: %x, %v", raw, err)
	}
}

// What is none of ours is no place, and nothing that anybody sends breaks the reader.
func FuzzCursor(f *testing.F) {
	c := cursors("one")
	for _, one := range []string{"", "1", c.Seal(7), c.Seal(7) + "A", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA=", "\x00", "AAAA\nAAAAAAAAAAAAAAAAAA"} {
		f.Add(one)
	}
	own := c.Seal(7)
	f.Fuzz(func(t *testing.T, cursor string) {
		if got := c.Open(cursor); got != live.Unknown && cursor != own && got != 7 {
			t.Errorf("%q is a place: %d", cursor, got)
		}
	})
}
