package account

import (
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// MayWithPerson judges what the actor may do about an account, by the API's names: edit the
// name and language, manage grants and whether it is disabled, make one-time links and keys.
func MayWithPerson(a right.Actor, p Person) map[string]right.Decision {
	manage := a.May(right.PersonManage, right.In(""))
	may := map[string]right.Decision{"edit": manage, "manage": manage, "create-link": inBrowser(a, manage), "create-key": mayMakeKeyOf(a, p, manage)}
	if a.ID == p.ID && a.Key == "" && a.Known() {
		may["edit"] = right.Decision{Allowed: true}
	}
	return may
}

func mayMakeKeyOf(a right.Actor, p Person, manage right.Decision) right.Decision {
	switch {
	case a.Known() && a.ID == p.ID:
		return inBrowser(a, right.Decision{Allowed: true})
	case manage.Allowed && !onlyPress(p.Grants):
		return inBrowser(a, right.Decision{Reason: ownKeysOnly()})
	}
	return inBrowser(a, manage)
}

// MayRevoke judges whether the actor may end a key.
func MayRevoke(a right.Actor, k Key) right.Decision {
	decision := right.Decision{Allowed: true}
	if a.ID != k.Person || !a.Known() {
		decision = a.May(right.PersonManage, right.In(""))
	}
	if a.Key == k.ID { // it may end itself
		return decision
	}
	return inBrowser(a, decision)
}

// MayEnd judges whether the actor may end a session.
func MayEnd(a right.Actor, session Session) right.Decision {
	if a.Known() && a.ID == session.Person && a.Key == "" {
		return right.Decision{Allowed: true}
	}
	return a.May(right.PersonManage, right.In(""))
}

// inBrowser is a decision on what keys are kept from.
func inBrowser(a right.Actor, decision right.Decision) right.Decision {
	if refusal, refused := fault.As(right.InPerson(a)); refused {
		return right.Decision{Reason: refusal.Detail, WhoCan: decision.WhoCan}
	}
	return decision
}

// onlyPress tells the accounts of partners' machines, whose keys others make for them.
func onlyPress(grants []right.Grant) bool {
	return len(grants) > 0 && !slices.ContainsFunc(grants, func(g right.Grant) bool { return g.Role != right.Press })
}

func ownKeysOnly() fault.Text {
	return fault.T("Chỉ tạo khóa thay cho tài khoản cơ quan báo chí; người khác tự tạo khóa của mình.",
		"Keys are made for press clients only; other people make their own.")
}
