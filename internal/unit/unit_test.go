package unit_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/unit"
)

func word(s string) *string { return &s }

func named(vi, en string) *fault.Text { t := fault.T(vi, en); return &t }

// The old name holds for the days before, here and for whoever asks of them.
func TestANewNameKeepsTheOldOne(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		made, err := h.Create(ctx, boss(), unit.NewUnit{Code: "trung-tam-a", Name: fault.T(" Trung tâm  A ", ""), Kind: "don-vi", Parent: "bo-van-hoa-the-thao-va-du-lich"})
		h.ok(err)
		if made.Version != 1 || made.Name != fault.T("Trung tâm A", "Trung tâm A") {
			h.Errorf("made: %+v", made)
		}
		if _, err = h.Change(ctx, boss(), "trung-tam-a", unit.Change{Version: 7, Name: named("B", "B")}); !fault.Is(err, fault.StaleVersion) {
			h.Errorf("a change of what was not read: %v", err)
		}
		renamed, err := h.Change(ctx, boss(), "trung-tam-a", unit.Change{Version: 1, Name: named("Trung tâm B", "Centre B"), Since: "2025-07-01"})
		h.ok(err)
		if renamed.Version != 2 || renamed.Name.VI != "Trung tâm A" {
			h.Errorf("before the day: %+v", renamed)
		}
		_, err = h.Change(ctx, boss(), "trung-tam-a", unit.Change{Version: 2, Parent: word("")})
		h.ok(err)
		for day, want := range map[plan.Date]string{"2020-01-01": "Trung tâm A/bo-van-hoa-the-thao-va-du-lich", "2025-06-19": "Trung tâm A/bo-van-hoa-the-thao-va-du-lich", "2025-06-20": "Trung tâm A/", "2025-06-30": "Trung tâm A/", "2025-07-01": "Trung tâm B/"} {
			if u := h.on("trung-tam-a", day); u.Name.VI+"/"+u.Parent != want {
				h.Errorf("on %s: %s/%s, want %s", day, u.Name.VI, u.Parent, want)
			}
			units, err := h.plans.Succession(ctx, day)
			if u, _ := units.Unit("trung-tam-a"); err != nil || u.Name.VI+"/"+u.Parent != want {
				h.Errorf("in the succession of %s: %+v, %v", day, u, err)
			}
		}
		same, err := h.Change(ctx, boss(), "trung-tam-a", unit.Change{Version: 3, Parent: word("")})
		if h.ok(err); same.Version != 3 {
			h.Errorf("the same again is version %d", same.Version)
		}
		h.day = "2025-07-02"
		if got := said(errOf(h.Change(ctx, boss(), "trung-tam-a", unit.Change{Since: "2025-07-01", Name: named("C", "C")}))); !strings.HasPrefix(got, "/since: What was is not written over") {
			h.Errorf("a name for a day gone by: %s", got)
		}
		if u, err := h.plans.Unit(ctx, "trung-tam-a"); err != nil || u.Name.EN != "Centre B" {
			h.Errorf("today: %+v, %v", u, err)
		}
		var acts []string
		h.ok(h.db.Read(ctx).Raw(`SELECT action || ' ' || (before_hash <> '') || ' ' || (after_hash <> '') FROM audit ORDER BY id`).Scan(&acts).Error)
		yes, no := "1", "0"
		if h.db.Dialect() == "postgres" {
			yes, no = "true", "false"
		}
		want := []string{"unit.create " + no + " " + yes, "unit.update " + yes + " " + yes, "unit.update " + yes + " " + yes}
		if d := cmp.Diff(want, acts); d != "" {
			h.Errorf("record:\n%s", d)
		}
	})
}

func errOf(_ plan.Unit, err error) error { return err }

