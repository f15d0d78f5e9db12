package notice

import (
	"context"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// story is what notices go by of a story.
type story struct {
	there   bool
	article article.Article
	edition article.Edition // zero where the event is about no certain one
	owners  []string        // people, by id
}

// story reads a story once for all events of the page.
func (p *page) story(ctx context.Context, id, edition string) (story, error) {
	if id == "" {
		return story{}, nil
	}
	if s, known := p.stories[id+"/"+edition]; known {
		return s, nil
	}
	s, err := p.read(ctx, id, edition)
	if err != nil {
		return story{}, err
	}
	p.stories[id+"/"+edition] = s
	return s, nil
}

func (p *page) read(ctx context.Context, id, edition string) (s story, err error) {
	var editions []article.Edition
	s.article, editions, err = p.o.Stories.Article(ctx, right.System(), id)
	if fault.Is(err, fault.NotFound) {
		return story{}, nil
	}
	if err != nil {
		return story{}, err
	}
	s.there, s.owners = true, s.article.Object().Owners
	for _, e := range editions {
		if e.ID != edition {
			continue
		}
		s.edition = e
		o, err := p.o.Stories.Object(ctx, s.article, e)
		if err != nil {
			return story{}, err
		}
		s.owners = append(o.Owners, e.CreatedBy)
	}
	return s, nil
}
