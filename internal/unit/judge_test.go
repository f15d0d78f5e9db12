package unit

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sheet"
)

// weighed judges a file against units in memory.
func weighed(file []byte, all []plan.Unit) (*scale, Report, bool) {
	rows, err := sheet.Read(file)
	if err != nil {
		return nil, Report{}, false
	}
	var faults sheet.Faults
	w := newScale(right.Actor{ID: "boss"}, all, "2025-06-20", &faults)
	w.gather(Form().Lines(rows, &faults))
	w.judge()
	return w, Report{Units: w.report(), Faults: faults.Sorted(Form())}, true
}

// FuzzJudge: whatever stands in a file, each fault has words in both languages; and what is
// taken loops nowhere, leads to units that there are, keeps the names of days gone by, and
// comes to nothing when it comes again.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		"code,name,kind,parent\na,A,x,b\nb,B,x,a\n", "code,name,kind\nso-a,Sở khác,xa\n", "code,to,successors\nso-a,2025-06-30,so-a\n",
		"Mã;Tên;Loại;Kế thừa;Ngày cuối\nx;X;x;\"y, z\";1/7/2025\ny;Y;x;;\nz;Z;x;;\n", "code,parent,since\nso-a,-,2026-01-01\n",
		"code,name,kind,from\nx,X,x,2025-07-01\n=1,#REF!,\x00,", "code,to,successors,name\nso-a,2025-06-30,Sở B,A mới\nso-b,,,\n", "code,from,name\nso-c,2025-06-25,Sở C\nso-d,,\n",
	} {
		f.Add([]byte(seed))
	}
	present := []plan.Unit{
		{Code: "so-a", Name: fault.T("Sở A", "Department A"), ShortVI: "SA", Kind: "so", Parent: "tinh", Version: 3},
		{Code: "so-b", Name: fault.T("Sở B", "Department B"), Kind: "so", Parent: "tinh", Version: 1},
		{Code: "so-c", Name: fault.T("Sở C", "Department C"), Kind: "so", From: "2025-07-01", Version: 1},
		{Code: "so-d", Name: fault.T("Sở D", "Department D"), Kind: "so", To: "2025-02-28", Successors: []string{"so-a"}, Version: 1},
		{Code: "tinh", Name: fault.T("Tỉnh", "Province"), Kind: "tinh", Version: 1},
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		w, r, ok := weighed(file, present)
		if !ok {
			return
		}
		for _, one := range r.Faults {
			if one.What.VI == "" || one.What.EN == "" || !utf8.ValidString(one.Value) || one.Column != "" && Form().Title(one.Column).IsZero() {
				t.Fatalf("%+v", one)
			}
		}
		if len(r.Faults) > 0 {
			return
		}
		after := w.list()
		if knots := plan.Knots(after); len(knots) > 0 {
			t.Fatalf("%+v", knots)
		}
		if strays := plan.NewStrays(present, after, "2025-06-20"); len(strays) > 0 {
			t.Fatalf("%+v", strays)
		}
		for _, u := range after {
			if err := sound(u, w); err != nil {
				t.Fatal(err)
			}
		}
		_, again, _ := weighed(file, after)
		if again.Count(sheet.Keep) != len(r.Units) || len(again.Faults) > 0 {
			t.Fatalf("again: %+v", again)
		}
	})
}

// sound holds a unit to what can be written and must be true of it.
func sound(u plan.Unit, w *scale) error {
	for _, p := range u.Phases {
		if _, there := w.units[p.Parent]; p.Name.VI == "" || p.Name.EN == "" || p.Parent != "" && !there {
			return fmt.Errorf("a phase of %+v", u)
		}
	}
	if is := u.Newest(); !plan.IsCode(u.Code) || is.Name.VI == "" || is.Name.EN == "" || !plan.IsCode(is.Kind) {
		return fmt.Errorf("%+v", u)
	}
	for _, day := range []plan.Date{u.From, u.To} {
		if day != "" && !day.Real() {
			return fmt.Errorf("a day of %+v", u)
		}
	}
	for _, one := range append([]string{u.Newest().Parent}, u.Successors...) {
		if _, there := w.units[one]; one != "" && !there {
			return fmt.Errorf("%+v leads to %q", u, one)
		}
	}
	if was, old := w.was[u.Code]; old && !was.Begins(w.today) && u.On("2025-06-19").Name != was.On("2025-06-19").Name {
		return fmt.Errorf("%+v was called %+v yesterday", u, was.On("2025-06-19").Name)
	}
	return nil
}
