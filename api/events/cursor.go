package events

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"github.com/lantoa/lantoa/internal/live"
)

// Cursors turns places in the stream into cursors that tell nothing. The number of an event
// counts what happens in the whole house, and so may not be read from a cursor, nor may two
// cursors be compared: one block of AES holds the number (6 bytes), what is drawn anew for
// each cursor (4), and zeros (6), by which one of ours is known. Whoever guessed one that
// holds would come to another place in the stream and to no other rights.
type Cursors struct{ block cipher.Block }

const (
	numberSize = 6
	drawnSize  = 4
)

// NewCursors makes Cursors; all instances have the same key, any bytes that nobody knows.
func NewCursors(key []byte) (Cursors, error) {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("lantoa event cursor"))
	block, err := aes.NewCipher(mac.Sum(nil))
	return Cursors{block}, err
}

// Seal makes the cursor of a place: 22 letters of base64 (RFC 4648, section 5). The place is
// not negative and below 2^48.
func (c Cursors) Seal(number int64) string {
	var wide [8]byte
	binary.BigEndian.PutUint64(wide[:], uint64(number)) //nolint:gosec // never negative
	var b [aes.BlockSize]byte
	copy(b[:], wide[2:])
	_, _ = rand.Read(b[numberSize : numberSize+drawnSize]) // never fails
	c.block.Encrypt(b[:], b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Open reads a cursor; [live.Unknown] for one that is none of ours.
func (c Cursors) Open(cursor string) int64 {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) != aes.BlockSize {
		return live.Unknown
	}
	c.block.Decrypt(raw, raw)
	for _, zero := range raw[numberSize+drawnSize:] {
		if zero != 0 {
			return live.Unknown
		}
	}
	var wide [8]byte
	copy(wide[2:], raw[:numberSize])
	return int64(binary.BigEndian.Uint64(wide[:])) //nolint:gosec // six bytes
}
