package api_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store/notices"
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

// Two servers that both believe to make the rounds mail each thing once, and remind once.
func TestTwoServersMailOnce(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("hoa")
		w.clock(0, "09:00")
		rows, s := notices.New(w.db), w.services
		worker := func() *notice.Worker { // under a lease that both have
			return notice.NewWorker(notice.WorkerOptions{Desk: rows, Rounds: rows, Leases: rows, Channels: rows, Wishes: rows, Turns: rows, Events: s.Audit, People: s.Accounts, Stories: s.Articles, Post: &w.letters,
				Now: w.now, NewID: newID, Token: "both", Zone: must(time.LoadLocation("Asia/Ho_Chi_Minh")), Public: public, Remind: 24 * time.Hour})
		}
		w.ok(w.db.Write(t.Context()).Exec("UPDATE lease SET token = 'both' WHERE name = 'notices'").Error)
		both := func() {
			t.Helper()
			must(w.services.Sealer.Run(t.Context()))
			var all sync.WaitGroup
			for _, one := range []*notice.Worker{worker(), worker(), worker()} {
				all.Go(func() {
					if err := one.Run(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		for range 3 {
			w.submit(w.create())
		}
		both()
		var lines int
		for _, l := range w.mailed("hoa") {
			lines += strings.Count(l.Text, "\n- ") + 1
		}
		if lines != 3 {
			t.Errorf("%d things were mailed, want 3", lines)
		}
		w.late.Add(int64(24 * time.Hour))
		both()
		w.gets("after a day", "hoa", strings.Join([]string{waits + " (nhắc lần 1)", waits + " (nhắc lần 1)", waits + " (nhắc lần 1)"}, " | "))
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
		w.wants(http.StatusOK, call{header: w.inSession("lan"), method: "POST", path: "/notices/" + list[0].ID + "/read"}) // and so it is told
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
		w.wants(http.StatusOK, call{header: w.inSession("hoa"), method: "POST", path: "/notices/" + list[0].ID + "/read"})
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

// People set for themselves how they are told, whole and under the version that was read.
func TestHowOneWishesToBeTold(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("hoa")
		const path = "/notices/settings"
		cookie := w.inSession("hoa")
		set := func(status int, version, body string) answer {
			t.Helper()
			header := map[string]string{"Cookie": cookie["Cookie"]}
			if version != "" {
				header["If-Match"] = version
			}
			return w.wants(status, call{method: "PUT", path: path, body: body, header: header})
		}
		a := w.wants(http.StatusOK, call{as: "hoa", method: "GET", path: path})
		if a.header.Get("ETag") != `"1"` || w.get(a, "mail").(map[string]any)["edition.to_approve"] != "at_once" || w.text(a, "digest_at") != "08:00" || w.text(a, "quiet.from") != "21:00" {
			t.Errorf("as usual: %s", a.body)
		}
		const wish = `{"mail":{"edition.to_approve":"none"},"digest_at":"09:15","quiet":{"from":"12:00","until":"13:00"},"zone":"Asia/Tokyo"}`
		set(http.StatusPreconditionRequired, "", wish)
		set(http.StatusPreconditionFailed, `"2"`, wish)
		if a := set(http.StatusUnprocessableEntity, `"1"`, `{"mail":{"edition.liked":"at_once"},"digest_at":"9"}`); !strings.Contains(a.body, "/mail/edition.liked") || !strings.Contains(a.body, "/digest_at") {
			t.Errorf("what is wrong: %s", a.body)
		}
		w.wants(http.StatusForbidden, call{as: "hoa", method: "PUT", path: path, body: wish, header: map[string]string{"If-Match": `"1"`}})
		if a := set(http.StatusOK, `"1"`, wish); a.header.Get("ETag") != `"2"` || w.get(a, "mail").(map[string]any)["edition.to_approve"] != "none" || w.get(a, "mail").(map[string]any)["delivery.trouble"] != "at_once" ||
			w.text(a, "zone") != "Asia/Tokyo" {
			t.Errorf("as set: %s", a.body)
		}
		set(http.StatusPreconditionFailed, `"1"`, wish)
		w.submit(w.create())
		w.clock(0, "09:00")
		w.gets("who wants none", "hoa")
		w.shows("who wants no mail", "edition.to_approve×1", "hoa")
		if a := set(http.StatusOK, `"2"`, `{"digest_at":"09:15"}`); a.header.Get("ETag") != `"3"` || w.get(a, "quiet") != nil || w.get(a, "mail").(map[string]any)["edition.to_approve"] != "at_once" {
			t.Errorf("what is left out: %s", a.body)
		}
		w.clock(0, "23:00")
		w.gets("what was passed over stays so", "hoa")
		w.submit(w.create())
		w.clock(0, "23:30")
		w.gets("without quiet hours", "hoa", waits)
	})
}

// Who is disabled is told nothing, and of who is erased nothing is left; what ended is removed
// once it is old, and news that nobody reads ends.
func TestNoticesEndWithTheirPeopleAndTheirTime(t *testing.T) {
	each(t, func(w *fixture) {
		w.employ("binh", right.Grant{Role: right.Approver, Unit: ours})
		w.employ("em", right.Grant{Role: right.Approver, Unit: ours})
		off := true
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["em"], account.Change{Disabled: &off}))
		cookie := w.inSession("binh")
		cookie["If-Match"] = `"1"`
		w.wants(http.StatusOK, call{method: "PUT", path: "/notices/settings", body: `{"digest_at":"07:30"}`, header: cookie})
		w.approved()
		w.submit(w.create())
		w.rounds()
		count := func(table, name string) (n int) {
			t.Helper()
			w.ok(w.db.Read(t.Context()).Raw("SELECT count(*) FROM "+table+" WHERE person_id = ?", w.ids[name]).Scan(&n).Error)
			return n
		}
		if count("notice", "em") != 0 || count("notice", "binh") != 1 || count("notice_settings", "binh") != 1 || count("notice", "hoa") != 1 || count("notice", "lan") != 1 {
			t.Errorf("the disabled one has %d, binh %d, hoa %d, lan %d", count("notice", "em"), count("notice", "binh"), count("notice", "hoa"), count("notice", "lan"))
		}
		must(w.accounts.UpdatePerson(t.Context(), right.System(), w.ids["binh"], account.Change{Disabled: &off}))
		w.mailed("binh")
		w.clock(2, "09:00") // a reminder would be due
		w.gets("who is disabled", "binh")
		must(w.accounts.Erase(t.Context(), right.System(), w.ids["binh"]))
		if count("notice", "binh") != 0 || count("notice_settings", "binh") != 0 {
			t.Error("of who was erased something is left")
		}
		prune := func(day int) {
			t.Helper()
			w.clock(day, "09:00")
			must(w.services.Notifier.Prune(t.Context()))
		}
		prune(80)
		w.shows("before it is old", "edition.approved×1", "lan")
		prune(100)
		w.shows("old news", "", "lan")
		w.shows("what waits", "edition.to_approve×1", "hoa")
		prune(200)
		if count("notice", "lan") != 0 || count("notice", "hoa") != 1 {
			t.Errorf("in the end lan has %d, hoa %d", count("notice", "lan"), count("notice", "hoa"))
		}
	})
}

// News that was mailed and not read in the app is mailed again when it comes again: else the last
// of three warnings would go to nobody. What is not mailed yet still gathers.
func TestNewsIsMailedAgainWhenItComesAgain(t *testing.T) {
	each(t, func(w *fixture) {
		w.address("chi")
		w.clock(0, "09:00")
		channel := w.channel("Cổng tin")
		warns := func() {
			t.Helper()
			w.ok(w.db.InTx(t.Context(), func(ctx context.Context) error {
				return w.services.Audit.Emit(ctx, audit.Event{Kind: "channel.credential_expiring", Channel: channel})
			}))
			w.rounds()
		}
		const ends = "Thông tin đăng nhập của kênh Cổng tin sắp hoặc đã hết hạn."
		for day, want := range []string{ends, ends + " (2 lần)"} {
			warns()
			w.clock(day+1, "08:00")
			w.gets("a warning", "chi", want)
			w.clock(day+1, "10:00")
			w.gets("without another", "chi")
		}
		warns()
		warns()
		w.clock(3, "08:00")
		w.gets("two before the digest", "chi", ends+" (4 lần)")
	})
}
