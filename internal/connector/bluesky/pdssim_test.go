package bluesky_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

const (
	simDID      = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
	simHandle   = "asean-namdinh.bsky.social"
	simPassword = "cana-ry22-cana-ry33"
	simPosts    = "app.bsky.feed.post"
)

// pds simulates an AT Protocol server with one account, in two parts as bsky.social has
// them: people sign in at the entrance, and records are kept at home.
type pds struct {
	connectortest.Breaker
	uploads        connectortest.Breaker
	entrance, home *httptest.Server
	now            func() time.Time

	mu       sync.Mutex
	instead  func(w http.ResponseWriter, name string) // answers everything when it is set
	password string
	noDoc    bool // sessions do not name the home
	inactive bool
	life     time.Duration        // of access tokens
	access   map[string]time.Time // the end of each access token
	refresh  map[string]time.Time // the end of each refresh token
	minted   int
	asked    map[string]int // requests by name
	records  map[string]json.RawMessage
	written  map[string]string // all that was ever written at a key
	blobs    map[string][]byte
	keys     []string
	writes   int
	said     map[string]any // the last request that wrote
}

func newPDS(t *testing.T, now func() time.Time) *pds {
	s := &pds{now: now, password: simPassword, life: 2 * time.Hour, access: map[string]time.Time{}, refresh: map[string]time.Time{}, asked: map[string]int{},
		records: map[string]json.RawMessage{}, written: map[string]string{}, blobs: map[string][]byte{}}
	touches := func(r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, ".putRecord") || strings.HasSuffix(r.URL.Path, ".deleteRecord") || strings.HasSuffix(r.URL.Path, ".createRecord")
	}
	uploads := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, ".uploadBlob") }
	s.home = httptest.NewServer(s.uploads.Wrap(s.Wrap(http.HandlerFunc(s.serve), touches), uploads))
	s.entrance = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/xrpc/com.atproto.server.") && !s.noDoc {
			fail(w, 501, "MethodNotImplemented", "records are kept at home")
			return
		}
		s.home.Config.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func startPDS(t *testing.T, now func() time.Time) connectortest.Destination { return newPDS(t, now) }

func (s *pds) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	name := strings.TrimPrefix(r.URL.Path, "/xrpc/com.atproto.")
	s.asked[name]++
	if s.instead != nil {
		s.instead(w, name)
		return
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch name {
	case "server.createSession":
		s.createSession(w, body)
		return
	case "server.refreshSession":
		if s.valid(w, s.refresh, token) {
			s.refresh[token] = earlier(s.refresh[token], s.now().Add(2*time.Hour)) // the grace
			s.session(w)
		}
		return
	}
	if s.valid(w, s.access, token) {
		s.signedIn(w, r, name, body)
	}
}

