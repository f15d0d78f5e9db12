package faulttest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// patience bounds the wait for anything that should happen soon.
	patience = 20 * time.Second
	// glance is the pause between two looks.
	glance = 20 * time.Millisecond
)

// await looks until the condition holds; what names it when it never does.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	awaitFor(t, patience, what, holds)
}

func awaitFor(t testing.TB, most time.Duration, what string, holds func() bool) {
	t.Helper()
	awaitEvery(t, glance, most, what, holds)
}

func awaitEvery(t testing.TB, every, most time.Duration, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	deadline := time.NewTimer(most)
	defer deadline.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline.C:
			t.Fatalf("waited %s in vain: %s", most, what)
		}
	}
}

// house is one installation: a data folder, a database, and the processes on it.
type house struct {
	t       testing.TB
	dsn     string // of PostgreSQL; "" means SQLite in data
	data    string
	link    string // the one-time link that the first start printed
	secrets *canaries
	panics  bool // in its log, since a test wants it

	mu      sync.Mutex
	running []*process
	admin   *person
}

// newHouse lays the ground of an installation; no process runs yet.
func newHouse(t testing.TB, dsn string) *house {
	t.Helper()
	h := &house{t: t, dsn: dsn, data: t.TempDir(), secrets: &canaries{}}
	t.Cleanup(h.close)
	return h
}

func (h *house) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.running {
		p.kill()
		said := p.out.String() + p.err.String()
		if h.t.Failed() {
			h.t.Logf("process %d said:\n%s", p.cmd.Process.Pid, said)
		}
		for _, secret := range h.secrets.in(said) {
			h.t.Errorf("the program wrote a secret that begins with %q", secret[:min(4, len(secret))])
		}
		for _, trace := range []string{"panic:", "goroutine ", "DATA RACE"} {
			if strings.Contains(said, trace) && !h.panics {
				h.t.Errorf("the program wrote %q", trace)
			}
		}
	}
}

// process is one run of the program.
type process struct {
	cmd  *exec.Cmd
	out  *transcript
	err  *transcript
	done chan struct{}
	base string // address under which it answers
}

// start runs `lantoa serve` and waits for its address, the first time also for the link
// by which the first administrator is made.
func (h *house) start(more ...string) *process {
	h.t.Helper()
	p := h.launch(more...)
	await(h.t, "the address of the server", func() bool {
		p.base = p.out.address()
		if h.link == "" {
			h.link = p.out.after("/setup?token=")
		}
		return p.base != "" && h.link != "" || p.ended()
	})
	if p.ended() {
		h.t.Fatalf("the program ended by itself: %v\n%s", p.cmd.ProcessState, p.err.String())
	}
	return p
}

// launch starts `lantoa serve` with further pairs in its environment.
func (h *house) launch(more ...string) *process {
	h.t.Helper()
	env := []string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + h.data, "LANTOA_OUTBOUND_ALLOW=127.0.0.1", "LANTOA_LOG_LEVEL=debug", "LANTOA_LANGUAGE=en"}
	if h.dsn != "" {
		env = append(env, "LANTOA_DATABASE_URL="+h.dsn)
	}
	p := run(h.t, binary(h.t, tags), append(env, more...), "serve")
	h.mu.Lock()
	defer h.mu.Unlock()
	h.running = append(h.running, p)
	return p
}

// run starts a program with nothing of our own environment but what it needs to run.
func run(t testing.TB, path string, env []string, args ...string) *process {
	t.Helper()
	return runAs(t, nil, path, env, args...)
}

// runAs is [run] as another account; nil stands for our own.
func runAs(t testing.TB, account *syscall.Credential, path string, env []string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.CommandContext(context.Background(), path, args...), out: &transcript{}, err: &transcript{}, done: make(chan struct{})}
	p.cmd.Env = append([]string{"HOME=" + os.TempDir(), "PATH=" + os.Getenv("PATH")}, env...)
	p.cmd.SysProcAttr = ownGroup()
	p.cmd.SysProcAttr.Credential = account
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		_ = p.cmd.Wait() // how it ended stands in ProcessState
	}()
	return p
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// signal sends a signal to this process alone.
func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// kill ends the process as a loss of power would, and waits until it is gone.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// stop asks the process to end and gives its exit code.
func (p *process) stop(t testing.TB) int {
	t.Helper()
	p.signal(syscall.SIGTERM)
	awaitFor(t, 40*time.Second, "the end of the process", p.ended)
	return p.cmd.ProcessState.ExitCode()
}

// transcript keeps what a program writes.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps b.
func (s *transcript) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// String returns everything that was written.
func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// address is where the server says that it is, in whatever language.
func (s *transcript) address() string {
	for _, mark := range []string{" is at ", " chạy ở "} {
		if at := s.after(mark); at != "" {
			return at
		}
	}
	return ""
}

// after returns what follows the mark on its line, once the line is whole.
func (s *transcript) after(mark string) string {
	lines := bufio.NewReader(strings.NewReader(s.String()))
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return ""
		}
		if _, rest, ok := strings.Cut(line, mark); ok {
			return strings.TrimSpace(rest)
		}
	}
}

// canaries are secrets that may be written nowhere.
type canaries struct {
	mu  sync.Mutex
	all []string
}

// keep notes a secret and gives it back.
func (c *canaries) keep(secret string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, secret)
	return secret
}

// kept returns all secrets.
func (c *canaries) kept() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.all)
}

// in returns the secrets that stand in a text, also as an address would spell them.
func (c *canaries) in(text string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(c.all), func(secret string) bool {
		return !strings.Contains(text, secret) && !strings.Contains(text, url.QueryEscape(secret))
	})
}
