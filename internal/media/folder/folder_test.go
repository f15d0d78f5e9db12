package folder_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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

// rot lays other bytes where those of a hash are kept.
func rot(t *testing.T, path, hash string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(path, hash[:2]), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(path, hash[:2], hash), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// What lies there may have been cut off or changed: nobody is given as many bytes as those
// that were approved had, and the same bytes mend it.
func TestBytesThatAreNoLongerWhatTheyWere(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	f := open(t, path, "db-1", false)
	for _, size := range []int{5, 32<<10 - 1, 32 << 10, 32<<10 + 1, 64 << 10, 100_000} {
		whole := strings.Repeat("w", size)
		hash := hashOf(whole)
		for name, there := range map[string]string{"cut off": whole[1:], "empty": "", "changed": "x" + whole[1:], "changed at its end": whole[1:] + "x", "longer": whole + "w"} {
			rot(t, path, hash, []byte(there))
			got, err := read(f, hash)
			if err == nil || !strings.Contains(err.Error(), "not what it was") || len(got) >= size {
				t.Errorf("%d bytes, %s: %d were given: %v", size, name, len(got), err)
			}
			if err := f.Put(t.Context(), hash, []byte(whole)); err != nil {
				t.Fatal(err)
			}
			if got, err := read(f, hash); got != whole || err != nil {
				t.Errorf("%d bytes, %s: after it was put again %d were given: %v", size, name, len(got), err)
			}
		}
	}
}

// Every instance that begins at the same time finds the one marker whole, also where a loss
// of power left an empty one.
func TestInstancesThatBeginAtOnce(t *testing.T) {
	t.Parallel()
	for round := range 100 {
		path := t.TempDir()
		if round%2 == 1 {
			if err := os.WriteFile(filepath.Join(path, "LANTOA-MEDIA"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var starts sync.WaitGroup
		for range 4 {
			starts.Go(func() {
				f, err := folder.Open(path, "db-1", false)
				if err != nil {
					t.Errorf("round %d: %v", round, err)
					return
				}
				_ = f.Close()
			})
		}
		starts.Wait()
		if left, err := os.ReadDir(path); len(left) != 1 || err != nil {
			t.Fatalf("round %d: %v is left, %v", round, left, err)
		}
	}
}

// Two installations that begin in one folder do not share it.
func TestAFolderIsTheFirstOnes(t *testing.T) {
	t.Parallel()
	for range 50 {
		path := t.TempDir()
		var starts sync.WaitGroup
		var let atomic.Int32
		for _, identity := range []string{"db-1", "db-2"} {
			starts.Go(func() {
				if f, err := folder.Open(path, identity, false); err == nil {
					let.Add(1)
					_ = f.Close()
				}
			})
		}
		starts.Wait()
		if let.Load() != 1 {
			t.Fatalf("%d have the folder", let.Load())
		}
	}
}

func TestWhatNobodyEndedIsSwept(t *testing.T) {
	t.Parallel()
	path := t.TempDir()
	f := open(t, path, "db-1", false)
	hash := hashOf("whole")
	if err := f.Put(t.Context(), hash, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	day := time.Now().Add(-24 * time.Hour)
	for name, at := range map[string]time.Time{"LANTOA-MEDIA.x.part": day.Add(-time.Minute), hash[:2] + "/" + hash + ".old.part": day.Add(-time.Minute),
		hash[:2] + "/" + hash + ".new.part": time.Now(), hash[:2] + "/" + hash: day.Add(-time.Hour), "upload.part.jpg": day.Add(-time.Hour)} {
		name = filepath.Join(path, name)
		file, err := os.OpenFile(name, os.O_CREATE, 0o600)
		if err == nil {
			err = errors.Join(file.Close(), os.Chtimes(name, at, at))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	f.Sweep(day)
	left, err := fs.Glob(os.DirFS(path), "*")
	inside, _ := fs.Glob(os.DirFS(path), "??/*")
	want := []string{"LANTOA-MEDIA", hash[:2], "upload.part.jpg", hash[:2] + "/" + hash, hash[:2] + "/" + hash + ".new.part"}
	slices.Sort(want[:3])
	if got := append(left, inside...); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestAFolderOfAnotherIsRefused(t *testing.T) {
	t.Parallel()
	taken := t.TempDir()
	open(t, taken, "db-1", false)
	empty, absent := t.TempDir(), filepath.Join(t.TempDir(), "gone")
	file, blank := filepath.Join(t.TempDir(), "file"), t.TempDir()
	for _, name := range []string{file, filepath.Join(blank, "LANTOA-MEDIA")} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		path, identity string
		begun          bool
		says           string
	}{
		"another's":            {taken, "db-2", false, "belongs to another lantoa (it is marked db-1, this database is db-2)"},
		"an empty mount":       {empty, "db-1", true, "although this database has pictures"},
		"an empty marker":      {blank, "db-1", true, "although this database has pictures"},
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
