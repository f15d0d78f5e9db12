package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Submit hands the edition in for approval.
func (s *Service) Submit(ctx context.Context, actor right.Actor, at At) (Edition, error) {
	return s.onEdition(ctx, actor, right.EditionSubmit, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := s.complete(ctx, a, *e); err != nil {
			return err
		}
		if err := s.move(e, Submit); err != nil {
			return err
		}
		e.Reason, e.SubmittedBy, e.SubmittedAt = "", actor.ID, s.o.Now()
		return s.save(ctx, actor, "edition.submit", a, *e, nil)
	})
}

// Recall takes back what was handed in, before anybody has decided on it.
func (s *Service) Recall(ctx context.Context, actor right.Actor, at At) (Edition, error) {
	return s.onEdition(ctx, actor, right.EditionSubmit, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := s.move(e, Recall); err != nil {
			return err
		}
		return s.save(ctx, actor, "edition.recall", a, *e, nil)
	})
}

// complete checks what a story must have before it is handed in (R14: at least one
// pillar and one content area).
func (s *Service) complete(ctx context.Context, a Article, e Edition) error {
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return err
	}
	var faults fault.Fields
	if err := faults.AddError("", s.mayPublish(ctx, a.Unit, e)); err != nil {
		return err
	}
	if len(a.Facets.Pillars) == 0 {
		faults.Add("/facets/pillars", fault.T("chọn ít nhất một trụ cột", "choose at least one pillar"))
	}
	if len(a.Facets.Areas) == 0 {
		faults.Add("/facets/areas", fault.T("chọn ít nhất một nội dung tuyên truyền", "choose at least one content area"))
	}
	if head.Text.Title == "" {
		faults.Add("/title", fault.T("cần tiêu đề", "needs a title"))
	}
	if head.Text.Lead == "" {
		faults.Add("/lead", fault.T("cần đoạn dẫn (sapo)", "needs a lead"))
	}
	if s.o.HTML.Plain(head.Text.Body) == "" {
		faults.Add("/body", fault.T("cần nội dung", "needs a body"))
	}
	if err := s.described(ctx, &faults, head.Text.Pictures, e.Lang); err != nil {
		return err
	}
	if e.NextAct == release.ActCorrect && e.Note.Kind != release.SmallFix && e.Note.Text == "" {
		faults.Add("/note", fault.T("cần lời báo bạn đọc", "needs a note for readers"))
	}
	return faults.Err()
}

// RequestChanges sends the edition back with a reason.
func (s *Service) RequestChanges(ctx context.Context, actor right.Actor, at At, reason string) (Edition, error) {
	reason, err := needReason(reason)
	if err != nil {
		return Edition{}, err
	}
	return s.onEdition(ctx, actor, right.EditionRequestChanges, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := s.move(e, RequestChanges); err != nil {
			return err
		}
		e.Reason = reason
		return s.save(ctx, actor, "edition.request_changes", a, *e, map[string]any{"reason": reason})
	})
}

// Candidate returns the content that would be released now, with its hash: what an
// approver is shown, and what Approve must name.
func (s *Service) Candidate(ctx context.Context, actor right.Actor, ref Ref) (release.Content, string, error) {
	a, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return release.Content{}, "", err
	}
	c, err := s.compose(ctx, a, e)
	if err != nil {
		return release.Content{}, "", err
	}
	_, hash, err := c.Seal()
	return c, hash, err
}

// Outgoing returns the release that channels would get of an edition as it stands: the one in
// force while it is approved, else what would be released now.
func (s *Service) Outgoing(ctx context.Context, actor right.Actor, ref Ref) (release.Release, error) {
	_, e, err := s.Edition(ctx, actor, ref)
	if err != nil {
		return release.Release{}, err
	}
	if e.State == Approved {
		return s.o.Releases.Release(ctx, e.ApprovedRelease)
	}
	c, _, err := s.Candidate(ctx, actor, ref)
	if err != nil {
		return release.Release{}, err
	}
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	return release.Release{Edition: e.ID, Number: last + 1, Content: c, ApprovedAt: s.o.Now()}, err
}

// Approve freezes the release whose hash was shown and points the edition at it. Nobody
// who saved anything that enters the release may do it, nor in the place of somebody who
// did: four eyes see every text.
func (s *Service) Approve(ctx context.Context, actor right.Actor, at At, hash string) (Edition, release.Release, Effect, error) {
	var r release.Release
	var effect Effect
	e, err := s.onEdition(ctx, actor, right.EditionApprove, at, func(ctx context.Context, a Article, e *Edition) error {
		if err := e.can(Approve); err != nil {
			return err
		}
		var err error
		if r, err = s.release(ctx, actor, a, *e, hash); err != nil {
			return err
		}
		ctx = audit.InPlaceOf(ctx, r.OnBehalf)
		if err := s.complete(ctx, a, *e); err != nil {
			return err
		}
		if err := s.move(e, Approve); err != nil {
			return err
		}
		if err := s.o.Releases.AddRelease(ctx, r); err != nil {
			return err
		}
		e.ApprovedRelease, e.Note, e.NextAct, e.Reason = r.ID, release.Note{}, release.ActPublish, ""
		if err := s.o.Store.SaveEdition(ctx, *e, nil); err != nil {
			return err
		}
		if effect, err = s.o.Deliveries.Approved(ctx, actor, *e, r); err != nil {
			return err
		}
		return s.tell(ctx, actor, told{"edition.approve", e.HeadRevision, map[string]any{"release": r.ID, "hash": r.Hash}}, a, *e)
	})
	return e, r, effect, err
}

