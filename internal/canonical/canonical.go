// Package canonical writes values in the one JSON form (RFC 8785) whose bytes are kept and
// whose hash people approve, destinations are sent and the audit chain holds.
package canonical

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gowebpki/jcs"
)

// JSON returns the canonical bytes of a value. The error is that of a value that JSON
// cannot hold.
func JSON(value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("encode as JSON: %w", err)
	}
	if canonical, ok := formOf(plain); ok {
		return canonical, nil
	}
	canonical, err := jcs.Transform(plain)
	if err != nil {
		return nil, fmt.Errorf("canonicalise JSON: %w", err)
	}
	return canonical, nil
}

// Seal returns the canonical bytes of a value and their SHA-256 in hex.
func Seal(value any) (bytes []byte, hash string, err error) {
	if bytes, err = JSON(value); err != nil {
		return nil, "", err
	}
	return bytes, Hash(bytes), nil
}

// Hash returns the SHA-256 of bytes in hex.
func Hash(bytes []byte) string {
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}
