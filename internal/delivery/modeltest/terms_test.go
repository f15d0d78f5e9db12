package modeltest

import (
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/timetable"
)

// terms are when and how fast a channel takes posts, as people set it.
type terms struct {
	grace time.Duration
	rests bool // each day from restFrom to restUntil
	rate  channel.Rate
	// portal: the others lead to what it holds, and go by it as after says.
	portal bool
	after  channel.AfterPortal
}

// allTerms is how many terms a life can have.
const allTerms = 36

// The terms of lives beside 0, under which nothing is ever late and nothing is held up.
const (
	impatient = 1 // what is late goes to a person
	restful   = 2 // the same, on channels that rest
	paced     = 3 // one send in a while
	bursting  = 6 // two of them at once
	waiting   = 9 // the first channel is the portal, for which the other waits
	asking    = 18
	goingOn   = 27
)

const (
	shortGrace = 10 * time.Minute
	paceEvery  = 20 * time.Minute
	patience   = 10 * time.Minute
	restFrom   = 2 * time.Hour // of a day in UTC: an hour after the morning
	restUntil  = 3 * time.Hour
)

// termsOf gives the terms of a life's i-th channel.
func termsOf(n, i int) terms {
	t := terms{grace: channel.MaxGrace}
	if n%3 > 0 {
		t.grace = shortGrace
	}
	t.rests = n%3 == restful
	switch n / paced % 3 {
	case 0:
		t.rate = channel.Rate{Burst: 1}
	case 1:
		t.rate = channel.Rate{Every: paceEvery, Burst: 1}
	default:
		t.rate = channel.Rate{Every: paceEvery, Burst: 2}
	}
	after := []channel.AfterPortal{channel.RegardlessOfPortal, channel.WaitForPortal, channel.AskAboutPortal, channel.GoOnWithoutPortal}[n/waiting%4]
	if t.portal = i == 0 && after.Leads(); i > 0 {
		t.after = after
	}
	return t
}

// patch sets the terms of a new channel.
func (t terms) patch(name string) channel.Patch {
	p := channel.TimingPatch{Grace: &t.grace, Rate: &t.rate}
	if t.rests {
		p.Hours = &timetable.Hours{Zone: "Asia/Ho_Chi_Minh", Quiet: []timetable.Quiet{{From: "09:00", To: "10:00"}}}
	}
	if !t.after.Leads() {
		return channel.Patch{Name: &name, TimingPatch: p, Portal: &t.portal, Lang: new("vi")}
	}
	p.AfterPortal, p.PortalPatience = &t.after, new(patience)
	return channel.Patch{Name: &name, TimingPatch: p}
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

// log is when a channel began to send, as it was seen from outside. A life has one story, of
// which order lets a channel send one delivery at a time: what one claim shares out among
// several stories is not seen here.
type log struct {
	all   []time.Time
	paced []time.Time // those that the rate may hold up
}

// tooMany reports whether one more send now would be more than a rate lets begin within any
// stretch of time: a burst, and one for each Every of it.
func (l log) tooMany(rate channel.Rate, now time.Time) bool {
	for i, at := range l.paced {
		if n := len(l.paced) - i + 1; rate.Every > 0 && n > rate.Burst+int(now.Sub(at)/rate.Every) {
			return true
		}
	}
	return false
}

// mayHold reports whether a rate may hold up a send now. It may not where fewer than a burst
// began within the time in which a whole one comes back.
func (l log) mayHold(rate channel.Rate, now time.Time) bool {
	n := 0
	for _, at := range l.all {
		if now.Sub(at) < time.Duration(rate.Burst)*rate.Every {
			n++
		}
	}
	return rate.Every > 0 && n >= rate.Burst
}

// usedUp reports whether nothing more can be sent now.
func (l *line) usedUp(now time.Time) bool { return l.log.tooMany(l.rate, now) }

// sends keeps that a delivery was taken to be sent, and holds it against the rate.
func (w *world) sends(d delivery.Delivery) {
	l, now := w.line(d.Channel), w.now()
	l.log.all = append(l.log.all, now)
	if d.Intent == connector.Withdraw {
		return
	}
	if l.log.tooMany(l.rate, now) {
		w.broken("one in %s and %d at once, and it sends at %v and %s: %s", l.rate.Every, l.rate.Burst, l.log.paced, now, describe(d))
	}
	l.log.paced = append(l.log.paced, now)
}
