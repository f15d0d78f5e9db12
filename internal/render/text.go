package render

import (
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// paragraph parts the parts of a text.
const paragraph = "\n\n"

// plain makes of a post the text that social platforms take: the title, what readers are
// told of changes, the lead and the link. What does not fit is taken from the lead alone:
// it ends in "…" then, or is left out. Nothing else of the story goes there, so that a
// change of the body is no change here.
func (r Renderer) plain(p *connector.Post, form connector.TextForm) error {
	lead, notes := p.Lead, p.Notes
	p.HTML, p.Notes, p.Keywords, p.Terms, p.Unit = "", nil, nil, []connector.Term{}, connector.Term{}
	if !form.Card {
		p.Lead = ""
	}
	if p.Intent == connector.Withdraw {
		return nil // the post is taken down, and nothing is put there
	}
	head, tail := []string{p.Title}, paragraph+p.Link
	for _, note := range notes {
		head = append(head, note.Label+" ("+note.At.In(r.Zone).Format("15:04 02/01/2006")+"): "+note.Text)
	}
	most := form.Most
	if len(p.Pictures) > 0 && form.MostWithPictures > 0 {
		most = form.MostWithPictures
	}
	p.Text = strings.Join(head, paragraph) + tail
	room := most - length(p.Text, form.Unit)
	if room < 0 {
		return fault.New(fault.ValidationFailed, fault.Tf("Tiêu đề, lời báo bạn đọc và liên kết dài hơn mức của kênh: thừa %d ký tự.",
			"Title, readers' notes and link are too long for the channel: %d characters too many.", -room))
	}
	if lead = fitting(lead, room-length(paragraph, form.Unit), form.Unit); lead != "" {
		p.Text = strings.Join(append(head, lead), paragraph) + tail
	}
	p.Spans = []connector.Span{
		{Kind: connector.SpanTitle, Start: 0, End: len(p.Title)},
		{Kind: connector.SpanLink, Start: len(p.Text) - len(p.Link), End: len(p.Text), Value: p.Link},
	}
	return nil
}

// fitting cuts s until it is no longer than most units; "" when nothing of it fits.
func fitting(s string, most int, unit connector.TextUnit) string {
	if length(s, unit) <= most {
		return s
	}
	for graphemes := min(text.Graphemes(s), most); graphemes > 1; graphemes-- { // a grapheme takes a unit or more
		if cut := text.Cut(s, graphemes); length(cut, unit) <= most {
			return cut
		}
	}
	return ""
}

func length(s string, unit connector.TextUnit) int {
	if unit == connector.UnitUTF16 {
		return text.UTF16Len(s)
	}
	return text.Graphemes(s)
}
