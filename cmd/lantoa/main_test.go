package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/right"
)

// terminal runs commands on a data folder of its own.
type terminal struct {
	*testing.T
	environ []string
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	return &terminal{T: t, environ: []string{"LANTOA_DATA=" + t.TempDir(), "LANTOA_PUBLIC_URL=https://lantoa.example", "LANTOA_LOG_LEVEL=error"}}
}

func (c *terminal) run(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(c.Context(), console{environ: c.environ, args: args, out: &o, err: &e})
	return code, o.String(), e.String()
}

// says fails unless a command ends well and prints the words.
func (c *terminal) says(words string, args ...string) string {
	c.Helper()
	code, out, errs := c.run(args...)
	if code != 0 || !strings.Contains(out, words) || errs != "" {
		c.Errorf("%v: code %d, out %q, err %q; want %q", args, code, out, errs, words)
	}
	return out
}

// fails fails unless a command ends with one clear sentence.
func (c *terminal) fails(words string, args ...string) {
	c.Helper()
	if code, out, errs := c.run(args...); code != 1 || !strings.Contains(errs, words) || strings.Count(errs, "\n") != 1 {
		c.Errorf("%v: code %d, out %q, err %q; want %q", args, code, out, errs, words)
	}
}

// domain works on the same folder as the commands.
func (c *terminal) domain(act func(ctx context.Context, d *app.Domain) error) {
	c.Helper()
	loaded, _, err := config.Load(c.environ, nil)
	if err != nil {
		c.Fatal(err)
	}
	d, err := app.OpenDomain(c.Context(), loaded, logger(loaded, c.Output()))
	if err != nil {
		c.Fatal(err)
	}
	if err := act(c.Context(), d); err != nil {
		c.Error(err)
	}
	if err := d.Close(); err != nil {
		c.Error(err)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	for _, args := range [][]string{nil, {"help"}, {"-h"}, {"--help"}, {"key", "--help"}, {"migrate", "--help"}} {
		for _, one := range commands() {
			c.says(one.summary, args...)
		}
	}
	c.fails(`there is no command "publish"`, "publish")
	c.fails("is not understood", "migrate", "now")
}

func TestCommandsThatNeedNoDatabase(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.says("lantoa dev (unknown)", "version")
	first, second := c.says("", "key"), c.says("", "key")
	if first == second || len(strings.TrimSpace(first)) < 40 {
		t.Errorf("keys %q and %q", first, second)
	}
}

func TestCommandsOnADatabase(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.fails("there is no database in the folder", "user", "list")
	c.says("Would apply:", "migrate", "--plan")
	c.fails("run `lantoa migrate`", "user", "list")
	c.says("Applied:", "migrate")
	c.says("The schema is up to date.", "migrate")
	c.says("The schema is up to date.", "migrate", "--plan")
	for _, args := range [][]string{{"user"}, {"user", "drop"}, {"user", "key", "drop", "x"}, {"user", "add", "lan"}} {
		if code, out, errs := c.run(args...); code != 1 || out != "" || !strings.Contains(errs, "`user link`") {
			t.Errorf("%v: code %d, %q, %q", args, code, out, errs)
		}
	}
	c.fails("takes `audit verify ", "audit")
	c.fails("There is no account quan.tri", "user", "link", "quan.tri", "--language=en")

	const password = "cánh đồng lúa chín vàng"
	setup := tokenOf(t, c.says("https://lantoa.example/setup?token=", "user", "link"))
	c.domain(func(ctx context.Context, d *app.Domain) error {
		_, err := d.Accounts.CompleteSetup(ctx, setup, account.NewPerson{Login: "quan.tri", Name: "Hoàng Đức", Password: password})
		return err
	})
	c.fails("There is an administrator already", "user", "link", "--language=en")
	reset := tokenOf(t, c.says("https://lantoa.example/setup?token=", "user", "link", "Quan.Tri", "--log-level=error"))
	c.domain(func(ctx context.Context, d *app.Domain) error {
		_, err := d.Accounts.CompleteLink(ctx, reset, password+" nữa")
		return err
	})
	if fields := strings.Fields(c.says("Hoàng Đức", "user", "list")); !slices.Contains(fields, "technical_admin") {
		t.Errorf("the list is %q", fields)
	}
	c.says("audit: ", "audit", "verify")
}

func tokenOf(t *testing.T, link string) string {
	t.Helper()
	address, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		t.Fatal(err)
	}
	return address.Query().Get("token")
}

// Every command has a test above, but for the two that serve until they are stopped.
func TestTheListOfCommands(t *testing.T) {
	t.Parallel()
	var names []string
	for _, one := range commands() {
		names = append(names, one.name)
	}
	if want := []string{"serve", "demo", "migrate", "user", "unit", "import", "export", "deliveries", "channels", "audit", "doctor", "settings", "key", "version"}; !slices.Equal(names, want) {
		t.Errorf("commands %v; test the new ones", names)
	}
}

// What serve tells people at its start is in the language of the console.
func TestServeGreetsInTheLanguageOfTheConsole(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"vi": {"lantoa dev chạy ở https://lantoa.example\n", "Chưa ai có tài khoản. Tạo quản trị viên đầu tiên trong 24 giờ, một lần, ở:\n  https://lantoa.example/setup?token="},
		"en": {"lantoa dev is at https://lantoa.example\n", "Nobody has an account yet. Make the first administrator within 24 hours, once, at:\n  https://lantoa.example/setup?token="},
	} {
		c := newTerminal(t)
		ctx, stop := context.WithCancel(t.Context())
		said, errs := greeted{stop: stop}, bytes.Buffer{}
		code := run(ctx, console{environ: append(c.environ, "LANTOA_LANGUAGE="+lang, "LANTOA_LISTEN=127.0.0.1:0"), args: []string{"serve"}, out: &said, err: &errs})
		stop()
		for _, words := range want {
			if code != 0 || !strings.Contains(said.String(), words) {
				t.Errorf("%s: code %d, said %q, %s; want %q", lang, code, said.String(), errs.String(), words)
			}
		}
	}
}

