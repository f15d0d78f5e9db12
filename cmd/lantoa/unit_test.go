package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnitsAreManagedAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.says("xa-moi: Xã Mới", "unit", "add", "xa-moi", "Xã Mới", "--kind=xa", "--name-en=New Commune", "--parent", "ubnd-tinh-ninh-binh")
	n.says("New Commune", "unit", "list", "--language=en")
	n.says(`"valid": true`, "unit", "add", "xa-cu", "Xã Cũ", "--kind=xa", "--from=2020-01-01", "--json", "--as=quan.tri")
	n.says("xa-cu: ngày cuối 2999-06-30, kế thừa: xa-moi", "unit", "end", "xa-cu", "2999-06-30", "xa-moi")
	n.says("xa-cu: last day 2999-07-01, without a successor", "unit", "end", "xa-cu", "2999-07-01", "--language=en")
	n.says("xa-cu: Xã Cũ", "unit", "end", "xa-cu", "none")
	var listed []struct {
		Code  string
		Valid bool
		Name  struct{ VI string }
	}
	if err := json.Unmarshal([]byte(n.says("", "unit", "list", "--json", "--on=2025-02-28")), &listed); err != nil {
		t.Fatal(err)
	}
	for _, one := range listed {
		if want := map[string]bool{"so-thong-tin-va-truyen-thong": true, "ubnd-tinh-ninh-binh": false, "xa-cu": true}; one.Code != "" {
			if valid, asked := want[one.Code]; asked && valid != one.Valid {
				t.Errorf("%s on 2025-02-28: %v", one.Code, one.Valid)
			}
		}
	}
	n.recorded("unit.create", "lantoa")
	n.recorded("unit.create", "Hoàng Đức")
	n.recorded("unit.end", "lantoa")

	for words, args := range map[string][]string{
		"(parent: There is no unit “xa-mo”; the nearest code is “xa-moi”": {"unit", "add", "xa-x", "Xã X", "--kind=xa", "--parent=xa-mo"},
		"(code: The code is taken by “Xã Mới”":                            {"unit", "add", "xa-moi", "Xã", "--kind=xa"},
		"A unit cannot be its own parent: xa-x → xa-x":                    {"unit", "add", "xa-x", "Xã X", "--kind=xa", "--parent=xa-x"},
		"(last_day: Not a real day":                                       {"unit", "end", "xa-moi", "30/6/2025"},
		"There is no unit “xa-mo”":                                        {"unit", "end", "xa-mo", "2999-06-30"},
		"since the unit has: stories (1)":                                 {"unit", "end", "cong-ttdt-tinh-ninh-binh", "2999-06-30"},
		"You do not have the right to manage the plan":                    {"unit", "end", "xa-moi", "2999-06-30", "--as=mai"},
		"2025-02-30 is not a real day":                                    {"unit", "list", "--on=2025-02-30"},
		"takes\n  `unit list":                                             {"unit", "rename"},
	} {
		if code, _, errs := n.run(append(args, "--language=en")...); code != 1 || !strings.Contains(errs, words) {
			t.Errorf("%v: code %d, err %q; want %q", args, code, errs, words)
		}
	}
}

func TestUnitsAreImportedAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	dir := t.TempDir()
	file, template := filepath.Join(dir, "units.csv"), filepath.Join(dir, "units.xlsx")
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("Mã;Tên đơn vị;Loại;Cấp trên\nxa-a;Xã A;xa;xa-b\nxa-b;Xã B;xa;xa-a\n")
	code, out, errs := n.run("unit", "import", file)
	if code != 1 || !strings.Contains(out, "2     Đơn vị cấp trên  xa-b     Đơn vị không thể là cấp trên của chính mình: xa-a → xa-b → xa-a.") || !strings.Contains(errs, "Chỗ sai: 2; chưa ghi gì.") {
		t.Errorf("with a loop: %d, %s, %s", code, out, errs)
	}
	write("Mã;Tên đơn vị;Loại;Cấp trên\nxa-a;Xã A;xa;xa-b\nxa-b;Xã B;xa;\n")
	n.says("would be made: 2, would be changed: 0, left as it is: 0", "unit", "import", file, "--dry-run", "--language=en")
	if strings.Contains(n.says("", "unit", "list"), "xa-a") {
		t.Error("a dry run made a unit")
	}
	n.says("đã tạo: 2, đã đổi: 0, giữ nguyên: 0", "unit", "import", file)
	n.says(`"outcome": "keep"`, "unit", "import", file, "--json")
	n.recorded("unit.import", "lantoa")
	n.says("", "unit", "template", template)
	code, out, errs = n.run("unit", "import", template, "--dry-run", "--language=en")
	if code != 1 || !strings.Contains(out, "No unit stands below the heading.") || !strings.Contains(errs, "Faults: 1; nothing was written.") {
		t.Errorf("the template: %d, %s, %s", code, out, errs)
	}
	n.fails("does not end in .xlsx", "unit", "template", "units.csv", "--language=en")
	n.fails("You do not have the right to manage the plan", "unit", "template", filepath.Join(dir, "b.xlsx"), "--as=mai", "--language=en")
}
