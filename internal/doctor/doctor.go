// Package doctor judges what lantoa stands on, in words for those who run it: from facts that
// others gather it makes findings, each with what it means and what to do. It changes nothing
// and tells no secret.
package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Status is how a check came out.
type Status string

// The statuses.
const (
	OK   Status = "ok"
	Warn Status = "warn" // it works, and somebody should look
	Fail Status = "fail" // something does not work
)

// Finding is what a check came to.
type Finding struct {
	Check  string // a permanent name, such as "database"
	Status Status
	Says   fault.Text // what is, and what it means
	Do     fault.Text // zero where there is nothing to do
}

// Well is a finding of something in order.
func Well(check string, says fault.Text) Finding { return Finding{check, OK, says, fault.Text{}} }

// Mind is a finding that somebody should look at.
func Mind(check string, says, do fault.Text) Finding { return Finding{check, Warn, says, do} }

// Ill is a finding of something that does not work.
func Ill(check string, says, do fault.Text) Finding { return Finding{check, Fail, says, do} }

// Failures counts the findings that failed.
func Failures(all []Finding) int {
	n := 0
	for _, one := range all {
		if one.Status == Fail {
			n++
		}
	}
	return n
}

// Write shows findings to people in a language, "vi" or "en": a line each, and below it what
// to do.
func Write(w io.Writer, lang string, all []Finding) error {
	var b strings.Builder
	for _, one := range all {
		fmt.Fprintf(&b, "%-4s  %-11s  %s\n", one.Status, one.Check, oneLine(one.Says.In(lang)))
		if !one.Do.IsZero() {
			fmt.Fprintf(&b, "%19s→ %s\n", "", oneLine(one.Do.In(lang)))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// oneLine keeps what a destination wrote from moving the terminal.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f && r < 0xa0 }), " ")
}

// WriteJSON shows findings to programs.
func WriteJSON(w io.Writer, lang string, all []Finding) error {
	type finding struct {
		Check  string `json:"check"`
		Status Status `json:"status"`
		Says   string `json:"says"`
		Do     string `json:"do,omitempty"`
	}
	report := struct {
		Status   Status    `json:"status"`
		Findings []finding `json:"findings"`
	}{OK, []finding{}}
	for _, one := range all {
		report.Findings = append(report.Findings, finding{one.Check, one.Status, one.Says.In(lang), one.Do.In(lang)})
		if one.Status == Fail || one.Status == Warn && report.Status == OK {
			report.Status = one.Status
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}
