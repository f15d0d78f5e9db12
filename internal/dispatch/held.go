package dispatch

import (
	"context"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

const (
	// pictureRate is how many bytes of pictures are thought to leave in a second: a line of
	// about 1 Mbit/s.
	pictureRate = 128 << 10
	// longest bounds a call, whatever its post holds.
	longest = 5 * time.Minute
)

// extra is the time that the pictures of a post add to the call that sends it.
func (d *Dispatcher) extra(t *try, post connector.Post) time.Duration {
	most := max(longest-d.o.Timeout, 0)
	if t.Task != delivery.TaskSend {
		return 0
	}
	var extra time.Duration
	for _, one := range post.Pictures {
		seconds := min(one.Size/pictureRate+1, int64(longest/time.Second))
		extra = min(extra+time.Duration(seconds)*time.Second, most)
	}
	return extra
}

// calling gives the context of a call. That of the try ends before the lease does, come
// what may; a call with pictures may outlast it for as long as the lease is renewed.
func (d *Dispatcher) calling(work, try context.Context, t *try, post connector.Post) (context.Context, context.CancelFunc) {
	extra := d.extra(t, post)
	if extra == 0 {
		return try, func() {}
	}
	end, _ := try.Deadline()
	ctx, cancel := context.WithDeadline(work, end.Add(extra))
	d.held.tie(t.LeaseToken, cancel, context.AfterFunc(try, cancel))
	return ctx, func() {
		d.held.untie(t.LeaseToken)
		cancel()
	}
}

// held is the leases that this process holds in memory.
type held struct {
	mu    sync.Mutex
	holds map[string]*hold // by token
}

// hold is one lease and what is done under it.
type hold struct {
	cancel context.CancelFunc // ends all work
	// end ends a call that may outlast the lease, and halt stops the clock that would do
	// so; nil while there is no such call.
	end  context.CancelFunc
	halt func() bool
}

func (h *held) add(token string, cancel context.CancelFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holds[token] = &hold{cancel: cancel}
}

func (h *held) drop(token string) {
	h.untie(token)
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.holds, token)
}

func (h *held) has(token string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.holds[token]
	return ok
}

// tie puts a call on the clock that halt stops; a lease that is not held ends it at once.
func (h *held) tie(token string, end context.CancelFunc, halt func() bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if one, ok := h.holds[token]; ok {
		one.end, one.halt = end, halt
		return
	}
	end()
}

func (h *held) untie(token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if one, ok := h.holds[token]; ok && one.halt != nil {
		one.halt()
		one.end, one.halt = nil, nil
	}
}

// asked is the leases that are to be renewed. Those with a call that may outlast them have
// a clock that was started before the question: a renewal counts from then.
type asked map[string]*time.Timer

func (a asked) forget() {
	for _, clock := range a {
		if clock != nil {
			clock.Stop()
		}
	}
}

// ask lists the leases for the question whether they are renewed, by which a call may go on
// for another while.
func (h *held) ask(another time.Duration) asked {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := asked{}
	for token, one := range h.holds {
		list[token] = nil
		if one.end != nil {
			list[token] = time.AfterFunc(another, one.end)
		}
	}
	return list
}

// keep gives the calls on renewed leases their new clocks, and cancels the work on lost
// ones. A lease that is neither has the clock it had, and is asked for again.
func (h *held) keep(list asked, renewed, lost []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, token := range renewed {
		one, ok := h.holds[token]
		if clock := list[token]; clock != nil && ok && one.halt != nil {
			one.halt()
			one.halt = clock.Stop
			list[token] = nil
		}
	}
	list.forget()
	for _, token := range lost {
		if one, ok := h.holds[token]; ok {
			one.cancel()
		}
	}
}
