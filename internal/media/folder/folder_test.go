package folder_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media/folder"
)

func open(t *testing.T, path, identity string, begun bool) *folder.Folder {
	t.Helper()
	f, err := folder.Open(path, identity, begun)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func hashOf(data string) string {
	sum := sha256.Sum256([]byte(data))
	return hex.EncodeToString(sum[:])
}

func read(f *folder.Folder, hash string) (string, error) {
	file, err := f.Open(context.Background(), hash)
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(file)
	_ = file.Close()
	return string(data), err
}

func TestBytesAreKeptByTheirHash(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "media")
	one, other := open(t, path, "db-1", false), open(t, path, "db-1", true) // two instances of one installation
	hash := hashOf("ảnh")
	var puts sync.WaitGroup
	for _, f := range []*folder.Folder{one, other, one, other} {
		puts.Go(func() {
			if err := f.Put(t.Context(), hash, []byte("ảnh")); err != nil {
				t.Error(err)
			}
		})
	}
	puts.Wait()
	if got, err := read(other, strings.ToUpper(hash)); got != "ảnh" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if parts, _ := filepath.Glob(filepath.Join(path, "*", "*.part")); len(parts) > 0 {
		t.Errorf("parts are left: %v", parts)
	}
	for _, name := range []string{hashOf("khác"), "", "../../etc/passwd", hash + "/..", strings.Repeat("z", 64)} {
		if _, err := read(one, name); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := one.Put(t.Context(), "../escape", []byte("x")); err == nil {
		t.Error("bytes were kept under a name that is no hash")
	}
}

// What lies there may have been cut off or changed: nobody is given other bytes than those
// that were approved, and the same bytes mend it.
func TestBytesThatAreNoLongerWhatTheyWere(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	f := open(t, path, "db-1", false)
	hash := hashOf("whole")
	for _, there := range []string{"who", "other"} {
		if err := os.MkdirAll(filepath.Join(path, hash[:2]), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(path, hash[:2], hash), []byte(there), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(f, hash); err == nil || !strings.Contains(err.Error(), "not what it was") {
			t.Errorf("%q was given: %v", there, err)
		}
	}
	if err := os.WriteFile(filepath.Join(path, hash[:2], hash), []byte("who"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Put(t.Context(), hash, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if got, err := read(f, hash); got != "whole" || err != nil {
		t.Errorf("after it was put again: %q, %v", got, err)
	}
}

func TestAFolderOfAnotherIsRefused(t *testing.T) {
	t.Parallel()
	taken := t.TempDir()
	open(t, taken, "db-1", false)
	empty, absent := t.TempDir(), filepath.Join(t.TempDir(), "gone")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path, identity string
		begun          bool
		says           string
	}{
		"another's":            {taken, "db-2", false, "belongs to another lantoa (it is marked db-1, this database is db-2)"},
		"an empty mount":       {empty, "db-1", true, "although this database has pictures"},
		"a mount that is gone": {absent, "db-1", true, "mount it, or set LANTOA_MEDIA_DIR"},
		"a file":               {file, "db-1", false, "LANTOA_MEDIA_DIR"},
	} {
		f, err := folder.Open(c.path, c.identity, c.begun)
		if err == nil {
			_ = f.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if _, err := os.Stat(absent); err == nil {
		t.Error("the missing folder of a database with pictures was made")
	}
	open(t, taken, "db-1", true)
}
