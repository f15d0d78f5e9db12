package deliveries

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// public is the one scope of everything that a stranger may see of what is [out]: the
// edition's embargo is over. @now is the instant in microseconds.
const public = `(COALESCE(e.embargo_until, 0) <= @now)`

// out tells of a delivery d (or whatever stands for it) that its post is at the destination
// for readers: a withdrawal that is recorded hides it, whenever the destination obeys and
// whatever becomes of the edition meanwhile.
func out(alias string) string {
	return `(` + alias + `.sent_at IS NOT NULL AND ` + alias + `.intent IN ('publish', 'correct') AND ` + alias + `.state <> 'withdrawn'
		AND NOT EXISTS (SELECT 1 FROM delivery down WHERE down.edition_id = ` + alias + `.edition_id AND down.channel_id = ` + alias + `.channel_id
			AND down.seq > ` + alias + `.seq AND down.intent = 'withdraw' AND down.state NOT IN ('cancelled', 'superseded')))`
}

// Generation implements delivery.Shelf.
func (s *Store) Generation(ctx context.Context) (int64, error) {
	var generation int64
	err := s.db.Read(ctx).Raw(`SELECT generation FROM feed_generation WHERE id = 1`).Scan(&generation).Error
	return generation, store.Translate(err)
}

// shelfRow is an edition as the public sees it, before its release is read.
type shelfRow struct {
	EditionID   string
	ArticleID   string
	ReleaseID   string
	PublishedAt int64
	UpdatedAt   int64
	WithdrawnAt *int64
	Notice      string
	Portal      string
}

// Published implements delivery.Shelf.
func (s *Store) Published(ctx context.Context, q delivery.ShelfQuery) ([]delivery.Published, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	arguments := map[string]any{"now": now.UnixMicro(), "lang": q.Lang, "kind": string(q.Kind), "code": q.Code, "limit": q.Limit, "since": q.WithdrawnSince.UnixMicro()}
	rows, err := s.scan(ctx, published(q)+` ORDER BY p.sent_at DESC, p.id DESC`+limited(q), arguments)
	if err != nil {
		return nil, err
	}
	if !q.WithdrawnSince.IsZero() {
		gone, err := s.scan(ctx, withdrawn(q)+` ORDER BY w.sent_at DESC, w.id DESC`+limited(q), arguments)
		if err != nil {
			return nil, err
		}
		rows = append(rows, gone...)
	}
	return s.complete(ctx, rows, now)
}

// published selects what the passive feeds hold: the publication p of the round, and the
// last delivery l that was sent, whose release is what readers see.
func published(q delivery.ShelfQuery) string {
	return `SELECT e.id AS edition_id, e.article_id, l.release_id, p.sent_at AS published_at, l.sent_at AS updated_at
		FROM delivery p
		JOIN channel c ON c.id = p.channel_id AND c.kind = 'feeds'
		JOIN edition e ON e.id = p.edition_id
		JOIN delivery l ON l.edition_id = p.edition_id AND l.channel_id = p.channel_id AND l.seq = (
			SELECT max(x.seq) FROM delivery x WHERE x.edition_id = p.edition_id AND x.channel_id = p.channel_id AND ` + out("x") + `)
		WHERE p.intent = 'publish' AND ` + out("p") + ` AND ` + public + narrowed(q, "l")
}

// withdrawn selects what was taken down from the passive feeds and is not back.
func withdrawn(q delivery.ShelfQuery) string {
	return `SELECT e.id AS edition_id, e.article_id, w.release_id, p.sent_at AS published_at, w.sent_at AS updated_at, w.sent_at AS withdrawn_at, w.notice
		FROM delivery w
		JOIN channel c ON c.id = w.channel_id AND c.kind = 'feeds'
		JOIN edition e ON e.id = w.edition_id
		JOIN delivery p ON p.edition_id = w.edition_id AND p.channel_id = w.channel_id AND p.round = w.round AND p.intent = 'publish' AND p.state = 'withdrawn'
		WHERE w.intent = 'withdraw' AND w.sent_at >= @since AND w.round = (
			SELECT max(x.round) FROM delivery x WHERE x.edition_id = w.edition_id AND x.channel_id = w.channel_id AND x.sent_at IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM delivery x WHERE x.edition_id = w.edition_id AND x.channel_id = w.channel_id AND ` + out("x") + `)` + narrowed(q, "w")
}

func limited(q delivery.ShelfQuery) string {
	if q.Limit > 0 {
		return ` LIMIT @limit`
	}
	return ""
}

func narrowed(q delivery.ShelfQuery, alias string) string {
	var more string
	if q.Lang != "" {
		more += ` AND e.lang = @lang`
	}
	if q.Code != "" {
		more += ` AND EXISTS (SELECT 1 FROM release_facet f WHERE f.release_id = ` + alias + `.release_id AND f.kind = @kind AND f.code = @code)`
	}
	return more
}

