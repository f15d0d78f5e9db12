package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	secretPrefix         = "whsec_"
	minSecret, maxSecret = 24, 64 // bytes, by the specification
)

// decodeSecret returns the signing key: the decoded bytes, never the text.
func decodeSecret(text string) ([]byte, bool) {
	encoded, ok := strings.CutPrefix(text, secretPrefix)
	if !ok {
		return nil, false
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(key) < minSecret || len(key) > maxSecret {
		return nil, false
	}
	return key, true
}

type message struct {
	id   string // without a dot
	at   time.Time
	body []byte
}

// sign sets the three headers of the specification. The timestamp is that of this very
// try, or the receiver would refuse a later one as stale; while secrets rotate, one
// signature is given for each.
func sign(header http.Header, m message, keys [][]byte) {
	at := strconv.FormatInt(m.at.Unix(), 10)
	signatures := make([]string, len(keys))
	for i, key := range keys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(m.id + "." + at + "."))
		mac.Write(m.body)
		signatures[i] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	header.Set("webhook-id", m.id)
	header.Set("webhook-timestamp", at)
	header.Set("webhook-signature", strings.Join(signatures, " "))
}
