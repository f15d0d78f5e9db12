package app

import (
	"testing"
	"time"
)

// A channel that the engine holds, or whose credential comes to its end, is told of where
// people look: in the channel itself, with what is planned past that day, and on the front
// page.
func TestACredentialThatComesToItsEnd(t *testing.T) {
	each(t, func(h *harness) {
		id := h.channel("Kênh sắp hết hạn", "ok")
		path := h.story("Bài của tháng sau")
		h.approved(path)
		due := now().Add(20 * 24 * time.Hour).In(h.app.config.Zone).Format("2006-01-02T15:04")
		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{id}, "at": map[string]string{"time": due, "zone": "Asia/Ho_Chi_Minh"}}).want(200)
		read := func() (c struct {
			Paused   bool
			Hold     struct{ Code string }
			Expiring *struct {
				DaysLeft int `json:"days_left"`
				Posts    []struct{ Title string }
			}
		}) {
			h.head.ask("GET", "/api/v1/channels/"+id, nil).want(200).into(&c)
			return c
		}
		if c := read(); c.Paused || c.Expiring != nil {
			h.Errorf("of a channel in order it says %+v", c)
		}
		end := now().Add(7*24*time.Hour + time.Hour)
		must(h.T, h.app.db.Write(h.Context()).Exec(`UPDATE channel SET credential_expires_at = ?, hold = 'reauth' WHERE id = ?`, end.UnixMicro(), id).Error)
		c := read()
		if !c.Paused || c.Hold.Code != "reauth" || c.Expiring == nil || c.Expiring.DaysLeft != 7 && c.Expiring.DaysLeft != 8 || len(c.Expiring.Posts) != 1 || c.Expiring.Posts[0].Title != "Bài của tháng sau" {
			h.Errorf("%+v, %+v", c, c.Expiring)
		}
		h.admin.ask("POST", "/api/v1/channels/"+id+"/resume", nil).want(200)
		if c := read(); c.Paused || c.Hold.Code != "" {
			h.Errorf("resumed: %+v", c)
		}
	})
}
