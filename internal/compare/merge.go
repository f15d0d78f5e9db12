package compare

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Take is what a person chooses where two lines of work changed the same place.
type Take string

// Choices. Both is mine and then theirs; Own is what the person writes there instead.
const (
	Mine   Take = "mine"
	Theirs Take = "theirs"
	Both   Take = "both"
	Own    Take = "own"
)

// Choice answers one conflict.
type Choice struct {
	Take     Take
	Own      string   // words for title and lead, HTML or words for the body; with Own alone
	Pictures []string // the ids, of the conflict about pictures; with Own alone, and then not nil
}

// Field is the part of a text that a conflict is about.
type Field string

// Fields.
const (
	Title    Field = "title"
	Lead     Field = "lead"
	Body     Field = "body"
	Pictures Field = "pictures"
)

// Conflict is a place that both lines changed, each in its way. Its id stands for the place in the
// base and for all three versions of it: an answer never reaches a conflict that has become another.
type Conflict struct {
	ID                 string
	Field              Field
	Place              string // in the base, as in "body.3.1": the second block of the fourth; "+" before an index is where blocks came in
	Base, Mine, Theirs string // words of title and lead, HTML of the body; "" is gone, or not there yet
	PicturesBase       []string
	PicturesMine       []string
	PicturesTheirs     []string
}

// Merged is what a merge made. Where a conflict is open, the text holds mine.
type Merged struct {
	Text Text
	Open []Conflict
	// Answered are the conflicts that were settled by choices.
	Answered []Conflict
	// Unknown are ids of choices that answer no conflict of this merge, sorted.
	Unknown []string
	// Faulty are ids of choices that cannot be taken, sorted: a take that there is not, own words
	// for a place that can hold none of them, or words or pictures that the take makes no use of.
	Faulty []string
}

// Merge brings two lines of work on one text together. What one side changed is taken, what both
// changed alike is taken once, and what both changed in their own ways is a conflict, which a
// choice by its id settles. Words of one block are merged where the changes keep their distance.
func Merge(base, mine, theirs Text, choices map[string]Choice) Merged {
	m := &merger{work: newWork(), choices: choices, used: map[string]bool{}}
	out := Text{
		Title:    m.line(Title, base.Title, mine.Title, theirs.Title),
		Lead:     m.line(Lead, base.Lead, mine.Lead, theirs.Lead),
		Body:     m.body(base.Body, mine.Body, theirs.Body),
		Pictures: m.pictures(base.Pictures, mine.Pictures, theirs.Pictures),
	}
	merged := Merged{Text: out, Open: m.open, Answered: m.answered, Faulty: m.faulty}
	for id := range choices {
		if !m.used[id] {
			merged.Unknown = append(merged.Unknown, id)
		}
	}
	slices.Sort(merged.Unknown)
	slices.Sort(merged.Faulty)
	return merged
}

type merger struct {
	*work
	choices        map[string]Choice
	used           map[string]bool
	open, answered []Conflict
	faulty         []string
}

// settle finds the choice for a conflict; without one it stays open, and mine is taken.
func (m *merger) settle(c Conflict) Choice {
	c.ID = c.id()
	choice, ok := m.choices[c.ID]
	if ok {
		m.used[c.ID] = true
		if choice.answers(c.Field) {
			m.answered = append(m.answered, c)
			return choice
		}
		m.faulty = append(m.faulty, c.ID)
	}
	m.open = append(m.open, c)
	return Choice{Take: Mine}
}

// answers tells whether a choice is one, and brings what its take makes use of and no more: what
// somebody wrote is never passed over.
func (c Choice) answers(field Field) bool {
	switch {
	case c.Take != Own:
		return slices.Contains([]Take{Mine, Theirs, Both}, c.Take) && c.Own == "" && c.Pictures == nil
	case field == Pictures:
		return c.Own == "" && c.Pictures != nil
	}
	return c.Pictures == nil
}

