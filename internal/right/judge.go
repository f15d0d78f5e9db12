package right

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Object is what somebody wants to act on, with all that rights go by.
type Object struct {
	Unit string // code; "" is the whole house, which a grant in one unit does not cover
	// Owners are the ids of those whose text it is; nil for what is no text.
	Owners []string
	// Sent is a text that is handed in for review, and not decided on yet.
	Sent bool
	// Translation is a text in another language than that in which the story was first written.
	Translation bool
}

// In is what belongs to a unit and is no text: rights that depend on whose text it is cover
// it for nobody.
func In(unit string) Object { return Object{Unit: unit} }

// covers tells whether a right to texts covers an object for an actor.
func (t Text) covers(actor string, o Object) bool {
	switch t {
	case AnyText:
		return true
	case OwnText:
		return slices.Contains(o.Owners, actor)
	case UnsentText:
		return slices.Contains(o.Owners, actor) && !o.Sent
	case OthersText:
		return len(o.Owners) > 0 && !slices.Contains(o.Owners, actor)
	case Versions:
		return o.Translation
	}
	return false
}

// May judges whether the actor may do the action on an object. It is the one place where that
// is done; what no line of the table grants is denied.
func (a Actor) May(action Action, o Object) Decision {
	if decision, judged := a.barred(action, o); judged {
		return decision
	}
	decision := a.byOwnRight(action, o)
	if decision.Allowed {
		return decision
	}
	if lenders := a.lenders(action, o); len(lenders) > 0 {
		return Decision{Allowed: true, OnBehalf: lenders[0]}
	}
	return decision
}

// byOwnRight judges by what the actor was granted, and not by what others lent.
func (a Actor) byOwnRight(action Action, o Object) Decision {
	held := a.held(action)
	reaching := slices.DeleteFunc(slices.Clone(held), func(r heldRight) bool { return !r.reaches(o.Unit) })
	if len(reaching) == 0 {
		if decision, ok := a.lapsed(action, o, len(held) > 0); ok {
			return decision
		}
	}
	if len(held) == 0 {
		verb := action.Verb()
		return denied(action, o, fault.Text{VI: "Bạn không có quyền " + verb.VI + ".", EN: "You do not have the right to " + verb.EN + "."})
	}
	if len(reaching) == 0 {
		verb := action.Verb()
		return denied(action, o, fault.Text{VI: "Quyền " + verb.VI + " của bạn không thuộc đơn vị này.",
			EN: "Your right to " + verb.EN + " does not cover this unit."})
	}
	for _, right := range reaching {
		if right.Text.covers(a.ID, o) {
			return Decision{Allowed: true}
		}
	}
	return a.notTheText(reaching[0].Right, o)
}

// barred gives the decisions that no grant changes: on strangers, the engine, keys without the
// scope, and technical administrators, who are kept from content.
func (a Actor) barred(action Action, o Object) (decision Decision, judged bool) {
	switch {
	case !a.Known():
		return denied(action, o, fault.T("Cần đăng nhập.", "You need to sign in.")), true
	case a.WantsFactor:
		return Decision{Reason: FactorMissing()}, true
	case a.ID == SystemID && action != EditionApprove && action != EditionFirstApprove:
		return Decision{Allowed: true}, true
	case a.Scopes != nil && !slices.Contains(a.Scopes, action):
		return denied(action, o, fault.Tf("Khóa API này không có phạm vi %s.", "This API key lacks the scope %s.", action)), true
	case a.Admin() && action.editorial():
		return denied(action, o, fault.T("Tài khoản quản trị kỹ thuật không viết và không duyệt nội dung.",
			"A technical administrator neither writes nor approves content.")), true
	}
	return Decision{}, false
}

// notTheText denies what a right covers by its unit and not by its text. Roles that would
// change nothing for the one who asks are not named among those who can.
func (a Actor) notTheText(right Right, o Object) Decision {
	verb := right.Action.Verb()
	decision := Decision{Reason: fault.Text{VI: "Quyền " + verb.VI + " của bạn chỉ dành cho bài của mình; nhờ người viết thêm bạn làm đồng tác giả.",
		EN: "Your right to " + verb.EN + " covers your own text only; ask its writers to name you as co-author."}}
	switch right.Text {
	case UnsentText:
		if slices.Contains(o.Owners, a.ID) {
			decision.Reason = fault.Text{VI: "Bài đã gửi duyệt; rút lại rồi mới sửa được.", EN: "The text is sent for review; recall it before changing it."}
		}
	case OthersText:
		decision.Reason = fault.Text{VI: "Quyền " + verb.VI + " của bạn không dành cho bài của chính mình; cần người khác xem.",
			EN: "Your right to " + verb.EN + " does not cover your own text; somebody else has to look at it."}
	case Versions:
		decision.Reason = fault.Text{VI: "Quyền " + verb.VI + " của bạn chỉ dành cho bản dịch, không dành cho bản gốc.",
			EN: "Your right to " + verb.EN + " covers translations only, not what the story was first written in."}
	case AnyText, OwnText:
	}
	decision.WhoCan = whoCan(right.Action, func(other Right) bool {
		return other.Text == AnyText || other.Text != right.Text && other.Text.mayCover(o) || right.Text == OthersText && other.Text == OthersText
	})
	return decision
}

