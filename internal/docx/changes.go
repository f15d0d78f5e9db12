package docx

import (
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// The lengths in bytes at which words that are only told of are cut.
const (
	sampleBytes = 120
	toldBytes   = 2000
)

// ledger keeps the tracked changes of a file. Their ids follow the file alone, whatever is
// settled how, so that a choice made on one reading holds on the next.
type ledger struct {
	list   []Change
	reject bool
	except []int
	inside []int          // the changes that are being read, by id, the innermost last
	last   int            // the change that the next one may go on with, 0 for none
	move   string         // the name of the move that is being read
	moves  map[string]int // changes by the names of moves
	untold int            // marks of changes beyond those that are told of
}

// open gives the change that an element marks, a new one or one that goes on.
func (l *ledger) open(kind ChangeKind, mark *part.Node) *Change {
	who, _ := text.Line(mark.Get("w:author")) // names that are no UTF-8 do not pass the reader of XML
	at, _ := time.Parse(time.RFC3339, mark.Get("w:date"))
	if kind == Moved && l.move != "" {
		if id, ok := l.moves[l.move]; ok {
			return &l.list[id-1]
		}
	} else if l.last > 0 {
		if one := &l.list[l.last-1]; one.Kind == kind && one.Author == who && one.At.Equal(at) {
			return one
		}
	}
	if len(l.list) >= maxTold { // the rest is settled as all are
		l.untold++
		return &Change{Kind: kind, Accepted: !l.reject}
	}
	id := len(l.list) + 1
	l.list = append(l.list, Change{ID: id, Kind: kind, Author: who, At: at, Accepted: l.reject == slices.Contains(l.except, id)})
	if kind == Moved && l.move != "" {
		l.moves[l.move] = id
	}
	return &l.list[id-1]
}

// heard tells the innermost change the words that are read.
func (l *ledger) heard(words string) {
	if len(l.inside) == 0 {
		if !blank(words) {
			l.last = 0
		}
		return
	}
	if id := l.inside[len(l.inside)-1]; id > 0 {
		told(&l.list[id-1].Text, words)
	}
}

// told adds to words that are only told of, as far as there is room.
func told(so *string, words string) {
	if room := toldBytes - len(*so); room > 0 {
		*so += cutBytes(words, room)
	}
}

// known refuses exceptions that are no changes.
func (l *ledger) known() error {
	for _, id := range l.except {
		if id < 1 || id > len(l.list) {
			return fault.Invalid("/except", fault.Tf("không có thay đổi số %d trong tệp này; tệp có %d thay đổi", "there is no change %d in this file; it has %d changes", id, len(l.list)))
		}
	}
	return nil
}

// tracked reads what an inserted, removed or moved range holds.
func (r *reader) tracked(n *part.Node, read func()) {
	kind, place := Inserted, ""
	switch n.Name {
	case "w:del":
		kind = Removed
	case "w:moveFrom":
		kind, place = Moved, "from"
	case "w:moveTo":
		kind, place = Moved, "to"
	}
	r.within(kind, n, place, read)
}

// within reads something as a part of a change. Of a move, the words at the place that they
// came from are told, and not once more at the other.
func (r *reader) within(kind ChangeKind, mark *part.Node, place string, read func()) {
	one := r.changes.open(kind, mark)
	if one.Where == "" {
		one.Where = r.where
	}
	id, accepted := one.ID, one.Accepted
	hidden := accepted == (kind == Removed || place == "from")
	told := id
	if place == "to" && one.Text != "" {
		told = 0
	}
	r.changes.inside = append(r.changes.inside, told)
	if hidden {
		r.drop++
	}
	read()
	if hidden {
		r.drop--
	}
	r.changes.inside = r.changes.inside[:len(r.changes.inside)-1]
	r.changes.last = id
}

// paragraphEnd reads what was done to the end of a paragraph, and reports whether it is gone.
func (r *reader) paragraphEnd(properties *part.Node) bool {
	gone := false
	marks := properties.First("w:rPr")
	for _, name := range []string{"w:ins", "w:del", "w:moveFrom", "w:moveTo"} {
		mark := marks.First(name)
		if mark == nil {
			continue
		}
		before := r.drop
		r.tracked(mark, func() { gone = gone || r.drop > before })
	}
	return gone
}

// settledRun returns the properties of a run as they are after its change of format was
// settled.
func (r *reader) settledRun(n *part.Node) *part.Node {
	properties := n.First("w:rPr")
	mark := properties.First("w:rPrChange")
	if mark == nil {
		return properties
	}
	return r.settled(properties, mark, mark.First("w:rPr"), said(n))
}

// settledParagraph does the same for a paragraph; what was done to its end stays with it.
func (r *reader) settledParagraph(n *part.Node) *part.Node {
	properties := n.First("w:pPr")
	mark := properties.First("w:pPrChange")
	if mark == nil {
		return properties
	}
	is := r.settled(properties, mark, mark.First("w:pPr"), said(n))
	if is == properties {
		return properties
	}
	old := &part.Node{Name: "w:pPr"}
	if is != nil {
		old.Kids = slices.Clone(is.Kids)
	}
	if marks := properties.First("w:rPr"); marks != nil {
		old.Kids = append(old.Kids, marks)
	}
	return old
}

func (r *reader) settled(now, mark, before *part.Node, words string) *part.Node {
	one := r.changes.open(Formatted, mark)
	if one.Where == "" {
		one.Where = r.where
	}
	told(&one.Text, words)
	accepted := one.Accepted
	r.changes.last = one.ID
	if accepted {
		return now
	}
	return before
}

// said joins the words below an element, removed ones left out.
func said(n *part.Node) string {
	var b strings.Builder
	var walk func(*part.Node)
	walk = func(n *part.Node) {
		for _, one := range n.Kids {
			switch one.Name {
			case "w:t", "m:t":
				b.WriteString(one.Words())
			case "w:tab", "w:br":
				b.WriteByte(' ')
			case "mc:Fallback":
			default:
				walk(one)
			}
			if b.Len() > toldBytes {
				return
			}
		}
	}
	if n != nil {
		walk(n)
	}
	return b.String()
}

// short cuts words that are only told of, on a line of their own.
func short(words string) string {
	line, err := text.Line(cutBytes(words, 4*sampleBytes))
	if err != nil || len(line) <= sampleBytes {
		return line
	}
	return strings.TrimSpace(cutBytes(line, sampleBytes)) + "…"
}

func cutBytes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most]
}

