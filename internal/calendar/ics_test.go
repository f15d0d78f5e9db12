package calendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ical "github.com/arran4/golang-ical"
	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// lines holds what RFC 5545 section 3.1 asks of lines, and gives them unfolded.
func lines(t interface{ Errorf(string, ...any) }, file []byte) []string {
	if !bytes.HasSuffix(file, []byte("\r\n")) {
		t.Errorf("the last line has no end")
	}
	var whole []string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(file), "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
		if rest, more := strings.CutPrefix(line, " "); more && len(whole) > 0 {
			whole[len(whole)-1] += rest
			continue
		}
		whole = append(whole, line)
	}
	return whole
}

func value(lines []string, name string) string {
	for _, line := range lines {
		if v, ok := strings.CutPrefix(line, name+":"); ok {
			return v
		}
	}
	return ""
}

// TestAnIndependentReader reads back what was written, with every sign that has a meaning.
func TestAnIndependentReader(t *testing.T) {
	t.Parallel()
	title := `Tuần lễ ASEAN; ẩm thực, "áo dài" \ và những điều rất dài cần gập dòng giữa các chữ có dấu ở Nam Định`
	at := time.Date(2026, 3, 1, 17, 30, 0, 0, time.UTC)
	entry := calendar.Entry{ID: "0190", Title: fault.T(title, "ASEAN week"), Place: "Hà Nội", Note: "một\nhai", URL: "https://a.example/?x=1,2", Version: 3, UpdatedAt: at,
		Rule: calendar.Rule{From: "2026-02-27", To: "2026-02-28"}, Kind: calendar.Event, CancelledAt: at}
	day := calendar.Entry{ID: "0191", Title: fault.T("Ngày ASEAN", "ASEAN Day"), Version: 1, UpdatedAt: at, Rule: calendar.Rule{Yearly: "08-08"}, Kind: calendar.AseanDay}
	file := calendar.ICS(calendar.Expand([]calendar.Entry{entry, day}, nil, "2026-01-01", "2027-12-31"), "ASEAN", "vi")
	lines(t, file)
	read, err := ical.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	events := read.Events()
	if len(events) != 3 {
		t.Fatalf("%d events", len(events))
	}
	of := func(e *ical.VEvent, p ical.ComponentProperty) string { return e.GetProperty(p).Value }
	first := events[0]
	for p, want := range map[ical.ComponentProperty]string{ical.ComponentPropertySummary: title, ical.ComponentPropertyDescription: "một\nhai", ical.ComponentPropertyLocation: "Hà Nội",
		ical.ComponentPropertyUrl: "https://a.example/?x=1,2", ical.ComponentPropertyUniqueId: "0190@lantoa", ical.ComponentPropertyStatus: "CANCELLED", ical.ComponentPropertySequence: "2",
		ical.ComponentPropertyDtStart: "20260227", ical.ComponentPropertyDtEnd: "20260301", ical.ComponentPropertyDtstamp: "20260301T173000Z"} {
		if got := of(first, p); got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
	if got := first.GetProperty(ical.ComponentPropertyDtStart).ICalParameters["VALUE"]; len(got) != 1 || got[0] != "DATE" {
		t.Errorf("the first day is of the kind %v", got)
	}
	for i, want := range []string{"0191-2026@lantoa", "0191-2027@lantoa"} {
		if got := of(events[i+1], ical.ComponentPropertyUniqueId); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestAMovedDayKeepsItsID: whoever has the day already sees it move, and has it once.
func TestAMovedDayKeepsItsID(t *testing.T) {
	t.Parallel()
	day := calendar.Entry{ID: "e", Rule: calendar.Rule{Yearly: "12-31"}}
	before := lines(t, calendar.ICS(calendar.Expand([]calendar.Entry{day}, nil, "2025-12-01", "2026-01-31"), "x", "vi"))
	day.Rule.Moved = map[string]plan.Date{"2025": "2026-01-02"}
	after := lines(t, calendar.ICS(calendar.Expand([]calendar.Entry{day}, nil, "2025-12-01", "2026-01-31"), "x", "vi"))
	if value(before, "UID") == "" || value(before, "UID") != value(after, "UID") || value(after, "DTSTART;VALUE=DATE") != "20260102" {
		t.Errorf("%v and %v", before, after)
	}
}

// TestAnyTextIsALine: whatever people write, lines are short, whole and not more than they should
// be, and the text comes back.
func TestAnyTextIsALine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aậ,;\\\n:\"ệ漢🎏 "))).Draw(t, "text")
		e := calendar.Entry{ID: "e", Title: fault.T(text, text), Rule: calendar.Rule{From: "2026-01-01", To: "2026-01-01"}}
		whole := lines(t, calendar.ICS(calendar.Expand([]calendar.Entry{e}, nil, "2026-01-01", "2026-01-01"), text, "vi"))
		back := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(value(whole, "SUMMARY"))
		if len(whole) != 19 || back != text {
			t.Fatalf("%d lines, %q came back as %q", len(whole), text, back)
		}
	})
}
