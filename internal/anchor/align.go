package anchor

import (
	"slices"
	"sort"
)

const (
	none = -1
	// table bounds the cells of one table of common words.
	table = 250_000
	// deep bounds how often a gap is parted again.
	deep = 40
)

// aligner finds which tokens of one text are which of another: what both begin and end with,
// then runs that each has once, in the longest order that both share, then between them again.
type aligner struct {
	old, new []token
	to       []int // for each old token the new one, or none
	from     []int // the other way
	budget   int   // of tokens and cells that may still be looked at
}

func align(older, newer []token) *aligner {
	a := &aligner{old: older, new: newer, to: filled(len(older)), from: filled(len(newer)), budget: 48*(len(older)+len(newer)) + 4_000_000}
	a.part(span{0, len(older), 0, len(newer)}, 0)
	a.slide()
	return a
}

func filled(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = none
	}
	return list
}

func (a *aligner) join(i, j int) { a.to[i], a.from[j] = j, i }

// span is a part of each text, ends excluded.
type span struct{ oldLo, oldHi, newLo, newHi int }

func (a *aligner) part(s span, depth int) {
	for s.oldLo < s.oldHi && s.newLo < s.newHi && a.old[s.oldLo].id == a.new[s.newLo].id {
		a.join(s.oldLo, s.newLo)
		s.oldLo, s.newLo = s.oldLo+1, s.newLo+1
	}
	for s.oldLo < s.oldHi && s.newLo < s.newHi && a.old[s.oldHi-1].id == a.new[s.newHi-1].id {
		a.join(s.oldHi-1, s.newHi-1)
		s.oldHi, s.newHi = s.oldHi-1, s.newHi-1
	}
	rows, columns := s.oldHi-s.oldLo, s.newHi-s.newLo
	if rows == 0 || columns == 0 || depth > deep {
		return
	}
	for _, width := range []int{6, 3, 1} {
		if a.budget -= rows + columns; a.budget < 0 {
			return
		}
		pairs := increasing(a.once(s, width))
		if len(pairs) == 0 {
			continue
		}
		for _, p := range pairs {
			a.part(span{s.oldLo, p.old, s.newLo, p.new}, depth+1)
			a.join(p.old, p.new)
			s.oldLo, s.newLo = p.old+1, p.new+1
		}
		a.part(s, depth+1)
		return
	}
	if rows <= table/columns && rows*columns <= a.budget {
		a.budget -= rows * columns
		a.common(s)
	}
}

// pair is a token of each text.
type pair struct{ old, new int }

// once lists the beginnings of runs of a width that both parts have exactly once, in the
// order of the old text.
func (a *aligner) once(s span, width int) []pair {
	type seen struct{ count, at int }
	key := func(tokens []token, i int) (k [6]int) {
		for n := range width {
			k[n] = tokens[i+n].id + 1
		}
		return k
	}
	older := map[[6]int]seen{}
	for i := s.oldLo; i+width <= s.oldHi; i++ {
		k := key(a.old, i)
		older[k] = seen{older[k].count + 1, i}
	}
	newer := map[[6]int]seen{}
	for j := s.newLo; j+width <= s.newHi; j++ {
		if k := key(a.new, j); older[k].count == 1 {
			newer[k] = seen{newer[k].count + 1, j}
		}
	}
	var pairs []pair
	for k, n := range newer {
		if n.count == 1 {
			pairs = append(pairs, pair{older[k].at, n.at})
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int { return p.old - q.old })
	return pairs
}

// increasing is the longest list of pairs that go up in both texts.
func increasing(pairs []pair) []pair {
	var tops []int // for each length, the pair that ends it lowest
	before := make([]int, len(pairs))
	for i, p := range pairs {
		at := sort.Search(len(tops), func(n int) bool { return pairs[tops[n]].new >= p.new })
		before[i] = none
		if at > 0 {
			before[i] = tops[at-1]
		}
		if at == len(tops) {
			tops = append(tops, i)
		} else {
			tops[at] = i
		}
	}
	if len(tops) == 0 {
		return nil
	}
	list := make([]pair, 0, len(tops))
	for i := tops[len(tops)-1]; i != none; i = before[i] {
		list = append(list, pairs[i])
	}
	slices.Reverse(list)
	return list
}

// common joins the longest row of tokens that two small parts share.
func (a *aligner) common(s span) {
	for _, p := range shared(a.old[s.oldLo:s.oldHi], a.new[s.newLo:s.newHi]) {
		a.join(s.oldLo+p.old, s.newLo+p.new)
	}
}

// shared is the longest common subsequence.
func shared(older, newer []token) []pair {
	width := len(newer) + 1
	length := make([]int32, (len(older)+1)*width)
	for i := len(older) - 1; i >= 0; i-- {
		for j := len(newer) - 1; j >= 0; j-- {
			if older[i].id == newer[j].id {
				length[i*width+j] = length[(i+1)*width+j+1] + 1
			} else {
				length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
			}
		}
	}
	var pairs []pair
	for i, j := 0, 0; i < len(older) && j < len(newer); {
		switch {
		case older[i].id == newer[j].id:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case length[(i+1)*width+j] >= length[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// slide moves what was taken out, and what was put in, to where people take out and put in:
// whole lines, then whole sentences. Where "A x. A y." became "A y.", the first A is gone.
func (a *aligner) slide() {
	slid(a.old, a.to, len(a.new), a.join, func(i int) { a.to[i] = none })
	slid(a.new, a.from, len(a.old), func(j, i int) { a.join(i, j) }, func(j int) { a.from[j] = none })
}

// slid goes through the runs of one text that the other, of so many tokens, lacks and has
// nothing in the place of.
func slid(tokens []token, to []int, size int, join func(here, there int), free func(here int)) {
	for lo := 0; lo < len(tokens); lo++ {
		if to[lo] != none {
			continue
		}
		hi := lo
		for hi < len(tokens) && to[hi] == none {
			hi++
		}
		next, behind := hi, size
		if hi < len(tokens) {
			behind = to[hi]
		}
		if lo > 0 && to[lo-1]+1 == behind {
			for n := steps(tokens, to, lo, hi); n > 0; n-- { // what stood before the run takes the place of its end
				there := to[lo-1]
				free(lo - 1)
				join(hi-1, there)
				lo, hi = lo-1, hi-1
			}
		}
		lo = next - 1
	}
}

// steps is by how many tokens a run is best moved down.
func steps(tokens []token, to []int, lo, hi int) int {
	top, by := edge(tokens, lo)+edge(tokens, hi), 0
	for n := 1; n <= 1000 && lo-n >= 0; n++ {
		if tokens[lo-n].id != tokens[hi-n].id || to[lo-n] == none || n > 1 && to[lo-n]+1 != to[lo-n+1] {
			break
		}
		if score := edge(tokens, lo-n) + edge(tokens, hi-n); score > top {
			top, by = score, n
		}
	}
	return by
}

// edge says how good a place before a token is for a cut.
func edge(tokens []token, i int) int {
	switch {
	case i == 0 || i == len(tokens) || tokens[i].line:
		return 3
	case slices.Contains([]string{".", "!", "?", "…", ":", ";"}, tokens[i-1].text):
		return 2
	case tokens[i-1].text == ",":
		return 1
	}
	return 0
}
