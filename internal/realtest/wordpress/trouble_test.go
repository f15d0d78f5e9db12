//go:build realtest

package wordpress_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/realtest/destination"
)

// lostAnswer puts a proxy before the portal that passes the create on and hangs up, or
// says that the portal is out of service, as a cache does that lost the answer.
func (p portal) lostAnswer(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"cut": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"503": func(w http.ResponseWriter) { http.Error(w, "Backend fetch failed", http.StatusServiceUnavailable) },
	} {
		address := p.front(t, func(w http.ResponseWriter, r *http.Request, portal http.Handler) {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/wp/v2/posts") {
				portal.ServeHTTP(httptest.NewRecorder(), r)
				answer(w)
				return
			}
			portal.ServeHTTP(w, r)
		})
		c, call := p.open(t, connector.Values{"url": address}), story()
		if outcome := c.Send(t.Context(), call); outcome.Class != connector.Ambiguous {
			t.Fatalf("%s: a lost answer gave %+v, want ambiguous", name, outcome)
		}
		found := look(t, c, call)
		wantFinding(t, name+", looked up", found, connector.Found, 1)
		wantFinding(t, name+", proved", prove(t, c, call, found.Receipts[0]), connector.Found, 1)
	}
}

// parallelSlugs shows that WordPress keeps no lock on slugs, and that the look sees it.
func (p portal) parallelSlugs(t *testing.T) {
	c, call := p.open(t, connector.Values{"terms": "none"}), story()
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			if outcome := c.Send(t.Context(), call); outcome.Class != connector.OK {
				t.Errorf("got %+v", outcome)
			}
		})
	}
	group.Wait()
	sighting := look(t, c, call)
	wantFinding(t, "three at once", sighting, connector.Found, 3)
	other := story()
	other.Post.ChosenID = call.Post.ChosenID
	receipt := destination.Send(t, c, other)
	if post := p.read(t, receipt.RemoteID); !strings.HasPrefix(post.Slug, call.Post.ChosenID+"-") {
		t.Errorf("the fourth has slug %q", post.Slug)
	}
	wantFinding(t, "another's variant", look(t, c, call), connector.Found, 3)
}

// movedThere plays what the portal's own editors do to a post while we are in doubt.
func (p portal) movedThere(t *testing.T) {
	c, call := p.open(t, connector.Values{"terms": "none"}), story()
	id := destination.Send(t, c, call).RemoteID
	p.PHP(t, "wp_update_post(['ID' => "+id+", 'post_name' => 'doi-ten-"+id+"']);")
	wantFinding(t, "renamed", look(t, c, call), connector.Found, 1)
	p.PHP(t, "wp_update_post(['ID' => "+id+", 'post_status' => 'private']);")
	wantFinding(t, "made private", look(t, c, call), connector.Found, 1)
	p.PHP(t, "wp_trash_post("+id+");")
	wantFinding(t, "trashed", look(t, c, call), connector.Unclear, 1)
	p.PHP(t, "wp_delete_post("+id+", true);")
	wantFinding(t, "deleted", look(t, c, call), connector.Missing, 0)
}

// anothersPost hands the connector an id that another post holds, as after a restore.
func (p portal) anothersPost(t *testing.T) {
	c, call, other := p.open(t, connector.Values{"terms": "none"}), story(), story()
	receipt := destination.Send(t, c, other)
	before := p.read(t, receipt.RemoteID)
	for _, one := range []connector.Call{correct(call, receipt), withdraw(call, receipt)} {
		if outcome := c.Send(t.Context(), one); outcome.Class != connector.Rejected || outcome.Reason != "not_ours" {
			t.Errorf("%s: %+v", one.Post.Intent, outcome)
		}
	}
	if diff := cmp.Diff(before, p.read(t, receipt.RemoteID)); diff != "" {
		t.Errorf("it was changed (-before +after):\n%s", diff)
	}
	p.PHP(t, "wp_update_post(['ID' => "+receipt.RemoteID+", 'post_name' => 'ten-khac-"+receipt.RemoteID+"']);")
	destination.Send(t, c, correct(other, receipt)) // renamed there, and still ours
}

