package docx

import (
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/docx/sign"
)

// maxLevel is the number of levels of a list (ECMA-376 part 1, 17.9.6).
const maxLevel = 9

// maxLabel bounds how the number of a list reads, in bytes, with %1 in the place of numbers.
const maxLabel = 200

// numbering knows the lists of a file, and how far each has counted.
type numbering struct {
	nums     map[string]*part.Node // by number id
	abstract map[string]*list      // definitions, by their id
	lists    map[string]*list      // by number id, those that were asked for
	counts   map[string]*[maxLevel]int
}

// list is what paragraphs of one number id are in.
type list struct {
	id     string // of the definition that it counts with
	levels [maxLevel]level
}

type level struct {
	format string // ECMA-376 part 1, 17.18.59: "bullet", "decimal"
	text   string // such as "%1.%2."
	start  int
	style  string
}

// item is the place of a paragraph in a list.
type item struct {
	list    string // of the definition
	level   int
	ordered bool
	number  int
	label   string // as it reads, such as "1.2."
	format  string
}

func newNumbering(root *part.Node) *numbering {
	n := &numbering{nums: map[string]*part.Node{}, abstract: map[string]*list{}, lists: map[string]*list{}, counts: map[string]*[maxLevel]int{}}
	if root == nil {
		return n
	}
	for _, one := range root.Kids {
		switch one.Name {
		case "w:abstractNum":
			l := &list{id: one.Get("w:abstractNumId")}
			l.clear()
			for _, kid := range one.Kids {
				l.set(kid)
			}
			n.abstract[l.id] = l
		case "w:num":
			n.nums[one.Get("w:numId")] = one
		}
	}
	return n
}

func (l *list) clear() {
	for i := range l.levels {
		l.levels[i] = level{format: "none", start: 1}
	}
}

// list finds the list of a number id, nil for none.
func (n *numbering) list(id string) *list {
	l, known := n.lists[id]
	if num := n.nums[id]; !known && num != nil {
		l = n.made(num)
		n.lists[id] = l
	}
	return l
}

func (n *numbering) made(num *part.Node) *list {
	l := &list{id: num.First("w:abstractNumId").Get("w:val")}
	l.clear()
	if definition := n.abstract[l.id]; definition != nil {
		l.levels = definition.levels
	}
	own := false
	for _, override := range num.Kids {
		if override.Name != "w:lvlOverride" {
			continue
		}
		for _, one := range override.Kids {
			l.set(one)
		}
		at, ok := levelOf(override)
		if start, err := strconv.Atoi(override.First("w:startOverride").Get("w:val")); ok && err == nil {
			l.levels[at].start = start
			own = true
		}
	}
	if own {
		l.id += "/" + num.Get("w:numId") // it counts on its own
	}
	return l
}

func levelOf(n *part.Node) (int, bool) {
	at, err := strconv.Atoi(n.Get("w:ilvl"))
	return at, err == nil && at >= 0 && at < maxLevel
}

func (l *list) set(n *part.Node) {
	at, ok := levelOf(n)
	if !ok || n.Name != "w:lvl" {
		return
	}
	one := level{format: n.First("w:numFmt").Get("w:val"), text: cutBytes(n.First("w:lvlText").Get("w:val"), maxLabel), start: 1, style: n.First("w:pStyle").Get("w:val")}
	if start, err := strconv.Atoi(n.First("w:start").Get("w:val")); err == nil {
		one.start = start
	}
	l.levels[at] = one
}

// next counts a paragraph of a list; nil for one that has no number or bullet.
func (n *numbering) next(id string, at int) *item {
	l := n.list(id)
	if l == nil || at < 0 || at >= maxLevel || l.levels[at].format == "none" || l.levels[at].format == "" {
		return nil
	}
	counts := n.counts[l.id]
	if counts == nil {
		counts = &[maxLevel]int{}
		for i := range counts {
			counts[i] = l.levels[i].start - 1
		}
		n.counts[l.id] = counts
	}
	counts[at]++
	for i := at + 1; i < maxLevel; i++ {
		counts[i] = l.levels[i].start - 1
	}
	one := l.levels[at]
	return &item{list: l.id, level: at, ordered: one.format != "bullet", number: counts[at], label: l.label(at, counts), format: one.format}
}

// label spells the number of a level out.
func (l *list) label(at int, counts *[maxLevel]int) string {
	label := l.levels[at].text
	for i := range at + 1 {
		n := counts[i]
		if i < at {
			n = max(n, l.levels[i].start)
		}
		label = strings.ReplaceAll(label, "%"+strconv.Itoa(i+1), sign.Number(n, l.levels[i].format))
	}
	return strings.TrimSpace(label)
}

// placed reads which list a paragraph is in by its own properties or those of its style; ""
// for none.
func (s styles) placed(properties *part.Node, style string) (id string, at int) {
	own := properties.First("w:numPr")
	id, at = own.First("w:numId").Get("w:val"), -1
	if n, err := strconv.Atoi(own.First("w:ilvl").Get("w:val")); err == nil {
		at = n
	}
	for _, one := range s.chain(style) {
		given := one.Kid("w:pPr", "w:numPr")
		if id == "" {
			id = given.First("w:numId").Get("w:val")
		}
		if n, err := strconv.Atoi(given.First("w:ilvl").Get("w:val")); at < 0 && err == nil {
			at = n
		}
	}
	if id == "0" { // says that there is none (ECMA-376 part 1, 17.9.18)
		id = ""
	}
	return id, max(at, 0)
}

// byStyle is the level of a list that is bound to a style (ECMA-376 part 1, 17.9.23).
func (n *numbering) byStyle(id, style string, at int) int {
	l := n.list(id)
	if l == nil || style == "" {
		return at
	}
	for i, one := range l.levels {
		if one.style == style {
			return i
		}
	}
	return at
}