// What belongs to an ended unit is in the hands of many the day after, and one may take over
// from many; a unit that ended stays as it was.
func TestUnitsEnd(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		for _, code := range []string{"xa-a", "xa-b", "xa-c", "xa-d"} {
			h.make(code, "")
		}
		for code, heirs := range map[string][]string{"xa-a": {"xa-c", "xa-d"}, "xa-b": {"xa-c"}} {
			u, err := h.End(ctx, boss(), code, unit.End{Last: "2025-06-30", Successors: heirs})
			if h.ok(err); u.To != "2025-06-30" {
				h.Errorf("%+v", u)
			}
		}
		if before, after, two := h.heirs("xa-a", "2025-06-30"), h.heirs("xa-a", "2025-07-01"), h.heirs("xa-b", "2025-07-01"); before != "" || after != "xa-c xa-d" || two != "xa-c" {
			h.Errorf("heirs: %q, %q, %q", before, after, two)
		}
		_, err := h.End(ctx, boss(), "xa-b", unit.End{Version: 2, Last: "2025-07-31", Successors: []string{"xa-d"}}) // it is yet to end
		h.ok(err)
		h.day = "2025-08-01"
		for what, c := range map[string]struct {
			act  func() error
			want string
		}{
			"another name": {func() error { return errOf(h.Change(ctx, boss(), "xa-b", unit.Change{Name: named("X", "X")})) }, "state_conflict: The unit ended on 2025-07-31"},
			"another day": {func() error {
				return errOf(h.End(ctx, boss(), "xa-b", unit.End{Last: "2025-08-02", Successors: []string{"xa-d"}}))
			}, "/last_day: The unit ended on 2025-07-31"},
			"one taken away": {func() error {
				return errOf(h.End(ctx, boss(), "xa-b", unit.End{Version: 3, Successors: []string{"xa-c"}}))
			}, "/successors: The unit has passed to “xa-d”"},
			"an ended parent": {func() error {
				return errOf(h.Create(ctx, boss(), unit.NewUnit{Code: "xa-e", Name: *named("E", ""), Kind: "xa", Parent: "xa-a"}))
			}, "/parent: “xa-a” ended on 2025-06-30; succeeded by: Đơn vị xa-c (xa-c), Đơn vị xa-d (xa-d)."},
		} {
			if got := said(c.act()); !strings.HasPrefix(got, c.want) {
				h.Errorf("%s: %q, want %q", what, got, c.want)
			}
		}
		_, err = h.End(ctx, boss(), "xa-b", unit.End{Version: 3, Successors: []string{"xa-d", "xa-c"}})
		if h.ok(err); h.heirs("xa-b", "2025-08-01") != "xa-c xa-d" {
			h.Errorf("with one more: %q", h.heirs("xa-b", "2025-08-01"))
		}
		_, err = h.End(ctx, boss(), "so-y-te", unit.End{Version: 1, Successors: []string{"xa-c"}}) // which the plan ended without one
		if h.ok(err); h.heirs("so-y-te", "2025-08-01") != "xa-c" {
			h.Error("the successor that the plan did not name is none")
		}
		var told []string
		h.ok(h.db.Read(ctx).Raw(`SELECT kind || ' ' || unit_code FROM event ORDER BY id`).Scan(&told).Error)
		if n := len(told); n != 9 || told[0] != "unit.created xa-a" || told[n-1] != "unit.ended so-y-te" {
			h.Errorf("events: %q", told)
		}
	})
}

