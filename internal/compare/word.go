package compare

// hunk is a change of words: was[FromA:ToA] became is[FromB:ToB].
type hunk struct{ FromA, ToA, FromB, ToB int }

// hunks finds the changes between two lists of tokens, put together so that people can read them:
// what stays between two changes and is no more than a few signs belongs to both.
func hunks(w *work, was, is []token, of func(token) string) []hunk {
	var out []hunk
	a, b := 0, 0
	for _, r := range append(matches(w, keys(was, of), keys(is, of)), run{len(was), len(is), 0}) {
		if r.A > a || r.B > b {
			out = append(out, hunk{a, r.A, b, r.B})
		}
		a, b = r.A+r.N, r.B+r.N
	}
	slide(out, was, is, of)
	return readable(out, was, is)
}

// maxSlide is how far a change is moved to where it reads best.
const maxSlide = 100 // tokens

// slide moves words that only came in, or only went out, along what stays where that tells the same
// change: to the end of a sentence, or so that they begin with their space.
func slide(list []hunk, was, is []token, of func(token) string) {
	for i := range list {
		h := &list[i]
		side, from, to := was, h.FromA, h.ToA
		if h.FromA == h.ToA {
			side, from, to = is, h.FromB, h.ToB
		} else if h.FromB < h.ToB {
			continue
		}
		most := len(was) - h.ToA
		if i+1 < len(list) {
			most = list[i+1].FromA - h.ToA - 1
		}
		best, by := seam(side, from), 0
		for k := 1; k <= min(most, maxSlide) && of(side[from+k-1]) == of(side[to+k-1]); k++ {
			if one := seam(side, from+k); one > best {
				best, by = one, k
			}
		}
		*h = hunk{h.FromA + by, h.ToA + by, h.FromB + by, h.ToB + by}
	}
}

// seam tells how well a change reads that begins before a token.
func seam(tokens []token, at int) int {
	n := 0
	if at == 0 || !tokens[at-1].word && !blank(tokens[at-1].text) {
		n += 2
	}
	if at < len(tokens) && blank(tokens[at].text) {
		n++
	}
	return n
}

// readable puts changes together that only signs, or fewer words than either changes, part.
func readable(list []hunk, was, is []token) []hunk {
	before, after := wordsUpTo(was), wordsUpTo(is)
	size := func(h hunk) int { return max(before[h.ToA]-before[h.FromA], after[h.ToB]-after[h.FromB]) }
	var out []hunk
	for _, h := range list {
		for len(out) > 0 {
			last := out[len(out)-1]
			between := before[h.FromA] - before[last.ToA]
			if between > 0 && between >= min(size(last), size(h)) {
				break
			}
			h.FromA, h.FromB = last.FromA, last.FromB
			out = out[:len(out)-1]
		}
		out = append(out, h)
	}
	return out
}

// wordsUpTo counts the words before each place among tokens.
func wordsUpTo(tokens []token) []int {
	out := make([]int, len(tokens)+1)
	for i, t := range tokens {
		out[i+1] = out[i]
		if t.word {
			out[i+1]++
		}
	}
	return out
}

// spans compares two lists of tokens by their words; words that stay with other marks are told as
// formatted.
func (w *work) spans(d *Difference, was, is []token) []Span {
	s := spanner{work: w}
	at := 0
	var b int
	for _, h := range append(hunks(w, was, is, token.plain), hunk{len(was), len(was), len(is), len(is)}) {
		for ; at < h.FromA; at, b = at+1, b+1 {
			s.same(was[at], is[b])
		}
		s.all(Removed, was[h.FromA:h.ToA])
		s.all(Added, is[h.FromB:h.ToB])
		d.WordsRemoved += countWords(was[h.FromA:h.ToA])
		d.WordsAdded += countWords(is[h.FromB:h.ToB])
		at, b = h.ToA, h.ToB
	}
	return s.end()
}

// spanner gathers tokens of one fate and the same marks.
type spanner struct {
	*work
	done      []Span
	text      []byte // of the last span
	marks, of *marks // of the last span, after and before
}

func (s *spanner) all(op Op, tokens []token) {
	for _, t := range tokens {
		s.add(op, t.text, t.marks, nil)
	}
}

func (s *spanner) same(was, is token) {
	if was.marks.key() == is.marks.key() {
		s.add(Equal, is.text, is.marks, nil)
		return
	}
	s.add(Formatted, is.text, is.marks, was.marks)
}

func (s *spanner) add(op Op, text string, m, was *marks) {
	last := len(s.done) - 1
	if last < 0 || s.done[last].Op != op || s.marks.key() != m.key() || s.of.key() != was.key() {
		s.end()
		one := Span{Op: op, Marks: s.names(m)}
		if op == Formatted {
			one.Was = s.names(was)
		}
		s.done = append(s.done, one)
		s.marks, s.of = m, was
	}
	s.text = append(s.text, text...)
}

// end returns the spans; the last one is whole.
func (s *spanner) end() []Span {
	if last := len(s.done) - 1; last >= 0 && len(s.text) > 0 {
		s.done[last].Text, s.text = string(s.text), s.text[:0]
	}
	return s.done
}

// names tells marks in words, as long as that stays in proportion: addresses of links may be long
// and stand around every word.
func (s *spanner) names(m *marks) []string {
	names := m.names()
	for _, one := range names {
		s.told += len(one)
	}
	if s.told > maxTold {
		return nil
	}
	return names
}
