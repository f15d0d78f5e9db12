package notice

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

const (
	// batch is how many events are gone through in one transaction.
	batch = 200
	// lease is how long the rounds are one server's before another may take them over.
	lease = time.Minute
	// kept is how long notices are kept that have ended, and news that nobody reads.
	kept = 90 * 24 * time.Hour
	// looks is how often it is looked for what is to be mailed or reminded of, when nothing happens.
	looks = time.Minute
)

// WorkerOptions are what a Worker works with.
type WorkerOptions struct {
	Desk     Desk
	Rounds   Rounds
	Leases   Leases
	Channels Channels
	Wishes   Wishes
	Turns    Turns
	Events   Events
	People   People
	Stories  Stories
	Checks   Checks
	Post     Post // nil where no mail is set: then nothing is mailed, and what is due stays due
	Now      func() time.Time
	NewID    func() string
	Token    string         // tells this server from the others
	Zone     *time.Location // of the house
	Public   string         // address of the installation
	// Remind is how long something waits before its people are reminded; 0 is for ever.
	Remind time.Duration
}

// Worker makes notices of what happens, reminds of what waits, and mails. Of several servers
// one does, by a lease; two that both believed to be that one would still make each notice
// once, by the place in the stream that is moved in the same transaction.
type Worker struct {
	o WorkerOptions

	mu     sync.Mutex
	looked time.Time // when it was last looked for what is to be mailed
}

// NewWorker makes a Worker.
func NewWorker(o WorkerOptions) *Worker { return &Worker{o: o} }

// Run makes the rounds once, unless another server does. What goes wrong in one round keeps
// none of the others from being made.
func (w *Worker) Run(ctx context.Context) error {
	mine, err := w.o.Leases.Take(ctx, w.o.Token, lease)
	if err != nil || !mine {
		return err
	}
	told, err := w.through(ctx) // first: what has ended by now must not be mailed
	if !w.look(told) {
		return err
	}
	return errors.Join(err, w.remind(ctx), w.mail(ctx))
}

// Leave lets another server make the rounds at once, when this one stops.
func (w *Worker) Leave(ctx context.Context) error { return w.o.Leases.Leave(ctx, w.o.Token) }

// look tells whether it is time to look for what is to be mailed: when there is more to tell, and
// once a minute, since hours and people's wishes change what is.
func (w *Worker) look(told bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.o.Now()
	if since := now.Sub(w.looked); !told && since >= 0 && since < looks {
		return false
	}
	w.looked = now
	return true
}

// Prune removes what is older than it is kept.
func (w *Worker) Prune(ctx context.Context) (int, error) {
	now := w.o.Now()
	return w.o.Rounds.Prune(ctx, now.Add(-kept), now)
}

// Make goes through what has happened since and makes the notices of it.
func (w *Worker) Make(ctx context.Context) error {
	_, err := w.through(ctx)
	return err
}

// through is Make, and says whether anybody's inbox changed.
func (w *Worker) through(ctx context.Context) (told bool, err error) {
	for {
		at, err := w.o.Desk.Place(ctx)
		if err != nil {
			return told, err
		}
		if next, err := w.o.Events.Since(ctx, at, 1); err != nil || len(next) == 0 {
			return told, err
		}
		var some bool
		err = w.o.Desk.InTx(ctx, func(ctx context.Context) (err error) {
			some, err = w.page(ctx)
			return err
		})
		if err != nil {
			return told, err
		}
		told = told || some
	}
}

// page makes the notices of the next events, and moves the place, in the transaction of ctx. It
// says whether anybody's inbox changed.
func (w *Worker) page(ctx context.Context) (told bool, err error) {
	at, err := w.o.Desk.HoldPlace(ctx)
	if err != nil {
		return false, err
	}
	events, err := w.o.Events.Since(ctx, at, batch)
	if err != nil || len(events) == 0 {
		return false, err
	}
	p := &page{Worker: w, now: w.o.Now(), touched: map[string]bool{}, stories: map[string]story{}, waits: map[string][]string{}}
	for _, e := range events {
		for _, r := range Rules() {
			if !r.applies(e.Event) {
				continue
			}
			if err := p.apply(ctx, r, e); err != nil {
				return false, fmt.Errorf("notices of event %d (%s): %w", e.Number, e.Kind, err)
			}
		}
	}
	if err := w.o.Desk.MovePlace(ctx, events[len(events)-1].Number); err != nil {
		return false, err
	}
	return len(p.touched) > 0, w.o.Turns.Touch(ctx, slices.Sorted(maps.Keys(p.touched)))
}

// page is one transaction's part of the stream, and what was read for it.
type page struct {
	*Worker
	now      time.Time
	touched  map[string]bool // people, by id
	standing []account.Standing
	stories  map[string]story    // by article and edition
	waits    map[string][]string // articles by the channel on which they wait
}

