package modeltest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// deed is one act of people: what it does, and what the model learns once it is done.
type deed struct {
	name  string
	a, b  int
	learn func()
}

// acts lists the acts of the newsroom on the edition beside its moves.
const (
	actSave       = "save"
	actEmbargo    = "embargo"
	actSchedule   = "schedule"
	actAgain      = "schedule-again" // with the word that what was taken down goes out once more
	actUnschedule = "unschedule"
)

// act does an act of the newsroom in the transaction of ctx, or in its own.
func (w *world) act(ctx context.Context, d *deed) error {
	at := article.At{Ref: w.ref}
	d.learn = func() {}
	var err error
	switch article.Move(d.name) {
	case article.Submit:
		_, err = w.articles.Submit(ctx, writer(), at)
	case article.Recall:
		_, err = w.articles.Recall(ctx, writer(), at)
	case article.RequestChanges:
		_, err = w.articles.RequestChanges(ctx, approver(), at, "Thiếu nguồn")
	case article.Approve:
		err = w.approve(ctx, d)
	case article.Reopen:
		was := w.edition(ctx)
		var effect article.Effect
		_, effect, err = w.articles.Reopen(ctx, approver(), at)
		d.learn = func() {
			if was.State == article.Approved {
				w.approved = ""
				w.takenOff()
				w.listed(effect)
			}
		}
	case article.Correct:
		_, err = w.articles.Correct(ctx, writer(), at, release.Note{Kind: release.Correction, Text: "Sửa tên"})
	case article.DiscardCorrection:
		_, err = w.articles.DiscardCorrection(ctx, writer(), at)
	case article.Withdraw:
		var effect article.Effect
		_, effect, err = w.articles.Withdraw(ctx, approver(), at, "Sai nguồn", "Bài đã gỡ.")
		d.learn = func() { w.approved, w.stopped = "", true; w.takenOff(); w.listed(effect) }
	case article.Archive:
		_, err = w.articles.Archive(ctx, approver(), at)
	default:
		err = w.other(ctx, d)
	}
	return err
}

// approve approves what the approver was shown.
func (w *world) approve(ctx context.Context, d *deed) error {
	_, hash, err := w.articles.Candidate(ctx, approver(), w.ref)
	if err != nil {
		return err
	}
	e, r, effect, err := w.articles.Approve(ctx, approver(), article.At{Ref: w.ref}, hash)
	d.learn = func() {
		w.approved, w.stopped, w.titles[r.ID] = e.Title, false, e.Title
		for _, id := range effect.Created {
			row := w.row(id)
			l := w.line(row.Channel)
			l.off = false
			if row.Intent == connector.Correct {
				l.due = w.now()
			}
		}
	}
	return err
}

// other does the acts that are no moves.
func (w *world) other(ctx context.Context, d *deed) (err error) {
	switch d.name {
	case actSave:
		e := w.edition(ctx)
		_, err = w.articles.SaveText(ctx, writer(), article.At{Ref: w.ref, Version: e.Version}, w.text(d.a%4 == 0))
	case actEmbargo:
		until := w.now().Add(time.Duration(1+d.a%20) * time.Minute).Truncate(time.Second)
		wall := walltime.Wall{}
		if d.b%3 > 0 {
			wall = wallOf(until)
		} else {
			until = time.Time{}
		}
		_, err = w.articles.SetEmbargo(ctx, approver(), article.At{Ref: w.ref}, wall)
		d.learn = func() { w.embargo = until }
	case actSchedule, actAgain:
		order := delivery.Plan{Ref: w.ref, Now: true, Channels: w.named(d.a), PublishAgain: d.name == actAgain}
		due := w.now()
		if d.b%3 > 0 {
			due = due.Add(time.Duration(d.b%3) * 5 * time.Minute).Truncate(time.Second)
			order.Now, order.At = false, wallOf(due)
		}
		_, err = w.planner.Schedule(ctx, approver(), order)
		d.learn = func() {
			for _, id := range order.Channels {
				w.line(id).due, w.line(id).off = due, false
			}
		}
	case actUnschedule:
		var effect article.Effect
		effect, err = w.planner.Unschedule(ctx, approver(), w.ref, w.named(d.a))
		d.learn = func() { w.takenOff(w.named(d.a)...); w.listed(effect, w.named(d.a)...) }
	default:
		w.broken("there is no act %s", d.name)
	}
	return err
}

func wallOf(at time.Time) walltime.Wall {
	return walltime.Wall{Time: at.In(time.FixedZone("", 7*60*60)).Format(walltime.Layout), Zone: "Asia/Ho_Chi_Minh"}
}

// named picks channels: the first, the second, or both.
func (w *world) named(a int) []string {
	switch a % 3 {
	case 0:
		return []string{w.lines[0].id}
	case 1:
		return []string{w.lines[1].id}
	}
	return []string{w.lines[0].id, w.lines[1].id}
}

// takenOff learns that nothing may go out any more on some channels, or on all, but what
// was on its way.
func (w *world) takenOff(channels ...string) {
	rows := w.rows(w.ctx)
	for _, l := range w.lines {
		if channels != nil && !slices.Contains(channels, l.id) {
			continue
		}
		l.off = !slices.ContainsFunc(rows, func(d delivery.Delivery) bool {
			return d.Channel == l.id && d.Intent != connector.Withdraw && (flying(d) || asks(d) || d.State == delivery.Waiting || d.State == delivery.Retrying)
		})
	}
}

