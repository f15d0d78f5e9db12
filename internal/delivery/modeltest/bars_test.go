package modeltest

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
)

// bar is one thing that keeps the engine from a delivery. What no bar holds is claimed, and
// what one holds is not: each bar alone is enough, whatever the others say.
type bar string

const (
	barIdle    bar = "there is nothing to do"
	barLeased  bar = "somebody works on it"
	barNext    bar = "its next try is to come"
	barParked  bar = "the destination asked to wait"
	barCut     bar = "the destination does not answer"
	barFull    bar = "the channel has no free place"
	barHour    bar = "its hour has not come"
	barOrder   bar = "what is before it on the channel is not settled"
	barDepends bar = "what it waits for is not there"
	barVoid    bar = "its release is not in force"
	barEmbargo bar = "it is under embargo"
	barPaused  bar = "the channel stands still"
	barRests   bar = "the channel rests"
	barTooLate bar = "it is too late"
	barPortal  bar = "the portal's copy is not out"
	barPace    bar = "the channel may have used up its rate"
)

// stage is all that stands where a claim looks.
type stage struct {
	rows     []delivery.Delivery
	edition  article.Edition
	channels map[string]channel.Channel
}

func (w *world) stage(ctx context.Context) stage {
	s := stage{rows: w.rows(ctx), edition: w.edition(ctx), channels: map[string]channel.Channel{}}
	for _, l := range w.lines {
		c, err := w.channels.Row(ctx, l.id)
		w.ok(err)
		s.channels[l.id] = c
	}
	return s
}

// bars lists what holds a delivery now, by the model.
func (w *world) bars(s stage, d delivery.Delivery) []bar {
	now, l, c := w.now(), w.line(d.Channel), s.channels[d.Channel]
	running := 0
	for _, one := range s.rows {
		if one.Channel == d.Channel && one.LeaseToken != "" {
			running++
		}
	}
	list := those(map[bar]bool{barIdle: d.Task == delivery.TaskNone, barLeased: d.LeaseToken != "", barNext: now.Before(d.NextAt), barParked: now.Before(c.ParkedUntil),
		barCut: now.Before(c.Breaker.Until), barFull: running >= c.MaxConc || running > 0 && c.Breaker.Open()})
	if d.Task != delivery.TaskSend {
		return list
	}
	list = append(list, those(map[bar]bool{barHour: now.Before(d.DueAt), barOrder: behind(s.rows, d), barDepends: lacking(s.rows, d)})...)
	if d.Intent == connector.Withdraw { // what must come down waits for nothing else
		return list
	}
	return append(list, those(map[bar]bool{barVoid: d.Release != s.edition.ApprovedRelease, barEmbargo: now.Before(w.embargo), barPaused: l.paused || c.Hold != channel.NoHold,
		barRests: l.resting(now), barTooLate: l.overdue(d, now), barPortal: w.awaits(s.rows, d), barPace: l.log.mayHold(l.rate, now)})...)
}

func those(all map[bar]bool) []bar {
	var list []bar
	for one, is := range all {
		if is {
			list = append(list, one)
		}
	}
	slices.Sort(list)
	return list
}

// behind reports whether the engine still works on what is before a delivery on its channel.
func behind(rows []delivery.Delivery, d delivery.Delivery) bool {
	works := []delivery.State{delivery.Waiting, delivery.Sending, delivery.Retrying, delivery.Polling, delivery.Unsure}
	return slices.ContainsFunc(rows, func(p delivery.Delivery) bool {
		return p.Channel == d.Channel && p.Seq < d.Seq && slices.Contains(works, p.State)
	})
}

func lacking(rows []delivery.Delivery, d delivery.Delivery) bool {
	return d.DependsOn != "" && !slices.ContainsFunc(rows, func(p delivery.Delivery) bool { return p.ID == d.DependsOn && !p.SentAt.IsZero() })
}

