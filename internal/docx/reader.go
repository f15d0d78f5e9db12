package docx

import (
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/text"
)

// reader goes through a file once.
type reader struct {
	o         Options
	pack      *part.Pack
	relations part.Relations // of the part that is being read
	styles    styles
	numbers   *numbering
	doc       Document
	where     string
	drop      int // above 0 within what is not shown: removed words, and what hangs on them
	changes   ledger
	remarks   remarks
	findings  findings
	fields    []field
	open      map[*part.Node]bool // beginnings of fields that nothing ends
	notes     []note
	written   map[string]map[string]*part.Node // notes of the file, by kind and id
	noted     int                              // notes that are shown
	places    map[string]int
	shown     int64 // bytes of pictures
	fonts     map[string]*Font
	failed    error
	boxes     []block // text boxes of the paragraph, which come after it
}

// note is a footnote or an endnote that the text refers to.
type note struct {
	part, kind, id string
	number         int // 0 where the reference is not shown
}

func newReader(p *part.Pack, o Options) (*reader, error) {
	r := &reader{o: o, pack: p, where: "body", places: map[string]int{}, fonts: map[string]*Font{}, open: map[*part.Node]bool{}, written: map[string]map[string]*part.Node{}}
	r.changes = ledger{reject: o.Reject, except: o.Except, moves: map[string]int{}}
	return r, nil
}

func (r *reader) read() (Document, error) {
	name, err := r.pack.Main()
	if err != nil {
		return Document{}, err
	}
	root, err := r.pack.Tree(name)
	if err != nil {
		return Document{}, err
	}
	body := root.First("w:body")
	if body == nil {
		return Document{}, part.NotWord("Tệp nén này không có văn bản Word; gửi tệp .docx.", "This archive holds no Word text; send the .docx.")
	}
	if err := r.prepare(name); err != nil {
		return Document{}, err
	}
	r.stamps(root)
	r.unended(root)
	blocks := r.flow(body)
	if err := r.margins(root); err != nil {
		return Document{}, err
	}
	notes, err := r.noteBlocks()
	if err != nil {
		return Document{}, err
	}
	if err := r.changes.known(); err != nil {
		return Document{}, err
	}
	return r.finish(blocks, notes)
}

// prepare reads the parts that the text leans on.
func (r *reader) prepare(name string) error {
	var err error
	if r.relations, err = r.pack.Relations(name); err != nil {
		return err
	}
	trees := map[string]*part.Node{}
	for _, kind := range []string{"styles", "numbering", "comments"} {
		if trees[kind], err = r.pack.Tree(r.leads(kind)); err != nil {
			return err
		}
	}
	r.styles, r.numbers = newStyles(trees["styles"]), newNumbering(trees["numbering"])
	r.remarks = newRemarks(trees["comments"])
	r.stamps(trees["comments"])
	for _, kind := range []string{"footnote", "endnote"} {
		tree, err := r.pack.Tree(r.leadsAnywhere(kind + "s"))
		if err != nil {
			return err
		}
		r.stamps(tree)
		r.unended(tree)
		r.written[kind] = notesOf(tree, kind)
	}
	if r.pack.Macros() {
		r.findings.add(macroFound, "")
	}
	return nil
}

// leads finds the part of a kind that the text leads to, "" for none.
func (r *reader) leads(kind string) string {
	for _, one := range r.relations.List {
		if one.Kind == kind && !one.External {
			return one.Target
		}
	}
	return ""
}

// margins tells of the words in headers and footers, which belong to pages.
func (r *reader) margins(root *part.Node) error {
	var targets []string
	seen := map[string]bool{} // by the key of the part, which a file may name in many ways
	for _, name := range []string{"w:headerReference", "w:footerReference"} {
		root.Each(name, func(n *part.Node) {
			if one := r.relations.ByID[n.Get("r:id")]; one.Target != "" && !one.External && !seen[part.Key(one.Target)] {
				seen[part.Key(one.Target)] = true
				targets = append(targets, one.Target)
			}
		})
	}
	root.Each("w:cols", func(n *part.Node) {
		if count, err := strconv.Atoi(n.Get("w:num")); err == nil && count > 1 {
			r.findings.add(columnsFound, "")
		}
	})
	slices.Sort(targets)
	for _, target := range targets {
		tree, err := r.pack.Tree(target)
		if err != nil {
			return err
		}
		tree.Each("w:p", func(n *part.Node) {
			if words := said(n); !blank(words) {
				r.findings.add(marginFound, words)
			}
		})
		r.stamps(tree)
	}
	return nil
}

