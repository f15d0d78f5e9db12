package connectortest

import (
	"context"
	"sync"
)

// Session is a connector.Session that lasts as long as its test.
type Session struct {
	mu     sync.Mutex
	kept   string
	Broken error // when set, what is got cannot be saved
}

// Value returns what is kept.
func (s *Session) Value(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept, nil
}

// Renew replaces what is kept, unless it was replaced already.
func (s *Session) Renew(ctx context.Context, stale string, get func(ctx context.Context) (string, error)) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept != stale {
		return s.kept, nil
	}
	got, err := get(ctx)
	if err == nil {
		err = s.Broken
	}
	if err != nil {
		return "", err
	}
	s.kept = got
	return got, nil
}
