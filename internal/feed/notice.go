package feed

import (
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// legal drops what XML 1.0 cannot hold (section 2.2) and mends broken UTF-8: one such
// character makes a whole feed unreadable.
func legal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// line is plain text on one line.
func line(s string) string {
	l, err := text.Line(legal(s))
	if err != nil {
		return "" // cannot be: legal gives valid UTF-8
	}
	return l
}

// title is the headline as readers see it, marked when it was corrected or withdrawn:
// many readers show a change of a known item by nothing else. A correction stays marked
// whatever changes after it, and one under press law is never taken for a lesser one.
func (it Item) title() string {
	mark := ""
	switch {
	case it.Status == Canceled:
		mark = fault.T("THU HỒI: ", "WITHDRAWN: ").For(it.Lang)
	case it.tells(FormalCorrection):
		mark = fault.T("CẢI CHÍNH: ", "FORMAL CORRECTION: ").For(it.Lang)
	case it.tells(Correction):
		mark = fault.T("ĐÍNH CHÍNH: ", "CORRECTION: ").For(it.Lang)
	}
	return mark + line(it.Title)
}

// tells reports whether a note of a kind is among what readers are told.
func (it Item) tells(kind string) bool {
	return slices.ContainsFunc(it.Notes, func(n Note) bool { return n.Kind == kind })
}

// heading is the label of a change with its time, before its words.
func (r renderer) heading(it Item, n Note) string {
	end := ":"
	if line(n.Text) == "" {
		end = "."
	}
	return Heading(n.Label, it.Lang, r.local(n.At)) + end
}

// Heading is the label of a change with its time, in the time's zone, as readers of a language
// see it: a change says when it was made.
func Heading(label, lang string, at time.Time) string {
	return line(label) + fault.T(" lúc ", ", ").For(lang) + moment(lang, at)
}

// farewell is what stands in the place of a withdrawn item's text.
func (r renderer) farewell(it Item) string {
	if len(it.Notes) == 0 {
		return fault.T("Bài này đã được thu hồi.", "This article has been withdrawn.").For(it.Lang)
	}
	at := moment(it.Lang, r.local(it.Notes[0].At))
	label := fault.Tf("Bài này đã được thu hồi lúc %s.", "This article was withdrawn at %s.", at).For(it.Lang)
	return strings.TrimSpace(label + " " + line(it.Notes[0].Text))
}

// moment is a time as a person writes it.
func moment(lang string, t time.Time) string {
	return fault.T(t.Format("15:04 ngày 02/01/2006"), t.Format("15:04 on 2 January 2006")).For(lang)
}

// body is the HTML of a usable item with its notices on top and absolute addresses. It is
// empty for a withdrawn item: nothing of the text may travel any more.
func (r renderer) body(it Item) string {
	if it.Status == Canceled {
		return ""
	}
	var b strings.Builder
	for _, n := range it.Notes {
		b.WriteString(strings.TrimRight("<p><strong>"+escape(r.heading(it, n))+"</strong> "+escape(line(n.Text)), " ") + "</p>")
	}
	b.WriteString(it.html())
	return b.String()
}

// html is the text with its pictures and absolute addresses. It is cleaned on both sides: a
// reference such as &#11; becomes its character when the text is read.
func (it Item) html() string {
	return legal(text.Absolute(legal(Illustrated(it.HTML, it.pictures())), it.URL))
}

// summary is the lead of a usable item, the notice of a withdrawn one.
func (r renderer) summary(it Item) string {
	if it.Status == Canceled {
		return r.farewell(it)
	}
	return line(it.Summary)
}

// escape writes plain text as HTML. Quotes stay: they are harmless outside attributes,
// and readers that show the text as it comes would show their entities.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// author is the name to show for the feed.
func (f Feed) author() string {
	if l := line(f.Author); l != "" {
		return l
	}
	return line(f.Title)
}

// author is the name to show for the item, that of the feed where it has none.
func (it Item) author(f Feed) string {
	if l := line(it.Author); l != "" {
		return l
	}
	return f.author()
}

// categories are those of a usable item.
func (it Item) categories() []Category {
	if it.Status == Canceled {
		return nil
	}
	return it.Categories
}

// name is the readable name of the category, its code where there is none.
func (c Category) name() string {
	if l := line(c.Name); l != "" {
		return l
	}
	return line(c.Code)
}
