// Package right judges who may do what to whose text: the roles and what each may do, who
// acts, and in whose place.
//
// All is judged in one place, [Actor.May], from one table, [Rights]. Whatever the table does
// not grant is denied.
package right

import (
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
)

// SystemID is the id of [System]; no person bears it, since theirs are UUIDs.
const SystemID = audit.System

// Actor is who acts: a person in a session, or a key of that person.
type Actor struct {
	ID   string
	Name string
	// Grants are those in effect today, and the same roles in the units that passed to theirs.
	Grants []Grant
	// Lapsed are those that give nothing today.
	Lapsed []Lapsed
	// Inherited are the codes of the ended units that passed to those of the grants, sorted.
	Inherited []string
	Key       string   // id of the API key; "" in a session
	Scopes    []Action // of the key; nil means all
	// Delegated is what others lent for this very moment. A key has none: what is lent is
	// lent to a person.
	Delegated []Delegated
	// Stale is true in a session whose person was proven too long ago for acts on
	// credentials and rights; see [Service.Renew].
	Stale bool
	// WantsFactor is true while a second factor is demanded and not set up: until then
	// nothing is allowed but that.
	WantsFactor bool
}

// System is the engine itself. It may do everything but approve.
func System() Actor { return Actor{ID: SystemID, Name: "lantoa"} }

// Known tells an account from a stranger.
func (a Actor) Known() bool { return a.ID != "" }

// Decision is the answer to "may this actor do that?".
type Decision struct {
	Allowed bool
	Reason  fault.Text // why not; zero when allowed
	WhoCan  []Role     // who may; empty when allowed
	// OnBehalf is in whose place it is allowed; nobody where the own right is enough.
	OnBehalf Principal
}

// Lapsed is a grant that gives nothing today.
type Lapsed struct {
	Grant
	// Reason says why.
	Reason fault.Text
	// WhoCan help; nil when it is whoever has the right.
	WhoCan []Role
}

// FreshFor is how long a proof of identity is good for acts on credentials and rights.
const FreshFor = 30 * time.Minute

// Fresh refuses an act on credentials or rights in a session whose person was proven too
// long ago ([fault.ProofRequired]), or lacks the second factor that is demanded
// ([fault.SecondFactorMissing]).
func Fresh(actor Actor) error {
	if actor.WantsFactor {
		return fault.New(fault.SecondFactorMissing, FactorMissing())
	}
	return Proven(actor)
}

// Proven is [Fresh] for the act by which somebody gets the second factor that they lack.
func Proven(actor Actor) error {
	if !actor.Stale {
		return nil
	}
	return fault.New(fault.ProofRequired, fault.Tf("Việc này cần mật khẩu vừa nhập trong %d phút qua.", "This takes a password given within the last %d minutes.", int(FreshFor.Minutes())))
}

// InPerson keeps API keys from acts on credentials: a key with few scopes could
// otherwise make itself one with all.
func InPerson(actor Actor) error {
	if actor.Key == "" {
		return nil
	}
	return fault.New(fault.Denied, fault.T("Việc này cần đăng nhập, không dùng khóa API.", "This needs a signed-in person, not an API key."))
}

// FactorMissing says why nothing is allowed while a second factor is demanded.
func FactorMissing() fault.Text {
	return fault.T("Tài khoản này phải có lớp xác thực thứ hai, và chưa lập.", "This account must have a second factor, and has none yet.")
}
