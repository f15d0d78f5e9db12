package roster_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/roster"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/people"
	"github.com/lantoa/lantoa/internal/store/plans"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

// house is a roster on a database of its own, on a day between the two mergers of 2025.
type house struct {
	*testing.T
	*roster.Service
	accounts *account.Service
	db       *store.DB
	admin    right.Actor
}

func each(t *testing.T, test func(h *house)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newHouse(t, db)) })
}

func newHouse(t *testing.T, db *store.DB) *house {
	t.Helper()
	now := func() time.Time { return time.Date(2025, 3, 3, 1, 0, 0, 0, time.UTC) }
	trail := audit.New(ledger.NewAudit(db), now, rand.Reader)
	units := plan.New(plans.New(db), now, time.UTC)
	accounts, err := account.New(account.Options{Stores: people.New(db), Units: units, Trail: trail, Now: now, Random: rand.Reader, Token: secret.Token, Hashers: 1})
	h := &house{T: t, db: db, accounts: accounts}
	h.ok(err)
	document, err := plan.Parse([]byte(plan.NamDinh))
	h.ok(err)
	_, _, err = units.Load(t.Context(), document)
	h.ok(err)
	h.Service = roster.New(roster.Options{Accounts: accounts, Plans: units, Trail: trail, InTx: db.InTx, Day: func() plan.Date { return units.Day(now()) }})
	h.admin = h.person("root.admin", right.Grant{Role: right.TechnicalAdmin})
	return h
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) person(login string, grants ...right.Grant) right.Actor {
	h.Helper()
	p, err := h.accounts.CreatePerson(h.Context(), right.System(), account.NewPerson{Login: login, Name: "Người " + login, Grants: grants, Password: "cánh đồng lúa chín vàng"})
	h.ok(err)
	return right.Actor{ID: p.ID, Name: p.Name, Grants: p.Grants}
}

// state is everything that an import may write, as text.
func (h *house) state() string {
	h.Helper()
	var b strings.Builder
	for _, query := range []string{
		`SELECT id || login || name || lang || version FROM person ORDER BY id`, `SELECT person_id || role || unit_code FROM role_grant ORDER BY 1`,
		`SELECT id || hash FROM one_time_link ORDER BY id`, `SELECT id || action FROM audit ORDER BY id`, `SELECT id || kind FROM event ORDER BY id`,
	} {
		var rows []string
		h.ok(h.db.Read(h.Context()).Raw(query).Scan(&rows).Error)
		fmt.Fprintln(&b, rows)
	}
	return b.String()
}

// what is a report in short.
func what(r roster.Report) (people, faults []string) {
	for _, p := range r.People {
		people = append(people, fmt.Sprintf("%d %s %s %s", p.Row, p.Outcome, p.Login, strings.Join(p.Changes, "+")))
	}
	for _, f := range r.Faults {
		faults = append(faults, fmt.Sprintf("%d/%s %s: %s", f.Row, f.Column, f.Value, f.What.EN))
	}
	return people, faults
}

const good = `Sở A;;;;
Tên đăng nhập;HO VA TEN;Vai trò;Đơn vị;Ngôn ngữ
Nguyen.Lan;Nguyễn Lan;người viết;Sở Nội vụ;
nguyen.lan;;Người duyệt;so-noi-vu;
tran.hoa;Trần Hòa;secretary;*;Tiếng Anh
khach.moi;Khách Mời;;;
root.admin;Người root.admin;;;en
`

