package docx

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/docx/sign"
)

// line gathers the pieces of a paragraph.
type line struct {
	spans  []span
	worded bool // has words already
}

// field is a complex field that has begun and not ended (ECMA-376 part 1, 17.16.18).
type field struct {
	code   string
	result bool // what comes now is what the field came to
	link   string
}

// inline reads what may stand in a paragraph.
func (r *reader) inline(n *part.Node, l *line, f format, link string) {
	switch n.Name {
	case "w:r":
		r.run(n, l, f, link)
	case "w:pPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr", "":
	case "w:t", "w:delText": // outside of any run
		r.piece(n, l, f, link)
	case "w:subDoc":
		r.find(chunkFound, "")
	case "w:hyperlink":
		r.kids(n, l, f, r.linkTo(n, link))
	case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		r.tracked(n, func() { r.kids(n, l, f, link) })
	case "w:fldSimple":
		if to := fieldLink(n.Get("w:instr")); to != "" {
			link = r.reachable(to)
		}
		r.kids(n, l, f, link)
	case "m:oMath":
		words := formula(n)
		r.find(formulaFound, words)
		r.say(l, words, format{}, link)
	case "mc:AlternateContent":
		r.kids(chosen(n), l, f, link)
	default:
		if !r.aside(n) {
			r.kids(n, l, f, link)
		}
	}
}

func (r *reader) kids(n *part.Node, l *line, f format, link string) {
	if n == nil {
		return
	}
	for _, one := range n.Kids {
		r.inline(one, l, f, link)
	}
}

// aside reads the marks that stand between blocks and runs alike; false for all else.
func (r *reader) aside(n *part.Node) bool {
	switch n.Name {
	case "w:moveFromRangeStart", "w:moveToRangeStart":
		r.changes.move = n.Get("w:name")
	case "w:moveFromRangeEnd", "w:moveToRangeEnd":
		r.changes.move = ""
	case "w:commentRangeStart":
		r.remarks.begin(n.Get("w:id"))
	case "w:commentRangeEnd":
		r.remarks.end(n.Get("w:id"))
	default:
		return false
	}
	return true
}

// run reads words in one format.
func (r *reader) run(n *part.Node, l *line, f format, link string) {
	properties := r.settledRun(n)
	if style := properties.First("w:rStyle").Get("w:val"); style != "" {
		before := f.underline
		if f = r.styles.styled(f, style); r.styles.linked(style) {
			f.underline = before
		}
	}
	f = f.with(properties)
	if link != "" {
		f.underline = false // links are shown as such
	}
	if properties.First("w:highlight") != nil {
		r.find(highlightFound, said(n))
	}
	for _, one := range n.Kids {
		r.piece(one, l, f, link)
	}
}

// piece reads what may stand in a run.
func (r *reader) piece(n *part.Node, l *line, f format, link string) {
	switch n.Name {
	case "w:t", "w:delText":
		r.say(l, n.Words(), f, link)
	case "w:tab", "w:ptab":
		if l.worded {
			r.find(tabFound, "")
		}
		r.say(l, " ", f, link)
	case "w:br", "w:cr":
		if kind := n.Get("w:type"); (kind == "" || kind == "textWrapping") && r.showing() {
			l.spans = append(l.spans, span{breaks: true})
		}
	case "w:softHyphen":
		if encodingOf(f.font) == "tcvn3" { // there it is the letter ư
			r.say(l, softHyphen, f, link)
		}
	case "w:noBreakHyphen":
		r.say(l, "\u2011", f, link)
	case "w:sym":
		r.say(l, r.symbol(n.Get("w:font"), n.Get("w:char")), f, link)
	case "w:instrText":
		if k := len(r.fields); k > 0 && !r.fields[k-1].result && len(r.fields[k-1].code) < maxCode {
			r.fields[k-1].code += n.Words()
		}
	case "w:fldChar":
		if data := n.First("w:ffData"); data.First("w:ddList") != nil || data.First("w:checkBox") != nil {
			r.find(formFound, data.First("w:name").Get("w:val"))
		}
		if !r.open[n] {
			r.field(n.Get("w:fldCharType"))
		}
	case "w:footnoteReference", "w:endnoteReference":
		r.refer(n, l)
	case "w:drawing", "w:pict", "w:object":
		r.shape(n, l, "")
	case "w:ruby":
		r.kids(n.First("w:rubyBase"), l, f, link)
		r.say(l, " (", f, link)
		r.kids(n.First("w:rt"), l, f, link)
		r.say(l, ")", f, link)
	case "mc:AlternateContent":
		if one := chosen(n); one != nil {
			for _, kid := range one.Kids {
				r.piece(kid, l, f, link)
			}
		}
	case "w:subDoc":
		r.find(chunkFound, "")
	case "w:contentPart", "w:control":
		r.find(objectFound, n.Get("w:name"))
	case "w:rPr", "":
	default:
		r.kids(n, l, f, link)
	}
}

