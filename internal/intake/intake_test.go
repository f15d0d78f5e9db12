package intake_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
)

func found(v intake.Version, code harvest.Code) bool {
	for _, f := range v.Entry.Findings {
		if f.Code == code {
			return true
		}
	}
	return false
}

// An item goes from its feed through the box into a draft, with what was taken out of it told and
// the credit of its source on it.
func TestAnItemBecomesADraftWithItsCredit(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "application/rss+xml", feed)
		s := h.run(h.watch("/rss"))
		if s.Outcome != intake.Fetched || s.Format != harvest.RSS || s.Failures != 0 || !s.NextAt.After(now().Add(29*time.Minute)) {
			h.Fatalf("%+v", s)
		}
		i, versions := h.only(intake.Filter{})
		e := versions[0].Entry
		if i.State != intake.Fresh || e.Lead != "Tóm tắt" || !strings.Contains(e.Body, `href="https://bo.example/x"`) || strings.Contains(e.Body, "alert") || strings.Contains(e.Body, "<img") ||
			!found(versions[0], harvest.ActingRemoved) || !found(versions[0], harvest.TrackingRemoved) || len(e.Pictures) != 1 || e.Pictures[0].Address != "https://bo.example/anh.jpg" {
			h.Errorf("%+v", e)
		}

		_, _, err := h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{})
		h.refuses(err, fault.StateConflict, i.FreeAt.Add(time.Minute).In(h.opts.Config.Zone).Format("2 January 2006"))
		if told, ok := fault.As(err); !ok || told.RetryAfter <= 58*time.Minute || told.RetryAfter > time.Hour {
			h.Fatalf("no hour is told at which it may be tried again: %v", err)
		}
		if len(h.items(intake.Filter{Free: new(true)})) != 0 || len(h.items(intake.Filter{Free: new(false)})) != 1 {
			h.Error("the item counts as free before its waiting time is over")
		}
		h.set(`UPDATE item SET first_seen = first_seen - 3600000000`)
		if len(h.items(intake.Filter{Free: new(true)})) != 1 || len(h.items(intake.Filter{Free: new(false)})) != 0 {
			h.Error("the item does not count as free once its waiting time is over")
		}
		taken, origin, err := h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{})
		must(h.T, err)
		a, editions, err := h.Articles.Article(h.Context(), person(right.Editor), taken.Article)
		must(h.T, err)
		head, err := h.Articles.Head(h.Context(), editions[0])
		must(h.T, err)
		if head.Text.Title != "ASEAN họp" || head.Text.Lead != "Tóm tắt" || !strings.HasSuffix(head.Text.Body, `Theo Cổng TTĐT Bộ Ngoại giao</a>, Chị Lan, 20/11/2026</p>`) ||
			a.Unit != unit || a.Facets.Pillars[0] != "apsc" || len(a.Keywords) != 1 || a.Keywords[0] != "Ngoại giao" {
			h.Errorf("%+v %+v", a, head.Text)
		}
		kept, err := h.Intake.Origin(h.Context(), person(right.Inspector), a.ID)
		must(h.T, err)
		if kept != origin || kept.Name != "Bộ Ngoại giao" || kept.Address != "https://bo.example/a-1" || !kept.SaidAt.Equal(time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)) || kept.FirstSeen.IsZero() {
			h.Errorf("%+v\n%+v", kept, origin)
		}
	})
}

