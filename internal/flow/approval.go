package flow

import "time"

// Approval is one person's yes to what an edition would release. It is never changed: it enters
// a release, or becomes void, once.
type Approval struct {
	ID, Edition string
	Number      int    // of the release that it is for
	Release     string // id of the release that it entered; "" while there is none
	Hash        string // of what was shown
	Level, Of   int
	Person      string // id
	OnBehalf    string // id; "" for nobody
	At          time.Time
	Unit        string // code of the unit in which it was given
	FlowUnit    string // whose flow it was given by, "" for the house's, and in which version
	FlowVersion int
	Urgent      bool
	// ForceReason is why what the checklist stops was let pass, and Forced what that was.
	ForceReason string
	Forced      []string
	VoidedAt    time.Time // zero while it is not void
	VoidReason  VoidReason
}

// Eyes are the people whose look it is: who gave it, and in whose place.
func (a Approval) Eyes() []string {
	if a.OnBehalf == "" {
		return []string{a.Person}
	}
	return []string{a.Person, a.OnBehalf}
}

// VoidReason says why an approval counts no more.
type VoidReason string

// The reasons.
const (
	VoidChanged   VoidReason = "changed"   // what would be released is otherwise by now
	VoidRecalled  VoidReason = "recalled"  // it was taken back by its writers
	VoidReturned  VoidReason = "returned"  // changes were requested
	VoidReopened  VoidReason = "reopened"  // the edition was opened again, or its correction dropped
	VoidWithdrawn VoidReason = "withdrawn" // the story was taken down
)

// Recheck is the look that is owed of a release that one person on duty let go out alone (hậu
// kiểm).
type Recheck struct {
	Release, Edition string
	ApprovedBy       string // id
	DueAt            time.Time
	State            RecheckState
	DecidedBy        string // id; "" while it is open
	OnBehalf         string
	DecidedAt        time.Time
	Note             string // why it failed, or what was seen
}

// RecheckState is what came of a check.
type RecheckState string

// The states.
const (
	RecheckOpen   RecheckState = "open"
	RecheckPassed RecheckState = "passed"
	RecheckFailed RecheckState = "failed"
)