// noID corrects and withdraws what is known by a person's word alone: a story of ours by
// slug or marker, and a post that somebody made there by its address.
func (p portal) noID(t *testing.T) {
	c := p.open(t, connector.Values{"terms": "none"})
	byHand := p.BaseURL + "/" + p.PHP(t, "echo get_post(wp_insert_post(['post_title' => 'Tin viết tay', 'post_content' => 'x', 'post_status' => 'publish']))->post_name;") + "/"
	for name, k := range map[string]struct {
		change  string
		earlier connector.Receipt
	}{
		"slug":         {"", connector.Receipt{}},
		"renamed":      {"wp_update_post(['ID' => %s, 'post_name' => 'khac-%s']);", connector.Receipt{}},
		"restored":     {"", connector.Receipt{RemoteID: "999999"}},
		"made by hand": {"wp_delete_post(%s, true);", connector.Receipt{Address: byHand}},
	} {
		call := story()
		published := destination.Send(t, c, call)
		p.PHP(t, strings.ReplaceAll(k.change, "%s", published.RemoteID))
		receipt := destination.Send(t, c, correct(call, k.earlier))
		if post := p.read(t, receipt.RemoteID); !strings.Contains(post.Content.Raw, "Ngày thăm là 22/11") {
			t.Errorf("%s: not corrected: %+v", name, post)
		}
		withdrawn := destination.Send(t, c, withdraw(call, k.earlier))
		if post := p.read(t, receipt.RemoteID); withdrawn.RemoteID != receipt.RemoteID || post.Status != "trash" {
			t.Errorf("%s: %+v was withdrawn, the post is %+v", name, withdrawn, post)
		}
		wantFinding(t, name+", proof of withdrawal", prove(t, c, withdraw(call, k.earlier), withdrawn), connector.Missing, 0)
	}
}

// heldBack lets the portal keep from readers what it was asked to publish.
func (p portal) heldBack(t *testing.T) {
	c, call := p.open(t, connector.Values{"terms": "none"}), story()
	receipt := destination.Send(t, c, call)
	receipt.Address = "" // as when the portal held it back at once
	for _, state := range []string{"pending", "private", "draft"} {
		p.PHP(t, "wp_update_post(['ID' => "+receipt.RemoteID+", 'post_status' => '"+state+"']);")
		wantFinding(t, state, prove(t, c, call, receipt), connector.Missing, 0)
	}
	p.PHP(t, "wp_publish_post("+receipt.RemoteID+");")
	seen := prove(t, c, call, receipt)
	wantFinding(t, "released", seen, connector.Found, 1)
	if want := p.BaseURL + "/" + p.read(t, receipt.RemoteID).Slug + "/"; seen.Receipts[0].Address != want {
		t.Errorf("address %q, want %q", seen.Receipts[0].Address, want)
	}
}

func (p portal) noTrash(t *testing.T) {
	p.PHP(t, "touch(ABSPATH . 'no-trash');")
	c, call := p.open(t, connector.Values{"terms": "none"}), story()
	receipt := destination.Send(t, c, call)
	destination.Send(t, c, withdraw(call, receipt))
	if post := p.read(t, receipt.RemoteID); post.Status != "draft" {
		t.Errorf("state %q, want draft", post.Status)
	}
	wantFinding(t, "proof of withdrawal", prove(t, c, withdraw(call, receipt), receipt), connector.Missing, 0)
	p.PHP(t, "unlink(ABSPATH . 'no-trash');")
}

// droppedHeader puts a proxy before the portal that drops the header which makes a removal
// of a POST, and one that stops DELETE as well.
func (p portal) droppedHeader(t *testing.T) {
	for _, stops := range []bool{false, true} {
		address := p.front(t, func(w http.ResponseWriter, r *http.Request, portal http.Handler) {
			r.Header.Del("X-HTTP-Method-Override")
			if stops && r.Method == http.MethodDelete {
				http.Error(w, "Method Not Allowed", http.StatusMethodNotAllowed)
				return
			}
			portal.ServeHTTP(w, r)
		})
		c, call := p.open(t, connector.Values{"url": address, "terms": "none"}), story()
		receipt := destination.Send(t, c, call)
		outcome, post := c.Send(t.Context(), withdraw(call, receipt)), p.read(t, receipt.RemoteID)
		if !stops && (outcome.Class != connector.OK || post.Status != "trash") {
			t.Errorf("by DELETE: %+v, and the post is %s", outcome, post.Status)
		}
		if stops && (outcome.Reason != "not_trashed" || post.Status != "publish") {
			t.Errorf("nothing got through: %+v, and the post is %s", outcome, post.Status)
		}
	}
}

// front puts a proxy before the portal; meddle may handle a request in its place.
func (p portal) front(t *testing.T, meddle func(w http.ResponseWriter, r *http.Request, portal http.Handler)) string {
	t.Helper()
	target, err := url.Parse(p.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = target.Host
		meddle(w, r, proxy)
	}))
	t.Cleanup(front.Close)
	return front.URL
}
