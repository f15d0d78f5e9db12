package right_test

import (
	"os"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// TestTheDocumentIsCurrent holds the tables of docs/RIGHTS.md against the rights that the program
// goes by; LANTOA_TEST_UPDATE=1 draws them anew.
func TestTheDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	const path = "../../docs/RIGHTS.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(page)
	for _, lang := range []string{"vi", "en"} {
		begin, end := "<!-- rights "+lang+" -->\n", "<!-- /rights "+lang+" -->"
		before, rest, begun := strings.Cut(want, begin)
		_, after, ended := strings.Cut(rest, end)
		if !begun || !ended {
			t.Fatalf("%s has no place for the table in %s", path, lang)
		}
		want = before + begin + drawn(lang) + end + after
	}
	if os.Getenv("LANTOA_TEST_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(page) != want {
		t.Errorf("%s is out of date, run make docs", path)
	}
}

// drawn is the table in one language: a line for each action, a column for each role.
func drawn(lang string) string {
	head, rule := "| "+fault.T("việc", "action").For(lang), "|---"
	for _, role := range right.Roles() {
		head += " | " + role.Name().For(lang)
		rule += "|---"
	}
	table := head + " |\n" + rule + "|\n"
	for _, action := range right.Actions() {
		table += "| " + action.Verb().For(lang) + " (`" + string(action) + "`)"
		for _, role := range right.Roles() {
			table += strings.TrimRight(" | "+cell(role, action, lang), " ")
		}
		table += " |\n"
	}
	return table
}

// covering says whose text it is.
func covering(t right.Text) fault.Text {
	return map[right.Text]fault.Text{
		right.OwnText:    fault.T("bài của mình", "own text"),
		right.UnsentText: fault.T("bài của mình chưa gửi duyệt", "own text until it is sent"),
		right.OthersText: fault.T("bài của người khác", "others' text"),
		right.Versions:   fault.T("bản dịch", "translations"),
	}[t]
}

// cell says how far a role's right to an action goes; nothing where there is none.
func cell(role right.Role, action right.Action, lang string) string {
	for _, one := range right.Rights() {
		switch {
		case one.Role != role || one.Action != action:
		case one.EveryUnit:
			return fault.T("mọi đơn vị", "every unit").For(lang)
		case one.Text == right.AnyText:
			return fault.T("đơn vị", "unit").For(lang)
		default:
			return covering(one.Text).For(lang)
		}
	}
	return ""
}
