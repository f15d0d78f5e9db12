// Package link keeps what was made of what: a unit reuses what another has published, with its
// credit (R12), and whoever did so is told when the original is corrected or withdrawn (D4); and a
// formal correction is an item of its own that belongs to what it corrects (R12).
package link

import (
	"html"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// Kind says how two articles belong together.
type Kind string

// Reuse is the kind of a story that was made of another unit's.
const Reuse Kind = "reuse"

// Link says that an article was made of another.
type Link struct {
	ID   string
	Kind Kind
	// From is the id of the original, To that of what was made of it, each with the unit to which
	// it belongs now.
	From, FromUnit string
	To, ToUnit     string
	// Unit and Authors are who is credited: the unit, by its code, to which the original belonged,
	// and ids of those whose story it was.
	Unit    string
	Authors []string
	MadeBy  string
	MadeAt  time.Time
	Parts   []Part // by language; of a reuse
	// Corrected is what a formal correction is about, first the language in which it was begun.
	Corrected []Corrected
}

// Part is an edition that was made of another.
type Part struct {
	Link, Article, Unit string // Article and Unit are those of the copy
	Lang                string
	From, To            string // ids of the editions
	Credit              string // the name of the unit as the text credits it
	// Taken is the release from which the words are, Held the one against which somebody last held
	// them, Newest that which is approved of the original now, "" once it was withdrawn; ids.
	Taken, Held, Newest string
	Standing            Standing
	ChangedAt           time.Time // since when the standing is another than current; zero while it is
	// State and Publication are those of the copy.
	State       article.State
	Publication article.Publication
}

// Standing tells how the original stands to what was made of it.
type Standing string

// The standings.
const (
	Current   Standing = "current"
	Changed   Standing = "changed"   // other words are approved of it than those that somebody held the copy against, or its formal correction is
	Withdrawn Standing = "withdrawn" // and nobody has decided what becomes of the copy
)

// over tells whether nothing more is asked of a copy.
func (p Part) over() bool { return p.State == article.Withdrawn || p.State == article.Archived }

// Hint says what somebody should look at before a copy goes out; zero where there is nothing.
func (p Part) Hint() fault.Text {
	switch p.Standing {
	case Changed:
		return fault.Tf("bài gốc của %s đã được duyệt lại với nội dung khác hoặc đã được cải chính; đối chiếu, sửa theo rồi xác nhận", "the original of %s was approved with other words or formally corrected; compare, follow, and confirm", p.Credit)
	case Withdrawn:
		return fault.Tf("bài gốc của %s đã bị gỡ; gỡ bài này, hoặc xác nhận giữ lại kèm lý do", "the original of %s was withdrawn; withdraw this one, or confirm with a reason that it stays", p.Credit)
	case Current:
	}
	return fault.Text{}
}

// Uncredited says that a text of a copy no longer names whose story it was; zero where it does.
func (p Part) Uncredited(t manuscript.Text) fault.Text {
	if p.To == "" || strings.Contains(html.UnescapeString(t.Body), p.Credit) {
		return fault.Text{}
	}
	return fault.Tf("bài dùng lại của %s mà không còn dòng ghi nguồn; ghi lại ở cuối bài", "the story is reused from %s and names it no more; put the credit back at its end", p.Credit)
}

// Same reports whether two releases of an original tell readers the same: text, pictures, and
// what was noted of changes.
func Same(a, b release.Release) bool {
	x, y := a.Content, b.Content
	return x.Revision.Equal(y.Revision.Text) && slices.EqualFunc(x.Pictures, y.Pictures, release.Picture.Equal) && slices.EqualFunc(a.Notes(), b.Notes(), sameNote)
}

func sameNote(a, b release.ToldNote) bool { return a.Note == b.Note }

// creditLine is what readers see of whose story it was: the last line of the text.
func creditLine(lang, address, unit string, authors []string) string {
	line := fault.T("Theo", "Source:").For(lang) + ` <a href="` + html.EscapeString(address) + `">` + html.EscapeString(unit) + "</a>"
	if len(authors) > 0 {
		line += " (" + html.EscapeString(strings.Join(authors, ", ")) + ")"
	}
	return "<p>" + line + "</p>"
}

// facets are those of a release.
func facets(c release.Content) plan.Facets {
	f := plan.Facets{Pillars: c.FacetsOf(plan.Pillar), Areas: c.FacetsOf(plan.Area), Topics: c.FacetsOf(plan.Topic), Audiences: c.FacetsOf(plan.Audience), MemberStates: c.FacetsOf(plan.MemberState)}
	if forms := c.FacetsOf(plan.Form); len(forms) > 0 {
		f.Form = forms[0]
	}
	return f
}

// defined is what the record hashes of a link.
func (l Link) defined() any {
	parts := []any{}
	for _, p := range l.Parts {
		parts = append(parts, map[string]any{"lang": p.Lang, "from": p.From, "to": p.To, "taken": p.Taken})
	}
	for _, c := range l.Corrected {
		parts = append(parts, map[string]any{"lang": c.Lang, "from": c.Edition, "taken": c.Release})
	}
	return map[string]any{"kind": l.Kind, "from": l.From, "to": l.To, "unit": l.Unit, "authors": l.Authors, "editions": parts}
}
