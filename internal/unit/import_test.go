package unit_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/sheet"
	"github.com/lantoa/lantoa/internal/unit"
)

// merger is what an office sends before 1 July 2025: the district level ends, communes become
// wards of the province after the merger, and a department passes to the new one.
const merger = `UBND TỈNH;;;;;;;;
Mã;Tên đơn vị;Loại;Cấp trên;Ngày đầu;Ngày cuối;Kế thừa;Áp dụng từ;Tên tắt
huyen-a;Huyện A;huyen;ubnd-tinh-nam-dinh;;30/6/2025;"xa-dong; Xã Tây";;
huyen-b;Huyện B;huyen;Ủy ban nhân dân tỉnh Nam Định;;2025-06-30;xa-tay;;
xa-dong;Xã Đông;xa;ubnd-tinh-ninh-binh;2025-07-01;;;;
xa-tay;Xã Tây;xa;ubnd-tinh-ninh-binh;2025-07-01;;;;
so-moi;Sở mới Ninh Bình;so;ubnd-tinh-ninh-binh;2025-07-01;;;;SM
so-y-te;;;;;;so-moi;;
`

// told is a report in short.
func told(r unit.Report) (units, faults []string) {
	for _, u := range r.Units {
		units = append(units, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", u.Row, u.Outcome, u.Unit.Code, strings.Join(u.Changes, "+"))))
	}
	for _, f := range r.Faults {
		faults = append(faults, fmt.Sprintf("%d/%s %s: %s", f.Row, f.Column, f.Value, f.What.EN))
	}
	return units, faults
}

func TestTheEndOfTheDistrictLevelInOneFile(t *testing.T) {
	each(t, func(h *house) {
		file := []byte(merger)
		ctx, before := h.Context(), h.state()
		dry, err := h.Import(ctx, boss(), file, true)
		h.ok(err)
		units, faults := told(dry)
		want := []string{"3 make huyen-a", "4 make huyen-b", "5 make xa-dong", "6 make xa-tay", "7 make so-moi", "8 change so-y-te successors"}
		if d := cmp.Diff(want, units); d != "" || faults != nil || h.state() != before {
			h.Fatalf("a dry run came to %s %v, and wrote:\n%s", d, faults, cmp.Diff(before, h.state()))
		}
		done, err := h.Import(ctx, boss(), file, false)
		h.ok(err)
		if units, _ = told(done); !slices.Equal(units, want) {
			h.Errorf("done: %v", units)
		}
		for _, c := range []struct {
			code string
			day  plan.Date
			want string
		}{{"huyen-a", "2025-06-30", ""}, {"huyen-a", "2025-07-01", "xa-tay xa-dong"}, {"huyen-b", "2025-07-01", "xa-tay"}, {"so-y-te", "2025-07-01", "so-moi"}} {
			if got := h.heirs(c.code, c.day); got != c.want {
				h.Errorf("%s on %s: %q, want %q", c.code, c.day, got, c.want)
			}
		}
		after := h.state()
		again, err := h.Import(ctx, boss(), file, false)
		if h.ok(err); again.Count(sheet.Keep) != 6 || h.state() != after {
			units, faults := told(again)
			h.Errorf("again: %v %v, and wrote:\n%s", units, faults, cmp.Diff(after, h.state()))
		}
		const changes = "code,name,parent,since,kind\nxa-dong,Xã Đông Mới,-,,\nhuyen-a,Huyện A1,,,\nso-noi-vu,Sở Nội vụ mới,,2025-06-25,\n"
		r, err := h.Import(ctx, boss(), []byte(changes), false)
		h.ok(err)
		if units, _ := told(r); !slices.Equal(units, []string{"2 change xa-dong name+name_en+parent", "3 change huyen-a name+name_en", "4 change so-noi-vu name"}) {
			h.Errorf("changes: %q", units)
		}
		if a, b, c := h.on("xa-dong", "2025-07-01"), h.on("so-noi-vu", "2025-06-24"), h.on("so-noi-vu", "2025-06-25"); len(a.Phases) > 0 || a.Name.VI != "Xã Đông Mới" || a.Parent != "" || b.Name.VI != "Sở Nội vụ" || c.Name.VI != "Sở Nội vụ mới" {
			h.Errorf("%+v, %+v, %+v", a, b, c)
		}
	})
}

// A cell speaks of the day of its row: what is planned for later is neither taken for what is,
// nor undone.
func TestCellsSpeakOfTheirDay(t *testing.T) {
	each(t, func(h *house) {
		for _, c := range []struct{ rows, want, names string }{
			{"so-noi-vu,Sở B,2025-06-28", "2 change so-noi-vu name", "Sở Nội vụ, Sở Nội vụ, Sở B"},
			{"so-noi-vu,Sở B,2025-06-28", "2 keep so-noi-vu", "Sở Nội vụ, Sở Nội vụ, Sở B"},
			{"so-noi-vu,Sở Nội vụ,", "2 keep so-noi-vu", "Sở Nội vụ, Sở Nội vụ, Sở B"},
			{"so-noi-vu,Sở C,2025-06-24", "2 change so-noi-vu name", "Sở Nội vụ, Sở C, Sở B"},
			{"so-noi-vu,Sở B,2025-06-24", "2 change so-noi-vu name", "Sở Nội vụ, Sở B, Sở B"},
		} {
			r, err := h.Import(h.Context(), boss(), []byte("code,name,since\n"+c.rows), false)
			h.ok(err)
			units, _ := told(r)
			if names := h.on("so-noi-vu", "2025-06-23").Name.VI + ", " + h.on("so-noi-vu", "2025-06-24").Name.VI + ", " + h.on("so-noi-vu", "2025-06-28").Name.VI; units[0] != c.want || names != c.names {
				h.Errorf("%s: %s and %s, want %s and %s", c.rows, units[0], names, c.want, c.names)
			}
		}
		h.day = "2025-06-29"
		r, err := h.Import(h.Context(), boss(), []byte("code,name,since\nso-noi-vu,Sở B,2025-06-28"), true)
		if units, faults := told(r); err != nil || units[0] != "2 keep so-noi-vu" || faults != nil {
			h.Errorf("the same file when its day has passed: %v %v, %v", units, faults, err)
		}
	})
}

func TestEachFaultOfAFileIsNamed(t *testing.T) {
	each(t, func(h *house) {
		file := `code,name,kind,parent,from,to,successors,since
,Không mã,xa,,,,,
Xã A,Xã A,xa,,,,,
xa-a,Xã A,xa,xa-khong-co,,,,
xa-a,Xã A,xa,,,,,
so-y-te,Sở Y tế mới,,,,,,2025-01-01
so-giao-thong-van-tai,Sở khác,,,,,,
xa-b,Xã B,xa,so-giao-thong-van-tai,,,,
xa-c,Xã C,,xa-d,,,,
xa-d,45658,xa,xa-c,,,,
xa-e,Xã E,xa,,31/2/2025,,,2025-07-01
xa-f,Xã F,xa,,,2025-07-01,"xa-khong-co; xa-b",
xa-g,Xã G,xa,#REF!,,2025-07-01,xa-b,
xa-h,Xã H,xa,xa-g,,,,
so-noi-vu,,,,2020-01-01,,,
`
		for i := range plan.MaxLevels + 1 {
			parent := ""
			if i > 0 {
				parent = fmt.Sprintf("cap-%d", i-1)
			}
			file += fmt.Sprintf("cap-%d,Cấp %d,cap,%s,,,,\n", i, i, parent)
		}
		before := h.state()
		dry, err := h.Import(h.Context(), boss(), []byte(file), true)
		h.ok(err)
		_, faults := told(dry)
		want := []string{
			"2/code : The code of the unit is missing.",
			"3/code Xã A: A code is lower-case ASCII letters, digits and hyphens, at most 80; such as so-noi-vu.",
			"4/parent xa-khong-co: There is no unit “xa-khong-co”. Write its code, or add a row for it.",
			"5/code xa-a: The code stands in row 4 already; each unit has one row.",
			"6/since 2025-01-01: What was is not written over; changes hold from today (2025-06-20) on.",
			"7/ so-giao-thong-van-tai: The unit ended on 2025-02-28; its names and its place are kept as history.",
			"8/parent so-giao-thong-van-tai: “so-giao-thong-van-tai” ended on 2025-02-28; succeeded by: Department of Construction (so-xay-dung).",
			"9/kind : The kind is a code: lower-case ASCII letters, digits and hyphens, at most 60; such as so, xa, dac-khu.",
			"9/parent xa-d: A unit cannot be its own parent: xa-c → xa-d → xa-c.",
			"10/name 45658: A name has letters; this is a number or a date.",
			"10/parent xa-c: A unit cannot be its own parent: xa-d → xa-c → xa-d.",
			"11/from 31/2/2025: Not a real day in the form 2025-12-31 or 31/12/2025.",
			"11/since 2025-07-01: A new unit has a first day; this column is for changes of one that is there. If it is there, check the code.",
			"12/successors xa-khong-co: There is no unit “xa-khong-co”. Write its code, or add a row for it.",
			"13/parent #REF!: The formula of this cell has failed; write the value in its place.",
			"13/to 2025-07-01: Units stand below it after this day (1): Xã H (xa-h). First give them another parent from 2025-07-02 on, or end them.",
			"15/from 2020-01-01: The unit is at work; its first day cannot be changed any more.",
			"26/parent cap-9: The tree of units is deeper than 10 levels: cap-10 → cap-9 → cap-8 → cap-7 → cap-6 → cap-5 → cap-4 → cap-3 → cap-2 → cap-1 → cap-0.",
		}
		if d := cmp.Diff(want, faults); d != "" {
			h.Errorf("faults (-want +got):\n%s", d)
		}
		_, err = h.Import(h.Context(), boss(), []byte(file), false)
		if got := said(err); !strings.HasPrefix(got, "/rows/2/code: ") || strings.Count(got, "\n") != len(want)-1 || h.state() != before {
			h.Errorf("in earnest: %s, and it wrote:\n%s", got, cmp.Diff(before, h.state()))
		}
	})
}

func TestTheTemplateForUnits(t *testing.T) {
	each(t, func(h *house) {
		var b bytes.Buffer
		h.ok(h.Template(h.Context(), boss(), &b))
		r, err := h.Import(h.Context(), boss(), b.Bytes(), true)
		if _, faults := told(r); err != nil || !slices.Equal(faults, []string{"0/ : No unit stands below the heading."}) {
			h.Errorf("%v, %v", faults, err)
		}
		rows, err := sheet.Read(b.Bytes())
		if err != nil || len(rows) != 1 || len(rows[0].Cells) != len(unit.Form().Fields) {
			h.Errorf("%v, %v", rows, err)
		}
		var many strings.Builder
		many.WriteString("code,name,kind\n")
		for i := range unit.MaxUnits + 1 {
			fmt.Fprintf(&many, "xa-%d,Xã %d,xa\n", i, i)
		}
		r, err = h.Import(h.Context(), boss(), []byte(many.String()), true)
		if _, faults := told(r); err != nil || len(faults) != 1 || !strings.Contains(faults[0], "The file has 501 units") {
			h.Errorf("%v, %v", faults, err)
		}
	})
}
