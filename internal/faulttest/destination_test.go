package faulttest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// mode is how a destination behaves towards one request that would change something.
type mode string

const (
	good     mode = ""
	lost     mode = "applies, then closes without an answer"
	drop     mode = "closes without an answer and applies nothing"
	hang     mode = "applies, then never answers"
	broken   mode = "applies, then answers that it failed"
	failed   mode = "answers that it failed and applies nothing"
	throttle mode = "answers that it was too much and applies nothing"
	slow     mode = "applies, then answers a second later"
	// The following are for every request alike.
	gossip mode = "refuses, repeating all that it was sent"
	astray mode = "sends on to an address that repeats all that it was sent"
	mute   mode = "accepts, then never answers"
	drip   mode = "answers a byte now and then, without end"
)

// dripPause is the pause between two bytes of an endless answer.
const dripPause = 200 * time.Millisecond

// said is what a destination answers in words of its own.
type said struct {
	status int
	header map[string]string
	body   string
}

// repeated stands in an answer for all that the request held.
const repeated = "{request}"

// plainly is how a web server speaks of its troubles.
func plainly(m mode) said {
	switch m {
	case throttle:
		return said{status: http.StatusTooManyRequests, header: map[string]string{"Retry-After": "1"}}
	case gossip:
		return said{status: http.StatusBadRequest, body: `{"code":"rest_invalid_param","message":"` + repeated + `","data":{"status":400}}`}
	}
	return said{status: http.StatusInternalServerError, body: "<h1>Internal Server Error</h1>"}
}

// script is how requests of one sort are met, one after the other.
type script struct {
	mu     sync.Mutex
	queue  []mode
	chance func() mode     // how the next request is met when none is queued; nil is well
	hold   <-chan struct{} // the next change is made when this is closed, without an answer
	made   chan struct{}   // closed when it was made
	// onDone is called when the next one was met for an asker who still waits, while its
	// answer is held back.
	onDone func(asker context.Context)
}

// next sets how the next requests are met, one after the other.
func (s *script) next(modes ...mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, modes...)
}

// whim lets chance say how requests are met for which nothing is queued; nil ends that.
func (s *script) whim(chance func() mode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chance = chance
}

// late has the next change made when hold is closed, while its asker waits in vain; made is
// closed afterwards.
func (s *script) late(hold <-chan struct{}) (made <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold, s.made = hold, make(chan struct{})
	return s.made
}

// delayed takes the delay of this change.
func (s *script) delayed() (hold <-chan struct{}, made chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	hold, made = s.hold, s.made
	s.hold = nil
	return hold, made
}

// applied calls back once, after the next change was made, or dropped, and before it is
// answered.
func (s *script) applied(call func()) { s.meanwhile(func(context.Context) { call() }) }

// meanwhile is [script.applied] with the context of the request, which ends when its asker
// goes.
func (s *script) meanwhile(call func(asker context.Context)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onDone = call
}

// called calls whoever wanted to know of a change, unless its asker has gone.
func (s *script) called(asker context.Context) {
	if asker.Err() != nil {
		return
	}
	s.mu.Lock()
	call := s.onDone
	s.onDone = nil
	s.mu.Unlock()
	if call != nil {
		call(asker)
	}
}

func (s *script) take() mode {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := good
	if len(s.queue) > 0 {
		m, s.queue = s.queue[0], s.queue[1:]
	} else if s.chance != nil {
		m = s.chance()
	}
	return m
}

// destination is a server on loopback that misbehaves on command. What it saw it judges
// by its own clock. The script itself is for what readers see; steps is for what goes
// before, such as an upload.
type destination struct {
	script
	steps   script
	words   func(mode) said // nil speaks plainly
	t       testing.TB
	address string
	handler http.Handler

	mu     sync.Mutex
	server *http.Server
	lag    time.Duration // longest pause before applying, and again before answering
	inside int           // changes that are applied and not answered yet
	cut    int           // applied, and whoever asked was gone before the answer
	whole  mode          // how every request is met
	met    map[mode]int  // how often requests were met in each way

	replies []reply
}

// serve opens the destination on a free port.
func (d *destination) serve(t testing.TB, handler http.Handler) {
	t.Helper()
	d.t, d.address, d.met = t, "127.0.0.1:0", map[mode]int{}
	d.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		m := d.whole
		d.mu.Unlock()
		r.Body = &overheard{ReadCloser: r.Body}
		switch m {
		case good:
			handler.ServeHTTP(w, r)
		case mute, drip:
			d.stall(w, r, m)
		default:
			d.repeat(w, r, m)
		}
	})
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

