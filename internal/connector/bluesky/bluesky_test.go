package bluesky_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/bluesky"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/outbound"
)

func TestConformance(t *testing.T) {
	lost := connectortest.Doubtful()[0]
	connectortest.Run(t, connectortest.Harness{
		Spec:  bluesky.Spec(),
		Start: startPDS,
		Apart: true,
		False: []connectortest.Fault{
			{Name: "broken inside", Status: 500, Body: `{"error":"InternalServerError","message":"Internal Server Error"}`},
			{Name: "upstream", Status: 502, Body: `{"error":"UpstreamFailure","message":"Upstream Failure"}`},
		},
		Slower: []connectortest.Slower{{Fault: connectortest.Fault{Name: "rate limit", Status: 429, Body: `{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}`,
			Header: http.Header{"Ratelimit-Limit": {"30"}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Policy": {"30;w=300"},
				"Ratelimit-Reset": {strconv.FormatInt(connectortest.Noon().Add(4*time.Minute).Unix(), 10)}}}, Wait: 4 * time.Minute}},
		Expire: func(d connectortest.Destination) {
			s := d.(*pds)
			s.with(func() {
				clear(s.access)
				clear(s.refresh)
				s.password = "an-other-pass-word"
			})
		},
		Bad: []connectortest.BadSetting{
			{Name: "identifier", Value: "asean namdinh"}, {Name: "identifier", Value: "asean"}, {Name: "identifier", Value: "-a.bsky.social"},
			{Name: "identifier", Value: "tinh@example.vn"}, {Name: "identifier", Value: "did:plc"},
			{Name: "app_password", Value: "Mat-Khau-2026"}, {Name: "app_password", Value: "canary-canary-canary-canary"}, {Name: "app_password", Value: "cana-ry22-cana"},
			{Name: "server", Value: "https://pds.example/?a=1"}, {Name: "web", Value: "https://bsky.example/#a"},
		},
		Reach: map[connector.Class]connectortest.Way{
			connector.OK:        {},
			connector.Rejected:  {Fault: &connectortest.Fault{Status: http.StatusBadRequest, Body: `{"error":"InvalidRequest","message":"grapheme too big (maximum 300, got 301)"}`}},
			connector.Throttled: {Fault: &connectortest.Fault{Status: http.StatusTooManyRequests}},
			connector.Transient: {Fault: &connectortest.Fault{Status: http.StatusRequestTimeout}},
			connector.Ambiguous: {Fault: &lost},
			connector.Reauth:    {Settings: connector.Values{"app_password": "wron-gwro-ngwr-ong2"}},
		},
	})
}

// desk is a connector to a simulated server, with what is kept of its session and its clock.
type desk struct {
	connector.Connector
	*pds
	session *connectortest.Session
	at      time.Time
}

func open(t *testing.T, replaced connector.Values) *desk {
	t.Helper()
	d := &desk{session: &connectortest.Session{}, at: connectortest.Noon()}
	d.pds = newPDS(t, func() time.Time { return d.at }) // it asks under its lock
	d.Connector = d.another(t, replaced)
	return d
}

