package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/demo"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
)

func demoOptions(t *testing.T, environ ...string) Options {
	t.Helper()
	settings, _, err := config.Load(append([]string{"LANTOA_LISTEN=127.0.0.1:0"}, environ...), nil)
	must(t, err)
	return Options{Config: settings, Log: slog.New(slog.NewTextHandler(logs{t}, &slog.HandlerOptions{Level: slog.LevelError}))}
}

// startDemo runs the demo until the test ends.
func startDemo(t *testing.T, o Options) *Demo {
	t.Helper()
	d, err := OpenDemo(t.Context(), o)
	must(t, err)
	d.Start(t.Context())
	t.Cleanup(func() {
		if err := d.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// What the demo says will be seen is seen, at the destinations' own pages.
func TestTheDemoShowsTheMainJob(t *testing.T) {
	t.Parallel()
	d := startDemo(t, demoOptions(t, "LANTOA_DATA="+t.TempDir(), "LANTOA_OUTBOUND_PROXY=http://127.0.0.1:1")) // its own world needs no proxy
	var said bytes.Buffer
	must(t, d.Tell(&said))
	first := d.Showing.Programme[0].Title
	for _, want := range append([]string{first, d.PublicURL(), d.World.Address(), d.Showing.Password}, logins(d)...) {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the console does not say %q", want)
		}
	}
	for _, page := range []string{d.PublicURL() + "/", d.PublicURL() + "/feeds/vi/all.rss", d.World.Address() + "/portal/", d.World.Address() + "/press/", d.World.Address() + "/telegram/"} {
		shows(t, page, first)
	}
	shows(t, d.World.Address()+"/wall/", demo.WallTitle) // in its own words
	for _, page := range []string{"/press/", "/wall/"} { // each picture is at its sender's, and can be fetched there
		source := regexp.MustCompile(`<img class="thumb" src="(` + d.PublicURL() + `/media/[0-9a-f]{64}\.jpg)" alt="[^"]+"`)
		eventually(t, page+" shows a picture", func() bool {
			found := source.FindStringSubmatch(read(t, d.World.Address()+page))
			return found != nil && strings.HasPrefix(read(t, found[1]), "\xff\xd8")
		})
	}
	for _, page := range []string{"/telegram/", "/facebook/"} { // photo posts, whose link stands in their text
		link := regexp.MustCompile(`(?s)<div class="album">.*<p[^>]*>[^<]*<a href="http://[^"]+">http`)
		if page == "/facebook/" {
			link = regexp.MustCompile(`(?s)<p class="said">[^<]*<a href="http://[^"]+">http[^<]*</a></p>\s*<div class="album">`)
		}
		eventually(t, page+" has a photo post with a link", func() bool { return link.MatchString(read(t, d.World.Address()+page)) })
	}
	states := map[delivery.State]bool{}
	if soon := shown(t, d, delivery.Attention); soon.Reason != delivery.ReasonRejected || soon.Detail.IsZero() {
		t.Errorf("the refusal is %s, %q", soon.Reason, soon.Detail.VI)
	}
	listed, err := d.Queue.(delivery.Reader).List(t.Context(), delivery.Filter{})
	must(t, err)
	embargoed := 0
	for _, one := range listed {
		states[one.State] = true
		if one.Embargo.Until.After(now()) {
			embargoed++
		}
	}
	if !states[delivery.Waiting] || embargoed == 0 {
		t.Errorf("states %v, %d under embargo: want something that waits, and an embargo", states, embargoed)
	}
	if !strings.Contains(said.String(), "đang chờ duyệt") && !strings.Contains(said.String(), "waits for approval") {
		t.Errorf("nothing waits for approval:\n%s", &said)
	}
}

// The make-believe destinations take a correction and a withdrawal as the real ones do.
func TestTheDemosDestinationsTakeWhatFollows(t *testing.T) {
	t.Parallel()
	d := startDemo(t, demoOptions(t, "LANTOA_DATA="+t.TempDir()))
	portal := d.World.Address() + "/portal/"
	editor := right.Actor{ID: "editor", Grants: []right.Grant{{Role: right.Editor}}}
	approver := right.Actor{ID: "approver", Grants: []right.Grant{{Role: right.Approver}}}
	title := d.Showing.Programme[0].Title
	shows(t, portal, title)
	ref := seenAsPublished(t, d, editor, title)
	settled(t, d, ref, connector.Publish)
	previewed(t, d, approver, ref)
	opened, err := d.Articles.Correct(t.Context(), editor, article.At{Ref: ref}, release.Note{Kind: release.Correction, Text: "Bản trước ghi nhầm ngày."})
	must(t, err)
	_, err = d.Articles.SaveText(t.Context(), editor, article.At{Ref: ref, Version: opened.Version}, manuscript.Text{Title: "Tít đã sửa", Lead: "Đoạn dẫn.", Body: "<p>Thân bài.</p>"})
	must(t, err)
	_, err = d.Articles.Submit(t.Context(), editor, article.At{Ref: ref})
	must(t, err)
	_, hash, err := d.Articles.Candidate(t.Context(), approver, ref)
	must(t, err)
	_, _, _, err = d.Articles.Approve(t.Context(), approver, article.At{Ref: ref}, hash)
	must(t, err)
	shows(t, portal, "Tít đã sửa")
	settled(t, d, ref, connector.Correct)
	_, _, err = d.Articles.Withdraw(t.Context(), approver, article.At{Ref: ref}, "Sai số liệu", "Bài đã được gỡ.")
	must(t, err)
	settled(t, d, ref, connector.Withdraw)
	for _, page := range []string{"/bluesky/", "/telegram/", "/facebook/"} {
		address := d.World.Address() + page
		eventually(t, address+" shows it no more", func() bool {
			body := read(t, address)
			return !strings.Contains(body, title) && !strings.Contains(body, "Tít đã sửa")
		})
	}
}

// seenAsPublished waits until a story is written down as published: the portal shows a post
// before its answer is here.
func seenAsPublished(t *testing.T, d *Demo, actor right.Actor, title string) article.Ref {
	t.Helper()
	var ref article.Ref
	eventually(t, title+" is published", func() bool {
		rows, err := d.Articles.List(t.Context(), actor, article.Filter{Publications: []article.Publication{article.Published}})
		must(t, err)
		i := slices.IndexFunc(rows, func(r article.Row) bool { return r.Title == title })
		if i >= 0 {
			ref = article.Ref{Article: rows[i].Edition.Article, Lang: rows[i].Lang}
		}
		return i >= 0
	})
	return ref
}

// previewed holds what editors were shown of a story against what went out.
func previewed(t *testing.T, d *Demo, actor right.Actor, ref article.Ref) {
	t.Helper()
	shown, err := d.Previews.Of(t.Context(), actor, ref, nil)
	must(t, err)
	sent, err := d.Queue.(delivery.Reader).List(t.Context(), delivery.Filter{Article: ref.Article})
	must(t, err)
	texts := 0
	for _, one := range sent {
		i := slices.IndexFunc(shown, func(p preview.Preview) bool { return p.Channel.ID == one.Channel })
		if i < 0 || one.Payload == nil {
			continue
		}
		post, err := render.Read(one.Payload)
		must(t, err)
		p := shown[i].Post
		unmarked := func(s, marker string) string { return strings.ReplaceAll(s, marker, "") }
		text, link := unmarked(post.Text, one.ID), unmarked(post.Link, one.ID)
		const none = "00000000-0000-0000-0000-000000000000"
		if text != unmarked(p.Text, none) || link != unmarked(p.Link, none) || post.Title != p.Title || len(post.Pictures) != len(p.Pictures) {
			t.Errorf("%s was shown as %q, %s and sent as %q, %s", one.ChannelName, p.Text, p.Link, post.Text, post.Link)
		}
		if text != "" {
			texts++
			if !strings.Contains(text, "#ASEAN") || shown[i].Used < 1 || shown[i].Used > shown[i].Most {
				t.Errorf("%s: %q, %d of %d", one.ChannelName, text, shown[i].Used, shown[i].Most)
			}
		}
	}
	if texts < 2 {
		t.Errorf("%d texts were compared", texts)
	}
}

// settled waits until every delivery of a kind is where it should be, and proved where
// that can be.
func settled(t *testing.T, d *Demo, ref article.Ref, intent connector.Intent) {
	t.Helper()
	eventually(t, string(intent)+" everywhere", func() bool {
		listed, err := d.Queue.(delivery.Reader).List(t.Context(), delivery.Filter{Article: ref.Article})
		must(t, err)
		found := 0
		for _, one := range listed {
			if one.Intent != intent {
				continue
			}
			found++
			if intent == connector.Correct && one.Reason == delivery.ReasonByHand {
				continue // a network that never shows an edit
			}
			if one.State != delivery.Confirmed && (one.State != delivery.Sent || one.Task != delivery.TaskNone) {
				return false
			}
		}
		return found > 0
	})
}

func logins(d *Demo) []string {
	var names []string
	for _, one := range d.Showing.SignIns {
		names = append(names, one.Login)
	}
	return names
}

// shows waits for a page to hold a text.
func shows(t *testing.T, address, text string) {
	t.Helper()
	eventually(t, address+" shows "+text, func() bool { return strings.Contains(read(t, address), text) })
}

func read(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %s", address, resp.Status)
	}
	page, err := io.ReadAll(resp.Body)
	must(t, err)
	return string(page)
}

func shown(t *testing.T, d *Demo, state delivery.State) delivery.Listed {
	t.Helper()
	var found delivery.Listed
	eventually(t, "a delivery in "+string(state), func() bool {
		listed, err := d.Queue.(delivery.Reader).List(t.Context(), delivery.Filter{States: []delivery.State{state}})
		must(t, err)
		if len(listed) > 0 {
			found = listed[0]
		}
		return len(listed) > 0
	})
	return found
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(90 * time.Second)
	defer deadline.Stop()
	poll := time.NewTicker(50 * time.Millisecond)
	defer poll.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatalf("it never came: %s", what)
		case <-poll.C:
		}
	}
}

