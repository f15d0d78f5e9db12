package anchor

// What is asked of a place before a selection is said to be there.
const (
	near     = 3   // tokens: how far around few words are looked for others that stayed with them
	context  = 32  // tokens: how far the surroundings of two places are compared
	few      = 4   // tokens: fewer need surroundings that stayed
	plenty   = 8   // tokens: so many are known by themselves
	blurred  = 400 // tokens: longer selections are not looked for word by word
	kept     = 0.6 // the part of the letters of a selection that must be left
	straying = 2   // how much longer a changed selection may have become
)

// Trace knows which words of an older text are which of a newer one. It serves any number of
// selections; it is not changed by them.
type Trace struct {
	a         *aligner
	same      bool
	old, new  []rune
	positions map[int][]int // of the tokens of the new text that came in, by their ids
}

// Between compares two texts. It takes time and memory in proportion to their lengths.
func Between(older, newer string) *Trace {
	t := &Trace{same: older == newer, old: []rune(older), new: []rune(newer)}
	if t.same {
		return t
	}
	one, other := cut(older), cut(newer)
	number(one, other)
	t.a, t.positions = align(one, other), map[int][]int{}
	for j, token := range other {
		if t.a.from[j] == none {
			t.positions[token.id] = append(t.positions[token.id], j)
		}
	}
	return t
}

// Locate finds a selection of an older text in a newer one; see [Trace.Locate].
func Locate(start, end int, older, newer string) Place {
	return Between(older, newer).Locate(start, end)
}

// Locate finds a selection of the older text in the newer one: where the comparison of the two
// leads, else where its words were moved to as they were, else where most of them are left. A
// place that is no better than another is none.
func (t *Trace) Locate(start, end int) Place {
	if start < 0 || start >= end || end > len(t.old) {
		return Place{Found: Orphaned}
	}
	if t.same {
		return Place{Exact, start, end}
	}
	s, ok := t.selection(start, end)
	if !ok {
		return Place{Found: Orphaned}
	}
	for _, way := range []func(selection) (selection, bool){t.stayed, t.moved, t.altered, t.blurred} {
		if there, found := way(s); found {
			return t.place(s, there, start, end)
		}
	}
	return Place{Found: Orphaned}
}

// selection is a row of tokens, both ends included.
type selection struct{ first, last int }

func (s selection) size() int { return s.last - s.first + 1 }

// selection is the tokens of which a part is selected.
func (t *Trace) selection(start, end int) (selection, bool) {
	s := selection{none, none}
	for i, token := range t.a.old {
		if token.end <= start {
			continue
		}
		if token.start >= end {
			break
		}
		if s.first == none {
			s.first = i
		}
		s.last = i
	}
	return s, s.first != none
}

// place gives the code points of a row of tokens of the new text. A part of a word stays that
// part while the word is the same.
func (t *Trace) place(s, there selection, start, end int) Place {
	first, last := t.a.old[s.first], t.a.old[s.last]
	from, to := t.a.new[there.first], t.a.new[there.last]
	p := Place{Changed, from.start, to.end}
	if first.id == from.id {
		p.Start += max(0, start-first.start)
	}
	if last.id == to.id {
		p.End -= max(0, last.end-end)
	}
	p.Start = min(p.Start, p.End-1)
	if string(t.new[p.Start:p.End]) == string(t.old[max(start, first.start):min(end, last.end)]) {
		p.Found = Exact
	}
	return p
}

// stayed follows the comparison where it leads from each word to the next.
func (t *Trace) stayed(s selection) (selection, bool) {
	at := t.a.to[s.first]
	for i := s.first; i <= s.last; i++ {
		if at == none || t.a.to[i] != at+i-s.first {
			return selection{}, false
		}
	}
	there := selection{at, at + s.size() - 1}
	return there, s.size() >= few || t.accompanied(s, there)
}

// accompanied tells whether something of what stood around a selection stands around a place.
func (t *Trace) accompanied(s, there selection) bool {
	for n := 1; n <= near; n++ {
		if s.first-n < 0 || s.last+n >= len(t.a.old) { // the text begins or ends here, and did
			if there.first-n < 0 || there.last+n >= len(t.a.new) {
				return true
			}
		}
		if i := s.first - n; i >= 0 && t.a.to[i] != none && t.a.to[i] < there.first && t.a.to[i] >= there.first-near-1 {
			return true
		}
		if i := s.last + n; i < len(t.a.old) && t.a.to[i] > there.last && t.a.to[i] <= there.last+near+1 {
			return true
		}
	}
	return false
}

