package digest_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// due brings the next occurrence of a weekly digest back by weeks, as if that time had passed
// while nobody looked.
func (h *harness) due(d digest.Digest, weeks int) digest.Digest {
	h.Helper()
	back := time.Duration(weeks) * 7 * 24 * time.Hour
	h.set(`UPDATE digest SET next_at = ?, covered_to = ? WHERE id = ?`, d.NextAt.Add(-back).UnixMicro(), d.CoveredTo.Add(-back).UnixMicro(), d.ID)
	return h.get(d)
}

func (h *harness) run() {
	h.Helper()
	must(h.T, h.Digests.Run(h.Context()))
}

// told reads the titles of the stories in a draft.
func told(body string) []string {
	var titles []string
	for _, part := range strings.Split(body, "<h3>")[1:] {
		_, title, _ := strings.Cut(strings.Split(part, "</a>")[0], ">")
		titles = append(titles, title)
	}
	return titles
}

func TestAnOccurrenceIsADraftOfWhatWasPublished(t *testing.T) {
	each(t, func(h *harness) {
		d := h.due(h.weekly(input()), 1)
		inside := now().Sub(d.NextAt)
		h.out(tale{title: "Cũ", ago: inside + 3*time.Hour})
		newest := h.out(tale{title: "Mới", ago: inside + time.Hour})
		h.out(tale{title: "Chính trị", pillar: "apsc", ago: inside + 2*time.Hour})
		h.out(tale{title: "Tiếng Anh", lang: "en", ago: inside + time.Hour})
		h.out(tale{title: "Kỳ trước", ago: inside + 9*24*time.Hour})
		withdrawn := h.out(tale{title: "Đã gỡ", ago: inside + time.Hour})
		_, _, err := h.Articles.Withdraw(h.Context(), person(right.Approver), article.At{Ref: ref(withdrawn)}, "Sai", "Đã gỡ.")
		must(h.T, err)
		embargoed := h.out(tale{title: "Cấm phát", ago: inside + time.Hour})
		h.set(`UPDATE edition SET embargo_until = ? WHERE id = ?`, now().Add(time.Hour).UnixMicro(), embargoed.ID)
		h.run()
		h.run()
		all := h.occurrences(d)
		if len(all) != 1 || all[0].Outcome != digest.Drafted || all[0].Items != 3 || !all[0].At.Equal(d.NextAt) || !all[0].From.Equal(d.CoveredTo) || !all[0].To.Equal(d.NextAt) {
			t := all
			h.Fatalf("occurrences %+v", t)
		}
		a, e, head := h.draft(all[0])
		if e.State != article.Draft || e.Publication != article.NotPublished || e.Lang != "vi" || a.Unit != unit || a.CreatedBy != right.SystemID {
			h.Errorf("the draft is %+v of %+v", e, a)
		}
		if d := cmp.Diff(*input().Facets, a.Facets, cmp.Transformer("list", func(s []string) string { return strings.Join(s, " ") })); d != "" {
			h.Errorf("facets (-want +got):\n%s", d)
		}
		if got := told(head.Text.Body); !slices.Equal(got, []string{"Chính trị", "Mới", "Cũ"}) {
			h.Errorf("it tells %q in %s", got, head.Text.Body)
		}
		if want := "https://lantoa.example/a/" + newest.Article + "/vi"; !strings.Contains(head.Text.Body, `href="`+want+`"`) || !strings.Contains(head.Text.Body, "Dẫn Mới") {
			h.Errorf("no link to %s, or no lead, in %s", want, head.Text.Body)
		}
		monday := d.NextAt.Add(7 * time.Hour)
		if want := fmt.Sprintf("–%02d/", monday.AddDate(0, 0, -1).Day()); !strings.HasPrefix(head.Text.Title, "ASEAN tuần qua: ") || !strings.Contains(head.Text.Title, want) {
			h.Errorf("title %q, want it to end on the day %s", head.Text.Title, want)
		}
		if after := h.get(d); !after.NextAt.After(now()) || !after.CoveredTo.Equal(d.NextAt) || after.Version != d.Version {
			h.Errorf("afterwards %+v", after)
		}
	})
}

