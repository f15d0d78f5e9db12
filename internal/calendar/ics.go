package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/plan"
)

// MediaType is that of [ICS] (RFC 5545 section 8.1).
const MediaType = "text/calendar; charset=utf-8"

// ICS writes comings as an iCalendar object (RFC 5545), in a language. Each bears an id that is
// the same for ever (section 3.8.4.7): that of its entry, and its year where it comes each year.
func ICS(list []Occurrence, name, lang string) []byte {
	var w lines
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//lantoa//calendar//VI")
	w.line("CALSCALE:GREGORIAN")
	w.line("METHOD:PUBLISH")
	w.line("X-WR-CALNAME:" + escaped(name))
	for _, o := range list {
		w.event(o, lang)
	}
	w.line("END:VCALENDAR")
	return []byte(w.b.String())
}

type lines struct{ b strings.Builder }

func (w *lines) event(o Occurrence, lang string) {
	w.line("BEGIN:VEVENT")
	w.line("UID:" + uid(o))
	w.line("DTSTAMP:" + o.UpdatedAt.UTC().Format("20060102T150405Z"))
	w.line("LAST-MODIFIED:" + o.UpdatedAt.UTC().Format("20060102T150405Z"))
	w.line("SEQUENCE:" + strconv.Itoa(max(o.Version-1, 0)))
	w.line("DTSTART;VALUE=DATE:" + compact(o.From))
	w.line("DTEND;VALUE=DATE:" + compact(o.To.Next())) // the day after the last (section 3.6.1)
	w.line("SUMMARY:" + escaped(o.Title.For(lang)))
	if o.Note != "" {
		w.line("DESCRIPTION:" + escaped(o.Note))
	}
	if o.Place != "" {
		w.line("LOCATION:" + escaped(o.Place))
	}
	if o.URL != "" {
		w.line("URL:" + o.URL)
	}
	w.line("CATEGORIES:" + escaped(string(o.Kind)))
	w.line("TRANSP:TRANSPARENT")
	status := "CONFIRMED"
	switch {
	case !o.CancelledAt.IsZero():
		status = "CANCELLED"
	case o.Evidence == "unconfirmed":
		status = "TENTATIVE"
	}
	w.line("STATUS:" + status)
	w.line("END:VEVENT")
}

func uid(o Occurrence) string {
	if o.Rule.From != "" {
		return o.ID + "@lantoa"
	}
	year := strconv.Itoa(yearOf(o.From))
	for of, day := range o.Rule.Moved {
		if day == o.From {
			year = of
		}
	}
	return fmt.Sprintf("%s-%s@lantoa", o.ID, year)
}

func compact(day plan.Date) string {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	return t.Format("20060102")
}

// escaped writes a text as a value (section 3.3.11).
func escaped(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(s)
}

// octets is how long a line may be, without its end (section 3.1).
const octets = 75

// line writes one line, folded where it is long, and never within a character.
func (w *lines) line(s string) {
	for room := octets; len(s) > room; room = octets - 1 { // those that go on begin with a blank
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.b.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	w.b.WriteString(s + "\r\n")
}
