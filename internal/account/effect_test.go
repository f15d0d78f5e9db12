package account_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// set moves the clock to a wall time in Việt Nam.
func (b *bench) set(t *testing.T, wall string) {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, time.FixedZone("Asia/Ho_Chi_Minh", 7*3600))
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = at.UTC()
}

// province loads the plan of Nam Định with its units.
func (b *bench) province(t *testing.T) {
	t.Helper()
	document, err := plan.Parse([]byte(plan.NamDinh))
	if err == nil {
		_, _, err = b.plans.Load(t.Context(), document)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// key makes an account with an API key, which lasts over the days of a test.
func (b *bench) key(t *testing.T, login string, grants ...right.Grant) (person, key string) {
	t.Helper()
	p, err := b.CreatePerson(t.Context(), right.System(), account.NewPerson{Login: login, Name: "Test", Grants: grants})
	if err != nil {
		t.Fatal(err)
	}
	shown, _, err := b.CreateKey(t.Context(), right.System(), account.NewKey{Person: p.ID, Name: "k"})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID, shown.Reveal()
}

// as is who holds a key at this moment.
func (b *bench) as(t *testing.T, key string) right.Actor {
	t.Helper()
	actor, _, err := b.AuthenticateKey(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func TestAGrantHoldsForItsPeriod(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.unit(t, "so-a")
		b.set(t, "2026-03-02 08:00")
		b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		_, key := b.key(t, "hoa", right.Grant{Role: right.Author, Unit: "so-a", From: "2026-03-03", Until: "2026-03-05"},
			right.Grant{Role: right.Author, Unit: "so-a", From: "2026-03-08"}, right.Grant{Role: right.Inspector, Until: "2026-03-02"})
		for _, c := range []struct {
			wall            string
			writes, audited bool
			why             string
		}{
			{"2026-03-02 23:59", false, true, "Your role of author begins on 2026-03-03. Who can: contributor, author, editor."},
			{"2026-03-03 00:30", true, false, ""},
			{"2026-03-05 23:59", true, false, ""},
			{"2026-03-06 00:00", false, false, "Your role of author ended after 2026-03-05. Who can: contributor, author, editor."},
			{"2026-03-08 06:30", true, false, ""},
			{"2027-03-01 06:30", true, false, ""},
		} {
			b.set(t, c.wall)
			a := b.as(t, key)
			if got := a.May(right.ArticleCreate, right.In("so-a")).Allowed; got != c.writes {
				t.Errorf("%s: may write %v", c.wall, got)
			}
			if got := a.May(right.AuditRead, right.In("")).Allowed; got != c.audited {
				t.Errorf("%s: may read the record %v", c.wall, got)
			}
			if every, units := a.Scope(right.ArticleCreate); every || (len(units) == 1) != c.writes {
				t.Errorf("%s: writes in %v", c.wall, units)
			}
			if failure, ok := fault.As(a.Need(right.ArticleCreate, right.In("so-a"))); ok && failure.Detail.EN != c.why {
				t.Errorf("%s: %q, want %q", c.wall, failure.Detail.EN, c.why)
			}
		}
	})
}

func TestARoleTakenAwayIsGoneAtTheNextRequest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.unit(t, "so-a")
		grant := right.Grant{Role: right.Author, Unit: "so-a"}
		id, key := b.key(t, "hoa", grant)
		ended := grant
		ended.Until = "2026-03-01"
		for name, grants := range map[string][]right.Grant{"taken": {}, "ended yesterday": {ended}} {
			if _, err := b.UpdatePerson(t.Context(), right.System(), id, account.Change{Grants: &[]right.Grant{grant}}); err != nil || !b.as(t, key).May(right.ArticleCreate, right.In("so-a")).Allowed {
				t.Fatalf("given: %v", err)
			}
			if _, err := b.UpdatePerson(t.Context(), right.System(), id, account.Change{Grants: &grants}); err != nil {
				t.Fatal(err)
			}
			if b.as(t, key).May(right.ArticleCreate, right.In("so-a")).Allowed {
				t.Errorf("%s: still works", name)
			}
		}
	})
}

