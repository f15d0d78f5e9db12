package compare

import "strings"

// flattener tells the blocks of two bodies one after the other.
type flattener struct {
	*work
	d          *Difference
	containers int
}

// children compares the blocks of two containers.
func (f *flattener) children(was, is []*node, within []Container) {
	a := align(f.work, was, is)
	for i := range len(was) + 1 {
		for _, n := range a.added[i] {
			f.whole(n, BlockAdded, within)
		}
		if i == len(was) {
			return
		}
		switch to := a.fates[i]; {
		case to.same:
			f.whole(was[i], Unchanged, within)
		case to.at < 0:
			f.whole(was[i], BlockRemoved, within)
		default:
			f.changed(was[i], is[to.at], within)
		}
	}
}

// changed tells what became of one block.
func (f *flattener) changed(was, is *node, within []Container) {
	if !is.leaf {
		f.children(was.kids, is.kids, f.in(within, is.tag))
		return
	}
	b := Block{Kind: is.kind(), Tag: is.tag, Change: Changed, Within: within}
	if was.tag != is.tag {
		b.Was = was.tag
	}
	b.Spans = f.spans(f.d, was.tokens, is.tokens)
	if allEqual(b.Spans) && b.Was == "" && was.attrs == is.attrs {
		b.Change = Unchanged
	}
	f.d.Blocks = append(f.d.Blocks, b)
}

// whole tells a block that is in one text alone, or in both as it is.
func (f *flattener) whole(n *node, change Change, within []Container) {
	if !n.leaf {
		within = f.in(within, n.tag)
		for _, k := range n.kids {
			f.whole(k, change, within)
		}
		return
	}
	s := spanner{work: f.work}
	switch words := countWords(n.tokens); change {
	case BlockAdded:
		s.all(Added, n.tokens)
		f.d.WordsAdded += words
	case BlockRemoved:
		s.all(Removed, n.tokens)
		f.d.WordsRemoved += words
	default:
		s.all(Equal, n.tokens)
	}
	f.d.Blocks = append(f.d.Blocks, Block{Kind: n.kind(), Tag: n.tag, Change: change, Within: within, Spans: s.end()})
}

// in goes into a container.
func (f *flattener) in(within []Container, tag string) []Container {
	f.containers++
	return append(within[:len(within):len(within)], Container{Tag: tag, Number: f.containers})
}

// minMoved is how many bytes of words a block has at least that is told as moved: what is shorter
// stands in many places.
const minMoved = 20

// markMoves finds blocks that went out in one place and came in elsewhere, word for word.
func markMoves(blocks []Block) {
	gone := map[string][]int{}
	for i, b := range blocks {
		if b.Change == BlockRemoved {
			words := textOf(b.Spans)
			gone[words] = append(gone[words], i)
		}
	}
	for i, b := range blocks {
		words := ""
		if b.Change == BlockAdded {
			words = textOf(b.Spans)
		}
		from := gone[words]
		if len(words) < minMoved || len(from) == 0 {
			continue
		}
		blocks[i].Moved, blocks[from[0]].Moved = true, true
		gone[words] = from[1:]
	}
}

func textOf(spans []Span) string {
	var b strings.Builder
	for _, one := range spans {
		b.WriteString(one.Text)
	}
	return b.String()
}
