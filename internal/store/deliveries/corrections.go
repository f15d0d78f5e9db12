package deliveries

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/store"
)

// corrections lists for each article the formal corrections of it that the public can see, in all
// their languages, newest first.
func (s *Store) corrections(ctx context.Context, articles []string, now time.Time) (map[string][]published.FormalCorrection, error) {
	var rows []struct {
		FromID, ArticleID, Lang, Title string
		At                             int64
	}
	query := `SELECT l.from_id, e.article_id, e.lang,
			(SELECT r.title FROM delivery x JOIN release r ON r.id = x.release_id WHERE x.edition_id = e.id AND ` + seen("x") + ` ORDER BY r.number DESC LIMIT 1) AS title,
			(SELECT min(x.sent_at) FROM delivery x WHERE x.edition_id = e.id AND ` + seen("x") + `) AS at
		FROM article_link l JOIN edition e ON e.article_id = l.to_id
		WHERE l.from_id IN @articles AND l.kind = 'formal_correction' AND ` + public("e") + `
			AND EXISTS (SELECT 1 FROM delivery d WHERE d.edition_id = e.id AND ` + seen("d") + `)
		ORDER BY at DESC, e.id`
	if err := s.db.Read(ctx).Raw(query, map[string]any{"articles": articles, "now": now.UnixMicro()}).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	found := map[string][]published.FormalCorrection{}
	for _, row := range rows {
		found[row.FromID] = append(found[row.FromID], published.FormalCorrection{Article: row.ArticleID, Lang: row.Lang, Title: row.Title, At: store.Instant(row.At)})
	}
	return found, nil
}

// inOne keeps of each correction the edition for readers of a language: theirs, else the
// Vietnamese, else another.
func inOne(all []published.FormalCorrection, lang string) []published.FormalCorrection {
	rank := func(c published.FormalCorrection) int { return slices.Index([]string{"vi", lang}, c.Lang) }
	var list []published.FormalCorrection
	for _, c := range all {
		at := slices.IndexFunc(list, func(o published.FormalCorrection) bool { return o.Article == c.Article })
		switch {
		case at < 0:
			list = append(list, c)
		case rank(c) > rank(list[at]):
			list[at] = c
		}
	}
	slices.SortStableFunc(list, func(x, y published.FormalCorrection) int { return cmp.Compare(y.At.UnixMicro(), x.At.UnixMicro()) })
	return list
}
