package faulttest

import (
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// TestBadStart starts the program where it cannot run: exit code 1 within ten seconds, one
// clear sentence, no stack, no secret.
func TestBadStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	closed := newPress(t)
	closed.refuse() // an address at which nothing listens
	const secret = "canary-7f3a"
	for name, one := range map[string]struct {
		env  []string
		says []string
	}{
		"wrong DSN":            {[]string{"LANTOA_DATABASE_URL=mysql://u:" + secret + "@h/db"}, []string{"LANTOA_DATABASE_URL", "postgres://"}},
		"DSN without database": {[]string{"LANTOA_DATABASE_URL=postgres://u:" + secret + "@h"}, []string{"LANTOA_DATABASE_URL", "postgres://"}},
		"PostgreSQL is down":   {[]string{"LANTOA_DATABASE_URL=postgres://u:" + secret + "@" + closed.address + "/db"}, []string{closed.address, "connection refused"}},
		"taken port":           {[]string{"LANTOA_LISTEN=" + taken.Addr().String()}, []string{taken.Addr().String(), "taken", "LANTOA_LISTEN"}},
		"unknown variable":     {[]string{"LANTOA_LISTN=127.0.0.1:0"}, []string{"LANTOA_LISTN", "LANTOA_LISTEN"}},
		"wrong secret key":     {[]string{"LANTOA_SECRET_KEY=" + secret}, []string{"LANTOA_SECRET_KEY", "lantoa key"}},
		"missing plan":         {[]string{"LANTOA_PLAN_FILE=/nowhere/plan.json"}, []string{"LANTOA_PLAN_FILE", "/nowhere/plan.json"}},
		"faulty plan":          {[]string{"LANTOA_PLAN_FILE=/dev/null"}, []string{"LANTOA_PLAN_FILE", "/dev/null"}},
		"two wrong proxies":    {[]string{"LANTOA_TRUSTED_PROXIES=nobody,10.0.0.1,none"}, []string{`"nobody", "none"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := append([]string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + t.TempDir()}, one.env...)
			fails(t, run(t, binary(t, tags), env, "serve"), secret, one.says...)
		})
	}
}

// fails sees a process end as it should where it cannot run.
func fails(t *testing.T, p *process, secret string, says ...string) {
	t.Helper()
	t.Cleanup(p.kill)
	awaitFor(t, 10*time.Second, "the end of a process that cannot run", p.ended)
	said := p.err.String()
	if code := p.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	for _, part := range says {
		if !strings.Contains(said, part) {
			t.Errorf("it does not name %q:\n%s", part, said)
		}
	}
	if secret != "" && strings.Contains(said+p.out.String(), secret) {
		t.Errorf("it shows a secret:\n%s", said)
	}
	for _, noise := range []string{"goroutine", "panic", ".go:", "runtime error", "%!"} {
		if strings.Contains(said, noise) {
			t.Errorf("it shows %q:\n%s", noise, said)
		}
	}
	if p.out.String() != "" || strings.Count(strings.TrimSpace(said), "\n") > 1 || !strings.HasPrefix(said, "lantoa serve: ") {
		t.Errorf("want one sentence, got on standard output %q and on the error output:\n%s", p.out.String(), said)
	}
}

// TestSecondServer starts a second server on the same SQLite file.
func TestSecondServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	h.start()
	fails(t, h.launch(), "", "already serves", h.data)
}

// TestForeignKey starts on data that another secret key has sealed.
func TestForeignKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		h := newHouse(t, dsn)
		if code := h.start().stop(t); code != 0 {
			t.Fatalf("exit code %d after SIGTERM", code)
		}
		key, err := exec.CommandContext(t.Context(), binary(t, tags), "key").Output()
		if err != nil {
			t.Fatal(err)
		}
		other := h.secrets.keep(strings.TrimSpace(string(key)))
		fails(t, h.launch("LANTOA_SECRET_KEY="+other), other, "secret key", "LANTOA_SECRET_KEY")
	})
}

// TestNewerSchema starts on a database that a later lantoa has migrated.
func TestNewerSchema(t *testing.T) {
	t.Parallel()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		const later = `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99990101000000, true)`
		h := newHouse(t, o.URL)
		if o.URL == "" {
			h.data = o.DataDir
		}
		db := storetest.Open(t, o)
		if err := db.Write(t.Context()).Exec(later).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		fails(t, h.launch(), "", "99990101000000", "newer")
	})
}

// TestDatabaseGone starts on a server that runs and a database that does not exist.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		if dsn == "" {
			return // the embedded database is made when it is not there
		}
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			t.Fatal(err)
		}
		h := newHouse(t, strings.Replace(dsn, config.Database, "lantoa_nowhere", 1))
		fails(t, h.launch(), "", "lantoa_nowhere", "does not exist")
	})
}

// TestReadOnlyFolder starts in a folder that the account may not write.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "lantoa-ro-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"folder": dir, "parent": filepath.Join(dir, "data")} {
		t.Run(name, func(t *testing.T) {
			p := runAs(t, nobody(t), binary(t, tags), []string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + data}, "serve")
			fails(t, p, "", dir)
		})
	}
}

// nobody is an unprivileged account when we are root, whom no folder keeps out.
func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	account, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, gid := must(strconv.ParseUint(account.Uid, 10, 32)), must(strconv.ParseUint(account.Gid, 10, 32))
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
