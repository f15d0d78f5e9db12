package outbound_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Every request that leaves is recorded, each redirect by itself, and what became of it.
func TestExchangesAreRecorded(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("POST /post", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"said":`+string(body)+`}`)
	})
	mux.HandleFunc("GET /old", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/new?access_token=t0psecret", http.StatusFound)
	})
	mux.HandleFunc("GET /new", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") })
	mux.HandleFunc("GET /cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	})
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}})
	recorder := evidence.NewKeeper().Recorder()
	ctx := evidence.With(t.Context(), recorder)
	ask := func(method, address string, body any) {
		outbound.Ask(ctx, client, outbound.Request{Method: method, URL: address, Body: body, Guard: connector.GuardKey, Limit: 1 << 20,
			Header: http.Header{"Authorization": {"Bearer b3arer-token"}}})
	}
	ask(http.MethodPost, server.URL+"/post", map[string]string{"title": "Hội chợ", "echo": "b3arer-token"})
	ask(http.MethodGet, server.URL+"/old", nil)
	ask(http.MethodGet, server.URL+"/cut", nil)
	ask(http.MethodGet, "http://10.0.0.1/", nil)
	if _, err := client.Do(mustRequest(t, server.URL+"/new")); err != nil { // without a recorder it works as ever
		t.Error(err)
	}

	kept, n := recorder.Exchanges()
	var told []string
	for _, x := range kept {
		told = append(told, x.Method+" "+strings.TrimPrefix(x.Address, server.URL)+" "+http.StatusText(x.Status)+" "+x.Problem)
		if !x.At.Equal(noon()) {
			t.Errorf("kept %+v", x)
		}
	}
	want := []string{"POST /post Created ", "GET /old Found ", "GET /new?access_token=[secret] OK ", "GET /cut OK cut", "GET http://10.0.0.1/  private_address"}
	if n != len(want) || strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Fatalf("kept\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
	const body = `{"echo":"[secret]","title":"Hội chợ"}`
	if x := kept[0]; x.Request.Body != body || x.Answer.Body != `{"said":`+body+`}` || x.Answer.Cut || x.Request.SHA256 != "" {
		t.Errorf("kept %+v", x)
	}
	if x := kept[2]; x.Answer.Body != "here" || x.Answer.Cut || x.Answer.SHA256 == "" {
		t.Errorf("kept %+v", x)
	}
	if x := kept[3]; x.Answer.Body != "half" || !x.Answer.Cut {
		t.Errorf("kept %+v", x)
	}
}

func mustRequest(t *testing.T, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// A proxy that answers itself, and repeats what it was told, tells nothing to who reads.
func TestTheProxysPasswordIsHidden(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "not you: "+r.Header.Get("Proxy-Authorization")+", of pr0xy-pass")
	}))
	t.Cleanup(proxy.Close)
	client := newClient(t, outbound.Options{Proxy: strings.Replace(proxy.URL, "://", "://lantoa:pr0xy-pass@", 1)})
	recorder := evidence.NewKeeper().Recorder()
	outbound.Ask(evidence.With(t.Context(), recorder), client, outbound.Request{Method: http.MethodGet, URL: "http://93.184.215.14/", Guard: connector.GuardKey, Limit: 1 << 20})
	kept, _ := recorder.Exchanges()
	if len(kept) != 1 || kept[0].Status != http.StatusForbidden || kept[0].Answer.Body != "not you: Basic [secret], of [secret]" {
		t.Errorf("kept %+v", kept)
	}
}
