package digest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/right"
)

const (
	// most is how many missed occurrences one transaction records.
	most = 200
	// page is how many stories are read at once.
	page = 100
	// overlap is how far before its span an occurrence looks for stories that the one before
	// did not see, because they were published while it was built.
	overlap = time.Hour
)

// Run carries out what is due. It may run on any number of instances at any time: an
// occurrence is carried out once, under the lock of its digest, and after downtime only the
// latest is, for the whole span; the missed ones are recorded as skipped. One digest that
// cannot be built stops no other.
func (s *Service) Run(ctx context.Context) error {
	now, err := s.o.Store.Now(ctx)
	if err != nil {
		return err
	}
	ids, err := s.o.Store.Due(ctx, now)
	if err != nil {
		return err
	}
	var failed error
	for _, id := range ids {
		for more := true; more && err == nil; {
			more, err = s.step(ctx, id)
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("digest %s: %w", id, err))
			err = nil
		}
	}
	return failed
}

// step carries out the latest occurrence of a digest that is due, or records as many of the
// missed ones before it as one transaction should; more tells that there is more to do.
func (s *Service) step(ctx context.Context, id string) (more bool, err error) {
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		more = false
		d, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		if d.NextAt.IsZero() || d.NextAt.After(now) {
			return nil // another instance was first
		}
		var missed []time.Time
		latest := d.NextAt
		next, err := s.o.Next(d.Expression, d.Zone, latest)
		for err == nil && !next.After(now) && len(missed) < most {
			missed = append(missed, latest)
			latest = next
			next, err = s.o.Next(d.Expression, d.Zone, latest)
		}
		if err != nil {
			return err
		}
		if err := s.skip(ctx, d, missed, now); err != nil {
			return err
		}
		if !next.After(now) {
			more, d.NextAt = true, latest
			return s.o.Store.Save(ctx, d)
		}
		d.NextAt = next
		_, err = s.occur(ctx, d, Occurrence{Digest: d.ID, At: latest, From: d.coveredBefore(latest), To: latest, CreatedAt: now})
		return err
	})
	return more, err
}

// coveredBefore is where an occurrence at an instant begins; an extra one may have told already
// what was published until then.
func (d Digest) coveredBefore(at time.Time) time.Time {
	if d.CoveredTo.After(at) {
		return at
	}
	return d.CoveredTo
}

// skip records occurrences that were missed.
func (s *Service) skip(ctx context.Context, d Digest, missed []time.Time, now time.Time) error {
	for _, at := range missed {
		o := Occurrence{Digest: d.ID, At: at, From: d.coveredBefore(at), To: at, Outcome: Skipped, CreatedAt: now,
			Reason: fault.T("Đã lỡ giờ vì máy chủ không chạy; kỳ sau gộp cả khoảng thời gian này.", "Missed while no server was running; the next occurrence covers its time.")}
		if there, err := s.o.Store.HasOccurrence(ctx, d.ID, at); there || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := s.o.Store.AddOccurrence(ctx, o); err != nil {
			return err
		}
	}
	if len(missed) == 0 {
		return nil
	}
	detail := map[string]any{"count": len(missed), "first": missed[0].Format(time.RFC3339), "last": missed[len(missed)-1].Format(time.RFC3339)}
	return s.tell(ctx, audit.System, d, told{act: "digest.skip", was: &d, detail: detail})
}

// Build makes an extra occurrence at once, of what was published since the last one. The
// occurrences of the calendar stay as they are.
func (s *Service) Build(ctx context.Context, actor right.Actor, id string) (Occurrence, error) {
	var done Occurrence
	_, err := s.onDigest(ctx, actor, id, 0, func(ctx context.Context, d *Digest) error {
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		if !now.After(d.CoveredTo) {
			return fault.New(fault.StateConflict, fault.T("Vừa có một kỳ; thử lại sau giây lát.", "There has just been an occurrence; try again in a moment."))
		}
		done, err = s.occur(ctx, *d, Occurrence{Digest: d.ID, At: now, From: d.CoveredTo, To: now, AskedBy: actor.ID, CreatedAt: now})
		return err
	})
	return done, err
}

// occur carries out an occurrence of a locked digest and saves where the digest stands.
func (s *Service) occur(ctx context.Context, d Digest, o Occurrence) (Occurrence, error) {
	there, err := s.o.Store.HasOccurrence(ctx, d.ID, o.At)
	if err != nil {
		return o, err
	}
	if there { // the database's clock was set back
		return o, s.o.Store.Save(ctx, d)
	}
	editions, err := s.draft(ctx, d, &o)
	if err != nil {
		return o, err
	}
	if o.Outcome != Failed && o.To.After(d.CoveredTo) {
		d.CoveredTo = o.To
	}
	if err := s.o.Store.AddOccurrence(ctx, o); err != nil {
		return o, err
	}
	if err := s.o.Store.Tell(ctx, o, editions); err != nil {
		return o, err
	}
	if err := s.o.Store.Save(ctx, d); err != nil {
		return o, err
	}
	actor, act := o.AskedBy, "digest.build"
	if actor == "" {
		actor = audit.System
	}
	if o.Outcome == Failed {
		act = "digest.fail"
	}
	detail := map[string]any{"at": o.At.Format(time.RFC3339), "outcome": string(o.Outcome), "items": o.Items}
	if o.Article != "" {
		detail["article"] = o.Article
	}
	return o, s.tell(ctx, actor, d, told{act: act, was: &d, article: o.Article, detail: detail})
}

