package wordpress_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

func TestProof(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	receipt := send(t, c, connectortest.Publish())
	prove := func(call connector.Call) connector.Finding {
		call.Earlier = receipt
		return c.(connector.Prover).Prove(t.Context(), call).Finding
	}
	if got := prove(connectortest.Publish()); got != connector.Found {
		t.Errorf("published: %s", got)
	}
	if got := prove(connectortest.Correct(receipt)); got != connector.Missing {
		t.Errorf("the old text was taken for the corrected one: %s", got)
	}
	if got := prove(connectortest.Withdraw(receipt)); got != connector.Found {
		t.Errorf("before the withdrawal: %s", got)
	}
	s.strip = true
	if got := prove(connectortest.Publish()); got != connector.Found {
		t.Errorf("a theme that strips comments: %s", got)
	}
	s.posts[0].title = "Bài khác"
	if got := prove(connectortest.Publish()); got != connector.Missing {
		t.Errorf("a page without title and marker: %s", got)
	}
	s.posts[0].status = "draft"
	if got := prove(connectortest.Publish()); got != connector.Missing {
		t.Errorf("taken off: %s", got)
	}
}

// TestLateTryOfAnEarlierReleaseIsFound plays a first release that was looked for in vain
// and given up, and shows only when the second one is out.
func TestLateTryOfAnEarlierReleaseIsFound(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil)
	first := send(t, c, connectortest.Publish())
	second := connectortest.Publish()
	second.Key, second.Post.Release, second.Post.ChosenID = connectortest.CorrectKey, 2, "giao-luu-huu-nghi-0123456789ac"
	second.Earlier = send(t, c, second)
	if seen := c.(connector.Prover).Prove(t.Context(), second); seen.Finding != connector.Found || !slices.Equal(seen.Receipts, []connector.Receipt{second.Earlier, first}) {
		t.Errorf("got %+v, want both", seen)
	}
	for _, taken := range []string{"trash", "draft"} { // withdrawn before, with and without a trash
		s.posts[0].status = taken
		if seen := c.(connector.Prover).Prove(t.Context(), second); len(seen.Receipts) != 1 {
			t.Errorf("the first one is in state %s: got %+v", taken, seen)
		}
	}
	other := connectortest.Publish()
	other.Key, other.Post.Edition, other.Post.ChosenID = connectortest.WithdrawKey, "019ab000-0000-7000-8000-0000000000ff", "giao-luu-huu-nghi-0123456789ad"
	send(t, c, other)
	if seen := c.(connector.Prover).Prove(t.Context(), second); len(seen.Receipts) != 1 {
		t.Errorf("another story was taken for a copy: %+v", seen)
	}
}

// listless refuses lists of posts while it is off duty.
type listless struct {
	connector.Doer
	off bool
}

func (l *listless) Do(r *http.Request) (*http.Response, error) {
	if l.off && r.Method == http.MethodGet && r.URL.Query().Has("slug") {
		return &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	}
	return l.Doer.Do(r)
}

// Where copies cannot be looked for, one that readers see proves nothing yet.
func TestAProofWaitsForALookAtCopies(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	way := &listless{}
	c := openBy(t, s, nil, func(d connector.Doer) connector.Doer { way.Doer = d; return way })
	send(t, c, connectortest.Publish())
	again := connectortest.Publish()
	again.Attempt, again.Repeats = 2, true
	again.Earlier = send(t, c, again)
	way.off = true
	if seen := c.(connector.Prover).Prove(t.Context(), again); seen.Finding != connector.Blind || seen.Problem.Class != connector.Transient {
		t.Errorf("without a list: %+v", seen)
	}
	way.off = false
	if seen := c.(connector.Prover).Prove(t.Context(), again); seen.Finding != connector.Found || len(seen.Receipts) != 2 {
		t.Errorf("with it: %+v", seen)
	}
}

func TestDraftIsProvedByReadingBack(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, connector.Values{"status": "draft"})
	call := connectortest.Publish()
	call.Earlier = send(t, c, call)
	if call.Earlier.Address != "" || s.posts[0].status != "draft" {
		t.Errorf("receipt %+v, status %s", call.Earlier, s.posts[0].status)
	}
	for _, k := range []struct {
		status string
		want   connector.Finding
	}{{"draft", connector.Found}, {"publish", connector.Found}, {"trash", connector.Missing}} {
		s.posts[0].status = k.status
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.want {
			t.Errorf("%s: got %+v", k.status, got)
		}
	}
	s.posts = nil
	if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != connector.Missing {
		t.Errorf("deleted: got %+v", got)
	}
}

