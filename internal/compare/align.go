package compare

import (
	"hash/maphash"
	"slices"
)

// maxLikeness bounds how much words are compared to find which block became which, per piece.
const maxLikeness = 2_000_000

// alike is how many of their words two blocks must share for one to be what became of the other.
const alike = 0.4

// fate is what became of a block: at is its index in the other list, -1 when it is gone.
type fate struct {
	at   int
	same bool // to the byte
}

// alignment says what became of the blocks of one list in another, in order.
type alignment struct {
	fates []fate
	added [][]*node // before each of the blocks, and after the last
}

// align finds what became of each block.
func align(w *work, was, is []*node) alignment {
	l := aligner{work: w, was: was, is: is, to: make([]int, len(was))}
	for i := range l.to {
		l.to[i] = -1
	}
	l.piece(hunk{0, len(was), 0, len(is)}, true)
	a := alignment{fates: make([]fate, len(was)), added: make([][]*node, len(was)+1)}
	place, j := 0, 0 // what came in stands before what went out
	for i, at := range l.to {
		a.fates[i] = fate{at: at}
		if at >= 0 {
			a.fates[i].same = was[i].raw == is[at].raw
			a.added[place] = append(a.added[place], is[j:at]...)
			place, j = i+1, at+1
		}
	}
	a.added[place] = append(a.added[place], is[j:]...)
	return a
}

// aligner finds for each block of one list the block of the other that it is, or became.
type aligner struct {
	*work
	was, is []*node
	to      []int
}

// piece pairs blocks of a piece: by what stands at its ends, then so that the words that pairs have
// in common are most; where that is too much to look at, by what stayed as it was. What lies
// between pairs is paired by its place.
func (l *aligner) piece(p hunk, whole bool) {
	for p.FromA < p.ToA && p.FromB < p.ToB && l.was[p.FromA].raw == l.is[p.FromB].raw {
		l.to[p.FromA] = p.FromB
		p.FromA, p.FromB = p.FromA+1, p.FromB+1
	}
	for p.FromA < p.ToA && p.FromB < p.ToB && l.was[p.ToA-1].raw == l.is[p.ToB-1].raw {
		p.ToA, p.ToB = p.ToA-1, p.ToB-1
		l.to[p.ToA] = p.ToB
	}
	if p.FromA == p.ToA || p.FromB == p.ToB {
		return
	}
	switch {
	case l.affordable(p):
		l.likeliest(p)
		l.between(p, l.placed)
	case whole:
		for _, r := range matches(l.work, raws(l.was[p.FromA:p.ToA]), raws(l.is[p.FromB:p.ToB])) {
			for k := range r.N {
				l.to[p.FromA+r.A+k] = p.FromB + r.B + k
			}
		}
		l.between(p, func(gap hunk) { l.piece(gap, false) })
	default:
		l.placed(p)
	}
}

// between visits what lies between the pairs of a piece.
func (l *aligner) between(p hunk, visit func(hunk)) {
	a, b := p.FromA, p.FromB
	for i := p.FromA; i <= p.ToA; i++ {
		to := p.ToB
		if i < p.ToA {
			if to = l.to[i]; to < 0 {
				continue
			}
		}
		if a < i && b < to {
			visit(hunk{a, i, b, to})
		}
		a, b = i+1, to+1
	}
}

// placed pairs as many blocks as before one by one, where they have their places: one block alone,
// cells of a row, or blocks of which no two are of one family.
func (l *aligner) placed(p hunk) {
	was, is := l.was[p.FromA:p.ToA], l.is[p.FromB:p.ToB]
	if len(was) != len(is) || !fixed(was) {
		return
	}
	for i := range was {
		if !kindred(was[i], is[i]) {
			return
		}
	}
	for i := range was {
		l.to[p.FromA+i] = p.FromB + i
	}
}

func fixed(list []*node) bool {
	seen := map[string]bool{}
	for _, n := range list {
		f := family(n.tag)
		if seen[f] && f != "td" {
			return false
		}
		seen[f] = true
	}
	return true
}

func raws(list []*node) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = n.raw
	}
	return out
}

// affordable reports whether all blocks of a piece can be compared with each other, and takes the
// price of it.
func (l *aligner) affordable(p hunk) bool {
	was, is := l.was[p.FromA:p.ToA], l.is[p.FromB:p.ToB]
	cost := len(was) * len(is)
	if cost > maxLikeness {
		return false
	}
	for _, n := range was {
		cost += len(n.bagged(l.seed)) * len(is)
	}
	for _, n := range is {
		cost += len(n.bagged(l.seed)) * len(was)
	}
	if cost > maxLikeness || cost > l.steps {
		return false
	}
	l.steps -= cost
	return true
}

// likeliest pairs blocks in order so that they have most in common in all.
func (l *aligner) likeliest(p hunk) {
	n, m := p.ToA-p.FromA, p.ToB-p.FromB
	like := make([]int, n*m)
	best := make([]int, (n+1)*(m+1)) // of what is left from a place on
	at := func(i, j int) int { return i*(m+1) + j }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			like[i*m+j] = likeness(l.was[p.FromA+i], l.is[p.FromB+j])
			best[at(i, j)] = max(best[at(i+1, j)], best[at(i, j+1)], best[at(i+1, j+1)]+like[i*m+j])
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch one := like[i*m+j]; {
		case one > 0 && best[at(i, j)] == best[at(i+1, j+1)]+one:
			l.to[p.FromA+i] = p.FromB + j
			i, j = i+1, j+1
		case best[at(i, j)] == best[at(i+1, j)]:
			i++
		default:
			j++
		}
	}
}

// likeness weighs what two blocks have in common, 0 when that is too little of them.
func likeness(a, b *node) int {
	if a.raw == b.raw {
		return 2*len(a.bag) + 2
	}
	if !kindred(a, b) {
		return 0
	}
	common := 0
	for i, j := 0, 0; i < len(a.bag) && j < len(b.bag); {
		switch {
		case a.bag[i] == b.bag[j]:
			common, i, j = common+1, i+1, j+1
		case a.bag[i] < b.bag[j]:
			i++
		default:
			j++
		}
	}
	if 2*float64(common) < alike*float64(len(a.bag)+len(b.bag)) {
		return 0
	}
	return 2 * common
}

// kindred reports whether one block can be what became of another.
func kindred(a, b *node) bool {
	return a.leaf == b.leaf && family(a.tag) == family(b.tag)
}

// family puts tags together that change into each other.
func family(tag string) string {
	switch tag {
	case "h2", "h3", "h4", "blockquote", "pre":
		return "p"
	case "ol":
		return "ul"
	case "th":
		return "td"
	case "thead", "tfoot":
		return "tbody"
	}
	return tag
}

// bagged are the words of a block as sorted hashes.
func (n *node) bagged(seed maphash.Seed) []uint64 {
	if n.bag == nil {
		n.bag = []uint64{}
		for _, t := range n.words() {
			if t.word || t.void != "" {
				n.bag = append(n.bag, maphash.String(seed, t.plain()))
			}
		}
		slices.Sort(n.bag)
	}
	return n.bag
}
