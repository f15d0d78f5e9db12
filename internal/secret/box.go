package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

const (
	// KeyFile is the name of the key's file in the data folder.
	KeyFile = "secret.key"

	keySize = 32 // bytes, AES-256

	// format is the first byte of everything sealed, so that another cipher can be told
	// apart from this one later.
	format = 1
)

// ErrNotOpened means that sealed bytes are not what this key sealed for this place: the
// key is another one, the bytes were changed, or they were moved from another row.
var ErrNotOpened = errors.New("the sealed value cannot be opened: wrong key, changed bytes or another row's value")

// Box seals values at rest with AES-256-GCM.
type Box struct {
	aead tink.AEAD
	id   string
}

// GenerateKey makes a new key in the form that LANTOA_SECRET_KEY and the key file hold:
// standard base64 of 32 random bytes.
func GenerateKey() string {
	b := make([]byte, keySize)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return base64.StdEncoding.EncodeToString(b)
}

// OpenKey returns the Box of the configured key or, without one, of the key file in
// dataDir, which it makes at the first call. A key file that others may read is refused.
func OpenKey(dataDir string, configured Secret) (*Box, error) {
	if !configured.IsZero() {
		box, err := newBox(configured.Reveal())
		if err != nil {
			return nil, fmt.Errorf("LANTOA_SECRET_KEY: %w", err)
		}
		return box, nil
	}
	path := filepath.Join(dataDir, KeyFile)
	text, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return nil, fmt.Errorf("make the key file %s: %w", path, err)
		}
		text, err = readKey(path) // another process may have been first
	}
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	box, err := newBox(text)
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", path, err)
	}
	return box, nil
}

// ValidKey tells what is wrong with a key's text; the error never repeats it.
func ValidKey(text string) error {
	_, err := decodeKey(text)
	return err
}

func decodeKey(text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return nil, errors.New("want the standard base64 of 32 random bytes (44 characters); make one with: lantoa key")
	}
	return key, nil
}

func newBox(text string) (*Box, error) {
	key, err := decodeKey(text)
	if err != nil {
		return nil, err
	}
	aead, err := subtle.NewAESGCM(key)
	if err != nil {
		return nil, fmt.Errorf("AES-256-GCM: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("lantoa key id"))
	return &Box{aead, hex.EncodeToString(mac.Sum(nil)[:8])}, nil
}

// readKey reads the key file after a look at who else may: the look is taken at the
// open file, so that it cannot be swapped in between.
func readKey(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return "", fmt.Errorf("others may read it (mode %04o); set it right with: chmod 600 %s", mode, path)
	}
	b, err := io.ReadAll(io.LimitReader(f, 256)) // a key has 44 characters; the rest is room for a wrong file
	return string(b), err
}

// HasKeyFile reports whether a key file stands in dataDir.
func HasKeyFile(dataDir string) bool {
	_, err := os.Lstat(filepath.Join(dataDir, KeyFile))
	return !errors.Is(err, fs.ErrNotExist)
}

// makeKey writes a new key, in a folder that it makes if need be. It appears under its name whole or not at all, and never
// replaces one that stands: link fails where a file is.
func makeKey(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600, O_EXCL
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(GenerateKey() + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// KeyID names the key without telling anything about it: 16 hex digits that are stored
// beside what it sealed, so that a start with another key is noticed.
func (b *Box) KeyID() string { return b.id }

// Seal encrypts plain for one place; ad names the place (the row's id) and must be
// given to Open again. The same plain text seals to other bytes each time.
func (b *Box) Seal(plain, ad []byte) ([]byte, error) {
	sealed, err := b.aead.Encrypt(plain, ad)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return append([]byte{format}, sealed...), nil
}

// Open returns what Seal took; the error is [ErrNotOpened] whatever was wrong.
func (b *Box) Open(sealed, ad []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != format {
		return nil, ErrNotOpened
	}
	plain, err := b.aead.Decrypt(sealed[1:], ad)
	if err != nil {
		return nil, ErrNotOpened
	}
	return plain, nil
}
