package canonical

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// form writes the canonical form of JSON as encoding/json makes it: valid, in UTF-8 and without
// blanks. It copies what is canonical already, as nearly all is. What is rare (names that are not in
// order by their bytes alone, names twice, pairs of surrogates) it leaves to package jcs.
type form struct {
	in   []byte
	out  []byte
	rare bool
}

// formOf returns the canonical form of plain, false for what is rare.
func formOf(plain []byte) ([]byte, bool) {
	f := form{in: plain, out: make([]byte, 0, len(plain))}
	f.value()
	return f.out, !f.rare && len(f.in) == 0
}

func (f *form) value() {
	if f.rare || len(f.in) == 0 {
		f.rare = true
		return
	}
	switch f.in[0] {
	case '{':
		f.object()
	case '[':
		f.copy(1)
		for !f.rare && !f.ends(']') {
			f.value()
			f.comma(']')
		}
	case '"':
		f.text()
	case 't', 'n':
		f.copy(len("true"))
	case 'f':
		f.copy(len("false"))
	default:
		f.number()
	}
}

// copy takes n bytes over as they are.
func (f *form) copy(n int) {
	if n > len(f.in) {
		f.rare = true
		return
	}
	f.out, f.in = append(f.out, f.in[:n]...), f.in[n:]
}

// ends takes over the end of a list or an object, if it is there.
func (f *form) ends(with byte) bool {
	if len(f.in) == 0 || f.in[0] != with {
		return false
	}
	f.copy(1)
	return true
}

// comma takes over what parts two elements, and leaves the end where it is.
func (f *form) comma(end byte) {
	switch {
	case len(f.in) > 1 && f.in[0] == ',':
		f.copy(1)
	case len(f.in) == 0 || f.in[0] != end:
		f.rare = true
	}
}

// member is a place in what was written: of a name, which ends before named, and of its value.
type member struct{ from, named, to int }

func (m member) name(out []byte) []byte { return out[m.from+1 : m.named-1] }

// object writes members as they come, and anew where their names are not in order.
func (f *form) object() {
	f.copy(1)
	var members []member
	for sorted := true; !f.rare; {
		if f.ends('}') {
			if !sorted {
				f.sort(members)
			}
			return
		}
		from := len(f.out)
		f.text()
		named := len(f.out)
		if len(f.in) < 2 || f.in[0] != ':' || bytes.IndexByte(f.out[from:named], '\\') >= 0 || slices.Max(f.out[from:named]) >= 0xee { // of U+E000 on the order is another
			f.rare = true
			return
		}
		f.copy(1)
		f.value()
		members = append(members, member{from, named, len(f.out)})
		if last := len(members) - 1; last > 0 {
			sorted = sorted && bytes.Compare(members[last-1].name(f.out), members[last].name(f.out)) < 0
		}
		f.comma('}')
	}
}

// sort writes the members of an object that has just been written in the order of their names.
func (f *form) sort(members []member) {
	begin := members[0].from
	was := slices.Clone(f.out[begin:])
	for i, m := range members {
		members[i] = member{m.from - begin, m.named - begin, m.to - begin}
	}
	slices.SortFunc(members, func(a, b member) int { return bytes.Compare(a.name(was), b.name(was)) })
	f.out = f.out[:begin]
	for i, m := range members {
		if i > 0 {
			f.rare = f.rare || bytes.Equal(members[i-1].name(was), m.name(was))
			f.out = append(f.out, ',')
		}
		f.out = append(f.out, was[m.from:m.to]...)
	}
	f.out = append(f.out, '}')
}

// text copies a string up to each escape, which stays only where RFC 8785 (3.2.2.2) wants one.
func (f *form) text() {
	if len(f.in) == 0 || f.in[0] != '"' {
		f.rare = true
		return
	}
	f.copy(1)
	for !f.rare {
		n := bytes.IndexAny(f.in, `"\`)
		if n < 0 || n+1 >= len(f.in) && f.in[n] == '\\' {
			f.rare = true
			return
		}
		f.copy(n)
		if f.in[0] == '"' {
			f.copy(1)
			return
		}
		switch f.in[1] {
		case 'u':
			f.code()
		case '/':
			f.in = f.in[1:]
			f.copy(1)
		default:
			f.copy(2)
		}
	}
}

// code writes the character that an escape names by its number.
func (f *form) code() {
	if len(f.in) < len(`\u0000`) {
		f.rare = true
		return
	}
	n, err := strconv.ParseUint(string(f.in[2:6]), 16, 16)
	r := rune(n)
	switch {
	case err != nil || r < ' ' || !utf8.ValidRune(r):
		f.rare = true
	case r == '"' || r == '\\':
		f.out = append(f.out, '\\', byte(r))
	default:
		f.out = utf8.AppendRune(f.out, r)
	}
	f.in = f.in[6:]
}

// exact is how many digits of a whole number stand for themselves in ECMAScript.
const exact = 15

func (f *form) number() {
	n := bytes.IndexAny(f.in, ",]}")
	if n < 0 {
		n = len(f.in)
	}
	number := f.in[:n]
	if digits := bytes.TrimPrefix(number, []byte("-")); len(digits) > 0 && len(digits) <= exact && len(bytes.Trim(digits, "0123456789")) == 0 && (digits[0] != '0' || len(number) == 1) {
		f.copy(n)
		return
	}
	value, err := strconv.ParseFloat(string(number), 64)
	if err != nil {
		f.rare = true
		return
	}
	written, err := jcs.NumberToJSON(value)
	f.rare = f.rare || err != nil
	f.out, f.in = append(f.out, written...), f.in[n:]
}
