// Package legacy knows the two encodings in which Vietnamese was written before Unicode and
// which still come out of old documents: TCVN3, also called ABC (fonts .VnTime, .VnArial and
// their like), and that of VNI for Windows (fonts VNI-Times and their like). It recognises
// text in them, by the names of fonts and by the letters themselves, and converts it.
//
// Nothing is converted that nobody asked for: [Tables.Recognise] says what would become of
// which part, and [Tables.Convert] does it for the parts that a person chose.
package legacy

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Encoding is one of the old encodings.
type Encoding string

// The encodings that are known.
const (
	TCVN3 Encoding = "tcvn3"
	VNI   Encoding = "vni"
)

// Encodings lists all of them.
func Encodings() []Encoding { return []Encoding{TCVN3, VNI} }

// Known reports whether e is an encoding that can be converted.
func (e Encoding) Known() bool { return e == TCVN3 || e == VNI }

// Name is what people call the encoding.
func (e Encoding) Name() string {
	if e == VNI {
		return "VNI-Windows"
	}
	return "TCVN3 (ABC)"
}

// softHyphen is the code of "ư" in TCVN3. Every step that takes text in drops it elsewhere,
// since nobody sees it.
const softHyphen = '\u00ad'

// standIn is the code of "Ư" in TCVN3, a sign that everybody sees. It takes the place of
// the soft hyphen in text that is kept before it is converted.
const standIn = '\u00a6'

// Tables are the charts of both encodings and what is known of Vietnamese syllables. They
// are safe for concurrent use; make them once with [NewTables].
type Tables struct {
	tcvn3  map[rune]rune
	single map[rune]rune    // VNI: letters written by one sign
	pair   map[[2]rune]rune // VNI: letters written by a letter and a mark behind it
	spell  map[Encoding]map[rune]string
	plain  map[rune]plainLetter
	rhymes map[string]bool
	onsets map[string]bool
}

