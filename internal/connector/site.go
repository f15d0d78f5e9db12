package connector

import (
	"net/url"
	"strings"
)

// SameSite reports whether two hosts are the same site, "www." aside, so that
// credentials given for one may go to the other.
func SameSite(a, b string) bool {
	bare := func(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
	return bare(a) == bare(b)
}

// SameDestination reports whether secrets that were given for one address may go to another:
// the same site, and no step down from https.
func SameDestination(before, after string) bool {
	a, errA := url.Parse(before)
	b, errB := url.Parse(after)
	return errA == nil && errB == nil && SameSite(a.Host, b.Host) && (a.Scheme == b.Scheme || b.Scheme == "https")
}
