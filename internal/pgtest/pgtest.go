// Package pgtest gives each test a PostgreSQL database of its own.
//
// One server serves a whole test run; its address stands in LANTOA_TEST_POSTGRES and
// is put there by cmd/pgrun (or by a person). The schema is built once into a template
// database, and each test gets a clone of it, which costs tens of milliseconds instead
// of a run of all migrations.
package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Env names the variable with the postgres:// URL of the test server. Its user must
// have the right to create databases.
const Env = "LANTOA_TEST_POSTGRES"

// DurableEnv names the variable that, when it is set, has a server that is started for the
// run keep what was committed over a crash of the machine, as servers in earnest do.
const DurableEnv = "LANTOA_TEST_POSTGRES_DURABLE"

// maxTemplate is the longest template name: 63 bytes (NAMEDATALEN - 1) less the suffix
// that a template bears while it is being built.
const maxTemplate = 63 - len(building)

// building marks a template whose migrations have not ended. The final name is given
// by one ALTER DATABASE … RENAME, so a crash never leaves half a schema under it.
const building = "_building"

// patience bounds every step at the server, the wait for another process's build
// included.
const patience = 2 * time.Minute

// URL is the address of the test server; ok is false when the run has none, and the
// caller decides what that means. In CI that is a failure.
func URL(t testing.TB) (address string, ok bool) {
	t.Helper()
	address = os.Getenv(Env)
	if address == "" && os.Getenv("CI") == "true" {
		t.Fatalf("CI=true asks for PostgreSQL, but %s is not set", Env)
	}
	return address, address != ""
}

// Need is the address of the test server, for tests that are about nothing else: without
// one they are skipped, and fail in CI.
func Need(t testing.TB) string {
	t.Helper()
	address, ok := URL(t)
	if !ok {
		Missing(t, Env+" is not set")
	}
	return address
}

// Missing ends a test that has no server: it is skipped, and fails in CI.
func Missing(t testing.TB, why any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("CI=true asks for PostgreSQL: %v", why)
	}
	t.Skipf("no PostgreSQL: %v", why)
}

// Clone returns the URL of a new database with the schema of the named template, and
// drops it when the test ends.
//
// The first caller of a name, in whichever process, builds the template by migrate,
// which gets the URL of an empty database and must close its connections; the others
// wait for it at an advisory lock. The name must change with the schema (let it carry
// a hash of the migrations) and be at most 54 bytes.
func Clone(t testing.TB, template string, migrate func(url string) error) string {
	t.Helper()
	server, ok := URL(t)
	if !ok {
		t.Fatalf("%s is not set: run the tests by `make test`", Env)
	}
	if template == "" || len(template) > maxTemplate {
		t.Fatalf("template name %q: want 1 to %d bytes", template, maxTemplate)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("connect to the server of %s: %v", Env, err)
	}
	defer func() { _ = conn.Close(ctx) }()

	if err := ensure(ctx, conn, server, template, migrate); err != nil {
		t.Fatalf("template %s: %v", template, err)
	}
	name := "lantoa_test_" + random(t)
	// FILE_COPY takes half the time of WAL_LOG where nothing is synced (14 against 29 ms).
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+quote(name)+" TEMPLATE "+quote(template)+
		" STRATEGY FILE_COPY"); err != nil {
		t.Fatalf("clone template %s: %v", template, err)
	}
	t.Cleanup(func() { drop(t, server, name) })
	address, err := at(server, name)
	if err != nil {
		t.Fatalf("%s: %v", Env, err)
	}
	return address
}

// ensure builds the template unless it stands. The lock belongs to the session, so a
// process that dies lets go of it.
func ensure(ctx context.Context, conn *pgx.Conn, server, template string, migrate func(string) error) (err error) {
	if stands, err := exists(ctx, conn, template); err != nil || stands {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtextextended($1, 0))", template); err != nil {
		return fmt.Errorf("wait for the lock: %w", err)
	}
	defer func() {
		_, unlock := conn.Exec(ctx, "SELECT pg_advisory_unlock(hashtextextended($1, 0))", template)
		err = errors.Join(err, unlock)
	}()
	if stands, err := exists(ctx, conn, template); err != nil || stands {
		return err
	}
	draft := template + building
	if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+quote(draft)+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop what a broken build left: %w", err)
	}
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+quote(draft)+" TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		return fmt.Errorf("create: %w", err)
	}
	address, err := at(server, draft)
	if err != nil {
		return err
	}
	if err := migrate(address); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return seal(ctx, conn, draft, template)
}

// seal closes the finished template to connections, because CREATE DATABASE refuses a
// template that somebody (an autovacuum worker, say) is in, and gives it its name.
func seal(ctx context.Context, conn *pgx.Conn, draft, template string) error {
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+quote(draft)+" WITH ALLOW_CONNECTIONS false"); err != nil {
		return fmt.Errorf("close to connections: %w", err)
	}
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+quote(draft)+" RENAME TO "+quote(template)); err != nil {
		return fmt.Errorf("give the final name: %w", err)
	}
	return nil
}

func exists(ctx context.Context, conn *pgx.Conn, name string) (bool, error) {
	var found bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look for the database: %w", err)
	}
	return found, nil
}

// drop removes a clone with whatever connections the test forgot. It has a context of
// its own, because the test's is cancelled before the clean-up runs.
func drop(t testing.TB, server, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Errorf("connect to drop %s: %v", name, err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, "DROP DATABASE "+quote(name)+" WITH (FORCE)")
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "3D000" { // invalid_catalog_name: the test dropped it itself
		return
	}
	if err != nil {
		t.Errorf("drop %s: %v", name, err)
	}
}

// at is the server's URL with another database.
func at(server, database string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", errors.New("the value is not a URL") // the parser's error would repeat a password
	}
	u.Path = "/" + database
	return u.String(), nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func random(t testing.TB) string {
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		t.Fatalf("random name: %v", err)
	}
	return hex.EncodeToString(b)
}
