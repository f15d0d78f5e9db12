package right

import (
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// Principal is somebody in whose place another acts; the zero Principal is nobody, for
// what people do by their own right.
type Principal struct {
	ID   string
	Name string
}

// Delegated is approval that somebody lent the actor, as it stands now (ủy quyền).
type Delegated struct {
	ID   string // of the delegation
	Unit string // code; "" wherever the giver may
	// Giver has own grants alone, so that nothing passes on from one to the next.
	Giver Actor
}

// Delegable lists what a delegation lends: the right to approve and what belongs to it.
// Whoever decides must see what it is about, may send it back, take the approval back and
// let go out what was approved. To withdraw is a right of its own, which differs from house
// to house, and stays with those who hold it (facts 5b of the newsroom; decision 0018).
func Delegable() []Action {
	return []Action{EditionApprove, EditionFirstApprove, EditionRequestChanges, EditionReopen, EditionSchedule, ArticleRead, MediaRead, DeliveryRead}
}

// Lends reports whether the delegation gives the right to the action on an object now: no
// more than its giver may, and nothing once the giver may not approve it.
func (d Delegated) Lends(action Action, o Object) bool {
	return slices.Contains(Delegable(), action) && (d.Unit == "" || d.Unit == o.Unit) &&
		d.Giver.May(EditionApprove, o).Allowed && d.Giver.May(action, o).Allowed
}

// lenders lists those who lent the actor the right to the action on an object, in the order
// in which their delegations began.
func (a Actor) lenders(action Action, o Object) []Principal {
	var lenders []Principal
	for _, d := range a.Delegated {
		if d.Lends(action, o) {
			lenders = append(lenders, Principal{d.Giver.ID, d.Giver.Name})
		}
	}
	return lenders
}

// lentIn lists the units in which the action may be lent, for lists; what is lent for the
// whole house stands in none of them.
func (a Actor) lentIn(action Action) []string {
	var units []string
	for _, d := range a.Delegated {
		if d.Unit != "" {
			units = append(units, d.Unit)
			continue
		}
		every, some := d.Giver.Scope(EditionApprove)
		if every {
			_, some = d.Giver.Scope(action)
		}
		units = append(units, some...)
	}
	return slices.DeleteFunc(units, func(unit string) bool { return !a.May(action, In(unit)).Allowed })
}

// InPlaceOf lists those in whose place the actor may do the action on an object, the best
// first: nobody, where the own right is enough, then those who lent it. It is empty where
// [Actor.May] denies.
func (a Actor) InPlaceOf(action Action, o Object) []Principal {
	switch {
	case a.Own().May(action, o).Allowed:
		return append([]Principal{{}}, a.lenders(action, o)...)
	case a.May(action, o).Allowed:
		return a.lenders(action, o)
	}
	return nil
}

// Own is the actor without what others lent.
func (a Actor) Own() Actor {
	a.Delegated = nil
	return a
}

// MayReceive says why nothing can be delegated to the holder of the grants; it is zero
// when something can.
func (a Actor) MayReceive() fault.Text {
	switch {
	case a.Admin():
		return fault.T("Quản trị kỹ thuật không duyệt nội dung, nên không nhận ủy quyền.", "A technical administrator approves no content and so receives no delegation.")
	case slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == Press }):
		return fault.T("Tài khoản cơ quan báo chí không nhận ủy quyền.", "A press client receives no delegation.")
	case len(a.Grants) == 0:
		return fault.T("Người này không giữ vai trò nào; quản trị kỹ thuật trao vai trò trước.", "This person holds no role; a technical administrator gives one first.")
	}
	return fault.Text{}
}