// remarks are the comments of a file.
type remarks struct {
	list   []Comment
	untold int // beyond those that are told of
	byID   map[string]int
	open   []int // whose words are being read
}

// maxOpen bounds the comments that stand at the same words.
const maxOpen = 50

func newRemarks(root *part.Node) remarks {
	m := remarks{byID: map[string]int{}}
	if root == nil {
		return m
	}
	for _, one := range root.Kids {
		if one.Name != "w:comment" {
			continue
		}
		if len(m.list) >= maxTold {
			m.untold++
			continue
		}
		who, _ := text.Line(one.Get("w:author"))
		at, _ := time.Parse(time.RFC3339, one.Get("w:date"))
		var words []string
		one.Each("w:p", func(p *part.Node) { words = append(words, said(p)) })
		what, _ := text.Clean(cutBytes(strings.Join(words, "\n"), toldBytes))
		m.byID[one.Get("w:id")] = len(m.list)
		m.list = append(m.list, Comment{Author: who, At: at, Text: what})
	}
	return m
}

func (m *remarks) begin(id string) {
	if at, ok := m.byID[id]; ok && len(m.open) < maxOpen {
		m.open = append(m.open, at)
	}
}

func (m *remarks) end(id string) {
	if at, ok := m.byID[id]; ok {
		m.open = slices.DeleteFunc(m.open, func(one int) bool { return one == at })
	}
}

func (m *remarks) heard(words string) {
	for _, at := range m.open {
		told(&m.list[at].About, words)
	}
}

func (m *remarks) done() []Comment {
	for i := range m.list {
		m.list[i].About = short(m.list[i].About)
	}
	return m.list
}
