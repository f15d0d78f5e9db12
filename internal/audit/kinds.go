package audit

import (
	"maps"
	"slices"
)

// kinds returns the kind of event that tells of each act, in parts that are made when they are asked
// for. There is one rule: the object, and the act in the past participle.
func kinds() [6]func() map[string]string {
	return [...]func() map[string]string{lineKinds, houseKinds, approvalKinds, translationKinds, boxKinds, plannedKinds}
}

// approvalKinds are the acts on the way of a text through approval, and on that way itself.
func approvalKinds() map[string]string {
	return map[string]string{
		"edition.first_approve": "edition.first_approved",
		"edition.void_approval": "edition.approval_voided", // what was approved is otherwise by now
		"edition.owe_recheck":   "edition.recheck_owed",    // after an urgent approval
		"edition.miss_recheck":  "edition.recheck_missed",
		"edition.pass_recheck":  "edition.recheck_passed",
		"edition.fail_recheck":  "edition.recheck_failed",
		"flow.update":           "flow.updated",
	}
}

// translationKinds are what becomes of editions beside the one that they are translated from.
func translationKinds() map[string]string {
	return map[string]string{
		"edition.mark_current": "edition.current_marked", // found right beside its source
		"edition.outdate":      "edition.outdated",       // its source says something else
		"edition.refresh":      "edition.refreshed",      // and no more
		"edition.outpace":      "edition.outpaced",       // it is approved, and what its source says else is too
	}
}

// lineKinds are what lies beside the saved line of an edition: points with a name, what another was
// typing, own words for a channel, remarks, originals.
func lineKinds() map[string]string {
	return map[string]string{
		"edition.add_point":      "edition.point_added",
		"edition.restore":        "edition.revision_restored",
		"edition.take_over":      "edition.work_continued",
		"edition.save_variant":   "edition.variant_saved",
		"edition.keep_variant":   "edition.variant_confirmed",
		"edition.follow_variant": "edition.variant_dropped",
		"attachment.create":      "attachment.created",
		"comment.create":         "comment.created",
		"comment.reply":          "comment.replied",
		"comment.edit":           "comment.edited",
		"comment.retract":        "comment.retracted",
		"comment.resolve":        "comment.resolved",
		"comment.reopen":         "comment.reopened",
	}
}

// boxKinds are those of sources, and of what they bring.
func boxKinds() map[string]string {
	return map[string]string{
		"source.create": "source.created",
		"source.update": "source.updated",
		"source.fetch":  "source.fetch_asked",
		"source.import": "source.imported", // a file, or a part of it; its data count the items
		"source.move":   "source.moved",    // for good, by its own word
		"source.end":    "source.ended",    // it says that it is gone
		"source.fill":   "source.filled",   // a fetch brought something
		"item.take":     "item.taken",
		"item.pick":     "item.pictures_taken",
		"item.dismiss":  "item.dismissed",
		"item.restore":  "item.restored",
		"item.remove":   "item.removed", // at its source
	}
}

