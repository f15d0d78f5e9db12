package compare

import "slices"

// distance is how many words that neither changed part two changes that are both taken. Nearer
// ones may be about the same thing, and a person looks at them.
const distance = 3

// edit is a change of one side: base[From:To] became words.
type edit struct {
	from, to int
	words    []token
}

// mergeWords merges the words of one block; false when the sides changed the same place, or places
// too near each other.
func mergeWords(w *work, base, mine, theirs []token) ([]token, bool) {
	a, b := edits(w, base, mine), edits(w, base, theirs)
	words := wordsUpTo(base)
	var out []token
	at := 0
	apply := func(e edit) {
		out = append(append(out, base[at:e.from]...), e.words...)
		at = e.to
	}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0:
			apply(a[0])
			a = a[1:]
		case len(a) == 0:
			apply(b[0])
			b = b[1:]
		case a[0].equal(b[0]):
			apply(a[0])
			a, b = a[1:], b[1:]
		case a[0].before(b[0], words):
			apply(a[0])
			a = a[1:]
		case b[0].before(a[0], words):
			apply(b[0])
			b = b[1:]
		default:
			return nil, false
		}
	}
	return append(out, base[at:]...), true
}

// edits are the changes of one side, of words and of marks.
func edits(w *work, base, side []token) []edit {
	var out []edit
	for _, h := range hunks(w, base, side, token.key) {
		out = append(out, edit{h.FromA, h.ToA, side[h.FromB:h.ToB]})
	}
	return out
}

func (e edit) equal(o edit) bool {
	return e.from == o.from && e.to == o.to && slices.EqualFunc(e.words, o.words, func(a, b token) bool { return a.key() == b.key() })
}

// before reports whether e ends well before o begins.
func (e edit) before(o edit, words []int) bool {
	return e.to <= o.from && words[o.from]-words[e.to] >= distance
}
