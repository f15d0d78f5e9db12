package roster

import (
	"testing"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/sheet"
)

// FuzzGather: whatever stands in a file, each person comes once, with rows and grants that
// belong together, and each fault has words in both languages.
func FuzzGather(f *testing.F) {
	f.Add([]byte("login,name,role,unit,lang\nlan,Lan,author,so-a,vi\nlan,,Người duyệt,*,\n,x,,,"))
	f.Add([]byte("Tên đăng nhập;Vai trò\n'=1+1;#REF!\n\"a\nb\";"))
	units := []plan.Unit{{Code: "so-a", Name: fault.T("Sở A", "Department A"), ShortVI: "SA"}, {Code: "so-b", Name: fault.T("Sở A", "B"), To: "2025-01-01", Successors: []string{"so-a"}}}
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, err := sheet.Read(file)
		if err != nil {
			return
		}
		w := &scale{resolver: newResolver(units, "2025-03-03"), faults: &sheet.Faults{}, people: map[string]account.Person{"lan": {ID: "1", Login: "lan", Name: "Lan"}}}
		seen := map[string]bool{}
		for _, p := range w.gather(Form().Lines(rows, w.faults)) {
			w.compare(&p)
			if p.Login == "" || seen[p.Login] || len(p.Grants) != len(p.rows) || p.Outcome == "" || len(p.whole) < len(p.Grants) {
				t.Fatalf("%+v", p)
			}
			seen[p.Login] = true
		}
		for _, one := range w.faults.Sorted(Form()) {
			if one.What.VI == "" || one.What.EN == "" || !utf8.ValidString(one.Value) {
				t.Fatalf("%+v", one)
			}
		}
	})
}
