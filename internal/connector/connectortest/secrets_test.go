package connectortest

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A secret is known again in whatever form and company it shows.
func TestFormsOfASecret(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"123456789:AAcanary-canary/canary+canary", "cana ry22 cana ry33", "khóa-bí-mật"} {
		list := forms(secret)
		shows := func(text string) bool {
			return slices.ContainsFunc(list, func(form string) bool { return strings.Contains(text, form) })
		}
		for _, before := range []string{"", "a", "ab", "abc", "user:"} {
			for _, after := range []string{"", "x", "xy", "xyz"} {
				whole := before + secret + after
				for name, text := range map[string]string{
					"raw": whole, "query": url.QueryEscape(whole), "path": url.PathEscape(whole), "hex": hex.EncodeToString([]byte(whole)),
					"base64": base64.StdEncoding.EncodeToString([]byte(whole)), "base64 of addresses": base64.RawURLEncoding.EncodeToString([]byte(whole)),
				} {
					if !shows(text) {
						t.Errorf("%q is not seen in %s %q", secret, name, text)
					}
				}
			}
		}
		if shows(url.QueryEscape("some other words") + base64.StdEncoding.EncodeToString([]byte("and others"))) {
			t.Errorf("%q is seen where it is not", secret)
		}
	}
}