func TestAFileIsTakenInWholeAndOnce(t *testing.T) {
	each(t, func(h *house) {
		ctx, before := h.Context(), h.state()
		dry, err := h.Import(ctx, h.admin, []byte(good), roster.How{DryRun: true, Invite: true})
		h.ok(err)
		people, faults := what(dry)
		want := []string{"3 make nguyen.lan ", "5 make tran.hoa ", "6 make khach.moi ", "7 change root.admin lang"}
		if d := cmp.Diff(want, people); d != "" || faults != nil || h.state() != before {
			h.Fatalf("a dry run came to %s %v, and wrote:\n%s", d, faults, cmp.Diff(before, h.state()))
		}
		done, err := h.Import(ctx, h.admin, []byte(good), roster.How{Invite: true})
		h.ok(err)
		if people, _ = what(done); !slices.Equal(people, want) {
			h.Errorf("done: %v", people)
		}
		all, err := h.accounts.People(ctx, right.System())
		h.ok(err)
		byLogin := map[string]account.Person{}
		for _, p := range all {
			byLogin[p.Login] = p
		}
		lan, hoa := byLogin["nguyen.lan"], byLogin["tran.hoa"]
		grants := []right.Grant{{Role: right.Approver, Unit: "so-noi-vu"}, {Role: right.Author, Unit: "so-noi-vu"}}
		if d := cmp.Diff(grants, lan.Grants); d != "" || lan.Name != "Nguyễn Lan" || lan.Lang != "vi" || hoa.Lang != "en" || byLogin["root.admin"].Lang != "en" || len(byLogin["khach.moi"].Grants) != 0 {
			h.Errorf("people: %+v", all)
		}
		for _, p := range done.People[:3] {
			purpose, owner, err := h.accounts.LinkOwner(ctx, p.Link.Reveal())
			if err != nil || purpose != account.Invite || owner.ID != p.ID {
				h.Errorf("the link of %s is %s of %+v, %v", p.Login, purpose, owner, err)
			}
		}
		after := h.state()
		again, err := h.Import(ctx, h.admin, []byte(good), roster.How{Invite: true})
		h.ok(err)
		if again.Count(sheet.Keep) != 4 || h.state() != after {
			h.Errorf("again: %+v, and wrote:\n%s", again, cmp.Diff(after, h.state()))
		}
		var acts []string
		h.ok(h.db.Read(ctx).Raw(`SELECT action FROM audit WHERE action <> 'link.create' ORDER BY id`).Scan(&acts).Error)
		if d := cmp.Diff([]string{"person.create", "person.create", "person.create", "person.create", "person.update", "person.import"}, acts); d != "" {
			h.Errorf("record:\n%s", d)
		}
	})
}

func TestEachFaultIsNamed(t *testing.T) {
	each(t, func(h *house) {
		h.person("le.mai", right.Grant{Role: right.Editor})
		closed := h.person("da.khoa")
		yes := true
		_, err := h.accounts.UpdatePerson(h.Context(), right.System(), closed.ID, account.Change{Disabled: &yes})
		h.ok(err)
		const file = `login,name,role,unit,lang
,Không Tên,author,so-noi-vu,
ab,Ngắn,,,
nguyen.lan,Nguyễn Lan,tac gia,so-noi-vu,
nguyen.lan,Lan Khác,người viêt,Sở Nội vu,fr
nguyen.lan,,author,,
nguyen.lan,,,so-noi-vu,
nguyen.lan,,,,
tran.hoa,Trần Hòa,author,so-noi-vu,
tran.hoa,Trần Hòa,Người viết,Sở Nội vụ,
le.mai,Lê Mai,,,
da.khoa,,author,so-noi-vu,
root.admin,,approver,so-noi-vu,
so.hoc,45658,#N/A,huyen-my-loc,
moi.toi,,author,toa an,
`
		before := h.state()
		dry, err := h.Import(h.Context(), h.admin, []byte(file), roster.How{DryRun: true})
		h.ok(err)
		_, faults := what(dry)
		want := []string{
			"2/login : The sign-in name is missing.",
			"3/login ab: A sign-in name has 3 to 64 lower-case ASCII letters, digits, dots, dashes, underscores or @.",
			"4/role tac gia: There is no such role; the sheet “Vai trò” of the template lists them.",
			"5/name Lan Khác: The sign-in name is that of row 4 and the name is another; each person has a sign-in name of their own.",
			"5/lang fr: The language is vi or en.",
			"5/unit Sở Nội vu: There is no such unit; the nearest is “Department of Home Affairs” (so-noi-vu).",
			"6/unit : There is a role, and the unit is missing; the whole house is written *.",
			"7/role : There is a unit, and the role is missing.",
			"8/login nguyen.lan: It repeats row 4 and adds no role.",
			"10/ tran.hoa: It repeats row 9: the same person, role and unit.",
			"11/name Lê Mai: This sign-in name is taken by “Người le.mai”; write that name if it is the same person, else choose another sign-in name.",
			"12/login da.khoa: This account is disabled; enable it first, or leave this row out.",
			"13/role approver: A technical administrator holds no role that writes or approves content.",
			"14/name 45658: A name has letters; this cell is a number or a date.",
			"14/role #N/A: The formula of this cell has failed; write the value in its place.",
			"15/name : A name has 1 to 100 characters.",
			"15/unit toa an: There is no such unit; the sheet “Đơn vị” of the template lists them. The whole house is written *.",
		}
		if d := cmp.Diff(want, faults); d != "" {
			h.Errorf("faults (-want +got):\n%s", d)
		}
		_, err = h.Import(h.Context(), h.admin, []byte(file), roster.How{})
		failure, ok := fault.As(err)
		if !ok || failure.Code != fault.ValidationFailed || len(failure.Fields) != len(want) || failure.Fields[1].Pointer != "/rows/3/login" || failure.Fields[9].Pointer != "/rows/10" {
			h.Errorf("in earnest: %v", err)
		}
		if h.state() != before {
			h.Errorf("it wrote:\n%s", cmp.Diff(before, h.state()))
		}
	})
}

