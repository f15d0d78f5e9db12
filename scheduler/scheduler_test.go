package scheduler_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/scheduler"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func add(t *testing.T, r *scheduler.Runner, name, expression string, run func(context.Context) error) {
	t.Helper()
	if err := r.Add(name, expression, run); err != nil {
		t.Fatalf("Add(%s): %v", name, err)
	}
}

func stop(t *testing.T, r *scheduler.Runner) {
	t.Helper()
	if err := r.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

// pass lets time go by in the bubble and waits until everything rests.
func pass(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // the clock of the synctest bubble: it costs no time
	synctest.Wait()
}

func TestRunnerTicks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hanoi, err := time.LoadLocation("Asia/Ho_Chi_Minh")
		if err != nil {
			t.Fatal(err)
		}
		r := scheduler.New(scheduler.Options{Zone: hanoi})
		var seconds atomic.Int32
		var mornings []string
		add(t, r, "tick", "@every 1s", func(context.Context) error { seconds.Add(1); return nil })
		pass(5 * time.Second)
		if seconds.Load() != 0 {
			t.Errorf("%d ticks before Start", seconds.Load())
		}
		r.Start()
		add(t, r, "morning", "30 7 * * *", func(context.Context) error { // a task that comes late
			mornings = append(mornings, time.Now().In(hanoi).Format("02 15:04:05"))
			return nil
		})
		if got := r.LastTicks()["tick"]; !got.IsZero() {
			t.Errorf("the last tick before the first tick = %v", got)
		}
		pass(10*time.Second + time.Millisecond)
		if seconds.Load() != 10 {
			t.Errorf("%d ticks in 10 seconds", seconds.Load())
		}
		if age := time.Since(r.LastTicks()["tick"]); age != time.Millisecond {
			t.Errorf("the last tick is %v old, want 1ms", age)
		}
		pass(48 * time.Hour)
		// The bubble's clock starts at midnight UTC on 1 January 2000, 07:00 in Hanoi.
		if got := strings.Join(mornings, ", "); got != "01 07:30:00, 02 07:30:00" {
			t.Errorf("mornings at %s", got)
		}
		stop(t, r)
		before := seconds.Load()
		pass(time.Minute)
		if seconds.Load() != before {
			t.Error("it ticks after Stop")
		}
		if !r.LastTicks()["nobody"].IsZero() {
			t.Error("an unknown task has a last tick")
		}
	})
}

func TestRunnerDoesNotOverlap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := scheduler.New(scheduler.Options{})
		var runs, most, now atomic.Int32
		var other atomic.Int32
		add(t, r, "slow", "@every 1s", func(context.Context) error {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			runs.Add(1)
			time.Sleep(2500 * time.Millisecond) //nolint:forbidigo // the clock of the synctest bubble: it costs no time
			return nil
		})
		add(t, r, "quick", "@every 1s", func(context.Context) error { other.Add(1); return nil })
		r.Start()
		pass(9*time.Second + time.Millisecond)
		// It runs from 1 to 3.5, 4 to 6.5 and 7 to 9.5; the ticks between are skipped.
		if runs.Load() != 3 || most.Load() != 1 {
			t.Errorf("%d runs, at most %d at once; want 3 and 1", runs.Load(), most.Load())
		}
		if other.Load() != 9 {
			t.Errorf("the other task ran %d times, want 9", other.Load())
		}
		stop(t, r)
		if now.Load() != 0 {
			t.Error("Stop did not wait for the run")
		}
	})
}

func TestRunnerSurvivesPanicsAndErrors(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := scheduler.New(scheduler.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		var runs atomic.Int32
		add(t, r, "wild", "@every 1s", func(context.Context) error {
			switch runs.Add(1) {
			case 1:
				panic("out of paper")
			case 2:
				return errors.New("out of ink")
			}
			return nil
		})
		r.Start()
		pass(2*time.Second + time.Millisecond)
		if !r.LastTicks()["wild"].IsZero() {
			t.Error("a run that failed counts as finished")
		}
		pass(time.Second)
		if runs.Load() != 3 || r.LastTicks()["wild"].IsZero() {
			t.Errorf("%d runs, last finished %v; want a third that counts", runs.Load(), r.LastTicks()["wild"])
		}
		stop(t, r)
		for _, want := range []string{"out of paper", "scheduler_test.go", "out of ink", "task=wild"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %q: %s", want, log.String())
			}
		}
	})
}

func TestRunTimesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := scheduler.New(scheduler.Options{Timeout: 3 * time.Second})
		var took time.Duration
		var cause error
		add(t, r, "hangs", "@every 1m", func(ctx context.Context) error {
			began := time.Now()
			<-ctx.Done()
			took, cause = time.Since(began), ctx.Err()
			return cause
		})
		r.Start()
		pass(70 * time.Second)
		if took != 3*time.Second || !errors.Is(cause, context.DeadlineExceeded) {
			t.Errorf("the run ended after %v by %v, want 3s by its deadline", took, cause)
		}
		stop(t, r)
	})
}

func TestStopLosesPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := scheduler.New(scheduler.Options{Timeout: time.Hour})
		var cause error
		add(t, r, "stubborn", "@every 1s", func(ctx context.Context) error {
			<-ctx.Done()
			cause = ctx.Err()
			return nil
		})
		r.Start()
		pass(1500 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		err := r.Stop(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "stubborn") {
			t.Errorf("Stop: %v, want the deadline and the task's name", err)
		}
		if waited := time.Since(began); waited != 5*time.Second {
			t.Errorf("the run was given %v, want the 5s of the caller", waited)
		}
		synctest.Wait()
		if !errors.Is(cause, context.Canceled) {
			t.Errorf("the run's context ended by %v, want to be cancelled", cause)
		}
		stop(t, r) // by now nothing lives
	})
}

func TestStartAndStopInAnyOrder(t *testing.T) {
	t.Parallel()
	orders := map[string]func(*testing.T, *scheduler.Runner){
		"never started":     func(*testing.T, *scheduler.Runner) {},
		"stop, start":       func(t *testing.T, r *scheduler.Runner) { stop(t, r); r.Start() },
		"start twice, stop": func(t *testing.T, r *scheduler.Runner) { r.Start(); r.Start(); stop(t, r) },
		"start, stop twice": func(t *testing.T, r *scheduler.Runner) { r.Start(); stop(t, r); stop(t, r) },
		"start, stop, start": func(t *testing.T, r *scheduler.Runner) {
			r.Start()
			stop(t, r)
			r.Start()
		},
	}
	for name, order := range orders {
		synctest.Test(t, func(t *testing.T) {
			r := scheduler.New(scheduler.Options{})
			var ticks atomic.Int32
			add(t, r, "tick", "@every 1s", func(context.Context) error { ticks.Add(1); return nil })
			order(t, r)
			pass(time.Minute)
			if got := ticks.Load(); got != 0 {
				t.Errorf("%s: %d ticks after it, want none", name, got)
			}
			add(t, r, "late", "@every 1s", func(context.Context) error { ticks.Add(1); return nil })
			stop(t, r)
		})
	}
}

// Many at once: no race, no deadlock, no goroutine left, and the last word is Stop's.
func TestStartStopStress(t *testing.T) {
	t.Parallel()
	for range 50 {
		r := scheduler.New(scheduler.Options{})
		add(t, r, "tick", "@every 1s", func(context.Context) error { return nil })
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				switch i % 4 {
				case 0, 1:
					r.Start()
				case 2:
					stop(t, r)
				case 3:
					_ = r.LastTicks()["tick"]
				}
			})
		}
		wg.Wait()
		stop(t, r)
	}
}

func TestAddRefuses(t *testing.T) {
	t.Parallel()
	r := scheduler.New(scheduler.Options{})
	nothing := func(context.Context) error { return nil }
	for _, expression := range []string{"", "@every", "@every 0s", "@every 500ms", "@every 1500ms", "@every soon", "@hourly", "61 * * * *"} {
		err := r.Add("task", expression, nothing)
		if e, ok := fault.As(err); !ok || len(e.Fields) != 1 || e.Fields[0].Pointer != "/expression" {
			t.Errorf("Add(%q): %v, want a fault at /expression", expression, err)
		}
	}
	add(t, r, "task", "@every 1h", nothing)
	if err := r.Add("task", "@every 1h", nothing); err == nil {
		t.Error("a second task of the same name was taken")
	}
}
