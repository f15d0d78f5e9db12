package docx

import (
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/secrecy"
	"github.com/lantoa/lantoa/internal/text"
)

// reader goes through a file once.
type reader struct {
	o         Options
	pack      *pack
	relations map[string]relation // of the part that is being read
	styles    styles
	numbers   *numbering
	doc       Document
	where     string
	drop      int // above 0 within what is not shown: removed words, and what hangs on them
	changes   ledger
	remarks   remarks
	findings  findings
	fields    []field
	notes     []note
	noted     int // notes that are shown
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

func newReader(p *pack, o Options) (*reader, error) {
	r := &reader{o: o, pack: p, where: "body", places: map[string]int{}, fonts: map[string]*Font{}}
	r.changes = ledger{reject: o.Reject, except: o.Except, moves: map[string]int{}}
	return r, nil
}

func (r *reader) read() (Document, error) {
	name, err := r.pack.main()
	if err != nil {
		return Document{}, err
	}
	root, err := r.pack.tree(name)
	if err != nil {
		return Document{}, err
	}
	body := root.first("w:body")
	if body == nil {
		return Document{}, notWord("Tệp nén này không có văn bản Word; gửi tệp .docx.", "This archive holds no Word text; send the .docx.")
	}
	if err := r.prepare(name); err != nil {
		return Document{}, err
	}
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
	if r.relations, err = r.pack.relations(name); err != nil {
		return err
	}
	trees := map[string]*node{}
	for _, kind := range []string{"styles", "numbering", "comments"} {
		if trees[kind], err = r.pack.tree(r.leads(kind)); err != nil {
			return err
		}
	}
	r.styles, r.numbers = newStyles(trees["styles"]), newNumbering(trees["numbering"])
	r.remarks = newRemarks(trees["comments"])
	return nil
}

// leads finds the part of a kind that the text leads to, "" for none.
func (r *reader) leads(kind string) string {
	for _, one := range r.relations {
		if one.kind == kind && !one.external {
			return one.target
		}
	}
	return ""
}

// margins tells of the words in headers and footers, which belong to pages.
func (r *reader) margins(root *node) error {
	ids := map[string]bool{}
	for _, name := range []string{"w:headerReference", "w:footerReference"} {
		root.each(name, func(n *node) { ids[n.get("r:id")] = true })
	}
	root.each("w:cols", func(n *node) {
		if count, err := strconv.Atoi(n.get("w:num")); err == nil && count > 1 {
			r.findings.add(columnsFound, "")
		}
	})
	var targets []string
	for id := range ids {
		if one := r.relations[id]; one.target != "" && !one.external {
			targets = append(targets, one.target)
		}
	}
	slices.Sort(targets)
	for _, target := range slices.Compact(targets) {
		tree, err := r.pack.tree(target)
		if err != nil {
			return err
		}
		tree.each("w:p", func(n *node) {
			words := said(n)
			r.stamped(words)
			if !blank(words) {
				r.findings.add(marginFound, words)
			}
		})
	}
	return nil
}

// noteBlocks reads the notes that the text refers to, in their order.
func (r *reader) noteBlocks() ([]block, error) {
	trees := map[string]*node{}
	var blocks []block
	outer := r.relations
	defer func() { r.relations = outer }()
	for i := 0; i < len(r.notes); i++ { // a note may refer to another
		one := r.notes[i]
		if _, read := trees[one.part]; !read {
			tree, err := r.pack.tree(one.part)
			if err != nil {
				return nil, err
			}
			trees[one.part] = tree
		}
		var err error
		if r.relations, err = r.pack.relations(one.part); err != nil {
			return nil, err
		}
		r.where = one.kind
		if one.number == 0 {
			r.drop++
		}
		blocks = append(blocks, numbered(one.number, r.flow(noteOf(trees[one.part], one.kind, one.id)))...)
		if one.number == 0 {
			r.drop--
		}
	}
	return blocks, nil
}

func noteOf(tree *node, kind, id string) *node {
	if tree != nil {
		for _, one := range tree.kids {
			if one.name == "w:"+kind && one.get("w:id") == id {
				return one
			}
		}
	}
	return &node{}
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
func (r *reader) flow(parent *node) []block {
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

func (f *flow) kids(parent *node) {
	if parent == nil {
		return
	}
	for _, one := range parent.kids {
		f.kid(one)
	}
}

func (f *flow) kid(n *node) {
	r := f.r
	switch n.name {
	case "w:p":
		f.paragraph(n)
	case "w:tbl":
		f.end()
		if b, ok := r.table(n); ok {
			f.out = append(f.out, b)
		}
	case "w:sdt":
		f.kids(n.first("w:sdtContent"))
	case "w:customXml", "w:smartTag":
		f.kids(n)
	case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		r.tracked(n, func() { f.kids(n) })
	case "mc:AlternateContent":
		f.kids(chosen(n))
	case "w:altChunk":
		r.findings.add(chunkFound, "")
	case "m:oMathPara", "m:oMath":
		l := &line{}
		r.inline(n, l, format{}, "")
		f.out = append(f.out, block{spans: l.spans})
	default:
		r.aside(n)
	}
}

// chosen is the form of something that comes in several (ECMA-376 part 3, 7.6).
func chosen(n *node) *node {
	if choice := n.first("mc:Choice"); choice != nil {
		return choice
	}
	return n.first("mc:Fallback")
}

// paragraph reads one paragraph. One whose end was taken away runs on into the next.
func (f *flow) paragraph(n *node) {
	r := f.r
	first := len(r.changes.list)
	properties := r.settledParagraph(n)
	style := properties.first("w:pStyle").get("w:val")
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
	for _, one := range n.kids {
		r.inline(one, l, base, "")
	}
	boxes := r.boxes
	r.boxes = outer
	gone := r.paragraphEnd(properties)
	near := short(joined(l.spans))
	for i := first; i < len(r.changes.list); i++ {
		if r.changes.list[i].Near == "" {
			r.changes.list[i].Near = near
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
func (r *reader) placed(properties *node, style string, is role, level int, spans []span) (block, bool) {
	b := block{is: is, level: level, spans: r.converted(trimmed(spans)), centred: properties.first("w:jc").get("w:val") == "center"}
	words := b.text()
	r.stamped(words)
	seen := r.drop == 0 && (!blank(words) || len(b.pictures()) > 0)
	switch {
	case seen && is == contentsRole:
		r.findings.add(contentsFound, "")
		return block{}, false
	case seen && is == addedRole:
		r.findings.add(addedFound, words)
		return block{}, false
	case !seen:
		return block{kind: ruleBlock}, r.drop == 0 && properties.kid("w:pBdr", "w:bottom") != nil
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

// table reads a table; false where no row of it is shown.
func (r *reader) table(n *node) (block, bool) {
	b := block{kind: tableBlock}
	above := map[int]place{} // of cells that go on downwards, by column
	for _, one := range rowsOf(n, nil) {
		r.row(one, &b, above)
	}
	return b, len(b.rows) > 0
}

func rowsOf(n *node, list []*node) []*node {
	for _, one := range n.kids {
		switch one.name {
		case "w:tr":
			list = append(list, one)
		case "w:sdt", "w:sdtContent", "w:customXml":
			list = rowsOf(one, list)
		}
	}
	return list
}

// place is that of a cell in a table.
type place struct{ row, cell int }

func (r *reader) row(n *node, b *block, above map[int]place) {
	properties := n.first("w:trPr")
	kind, mark := rowChange(properties)
	read := func() {
		if one := r.cells(n, b, above); r.drop == 0 {
			one.head, _ = properties.on("w:tblHeader")
			b.rows = append(b.rows, one)
		}
	}
	if mark == nil {
		read()
		return
	}
	r.within(kind, mark, "", read)
}

func rowChange(properties *node) (ChangeKind, *node) {
	if mark := properties.first("w:ins"); mark != nil {
		return Inserted, mark
	}
	return Removed, properties.first("w:del")
}

func (r *reader) cells(n *node, b *block, above map[int]place) row {
	var out row
	column := count(n.first("w:trPr").first("w:gridBefore"), 0)
	if column > 0 {
		out.cells = append(out.cells, cell{columns: column, rows: 1})
	}
	for _, one := range cellsOf(n, nil) {
		properties := one.first("w:tcPr")
		columns := count(properties.first("w:gridSpan"), 1)
		blocks := r.flow(one)
		merge := properties.first("w:vMerge")
		at, goes := above[column]
		switch {
		case merge != nil && merge.get("w:val") != "restart" && goes && r.drop == 0:
			upper := &b.rows[at.row].cells[at.cell]
			upper.rows++
			upper.blocks = append(upper.blocks, blocks...)
		default:
			delete(above, column)
			if merge != nil && r.drop == 0 {
				above[column] = place{len(b.rows), len(out.cells)}
			}
			out.cells = append(out.cells, cell{columns: columns, rows: 1, blocks: blocks})
		}
		column += columns
	}
	return out
}

func cellsOf(n *node, list []*node) []*node {
	for _, one := range n.kids {
		switch one.name {
		case "w:tc":
			list = append(list, one)
		case "w:sdt", "w:sdtContent", "w:customXml":
			list = cellsOf(one, list)
		}
	}
	return list
}

// count reads a number of columns.
func count(n *node, otherwise int) int {
	got, err := strconv.Atoi(n.get("w:val"))
	if err != nil || got < 1 || got > 1000 {
		return otherwise
	}
	return got
}

// stamped keeps words that are a mark of secrecy.
func (r *reader) stamped(words string) {
	if stamp, ok := secrecy.Stamp(words); ok && !slices.Contains(r.doc.Stamps, stamp) {
		r.doc.Stamps = append(r.doc.Stamps, stamp)
	}
}