// meetAll sets how every request is met from now on.
func (d *destination) meetAll(m mode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.whole = m
}

// note counts a request that is met in a way.
func (d *destination) note(m mode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.met[m]++
}

// times is how many requests were met in a way.
func (d *destination) times(m mode) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.met[m]
}

// stall keeps whoever asks until he gives up.
func (d *destination) stall(w http.ResponseWriter, r *http.Request, m mode) {
	d.note(m)
	_, _ = io.Copy(io.Discard, r.Body) // the server sees that the asker goes when all is read
	for m == drip && r.Context().Err() == nil {
		_, _ = io.WriteString(w, " ")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(dripPause):
		}
	}
	<-r.Context().Done()
}

// repeat answers with all that the request held, its credentials among it.
func (d *destination) repeat(w http.ResponseWriter, r *http.Request, m mode) {
	body, _ := io.ReadAll(r.Body) // what came of it
	all := r.URL.String() + " " + string(body)
	for name, values := range r.Header {
		all += " " + name + ": " + strings.Join(values, ",")
	}
	if m == astray {
		w.Header().Set("Location", "http://"+d.address+r.URL.String()+"?all="+url.QueryEscape(all))
		w.WriteHeader(http.StatusTemporaryRedirect)
		return
	}
	quoted, one := string(encode(all)), d.says(m)
	w.WriteHeader(one.status)
	_, _ = w.Write([]byte(strings.ReplaceAll(one.body, repeated, quoted[1:len(quoted)-1])))
}

func (d *destination) says(m mode) said {
	if d.words == nil {
		return plainly(m)
	}
	return d.words(m)
}

// answer tells of trouble in the destination's own words.
func (d *destination) answer(w http.ResponseWriter, m mode) {
	one := d.says(m)
	for name, value := range one.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(one.status)
	_, _ = w.Write([]byte(one.body))
}

// change lets apply make a change and writes its answer, as the mode wants it.
func (d *destination) change(w http.ResponseWriter, r *http.Request, apply func() (status int, answer []byte)) {
	d.meet(&d.script, w, r, apply)
}

// step is [destination.change] for what readers do not see yet.
func (d *destination) step(w http.ResponseWriter, r *http.Request, apply func() (status int, answer []byte)) {
	d.meet(&d.steps, w, r, apply)
}

// enter counts a change that is applied and not answered.
func (d *destination) enter() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside++
}

// leave counts it as answered, or as cut when nobody waited for the answer any more.
func (d *destination) leave(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside--
	if r.Context().Err() != nil {
		d.cut++
	}
}

// between tells how many changes are between their application and their answer, and how many
// were cut off there.
func (d *destination) between() (inside, cut int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inside, d.cut
}

func (d *destination) meet(s *script, w http.ResponseWriter, r *http.Request, apply func() (status int, answer []byte)) {
	if hold, made := s.delayed(); hold != nil {
		<-hold
		apply()
		close(made)
		return
	}
	m := s.take()
	d.note(m)
	if m == throttle || m == failed {
		d.answer(w, m)
		return
	}
	d.wait()
	status, answer := http.StatusOK, []byte(nil)
	if m != drop {
		status, answer = apply()
		d.enter()
		defer d.leave(r)
	}
	d.wait()
	s.called(r.Context())
	switch m {
	case lost, drop:
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
		d.answer(w, m)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer) // whoever asked may be gone
	d.keep(r)
}

// overheard keeps what is read of a request.
type overheard struct {
	io.ReadCloser
	text bytes.Buffer
}

// Read reads, and keeps what was read.
func (o *overheard) Read(b []byte) (int, error) {
	n, err := o.ReadCloser.Read(b)
	o.text.Write(b[:n])
	return n, err
}

// span is a stretch of time.
type span struct{ from, to time.Time }

// reply is what was answered well to an asker who waited: the request, and when. A webhook
// bears the delivery's id in its head.
type reply struct {
	id, request string
	at          time.Time
}

func (d *destination) keep(r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if whole, ok := r.Body.(*overheard); ok && r.Context().Err() == nil {
		d.replies = append(d.replies, reply{r.Header.Get("Webhook-Id"), whole.text.String(), time.Now()})
	}
}

// replied returns the replies of a time, the newest first.
func (d *destination) replied(in span) (list []reply) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range slices.Backward(d.replies) {
		if one.at.After(in.from) && one.at.Before(in.to) {
			list = append(list, one)
		}
	}
	return list
}
