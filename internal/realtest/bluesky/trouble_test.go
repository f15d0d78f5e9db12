//go:build realtest

package bluesky_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/realtest/destination"
)

// lostAnswer loses the answer to what the server did, and repeats the call. A 503 to a post is
// doubt, since each release is a record of its own; to a removal it is none.
func (h *house) lostAnswer(t *testing.T) {
	for as, removal := range map[int]connector.Class{0: connector.Ambiguous, http.StatusBadGateway: connector.Ambiguous, http.StatusServiceUnavailable: connector.Transient} {
		c, w := h.open(t, nil)
		call := story("vi")
		w.lose, w.as = "repo.putRecord", as
		if outcome := c.Send(t.Context(), call); outcome.Class != connector.Ambiguous {
			t.Errorf("%d: got %+v, want doubt", as, outcome)
		}
		call.Attempt = 2
		receipt := destination.Send(t, c, call)
		if list := h.posts(t, call.Key); len(list) != 1 || list[0].URI != receipt.RemoteID {
			t.Errorf("%d: %+v, want one at %s", as, list, receipt.RemoteID)
		}
		gone := withdraw(call, receipt)
		w.lose, w.as = "repo.deleteRecord", as
		if outcome := c.Send(t.Context(), gone); outcome.Class != removal {
			t.Errorf("withdrawal, %d: got %+v, want %s", as, outcome, removal)
		}
		destination.Send(t, c, gone)
		wantFinding(t, "proof of withdrawal", c, gone, receipt, connector.Missing)
	}
}

// embedded is what the server keeps of pictures.
type embedded struct {
	Images []struct {
		Alt         string
		AspectRatio struct{ Width, Height int }
		Image       blob
	}
	External struct{ Thumb *blob }
}

type blob struct {
	Ref struct {
		Link string `json:"$link"`
	}
	MimeType string
}