// Every way of writing what cannot be is refused with the place and with words.
func TestWhatCannotBeIsNamed(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		deep := ""
		for i := range plan.MaxLevels {
			h.make(fmt.Sprintf("cap-%d", i), deep)
			deep = fmt.Sprintf("cap-%d", i)
		}
		h.make("xa-a", "")
		h.make("xa-b", "xa-a")
		_, err := h.Create(ctx, boss(), unit.NewUnit{Code: "xa-moi", Name: *named("Mới", ""), Kind: "xa", From: "2025-07-01"})
		h.ok(err)
		create := func(n unit.NewUnit) func() error {
			return func() error {
				if n.Code == "" {
					n.Code = "xa-x"
				}
				if n.Name.VI == "" {
					n.Name = *named("X", "")
				}
				if n.Kind == "" {
					n.Kind = "xa"
				}
				return errOf(h.Create(ctx, boss(), n))
			}
		}
		alter := func(code string, c unit.Change) func() error {
			return func() error { return errOf(h.Change(ctx, boss(), code, c)) }
		}
		end := func(code string, e unit.End) func() error {
			return func() error { return errOf(h.End(ctx, boss(), code, e)) }
		}
		before := h.state()
		for what, c := range map[string]struct {
			act  func() error
			want string
		}{
			"a code that is taken":     {create(unit.NewUnit{Code: "so-y-te"}), "/code: The code is taken by “Sở Y tế”; codes are never used again."},
			"a malformed code":         {create(unit.NewUnit{Code: "Sở Y tế"}), "/code: A code is lower-case ASCII letters"},
			"a blank name":             {create(unit.NewUnit{Name: *named(" ", "A")}), "/name/vi: It must not be empty."},
			"a name without letters":   {create(unit.NewUnit{Name: *named("45658", "")}), "/name/vi: A name has letters"},
			"a long name":              {create(unit.NewUnit{Name: *named(strings.Repeat("a", 201), "")}), "/name/vi: At most 200 characters."},
			"a kind that is no code":   {create(unit.NewUnit{Kind: "Sở"}), "/kind: The kind is a code"},
			"a day that is none":       {create(unit.NewUnit{From: "2025-02-30"}), "/from: Not a real day"},
			"an end before the day":    {create(unit.NewUnit{From: "2025-02-02", To: "2025-02-01"}), "/to: The last day 2025-02-01 is before"},
			"heirs of nothing":         {create(unit.NewUnit{Successors: []string{"xa-a"}}), "/successors: Successors need the last day"},
			"an unknown parent":        {create(unit.NewUnit{Parent: "xa-aa"}), "/parent: There is no unit “xa-aa”; the nearest code is “xa-a”."},
			"a parent yet to come":     {create(unit.NewUnit{Parent: "xa-moi"}), "/parent: “xa-moi” exists only from 2025-07-01, after 2025-06-20."},
			"itself above itself":      {create(unit.NewUnit{Parent: "xa-x"}), "/parent: A unit cannot be its own parent: xa-x → xa-x."},
			"too deep":                 {create(unit.NewUnit{Parent: deep}), "/parent: The tree of units is deeper than 10 levels: xa-x → cap-9"},
			"a loop":                   {alter("xa-a", unit.Change{Parent: word("xa-b")}), "/parent: A unit cannot be its own parent: xa-a → xa-b → xa-a."},
			"a loop from a later day":  {alter("xa-a", unit.Change{Parent: word("xa-b"), Since: "2026-01-01"}), "/parent: A unit cannot be its own parent: xa-a → xa-b → xa-a."},
			"too deep by one above":    {alter("cap-0", unit.Change{Parent: word("xa-a")}), "/parent: The tree of units is deeper than 10 levels: cap-9"},
			"no such unit":             {alter("xa-aa", unit.Change{}), "not_found: There is no unit “xa-aa”; the nearest code is “xa-a”."},
			"a first day gone by":      {alter("xa-a", unit.Change{From: word2("2025-07-01")}), "/from: The unit is at work"},
			"a first day before today": {alter("xa-moi", unit.Change{From: word2("2025-06-01")}), "/from: The new first day cannot be before today"},
			"no end":                   {end("xa-b", unit.End{Successors: []string{"xa-a"}}), "/last_day: The last day is missing"},
			"an end that is no day":    {end("xa-b", unit.End{Last: "2025-02-30"}), "/last_day: Not a real day"},
			"an end that never comes":  {end("xa-b", unit.End{Last: "9999-12-31"}), "/last_day: The latest day is 9998-12-31; leave it blank"},
			"made without end":         {create(unit.NewUnit{To: "9999-12-31"}), "/to: The latest day is 9998-12-31; leave it blank"},
			"made with an heir twice":  {create(unit.NewUnit{To: "2025-06-25", Successors: []string{"xa-b", "xa-b"}}), "/successors/1: “xa-b” stands above already."},
			"an heir that is not":      {end("xa-b", unit.End{Last: "2025-06-25", Successors: []string{"xa-aa"}}), "/successors/0: There is no unit “xa-aa”"},
			"an heir that ended":       {end("xa-b", unit.End{Last: "2025-06-25", Successors: []string{"so-giao-thong-van-tai"}}), "/successors/0: “so-giao-thong-van-tai” ended on 2025-02-28; succeeded by:"},
			"an heir that comes later": {end("xa-b", unit.End{Last: "2025-06-25", Successors: []string{"xa-moi"}}), "/successors/0: “xa-moi” exists only from 2025-07-01, after 2025-06-26."},
			"its own heir":             {end("xa-b", unit.End{Last: "2025-06-25", Successors: []string{"xa-b"}}), "/successors: A unit cannot be its own successor: xa-b → xa-b."},
			"an heir twice":            {end("xa-b", unit.End{Last: "2025-06-25", Successors: []string{"xa-a", "xa-a"}}), "/successors/1: “xa-a” stands above already."},
			"one that leaves others":   {end("xa-a", unit.End{Last: "2025-06-25", Successors: []string{"xa-moi"}}), "/last_day: Units stand below it after this day (1): Đơn vị xa-b (xa-b). First give them another parent from 2025-06-26 on, or end them."},
		} {
			if got := said(c.act()); !strings.Contains(got, c.want) {
				h.Errorf("%s: %q, want %q", what, got, c.want)
			}
		}
		if h.state() != before {
			h.Errorf("something was written:\n%s", cmp.Diff(before, h.state()))
		}
		_, err = h.Change(ctx, boss(), "xa-moi", unit.Change{From: word2("2025-07-15"), Name: named("Tên sửa trước ngày đầu", "")})
		if u := h.on("xa-moi", "2025-07-15"); err != nil || u.From != "2025-07-15" || u.Name.VI != "Tên sửa trước ngày đầu" || len(u.Phases) > 0 {
			h.Errorf("before it began: %+v, %v", u, err)
		}
	})
}

