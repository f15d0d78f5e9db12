package calendar_test

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/walltime"
)

const (
	ours   = "so-noi-vu"
	theirs = "so-y-te"
)

// house is the whole newsroom on a database, on 3 March 2025 at half past midnight.
type house struct {
	*testing.T
	*app.Services
	db *store.DB
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
		must(t, err)
		now := time.Date(2025, 3, 3, 0, 30, 0, 0, zone)
		s, err := app.Wire(t.Context(), app.Parts{Config: config.Config{Data: t.TempDir(), PublicURL: "https://lantoa.example", Zone: zone, Workers: 1}, DB: db,
			Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now.UTC() }})
		must(t, err)
		document, err := plan.Parse([]byte(plan.NamDinh))
		must(t, err)
		_, _, err = s.Plans.Load(t.Context(), document)
		must(t, err)
		must(t, s.Channels.EnsureFeeds(t.Context()))
		test(&house{t, s, db})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func who(role right.Role, unit string) right.Actor {
	return right.Actor{ID: string(role), Grants: []right.Grant{{Role: role, Unit: unit}}}
}

func document(t *testing.T, text string) calendar.Document {
	t.Helper()
	d, err := calendar.Parse([]byte(text))
	must(t, err)
	return d
}

// TestWhatPeopleChangedStays: a document is taken over once, and anew where it says something
// else; what people changed or cancelled stays as they left it.
func TestWhatPeopleChangedStays(t *testing.T) {
	each(t, func(h *house) {
		load := func(text string, want int) {
			h.Helper()
			if n, err := h.Calendar.Load(h.Context(), document(h.T, text)); err != nil || n != want {
				h.Fatalf("%d entries changed, %v; want %d", n, err, want)
			}
		}
		first := document(h.T, calendar.Asean)
		load(calendar.Asean, len(first.Entries))
		load(calendar.Asean, 0)
		find := func(title string) calendar.Occurrence {
			h.Helper()
			b, err := h.Calendar.Board(h.Context(), who(right.Author, ours), "2026-08-01", "2026-08-31")
			must(h.T, err)
			for _, o := range b.Occurrences {
				if strings.Contains(o.Title.VI, title) {
					return o
				}
			}
			h.Fatalf("there is no %s", title)
			return calendar.Occurrence{}
		}
		lead := who(right.LeadOfficer, theirs)
		day := find("thành lập ASEAN")
		_, err := h.Calendar.Update(h.Context(), who(right.Editor, ours), day.ID, day.Version, calendar.Patch{})
		if !fault.Is(err, fault.Denied) {
			h.Errorf("an editor of a unit changes a day of the province: %v", err)
		}
		_, err = h.Calendar.Update(h.Context(), lead, day.ID, day.Version, calendar.Patch{Moved: &map[string]plan.Date{"2026": "2026-08-10"}})
		must(h.T, err)
		moon := lunar(h)
		for name, days := range map[string]map[string]plan.Date{"no day at all": {}, "a year that is none": {"abcd": "0001-01-01"}, "another year": {"2026": "2028-02-17"}} {
			if _, err := h.Calendar.Update(h.Context(), lead, moon.ID, moon.Version, calendar.Patch{Moved: &days}); !fault.Is(err, fault.ValidationFailed) || !strings.Contains(err.Error(), "/moved") {
				h.Errorf("days of the moon, %s: %v", name, err)
			}
		}
		other := strings.NewReplacer("Ngày thành lập ASEAN (1967)", "Ngày ASEAN", "Quốc khánh Malaysia", "Ngày Độc lập Malaysia").Replace(calendar.Asean)
		load(other, 1)
		if kept := find("thành lập ASEAN"); kept.From != "2026-08-10" || kept.Evidence != "plan" || kept.Version != 2 {
			h.Errorf("what people changed came back as %+v", kept)
		}
		if anew := find("Độc lập Malaysia"); anew.Version != 2 || anew.From != "2026-08-31" {
			h.Errorf("what the document says anew: %+v", anew)
		}
		_, err = h.Calendar.Cancel(h.Context(), lead, find("Độc lập Malaysia").ID, 2, "Không kỷ niệm")
		must(h.T, err)
		load(calendar.Asean, 0)
		if gone := find("Độc lập Malaysia"); gone.CancelledAt.IsZero() || gone.Reason != "Không kỷ niệm" {
			h.Errorf("what was cancelled: %+v", gone)
		}
	})
}