func (h *house) embedded(t *testing.T, key string) (e embedded) {
	t.Helper()
	list := h.posts(t, key)
	if len(list) != 1 {
		t.Fatalf("%d posts, want one", len(list))
	}
	text, err := json.Marshal(list[0].Value["embed"])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// hash fetches a picture as readers' servers do.
func (h *house) hash(t *testing.T, b blob) string {
	t.Helper()
	var data []byte
	status := h.xrpc(t, http.MethodGet, "sync.getBlob?did="+url.QueryEscape(h.DID)+"&cid="+b.Ref.Link, "", nil, &data)
	if status != http.StatusOK {
		t.Errorf("blob %s: %d", b.Ref.Link, status)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func (h *house) shown(t *testing.T, key string) (list []connectortest.Shown) {
	t.Helper()
	for _, one := range h.embedded(t, key).Images {
		if one.AspectRatio.Width != 64 || one.AspectRatio.Height != 48 || one.Image.MimeType != "image/jpeg" {
			t.Errorf("a picture is %+v", one)
		}
		list = append(list, connectortest.Shown{Hash: h.hash(t, one.Image), Alt: one.Alt})
	}
	return list
}

func wanted(call connector.Call) (list []connectortest.Shown) {
	for _, one := range call.Post.Pictures {
		list = append(list, connectortest.Shown{Hash: one.Hash, Alt: one.Alt})
	}
	return list
}

func (h *house) pictures(t *testing.T) {
	c, w := h.open(t, nil)
	call := connectortest.Illustrate(story("vi"))
	destination.Send(t, c, call)
	destination.Send(t, c, call)
	if diff := cmp.Diff(wanted(call), h.shown(t, call.Key)); diff != "" || w.asked["repo.uploadBlob"] != 2 {
		t.Errorf("%d uploads, pictures (-want +got):\n%s", w.asked["repo.uploadBlob"], diff)
	}
	card, _ := h.open(t, connector.Values{"pictures": "card"})
	call = connectortest.Illustrate(story("en"))
	destination.Send(t, card, call)
	if e := h.embedded(t, call.Key); e.External.Thumb == nil || h.hash(t, *e.External.Thumb) != call.Post.Pictures[0].Hash {
		t.Errorf("the card is %+v", e)
	}
}

// lostWithPictures loses the answers to an upload and to the post, and lets the server forget
// what was uploaded.
func (h *house) lostWithPictures(t *testing.T) {
	c, w := h.open(t, nil)
	call := connectortest.Illustrate(story("vi"))
	w.lose = "repo.uploadBlob"
	wantOutcome(t, "upload", c.Send(t.Context(), call), connector.Transient, "cut")
	w.lose = "repo.putRecord"
	wantOutcome(t, "post", c.Send(t.Context(), call), connector.Ambiguous, "cut")
	destination.Send(t, c, call)
	if diff := cmp.Diff(wanted(call), h.shown(t, call.Key)); diff != "" || w.asked["repo.uploadBlob"] != 3 {
		t.Errorf("%d uploads, pictures (-want +got):\n%s", w.asked["repo.uploadBlob"], diff)
	}
	dropped := connectortest.Illustrate(story("en"))
	of := "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku" // no server of ours has it
	name := "blob_" + dropped.Post.Pictures[0].Hash
	dropped.Progress = connectortest.Memory{name: `{"$type":"blob","ref":{"$link":"` + of + `"},"mimeType":"image/jpeg","size":1}`}
	wantOutcome(t, "dropped", c.Send(t.Context(), dropped), connector.Transient, "BlobNotFound")
	destination.Send(t, c, dropped)
	if diff := cmp.Diff(wanted(dropped), h.shown(t, dropped.Key)); diff != "" {
		t.Errorf("uploaded again (-want +got):\n%s", diff)
	}
}

// otherContent lets somebody write at our key.
func (h *house) otherContent(t *testing.T) {
	c, _ := h.open(t, nil)
	call := story("vi")
	receipt := destination.Send(t, c, call)
	write := func(text string) {
		t.Helper()
		status := h.xrpc(t, http.MethodPost, "repo.putRecord", "Bearer "+h.tokensKept(t).Access, map[string]any{"repo": h.DID, "collection": "app.bsky.feed.post",
			"rkey": path.Base(receipt.RemoteID), "record": map[string]any{"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-23T00:00:00.000Z"}}, nil)
		if status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
	}
	write("Sửa tay: " + call.Post.Link)
	if again := destination.Send(t, c, call); again != receipt {
		t.Errorf("got %+v", again)
	}
	write("Bài khác")
	wantOutcome(t, "another's", c.Send(t.Context(), call), connector.Rejected, "record_taken")
	wantOutcome(t, "another account", c.Send(t.Context(), withdraw(call, connector.Receipt{RemoteID: strings.Replace(receipt.RemoteID, h.DID, "did:plc:other", 1)})),
		connector.Rejected, "which_post")
	destination.Send(t, c, withdraw(call, connector.Receipt{Address: "https://bsky.app/profile/" + h.Handle + "/post/" + path.Base(receipt.RemoteID)}))
	wantFinding(t, "proof of withdrawal", c, withdraw(call, receipt), receipt, connector.Missing)
}

// noReceipt withdraws a story whose publish never came to an answer.
func (h *house) noReceipt(t *testing.T) {
	c, w := h.open(t, nil)
	call := story("vi")
	w.lose = "repo.putRecord"
	wantOutcome(t, "publish", c.Send(t.Context(), call), connector.Ambiguous, "cut")
	gone := withdraw(call, connector.Receipt{})
	destination.Send(t, c, gone)
	if left := h.posts(t, call.Key); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
	wantOutcome(t, "again", c.Send(t.Context(), gone), connector.Rejected, "not_found")
}

// farBack looks for a post that stands behind a page of newer ones.
func (h *house) farBack(t *testing.T) {
	c, w := h.open(t, nil)
	call := story("vi")
	receipt := destination.Send(t, c, call)
	for range 105 {
		newer := story("en")
		newer.Post.At = time.Now()
		destination.Send(t, c, newer)
	}
	before := w.asked["repo.listRecords"]
	if found := destination.Send(t, c, withdraw(call, connector.Receipt{})); found != receipt {
		t.Errorf("withdrew %+v, want %+v", found, receipt)
	}
	if pages := w.asked["repo.listRecords"] - before; pages < 2 {
		t.Errorf("%d page was read, want more", pages)
	}
}

type pair struct{ Access, Refresh string }

func (h *house) tokensKept(t *testing.T) (p pair) {
	t.Helper()
	text, err := h.session.Value(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// swap changes the tokens that are kept.
func (h *house) swap(t *testing.T, change func(p *pair)) {
	t.Helper()
	before := h.tokensKept(t)
	after := before
	change(&after)
	stale, err := h.session.Value(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fresh := strings.NewReplacer(before.Access, after.Access, before.Refresh, after.Refresh).Replace(stale)
	if _, err := h.session.Renew(t.Context(), stale, func(context.Context) (string, error) { return fresh, nil }); err != nil {
		t.Fatal(err)
	}
}

// expired is a token of the server's own hand whose time is over.
func (h *house) expired(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{}
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	claims["iat"], claims["exp"] = time.Now().Add(-3*time.Hour).Unix(), time.Now().Add(-time.Hour).Unix()
	if text, err = json.Marshal(claims); err != nil {
		t.Fatal(err)
	}
	signed := parts[0] + "." + base64.RawURLEncoding.EncodeToString(text)
	mac := hmac.New(sha256.New, []byte(h.Secret))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// tokens lets tokens end, break and come to nothing.
func (h *house) tokens(t *testing.T) {
	for name, k := range map[string]struct {
		change             func(p *pair)
		signIns, refreshes int
	}{
		"fresh":        {func(*pair) {}, 0, 0},
		"expired":      {func(p *pair) { p.Access = h.expired(t, p.Access) }, 0, 1},
		"garbled":      {func(p *pair) { p.Access = "eyJhbGciOiJIUzI1NiJ9.e30.x" }, 0, 1},
		"both expired": {func(p *pair) { p.Access, p.Refresh = h.expired(t, p.Access), h.expired(t, p.Refresh) }, 1, 1},
		"both garbled": {func(p *pair) { p.Access, p.Refresh = "a", "b" }, 1, 1},
	} {
		c, w := h.open(t, nil)
		h.swap(t, k.change)
		call := story("vi")
		destination.Send(t, c, call)
		if a, b := w.asked["server.createSession"], w.asked["server.refreshSession"]; a != k.signIns || b != k.refreshes {
			t.Errorf("%s: %d sign-ins and %d refreshes, want %d and %d", name, a, b, k.signIns, k.refreshes)
		}
		if n := len(h.posts(t, call.Key)); n != 1 {
			t.Errorf("%s: %d posts", name, n)
		}
	}
	c, w := h.open(t, nil)
	h.swap(t, func(p *pair) { p.Access = h.expired(t, p.Access) })
	w.lose = "server.refreshSession"
	wantOutcome(t, "the refresh's answer is lost", c.Send(t.Context(), story("vi")), connector.Transient, "cut")
	destination.Send(t, c, story("vi"))
	if w.asked["server.createSession"] != 0 {
		t.Error("signed in although the refresh token counts twice")
	}
}

// shut lets the account's owner and then the server's administrator shut the account.
func (h *house) shut(t *testing.T) {
	c, _ := h.open(t, nil)
	destination.Send(t, c, story("vi"))
	var owner struct{ AccessJwt string }
	h.xrpc(t, http.MethodPost, "server.createSession", "", map[string]string{"identifier": h.Handle, "password": h.Password}, &owner)
	if status := h.xrpc(t, http.MethodPost, "server.deactivateAccount", "Bearer "+owner.AccessJwt, map[string]any{}, nil); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	h.closed(t, "deactivated", "AccountDeactivated", "AccountDeactivated")
	if status := h.xrpc(t, http.MethodPost, "server.activateAccount", "Bearer "+owner.AccessJwt, nil, nil); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	destination.Send(t, c, story("vi"))
	admin := "Basic " + base64.StdEncoding.EncodeToString([]byte("admin:"+h.Admin))
	if status := h.xrpc(t, http.MethodPost, "admin.updateSubjectStatus", admin, map[string]any{
		"subject": map[string]string{"$type": "com.atproto.admin.defs#repoRef", "did": h.DID}, "takedown": map[string]any{"applied": true, "ref": "1"}}, nil); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	h.closed(t, "taken down", "AccountTakedown", "AuthenticationRequired")
}

// closed wants the reasons that the server gives to the session that is kept, and to a fresh one.
func (h *house) closed(t *testing.T, what, kept, fresh string) {
	t.Helper()
	for reason, session := range map[string]*connectortest.Session{"kept, " + kept: h.session, "fresh, " + fresh: {}} {
		c, _ := (&house{h.Server, session}).open(t, nil)
		_, reason, _ = strings.Cut(reason, ", ")
		wantOutcome(t, what, c.Send(t.Context(), story("vi")), connector.Reauth, reason)
		if health := c.Check(t.Context()); health.Class != connector.Reauth || strings.Contains(health.Detail.EN, "post") {
			t.Errorf("%s: the check gave %+v", what, health)
		}
	}
}

// tooMany signs in until the server has had enough, which it says in Unix seconds.
func (h *house) tooMany(t *testing.T) {
	const allowed = 30 // in five minutes
	for range allowed + 1 {
		c, _ := (&house{h.Server, &connectortest.Session{}}).open(t, nil)
		outcome := c.Send(t.Context(), story("vi"))
		if outcome.Class != connector.Throttled {
			continue
		}
		if wait := time.Until(outcome.Until); wait <= 0 || wait > 5*time.Minute {
			t.Errorf("it is to wait for %v: %+v", wait, outcome)
		}
		return
	}
	t.Error("the server let everybody in")
}
