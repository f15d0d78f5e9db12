package article

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Approving is what somebody approves, and how.
type Approving struct {
	Hash string // of the candidate that was shown
	// Urgent is the approval of somebody on duty, which stands for all.
	Urgent bool
	// Force is why what the checklist stops is let pass; nil where nothing is.
	Force *string
}

// Outcome is what came of an approval.
type Outcome struct {
	Edition  Edition
	Approval flow.Approval
	// Release was made by it; nil where another approval is to come.
	Release *release.Release
	Effect  Effect
}

// Approve is [Service.Give] for the one approval of a unit with one level.
func (s *Service) Approve(ctx context.Context, actor right.Actor, at At, hash string) (Edition, release.Release, Effect, error) {
	done, err := s.Give(ctx, actor, at, Approving{Hash: hash})
	var r release.Release
	if done.Release != nil {
		r = *done.Release
	}
	return done.Edition, r, done.Effect, err
}

// Give approves what was shown, by its hash. The last approval that the unit's flow asks for
// freezes the release and points the edition at it; one before it is recorded, and counts as
// long as the hash stays. Nobody who saved anything that enters the release may give one, nor in
// the place of somebody who did, nor twice: each is another pair of eyes.
func (s *Service) Give(ctx context.Context, actor right.Actor, at At, in Approving) (Outcome, error) {
	if in.Force != nil {
		reason, err := force(*in.Force)
		if err != nil {
			return Outcome{}, err
		}
		in.Force = &reason
	}
	var done Outcome
	err := s.onTurn(ctx, actor, at, in.Urgent, func(ctx context.Context, a Article, e *Edition, t eyes.Turn, editions []Edition) error {
		done = Outcome{}
		if err := e.can(Approve); err != nil {
			return err
		}
		r, err := s.release(ctx, actor, a, *e, t, in.Hash)
		if err != nil {
			return err
		}
		ctx = audit.InPlaceOf(ctx, r.OnBehalf)
		forced, err := s.pass(ctx, actor, a, *e, t, in.Force)
		if err != nil {
			return err
		}
		done.Approval = flow.Approval{ID: s.o.NewID(), Edition: e.ID, Number: r.Number, Hash: r.Hash, Level: t.Level, Of: t.Of, Person: actor.ID, OnBehalf: r.OnBehalf,
			At: r.ApprovedAt, Unit: t.Unit, FlowUnit: t.Flow.Unit, FlowVersion: t.Flow.Version, Urgent: t.Urgent, Forced: forced}
		if in.Force != nil {
			done.Approval.ForceReason = *in.Force
		}
		if !t.Last() {
			err = s.first(ctx, actor, a, e, done.Approval)
		} else {
			done.Release = &r
			done.Approval.Release = r.ID
			if done.Effect, err = s.freeze(ctx, actor, a, e, t, done); err == nil {
				err = s.outpace(ctx, actor, a, *e, editions)
			}
		}
		done.Edition = *e
		return err
	})
	return done, err
}

func force(reason string) (string, error) {
	reason, err := needReason(reason)
	var faults fault.Fields
	if err := faults.AddError("/force", err); err != nil {
		return "", err
	}
	return reason, faults.Err()
}

// onTurn runs an approval on a locked edition under the right that the turn takes.
func (s *Service) onTurn(ctx context.Context, actor right.Actor, at At, urgent bool, fn func(ctx context.Context, a Article, e *Edition, t eyes.Turn, editions []Edition) error) error {
	c := call{action: right.EditionApprove, object: audit.Object{Kind: "article", ID: at.Article}}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		a, editions, _, err := s.o.Store.LockArticle(ctx, at.Article)
		if err != nil {
			return err
		}
		e := in(editions, at.Lang)
		t, err := s.turn(ctx, a, e)
		if err != nil {
			return err
		}
		var slow fault.Text
		if urgent {
			if t, slow = t.Hurry(actor.ID, s.o.Now()); slow.IsZero() {
				actor = actor.Own() // the duty is theirs, and what others lent is not
			}
		}
		c.action = t.Action()
		if err := needs(actor, t.May(actor)); err != nil {
			return err
		}
		c.behalf = t.May(actor).OnBehalf.ID
		switch {
		case e.ID == "":
			return fault.New(fault.NotFound, fault.Tf("Bài này không có bản %s.", "The article has no edition in %s.", at.Lang))
		case at.Version != 0 && at.Version != e.Version:
			return s.StaleEdition(ctx, e)
		case !slow.IsZero():
			return fault.Invalid("/urgent", slow)
		}
		return fn(audit.InPlaceOf(ctx, c.behalf), a, &e, t, editions)
	})
	return s.refused(ctx, actor, c, err)
}

// needs is a decision as an error.
func needs(actor right.Actor, d right.Decision) error {
	switch {
	case d.Allowed:
		return nil
	case !actor.Known():
		return fault.New(fault.Unauthenticated, d.Reason)
	case actor.WantsFactor:
		return fault.New(fault.SecondFactorMissing, d.Reason)
	}
	return fault.New(fault.Denied, d.Words())
}