// draft makes the draft of an occurrence, and returns the editions that it tells. What the
// newsroom refuses is told in the occurrence: nobody stands before a screen.
func (s *Service) draft(ctx context.Context, d Digest, o *Occurrence) ([]string, error) {
	stories, more, err := s.stories(ctx, d, o.From, o.To)
	if err != nil {
		return nil, err
	}
	if len(stories) == 0 {
		o.Outcome, o.Reason = Empty, fault.T("Không có tin, bài nào mới đăng để đưa vào.", "Nothing to tell: no story of it was published since.")
		return nil, nil
	}
	pillars, err := s.pillars(ctx)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		return nil, err
	}
	first, last := days(o.From, o.To, zone)
	a, _, err := s.o.Newsroom.Create(ctx, right.System(), article.Input{Unit: d.Unit, Facets: d.Facets, Lang: d.Lang,
		Text: compose(d, stories, pillars, first, last), Authors: d.Authors})
	if fault.Is(err, fault.ValidationFailed) { // it is found before anything is written
		o.Outcome, o.Reason = Failed, refusal(err)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	o.Outcome, o.Article, o.Items = Drafted, a.ID, len(stories)
	if more {
		o.Reason = fault.Tf("Chỉ lấy %d tin, bài mới nhất; trong khoảng này còn tin, bài khác.", "Only the newest %d stories are told; there are more of that time.", len(stories))
	}
	var editions []string
	for _, one := range stories {
		editions = append(editions, one.edition)
	}
	return editions, nil
}

// refusal says in one sentence what was wrong with a draft.
func refusal(err error) fault.Text {
	e, _ := fault.As(err)
	var vi, en []string
	for _, f := range e.Fields {
		vi, en = append(vi, f.Pointer+": "+f.Detail.VI), append(en, f.Pointer+": "+f.Detail.EN)
	}
	return fault.T("Không tạo được bản nháp: "+strings.Join(vi, "; "), "The draft was refused: "+strings.Join(en, "; "))
}

func (s *Service) pillars(ctx context.Context) ([]plan.Facet, error) {
	current, err := s.o.Plans.Current(ctx, plan.DayOf(s.o.Now(), s.o.Zone))
	if err != nil {
		return nil, err
	}
	facets, err := s.o.Plans.Facets(ctx, current.ID)
	var pillars []plan.Facet
	for _, f := range facets {
		if f.Kind == plan.Pillar {
			pillars = append(pillars, f)
		}
	}
	return pillars, err
}

// stories lists what a digest tells of a span, newest first: what the public can see at this
// moment, without what it has told and without digests. more tells that there is more than it
// takes.
func (s *Service) stories(ctx context.Context, d Digest, from, to time.Time) (list []story, more bool, err error) {
	q := published.Query{Lang: d.Lang, PublishedAfter: from.Add(-overlap), PublishedUpTo: to, Limit: page}
	for kind, code := range map[plan.Kind]string{plan.Pillar: d.Filter.Pillar, plan.Area: d.Filter.Area} {
		if code != "" {
			q.Facets = append(q.Facets, published.Facet{Kind: kind, Code: code})
		}
	}
	for {
		found, err := s.o.Public.Published(ctx, q)
		if err != nil {
			return nil, false, err
		}
		var editions []string
		for _, one := range found {
			editions = append(editions, one.Release.Edition)
		}
		passed, err := s.o.Store.Passed(ctx, d.ID, editions)
		if err != nil {
			return nil, false, err
		}
		for _, one := range found {
			if passed[one.Release.Edition] || d.Filter.Unit != "" && one.Release.Content.Unit.Code != d.Filter.Unit {
				continue
			}
			if len(list) == d.Items {
				return list, true, nil
			}
			list = append(list, s.story(one))
		}
		if len(found) < page {
			return list, false, nil
		}
		q.Offset += page
	}
}

func (s *Service) story(p published.Edition) story {
	c := p.Release.Content
	one := story{edition: c.Edition, title: c.Revision.Title, lead: c.Revision.Lead, address: s.o.Address(c.Article, c.Lang)}
	for _, label := range c.Facets {
		if label.Kind == string(plan.Pillar) {
			one.pillars = append(one.pillars, label)
		}
	}
	return one
}
