// Package compare tells what differs between two texts of an edition, by structure first and then
// by word, and merges two lines of work on one text. It is pure: values in, values out. Bodies are
// HTML that went through the allow-list (package text), and so is what it makes of them.
//
// Its work is bounded whatever it is given: past its budget, a difference is told of a whole block
// and no longer of its words.
package compare

// Text is what people write in an edition.
type Text struct {
	Title    string   // one line
	Lead     string   // plain text
	Body     string   // HTML of the allow-list
	Pictures []string // ids of media in order, the cover first
}

// Op is what became of a stretch of words.
type Op string

// What becomes of words. Formatted ones are the same words with other marks, such as bold type or
// the target of a link.
const (
	Equal     Op = "equal"
	Added     Op = "added"
	Removed   Op = "removed"
	Formatted Op = "formatted"
)

// Span is a stretch of words that share their fate and their marks.
type Span struct {
	Op    Op
	Text  string   // a picture is its description, a line break a line feed
	Marks []string // open tags around it, the outermost first, as in `a href="…"`; after the change
	Was   []string // of formatted ones: the marks before
}

// Change is what became of a block.
type Change string

// What becomes of blocks.
const (
	Unchanged    Change = "equal"
	BlockAdded   Change = "added"
	BlockRemoved Change = "removed"
	Changed      Change = "changed"
)

// Container is an element around blocks, such as a list or the row of a table. Blocks of one
// container bear its number.
type Container struct {
	Tag    string
	Number int
}

// Block is a paragraph, heading, item, cell or the like, of one or of both texts.
type Block struct {
	Kind   Kind
	Tag    string // of its element now, "" of words that stand in none
	Was    string // the tag before, where it changed
	Change Change
	Moved  bool // the same words were taken out here and put in elsewhere, or the other way round
	Within []Container
	Spans  []Span
}

// Kind is what a block is to a reader.
type Kind string

// Kinds of blocks.
const (
	Paragraph Kind = "paragraph"
	Heading   Kind = "heading"
	ListItem  Kind = "list_item"
	Cell      Kind = "table_cell"
	Figure    Kind = "figure"
	Caption   Kind = "caption"
	Quote     Kind = "quote"
	Code      Kind = "preformatted"
	Rule      Kind = "rule"
	Words     Kind = "text"
)

// Difference is all that differs between two texts.
type Difference struct {
	Title, Lead             []Span
	Blocks                  []Block
	PicturesWas, PicturesIs []string
	WordsAdded              int // "chữ": syllables, and letters of scripts without spaces
	WordsRemoved            int
}

// Same reports whether nothing differs that a reader could see.
func (d Difference) Same() bool {
	for _, spans := range [][]Span{d.Title, d.Lead} {
		if !allEqual(spans) {
			return false
		}
	}
	for _, b := range d.Blocks {
		if b.Change != Unchanged {
			return false
		}
	}
	return equalStrings(d.PicturesWas, d.PicturesIs)
}

// Texts compares two texts.
func Texts(was, is Text) Difference {
	w := newWork()
	d := Difference{PicturesWas: was.Pictures, PicturesIs: is.Pictures}
	d.Title = w.spans(&d, plainTokens(was.Title), plainTokens(is.Title))
	d.Lead = w.spans(&d, plainTokens(was.Lead), plainTokens(is.Lead))
	f := flattener{work: w, d: &d}
	f.children(parseBody(was.Body).kids, parseBody(is.Body).kids, nil)
	markMoves(d.Blocks)
	return d
}

func allEqual(spans []Span) bool {
	for _, s := range spans {
		if s.Op != Equal {
			return false
		}
	}
	return true
}

func equalStrings(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
