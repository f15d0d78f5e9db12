package secret_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lantoa/lantoa/internal/secret"
)

func open(t *testing.T, dir, key string) *secret.Box {
	t.Helper()
	box, err := secret.OpenKey(dir, secret.New(key))
	if err != nil {
		t.Fatalf("OpenKey: %v", err)
	}
	return box
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	key := secret.GenerateKey()
	box := open(t, t.TempDir(), key)
	plain, row := []byte(`{"password":"mật khẩu"}`), []byte("channel 0198")
	sealed, err := box.Seal(plain, row)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, plain[2:10]) {
		t.Error("the plain text shows in the sealed bytes")
	}
	if again, _ := box.Seal(plain, row); bytes.Equal(again, sealed) {
		t.Error("sealing twice gives the same bytes")
	}
	got, err := open(t, t.TempDir(), key).Open(sealed, row) // as after a restart
	if err != nil || !bytes.Equal(got, plain) {
		t.Errorf("Open = %q, %v; want %q", got, err, plain)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	box := open(t, t.TempDir(), secret.GenerateKey())
	row := []byte("channel 0198")
	sealed, err := box.Seal([]byte("token"), row)
	if err != nil {
		t.Fatal(err)
	}
	other := open(t, t.TempDir(), secret.GenerateKey())
	for name, try := range map[string]func() ([]byte, error){
		"another key":    func() ([]byte, error) { return other.Open(sealed, row) },
		"another row":    func() ([]byte, error) { return box.Open(sealed, []byte("channel 0199")) },
		"no row":         func() ([]byte, error) { return box.Open(sealed, nil) },
		"nothing":        func() ([]byte, error) { return box.Open(nil, row) },
		"cut off":        func() ([]byte, error) { return box.Open(sealed[:len(sealed)-1], row) },
		"first byte":     func() ([]byte, error) { return box.Open(sealed[:1], row) },
		"longer":         func() ([]byte, error) { return box.Open(append(bytes.Clone(sealed), 0), row) },
		"without format": func() ([]byte, error) { return box.Open(sealed[1:], row) },
	} {
		if got, err := try(); !errors.Is(err, secret.ErrNotOpened) || got != nil {
			t.Errorf("%s: %q, %v; want ErrNotOpened", name, got, err)
		}
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := box.Open(changed, row); !errors.Is(err, secret.ErrNotOpened) {
			t.Errorf("byte %d changed: %v, want ErrNotOpened", i, err)
		}
	}
}

func TestKeyID(t *testing.T) {
	t.Parallel()
	key := secret.GenerateKey()
	id := open(t, "", key).KeyID()
	if len(id) != 16 || strings.Contains(key, id) {
		t.Errorf("key id %q, want 16 hex digits", id)
	}
	if again := open(t, "", key).KeyID(); again != id {
		t.Errorf("the same key has the ids %s and %s", id, again)
	}
	if other := open(t, "", secret.GenerateKey()).KeyID(); other == id {
		t.Error("two keys have one id")
	}
}

func TestKeyFileIsMadeOnceAndPrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data") // nobody else makes it where the database is elsewhere
	ids := make([]string, 8)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			box, err := secret.OpenKey(dir, secret.Secret{})
			if err != nil {
				t.Errorf("OpenKey: %v", err)
				return
			}
			ids[i] = box.KeyID()
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("starts at the same time made several keys: %v", ids)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("the folder holds %v (%v), want the key file alone", entries, err)
	}
	info, err := entries[0].Info()
	if err != nil || info.Name() != secret.KeyFile || info.Mode() != 0o600 {
		t.Errorf("%s has mode %v (%v), want 0600", info.Name(), info.Mode(), err)
	}
}

func TestOpenKeyRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		mode os.FileMode
		want string
	}{
		"readable by the group": {secret.GenerateKey(), 0o640, "chmod 600"},
		"readable by all":       {secret.GenerateKey(), 0o604, "chmod 600"},
		"not a key":             {"correct horse battery staple", 0o600, "base64 of 32 random bytes"},
		"empty":                 {"", 0o600, "base64 of 32 random bytes"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, secret.KeyFile)
		if err := os.WriteFile(path, []byte(c.file), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := secret.OpenKey(dir, secret.Secret{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v; want the path and %q", name, err, c.want)
		}
		if err != nil && c.file != "" && strings.Contains(err.Error(), c.file) {
			t.Errorf("%s: the key is in the error", name)
		}
		if after, _ := os.ReadFile(path); string(after) != c.file {
			t.Errorf("%s: the file was changed", name)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := secret.OpenKey(filepath.Join(file, "below"), secret.Secret{}); err == nil {
		t.Error("a data folder that cannot be made gives no error")
	}
}

func TestConfiguredKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, key := range map[string]string{
		"short":     base64.StdEncoding.EncodeToString(make([]byte, 31)),
		"long":      base64.StdEncoding.EncodeToString(make([]byte, 33)),
		"no base64": "this-is-not-a-key-but-has-44-characters-ok!!",
	} {
		_, err := secret.OpenKey(dir, secret.New(key))
		if err == nil || !strings.Contains(err.Error(), "LANTOA_SECRET_KEY") || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v; want the variable's name and not its value", name, err)
		}
	}
	open(t, dir, secret.GenerateKey()+"\n") // as a file ends
	if _, err := os.Stat(filepath.Join(dir, secret.KeyFile)); !os.IsNotExist(err) {
		t.Error("a key file was made beside the configured key")
	}
}
