package intake_test

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
)

// endless writes for ever, as long as somebody reads.
func endless(w http.ResponseWriter) {
	part := []byte(strings.Repeat("<item><title>x</title></item>", 1000))
	for {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}

// Feeds that misbehave fail with a reason, are asked less and less often, and hold up no other.
func TestFeedsThatMisbehave(t *testing.T) {
	each(t, func(h *harness) {
		private := newMinistry(t) // which is not on the list of those that may be private
		sources := map[string]string{}
		misbehave := func(path, reason string, answer http.HandlerFunc) {
			h.from.on(path, answer)
			sources[h.watch(path).ID] = reason
		}
		misbehave("/endless", "too large", func(w http.ResponseWriter, _ *http.Request) { endless(w) })
		misbehave("/bomb", "too large", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			zip := gzip.NewWriter(w)
			for range 64 {
				if _, err := zip.Write(make([]byte, 1<<20)); err != nil {
					return
				}
			}
			_ = zip.Close()
		})
		misbehave("/private", "private network", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, private.URL+"/rss", http.StatusMovedPermanently)
		})
		misbehave("/circle", "redirects", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
		misbehave("/page", "/tin.xml", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`<html><head><link rel="alternate" type="application/rss+xml" href="/tin.xml"></head></html>`))
		})
		misbehave("/cut", "cut", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(feed[:100]))
		})
		misbehave("/busy", "429", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "36000")
			w.WriteHeader(http.StatusTooManyRequests)
		})
		misbehave("/down", "503", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
		misbehave("/none", "404", http.NotFound)
		h.from.gives("/good", "", feed)
		good := h.run(h.watch("/good"))
		if good.Outcome != intake.Fetched || private.times("/rss") != 0 {
			h.Errorf("%+v, asked %d times in private", good, private.times("/rss"))
		}
		for id, reason := range sources {
			s, err := h.Intake.Get(h.Context(), person(right.Editor), id)
			must(h.T, err)
			rows := h.fetches(s)
			if s.Outcome != intake.Failed || s.Failures != 1 || !strings.Contains(s.Reason.EN, reason) || len(rows) != 1 || rows[0].Reason != s.Reason || s.MovedTo != "" {
				h.Errorf("%s: %+v", s.Address, s.Status)
			}
			least := 59 * time.Minute
			if strings.HasSuffix(s.Address, "/busy") {
				least = 9 * time.Hour
			}
			if s.NextAt.Before(now().Add(least)) {
				h.Errorf("%s is asked again in %v", s.Address, time.Until(s.NextAt))
			}
		}
		down, err := h.Intake.Create(h.Context(), person(right.Editor), input(h.from.URL+"/down2"))
		must(h.T, err)
		for range 9 {
			down = h.again(down)
		}
		if wait := time.Until(down.NextAt); down.Failures != 9 || wait > 24*time.Hour || wait < 23*time.Hour {
			h.Errorf("after %d failures it waits %v", down.Failures, wait)
		}
		h.from.gives("/down2", "", feed)
		if down = h.again(down); down.Failures != 0 || !down.Reason.IsZero() || time.Until(down.NextAt) > 31*time.Minute {
			h.Errorf("%+v", down.Status)
		}
	})
}

func TestQuestionsAreConditional(t *testing.T) {
	each(t, func(h *harness) {
		h.from.on("/rss", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Last-Modified", "Fri, 20 Nov 2026 01:00:00 GMT")
			if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = w.Write([]byte(feed))
		})
		s := h.run(h.watch("/rss"))
		if s = h.again(s); s.Outcome != intake.Unchanged || s.Failures != 0 || len(h.items(intake.Filter{})) != 1 || len(h.fetches(s)) != 2 {
			h.Errorf("%+v", s)
		}
		other := h.from.URL + "/gone"
		h.from.on("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
		s, err := h.Intake.Update(h.Context(), person(right.Editor), s.ID, 1, intake.Patch{Address: &other})
		must(h.T, err)
		if s.ETag != "" || s.Outcome != "" {
			h.Errorf("a new address has the state of the former: %+v", s.Status)
		}
		if s = h.run(s); s.State != intake.Ended || !s.NextAt.IsZero() || !strings.Contains(s.Reason.EN, "410") || h.from.last("/gone").Header.Get("If-None-Match") != "" {
			h.Errorf("%+v", s)
		}
		must(h.T, h.Intake.Run(h.Context()))
		if h.from.times("/gone") != 1 {
			h.Error("what is gone for good is asked again")
		}
		s, err = h.Intake.Update(h.Context(), person(right.Editor), s.ID, s.Version, intake.Patch{On: new(true)})
		must(h.T, err)
		if s.State != intake.On || s.NextAt.IsZero() {
			h.Errorf("%+v", s)
		}
	})
}

