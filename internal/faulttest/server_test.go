//go:build faulttest

package faulttest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"github.com/lantoa/lantoa/internal/pgtest"
)

// server is a PostgreSQL of one test's own, which may be stopped without harm to others.
type server struct {
	t           testing.TB
	bin, dir    string
	account     *syscall.Credential // nil is our own
	dsn         string
	connections int // at once
}

// ownServer makes and starts a server that takes so many connections.
func ownServer(t testing.TB, connections int) *server {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // fails on a bad pattern only
	if path, err := exec.LookPath("pg_ctl"); err == nil {
		found = append(found, filepath.Dir(path))
	}
	if len(found) == 0 {
		pgtest.Missing(t, "no pg_ctl is installed, and this test restarts a server of its own")
	}
	slices.Sort(found)
	dir, err := os.MkdirTemp("", "lantoa-own-") // a test's own folder has too long a name for a socket
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, bin: found[len(found)-1], dir: dir, connections: connections}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if os.Geteuid() == 0 {
		s.account = postgresAccount(t)
		if err := os.Chown(dir, int(s.account.Uid), int(s.account.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	s.command("initdb", "-D", s.data(), "-U", "lantoa", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	settings := "listen_addresses=''\nunix_socket_directories='" + dir + "'\nfsync=off\nmax_connections=" + strconv.Itoa(connections) + "\n"
	file, err := os.OpenFile(filepath.Join(s.data(), "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(settings); err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	s.control("start")
	t.Cleanup(func() { s.control("stop", "-m", "immediate") })
	s.dsn = "postgres://lantoa@/postgres?sslmode=disable&host=" + url.QueryEscape(dir)
	return s
}

func postgresAccount(t testing.TB) *syscall.Credential {
	t.Helper()
	account, err := user.Lookup("postgres")
	if err != nil {
		pgtest.Missing(t, err)
	}
	uid, gid := must(strconv.ParseUint(account.Uid, 10, 32)), must(strconv.ParseUint(account.Gid, 10, 32))
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// control runs pg_ctl: start, restart or stop.
func (s *server) control(args ...string) {
	s.t.Helper()
	s.command("pg_ctl", append(args, "-D", s.data(), "-l", filepath.Join(s.dir, "log"), "-w")...)
}

func (s *server) command(name string, args ...string) {
	s.t.Helper()
	cmd := exec.CommandContext(context.Background(), filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.Env = s.dir, []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.account}
	// A file and no pipe: the server would hold a pipe open for ever.
	out := must(os.CreateTemp("", "lantoa-said-"))
	defer func() { _ = out.Close(); _ = os.Remove(out.Name()) }()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		s.t.Errorf("%s %v: %v\n%s", name, args, err, said)
	}
}
