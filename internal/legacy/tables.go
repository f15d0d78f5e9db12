package legacy

import (
	"strings"
	"unicode"
)

// vowels are the twelve vowels of Vietnamese with their tones: ngang, huyền, hỏi, ngã, sắc,
// nặng. The charts below are in this order.
const vowels = "a à ả ã á ạ  ă ằ ẳ ẵ ắ ặ  â ầ ẩ ẫ ấ ậ  e è ẻ ẽ é ẹ  ê ề ể ễ ế ệ  i ì ỉ ĩ í ị " +
	"o ò ỏ õ ó ọ  ô ồ ổ ỗ ố ộ  ơ ờ ở ỡ ớ ợ  u ù ủ ũ ú ụ  ư ừ ử ữ ứ ự  y ỳ ỷ ỹ ý ỵ"

// chartTCVN3 is the chart of TCVN 5712:1993, third set (VSCII-3), as the signs that its
// bytes are in Windows-1252; the byte of "ư" is the soft hyphen there.
const chartTCVN3 = "a µ ¶ · ¸ ¹  ¨ » ¼ ½ ¾ Æ  © Ç È É Ê Ë  e Ì Î Ï Ð Ñ  ª Ò Ó Ô Õ Ö  i × Ø Ü Ý Þ " +
	"o ß á â ã ä  « å æ ç è é  ¬ ê ë ì í î  u ï ñ ò ó ô  \u00ad õ ö ÷ ø ù  y ú û ü ý þ"

// capitalsTCVN3 are the letters that have a capital of their own.
const (
	capitalLetters = "Ă Â Ê Ô Ơ Ư Đ"
	capitalsTCVN3  = "¡ ¢ £ ¤ ¥ ¦ §"
)

// chartVNI is the chart of VNI for Windows. Most letters are a vowel with a mark behind it.
const chartVNI = "a aø aû aõ aù aï  aê aè aú aü aé aë  aâ aà aå aã aá aä  e eø eû eõ eù eï  eâ eà eå eã eá eä  i ì æ ó í ò " +
	"o oø oû oõ où oï  oâ oà oå oã oá oä  ô ôø ôû ôõ ôù ôï  u uø uû uõ uù uï  ö öø öû öõ öù öï  y yø yû yõ yù î"

// signs are the codes of TCVN3 that Unicode does not take for letters.
const signs = "¶·¸¹¨©«¬®»¼½¾×÷¡¢£¤¥¦§\u00ad"

func (t *Tables) fillTCVN3() {
	letters, codes := strings.Fields(vowels+" đ "+capitalLetters), strings.Fields(chartTCVN3+" ® "+capitalsTCVN3)
	for i, letter := range letters {
		t.spell[TCVN3][first(letter)] = codes[i]
		if letter != codes[i] {
			t.tcvn3[first(codes[i])] = first(letter)
		}
	}
}

func (t *Tables) fillVNI() {
	letters, codes := strings.Fields(vowels+" đ"), strings.Fields(chartVNI+" ñ")
	for i, letter := range letters {
		t.addVNI(first(letter), []rune(codes[i]))
		t.addVNI(unicode.ToUpper(first(letter)), []rune(strings.ToUpper(codes[i])))
	}
}

// addVNI enters one letter; the case of a mark says nothing, since people mix it.
func (t *Tables) addVNI(letter rune, code []rune) {
	t.spell[VNI][letter] = string(code)
	switch {
	case len(code) == 2:
		t.pair[[2]rune{code[0], unicode.ToLower(code[1])}] = letter
	case code[0] != letter:
		t.single[code[0]] = letter
	}
}

func first(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// rhymes are the endings of Vietnamese syllables without their tones, onsets their
// beginnings. Rare ones of borrowed words are left out: they would speak for words of
// other languages.
const rhymes = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây " +
	"e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu " +
	"o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot " +
	"ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uât uâng uây uê uêch uênh uc ui um un ung up ut " +
	"uôc uôi uôm uôn uông uôt uơ uy uya uych uynh uyêt uyên uyt uyu ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu " +
	"y yêm yên yêng yêt yêu yt ynh"

const onsets = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"

// plainLetter is a vowel without its tone. Tone is 0 for ngang and 1 to 5 for the others in
// the order of the charts.
type plainLetter struct {
	letter rune
	tone   int
}

const (
	acute = 4 // sắc
	dot   = 5 // nặng
)

func (t *Tables) fillPlain() {
	all := strings.Fields(vowels)
	for i, letter := range all {
		t.plain[first(letter)] = plainLetter{first(all[i-i%6]), i % 6}
	}
}

// syllable reports whether a word in small letters and NFC can be a Vietnamese syllable: an
// onset, a rhyme, one tone at most, and sắc or nặng alone before a stop.
func (t *Tables) syllable(word string) bool {
	var bare strings.Builder
	tone := 0
	for _, r := range word {
		if p, ok := t.plain[r]; ok {
			if p.tone != 0 && tone != 0 {
				return false
			}
			tone = max(tone, p.tone)
			r = p.letter
		}
		bare.WriteRune(r)
	}
	toneless := bare.String()
	if stopped(toneless) && tone != acute && tone != dot {
		return false
	}
	if t.rhymes[toneless] {
		return true
	}
	for i := range toneless {
		if i > 0 && i <= 3 && t.onsets[toneless[:i]] && t.rhymes[toneless[i:]] {
			return true
		}
	}
	return false
}

// stopped reports whether a syllable ends in p, t, c or ch.
func stopped(bare string) bool {
	return strings.HasSuffix(bare, "p") || strings.HasSuffix(bare, "t") || strings.HasSuffix(bare, "c") || strings.HasSuffix(bare, "ch")
}

// Syllable reports whether a word in NFC can be a Vietnamese syllable, in whatever case.
func (t *Tables) Syllable(word string) bool { return t.syllable(strings.ToLower(word)) }
