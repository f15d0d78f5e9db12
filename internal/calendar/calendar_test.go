package calendar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
)

// told writes comings in short: their days, and the one that is suggested where it is another.
func told(list []calendar.Occurrence) string {
	var all []string
	for _, o := range list {
		s := string(o.From)
		if o.To != o.From {
			s += ".." + string(o.To)
		}
		if o.Suggested != o.From {
			s += ">" + string(o.Suggested)
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

// TestExpand goes over years: fixed and moved days, leap days, what comes once, ends of series,
// and the day that is suggested.
func TestExpand(t *testing.T) {
	t.Parallel()
	entry := func(r calendar.Rule) calendar.Entry {
		return calendar.Entry{ID: "e", Title: fault.T("x", "x"), Rule: r}
	}
	for name, c := range map[string]struct {
		rule     calendar.Rule
		closed   []plan.Date
		from, to plan.Date
		want     string
	}{
		"each year":                   {rule: calendar.Rule{Yearly: "08-08"}, from: "2024-08-08", to: "2026-08-08", want: "2024-08-08 2025-08-08 2026-08-08>2026-08-07"}, // a Saturday
		"within":                      {rule: calendar.Rule{Yearly: "08-08"}, from: "2024-08-09", to: "2025-08-07", want: ""},
		"29 February":                 {rule: calendar.Rule{Yearly: "02-29"}, from: "2023-01-01", to: "2026-12-31", want: "2023-02-28 2024-02-29 2025-02-28 2026-02-28>2026-02-27"},
		"no leap year in a century":   {rule: calendar.Rule{Yearly: "02-29"}, from: "2100-01-01", to: "2100-12-31", want: "2100-02-28>2100-02-26"},
		"moved in one year":           {rule: calendar.Rule{Yearly: "08-08", Moved: map[string]plan.Date{"2025": "2025-08-11"}}, from: "2024-01-01", to: "2026-01-01", want: "2024-08-08 2025-08-11"},
		"of the moon":                 {rule: calendar.Rule{Moved: map[string]plan.Date{"2025": "2025-01-29", "2026": "2026-02-17"}}, from: "2024-01-01", to: "2027-12-31", want: "2025-01-29 2026-02-17"},
		"moved into the next year":    {rule: calendar.Rule{Yearly: "12-31", Moved: map[string]plan.Date{"2025": "2026-01-02"}}, from: "2026-01-01", to: "2026-12-31", want: "2026-01-02 2026-12-31"},
		"since and until":             {rule: calendar.Rule{Yearly: "11-28", Since: 2025, Until: 2026}, from: "2023-01-01", to: "2029-12-31", want: "2025-11-28 2026-11-28>2026-11-27"},
		"once":                        {rule: calendar.Rule{From: "2026-11-10", To: "2026-11-12"}, from: "2026-11-12", to: "2026-12-01", want: "2026-11-10..2026-11-12"},
		"once, and over":              {rule: calendar.Rule{From: "2026-11-10", To: "2026-11-12"}, from: "2026-11-13", to: "2026-12-01", want: ""},
		"before a closed day":         {rule: calendar.Rule{Yearly: "09-02"}, closed: []plan.Date{"2025-09-02", "2025-09-01"}, from: "2025-01-01", to: "2025-12-31", want: "2025-09-02>2025-08-29"},
		"over the end of a year":      {rule: calendar.Rule{Yearly: "01-01"}, closed: []plan.Date{"2025-01-01"}, from: "2025-01-01", to: "2025-01-31", want: "2025-01-01>2024-12-31"},
		"a stretch the wrong way":     {rule: calendar.Rule{Yearly: "01-01"}, from: "2025-02-01", to: "2025-01-01", want: ""},
		"a day at both ends of years": {rule: calendar.Rule{Yearly: "12-31"}, from: "2024-12-31", to: "2025-12-31", want: "2024-12-31 2025-12-31"},
	} {
		got := told(calendar.Expand([]calendar.Entry{entry(c.rule)}, c.closed, c.from, c.to))
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestOfficesThatAreClosed: an entry on which offices are closed moves what is suggested, its own
// days and those after it, until it is cancelled.
func TestOfficesThatAreClosed(t *testing.T) {
	t.Parallel()
	holiday := calendar.Entry{ID: "h", Off: true, Rule: calendar.Rule{From: "2026-02-16", To: "2026-02-20"}} // Monday to Friday
	day := calendar.Entry{ID: "d", Rule: calendar.Rule{From: "2026-02-18", To: "2026-02-18"}}
	one := func() string {
		return told(calendar.Expand([]calendar.Entry{holiday, day}, nil, "2026-02-17", "2026-02-28"))
	}
	if got := one(); got != "2026-02-16..2026-02-20>2026-02-13 2026-02-18>2026-02-13" {
		t.Error(got)
	}
	holiday.CancelledAt = time.Unix(1, 0)
	if got := one(); got != "2026-02-16..2026-02-20 2026-02-18" {
		t.Error(got)
	}
}

// TestEveryYearHasItsDay: whatever day of the year, each year has it once, within that year, and
// what is suggested is never later nor at a weekend.
func TestEveryYearHasItsDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "day"))
		year := rapid.IntRange(1950, 2090).Draw(t, "year")
		list := calendar.Expand([]calendar.Entry{{Rule: calendar.Rule{Yearly: day.Format("01-02")}}}, nil, plan.Date(fmt.Sprintf("%d-01-01", year)), plan.Date(fmt.Sprintf("%d-12-31", year+2)))
		if len(list) != 3 {
			t.Fatalf("%d comings in three years", len(list))
		}
		for i, o := range list {
			suggested, err := time.Parse(time.DateOnly, string(o.Suggested))
			if err != nil || !o.From.Real() || !strings.HasPrefix(string(o.From), fmt.Sprint(year+i)) || o.Suggested > o.From ||
				suggested.Weekday() == time.Saturday || suggested.Weekday() == time.Sunday {
				t.Fatalf("%+v in %d", o, year+i)
			}
		}
	})
}

