package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Correct opens a text that is already out for a change of a kind, with the note that
// readers will get. The approved release stays in force until the next is approved. While
// the correction is being written, correcting again gives it another kind or note.
func (s *Service) Correct(ctx context.Context, actor right.Actor, at At, note release.Note) (Edition, error) {
	note, err := checkNote(note)
	if err != nil {
		return Edition{}, err
	}
	return s.onEdition(ctx, actor, right.EditionCorrect, at, func(ctx context.Context, a Article, e *Edition) error {
		reach, err := s.o.Deliveries.Reached(ctx, e.ID)
		if err != nil {
			return err
		}
		if err := e.correctable(reach); err != nil {
			return err
		}
		if e.noting() {
			e.Version++
			e.UpdatedAt = s.o.Now()
		} else if err := s.move(e, Correct); err != nil {
			return err
		}
		e.NextAct, e.Note = release.ActCorrect, note
		if err := s.contribute(ctx, actor, *e, eyes.Note); err != nil {
			return err
		}
		return s.save(ctx, actor, "edition.correct", a, *e, map[string]any{"kind": string(note.Kind), "note": note.Text})
	})
}

func checkNote(note release.Note) (release.Note, error) {
	var faults fault.Fields
	switch note.Kind {
	case release.SmallFix, release.Update, release.Correction, release.FormalCorrection:
	default:
		faults.Add("/kind", fault.T("chỉ nhận small_fix, update, correction, formal_correction", "takes small_fix, update, correction or formal_correction"))
	}
	missing := fault.T("cần lời báo bạn đọc", "needs a note for readers")
	if note.Kind == release.SmallFix {
		missing = fault.Text{}
	}
	clean, err := manuscript.Remark("/text", note.Text, missing)
	if err := faults.AddError("", err); err != nil {
		return release.Note{}, err
	}
	note.Text = clean
	return note, faults.Err()
}

// DiscardCorrection drops a correction that was opened: the release in force stands, and
// its text is the edition's again. What was written stays among the revisions; it enters no
// release, so nobody is held to it.
func (s *Service) DiscardCorrection(ctx context.Context, actor right.Actor, at At) (Edition, error) {
	return s.amongEditions(ctx, actor, right.EditionCorrect, at, func(ctx context.Context, a Article, e *Edition, editions []Edition) error {
		if err := e.discardable(); err != nil {
			return err
		}
		if err := s.move(e, DiscardCorrection); err != nil {
			return err
		}
		if _, err := s.void(ctx, *e, flow.VoidReopened); err != nil {
			return err
		}
		e.NextAct, e.Note, e.Reason = release.ActPublish, release.Note{}, ""
		from, was := e.HeadRevision, e.Outdated
		searchable, channels, err := s.restore(ctx, actor, e)
		if err != nil {
			return err
		}
		e.SourceRevision = e.ReleasedSource
		if err := s.judge(ctx, e, in(editions, a.Lang).HeadRevision); err != nil {
			return err
		}
		if err := s.o.Store.SaveEdition(ctx, *e, searchable); err != nil {
			return err
		}
		if err := s.tell(ctx, actor, told{"edition.discard_correction", from, restored(channels)}, a, *e); err != nil {
			return err
		}
		if e.Outdated != was {
			return s.tellStanding(ctx, actor, a, *e, e.SourceRevision)
		}
		return s.follow(ctx, actor, a, *e, editions)
	})
}

// restore brings back the words of the release in force, those for channels too, and takes
// back what was contributed to the release that will not be. It tells which channels have other
// words again.
func (s *Service) restore(ctx context.Context, actor right.Actor, e *Edition) (*Searchable, []string, error) {
	inForce, err := s.o.Releases.Release(ctx, e.ApprovedRelease)
	if err != nil {
		return nil, nil, err
	}
	if err := s.o.Releases.Uncontribute(ctx, e.ID, inForce.Number+1, []string{eyes.Text, eyes.Note, eyes.Variant}); err != nil {
		return nil, nil, err
	}
	channels, err := s.o.Variants.Restore(ctx, e.ID, inForce.Number, actor.ID, s.o.Now())
	if err != nil {
		return nil, nil, err
	}
	searchable, err := s.restoreText(ctx, actor, e, inForce)
	return searchable, channels, err
}

// restoreText makes the text of the release in force the head again, where it is not.
func (s *Service) restoreText(ctx context.Context, actor right.Actor, e *Edition, inForce release.Release) (*Searchable, error) {
	if e.HeadRevision == inForce.Content.Revision.ID {
		return nil, nil
	}
	released, err := s.o.Texts.Revision(ctx, inForce.Content.Revision.ID)
	if err != nil {
		return nil, err
	}
	r, err := s.o.Texts.AddRevision(ctx, Revision{ID: s.o.NewID(), Edition: e.ID, Base: released.ID, Kind: RevisionSave, Text: released.Text, Source: released.Source,
		Authors: released.Authors, CreatedBy: actor.ID, CreatedAt: s.o.Now()})
	if err != nil {
		return nil, err
	}
	e.HeadRevision, e.Title = r.ID, r.Text.Title
	return s.searchable(r.Text), nil
}