// The demo changes people, channels and stories: it enters no house but its own.
func TestTheDemoEntersNoOtherHouse(t *testing.T) {
	t.Parallel()
	inUse, lost, own := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "new")
	must(t, os.WriteFile(filepath.Join(inUse, store.SQLiteFile), nil, 0o600))
	must(t, os.WriteFile(filepath.Join(lost, secret.KeyFile), nil, 0o600))
	for name, c := range map[string]struct{ setting, says string }{
		"a database elsewhere": {"LANTOA_DATABASE_URL=postgres://u@127.0.0.1:1/db", "without LANTOA_DATABASE_URL"},
		"a server's folder":    {"LANTOA_DATA=" + inUse, inUse + " is in use"},
		"a key's folder":       {"LANTOA_DATA=" + lost, lost + " is in use"},
	} {
		if _, err := OpenDemo(t.Context(), demoOptions(t, c.setting)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	for range 2 { // the second time it is known
		d, err := OpenDemo(t.Context(), demoOptions(t, "LANTOA_DATA="+own))
		must(t, err)
		must(t, d.Close(t.Context()))
	}
}

// Another key could not open what the lost one has sealed.
func TestTheKeyFileIsMadeOnceAndNeverReplaced(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	open := func() error {
		a, err := Open(t.Context(), demoOptions(t, "LANTOA_DATA="+folder))
		if err != nil {
			return err
		}
		return a.Stop(t.Context())
	}
	must(t, open())
	must(t, os.Remove(filepath.Join(folder, secret.KeyFile)))
	if err := open(); err == nil || !strings.Contains(err.Error(), "is missing") {
		t.Errorf("without the key file: %v", err)
	}
	if secret.HasKeyFile(folder) {
		t.Error("another key was made in its place")
	}
}
