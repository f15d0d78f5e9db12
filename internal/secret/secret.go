// Package secret keeps secrets out of sight: a value that masks itself wherever it is
// printed, sealing at rest, and tokens that are stored as hashes only.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// mask stands wherever a secret would have been printed.
const mask = "[secret]"

// Secret is a text that only [Secret.Reveal] gives out. The zero value is "no secret".
type Secret struct {
	// A pointer, because fmt cannot call our methods on an unexported field of another
	// struct and would print the text itself there; of a pointer it prints the address.
	value *string
}

// New makes a Secret; the empty text makes the zero value.
func New(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Reveal returns the text itself.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.value == nil }

// Equal compares in constant time.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns the mask, or nothing for no secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return mask
}

// GoString returns the mask.
func (s Secret) GoString() string { return s.String() }

// Format returns the mask for every verb, %x and %d included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns the mask.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns the mask as a string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }

// LogValue returns the mask to structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Token makes a bearer token: 32 random bytes in base64url without padding (43
// characters). It is shown once; only its [Hash] is stored.
func Token() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// Hash is the form in which a token is stored: SHA-256 in lower-case hex. A token has
// 256 bits of chance, so neither salt nor a slow hash would add anything.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var (
	_ fmt.Formatter  = Secret{}
	_ fmt.GoStringer = Secret{}
	_ slog.LogValuer = Secret{}
)
