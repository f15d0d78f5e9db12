// Package review is whose look is waited for, and on whom people wait: the inbox of approvals,
// judged by the rights, the flows and the four eyes of now, and the checks that are owed of what
// one person on duty let go out alone (hậu kiểm).
package review

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Facts are what the four eyes go by of an edition.
type Facts struct {
	Contributions []eyes.Contribution // to the release to be
	Approvals     []flow.Approval     // that are not void and entered no release
	Authors       []string            // of the head revision
	Pictures      []string            // of the head revision, by id
	InForce       []release.Picture   // those of the release in force
}

// Store finds what is handed in. Each of its methods takes a fixed number of queries, however
// many editions there are.
type Store interface {
	// InReview lists the editions that wait for an approval; of some units, or all for nil.
	InReview(ctx context.Context, units []string) ([]article.Row, error)
	// SentBy lists those that somebody handed in and that no approval has ended.
	SentBy(ctx context.Context, person string) ([]article.Row, error)
	Facts(ctx context.Context, rows []article.Row) (map[string]Facts, error)
	// Row returns an edition with its article; [fault.NotFound] when there is none.
	Row(ctx context.Context, ref article.Ref) (article.Row, error)
}

// Library reads pictures; [media.Service] does.
type Library interface {
	ByID(ctx context.Context, ids []string) (map[string]media.Media, error)
}

// Plans tells the lead unit of a day; [plan.Service] does.
type Plans interface {
	Day(at time.Time) plan.Date
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
}

