// Package series keeps the series of the house ("chuyên đề"): stories that belong together, in an
// order made by hand, with a page and feeds of their own (R18). A story may be in several.
package series

import (
	"regexp"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Limits of a series.
const (
	MaxCode     = 60   // bytes
	MaxTitle    = 200  // graphemes
	MaxLead     = 1000 // graphemes
	MaxArticles = 100
)

// Series is a number of stories in their order. The public sees of it what is published, and
// nothing before the first of its stories is.
type Series struct {
	ID   string
	Code string // in public addresses; permanent
	Unit string // code
	Plan string // id of the plan in force when it was made
	// Title needs the Vietnamese; without an English one that stands for it.
	Title, Lead fault.Text
	// Cover is the id of a picture; "" leaves it to the stories. The public sees it once a story of
	// the series that shows it is out, with the words that were approved there.
	Cover string
	// Months are when its stories are to come; zero where nothing is planned.
	Months Months
	Closed bool // nothing is added any more
	// Articles are ids, first to last.
	Articles  []string
	Version   int
	CreatedBy string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Months go from the one to the other, both included, such as 2026-08 to 2026-11.
type Months struct{ First, Last string }

func (m Months) check(faults *fault.Fields) {
	for at, month := range map[string]string{"/months/first": m.First, "/months/last": m.Last} {
		if _, err := time.Parse("2006-01", month); err != nil && m != (Months{}) {
			faults.Add(at, fault.T("phải là một tháng, như 2026-08", "must be a month, such as 2026-08"))
		}
	}
	if m.Last < m.First {
		faults.Add("/months/last", fault.T("không được trước tháng đầu", "must not be before the first month"))
	}
}

func checkCode(faults *fault.Fields, code string) {
	if len(code) > MaxCode || !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(code) {
		faults.Add("/code", fault.Tf("chỉ gồm chữ thường không dấu, chữ số và gạch nối giữa, dài nhất %d; mã nằm trong địa chỉ công khai và không đổi được",
			"takes lower-case letters, digits and hyphens between them, at most %d; the code stands in public addresses and never changes", MaxCode))
	}
}

// defined is what the record hashes of a series.
func (s Series) defined() any {
	return map[string]any{"code": s.Code, "unit": s.Unit, "plan": s.Plan, "title_vi": s.Title.VI, "title_en": s.Title.EN, "lead_vi": s.Lead.VI, "lead_en": s.Lead.EN,
		"cover": s.Cover, "first_month": s.Months.First, "last_month": s.Months.Last, "closed": s.Closed, "articles": append([]string{}, s.Articles...)}
}
