package site

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

const (
	mostDue     = 40 // of deliveries; those of one story at one time are shown as one
	mostTrouble = 12
	mostStories = 40
)

// work is what people who are signed in see above the stories. A list that the person
// may not see is nil; one that they may see and that is empty says so.
type work struct {
	Due, Trouble *[]task
	Reviews      *[]paper
	// Returned came back with a reason, Ready is approved and in no calendar; only those
	// who can do something about it see them, and only where there is something.
	Returned, Ready []paper
	// Channels are those that stand still, or soon will.
	Channels []alarm
}

// task is a delivery that is due or needs attention.
type task struct {
	Title, Lang  string
	Channels     []link // to what holds each one up
	State, Class string
	At           time.Time
	Late         bool
	Why          string
	NextTry      time.Time
}

// paper is an edition that waits for a person.
type paper struct {
	Title, Lang, Reason string
	Since               time.Time
}

func (s *Site) work(ctx context.Context, p *page, actor right.Actor) (*work, error) {
	w := &work{}
	var err error
	if w.Due, err = s.tasks(ctx, p, actor, delivery.Filter{States: []delivery.State{delivery.Waiting, delivery.Sending, delivery.Polling}, Limit: mostDue}); err != nil {
		return nil, err
	}
	trouble := []delivery.State{delivery.Attention, delivery.Unsure, delivery.Retrying}
	if w.Trouble, err = s.tasks(ctx, p, actor, delivery.Filter{States: trouble, Newest: true, Limit: mostTrouble}); err != nil {
		return nil, err
	}
	if w.Reviews, err = s.papers(ctx, actor, article.Filter{States: []article.State{article.InReview}}); err != nil {
		return nil, err
	}
	if w.Returned, err = s.papersTo(ctx, actor, right.ArticleEdit, article.Filter{States: []article.State{article.ChangesRequested}}); err != nil {
		return nil, err
	}
	for _, out := range []article.Publication{article.NotPublished, article.TakenDown} {
		ready, err := s.papersTo(ctx, actor, right.EditionSchedule, article.Filter{States: []article.State{article.Approved}, Publication: out})
		if err != nil {
			return nil, err
		}
		w.Ready = append(w.Ready, ready...)
	}
	if w.Due != nil { // those who follow what goes out
		if w.Channels, err = s.alarms(ctx, p, actor); err != nil {
			return nil, err
		}
	}
	if w.nothing() {
		return nil, nil
	}
	return w, nil
}

// nothing reports whether the person has no part in the newsroom's work.
func (w *work) nothing() bool {
	return w.Due == nil && w.Trouble == nil && w.Reviews == nil && len(w.Returned)+len(w.Ready) == 0
}

// tasks lists deliveries; of those that should be out by now it asks why they are not.
func (s *Site) tasks(ctx context.Context, p *page, actor right.Actor, f delivery.Filter) (*[]task, error) {
	list, err := s.o.Desk.List(ctx, actor, f)
	if fault.Is(err, fault.Denied) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := s.o.Now()
	tasks := make([]task, 0, len(list))
	for _, one := range list {
		t := task{Title: one.Title, Lang: one.Lang, Channels: []link{{URL: p.Local(deliveryPath + one.ID), Words: one.ChannelName}}, State: p.say(one.State.Words()), Class: class(one.State), At: one.DueAt}
		t.Late = one.State == delivery.Waiting && one.DueAt.Before(now)
		if t.Late || !scheduled(one.State) {
			why, err := s.o.Desk.Why(ctx, actor, one.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			t.Why, t.NextTry = p.say(why.Sentence), why.NextTry
		}
		tasks = join(tasks, t)
	}
	return &tasks, nil
}

// join adds a task; one that differs from another by its channel alone joins that.
func join(tasks []task, t task) []task {
	for i, one := range tasks {
		if one.Title == t.Title && one.Lang == t.Lang && one.At.Equal(t.At) && one.State == t.State && one.Why == t.Why && one.NextTry.Equal(t.NextTry) {
			tasks[i].Channels = append(one.Channels, t.Channels...)
			return tasks
		}
	}
	return append(tasks, t)
}

// scheduled reports whether a state needs no explanation before its time.
func scheduled(s delivery.State) bool {
	return s == delivery.Waiting || s == delivery.Sending || s == delivery.Polling
}

// class is the colour of a state's chip.
func class(s delivery.State) string {
	switch s {
	case delivery.Waiting:
		return "scheduled"
	case delivery.Sending, delivery.Polling:
		return "sending"
	case delivery.Unsure:
		return "uncertain"
	case delivery.Attention:
		return "failed"
	}
	return "partial"
}

// papersTo lists the editions of those units where the person may do something.
func (s *Site) papersTo(ctx context.Context, actor right.Actor, something right.Action, f article.Filter) ([]paper, error) {
	every, units := actor.Scope(something)
	if !every {
		f.Units = append([]string{}, units...)
	}
	list, err := s.papers(ctx, actor, f)
	if err != nil || list == nil {
		return nil, err
	}
	return *list, nil
}

// papers lists editions; nil for who may see none at all.
func (s *Site) papers(ctx context.Context, actor right.Actor, f article.Filter) (*[]paper, error) {
	f.Limit = mostStories
	rows, err := s.o.Articles.List(ctx, actor, f)
	if fault.Is(err, fault.Denied) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := make([]paper, 0, len(rows))
	for _, row := range rows {
		one := paper{Title: row.Title, Lang: row.Lang, Since: row.UpdatedAt}
		switch row.State {
		case article.InReview:
			one.Since = row.SubmittedAt
		case article.ChangesRequested:
			one.Reason = row.Reason
		}
		list = append(list, one)
	}
	return &list, nil
}
