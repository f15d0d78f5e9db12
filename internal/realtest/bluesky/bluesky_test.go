//go:build realtest

package bluesky_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/connector"
	shipped "github.com/lantoa/lantoa/internal/connector/bluesky"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/outbound"
	"github.com/lantoa/lantoa/internal/realtest/bluesky"
	"github.com/lantoa/lantoa/internal/realtest/destination"
)

// TestRealPDS plays the shipped connector, through the shipped client, against the real
// server.
func TestRealPDS(t *testing.T) {
	began := time.Now()
	server := bluesky.Start(t)
	t.Logf("PDS %s came up in %v", server.Version, time.Since(began).Round(time.Millisecond))
	h := &house{Server: server, session: &connectortest.Session{}}
	t.Run("account", h.account)
	t.Run("life", h.life)
	t.Run("limits", h.limits)
	t.Run("lost answer", h.lostAnswer)
	t.Run("pictures", h.pictures)
	t.Run("lost with pictures", h.lostWithPictures)
	t.Run("other content", h.otherContent)
	t.Run("no receipt", h.noReceipt)
	t.Run("session", h.tokens)
	t.Run("far back", h.farBack) // what came before it is on no first page any more
	t.Run("shut", h.shut)
	t.Run("too many", h.tooMany) // nobody can sign in after it
}

// house is the account, with the session that all its connectors share: the server lets
// people sign in thirty times in five minutes.
type house struct {
	bluesky.Server
	session *connectortest.Session
}

// open makes a connector to the account with some settings replaced. Its way out counts
// requests and may lose an answer.
func (h *house) open(t *testing.T, replaced connector.Values) (connector.Connector, *wire) {
	t.Helper()
	values := connector.Values{"identifier": h.Handle, "app_password": h.AppPassword, "server": h.Base}
	for name, value := range replaced {
		values[name] = value
	}
	full, err := shipped.Spec().Validate(values)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8", "::1"}, Now: time.Now, UserAgent: "lantoa/test"})
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{via: client, asked: map[string]int{}}
	built, err := shipped.Spec().New(full, connector.Deps{HTTP: w, Now: time.Now, Session: h.session})
	if err != nil {
		t.Fatal(err)
	}
	return built, w
}

// wire is a way out on which answers get lost after the server did its work.
type wire struct {
	via   connector.Doer
	asked map[string]int
	lose  string // the name of the request whose next answer is lost
	as    int    // the status that stands in its place; 0 cuts the connection
}

func (w *wire) Do(req *http.Request) (*http.Response, error) {
	name := strings.TrimPrefix(req.URL.Path, "/xrpc/com.atproto.")
	w.asked[name]++
	resp, err := w.via.Do(req)
	if err != nil || w.lose != name {
		return resp, err
	}
	w.lose = ""
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode >= 300 {
		return nil, io.ErrUnexpectedEOF // the work was not done; nothing expects this
	}
	if w.as == 0 {
		return nil, &outbound.Error{Host: req.URL.Host, Reason: outbound.ReasonCut, Sent: true}
	}
	resp.StatusCode, resp.Body = w.as, io.NopCloser(strings.NewReader("Backend fetch failed"))
	return resp, nil
}

// story is a new story with its own delivery, in one of the two languages.
func story(lang string) connector.Call {
	call := connectortest.Publish()
	call.Key, call.Post.Edition, call.Post.Lang = uuid.NewString(), uuid.Must(uuid.NewV7()).String(), lang
	if lang == "en" {
		call.Post.Title, call.Post.Lead = "Friendship exchange “Nam Định – ASEAN” & bridges", "Delegates from ASEAN visit Phủ Dầy. 🇻🇳"
	}
	call.Post.ChosenID = "giao-luu-huu-nghi-" + call.Key[24:]
	call.Post.Link = strings.ReplaceAll(call.Post.Link, connectortest.PublishKey, call.Key)
	text := call.Post.Title + "\n\n" + call.Post.Lead + "\n\n#HộiNhập "
	call.Post.Text = text + call.Post.Link
	call.Post.Spans = []connector.Span{
		{Kind: connector.SpanTitle, End: len(call.Post.Title)},
		{Kind: connector.SpanTag, Start: len(text) - len("#HộiNhập "), End: len(text) - 1, Value: "HộiNhập"},
		{Kind: connector.SpanLink, Start: len(text), End: len(call.Post.Text), Value: call.Post.Link},
	}
	call.Post.At = time.Now().Add(-time.Minute).UTC().Truncate(time.Second)
	return call
}

func withdraw(call connector.Call, earlier connector.Receipt) connector.Call {
	gone := connectortest.Withdraw(earlier)
	gone.Key, gone.Post.ChosenID, gone.Post.Edition, gone.Post.Lang = uuid.NewString(), call.Post.ChosenID, call.Post.Edition, call.Post.Lang
	return gone
}

func wantOutcome(t *testing.T, what string, got connector.Outcome, class connector.Class, reason string) {
	t.Helper()
	if got.Class != class || got.Reason != reason {
		t.Errorf("%s: got %+v, want %s %q", what, got, class, reason)
	}
}

func wantFinding(t *testing.T, what string, c connector.Connector, call connector.Call, earlier connector.Receipt, want connector.Finding) {
	t.Helper()
	call.Earlier = earlier
	if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != want {
		t.Errorf("%s: got %+v, want %s", what, got, want)
	}
}

