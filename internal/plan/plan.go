// Package plan holds the communication plan as data: its facets, versioned with it, and
// the units that carry it out, with their validity and successors.
//
// No area, pillar, unit or period is known to the code. A new plan is a new document.
package plan

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Date is a day in ISO 8601 ("2025-12-31"), in the zone of the plan. The empty date is
// an open end. Dates compare as text.
type Date string

// Real reports whether it is a day of the calendar in that form; the empty date is none.
func (d Date) Real() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Before returns the day before; the empty date where it is no day.
func (d Date) Before() Date {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(at.AddDate(0, 0, -1).Format(time.DateOnly))
}

// Next returns the day after; the empty date where it is no day. After the last that can be
// written there is none, and it stays.
func (d Date) Next() Date {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	if d == "9999-12-31" {
		return d
	}
	return Date(at.AddDate(0, 0, 1).Format(time.DateOnly))
}

// DayOf returns the day on which an instant falls in a zone.
func DayOf(at time.Time, zone *time.Location) Date { return Date(at.In(zone).Format(time.DateOnly)) }

// Plan is one version of one plan.
type Plan struct {
	ID      string
	Code    string
	Version int // from 1; a changed document is a new version
	Title   fault.Text
	// From and To are the first and the last day of the period.
	From, To  Date
	Territory fault.Text
	LeadUnit  string // code of the unit that coordinates
	Hash      string // SHA-256 of the document
	LoadedAt  time.Time
}

// Covers reports whether the plan's period includes the day.
func (p Plan) Covers(day Date) bool { return within(day, p.From, p.To) }

// Kind is a kind of facet.
type Kind string

// The kinds.
const (
	Pillar      Kind = "pillar"
	Area        Kind = "area"
	Topic       Kind = "topic" // its parent is an area
	Audience    Kind = "audience"
	Form        Kind = "form"
	Language    Kind = "language"
	MemberState Kind = "member_state"
)

// Kinds lists every kind of facet.
func Kinds() []Kind {
	return []Kind{Pillar, Area, Topic, Audience, Form, Language, MemberState}
}

// Name is the kind's name for people.
func (k Kind) Name() fault.Text {
	switch k {
	case Pillar:
		return fault.T("trụ cột", "pillar")
	case Area:
		return fault.T("lĩnh vực nội dung", "content area")
	case Topic:
		return fault.T("chủ đề", "topic")
	case Audience:
		return fault.T("đối tượng", "audience")
	case Form:
		return fault.T("hình thức", "form")
	case Language:
		return fault.T("ngôn ngữ", "language")
	case MemberState:
		return fault.T("nước thành viên", "member state")
	}
	return fault.T(string(k), string(k))
}

// Facet is one value by which stories are classified. Its code is permanent, its names
// may change from version to version.
type Facet struct {
	Kind     Kind
	Code     string
	Parent   string // code of the area of a topic
	Position int    // order in lists, from 1 in each kind
	Name     fault.Text
	Short    fault.Text
	// Attrs is what else the document says about it, as a JSON object.
	Attrs json.RawMessage
	// From and To bound the days on which it may be used.
	From, To Date
}

// Hashtag is the word, without "#", by which social networks are told of the facet in a
// language; "" where the plan names none.
func (f Facet) Hashtag(lang string) string {
	var tags struct {
		VI string `json:"hashtag_vi"`
		EN string `json:"hashtag_en"`
	}
	_ = json.Unmarshal(f.Attrs, &tags) // checked when the plan was read
	return fault.T(tags.VI, tags.EN).For(lang)
}

// Unit is an authority, agency or organisation that takes part.
type Unit struct {
	Code    string
	Name    fault.Text
	ShortVI string
	Kind    string
	Parent  string
	// From and To are the first and the last day of its existence.
	From, To Date
	// Successors are the codes of the units that took over its duties, sorted.
	Successors []string
	// Attrs is what else the document says about it, as a JSON object.
	Attrs json.RawMessage
	// Phases are all of its names and places, in order, the first of them from its beginning;
	// none where there is but one. The fields above are those of one of them, see [Unit.On]; as
	// it is kept, of the first.
	Phases []Phase
	// Version rises with every change.
	Version int
}

// ValidOn reports whether the unit existed on the day.
func (u Unit) ValidOn(day Date) bool { return within(day, u.From, u.To) }

// IsCode reports whether a text has the form of a code: lower-case ASCII letters and digits,
// in parts with hyphens between them.
func IsCode(s string) bool {
	for part := range strings.SplitSeq(s, "-") {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

// Facets is what a story is classified by: codes of one plan.
type Facets struct {
	Pillars      []string `json:"pillars"`
	Areas        []string `json:"areas"`
	Topics       []string `json:"topics"`
	Audiences    []string `json:"audiences"`
	MemberStates []string `json:"member_states"`
	Form         string   `json:"form"`
}

// within reports whether day lies in a period whose ends may be open.
func within(day, from, to Date) bool {
	return (from == "" || from <= day) && (to == "" || day <= to)
}