// What a period may not be; who gave a role and when stays with it.
func TestPeriodsOfGrants(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.province(t)
		b.set(t, "2025-07-02 08:00")
		author := func(from, until plan.Date) right.Grant {
			return right.Grant{Role: right.Author, From: from, Until: until}
		}
		admin := right.Grant{Role: right.TechnicalAdmin, Until: "2025-12-31"}
		of := func(unit string) right.Grant { return right.Grant{Role: right.Author, Unit: unit} }
		for name, c := range map[string]struct {
			grants []right.Grant
			want   string // pointer and a part of the detail
		}{
			"one after another":    {[]right.Grant{author("2025-01-01", "2025-01-31"), author("2025-02-01", ""), author("", "2024-12-31")}, ""},
			"other unit":           {[]right.Grant{author("", ""), of("ubnd-tinh-ninh-binh")}, ""},
			"a day in common":      {[]right.Grant{author("2025-01-01", "2025-02-01"), author("2025-02-01", "")}, "/grants/1 Item 1 grants this role in this unit already (from 2025-01-01 until 2025-02-01)"},
			"within an open one":   {[]right.Grant{author("", ""), author("2025-02-01", "2025-02-02")}, "/grants/1 (without limit)"},
			"no day":               {[]right.Grant{author("2025-02-29", "")}, "/grants/0/from Not a real day"},
			"no day at all":        {[]right.Grant{author("", "mai")}, "/grants/0/until Not a real day"},
			"end before beginning": {[]right.Grant{author("2025-02-02", "2025-02-01")}, "/grants/0/until before the first day"},
			"admin who writes":     {[]right.Grant{admin, author("2025-12-31", "")}, "/grants/1/role holds no role that writes"},
			"admin who wrote":      {[]right.Grant{admin, author("2026-01-01", "")}, ""},
			"unit that ended":      {[]right.Grant{of("ubnd-tinh-nam-dinh")}, "/grants/0/unit (ubnd-tinh-ninh-binh)"},
			"ended, without heir":  {[]right.Grant{of("so-y-te")}, "/grants/0/unit no successor on record"},
		} {
			_, err := b.CreatePerson(t.Context(), right.System(), account.NewPerson{Login: "p" + fmt.Sprint(len(name)) + strings.ReplaceAll(name[:3], " ", "x"), Name: "X", Grants: c.grants})
			if c.want == "" && err == nil {
				continue
			}
			pointer, detail, _ := strings.Cut(c.want, " ")
			failure, ok := fault.As(err)
			if !ok || len(failure.Fields) != 1 || failure.Fields[0].Pointer != pointer || !strings.Contains(failure.Fields[0].Detail.EN, detail) || failure.Fields[0].Detail.VI == "" {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
	})
}

func TestWhoGaveAPeriodIsKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, root := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		first := right.Grant{Role: right.Author, Until: "2026-03-31"}
		p, _ := b.person(t, "hoa", first)
		b.pass(time.Hour)
		both := []right.Grant{first, {Role: right.Author, From: "2026-04-01"}}
		if _, err := b.UpdatePerson(t.Context(), root, p.ID, account.Change{Grants: &both}); err != nil {
			t.Fatal(err)
		}
		var rows []struct {
			ValidFrom, GrantedBy string
			GrantedAt            int64
		}
		if err := b.db.Read(t.Context()).Raw("SELECT valid_from, granted_by, granted_at FROM role_grant WHERE person_id = ? ORDER BY valid_from", p.ID).Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		now := b.clock().UnixMicro()
		if len(rows) != 2 || rows[0].GrantedBy != right.SystemID || rows[0].GrantedAt != now-time.Hour.Microseconds() || rows[1].GrantedBy != root.ID || rows[1].GrantedAt != now {
			t.Errorf("%+v at %d", rows, now)
		}
		if d := cmp.Diff([]string{"person.create", "person.update"}, b.trail(t, p.ID)); d != "" {
			t.Errorf("record:\n%s", d)
		}
	})
}