// maxFields bounds fields within fields, maxCode what one says, in bytes.
const (
	maxFields = 50
	maxCode   = 4 << 10
)

func (r *reader) field(kind string) {
	switch k := len(r.fields); {
	case kind == "begin" && k < maxFields:
		r.fields = append(r.fields, field{})
	case kind == "separate" && k > 0:
		r.fields[k-1].result = true
		if to := fieldLink(r.fields[k-1].code); to != "" {
			r.fields[k-1].link = r.reachable(to)
		}
	case kind == "end" && k > 0:
		r.fields = r.fields[:k-1]
	}
}

// unended finds the beginnings of fields that nothing ends: they would hide all that follows.
func (r *reader) unended(n *part.Node) {
	if n == nil {
		return
	}
	var begun []*part.Node
	var walk func(*part.Node)
	walk = func(n *part.Node) {
		for _, one := range n.Kids {
			switch one.Name {
			case "w:txbxContent": // has fields of its own
				r.unended(one)
			case "w:fldChar":
				if kind := one.Get("w:fldCharType"); kind == "begin" {
					begun = append(begun, one)
				} else if k := len(begun); kind == "end" && k > 0 {
					begun = begun[:k-1]
				}
			default:
				walk(one)
			}
		}
	}
	walk(n)
	for _, one := range begun {
		r.open[one] = true
	}
}

// fieldLink is where a HYPERLINK field leads, "" for every other one and for places in the file.
func fieldLink(code string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(code), "HYPERLINK")
	if !ok {
		return ""
	}
	rest = strings.TrimSpace(rest)
	if !strings.HasPrefix(rest, `"`) {
		return ""
	}
	to, _, _ := strings.Cut(rest[1:], `"`)
	return to
}

// linkTo is where a hyperlink leads.
func (r *reader) linkTo(n *part.Node, outer string) string {
	one, ok := r.relations.ByID[n.Get("r:id")]
	switch {
	case ok && one.External:
		return r.reachable(one.Target)
	case n.Get("w:anchor") != "":
		return outer // a place in the file
	}
	return outer
}

// reachable returns an address to which a story may link, "" after telling of one to which
// it may not.
func (r *reader) reachable(to string) string {
	lower := strings.ToLower(strings.TrimSpace(to))
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(lower, scheme) {
			return strings.TrimSpace(to)
		}
	}
	if to != "" && !strings.HasPrefix(to, "#") {
		r.find(linkFound, to)
	}
	return ""
}

// refer notes a reference to a footnote or an endnote.
func (r *reader) refer(n *part.Node, l *line) {
	kind := strings.TrimSuffix(strings.TrimPrefix(n.Name, "w:"), "Reference")
	one := note{part: r.leadsAnywhere(kind + "s"), kind: kind, id: n.Get("w:id")}
	if len(r.notes) >= maxTold {
		r.find(notesFound, "")
		return
	}
	if r.showing() {
		r.noted++
		one.number = r.noted
		l.spans = append(l.spans, span{note: one.number})
	}
	r.notes = append(r.notes, one)
}

