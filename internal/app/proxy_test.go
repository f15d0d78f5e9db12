package app

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lantoa/lantoa/internal/config"
)

// heard is a log that a test reads.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

// The proxy of the settings is the one that is asked, its trouble is told as its own, and its
// password shows in no answer and no log.
func TestChannelsGoByTheProxy(t *testing.T) {
	t.Parallel()
	var open atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, ok := basic(r); !ok || password != "pass-canary" || r.URL.Host != "partner.invalid" {
			t.Errorf("asked for %s with %q", r.RequestURI, r.Header.Get("Proxy-Authorization"))
		}
		if !open.Load() {
			w.WriteHeader(http.StatusProxyAuthRequired)
		}
	}))
	t.Cleanup(proxy.Close)
	settings, _, err := config.Load([]string{"LANTOA_LISTEN=127.0.0.1:0", "LANTOA_DATA=" + t.TempDir(), "LANTOA_LOG_LEVEL=debug",
		"LANTOA_OUTBOUND_PROXY=" + strings.Replace(proxy.URL, "://", "://lantoa:pass-canary@", 1)}, nil)
	must(t, err)
	var log heard
	a, err := Open(t.Context(), Options{Config: settings, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	must(t, err)
	a.Start(t.Context())
	h := &harness{T: t, app: a}
	h.people()
	var made struct{ ID string }
	h.admin.ask("POST", "/api/v1/channels", map[string]any{"kind": "webhook", "name": "Đối tác",
		"settings": map[string]string{"url": "http://partner.invalid/hook", "secret": "whsec_" + strings.Repeat("QUJD", 11)}}).want(201).into(&made)
	shut := h.admin.ask("POST", "/api/v1/channels/"+made.ID+"/check", nil).want(200).body
	open.Store(true)
	through := h.admin.ask("POST", "/api/v1/channels/"+made.ID+"/check", nil).want(200).body
	must(t, a.Stop(context.WithoutCancel(t.Context())))
	if !strings.Contains(shut, `"transient"`) || !strings.Contains(shut, "proxy") || !strings.Contains(through, `"ok"`) {
		t.Errorf("the checks say %s and %s", shut, through)
	}
	if shown := shut + through + log.text.String(); strings.Contains(shown, "pass-canary") {
		t.Errorf("the proxy's password is shown: %s", shown)
	}
}

// basic reads the name and password that a proxy is shown.
func basic(r *http.Request) (name, password string, ok bool) {
	shown := &http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}
	return shown.BasicAuth()
}