// Flows are those in force; [flow.Reader] does.
type Flows interface {
	Every(ctx context.Context) (flow.Every, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Rechecks Rechecks
	Library  Library
	Plans    Plans
	Flows    Flows
	Trail    audit.Trail
	Now      func() time.Time
}

// Service tells who waits for whom, and takes checks.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o} }

// Waiting is one thing that waits: an approval, or a check that is owed.
type Waiting struct {
	Row article.Row
	// Turn is the approval that is waited for; zero of a check, and of what was sent back.
	Turn eyes.Turn
	// Hurry tells that the one who asks is on duty and may approve it alone.
	Hurry bool
	// Check is the check that is owed; nil of an approval.
	Check *Owed
	Since time.Time
	// WhoCan are the roles that may act on it.
	WhoCan []right.Role
}

// ID tells it from all others.
func (w Waiting) ID() string {
	if w.Check != nil {
		return w.Check.Release
	}
	return w.Row.ID
}

// reads refuses whoever reads no stories at all.
func reads(actor right.Actor) error {
	if every, units := actor.Scope(right.ArticleRead); every || len(units) > 0 {
		return nil
	}
	return actor.Need(right.ArticleRead, right.In(""))
}

// Mine lists what waits for the actor: approvals that they could give now, and checks that they
// could make; what is urgent first, then the oldest.
func (s *Service) Mine(ctx context.Context, actor right.Actor) ([]Waiting, error) {
	if err := reads(actor); err != nil {
		return nil, err
	}
	flows, lead, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	waiting, err := s.approvals(ctx, actor, flows, lead)
	if err != nil {
		return nil, err
	}
	checks, err := s.checks(ctx, actor, flows, lead)
	if err != nil {
		return nil, err
	}
	waiting = append(waiting, checks...)
	sort(waiting)
	return waiting, nil
}

func sort(list []Waiting) {
	slices.SortFunc(list, func(a, b Waiting) int { return a.Rank().compare(b.Rank()) })
}

// Rank is where something stands among what waits.
type Rank struct {
	Priority int
	Since    time.Time
	ID       string
}

// Rank is where it stands.
func (w Waiting) Rank() Rank { return Rank{w.Row.Of.Priority, w.Since, w.ID()} }

func (r Rank) compare(o Rank) int {
	return cmp.Or(o.Priority-r.Priority, r.Since.Compare(o.Since), cmp.Compare(r.ID, o.ID))
}

// Behind is the part of a list that stands behind a rank, whether what had that rank still waits or
// somebody has seen to it.
func Behind(list []Waiting, r Rank) []Waiting {
	i := slices.IndexFunc(list, func(w Waiting) bool { return w.Rank().compare(r) > 0 })
	if i < 0 {
		return nil
	}
	return list[i:]
}

// rules reads all flows, and the code of the lead unit of today.
func (s *Service) rules(ctx context.Context) (flow.Every, string, error) {
	flows, err := s.o.Flows.Every(ctx)
	if err != nil {
		return flow.Every{}, "", err
	}
	current, err := s.o.Plans.Current(ctx, s.o.Plans.Day(s.o.Now()))
	return flows, current.LeadUnit, err
}

func (s *Service) approvals(ctx context.Context, actor right.Actor, flows flow.Every, lead string) ([]Waiting, error) {
	units, some := approvesIn(actor, lead)
	if !some {
		return nil, nil
	}
	rows, err := s.o.Store.InReview(ctx, units)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	facts, pictures, err := s.facts(ctx, rows)
	if err != nil {
		return nil, err
	}
	var list []Waiting
	for _, row := range rows {
		w := waitingFor(row, facts[row.ID], flows, lead)
		// Words for a channel that took another language meanwhile are left to the act itself.
		parts := eyes.Parts{Lang: row.Lang, Contributions: facts[row.ID].Contributions, InForce: facts[row.ID].InForce}
		for _, id := range facts[row.ID].Pictures {
			parts.Pictures = append(parts.Pictures, pictures[id])
		}
		w.Hurry = w.Turn.MayHurry(actor, parts, s.o.Now())
		if !w.Hurry {
			if !w.Turn.May(actor).Allowed {
				continue
			}
			if _, err := w.Turn.Eyes(actor, parts); err != nil { // whatever is said to them when they ask
				continue
			}
		}
		list = append(list, w)
	}
	return list, nil
}

// approvesIn lists the units in which the actor may give some approval, nil for all; whoever
// approves in the lead unit may do so for any unit.
func approvesIn(actor right.Actor, lead string) (units []string, some bool) {
	for _, action := range []right.Action{right.EditionFirstApprove, right.EditionApprove} {
		every, list := actor.Scope(action)
		if every || action == right.EditionApprove && slices.Contains(list, lead) {
			return nil, true
		}
		units = append(units, list...)
	}
	slices.Sort(units)
	return slices.Compact(units), len(units) > 0
}

// waitingFor is an edition in review with the approval that it needs.
func waitingFor(row article.Row, f Facts, flows flow.Every, lead string) Waiting {
	o := row.Of.Object()
	o.Owners, o.Translation, o.Sent = append(o.Owners, f.Authors...), row.Lang != row.Of.Lang, true
	w := Waiting{Row: row, Since: row.SubmittedAt, Turn: eyes.TurnOf(row.Of.Story(), o, flows.Of(row.Of.Unit), lead, eyes.Counting(f.Approvals, f.Contributions))}
	for _, one := range w.Turn.Given {
		if one.At.After(w.Since) {
			w.Since = one.At
		}
	}
	w.WhoCan = w.Turn.May(right.Actor{ID: "nobody"}).WhoCan
	return w
}

func (s *Service) facts(ctx context.Context, rows []article.Row) (map[string]Facts, map[string]media.Media, error) {
	facts, err := s.o.Store.Facts(ctx, rows)
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, one := range facts {
		ids = append(ids, one.Pictures...)
	}
	if len(ids) == 0 {
		return facts, nil, nil
	}
	slices.Sort(ids)
	pictures, err := s.o.Library.ByID(ctx, slices.Compact(ids))
	return facts, pictures, err
}

// Sent lists what the actor handed in and waits for: where it stands, since when, and who can act.
func (s *Service) Sent(ctx context.Context, actor right.Actor) ([]Waiting, error) {
	if err := reads(actor); err != nil {
		return nil, err
	}
	rows, err := s.o.Store.SentBy(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(row article.Row) bool { return !actor.May(right.ArticleRead, right.In(row.Of.Unit)).Allowed })
	if len(rows) == 0 {
		return nil, nil
	}
	flows, lead, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	facts, err := s.o.Store.Facts(ctx, rows)
	if err != nil {
		return nil, err
	}
	list := make([]Waiting, len(rows))
	for i, row := range rows {
		if list[i] = (Waiting{Row: row, Since: row.UpdatedAt}); row.State == article.InReview {
			list[i] = waitingFor(row, facts[row.ID], flows, lead)
		}
	}
	sort(list)
	return list, nil
}
