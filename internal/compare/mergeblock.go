package compare

import (
	"slices"
	"strconv"
	"strings"
)

// body merges bodies.
func (m *merger) body(base, mine, theirs string) string {
	if one, ok := simple(base, mine, theirs); ok {
		return one
	}
	b, a, t := parseBody(base), parseBody(mine), parseBody(theirs)
	return inner(m.children("body", "body", b.kids, a.kids, t.kids))
}

// children merges the blocks of a container with a tag.
func (m *merger) children(place, tag string, base, mine, theirs []*node) []*node {
	s := siblings{merger: m, place: place, tag: tag, base: base, mine: mine, theirs: theirs,
		byMe: align(m.work, base, mine), byThem: align(m.work, base, theirs)}
	for i := range len(base) + 1 {
		s.came(i)
		if i < len(base) {
			s.block(i)
		}
	}
	return s.out
}

// siblings merge the blocks of one container.
type siblings struct {
	*merger
	place, tag         string
	base, mine, theirs []*node
	byMe, byThem       alignment
	out                []*node
}

// came takes what came in before a block of the base.
func (s *siblings) came(i int) {
	a, b := s.byMe.added[i], s.byThem.added[i]
	switch {
	case s.rewritten(i): // told with the block
	case len(b) == 0 || inner(a) == inner(b):
		s.out = append(s.out, a...)
	case len(a) == 0:
		s.out = append(s.out, b...)
	default:
		s.ask(s.place+".+"+strconv.Itoa(i), nil, a, b)
	}
}

// rewritten reports whether one side put other blocks in the place of one that the other side
// changed, so that all of it is one conflict.
func (s *siblings) rewritten(i int) bool {
	if i == len(s.base) {
		return false
	}
	a, b := s.byMe, s.byThem
	for range 2 {
		if a.fates[i].at < 0 && len(a.added[i]) > 0 && len(b.added[i]) == 0 && b.fates[i].at >= 0 && !b.fates[i].same {
			return true
		}
		a, b = b, a
	}
	return false
}

// block merges what both sides made of a block of the base.
func (s *siblings) block(i int) {
	base, mine, theirs := s.base[i], s.of(s.mine, s.byMe.fates[i]), s.of(s.theirs, s.byThem.fates[i])
	place := s.place + "." + strconv.Itoa(i)
	switch {
	case s.byThem.fates[i].same:
		s.put(mine)
	case s.byMe.fates[i].same:
		s.put(theirs)
	case mine == nil && theirs == nil:
	case mine == nil || theirs == nil:
		a, b := some(mine), some(theirs)
		if s.rewritten(i) {
			a, b = slices.Concat(s.byMe.added[i], a), slices.Concat(s.byThem.added[i], b)
		}
		s.ask(place, some(base), a, b)
	case mine.raw == theirs.raw:
		s.put(mine)
	default:
		s.both(place, base, mine, theirs)
	}
}

func (s *siblings) of(list []*node, f fate) *node {
	if f.at < 0 {
		return nil
	}
	return list[f.at]
}

func (s *siblings) put(n *node) {
	if n != nil && !n.empty() {
		s.out = append(s.out, n)
	}
}

func some(n *node) []*node {
	if n == nil {
		return nil
	}
	return []*node{n}
}

// both merges a block that both sides changed, each in its way.
func (s *siblings) both(place string, base, mine, theirs *node) {
	tag, alike := simple(base.tag+base.attrs, mine.tag+mine.attrs, theirs.tag+theirs.attrs)
	shell := mine
	if alike && tag != mine.tag+mine.attrs {
		shell = theirs
	}
	if alike && !base.leaf {
		made := &node{tag: shell.tag, attrs: shell.attrs}
		made.kids = s.children(place, shell.tag, base.kids, mine.kids, theirs.kids)
		made.seal()
		s.put(made)
		return
	}
	if alike && !base.opaque && !mine.opaque && !theirs.opaque {
		if tokens, ok := mergeWords(s.work, base.tokens, mine.tokens, theirs.tokens); ok {
			if made := leafOf(shell.tag, shell.attrs, tokens); made != nil {
				s.put(made)
				return
			}
		}
	}
	s.ask(place, some(base), some(mine), some(theirs))
}