// An administrator whose role has ended is none, and one whose role will end is nobody to
// leave the house to.
func TestTheLastAdministratorIsOneWhoStays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		open := right.Grant{Role: right.TechnicalAdmin}
		past, soon, later := open, open, open
		past.Until, soon.Until, later.From = "2026-03-01", "2026-03-31", "2026-03-03"
		first, actor := b.person(t, "first.admin", open)
		for i, other := range []right.Grant{past, soon, later} {
			b.person(t, fmt.Sprint("other", i), other)
		}
		yes, name := true, "Tên khác"
		for what, c := range map[string]account.Change{"disabled": {Disabled: &yes}, "given an end": {Grants: &[]right.Grant{soon}}, "to begin later": {Grants: &[]right.Grant{later}}} {
			if _, err := b.UpdatePerson(ctx, actor, first.ID, c); !fault.Is(err, fault.StateConflict) {
				t.Errorf("the last administrator %s: %v", what, err)
			}
		}
		if _, err := b.UpdatePerson(ctx, actor, first.ID, account.Change{Name: &name}); err != nil {
			t.Errorf("another name: %v", err)
		}
		b.pass(24 * time.Hour) // the third has begun
		if _, err := b.UpdatePerson(ctx, actor, first.ID, account.Change{Grants: &[]right.Grant{soon}}); err != nil {
			t.Errorf("beside another who stays: %v", err)
		}
		b.exec(t, "UPDATE role_grant SET valid_until = '2026-03-02' WHERE role = 'technical_admin'")
		if needed, err := b.NeedsSetup(ctx); err != nil || !needed {
			t.Errorf("when the roles of all have ended: set-up needed %v, %v", needed, err)
		}
	})
}

// The history of the province: the departments of 2025-03-01, the merger of 2025-07-01 and
// with it the end of the districts. At half past midnight the work is in other hands.
func TestUnitsPassOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.province(t)
		b.set(t, "2024-08-01 08:00")
		keys := map[string]string{}
		for i, unit := range []string{"so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe", "so-van-hoa-the-thao-va-du-lich", "so-ke-hoach-va-dau-tu", "so-tai-chinh",
			"ubnd-huyen-my-loc", "ubnd-thanh-pho-nam-dinh", "ubnd-huyen-y-yen", "bao-nam-dinh", "bao-va-phat-thanh-truyen-hinh-ninh-binh"} {
			_, keys[unit] = b.key(t, fmt.Sprint("editor", i), right.Grant{Role: right.Editor, Unit: unit})
		}
		_, keys["lead"] = b.key(t, "lead", right.Grant{Role: right.LeadOfficer, Unit: "so-thong-tin-va-truyen-thong"})
		_, keys["house"] = b.key(t, "house", right.Grant{Role: right.Editor})
		for _, c := range []struct {
			wall, who, unit string
			may             bool
		}{
			{"2024-08-31 23:30", "ubnd-huyen-my-loc", "ubnd-huyen-my-loc", true},
			{"2024-08-31 23:30", "ubnd-thanh-pho-nam-dinh", "ubnd-huyen-my-loc", false},
			{"2024-09-01 00:30", "ubnd-huyen-my-loc", "ubnd-huyen-my-loc", false},
			{"2024-09-01 00:30", "ubnd-thanh-pho-nam-dinh", "ubnd-huyen-my-loc", true},
			{"2025-02-28 23:30", "so-thong-tin-va-truyen-thong", "so-thong-tin-va-truyen-thong", true},
			{"2025-02-28 23:30", "so-khoa-hoc-va-cong-nghe", "so-thong-tin-va-truyen-thong", false},
			{"2025-02-28 23:30", "bao-va-phat-thanh-truyen-hinh-ninh-binh", "bao-va-phat-thanh-truyen-hinh-ninh-binh", false},
			{"2025-03-01 00:30", "so-thong-tin-va-truyen-thong", "so-thong-tin-va-truyen-thong", false},
			{"2025-03-01 00:30", "so-thong-tin-va-truyen-thong", "so-khoa-hoc-va-cong-nghe", false},
			{"2025-03-01 00:30", "so-khoa-hoc-va-cong-nghe", "so-thong-tin-va-truyen-thong", true},
			{"2025-03-01 00:30", "so-van-hoa-the-thao-va-du-lich", "so-thong-tin-va-truyen-thong", true},
			{"2025-03-01 00:30", "so-tai-chinh", "so-thong-tin-va-truyen-thong", false},
			{"2025-03-01 00:30", "so-tai-chinh", "so-ke-hoach-va-dau-tu", true},
			{"2025-03-01 00:30", "lead", "so-tai-chinh", false},
			{"2025-06-30 23:30", "ubnd-thanh-pho-nam-dinh", "ubnd-huyen-my-loc", true},
			{"2025-07-01 00:30", "ubnd-thanh-pho-nam-dinh", "ubnd-huyen-my-loc", false},
			{"2025-07-01 00:30", "ubnd-huyen-y-yen", "ubnd-huyen-y-yen", false},
			{"2025-07-01 00:30", "bao-nam-dinh", "bao-nam-dinh", false},
			{"2025-07-01 00:30", "bao-va-phat-thanh-truyen-hinh-ninh-binh", "bao-nam-dinh", true},
			{"2025-07-01 00:30", "bao-va-phat-thanh-truyen-hinh-ninh-binh", "dai-phat-thanh-va-truyen-hinh-nam-dinh", true},
			{"2025-07-01 00:30", "house", "ubnd-huyen-y-yen", true},
		} {
			b.set(t, c.wall)
			if got := b.as(t, keys[c.who]).May(right.ArticleRead, right.In(c.unit)); got.Allowed != c.may {
				t.Errorf("%s: people of %s read what belongs to %s: %v (%s)", c.wall, c.who, c.unit, got.Allowed, got.Reason.EN)
			}
		}
		b.set(t, "2025-07-01 00:30")
		heir := b.as(t, keys["bao-va-phat-thanh-truyen-hinh-ninh-binh"])
		if d := cmp.Diff([]string{"bao-nam-dinh", "dai-phat-thanh-va-truyen-hinh-nam-dinh"}, heir.Inherited); d != "" {
			t.Errorf("inherited:\n%s", d)
		}
		every, units := heir.Scope(right.EditionSubmit)
		if d := cmp.Diff([]string{"bao-nam-dinh", "bao-va-phat-thanh-truyen-hinh-ninh-binh", "dai-phat-thanh-va-truyen-hinh-nam-dinh"}, units); every || d != "" {
			t.Errorf("scope:\n%s", d)
		}
		if heir.May(right.EditionApprove, right.In("bao-nam-dinh")).Allowed {
			t.Error("an editor of the heir approves: a role passes on as it is")
		}
	})
}

