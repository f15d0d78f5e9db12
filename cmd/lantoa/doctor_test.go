package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTheDoctorWithoutAServer(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.planned("Kênh thử", "ok", farOff())
	code, out, errs := n.run("doctor", "--offline", "--language=en")
	for _, words := range []string{"warn  public-url   https://lantoa.example comes through", "ok    zone         Asia/Ho_Chi_Minh, where it is", "ok    schema       Up to date.", "ok    secret-key   It is the key",
		"warn  server       No server has run", "→ Start `lantoa serve`", "ok    deliveries   Nothing is late.", "warn  accounts     There is one technical administrator", "ok    api-keys     None ends"} {
		if code != 0 || !strings.Contains(out, words) {
			t.Errorf("code %d, %q is not said: %s%s", code, words, out, errs)
		}
	}
	n.says("Chưa máy chủ nào chạy", "doctor")
	var report struct {
		Status   string
		Findings []struct{ Check, Status, Says, Do string }
	}
	if err := json.Unmarshal([]byte(n.says("", "doctor", "--json")), &report); err != nil || report.Status != "warn" || len(report.Findings) < 10 {
		t.Errorf("%v: %+v", err, report)
	}
	n.says("takes doctor", "doctor", "--help")
	n.fails("is not understood", "doctor", "please")
	n.fails("do not go together", "doctor", "--offline", "--mail-to", "hoa@example.vn")
	n.fails("--mail-to is written as", "doctor", "--mail-to")
	n.fails("số mục hỏng: 1", "doctor", "--mail-to=hoa@example.vn") // no mail server is set
	if code, _, errs := n.run("doctor", "--online"); code != 1 || !strings.Contains(errs, "--online: there is no such setting") {
		t.Errorf("code %d, %s", code, errs)
	}
}

// The exit code tells programs that something does not work.
func TestTheDoctorFails(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	code, out, errs := c.run("doctor", "--language=en")
	if code != 1 || !strings.Contains(out, "fail  database     there is no database in the folder") || !strings.Contains(errs, "checks that failed: 1") {
		t.Errorf("code %d, %s, %s", code, out, errs)
	}
	c.says("Applied:", "migrate")
	c.says("Chưa có khóa", "doctor")
	code, out, _ = c.run("doctor", "--json")
	if code != 0 || !strings.Contains(out, `"status": "warn"`) {
		t.Errorf("before the first start: code %d, %s", code, out)
	}
}
