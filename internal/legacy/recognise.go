package legacy

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Run is a stretch of text in one font.
type Run struct {
	Text string
	// Font is the name of its font as the document gives it, empty when it gives none.
	Font string
	// Block numbers the paragraph, heading or cell that the run is in: words go on from run
	// to run of one block.
	Block int
}

// Confidence says how much speaks for an encoding.
type Confidence string

// How sure a recognition is. A font that says it and many words that are Vietnamese in no
// other way make it sure.
const (
	Sure   Confidence = "sure"
	Likely Confidence = "likely"
)

// Part is one block of text that conversion would change, as it is and as it would be.
type Part struct {
	Block         int
	Font          string // the font that tells the encoding, empty when the letters do
	Before, After string
	// CaseLost tells that the text is in TCVN3, in which the case of most letters with a tone
	// is not written: capitals have to be looked over.
	CaseLost bool
}

// Report says that text is in one of the old encodings.
type Report struct {
	Encoding   Encoding
	Confidence Confidence
	Parts      []Part // at least one
}

// What the words of a text must say before it is taken for an old encoding by its letters
// alone. A false alarm is one more question to a person; right Vietnamese, which has letters
// of neither encoding in nearly every word, is far from it.
const (
	fewWords  = 12 // up to which one decisive word is enough
	manyWords = 8  // from which the recognition is sure
	outweigh  = 3  // how many words must speak for it for each that speaks against it
	surely    = 10
)

// tally is what the words of a text say about one encoding.
type tally struct {
	words, good, bad int
	strong           map[string]bool
	decisive         bool
}

func (y *tally) add(o tally) {
	y.words, y.good, y.bad, y.decisive = y.words+o.words, y.good+o.good, y.bad+o.bad, y.decisive || o.decisive
	if y.strong == nil {
		y.strong = map[string]bool{}
	}
	for word := range o.strong {
		y.strong[word] = true
	}
}

// speaks reports whether the letters alone are enough.
func (y *tally) speaks() bool {
	enough := len(y.strong) >= 2 || y.decisive && y.words <= fewWords && y.bad == 0
	return enough && y.good >= outweigh*y.bad
}

// Recognise says which of the old encodings text is in, the one with more parts first. Text
// that is right as it stands gives none.
func (t *Tables) Recognise(runs []Run) []Report {
	var found []Report
	for _, e := range Encodings() {
		if r := t.recognise(e, blocksOf(runs)); len(r.Parts) > 0 {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b Report) int { return len(b.Parts) - len(a.Parts) })
	return found
}

func (t *Tables) recognise(e Encoding, blocks []block) Report {
	var total, fonts tally
	each := make([]tally, len(blocks))
	for i, b := range blocks {
		if named := b.in(e); named != "" {
			each[i] = t.tally(e, b.text(e))
			fonts.add(each[i])
		} else if text := b.text(e); text != nil {
			each[i] = t.tally(e, text)
			if each[i].good < each[i].bad { // right text, or another language, beside old text
				each[i] = tally{words: each[i].words, bad: 1}
				total.words += each[i].words
				continue
			}
			total.add(each[i])
		}
	}
	speaks := total.speaks()
	r := Report{Encoding: e, Confidence: Likely}
	for i, b := range blocks {
		named := b.in(e)
		if named == "" && !speaks || each[i].good < each[i].bad {
			continue
		}
		if p := b.part(e, t.apply(e, b)); p.Before != p.After {
			r.Parts = append(r.Parts, p)
		}
	}
	total.add(fonts)
	if total.good >= manyWords && total.good >= surely*total.bad || fonts.good > 0 && fonts.bad == 0 && total.good == fonts.good {
		r.Confidence = Sure
	}
	return r
}

// Convert returns the text of each run with the parts in the given blocks converted; nil
// means all that [Tables.Recognise] names. Runs whose font belongs to the other encoding
// keep theirs. Text that changes is in NFC. The parts are those that changed.
func (t *Tables) Convert(e Encoding, runs []Run, blocks []int) ([]string, []Part) {
	out := make([]string, len(runs))
	for i, r := range runs {
		out[i] = r.Text
	}
	chosen := map[int]bool{}
	for _, number := range blocks {
		chosen[number] = true
	}
	if blocks == nil {
		for _, p := range t.recognise(e, blocksOf(runs)).Parts {
			chosen[p.Block] = true
		}
	}
	var changed []Part
	for _, b := range blocksOf(runs) {
		if !chosen[b.number] {
			continue
		}
		after := t.apply(e, b)
		for i, text := range after {
			if text != norm.NFC.String(b.runs[i].Text) {
				out[b.runs[i].at] = text
			}
		}
		if p := b.part(e, after); p.Before != p.After {
			changed = append(changed, p)
		}
	}
	return out, changed
}

// part is the block as it is, in NFC, and as it would be.
func (b *block) part(e Encoding, after []string) Part {
	return Part{Block: b.number, Font: b.in(e), Before: norm.NFC.String(b.whole()), After: norm.NFC.String(strings.Join(after, "")), CaseLost: e == TCVN3}
}

// placed is a run and its place in the list it came in.
type placed struct {
	Run
	at int
}

// block is the text of one paragraph, heading or cell.
type block struct {
	number int
	runs   []placed
}

