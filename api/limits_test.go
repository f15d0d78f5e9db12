package api

import (
	"fmt"
	"testing"
	"time"
)

func TestLimitsRememberSoManyCallers(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	l := newLimits(func() time.Time { return now })
	for i := range maxCallers + 1000 {
		l.take(fmt.Sprint("address ", i))
	}
	if len(l.callers) > maxCallers+1 {
		t.Errorf("%d callers are remembered", len(l.callers))
	}
	for range quota {
		l.take("address new")
	}
	if _, wait := l.take("address other"); wait == 0 {
		t.Error("those beyond the bound have a quota each")
	}
	if _, wait := l.take("address 1"); wait != 0 {
		t.Error("who is remembered pays for the crowd")
	}
	now = now.Add(forget + time.Second)
	if left, _ := l.take("address new"); left < quota-1 || len(l.callers) > 2 {
		t.Errorf("once they are forgotten: %d left, %d callers", left, len(l.callers))
	}
}