// noteBlocks reads the notes that the text refers to, in their order.
func (r *reader) noteBlocks() ([]block, error) {
	var blocks []block
	outer := r.relations
	defer func() { r.relations = outer }()
	for i := 0; i < len(r.notes); i++ { // a note may refer to another
		one := r.notes[i]
		var err error
		if r.relations, err = r.pack.Relations(one.part); err != nil {
			return nil, err
		}
		r.where = one.kind
		if one.number == 0 {
			r.drop++
		}
		blocks = append(blocks, numbered(one.number, r.flow(r.written[one.kind][one.id]))...)
		if one.number == 0 {
			r.drop--
		}
	}
	return blocks, nil
}

// notesOf lists the notes of a part by their ids, of two with one id the first.
func notesOf(tree *part.Node, kind string) map[string]*part.Node {
	all := map[string]*part.Node{}
	if tree == nil {
		return all
	}
	for _, one := range tree.Kids {
		if _, twice := all[one.Get("w:id")]; !twice && one.Name == "w:"+kind {
			all[one.Get("w:id")] = one
		}
	}
	return all
}

// numbered puts the number of a note before its words.
func numbered(number int, blocks []block) []block {
	if number == 0 {
		return nil
	}
	mark := span{words: NoteMark(number) + " "}
	if len(blocks) == 0 || blocks[0].kind == tableBlock {
		return append([]block{{spans: []span{mark}}}, blocks...)
	}
	first := &blocks[0]
	first.kind, first.item, first.spans = paragraphBlock, nil, append([]span{mark}, trimmed(first.spans)...)
	return blocks
}

// NoteMark is the mark of a note in the text and before its words, such as "[1]".
func NoteMark(number int) string { return "[" + strconv.Itoa(number) + "]" }

// finish makes the document of its blocks.
func (r *reader) finish(blocks, notes []block) (Document, error) {
	d := &r.doc
	blocks = r.head(blocks)
	h := hypertext{address: r.address, findings: &r.findings, captions: map[int]string{}, alts: d.Pictures}
	h.shift = shift(blocks)
	h.blocks(blocks)
	if len(notes) > 0 {
		h.b.WriteString("<hr/>")
		h.blocks(notes)
	}
	for n, words := range h.captions {
		if clean, err := text.Line(words); err == nil && d.Pictures[n-1].Caption == "" {
			d.Pictures[n-1].Caption = clean
		}
	}
	d.Body = text.NewHTML().Sanitize(h.b.String())
	d.Changes, d.Comments = r.changes.list, r.remarks.done()
	for range r.changes.untold {
		r.findings.add(changesFound, "")
	}
	for range r.remarks.untold {
		r.findings.add(commentsFound, "")
	}
	d.Fonts = r.oldFonts()
	if len(d.Fonts) > 0 && r.o.Convert == nil {
		for _, one := range d.Fonts {
			r.findings.add(oldFontFound, one.Name)
		}
	}
	d.Findings = r.findings.list
	return *d, r.failed
}

// address is that of a picture by its place from 1.
func (r *reader) address(place int) string {
	if r.o.Address != nil {
		return r.o.Address(place - 1)
	}
	return "/media/word-" + strconv.Itoa(place)
}

// flow reads blocks that stand below each other in one room: the body, a cell, a note.
func (r *reader) flow(parent *part.Node) []block {
	f := &flow{r: r}
	f.kids(parent)
	f.end()
	return f.out
}

type flow struct {
	r     *reader
	out   []block
	carry []span // words of a paragraph whose end is gone, which begin the next one
}

func (f *flow) end() {
	if len(f.carry) > 0 {
		f.out = append(f.out, block{spans: f.carry})
		f.carry = nil
	}
}

func (f *flow) kids(parent *part.Node) {
	if parent == nil {
		return
	}
	for _, one := range parent.Kids {
		f.kid(one)
	}
}