// reject says that the choice just settled cannot be taken.
func (m *merger) reject() {
	last := m.answered[len(m.answered)-1]
	m.answered = m.answered[:len(m.answered)-1]
	m.open = append(m.open, last)
	m.faulty = append(m.faulty, last.ID)
}

func (c Conflict) id() string {
	h := sha256.New()
	for _, s := range []string{c.Place, c.Base, c.Mine, c.Theirs, strings.Join(c.PicturesBase, " "), strings.Join(c.PicturesMine, " "), strings.Join(c.PicturesTheirs, " ")} {
		h.Write([]byte(s))
		h.Write([]byte{0xff}) // in no text
	}
	return c.Place + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// line merges title or lead.
func (m *merger) line(field Field, base, mine, theirs string) string {
	if one, ok := simple(base, mine, theirs); ok {
		return one
	}
	if tokens, ok := mergeWords(m.work, plainTokens(base), plainTokens(mine), plainTokens(theirs)); ok {
		var b strings.Builder
		for _, t := range tokens {
			b.WriteString(t.text)
		}
		return b.String()
	}
	choice := m.settle(Conflict{Field: field, Place: string(field), Base: base, Mine: mine, Theirs: theirs})
	switch choice.Take {
	case Theirs:
		return theirs
	case Own:
		return choice.Own
	case Both:
		gap := "\n"
		if field == Title {
			gap = " "
		}
		return strings.TrimSpace(mine + gap + theirs)
	}
	return mine
}

// simple merges three values of which two are one.
func simple(base, mine, theirs string) (string, bool) {
	switch {
	case mine == theirs, theirs == base:
		return mine, true
	case mine == base:
		return theirs, true
	}
	return "", false
}

// pictures merges lists of pictures. Both orders are kept where they say nothing against each
// other.
func (m *merger) pictures(base, mine, theirs []string) []string {
	switch {
	case slices.Equal(mine, theirs), slices.Equal(theirs, base):
		return mine
	case slices.Equal(mine, base):
		return theirs
	}
	if list, ok := mergeLists(m.work, base, mine, theirs); ok {
		return list
	}
	choice := m.settle(Conflict{Field: Pictures, Place: string(Pictures), PicturesBase: base, PicturesMine: mine, PicturesTheirs: theirs})
	switch choice.Take {
	case Theirs:
		return theirs
	case Own:
		return choice.Pictures
	case Both:
		list := slices.Clone(mine)
		for _, id := range theirs {
			if !slices.Contains(list, id) {
				list = append(list, id)
			}
		}
		return list
	}
	return mine
}

// mergeLists merges lists whose elements stand once in each; false when both put something in at
// one place, or moved the same.
func mergeLists(w *work, base, mine, theirs []string) ([]string, bool) {
	edits := func(side []string) (gone []bool, added [][]string) {
		gone, added = make([]bool, len(base)), make([][]string, len(base)+1)
		i, j := 0, 0
		for _, r := range append(matches(w, base, side), run{len(base), len(side), 0}) {
			for ; i < r.A; i++ {
				gone[i] = true
			}
			added[r.A] = append(added[r.A], side[j:r.B]...)
			i, j = r.A+r.N, r.B+r.N
		}
		return gone, added
	}
	goneMine, addedMine := edits(mine)
	goneTheirs, addedTheirs := edits(theirs)
	var out []string
	for i := range len(base) + 1 {
		switch a, b := addedMine[i], addedTheirs[i]; {
		case len(b) == 0, slices.Equal(a, b):
			out = append(out, a...)
		case len(a) == 0:
			out = append(out, b...)
		default:
			return nil, false
		}
		if i < len(base) && !goneMine[i] && !goneTheirs[i] {
			out = append(out, base[i])
		}
	}
	sorted := slices.Clone(out)
	slices.Sort(sorted)
	return out, len(slices.Compact(sorted)) == len(out)
}
