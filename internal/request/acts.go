package request

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// change is what somebody does to a request.
type change struct {
	id      string
	version int // 0 does not depend on it
	// allowed judges whether they may, and fn does it to the locked request.
	allowed func(r Request) error
	fn      func(ctx context.Context, r *Request, faults *fault.Fields) (told, error)
}

func (s *Service) on(ctx context.Context, actor right.Actor, c change) (Request, error) {
	var done Request
	if err := sees(actor); err != nil {
		return Request{}, s.refused(ctx, actor, c.id, err)
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		r, err := s.o.Store.Lock(ctx, c.id)
		if err != nil {
			return err
		}
		if err := visible(actor, r); err != nil {
			return err
		}
		if err := c.allowed(r); err != nil {
			return err
		}
		if c.version != 0 && c.version != r.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", r.Version))
		}
		was := r
		was.Shares = slices.Clone(r.Shares)
		var faults fault.Fields
		t, err := c.fn(ctx, &r, &faults)
		if err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		r.Version++
		r.UpdatedAt = s.o.Now()
		if err := s.o.Store.Save(ctx, r); err != nil {
			return err
		}
		done, t.was = r, &was
		return s.tell(ctx, actor, t, r)
	})
	if err != nil {
		return Request{}, s.refused(ctx, actor, c.id, err)
	}
	return done, nil
}

// owner judges who entered it, or routes for the whole house.
func owner(actor right.Actor) func(r Request) error {
	return func(r Request) error {
		if r.CreatedBy == actor.ID && anywhere(actor, right.RequestCreate) == nil {
			return nil
		}
		return actor.Need(right.RequestRoute, right.In(""))
	}
}

// units are whose people are told of a request: those that were asked, else the house.
func (r Request) units() []string {
	if len(r.Shares) == 0 {
		return []string{""}
	}
	var all []string
	for _, share := range r.Shares {
		all = append(all, share.Unit)
	}
	return all
}

// Change changes a request that is not closed; version is the one that was read. The contact alone
// may be changed, and taken out, also afterwards.
func (s *Service) Change(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Request, error) {
	return s.on(ctx, actor, change{id: id, version: version, allowed: owner(actor), fn: func(ctx context.Context, r *Request, faults *fault.Fields) (told, error) {
		if rest := p; rest.Contact == nil || rest != (Patch{Contact: rest.Contact}) {
			if _, err := Next(r.State, Update); err != nil {
				return told{}, err
			}
		}
		return told{act: "request.update", units: r.units()}, s.apply(ctx, r, p, faults)
	}})
}

// Route asks units for an answer, further ones too; one that was asked already is asked once.
// It takes the right to route in each of them.
func (s *Service) Route(ctx context.Context, actor right.Actor, id string, units []string) (Request, error) {
	allowed := func(Request) error {
		for _, unit := range units {
			if err := actor.Need(right.RequestRoute, right.In(unit)); err != nil {
				return err
			}
		}
		return anywhere(actor, right.RequestRoute)
	}
	return s.on(ctx, actor, change{id: id, allowed: allowed, fn: func(ctx context.Context, r *Request, faults *fault.Fields) (told, error) {
		var err error
		if r.State, err = Next(r.State, Route); err != nil {
			return told{}, err
		}
		if len(units) == 0 || len(units) > MaxUnits {
			faults.Add("/units", fault.Tf("cần 1 đến %d đơn vị", "takes 1 to %d units", MaxUnits))
		}
		var fresh []string
		for i, unit := range units {
			if err := s.checkUnit(ctx, "/units/"+strconv.Itoa(i), unit, faults); err != nil {
				return told{}, err
			}
			if _, there := r.Share(unit); there {
				continue
			}
			r.Shares = append(r.Shares, Share{Unit: unit, State: Asked, UpdatedBy: actor.ID, UpdatedAt: s.o.Now()})
			fresh = append(fresh, unit)
		}
		slices.SortFunc(r.Shares, func(a, b Share) int { return strings.Compare(a.Unit, b.Unit) })
		r.State, r.Reason = settled(r.Shares), ""
		return told{act: "request.route", units: fresh, detail: map[string]any{"units": append([]string{}, fresh...)}}, nil
	}})
}

func (s *Service) checkUnit(ctx context.Context, at, unit string, faults *fault.Fields) error {
	err := s.o.Plans.CheckUnit(ctx, unit, s.today())
	if e, ok := fault.As(err); ok && e.Code == fault.ValidationFailed {
		for _, f := range e.Fields {
			faults.Add(at, f.Detail)
		}
		return nil
	}
	return err
}

// Dismiss declines a request as a whole, with a reason.
func (s *Service) Dismiss(ctx context.Context, actor right.Actor, id, reason string) (Request, error) {
	allowed := func(Request) error { return actor.Need(right.RequestRoute, right.In("")) }
	return s.on(ctx, actor, change{id: id, allowed: allowed, fn: func(_ context.Context, r *Request, faults *fault.Fields) (told, error) {
		var err error
		r.State, err = Next(r.State, Dismiss)
		r.Reason = manuscript.Words(faults, "/reason", reason, MaxWords, true)
		return told{act: "request.decline", units: append(r.units(), house(*r)...)}, err
	}})
}

