package notice

import (
	"slices"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// effect is what an event does to the notices of an incident.
type effect string

const (
	opens  effect = "opens"  // makes the notices, or counts it into those that are open
	closes effect = "closes" // the cause has ended: they leave the inbox
	calms  effect = "calms"  // somebody has taken it up: nobody is reminded, until it comes again
	sweeps effect = "sweeps" // closes those of the edition whose delivery asks nobody any more
	// resumes closes unless the channel stands still for another reason: a person's pause and what
	// the engine holds it for come and go apart.
	resumes effect = "resumes"
)

// about says what of an event an incident is told apart by.
type about string

const (
	ofEdition    about = "edition"
	ofRelease    about = "release"
	ofDelivery   about = "delivery"
	ofChannel    about = "channel"
	ofDelegation about = "delegation" // and the person of the two
	ofPerson     about = "person"
	ofThread     about = "thread" // of comments
	itself       about = "event"  // each is an incident of its own
	ofPlanned    about = "planned"
	ofRequest    about = "request"
	ofItem       about = "item"  // of a source
	ofShare      about = "share" // a request and the unit that was asked
)

// Rule is one line of the table: what a kind of event does to notices of a kind.
type Rule struct {
	Event  string
	effect effect
	Kind   Kind
	about  about
	when   string // a name that the data of the event must have; "" for any
}

// Rules is the whole table, written by hand. The lines of one event are gone through in order.
func Rules() []Rule {
	return slices.Concat(editionRules(), reuseRules(), commentRules(), engineRules(), houseRules(), plannedRules())
}

// editionRules tell of what becomes of a text on its way.
func editionRules() []Rule {
	return []Rule{
		{Event: "edition.submitted", effect: closes, Kind: ChangesRequested, about: ofEdition},
		{Event: "edition.submitted", effect: opens, Kind: ToApprove, about: ofEdition},
		{Event: "edition.recalled", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.saved", effect: calms, Kind: ChangesRequested, about: ofEdition},
		{Event: "edition.changes_requested", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.changes_requested", effect: opens, Kind: ChangesRequested, about: ofEdition},
		// An approval before the last one, or one that counts no more: it is for others now.
		{Event: "edition.first_approved", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.first_approved", effect: opens, Kind: ToApprove, about: ofEdition},
		{Event: "edition.approval_voided", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.approval_voided", effect: opens, Kind: ToApprove, about: ofEdition},
		{Event: "edition.recheck_owed", effect: opens, Kind: ToRecheck, about: ofRelease},
		{Event: "edition.recheck_missed", effect: calms, Kind: ToRecheck, about: ofRelease},
		{Event: "edition.recheck_missed", effect: opens, Kind: ToRecheck, about: ofRelease},
		{Event: "edition.recheck_passed", effect: closes, Kind: ToRecheck, about: ofRelease},
		{Event: "edition.recheck_failed", effect: closes, Kind: ToRecheck, about: ofRelease},
		{Event: "edition.recheck_failed", effect: opens, Kind: RecheckFailed, about: ofRelease},
		{Event: "edition.approved", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.approved", effect: closes, Kind: Reopened, about: ofEdition},
		{Event: "edition.approved", effect: opens, Kind: Approved, about: ofEdition},
		{Event: "edition.reopened", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.reopened", effect: closes, Kind: Approved, about: ofEdition},
		{Event: "edition.reopened", effect: closes, Kind: Withdrawn, about: ofEdition},
		{Event: "edition.reopened", effect: opens, Kind: Reopened, about: ofEdition},
		{Event: "edition.correction_discarded", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.correction_discarded", effect: closes, Kind: ChangesRequested, about: ofEdition},
		{Event: "edition.withdrawn", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.withdrawn", effect: closes, Kind: ChangesRequested, about: ofEdition},
		{Event: "edition.withdrawn", effect: closes, Kind: Approved, about: ofEdition},
		{Event: "edition.withdrawn", effect: opens, Kind: Withdrawn, about: ofEdition},
		{Event: "edition.archived", effect: closes, Kind: ToApprove, about: ofEdition},
		{Event: "edition.archived", effect: closes, Kind: Outdated, about: ofEdition},
		{Event: "edition.withdrawn", effect: closes, Kind: Outdated, about: ofEdition},
		{Event: "edition.outdated", effect: opens, Kind: Outdated, about: ofEdition},
		{Event: "edition.refreshed", effect: closes, Kind: Outdated, about: ofEdition},
		{Event: "edition.outpaced", effect: opens, Kind: Outpaced, about: ofEdition},
		{Event: "edition.archived", effect: closes, Kind: ChangesRequested, about: ofEdition},
	}
}

// reuseRules tell of stories that other units reuse, and of the originals of those that were.
func reuseRules() []Rule {
	return []Rule{
		{Event: "article.reused", effect: opens, Kind: Reused, about: itself},
		{Event: "article.formally_corrected", effect: opens, Kind: FormallyCorrected, about: itself},
		{Event: "edition.original_changed", effect: closes, Kind: OriginalWithdrawn, about: ofEdition},
		{Event: "edition.original_changed", effect: opens, Kind: OriginalChanged, about: ofEdition},
		{Event: "edition.original_withdrawn", effect: closes, Kind: OriginalChanged, about: ofEdition},
		{Event: "edition.original_withdrawn", effect: opens, Kind: OriginalWithdrawn, about: ofEdition},
		{Event: "edition.original_restored", effect: closes, Kind: OriginalChanged, about: ofEdition},
		{Event: "edition.original_restored", effect: closes, Kind: OriginalWithdrawn, about: ofEdition},
		{Event: "edition.original_confirmed", effect: closes, Kind: OriginalChanged, about: ofEdition},
		{Event: "edition.original_confirmed", effect: closes, Kind: OriginalWithdrawn, about: ofEdition},
		{Event: "edition.withdrawn", effect: closes, Kind: OriginalChanged, about: ofEdition},
		{Event: "edition.withdrawn", effect: closes, Kind: OriginalWithdrawn, about: ofEdition},
		{Event: "edition.archived", effect: closes, Kind: OriginalChanged, about: ofEdition},
		{Event: "edition.archived", effect: closes, Kind: OriginalWithdrawn, about: ofEdition},
	}
}

// commentRules tell of remarks on a text.
func commentRules() []Rule {
	return []Rule{
		{Event: "comment.created", effect: opens, Kind: Mentioned, about: ofThread, when: "mentions"},
		{Event: "comment.created", effect: opens, Kind: Commented, about: ofThread},
		{Event: "comment.replied", effect: opens, Kind: Mentioned, about: ofThread, when: "mentions"},
		{Event: "comment.replied", effect: opens, Kind: Answered, about: ofThread},
		{Event: "comment.edited", effect: opens, Kind: Mentioned, about: ofThread, when: "mentions"},
		{Event: "comment.resolved", effect: closes, Kind: Mentioned, about: ofThread},
		{Event: "comment.resolved", effect: closes, Kind: Commented, about: ofThread},
		{Event: "comment.resolved", effect: closes, Kind: Answered, about: ofThread},
	}
}

// engineRules tell of deliveries and their channels.
func engineRules() []Rule {
	return []Rule{
		{Event: "delivery.doubted", effect: opens, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.escalated", effect: opens, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.retried", effect: calms, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.checked", effect: calms, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.wait_prolonged", effect: calms, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.sent", effect: closes, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.confirmed", effect: closes, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.marked_sent", effect: closes, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.cancelled", effect: closes, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.superseded", effect: closes, Kind: Trouble, about: ofDelivery},
		{Event: "delivery.withdrawn", effect: closes, Kind: Trouble, about: ofDelivery},
		// An act on the edition decides about its deliveries without an event for each.
		{Event: "delivery.planned", effect: sweeps, Kind: Trouble, about: ofEdition},
		{Event: "edition.scheduled", effect: sweeps, Kind: Trouble, about: ofEdition},
		{Event: "edition.unscheduled", effect: sweeps, Kind: Trouble, about: ofEdition},

		{Event: "channel.paused", effect: opens, Kind: ChannelPaused, about: ofChannel},
		{Event: "channel.resumed", effect: resumes, Kind: ChannelPaused, about: ofChannel},
		{Event: "channel.credential_expiring", effect: opens, Kind: CredentialEnds, about: ofChannel},
	}
}

// houseRules tell of lent approval, roles and imports, and of what sources took back.
func houseRules() []Rule {
	return []Rule{
		{Event: "delegation.created", effect: opens, Kind: Lent, about: ofDelegation},
		{Event: "delegation.revoked", effect: closes, Kind: Lent, about: ofDelegation},
		{Event: "delegation.revoked", effect: opens, Kind: LoanEnded, about: ofDelegation},
		{Event: "person.updated", effect: opens, Kind: RolesChanged, about: ofPerson, when: "roles"},
		{Event: "person.imported", effect: opens, Kind: Imported, about: itself},
		{Event: "item.removed", effect: opens, Kind: SourceRemoved, about: ofItem, when: "article"},
	}
}

// plannedRules tell of what there is to write, and what the press asks for.
func plannedRules() []Rule {
	return []Rule{
		{Event: "planned.assigned", effect: closes, Kind: PlannedAssigned, about: ofPlanned}, // of whom it was assigned to before
		{Event: "planned.assigned", effect: closes, Kind: PlannedLate, about: ofPlanned},
		{Event: "planned.assigned", effect: opens, Kind: PlannedAssigned, about: ofPlanned},
		{Event: "planned.started", effect: closes, Kind: PlannedAssigned, about: ofPlanned},
		{Event: "planned.dropped", effect: closes, Kind: PlannedAssigned, about: ofPlanned},
		{Event: "planned.dropped", effect: closes, Kind: PlannedLate, about: ofPlanned},
		{Event: "planned.finished", effect: closes, Kind: PlannedAssigned, about: ofPlanned},
		{Event: "planned.finished", effect: closes, Kind: PlannedLate, about: ofPlanned},
		{Event: "planned.lapsed", effect: opens, Kind: PlannedLate, about: ofPlanned},

		{Event: "request.entered", effect: opens, Kind: RequestToRoute, about: ofRequest},
		{Event: "request.routed", effect: closes, Kind: RequestToRoute, about: ofRequest},
		{Event: "request.routed", effect: opens, Kind: RequestToAnswer, about: ofShare},
		{Event: "request.accepted", effect: calms, Kind: RequestToAnswer, about: ofShare},
		{Event: "request.answered", effect: closes, Kind: RequestToAnswer, about: ofShare},
		{Event: "request.answered", effect: opens, Kind: RequestAnswered, about: ofRequest},
		{Event: "request.declined", effect: closes, Kind: RequestToRoute, about: ofRequest},
		{Event: "request.declined", effect: closes, Kind: RequestToAnswer, about: ofShare},
		{Event: "request.declined", effect: opens, Kind: RequestAnswered, about: ofRequest},
		{Event: "request.withdrawn", effect: closes, Kind: RequestToRoute, about: ofRequest},
		{Event: "request.withdrawn", effect: closes, Kind: RequestToAnswer, about: ofShare},
	}
}

// crowd says who is told.
type crowd string

const (
	approvers   crowd = "approvers"   // whoever may approve the edition, by own or lent right and the four eyes
	checkers    crowd = "checkers"    // whoever may make the check that is owed
	owners      crowd = "owners"      // whose text it is: its maker, co-authors, and those with words in it
	translators crowd = "translators" // who may edit the unit's translations, and no other text of others
	holders     crowd = "holders"     // whoever holds the right in the unit
	deciders    crowd = "deciders"    // whoever holds the right in the unit of a story that waits on the channel
	delayed     crowd = "delayed"     // whose story waits on the channel
	subject     crowd = "subject"     // the person whom the event is about
	assignee    crowd = "assignee"    // whom the planned story is assigned to; in the unit's name, those who assign there
	mentioned   crowd = "mentioned"   // whom a comment names
	unnamed     crowd = "unnamed"     // owners whom it does not name, since those are told of that
	answered    crowd = "answered"    // whoever wrote in the thread or was named in it, likewise
)

// audience is a crowd, and the right without which nobody of it is told.
type audience struct {
	who   crowd
	needs right.Action
}

// nature is what all notices of a kind have in common.
type nature struct {
	kind Kind
	sees right.Action
	// asks: somebody waits for something, and the notice is open until that has ended. Others
	// are news, which is over once it is read.
	asks bool
	told []audience
	mail Mail // unless the person wishes otherwise
}

// natures is the table of kinds, in the order in which they are shown.
func natures() []nature {
	return []nature{
		// By which right depends on the level; the lead unit's people have it in another unit.
		{ToApprove, right.ArticleRead, true, []audience{{approvers, right.EditionApprove}, {approvers, right.EditionFirstApprove}, {approvers, ""}}, AtOnce},
		{ToRecheck, right.ArticleRead, true, []audience{{checkers, right.EditionApprove}, {checkers, ""}}, AtOnce},
		{RecheckFailed, right.ArticleRead, false, []audience{{subject, ""}, {holders, right.EditionSchedule}, {owners, ""}}, AtOnce},
		{ChangesRequested, right.ArticleRead, true, []audience{{owners, ""}}, AtOnce},
		{Approved, right.ArticleRead, false, []audience{{owners, ""}}, Digest},
		{Reopened, right.ArticleRead, false, []audience{{owners, ""}}, Digest},
		{Withdrawn, right.ArticleRead, false, []audience{{owners, ""}}, AtOnce},
		{Outdated, right.ArticleRead, true, []audience{{owners, ""}, {translators, right.ArticleEdit}}, Digest},
		{Outpaced, right.ArticleRead, false, []audience{{owners, ""}, {translators, right.ArticleEdit}}, AtOnce},
		{OriginalChanged, right.ArticleRead, true, []audience{{owners, ""}, {holders, right.EditionSchedule}}, AtOnce},
		{OriginalWithdrawn, right.ArticleRead, true, []audience{{owners, ""}, {holders, right.EditionSchedule}}, AtOnce},
		{Reused, right.ArticleRead, false, []audience{{owners, ""}, {holders, right.EditionSchedule}}, Digest},
		{FormallyCorrected, right.ArticleRead, false, []audience{{owners, ""}, {holders, right.EditionSchedule}}, Digest},
		{Trouble, right.DeliveryRead, true, []audience{{holders, right.DeliveryAct}, {owners, ""}}, AtOnce},
		{ChannelPaused, right.ChannelRead, true, []audience{{holders, right.DeliveryAct}, {deciders, right.DeliveryAct}, {delayed, ""}}, AtOnce},
		{CredentialEnds, right.ChannelRead, false, []audience{{holders, right.ChannelManage}}, Digest},
		{Lent, "", false, []audience{{subject, ""}}, AtOnce},
		{LoanEnded, "", false, []audience{{subject, ""}}, AtOnce},
		{RolesChanged, "", false, []audience{{subject, ""}}, Digest},
		{Mentioned, right.ArticleRead, false, []audience{{mentioned, ""}}, AtOnce},
		{Commented, right.ArticleRead, false, []audience{{unnamed, ""}}, Digest},
		{Answered, right.ArticleRead, false, []audience{{answered, ""}}, Digest},
		{Imported, right.PersonManage, false, []audience{{holders, right.PersonManage}}, Digest},
		{SourceRemoved, right.ArticleRead, false, []audience{{subject, ""}, {owners, ""}, {holders, right.EditionSchedule}}, AtOnce},
		{PlannedAssigned, right.ArticleRead, true, []audience{{assignee, ""}}, AtOnce},
		{PlannedLate, right.ArticleRead, true, []audience{{assignee, ""}, {holders, right.PlannedAssign}}, AtOnce},
		{RequestToRoute, right.RequestRead, true, []audience{{holders, right.RequestRoute}}, AtOnce},
		{RequestToAnswer, right.RequestRead, true, []audience{{holders, right.RequestAnswer}}, AtOnce},
		{RequestAnswered, "", false, []audience{{subject, ""}}, AtOnce},
	}
}

func natureOf(kind Kind) nature {
	for _, n := range natures() {
		if n.kind == kind {
			return n
		}
	}
	return nature{}
}

// Kinds lists the kinds in the order in which they are shown.
func Kinds() []Kind {
	var kinds []Kind
	for _, n := range natures() {
		kinds = append(kinds, n.kind)
	}
	return kinds
}

// News lists the kinds that are over once they are read.
func News() []Kind {
	var kinds []Kind
	for _, n := range natures() {
		if !n.asks {
			kinds = append(kinds, n.kind)
		}
	}
	return kinds
}

// Asks reports whether somebody waits for something until its cause has ended.
func (k Kind) Asks() bool { return natureOf(k).asks }

// applies tells whether a line is about an event.
func (r Rule) applies(e audit.Event) bool {
	if r.Event != e.Kind {
		return false
	}
	_, there := e.Data[r.when]
	return r.when == "" || there
}

// incident names what a line's notices are about; "" where the event does not tell.
func (r Rule) incident(e audit.SealedEvent) string {
	var id string
	switch r.about {
	case ofEdition:
		id = e.Edition
	case ofRelease:
		id = text(e.Event, "release")
	case ofDelivery:
		id = e.Delivery
	case ofChannel:
		id = e.Channel
	case ofPerson:
		id = text(e.Event, "person")
	case ofDelegation:
		if id = text(e.Event, "delegation"); id != "" {
			id += "/" + text(e.Event, "person")
		}
	case ofThread:
		id = text(e.Event, "thread")
	case itself:
		id = e.ID
	case ofPlanned:
		id = text(e.Event, "planned")
	case ofRequest:
		id = text(e.Event, "request")
	case ofItem:
		id = text(e.Event, "item")
	case ofShare:
		if id = text(e.Event, "request"); id != "" {
			id += "/" + e.Unit
		}
	}
	if id == "" {
		return ""
	}
	return string(r.Kind) + "/" + id
}

func text(e audit.Event, name string) string {
	s, _ := e.Data[name].(string)
	return s
}

// names tells whether a list in the data of an event names a person, by id.
func names(e audit.Event, list, person string) bool {
	ids, _ := e.Data[list].([]any)
	return slices.Contains(ids, any(person))
}
