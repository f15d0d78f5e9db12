package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/right"
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

// Strangers from more addresses than are remembered share what is left, and take nothing from
// who works here.
func TestStrangersTakeNothingFromAccounts(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }
	s := &Server{people: newLimits(now), strangers: newLimits(now)}
	asks := func(actor right.Actor, address string) error {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		c.Request = c.Request.WithContext(rest.WithExchange(c.Request.Context(), &rest.Exchange{Actor: actor, Address: address}))
		_, _, err := s.count(c)
		return err
	}
	for i := range maxCallers {
		s.strangers.take(fmt.Sprint(i))
	}
	for range quota {
		_ = asks(right.Actor{}, "203.0.113.1")
	}
	if asks(right.Actor{}, "203.0.113.2") == nil {
		t.Error("strangers beyond the bound share no quota")
	}
	if err := asks(right.Actor{ID: "lan"}, "203.0.113.2"); err != nil {
		t.Errorf("an account is refused for what strangers asked: %v", err)
	}
}
