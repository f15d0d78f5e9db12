// Command pgrun runs a command beside one PostgreSQL server for tests.
//
//	pgrun -- go test ./...
//
// The server is the one that LANTOA_TEST_POSTGRES names, or one started from installed
// binaries, or one from docker compose, in this order; the command finds its address in
// LANTOA_TEST_POSTGRES. The exit code is the command's, and the last line says which
// databases the run had. Without PostgreSQL the command runs all the same and its tests
// cover SQLite only, unless CI=true, where that is an error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/lantoa/lantoa/internal/pgtest"
)

func main() {
	// The parent-death signal of the server is bound to the thread that starts it, and
	// the main thread lives as long as the process.
	runtime.LockOSThread()
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	os.Exit(run(context.Background(), args, os.Environ(), streams{os.Stdin, os.Stdout, os.Stderr}))
}

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// server is a PostgreSQL that a run may use.
type server struct {
	url     string
	version string // "15.18"
	origin  string // "started from /usr/lib/postgresql/15/bin"
	stop    func() error
}

// run returns the exit code: the command's, 128 + n when signal n ended it, 2 for a wrong
// call and 1 for a missing or broken server.
func run(ctx context.Context, args, environ []string, std streams) int {
	if len(args) == 0 {
		_, _ = fmt.Fprintln(std.err, "usage: pgrun -- command [argument ...]")
		return 2
	}
	return serve(ctx, args, environment(environ), std, provide)
}

// serve runs the command beside the server that provide gives.
func serve(ctx context.Context, args []string, env map[string]string, std streams,
	provide func(context.Context, map[string]string) (*server, error),
) int {
	// From here on a signal ends the command, not this process, so that the server is
	// always stopped and its folder removed.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)

	db, err := provide(ctx, env)
	var missing *missingError
	switch {
	case errors.As(err, &missing) && env["CI"] == "true":
		_, _ = fmt.Fprintf(std.err, "pgrun: CI=true asks for PostgreSQL %d or newer and none was found: %v; "+
			"install it (Debian: postgresql) or set %s\n", oldest, missing, pgtest.Env)
		return 1
	case errors.As(err, &missing):
		code := execute(command(args, env, std), signals, std.err)
		_, _ = fmt.Fprintf(std.out, "databases: SQLite only (no PostgreSQL found: %v)\n", missing)
		return code
	case err != nil:
		_, _ = fmt.Fprintf(std.err, "pgrun: %v\n", err)
		return 1
	}

	env[pgtest.Env] = db.url
	code := execute(command(args, env, std), signals, std.err)
	if err := db.stop(); err != nil {
		_, _ = fmt.Fprintf(std.err, "pgrun: stop PostgreSQL: %v\n", err)
		code = max(code, 1)
	}
	_, _ = fmt.Fprintf(std.out, "databases: SQLite, PostgreSQL %s (%s)\n", db.version, db.origin)
	return code
}

func command(args []string, env map[string]string, std streams) *exec.Cmd {
	cmd := exec.Command(args[0], args[1:]...) //nolint:noctx // signals end it, so that its own clean-up runs
	cmd.Stdin, cmd.Stdout, cmd.Stderr = std.in, std.out, std.err
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	slices.Sort(cmd.Env)
	return cmd
}

// execute runs the command and passes the signals on to it.
func execute(cmd *exec.Cmd, signals <-chan os.Signal, log io.Writer) int {
	if err := cmd.Start(); err != nil {
		_, _ = fmt.Fprintf(log, "pgrun: %v\n", err)
		return 127
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = cmd.Process.Signal(s) // it may have ended in between
		case err := <-ended:
			return exitCode(err)
		}
	}
}

func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return 128 + int(status.Signal())
		}
		return exit.ExitCode()
	default:
		return 1
	}
}

func environment(environ []string) map[string]string {
	env := make(map[string]string, len(environ))
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok {
			env[name] = value
		}
	}
	return env
}
