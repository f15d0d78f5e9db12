package api_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/sheet"
)

const staffing = "login,name,role,unit\nnguyen.mai,Nguyễn Mai,author,so-noi-vu\nnguyen.mai,,người duyệt,Sở Nội vụ\n=1+1,Lạ,,\n"

func (w *fixture) post(status int, as, query, file string, more map[string]string) answer {
	w.Helper()
	header := map[string]string{"Content-Type": "text/csv"}
	for name, value := range more {
		header[name] = value
	}
	return w.wants(status, call{as: as, method: "POST", path: "/people/import" + query, body: file, header: header})
}

// TestPeopleComeFromASpreadsheet: a dry run tells and writes nothing; in earnest one fault
// refuses all, and who was made gets a link once.
func TestPeopleComeFromASpreadsheet(t *testing.T) {
	each(t, func(w *fixture) {
		people := func() string { return w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/people"}).body }
		before := people()
		dry := w.post(http.StatusOK, "chi", "?dry_run=true", staffing, nil)
		if w.text(dry, "people.0.outcome") != "make" || w.text(dry, "faults.0.column") != "login" || !strings.Contains(w.text(dry, "faults.0.detail.vi"), "Tên đăng nhập gồm") || strings.Contains(dry.body, "sheet") {
			t.Errorf("a dry run: %s", dry.body)
		}
		refused := w.post(http.StatusUnprocessableEntity, "chi", "?invite=false", staffing, map[string]string{"Accept-Language": "en"})
		if w.text(refused, "errors.0.pointer") != "/rows/4/login" || people() != before {
			t.Errorf("with a fault: %s", refused.body)
		}
		file, _, _ := strings.Cut(staffing, "=")
		w.post(http.StatusForbidden, "chi", "", file, nil) // links take a session
		if people() != before {
			t.Error("a refusal left something")
		}
		session := map[string]string{"Cookie": w.signIn("chi")}
		made := w.post(http.StatusOK, "", "", file, session)
		link := w.text(made, "people.0.address")
		rows, err := sheet.Read(must(base64.StdEncoding.DecodeString(w.text(made, "sheet"))))
		if err != nil || len(rows) != 2 || rows[1].Cells[2] != link || !strings.HasPrefix(link, public+"/setup?token=") {
			t.Errorf("links: %s, %v, %v", link, rows, err)
		}
		_, token, _ := strings.Cut(link, "token=")
		w.wants(http.StatusOK, call{method: "POST", path: "/links/use", body: `{"token":"` + token + `","password":"` + password + `"}`})
		again := w.post(http.StatusOK, "", "", file, session)
		if w.text(again, "people.0.outcome") != "keep" || strings.Contains(again.body, "token=") || strings.Contains(again.body, `"sheet"`) {
			t.Errorf("again: %s", again.body)
		}
	})
}

func TestTheTemplateOfAnImport(t *testing.T) {
	light(t, func(w *fixture) {
		w.wants(http.StatusForbidden, call{as: "lan", method: "GET", path: "/people/import-template.xlsx"})
		w.wants(http.StatusForbidden, call{as: "lan", method: "POST", path: "/people/import?dry_run=true", body: staffing})
		a := w.wants(http.StatusOK, call{as: "chi", method: "GET", path: "/people/import-template.xlsx"})
		if rows, err := sheet.Read([]byte(a.body)); err != nil || len(rows) != 1 || rows[0].Cells[0] != "Tên đăng nhập" || !strings.Contains(a.header.Get("Content-Disposition"), ".xlsx") {
			t.Errorf("%v, %v, %v", rows, err, a.header)
		}
		w.post(http.StatusUnprocessableEntity, "chi", "?dry_run=true", "PK no zip", nil)
		w.post(http.StatusRequestEntityTooLarge, "chi", "?dry_run=true", strings.Repeat("a\n", sheet.MaxBytes/2+1), nil)
	})
}
