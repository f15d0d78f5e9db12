package evidence

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	hidden    = "[secret]" // stands for what was masked
	minSecret = 4          // bytes; see Recorder.Hide
	// minCoded is the shortest coded spelling that is looked for, in bytes.
	minCoded = 8
	// minNamed is the shortest value that is hidden everywhere because of the name that it
	// stands under; under that name it is masked whatever its length.
	minNamed = 8
)

// mask takes secrets out of texts.
type mask struct {
	known   []string // spellings of secrets, the longest first: one may hold another
	longest int      // spelling, in bytes
	// patterns tell what passes for a secret.
	patterns []pattern
}

func (k *Keeper) mask(secrets map[string]bool) mask {
	forms := map[string]bool{}
	for secret := range secrets {
		for _, form := range k.spellings.of(secret) {
			forms[form] = true
		}
	}
	if len(forms) == 0 {
		return mask{patterns: k.patterns}
	}
	sorted := slices.SortedFunc(maps.Keys(forms), func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	return mask{known: sorted, longest: len(sorted[0]), patterns: k.patterns}
}

// spelled remembers the spellings of secrets that come again and again: to make them takes
// longer than to look for them.
type spelled struct {
	mu     sync.Mutex
	secret map[string][]string
}

// What is remembered is bounded: tokens come and go, and a destination may say long ones.
const (
	mostSpelled    = 1000
	longestSpelled = 256 // bytes
)

func (s *spelled) of(secret string) []string {
	s.mu.Lock()
	forms, known := s.secret[secret]
	s.mu.Unlock()
	if known {
		return forms
	}
	forms = spellings(secret)
	if len(secret) > longestSpelled {
		return forms
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.secret) >= mostSpelled {
		clear(s.secret)
	}
	s.secret[secret] = forms
	return forms
}

// clean returns a text without secrets, and whether it held any: those that are known, and
// what passes for one by the name that it stands under or by its form.
func (m mask) clean(text string) (shown string, masked bool) {
	shown = text
	for _, form := range m.known {
		shown = strings.ReplaceAll(shown, form, hidden)
	}
	lower := lowered(shown)
	for _, p := range m.patterns {
		if !p.worth(lower) {
			continue
		}
		for _, form := range p.forms {
			shown = form.ReplaceAllString(shown, "${1}"+hidden)
		}
	}
	return shown, shown != text
}

// spellings are the forms in which a secret may stand in an address or in an answer that
// repeats it: as it is, or a part of it that counts as one, escaped for JSON, HTML or
// addresses, in hex, and in base64 wherever it begins within a group of three bytes.
func spellings(secret string) []string {
	plain := []string{secret}
	if bare := strings.ReplaceAll(secret, " ", ""); len(bare) >= minCoded {
		plain = append(plain, bare) // application passwords are shown in groups
	}
	for _, mark := range []string{":", "_", "|"} { // 123456:token, whsec_key, id|secret
		if _, rest, ok := strings.Cut(secret, mark); ok && len(rest) >= 2*minCoded {
			plain = append(plain, rest)
		}
	}
	var list []string
	for _, one := range plain {
		list = append(append(list, one), coded(one)...)
		if !strings.ContainsFunc(one, isEscaped) {
			continue // it is written in one way everywhere
		}
		for _, escaped := range slices.Concat(forJSON(one), forAddresses(one), []string{html.EscapeString(one)}) {
			list = append(list, escaped)
			list = append(list, forJSON(escaped)...) // an answer that quotes a body within JSON
		}
	}
	return list
}

// isEscaped tells what JSON, HTML or an address may write in another way.
func isEscaped(r rune) bool {
	return r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

func forJSON(s string) []string {
	quoted, _ := json.Marshal(s) // a string can always be written
	ascii := strings.Trim(strconv.QuoteToASCII(s), `"`)
	plain := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
	return []string{string(quoted[1 : len(quoted)-1]), ascii, plain, strings.ReplaceAll(plain, "/", `\/`), strings.ReplaceAll(ascii, "/", `\/`)}
}

func forAddresses(s string) []string {
	list := []string{url.QueryEscape(s), url.PathEscape(s), strings.ReplaceAll(url.QueryEscape(s), "+", "%20")}
	for _, one := range slices.Clone(list) {
		list = append(list, lowerEscapes(one))
	}
	return list
}

// lowerEscapes writes %3E as %3e, as some do.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i:], strings.ToLower(string(b[i:i+3])))
		}
	}
	return string(b)
}

// coded are the spellings in hex and in base64. Whole groups alone are the same whatever
// stands around them.
func coded(s string) []string {
	code := hex.EncodeToString([]byte(s))
	list := []string{code, strings.ToUpper(code)}
	for before := range 3 {
		padded := append(make([]byte, before), s...)
		padded = padded[:len(padded)/3*3]
		from := (before*8 + 5) / 6
		for _, text := range []string{base64.RawStdEncoding.EncodeToString(padded), base64.RawURLEncoding.EncodeToString(padded)} {
			list = append(list, text[min(from, len(text)):])
		}
	}
	return slices.DeleteFunc(list, func(form string) bool { return len(form) < minCoded })
}

// pattern tells what passes for a secret: what follows the first group of one of its forms.
type pattern struct {
	// hints are texts without one of which, in lower case, no form is looked for: most texts
	// have none, and the forms are slow.
	hints []string
	forms []*regexp.Regexp
}

func (p pattern) worth(lower string) bool {
	return slices.ContainsFunc(p.hints, func(hint string) bool { return strings.Contains(lower, hint) })
}

// lowered writes A to Z in lower case, and leaves all else.
func lowered(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// named finds the values that stand under the name of a secret and are long enough to be
// one.
func named(text string, patterns []pattern) []string {
	var list []string
	lower := lowered(text)
	for _, p := range patterns {
		if !p.worth(lower) {
			continue
		}
		for _, form := range p.forms {
			for _, found := range form.FindAllStringSubmatch(text, -1) {
				list = append(list, meant(strings.TrimPrefix(found[0], found[1]))...)
			}
		}
	}
	return slices.DeleteFunc(list, func(secret string) bool { return len(secret) < minNamed })
}

// meant is what a value says by the escapes of an address and by those of JSON.
func meant(value string) []string {
	var list []string
	if plain, err := url.QueryUnescape(value); err == nil {
		list = append(list, plain)
	}
	var plain string
	if json.Unmarshal([]byte(`"`+value+`"`), &plain) == nil {
		list = append(list, plain)
	}
	return list
}
