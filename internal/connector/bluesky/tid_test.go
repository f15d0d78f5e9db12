package bluesky

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestTID(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	one := tid(at, "019ab000-0000-7000-8000-0123456789ab")
	if !isTID(one) || one != tid(at.Add(999*time.Millisecond), "019ab000-0000-7000-8000-0123456789ab") {
		t.Errorf("%q, and another within the same second", one)
	}
	if value := valueOf(one); value>>10/1_000_000 != at.Unix() {
		t.Errorf("%q stands for %v", one, time.UnixMicro(value>>10).UTC())
	}
	if zero, old := tid(time.Time{}, "k"), tid(time.Unix(0, 0), "k"); zero != old || !isTID(zero) {
		t.Errorf("before the epoch: %q and %q", zero, old)
	}
	if first := tid(time.Unix(0, 0), "k"); first[:6] != "222222" {
		t.Errorf("the epoch is %q", first)
	}
	for s, want := range map[string]bool{
		"3jzfcijpj2z2a": true, "7777777777777": true, "2222222222222": true, "jzzzzzzzzzzzz": true,
		"kzzzzzzzzzzzz": false, "3jzfcijpj2z2": false, "3jzfcijpj2z2aa": false, "3jzfcijpj2z21": false, "": false, "lantoa-42": false, "3JZFCIJPJ2Z2A": false,
	} {
		if isTID(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

// Stories of the same minute get keys of their own, in the order of their seconds.
func TestTIDsOfOneSecond(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	seen := map[string]string{}
	for i := range 2000 {
		key := fmt.Sprintf("019ab000-0000-7000-8000-%012x", i)
		now, later := tid(at, key), tid(at.Add(time.Second), key)
		if other, ok := seen[now]; ok || !isTID(now) || now >= later {
			t.Fatalf("%s: %s, also of %q; a second later %s", key, now, other, later)
		}
		seen[now] = key
	}
}

func valueOf(s string) (value int64) {
	for _, sign := range s {
		value = value*int64(len(sortable)) + int64(strings.IndexRune(sortable, sign))
	}
	return value
}
