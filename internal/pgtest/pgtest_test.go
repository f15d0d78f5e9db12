package pgtest_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lantoa/lantoa/internal/pgtest"
)

// templateName is a name that no other run has used, so that this test sees the build.
func templateName(t *testing.T) string {
	t.Helper()
	server := pgtest.Need(t)
	b := make([]byte, 6)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	name := "pgtest_" + hex.EncodeToString(b)
	t.Cleanup(func() { exec(t, server, "DROP DATABASE IF EXISTS "+name) })
	return name
}

func exec(t *testing.T, url, sql string) {
	t.Helper()
	ctx := context.Background() // also used in clean-up, when the test's own has ended
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	var v T
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func TestCloneBuildsOnceAndIsolates(t *testing.T) {
	t.Parallel()
	template := templateName(t)
	var builds atomic.Int32
	migrate := func(url string) error {
		builds.Add(1)
		exec(t, url, "CREATE TABLE story (title text); INSERT INTO story VALUES ('from the template')")
		return nil
	}

	const clones = 8
	urls := make([]string, clones)
	var wg sync.WaitGroup
	for i := range clones {
		wg.Go(func() { urls[i] = pgtest.Clone(t, template, migrate) })
	}
	wg.Wait()

	if got := builds.Load(); got != 1 {
		t.Errorf("the template was built %d times by %d clones at once, want once", got, clones)
	}
	exec(t, urls[0], "INSERT INTO story VALUES ('mine')")
	for i, url := range urls {
		want := 1
		if i == 0 {
			want = 2
		}
		if got := query[int](t, url, "SELECT count(*) FROM story"); got != want {
			t.Errorf("clone %d has %d rows, want %d", i, got, want)
		}
	}
}

func TestCloneIsDroppedAtTheEndOfTheTest(t *testing.T) {
	t.Parallel()
	template := templateName(t)
	var name string
	t.Run("user", func(t *testing.T) {
		url := pgtest.Clone(t, template, func(string) error { return nil })
		name = query[string](t, url, "SELECT current_database()")
		conn, err := pgx.Connect(t.Context(), url) // a connection that the test forgets
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(context.Background()) })
	})
	server, _ := pgtest.URL(t)
	if query[bool](t, server, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = '"+name+"')") {
		t.Errorf("database %s outlived its test", name)
	}
}

// A build that fails must not leave a template that the next test takes for a whole one.
func TestCloneAfterBrokenBuild(t *testing.T) {
	t.Parallel()
	template := templateName(t)
	failed := &recorder{TB: t}
	func() {
		defer func() { _ = recover() }()
		pgtest.Clone(failed, template, func(url string) error {
			exec(t, url, "CREATE TABLE half (id int)")
			return errors.New("the second file is broken")
		})
	}()
	if !strings.Contains(failed.fatal, "the second file is broken") {
		t.Errorf("the failed build said %q, want its cause", failed.fatal)
	}
	url := pgtest.Clone(t, template, func(url string) error {
		exec(t, url, "CREATE TABLE whole (id int)")
		return nil
	})
	if query[bool](t, url, "SELECT to_regclass('half') IS NOT NULL") {
		t.Error("the table of the broken build is in the clone")
	}
	if !query[bool](t, url, "SELECT to_regclass('whole') IS NOT NULL") {
		t.Error("the table of the second build is missing in the clone")
	}
}

// recorder takes the place of a test that is expected to fail.
type recorder struct {
	testing.TB
	fatal string
}

func (r *recorder) Fatalf(format string, args ...any) {
	var b strings.Builder
	b.WriteString(format)
	for _, a := range args {
		if err, ok := a.(error); ok {
			b.WriteString(" " + err.Error())
		}
	}
	r.fatal = b.String()
	panic("ended by Fatalf")
}
