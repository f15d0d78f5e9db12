//go:build realtest

package wordpress

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/realtest/destination"
)

const (
	source  = "/usr/share/wordpress"
	patient = 45 * time.Second // for a server to come up
)

// Site is a running WordPress.
type Site struct {
	BaseURL     string // no slash at the end
	Username    string // an Editor
	AppPassword string
	dir         string
	as          *syscall.SysProcAttr
}

// Start returns a fresh WordPress with pretty addresses and an empty trash. It takes some
// ten seconds; the site is stopped and removed when the test ends. Without the system's
// packages the test fails and says what to install: a test that is silently left out
// proves nothing.
func Start(t testing.TB) Site {
	t.Helper()
	require(t)
	dir, err := os.MkdirTemp("/tmp", "wp") // short: the socket's path has a limit of 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("the site was not removed: %v", err)
		}
	})
	s := Site{Username: "bientap", dir: dir, as: unprivileged(t, dir)}
	address := freeAddress(t)
	s.BaseURL = "http://" + address
	s.lay(t)
	s.startDatabase(t)
	s.run(t, "mariadb", "--no-defaults", "--socket="+dir+"/db.sock", "--user=root", "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4")
	s.write(t, "install.php", install)
	_, password, ok := strings.Cut(s.run(t, "php", dir+"/install.php"), "password=")
	if !ok {
		t.Fatal("WordPress was not installed")
	}
	s.AppPassword = strings.TrimSpace(password)
	s.write(t, "router.php", router)
	s.daemon(t, "php", "-S", address, "-t", dir+"/site", dir+"/router.php")
	s.await(t, "WordPress", func() error {
		resp, err := http.Get(s.BaseURL + "/wp-json/")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", resp.StatusCode)
		}
		return nil
	})
	return s
}

// PHP runs a line of PHP inside the site, as somebody at the portal would act there, and
// gives what it prints.
func (s Site) PHP(t testing.TB, code string) string {
	t.Helper()
	return s.run(t, "php", "-r", "require getcwd() . '/wp-load.php'; "+code)
}

func require(t testing.TB) {
	t.Helper()
	var missing []string
	for _, program := range []string{"php", "mariadb", "mariadbd", "mariadb-install-db"} {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	if _, err := os.Stat(source + "/wp-load.php"); err != nil {
		missing = append(missing, source)
	}
	if len(missing) > 0 {
		t.Fatalf("not installed: %s; run internal/realtest/install.sh as root", strings.Join(missing, ", "))
	}
}

// unprivileged hands the folder to the database's user when we are root, for the
// database refuses to run as root and a portal should not.
func unprivileged(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return attributes
	}
	account, err := user.Lookup("mysql")
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attributes
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// lay copies the package with its links resolved, and sets config and theme.
func (s Site) lay(t testing.TB) {
	t.Helper()
	if err := s.command("mkdir", "-p", s.dir+"/site", s.dir+"/data").Run(); err != nil {
		t.Fatal(err)
	}
	s.run(t, "cp", "-rL", source+"/wp-admin", source+"/wp-includes", source+"/wp-content", s.dir+"/site")
	pages, err := filepath.Glob(source + "/*.php")
	if err != nil {
		t.Fatal(err)
	}
	s.run(t, "cp", append(append([]string{"-L"}, pages...), s.dir+"/site")...)
	s.run(t, "mkdir", "-p", s.dir+"/site/wp-content/themes/plain")
	s.write(t, "site/wp-config.php", config(s.dir, s.BaseURL))
	s.write(t, "site/wp-content/themes/plain/index.php", theme)
	s.write(t, "site/wp-content/themes/plain/style.css", "/*\nTheme Name: Plain\n*/\n")
}

func (s Site) startDatabase(t testing.TB) {
	t.Helper()
	s.run(t, "mariadb-install-db", "--no-defaults", "--datadir="+s.dir+"/data", "--auth-root-authentication-method=normal", "--skip-test-db")
	s.daemon(t, "mariadbd", "--no-defaults", "--datadir="+s.dir+"/data", "--socket="+s.dir+"/db.sock", "--pid-file="+s.dir+"/db.pid",
		"--skip-networking", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M")
	s.await(t, "MariaDB", func() error {
		return s.command("mariadb", "--no-defaults", "--socket="+s.dir+"/db.sock", "--user=root", "-e", "SELECT 1").Run()
	})
}

func (s Site) write(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	_ = os.Remove(path) // a copy may stand there under the other user's name
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (s Site) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = s.as
	cmd.Dir = s.dir
	if site := s.dir + "/site"; name == "php" && exists(site) {
		cmd.Dir = site
	}
	cmd.Env = append(os.Environ(), "HOME="+s.dir, "TMPDIR="+s.dir, "PHP_CLI_SERVER_WORKERS=4", "HTTP_HOST="+strings.TrimPrefix(s.BaseURL, "http://"))
	return cmd
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (s Site) run(t testing.TB, name string, args ...string) string {
	t.Helper()
	var errors bytes.Buffer
	cmd := s.command(name, args...)
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, errors.String())
	}
	return string(out)
}

// daemon starts a server that is stopped, with its children, when the test ends.
func (s Site) daemon(t testing.TB, name string, args ...string) {
	t.Helper()
	log, err := os.Create(filepath.Join(s.dir, name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := s.command(name, args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		destination.Stop(cmd)
		_ = log.Close()
		if t.Failed() {
			if text, err := os.ReadFile(log.Name()); err == nil {
				t.Logf("%s said:\n%s", name, tail(string(text), 2000))
			}
		}
	})
}

func tail(text string, n int) string { return text[max(0, len(text)-n):] }

// await asks until the server answers.
func (s Site) await(t testing.TB, what string, ask func() error) {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	deadline := time.After(patient)
	for {
		err := ask()
		if err == nil {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s did not come up: %v", what, err)
		case <-ticker.C:
		}
	}
}