// TestWhatReadersCannotSeeIsNoProof plays portals that put what they are asked to publish
// into another state.
func TestWhatReadersCannotSeeIsNoProof(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"pending", "future", "private", "draft"} {
		s := newPortal(t, connectortest.Noon)
		s.forced = state
		c := open(t, s, nil)
		call := connectortest.Publish()
		outcome := c.Send(t.Context(), call)
		if outcome.Class != connector.OK || !strings.Contains(outcome.Detail.EN, "(state "+state+")") || outcome.Receipt.Address != "" {
			t.Errorf("%s: got %+v", state, outcome)
		}
		call.Earlier = outcome.Receipt
		seen := c.(connector.Prover).Prove(t.Context(), call)
		if seen.Finding != connector.Missing || !strings.Contains(seen.Problem.Detail.EN, "(state "+state+")") {
			t.Errorf("%s: the proof gave %+v", state, seen)
		}
		s.posts[0].status = "publish" // released by somebody there
		seen = c.(connector.Prover).Prove(t.Context(), call)
		if seen.Finding != connector.Found || len(seen.Receipts) != 1 || !strings.HasSuffix(seen.Receipts[0].Address, call.Post.ChosenID+"/") {
			t.Errorf("%s, then released: the proof gave %+v", state, seen)
		}
	}
}

// TestProofOfWhatCannotBeOpened keeps apart what readers see, and what only we cannot ask.
func TestProofOfWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	c := open(t, s, nil).(connector.Prover)
	for status, want := range map[int]connector.Finding{
		200: connector.Missing, 404: connector.Missing, 410: connector.Missing,
		400: connector.Blind, 401: connector.Blind, 403: connector.Blind, 405: connector.Blind, 451: connector.Blind, 429: connector.Blind, 500: connector.Blind, 502: connector.Blind, 503: connector.Blind,
	} {
		page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		call := connectortest.Publish()
		call.Earlier = connector.Receipt{RemoteID: "1", Address: page.URL}
		sighting := c.Prove(t.Context(), call)
		page.Close()
		if sighting.Finding != want {
			t.Errorf("%d: got %+v, want %s", status, sighting, want)
		}
	}
	for _, address := range []string{"http://10.0.0.1/tin", "http://[cong", "cong.example"} {
		for _, call := range []connector.Call{connectortest.Publish(), connectortest.Withdraw(connector.Receipt{})} {
			call.Earlier = connector.Receipt{RemoteID: "1", Address: address}
			if sighting := c.Prove(t.Context(), call); sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Transient {
				t.Errorf("%s of %s: got %+v, want blind for now", call.Post.Intent, address, sighting)
			}
		}
	}
}

// TestAbsenceIsProvedByAbsenceAlone plays what stands before a portal, while the post is
// still out and when it is gone.
func TestAbsenceIsProvedByAbsenceAlone(t *testing.T) {
	t.Parallel()
	page := func(status int, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, text)
		}
	}
	home := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) }
	for name, k := range map[string]struct {
		page      http.HandlerFunc
		out, gone connector.Finding
	}{
		"not found":                 {page(404, "404"), connector.Missing, connector.Missing},
		"gone":                      {page(410, ""), connector.Missing, connector.Missing},
		"a firewall":                {page(403, "Request blocked."), connector.Blind, connector.Blind},
		"a login":                   {page(401, ""), connector.Blind, connector.Blind},
		"a refusal":                 {page(400, ""), connector.Blind, connector.Blind},
		"a legal block":             {page(451, ""), connector.Blind, connector.Blind},
		"maintenance":               {page(503, ""), connector.Blind, connector.Blind},
		"a test for robots":         {page(200, "<html>Just a moment...</html>"), connector.Found, connector.Missing},
		"a redirect to the home":    {home, connector.Found, connector.Missing},
		"a cache with the old page": {page(200, "<!-- lantoa-edition:"+connectortest.Publish().Post.Edition+" -->"), connector.Found, connector.Found},
	} {
		s := newPortal(t, connectortest.Noon)
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Trim(r.URL.Path, "/") == connectortest.Publish().Post.ChosenID {
				k.page(w, r)
				return
			}
			s.server.Config.Handler.ServeHTTP(w, r)
		}))
		t.Cleanup(front.Close)
		c := open(t, s, connector.Values{"url": front.URL})
		receipt := send(t, c, connectortest.Publish())
		receipt.Address = front.URL + "/" + connectortest.Publish().Post.ChosenID + "/"
		call := connectortest.Withdraw(receipt)
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.out {
			t.Errorf("%s, still out: got %+v, want %s", name, got, k.out)
		}
		send(t, c, call)
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.gone {
			t.Errorf("%s, gone: got %+v, want %s", name, got, k.gone)
		}
		call.Earlier.RemoteID = "" // as a person's word gives it
		if got := c.(connector.Prover).Prove(t.Context(), call); got.Finding != k.gone {
			t.Errorf("%s, gone, and no id: got %+v, want %s", name, got, k.gone)
		}
	}
}