// signedIn answers to the account itself.
func (s *pds) signedIn(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	var q map[string]any
	if name != "repo.uploadBlob" && len(body) > 0 && json.Unmarshal(body, &q) != nil {
		fail(w, 400, "InvalidRequest", "Unexpected token in JSON")
		return
	}
	switch name {
	case "server.getSession":
		reply(w, map[string]any{"handle": simHandle, "did": simDID, "email": "asean@example.test", "active": !s.inactive})
	case "repo.putRecord", "repo.createRecord":
		s.put(w, name, q)
	case "repo.deleteRecord":
		s.writes++
		delete(s.records, q["rkey"].(string))
		reply(w, map[string]any{})
	case "repo.getRecord":
		s.get(w, r)
	case "repo.listRecords":
		s.list(w, r.URL.Query())
	case "repo.uploadBlob":
		s.upload(w, r.Header.Get("Content-Type"), body)
	default:
		fail(w, 501, "MethodNotImplemented", "Method Not Implemented")
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// valid checks a token; an unknown one is told from one that is over.
func (s *pds) valid(w http.ResponseWriter, tokens map[string]time.Time, token string) bool {
	end, known := tokens[token]
	switch {
	case token == "":
		fail(w, 401, "AuthMissing", "Authentication Required")
	case !known:
		fail(w, 400, "InvalidToken", "Token could not be verified")
	case !s.now().Before(end):
		fail(w, 400, "ExpiredToken", "Token has expired")
	default:
		return true
	}
	return false
}

func (s *pds) createSession(w http.ResponseWriter, body []byte) {
	var q struct{ Identifier, Password string }
	_ = json.Unmarshal(body, &q)
	if q.Identifier != simHandle && q.Identifier != simDID || q.Password != s.password {
		fail(w, 401, "AuthenticationRequired", "Invalid identifier or password")
		return
	}
	s.session(w)
}

// session answers with a new pair of tokens.
func (s *pds) session(w http.ResponseWriter) {
	s.minted++
	access, refresh := fmt.Sprintf("eyJ.canary-access.%d", s.minted), fmt.Sprintf("eyJ.canary-refresh.%d", s.minted)
	s.access[access], s.refresh[refresh] = s.now().Add(s.life), s.now().Add(90*24*time.Hour)
	answer := map[string]any{"accessJwt": access, "refreshJwt": refresh, "handle": simHandle, "did": simDID, "email": "asean@example.test", "active": !s.inactive}
	if !s.noDoc {
		answer["didDoc"] = map[string]any{"id": simDID, "alsoKnownAs": []string{"at://" + simHandle}, "service": []any{
			map[string]any{"id": "#other", "type": "Other", "serviceEndpoint": map[string]any{"uri": "https://other.example"}},
			map[string]any{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": s.home.URL}}}
	}
	reply(w, answer)
}

func (s *pds) put(w http.ResponseWriter, name string, q map[string]any) {
	s.writes++
	s.said = q
	rkey, _ := q["rkey"].(string)
	content, _ := json.Marshal(q["record"])
	if found := regexp.MustCompile(`utm_content=([0-9a-f-]{36})`).FindSubmatch(content); found != nil {
		s.keys = append(s.keys, string(found[1]))
	}
	there, stands := s.records[rkey]
	swap, named := q["swapRecord"]
	switch code, message := s.fault(q, rkey); {
	case code != "":
		fail(w, 400, code, message)
	case stands && name == "repo.createRecord":
		fail(w, 500, "InternalServerError", "Internal Server Error")
	case stands && bytes.Equal(there, content):
		reply(w, map[string]any{"uri": uri(rkey), "cid": cid(0x71, content), "validationStatus": "valid"})
	case stands && named && swap != cid(0x71, there):
		fail(w, 400, "InvalidSwap", "Record was at "+cid(0x71, there))
	case !stands && named && swap != nil:
		fail(w, 400, "InvalidSwap", "Record was at null")
	default:
		s.records[rkey] = content
		s.written[rkey] += string(content)
		reply(w, map[string]any{"uri": uri(rkey), "cid": cid(0x71, content), "validationStatus": "valid",
			"commit": map[string]string{"cid": cid(0x71, []byte(rkey)), "rev": rkey}})
	}
}

func (s *pds) get(w http.ResponseWriter, r *http.Request) {
	rkey := r.URL.Query().Get("rkey")
	content, ok := s.records[rkey]
	if !ok || r.URL.Query().Get("repo") != simDID || r.URL.Query().Get("collection") != simPosts {
		fail(w, 400, "RecordNotFound", "Could not locate record: "+uri(rkey))
		return
	}
	reply(w, map[string]any{"uri": uri(rkey), "cid": cid(0x71, content), "value": content})
}

// list gives the newest records first, 50 or as many as are asked for up to 100, with the
// last key as the cursor, also where no more follow.
func (s *pds) list(w http.ResponseWriter, q url.Values) {
	limit, err := strconv.Atoi(q.Get("limit"))
	if q.Get("limit") == "" {
		limit, err = 50, nil
	}
	if err != nil || limit < 1 || limit > 100 {
		fail(w, 400, "InvalidRequest", "Error: limit can not be greater than 100")
		return
	}
	answer := map[string]any{"records": []any{}}
	rkeys := slices.Sorted(maps.Keys(s.records))
	list := []any{}
	for _, rkey := range slices.Backward(rkeys) {
		if cursor := q.Get("cursor"); cursor != "" && rkey >= cursor || len(list) == limit {
			continue
		}
		list = append(list, map[string]any{"uri": uri(rkey), "cid": cid(0x71, s.records[rkey]), "value": s.records[rkey]})
		answer["records"], answer["cursor"] = list, rkey
	}
	reply(w, answer)
}

func (s *pds) upload(w http.ResponseWriter, kind string, body []byte) {
	link := cid(0x55, body)
	s.blobs[link] = body
	reply(w, map[string]any{"blob": map[string]any{"$type": "blob", "ref": map[string]string{"$link": link}, "mimeType": kind, "size": len(body)}})
}

func uri(rkey string) string { return "at://" + simDID + "/" + simPosts + "/" + rkey }

// cid is a CID of version 1 over SHA-256, in base32.
func cid(codec byte, data []byte) string {
	sum := sha256.Sum256(data)
	raw := append([]byte{1, codec, 0x12, 0x20}, sum[:]...)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

func reply(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer)
}

func fail(w http.ResponseWriter, status int, name, message string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if status == http.StatusTooManyRequests {
		w.Header().Set("RateLimit-Limit", "30")
		w.Header().Set("RateLimit-Policy", "30;w=300")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": name, "message": message})
}

func (s *pds) Settings() connector.Values {
	return connector.Values{"identifier": simHandle, "app_password": simPassword, "server": s.entrance.URL}
}

func (s *pds) BreakUpload(fault connectortest.Fault) { s.uploads.Break(fault) }

func (s *pds) Lag(int) {} // nothing is looked up

func (s *pds) Copies(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for rkey := range s.records {
		if strings.Contains(s.written[rkey], key) {
			n++
		}
	}
	return n
}

func (s *pds) Text(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := ""
	for rkey, record := range s.records {
		if strings.Contains(s.written[rkey], key) {
			text += string(record)
		}
	}
	return text
}

// Pictures implements connectortest.Gallery: what the app view shows of a record.
func (s *pds) Pictures(key string) []connectortest.Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	var shown []connectortest.Shown
	for _, content := range s.records {
		if !bytes.Contains(content, []byte(key)) {
			continue
		}
		var p struct {
			Embed struct {
				Images []struct {
					Image simBlob
					Alt   string
				}
			}
		}
		_ = json.Unmarshal(content, &p)
		for _, one := range p.Embed.Images {
			sum := sha256.Sum256(s.blobs[one.Image.Ref.Link])
			shown = append(shown, connectortest.Shown{Hash: hex.EncodeToString(sum[:]), Alt: one.Alt})
		}
	}
	return shown
}

func (s *pds) Keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.keys)
}

func (s *pds) Writes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

func (s *pds) Close() { s.entrance.Close(); s.home.Close() }

// count tells how many requests of a name came.
func (s *pds) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[name]
}

// with changes the server under its lock.
func (s *pds) with(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *pds) tooMany(reset time.Time) connectortest.Fault {
	return connectortest.Fault{Status: 429, Body: `{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}`, Header: http.Header{
		"Ratelimit-Limit": {"30"}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Policy": {"30;w=300"}, "Ratelimit-Reset": {strconv.FormatInt(reset.Unix(), 10)}}}
}
