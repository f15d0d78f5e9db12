package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lantoa/lantoa/internal/pgtest"
)

// oldest is the first major version that lantoa supports.
const oldest = 15

// missingError says why each way to a server came to nothing.
type missingError struct{ reasons []string }

func (e *missingError) Error() string { return strings.Join(e.reasons, "; ") }

// provide finds or starts a server. A *missingError means that there is none; any other
// error, that there is one and it does not work, which must never pass for "none".
func provide(ctx context.Context, env map[string]string) (*server, error) {
	if url := env[pgtest.Env]; url != "" {
		return given(ctx, url)
	}
	binaries, reasons := find(ctx)
	if binaries != nil {
		return start(ctx, binaries, env[pgtest.DurableEnv] != "")
	}
	db, reason, err := compose(ctx)
	if db != nil || err != nil {
		return db, err
	}
	return nil, &missingError{append(reasons, reason)}
}

// given checks the server that the environment names.
func given(ctx context.Context, url string) (*server, error) {
	version, err := inspect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("the server of %s: %w", pgtest.Env, err)
	}
	return &server{url: url, version: version, origin: "given by " + pgtest.Env, stop: func() error { return nil }}, nil
}

// inspect connects once and gives the version; a server that is too old, or a user who
// may not create databases, is an error. The cause of a failed connection is told
// without the URL, which may hold a password.
func inspect(ctx context.Context, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return "", errors.New("the address is not a postgres:// URL")
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return "", fmt.Errorf("cannot connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var version string
	var number int
	var may bool
	err = conn.QueryRow(ctx, `SELECT current_setting('server_version'), current_setting('server_version_num')::int,
		(SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user)`).Scan(&version, &number, &may)
	if err != nil {
		return "", fmt.Errorf("cannot ask for its version: %w", err)
	}
	version, _, _ = strings.Cut(version, " ") // without the packager's name
	if number < oldest*10_000 {
		return "", fmt.Errorf("it is PostgreSQL %s, want %d or newer", version, oldest)
	}
	if !may {
		return "", errors.New("its user may not create databases (ALTER ROLE … CREATEDB)")
	}
	return version, nil
}
