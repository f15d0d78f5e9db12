package articles

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/store"
)

// LockEdition locks one edition and gives it with its article, which is not locked: the
// engine changes neither text nor facets.
func (s *Store) LockEdition(ctx context.Context, id string) (article.Edition, article.Article, error) {
	var row editionRow
	handle := s.db.Write(ctx)
	if err := store.Take(handle.Clauses(clause.Locking{Strength: "UPDATE"}).Omit("folded", "folded_title").Where("id = ?", id), &row, noEdition()); err != nil {
		return article.Edition{}, article.Article{}, err
	}
	a, err := s.article(ctx, handle, row.ArticleID)
	return row.edition(), a, err
}
