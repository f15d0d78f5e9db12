package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// clock lets time pass until a clock in the newsroom shows an hour, of a day counted from the first.
func (w *fixture) clock(day int, hour string) {
	w.Helper()
	typed := must(time.Parse("15:04", hour))
	zone := must(time.LoadLocation("Asia/Ho_Chi_Minh"))
	then := time.Date(2025, 3, 3+day, typed.Hour(), typed.Minute(), 0, 0, zone)
	w.late.Store(int64(then.Sub(time.Date(2025, 3, 3, 1, 0, 0, 0, time.UTC))))
	w.rounds()
}

// gets compares the letters to somebody since the last time with what they are to hold, line
// by line.
func (w *fixture) gets(what, name string, want ...string) {
	w.Helper()
	var got []string
	for _, l := range w.mailed(name) {
		var lines []string
		for line := range strings.SplitSeq(l.Text, "\n") {
			if text, found := strings.CutPrefix(line, "- "); found {
				text, _, _ = strings.Cut(text, " [")
				lines = append(lines, text)
			}
		}
		if l.To != name+"@tinh.example" || l.Subject == "" || l.Key == "" || !l.Expires.After(w.now()) || !strings.Contains(l.Text, public) {
			w.Errorf("%s: %+v", what, l)
		}
		got = append(got, strings.Join(lines, " | "))
	}
	if strings.Join(got, " || ") != strings.Join(want, " || ") {
		w.Errorf("%s, %s got %q, want %q", what, name, got, want)
	}
}

const waits = "“Nam Định gặp gỡ ASEAN” chờ bạn duyệt."

// At once is at once, but for quiet hours, which are over midnight; then it comes gathered, and
// only what is still so, and may still be seen.
func TestMailWaitsForTheEndOfQuietHours(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("binh", right.Grant{Role: right.Approver, Unit: ours})
		w.address("hoa")
		w.clock(0, "09:00")
		w.submit(w.create())
		w.clock(0, "09:01")
		w.gets("by day", "hoa", waits)
		w.gets("by day", "binh", waits)
		w.clock(0, "21:00")
		first, second, third := w.create(), w.create(), w.create()
		for _, id := range []string{first, second, third} {
			w.submit(id)
		}
		for _, hour := range []string{"21:00", "23:59"} {
			w.clock(0, hour)
		}
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(third) + "/approve", body: `{"hash":"` + w.hash(third) + `"}`})
		none := []right.Grant{{Role: right.Author, Unit: ours}}
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["binh"], account.Change{Grants: &none}))
		for _, hour := range []string{"00:01", "05:59"} {
			w.clock(1, hour)
		}
		w.gets("in the night", "hoa")
		w.clock(1, "06:00")
		w.gets("in the morning", "hoa", waits+" | "+waits)
		w.gets("in the morning, without the right", "binh")
		w.rounds()
		w.gets("afterwards", "hoa")
	})
}

func TestTheDigestGathersWhatIsOpenAndUntold(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("lan", "hoa")
		w.clock(0, "09:00")
		one, another := w.approved(), w.approved()
		w.clock(0, "10:00")
		w.mailed("hoa")
		w.gets("by day", "lan")
		w.clock(1, "07:59")
		w.gets("before its hour", "lan")
		list, _ := w.inbox("lan", "?open=true")
		if len(list) != 2 {
			t.Fatalf("%s and %s: %+v", one, another, list)
		}
		w.wants(http.StatusOK, call{as: "lan", method: "POST", path: "/notices/" + list[0].ID + "/read"}) // and so it is told
		w.clock(1, "08:00")
		w.gets("at its hour", "lan", "“Nam Định gặp gỡ ASEAN” đã được duyệt.")
		w.clock(2, "08:00")
		w.gets("a day later", "lan")
	})
}

// What waits too long is reminded of once a span, which grows, and not in quiet hours; once
// somebody has taken it up it is not.
func TestRemindersComeOnceASpan(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("hoa", "lan")
		w.clock(0, "20:00")
		id := w.create()
		w.submit(id)
		w.clock(0, "20:01")
		w.gets("at first", "hoa", waits)
		list, _ := w.inbox("hoa", "")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: "/notices/" + list[0].ID + "/read"})
		w.clock(1, "19:59")
		w.gets("before a day is over", "hoa")
		for range 3 {
			w.clock(1, "20:00")
		}
		w.gets("after a day", "hoa", waits+" (nhắc lần 1)")
		if list, unread := w.inbox("hoa", ""); len(list) != 1 || unread != 1 || list[0].Reminders != 1 || list[0].Times != 1 {
			t.Errorf("%+v, %d unread", list, unread)
		}
		w.clock(3, "19:59")
		w.gets("before two more", "hoa")
		w.clock(3, "22:00")
		w.gets("in quiet hours", "hoa")
		w.clock(4, "06:00")
		w.gets("once they are over", "hoa", waits+" (nhắc lần 2)")
		w.wants(http.StatusOK, call{as: "hoa", method: "POST", path: edition(id) + "/request-changes", body: `{"reason":"Thêm nguồn"}`})
		w.clock(10, "09:00")
		w.gets("once it was sent back", "hoa")
	})
}
