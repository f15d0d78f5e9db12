package compare

import (
	"hash/maphash"
	"slices"
)

// run is a stretch that both sequences have: a[A:A+N] equals b[B:B+N].
type run struct{ A, B, N int }

// Bounds of one comparison or merge. Steps are looks at a pair of elements.
const (
	maxSteps    = 30_000_000
	maxDistance = 1_500 // edits that are looked for in one piece, on either side of its middle
)

// maxTold is how many bytes of marks a comparison tells.
const maxTold = 4_000_000

// work is what one comparison may spend, and has spent.
type work struct {
	steps int // left
	told  int // bytes of marks
	seed  maphash.Seed
}

func newWork() *work { return &work{steps: maxSteps, seed: maphash.MakeSeed()} }

// matches finds what two sequences have in common, in order, as runs that do not touch: as much
// as possible (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, section 4b, in
// linear space) where the edits are few enough to look for, else between elements that stand once
// in both, else nothing.
func matches(w *work, a, b []string) []run {
	d := differ{work: w}
	d.a, d.b = intern(a, b)
	d.piece(0, len(a), 0, len(b))
	return joined(d.runs)
}

// intern numbers elements, so that comparing two is comparing numbers.
func intern(a, b []string) (na, nb []int) {
	numbers := make(map[string]int, len(a))
	number := func(list []string) []int {
		out := make([]int, len(list))
		for i, s := range list {
			n, known := numbers[s]
			if !known {
				n = len(numbers)
				numbers[s] = n
			}
			out[i] = n
		}
		return out
	}
	return number(a), number(b)
}

// joined puts runs together that touch.
func joined(runs []run) []run {
	var out []run
	for _, r := range runs {
		if last := len(out) - 1; last >= 0 && out[last].A+out[last].N == r.A && out[last].B+out[last].N == r.B {
			out[last].N += r.N
			continue
		}
		out = append(out, r)
	}
	return out
}

type differ struct {
	*work
	a, b []int
	runs []run // in order
}

func (d *differ) common(a, b, n int) {
	if n > 0 {
		d.runs = append(d.runs, run{a, b, n})
	}
}

// piece compares a[a0:a1] with b[b0:b1].
func (d *differ) piece(a0, a1, b0, b1 int) {
	head := 0
	for a0+head < a1 && b0+head < b1 && d.a[a0+head] == d.b[b0+head] {
		head++
	}
	d.common(a0, b0, head)
	a0, b0 = a0+head, b0+head
	tail := 0
	for a0 < a1-tail && b0 < b1-tail && d.a[a1-tail-1] == d.b[b1-tail-1] {
		tail++
	}
	a1, b1 = a1-tail, b1-tail
	d.steps -= head + tail
	if a0 < a1 && b0 < b1 && d.steps > 0 {
		if x, y, ok := d.middle(a0, a1, b0, b1); ok {
			d.piece(a0, x, b0, y)
			d.piece(x, a1, y, b1)
		} else {
			d.anchored(a0, a1, b0, b1)
		}
	}
	d.common(a1, b1, tail)
}

// middle finds a point on a shortest path through the edit graph, searching from both ends.
func (d *differ) middle(a0, a1, b0, b1 int) (x, y int, ok bool) {
	n, m := a1-a0, b1-b0
	most := min((n+m+1)/2, maxDistance)
	s := search{d: d, a0: a0, a1: a1, b0: b0, b1: b1, n: n, m: m, origin: most + 1,
		forward: make([]int, 2*most+3), backward: make([]int, 2*most+3)}
	for distance := 0; distance <= most && d.steps > 0; distance++ {
		if x, y, ok = s.ahead(distance); ok {
			return a0 + x, b0 + y, true
		}
		if x, y, ok = s.back(distance); ok {
			return a1 - x, b1 - y, true
		}
	}
	return 0, 0, false
}

// search holds the furthest points reached on each diagonal, from either end.
type search struct {
	d                 *differ
	a0, a1, b0, b1    int
	n, m, origin      int
	forward, backward []int
}

