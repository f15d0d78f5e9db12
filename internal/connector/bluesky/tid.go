package bluesky

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
)

// sortable are the signs of a TID, in the order of their values (atproto.com/specs/tid).
const sortable = "234567abcdefghijklmnopqrstuvwxyz"

const tidLength = 13

// tid is the key of a delivery's record: 53 bits of microseconds and 10 bits that tell
// clocks apart. Stories go out by the minute, vi and en together; so only whole seconds are
// the post's, and what is below them is drawn from the delivery's key with the clock's bits:
// thirty bits in all, the same in every try.
func tid(at time.Time, key string) string {
	const clocks, second = 1 << 10, 1_000_000
	sum := sha256.Sum256([]byte(key))
	drawn := binary.BigEndian.Uint64(sum[:]) % (second * clocks)
	value := uint64(max(at.Unix(), 0))*second*clocks + drawn //nolint:gosec // not below zero
	signs := make([]byte, tidLength)
	for i := tidLength - 1; i >= 0; i-- {
		signs[i] = sortable[value%uint64(len(sortable))]
		value /= uint64(len(sortable))
	}
	return string(signs)
}

// isTID reports whether s is well formed: 13 signs, the highest bit not set.
func isTID(s string) bool {
	return len(s) == tidLength && only(s, sortable) && strings.IndexByte(sortable, s[0]) < len(sortable)/2
}

// tidTime is the time within a TID that is well formed.
func tidTime(rkey string) time.Time {
	const clockBits = 10
	var value int64
	for _, sign := range []byte(rkey) {
		value = value*int64(len(sortable)) + int64(strings.IndexByte(sortable, sign))
	}
	return time.UnixMicro(value >> clockBits)
}
