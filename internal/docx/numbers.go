package docx

import (
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/docx/sign"
)

// maxLevel is the number of levels of a list (ECMA-376 part 1, 17.9.6).
const maxLevel = 9

// numbering knows the lists of a file, and how far each has counted.
type numbering struct {
	lists  map[string]*list // by number id
	counts map[string]*[maxLevel]int
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

func newNumbering(root *node) *numbering {
	n := &numbering{lists: map[string]*list{}, counts: map[string]*[maxLevel]int{}}
	if root == nil {
		return n
	}
	abstract := map[string]*node{}
	for _, one := range root.kids {
		if one.name == "w:abstractNum" {
			abstract[one.get("w:abstractNumId")] = one
		}
	}
	for _, one := range root.kids {
		if one.name == "w:num" {
			n.lists[one.get("w:numId")] = listOf(one, abstract)
		}
	}
	return n
}

func listOf(num *node, abstract map[string]*node) *list {
	l := &list{id: num.first("w:abstractNumId").get("w:val")}
	for i := range l.levels {
		l.levels[i] = level{format: "none", start: 1}
	}
	if definition := abstract[l.id]; definition != nil {
		for _, one := range definition.kids {
			l.set(one)
		}
	}
	for _, override := range num.kids {
		if override.name != "w:lvlOverride" {
			continue
		}
		for _, one := range override.kids {
			l.set(one)
		}
		at, ok := levelOf(override)
		if start, err := strconv.Atoi(override.first("w:startOverride").get("w:val")); ok && err == nil {
			l.levels[at].start = start
			l.id += "/" + num.get("w:numId") // it counts on its own
		}
	}
	return l
}

func levelOf(n *node) (int, bool) {
	at, err := strconv.Atoi(n.get("w:ilvl"))
	return at, err == nil && at >= 0 && at < maxLevel
}

func (l *list) set(n *node) {
	at, ok := levelOf(n)
	if !ok || n.name != "w:lvl" {
		return
	}
	one := level{format: n.first("w:numFmt").get("w:val"), text: n.first("w:lvlText").get("w:val"), start: 1, style: n.first("w:pStyle").get("w:val")}
	if start, err := strconv.Atoi(n.first("w:start").get("w:val")); err == nil {
		one.start = start
	}
	l.levels[at] = one
}

// next counts a paragraph of a list; nil for one that has no number or bullet.
func (n *numbering) next(id string, at int) *item {
	l := n.lists[id]
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
func (s styles) placed(properties *node, style string) (id string, at int) {
	own := properties.first("w:numPr")
	id, at = own.first("w:numId").get("w:val"), -1
	if n, err := strconv.Atoi(own.first("w:ilvl").get("w:val")); err == nil {
		at = n
	}
	for _, one := range s.chain(style) {
		given := one.kid("w:pPr", "w:numPr")
		if id == "" {
			id = given.first("w:numId").get("w:val")
		}
		if n, err := strconv.Atoi(given.first("w:ilvl").get("w:val")); at < 0 && err == nil {
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
	l := n.lists[id]
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