// diagonals are the first and the last that a search of a distance can stand on.
func (s *search) diagonals(distance int) (first, last int) {
	return 2*max(0, distance-s.m) - distance, distance - 2*max(0, distance-s.n)
}

// next is the furthest column on a diagonal one edit on, before equal elements are passed.
func (s *search) next(reached []int, k, distance int) int {
	switch {
	case distance == 0:
		return 0
	case k == -distance || k != distance && reached[s.origin+k-1] < reached[s.origin+k+1]:
		return reached[s.origin+k+1]
	}
	return reached[s.origin+k-1] + 1
}

func (s *search) ahead(distance int) (int, int, bool) {
	delta := s.n - s.m
	first, last := s.diagonals(distance)
	for k := first; k <= last; k += 2 {
		x := s.next(s.forward, k, distance)
		for x < s.n && x-k < s.m && s.d.a[s.a0+x] == s.d.b[s.b0+x-k] {
			x++
			s.d.steps--
		}
		s.forward[s.origin+k] = x
		s.d.steps--
		if delta%2 != 0 && s.meets(delta-k, distance-1) && x+s.backward[s.origin+delta-k] >= s.n {
			return x, x - k, true
		}
	}
	return 0, 0, false
}

// back counts from the ends of both sequences.
func (s *search) back(distance int) (int, int, bool) {
	delta := s.n - s.m
	first, last := s.diagonals(distance)
	for k := first; k <= last; k += 2 {
		x := s.next(s.backward, k, distance)
		for x < s.n && x-k < s.m && s.d.a[s.a1-x-1] == s.d.b[s.b1-x+k-1] {
			x++
			s.d.steps--
		}
		s.backward[s.origin+k] = x
		s.d.steps--
		if delta%2 == 0 && s.meets(delta-k, distance) && x+s.forward[s.origin+delta-k] >= s.n {
			return x, x - k, true
		}
	}
	return 0, 0, false
}

// meets reports whether the other search, at its distance, has been on a diagonal.
func (s *search) meets(k, distance int) bool {
	if distance < 0 {
		return false
	}
	first, last := s.diagonals(distance)
	return k >= first && k <= last
}

// anchored cuts a piece that is too far apart at the elements that stand once on either side.
func (d *differ) anchored(a0, a1, b0, b1 int) {
	anchors := increasing(d.unique(a0, a1, b0, b1))
	if len(anchors) == 0 {
		return
	}
	fromA, fromB := a0, b0
	for _, at := range anchors {
		if at.A < fromA || at.B < fromB {
			continue // taken already, as the tail of the piece before
		}
		d.piece(fromA, at.A, fromB, at.B)
		d.common(at.A, at.B, 1)
		fromA, fromB = at.A+1, at.B+1
	}
	d.piece(fromA, a1, fromB, b1)
}

// unique lists what stands once on either side, in the order of a.
func (d *differ) unique(a0, a1, b0, b1 int) []run {
	d.steps -= a1 - a0 + b1 - b0
	type place struct{ inA, inB, at int }
	places := make(map[int]place, a1-a0)
	for i := a0; i < a1; i++ {
		p := places[d.a[i]]
		p.inA++
		places[d.a[i]] = p
	}
	for j := b0; j < b1; j++ {
		p := places[d.b[j]]
		p.inB++
		p.at = j
		places[d.b[j]] = p
	}
	var out []run
	for i := a0; i < a1; i++ {
		if p := places[d.a[i]]; p.inA == 1 && p.inB == 1 {
			out = append(out, run{i, p.at, 1})
		}
	}
	return out
}

// increasing keeps the longest part of a list, ordered by A, whose B grow as well.
func increasing(list []run) []run {
	ends := []int{} // of the chains of each length, the one whose end is least
	before := make([]int, len(list))
	for i, r := range list {
		at, _ := slices.BinarySearchFunc(ends, r.B, func(e, b int) int { return list[e].B - b })
		before[i] = -1
		if at > 0 {
			before[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	out := make([]run, len(ends))
	for i, at := len(ends)-1, ends[len(ends)-1]; i >= 0; i, at = i-1, before[at] {
		out[i] = list[at]
	}
	return out
}