// greeted stops a server as soon as it has said where it is.
type greeted struct {
	bytes.Buffer
	stop func()
}

func (g *greeted) Write(b []byte) (int, error) {
	defer g.stop()
	return g.Buffer.Write(b)
}

// The record goes out with its proof, and the proof needs no database.
func TestTheRecordOutsideOfTheHouse(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.environ = append(c.environ, "USER=vanhanh")
	c.says("Applied:", "migrate")
	c.says("https://lantoa.example/setup?token=", "user", "link")
	c.domain(func(ctx context.Context, d *app.Domain) error {
		_, err := d.Sealer.Run(ctx)
		return err
	})
	for _, args := range [][]string{{"--format=ndjson"}, {"--format=csv", "--above=0", "--through=1"}} {
		path := filepath.Join(t.TempDir(), "export")
		c.says("", append([]string{"audit", "export", "--out=" + path}, args...)...)
		c.fails("cannot be written", "audit", "export", "--out="+path)
		c.says("1 rows, from behind number 0", "audit", "verify", "--file="+path)
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(text, []byte("link.create")) || !bytes.Contains(text, []byte("vanhanh@")) {
			t.Fatalf("the export: %s, %v", text, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others may read it: %v, %v", info, err)
		}
		if err := os.WriteFile(path, bytes.Replace(text, []byte("vanhanh@"), []byte("vanhamh@"), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, errs := c.run("audit", "verify", "--file="+path); code != 1 || !strings.Contains(out, "number 1") || !strings.Contains(errs, "not whole") {
			t.Errorf("a changed export: %d %q %q", code, out, errs)
		}
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		c.fails("is no export", "audit", "verify", "--file="+path)
	}
	if out := c.says("link.create", "audit", "export"); strings.Count(out, "\n") != 3 {
		t.Errorf("to the terminal: %q", out)
	}
	number, hash, _ := strings.Cut(strings.SplitN(c.says("audit: ends with number ", "audit", "verify"), "ends with number ", 2)[1], ", hash ")
	hash, _, _ = strings.Cut(hash, "\n")
	c.says("audit: ", "audit", "verify", "--noted="+number+":"+hash)
	if code, out, _ := c.run("audit", "verify", "--noted="+number+":aa"); code != 1 || !strings.Contains(out, "made anew") {
		t.Errorf("another noted hash: %d %q", code, out)
	}
	c.fails("--noted is the number and the hash", "audit", "verify", "--noted=x")
	c.fails("cannot be read", "audit", "verify", "--file=/no/such/file")
	c.fails("--above is the number of a row", "audit", "export", "--above=x")
	if code, _, errs := c.run("audit", "export", "--format=xml"); code != 1 || !strings.Contains(errs, "needs ndjson or csv") {
		t.Errorf("an unknown format: %d %q", code, errs)
	}
	c.fails("takes `audit verify ", "audit", "verify", "--file=x", "y")
}

func TestErasingAtTheTerminal(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.says("Applied:", "migrate")
	c.domain(func(ctx context.Context, d *app.Domain) error {
		_, err := d.Accounts.CreatePerson(ctx, right.System(), account.NewPerson{Login: "mai.le", Name: "Lê Mai"})
		return err
	})
	if code, _, errs := c.run("user", "erase"); code != 1 || !strings.Contains(errs, "`user erase <login>`") {
		t.Errorf("nobody named: code %d, %q", code, errs)
	}
	c.fails("There is no account ai.do", "user", "erase", "ai.do", "--language=en")
	c.fails("disable it before", "user", "erase", "mai.le", "--language=en")
	c.says("mai.le", "user", "disable", "mai.le")
	c.says(account.ErasedName, "user", "erase", "Mai.Le")
	if out := c.says(account.ErasedName, "user", "list"); strings.Contains(out, "mai.le") || strings.Contains(out, "Lê") {
		t.Errorf("the list: %q", out)
	}
}

// What is done at a terminal is traced to it, and to the run of the command.
func TestActsOfCommandsAreTraced(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.domain(func(ctx context.Context, d *app.Domain) error { return d.Services.Channels.EnsureFeeds(ctx) })
	n.says("", "user", "link", "quan.tri")
	n.says("", "audit", "export")
	n.says("", "channels", "pause", "Nguồn tin (RSS, Atom, JSON)", "Bảo trì")
	n.domain(func(ctx context.Context, d *app.Domain) error {
		if _, err := d.Sealer.Run(ctx); err != nil {
			return err
		}
		for _, action := range []string{"link.create", "audit.export", "channel.pause"} {
			rows, err := d.Audit.Records(ctx, audit.Filter{Action: action, Limit: 1})
			if err != nil {
				return err
			}
			if len(rows) != 1 || rows[0].Actor != audit.System || rows[0].RequestID == "" || !strings.Contains(rows[0].Personal.Address, "vanhanh@") {
				t.Errorf("%s: %+v", action, rows)
			}
		}
		return nil
	})
}
