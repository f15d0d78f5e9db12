package text

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Plain returns the readable text of HTML: a blank line between paragraphs, a line for each
// item of a list and each row of a table, no markup and no script. It works on tags as
// they come, so it reads any input to its end, however deeply nested.
func (h *HTML) Plain(s string) string {
	var p plainer
	p.out.Grow(len(s))
	z := html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(s, "\ufffd")))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(tidy(p.out.String()))
		case html.TextToken:
			p.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			kind := atom.Lookup(name)
			switch p.start(kind); kind {
			case atom.Figure:
				p.card(z, more)
			case atom.Ol:
				p.number(z, more)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			p.end(atom.Lookup(name))
		}
	}
}

// plainer writes text with the white space that the tags ask for; white space is held
// back until a word follows it.
type plainer struct {
	out    strings.Builder
	breaks int    // line feeds to come, at most two
	space  bool   // a space to come
	lead   string // what stands before the next word: a bullet, a bar between cells
	hidden bool   // inside an element whose text nobody reads
	pre    int    // depth of elements that keep their white space
	lists  []list // that are open
	cells  int    // cells of the row so far, zero outside rows
	cards  []card // the open figures
}

// list is an open list.
type list struct {
	next    int // number of the next item
	numbers bool
	kind    string // in what they are written
}

// number reads from where a list counts, and in what.
func (p *plainer) number(z *html.Tokenizer, more bool) {
	one := &p.lists[len(p.lists)-1]
	for more {
		var key, value []byte
		switch key, value, more = z.TagAttr(); string(key) {
		case "start":
			if n, err := strconv.Atoi(string(value)); err == nil {
				one.next = n
			}
		case "type":
			one.kind = string(value)
		}
	}
}

// card is an open figure: the address that it leads to, empty when it is none, and where
// its words begin.
type card struct {
	address string
	from    int
}

// maxCards is how many figures, one in the other, are followed.
const maxCards = 8

func (p *plainer) card(z *html.Tokenizer, more bool) {
	if len(p.cards) == maxCards {
		return
	}
	one := card{from: p.out.Len()}
	for more {
		var key, value []byte
		if key, value, more = z.TagAttr(); string(key) == embed && one.address == "" && IsCard(string(value)) {
			one.address = string(value)
		}
	}
	p.cards = append(p.cards, one)
}

// endCard writes the address of a card whose words do not tell it.
func (p *plainer) endCard() {
	last := len(p.cards) - 1
	if last < 0 {
		return
	}
	one := p.cards[last]
	p.cards = p.cards[:last]
	if one.address != "" && !strings.Contains(p.out.String()[one.from:], one.address) {
		p.apart(1)
		p.word(one.address)
	}
}

func (p *plainer) text(s string) {
	switch {
	case p.hidden:
	case p.pre > 0:
		p.word(s)
	default:
		p.space = p.space || startsBlank(s)
		begun := false
		for w := range strings.FieldsSeq(s) {
			p.space = p.space || begun
			p.word(w)
			begun = true
		}
		p.space = p.space || endsBlank(s)
	}
}

func startsBlank(s string) bool { return strings.TrimLeft(s, " \t\r\n\f") != s }

func endsBlank(s string) bool { return strings.TrimRight(s, " \t\r\n\f") != s }

func (p *plainer) word(s string) {
	switch {
	case p.out.Len() == 0:
	case p.breaks > 0:
		p.out.WriteString(strings.Repeat("\n", p.breaks))
	case p.space && p.lead == "":
		p.out.WriteByte(' ')
	}
	p.out.WriteString(p.lead + s)
	p.breaks, p.space, p.lead = 0, false, ""
}

// apart asks for n line feeds before the next word.
func (p *plainer) apart(n int) {
	p.breaks, p.space = max(p.breaks, n), false
}

func (p *plainer) start(a atom.Atom) {
	p.hidden = false
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript:
		p.hidden = true
	case atom.Br:
		p.breaks, p.space = min(p.breaks+1, 2), false
	case atom.Ul:
		p.open(list{})
	case atom.Ol:
		p.open(list{next: 1, numbers: true})
	case atom.Li:
		p.apart(1)
		p.lead = p.bullet()
	case atom.Tr:
		p.apart(1)
		p.lead, p.cells = "", 0
	case atom.Td, atom.Th:
		if p.cells > 0 {
			p.lead, p.breaks = " | ", 0
		}
		p.cells++
	case atom.Pre:
		p.apart(2)
		p.pre++
	case atom.P:
		if p.lead == "" { // a paragraph that opens an item or a cell starts no new line
			p.apart(p.gap())
		}
	default:
		if isBlock(a) {
			p.apart(2)
		}
	}
}

func (p *plainer) end(a atom.Atom) {
	p.hidden = false
	switch a {
	case atom.Ul, atom.Ol:
		if len(p.lists) > 0 {
			p.lists = p.lists[:len(p.lists)-1]
		}
		p.apart(p.gap())
	case atom.Li:
		p.apart(1)
	case atom.Tr:
		p.cells = 0
		p.apart(1)
	case atom.Figure:
		p.endCard()
		p.apart(2)
	case atom.Pre:
		p.pre = max(p.pre-1, 0)
		p.apart(2)
	case atom.P:
		p.apart(p.gap())
	default:
		if isBlock(a) {
			p.apart(2)
		}
	}
}

func (p *plainer) open(one list) {
	p.apart(p.gap())
	p.lists = append(p.lists, one)
}

// gap is the distance of a paragraph from its neighbours: less inside a list or a table.
func (p *plainer) gap() int {
	if len(p.lists) > 0 || p.cells > 0 {
		return 1
	}
	return 2
}

// bullet is the mark of the next item of the innermost list.
func (p *plainer) bullet() string {
	last := len(p.lists) - 1
	if last < 0 || !p.lists[last].numbers {
		return "- "
	}
	one := &p.lists[last]
	one.next++
	return Ordinal(one.next-1, one.kind) + ". "
}

// FromPlain makes HTML of plain text: blank lines part paragraphs, single line feeds
// become line breaks, everything else is escaped. The result is sanitised by nature.
func (h *HTML) FromPlain(s string) string {
	var b strings.Builder
	var lines []string
	flush := func() {
		if len(lines) > 0 {
			b.WriteString("<p>" + strings.Join(lines, "<br/>") + "</p>")
		}
		lines = nil
	}
	for line := range strings.Lines(tidy(strings.ToValidUTF8(s, "\ufffd"))) {
		line = strings.TrimLeft(strings.TrimSpace(line), "\u0338")
		if line == "" {
			flush()
			continue
		}
		lines = append(lines, html.EscapeString(line))
	}
	flush()
	return b.String()
}