// ask settles a conflict about blocks.
func (s *siblings) ask(place string, base, mine, theirs []*node) {
	choice := s.settle(Conflict{Field: Body, Place: place, Base: inner(base), Mine: inner(mine), Theirs: inner(theirs)})
	switch choice.Take {
	case Theirs:
		s.out = append(s.out, theirs...)
	case Both:
		s.out = append(s.out, together(mine, theirs)...)
	case Own:
		own, ok := s.typed(choice.Own, slices.Concat(mine, theirs, base))
		switch { // what stands there in one of them can stand there, wherever it came from
		case choice.Own == inner(mine):
			own, ok = mine, true
		case choice.Own == inner(theirs):
			own, ok = theirs, true
		}
		if !ok {
			s.reject()
			own = mine
		}
		s.out = append(s.out, own...)
	default:
		s.out = append(s.out, mine...)
	}
}

// empty reports whether a block is one that the allow-list takes out, since nothing of it is seen.
func (n *node) empty() bool {
	if !n.leaf || !slices.Contains([]string{"p", "h2", "h3", "h4"}, n.tag) {
		return false
	}
	for _, t := range n.tokens {
		if strings.HasPrefix(t.void, "<img") || t.void == "" && !blank(t.text) {
			return false
		}
	}
	return true
}

// together puts mine before theirs. A cell stays one cell, so that its row keeps its columns.
func together(mine, theirs []*node) []*node {
	if len(mine) == 1 && len(theirs) == 1 && mine[0].leaf && theirs[0].leaf && family(mine[0].tag) == "td" {
		tokens := slices.Concat(mine[0].tokens, []token{{text: "\n", void: "<br/>"}}, theirs[0].tokens)
		if made := leafOf(mine[0].tag, mine[0].attrs, tokens); made != nil {
			return []*node{made}
		}
	}
	return slices.Concat(mine, theirs)
}

// parts are the only blocks that lists, tables and their parts hold; nil of what holds any.
func parts(tag string) []string {
	switch tag {
	case "ul", "ol":
		return []string{"li"}
	case "table":
		return []string{"caption", "thead", "tbody", "tfoot", "tr"}
	case "thead", "tbody", "tfoot":
		return []string{"tr"}
	case "tr":
		return []string{"td", "th"}
	}
	return nil
}

// stands tells whether a block can stand in a container.
func stands(tag, in string) bool {
	if only := parts(in); only != nil {
		return slices.Contains(only, tag)
	}
	switch tag {
	case "li", "caption", "thead", "tbody", "tfoot", "tr", "td", "th":
		return false
	case "figcaption":
		return in == "figure"
	}
	return true
}

// typed reads what a person wrote for a place: blocks, or words that get the element that stands
// there. Nothing at all takes the place out.
func (s *siblings) typed(own string, there []*node) ([]*node, bool) {
	if blank(own) {
		return nil, true
	}
	kids := parseIn(own, s.tag).kids
	if len(kids) == 0 {
		return nil, false
	}
	tag := ""
	if len(there) > 0 && there[0].leaf {
		tag = there[0].tag
	}
	for i, k := range kids {
		if k.tag != "" {
			if !stands(k.tag, s.tag) {
				return nil, false // it would be moved elsewhere, or tear its surroundings
			}
			continue
		}
		if tag == "" && parts(s.tag) != nil {
			return nil, false // words alone stand in no list and no table
		}
		if tag != "" {
			if kids[i] = leafOf(tag, "", k.tokens); kids[i] == nil {
				return nil, false
			}
		}
	}
	return kids, true
}
