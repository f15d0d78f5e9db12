package bluesky_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

func kept(t *testing.T, d *desk) string {
	t.Helper()
	value, err := d.session.Value(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func rkeyOf(r connector.Receipt) string { return r.RemoteID[strings.LastIndex(r.RemoteID, "/")+1:] }

// What stands at our key with other content is ours when it says or leads to the same.
func TestReconcile(t *testing.T) {
	t.Parallel()
	call := connectortest.Publish()
	for name, c := range map[string]struct {
		there  map[string]any
		class  connector.Class
		reason string
	}{
		"the same words": {map[string]any{"text": call.Post.Text}, connector.OK, ""},
		"edited there":   {map[string]any{"text": "Sửa tay\n" + call.Post.Link}, connector.OK, ""},
		"by its card":    {map[string]any{"text": "x", "embed": map[string]any{"external": map[string]any{"uri": call.Post.Link}}}, connector.OK, ""},
		"by its facet": {map[string]any{"text": "x", "facets": []any{map[string]any{"features": []any{map[string]any{"uri": call.Post.Link}}}}},
			connector.OK, ""},
		"another's":         {map[string]any{"text": "x"}, connector.Rejected, "record_taken"},
		"another's by link": {map[string]any{"text": call.Post.Link + "0"}, connector.Rejected, "record_taken"},
	} {
		d := open(t, nil)
		receipt := d.must(t, connectortest.Publish())
		there, err := json.Marshal(c.there)
		if err != nil {
			t.Fatal(err)
		}
		d.with(func() { d.records[rkeyOf(receipt)] = there })
		outcome := d.Send(t.Context(), connectortest.Publish())
		want(t, name, outcome, c.class, c.reason)
		if c.class == connector.OK && outcome.Receipt != receipt {
			t.Errorf("%s: receipt %+v", name, outcome.Receipt)
		}
	}
}

// Where the server says that something stands there and cannot show it, nothing is claimed.
func TestReconcileInTheDark(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	swap := connectortest.Fault{Status: http.StatusBadRequest, Body: `{"error":"InvalidSwap","message":"Record was at bafyrei"}`}
	d.Break(swap)
	want(t, "removed meanwhile", d.Send(t.Context(), connectortest.Publish()), connector.Transient, "InvalidSwap")
	d.with(func() {
		d.instead = func(w http.ResponseWriter, name string) {
			if name == "repo.getRecord" {
				fail(w, 502, "UpstreamFailure", "x")
				return
			}
			fail(w, 400, "InvalidSwap", "Record was at bafyrei")
		}
	})
	want(t, "not to be read", d.Send(t.Context(), connectortest.Publish()), connector.Ambiguous, "http_502")
}

// The key of the record is kept before anything is sent, and holds over all tries.
func TestTheKeyIsKeptFirst(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	call := connectortest.Publish()
	call.Progress = deaf{}
	if outcome := d.Send(t.Context(), call); outcome.Class != connector.Transient || len(d.asked) != 0 {
		t.Errorf("got %+v; asked %v", outcome, d.asked)
	}
	call.Progress = connectortest.Memory{"rkey": "3jzfcijpj2z2a"}
	if receipt := d.must(t, call); receipt.RemoteID != uri("3jzfcijpj2z2a") {
		t.Errorf("receipt %+v", receipt)
	}
}

// deaf is a Progress that cannot be written.
type deaf struct{}

func (deaf) Get(string) string                         { return "" }
func (deaf) Put(context.Context, string, string) error { return context.Canceled }

// A withdrawal takes down the post that is meant, and no other.
func TestWhichPostIsWithdrawn(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	receipt := d.must(t, connectortest.Publish())
	rkey := rkeyOf(receipt)
	other := "https://bsky.app/profile/other.bsky.social/post/" + rkey
	for name, earlier := range map[string]connector.Receipt{
		"another account":    {RemoteID: "at://did:plc:other/" + simPosts + "/" + rkey, Address: receipt.Address},
		"another collection": {RemoteID: "at://" + simDID + "/app.bsky.feed.like/" + rkey},
		"another's address":  {Address: other},
		"another site":       {Address: "https://facebook.com/profile/" + simHandle + "/post/" + rkey},
		"no post":            {Address: "https://bsky.app/profile/" + simHandle},
		"no key":             {Address: "https://bsky.app/profile/" + simHandle + "/post/lantoa-42"},
	} {
		want(t, name, d.Send(t.Context(), connectortest.Withdraw(earlier)), connector.Rejected, "which_post")
		call := connectortest.Withdraw(earlier)
		if sighting := d.Connector.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Unclear {
			t.Errorf("%s: the proof gave %+v", name, sighting)
		}
	}
	if d.Copies(connectortest.PublishKey) != 1 {
		t.Fatal("it is gone")
	}
	for name, earlier := range map[string]connector.Receipt{
		"receipt": receipt,
		"handle":  {Address: "https://bsky.app/profile/ASEAN-NamDinh.bsky.social/post/" + rkey + "?ref=x"},
		"did":     {Address: "https://bsky.app/profile/" + simDID + "/post/" + rkey + "/"},
		"nothing": {},
	} {
		d.must(t, connectortest.Publish())
		if done := d.must(t, connectortest.Withdraw(earlier)); done != receipt || d.Copies(connectortest.PublishKey) != 0 {
			t.Errorf("%s: receipt %+v, %d copies", name, done, d.Copies(connectortest.PublishKey))
		}
	}
	want(t, "nothing, and nothing there", d.Send(t.Context(), connectortest.Withdraw(connector.Receipt{})), connector.Rejected, "not_found")
}

// After a lost answer there is no receipt: the withdrawal finds the post by its link.
func TestAWithdrawalWithoutAReceipt(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, story("0123456789ac"))
	d.Break(connectortest.Doubtful()[0])
	want(t, "publish", d.Send(t.Context(), story("0123456789ab")), connector.Ambiguous, "cut")
	call := connectortest.Withdraw(connector.Receipt{})
	call.Post.Link = strings.ReplaceAll(call.Post.Link, connectortest.PublishKey, connectortest.WithdrawKey)
	d.must(t, call)
	if d.Copies(connectortest.PublishKey) != 0 || len(d.records) != 1 {
		t.Errorf("%d records are left, want the other story's", len(d.records))
	}
	call.Post.ChosenID = "ngan"
	want(t, "no id", d.Send(t.Context(), call), connector.Rejected, "which_post")
	if sighting := d.Connector.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Unclear {
		t.Errorf("a proof without an id: %+v", sighting)
	}
}

// fill puts so many records of other stories at seconds before an instant, as the newest.
func (d *desk) fill(n int, until time.Time) {
	d.with(func() {
		for i := range n {
			d.records[keyOf(until.Add(-time.Duration(i)*time.Second))] = json.RawMessage(`{"text":"khác"}`)
		}
	})
}

// keyOf is the TID of an instant (atproto.com/specs/tid).
func keyOf(at time.Time) string {
	value, signs := at.UnixMicro()<<10, []byte{}
	for range 13 {
		signs = append([]byte{"234567abcdefghijklmnopqrstuvwxyz"[value%32]}, signs...)
		value /= 32
	}
	return string(signs)
}

// The search goes back, page by page, to before the edition was begun, and says when it could
// not see so far.
func TestHowFarASearchSees(t *testing.T) {
	t.Parallel()
	noon := connectortest.Noon()
	for name, c := range map[string]struct {
		before, after int // records of others, older and newer than ours
		edition       time.Time
		ours          bool
		reason        string
		pages         int
		finding       connector.Finding
	}{
		"on the newest page":               {0, 40, noon.Add(-time.Hour), true, "", 2, ""},
		"behind nine pages":                {0, 900, noon.Add(-time.Hour), true, "", 10, ""},
		"beyond what is read":              {0, 1000, noon.Add(-time.Hour), true, "too_many_posts", 10, connector.Unclear},
		"not there, and all were seen":     {0, 250, noon.Add(-time.Hour), false, "not_found", 4, connector.Missing},
		"not there, seen far enough":       {1500, 120, noon.Add(-time.Hour), false, "not_found", 2, connector.Missing},
		"an edition without a time":        {0, 1000, time.Time{}, false, "too_many_posts", 10, connector.Unclear},
		"not there, an edition of a month": {1500, 120, noon.Add(-30 * 24 * time.Hour), false, "too_many_posts", 10, connector.Unclear},
	} {
		d := open(t, nil)
		if c.ours {
			d.must(t, connectortest.Publish())
		}
		d.fill(c.after, noon.Add(2*time.Hour))
		d.fill(c.before, noon.Add(-2*time.Hour))
		call := connectortest.Withdraw(connector.Receipt{})
		call.Post.At = noon.Add(3 * time.Hour) // that of the withdrawal
		call.Post.Edition = fmt.Sprintf("%012x-7000-8000-00000000000e", c.edition.UnixMilli())
		call.Post.Edition = call.Post.Edition[:8] + "-" + call.Post.Edition[8:]
		if c.edition.IsZero() {
			call.Post.Edition = "ffffffff-ffff-4fff-8fff-ffffffffffff" // of another version, without a time
		}
		if c.finding != "" {
			if sighting := d.Connector.(connector.Prover).Prove(t.Context(), call); sighting.Finding != c.finding {
				t.Errorf("%s: the proof gave %+v, want %s", name, sighting, c.finding)
			}
			d.with(func() { d.asked["repo.listRecords"] = 0 })
		}
		class := connector.OK
		if c.reason != "" {
			class = connector.Rejected
		}
		want(t, name, d.Send(t.Context(), call), class, c.reason)
		if pages := d.count("repo.listRecords"); pages != c.pages {
			t.Errorf("%s: %d pages were read, want %d", name, pages, c.pages)
		}
	}
}

// The clocks that make the ids of editions and of records need not agree.
func TestASearchAllowsForClocks(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, connectortest.Publish())
	noon := connectortest.Noon()
	d.fill(150, noon.Add(10*time.Minute)) // newer than ours, older than the edition says that it is
	call := connectortest.Withdraw(connector.Receipt{})
	call.Post.Edition = fmt.Sprintf("%012x7000800000000000000e", noon.Add(50*time.Minute).UnixMilli())
	d.must(t, call)
}

// Where two posts lead to the story nobody picks one of them.
func TestTwoPostsOfAStory(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, connectortest.Publish())
	text, err := json.Marshal(map[string]string{"text": connectortest.Publish().Post.Link})
	if err != nil {
		t.Fatal(err)
	}
	d.with(func() { d.records[keyOf(connectortest.Noon().Add(time.Hour))] = text })
	want(t, "two", d.Send(t.Context(), connectortest.Withdraw(connector.Receipt{})), connector.Rejected, "which_post")
	if len(d.records) != 2 {
		t.Errorf("%d records are left", len(d.records))
	}
}