func word2(d plan.Date) *plan.Date { return &d }

// An end leaves nothing to nobody: whatever hangs on the unit asks for a successor, and a day
// gone by is taken only while nothing has been done in its name since.
func TestAnEndLeavesNothingToNobody(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		h.make("xa-a", "")
		h.make("xa-b", "")
		current, err := h.plans.Current(ctx, "2025-06-20")
		h.ok(err)
		at := time.Date(2025, 6, 19, 5, 0, 0, 0, time.UTC).UnixMicro()
		h.ok(h.db.Write(ctx).Exec(`INSERT INTO article (id, plan_id, unit_code, version, created_by, created_at, updated_at) VALUES ('a1', ?, 'xa-a', 1, 'x', ?, ?)`, current.ID, at, at).Error)
		end := func(code string, e unit.End) string { return said(errOf(h.End(ctx, boss(), code, e))) }
		if got := end("xa-a", unit.End{Last: "2025-06-30"}); got != "/successors: At least one successor is needed, since the unit has: stories (1)." {
			h.Errorf("with a story: %q", got)
		}
		if got := end("xa-a", unit.End{Last: "2025-06-18", Successors: []string{"xa-b"}}); !strings.HasPrefix(got, "/last_day: Stories, pictures or approvals bear the name of the unit after this day (1); its last day is today (2025-06-20)") {
			h.Errorf("before the story: %q", got)
		}
		if got := end("xa-a", unit.End{Last: "2025-06-19", Successors: []string{"xa-b"}}); got != "" || h.heirs("xa-a", h.day) != "xa-b" {
			h.Errorf("on the day of the story: %q", got)
		}
		if got := end("xa-b", unit.End{Last: "2025-06-30"}); got != "/successors: At least one successor is needed, since the unit has: stories (1) (with those of xa-a)." {
			h.Errorf("with what passed to it: %q", got)
		}
		for _, code := range []string{"xa-c", "xa-d", "xa-e"} {
			h.make(code, "")
		}
		if got := end("xa-c", unit.End{Last: "2025-06-30"}); got != "" {
			h.Errorf("with nothing: %q", got)
		}
		if got := end("xa-b", unit.End{Last: "2025-06-25", Successors: []string{"xa-c"}}); got != "/successors: From 2025-07-01 on nobody would have: stories (1) (with those of xa-a). Add a successor that exists after that day." {
			h.Errorf("to one that ends without heirs: %q", got)
		}
		if got := end("xa-b", unit.End{Last: "2025-07-31", Successors: []string{"xa-d"}}); got != "" {
			h.Errorf("to another: %q", got)
		}
		if got := end("xa-d", unit.End{Last: "2025-07-15", Successors: []string{"xa-e"}}); !strings.HasPrefix(got, "/last_day: “xa-b” passes to this unit on 2025-08-01") {
			h.Errorf("before another passes to it: %q", got)
		}
		h.day = "2025-02-01"
		if got := end("so-thong-tin-va-truyen-thong", unit.End{Version: 1, Last: "2025-02-20"}); !strings.HasSuffix(got, "since the unit has: the lead of the plan.") {
			h.Errorf("the lead unit: %q", got)
		}
	})
}

