// Package scheduler is the clock: it runs tasks when their cron expressions say so and
// computes the next time of an expression. It knows nothing of what the tasks do.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	_ "time/tzdata" // zones must be known on machines without zone files

	"github.com/robfig/cron/v3"

	"github.com/lantoa/lantoa/internal/fault"
)

// defaultTimeout bounds a run whose options say nothing.
const defaultTimeout = 5 * time.Minute

// Options are the choices of a Runner.
type Options struct {
	Zone    *time.Location // of the tasks' expressions; UTC when nil
	Log     *slog.Logger   // silent when nil
	Timeout time.Duration  // bounds one run of a task; 5 minutes when zero
}

// Runner runs tasks by the clock. A task never overlaps itself: a tick that comes while
// the former run lives is skipped. A panic ends that run alone.
//
// Start and Stop may be called in any order, any number of times and at the same time.
// Stop is final: a Start after it does nothing, so that a shutdown that overtakes the
// start wins.
type Runner struct {
	zone    *time.Location
	log     *slog.Logger
	timeout time.Duration
	cron    *cron.Cron
	runs    context.Context // of every run
	cancel  context.CancelFunc

	mu      sync.Mutex
	tasks   map[string]*task
	stopped bool
}

// task is one named function and what is known of its runs.
type task struct {
	name    string
	run     func(context.Context) error
	running atomic.Bool
	last    atomic.Pointer[time.Time]
}

// New makes a Runner that waits for Start.
func New(options Options) *Runner {
	r := &Runner{zone: options.Zone, log: options.Log, timeout: options.Timeout, tasks: map[string]*task{}}
	if r.zone == nil {
		r.zone = time.UTC
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	if r.timeout <= 0 {
		r.timeout = defaultTimeout
	}
	r.cron = cron.New(cron.WithLocation(r.zone), cron.WithLogger(cron.DiscardLogger))
	r.runs, r.cancel = context.WithCancel(context.Background())
	return r
}

// Add enters a task before or after Start. The expression is one of [Next], or "@every"
// with a duration of whole seconds, such as "@every 1s". The run's context ends at the
// time-out, or when a Stop has lost patience. The error is a validation error at
// /expression; a name that is taken is an error of the program.
func (r *Runner) Add(name, expression string, run func(ctx context.Context) error) error {
	schedule, err := r.schedule(expression)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.tasks[name]; taken {
		return fmt.Errorf("scheduler: there is already a task %q", name)
	}
	t := &task{name: name, run: run}
	r.tasks[name] = t
	r.cron.Schedule(schedule, cron.FuncJob(func() { r.tick(t) }))
	return nil
}

func (r *Runner) schedule(expression string) (cron.Schedule, error) {
	if every, ok := strings.CutPrefix(expression, "@every "); ok {
		d, err := time.ParseDuration(strings.TrimSpace(every))
		if err != nil || d < time.Second || d%time.Second != 0 {
			return nil, fault.Invalid("/expression", fault.Tf("%q cần một khoảng tròn giây, từ 1s trở lên",
				"%q needs a duration of whole seconds, at least 1s", expression))
		}
		return cron.Every(d), nil
	}
	schedule, problem := parse(expression)
	if !problem.IsZero() {
		return nil, fault.Invalid("/expression", problem)
	}
	return wall{schedule, r.zone}, nil
}

// Start lets the clock run.
func (r *Runner) Start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped {
		r.cron.Start()
	}
}

// Stop ends the ticking and waits for the runs that live. They are given time until ctx
// ends, because a run that is cut off within a request leaves doubt behind; then their
// contexts are cancelled and the error names them.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	r.stopped = true
	ended := r.cron.Stop()
	r.mu.Unlock()
	select {
	case <-ended.Done():
		r.cancel()
		return nil
	case <-ctx.Done():
		r.cancel()
		return fmt.Errorf("scheduler: still running: %s: %w", strings.Join(r.alive(), ", "), ctx.Err())
	}
}

// alive names the tasks that run at this moment.
func (r *Runner) alive() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for name, t := range r.tasks {
		if t.running.Load() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// LastTicks returns when each task last ended without error; the zero time when it never
// did. Its age is a measure of health: it grows whether the clock stands, a run hangs or
// every run fails.
func (r *Runner) LastTicks() map[string]time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	ticks := make(map[string]time.Time, len(r.tasks))
	for name, t := range r.tasks {
		ticks[name] = time.Time{}
		if last := t.last.Load(); last != nil {
			ticks[name] = *last
		}
	}
	return ticks
}

// tick runs the task once, unless it runs already.
func (r *Runner) tick(t *task) {
	if !t.running.CompareAndSwap(false, true) {
		r.log.Debug("tick skipped: the former run lives", "task", t.name)
		return
	}
	defer t.running.Store(false)
	ctx, cancel := context.WithTimeout(r.runs, r.timeout)
	defer cancel()
	err := guarded(ctx, t.run)
	var p *panicError
	switch {
	case err == nil:
		now := time.Now().UTC()
		t.last.Store(&now)
	case errors.As(err, &p):
		r.log.Error("task panicked", "task", t.name, "panic", p.value, "stack", p.stack)
	default:
		r.log.Error("task failed", "task", t.name, "error", err)
	}
}

// panicError carries what a run panicked with.
type panicError struct {
	value any
	stack string
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

func guarded(ctx context.Context, run func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicError{v, string(debug.Stack())}
		}
	}()
	return run(ctx)
}
