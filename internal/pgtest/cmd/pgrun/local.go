package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// binaries is a folder with initdb and postgres, and their version.
type binaries struct{ dir, version string }

// find looks for the binaries of a version that is new enough: where pg_config points,
// where Debian keeps them (the newest first), and on PATH. Without any it says why.
func find(ctx context.Context) (*binaries, []string) {
	var dirs []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // fails on a bad pattern only
	slices.SortFunc(debian, func(a, b string) int { return major(filepath.Dir(b)) - major(filepath.Dir(a)) })
	dirs = append(dirs, debian...)
	if path, err := exec.LookPath("postgres"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	var reasons []string
	seen := map[string]bool{}
	for _, dir := range dirs {
		if seen[dir] {
			continue
		}
		seen[dir] = true
		version, err := probe(ctx, dir)
		if err == nil {
			return &binaries{dir, version}, nil
		}
		reasons = append(reasons, err.Error())
	}
	if len(reasons) == 0 {
		reasons = []string{"no installed server"}
	}
	return nil, reasons
}

// major is the last element of a path such as /usr/lib/postgresql/15, 0 if no number.
func major(path string) int {
	n, _ := strconv.Atoi(filepath.Base(path))
	return n
}

// probe returns the version of the binaries in dir.
func probe(ctx context.Context, dir string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return "", fmt.Errorf("no initdb in %s", dir)
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("no working postgres in %s", dir)
	}
	fields := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian …)
	if len(fields) < 3 {
		return "", fmt.Errorf("postgres in %s does not tell its version", dir)
	}
	number, _, _ := strings.Cut(fields[2], ".")
	if n, err := strconv.Atoi(number); err != nil || n < oldest {
		return "", fmt.Errorf("PostgreSQL %s in %s is older than %d", fields[2], dir, oldest)
	}
	return fields[2], nil
}

// start makes a cluster in a temporary folder and starts its server. The server listens
// on a socket in that folder alone: no port to race for, and nobody else on the machine
// can reach it. Unless it is to be durable it trades that for speed, since its data dies
// with the run.
func start(ctx context.Context, b *binaries, durable bool) (_ *server, err error) {
	dir, err := os.MkdirTemp("", "lantoa-pg-")
	if err != nil {
		return nil, fmt.Errorf("folder for PostgreSQL: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	attr, err := unprivileged(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(b.dir, "initdb"), "-D", data, "-U", "lantoa",
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if out, err := prepare(initdb, dir, attr).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb of %s: %w: %s", b.dir, err, tail(out))
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	args := []string{"-D", data, "-k", dir}
	settings := []string{"listen_addresses=", "max_connections=200", "max_wal_size=4GB", "timezone=UTC"}
	if !durable {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
	}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	//nolint:noctx // the server outlives every context of the start; shutdown ends it
	postgres := prepare(exec.Command(filepath.Join(b.dir, "postgres"), args...), dir, attr)
	postgres.Stdout, postgres.Stderr = log, log
	if err := postgres.Start(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	ended := make(chan struct{})
	go func() { _ = postgres.Wait(); close(ended) }()
	stop := func() error { return shutdown(postgres.Process, ended, dir) }

	query := url.Values{"host": {dir}, "sslmode": {"disable"}}
	address := (&url.URL{Scheme: "postgres", User: url.User("lantoa"), Path: "/postgres", RawQuery: query.Encode()}).String()
	version, err := ready(ctx, address, ended)
	if err != nil {
		said, _ := os.ReadFile(log.Name())
		return nil, errors.Join(fmt.Errorf("postgres of %s: %w: %s", b.dir, err, tail(said)), stop())
	}
	return &server{url: address, version: version, origin: "started from " + b.dir, stop: stop}, nil
}

// prepare gives a PostgreSQL program its folder, its user and an environment without
// the PG… variables that would change its mind.
func prepare(cmd *exec.Cmd, dir string, attr *syscall.SysProcAttr) *exec.Cmd {
	cmd.Dir, cmd.SysProcAttr = dir, attr
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	return cmd
}

// unprivileged returns the process attributes of the server: a process group of its own,
// so that a Ctrl+C at the terminal reaches the tests first, and, for root, another
// user, because initdb and postgres refuse root.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	attr := dieWithParent(&syscall.SysProcAttr{Setpgid: true})
	if os.Geteuid() != 0 {
		return attr, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(errU, errG); err != nil {
			return nil, fmt.Errorf("ids of user %s: %w", name, err)
		}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, fmt.Errorf("give the folder to user %s: %w", name, err)
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
}

// ready waits until the server answers.
func ready(ctx context.Context, address string, ended <-chan struct{}) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		version, err := inspect(ctx, address)
		if err == nil {
			return version, nil
		}
		select {
		case <-ended:
			return "", errors.New("it ended at once")
		case <-ctx.Done():
			return "", fmt.Errorf("it does not answer: %w", err)
		case <-tick.C:
		}
	}
}

// shutdown asks for a fast stop (SIGINT: clients are disconnected), then kills, and
// removes the folder.
func shutdown(p *os.Process, ended <-chan struct{}, dir string) error {
	_ = p.Signal(os.Interrupt) // it may have ended by itself
	select {
	case <-ended:
	case <-time.After(15 * time.Second):
		_ = p.Signal(syscall.SIGQUIT) // the immediate stop takes the children along, a kill would not
		<-ended
	}
	return os.RemoveAll(dir)
}

// tail is the end of what a program said, on one line.
func tail(said []byte) string {
	const keep = 600
	said = bytes.TrimSpace(said)
	if len(said) > keep {
		said = said[len(said)-keep:]
	}
	return strings.Join(strings.Fields(string(said)), " ")
}
