//go:build realtest

package wordpress_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	shipped "github.com/lantoa/lantoa/internal/connector/wordpress"
	"github.com/lantoa/lantoa/internal/outbound"
	"github.com/lantoa/lantoa/internal/realtest/destination"
	"github.com/lantoa/lantoa/internal/realtest/wordpress"
)

// TestRealWordPress plays the shipped connector, through the shipped client, against
// the real server.
func TestRealWordPress(t *testing.T) {
	began := time.Now()
	site := wordpress.Start(t)
	t.Logf("WordPress %s came up in %v", site.PHP(t, "echo get_bloginfo('version');"), time.Since(began).Round(time.Millisecond))
	p := portal{site}
	t.Run("account", p.account)
	t.Run("life", p.life)
	t.Run("signs of markup", p.signsOfMarkup)
	t.Run("terms", p.terms)
	t.Run("lost answer", p.lostAnswer)
	t.Run("parallel slugs", p.parallelSlugs)
	t.Run("moved there", p.movedThere)
	t.Run("another's post", p.anothersPost)
	t.Run("no id", p.noID)
	t.Run("draft", p.draft)
	t.Run("held back", p.heldBack)
	t.Run("roles", p.roles)
	t.Run("dates", p.dates)
	t.Run("no trash", p.noTrash)
	t.Run("dropped header", p.droppedHeader)
	t.Run("pictures", p.pictures)
	t.Run("refused picture", p.refusedPicture)
	t.Run("plain addresses", p.plainAddresses)
}

type portal struct{ wordpress.Site }