// release composes the next release and holds it against the hash and the four eyes.
func (s *Service) release(ctx context.Context, actor right.Actor, a Article, e Edition, hash string) (release.Release, error) {
	last, err := s.o.Releases.LastNumber(ctx, e.ID)
	if err != nil {
		return release.Release{}, err
	}
	behalf, err := s.eyes(ctx, actor, a.Unit, e, last+1)
	if err != nil {
		return release.Release{}, err
	}
	content, err := s.compose(ctx, a, e)
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
	return release.Release{ID: s.o.NewID(), Edition: e.ID, Number: last + 1, Content: content, Canonical: canonical, Hash: present,
		ApprovedBy: actor.ID, OnBehalf: behalf.ID, ApprovedAt: s.o.Now()}, nil
}

// compose builds the content that would be released now.
func (s *Service) compose(ctx context.Context, a Article, e Edition) (release.Content, error) {
	head, err := s.o.Texts.Revision(ctx, e.HeadRevision)
	if err != nil {
		return release.Content{}, err
	}
	unit, err := s.o.Plans.Unit(ctx, a.Unit)
	if err != nil {
		return release.Content{}, err
	}
	facets, err := s.labels(ctx, a, e.Lang)
	if err != nil {
		return release.Content{}, err
	}
	note, earlier, err := s.notes(ctx, e)
	if err != nil {
		return release.Content{}, err
	}
	pictures, err := s.contentPictures(ctx, head.Text.Pictures, e.Lang)
	if err != nil {
		return release.Content{}, err
	}
	templates, err := s.o.Templates.TemplatesFor(ctx, e.Lang)
	if err != nil {
		return release.Content{}, err
	}
	head.Text.Pictures = nil // they stand in the content with all that is said of them
	keywords := a.Keywords
	if keywords == nil {
		keywords = []string{}
	}
	return release.Content{Schema: release.Schema, Article: a.ID, Edition: e.ID, Lang: e.Lang, Act: e.NextAct, Note: note, Earlier: earlier,
		Revision: release.Revision{ID: head.ID, Number: head.Number, Text: head.Text}, Plan: a.Plan,
		Unit: release.Label{Kind: "unit", Code: unit.Code, Name: unit.Name.For(e.Lang)}, Facets: facets, Keywords: keywords, Priority: a.Priority,
		Pictures: pictures, Templates: templates}, nil
}

// notes returns the note of the next release, and those that readers were told before. A
// story that is published anew begins without any; the note of a withdrawal stays with the
// edition and is no part of what comes after.
func (s *Service) notes(ctx context.Context, e Edition) (own release.Note, earlier []release.ToldNote, err error) {
	if e.NextAct != release.ActCorrect || e.ApprovedRelease == "" {
		return release.Note{}, []release.ToldNote{}, nil
	}
	inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
	if err != nil {
		return release.Note{}, nil, err
	}
	return e.Note, inForce.Notes(), nil
}

// labels names the article's facets in the edition's language.
func (s *Service) labels(ctx context.Context, a Article, lang string) ([]release.Label, error) {
	known, err := s.o.Plans.Facets(ctx, a.Plan)
	if err != nil {
		return nil, err
	}
	named := map[release.Label]release.Label{}
	for _, f := range known {
		label := release.Label{Kind: string(f.Kind), Code: f.Code}
		named[label] = release.Label{Kind: label.Kind, Code: label.Code, Name: f.Name.For(lang), Tag: f.Hashtag(lang)}
	}
	labels := facetLabels(a.Facets)
	for i, label := range labels {
		if found, ok := named[label]; ok {
			labels[i] = found
		}
	}
	return labels, nil
}

// facetLabels lists the facets in the fixed order in which they are released, unnamed.
func facetLabels(f plan.Facets) []release.Label {
	labels := []release.Label{}
	add := func(kind plan.Kind, codes []string) {
		for _, code := range codes {
			labels = append(labels, release.Label{Kind: string(kind), Code: code})
		}
	}
	add(plan.Pillar, f.Pillars)
	add(plan.Area, f.Areas)
	add(plan.Topic, f.Topics)
	add(plan.Audience, f.Audiences)
	add(plan.MemberState, f.MemberStates)
	if f.Form != "" {
		add(plan.Form, []string{f.Form})
	}
	return labels
}

// save writes an edition whose text did not change and leaves audit and event. What later
// acts overwrite in the edition, such as a reason, stays in the detail.
func (s *Service) save(ctx context.Context, actor right.Actor, action string, a Article, e Edition, detail map[string]any) error {
	if err := s.o.Store.SaveEdition(ctx, e, nil); err != nil {
		return err
	}
	return s.tell(ctx, actor, told{action, e.HeadRevision, detail}, a, e)
}

func needReason(reason string) (string, error) {
	return manuscript.Remark("/reason", reason, fault.T("cần nêu lý do", "needs a reason"))
}
