package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"
)

// composeFile describes the throw-away server; it is not the compose file of an
// installation, whose data a test must never come near.
//
//go:embed compose.yml
var composeFile string

// compose starts a server by docker compose; the reason says why there is none.
func compose(ctx context.Context) (_ *server, reason string, err error) {
	asking, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if _, err := exec.LookPath("docker"); err != nil {
		return nil, "no docker command", nil
	}
	if err := exec.CommandContext(asking, "docker", "info", "--format", "{{.ServerVersion}}").Run(); err != nil {
		return nil, "no docker engine answers", nil
	}
	if err := exec.CommandContext(asking, "docker", "compose", "version").Run(); err != nil {
		return nil, "docker has no compose", nil
	}
	password := rand.Text()
	docker := func(args ...string) (string, error) {
		// One project per run, so that two runs on one machine do not share a server.
		all := append([]string{"compose", "--project-name", fmt.Sprintf("lantoa-test-%d", os.Getpid()), "--file", "-"}, args...)
		cmd := exec.CommandContext(ctx, "docker", all...)
		cmd.Stdin = strings.NewReader(composeFile)
		cmd.Env = append(os.Environ(), "LANTOA_TEST_PASSWORD="+password)
		out, err := cmd.Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("docker compose %s: %w: %s", args[0], err, tail(exit.Stderr))
		}
		return strings.TrimSpace(string(out)), err
	}
	stop := func() error { _, err := docker("down", "--volumes"); return err }
	if _, err := docker("up", "--detach", "--wait", "postgres"); err != nil {
		return nil, "", errors.Join(err, stop())
	}
	host, err := docker("port", "postgres", "5432")
	if err != nil {
		return nil, "", errors.Join(err, stop())
	}
	address := url.URL{Scheme: "postgres", User: url.UserPassword("lantoa", password), Host: host,
		Path: "/postgres", RawQuery: "sslmode=disable"}
	version, err := inspect(ctx, address.String())
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("the server of docker compose: %w", err), stop())
	}
	return &server{url: address.String(), version: version, origin: "started by docker compose", stop: stop}, "", nil
}
