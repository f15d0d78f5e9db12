package outbound_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

func TestJSONSendsAndReads(t *testing.T) {
	t.Parallel()
	var sent []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, strings.Join([]string{r.Method, r.Header.Get("Content-Type"), r.Header.Get("Accept"), r.Header.Get("X-Key"), string(body)}, "|"))
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/refuses":
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, `{"code":"taken"}`)
		default:
			w.Header().Set("X-Id", "7")
			_, _ = io.WriteString(w, `{"n":1,"more":true}`)
		}
	}))
	t.Cleanup(server.Close)
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}})
	header := http.Header{"x-key": {"k"}}
	for _, c := range []struct {
		request outbound.Request
		sent    string
		class   connector.Class
		answer  string // where it came from, X-Id, body
		n       int
	}{
		{outbound.Request{Method: "POST", URL: "/", Header: header, Body: map[string]string{"a": "ă"}}, `POST|application/json; charset=utf-8|application/json|k|{"a":"ă"}`, connector.OK, `/ 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "POST", URL: "/", Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("raw")}, `POST|text/plain|application/json||raw`, connector.OK, `/ 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "GET", URL: "/"}, `GET||application/json||`, connector.OK, `/ 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "GET", URL: "/moved"}, `GET||application/json||`, connector.OK, `/there 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "POST", URL: "/refuses"}, `POST||application/json||`, connector.Rejected, `/refuses  {"code":"taken"}`, 0},
	} {
		sent = nil
		c.request.URL, c.request.Limit = server.URL+c.request.URL, 1<<10
		var into struct{ N int }
		answer, outcome := outbound.JSON(t.Context(), client, c.request, &into)
		got := answer.URL.Path + " " + answer.Header.Get("X-Id") + " " + string(answer.Body)
		if outcome.Class != c.class || got != c.answer || into.N != c.n || sent[len(sent)-1] != c.sent {
			t.Errorf("%s %s: sent %q, got %+v, %q, %+v", c.request.Method, c.request.URL, sent, outcome, got, into)
		}
	}
	if diff := cmp.Diff(http.Header{"x-key": {"k"}}, header); diff != "" {
		t.Errorf("the caller's header changed (-want +got):\n%s", diff)
	}
}

func TestRequestsThatCannotLeave(t *testing.T) {
	t.Parallel()
	client := newClient(t, outbound.Options{})
	for reason, r := range map[string]outbound.Request{
		"bad_address": {Method: "GET", URL: "http://[portal?key=canary", Limit: 1},
		"unencodable": {Method: "POST", URL: "http://portal.example", Body: func() {}, Limit: 1},
	} {
		answer, outcome := outbound.Ask(t.Context(), client, r)
		if outcome.Class != connector.Rejected || outcome.Reason != reason || outcome.Detail.VI == "" || answer.Status != 0 || strings.Contains(outcome.Detail.EN, "canary") {
			t.Errorf("%s: got %+v and %+v", reason, outcome, answer)
		}
	}
}

// TestGuardReachesTheClass keeps an answer that cannot be read, and a 503, in doubt.
func TestGuardReachesTheClass(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]connector.Class{http.StatusCreated: connector.Ambiguous, http.StatusServiceUnavailable: connector.Ambiguous} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "much more than was allowed")
		}))
		answer, outcome := outbound.Ask(t.Context(), newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}}),
			outbound.Request{Method: http.MethodPost, URL: server.URL, Guard: connector.GuardLookUp, Limit: 5})
		server.Close()
		if outcome.Class != want || answer.Status != status || answer.Body != nil {
			t.Errorf("%d: got %+v and %+v, want %s", status, outcome, answer, want)
		}
	}
}