// A fault that comes only while accounts are made takes back those that were made before it.
func TestNothingStaysOfHalfAFile(t *testing.T) {
	each(t, func(h *house) {
		before, broken := h.state(), errors.New("the line to the database broke")
		h.Service = roster.New(h.failing(broken))
		if _, err := h.Import(h.Context(), h.admin, []byte(good), roster.How{Invite: true}); !errors.Is(err, broken) || h.state() != before {
			h.Errorf("%v, and it wrote:\n%s", err, cmp.Diff(before, h.state()))
		}
	})
}

// failing are options whose record of an import cannot be written.
func (h *house) failing(broken error) roster.Options {
	now := func() time.Time { return time.Date(2025, 3, 3, 1, 0, 0, 0, time.UTC) }
	units := plan.New(plans.New(h.db), now, time.UTC)
	return roster.Options{Accounts: h.accounts, Plans: units, Trail: brokenTrail{broken}, InTx: h.db.InTx, Day: func() plan.Date { return units.Day(now()) }}
}

type brokenTrail struct{ err error }

func (b brokenTrail) Record(context.Context, audit.Entry) error { return b.err }

func (b brokenTrail) Emit(context.Context, ...audit.Event) error { return b.err }

func TestOnlyThoseWhoManageAccountsTakePeopleIn(t *testing.T) {
	each(t, func(h *house) {
		editor := h.person("bien.tap", right.Grant{Role: right.Editor})
		for name, act := range map[string]func() error{
			"import": func() error { _, err := h.Import(h.Context(), editor, []byte(good), roster.How{}); return err },
			"dry run": func() error {
				_, err := h.Import(h.Context(), editor, []byte(good), roster.How{DryRun: true})
				return err
			},
			"template": func() error { return h.Template(h.Context(), editor, &bytes.Buffer{}) },
			"stranger": func() error { return h.May(h.Context(), right.Actor{}) },
		} {
			if err := act(); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.Unauthenticated) {
				h.Errorf("%s: %v", name, err)
			}
		}
		byKey := h.admin
		byKey.Key = "k1"
		if _, err := h.Import(h.Context(), byKey, []byte(good), roster.How{Invite: true}); !fault.Is(err, fault.Denied) {
			h.Errorf("links by a key: %v", err)
		}
		if done, err := h.Import(h.Context(), byKey, []byte(good), roster.How{}); err != nil || done.Count(sheet.Make) != 3 || !done.People[0].Link.IsZero() {
			h.Errorf("without links by a key: %+v, %v", done, err)
		}
		var refused int
		h.ok(h.db.Read(h.Context()).Raw(`SELECT sum(times) FROM audit WHERE action = 'person.import' AND refused`).Scan(&refused).Error)
		if refused != 4 {
			h.Errorf("%d refusals are recorded", refused)
		}
	})
}