// release composes the next release and holds it against the hash and the four eyes.
func (s *Service) release(ctx context.Context, actor right.Actor, a Article, e Edition, t eyes.Turn, hash string) (release.Release, error) {
	behalf, err := s.eyes(ctx, actor, e, t)
	if err != nil {
		return release.Release{}, err
	}
	content, err := s.o.Candidates.Compose(ctx, a, e)
	if err != nil {
		return release.Release{}, err
	}
	canonical, present, err := content.Seal()
	if err != nil {
		return release.Release{}, err
	}
	if present != hash {
		return release.Release{}, fault.New(fault.ReleaseChanged, fault.Tf("Mã băm hiện tại là %s.", "The present hash is %s.", present))
	}
	return release.Release{ID: s.o.NewID(), Edition: e.ID, Number: t.Number, Content: content, Canonical: canonical, Hash: present,
		ApprovedBy: actor.ID, OnBehalf: behalf.ID, ApprovedAt: s.o.Now()}, nil
}

// first records an approval after which another is to come.
func (s *Service) first(ctx context.Context, actor right.Actor, a Article, e *Edition, one flow.Approval) error {
	if _, err := s.void(ctx, *e, flow.VoidChanged); err != nil { // what came before counts no more, or this were not the first
		return err
	}
	if err := s.o.Approvals.AddApproval(ctx, one); err != nil {
		return err
	}
	e.Version++
	e.UpdatedAt = one.At
	return s.save(ctx, actor, "edition.first_approve", a, *e, detail(one))
}

// freeze makes the release, with all who looked at it.
func (s *Service) freeze(ctx context.Context, actor right.Actor, a Article, e *Edition, t eyes.Turn, done Outcome) (Effect, error) {
	if err := s.move(e, Approve); err != nil {
		return Effect{}, err
	}
	r := *done.Release
	if t.Urgent {
		if err := s.hands(ctx, *e, r); err != nil {
			return Effect{}, err
		}
	}
	if err := s.o.Releases.AddRelease(ctx, r); err != nil {
		return Effect{}, err
	}
	var ids []string
	for _, one := range t.Given {
		ids = append(ids, one.ID)
	}
	if err := s.o.Approvals.BindApprovals(ctx, ids, r.ID); err != nil {
		return Effect{}, err
	}
	if _, err := s.void(ctx, *e, flow.VoidChanged); err != nil { // of those that count no more
		return Effect{}, err
	}
	if err := s.o.Approvals.AddApproval(ctx, done.Approval); err != nil {
		return Effect{}, err
	}
	e.ApprovedRelease, e.Note, e.NextAct, e.Reason = r.ID, release.Note{}, release.ActPublish, ""
	e.ReleasedSource = e.SourceRevision
	if err := s.o.Store.SaveEdition(ctx, *e, nil); err != nil {
		return Effect{}, err
	}
	effect, err := s.o.Deliveries.Approved(ctx, actor, *e, r)
	if err != nil {
		return Effect{}, err
	}
	said := detail(done.Approval)
	said["release"] = r.ID
	if err := s.tell(ctx, actor, told{"edition.approve", e.HeadRevision, said}, a, *e); err != nil || !t.Urgent {
		return effect, err
	}
	due := r.ApprovedAt.Add(t.Flow.CheckWithin())
	if err := s.o.Approvals.AddRecheck(ctx, flow.Recheck{Release: r.ID, Edition: e.ID, ApprovedBy: actor.ID, DueAt: due, State: flow.RecheckOpen}); err != nil {
		return effect, err
	}
	return effect, s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done("edition.owe_recheck"), Article: a.ID, Edition: e.ID, Unit: a.Unit, Actor: actor.ID,
		Data: map[string]any{"release": r.ID, "due_at": due.UTC().Format(time.RFC3339), "person": actor.ID}})
}

// hands notes who has a part in a release by pictures and words for channels, for the check that
// may be owed of it.
func (s *Service) hands(ctx context.Context, e Edition, r release.Release) error {
	p, err := s.parts(ctx, e, r.Number)
	for _, one := range p.Hands(e.ID, r.Number, r.ApprovedAt) {
		if err == nil {
			err = s.o.Releases.Contribute(ctx, one)
		}
	}
	return err
}

// detail is what the record says of an approval.
func detail(one flow.Approval) map[string]any {
	said := map[string]any{"hash": one.Hash, "level": one.Level, "levels": one.Of, "flow": one.FlowUnit, "flow_version": one.FlowVersion}
	if one.Urgent {
		said["urgent"] = true
	}
	if one.ForceReason != "" {
		said["forced"], said["force_reason"] = one.Forced, one.ForceReason
	}
	return said
}

// pass holds an edition against its checklist. With a reason, what the unit's flow lets be
// forced is let pass, and named; whatever else stands against it never is.
func (s *Service) pass(ctx context.Context, actor right.Actor, a Article, e Edition, t eyes.Turn, reason *string) ([]string, error) {
	items, err := s.o.Checklist.Judge(ctx, a, e, t.Flow)
	if err != nil {
		return nil, err
	}
	open := checklist.Open(items)
	if reason == nil {
		return nil, checklist.Blocked(open)
	}
	if err := s.mayForce(ctx, actor, t); err != nil {
		return nil, err
	}
	return checklist.Force(open)
}

// mayForce refuses whoever the flow does not let force. It is asked of the last approval; those
// before it, and who hands in, only need that somebody may.
func (s *Service) mayForce(ctx context.Context, actor right.Actor, t eyes.Turn) error {
	lead := false
	if t.Flow.Force == flow.Lead {
		current, err := s.o.Plans.Current(ctx, s.today())
		if err != nil {
			return err
		}
		lead = actor.May(right.EditionApprove, right.In(current.LeadUnit)).Allowed
	}
	return t.Flow.MayForce(t.Last(), lead)
}