func TestADraftGoesThroughTheNewsroomByFourEyes(t *testing.T) {
	each(t, func(h *harness) {
		owner := right.Actor{ID: "owner", Grants: []right.Grant{{Role: right.Editor}, {Role: right.Approver}}}
		d, err := h.Digests.Create(h.Context(), owner, input())
		must(h.T, err)
		second := right.Actor{ID: "second", Grants: []right.Grant{{Role: right.Secretary}, {Role: right.Approver}}}
		d, err = h.Digests.Update(h.Context(), second, d.ID, d.Version, digest.Patch{Title: new("ASEAN: {dates}")})
		must(h.T, err)
		third := right.Actor{ID: "third", Grants: second.Grants}
		d, err = h.Digests.Update(h.Context(), third, d.ID, d.Version, digest.Patch{Expression: new("0 9 * * 1")})
		must(h.T, err)
		h.out(tale{title: "Một"})
		o, err := h.Digests.Build(h.Context(), third, d.ID)
		must(h.T, err)
		_, e, head := h.draft(o)
		if !slices.Equal(head.Authors, []string{"owner", "second", right.SystemID}) || o.AskedBy != "third" {
			h.Errorf("authors %v, asked for by %q", head.Authors, o.AskedBy)
		}
		_, err = h.Articles.Submit(h.Context(), owner, article.At{Ref: ref(e)})
		must(h.T, err)
		_, hash, err := h.Articles.Candidate(h.Context(), third, ref(e))
		must(h.T, err)
		for _, author := range []right.Actor{owner, second} {
			if _, _, _, err := h.Articles.Approve(h.Context(), author, article.At{Ref: ref(e)}, hash); !fault.Is(err, fault.FourEyes) {
				h.Errorf("%s approves: %v", author.ID, err)
			}
		}
		_, _, _, err = h.Articles.Approve(h.Context(), third, article.At{Ref: ref(e)}, hash)
		must(h.T, err)
		h.publish(e)
		other := input()
		other.Name = new("Khác")
		again, err := h.Digests.Build(h.Context(), third, h.weekly(other).ID)
		must(h.T, err)
		_, _, head = h.draft(again)
		if got := told(head.Text.Body); !slices.Equal(got, []string{"Một"}) {
			h.Errorf("another digest tells %q, want no digest in it", got)
		}
	})
}