// The template is taken as it is, offers every role and unit, and says what nobody filled in.
func TestTheTemplate(t *testing.T) {
	each(t, func(h *house) {
		var b bytes.Buffer
		h.ok(h.Template(h.Context(), h.admin, &b))
		r, err := h.Import(h.Context(), h.admin, b.Bytes(), roster.How{DryRun: true})
		if _, faults := what(r); err != nil || !slices.Equal(faults, []string{"0/ : Nobody stands below the heading."}) {
			h.Errorf("%v, %v", faults, err)
		}
		rows, err := sheet.Read(b.Bytes())
		if err != nil || len(rows) != 1 || !slices.Equal(rows[0].Cells, []string{"Tên đăng nhập", "Họ và tên", "Thư điện tử", "Ngôn ngữ", "Vai trò", "Đơn vị"}) {
			h.Errorf("%v, %v", rows, err)
		}
	})
}

func TestHeadings(t *testing.T) {
	each(t, func(h *house) {
		for file, want := range map[string]string{
			"xin chào\nlan,Lan":                 "0/ : No heading with the column “Tên đăng nhập” is among the first 10 rows; use the template.",
			"login,nane\nnguyen.lan,Lan":        "1/ nane: There is no such column; is “Name” meant?",
			"login,name,tuổi\nnguyen.lan,Lan,4": "1/ tuổi: There is no such column; these are taken: Sign-in name, Name, E-mail, Language, Role, Unit.",
			"login,name,họ tên\nnguyen.lan,Lan": "1/name họ tên: This column stands there twice.",
			"login,name" + tooMany():            "0/ : The file has 501 people; at most 500 are taken in at a time, so divide it.",
			"login,name\nnguyen.lan,Lan,thừa":   "2/ thừa: This cell is in no column; give the column a heading, or clear the cell.",
		} {
			r, err := h.Import(h.Context(), h.admin, []byte(file), roster.How{DryRun: true})
			if _, faults := what(r); err != nil || len(faults) == 0 || faults[0] != want {
				h.Errorf("%q: %v, %v", file, faults, err)
			}
		}
	})
}

// What was meant is named where it can be guessed, and what ended names who took over.
func TestWhatWasMeantIsNamed(t *testing.T) {
	each(t, func(h *house) {
		for cells, want := range map[string]string{
			"aprover,so-noi-vu":         "2/role aprover: There is no such role; the nearest is “approver” (approver).",
			"người vít,so-noi-vu":       "2/role người vít: There is no such role; the nearest is “author” (author).",
			"author,so-noi-vuu":         "2/unit so-noi-vuu: There is no such unit; the nearest is “Department of Home Affairs” (so-noi-vu).",
			"author,Sở TT&TT":           "2/unit Sở TT&TT: This unit ended on 2025-02-28; its successors are: so-khoa-hoc-va-cong-nghe, so-van-hoa-the-thao-va-du-lich.",
			"author,Sở Ngoại vu Hà Nội": "2/unit Sở Ngoại vu Hà Nội: There is no such unit; the sheet “Đơn vị” of the template lists them. The whole house is written *.",
		} {
			r, err := h.Import(h.Context(), h.admin, []byte("login,name,role,unit\nnguyen.lan,Lan,"+cells), roster.How{DryRun: true})
			if _, faults := what(r); err != nil || !slices.Equal(faults, []string{want}) {
				h.Errorf("%q: %v, %v", cells, faults, err)
			}
		}
	})
}

// tooMany is one person more than are taken in at a time.
func tooMany() string {
	var b strings.Builder
	for i := range roster.MaxPeople + 1 {
		fmt.Fprintf(&b, "\nperson%d,Lan", i)
	}
	return b.String()
}

