// Package notice tells people what concerns them: in an inbox, and by mail as they wish.
//
// What there is to tell is derived from the sealed stream of events by one table of rules,
// [Rules]. Each incident has one open notice for each person who is told of it, however often
// it comes, until its cause has ended. Nobody is told of what they did themselves, nor of what
// they may not see: that is judged when a notice is made, and again whenever it is read, shown
// or mailed, by the rights of that moment.
package notice

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

// Kind is the stable name of what a notice tells.
type Kind string

// The kinds.
const (
	ToApprove         Kind = "edition.to_approve"
	ToRecheck         Kind = "edition.to_recheck" // after an urgent approval
	RecheckFailed     Kind = "edition.recheck_failed"
	ChangesRequested  Kind = "edition.changes_requested"
	Approved          Kind = "edition.approved"
	Reopened          Kind = "edition.reopened"
	Withdrawn         Kind = "edition.withdrawn"
	Outdated          Kind = "edition.outdated"         // the source of a translation says something else by now
	Outpaced          Kind = "edition.outpaced"         // and that was approved, while the translation is out or may go out
	OriginalChanged   Kind = "edition.original_changed" // of a story that was reused
	OriginalWithdrawn Kind = "edition.original_withdrawn"
	Reused            Kind = "article.reused" // by another unit
	FormallyCorrected Kind = "article.formally_corrected"
	Trouble           Kind = "delivery.trouble" // failed, in doubt, late: somebody must look
	ChannelPaused     Kind = "channel.paused"
	CredentialEnds    Kind = "channel.credential_expiring"
	Lent              Kind = "delegation.lent"
	LoanEnded         Kind = "delegation.ended"
	RolesChanged      Kind = "person.roles_changed"
	Imported          Kind = "person.imported"
	PlannedAssigned   Kind = "planned.assigned"
	PlannedLate       Kind = "planned.late"
	SourceRemoved     Kind = "item.removed" // what a story was taken of is gone at its source
	RequestToRoute    Kind = "request.to_route"
	RequestToAnswer   Kind = "request.to_answer"
	RequestAnswered   Kind = "request.answered"
	Mentioned         Kind = "comment.mentioned" // by name, in a comment
	Commented         Kind = "comment.started"   // on one's own text
	Answered          Kind = "comment.replied"   // in a thread in which one wrote or was named
)

// Notice is what one person is told of one incident.
type Notice struct {
	ID       string
	Person   string // id
	Kind     Kind
	Incident string // what happened to what; one open notice a person
	// Sees is the right by which the object is read; "" for what is about the own account.
	Sees right.Action
	// Needs is the right by which this person is told; "" where it is for whose text it is.
	Needs                                     right.Action
	Article, Edition, Delivery, Channel, Unit string
	Data                                      map[string]any
	Times                                     int       // how often it came
	FirstAt, LastAt                           time.Time // first and last, reminders included
	ReadAt                                    time.Time // zero while unread
	ResolvedAt                                time.Time // zero while open
	DueAt                                     time.Time // since when it is to be mailed; zero when not
	WaitsAt                                   time.Time // since when somebody waits, or was last reminded; zero when nobody
	Round                                     int       // how often it became due anew
	Reminders                                 int
}

// Shown is a notice with what its objects are called now.
type Shown struct {
	Notice
	Title       string // of the edition; "" while it is under embargo, for who may not read it
	Lang        string // of the edition
	ChannelName string
}

// Sight is what somebody may see at a moment, as far as notices go by it.
type Sight struct {
	Person string
	Own    bool // in a session, not by a key: sees what is about the own account
	Reach  []Reach
}

// Reach is where somebody may do something; it is not listed where they may nowhere.
type Reach struct {
	Action right.Action
	Every  bool
	Units  []string
}

// SightOf reads the rights of an actor.
func SightOf(actor right.Actor) Sight {
	s := Sight{Person: actor.ID, Own: actor.Key == ""}
	for _, action := range actions() {
		if every, units := actor.Scope(action); every || len(units) > 0 {
			s.Reach = append(s.Reach, Reach{action, every, units})
		}
	}
	return s
}

// actions are the rights that any notice goes by.
func actions() []right.Action {
	var all []right.Action
	for _, n := range natures() {
		all = append(all, n.sees)
		for _, a := range n.told {
			all = append(all, a.needs)
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(a right.Action) bool { return a == "" })
}