// TestWhatComesWithTheProgram: the eleven member states have their days, each year from 2021 to
// 2026 its theme and chair, and what is not confirmed says so.
func TestWhatComesWithTheProgram(t *testing.T) {
	t.Parallel()
	d, err := calendar.Parse([]byte(calendar.Asean))
	if err != nil {
		t.Fatal(err)
	}
	var states []string
	chairs := map[string]string{}
	for _, e := range d.Entries {
		switch e.Kind {
		case calendar.NationalDay:
			states = append(states, e.MemberState)
		case calendar.Theme:
			chairs[string(e.From[:4])] = e.MemberState
		case calendar.Summit:
			if e.From >= "2026-01-01" && (e.Evidence != "unconfirmed" || e.Note == "") {
				t.Errorf("%s is not confirmed and does not say so", e.Code)
			}
		}
	}
	slices.Sort(states)
	if diff := cmp.Diff([]string{"BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"}, states); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"2021": "BN", "2022": "KH", "2023": "ID", "2024": "LA", "2025": "MY", "2026": "PH"}, chairs); diff != "" {
		t.Error(diff)
	}
}

// TestFaultyDocuments are refused whole, with every place.
func TestFaultyDocuments(t *testing.T) {
	t.Parallel()
	_, err := calendar.Parse([]byte(`{"schema_version":2,"entries":[
		{"code":"A B","kind":"feast","title_vi":"x","title_en":"","yearly":"02-30","evidence":"rumour"},
		{"code":"a","kind":"event","title_vi":"x","title_en":"x","from":"2026-01-02","to":"2026-01-01","evidence":"verified"},
		{"code":"a","kind":"holiday","title_vi":"x","title_en":"x","moved":{"2026":"2029-01-01"},"from":"2026-01-01","evidence":"verified"},
		{"code":"b","kind":"holiday","title_vi":"x","title_en":"x","moved":{"2026":"2029-01-01"},"evidence":"verified"}]}`))
	e, ok := fault.As(err)
	if !ok {
		t.Fatal(err)
	}
	var places []string
	for _, f := range e.Fields {
		places = append(places, f.Pointer)
	}
	slices.Sort(places)
	want := []string{"/entries/0/code", "/entries/0/evidence", "/entries/0/kind", "/entries/0/title_vi", "/entries/0/yearly", "/entries/1/to", "/entries/2/code", "/entries/2/from", "/entries/3/moved", "/schema_version"}
	if diff := cmp.Diff(want, places); diff != "" {
		t.Error(diff)
	}
	for _, broken := range []string{"", "{}{}", `{"schema_version":1,"colour":1}`} {
		if _, err := calendar.Parse([]byte(broken)); !fault.Is(err, fault.ValidationFailed) {
			t.Errorf("%q: %v", broken, err)
		}
	}
}

// FuzzParse: whatever is read as a calendar expands without a panic, and into its years alone.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"schema_version":1,"entries":[{"code":"a","kind":"holiday","title_vi":"x","title_en":"x","moved":{"2026":"2026-02-17"},"yearly":"02-29","evidence":"plan"}]}`))
	f.Add([]byte(`{"schema_version":1,"entries":[{"code":"a","kind":"event","title_vi":"x","title_en":"x","from":"2026-01-02","to":"2026-01-03","evidence":"plan"}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := calendar.Parse(content)
		if err != nil {
			return
		}
		for _, e := range d.Entries {
			for _, span := range (calendar.Rule{From: e.From, To: e.To, Yearly: e.Yearly, Moved: e.Moved, Since: e.Since, Until: e.Until}).In("2024-01-01", "2026-12-31") {
				if span.To < "2024-01-01" || span.From > "2026-12-31" {
					t.Errorf("%+v lies outside", span)
				}
			}
		}
	})
}
