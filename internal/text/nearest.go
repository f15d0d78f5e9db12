package text

// Nearest returns the known word with the fewest changes of one letter to the given one,
// the first of several; "" when nothing is known.
func Nearest(word string, known []string) string {
	best, least := "", -1
	for _, candidate := range known {
		if d := distance(word, candidate); least < 0 || d < least {
			best, least = candidate, d
		}
	}
	return best
}

// maxWord bounds the words that are compared: the time grows with the product of their
// lengths, and the word comes from a stranger.
const maxWord = 100

// distance is Levenshtein's: how many letters must be put in, left out or replaced.
func distance(a, b string) int {
	from, to := []rune(a[:min(len(a), maxWord)]), []rune(b[:min(len(b), maxWord)])
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		corner := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := corner
			if r != s {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
		}
	}
	return row[len(to)]
}
