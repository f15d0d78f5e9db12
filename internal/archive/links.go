package archive

import (
	"cmp"
	"crypto/sha256"
	"fmt"
)

// links holds references against the keys that are there. It keeps sixteen bytes of each key
// that something may refer to.
type links struct {
	target map[string]bool // nouns that are referred to
	have   map[id]bool
	want   map[id]string // not there yet, with who asks
}

type id [16]byte

func idOf(noun, key string) id {
	sum := sha256.Sum256([]byte(noun + "\x00" + key))
	return id(sum[:16])
}

func newLinks(nouns []Noun) *links {
	l := &links{target: map[string]bool{}, have: map[id]bool{}, want: map[id]string{}}
	for _, n := range nouns {
		for _, c := range n.Columns {
			l.target[c.Ref] = true
		}
	}
	return l
}

func (l *links) take(r Row) error {
	for i, c := range r.Noun.Columns {
		key, _ := r.Values[i].(string)
		if c.Ref == "" || key == "" {
			continue
		}
		if to := idOf(c.Ref, key); !l.have[to] {
			l.want[to] = fmt.Sprintf("%s %v: %s %q", r.Noun.Name, r.Values[0], c.Name, key)
		}
	}
	if l.target[r.Noun.Name] {
		own := idOf(r.Noun.Name, r.Text(r.Noun.Key[0]))
		l.have[own] = true
		delete(l.want, own)
	}
	return nil
}

// whole names something that is referred to and is not there.
func (l *links) whole() error {
	for _, who := range l.want {
		return bad("data", "%s nhắc tới mục không có", "%s refers to what is not there", who)
	}
	return nil
}

// Compare orders two rows of a noun by their keys: numbers as such, texts by their bytes.
func Compare(a, b Row) int {
	for _, column := range a.Noun.Key {
		var order int
		if n, is := a.Get(column).(int64); is {
			m, _ := b.Get(column).(int64)
			order = cmp.Compare(n, m)
		} else {
			order = cmp.Compare(a.Text(column), b.Text(column))
		}
		if order != 0 {
			return order
		}
	}
	return 0
}
