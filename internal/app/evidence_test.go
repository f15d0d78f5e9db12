package app

import "testing"

// What was said to destinations is forgotten after the days of the setting, and never where
// that is 0.
func TestExchangesAreForgottenByTheSetting(t *testing.T) {
	each(t, func(h *harness) {
		id, path := h.channel("Kênh", "ok"), h.story("Bài")
		h.approved(path)
		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{id}, "now": true}).want(200)
		count := func(query string) (n int) {
			must(h.T, h.app.db.Read(h.Context()).Raw(query).Scan(&n).Error)
			return n
		}
		h.eventually("the attempt ended", func() bool { return count(`SELECT count(*) FROM attempt WHERE finished_at IS NOT NULL`) == 1 })
		if n := count(`SELECT count(*) FROM attempt_exchange`); n != 0 {
			h.Errorf("of the trial channel %d rows are kept", n)
		}
		must(h.T, h.app.db.Write(h.Context()).Exec(`INSERT INTO attempt_exchange (attempt_id, kept_at, exchanges) SELECT id, started_at - ?, '[]' FROM attempt`,
			int64(10*24*3600)*1_000_000).Error)
		for _, one := range []struct{ days, left int }{{0, 1}, {11, 1}, {9, 0}} {
			h.app.config.EvidenceDays = one.days
			must(h.T, h.app.forgetExchanges(h.Context()))
			if n := count(`SELECT count(*) FROM attempt_exchange`); n != one.left {
				h.Errorf("with %d days %d rows of ten days ago are left, want %d", one.days, n, one.left)
			}
		}
		if n := count(`SELECT count(*) FROM attempt`); n != 1 {
			h.Errorf("%d attempts are left", n)
		}
	})
}
