package text

// mostSlips is how many slips of the hand a word may be away that was meant.
const mostSlips = 2

// Nearest returns the known word that was meant by a mistaken one: with the fewest slips after
// both are folded, the first of several. It is "" where none is near, which takes two slips at
// most, and one for three letters: another hint would mislead.
func Nearest(word string, known []string) string {
	best, least := "", mostSlips+1
	meant := letters(word)
	for _, candidate := range known {
		letters := letters(candidate)
		if d := distance(meant, letters); d < least && 3*d <= max(len(meant), len(letters)) {
			best, least = candidate, d
		}
	}
	return best
}

// maxWord bounds the words that are compared: the time grows with the product of their
// lengths, and the word comes from a stranger.
const maxWord = 100

func letters(word string) []rune { return []rune(Fold(word[:min(len(word), maxWord)])) }

// distance counts how many letters must be put in, left out, replaced, or exchanged with their
// neighbour to make one word of another.
func distance(from, to []rune) int {
	before, row := []int(nil), make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		next := make([]int, len(to)+1)
		next[0] = i + 1
		for j, s := range to {
			cost := row[j]
			if r != s {
				cost++
			}
			next[j+1] = min(cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && r == to[j-1] && from[i-1] == s {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(to)]
}