func TestOnlyThoseWhoManageThePlan(t *testing.T) {
	each(t, func(h *house) {
		ctx, before := h.Context(), h.state()
		stale := boss()
		stale.Stale = true
		editor := right.Actor{ID: "e", Grants: []right.Grant{{Role: right.Editor}}}
		local := right.Actor{ID: "l", Grants: []right.Grant{{Role: right.TechnicalAdmin, Unit: "so-noi-vu"}}}
		for _, actor := range []right.Actor{editor, local} {
			for what, err := range map[string]error{
				"create": errOf(h.Create(ctx, actor, unit.NewUnit{Code: "x"})), "change": errOf(h.Change(ctx, actor, "so-noi-vu", unit.Change{})),
				"end": errOf(h.End(ctx, actor, "so-noi-vu", unit.End{Last: "2025-07-01"})), "may": h.May(ctx, actor), "template": h.Template(ctx, actor, &strings.Builder{}),
			} {
				if !fault.Is(err, fault.Denied) {
					h.Errorf("%s by %s: %v", what, actor.ID, err)
				}
			}
		}
		if err := errOf(h.End(ctx, stale, "so-noi-vu", unit.End{Last: "2025-07-01"})); !fault.Is(err, fault.ProofRequired) {
			h.Errorf("an end without a fresh proof: %v", err)
		}
		if _, err := h.Import(ctx, stale, []byte("code\n"), false); !fault.Is(err, fault.ProofRequired) {
			h.Errorf("an import without a fresh proof: %v", err)
		}
		keyed := boss()
		keyed.Key = "k1"
		_, taken := h.Import(ctx, keyed, []byte("code,name,kind\nxa-k,Xã K,xa\n"), false)
		for what, err := range map[string]error{
			"an end": errOf(h.End(ctx, keyed, "so-noi-vu", unit.End{Last: "2025-07-01"})), "an import": taken,
			"a unit with an end": errOf(h.Create(ctx, keyed, unit.NewUnit{Code: "xa-k", Name: *named("K", ""), Kind: "xa", To: "2025-07-01"})),
		} {
			if !fault.Is(err, fault.Denied) {
				h.Errorf("%s by a key: %v", what, err)
			}
		}
		if before = before[:strings.LastIndex(before, "[")]; !strings.HasPrefix(h.state()[:100], before[:100]) {
			h.Error("a refusal changed units")
		}
		var refused int
		h.ok(h.db.Read(ctx).Raw(`SELECT sum(times) FROM audit WHERE refused`).Scan(&refused).Error)
		if refused != 13 {
			h.Errorf("%d refusals are recorded", refused)
		}
	})
}

// Who acts at once does so one after the other, and of two versions one is stale.
func TestOneAfterTheOther(t *testing.T) {
	each(t, func(h *house) {
		h.make("xa-a", "")
		errs := make(chan error, 6)
		for i := range cap(errs) {
			go func() {
				errs <- errOf(h.Change(h.Context(), boss(), "xa-a", unit.Change{Version: 1, Name: named(fmt.Sprintf("Tên số %d", i), "")}))
			}()
		}
		done := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				done++
			} else if !fault.Is(err, fault.StaleVersion) {
				h.Error(err)
			}
		}
		if u := h.on("xa-a", h.day); done != 1 || u.Version != 2 {
			h.Errorf("%d were first; %+v", done, u)
		}
	})
}

func TestNothingStaysOfWhatCannotBeRecorded(t *testing.T) {
	each(t, func(h *house) {
		before, lost := h.state(), errors.New("the line to the database broke")
		s := unit.New(unit.Options{Register: plans.New(h.db), Plans: h.plans, Trail: broken{lost}, Now: func() time.Time { return time.Date(2025, 6, 20, 5, 0, 0, 0, time.UTC) }, Zone: zone()})
		if _, err := s.Create(h.Context(), boss(), unit.NewUnit{Code: "xa-a", Name: *named("A", ""), Kind: "xa"}); !errors.Is(err, lost) || h.state() != before {
			h.Errorf("%v, and it wrote:\n%s", err, cmp.Diff(before, h.state()))
		}
		if _, err := s.Import(h.Context(), boss(), []byte(merger), false); !errors.Is(err, lost) || h.state() != before {
			h.Errorf("%v, and it wrote:\n%s", err, cmp.Diff(before, h.state()))
		}
	})
}