// another makes a second connector to the same account, with the same session.
func (d *desk) another(t *testing.T, replaced connector.Values) connector.Connector {
	t.Helper()
	values := d.Settings()
	for name, value := range replaced {
		values[name] = value
	}
	full, err := bluesky.Spec().Validate(values)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8"}, Timeout: 10 * time.Second, Now: connectortest.Noon})
	if err != nil {
		t.Fatal(err)
	}
	now := func() (at time.Time) {
		d.with(func() { at = d.at })
		return at
	}
	c, err := bluesky.Spec().New(full, connector.Deps{HTTP: client, Now: now, Session: d.session})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// later moves the clock on, for the server as well.
func (d *desk) later(by time.Duration) { d.with(func() { d.at = d.at.Add(by) }) }

func (d *desk) must(t *testing.T, call connector.Call) connector.Receipt {
	t.Helper()
	outcome := d.Send(t.Context(), call)
	if outcome.Class != connector.OK {
		t.Fatalf("%s gave %+v", call.Post.Intent, outcome)
	}
	return outcome.Receipt
}

func want(t *testing.T, what string, got connector.Outcome, class connector.Class, reason string) {
	t.Helper()
	if got.Class != class || got.Reason != reason || class != connector.OK && (got.Detail.VI == "" || got.Detail.EN == "") {
		t.Errorf("%s: got %+v, want %s %q", what, got, class, reason)
	}
}

// sent is what the last publish asked for, as JSON.
func (d *desk) sent(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(d.said)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A post is the text with its places marked in bytes, its language and a card of its link.
func TestARecord(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	call := connectortest.Publish()
	call.Post.Text = "🇻🇳 Đẹp #HộiNhập " + call.Post.Link
	call.Post.Spans = []connector.Span{
		{Kind: connector.SpanTitle, End: len("🇻🇳 Đẹp")},
		{Kind: connector.SpanTag, Start: len("🇻🇳 Đẹp "), End: len("🇻🇳 Đẹp #HộiNhập"), Value: "HộiNhập"},
		{Kind: connector.SpanLink, Start: len("🇻🇳 Đẹp #HộiNhập "), End: len(call.Post.Text), Value: call.Post.Link},
	}
	receipt := d.must(t, call)
	rkey := receipt.RemoteID[strings.LastIndex(receipt.RemoteID, "/")+1:]
	if want := (connector.Receipt{RemoteID: uri(rkey), Address: "https://bsky.app/profile/" + simDID + "/post/" + rkey}); receipt != want {
		t.Errorf("receipt %+v, want %+v", receipt, want)
	}
	wanted := map[string]any{"repo": simDID, "collection": simPosts, "rkey": rkey, "swapRecord": nil, "record": map[string]any{
		"$type": simPosts, "text": call.Post.Text, "createdAt": "2026-11-23T04:59:50.000Z", "langs": []any{"vi"},
		"facets": []any{
			map[string]any{"index": map[string]any{"byteStart": 16., "byteEnd": 28.}, "features": []any{map[string]any{"$type": "app.bsky.richtext.facet#tag", "tag": "HộiNhập"}}},
			map[string]any{"index": map[string]any{"byteStart": 29., "byteEnd": 29. + float64(len(call.Post.Link))}, "features": []any{map[string]any{"$type": "app.bsky.richtext.facet#link", "uri": call.Post.Link}}},
		},
		"embed": map[string]any{"$type": "app.bsky.embed.external", "external": map[string]any{"uri": call.Post.Link, "title": call.Post.Title, "description": call.Post.Lead}},
	}}
	if diff := cmp.Diff(wanted, d.said); diff != "" {
		t.Errorf("what was asked for (-want +got):\n%s", diff)
	}
	if name, ok := d.said["swapRecord"]; !ok || name != nil {
		t.Error("it would replace what stands there")
	}
}

// Pictures stand in a gallery with their words and form, or on the card as its thumb.
func TestPictures(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	call := connectortest.Illustrate(connectortest.Publish())
	d.must(t, call)
	if text := d.sent(t); !strings.Contains(text, `"aspectRatio":{"height":48,"width":64}`) || strings.Contains(text, "embed.external") {
		t.Errorf("a gallery: %s", text)
	}
	card := open(t, connector.Values{"pictures": "card"})
	card.must(t, connectortest.Illustrate(connectortest.Publish()))
	if text := card.sent(t); !strings.Contains(text, `"thumb":{"$type":"blob","mimeType":"image/jpeg","ref":{"$link":"bafkrei`) || card.count("repo.uploadBlob") != 1 {
		t.Errorf("a card: %d uploads, %s", card.count("repo.uploadBlob"), text)
	}
	many := connectortest.Illustrate(connectortest.Publish())
	for len(many.Post.Pictures) < 6 {
		many.Post.Pictures = append(many.Post.Pictures, many.Post.Pictures[0])
	}
	five := open(t, nil)
	five.must(t, many)
	if shown := five.Pictures(connectortest.PublishKey); len(shown) != 4 || five.count("repo.uploadBlob") != 2 {
		t.Errorf("%d pictures shown and %d uploaded, want the first four, each once", len(shown), five.count("repo.uploadBlob"))
	}
}

// The server throws away pictures that no post names: they are uploaded again, once.
func TestDroppedPictures(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	call := connectortest.Illustrate(connectortest.Publish())
	d.Break(connectortest.Fault{Status: http.StatusServiceUnavailable})
	want(t, "out of service", d.Send(t.Context(), call), connector.Ambiguous, "http_503")
	d.with(func() { clear(d.blobs) })
	want(t, "after they were dropped", d.Send(t.Context(), call), connector.Transient, "BlobNotFound")
	d.must(t, call)
	if n := d.count("repo.uploadBlob"); n != 4 {
		t.Errorf("%d uploads, want two tries of two", n)
	}
	d.must(t, call)
	if n := d.count("repo.uploadBlob"); n != 4 {
		t.Errorf("%d uploads after a repeat, want no more", n)
	}
}

// Words that no lexicon allows are refused before anybody is asked.
func TestTooManyBytes(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	call := connectortest.Publish()
	call.Post.Text = strings.Repeat("👨‍👩‍👧‍👦", 130) // few graphemes, 25 bytes each
	want(t, "3,250 bytes", d.Send(t.Context(), call), connector.Rejected, "too_long")
	if len(d.asked) != 0 {
		t.Errorf("asked: %v", d.asked)
	}
	call.Post.Text, call.Post.Spans = strings.Repeat("ạ", 301), nil
	want(t, "301 graphemes", d.Send(t.Context(), call), connector.Rejected, "InvalidRequest")
	call.Post.Text = strings.Repeat("ạ", 300)
	d.must(t, call)
}

// Readers never see an edit; a person decides.
func TestACorrectionNeedsAPerson(t *testing.T) {
	t.Parallel()
	if _, ok := bluesky.Spec().Guards[connector.Correct]; ok {
		t.Error("a correction is offered")
	}
	d := open(t, nil)
	want(t, "correction", d.Send(t.Context(), connectortest.Correct(d.must(t, connectortest.Publish()))), connector.Rejected, "not_editable")
}