// mayCover tells whether a right to texts can cover an object for somebody.
func (t Text) mayCover(o Object) bool {
	switch t {
	case Versions:
		return o.Translation || o.Owners == nil
	case UnsentText:
		return !o.Sent
	case AnyText, OwnText, OthersText:
	}
	return true
}

// lapsed denies an action for the grant that would allow it were it in effect, so that people
// learn what happened to their right. elsewhere tells that they hold the right in some unit:
// then only a grant of the very unit explains anything.
func (a Actor) lapsed(action Action, o Object, elsewhere bool) (Decision, bool) {
	for _, l := range a.Lapsed {
		if elsewhere && l.Unit != o.Unit {
			continue
		}
		if slices.ContainsFunc(Rights(), func(r Right) bool { return r.Role == l.Role && r.Action == action }) {
			decision := denied(action, o, l.Reason)
			if l.WhoCan != nil {
				decision.WhoCan = l.WhoCan
			}
			return decision, true
		}
	}
	return Decision{}, false
}

// Need is [Actor.May] as an error: [fault.Unauthenticated] for a stranger, otherwise
// [fault.Denied] with the reason and who can.
func (a Actor) Need(action Action, o Object) error {
	decision := a.May(action, o)
	if decision.Allowed {
		return nil
	}
	if !a.Known() {
		return fault.New(fault.Unauthenticated, decision.Reason)
	}
	if a.WantsFactor {
		return fault.New(fault.SecondFactorMissing, decision.Reason)
	}
	return fault.New(fault.Denied, decision.Words())
}

// Words says why not, and who can; nothing when it is allowed.
func (d Decision) Words() fault.Text {
	if len(d.WhoCan) == 0 {
		return d.Reason
	}
	var vi, en []string
	for _, role := range d.WhoCan {
		vi, en = append(vi, role.Name().VI), append(en, role.Name().EN)
	}
	return fault.Text{
		VI: d.Reason.VI + " Người có quyền: " + strings.Join(vi, ", ") + ".",
		EN: d.Reason.EN + " Who can: " + strings.Join(en, ", ") + ".",
	}
}

// Scope returns where the actor may do the action on some text at least: in every unit, or in
// those listed. It is for lists, which show what may be seen and leave out the rest, and to
// turn away before anything is read those who may do it nowhere.
func (a Actor) Scope(action Action) (every bool, units []string) {
	if decision, judged := a.barred(action, Object{}); judged {
		return decision.Allowed, nil
	}
	for _, right := range a.held(action) {
		if right.reaches("") {
			return true, nil
		}
		if !slices.Contains(units, right.unit) {
			units = append(units, right.unit)
		}
	}
	if len(a.lenders(action, In(""))) > 0 {
		return true, nil
	}
	units = append(units, a.lentIn(action)...)
	slices.Sort(units)
	return false, slices.Compact(units)
}

// heldRight is a right with the unit of the grant that gives it.
type heldRight struct {
	Right
	unit string
}

// reaches tells whether it covers a unit; "" is the whole house.
func (r heldRight) reaches(unit string) bool {
	return r.EveryUnit || r.unit == "" || unit != "" && r.unit == unit
}

// held are the rights to an action that the actor's grants give.
func (a Actor) held(action Action) []heldRight {
	var held []heldRight
	for right := range granting(action) {
		for _, grant := range a.Grants {
			if grant.Role == right.Role {
				held = append(held, heldRight{right, grant.Unit})
			}
		}
	}
	return held
}

// Admin tells whoever administers the house.
func (a Actor) Admin() bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == TechnicalAdmin })
}

// editorial tells the acts that technical administrators are kept from, even when
// another role of theirs would grant them.
func (a Action) editorial() bool {
	return strings.HasPrefix(string(a), "edition.") || a == ArticleCreate || a == ArticleEdit || a == MediaEdit || a == DigestManage || a == FlowManage
}

func denied(action Action, o Object, reason fault.Text) Decision {
	return Decision{Reason: reason, WhoCan: whoCan(action, func(r Right) bool { return r.Text.mayCover(o) })}
}

// whoCan are the roles with a right to an action, each once.
func whoCan(action Action, fits func(Right) bool) []Role {
	var who []Role
	for right := range granting(action) {
		if fits(right) && !slices.Contains(who, right.Role) {
			who = append(who, right.Role)
		}
	}
	return who
}