// Story implements delivery.Shelf.
func (s *Store) Story(ctx context.Context, ref article.Ref) (delivery.Published, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return delivery.Published{}, err
	}
	arguments := map[string]any{"now": now.UnixMicro(), "article": ref.Article, "lang": ref.Lang}
	rows, err := s.scan(ctx, `SELECT e.id AS edition_id, e.article_id, d.release_id, d.sent_at AS updated_at,
			(SELECT min(x.sent_at) FROM delivery x WHERE x.edition_id = e.id AND `+out("x")+`) AS published_at,
			COALESCE((SELECT x.address FROM delivery x JOIN channel c ON c.id = x.channel_id
				WHERE x.edition_id = e.id AND c.portal AND x.address <> '' AND `+out("x")+` ORDER BY x.seq DESC LIMIT 1), '') AS portal
		FROM edition e JOIN delivery d ON d.edition_id = e.id JOIN release r ON r.id = d.release_id
		WHERE e.article_id = @article AND e.lang = @lang AND `+public+` AND `+out("d")+`
		ORDER BY r.number DESC, d.sent_at LIMIT 1`, arguments)
	if err != nil {
		return delivery.Published{}, err
	}
	if len(rows) == 0 {
		if rows, err = s.gone(ctx, arguments); err != nil {
			return delivery.Published{}, err
		}
	}
	stories, err := s.complete(ctx, rows, now)
	if err != nil {
		return delivery.Published{}, err
	}
	if len(stories) == 0 {
		return delivery.Published{}, store.NotFound(fault.T("Không có bài này.", "There is no such story."))
	}
	return stories[0], nil
}

// gone finds an edition that was out and is no more, from the moment its withdrawal is
// recorded.
func (s *Store) gone(ctx context.Context, arguments map[string]any) ([]shelfRow, error) {
	return s.scan(ctx, `SELECT e.id AS edition_id, e.article_id, d.release_id, d.sent_at AS published_at,
			COALESCE(e.withdrawn_at, d.updated_at) AS updated_at, COALESCE(e.withdrawn_at, d.updated_at) AS withdrawn_at,
			COALESCE((SELECT x.notice FROM delivery x WHERE x.edition_id = e.id AND x.intent = 'withdraw' ORDER BY x.created_at DESC, x.id DESC LIMIT 1), '') AS notice
		FROM edition e JOIN delivery d ON d.edition_id = e.id
		WHERE e.article_id = @article AND e.lang = @lang AND d.sent_at IS NOT NULL AND d.intent IN ('publish', 'correct')
			AND NOT `+out("d")+`
		ORDER BY d.round DESC, d.sent_at LIMIT 1`, arguments)
}

func (s *Store) scan(ctx context.Context, query string, arguments map[string]any) ([]shelfRow, error) {
	var rows []shelfRow
	return rows, store.Translate(s.db.Read(ctx).Raw(query, arguments).Scan(&rows).Error)
}

// complete reads releases and languages for rows, each by one query.
func (s *Store) complete(ctx context.Context, rows []shelfRow, now time.Time) ([]delivery.Published, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	var releaseIDs, articles []string
	for _, row := range rows {
		releaseIDs, articles = append(releaseIDs, row.ReleaseID), append(articles, row.ArticleID)
	}
	releases, err := s.releases(ctx, releaseIDs)
	if err != nil {
		return nil, err
	}
	langs, err := s.langs(ctx, articles, now)
	if err != nil {
		return nil, err
	}
	stories := make([]delivery.Published, len(rows))
	for i, row := range rows {
		stories[i] = delivery.Published{Release: releases[row.ReleaseID], PublishedAt: store.Instant(row.PublishedAt), UpdatedAt: store.Instant(row.UpdatedAt),
			WithdrawnAt: store.InstantOf(row.WithdrawnAt), Notice: row.Notice, Portal: row.Portal, Langs: langs[row.ArticleID]}
	}
	return stories, nil
}

func (s *Store) releases(ctx context.Context, ids []string) (map[string]article.Release, error) {
	var rows []struct {
		ID         string
		EditionID  string
		Number     int
		Canonical  []byte
		Hash       string
		ApprovedAt int64
	}
	const query = `SELECT id, edition_id, number, canonical, hash, approved_at FROM release WHERE id IN ?`
	if err := s.db.Read(ctx).Raw(query, ids).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	releases := map[string]article.Release{}
	for _, row := range rows {
		content, err := article.ReadContent(row.Canonical)
		if err != nil {
			return nil, err
		}
		releases[row.ID] = article.Release{ID: row.ID, Edition: row.EditionID, Number: row.Number, Content: content, Canonical: row.Canonical,
			Hash: row.Hash, ApprovedAt: store.Instant(row.ApprovedAt)}
	}
	return releases, nil
}

// langs lists for each article the languages in which the public can see it.
func (s *Store) langs(ctx context.Context, articles []string, now time.Time) (map[string][]string, error) {
	var rows []struct{ ArticleID, Lang string }
	query := `SELECT DISTINCT e.article_id, e.lang FROM edition e JOIN delivery d ON d.edition_id = e.id
		WHERE e.article_id IN @articles AND ` + public + ` AND ` + out("d") + ` ORDER BY e.article_id, e.lang`
	arguments := map[string]any{"articles": articles, "now": now.UnixMicro()}
	if err := s.db.Read(ctx).Raw(query, arguments).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	langs := map[string][]string{}
	for _, row := range rows {
		langs[row.ArticleID] = append(langs[row.ArticleID], row.Lang)
	}
	return langs, nil
}
