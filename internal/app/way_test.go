package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/series"
)

// The whole way of one story over the API, with what strangers see of it at each step.
func TestTheWayOfAStory(t *testing.T) {
	each(t, func(h *harness) {
		reader := h.stranger()
		trial, refusing := h.channel("Kênh thử", "ok"), h.channel("Kênh từ chối", "rejected")
		path := h.story("Nam Định gặp gỡ ASEAN")
		public := strings.Replace(strings.TrimPrefix(path, "/api/v1"), "/articles/", "/a/", 1)
		public = strings.Replace(public, "/editions/", "/", 1)
		reader.ask("GET", public, nil).want(404)

		h.author.ask("POST", path+"/submit", nil).want(200)
		h.head.ask("POST", path+"/request-changes", map[string]string{"reason": "Thêm nguồn"}).want(200)
		version := h.author.ask("GET", path, nil).want(200).header.Get("ETag")
		saved := map[string]string{"title": "Nam Định gặp gỡ ASEAN", "lead": "Đoạn dẫn mới.", "body": "<p>Có nguồn.</p>"}
		h.author.ask("PUT", path, saved, "If-Match", version).want(200)
		h.approved(path)
		reader.ask("GET", public, nil).want(404)

		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds(), trial, refusing}, "now": true}).want(200)
		h.eventually("the story at its address", func() bool { return reader.ask("GET", public, nil).status == http.StatusOK })
		if page := reader.ask("GET", public, nil).body; !strings.Contains(page, "Có nguồn.") || !strings.Contains(page, `lang="vi"`) {
			h.Errorf("the page lacks the text: %.300s", page)
		}
		h.eventually("the feed", func() bool {
			return strings.Contains(reader.ask("GET", "/feeds/vi/pillar-aec.atom", nil).body, "gặp gỡ ASEAN")
		})
		h.why(refusing)

		h.author.ask("POST", path+"/correct", map[string]any{"kind": "correction", "text": "Sửa tên một đơn vị."}).want(200)
		version = h.author.ask("GET", path, nil).want(200).header.Get("ETag")
		h.author.ask("PUT", path, map[string]string{"title": "Nam Định gặp gỡ ASEAN (sửa)", "lead": "Đoạn dẫn mới.", "body": "<p>Đã sửa.</p>"}, "If-Match", version).want(200)
		if page := reader.ask("GET", public, nil).body; strings.Contains(page, "Đã sửa.") {
			h.Error("a correction shows before it is approved")
		}
		h.approved(path)
		h.eventually("the correction", func() bool {
			page := reader.ask("GET", public, nil).body
			return strings.Contains(page, "Đã sửa.") && strings.Contains(page, "Sửa tên một đơn vị.")
		})

		h.head.ask("POST", path+"/withdraw", map[string]string{"reason": "Sai nguồn", "notice": "Bài đã được gỡ theo yêu cầu."}).want(200)
		gone := reader.ask("GET", public, nil).want(410)
		if strings.Contains(gone.body, "Đã sửa.") || !strings.Contains(gone.body, "theo yêu cầu") {
			h.Errorf("the notice is wrong: %.300s", gone.body)
		}
		h.eventually("the tombstone", func() bool {
			feed := reader.ask("GET", "/feeds/vi/all.atom", nil).body
			return strings.Contains(feed, "deleted-entry") && !strings.Contains(feed, "Đã sửa.")
		})
	})
}

// why asks of a refusing channel why the story is not out there.
func (h *harness) why(channel string) {
	h.Helper()
	var list struct {
		Items []struct{ ID, State string }
	}
	h.eventually("the refusal", func() bool {
		h.head.ask("GET", "/api/v1/deliveries?channel="+channel, nil).want(200).into(&list)
		return len(list.Items) == 1 && list.Items[0].State == "attention"
	})
	answer := h.head.ask("GET", "/api/v1/deliveries/"+list.Items[0].ID+"/why", nil).want(200)
	for _, part := range []string{"refused", "retry", "mark-sent"} {
		if !strings.Contains(answer.body, part) {
			h.Errorf("why says nothing of %q: %s", part, answer.body)
		}
	}
}

// An embargoed story is nowhere for a stranger: not at its address, in no feed, on no page.
func TestAnEmbargoHidesEverywhere(t *testing.T) {
	each(t, func(h *harness) {
		path := h.story("Bí mật tới giờ G")
		m := h.upload(photo(h.T, 400, 300))
		version := h.author.ask("GET", path, nil).want(200).header.Get("ETag")
		h.author.ask("PUT", path, map[string]any{"title": "Bí mật tới giờ G", "lead": "Đoạn dẫn.", "body": "<p>Nội dung.</p>", "pictures": []string{m.ID}}, "If-Match", version).want(200)
		version = h.head.ask("GET", path, nil).want(200).header.Get("ETag")
		h.head.ask("PUT", path+"/embargo", map[string]string{"time": "2031-01-01T08:00", "zone": "Asia/Ho_Chi_Minh"}, "If-Match", version).want(200)
		h.approved(path)
		one, err := h.app.Series.Create(h.Context(), right.System(), series.Input{Code: "gio-g", Unit: "cong-ttdt-tinh-ninh-binh", Patch: series.Patch{Title: &fault.Text{VI: "Bí mật nhiều kỳ"}}})
		must(h.T, err)
		_, err = h.app.Series.Arrange(h.Context(), right.System(), one.ID, one.Version, []string{strings.Split(path, "/")[4]})
		must(h.T, err)
		early := h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds()}, "now": true}).want(422)
		if !strings.Contains(early.body, "2031-01-01T08:00") {
			h.Errorf("the refusal does not name the hour: %s", early.body)
		}
		// Even if the row were due, the claim and every public query hold the embargo.
		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds()}, "at": map[string]string{"time": "2031-01-01T08:00", "zone": "Asia/Ho_Chi_Minh"}}).want(200)
		must(h.T, h.app.db.Write(h.Context()).Exec(`UPDATE delivery SET due_at = 1, next_at = NULL, task = '', state = 'sent', sent_at = 1`).Error)
		must(h.T, h.app.db.Write(h.Context()).Exec(`UPDATE feed_generation SET generation = generation + 1`).Error)
		reader := h.stranger()
		id := strings.Split(path, "/")[4]
		for _, address := range []string{"/", "/?lang=en", "/?pillar=aec", "/feeds/", "/feeds/vi/all.rss", "/feeds/vi/all.atom", "/feeds/vi/all.json", "/feeds/vi/pillar-aec.rss", "/feeds/vi/series-gio-g.rss", "/series/gio-g", "/series/gio-g?lang=en",
			"/a/" + id + "/vi", "/a/" + id + "/vi?here=1", "/robots.txt", "/healthz", "/readyz"} {
			a := reader.ask("GET", address, nil)
			if strings.Contains(a.body, "Bí mật") || strings.Contains(a.body, id) || strings.Contains(a.body, "gio-g") {
				h.Errorf("%s shows an embargoed story", address)
			}
		}
		for _, hash := range []string{m.Files[0].Hash, m.Card.Hash} {
			reader.ask("GET", "/media/"+hash+".jpg", nil).want(404)
		}
		missing := reader.ask("GET", "/a/01a00000-0000-7000-8000-000000000000/vi", nil)
		hidden := reader.ask("GET", "/a/"+id+"/vi", nil)
		if missing.status != hidden.status || missing.body != hidden.body {
			h.Error("a stranger can tell an embargoed story from one that does not exist")
		}
	})
}