// moved looks for all the words among what came in, and goes by what stands around them.
func (t *Trace) moved(s selection) (selection, bool) {
	place, top, twice := none, none, false
	for _, j := range t.positions[t.a.old[s.first].id] {
		if !t.cameIn(s, j) {
			continue
		}
		switch score := t.around(s, selection{j, j + s.size() - 1}); {
		case score > top:
			place, top, twice = j, score, false
		case score == top:
			twice = true
		}
	}
	if place == none || twice || top < near && s.size() < plenty {
		return selection{}, false
	}
	return selection{place, place + s.size() - 1}, true
}

// cameIn tells whether the words of a selection stand at a place, and all are new there.
func (t *Trace) cameIn(s selection, j int) bool {
	if j+s.size() > len(t.a.new) {
		return false
	}
	for i := s.first; i <= s.last; i++ {
		if n := j + i - s.first; t.a.new[n].id != t.a.old[i].id || t.a.from[n] != none {
			return false
		}
	}
	return true
}

// around counts the tokens before and behind a selection that stand before and behind a place.
func (t *Trace) around(s, there selection) (score int) {
	for n := 1; n <= context && s.first-n >= 0 && there.first-n >= 0 && t.a.old[s.first-n].id == t.a.new[there.first-n].id; n++ {
		score++
	}
	for n := 1; n <= context && s.last+n < len(t.a.old) && there.last+n < len(t.a.new) && t.a.old[s.last+n].id == t.a.new[there.last+n].id; n++ {
		score++
	}
	return score
}

// altered follows the comparison where it leads from most words.
func (t *Trace) altered(s selection) (selection, bool) {
	there, left := selection{none, none}, 0
	for i := s.first; i <= s.last; i++ {
		if j := t.a.to[i]; j != none {
			if there.first == none {
				there.first = j
			}
			there.last = j
			left += letters(t.a.old[i])
		}
	}
	if there.first == none || there.size() > straying*s.size()+few || float64(left) < kept*float64(t.letters(s)) {
		return selection{}, false
	}
	return there, t.accompanied(s, there)
}

func letters(one token) int {
	if word([]rune(one.text)[0]) {
		return one.end - one.start
	}
	return 0
}

func (t *Trace) letters(s selection) (n int) {
	for i := s.first; i <= s.last; i++ {
		n += letters(t.a.old[i])
	}
	return n
}

// blurred looks for most of the words among what came in, where most of them point to.
func (t *Trace) blurred(s selection) (selection, bool) {
	if s.size() < few || s.size() > blurred {
		return selection{}, false
	}
	votes := map[int]int{}
	for i := s.first; i <= s.last; i++ {
		for n, j := range t.positions[t.a.old[i].id] {
			if n == most {
				break
			}
			votes[j-i]++
		}
	}
	by, top, twice := 0, 0, false
	for offset, n := range votes {
		switch {
		case n > top:
			by, top, twice = offset, n, false
		case n == top:
			twice = true
		}
	}
	if twice || top < 2 {
		return selection{}, false
	}
	lo, hi := max(0, s.first+by-few), min(len(t.a.new), s.last+by+1+few)
	for lo < hi && t.a.from[lo] != none {
		lo++
	}
	for hi > lo && t.a.from[hi-1] != none {
		hi--
	}
	return t.within(s, lo, hi)
}

// within looks for most of the words in a part of the new text.
func (t *Trace) within(s selection, lo, hi int) (selection, bool) {
	pairs, left := shared(t.a.old[s.first:s.last+1], t.a.new[lo:hi]), 0
	if len(pairs) == 0 {
		return selection{}, false
	}
	for _, p := range pairs {
		if t.a.from[lo+p.new] != none {
			return selection{}, false // it is other words' place
		}
		left += letters(t.a.old[s.first+p.old])
	}
	there := selection{lo + pairs[0].new, lo + pairs[len(pairs)-1].new}
	return there, there.size() <= straying*s.size()+few && float64(left) >= kept*float64(t.letters(s))
}
