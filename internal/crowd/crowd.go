// Package crowd stops the reading of XML whose elements bear more attributes than any honest
// one does. A reader of XML keeps all attributes of an element before anybody can count them:
// a few megabytes of them, which pack to nothing, take hundreds of memory.
package crowd

import (
	"bytes"
	"errors"
	"io"
)

// Most is how many attributes an element may have. Programs write some fifty at most.
const Most = 500

// ErrCrowded is what reading ends with.
var ErrCrowded = errors.New("crowd: an element has too many attributes")

// place is where in a document a byte stands.
type place int

const (
	words   place = iota
	opening       // after "<": what it opens is not known yet
	tag
	quote // of a value in a tag
	comment
	section     // CDATA
	instruction // <? … ?>
)

// Reader passes a document of XML through, up to the first element with too many attributes.
type Reader struct {
	in    io.Reader
	at    place
	head  []byte  // of what has been opened, while it is not known what it is
	last  [2]byte // the two before this one
	next  byte    // this one, which comes to stand there
	mark  byte    // that ends a value
	count int     // of signs of an attribute in this tag: "=", and the beginning of a name
	blank bool    // the byte before was one
}

// NewReader makes a Reader of what in gives, which is in UTF-8 or ASCII.
func NewReader(in io.Reader) *Reader { return &Reader{in: in} }

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	for i, b := range p[:n] {
		r.last[0], r.last[1] = r.last[1], r.next
		r.next = b
		r.step(b)
		if r.count > 2*Most {
			return i, ErrCrowded
		}
	}
	return n, err
}

func (r *Reader) step(b byte) {
	switch r.at {
	case words:
		if b == '<' {
			r.at, r.head, r.count, r.blank = opening, r.head[:0], 0, false
		}
	case opening:
		r.open(b)
	case tag:
		r.inside(b)
	case quote:
		if b == r.mark {
			r.at = tag
		}
	case comment:
		if b == '>' && r.last == [2]byte{'-', '-'} {
			r.at = words
		}
	case section:
		if b == '>' && r.last == [2]byte{']', ']'} {
			r.at = words
		}
	case instruction:
		if b == '>' && r.last[1] == '?' {
			r.at = words
		}
	}
}

// open judges what a "<" opens by the bytes that follow it.
func (r *Reader) open(b byte) {
	r.head = append(r.head, b)
	switch {
	case b == '?' && len(r.head) == 1:
		r.at = instruction
	case bytes.Equal(r.head, []byte("!--")):
		r.at, r.last, r.next = comment, [2]byte{}, 0 // its own hyphens end nothing
	case bytes.Equal(r.head, []byte("![CDATA[")):
		r.at = section
	case bytes.HasPrefix([]byte("!--"), r.head), bytes.HasPrefix([]byte("![CDATA["), r.head):
	default:
		r.at = tag
		r.inside(b)
	}
}

func (r *Reader) inside(b byte) {
	switch b {
	case '>':
		r.at, r.count = words, 0
	case '"', '\'':
		r.at, r.mark = quote, b
	case '=':
		r.count++
	case ' ', '\t', '\n', '\r':
		r.blank = true
		return
	default:
		if r.blank {
			r.count++
		}
	}
	r.blank = false
}