// listed checks that an act named all that it could not stop.
func (w *world) listed(effect article.Effect, channels ...string) {
	for _, l := range w.lines {
		if channels != nil && !slices.Contains(channels, l.id) {
			continue
		}
		open := slices.ContainsFunc(w.procs, func(p *process) bool {
			return p.point != over && p.claimed.Channel == l.id && p.claimed.Task == delivery.TaskSend && p.claimed.Intent != connector.Withdraw && w.holdsLease(p)
		})
		named := slices.ContainsFunc(effect.InFlight, func(id string) bool { return w.row(id).Channel == l.id })
		if open && !named {
			w.broken("something is being sent on a channel, and the act did not name it")
		}
	}
}

// do does an act for good and holds it against the model.
func (w *world) do(name string, a, b int) {
	d := &deed{name: name, a: a, b: b}
	before := w.scene(w.ctx)
	err := w.act(w.ctx, d)
	w.weigh(before, d, err)
	if err == nil {
		d.learn()
	}
}

var errUndone = errors.New("undone")

// probe tries an act in a transaction that is rolled back, so that it can be tried anywhere.
func (w *world) probe(name string, a, b int) {
	d := &deed{name: name, a: a, b: b}
	words := w.words
	err := w.db.InTx(w.ctx, func(ctx context.Context) error {
		before := w.scene(ctx)
		err := w.act(ctx, d)
		w.weigh(before, d, err)
		if err == nil {
			w.laws(ctx)
		}
		return errUndone
	})
	w.words = words
	if !errors.Is(err, errUndone) {
		w.broken("%s: %v", name, err)
	}
}

// scene is where everything stands before an act.
type scene struct {
	edition article.Edition
	reach   article.Reach
	rows    []delivery.Delivery
}

func (w *world) scene(ctx context.Context) scene {
	s, err := w.queue.Lock(ctx, w.id)
	w.ok(err)
	return scene{edition: s.Edition, reach: s.Reach(), rows: s.All()}
}

// weigh holds the answer to an act against the model, and counts the pairs that it met.
func (w *world) weigh(before scene, d *deed, err error) {
	refused := err != nil
	if refused && !fault.Is(err, fault.StateConflict) && !fault.Is(err, fault.AlreadySent) && !fault.Is(err, fault.ReadOnly) && !fault.Is(err, fault.ValidationFailed) {
		w.broken("%s failed: %v", d.name, err)
	}
	expected := w.allowed(before, d.name)
	if expected != nil && *expected == refused {
		w.broken("%s of an edition that is %s, in force %q, out %t, in flight %t: refused with %v", d.name, before.edition.State,
			before.edition.ApprovedRelease, before.reach.Out, before.reach.InFlight, err)
	}
	w.meet("edition", string(before.edition.State), d.name, refused)
	switch d.name {
	case actSchedule, actAgain, actUnschedule:
		if d.name != actUnschedule && before.edition.ApprovedRelease == "" || d.a%3 == 2 {
			return
		}
		if one, there := newest(before.rows, w.named(d.a)[0]); there {
			w.meet("delivery", string(one.State), d.name, refused)
		}
	case string(article.Approve), string(article.Withdraw), string(article.Reopen):
		if d.name == string(article.Reopen) && before.edition.State != article.Approved {
			return
		}
		for _, one := range before.rows {
			if one.Intent != connector.Withdraw {
				w.meet("delivery", string(one.State), d.name, refused)
			}
		}
	}
}

// allowed is the model's word on an act on the edition; nil where it has none.
func (w *world) allowed(s scene, name string) *bool {
	e, reach := s.edition, s.reach
	answer := func(yes bool) *bool { return &yes }
	in := func(states ...article.State) bool { return slices.Contains(states, e.State) }
	noting := e.NextAct == release.ActCorrect && in(article.Draft, article.ChangesRequested)
	switch article.Move(name) {
	case article.Submit:
		return answer(in(article.Draft, article.ChangesRequested))
	case article.Recall, article.RequestChanges, article.Approve:
		return answer(in(article.InReview))
	case article.Reopen:
		return answer(in(article.InReview, article.Withdrawn, article.Archived) || in(article.Approved) && !reach.Out)
	case article.Correct:
		return answer(reach.Out && (in(article.Approved) || noting))
	case article.DiscardCorrection:
		return answer(e.ApprovedRelease != "" && in(article.Draft, article.InReview, article.ChangesRequested))
	case article.Withdraw:
		return answer((e.ApprovedRelease != "" || reach.Any()) && !in(article.Withdrawn, article.Archived))
	case article.Archive:
		return answer(e.ApprovedRelease == "" && (in(article.Withdrawn) || in(article.Draft, article.ChangesRequested) && !reach.Any()))
	}
	switch name {
	case actSave:
		return answer(in(article.Draft, article.InReview, article.ChangesRequested))
	case actSchedule, actAgain:
		if e.ApprovedRelease == "" {
			return answer(false)
		}
	}
	return nil
}

// pause and resume are people's word about a channel.
func (w *world) pause(l *line) {
	_, err := w.channels.Pause(w.ctx, right.System(), l.id, "Kiểm tra")
	w.ok(err)
	l.paused = true
}

func (w *world) resume(l *line) {
	_, err := w.channels.Resume(w.ctx, right.System(), l.id)
	w.ok(err)
	l.paused, l.held, l.parked = false, false, time.Time{}
}