// house is told of what was not routed yet; nothing where that is told already.
func house(r Request) []string {
	if len(r.Shares) == 0 {
		return nil
	}
	return []string{""}
}

// Withdraw takes a request back.
func (s *Service) Withdraw(ctx context.Context, actor right.Actor, id string) (Request, error) {
	return s.on(ctx, actor, change{id: id, allowed: owner(actor), fn: func(_ context.Context, r *Request, _ *fault.Fields) (told, error) {
		var err error
		r.State, err = Next(r.State, Withdraw)
		return told{act: "request.withdraw", units: append(r.units(), house(*r)...)}, err
	}})
}

// share makes a move on what a unit owes.
func (s *Service) share(ctx context.Context, actor right.Actor, id, unit string, m Move, fn func(ctx context.Context, r Request, share *Share, faults *fault.Fields) error) (Request, error) {
	allowed := func(Request) error { return actor.Need(right.RequestAnswer, right.In(unit)) }
	return s.on(ctx, actor, change{id: id, allowed: allowed, fn: func(ctx context.Context, r *Request, faults *fault.Fields) (told, error) {
		at := slices.IndexFunc(r.Shares, func(s Share) bool { return s.Unit == unit })
		if at < 0 {
			return told{}, fault.Invalid("/unit", fault.T("đơn vị này không được hỏi", "this unit was not asked"))
		}
		if r.State == Withdrawn || r.State == Declined && r.Reason != "" {
			_, err := Next(r.State, Update)
			return told{}, err
		}
		share := &r.Shares[at]
		var err error
		if share.State, err = NextShare(share.State, m); err != nil {
			return told{}, err
		}
		share.UpdatedBy, share.UpdatedAt = actor.ID, s.o.Now()
		if err := fn(ctx, *r, share, faults); err != nil {
			return told{}, err
		}
		r.State = settled(r.Shares)
		return told{act: "request." + string(m), units: []string{unit}, detail: map[string]any{"unit": unit}}, nil
	}})
}

// Taking says who is to write for a request, and by when; without a due day it is that of the
// request.
type Taking struct {
	Person string
	Due    *walltime.Wall
}

// Take takes a request up for a unit: a story is planned, and assigned where a day is known.
func (s *Service) Take(ctx context.Context, actor right.Actor, id, unit string, t Taking) (Request, error) {
	return s.share(ctx, actor, id, unit, Take, func(ctx context.Context, r Request, share *Share, _ *fault.Fields) error {
		langs := []string{r.Lang}
		one, err := s.o.Planner.Propose(ctx, actor, planning.Input{Unit: unit, Request: r.ID,
			Patch: planning.Patch{Title: &r.Subject, Note: &r.Need, Facets: &r.Facets, Langs: &langs}})
		if err != nil {
			return err
		}
		share.Planned = one.ID
		due := t.Due
		if due == nil && r.Due.Wall != "" && s.o.Now().Before(r.Due.At) {
			due = new(r.Due.Typed())
		}
		if due == nil && t.Person == "" {
			return nil
		}
		_, err = s.o.Planner.Assign(ctx, actor, one.ID, one.Version, planning.Assignment{Person: &t.Person, Due: due})
		return err
	})
}

// Reply is what a unit answers: words, a story that is out, or both.
type Reply struct {
	Words   string
	Article string // id
	Lang    string // of the story; "" is that of the request
}

// Answer answers a request for a unit. A story must be one that everybody can see: whoever asks
// sees no more.
func (s *Service) Answer(ctx context.Context, actor right.Actor, id, unit string, reply Reply) (Request, error) {
	return s.share(ctx, actor, id, unit, Answer, func(ctx context.Context, r Request, share *Share, faults *fault.Fields) error {
		share.Words = manuscript.Words(faults, "/words", reply.Words, MaxWords, reply.Article == "")
		if reply.Article == "" {
			return nil
		}
		lang := reply.Lang
		if lang == "" {
			lang = r.Lang
		}
		story, err := s.o.Public.Story(ctx, article.Ref{Article: reply.Article, Lang: lang})
		switch {
		case fault.Is(err, fault.NotFound) || err == nil && !story.WithdrawnAt.IsZero():
			faults.Add("/article", fault.T("không có bài nào đã đăng với mã và ngôn ngữ này; người hỏi chỉ xem được bài đã đăng", "no published story has this id and language; who asks sees published ones alone"))
		case err != nil:
			return err
		}
		share.Article = reply.Article
		return nil
	})
}

// Decline says for a unit why it does not answer.
func (s *Service) Decline(ctx context.Context, actor right.Actor, id, unit, reason string) (Request, error) {
	return s.share(ctx, actor, id, unit, Decline, func(_ context.Context, _ Request, share *Share, faults *fault.Fields) error {
		share.Words = manuscript.Words(faults, "/reason", reason, MaxWords, true)
		return nil
	})
}
