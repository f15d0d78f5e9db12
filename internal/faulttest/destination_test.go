package faulttest

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// mode is how a destination behaves towards one request that would change something.
type mode string

const (
	good     mode = ""
	lost     mode = "applies, then closes without an answer"
	hang     mode = "applies, then never answers"
	broken   mode = "applies, then answers 500"
	throttle mode = "answers 429 with Retry-After: 1 and applies nothing"
	slow     mode = "applies, then answers a second later"
)

// destination is a server on loopback that misbehaves on command. What it saw it judges
// by its own clock.
type destination struct {
	t       testing.TB
	address string
	handler http.Handler

	mu     sync.Mutex
	server *http.Server
	queue  []mode
	always mode
	lag    time.Duration // longest pause before applying, and again before answering
	onDone func()        // called after applying, while the answer is held back
}

// serve opens the destination on a free port.
func (d *destination) serve(t testing.TB, handler http.Handler) {
	t.Helper()
	d.t, d.handler, d.address = t, handler, "127.0.0.1:0"
	d.open()
	t.Cleanup(d.refuse)
}

// open listens, again at the same address after [destination.refuse].
func (d *destination) open() {
	d.t.Helper()
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		d.t.Fatal(err)
	}
	server := &http.Server{Handler: d.handler, ReadHeaderTimeout: patience}
	d.mu.Lock()
	d.address, d.server = listener.Addr().String(), server
	d.mu.Unlock()
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			d.t.Errorf("a destination broke: %v", err)
		}
	}()
}

// refuse closes the door: connections are refused until it is opened again.
func (d *destination) refuse() {
	d.mu.Lock()
	server := d.server
	d.server = nil
	d.mu.Unlock()
	if server != nil {
		_ = server.Close() // requests under way break off, which is the point
	}
}

// next sets how the next requests that change something are met, one after the other.
func (d *destination) next(modes ...mode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queue = append(d.queue, modes...)
}

// applied calls back once, after the next change was made and before it is answered.
func (d *destination) applied(call func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.onDone = call
}

// dawdle makes every request take its time, before and after it is applied.
func (d *destination) dawdle(most time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lag = most
}

// wait lets a random part of the lag pass, also when the asker has gone: a server that
// has read a request goes on with it.
func (d *destination) wait() {
	d.mu.Lock()
	most := d.lag
	d.mu.Unlock()
	if most > 0 {
		<-time.After(rand.N(most))
	}
}

func (d *destination) take() (mode, func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.always
	if len(d.queue) > 0 {
		m, d.queue = d.queue[0], d.queue[1:]
	}
	if m == throttle {
		return m, nil
	}
	call := d.onDone
	d.onDone = nil
	return m, call
}

// change lets apply make a change and writes its answer, as the mode wants it.
func (d *destination) change(w http.ResponseWriter, r *http.Request, apply func() (status int, answer []byte)) {
	m, call := d.take()
	if m == throttle {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	d.wait()
	status, answer := apply()
	d.wait()
	if call != nil {
		call()
	}
	switch m {
	case lost:
		panic(http.ErrAbortHandler) // net/http then closes the connection without a byte
	case hang:
		<-r.Context().Done()
		return
	case slow:
		select {
		case <-r.Context().Done():
		case <-time.After(time.Second):
		}
	case broken:
		status, answer = http.StatusInternalServerError, []byte("<h1>Internal Server Error</h1>")
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer) // whoever asked may be gone
}
