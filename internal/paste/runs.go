package paste

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/lantoa/lantoa/internal/legacy"
)

// stretch is a text token of HTML with the run that it is.
type stretch struct {
	run   legacy.Run
	plain bool // its text is read; else the run is empty
}

// reader goes through HTML tag by tag and follows which font is in force, so that text can
// be replaced where it stands and all else stays byte for byte.
type reader struct {
	z     *html.Tokenizer
	rules rules
	open  []opened
	count map[string]int // of the open elements, by name
	block int
}

type opened struct{ name, font string }

func newReader(s string, firstBlock int) *reader {
	return &reader{z: html.NewTokenizer(strings.NewReader(s)), rules: rules{}, count: map[string]int{}, block: firstBlock}
}

// next returns the raw bytes of the next token and what it says; false at the end.
func (r *reader) next() (raw string, s stretch, ok bool) {
	kind := r.z.Next()
	raw = string(r.z.Raw())
	switch kind {
	case html.ErrorToken:
		return "", s, false
	case html.TextToken:
		return raw, r.text(), true
	case html.StartTagToken, html.SelfClosingTagToken:
		r.start(r.z.Token())
	case html.EndTagToken:
		name, _ := r.z.TagName()
		r.end(string(name))
	}
	return raw, s, true
}

func (r *reader) text() stretch {
	font := ""
	if n := len(r.open); n > 0 {
		switch name := r.open[n-1].name; {
		case name == "style":
			r.rules.read(string(r.z.Text()))
			return stretch{}
		case hasNoWords(name) || name == "noscript" || name == "xmp" || name == "plaintext":
			return stretch{}
		}
		font = r.open[n-1].font
	}
	return stretch{legacy.Run{Text: string(r.z.Text()), Font: font, Block: r.block}, true}
}

func (r *reader) start(tag html.Token) {
	if isBlock(tag.Data) || tag.Data == "br" {
		r.block++
	}
	if isVoid(tag.Data) {
		return
	}
	n := &node{name: tag.Data, attr: map[string]string{}}
	for _, a := range tag.Attr {
		n.attr[a.Key] = a.Val
	}
	n.css = r.rules.of(n)
	font := n.font()
	if font == "" && len(r.open) > 0 {
		font = r.open[len(r.open)-1].font
	}
	r.open = append(r.open, opened{n.name, font})
	r.count[n.name]++
}

func (r *reader) end(name string) {
	if isBlock(name) {
		r.block++
	}
	if r.count[name] == 0 { // it ends nothing, and looking for it again and again would take long
		return
	}
	for i := len(r.open) - 1; i >= 0; i-- {
		r.count[r.open[i].name]--
		if r.open[i].name == name {
			r.open = r.open[:i]
			return
		}
	}
}

// Text is what is looked over for an old encoding: the plain words of title and lead, and a
// body of HTML as it came from the clipboard or as it is kept.
type Text struct{ Title, Lead, Body string }

// The blocks of a text: the title, the lead, then those of the body.
const (
	blockTitle = iota
	blockLead
	blockBody
)

// Field names the part of a text that a block is in.
func Field(block int) string {
	switch block {
	case blockTitle:
		return "title"
	case blockLead:
		return "lead"
	}
	return "body"
}

func (t Text) runs() []legacy.Run {
	runs := []legacy.Run{{Text: t.Title, Block: blockTitle}, {Text: t.Lead, Block: blockLead}}
	r := newReader(t.Body, blockBody)
	for {
		_, s, ok := r.next()
		if !ok {
			return runs
		}
		if s.plain {
			runs = append(runs, s.run)
		}
	}
}

// Recognise says which parts of a text are in one of the old encodings. It changes nothing.
func (c *Cleaner) Recognise(t Text) []legacy.Report { return c.tables.Recognise(t.runs()) }

// Convert writes the parts of a text that are in an old encoding in Unicode: those with the
// given numbers, as [legacy.Part] gives them, and all that [Cleaner.Recognise] names when
// parts is nil. Markup stays as it is. What comes back beside the text are the parts that
// changed.
func (c *Cleaner) Convert(t Text, e legacy.Encoding, parts []int) (Text, []legacy.Part) {
	before := t.runs()
	after, changed := c.tables.Convert(e, before, parts)
	t.Title, t.Lead = after[0], after[1]
	t.Body = replace(t.Body, before[2:], after[2:])
	return t, changed
}

// Keep is [Cleaner.Keep] for whoever keeps a text and has no Cleaner.
func Keep(t Text) Text {
	if !hasSoftHyphen(t) {
		return t
	}
	return (&Cleaner{tables: legacy.NewTables()}).Keep(t)
}

func hasSoftHyphen(t Text) bool {
	return strings.ContainsRune(t.Title+t.Lead+html.UnescapeString(t.Body), '\u00ad')
}

// Keep makes visible the letter "ư" of TCVN3, which all that is stored would lose: see
// [legacy.Tables.Keep].
func (c *Cleaner) Keep(t Text) Text {
	if !hasSoftHyphen(t) {
		return t
	}
	before := t.runs()
	marked := map[int]bool{}
	for _, found := range c.tables.Recognise(before) {
		if found.Encoding == legacy.TCVN3 {
			for _, part := range found.Parts {
				marked[part.Block] = true
			}
		}
	}
	after := make([]string, len(before))
	for i, run := range before {
		after[i] = run.Text
		if marked[run.Block] {
			after[i] = legacy.Visible(run.Text)
		}
	}
	t.Title, t.Lead = after[0], after[1]
	t.Body = replace(t.Body, before[2:], after[2:])
	return t
}

// replace writes the texts of runs anew where they differ.
func replace(body string, before []legacy.Run, after []string) string {
	var b strings.Builder
	r := newReader(body, blockBody)
	for i := 0; ; {
		raw, s, ok := r.next()
		if !ok {
			return b.String()
		}
		if s.plain {
			if after[i] != before[i].Text {
				raw = html.EscapeString(after[i])
			}
			i++
		}
		b.WriteString(raw)
	}
}
