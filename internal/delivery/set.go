package delivery

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
)

// errNoMove is a mistake of the program: trying again does not mend it.
var errNoMove = errors.New("the table knows no such move")

// Set is all deliveries of one edition, locked together: whatever changes one of them is
// decided here, in memory, and saved in one transaction.
type Set struct {
	Edition article.Edition
	Unit    string   // code of the article's unit
	Urgency int      // priority of the article
	Trials  []string // trial channels, by id: what they got is out before no reader
	Portals []string // channels to whose copies others lead, by id
	Held    []string // deliveries being sent that wait, by now, for other languages
	rows    []Delivery
	changed map[string]bool
	fresh   map[string]bool
	was     map[string]Delivery // by id, as it stands in the database
	err     error
}

// NewSet makes a Set of rows as they stand in the database.
func NewSet(e article.Edition, unit string, urgency int, rows []Delivery) *Set {
	s := &Set{Edition: e, Unit: unit, Urgency: urgency, rows: slices.Clone(rows), changed: map[string]bool{}, fresh: map[string]bool{}, was: map[string]Delivery{}}
	slices.SortFunc(s.rows, func(a, b Delivery) int { return cmp.Or(cmp.Compare(a.Channel, b.Channel), a.Seq-b.Seq) })
	for _, d := range s.rows {
		s.was[d.ID] = d
	}
	return s
}

// Err is the first move that the table forbids; a set that has one must not be saved.
func (s *Set) Err() error { return s.err }

// All returns the deliveries by channel and sequence.
func (s *Set) All() []Delivery { return slices.Clone(s.rows) }

// Fresh returns the deliveries that are not in the database yet.
func (s *Set) Fresh() []Delivery { return s.pick(s.fresh) }

// Changed returns the deliveries that stand otherwise in the database.
func (s *Set) Changed() []Delivery {
	return slices.DeleteFunc(s.pick(s.changed), func(d Delivery) bool { return s.fresh[d.ID] })
}

// Rendered reports whether a delivery has another payload than in the database.
func (s *Set) Rendered(d Delivery) bool { return d.PayloadHash != s.was[d.ID].PayloadHash }

func (s *Set) pick(which map[string]bool) []Delivery {
	return slices.DeleteFunc(s.All(), func(d Delivery) bool { return !which[d.ID] })
}

// ReadersSeeChange reports whether what the public can see has changed.
func (s *Set) ReadersSeeChange() bool {
	for _, d := range s.rows {
		if !s.changed[d.ID] && !s.fresh[d.ID] {
			continue
		}
		// A withdrawal hides, and tells its notice, from its very recording.
		if before := s.was[d.ID]; d.Out() != before.Out() || d.Intent == connector.Withdraw && (s.fresh[d.ID] || d.Notice != before.Notice) {
			return true
		}
	}
	return false
}

// Find returns one delivery.
func (s *Set) Find(id string) (Delivery, bool) {
	for _, d := range s.rows {
		if d.ID == id {
			return d, true
		}
	}
	return Delivery{}, false
}

// On returns the deliveries on a channel in order.
func (s *Set) On(channel string) []Delivery {
	var on []Delivery
	for _, d := range s.rows {
		if d.Channel == channel {
			on = append(on, d)
		}
	}
	return on
}

// Channels lists the channels that the edition was ever meant for.
func (s *Set) Channels() []string {
	var ids []string
	for _, d := range s.rows {
		if !slices.Contains(ids, d.Channel) {
			ids = append(ids, d.Channel)
		}
	}
	return ids
}

// Put replaces a delivery, holding its move against the table.
func (s *Set) Put(d Delivery, now time.Time) {
	for i := range s.rows {
		if s.rows[i].ID != d.ID {
			continue
		}
		if !MayMove(s.rows[i].State, d.State) {
			s.err = fmt.Errorf("delivery %s: %w: from %s to %s", d.ID, errNoMove, s.rows[i].State, d.State)
			return
		}
		d.UpdatedAt = now
		s.rows[i] = d
		s.changed[d.ID] = true
		return
	}
}

// add appends a delivery at the end of its channel.
func (s *Set) add(d Delivery, now time.Time) Delivery {
	d.Edition = s.Edition.ID
	d.Seq = 1
	for _, other := range s.On(d.Channel) {
		d.Seq = max(d.Seq, other.Seq+1)
	}
	d.State, d.Task = Waiting, TaskSend
	d.NextAt = d.DueAt
	d.Priority = s.Urgency
	d.CreatedAt, d.UpdatedAt = now, now
	d.Progress = map[string]string{}
	s.rows = append(s.rows, d)
	s.fresh[d.ID] = true
	return d
}

