//go:build realtest

package faulttest

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/realtest/wordpress"
)

// realPosts asks a real WordPress, through its own code, for the posts in a state.
func realPosts(t *testing.T, site wordpress.Site, status string) []struct{ Title, Content, Made string } {
	t.Helper()
	var posts []struct{ Title, Content, Made string }
	text := site.PHP(t, `echo json_encode(array_map(fn($p) => ["Title" => $p->post_title, "Content" => $p->post_content, "Made" => $p->post_date_gmt],
		get_posts(["post_status" => "`+status+`", "numberposts" => -1, "orderby" => "ID", "order" => "ASC"])));`)
	if err := json.Unmarshal([]byte(text), &posts); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return posts
}

// TestRealPortal takes a story in two languages to a real WordPress: published at its
// hour, corrected, withdrawn; and once although the program was killed in the middle.
func TestRealPortal(t *testing.T) {
	each(t, func(t *testing.T, dsn string) {
		site := wordpress.Start(t)
		before := len(realPosts(t, site, "publish"))
		s := stageBefore(t, dsn, map[string]string{"url": site.BaseURL, "username": site.Username, "app_password": site.AppPassword})
		vi, en := s.written(t)
		due := soon(2 * time.Second)
		for _, e := range []*edition{vi, en} {
			id := e.schedule(due, s.web[e.lang])[s.web[e.lang]].ID
			if d := s.reaches(id, "confirmed"); d.Sent.Before(due) || !strings.HasPrefix(d.Address, site.BaseURL) {
				t.Errorf("due %s: %+v", due, d)
			}
		}
		s.onRealPortal(t, site, before, due)
		page := s.stranger(s.process).ask("GET", "/a/"+vi.id+"/vi", nil).want(http.StatusFound)
		if to := page.header.Get("Location"); !strings.HasPrefix(to, site.BaseURL) {
			t.Errorf("the permanent address leads to %q", to)
		}
		vi.act(s.author, "correct", map[string]string{"kind": "correction", "text": "Bản trước ghi sai."})
		vi.approved()
		s.reaches(vi.reload().last(s.web["vi"]).ID, "confirmed")
		if posts := realPosts(t, site, "publish"); !strings.Contains(posts[before].Content+posts[before+1].Content, "Bản trước ghi sai.") {
			t.Errorf("the correction is not on the portal: %+v", posts)
		}
		vi.act(s.approver, "withdraw", map[string]string{"reason": "Sai.", "notice": "Đã thu hồi."})
		s.reaches(vi.reload().last(s.web["vi"]).ID, "confirmed")
		if gone, left := realPosts(t, site, "trash"), realPosts(t, site, "publish"); len(gone) != 1 || gone[0].Title != textVI().title || len(left) != before+1 {
			t.Errorf("in the trash: %+v, public: %+v", gone, left)
		}
		s.killedBefore(t, site)
	})
}

// killedBefore publishes to the real WordPress through a gate that kills the program once
// WordPress has made the post and before its answer comes back. The released program waits
// for the end of its own lease, then looks.
func (s *stage) killedBefore(t *testing.T, site wordpress.Site) {
	t.Helper()
	var once sync.Once
	gate := httputil.NewSingleHostReverseProxy(must(url.Parse(site.BaseURL)))
	gate.ErrorLog = log.New(io.Discard, "", 0) // it will find the program gone
	gate.ModifyResponse = func(r *http.Response) error {
		if r.Request.Method == http.MethodPost && strings.HasSuffix(r.Request.URL.Path, "/posts") && r.StatusCode == http.StatusCreated {
			once.Do(s.process.kill)
		}
		return nil
	}
	var door destination
	door.serve(t, gate)
	id := s.channel("wordpress", "Cổng sau cửa", map[string]string{"url": "http://" + door.address, "username": site.Username, "app_password": site.AppPassword},
		map[string]any{"settle_seconds": 10})
	w := textVI()
	w.title = "Tin lúc mất điện"
	d := s.create("vi", w).approved().schedule(soon(2*time.Second), id)[id]
	await(t, "the end of the process", s.process.ended)
	s.process = s.house.start()
	s.move(s.process)
	if ended := s.reachesWithin(90*time.Second, d.ID, "confirmed"); ended.Attempt != 1 {
		t.Errorf("it was found there, and yet sent %d times", ended.Attempt)
	}
	found := 0
	for _, one := range realPosts(t, site, "publish") {
		if one.Title == w.title {
			found++
		}
	}
	if found != 1 {
		t.Errorf("after the kill the portal holds it %d times", found)
	}
}

// onRealPortal judges what WordPress holds by its own clock, in whole seconds.
func (s *stage) onRealPortal(t *testing.T, site wordpress.Site, before int, due time.Time) {
	t.Helper()
	posts := realPosts(t, site, "publish")
	if len(posts) != before+2 {
		t.Fatalf("the portal holds %d posts, want %d more than %d", len(posts), 2, before)
	}
	for _, w := range []words{textVI(), textEN()} {
		found := 0
		for _, one := range posts {
			if one.Title != w.title {
				continue
			}
			found++
			made, err := time.Parse(time.DateTime, one.Made)
			if err != nil || made.Before(due) || !strings.HasPrefix(one.Content, w.body) {
				t.Errorf("due %s, at the portal: %+v", due, one)
			}
		}
		if found != 1 {
			t.Errorf("%q is on the portal %d times", w.title, found)
		}
	}
}
