package faulttest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// press is the receiver of a press agency, by the Standard Webhooks specification: it
// verifies signatures by its own code, and a message whose id it has had changes nothing.
type press struct {
	destination
	key    []byte
	secret string

	mu       sync.Mutex
	arrivals []arrival
	taken    []arrival // without repeats
	refused  int
}

// arrival is one message as it came.
type arrival struct {
	at    time.Time
	stamp time.Time // by the sender's clock
	path  string
	id    string
	body  string
	event
}

type event struct {
	Type string
	Data struct {
		ID, Status, Language, URL, Title, Summary string
		HTML                                      string `json:"content_html"`
		Version                                   int
		Notes                                     []struct{ Kind, Text string }
		Pictures                                  []struct{ URL, Alt string }
	}
}

func newPress(t testing.TB) *press {
	t.Helper()
	p := &press{key: make([]byte, 32)}
	_, _ = rand.Read(p.key) // never fails
	p.secret = "whsec_" + base64.StdEncoding.EncodeToString(p.key)
	p.serve(t, http.HandlerFunc(p.receive))
	return p
}

func (p *press) settings() map[string]string {
	return map[string]string{"url": "http://" + p.address + "/hook", "secret": p.secret}
}

func (p *press) receive(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender was killed while it spoke
	}
	one := arrival{at: at, path: r.URL.Path, id: r.Header.Get("webhook-id"), body: string(body)}
	if !p.verified(r.Header, body, at) || json.Unmarshal(body, &one.event) != nil {
		p.mu.Lock()
		p.refused++
		p.mu.Unlock()
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if !strings.HasPrefix(one.Type, "article.") {
		w.WriteHeader(http.StatusNoContent) // a ping
		return
	}
	one.stamp, _ = stamped(r.Header) // which was verified
	p.change(w, r, func() (int, []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !slices.ContainsFunc(p.taken, func(old arrival) bool { return old.id == one.id }) {
			p.taken = append(p.taken, one)
		}
		p.arrivals = append(p.arrivals, one)
		return http.StatusNoContent, nil
	})
}

// stamped is when a message was signed, by its sender's clock.
func stamped(header http.Header) (time.Time, error) {
	seconds, err := strconv.ParseInt(header.Get("webhook-timestamp"), 10, 64)
	return time.Unix(seconds, 0), err
}

// verified checks id, time and signature over the very bytes, as the specification asks.
func (p *press) verified(header http.Header, body []byte, now time.Time) bool {
	stamp := header.Get("webhook-timestamp")
	signed, err := stamped(header)
	if err != nil || now.Sub(signed).Abs() > 5*time.Minute || header.Get("webhook-id") == "" {
		return false
	}
	mac := hmac.New(sha256.New, p.key)
	mac.Write([]byte(header.Get("webhook-id") + "." + stamp + "."))
	mac.Write(body)
	return slices.ContainsFunc(strings.Fields(header.Get("webhook-signature")), func(given string) bool {
		raw, ok := strings.CutPrefix(given, "v1,")
		sum, err := base64.StdEncoding.DecodeString(raw)
		return ok && err == nil && hmac.Equal(sum, mac.Sum(nil))
	})
}

// got returns the messages that were taken, repeats left out, in the order of arrival.
func (p *press) got() []arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.taken)
}

// came returns every message that came, repeats among them.
func (p *press) came() []arrival {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.arrivals)
}

// trace is one post as the destination's own log has it.
type trace struct {
	mark string    // of the delivery
	at   time.Time // when it came
}

// posts returns the posts as a receiver takes them that goes by key: what came again under the
// same key with the same bytes is one of the repeated, any other message about the post is
// another post, under the key of its first.
func (p *press) posts() (list []trace, repeated int) {
	type post struct{ path, kind, article, lang string }
	type message struct{ path, id, body string }
	first, known := map[post]string{}, map[message]bool{}
	for _, one := range p.came() {
		if known[message{one.path, one.id, one.body}] {
			repeated++
			continue
		}
		known[message{one.path, one.id, one.body}] = true
		about := post{one.path, one.Type, one.Data.ID, one.Data.Language}
		if first[about] == "" {
			first[about] = one.id
		}
		list = append(list, trace{first[about], one.at})
	}
	return list, repeated
}

// about returns the events of one type in one language about one article.
func (p *press) about(article, lang, kind string) []arrival {
	return slices.DeleteFunc(p.got(), func(a arrival) bool {
		return a.Type != kind || a.Data.Language != lang || !strings.Contains(a.Data.URL, article)
	})
}
