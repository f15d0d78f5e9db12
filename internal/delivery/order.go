package delivery

import (
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// act is who changes a set, and when.
type act struct {
	by    string
	now   time.Time
	newID func() string
	told  map[string]any // what the audit row of the act says; nil where it has none of its own
}

// approved lets a new release take the place of the old one on every channel: what has
// not left is superseded and the new one published; what is out gets a correction; while
// the old one is in flight or in doubt, the correction waits for it.
func (s *Set) approved(releaseID string, a act) article.Effect {
	var effect article.Effect
	for _, channel := range s.Channels() {
		s.approvedOn(channel, releaseID, a, &effect)
	}
	return effect
}

func (s *Set) approvedOn(channel, releaseID string, a act, effect *article.Effect) {
	var replaced, out, open *Delivery
	round := 1
	for _, d := range s.On(channel) {
		round = max(round, d.Round)
		switch {
		case d.Intent == connector.Withdraw:
			if d.State != Cancelled && d.State != Superseded {
				replaced, out, open = nil, nil, nil // what came before is being taken down
			}
		case d.Uncertain():
			open = &d
		case d.Out():
			out = &d
		case d.NeverLeft() && (d.Pending() || d.State == Attention):
			s.halt(d, Superseded, ReasonNewRelease, a.now)
			effect.Superseded = append(effect.Superseded, d.ID)
			if d.Reason == ReasonApprovalVoid {
				effect.Offered = append(effect.Offered, d.ID)
			} else {
				replaced = &d
			}
		}
	}
	next := Delivery{ID: a.newID(), Release: releaseID, Channel: channel, Intent: connector.Correct, Round: round, CreatedBy: a.by, DueAt: a.now}
	switch {
	case open != nil:
		next.DependsOn = open.ID
		effect.InFlight = append(effect.InFlight, open.ID)
	case out != nil:
	case replaced != nil:
		next.Intent, next.DueAt, next.Wall, next.Zone, next.Offset = connector.Publish, replaced.DueAt, replaced.Wall, replaced.Zone, replaced.Offset
		if replaced.Reason != ReasonLate { // how late it is counts from its approval
			next.DueAt = later(replaced.DueAt, a.now)
		}
	default:
		return
	}
	effect.Created = append(effect.Created, s.add(next, a.now).ID)
	if open != nil {
		s.haltUnapproved(open.ID, a.now)
	}
}

// reopened voids what has not left and names what could not be stopped.
func (s *Set) reopened(a act) article.Effect {
	var effect article.Effect
	for _, d := range s.rows {
		switch stops, flies := d.Reopened(); {
		case flies:
			effect.InFlight = append(effect.InFlight, d.ID)
			s.haltUnapproved(d.ID, a.now)
		case stops:
			s.halt(d, Attention, ReasonApprovalVoid, a.now)
			effect.Voided = append(effect.Voided, d.ID)
		}
	}
	return effect
}

// Reopened tells whether a reopening of its edition stops it, or can no more.
func (d Delivery) Reopened() (stops, flies bool) {
	if flies = d.Intent != connector.Withdraw && d.Uncertain(); flies {
		return false, true
	}
	return d.Intent != connector.Withdraw && d.NeverLeft() && (d.Pending() || d.asked()), false
}

// withdrawn takes off what has not left and takes down what is out; for what is in
// flight the taking down waits until it is known. It is sent too for what is only taken
// not to have arrived: the receiver who has it drops it, and for any other it means nothing.
func (s *Set) withdrawn(notice string, a act) article.Effect {
	var effect article.Effect
	for _, channel := range s.Channels() {
		last, open := s.takenOff(channel, a, &effect)
		if open != nil {
			effect.InFlight = append(effect.InFlight, open.ID)
		}
		maybe := s.maybeThere(channel)
		if last == nil && len(maybe) > 0 {
			last = &maybe[len(maybe)-1]
		}
		already := false
		for _, d := range s.On(channel) {
			if d.Intent == connector.Withdraw && d.SentAt.IsZero() && d.State != Cancelled && d.State != Superseded && (last == nil || d.Seq > last.Seq) {
				s.retryWithdrawal(d, notice, a.now)
				already = true
			}
		}
		if already || last == nil {
			continue
		}
		s.takeDown(*last, open, notice, a, &effect)
		for _, d := range maybe { // where a newer release does not take its place, it stands beside it
			if d.Intent == connector.Publish && d.Release != last.Release && !d.Uncertain() {
				s.takeDown(d, nil, notice, a, &effect)
			}
		}
	}
	return effect
}

// takenOff takes off the plan what has not left, and gives the last delivery that the
// channel has or may have, and the last of which that is not known yet.
func (s *Set) takenOff(channel string, a act, effect *article.Effect) (last, open *Delivery) {
	for _, d := range s.On(channel) {
		switch {
		case d.Intent == connector.Withdraw:
		case d.NeverLeft() && (d.Pending() || d.State == Attention):
			s.halt(d, Cancelled, ReasonWithdrawn, a.now)
			effect.Cancelled = append(effect.Cancelled, d.ID)
		case d.Uncertain():
			last, open = &d, &d
		case d.Out():
			last = &d
		}
	}
	return last, open
}

// takeDown plans the withdrawal of what a delivery brought, once it is known what became
// of the one that is open.
func (s *Set) takeDown(d Delivery, open *Delivery, notice string, a act, effect *article.Effect) {
	next := Delivery{ID: a.newID(), Release: d.Release, Channel: d.Channel, Intent: connector.Withdraw, Round: d.Round,
		CreatedBy: a.by, DueAt: a.now, Notice: notice}
	if open != nil {
		next.DependsOn = open.ID
	}
	effect.Created = append(effect.Created, s.add(next, a.now).ID)
	if open != nil {
		s.haltUnapproved(open.ID, a.now)
	}
}

// retryWithdrawal has a withdrawal tried again that failed, or of which only a person could
// tell; one that is on its way goes on, with the new notice where none was heard yet.
func (s *Set) retryWithdrawal(d Delivery, notice string, now time.Time) {
	switch {
	case d.SentAt.IsZero() && d.Task == TaskNone && (d.State == Attention || d.State == Unsure):
		d.State, d.Reason, d.Detail = Retrying, ReasonNone, fault.Text{}
		d.Task, d.NextAt, d.Attempt, d.Spared, d.FirstDoubtAt, d.Looks = TaskSend, now, 0, 0, time.Time{}, 0
	case d.NeverLeft() && d.Pending() && d.MaybeAt.IsZero():
	default:
		return
	}
	d.Notice, d.Payload, d.PayloadHash = notice, nil, "" // the notice is part of what is sent
	s.Put(d, now)
}

// applyLate is how long a destination may still apply what was sent to it unheard; a
// withdrawal that cannot wait for certainty waits at least that long.
const applyLate = time.Minute

// haltUnapproved settles what the engine may not send any more because its release is not in
// force. What never left is void. What is in doubt would have been settled by sending it
// again under its key; now a person must look.
func (s *Set) haltUnapproved(id string, now time.Time) {
	d, _ := s.Find(id)
	if d.Intent == connector.Withdraw || d.LeaseToken != "" {
		return
	}
	tried := d.UpdatedAt
	if d.Task == TaskSend && d.Release != s.Edition.ApprovedRelease {
		switch {
		case d.State == Retrying && d.NeverLeft():
			s.halt(d, Attention, ReasonApprovalVoid, now)
		case d.State == Unsure:
			s.halt(d, Attention, ReasonAskPerson, now)
		}
	}
	if d, _ = s.Find(id); d.Uncertain() && d.Task == TaskNone {
		s.pass(d, tried, now)
	}
}

// pass lets those go on that waited for a delivery whose outcome only a person can tell,
// where sending does no harm whatever the outcome was: a withdrawal takes down what may
// be there, and a correction gives its text to a post that was out before the former one.
// What was last tried then may still be applied for a while.
func (s *Set) pass(d Delivery, tried, now time.Time) {
	for _, next := range s.On(d.Channel) {
		harmless := next.Intent == connector.Withdraw || next.Intent == connector.Correct && d.Intent == connector.Correct
		if next.DependsOn != d.ID || !next.Pending() || !harmless {
			continue
		}
		next.DependsOn, next.NextAt = "", later(next.NextAt, tried.Add(applyLate))
		s.Put(next, now)
		if d.State == Unsure { // the order on the channel waits for what is unsure, not for people
			d.State = Attention
			s.Put(d, now)
		}
	}
}

// Settle applies a verdict to a delivery that gives up its lease, and to those that
// waited for it.
func (s *Set) Settle(d Delivery, v Verdict, now time.Time) Delivery {
	d = d.apply(v, now)
	s.Put(d, now)
	switch {
	case d.SentAt.IsZero():
	case d.Intent == connector.Withdraw:
		s.takenDown(d, now)
	case d.Intent == connector.Correct:
		s.overtaken(d, now)
	case d.SentAt.Equal(now) && slices.Contains(s.Portals, d.Channel):
		s.portalOut(d, now)
	}
	if d.NeverLeft() && (d.State == Retrying || d.State == Attention || d.State == Superseded || d.State == Cancelled) {
		s.notApplied(d, now)
	}
	s.haltUnapproved(d.ID, now)
	d, _ = s.Find(d.ID)
	return d
}

// apply returns the delivery as a verdict makes it.
func (d Delivery) apply(v Verdict, now time.Time) Delivery {
	d.State, d.Reason, d.Detail = v.State, v.Reason, v.Detail
	d.Task, d.NextAt = v.Task, v.NextAt
	d.LeaseToken, d.LeaseUntil = "", time.Time{}
	d.Handle, d.Looks = v.Handle, v.Looks
	d.Spared += v.Spare
	if v.Missed {
		d.Misses++
	}
	if !v.Receipt.IsZero() {
		d.Receipt = v.Receipt
	}
	switch {
	case v.DoubtOver:
		d.FirstDoubtAt = time.Time{}
	case !v.FirstDoubtAt.IsZero():
		if !v.FirstDoubtAt.Equal(d.FirstDoubtAt) { // what was missed before says nothing of it
			d.Misses = 0
		}
		d.FirstDoubtAt = v.FirstDoubtAt
	}
	d.PortalWaived = d.PortalWaived || v.PortalWaived
	d.WaitsFrom = later(d.WaitsFrom, v.WaitsFrom)
	d.Alone = d.Alone || v.Alone
	if v.Maybe && d.MaybeAt.IsZero() {
		d.MaybeAt = now
	}
	if d.SentAt.IsZero() && (v.State == Sent || v.State == Confirmed || v.Reason == ReasonDoubled || v.Reason == ReasonPictures) {
		d.SentAt = now
	}
	if v.State == Confirmed {
		d.ConfirmedAt = now
	}
	return d
}

// asked reports whether a person was asked about a delivery that would go but for the time.
func (d Delivery) asked() bool {
	return d.State == Attention && (d.Reason == ReasonLate || d.Reason == ReasonPortalLate || d.Reason == ReasonSiblingFailed || d.Reason == ReasonDryRun)
}

// portalOut has those go on that a person was asked about because the portal was late, and
// those that go some time after it wait for that.
func (s *Set) portalOut(portal Delivery, now time.Time) {
	for _, d := range s.rows {
		switch {
		case d.mayWait(s.Edition.ApprovedRelease):
			d.State, d.Reason, d.Task = Waiting, ReasonNone, TaskSend
			d.NextAt, d.WaitsFrom = later(now, portal.SentAt.Add(d.Offset)), now
		case d.State == Waiting && d.Offset > 0 && d.Attempt == 0:
			d.NextAt = later(d.NextAt, portal.SentAt.Add(d.Offset))
		default:
			continue
		}
		s.Put(d, now)
	}
}

// takenDown marks what a withdrawal has taken down, and ends what could not be sent. Of
// copies it took down one; for the others a person must see to it.
func (s *Set) takenDown(withdrawal Delivery, now time.Time) {
	for _, d := range TakenDownBy(withdrawal, s.On(withdrawal.Channel)) {
		switch {
		case d.Intent == connector.Withdraw:
		case d.Out() || d.State == Attention && d.Uncertain():
			s.halt(d, Withdrawn, ReasonWithdrawn, now)
			if d.Reason == ReasonDoubled {
				left, _ := s.Find(withdrawal.ID)
				s.halt(left, Attention, ReasonDoubled, now)
				left, _ = s.Find(withdrawal.ID)
				left.Detail = d.Detail
				s.Put(left, now)
			}
		case d.State == Attention:
			s.halt(d, Cancelled, ReasonWithdrawn, now)
		}
	}
}

// overtaken ends what a correction that was sent leaves without an object: the proof of
// words that are there no more, the doubt about an earlier correction, and what a person was
// to do for its pictures.
func (s *Set) overtaken(correction Delivery, now time.Time) {
	for _, d := range s.On(correction.Channel) {
		switch {
		case d.Seq >= correction.Seq || d.Intent == connector.Withdraw:
		case d.Out() && (d.Task == TaskProve || d.State == Attention && (d.Reason == ReasonUnconfirmed || d.Reason == ReasonPictures)):
			s.halt(d, Sent, ReasonNone, now)
		case d.Intent == connector.Correct && d.State == Attention && d.Uncertain():
			s.halt(d, Superseded, ReasonNewRelease, now)
		}
	}
}

// notApplied frees those that waited for a delivery which surely changed nothing: what
// was to correct it becomes the publication, what was to take it down has nothing to do,
// unless an older release is still out there, or it may be there after all.
func (s *Set) notApplied(d Delivery, now time.Time) {
	older, maybe := s.anyOut(d.Channel), len(s.maybeThere(d.Channel)) > 0
	for _, next := range s.On(d.Channel) {
		if next.DependsOn != d.ID || !next.Pending() {
			continue
		}
		next.DependsOn = ""
		over := d.State == Superseded || d.State == Cancelled // it said what the channel has already, or was not to be sent
		if next.Intent != connector.Withdraw {
			if !over {
				s.halt(d, Superseded, ReasonNewRelease, now)
			}
			if !older { // its hour is now: it could not go before
				next.Intent, next.DueAt = connector.Publish, later(next.DueAt, now)
			}
			s.Put(next, now)
			continue
		}
		if !over {
			s.halt(d, Cancelled, ReasonWithdrawn, now)
		}
		if older || maybe {
			s.Put(next, now)
		} else {
			s.halt(next, Cancelled, ReasonNotHere, now)
		}
	}
}

func (s *Set) anyOut(channel string) bool {
	for _, d := range s.On(channel) {
		if d.Out() {
			return true
		}
	}
	return false
}
