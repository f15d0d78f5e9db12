package smtp

import (
	"regexp"
	"strings"
	"unicode"
)

// maxWords bounds what is kept of an answer, in code points.
const maxWords = 300

// clean makes words of a mail server fit to be kept and shown: one line, bounded, without our
// password, and without more of an address than its host, since filters quote the links that
// they do not like and ours open accounts. said is the letter: whatever looks like a token in
// it is taken out of the answer too, however that was quoted.
func (t *Transport) clean(words, said string) string {
	for _, end := range []string{", affected recipient(s): ", ", affected message ID: "} {
		words, _, _ = strings.Cut(words, end)
	}
	words = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(words, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if password := t.o.Password.Reveal(); password != "" {
		words = strings.ReplaceAll(words, password, "…")
	}
	for _, token := range regexp.MustCompile(`[\w-]{20,}`).FindAllString(said, -1) {
		words = strings.ReplaceAll(words, token, "…")
	}
	words = regexp.MustCompile(`(?i)(https?://[^/\s?#]+)[/?#]\S*`).ReplaceAllString(words, "$1/…")
	words = regexp.MustCompile(`(?i)(token=)\S+`).ReplaceAllString(words, "$1…")
	if runes := []rune(words); len(runes) > maxWords {
		words = string(runes[:maxWords]) + "…"
	}
	return words
}