// claimable holds a claim against the model: what was taken had no bar, and where nothing
// was taken everything had one. A rate has bounds of its own: see [log].
func (w *world) claimable(s stage, taken []string) {
	for _, d := range s.rows {
		list := w.bars(s, d)
		if slices.Contains(taken, d.ID) {
			list = slices.DeleteFunc(list, func(b bar) bool { return b == barPace })
		}
		switch {
		case slices.Contains(taken, d.ID) && len(list) > 0:
			w.broken("taken although %v: %s", list, describe(d))
		case len(taken) == 0 && len(list) == 0:
			w.broken("nothing holds it, and nobody takes it: %s", describe(d))
		}
	}
}

// asked holds what a sweep left to people against the model: all that would go but for being
// too late, and nothing else.
func (w *world) asked(s stage, after map[string]delivery.Delivery) {
	ended := slices.ContainsFunc(s.rows, func(d delivery.Delivery) bool { return d.LeaseToken != "" && !w.now().Before(d.LeaseUntil) })
	for _, d := range s.rows {
		now, list := after[d.ID], w.bars(s, d)
		list = slices.DeleteFunc(list, func(b bar) bool { return b == barFull || b == barPace })
		is, was := asks(now), asks(d)
		wanted := w.wantedAsk(s.rows, d, list)
		if is && !was && now.Reason != wanted || !is && wanted != delivery.ReasonNone && !ended {
			w.broken("%v hold it, and a person is asked: %t (%s); %s", list, is, wanted, describe(now))
		}
		if was || ended {
			continue
		}
		l := w.line(d.Channel)
		if w.now().After(hourOf(d).Add(l.grace)) {
			w.meet("delivery", string(d.State), eventOverdue, !is || now.Reason != delivery.ReasonLate)
		}
		if l.after == channel.AskAboutPortal && w.now().After(hourOf(d).Add(patience)) {
			w.meet("delivery", string(d.State), eventPortal, !is || now.Reason != delivery.ReasonPortalLate)
		}
	}
}

// What a sweep finds.
const (
	eventOverdue = "overdue"
	eventPortal  = "overdue:portal"
)

// wantedAsk is what a person is to be asked about a delivery that some bars hold, if anything.
func (w *world) wantedAsk(rows []delivery.Delivery, d delivery.Delivery, list []bar) delivery.Reason {
	if slices.Equal(list, []bar{barTooLate}) {
		return delivery.ReasonLate
	}
	now := w.now()
	soon := slices.ContainsFunc(rows, func(p delivery.Delivery) bool { // the copy is planned for later, and is not late itself
		return w.line(p.Channel).portal && p.Intent == connector.Publish && p.State == delivery.Waiting && !now.After(p.DueAt.Add(patience))
	})
	list = slices.DeleteFunc(slices.Clone(list), func(b bar) bool { return b == barTooLate })
	if slices.Equal(list, []bar{barPortal}) && w.line(d.Channel).after == channel.AskAboutPortal && now.After(hourOf(d).Add(patience)) && !soon {
		return delivery.ReasonPortalLate
	}
	return delivery.ReasonNone
}

// awaits reports whether a post waits for the portal's copy: one may still come, nobody has
// let the post go without it, and it was not put into words with another link.
func (w *world) awaits(rows []delivery.Delivery, d delivery.Delivery) bool {
	if after := w.line(d.Channel).after; d.Intent != connector.Publish || d.PortalWaived || d.PayloadHash != "" || after != channel.WaitForPortal && after != channel.AskAboutPortal {
		return false
	}
	return slices.ContainsFunc(rows, func(p delivery.Delivery) bool {
		open := p.Pending() || p.InFlight() || p.State == delivery.Attention
		return w.line(p.Channel).portal && p.Intent == connector.Publish && p.SentAt.IsZero() && open
	})
}

// asks reports whether a person is asked about a delivery that only the time holds.
func asks(d delivery.Delivery) bool {
	return d.State == delivery.Attention && (d.Reason == delivery.ReasonLate || d.Reason == delivery.ReasonPortalLate)
}

// pass lets time go by, and the clock write what it makes of channels.
func (w *world) pass(d time.Duration) {
	w.house.pass(d)
	w.ok(w.channels.KeepTime(w.ctx))
}