// blocksOf gathers runs by their blocks, in the order in which the blocks begin.
func blocksOf(runs []Run) []block {
	var all []block
	places := map[int]int{}
	for i, r := range runs {
		place, ok := places[r.Block]
		if !ok {
			place = len(all)
			places[r.Block] = place
			all = append(all, block{number: r.Block})
		}
		all[place].runs = append(all[place].runs, placed{r, i})
	}
	return all
}

// in returns the first font of the block that tells the encoding, and empty for none.
func (b *block) in(e Encoding) string {
	for _, r := range b.runs {
		if of, _ := FontEncoding(r.Font); of == e {
			return r.Font
		}
	}
	return ""
}

// takes returns the rule by which a run of the block may be in the encoding: its font says
// so, or no run's font does and its own does not say the other.
func (b *block) takes(e Encoding) func(Run) bool {
	named := b.in(e) != ""
	return func(r Run) bool {
		of, _ := FontEncoding(r.Font)
		return of == e || of == "" && !named
	}
}

// text joins the runs that may be in the encoding.
func (b *block) text(e Encoding) []rune {
	takes := b.takes(e)
	var all strings.Builder
	for _, r := range b.runs {
		if takes(r.Run) {
			all.WriteString(norm.NFC.String(r.Text))
		} else {
			all.WriteByte(' ')
		}
	}
	return []rune(all.String())
}

func (b *block) whole() string {
	var all strings.Builder
	for _, r := range b.runs {
		all.WriteString(r.Text)
	}
	return all.String()
}

// apply converts what may be in the encoding and returns the text of each run.
func (t *Tables) apply(e Encoding, b block) []string {
	takes := b.takes(e)
	written := make([]strings.Builder, len(b.runs))
	var letters []rune
	var shown []bool
	var owner []int
	for i, r := range b.runs {
		if !takes(r.Run) {
			written[i].WriteString(norm.NFC.String(r.Text))
			letters, shown, owner = append(letters, 0), append(shown, false), append(owner, -1)
			continue
		}
		_, capitals := FontEncoding(r.Font)
		for _, c := range norm.NFC.String(r.Text) {
			letters, shown, owner = append(letters, c), append(shown, capitals), append(owner, i)
		}
	}
	for i, text := range t.decode(e, letters, shown) {
		if owner[i] >= 0 {
			written[owner[i]].WriteString(text)
		}
	}
	out := make([]string, len(b.runs))
	for i := range written {
		out[i] = norm.NFC.String(written[i].String())
	}
	return out
}

// tally counts what the words of a text say.
func (t *Tables) tally(e Encoding, s []rune) tally {
	y := tally{strong: map[string]bool{}}
	for _, w := range words(s) {
		if w.from > 0 && unicode.IsDigit(s[w.from-1]) || w.to < len(s) && unicode.IsDigit(s[w.to]) {
			continue // units of measure and names of things
		}
		y.words++
		t.word(e, s[w.from:w.to], &y)
	}
	return y
}

// word counts what one word says. A word without a code of the encoding says nothing, nor
// does one that is Vietnamese both ways.
func (t *Tables) word(e Encoding, word []rune, y *tally) {
	plain := strings.ToLower(string(word))
	coded := false
	for _, r := range word {
		if r > 0xff && unicode.Is(unicode.Latin, r) {
			y.bad++ // a letter that neither encoding has
			return
		}
		coded = coded || r >= 0xa0 && r <= 0xff
	}
	if !coded || !strings.ContainsFunc(plain, func(r rune) bool { return r >= 'a' && r <= 'z' }) && len(word) < 2 {
		return
	}
	text := strings.ToLower(strings.Join(t.decode(e, word, nil), ""))
	right, asIs := t.syllable(text), t.syllable(plain)
	switch {
	case right && asIs:
	case !right:
		y.bad++
	default:
		y.good++
		if strong, decisive := t.weigh(e, word); strong {
			y.strong[text] = true
			y.decisive = y.decisive || decisive
		}
	}
}

// weigh tells whether a word that is Vietnamese only when it is decoded could hardly come
// about otherwise, and whether even one such word is enough in a short text.
func (t *Tables) weigh(e Encoding, word []rune) (strong, decisive bool) {
	if e == VNI {
		for _, r := range word {
			decisive = decisive || strings.ContainsRune("äåãøõïûüëùñ", unicode.ToLower(r))
		}
		return len(word) >= 3, decisive && len(word) >= 3
	}
	for i, r := range word {
		sign := strings.ContainsRune("¨©ª«¬®¶¸¹»¼½¾\u00ad¦", r)
		loud := i > 0 && unicode.IsLower(word[i-1]) && unicode.IsUpper(r)
		strong = strong || len(word) >= 2 && (sign || loud)
		decisive = decisive || (sign || loud) && i > 0 && i < len(word)-1
	}
	return strong, decisive
}

// FontEncoding tells the encoding that the name of a font stands for, empty for none, and
// whether the font shows capitals only. Names of a list are parted by commas, the first is
// the one that was meant.
func FontEncoding(font string) (e Encoding, capitals bool) {
	name, _, _ := strings.Cut(font, ",")
	name = strings.ToLower(strings.Trim(strings.TrimSpace(name), `"'`))
	switch {
	case strings.HasPrefix(name, ".vn"):
		return TCVN3, strings.HasSuffix(name, "h")
	case strings.HasPrefix(name, "vni-") || strings.HasPrefix(name, "vni "):
		return VNI, false
	}
	return "", false
}