// apply does what a line of the table says of an event.
func (p *page) apply(ctx context.Context, r Rule, e audit.SealedEvent) error {
	var whose []string
	var err error
	switch r.effect {
	case opens:
		return p.open(ctx, r, e)
	case resumes:
		stopped, failed := p.o.Channels.Stopped(ctx, e.Channel)
		if stopped || failed != nil {
			return failed
		}
		whose, err = p.o.Desk.Close(ctx, r.incident(e), e.At)
	case closes:
		whose, err = p.o.Desk.Close(ctx, r.incident(e), e.At)
	case calms:
		err = p.o.Desk.Calm(ctx, r.incident(e))
	case sweeps:
		whose, err = p.o.Desk.Sweep(ctx, e.Edition, e.At)
	}
	for _, id := range whose {
		p.touched[id] = true
	}
	return err
}

// open makes the notices of an incident for everyone who is told of it, or counts it into
// those that are open.
func (p *page) open(ctx context.Context, r Rule, e audit.SealedEvent) error {
	incident, of := r.incident(e), natureOf(r.Kind)
	if incident == "" {
		return nil
	}
	told, err := p.told(ctx, of, e.Event)
	if err != nil {
		return err
	}
	for _, one := range told {
		n := Notice{ID: p.o.NewID(), Person: one.person, Kind: r.Kind, Incident: incident, Sees: of.sees, Needs: one.needs, Article: e.Article, Edition: e.Edition,
			Delivery: e.Delivery, Channel: e.Channel, Unit: one.unit, Data: e.Data, Times: 1, FirstAt: e.At, LastAt: e.At, DueAt: p.now}
		if of.asks {
			n.WaitsAt = e.At
		}
		if err := p.o.Desk.Raise(ctx, n); err != nil {
			return err
		}
		p.touched[one.person] = true
	}
	return nil
}

// listener is somebody who is told, and by what.
type listener struct {
	person, unit string
	needs        right.Action
}

// told lists who is told of an event, each once: whoever belongs to a crowd of the kind, may see
// what it is about, and has not done it themselves.
func (p *page) told(ctx context.Context, of nature, e audit.Event) ([]listener, error) {
	var list []listener
	if p.standing == nil {
		var err error
		if p.standing, err = p.o.People.Standing(ctx); err != nil {
			return nil, err
		}
	}
	for _, a := range of.told {
		for _, one := range p.standing {
			if one.Person.ID == e.Actor || slices.ContainsFunc(list, func(l listener) bool { return l.person == one.Person.ID }) {
				continue
			}
			unit, belongs, err := p.belongs(ctx, a, one, e)
			if err != nil {
				return nil, err
			}
			if !belongs || of.sees != "" && !one.Actor.May(of.sees, right.In(unit)).Allowed {
				continue
			}
			list = append(list, listener{one.Person.ID, unit, a.needs})
		}
	}
	return list, nil
}

// belongs tells whether somebody is of a crowd, and by which unit.
func (p *page) belongs(ctx context.Context, a audience, one account.Standing, e audit.Event) (unit string, belongs bool, err error) {
	if a.who == subject {
		return e.Unit, text(e, "person") == one.Person.ID, nil
	}
	if a.who == deciders || a.who == delayed {
		return p.awaits(ctx, a, one, e.Channel)
	}
	s, err := p.story(ctx, e.Article, e.Edition)
	if err != nil {
		return "", false, err
	}
	unit = e.Unit
	if s.there {
		unit = s.article.Unit
	}
	switch a.who {
	case owners:
		return unit, slices.Contains(s.owners, one.Person.ID), nil
	case translators:
		text, translation := right.In(unit), right.In(unit)
		translation.Translation = true
		return unit, one.Actor.May(a.needs, translation).Allowed && !one.Actor.May(a.needs, text).Allowed, nil
	case holders:
		return unit, one.Actor.May(a.needs, right.In(unit)).Allowed, nil
	case approvers:
		if !s.there || s.edition.ID == "" || !holds(one.Actor, a.needs, unit) {
			return unit, false, nil
		}
		belongs, err = p.o.Stories.MayApprove(ctx, one.Actor, s.article, s.edition)
	case checkers:
		if s.there && holds(one.Actor, a.needs, unit) {
			belongs, err = p.o.Checks.MayCheck(ctx, one.Actor, text(e, "release"))
		}
	}
	return unit, belongs, err
}

// holds tells whether somebody holds a right to some text of a unit; "" asks for none.
func holds(actor right.Actor, needs right.Action, unit string) bool {
	if needs == "" {
		return true
	}
	every, units := actor.Scope(needs)
	return every || slices.Contains(units, unit)
}

// awaits tells whether a story waits on a channel on which somebody may decide, or which is
// theirs; the unit is that of the story.
func (p *page) awaits(ctx context.Context, a audience, one account.Standing, channel string) (string, bool, error) {
	ids, known := p.waits[channel]
	if !known {
		var err error
		if ids, err = p.o.Channels.Waiting(ctx, channel); err != nil {
			return "", false, err
		}
		p.waits[channel] = ids
	}
	for _, id := range ids {
		s, err := p.story(ctx, id, "")
		if err != nil {
			return "", false, err
		}
		if !s.there {
			continue
		}
		concerned := slices.Contains(s.owners, one.Person.ID)
		if a.who == deciders {
			concerned = one.Actor.May(a.needs, right.In(s.article.Unit)).Allowed
		}
		if concerned {
			return s.article.Unit, true, nil
		}
	}
	return "", false, nil
}