// Who had a right in an ended unit is told what became of it, and who can help.
func TestAnEndedUnitSaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.province(t)
		b.set(t, "2025-02-01 08:00")
		_, info := b.key(t, "info", right.Grant{Role: right.Author, Unit: "so-thong-tin-va-truyen-thong"})
		_, health := b.key(t, "health", right.Grant{Role: right.Author, Unit: "so-y-te"}, right.Grant{Role: right.Author, Unit: "cong-ttdt-tinh-ninh-binh"})
		b.set(t, "2025-03-01 00:30")
		d := b.as(t, info).May(right.ArticleCreate, right.In("so-thong-tin-va-truyen-thong"))
		want := right.Decision{WhoCan: []right.Role{right.TechnicalAdmin}, Reason: fault.T(
			"Đơn vị Sở Thông tin và Truyền thông đã kết thúc ngày 2025-02-28; quyền chuyển sang Sở Khoa học và Công nghệ (so-khoa-hoc-va-cong-nghe), Sở Văn hóa, Thể thao và Du lịch (so-van-hoa-the-thao-va-du-lich) khi quản trị xác nhận.",
			d.Reason.EN)}
		if diff := cmp.Diff(want, d); diff != "" || !strings.Contains(d.Reason.EN, "once an administrator confirms") {
			t.Errorf("(-want +got):\n%s\n%s", diff, d.Reason.EN)
		}
		if d := b.as(t, info).May(right.EditionApprove, right.In("so-thong-tin-va-truyen-thong")); !strings.HasPrefix(d.Reason.EN, "You do not have the right") {
			t.Errorf("what the role never allowed: %s", d.Reason.EN)
		}
		if d := b.as(t, health).May(right.ArticleCreate, right.In("cong-ttdt-tinh-ninh-binh")); !strings.Contains(d.Reason.EN, "exists only from 2025-07-01") {
			t.Errorf("a unit to come: %s", d.Reason.EN)
		}
		b.set(t, "2025-07-01 00:30")
		a := b.as(t, health)
		if d := a.May(right.ArticleCreate, right.In("so-y-te")); !strings.Contains(d.Reason.EN, "has no successor on record") {
			t.Errorf("ended without successor: %s", d.Reason.EN)
		}
		if d := a.May(right.ArticleCreate, right.In("cong-ttdt-tinh-ninh-binh")); !d.Allowed {
			t.Errorf("the other unit: %s", d.Reason.EN)
		}
		if d := a.May(right.ArticleCreate, right.In("ubnd-tinh-ninh-binh")); !strings.Contains(d.Reason.EN, "does not cover this unit") {
			t.Errorf("a unit that is not theirs: %s", d.Reason.EN)
		}
	})
}
