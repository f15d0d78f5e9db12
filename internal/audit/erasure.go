package audit

import (
	"cmp"
	"fmt"
	"slices"
)

// Erasure is the action of the record by which a person's name and addresses leave the house.
const Erasure = "person.erase"

// mostBlanks bounds how many rows are named for one person.
const mostBlanks = 20

// blanks are the rows without personal data, by person, and the people whose erasure the
// record tells of. Whoever may write to the database could otherwise take name and address
// from any row: the chain holds only their digest, and proves as well without them.
type blanks struct {
	rows   map[string][]blank
	erased map[string]bool
}

// blank is a row whose personal data are gone.
type blank struct {
	number  int64
	row, of string // of is the person whose they were
}

func (b *blanks) note(row Row, c chained) {
	if b.rows == nil {
		b.rows, b.erased = map[string][]blank{}, map[string]bool{}
	}
	of := c.person()
	if row.Personal == nil && !b.erased[of] && len(b.rows[of]) < mostBlanks {
		b.rows[of] = append(b.rows[of], blank{row.Number, row.ID, of})
	}
	if c.Action == Erasure && !c.Refused && c.ObjectKind == "person" {
		b.erased[c.ObjectID] = true
		delete(b.rows, c.ObjectID)
	}
}

// unexplained returns what no erasure that the record tells of took away, in order.
func (b *blanks) unexplained() []blank {
	var all []blank
	for _, rows := range b.rows {
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b blank) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.row, b.row)) })
	return all
}

// person is whose personal data the row bears: the actor's, or those of the account that a
// stranger failed to sign in to.
func (c chained) person() string {
	if c.Actor == "" && c.ObjectKind == "person" {
		return c.ObjectID
	}
	return c.Actor
}

// explained holds that each row without personal data is one of a person whom an act erased.
func (p *prover) explained() {
	for _, one := range p.blanks.unexplained() {
		p.fault(one.number, one.row, fmt.Sprintf("its personal data are gone, and no act in the record erased %q", one.of))
	}
}