// open makes a connector to the site with some settings replaced.
func (p portal) open(t *testing.T, replaced connector.Values) connector.Connector {
	t.Helper()
	values := connector.Values{"url": p.BaseURL, "username": p.Username, "app_password": p.AppPassword}
	for name, value := range replaced {
		values[name] = value
	}
	full, err := shipped.Spec().Validate(values)
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.0/8"}, Now: time.Now, UserAgent: "lantoa/test"})
	if err != nil {
		t.Fatal(err)
	}
	built, err := shipped.Spec().New(full, connector.Deps{HTTP: client, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// story is a new story with its own delivery and slug.
func story() connector.Call {
	call := connectortest.Publish()
	call.Key, call.Post.Edition = uuid.NewString(), uuid.NewString()
	call.Post.ChosenID = "giao-luu-huu-nghi-" + call.Key[24:]
	call.Post.At = time.Now().Add(-time.Minute).UTC().Truncate(time.Second)
	return call
}

func correct(call connector.Call, earlier connector.Receipt) connector.Call {
	corrected := connectortest.Correct(earlier)
	corrected.Key = uuid.NewString()
	corrected.Post.ChosenID, corrected.Post.Edition, corrected.Post.At = call.Post.ChosenID, call.Post.Edition, call.Post.At
	return corrected
}

func withdraw(call connector.Call, earlier connector.Receipt) connector.Call {
	withdrawn := connectortest.Withdraw(earlier)
	withdrawn.Key, withdrawn.Post.ChosenID, withdrawn.Post.Edition = uuid.NewString(), call.Post.ChosenID, call.Post.Edition
	return withdrawn
}

func wantFinding(t *testing.T, what string, got connector.Sighting, want connector.Finding, copies int) {
	t.Helper()
	if got.Finding != want || len(got.Receipts) != copies {
		t.Errorf("%s: got %+v, want %s with %d receipts", what, got, want, copies)
	}
}

func look(t *testing.T, c connector.Connector, call connector.Call) connector.Sighting {
	t.Helper()
	return c.(connector.Looker).Look(t.Context(), call)
}

func prove(t *testing.T, c connector.Connector, call connector.Call, receipt connector.Receipt) connector.Sighting {
	t.Helper()
	call.Earlier = receipt
	return c.(connector.Prover).Prove(t.Context(), call)
}

// kept is a post as the portal's own interface shows it to its editors.
type kept struct {
	Slug, Status string
	DateGMT      string `json:"date_gmt"`
	Title        struct{ Raw string }
	Content      struct{ Raw string }
	Excerpt      struct{ Raw string }
	Categories   []int64
	Tags         []int64
}

// read fetches a post past the connector.
func (p portal) read(t *testing.T, id string) kept {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.BaseURL+"/?rest_route=/wp/v2/posts/"+id+"&context=edit", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(p.Username, p.AppPassword)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var post kept
	if err := json.Unmarshal(data, &post); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("reading post %s: %d %v %s", id, resp.StatusCode, err, data)
	}
	return post
}

// page is an address as readers and feed readers get it.
func (p portal) page(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func (p portal) account(t *testing.T) {
	if health := p.open(t, nil).Check(t.Context()); health.Class != connector.OK || !strings.HasPrefix(health.Account, "Ban biên tập @ ") || health.Place == "" {
		t.Errorf("check: %+v", health)
	}
	wrong := p.open(t, connector.Values{"app_password": "aaaa bbbb cccc dddd eeee ffff"})
	if health := wrong.Check(t.Context()); health.Class != connector.Reauth {
		t.Errorf("check with a wrong password: %+v", health)
	}
	for _, terms := range []string{"create", "none"} {
		c := p.open(t, connector.Values{"app_password": "aaaa bbbb cccc dddd eeee ffff", "terms": terms})
		if outcome := c.Send(t.Context(), story()); outcome.Class != connector.Reauth {
			t.Errorf("publish with a wrong password, terms %s: %+v", terms, outcome)
		}
	}
	if sighting := look(t, wrong, story()); sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Reauth {
		t.Errorf("look with a wrong password: %+v", sighting)
	}
	earlier := connector.Receipt{RemoteID: "1"}
	for _, call := range []connector.Call{correct(story(), earlier), withdraw(story(), earlier)} {
		if outcome := wrong.Send(t.Context(), call); outcome.Class != connector.Reauth {
			t.Errorf("%s with a wrong password: %+v", call.Post.Intent, outcome)
		}
	}
}

// signsOfMarkup sees to it that what people wrote as words is shown as words, though the
// account may write any markup.
func (p portal) signsOfMarkup(t *testing.T) {
	c, call := p.open(t, nil), story()
	call.Post.Title, call.Post.Lead = `Giá < 5% <script>alert("1")</script> & hơn`, "<script>alert(2)</script>"
	receipt := destination.Send(t, c, call)
	wantFinding(t, "proof of publication", prove(t, c, call, receipt), connector.Found, 1)
	for _, address := range []string{receipt.Address, p.BaseURL + "/", p.BaseURL + "/feed/"} {
		page := p.page(t, address)
		if strings.Contains(page, "<script>alert(") {
			t.Errorf("%s shows the title or the lead as markup", address)
		}
		if !strings.Contains(html.UnescapeString(page), "Giá < 5% <script>alert(") {
			t.Errorf("%s does not show the title as it was written", address)
		}
	}
}

func (p portal) life(t *testing.T) {
	c, call := p.open(t, nil), story()
	wantFinding(t, "before", look(t, c, call), connector.Missing, 0)
	receipt := destination.Send(t, c, call)
	post := p.read(t, receipt.RemoteID)
	for what, pair := range map[string][2]string{
		"title": {html.EscapeString(call.Post.Title), post.Title.Raw}, "lead": {call.Post.Lead, post.Excerpt.Raw}, "slug": {call.Post.ChosenID, post.Slug},
		"body": {call.Post.HTML + "\n<!-- lantoa:" + call.Key + " --><!-- lantoa-edition:" + call.Post.Edition + " -->", post.Content.Raw}, "state": {"publish", post.Status},
		"date": {call.Post.At.Format("2006-01-02T15:04:05"), post.DateGMT}, "address": {p.BaseURL + "/" + call.Post.ChosenID + "/", receipt.Address},
	} {
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	wantFinding(t, "published", look(t, c, call), connector.Found, 1)
	wantFinding(t, "proof of publication", prove(t, c, call, receipt), connector.Found, 1)

	corrected := correct(call, receipt)
	wantFinding(t, "proof before the correction", prove(t, c, corrected, receipt), connector.Missing, 0)
	for range 2 {
		if again := destination.Send(t, c, corrected); again != receipt {
			t.Errorf("the correction is at %+v, the post at %+v", again, receipt)
		}
	}
	if post := p.read(t, receipt.RemoteID); !strings.HasPrefix(post.Content.Raw, `<p class="lantoa-note"><strong>Đính chính:</strong> Ngày thăm là 22/11`) || post.Slug != call.Post.ChosenID {
		t.Errorf("after the correction: %+v", post)
	}
	wantFinding(t, "proof of correction", prove(t, c, corrected, receipt), connector.Found, 1)

	withdrawn := withdraw(call, receipt)
	wantFinding(t, "before the withdrawal", prove(t, c, withdrawn, receipt), connector.Found, 1)
	for range 2 {
		destination.Send(t, c, withdrawn)
	}
	wantFinding(t, "proof of withdrawal", prove(t, c, withdrawn, receipt), connector.Missing, 0)
	if post := p.read(t, receipt.RemoteID); post.Status != "trash" || post.Slug != call.Post.ChosenID+"__trashed" {
		t.Errorf("after the withdrawal: %+v", post)
	}
	if outcome := c.Send(t.Context(), corrected); outcome.Class != connector.Rejected || outcome.Reason != "trashed_there" {
		t.Errorf("a correction of what is in the trash: %+v", outcome)
	}
	p.PHP(t, "wp_delete_post("+receipt.RemoteID+", true);")
	destination.Send(t, c, withdrawn)
	if outcome := c.Send(t.Context(), corrected); outcome.Class != connector.Rejected || outcome.Reason != "rest_post_invalid_id" {
		t.Errorf("a correction of what was deleted: %+v", outcome)
	}
}

func (p portal) terms(t *testing.T) {
	c := p.open(t, connector.Values{"category": "ASEAN & Nam Định"})
	first, second := p.read(t, destination.Send(t, c, story()).RemoteID), p.read(t, destination.Send(t, c, story()).RemoteID)
	if len(first.Categories) != 2 || len(first.Tags) != 1 {
		t.Errorf("categories %v, tags %v", first.Categories, first.Tags)
	}
	if diff := cmp.Diff([][]int64{first.Categories, first.Tags}, [][]int64{second.Categories, second.Tags}); diff != "" {
		t.Errorf("the second post has other terms (-first +second):\n%s", diff)
	}
	names := p.PHP(t, "echo join('|', get_terms(['taxonomy' => 'category', 'hide_empty' => false, 'fields' => 'names']));")
	for _, want := range []string{"ASEAN &amp; Nam Định", "Văn hóa – Xã hội"} {
		if n := strings.Count("|"+names+"|", "|"+want+"|"); n != 1 {
			t.Errorf("%d categories %q in %q", n, want, names)
		}
	}
	other := story()
	other.Post.Terms = []connector.Term{{Kind: "area", Code: "x", Name: "bản sắc asean"}}
	if post := p.read(t, destination.Send(t, c, other).RemoteID); !cmp.Equal(post.Tags, first.Tags) {
		t.Errorf("a tag in other letters became %v, want %v", post.Tags, first.Tags)
	}
}

func (p portal) draft(t *testing.T) {
	c, call := p.open(t, connector.Values{"status": "draft"}), story()
	receipt := destination.Send(t, c, call)
	if receipt.Address != "" {
		t.Errorf("a draft has address %q", receipt.Address)
	}
	wantFinding(t, "draft", look(t, c, call), connector.Found, 1)
	wantFinding(t, "read back", prove(t, c, call, receipt), connector.Found, 1)
	destination.Send(t, c, withdraw(call, receipt))
	wantFinding(t, "read back from the trash", prove(t, c, call, receipt), connector.Missing, 0)
}

// roles checks what other roles than Editor come to.
func (p portal) roles(t *testing.T) {
	for role, want := range map[string]connector.Class{"author": connector.OK, "contributor": connector.Reauth, "subscriber": connector.Reauth} {
		password := p.PHP(t, "$id = wp_insert_user(['user_login' => '"+role+"', 'user_pass' => 'x', 'role' => '"+role+"']);"+
			"echo WP_Application_Passwords::create_new_application_password($id, ['name' => 'x'])[0];")
		c, call := p.open(t, connector.Values{"username": role, "app_password": password, "terms": "find"}), story()
		if outcome := c.Send(t.Context(), call); outcome.Class != want {
			t.Errorf("%s: %+v, want %s", role, outcome, want)
		}
		if health := c.Check(t.Context()); health.Class != want {
			t.Errorf("check of %s: %+v, want %s", role, health, want)
		}
		if want == connector.OK { // the marker outlives the filter of an author's HTML
			sighting := look(t, c, call)
			wantFinding(t, role, sighting, connector.Found, 1)
			wantFinding(t, role, prove(t, c, call, sighting.Receipts[0]), connector.Found, 1)
		}
	}
}

// dates checks that an instant in the portal's future leaves the post visible now.
func (p portal) dates(t *testing.T) {
	c, call := p.open(t, connector.Values{"terms": "none"}), story()
	call.Post.At = time.Now().Add(10 * time.Minute).UTC()
	receipt := destination.Send(t, c, call)
	if post := p.read(t, receipt.RemoteID); post.Status != "publish" {
		t.Errorf("state %q", post.Status)
	}
	wantFinding(t, "proof", prove(t, c, call, receipt), connector.Found, 1)
}

func (p portal) plainAddresses(t *testing.T) {
	p.PHP(t, "update_option('permalink_structure', '');")
	c, call := p.open(t, nil), story()
	receipt := destination.Send(t, c, call)
	if !strings.Contains(receipt.Address, "?p="+receipt.RemoteID) {
		t.Errorf("address %q", receipt.Address)
	}
	wantFinding(t, "look", look(t, c, call), connector.Found, 1)
	wantFinding(t, "proof", prove(t, c, call, receipt), connector.Found, 1)
	destination.Send(t, c, withdraw(call, receipt))
	wantFinding(t, "proof of withdrawal", prove(t, c, withdraw(call, receipt), receipt), connector.Missing, 0)
}
