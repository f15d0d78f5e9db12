package article

import (
	"context"
	"maps"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
)

// Publish together is a rule of an article: no edition of it leaves before all that are neither
// withdrawn nor archived are approved and scheduled. The engine holds them to it; here it is
// turned on and off. It is part of no release, so it may change while an edition is approved.

// differs tells the record what of an article changed that stands in no release; nil for nothing.
func differs(before, after Article) map[string]any {
	detail := moved(before, after)
	add := func(name string, value any) {
		detail = maps.Clone(detail)
		if detail == nil {
			detail = map[string]any{}
		}
		detail[name] = value
	}
	if !slices.Equal(after.Coauthors, before.Coauthors) {
		add("coauthors", after.Coauthors)
	}
	if after.Together != before.Together {
		add("together", after.Together)
	}
	return detail
}

// join has the editions of an article follow its rule. It is not turned on once anything is
// out, or may be: it would promise what is broken already. It is turned off at any time, since
// that is the way out for those who wait.
func (s *Service) join(ctx context.Context, before, after Article, editions []Edition) error {
	if before.Together == after.Together {
		return nil
	}
	for _, e := range editions {
		if after.Together {
			reach, err := s.o.Deliveries.Reached(ctx, e.ID)
			if err != nil {
				return err
			}
			if reach.Any() {
				return fault.New(fault.AlreadySent, fault.Tf("Bản %s đã hoặc có thể đã ra ngoài, nên không đặt phát cùng lúc được nữa.",
					"The edition in %s is out, or may be, so the article can no longer be published together.", e.Lang))
			}
		}
		e.Together = after.Together
		if err := s.o.Store.SaveEdition(ctx, e, nil); err != nil {
			return err
		}
	}
	return nil
}
