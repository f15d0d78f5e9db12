package main

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/config"
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
	c.fails("takes `user link`", "user")
	c.fails("takes `user link`", "user", "drop")
	c.fails("takes `audit verify`", "audit")
	c.fails("There is no account quan.tri", "user", "link", "quan.tri")

	const password = "cánh đồng lúa chín vàng"
	setup := tokenOf(t, c.says("https://lantoa.example/setup?token=", "user", "link"))
	c.domain(func(ctx context.Context, d *app.Domain) error {
		_, err := d.Accounts.CompleteSetup(ctx, setup, account.NewPerson{Login: "quan.tri", Name: "Hoàng Đức", Password: password})
		return err
	})
	c.fails("there is an administrator already", "user", "link")
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
	if want := []string{"serve", "demo", "migrate", "user", "deliveries", "channels", "audit", "key", "version"}; !slices.Equal(names, want) {
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