// Of two that take one item at once, one makes a story and the other is told which.
func TestADoubleTakeMakesOneStory(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "application/rss+xml", feed)
		h.run(h.watch("/rss"))
		h.set(`UPDATE item SET first_seen = 1`)
		i, _ := h.only(intake.Filter{})
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for n := range errs {
			wait.Go(func() { _, _, errs[n] = h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{}) })
		}
		wait.Wait()
		i, _ = h.only(intake.Filter{State: intake.Taken})
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			h.refuses(err, fault.AlreadyExists, i.Article)
		}
		var stories int64
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT count(*) FROM article`).Scan(&stories).Error)
		if made != 1 || stories != 1 {
			h.Errorf("%d takes went well, %d stories: %v", made, stories, errs)
		}
	})
}

// Two instances ask a source once each time that it is due, and a source that hangs holds up none.
func TestTwoInstancesAskOncePerDueTime(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "application/rss+xml", feed)
		s := h.watch("/rss")
		other, err := app.Wire(h.Context(), h.opts)
		must(h.T, err)
		for round := 1; round <= 3; round++ {
			h.set(`UPDATE source SET next_at = 1 WHERE id = ?`, s.ID)
			var wait sync.WaitGroup
			for _, one := range []*intake.Service{h.Intake, other.Intake, h.Intake, other.Intake} {
				wait.Go(func() {
					if err := one.Run(h.Context()); err != nil {
						h.Error(err)
					}
				})
			}
			wait.Wait()
			if n, rows := h.from.times("/rss"), len(h.fetches(s)); n != round || rows != round {
				h.Fatalf("asked %d times with %d rows after %d due times", n, rows, round)
			}
		}
	})
}

// A process that lost its lease while it asked is not heard: whoever has it now keeps what came.
func TestALostLeaseIsNotHeard(t *testing.T) {
	each(t, func(h *harness) {
		s := h.watch("/rss")
		h.from.on("/rss", func(w http.ResponseWriter, _ *http.Request) {
			h.set(`UPDATE source SET lease = 'another' WHERE id = ?`, s.ID)
			_, _ = w.Write([]byte(feed))
		})
		h.run(s)
		if len(h.items(intake.Filter{})) != 0 || len(h.fetches(s)) != 0 {
			h.Error("what came under a lost lease was kept")
		}
		h.set(`UPDATE source SET lease_until = 1 WHERE id = ?`, s.ID)
		h.from.gives("/rss", "application/rss+xml", feed)
		h.run(s)
		if len(h.items(intake.Filter{})) != 1 {
			h.Error("nobody asked once the lease was over")
		}
	})
}

func TestSourcesAreJudgedWhole(t *testing.T) {
	each(t, func(h *harness) {
		bad := input("ftp://x")
		bad.Name, bad.Credit, bad.Lang, bad.Wait, bad.Every = new(""), new(""), new("xx"), new(0), new(4)
		_, err := h.Intake.Create(h.Context(), person(right.Editor), bad)
		for _, pointer := range []string{"/name", "/credit", "/address", "/lang", "/wait_minutes", "/every_minutes"} {
			h.refuses(err, fault.ValidationFailed, pointer)
		}
		for _, address := range []string{"https://u:p@bo.example/rss", "https://bo.example/rss#x", "//bo.example", "https://", "https://bo.example/a b", "javascript:1"} {
			_, err := h.Intake.Create(h.Context(), person(right.Editor), input(address))
			h.refuses(err, fault.ValidationFailed, "/address")
		}
		agreed := input("https://bo.example/rss")
		agreed.Wait, agreed.Terms = new(0), new("Thỏa thuận số 12 ngày 01/11/2026")
		s, err := h.Intake.Create(h.Context(), person(right.Secretary), agreed)
		must(h.T, err)
		_, err = h.Intake.Create(h.Context(), person(right.Editor), agreed)
		h.refuses(err, fault.AlreadyExists, "")
		_, err = h.Intake.Create(h.Context(), person(right.Author), agreed)
		h.refuses(err, fault.Denied, "")
		_, err = h.Intake.Update(h.Context(), person(right.Editor), s.ID, 2, intake.Patch{Name: new("Khác")})
		h.refuses(err, fault.StaleVersion, "")
		_, err = h.Intake.Update(h.Context(), person(right.Editor), s.ID, 1, intake.Patch{Terms: new("")})
		h.refuses(err, fault.ValidationFailed, "/wait_minutes")
		same, err := h.Intake.Update(h.Context(), person(right.Editor), s.ID, 1, intake.Patch{Name: new("Bộ Ngoại giao")})
		must(h.T, err)
		off, err := h.Intake.Update(h.Context(), person(right.Editor), s.ID, 1, intake.Patch{On: new(false)})
		must(h.T, err)
		if same.Version != 1 || off.Version != 2 || !off.NextAt.IsZero() {
			h.Errorf("%+v %+v", same, off)
		}
		_, err = h.Intake.Hurry(h.Context(), person(right.Editor), s.ID)
		h.refuses(err, fault.StateConflict, "")
		must(h.T, h.Intake.Run(h.Context())) // asks nobody
		credited, err := h.Intake.Update(h.Context(), person(right.Editor), s.ID, 2, intake.Patch{Credit: new(" Theo Bộ\nNgoại\tgiao ")})
		must(h.T, err)
		if credited.Credit != "Theo Bộ Ngoại giao" {
			h.Errorf("the line of credit is %q", credited.Credit)
		}
		h.set(`UPDATE source SET kind = 'wordpress' WHERE id = ?`, s.ID)
		for _, address := range []string{"javascript:1", "https://bo.example/" + strings.Repeat("a", intake.MaxAddress)} {
			_, err := h.Intake.Update(h.Context(), person(right.Editor), s.ID, 3, intake.Patch{Address: &address})
			h.refuses(err, fault.ValidationFailed, "/address")
		}
	})
}

func TestItemsAreLaidAsideAndBroughtBack(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "application/rss+xml", feed)
		h.run(h.watch("/rss"))
		h.set(`UPDATE item SET first_seen = 1`)
		i, _ := h.only(intake.Filter{Search: "hop asean sang nay"})
		if len(h.items(intake.Filter{Search: "khong co"})) != 0 {
			h.Error("search finds what is not there")
		}
		_, err := h.Intake.Dismiss(h.Context(), person(right.Editor), i.ID, " ")
		h.refuses(err, fault.ValidationFailed, "/reason")
		_, err = h.Intake.Dismiss(h.Context(), person(right.Author), i.ID, "Không")
		h.refuses(err, fault.Denied, "")
		_, err = h.Intake.Restore(h.Context(), person(right.Editor), i.ID)
		h.refuses(err, fault.StateConflict, "")
		aside, err := h.Intake.Dismiss(h.Context(), person(right.Secretary), i.ID, "Không thuộc kế hoạch")
		must(h.T, err)
		if aside.Reason != "Không thuộc kế hoạch" || len(h.items(intake.Filter{State: intake.Fresh})) != 0 {
			h.Errorf("%+v", aside)
		}
		_, _, err = h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{})
		h.refuses(err, fault.StateConflict, "dismissed")
		_, err = h.Intake.Restore(h.Context(), person(right.Editor), i.ID)
		must(h.T, err)
		_, _, err = h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{Unit: "so-y-te"})
		h.refuses(err, fault.Denied, "")
		_, _, err = h.Intake.Take(h.Context(), person(right.Author), i.ID, intake.How{})
		must(h.T, err)
	})
}
