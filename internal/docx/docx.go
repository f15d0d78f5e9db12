// Package docx reads the Word files (.docx, ECMA-376 part 1) of strangers within bounds, and
// writes stories as Word files. Nothing outside the file is ever asked for, and what a file
// holds that a story cannot hold is told in findings, never dropped in silence.
package docx

import (
	"time"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/fault"
)

// MaxBytes is the largest file.
const MaxBytes = part.MaxBytes

// TooLarge is the refusal of a file with more than [MaxBytes].
func TooLarge() error { return part.TooLarge() }

// The bounds of what is taken from a file.
const (
	// maxPictures bounds the pictures of a file, maxPicture and maxShown their bytes one by
	// one and together.
	maxPictures = 200
	maxPicture  = 50 << 20
	maxShown    = 150 << 20
	// maxTold bounds the changes and comments that are told of.
	maxTold = 5000
)

// Type is the media type of .docx.
const Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Document is what a file holds, as far as a story can.
type Document struct {
	// Title is the paragraph that looks like the title, Lead the one that looks like the lead;
	// both stand in Body no more. "" where there is none.
	Title string
	Lead  string
	// Body is HTML that the one allow-list takes unchanged.
	Body     string
	Pictures []Picture // in the order in which they come
	Changes  []Change
	Comments []Comment
	Findings []Finding
	// Fonts are those of the old Vietnamese encodings that words are set in.
	Fonts []Font
	// Stamps are marks of secrecy, as they stand in the file.
	Stamps []string
}

// Picture is a picture of a file.
type Picture struct {
	Name    string // of the part, such as image1.png
	Alt     string
	Caption string // the words of the paragraph of style Caption beside it
	Bytes   []byte
	Type    string // media type by the first bytes, "" for what is not known
}

// ChangeKind tells what a tracked change did.
type ChangeKind string

// The kinds of tracked changes.
const (
	Inserted  ChangeKind = "inserted"
	Removed   ChangeKind = "removed"
	Moved     ChangeKind = "moved"
	Formatted ChangeKind = "formatted"
)

// Change is a tracked change that nobody has settled yet in Word.
type Change struct {
	ID       int // from 1, in the order of the file; the same file has the same ids
	Kind     ChangeKind
	Author   string
	At       time.Time // zero where the file does not say
	Text     string    // the words that came, went or were formatted; "" for a mere paragraph break or row
	Where    string    // "body", "footnote", "endnote" or "text box"
	Near     string    // the words of the paragraph, in short
	Accepted bool      // as it was settled in this reading
}

// Comment is a remark at the margin.
type Comment struct {
	Author string
	At     time.Time
	Text   string
	About  string // the words that it stands at, in short
}

// Finding is something in a file that does not come into the story as it was.
type Finding struct {
	Kind   string // a stable code, such as "equation"
	Count  int
	Sample string     // of the words that it is about, in short; may be ""
	Detail fault.Text // what becomes of it, in a sentence
}

// Font is a font of an old Vietnamese encoding.
type Font struct {
	Name     string
	Encoding string // "tcvn3" or "vni"
	Signs    int    // that are set in it
	Sample   string
}

// Options say how a file is read.
type Options struct {
	// Reject settles tracked changes by rejecting them; else they are accepted. Except are the
	// ids of those that are settled the other way.
	Reject bool
	Except []int
	// Address gives the address of a picture by its place in [Document.Pictures], "" to leave
	// it out and keep its caption. Nil gives each an address of its own that leads nowhere.
	Address func(n int) string
	// Convert gives the Unicode of words that are set in a font of an old encoding; nil leaves
	// them as they stand.
	Convert func(font, words string) string
}

// Read reads a file. What is wrong with the file as a whole is a [fault.ValidationFailed],
// a [fault.MediaTypeUnknown] or a [fault.BodyTooLarge] in words; unknown ids of changes are
// faults at "/except".
func Read(file []byte, o Options) (Document, error) {
	p, err := part.Open(file)
	if err != nil {
		return Document{}, err
	}
	r, err := newReader(p, o)
	if err != nil {
		return Document{}, err
	}
	return r.read()
}