func TestInstancesBuildOneDraft(t *testing.T) {
	each(t, func(h *harness) {
		d := h.due(h.weekly(input()), 1)
		h.out(tale{title: "Một", ago: now().Sub(d.NextAt) + time.Hour})
		var instances sync.WaitGroup
		failed := make(chan error, 6)
		begin := make(chan struct{})
		for range cap(failed) {
			instances.Go(func() { <-begin; failed <- h.Digests.Run(h.Context()) })
		}
		close(begin)
		instances.Wait()
		for range cap(failed) {
			must(h.T, <-failed)
		}
		var drafts int64
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT count(*) FROM article WHERE created_by = ?`, right.SystemID).Scan(&drafts).Error)
		if all := h.occurrences(d); len(all) != 1 || drafts != 1 {
			h.Errorf("%d drafts, occurrences %+v", drafts, all)
		}
		var acts, events int64
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT count(*) FROM audit WHERE action = 'digest.build' AND on_behalf = 'editor'`).Scan(&acts).Error)
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT count(*) FROM event WHERE kind = 'digest.built'`).Scan(&events).Error)
		if acts != 1 || events != 1 {
			h.Errorf("%d records and %d events of one build", acts, events)
		}
	})
}

func TestDowntimeMakesOneDraftForTheWholeSpan(t *testing.T) {
	each(t, func(h *harness) {
		d := h.due(h.weekly(input()), 3)
		week := 7 * 24 * time.Hour
		inside := now().Sub(d.NextAt)
		h.out(tale{title: "Tuần một", ago: inside + time.Hour})
		h.out(tale{title: "Tuần hai", ago: inside - 3*24*time.Hour})
		h.out(tale{title: "Tuần ba", ago: inside - 10*24*time.Hour})
		h.run()
		var got []string
		for _, o := range h.occurrences(d) {
			got = append(got, fmt.Sprintf("%s %d", o.Outcome, o.At.Sub(d.NextAt)/week))
			if o.Outcome == digest.Skipped && (o.Reason.VI == "" || o.Reason.EN == "" || o.Article != "") {
				h.Errorf("skipped: %+v", o)
			}
		}
		if !slices.Equal(got, []string{"drafted 2", "skipped 1", "skipped 0"}) {
			h.Fatalf("occurrences, newest first: %v", got)
		}
		last := h.occurrences(d)[0]
		_, _, head := h.draft(last)
		if titles := told(head.Text.Body); !last.From.Equal(d.CoveredTo) || !slices.Equal(titles, []string{"Tuần ba", "Tuần hai", "Tuần một"}) {
			h.Errorf("from %s it tells %q", last.From, titles)
		}
	})
}

// An occurrence that has come is carried out, whatever becomes of the calendar meanwhile.
func TestAChangedCalendarLosesNoOccurrence(t *testing.T) {
	each(t, func(h *harness) {
		d := h.due(h.weekly(input()), 1)
		changed, err := h.Digests.Update(h.Context(), person(right.Editor), d.ID, d.Version, digest.Patch{Expression: new("30 9 1 * *"), Zone: new("Europe/Berlin")})
		if err != nil || !changed.NextAt.Equal(d.NextAt) {
			h.Errorf("changed: %+v, %v", changed, err)
		}
		h.run()
		if all := h.occurrences(d); len(all) < 1 || !all[len(all)-1].At.Equal(d.NextAt) {
			h.Errorf("occurrences %+v", all)
		}
		berlin, err := time.LoadLocation("Europe/Berlin")
		must(h.T, err)
		if next := h.get(d).NextAt.In(berlin); next.Day() != 1 || next.Format("15:04") != "09:30" || !next.After(now()) {
			h.Errorf("next at %s", next)
		}
	})
}

// More is missed than one transaction records.
func TestALongDowntimeIsRecordedHourByHour(t *testing.T) {
	each(t, func(h *harness) {
		in := input()
		in.Expression, in.Zone = new("0 * * * *"), new("UTC")
		d := h.weekly(in)
		start := d.NextAt.Add(-500 * time.Hour)
		h.set(`UPDATE digest SET next_at = ? WHERE id = ?`, start.UnixMicro(), d.ID)
		h.run()
		var states []string
		must(h.T, h.db.Read(h.Context()).Raw(`SELECT state FROM digest_occurrence WHERE digest_id = ? ORDER BY at DESC`, d.ID).Scan(&states).Error)
		next := h.get(d).NextAt
		want := append([]string{"empty"}, slices.Repeat([]string{"skipped"}, int(next.Sub(start)/time.Hour)-1)...)
		if diff := cmp.Diff(want, states); diff != "" || !next.After(now()) || len(states) < 500 {
			h.Errorf("next at %s (-want +got):\n%s", next, diff)
		}
	})
}

func TestAStoryIsToldOnceAndNoneIsLostBetween(t *testing.T) {
	each(t, func(h *harness) {
		in := input()
		in.Items = new(2)
		d := h.weekly(in)
		for i := range 3 {
			h.out(tale{title: fmt.Sprint("Tin ", i), ago: time.Duration(3-i) * time.Minute})
		}
		o, err := h.Digests.Build(h.Context(), person(right.Secretary), d.ID)
		must(h.T, err)
		_, _, head := h.draft(o)
		if got := told(head.Text.Body); !slices.Equal(got, []string{"Tin 2", "Tin 1"}) || o.Reason.EN == "" {
			h.Errorf("it tells %q, with the reason %q", got, o.Reason.EN)
		}
		// Its commit came after the look, its hour is before the end of the span.
		h.out(tale{title: "Chen vào", ago: now().Sub(o.To) + time.Second})
		o, err = h.Digests.Build(h.Context(), person(right.Secretary), d.ID)
		must(h.T, err)
		_, _, head = h.draft(o)
		if got := told(head.Text.Body); !slices.Equal(got, []string{"Chen vào", "Tin 0"}) {
			h.Errorf("the next tells %q", got)
		}
	})
}

func TestAnExtraOccurrenceBeforeOneThatIsDue(t *testing.T) {
	each(t, func(h *harness) {
		d := h.due(h.weekly(input()), 1)
		h.out(tale{title: "Một", ago: now().Sub(d.NextAt) + time.Minute})
		extra, err := h.Digests.Build(h.Context(), person(right.Editor), d.ID)
		must(h.T, err)
		h.run()
		all := h.occurrences(d)
		if len(all) != 2 || extra.Items != 1 || all[1].Outcome != digest.Empty || all[1].From.After(all[1].To) || !h.get(d).CoveredTo.Equal(extra.To) {
			h.Errorf("extra %+v, all %+v", extra, all)
		}
	})
}

func TestNothingToTellMakesNoDraft(t *testing.T) {
	each(t, func(h *harness) {
		in := input()
		in.Filter = &digest.Filter{Pillar: "ascc", Unit: unit}
		d := h.due(h.weekly(in), 1)
		h.out(tale{title: "Trụ cột khác", ago: now().Sub(d.NextAt) + time.Hour})
		h.run()
		if all := h.occurrences(d); len(all) != 1 || all[0].Outcome != digest.Empty || all[0].Article != "" || all[0].Reason.VI == "" {
			h.Fatalf("occurrences %+v", all)
		}
		other := input()
		other.Filter = &digest.Filter{Unit: "so-y-te"}
		if o, err := h.Digests.Build(h.Context(), person(right.Editor), h.weekly(other).ID); err != nil || o.Outcome != digest.Empty {
			h.Errorf("of another unit: %+v, %v", o, err)
		}
	})
}

func TestARefusedDraftIsExplainedAndMadeGoodByTheNext(t *testing.T) {
	each(t, func(h *harness) {
		d := h.due(h.weekly(input()), 1)
		h.out(tale{title: "Một", ago: now().Sub(d.NextAt) + time.Hour})
		h.set(`UPDATE unit SET valid_to = '2026-01-01' WHERE code = ?`, unit)
		h.run()
		all := h.occurrences(d)
		if len(all) != 1 || all[0].Outcome != digest.Failed || !strings.Contains(all[0].Reason.EN, "/unit") || !h.get(d).NextAt.After(now()) {
			h.Fatalf("occurrences %+v", all)
		}
		h.set(`UPDATE unit SET valid_to = '' WHERE code = ?`, unit)
		o, err := h.Digests.Build(h.Context(), person(right.Editor), d.ID)
		if err != nil || o.Items != 1 || !o.From.Equal(d.CoveredTo) {
			h.Errorf("the next: %+v, %v", o, err)
		}
	})
}

func TestWrongInputIsToldAtOnce(t *testing.T) {
	each(t, func(h *harness) {
		_, err := h.Digests.Create(h.Context(), person(right.Editor), digest.Input{Unit: unit, Lang: "xx", Patch: digest.Patch{Name: new(" "), Title: new("Tin {day}"),
			Expression: new("*/5 * * * *"), Zone: new("Asia/Ho_Chi_Minh"), Items: new(51), Facets: &plan.Facets{Pillars: []string{"none"}},
			Filter: &digest.Filter{Pillar: "none", Area: "none", Unit: "none"}}})
		want := []string{"/expression", "/facets/pillars/0", "/filter/area", "/filter/pillar", "/filter/unit", "/lang", "/max_items", "/name", "/title"}
		if got := places(err); !slices.Equal(got, want) {
			h.Errorf("faults at %v, want %v", got, want)
		}
		closed := input()
		closed.Unit, closed.Zone = "so-thong-tin-va-truyen-thong", new("Asia/Nam_Dinh")
		_, err = h.Digests.Create(h.Context(), right.System(), closed)
		if got := places(err); !slices.Equal(got, []string{"/unit", "/zone"}) {
			h.Errorf("a unit that has ended: %v", err)
		}
		d := h.weekly(input())
		_, err = h.Digests.Update(h.Context(), person(right.Editor), d.ID, d.Version, digest.Patch{Expression: new("0 8 30 2 *"), Facets: &plan.Facets{Topics: []string{"x"}}})
		if got := places(err); !slices.Equal(got, []string{"/expression", "/facets/topics/0"}) || h.get(d).Version != 1 {
			h.Errorf("a patch: %v", err)
		}
	})
}

func places(err error) []string {
	e, ok := fault.As(err)
	if !ok {
		return []string{fmt.Sprint(err)}
	}
	var got []string
	for _, f := range e.Fields {
		got = append(got, f.Pointer)
	}
	slices.Sort(got)
	return got
}

func TestRightsAndStates(t *testing.T) {
	each(t, func(h *harness) {
		d := h.weekly(input())
		ctx := h.Context()
		for _, role := range right.Roles() {
			who, manages := person(role), role == right.Editor || role == right.Secretary
			_, made := h.Digests.Create(ctx, who, input())
			_, built := h.Digests.Build(ctx, who, d.ID)
			_, changed := h.Digests.Update(ctx, who, d.ID, 1, digest.Patch{Name: new("ASEAN tuần qua")})
			for act, err := range map[string]error{"create": made, "build": built, "update": changed} {
				if fault.Is(err, fault.Denied) == manages || err != nil && manages {
					h.Errorf("%s to %s: %v", role, act, err)
				}
			}
		}
		elsewhere := right.Actor{ID: "x", Grants: []right.Grant{{Role: right.Editor, Unit: "so-y-te"}}}
		_, err := h.Digests.Get(ctx, elsewhere, d.ID)
		_, err2 := h.Digests.Occurrences(ctx, elsewhere, d.ID, time.Time{}, 9)
		if list, err3 := h.Digests.List(ctx, elsewhere); !fault.Is(err, fault.Denied) || !fault.Is(err2, fault.Denied) || err3 != nil || len(list) != 0 {
			h.Errorf("another unit: %v, %v, %v, %v", err, err2, list, err3)
		}
		_, err = h.Digests.Get(ctx, elsewhere, newID())
		if !fault.Is(err, fault.NotFound) {
			h.Errorf("an unknown digest: %v", err)
		}
		paused, err := h.Digests.Update(ctx, person(right.Editor), d.ID, 1, digest.Patch{Paused: new(true)})
		if err != nil || paused.State != digest.Paused || !paused.NextAt.IsZero() || paused.Version != 2 {
			h.Errorf("paused: %+v, %v", paused, err)
		}
		if _, err := h.Digests.End(ctx, person(right.Editor), d.ID, 1); !fault.Is(err, fault.StaleVersion) {
			h.Errorf("by a stale version: %v", err)
		}
		resumed, err := h.Digests.Update(ctx, person(right.Editor), d.ID, 2, digest.Patch{Paused: new(false)})
		if err != nil || !resumed.NextAt.Equal(d.NextAt) {
			h.Errorf("resumed: %+v, %v", resumed, err)
		}
		ended, err := h.Digests.End(ctx, person(right.Secretary), d.ID, 3)
		if err != nil || ended.State != digest.Ended || !ended.NextAt.IsZero() {
			h.Errorf("ended: %+v, %v", ended, err)
		}
		if _, err := h.Digests.Build(ctx, person(right.Editor), d.ID); !fault.Is(err, fault.StateConflict) {
			h.Errorf("built after its end: %v", err)
		}
	})
}
