package webhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// agency simulates a press partner that receives Standard Webhooks: it checks the
// signature before anything else, tolerates five minutes, and drops ids it has seen.
type agency struct {
	connectortest.Breaker
	server *httptest.Server
	secret string
	now    func() time.Time

	mu       sync.Mutex
	ids      []string
	messages map[string]string // by id, once each
	pings    int
}

const agencySecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func startAgency(t *testing.T, now func() time.Time) connectortest.Destination {
	a := &agency{secret: agencySecret, now: now, messages: map[string]string{}}
	posts := func(r *http.Request) bool { return !strings.HasPrefix(r.Header.Get("webhook-id"), "ping_") }
	a.server = httptest.NewServer(a.Wrap(http.HandlerFunc(a.receive), posts))
	t.Cleanup(a.server.Close)
	return a
}

func (a *agency) receive(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.Method != http.MethodPost || !a.signed(r.Header, body) {
		http.Error(w, "bad signature", http.StatusUnauthorized)
		return
	}
	var event struct{ Type string }
	if json.Unmarshal(body, &event) != nil || event.Type == "" {
		http.Error(w, "no event", http.StatusUnprocessableEntity)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if event.Type == "lantoa.ping" {
		a.pings++
	} else {
		id := r.Header.Get("webhook-id")
		a.ids = append(a.ids, id)
		a.messages[id] = string(body)
	}
	_, _ = io.WriteString(w, `{"ok":true,"note":"thanks"}`)
}

func (a *agency) signed(header http.Header, body []byte) bool {
	var at int64
	if _, err := fmt.Sscan(header.Get("webhook-timestamp"), &at); err != nil {
		return false
	}
	if age := a.now().Sub(time.Unix(at, 0)); age > 5*time.Minute || age < -5*time.Minute {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(a.secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", header.Get("webhook-id"), at, body)
	want := mac.Sum(nil)
	for entry := range strings.FieldsSeq(header.Get("webhook-signature")) {
		version, encoded, _ := strings.Cut(entry, ",")
		given, err := base64.StdEncoding.DecodeString(encoded)
		if version == "v1" && err == nil && hmac.Equal(given, want) {
			return true
		}
	}
	return false
}

func (a *agency) Settings() connector.Values {
	return connector.Values{"url": a.server.URL + "/in", "secret": a.secret}
}

func (a *agency) Lag(int) {} // messages are not listed

func (a *agency) Copies(key string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, ok := a.messages[key]; ok {
		return 1
	}
	return 0
}

func (a *agency) Text(key string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.messages[key]
}

func (a *agency) Keys() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.ids...)
}

func (a *agency) Writes() int { return len(a.Keys()) }

func (a *agency) Close() { a.server.Close() }

// TestAgencyKnowsTheStandard holds the simulator against the vector on which two public
// libraries agree, and against the tolerance that they share.
func TestAgencyKnowsTheStandard(t *testing.T) {
	t.Parallel()
	at := time.Unix(1614265330, 0)
	for name, c := range map[string]struct {
		now       time.Time
		signature string
		body      string
		want      bool
	}{
		"vector":             {at, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test": 2432232314}`, true},
		"second of two":      {at, "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test": 2432232314}`, true},
		"five minutes late":  {at.Add(5 * time.Minute), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test": 2432232314}`, true},
		"too late":           {at.Add(5*time.Minute + time.Second), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test": 2432232314}`, false},
		"body written anew":  {at, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test":2432232314}`, false},
		"unknown version":    {at, "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test": 2432232314}`, false},
		"asymmetric version": {at, "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", `{"test": 2432232314}`, false},
	} {
		a := &agency{secret: agencySecret, now: func() time.Time { return c.now }}
		header := http.Header{}
		header.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
		header.Set("webhook-timestamp", "1614265330")
		header.Set("webhook-signature", c.signature)
		if got := a.signed(header, []byte(c.body)); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
