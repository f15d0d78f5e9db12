package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/secret"
)

// sink is a receiver that takes every message and keeps when it came.
type sink struct {
	address string
	server  *http.Server

	mu   sync.Mutex
	came map[string][]time.Time // by message
	// held, while it is set, keeps answers back until it is closed.
	held chan struct{}
}

func newSink(ctx context.Context) (*sink, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{address: l.Addr().String(), came: map[string][]time.Time{}}
	s.server = &http.Server{Handler: http.HandlerFunc(s.receive), ReadHeaderTimeout: time.Minute}
	go func() { _ = s.server.Serve(l) }() // it ends when the sink is closed
	return s, nil
}

func (s *sink) close() error { return s.server.Close() }

// settings are those of a channel to the sink; each has a path of its own.
func (s *sink) settings(i int) map[string]secret.Secret {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return map[string]secret.Secret{"url": secret.New(fmt.Sprintf("http://%s/%d", s.address, i)), "secret": secret.New("whsec_" + base64.StdEncoding.EncodeToString(key))}
}

func (s *sink) receive(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	_, _ = io.Copy(io.Discard, r.Body) // a sender that was killed is met again
	id := r.Header.Get("Webhook-Id")
	s.mu.Lock()
	s.came[id] = append(s.came[id], at)
	held := s.held
	s.mu.Unlock()
	if held != nil {
		<-held
	}
	w.WriteHeader(http.StatusNoContent)
}

// hold keeps answers back from now on, until the function that it gives is called.
func (s *sink) hold() (release func()) {
	held := make(chan struct{})
	s.mu.Lock()
	s.held = held
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		s.held = nil
		s.mu.Unlock()
		close(held)
	}
}

// arrivals are the instants at which a message came.
func (s *sink) arrivals(id string) []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.came[id]
}

// count tells how many messages came, and how often in all.
func (s *sink) count() (messages, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.came {
		all += len(one)
	}
	return len(s.came), all
}

// await waits until a message has come n times, and gives the last of these instants.
func (s *sink) await(ctx context.Context, id string, n int) (time.Time, error) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if came := s.arrivals(id); len(came) >= n {
			return came[n-1], nil
		}
		select {
		case <-ctx.Done():
			return time.Time{}, errors.Join(fmt.Errorf("message %s came %d times of %d", id, len(s.arrivals(id)), n), ctx.Err())
		case <-tick.C:
		}
	}
}
