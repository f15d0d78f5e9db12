package anchor

import "unicode"

// token is a word, or a sign by itself. White space is none: it only stands between them.
type token struct {
	text       string
	start, end int  // code points
	id         int  // the same for the same text
	line       bool // begins a line
}

// cut parts a text into its tokens.
func cut(text string) []token {
	var tokens []token
	runes, line := []rune(text), true
	for i := 0; i < len(runes); {
		r := runes[i]
		if unicode.IsSpace(r) {
			line = line || r == '\n'
			i++
			continue
		}
		end := i + 1
		for end < len(runes) && joined(r, runes[end]) {
			end++
		}
		tokens = append(tokens, token{text: string(runes[i:end]), start: i, end: end, line: line})
		i, line = end, false
	}
	return tokens
}

// joined tells whether a token that begins with one character goes on with another.
func joined(first, next rune) bool {
	if unicode.IsMark(next) {
		return true
	}
	return word(first) && !unspaced(first) && word(next) && !unspaced(next)
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// unspaced tells letters of scripts that put no spaces between words.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// number gives the tokens of two texts their ids.
func number(texts ...[]token) {
	ids := map[string]int{}
	for _, tokens := range texts {
		for i := range tokens {
			id, known := ids[tokens[i].text]
			if !known {
				id = len(ids)
				ids[tokens[i].text] = id
			}
			tokens[i].id = id
		}
	}
}
