package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lantoa/lantoa/internal/store"
)

// The data folder may have been made by somebody else, open to all.
func TestTheSQLiteFilesAreForTheirOwnerAlone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // that is what is tested
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{DataDir: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, store.SQLiteFile+"*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v; want the database and its log", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
}
