// Package checklist judges what a story still lacks before it goes out (danh mục kiểm): what
// stops it, and what somebody should look at. It is a pure function of facts that others gather,
// so that the list that a writer sees is the one by which the acts refuse.
package checklist

import (
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
)

// Code is the stable name of an item.
type Code string

// The items. Those of [Forcible] a flow may let somebody pass over.
const (
	Unit         Code = "unit"
	Pillars      Code = "pillars"
	Areas        Code = "areas"
	Required     Code = "required_facet"
	Title        Code = "title"
	Lead         Code = "lead"
	Body         Code = "body"
	PictureThere Code = "picture_there"
	PictureAlt   Code = "picture_alt"
	Note         Code = "note"
	Secrecy      Code = "secrecy_stamp"

	Audience     Code = "audience"
	Consent      Code = "consent"
	Picture      Code = "picture"
	AltIsCaption Code = "alt_is_caption"
	LeadLength   Code = "lead_length"
	LeadIsBody   Code = "lead_is_body"
	TitleAgain   Code = "title_again"
	TitleShouts  Code = "title_shouts"
	LinkPlain    Code = "link_plain"
	Keywords     Code = "keywords"
	PillarArea   Code = "pillar_area"
	Encoding     Code = "legacy_encoding"
	Translation  Code = "translation_outdated"
	Wording      Code = "variant_behind"
	Remarks      Code = "open_comments"
	PieceNewer   Code = "piece_newer"
	PieceAltered Code = "piece_altered"
	PieceEnded   Code = "piece_ended"
	PieceUnknown Code = "piece_unknown"
	PieceDue     Code = "piece_due"
	BeyondFix    Code = "beyond_small_fix"

	OriginalChanged   Code = "original_changed" // of a story that was reused
	OriginalWithdrawn Code = "original_withdrawn"
	Uncredited        Code = "uncredited"
)

// Severity says what an item does that is not done.
type Severity string

// The severities.
const (
	Blocker Severity = "blocker" // the story is not handed in and not approved
	Hint    Severity = "hint"    // somebody should look at it
)

// Item is one line of the list.
type Item struct {
	Code     Code
	Severity Severity
	Pointer  string // JSON pointer to the field
	Words    fault.Text
	Done     bool
}

// Forcible lists the blockers that a flow may let somebody pass over, since readers and channels
// can do without. All others never are: no channel takes a story without title and text, readers
// must be told of corrections and hear what they cannot see, and law forbids the rest.
func Forcible() []Code { return []Code{Pillars, Areas, Required, Lead} }

// Forcible tells whether a flow may let somebody pass over it.
func (i Item) Forcible() bool { return i.Severity == Blocker && slices.Contains(Forcible(), i.Code) }

// Facts are what the list is judged by.
type Facts struct {
	Lang       string // of the edition
	Text       manuscript.Text
	Plain      string // the readable text of the body, a blank line between paragraphs
	Facets     plan.Facets
	Keywords   []string
	Pictures   []Shown
	NeedsNote  bool // a correction that readers are told of
	Note       string
	Missing    []plan.Kind // facets that the unit's flow requires and the story has not
	AreaOf     []Relation  // of each area of the story, the pillars that the plan gives it
	NeedsAgree bool        // the form is about a person who must have agreed (R19)
	Doubles    []Double
	// Faults are what others found wrong, such as an ended unit, by the item that they stand for.
	Faults map[Code][]fault.Field
	// Noted is what others would have somebody look at.
	Noted []Noted
}

// Noted is a hint of another part of the house.
type Noted struct {
	Code    Code
	Pointer string
	Words   fault.Text
}

// Shown is a picture as readers meet it.
type Shown struct{ Name, Alt, Caption string }

// Relation is a content area with its pillars.
type Relation struct {
	Area    string
	Pillars []string
}

// Double is another story of the unit with the same title, that is not old.
type Double struct{ Article, Lang, Title string }

// rule adds to the list what it judges.
type rule func(f Facts, l *list)

// rules is all of them in the order in which people read them; a new fact has its rule here.
func rules() []rule {
	return []rule{unit, facets, words, pictures, note, stamps, look, again, shape, noted}
}

// Judge makes the list.
func Judge(f Facts) []Item {
	var l list
	for _, r := range rules() {
		r(f, &l)
	}
	return l.items
}

// Open lists the blockers that are not done.
func Open(items []Item) []Item {
	return slices.DeleteFunc(slices.Clone(items), func(i Item) bool { return i.Done || i.Severity != Blocker })
}

// Blocked names all that stands against a story; nil where nothing does.
func Blocked(open []Item) error {
	var faults fault.Fields
	for _, one := range open {
		faults.Add(one.Pointer, one.Words)
	}
	return faults.Err()
}

// Force lets pass what can be forced of all that is open, and names it; whatever else stands
// against the story never is.
func Force(open []Item) ([]string, error) {
	if len(open) == 0 {
		return nil, fault.Invalid("/force", fault.T("danh mục kiểm không chặn gì; bỏ force", "the checklist stops nothing; leave force out"))
	}
	var forced []string
	var hard []Item
	for _, i := range open {
		if i.Forcible() {
			forced = append(forced, string(i.Code))
		} else {
			hard = append(hard, i)
		}
	}
	return slices.Compact(forced), Blocked(hard)
}

// list gathers items.
type list struct{ items []Item }

func (l *list) blocker(code Code, pointer string, done bool, vi, en string) {
	l.items = append(l.items, Item{code, Blocker, pointer, fault.T(vi, en), done})
}

func (l *list) hint(code Code, pointer string, done bool, words fault.Text) {
	l.items = append(l.items, Item{code, Hint, pointer, words, done})
}

// found adds what others found wrong, or that it is well.
func (l *list) found(f Facts, code Code, pointer string, well fault.Text) {
	for _, one := range f.Faults[code] {
		l.items = append(l.items, Item{code, Blocker, one.Pointer, one.Detail, false})
	}
	if len(f.Faults[code]) == 0 && !well.IsZero() {
		l.items = append(l.items, Item{code, Blocker, pointer, well, true})
	}
}

// Found notes what somebody else found wrong; any other error than of validation is given back.
func (f *Facts) Found(code Code, err error) error {
	if err == nil {
		return nil
	}
	wrong, ok := fault.As(err)
	if !ok || wrong.Code != fault.ValidationFailed {
		return err
	}
	if f.Faults == nil {
		f.Faults = map[Code][]fault.Field{}
	}
	f.Faults[code] = append(f.Faults[code], wrong.Fields...)
	return nil
}
