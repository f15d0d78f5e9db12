package connector_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
)

func TestSameSite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"portal.example", "www.portal.example", true},
		{"Portal.example", "portal.EXAMPLE", true},
		{"portal.example:8080", "portal.example:8080", true},
		{"portal.example", "portal.example:8080", false},
		{"portal.example", "portal.example.evil.example", false},
		{"portal.example", "evil.example", false},
	} {
		if got := connector.SameSite(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: got %v", c.a, c.b, got)
		}
	}
}

func TestSameDestination(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"https://a.example/x", "https://www.a.example/y?z", true},
		{"http://a.example/x", "https://a.example/x", true},
		{"https://a.example/x", "http://a.example/x", false},
		{"https://a.example/x", "https://a.example:8443/x", false},
		{"https://a.example/x", "https://b.example/x", false},
		{"", "https://b.example/x", false},
	} {
		if got := connector.SameDestination(c.before, c.after); got != c.want {
			t.Errorf("%s and %s: got %v", c.before, c.after, got)
		}
	}
}
