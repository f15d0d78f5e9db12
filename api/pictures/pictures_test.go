package pictures_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/pictures"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/media/folder"
	"github.com/lantoa/lantoa/internal/published"
)

// shown is a public that sees every file, and remembers what was asked for.
type shown struct {
	size  int64
	mu    sync.Mutex
	asked []string
}

func (s *shown) File(_ context.Context, hash string) (published.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, hash)
	return published.File{Type: "image/jpeg", Size: s.size}, nil
}

func serve(t *testing.T, public published.Files, blobs media.Blobs) *httptest.Server {
	t.Helper()
	engine := gin.New()
	pictures.New(pictures.Options{Public: public, Blobs: blobs, Log: slog.New(slog.DiscardHandler)}).Mount(engine)
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	return server
}

// get asks for an address; the error is that of the line.
func get(t *testing.T, address string) (status int, body []byte, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err = io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}

// PostgreSQL takes no text with a NUL and none that is no UTF-8: what is no hash is asked
// of nobody.
func TestWhatIsNoHashIsNotThere(t *testing.T) {
	t.Parallel()
	public := &shown{size: 1}
	server := serve(t, public, nil)
	for _, name := range []string{"%ff.jpg", "%00.jpg", strings.Repeat("a", 63) + ".jpg", strings.Repeat("A", 64) + ".jpg", strings.Repeat("a", 65) + ".jpg", strings.Repeat("g", 64) + ".jpg", ".jpg"} {
		if status, _, err := get(t, server.URL+"/media/"+name); status != http.StatusNotFound || err != nil {
			t.Errorf("%s: %d, %v", name, status, err)
		}
	}
	if len(public.asked) > 0 {
		t.Errorf("%q went further", public.asked)
	}
	if status, _, err := get(t, server.URL+"/media/"+strings.Repeat("a", 64)+".jpg%ff"); status != http.StatusNotFound || err != nil {
		t.Errorf("a hash with another ending: %d, %v", status, err)
	}
}

// Whoever is sent rotten bytes learns it, whatever their length: the line breaks before all
// of them have come.
func TestRottenBytesDoNotPassForAPicture(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3000, 32 << 10, 40_000, 64 << 10, 1_000_000} {
		path := t.TempDir()
		blobs, err := folder.Open(path, "db-1", false)
		if err != nil {
			t.Fatal(err)
		}
		data := bytes.Repeat([]byte{7}, size)
		sum := sha256.Sum256(data)
		hash := hex.EncodeToString(sum[:])
		if err := blobs.Put(t.Context(), hash, data); err != nil {
			t.Fatal(err)
		}
		server := serve(t, &shown{size: int64(size)}, blobs)
		address := server.URL + "/media/" + hash + ".jpg"
		if status, body, err := get(t, address); status != http.StatusOK || !bytes.Equal(body, data) || err != nil {
			t.Errorf("%d sound bytes: %d, %d bytes, %v", size, status, len(body), err)
		}
		data[0] ^= 1
		if err := os.WriteFile(filepath.Join(path, hash[:2], hash), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, body, err := get(t, address); err == nil || len(body) >= size {
			t.Errorf("%d rotten bytes: %d, %d bytes, %v", size, status, len(body), err)
		}
		if err := blobs.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
