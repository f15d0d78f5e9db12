package faulttest

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rivo/uniseg"
)

// skyPosts is the collection in which an account keeps its posts.
const skyPosts = "app.bsky.feed.post"

// network is Bluesky as far as one account sees it: the entrance at which it signs in, and
// the server (PDS) that keeps its records. It answers as PDS 0.4.217 was seen to answer;
// TestPlatforms holds it to that.
type network struct {
	destination
	entrance              destination
	did, handle, password string
	keep                  func(secret string) string // told of every token that is made

	mu      sync.Mutex
	right   string // the password that is good
	tokens  map[string]token
	records []*skyRecord
	blobs   map[string][]byte
	uploads []string // hashes of what was uploaded, repeats among them
	asked   map[string]int
}

// token is one half of a session.
type token struct {
	refreshes bool
	end       time.Time
}

// skyRecord is one record with what the server's own clock says of it.
type skyRecord struct {
	rkey    string
	content []byte
	post    skyPost
	made    time.Time
	writes  int
}

// skyPost is a record as the lexicons describe it; pointers tell what is required.
type skyPost struct {
	Type      string `json:"$type"`
	Text      *string
	CreatedAt string
	Langs     []string
	Facets    []struct {
		Index    struct{ ByteStart, ByteEnd int }
		Features []struct {
			Type     string `json:"$type"`
			URI, Tag string
		}
	}
	Embed struct {
		Type   string `json:"$type"`
		Images []struct {
			Image *skyBlob
			Alt   *string
		}
		External *struct{ URI string }
	}
}

type skyBlob struct {
	Ref struct {
		Link string `json:"$link"`
	}
	Size int
}

func newNetwork(t testing.TB) *network {
	t.Helper()
	letters := strings.ToLower(rand.Text())
	password := strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:16]}, "-")
	n := &network{did: "did:plc:" + strings.ToLower(rand.Text())[:24], handle: "asean-ninhbinh.bsky.social", password: password,
		keep: func(s string) string { return s }, tokens: map[string]token{}, blobs: map[string][]byte{}, asked: map[string]int{}}
	n.right, n.words = password, skyWords
	n.serve(t, http.HandlerFunc(n.atHome))
	n.entrance.serve(t, http.HandlerFunc(n.atEntrance))
	return n
}

func (n *network) settings() map[string]string {
	return map[string]string{"identifier": n.handle, "app_password": n.password, "server": "http://" + n.entrance.address}
}

// skyWait is how long the server wants to be left alone.
const skyWait = time.Minute

// skyWords are how the server says that there was too much, or that it broke.
func skyWords(m mode) said {
	switch m {
	case gossip:
		return said{status: http.StatusBadRequest, body: string(skyRefusal("InvalidRequest", repeated))}
	case broken, failed:
		return said{status: http.StatusInternalServerError, body: `{"error":"InternalServerError","message":"Internal Server Error"}`}
	}
	reset := strconv.FormatInt(time.Now().Add(skyWait).Unix(), 10)
	return said{http.StatusTooManyRequests, map[string]string{"RateLimit-Limit": "30", "RateLimit-Remaining": "0", "RateLimit-Reset": reset, "RateLimit-Policy": "30;w=300"},
		`{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}`}
}

func (n *network) atEntrance(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/xrpc/com.atproto.server.") {
		skyRefuse(w, http.StatusNotImplemented, "MethodNotImplemented", "Method Not Implemented")
		return
	}
	n.atHome(w, r)
}

func (n *network) atHome(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender was killed while it spoke
	}
	name := strings.TrimPrefix(r.URL.Path, "/xrpc/com.atproto.")
	n.mu.Lock()
	n.asked[name]++
	n.mu.Unlock()
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch name {
	case "server.createSession":
		n.signIn(w, body)
	case "server.refreshSession":
		if n.holds(w, bearer, true) {
			n.session(w)
		}
	default:
		if n.holds(w, bearer, false) {
			n.signedIn(w, r, name, body)
		}
	}
}

// count is how often something was asked for.
func (n *network) count(name string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked[name]
}

// holds checks a token; one that is over is told from one that nobody knows.
func (n *network) holds(w http.ResponseWriter, bearer string, refreshes bool) bool {
	n.mu.Lock()
	one, known := n.tokens[bearer]
	n.mu.Unlock()
	switch {
	case bearer == "":
		skyRefuse(w, http.StatusUnauthorized, "AuthMissing", "Authentication Required")
	case !known || one.refreshes != refreshes:
		skyRefuse(w, http.StatusBadRequest, "InvalidToken", "Token could not be verified")
	case !time.Now().Before(one.end):
		skyRefuse(w, http.StatusBadRequest, "ExpiredToken", "Token has expired")
	default:
		return true
	}
	return false
}