// houseKinds are those of all else.
func houseKinds() map[string]string {
	return map[string]string{
		"unit.create": "unit.created", "unit.update": "unit.updated", "unit.end": "unit.ended",
		"article.create": "article.created", "article.update": "article.updated",
		"edition.create":             "edition.created",
		"edition.save":               "edition.saved",
		"edition.update_pieces":      "edition.pieces_updated",
		"article.correct_formally":   "article.formally_corrected",
		"article.reuse":              "article.reused",           // by another unit
		"edition.change_original":    "edition.original_changed", // of which the edition was made
		"edition.withdraw_original":  "edition.original_withdrawn",
		"edition.restore_original":   "edition.original_restored",
		"edition.keep_original":      "edition.original_confirmed",
		"edition.submit":             "edition.submitted",
		"edition.recall":             "edition.recalled",
		"edition.request_changes":    "edition.changes_requested",
		"edition.approve":            "edition.approved",
		"edition.reopen":             "edition.reopened",
		"edition.correct":            "edition.corrected",
		"edition.discard_correction": "edition.correction_discarded",
		"edition.withdraw":           "edition.withdrawn",
		"edition.archive":            "edition.archived",
		"edition.embargo":            "edition.embargoed",
		"edition.schedule":           "edition.scheduled",
		"edition.unschedule":         "edition.unscheduled",
		"unit.move_grants":           "unit.grants_moved",
		"media.create":               "media.created",
		"media.update":               "media.updated",
		"channel.create":             "channel.created",
		"channel.update":             "channel.updated",
		"channel.check":              "channel.checked",
		"channel.pause":              "channel.paused",
		"channel.resume":             "channel.resumed",
		"channel.disconnect":         "channel.disconnected", // cut off after repeated failures
		"channel.reconnect":          "channel.reconnected",
		"closed_day.create":          "closed_day.created",
		"closed_day.delete":          "closed_day.deleted",
		"channel.warn":               "channel.credential_expiring", // told 30, 14, 7 and 1 days before, and when it has come
		"delegation.create":          "delegation.created",
		"delegation.revoke":          "delegation.revoked", // taken back or declined
		// Acts on accounts; their data names the person, and nothing else of him.
		"person.create":       "person.created",
		"person.update":       "person.updated",
		"person.claim":        "person.roles_claimed", // at the provider of identities
		Erasure:               "person.erased",
		"person.set_password": "person.password_replaced",
		"session.create":      "session.created",
		"session.renew":       "session.renewed",
		"session.end":         "session.ended",
		"factor.enrol":        "factor.enrolled",
		"factor.confirm":      "factor.confirmed",
		"factor.recover":      "factor.recovery_used",
		"factor.new_codes":    "factor.codes_replaced",
		"factor.disable":      "factor.disabled",
		"factor.take":         "factor.removed",
		"identity.link":       "identity.linked",
		"identity.unlink":     "identity.unlinked",
		"person.import":       "person.imported", // a spreadsheet; its data count the people
		"key.create":          "key.created",
		"key.revoke":          "key.revoked",
		"link.create":         "link.created",
		// Acts of people on deliveries.
		"delivery.retry":     "delivery.retried",
		"delivery.check":     "delivery.checked",
		"delivery.mark_sent": "delivery.marked_sent",
		"delivery.cancel":    "delivery.cancelled",
		"delivery.wait":      "delivery.wait_prolonged",
		// Moves that the engine makes, or that follow from an act on the edition.
		"delivery.plan":      "delivery.planned",
		"delivery.claim":     "delivery.claimed",
		"delivery.postpone":  "delivery.postponed", // will be sent again
		"delivery.accept":    "delivery.accepted",  // the destination's result is to come
		"delivery.doubt":     "delivery.doubted",
		"delivery.escalate":  "delivery.escalated", // a person must decide
		"delivery.send":      "delivery.sent",
		"delivery.confirm":   "delivery.confirmed",
		"delivery.supersede": "delivery.superseded",
		"delivery.withdraw":  "delivery.withdrawn",
	}
}

// plannedKinds are those of what there is to write: digests, the calendar, planned stories, requests
// of the press.
func plannedKinds() map[string]string {
	return map[string]string{
		"digest.create":    "digest.created",
		"digest.update":    "digest.updated",
		"digest.end":       "digest.ended",
		"digest.build":     "digest.built",   // a draft, or nothing to tell
		"digest.skip":      "digest.skipped", // occurrences that were missed
		"digest.fail":      "digest.failed",  // the draft was refused
		"calendar.create":  "calendar.created",
		"calendar.update":  "calendar.updated",
		"calendar.cancel":  "calendar.cancelled",
		"piece.create":     "piece.created",
		"piece.propose":    "piece.proposed",
		"piece.approve":    "piece.approved",
		"piece.return":     "piece.returned",
		"piece.update":     "piece.updated",
		"piece.end":        "piece.ended",
		"series.create":    "series.created",
		"series.update":    "series.updated",
		"series.arrange":   "series.arranged",
		"planned.propose":  "planned.proposed",
		"planned.update":   "planned.updated",
		"planned.assign":   "planned.assigned",
		"planned.begin":    "planned.started",
		"planned.drop":     "planned.dropped",
		"planned.finish":   "planned.finished", // its story is published
		"planned.lapse":    "planned.lapsed",   // what was due is not there
		"request.enter":    "request.entered",
		"request.update":   "request.updated",
		"request.route":    "request.routed",
		"request.take":     "request.accepted",
		"request.answer":   "request.answered",
		"request.decline":  "request.declined",
		"request.withdraw": "request.withdrawn",
	}
}

// Kinds lists the kinds of events. [Log.Emit] takes no other.
func Kinds() []string {
	var all []string
	for _, some := range kinds() {
		all = slices.AppendSeq(all, maps.Values(some()))
	}
	slices.Sort(all)
	return all
}

// Done returns the kind of event that tells of an act, such as "edition.approved" of
// "edition.approve".
func Done(action string) string {
	for _, some := range kinds() {
		if kind, ok := some()[action]; ok {
			return kind
		}
	}
	return ""
}