// lunar is an entry that has days of single years alone.
func lunar(h *house) calendar.Entry {
	h.Helper()
	list, err := h.Calendar.Occurrences(h.Context(), who(right.Author, ours), "2026-01-01", "2026-12-31")
	must(h.T, err)
	for _, o := range list {
		if o.Rule.Yearly == "" && len(o.Rule.Moved) > 0 {
			return o.Entry
		}
	}
	h.Fatal("no entry goes by the moon")
	return calendar.Entry{}
}

// tell plans a story of a unit for an hour on a channel with readers.
func (h *house) tell(unit, at string) string {
	h.Helper()
	author, boss := who(right.Author, unit), who(right.Approver, unit)
	a, e, err := h.Articles.Create(h.Context(), author, article.Input{Unit: unit, Lang: "vi", Text: manuscript.Text{Title: "Tin", Lead: "Dẫn", Body: "<p>Nội dung.</p>"},
		Facets: plan.Facets{Pillars: []string{"aec", "apsc"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}})
	must(h.T, err)
	ref := article.At{Ref: article.Ref{Article: a.ID, Lang: e.Lang}}
	_, err = h.Articles.Submit(h.Context(), author, ref)
	must(h.T, err)
	_, hash, err := h.Articles.Candidate(h.Context(), boss, ref.Ref)
	must(h.T, err)
	_, _, _, err = h.Articles.Approve(h.Context(), boss, ref, hash)
	must(h.T, err)
	all, err := h.Channels.List(h.Context(), right.System())
	must(h.T, err)
	for _, c := range all {
		if c.Kind == channel.FeedsKind {
			_, err = h.Planner.Schedule(h.Context(), boss, delivery.Plan{Ref: ref.Ref, Channels: []string{c.ID}, At: walltime.Wall{Time: at, Zone: "Asia/Ho_Chi_Minh"}})
			must(h.T, err)
		}
	}
	return e.ID
}

// TestStoriesAreCountedForWhoMayReadThem: by the day of the house, half past midnight and half
// past six alike; what another unit plans, under embargo or not, is no number either.
func TestStoriesAreCountedForWhoMayReadThem(t *testing.T) {
	each(t, func(h *house) {
		night := h.tell(ours, "2099-11-23T00:30")
		h.tell(ours, "2099-11-23T06:30")
		secret := h.tell(theirs, "2099-11-23T06:30")
		must(h.T, h.db.Write(h.Context()).Exec(`UPDATE edition SET embargo_until = 4098222000000000 WHERE id = ?`, secret).Error)
		counts := func(actor right.Actor) string {
			h.Helper()
			b, err := h.Calendar.Board(h.Context(), actor, "2099-11-01", "2099-11-30")
			must(h.T, err)
			return fmt.Sprint(b.Counts)
		}
		covered := func(actor right.Actor) string {
			h.Helper()
			c, err := h.Calendar.Coverage(h.Context(), actor, 2099)
			must(h.T, err)
			var rows []string
			for _, row := range append(c.Pillars, c.Areas...) {
				if n := row.Published[10]; n > 0 {
					rows = append(rows, fmt.Sprintf("%s %d", row.Code, n))
				}
			}
			return strings.Join(rows, ", ")
		}
		if got := counts(who(right.Author, ours)); got != "[{2099-11-23 so-noi-vu 2 0}]" {
			h.Errorf("the own unit: %s", got)
		}
		if got := counts(who(right.Author, theirs)); got != "[{2099-11-23 so-y-te 1 0}]" {
			h.Errorf("the other unit: %s", got)
		}
		if got := counts(who(right.Inspector, theirs)); got != "[{2099-11-23 so-noi-vu 2 0} {2099-11-23 so-y-te 1 0}]" {
			h.Errorf("whoever reads all: %s", got)
		}
		// Sent at half past midnight of the 24th, which is the 23rd in UTC.
		sent := time.Date(2099, 11, 23, 17, 30, 0, 0, time.UTC).UnixMicro()
		must(h.T, h.db.Write(h.Context()).Exec(`UPDATE delivery SET state = 'sent', sent_at = ? WHERE edition_id IN ?`, sent, []string{night, secret}).Error)
		if got := counts(who(right.Author, ours)); got != "[{2099-11-23 so-noi-vu 1 0} {2099-11-24 so-noi-vu 0 1}]" {
			h.Errorf("once one is out: %s", got)
		}
		if got := covered(who(right.Author, ours)); got != "apsc 1, aec 1, hoat-dong-va-hop-tac-asean 1" {
			h.Errorf("covered: %s", got)
		}
		if got := covered(who(right.LeadOfficer, ours)); got != "apsc 2, aec 2, hoat-dong-va-hop-tac-asean 2" {
			h.Errorf("covered in every unit: %s", got)
		}
		if _, err := h.Calendar.Board(h.Context(), who(right.Press, ours), "2099-11-01", "2099-11-30"); !fault.Is(err, fault.Denied) {
			h.Errorf("the press sees the board: %v", err)
		}
	})
}

// TestADoubleSubmitMakesOneArticle: several begin a planned story at once, and all are given the
// same article, which is the only one.
func TestADoubleSubmitMakesOneArticle(t *testing.T) {
	each(t, func(h *house) {
		title := "Gạo Nam Định"
		one, err := h.Planning.Propose(h.Context(), who(right.Author, ours), planning.Input{Unit: ours, Patch: planning.Patch{Title: &title}})
		must(h.T, err)
		_, err = h.Planning.Assign(h.Context(), who(right.Secretary, ours), one.ID, 1, planning.Assignment{Due: &walltime.Wall{Time: "2025-03-03"}}) // today
		must(h.T, err)
		made := make([]string, 4)
		var group sync.WaitGroup
		for i := range made {
			group.Go(func() {
				begun, err := h.Planning.Begin(h.Context(), who(right.Author, ours), one.ID)
				if err != nil {
					h.Error(err)
				}
				made[i] = begun.Article
			})
		}
		group.Wait()
		var articles int
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT count(*) FROM article`).Scan(&articles).Error)
		for _, id := range made {
			if id == "" || id != made[0] || articles != 1 {
				h.Fatalf("%d articles: %v", articles, made)
			}
		}
		again, err := h.Planning.Assign(h.Context(), who(right.LeadOfficer, theirs), one.ID, 0, planning.Assignment{Unit: new(theirs)})
		if !fault.Is(err, fault.ValidationFailed) {
			h.Errorf("what is begun goes to another unit: %+v, %v", again, err)
		}
	})
}

// TestWhoAssignsWhere: within the own unit its secretary, to any unit whoever leads.
func TestWhoAssignsWhere(t *testing.T) {
	each(t, func(h *house) {
		title, due := "Gạo Nam Định", &walltime.Wall{Time: "2025-03-03T06:30"}
		one, err := h.Planning.Propose(h.Context(), who(right.Author, ours), planning.Input{Unit: ours, Patch: planning.Patch{Title: &title}})
		must(h.T, err)
		for role, want := range map[right.Role]bool{right.Author: false, right.Inspector: false, right.Translator: false, right.Secretary: false, right.LeadOfficer: true} {
			_, err = h.Planning.Assign(h.Context(), who(role, ours), one.ID, 0, planning.Assignment{Unit: new(theirs), Due: due})
			if want && err != nil || !want && !fault.Is(err, fault.Denied) {
				h.Errorf("a %s of the unit gives it to another: %v", role, err)
			}
			if want {
				_, err = h.Planning.Assign(h.Context(), who(role, ours), one.ID, 0, planning.Assignment{Unit: new(ours), Due: due})
				must(h.T, err)
			}
		}
		_, err = h.Planning.Assign(h.Context(), who(right.Editor, ours), one.ID, 0, planning.Assignment{Due: &walltime.Wall{Time: "2025-03-03T00:30"}}) // this very minute
		if !fault.Is(err, fault.ValidationFailed) {
			h.Errorf("assigned for an hour that has come: %v", err)
		}
		if _, err := h.Planning.Get(h.Context(), who(right.Author, theirs), one.ID); !fault.Is(err, fault.Denied) {
			h.Errorf("another unit reads it: %v", err)
		}
	})
}