// Await notes that a delivery still waits for the languages that it is published together with:
// how late it is counts from now.
func (s *Set) Await(d Delivery, now time.Time) {
	d.WaitsFrom = now
	s.Put(d, now)
}

// Ask leaves a delivery to a person that no clock can decide about.
func (s *Set) Ask(d Delivery, reason Reason, now time.Time) Delivery {
	s.halt(d, Attention, reason, now)
	d, _ = s.Find(d.ID)
	return d
}

// halt takes a delivery out of the engine's hands in a state. Nothing waits for one that
// will never be sent.
func (s *Set) halt(d Delivery, state State, reason Reason, now time.Time) {
	d.State, d.Reason, d.Detail = state, reason, fault.Text{}
	d.Task, d.NextAt = TaskNone, time.Time{}
	s.Put(d, now)
	if state != Cancelled && state != Superseded {
		return
	}
	for _, next := range s.On(d.Channel) {
		if next.DependsOn == d.ID && next.Pending() {
			next.DependsOn = ""
			s.Put(next, now)
		}
	}
}

// Reach returns how far the edition came.
func (s *Set) Reach() article.Reach {
	var r article.Reach
	for _, d := range s.rows {
		r.Out = r.Out || d.Out()
		r.InFlight = r.InFlight || d.Intent != connector.Withdraw && d.Uncertain()
	}
	for _, channel := range s.Channels() {
		r.InFlight = r.InFlight || len(s.maybeThere(channel)) > 0
	}
	return r
}

// maybeThere finds what a channel may hold although every try of it passes for not
// applied, whatever became of it since; a withdrawal of it that was sent ends that.
func (s *Set) maybeThere(channel string) []Delivery {
	var found []Delivery
	for _, d := range s.On(channel) {
		switch {
		case d.Intent == connector.Withdraw && !d.SentAt.IsZero():
			found = slices.DeleteFunc(found, func(one Delivery) bool {
				return one.Intent == connector.Correct || one.Release == d.Release || one.Round < d.Round
			})
		case d.Intent != connector.Withdraw && d.SentAt.IsZero() && !d.MaybeAt.IsZero() && d.State != Withdrawn:
			found = append(found, d)
		}
	}
	return found
}

// TakenDownBy returns those of a channel's deliveries that a withdrawal is about: what came
// before it, up to the last of its own release.
func TakenDownBy(withdrawal Delivery, on []Delivery) []Delivery {
	before := slices.DeleteFunc(slices.Clone(on), func(d Delivery) bool { return d.Seq >= withdrawal.Seq })
	for i := len(before) - 1; i >= 0; i-- {
		if d := before[i]; d.Release == withdrawal.Release && d.Intent != connector.Withdraw {
			return before[:i+1]
		}
	}
	return before
}

// Uncertain reports whether the destination may hold the post without lantoa knowing it.
func (d Delivery) Uncertain() bool {
	return d.SentAt.IsZero() && (d.InFlight() || d.State == Attention && !d.FirstDoubtAt.IsZero())
}

// Publication sums the deliveries up for lists. One failed channel never paints the
// story as failed. What a trial channel got counts while it is planned and when it fails,
// since that is work; once sent it is neither published nor taken down.
func (s *Set) Publication() article.Publication {
	var out, pending, doubt, bad, down int
	for _, d := range s.rows {
		switch {
		case slices.Contains(s.Trials, d.Channel) && (d.Out() || d.State == Withdrawn || d.Intent == connector.Withdraw):
		case d.Intent == connector.Withdraw && d.State == Attention && d.Reason == ReasonDoubled:
			out++ // a copy that it did not take down
			bad++
		case d.Intent == connector.Withdraw:
		case d.Out() && d.State != Attention:
			out++
		case d.Out():
			out++
			bad++
		case d.State == Withdrawn:
			down++
		case d.State == Unsure, !d.FirstDoubtAt.IsZero() && d.Uncertain(): // also while it is sent once more
			doubt++
		case d.State == Attention:
			bad++
		case d.Pending(), d.State == Sending, d.State == Polling:
			pending++
		}
	}
	switch {
	case out > 0 && pending+doubt+bad > 0:
		return article.PartlyPublished
	case out > 0:
		return article.Published
	case doubt > 0:
		return article.Uncertain
	case pending > 0:
		return article.Scheduled
	case bad > 0:
		return article.Failed
	case down > 0:
		return article.TakenDown
	}
	return article.NotPublished
}
