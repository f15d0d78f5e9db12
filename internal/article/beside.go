package article

import (
	"context"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// OnText runs an act on what is written in a locked edition, for packages beside this one: the right
// is judged, and a denial leaves its row.
func (s *Service) OnText(ctx context.Context, actor right.Actor, ref Ref, fn func(ctx context.Context, a Article, e Edition) error) error {
	_, err := s.onEdition(ctx, actor, right.ArticleEdit, At{Ref: ref}, func(ctx context.Context, a Article, e *Edition) error { return fn(ctx, a, *e) })
	return err
}

// Tell leaves the row and the event of an act that [Service.OnText] runs.
func (s *Service) Tell(ctx context.Context, actor right.Actor, action string, detail map[string]any, a Article, e Edition) error {
	return s.tell(ctx, actor, told{action, e.HeadRevision, detail}, a, e)
}

// MayEdit refuses those who may not edit an edition, which there need not be yet, before
// anything is done for them.
func (s *Service) MayEdit(ctx context.Context, actor right.Actor, ref Ref) error {
	return s.refused(ctx, actor, call{action: right.ArticleEdit, object: audit.Object{Kind: "article", ID: ref.Article}}, s.mayEdit(ctx, actor, ref))
}
