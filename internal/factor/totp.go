package factor

import (
	"crypto/subtle"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	period = 30 // seconds of a time step, X of RFC 6238
	window = 1  // steps by which a phone's clock may be early or late (RFC 6238, section 5.2)
	digits = otp.DigitsSix
)

// address is the otpauth URI that authenticator apps read. Apps differ in what they take,
// so it holds what all of them default to: SHA-1, six digits, thirty seconds. A colon divides
// issuer and label, so neither may have one.
func address(issuer, label string, raw []byte) (string, error) {
	plain := strings.NewReplacer(":", " ")
	issuer, label = plain.Replace(issuer), plain.Replace(label)
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + label, RawQuery: "algorithm=SHA1&digits=6&issuer=" +
		strings.ReplaceAll(url.QueryEscape(issuer), "+", "%20") + "&period=30&secret=" + encoding().EncodeToString(raw)}
	key, err := otp.NewKeyFromURL(u.String())
	if err != nil {
		return "", fmt.Errorf("address of a second factor: %w", err)
	}
	return key.URL(), nil
}

// match finds the time step whose code this is, among those that the window allows.
func match(raw []byte, code string, now time.Time) (step int64, ok bool, err error) {
	present := now.Unix() / period
	encoded := encoding().EncodeToString(raw)
	for at := present - window; at <= present+window; at++ {
		want, err := hotp.GenerateCodeCustom(encoded, uint64(at), hotp.ValidateOpts{Digits: digits, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // at is after 1970
		if err != nil {
			return 0, false, fmt.Errorf("code of a time step: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && !ok {
			step, ok = at, true
		}
	}
	return step, ok, nil
}