func TestAMoveForGoodIsRemembered(t *testing.T) {
	each(t, func(h *harness) {
		h.from.on("/old", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/new", http.StatusMovedPermanently) })
		h.from.gives("/new", "", feed)
		s := h.run(h.watch("/old"))
		if s.MovedTo != h.from.URL+"/new" || s.Address != h.from.URL+"/old" || h.fetches(s)[0].MovedTo != s.MovedTo {
			h.Fatalf("%+v", s)
		}
		h.again(s)
		if h.from.times("/old") != 1 || h.from.times("/new") != 2 || len(h.items(intake.Filter{})) != 1 {
			h.Errorf("asked %d and %d times", h.from.times("/old"), h.from.times("/new"))
		}
		h.from.on("/for-now", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/new", http.StatusFound) })
		if s := h.run(h.watch("/for-now")); s.MovedTo != "" || s.Outcome != intake.Fetched {
			h.Errorf("a move for this time only is kept: %+v", s)
		}
		h.from.on("/mixed", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/for-now", http.StatusPermanentRedirect)
		})
		h.from.on("/unsure", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/old", http.StatusFound) })
		if s := h.run(h.watch("/mixed")); s.MovedTo != h.from.URL+"/for-now" || s.Outcome != intake.Fetched {
			h.Errorf("what is for good before a way for this time is not kept: %+v", s)
		}
		if s := h.run(h.watch("/unsure")); s.MovedTo != "" || s.Outcome != intake.Fetched {
			h.Errorf("what comes after a way for this time is kept: %+v", s)
		}
	})
}

// An item stays the same one through changes at its source, a new id under the same address, and
// its removal.
func TestItemsKeepTheirIdentity(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "", feed)
		s := h.run(h.watch("/rss"))
		h.again(s)
		before, _ := h.only(intake.Filter{})
		h.from.gives("/rss", "", strings.Replace(feed, "ASEAN họp", "ASEAN họp bàn", 1))
		s = h.again(s)
		i, versions := h.only(intake.Filter{})
		if i.ID != before.ID || i.Number != 2 || i.Title != "ASEAN họp bàn" || versions[1].Entry.Title != "ASEAN họp" || !i.FirstSeen.Equal(before.FirstSeen) || h.fetches(s)[0].Changed != 1 {
			h.Errorf("%+v", i)
		}
		for n := range 3 {
			h.from.gives("/rss", "", strings.Replace(feed, "a-1</guid>", fmt.Sprintf("b-%d</guid>", n), 1))
			h.again(s)
		}
		i, versions = h.only(intake.Filter{})
		if i.Number != 3 || !found(versions[0], harvest.IDChanged) {
			h.Errorf("%+v %+v", i, versions[0].Entry.Findings)
		}
		h.from.gives("/rss", "", strings.Replace(feed, "<item>", "<item><guid>x</guid><title>Mới</title><pubDate>Fri, 27 Nov 2099 08:00:00 GMT</pubDate></item><item>", 1))
		h.again(s)
		list := h.items(intake.Filter{})
		if len(list) != 2 || list[0].Title != "Mới" || list[0].SaidAt.After(list[0].FirstSeen) {
			h.Errorf("%+v", list)
		}
	})
}

func TestWhatItsSourceRemovedIsMarked(t *testing.T) {
	each(t, func(h *harness) {
		const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">%s</feed>`
		entry := `<entry><id>a</id><title>A</title><updated>2026-11-20T01:00:00Z</updated></entry>`
		h.from.gives("/atom", "", fmt.Sprintf(atom, entry))
		s := h.run(h.watch("/atom"))
		h.from.gives("/atom", "", fmt.Sprintf(atom, ""))
		s = h.again(s)
		if i, _ := h.only(intake.Filter{}); !i.RemovedAt.IsZero() {
			h.Error("what falls off a feed counts as removed")
		}
		h.from.gives("/atom", "", fmt.Sprintf(atom, `<at:deleted-entry ref="a" when="2026-11-21T01:00:00Z"/>`))
		s = h.again(s)
		i, _ := h.only(intake.Filter{})
		if i.RemovedAt.IsZero() || h.fetches(s)[0].Removed != 1 {
			h.Errorf("%+v", i)
		}
		h.set(`UPDATE item SET first_seen = 1`)
		if _, _, err := h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{}); err == nil || !strings.Contains(err.Error(), "removed") {
			h.Errorf("%v", err)
		}
		h.from.gives("/atom", "", fmt.Sprintf(atom, entry))
		s = h.again(s)
		if i, _ := h.only(intake.Filter{}); !i.RemovedAt.IsZero() || i.Number != 1 {
			h.Errorf("%+v", i)
		}
		h.set(`UPDATE item SET first_seen = 1`)
		_, _, err := h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{})
		must(h.T, err)
		h.from.gives("/atom", "", fmt.Sprintf(atom, `<at:deleted-entry ref="a" when="2026-11-22T01:00:00Z"/>`))
		h.again(s)
		taken, _ := h.only(intake.Filter{})
		var told []string // who took it is named in the event, for the notice
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT data FROM event WHERE kind = 'item.removed'`).Scan(&told).Error)
		if len(told) != 2 || strings.Contains(told[0], "person") == strings.Contains(told[1], "person") || !strings.Contains(strings.Join(told, ""), `"person":"author"`) || !strings.Contains(strings.Join(told, ""), taken.Article) {
			h.Errorf("%v", told)
		}
	})
}

// A source that changes an item at each fetch is followed all the same, though not every time; an
// id that comes back with another piece is told.
func TestAnItemThatChangesWithoutEnd(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "", feed)
		s := h.run(h.watch("/rss"))
		h.set(`UPDATE item SET number = ?`, intake.MaxVersions)
		h.from.gives("/rss", "", strings.ReplaceAll(strings.Replace(feed, "ASEAN họp", "Tin khác", 1), "bo.example/a-1<", "bo.example/b-2<"))
		s = h.again(s)
		if i, _ := h.only(intake.Filter{}); i.Number != intake.MaxVersions || i.Title != "ASEAN họp" {
			h.Errorf("a version more within a day: %+v", i)
		}
		h.set(`UPDATE item SET changed_at = 1`)
		h.again(s)
		i, versions := h.only(intake.Filter{})
		if i.Number != intake.MaxVersions+1 || i.Title != "Tin khác" || len(versions) != 2 {
			h.Fatalf("after a day: %+v", i)
		}
		if found := versions[0].Entry.Findings; len(found) == 0 || found[len(found)-1] != (harvest.Finding{Code: harvest.IDReused, Detail: "ASEAN họp"}) {
			h.Errorf("%+v", found)
		}
	})
}
