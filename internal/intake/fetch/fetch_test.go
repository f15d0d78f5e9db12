package fetch_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/intake/fetch"
	"github.com/lantoa/lantoa/internal/outbound"
)

// A source that says nothing, or begins and never ends, is given up in time.
func TestASourceThatHangsIsGivenUp(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/begun" {
			_, _ = w.Write([]byte("<rss>"))
			w.(http.Flusher).Flush()
		}
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(over)
	via, err := outbound.New(outbound.Options{Allow: []string{strings.TrimPrefix(server.URL, "http://")}, Timeout: 200 * time.Millisecond, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	client := fetch.New(via)
	for _, path := range []string{"/silent", "/begun"} {
		if a := client.Feed(t.Context(), intake.Question{Address: server.URL + path}); a.Outcome != intake.Failed || !strings.Contains(a.Reason.EN, "in time") {
			t.Errorf("%s: %+v", path, a)
		}
		if _, err := client.Picture(t.Context(), server.URL+path); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