func (f *flow) kid(n *part.Node) {
	r := f.r
	switch n.Name {
	case "w:p":
		f.paragraph(n)
	case "w:tbl":
		f.end()
		if b, ok := r.table(n); ok {
			f.out = append(f.out, b)
		}
	case "w:sdt":
		f.kids(n.First("w:sdtContent"))
	case "w:customXml", "w:smartTag":
		f.kids(n)
	case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		r.tracked(n, func() { f.kids(n) })
	case "mc:AlternateContent":
		f.kids(chosen(n))
	case "w:altChunk", "w:subDoc":
		r.findings.add(chunkFound, "")
	case "m:oMathPara", "m:oMath":
		l := &line{}
		r.inline(n, l, format{}, "")
		f.out = append(f.out, block{spans: l.spans})
	default:
		if !r.aside(n) {
			f.strange(n)
		}
	}
}

// strange reads what should not stand between blocks, so that none of its words is lost.
func (f *flow) strange(n *part.Node) {
	if n.Name == "w:sectPr" || blank(said(n)) {
		return
	}
	for _, name := range []string{"w:p", "w:tbl"} {
		if n.Holds(name) {
			f.kids(n)
			return
		}
	}
	l := &line{spans: f.carry}
	f.carry = nil
	f.r.inline(n, l, format{}, "")
	if f.r.drop == 0 && !blank(joined(l.spans)) {
		f.out = append(f.out, block{spans: f.r.converted(trimmed(l.spans))})
	}
}

// chosen is the form of something that comes in several (ECMA-376 part 3, 7.6).
func chosen(n *part.Node) *part.Node {
	if choice := n.First("mc:Choice"); choice != nil {
		return choice
	}
	return n.First("mc:Fallback")
}

// paragraph reads one paragraph. One whose end was taken away runs on into the next.
func (f *flow) paragraph(n *part.Node) {
	r := f.r
	first := len(r.changes.list)
	properties := r.settledParagraph(n)
	style := properties.First("w:pStyle").Get("w:val")
	is, level := r.styles.roleOf(style)
	if at, ok := outline(properties); ok {
		if is, level = headingRole, at+1; at >= bodyLevel {
			is, level = plainRole, 0
		}
	}
	outer := r.boxes
	r.boxes = nil
	l := &line{spans: f.carry}
	f.carry = nil
	base := r.styles.paragraph(style, is)
	for _, one := range n.Kids {
		r.inline(one, l, base, "")
	}
	boxes := r.boxes
	r.boxes = outer
	gone := r.paragraphEnd(properties)
	if first < len(r.changes.list) {
		near := short(beginning(l.spans))
		for i := first; i < len(r.changes.list); i++ {
			if r.changes.list[i].Near == "" {
				r.changes.list[i].Near = near
			}
		}
	}
	if gone {
		f.carry = l.spans
	} else if b, ok := r.placed(properties, style, is, level, l.spans); ok {
		f.out = append(f.out, b)
	}
	f.out = append(f.out, boxes...)
}

// placed makes the block of a paragraph; false where nothing of it can be seen.
func (r *reader) placed(properties *part.Node, style string, is role, level int, spans []span) (block, bool) {
	b := block{is: is, level: level, spans: r.converted(trimmed(spans)), centred: properties.First("w:jc").Get("w:val") == "center"}
	words := b.text()
	r.stamped(words)
	seen := r.drop == 0 && (!blank(words) || slices.ContainsFunc(b.spans, func(s span) bool { return s.picture > 0 || s.note > 0 }))
	switch {
	case seen && is == contentsRole:
		r.findings.add(contentsFound, "")
		return block{}, false
	case seen && is == addedRole:
		r.findings.add(addedFound, words)
		return block{}, false
	case !seen:
		return block{kind: ruleBlock}, r.drop == 0 && properties.Kid("w:pBdr", "w:bottom") != nil
	}
	id, at := r.styles.placed(properties, style)
	if id != "" {
		b.item = r.numbers.next(id, r.numbers.byStyle(id, style, at))
	}
	switch is {
	case headingRole, titleRole:
		b.kind = headingBlock
		if b.item != nil && b.item.ordered && b.item.label != "" {
			b.spans = append([]span{{words: b.item.label + " "}}, b.spans...)
		}
		b.level = max(b.level, 1)
	case captionRole:
		b.kind = captionBlock
	case quoteRole:
		b.kind = quoteBlock
	default:
		if b.item != nil {
			b.kind = itemBlock
		}
	}
	return b, true
}