// What somebody holds for a period, or in a unit that has ended, is neither judged anew nor
// given a second time over the same days.
func TestGrantsThatAreHeldAlready(t *testing.T) {
	each(t, func(h *house) {
		mai := h.person("le.mai", right.Grant{Role: right.Author, Unit: "so-noi-vu", From: "2025-01-01", Until: "2025-12-31"}, right.Grant{Role: right.Editor, Unit: "so-y-te"})
		h.ok(h.db.Write(h.Context()).Exec(`UPDATE role_grant SET unit_code = 'so-giao-thong-van-tai' WHERE person_id = ? AND role = 'editor'`, mai.ID).Error)
		const file = "login,role,unit\nle.mai,approver,so-noi-vu\nle.mai,author,so-noi-vu\n"
		r, err := h.Import(h.Context(), h.admin, []byte(file), roster.How{DryRun: true})
		h.ok(err)
		if _, faults := what(r); len(faults) != 1 || !strings.HasPrefix(faults[0], "3/role author: ") {
			h.Errorf("over the same days: %q", faults)
		}
		r, err = h.Import(h.Context(), h.admin, []byte(strings.Replace(file, "le.mai,author,so-noi-vu\n", "", 1)), roster.How{})
		h.ok(err)
		p, err := h.accounts.Person(h.Context(), mai.ID)
		if h.ok(err); r.Count(sheet.Change) != 1 || len(p.Grants) != 3 {
			h.Errorf("%+v, %+v", r, p.Grants)
		}
	})
}

// An address is taken in once, and only where it is nobody else's; it takes somebody who
// signed in, since links go to it.
func TestAddressesAreTakenIn(t *testing.T) {
	each(t, func(h *house) {
		ctx := h.Context()
		mine := "mai@example.vn"
		mai := h.person("tran.mai")
		_, err := h.accounts.UpdatePerson(ctx, right.System(), mai.ID, account.Change{Email: &mine})
		h.ok(err)
		h.person("le.hoa")
		const file = `login,name,email
nguyen.lan,Nguyễn Lan,LAN@example.vn
tran.mai,,mai@example.vn
le.hoa,,hoa@example.vn
`
		report, err := h.Import(ctx, h.admin, []byte(file), roster.How{Invite: true})
		h.ok(err)
		people, _ := what(report)
		if d := cmp.Diff([]string{"2 make nguyen.lan ", "3 keep tran.mai ", "4 change le.hoa email"}, people); d != "" {
			h.Error(d)
		}
		all, err := h.accounts.People(ctx, right.System())
		h.ok(err)
		got := map[string]string{}
		for _, p := range all {
			got[p.Login] = p.Email
		}
		if d := cmp.Diff(map[string]string{"nguyen.lan": "lan@example.vn", "tran.mai": mine, "le.hoa": "hoa@example.vn", "root.admin": ""}, got); d != "" {
			h.Error(d)
		}
		const wrong = `login,name,email
vu.an,Vũ An,vu.an
vu.ba,Vũ Ba,mai@example.vn
vu.bon,Vũ Bốn,bon@example.vn
vu.nam,Vũ Năm,bon@example.vn
tran.mai,,khac@example.vn
`
		dry, err := h.Import(ctx, h.admin, []byte(wrong), roster.How{DryRun: true})
		h.ok(err)
		_, faults := what(dry)
		want := []string{
			"2/email vu.an: An e-mail address looks like name@agency.gov.vn, in ASCII letters.",
			"3/email mai@example.vn: This address is that of the account “tran.mai”; each person has an address of their own.",
			"5/email bon@example.vn: This address is that of the account “vu.bon”; each person has an address of their own.",
			"6/email khac@example.vn: This account has another address; change it at the account, or clear this cell.",
		}
		if d := cmp.Diff(want, faults); d != "" {
			h.Error(d)
		}
		byKey := h.admin
		byKey.Key = "key"
		dry, err = h.Import(ctx, byKey, []byte("login,name,email\nvu.sau,Vũ Sáu,sau@example.vn\n"), roster.How{DryRun: true})
		if _, faults := what(dry); err != nil || len(faults) != 1 || !strings.Contains(faults[0], "2/email sau@example.vn: E-mail addresses need a signed-in person") {
			h.Errorf("by a key: %v, %v", faults, err)
		}
	})
}