// leadsAnywhere finds a part of the notes, which the text alone leads to.
func (r *reader) leadsAnywhere(kind string) string {
	if name := r.leads(kind); name != "" {
		return name
	}
	return "word/" + kind + ".xml"
}

// showing reports whether what comes now is seen: not removed, and no code of a field.
func (r *reader) showing() bool {
	if r.drop > 0 {
		return false
	}
	for i := range r.fields {
		if !r.fields[i].result {
			return false
		}
	}
	return true
}

// find tells of something that does not come as it was, unless it is not seen anyway.
func (r *reader) find(what finding, sample string) {
	if r.drop == 0 {
		r.findings.add(what, sample)
	}
}

// say adds words to a paragraph.
func (r *reader) say(l *line, words string, f format, link string) {
	if words == "" {
		return
	}
	r.changes.heard(words)
	if !r.showing() {
		if r.drop == 0 && !blank(words) {
			r.findings.add(codeFound, words)
		}
		return
	}
	if f.hidden {
		r.findings.add(hiddenFound, words)
		return
	}
	if link == "" && len(r.fields) > 0 {
		link = r.fields[len(r.fields)-1].link
	}
	r.remarks.heard(words)
	words, f.font = r.symbols(words, f.font), r.oldFont(f.font, words)
	l.worded = l.worded || !blank(words)
	l.spans = append(l.spans, span{words: words, format: f, link: link})
}

// encodingOf is the old encoding of a font by its name, "" for Unicode.
func encodingOf(font string) string {
	lower := strings.ToLower(font)
	switch {
	case strings.HasPrefix(lower, ".vn"):
		return "tcvn3"
	case strings.HasPrefix(lower, "vni-"), strings.HasPrefix(lower, "vni "):
		return "vni"
	}
	return ""
}

// oldFont counts words in a font of an old encoding; "" for all other fonts, so that words
// differ by them no more.
func (r *reader) oldFont(font, words string) string {
	encoding := encodingOf(font)
	if encoding == "" {
		return ""
	}
	one := r.fonts[font]
	if one == nil {
		if len(r.fonts) >= maxTold {
			return font
		}
		one = &Font{Name: font, Encoding: encoding}
		r.fonts[font] = one
	}
	one.Signs += utf8.RuneCountInString(words)
	if len(one.Sample) < sampleBytes {
		one.Sample += cutBytes(words, 4*sampleBytes)
	}
	return font
}

// softHyphen is the code of the letter ư in TCVN3, which nobody sees and everything drops;
// standIn is that of its capital, which takes its place in text that is not converted yet.
const (
	softHyphen = "\u00ad"
	standIn    = "\u00a6"
)

// converted brings the words of old fonts to Unicode, where that was asked for; else it sees
// to it that none of their letters is lost.
func (r *reader) converted(spans []span) []span {
	for i := range spans {
		s := &spans[i]
		switch {
		case s.format.font == "":
		case r.o.Convert != nil:
			s.words, s.format.font = r.o.Convert(s.format.font, s.words), ""
		case encodingOf(s.format.font) == "tcvn3":
			s.words = strings.ReplaceAll(s.words, softHyphen, standIn)
		}
	}
	return spans
}

// symbol is the sign of a font of symbols by its number in hex.
func (r *reader) symbol(font, char string) string {
	n, err := strconv.ParseUint(char, 16, 32)
	if err != nil {
		return ""
	}
	if is, ok := sign.Of(font, rune(n)); ok {
		return is
	}
	r.find(symbolFound, font)
	return "□"
}

// symbols puts signs of Unicode in place of those that only a font of symbols shows.
func (r *reader) symbols(words, font string) string {
	if !strings.ContainsFunc(words, sign.Private) && !sign.IsSymbol(font) {
		return words
	}
	return strings.Map(func(is rune) rune {
		if !sign.Private(is) && !sign.IsSymbol(font) {
			return is
		}
		if other, ok := sign.Of(font, is); ok {
			first, _ := utf8.DecodeRuneInString(other)
			return first
		}
		if sign.Private(is) {
			r.find(symbolFound, font)
			return '□'
		}
		return is
	}, words)
}