// NewTables makes the charts.
func NewTables() *Tables {
	t := &Tables{tcvn3: map[rune]rune{}, single: map[rune]rune{}, pair: map[[2]rune]rune{}, spell: map[Encoding]map[rune]string{TCVN3: {}, VNI: {}},
		plain: map[rune]plainLetter{}, rhymes: set(rhymes), onsets: set(onsets)}
	t.fillTCVN3()
	t.fillVNI()
	t.fillPlain()
	return t
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

// Decode converts s as a whole, whatever is in it. The result is in NFC. Letters that are
// no codes of the encoding stay as they are. In TCVN3 the case of most letters with a tone
// is not written: they become capitals where the letters around them are.
func (t *Tables) Decode(e Encoding, s string) string {
	return norm.NFC.String(strings.Join(t.decode(e, []rune(norm.NFC.String(s)), nil), ""))
}

// Encode is the way back: it writes Vietnamese in the codes of the encoding. TCVN3 has
// capitals for seven letters with a mark alone; all others come out small.
func (t *Tables) Encode(e Encoding, s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		code, ok := t.spell[e][r]
		if !ok {
			code, ok = t.spell[e][unicode.ToLower(r)]
		}
		if ok {
			b.WriteString(code)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Keep makes the letter "ư" of TCVN3 visible in a text that is to be stored as it is: its
// code is the soft hyphen, which is dropped from all that is stored. Its capital takes its
// place, which nothing else uses, and from which [Tables.Convert] makes the small letter
// again. Text in which nothing speaks for TCVN3 comes back unchanged.
func (t *Tables) Keep(s string) string {
	if !strings.ContainsRune(s, softHyphen) {
		return s
	}
	for _, found := range t.Recognise([]Run{{Text: s}}) {
		if found.Encoding == TCVN3 {
			return Visible(s)
		}
	}
	return s
}

// Visible writes the letter "ư" of TCVN3 by the sign that [Tables.Keep] chose for it.
func Visible(s string) string {
	return strings.ReplaceAll(s, string(softHyphen), string(standIn))
}

// decode returns what stands for each rune of s: an empty string for a mark that its letter
// has taken in. shown tells which runes are in a font that shows capitals only; nil is none.
func (t *Tables) decode(e Encoding, s []rune, shown []bool) []string {
	if e == VNI {
		return t.decodeVNI(s)
	}
	return t.decodeTCVN3(s, shown)
}

func (t *Tables) decodeVNI(s []rune) []string {
	out := make([]string, len(s))
	for i := 0; i < len(s); i++ {
		if i+1 < len(s) {
			if letter, ok := t.pair[[2]rune{s[i], unicode.ToLower(s[i+1])}]; ok {
				out[i] = string(letter)
				i++
				continue
			}
		}
		if letter, ok := t.single[s[i]]; ok {
			out[i] = string(letter)
		} else {
			out[i] = string(s[i])
		}
	}
	return out
}

func (t *Tables) decodeTCVN3(s []rune, shown []bool) []string {
	out := make([]string, len(s))
	for i, r := range s {
		if letter, ok := t.tcvn3[r]; ok {
			r = letter
		}
		out[i] = string(r)
	}
	for _, w := range words(s) {
		t.settleU(s, out, w)
	}
	capitals(s, out)
	for i := range shown {
		if shown[i] {
			out[i] = strings.ToUpper(out[i])
		}
	}
	return out
}

// settleU decides the cases of "ư": a soft hyphen that was one, a capital that stands in for
// the small letter, and a hyphen that a program wrote for the soft one.
func (t *Tables) settleU(s []rune, out []string, w span) {
	if w.to-w.from > longestWord {
		return
	}
	word := func() string { return strings.ToLower(strings.Join(out[w.from:w.to], "")) }
	for i := w.from; i < w.to; i++ {
		switch {
		case s[i] == standIn && i > w.from:
			out[i] = "ư"
		case s[i] == softHyphen && !t.syllable(word()):
			out[i] = ""
			if !t.syllable(word()) {
				out[i] = "ư"
			}
		}
	}
	// "t-" and "tr-êng": a hyphen where the letters before it are no syllable, and with "ư" are.
	at := w.to
	if at >= len(s) || s[at] != '-' || t.syllable(word()) {
		return
	}
	rest := at + 1
	for rest < len(s) && rest <= at+longestWord && inWord(s[rest]) {
		rest++
	}
	if rest < len(s) && unicode.IsDigit(s[rest]) {
		return
	}
	if t.syllable(strings.ToLower(strings.Join(out[w.from:at], "") + "ư" + strings.Join(out[at+1:rest], ""))) {
		out[at] = "ư"
	}
}

// capitals gives letters whose case TCVN3 does not write the case of the letters around them.
func capitals(s []rune, out []string) {
	all := words(s)
	kinds := make([]int, len(all))
	for i, w := range all {
		kinds[i] = caseOf(s[w.from:w.to])
	}
	before, after := beside(kinds)
	for i, w := range all {
		loud := kinds[i] == upper
		if kinds[i] == unsure {
			loud = (before[i] == upper || after[i] == upper) && before[i] != lower && after[i] != lower
		}
		if loud {
			for j := w.from; j < w.to; j++ {
				out[j] = strings.ToUpper(out[j])
			}
			if w.to < len(s) && s[w.to] == '-' && out[w.to] == "ư" {
				out[w.to] = "Ư"
			}
		}
	}
}

// The case in which a word of TCVN3 is written.
const (
	lower  = iota
	upper  // two capitals of ASCII and no small letter
	unsure // one capital of ASCII at most, and no small letter
)

func caseOf(word []rune) int {
	capitals := 0
	for _, r := range word {
		switch {
		case 'a' <= r && r <= 'z':
			return lower
		case 'A' <= r && r <= 'Z':
			capitals++
		}
	}
	if capitals >= 2 {
		return upper
	}
	return unsure
}

// beside returns for each word the kinds of the nearest words before and behind it that are
// sure, unsure where there is none.
func beside(kinds []int) (before, after []int) {
	before, after = make([]int, len(kinds)), make([]int, len(kinds))
	last, next := unsure, unsure
	for i := range kinds {
		j := len(kinds) - 1 - i
		before[i], after[j] = last, next
		if kinds[i] != unsure {
			last = kinds[i]
		}
		if kinds[j] != unsure {
			next = kinds[j]
		}
	}
	return before, after
}

// longestWord bounds the words whose "ư" is looked into: no syllable has as many letters.
const longestWord = 16

type span struct{ from, to int }

// words finds the runs of letters and of signs that are letters in TCVN3.
func words(s []rune) []span {
	var all []span
	from := -1
	for i, r := range s {
		switch {
		case !inWord(r) && from >= 0:
			all = append(all, span{from, i})
			from = -1
		case inWord(r) && from < 0:
			from = i
		}
	}
	if from >= 0 {
		all = append(all, span{from, len(s)})
	}
	return all
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || strings.ContainsRune(signs, r)
}
