package app

import (
	"strings"
	"testing"
)

// What colleagues remark on a story is nowhere for a stranger once it is out: not at its
// address, in no feed, on no page, and in none of the API's answers.
func TestCommentsReachNoReader(t *testing.T) {
	each(t, func(h *harness) {
		path := h.story("Tin để mọi người đọc")
		h.head.ask("POST", path+"/comments", map[string]any{"body": "Nguồn kín họ Vũ", "anchor": map[string]any{"on": "selection", "field": "title", "quote": "mọi người"}}).want(201)
		h.approved(path)
		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds()}, "now": true}).want(200)
		reader, id := h.stranger(), strings.Split(path, "/")[4]
		h.eventually("the story", func() bool {
			return strings.Contains(reader.ask("GET", "/feeds/vi/all.rss", nil).body, "Tin để mọi người đọc")
		})
		if a := reader.ask("GET", "/a/"+id+"/vi", nil).want(200); !strings.Contains(a.body, "Tin để mọi người đọc") {
			h.Errorf("the story is not at its address: %s", a.body)
		}
		for _, address := range []string{"/", "/?lang=en", "/feeds/", "/feeds/vi/all.rss", "/feeds/vi/all.atom", "/feeds/vi/all.json", "/a/" + id + "/vi", "/a/" + id + "/vi?here=1",
			"/robots.txt", "/api/v1/openapi.json", path, path + "/comments", path + "/comment-counts"} {
			if a := reader.ask("GET", address, nil); strings.Contains(a.body, "họ Vũ") {
				h.Errorf("%s shows a comment", address)
			}
		}
		reader.ask("GET", path+"/comments", nil).want(401)
	})
}
