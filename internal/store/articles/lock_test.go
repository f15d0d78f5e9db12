package articles_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/plan"
)

// What is read under the lock is the whole article, with every facet in its place, or saving it would
// drop what was not read; one that has no edition yet is no exception.
func TestALockedArticleIsWhole(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, func(a *article.Article, _ *article.Edition) {
			a.Facets = plan.Facets{Pillars: []string{"b", "a"}, Areas: []string{"c-1", "c"}, Topics: []string{"z"}, Audiences: []string{"y"}, MemberStates: []string{"VN", "LA"}, Form: "tin"}
			a.Keywords, a.Coauthors = []string{"k, l"}, []string{"minh"}
		})
		want, err := s.Article(s.Context(), e.Article)
		s.check(err)
		bare := want
		bare.ID = "bare"
		s.check(s.AddArticle(s.Context(), bare))
		s.check(s.InTx(s.Context(), func(ctx context.Context) error {
			for id, want := range map[string]article.Article{e.Article: want, "bare": bare} {
				got, _, _, err := s.LockArticle(ctx, id)
				s.check(err)
				if d := cmp.Diff(want, got); d != "" || len(got.Facets.Pillars) != 2 {
					s.Errorf("locked: %s", d)
				}
			}
			return nil
		}))
	})
}

func TestALockedArticleWaits(t *testing.T) {
	each(t, func(s stocked) {
		e := s.add(1, plain)
		const writers = 8
		failed := make(chan error, writers)
		for range writers {
			go func() {
				failed <- s.InTx(s.Context(), func(ctx context.Context) error {
					a, editions, _, err := s.LockArticle(ctx, e.Article)
					if err != nil {
						return err
					}
					a.Version++
					editions[0].Version++
					if err := s.SaveArticle(ctx, a); err != nil {
						return err
					}
					return s.SaveEdition(ctx, editions[0], nil)
				})
			}()
		}
		for range writers {
			s.check(<-failed)
		}
		rows, err := s.List(s.Context(), article.Filter{Article: e.Article})
		s.check(err)
		if rows[0].Version != writers+1 || rows[0].Of.Version != writers+1 {
			s.Errorf("versions %d and %d after %d writers", rows[0].Version, rows[0].Of.Version, writers)
		}
	})
}
