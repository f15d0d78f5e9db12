package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

const token = "token"

// leases is a queue that answers heartbeats only, as a test tells it.
type leases struct {
	delivery.Queue
	renewed atomic.Pointer[time.Time] // when a lease was last renewed
	answer  func(ctx context.Context) (renewed, lost []string, err error)
}

func (l *leases) Extend(ctx context.Context, tokens []string, _ time.Duration) (renewed, lost []string, err error) {
	at := time.Now()
	renewed, lost, err = l.answer(ctx)
	if err == nil && len(renewed) > 0 {
		l.renewed.Store(&at)
	}
	return renewed, lost, err
}

// pictured is a try of a post whose pictures need a bit less than 90 s.
func pictured() (*try, connector.Post) {
	t := &try{}
	t.LeaseToken, t.Task = token, delivery.TaskSend
	var post connector.Post
	for range 10 {
		post.Pictures = append(post.Pictures, connector.Picture{Size: 1 << 20})
	}
	return t, post
}

// longCall makes a call with pictures under a beating heart, waits for its end, and tells how
// long it took, how long before its end the lease was renewed, and what ended it.
func longCall(t *testing.T, answer func(ctx context.Context) (renewed, lost []string, err error)) (took, unrenewed time.Duration, err error) {
	t.Helper()
	queue := &leases{answer: answer}
	d := New(Options{Queue: queue, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	work, cancel := context.WithCancel(ctx)
	defer cancel()
	d.held.add(token, cancel)
	began := time.Now()
	queue.renewed.Store(&began) // by the claim
	var heart sync.WaitGroup
	heart.Go(func() { d.beat(ctx) })
	try, done := context.WithTimeout(work, d.o.Timeout)
	defer done()
	one, post := pictured()
	calling, untie := d.calling(work, try, one, post)
	defer untie()
	<-calling.Done()
	took, unrenewed, err = time.Since(began), time.Since(*queue.renewed.Load()), calling.Err()
	stop()
	heart.Wait()
	return took, unrenewed, err
}

func TestACallWithPicturesOutlastsItsLease(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		took, _, err := longCall(t, func(context.Context) (renewed, lost []string, err error) { return []string{token}, nil, nil })
		if took != 110*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended after %s: %v; want the full time", took, err)
		}
	})
}

func TestALostHeartbeatEndsACallBeforeItsLease(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lost  func(ctx context.Context) (renewed, lost []string, err error)
		after time.Duration
	}{
		"an error": {func(context.Context) (renewed, lost []string, err error) { return nil, nil, errors.New("away") }, 20 * time.Second},
		"no answer": {func(ctx context.Context) (renewed, lost []string, err error) {
			<-ctx.Done()
			return nil, nil, ctx.Err()
		}, 20 * time.Second},
		"not kept":  {func(context.Context) (renewed, lost []string, err error) { return nil, []string{token}, nil }, 10 * time.Second},
		"passed by": {func(context.Context) (renewed, lost []string, err error) { return nil, nil, nil }, 20 * time.Second},
		"a late word": {func(context.Context) (renewed, lost []string, err error) {
			<-time.After(9 * time.Second)
			return nil, nil, errors.New("away")
		}, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				took, unrenewed, err := longCall(t, func(ctx context.Context) (renewed, lost []string, err error) {
					if time.Since(began) < 45*time.Second {
						return []string{token}, nil, nil
					}
					return c.lost(ctx)
				})
				if unrenewed != c.after || !errors.Is(err, context.Canceled) {
					t.Errorf("it ended after %s, %s after the last renewal: %v; want %s", took, unrenewed, err, c.after)
				}
			})
		})
	}
}

// TestAHeartbeatOrTwoMayFail and the call goes on once one came through.
func TestAHeartbeatOrTwoMayFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		beats := 0
		took, _, err := longCall(t, func(context.Context) (renewed, lost []string, err error) {
			if beats++; beats%3 != 0 {
				return nil, nil, errors.New("away")
			}
			return []string{token}, nil, nil
		})
		if took != 110*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended after %s: %v; want the full time", took, err)
		}
	})
}

// TestAnEndedCallLeavesNoClock keeps a clock from ending what comes after its call.
func TestAnEndedCallLeavesNoClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := New(Options{Now: time.Now})
		ended := 0
		end := func() { ended++ }
		d.held.add(token, func() {})
		d.held.tie(token, end, time.AfterFunc(time.Minute, end).Stop)
		list := d.held.ask(time.Minute)
		d.held.untie(token)
		d.held.keep(list, []string{token}, nil)
		d.held.tie(token, end, time.AfterFunc(time.Minute, end).Stop)
		d.held.keep(d.held.ask(time.Minute), []string{token}, nil)
		d.held.ask(time.Minute).forget()
		d.held.drop(token)
		<-time.After(time.Hour)
		if ended != 0 {
			t.Errorf("%d clocks went on", ended)
		}
		if d.held.tie(token, end, func() bool { return true }); ended != 1 {
			t.Error("a call under a lease that is not held may go on")
		}
	})
}

func TestPicturesAddTime(t *testing.T) {
	t.Parallel()
	d := New(Options{Now: time.Now})
	for _, c := range []struct {
		task  delivery.Task
		sizes []int64
		want  time.Duration
	}{
		{delivery.TaskSend, nil, 0},
		{delivery.TaskSend, []int64{1}, time.Second},
		{delivery.TaskSend, []int64{10 << 20}, 81 * time.Second},
		{delivery.TaskSend, []int64{10 << 20, 5 << 20}, 122 * time.Second},
		{delivery.TaskSend, []int64{10 << 20, 10 << 20, 10 << 20, 10 << 20}, 280 * time.Second},
		{delivery.TaskSend, []int64{1 << 62, 1 << 62}, 280 * time.Second},
		{delivery.TaskLook, []int64{10 << 20}, 0},
		{delivery.TaskPoll, []int64{10 << 20}, 0},
		{delivery.TaskProve, []int64{10 << 20}, 0},
	} {
		one, post := &try{}, connector.Post{}
		one.Task = c.task
		for _, size := range c.sizes {
			post.Pictures = append(post.Pictures, connector.Picture{Size: size})
		}
		if got := d.extra(one, post); got != c.want {
			t.Errorf("%s of %v: %s, want %s", c.task, c.sizes, got, c.want)
		}
	}
}
