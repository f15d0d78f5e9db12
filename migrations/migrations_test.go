package migrations_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/migrations"
)

var update = flag.Bool("update", false, "write checksums.txt anew; only before a file has landed in a release")

// Databases in use have run these files; changing one would leave them with another
// schema than new databases get. A change of schema is a new file.
func TestLandedFilesNeverChange(t *testing.T) {
	t.Parallel()
	got := checksums(t)
	if *update {
		if err := os.WriteFile("checksums.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("checksums.txt")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("migrations differ from checksums.txt (-landed +now):\n%s", d)
	}
}

// Both databases have the same history.
func TestBothDialectsHaveTheSameFiles(t *testing.T) {
	t.Parallel()
	lists := map[string][]string{}
	for _, dialect := range []string{"postgres", "sqlite"} {
		files, err := migrations.FS(dialect)
		if err != nil {
			t.Fatal(err)
		}
		if lists[dialect], err = fs.Glob(files, "*.sql"); err != nil || len(lists[dialect]) == 0 {
			t.Fatalf("%s: %v, %v", dialect, lists[dialect], err)
		}
		for _, name := range lists[dialect] {
			text, err := fs.ReadFile(files, name)
			if err != nil || !strings.Contains(string(text), "-- +goose Up") || !strings.Contains(string(text), "-- +goose Down") {
				t.Errorf("%s/%s has no way up or no way down: %v", dialect, name, err)
			}
		}
	}
	if d := cmp.Diff(lists["postgres"], lists["sqlite"]); d != "" {
		t.Errorf("files differ (-postgres +sqlite):\n%s", d)
	}
}

func checksums(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, dialect := range []string{"postgres", "sqlite"} {
		files, err := migrations.FS(dialect)
		if err != nil {
			t.Fatal(err)
		}
		names, err := fs.Glob(files, "*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(files, name)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(text)
			fmt.Fprintf(&b, "%s  %s/%s\n", hex.EncodeToString(sum[:]), dialect, name)
		}
	}
	return b.String()
}
