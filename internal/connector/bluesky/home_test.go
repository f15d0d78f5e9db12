package bluesky

import "testing"

// The account's server is the one that its document names, if tokens may go there.
func TestHome(t *testing.T) {
	t.Parallel()
	one := func(endpoint string) string {
		return `{"service":[{"id":"#bsky_fg","serviceEndpoint":"https://feeds.example"},{"id":"did:plc:x#atproto_pds","serviceEndpoint":` + endpoint + `}]}`
	}
	for _, c := range []struct{ server, document, want string }{
		{"https://bsky.social", one(`"https://morel.us-east.host.bsky.network"`), "https://morel.us-east.host.bsky.network"},
		{"https://bsky.social", one(`"https://pds.example/"`), "https://pds.example"},
		{"http://pds.example", one(`"http://localhost:2583"`), "http://localhost:2583"},
		{"https://bsky.social", one(`"http://pds.example"`), "https://bsky.social"},
		{"https://bsky.social", one(`"ftp://pds.example"`), "https://bsky.social"},
		{"https://bsky.social", one(`"https://user@pds.example"`), "https://bsky.social"},
		{"https://bsky.social", one(`"https://pds.example/?to="`), "https://bsky.social"},
		{"https://bsky.social", one(`{"uri":"https://pds.example"}`), "https://bsky.social"},
		{"https://bsky.social", one(`"https://"`), "https://bsky.social"},
		{"https://bsky.social", `{"service":"none"}`, "https://bsky.social"},
		{"https://bsky.social", ``, "https://bsky.social"},
	} {
		a := &talk{account: &account{server: c.server}}
		if got := a.home([]byte(c.document)); got != c.want {
			t.Errorf("%s at %s: %q, want %q", c.document, c.server, got, c.want)
		}
	}
}
