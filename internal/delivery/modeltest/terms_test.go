package modeltest

import (
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/timetable"
)

// terms are when a channel takes posts, as people set it.
type terms struct {
	grace time.Duration
	rests bool // each day from restFrom to restUntil
}

// allTerms is how many terms a life can have.
const allTerms = 3

// The terms of lives beside 0, under which nothing is ever late.
const (
	impatient = 1 // what is late goes to a person
	restful   = 2 // the same, on channels that rest
)

const (
	shortGrace = 10 * time.Minute
	restFrom   = 2 * time.Hour // of a day in UTC: an hour after the morning
	restUntil  = 3 * time.Hour
)

// termsOf gives the terms of a channel in a life.
func termsOf(n int) terms {
	t := terms{grace: channel.MaxGrace}
	if n%3 > 0 {
		t.grace = shortGrace
	}
	t.rests = n%3 == restful
	return t
}

// patch sets the terms of a new channel.
func (t terms) patch() channel.TimingPatch {
	p := channel.TimingPatch{Grace: &t.grace}
	if t.rests {
		p.Hours = &timetable.Hours{Zone: "Asia/Ho_Chi_Minh", Quiet: []timetable.Quiet{{From: "09:00", To: "10:00"}}}
	}
	return p
}

const day = 24 * time.Hour

// resting reports whether the channel rests.
func (t terms) resting(now time.Time) bool {
	today := now.Truncate(day)
	return t.rests && !now.Before(today.Add(restFrom)) && now.Before(today.Add(restUntil))
}

// lastRest is the last rest that has ended.
func (t terms) lastRest(now time.Time) (from, until time.Time) {
	today := now.Truncate(day)
	if now.Before(today.Add(restUntil)) {
		today = today.Add(-day)
	}
	return today.Add(restFrom), today.Add(restUntil)
}

// latest is the last moment at which a publication goes out by itself: so long after its
// hour, or after the end of a rest that began before it was late.
func (t terms) latest(d delivery.Delivery, now time.Time) time.Time {
	hour := hourOf(d)
	if from, until := t.lastRest(now); t.rests && until.After(hour) && !from.After(hour.Add(t.grace)) {
		hour = until
	}
	return hour.Add(t.grace)
}

// hourOf is when a delivery was to go, or when a person last had it wait.
func hourOf(d delivery.Delivery) time.Time {
	if d.WaitsFrom.After(d.DueAt) {
		return d.WaitsFrom
	}
	return d.DueAt
}

// overdue is the model's word on what may be too late: a publication that was never tried
// since its hour was set, and that no person has sent on its way.
func (t terms) overdue(d delivery.Delivery, now time.Time) bool {
	return d.Intent == connector.Publish && d.Attempt == 0 && d.Reason != delivery.ReasonByPerson && now.After(t.latest(d, now))
}
