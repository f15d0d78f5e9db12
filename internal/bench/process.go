package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that was started for the bench.
type process struct {
	cmd     *exec.Cmd
	address string // host:port
	log     *bytes.Buffer
	// started is the time from exec to the first 200.
	started time.Duration
}

// command says how to start a server; the address is free when it is asked for.
type command struct {
	name  string
	args  func(address string) []string
	env   func(address string) []string // nothing else is in its environment
	ready string                        // path that answers 200 once it serves
}

// launch starts a server and waits until it is ready.
func launch(ctx context.Context, c command) (*process, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	p := &process{address: address, log: &bytes.Buffer{}}
	p.cmd = exec.CommandContext(ctx, c.name, c.args(address)...)
	p.cmd.Env = append(c.env(address), "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"))
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = 10 * time.Second
	from := time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	if err := p.await(ctx, c.ready); err != nil {
		return nil, errors.Join(err, p.stop(), fmt.Errorf("it said: %s", strings.TrimSpace(p.log.String())))
	}
	p.started = time.Since(from)
	return p, nil
}

// await asks every millisecond until the answer is 200.
func (p *process) await(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if status, err := get(ctx, client, "http://"+p.address+path); err == nil && status == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s was never ready", filepath.Base(p.cmd.Path))
		case <-tick.C:
		}
	}
}

// stop ends the server and waits for its end; it may be called twice.
func (p *process) stop() error {
	if p.cmd.ProcessState != nil {
		return nil
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil // how it ends is not what is measured
	}
	return err
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// cpu is the processor time that a process and its children that still live have used.
func cpu(pid int) (time.Duration, error) {
	used, err := cpuOf(pid)
	if err != nil {
		return 0, err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return used, nil //nolint:nilerr // a kernel without this list; servers with children are then short of theirs
	}
	for _, one := range strings.Fields(string(children)) {
		child, err := strconv.Atoi(one)
		if err != nil {
			return 0, err
		}
		more, err := cpuOf(child)
		if err != nil {
			return 0, err
		}
		used += more
	}
	return used, nil
}

// cpuOf reads utime and stime of proc_pid_stat(5), in ticks of a hundredth of a second.
func cpuOf(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, ok := strings.Cut(string(stat), ") ") // the name before it may hold blanks
	fields := strings.Fields(after)
	const utime, stime = 11, 12 // counted behind the name
	if !ok || len(fields) <= stime {
		return 0, fmt.Errorf("/proc/%d/stat is not understood", pid)
	}
	user, err1 := strconv.Atoi(fields[utime])
	system, err2 := strconv.Atoi(fields[stime])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}

// idleTime is what all processors together have idled, by proc_stat(5).
func idleTime() (time.Duration, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat))
	const idle, wait = 4, 5 // behind the name "cpu"
	if len(fields) <= wait {
		return 0, errors.New("/proc/stat is not understood")
	}
	idled, err1 := strconv.Atoi(fields[idle])
	waited, err2 := strconv.Atoi(fields[wait])
	return time.Duration(idled+waited) * 10 * time.Millisecond, errors.Join(err1, err2)
}

// resident is what a process has in memory now, in MB (10⁶ bytes).
func resident(pid int) (float64, error) { return memory(pid, "VmRSS") }

// memory is a field of proc_pid_status(5) in MB (10⁶ bytes).
func memory(pid int, field string) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			kib, err := strconv.Atoi(strings.Fields(value)[0])
			return float64(kib) * 1024 / 1e6, err
		}
	}
	return 0, fmt.Errorf("/proc/%d/status has no %s", pid, field)
}

func cpuModel() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(info)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