// xrpc speaks to the server past the connector.
func (h *house) xrpc(t *testing.T, method, name, authorization string, body any, into any) int {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, h.Base+"/xrpc/com.atproto."+name, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
		req.Header.Del("Content-Type")
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if raw, ok := into.(*[]byte); ok {
		*raw = text
	} else if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s: %v: %s", name, err, text)
		}
	}
	return resp.StatusCode
}

// post is a record as anybody may read it.
type post struct {
	URI   string
	Value map[string]any
}

// posts lists the records that lead to a delivery.
func (h *house) posts(t *testing.T, key string) []post {
	t.Helper()
	var page struct{ Records []post }
	h.xrpc(t, http.MethodGet, "repo.listRecords?limit=100&collection=app.bsky.feed.post&repo="+url.QueryEscape(h.DID), "", nil, &page)
	var list []post
	for _, one := range page.Records {
		if text, _ := one.Value["text"].(string); strings.Contains(text, key) {
			list = append(list, one)
		}
	}
	return list
}

func (h *house) account(t *testing.T) {
	c, w := h.open(t, nil)
	for range 2 {
		if health := c.Check(t.Context()); health.Class != connector.OK || health.Account != h.Handle || !strings.HasPrefix(health.Place, "did:") {
			t.Errorf("got %+v", health)
		}
	}
	if w.asked["server.createSession"] != 1 {
		t.Errorf("signed in %d times for two checks", w.asked["server.createSession"])
	}
	wrong := &house{Server: h.Server, session: &connectortest.Session{}}
	c, _ = wrong.open(t, connector.Values{"app_password": "aaaa-bbbb-cccc-dddd"})
	if health := c.Check(t.Context()); health.Class != connector.Reauth {
		t.Errorf("a wrong password: %+v", health)
	}
	wantOutcome(t, "a wrong password", c.Send(t.Context(), story("vi")), connector.Reauth, "AuthenticationRequired")
}

func (h *house) life(t *testing.T) {
	c, w := h.open(t, nil)
	for _, lang := range []string{"vi", "en"} {
		call := story(lang)
		receipt := destination.Send(t, c, call)
		if again := destination.Send(t, c, call); again != receipt {
			t.Errorf("%s again: %+v, before %+v", lang, again, receipt)
		}
		list := h.posts(t, call.Key)
		if len(list) != 1 || list[0].URI != receipt.RemoteID {
			t.Fatalf("%s: %+v, want one at %s", lang, list, receipt.RemoteID)
		}
		feature := func(start, end int, kind, name, value string) any {
			return map[string]any{"index": map[string]any{"byteStart": float64(start), "byteEnd": float64(end)},
				"features": []any{map[string]any{"$type": "app.bsky.richtext.facet#" + kind, name: value}}}
		}
		tag, link := call.Post.Spans[1], call.Post.Spans[2]
		want := map[string]any{"$type": "app.bsky.feed.post", "text": call.Post.Text, "langs": []any{lang}, "createdAt": call.Post.At.Format("2006-01-02T15:04:05.000Z"),
			"facets": []any{feature(tag.Start, tag.End, "tag", "tag", "HộiNhập"), feature(link.Start, link.End, "link", "uri", call.Post.Link)},
			"embed":  map[string]any{"$type": "app.bsky.embed.external", "external": map[string]any{"uri": call.Post.Link, "title": call.Post.Title, "description": call.Post.Lead}}}
		if diff := cmp.Diff(want, list[0].Value); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
		wantFinding(t, "proof", c, call, receipt, connector.Found)
		gone := withdraw(call, receipt)
		for range 2 {
			destination.Send(t, c, gone)
		}
		wantFinding(t, "proof of withdrawal", c, gone, receipt, connector.Missing)
		if left := h.posts(t, call.Key); len(left) != 0 {
			t.Errorf("%s: left: %+v", lang, left)
		}
	}
	if w.asked["server.createSession"]+w.asked["server.refreshSession"] != 0 {
		t.Errorf("the session that was kept did not serve: %v", w.asked)
	}
}

// limits asks the server itself where a post becomes too long.
func (h *house) limits(t *testing.T) {
	c, _ := h.open(t, nil)
	for name, k := range map[string]struct {
		text   string
		class  connector.Class
		reason string
	}{
		"300 letters":     {strings.Repeat("ạ", 300), connector.OK, ""},
		"301 letters":     {strings.Repeat("ạ", 301), connector.Rejected, "InvalidRequest"},
		"120 families":    {strings.Repeat("👨‍👩‍👧‍👦", 120), connector.OK, ""},
		"121 families":    {strings.Repeat("👨‍👩‍👧‍👦", 121), connector.Rejected, "too_long"},
		"a tag too long":  {"#" + strings.Repeat("a", 65), connector.Rejected, "InvalidRequest"},
		"nothing at all":  {"", connector.OK, ""},
		"what is escaped": {"<b>\"&\\ \u2028", connector.OK, ""},
	} {
		call := story("vi")
		call.Post.Text, call.Post.Spans = k.text, nil
		if strings.HasPrefix(k.text, "#") {
			call.Post.Spans = []connector.Span{{Kind: connector.SpanTag, End: len(k.text), Value: k.text[1:]}}
		}
		wantOutcome(t, name, c.Send(t.Context(), call), k.class, k.reason)
	}
}