// expire ends all access tokens.
func (n *network) expire() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for bearer, one := range n.tokens {
		if !one.refreshes {
			n.tokens[bearer] = token{end: time.Now()}
		}
	}
}

// revoke makes the password and all tokens worthless, as the account's owner can; restore
// takes that back.
func (n *network) revoke() { n.grant("") }

func (n *network) restore() { n.grant(n.password) }

func (n *network) grant(password string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.right, n.tokens = password, map[string]token{}
}

func (n *network) signIn(w http.ResponseWriter, body []byte) {
	var q struct{ Identifier, Password string }
	n.mu.Lock()
	right := json.Unmarshal(body, &q) == nil && (q.Identifier == n.handle || q.Identifier == n.did) && q.Password == n.right && n.right != ""
	n.mu.Unlock()
	if !right {
		skyRefuse(w, http.StatusUnauthorized, "AuthenticationRequired", "Invalid identifier or password")
		return
	}
	n.session(w)
}

// session answers with a new pair of tokens, and with where the account's records are kept.
func (n *network) session(w http.ResponseWriter) {
	access, refresh := n.keep("eyJ0eXAiOiJhdCtqd3QifQ."+rand.Text()), n.keep("eyJ0eXAiOiJyZWZyZXNoK2p3dCJ9."+rand.Text())
	n.mu.Lock()
	n.tokens[access], n.tokens[refresh] = token{end: time.Now().Add(2 * time.Hour)}, token{refreshes: true, end: time.Now().Add(90 * 24 * time.Hour)}
	n.mu.Unlock()
	home := map[string]any{"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "http://" + n.address}
	skyAnswer(w, map[string]any{"accessJwt": access, "refreshJwt": refresh, "did": n.did, "handle": n.handle, "email": "asean@example.test", "active": true,
		"didDoc": map[string]any{"id": n.did, "alsoKnownAs": []string{"at://" + n.handle}, "service": []any{home}}})
}

func (n *network) signedIn(w http.ResponseWriter, r *http.Request, name string, body []byte) {
	var q skyWrite
	if r.Method == http.MethodPost && name != "repo.uploadBlob" && json.Unmarshal(body, &q) != nil {
		skyRefuse(w, http.StatusBadRequest, "InvalidRequest", "Unexpected token in JSON")
		return
	}
	switch name {
	case "server.getSession":
		skyAnswer(w, map[string]any{"did": n.did, "handle": n.handle, "email": "asean@example.test", "active": true})
	case "repo.uploadBlob":
		n.step(w, r, func() (int, []byte) { return n.upload(r.Header.Get("Content-Type"), body) })
	case "repo.putRecord", "repo.createRecord":
		at := time.Now()
		n.change(w, r, func() (int, []byte) { return n.write(q, name == "repo.createRecord", at) })
	case "repo.deleteRecord":
		n.change(w, r, func() (int, []byte) { return n.remove(q.RKey) })
	case "repo.getRecord", "repo.listRecords":
		n.read(w, r)
	default:
		skyRefuse(w, http.StatusNotImplemented, "MethodNotImplemented", "Method Not Implemented")
	}
}

// upload keeps bytes under the name that they give themselves.
func (n *network) upload(kind string, data []byte) (int, []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	link := cidOf(0x55, data)
	n.blobs[link] = data
	n.uploads = append(n.uploads, hashOf(data))
	return http.StatusOK, encode(map[string]any{"blob": map[string]any{"$type": "blob", "ref": map[string]string{"$link": link}, "mimeType": kind, "size": len(data)}})
}

// skyWrite is what a write names; Swap tells an absent field from null.
type skyWrite struct {
	Repo, Collection, RKey string
	Record                 json.RawMessage
	Swap                   json.RawMessage `json:"swapRecord"`
}

// write puts a record where the key says. A record that is there with the same content is
// left alone; with other content it is a swap that fails where the writer wanted none there.
func (n *network) write(q skyWrite, creates bool, at time.Time) (int, []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var post skyPost
	if code, message := n.against(q, &post); code != "" {
		return http.StatusBadRequest, skyRefusal(code, message)
	}
	answer := map[string]any{"uri": n.uri(q.RKey), "cid": cidOf(0x71, q.Record), "validationStatus": "valid"}
	i := slices.IndexFunc(n.records, func(one *skyRecord) bool { return one.rkey == q.RKey })
	switch {
	case i >= 0 && creates:
		return http.StatusInternalServerError, skyRefusal("InternalServerError", "Internal Server Error")
	case i >= 0 && bytes.Equal(n.records[i].content, q.Record):
		return http.StatusOK, encode(answer)
	case i >= 0 && string(q.Swap) == "null":
		return http.StatusBadRequest, skyRefusal("InvalidSwap", "Record was at "+cidOf(0x71, n.records[i].content))
	case i >= 0:
		n.records[i].content, n.records[i].post = q.Record, post
		n.records[i].writes++
	default:
		n.records = append(n.records, &skyRecord{rkey: q.RKey, content: q.Record, post: post, made: at, writes: 1})
	}
	answer["commit"] = map[string]string{"cid": cidOf(0x71, []byte(q.RKey)), "rev": q.RKey}
	return http.StatusOK, encode(answer)
}

// against is what stands against a write; "" means nothing.
func (n *network) against(q skyWrite, post *skyPost) (code, message string) {
	const invalid = "InvalidRequest"
	if q.Repo != n.did || q.Collection != skyPosts {
		return invalid, "Could not find repo"
	}
	if !regexp.MustCompile(`^[2-7a-j][2-7a-z]{12}$`).MatchString(q.RKey) {
		return invalid, "Invalid record key: Invalid TID string"
	}
	err := json.Unmarshal(q.Record, post)
	switch {
	case err != nil || post.Type != skyPosts || post.Text == nil || post.CreatedAt == "":
		return invalid, "Invalid app.bsky.feed.post record: Record must have the properties text and createdAt"
	case uniseg.GraphemeClusterCount(*post.Text) > 300:
		return invalid, fmt.Sprintf("Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got %d) at $.text", uniseg.GraphemeClusterCount(*post.Text))
	case len(post.Embed.Images) > 4:
		return invalid, "Invalid app.bsky.feed.post record: array too big (maximum 4) at $.embed.images"
	}
	for _, facet := range post.Facets {
		if facet.Index.ByteStart >= facet.Index.ByteEnd || facet.Index.ByteEnd > len(*post.Text) {
			return invalid, "Invalid app.bsky.feed.post record: a facet lies outside of the text"
		}
	}
	for _, one := range post.Embed.Images {
		if one.Image == nil || one.Alt == nil {
			return invalid, "Invalid app.bsky.feed.post record: Missing required key \"alt\" at $.embed.images[0]"
		}
		if data, ok := n.blobs[one.Image.Ref.Link]; !ok || len(data) != one.Image.Size {
			return "BlobNotFound", "Could not find blob: " + one.Image.Ref.Link
		}
	}
	return "", ""
}

// remove is content with what is not there.
func (n *network) remove(rkey string) (int, []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.records = slices.DeleteFunc(n.records, func(one *skyRecord) bool { return one.rkey == rkey })
	return http.StatusOK, []byte("{}")
}

// read gives one record, or the newest.
func (n *network) read(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	rkey, list := r.URL.Query().Get("rkey"), []any{}
	for _, one := range slices.Backward(n.records) {
		shown := map[string]any{"uri": n.uri(one.rkey), "cid": cidOf(0x71, one.content), "value": json.RawMessage(one.content)}
		if one.rkey == rkey {
			skyAnswer(w, shown)
			return
		}
		list = append(list, shown)
	}
	if strings.HasSuffix(r.URL.Path, ".getRecord") {
		skyRefuse(w, http.StatusBadRequest, "RecordNotFound", "Could not locate record: "+n.uri(rkey))
		return
	}
	skyAnswer(w, map[string]any{"records": list[:min(len(list), 100)]})
}

func (n *network) uri(rkey string) string { return "at://" + n.did + "/" + skyPosts + "/" + rkey }

// posts returns what readers see, each post with its pictures in order.
func (n *network) posts() []shown {
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []shown
	for _, one := range n.records {
		post := shown{id: n.uri(one.rkey), text: *one.post.Text, made: one.made, writes: one.writes}
		for _, facet := range one.post.Facets {
			for _, feature := range facet.Features {
				post.links = append(post.links, feature.URI)
			}
		}
		for _, image := range one.post.Embed.Images {
			post.pictures = append(post.pictures, seen{hashOf(n.blobs[image.Image.Ref.Link]), *image.Alt})
		}
		list = append(list, post)
	}
	return list
}

func (n *network) uploaded() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.uploads)
}

func skyAnswer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(encode(v))
}

func skyRefuse(w http.ResponseWriter, status int, code, message string) {
	w.WriteHeader(status)
	_, _ = w.Write(skyRefusal(code, message))
}

func skyRefusal(code, message string) []byte {
	return encode(map[string]string{"error": code, "message": message})
}

// cidOf is a content's own name: a CID of version 1 over SHA-256, in base32.
func cidOf(codec byte, data []byte) string {
	sum := sha256.Sum256(data)
	raw := append([]byte{1, codec, 0x12, 0x20}, sum[:]...)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
