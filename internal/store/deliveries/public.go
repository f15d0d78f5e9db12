package deliveries

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
)

// public is the one scope of everything that a stranger may see of what is [out]: the
// embargo of the edition is over. @now is the instant in microseconds.
func public(edition string) string { return `(COALESCE(` + edition + `.embargo_until, 0) <= @now)` }

// out tells of a delivery d (or whatever stands for it) that its post is at the destination
// for readers: a withdrawal that is recorded hides it, whenever the destination obeys and
// whatever becomes of the edition meanwhile. The unary plus keeps SQLite from walking all
// that a channel was ever sent where the few deliveries of an edition are looked at.
func out(alias string) string {
	return `(+` + alias + `.sent_at IS NOT NULL AND ` + alias + `.intent IN ('publish', 'correct') AND ` + alias + `.state <> 'withdrawn' AND ` + standsUp(alias) + `)`
}

// standsUp tells of a delivery that no withdrawal after it is recorded.
func standsUp(alias string) string {
	return `NOT EXISTS (SELECT 1 FROM delivery down WHERE ` + beside("down", alias) + `
			AND down.seq > ` + alias + `.seq AND down.intent = 'withdraw' AND down.state NOT IN ('cancelled', 'superseded'))`
}

// leaving tells of a delivery that its post is on its way to a channel that has readers, or may
// be there: from the "about to send" mark on, since a destination may ask for a picture within
// the very request that brings its address.
func leaving(alias string) string {
	return `(` + alias + `.intent IN ('publish', 'correct') AND ` + alias + `.state IN ('sending', 'polling', 'unsure') AND ` + standsUp(alias) + ` AND ` + reachable(alias) + `
		AND EXISTS (SELECT 1 FROM attempt a WHERE a.delivery_id = ` + alias + `.id AND a.sending_at IS NOT NULL))`
}

// reachable tells of a delivery that its channel has readers. What went to a trial channel
// alone went out to nobody, and its withdrawal takes nothing from them.
func reachable(alias string) string {
	return `EXISTS (SELECT 1 FROM channel reached WHERE reached.id = ` + alias + `.channel_id AND reached.kind <> '` + connector.TrialKind + `')`
}

// seen tells that a delivery is [out] on a channel that has readers.
func seen(alias string) string { return `(` + out(alias) + ` AND ` + reachable(alias) + `)` }

// newest is the release of the last delivery beside d that is out: what readers see.
func newest(d string) string {
	return `(SELECT n.release_id FROM delivery n WHERE ` + beside("n", d) + ` AND ` + out("n") + ` ORDER BY n.seq DESC LIMIT 1)`
}

// told are the deliveries x beside d, that are out, whose releases tell readers of the same
// last change as the newest: the first of them told it, those after it are small fixes.
func told(d string) string {
	return `FROM delivery x JOIN release y ON y.id = x.release_id WHERE ` + beside("x", d) + ` AND ` + out("x") + `
			AND y.told_at = (SELECT r.told_at FROM release r WHERE r.id = ` + newest(d) + `)`
}

// beside tells that two deliveries are of the same edition on the same channel.
func beside(one, other string) string {
	return one + `.edition_id = ` + other + `.edition_id AND ` + one + `.channel_id = ` + other + `.channel_id`
}

// passive is the one channel that readers pull; by "=" its rows are walked in order.
const passive = `(SELECT id FROM channel WHERE kind = 'feeds' LIMIT 1)`

// Generation implements published.Reader.
func (s *Store) Generation(ctx context.Context) (published.Generation, error) {
	var row struct{ Generation, ChangedAt int64 }
	err := s.db.Read(ctx).Raw(`SELECT generation, changed_at FROM feed_generation WHERE id = 1`).Scan(&row).Error
	return published.Generation{Number: row.Generation, ChangedAt: store.Instant(row.ChangedAt)}, store.Translate(err)
}

// publicRow is an edition as the public sees it, before its release is read.
type publicRow struct {
	EditionID   string
	ArticleID   string
	ReleaseID   string
	PublishedAt int64
	UpdatedAt   int64
	WithdrawnAt *int64
	Notice      string
	Portal      string
}

// Published implements published.Reader.
func (s *Store) Published(ctx context.Context, q published.Query) ([]published.Edition, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	arguments := map[string]any{"now": now.UnixMicro(), "lang": q.Lang, "prefer": q.Prefer, "series": q.Series, "limit": q.Limit, "offset": q.Offset, "since": q.LeftSince.UnixMicro(),
		"after": q.PublishedAfter.UnixMicro(), "up_to": q.PublishedUpTo.UnixMicro()}
	for i, one := range q.Facets {
		arguments["kind"+strconv.Itoa(i)], arguments["code"+strconv.Itoa(i)] = string(one.Kind), one.Code
	}
	rows, err := s.scan(ctx, standing(q)+limited(q), arguments)
	if err != nil {
		return nil, err
	}
	if !q.LeftSince.IsZero() {
		gone, err := s.withdrawn(ctx, q, arguments)
		if err != nil {
			return nil, err
		}
		rows = append(rows, gone...)
	}
	return s.complete(ctx, rows, now)
}

// withdrawn lists what left the passive feeds, the latest first: what a withdrawal took down, and
// what one that is recorded will. Readers are told at once, whenever the engine comes to it.
func (s *Store) withdrawn(ctx context.Context, q published.Query, arguments map[string]any) ([]publicRow, error) {
	rows, err := s.scan(ctx, recalled(q), arguments)
	if err != nil {
		return nil, err
	}
	done, err := s.scan(ctx, takenDown(q)+limited(q), arguments)
	if err != nil {
		return nil, err
	}
	rows = append(rows, done...)
	slices.SortStableFunc(rows, func(a, b publicRow) int {
		return cmp.Or(cmp.Compare(b.UpdatedAt, a.UpdatedAt), cmp.Compare(b.EditionID, a.EditionID))
	})
	if q.Limit > 0 {
		rows = rows[:min(len(rows), q.Limit)]
	}
	return rows, nil
}

// standing selects what the passive feeds hold, by the delivery d that published it or,
// ByChange, the one that told its last change. All else is looked up beside d, so that
// both databases walk d from the newest and stop at the limit.
func standing(q published.Query) string {
	is, changed := `d.intent = 'publish'`, `(SELECT min(x.sent_at) `+told("d")+`)`
	if q.ByChange {
		is, changed = `NOT EXISTS (SELECT 1 FROM delivery x JOIN release y ON y.id = x.release_id JOIN release r ON r.id = d.release_id
			WHERE `+beside("x", "d")+` AND `+out("x")+` AND (x.seq < d.seq AND y.told_at = r.told_at OR x.seq > d.seq AND y.told_at <> r.told_at))`, `d.sent_at`
	}
	if !q.PublishedAfter.IsZero() {
		is += ` AND d.sent_at > @after`
	}
	if !q.PublishedUpTo.IsZero() {
		is += ` AND d.sent_at <= @up_to`
	}
	if q.Prefer != "" {
		is += ` AND NOT EXISTS (SELECT 1 FROM edition o JOIN delivery od ON od.edition_id = o.id AND od.channel_id = d.channel_id AND od.intent = 'publish'
			WHERE o.article_id = e.article_id AND ` + rank("o") + ` < ` + rank("e") + ` AND ` + public("o") + ` AND ` + out("od") + narrowed(q, "o", "od", newest("od")) + `)`
	}
	return `SELECT e.id AS edition_id, e.article_id, ` + newest("d") + ` AS release_id,
			(SELECT p.sent_at FROM delivery p WHERE ` + beside("p", "d") + ` AND p.intent = 'publish' AND ` + out("p") + ` ORDER BY p.seq LIMIT 1) AS published_at,
			` + changed + ` AS updated_at
		FROM delivery d JOIN edition e ON e.id = d.edition_id
		WHERE d.channel_id = ` + passive + ` AND d.sent_at IS NOT NULL AND ` + out("d") + ` AND ` + is + ` AND ` + public("e") + narrowed(q, "e", "d", newest("d")) + `
		ORDER BY d.sent_at DESC, d.id DESC`
}

// rank orders the languages of an article for readers of one: theirs, Vietnamese, others.
func rank(edition string) string {
	return `CASE ` + edition + `.lang WHEN @prefer THEN '' WHEN 'vi' THEN '.' ELSE ` + edition + `.lang END`
}

// takenDown selects what was taken down from the passive feeds and is not back.
func takenDown(q published.Query) string {
	return removed(q, `w.sent_at >= @since`) + ` ORDER BY w.sent_at DESC, w.id DESC`
}

// recalled selects what a withdrawal that is recorded hides and that was not carried out yet. By
// its state and hour both databases find the few of them; those that are planned for later hours,
// which are many, are no withdrawals.
func recalled(q published.Query) string {
	return removed(q, `w.sent_at IS NULL AND w.due_at <= @now AND w.state IN ('waiting', 'sending', 'retrying', 'polling', 'unsure', 'attention')`)
}

// removed selects what left the passive feeds by the withdrawals w of a scope. It left when its
// withdrawal was recorded, whenever that was carried out; what was on its way then, when it came.
func removed(q published.Query, scope string) string {
	const at = `CASE WHEN w.created_at < p.sent_at THEN p.sent_at ELSE w.created_at END`
	return `SELECT e.id AS edition_id, e.article_id, w.release_id, p.sent_at AS published_at, ` + at + ` AS updated_at, ` + at + ` AS withdrawn_at, w.notice
		FROM delivery w
		JOIN edition e ON e.id = w.edition_id
		JOIN delivery p ON ` + beside("p", "w") + ` AND p.round = w.round AND p.intent = 'publish' AND +p.sent_at IS NOT NULL
		WHERE w.channel_id = ` + passive + ` AND w.intent = 'withdraw' AND ` + scope + ` AND ` + at + ` >= @since
		AND w.round = (SELECT max(x.round) FROM delivery x WHERE ` + beside("x", "w") + ` AND +x.sent_at IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM delivery x WHERE ` + beside("x", "w") + ` AND ` + out("x") + `)` + narrowed(q, "e", "w", "w.release_id")
}

func limited(q published.Query) string {
	if q.Limit > 0 {
		return ` LIMIT @limit OFFSET @offset`
	}
	return ""
}

// narrowed narrows to a language, to a series, and to releases with facets. Whoever asks for what left
// also gets what bore the facet in an earlier release of the round: a correction may have
// taken it away, and those who were sent that release must learn what became of it.
func narrowed(q published.Query, edition, d, release string) string {
	var more string
	if q.Lang != "" {
		more += ` AND ` + edition + `.lang = @lang`
	}
	if q.Series != "" {
		more += ` AND EXISTS (SELECT 1 FROM series_article m WHERE m.series_id = @series AND m.article_id = ` + edition + `.article_id)`
	}
	for i := range q.Facets {
		n := strconv.Itoa(i)
		bears := func(release string) string {
			return `EXISTS (SELECT 1 FROM release_facet f WHERE f.release_id = ` + release + ` AND f.kind = @kind` + n + ` AND f.code = @code` + n + `)`
		}
		now := bears(release)
		if !q.LeftSince.IsZero() {
			now = `(` + now + ` OR EXISTS (SELECT 1 FROM delivery b JOIN delivery c ON ` + beside("c", "b") + ` AND c.round = b.round AND c.seq > b.seq
				WHERE ` + beside("b", d) + ` AND b.round = ` + d + `.round AND +b.sent_at IS NOT NULL AND COALESCE(c.sent_at, CASE c.intent WHEN 'withdraw' THEN c.created_at END) >= @since
					AND ` + bears("b.release_id") + `))`
		}
		more += ` AND ` + now
	}
	return more
}

// portalCopy is the address of an edition's copy on the portal, "" where there is none.
func portalCopy(edition string) string {
	return `COALESCE((SELECT x.address FROM delivery x JOIN channel c ON c.id = x.channel_id
		WHERE x.edition_id = ` + edition + ` AND c.portal AND x.address <> '' AND ` + seen("x") + ` ORDER BY x.seq DESC LIMIT 1), '')`
}

// PortalCopy implements delivery.Store.
func (s *Store) PortalCopy(ctx context.Context, edition string) (string, error) {
	var address string
	return address, store.Translate(s.db.Read(ctx).Raw(`SELECT `+portalCopy("?"), edition).Scan(&address).Error)
}

// Story implements published.Reader.
func (s *Store) Story(ctx context.Context, ref article.Ref) (published.Edition, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return published.Edition{}, err
	}
	arguments := map[string]any{"now": now.UnixMicro(), "article": ref.Article, "lang": ref.Lang}
	rows, err := s.scan(ctx, `SELECT e.id AS edition_id, e.article_id, d.release_id,
			(SELECT min(x.sent_at) FROM delivery x JOIN release y ON y.id = x.release_id AND y.told_at = r.told_at WHERE x.edition_id = e.id AND `+seen("x")+`) AS updated_at,
			(SELECT min(x.sent_at) FROM delivery x WHERE x.edition_id = e.id AND `+seen("x")+`) AS published_at,
			`+portalCopy("e.id")+` AS portal
		FROM edition e JOIN delivery d ON d.edition_id = e.id JOIN release r ON r.id = d.release_id
		WHERE e.article_id = @article AND e.lang = @lang AND `+public("e")+` AND `+seen("d")+`
		ORDER BY r.number DESC, d.sent_at LIMIT 1`, arguments)
	if err != nil {
		return published.Edition{}, err
	}
	if len(rows) == 0 {
		if rows, err = s.gone(ctx, arguments); err != nil {
			return published.Edition{}, err
		}
	}
	stories, err := s.complete(ctx, rows, now)
	if err != nil {
		return published.Edition{}, err
	}
	if len(stories) == 0 {
		return published.Edition{}, store.NotFound(fault.T("Không có bài này.", "There is no such story."))
	}
	return stories[0], nil
}

// Titles implements published.Reader.
func (s *Store) Titles(ctx context.Context, ref article.Ref) ([]string, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return nil, err
	}
	var titles []string
	query := `SELECT DISTINCT r.title FROM edition e JOIN delivery d ON d.edition_id = e.id JOIN release r ON r.id = d.release_id
		WHERE e.article_id = @article AND e.lang = @lang AND ` + public("e") + ` AND d.sent_at IS NOT NULL AND d.intent IN ('publish', 'correct') AND ` + reachable("d")
	err = s.db.Read(ctx).Raw(query, map[string]any{"now": now.UnixMicro(), "article": ref.Article, "lang": ref.Lang}).Scan(&titles).Error
	return titles, store.Translate(err)
}

// lingers is how long the pictures of a release stay after a later one replaced it on the
// channel: a reader's page of a minute ago goes on showing them.
const lingers = time.Hour

// shown tells of a delivery that is [seen] that nothing has replaced it on its channel, or
// nothing before @lingering: what a correction took out is to be gone, while a channel that
// has none yet goes on showing its release.
func shown(alias string) string {
	return `(` + seen(alias) + ` AND NOT EXISTS (SELECT 1 FROM delivery later WHERE ` + beside("later", alias) + `
		AND later.seq > ` + alias + `.seq AND +later.sent_at < @lingering AND ` + out("later") + `))`
}

// File implements published.Files.
func (s *Store) File(ctx context.Context, hash string) (published.File, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return published.File{}, err
	}
	var files []published.File
	err = s.db.Read(ctx).Raw(`SELECT f.type, f.size FROM release_file f JOIN delivery d ON d.release_id = f.release_id JOIN edition e ON e.id = d.edition_id
		WHERE f.hash = @hash AND `+public("e")+` AND (`+shown("d")+` OR `+leaving("d")+`) LIMIT 1`,
		map[string]any{"hash": hash, "now": now.UnixMicro(), "lingering": now.Add(-lingers).UnixMicro()}).Scan(&files).Error
	if err == nil && len(files) == 0 {
		return published.File{}, store.NotFound(fault.T("Không có ảnh này.", "There is no such picture."))
	}
	if err != nil {
		return published.File{}, store.Translate(err)
	}
	return files[0], nil
}

// gone finds an edition that was out and is no more, from the moment its withdrawal is recorded:
// the release that readers had last, since when they had any, and what they were told when it was
// withdrawn last.
func (s *Store) gone(ctx context.Context, arguments map[string]any) ([]publicRow, error) {
	had := func(alias string) string {
		return alias + ".sent_at IS NOT NULL AND " + alias + ".intent IN ('publish', 'correct') AND " + reachable(alias)
	}
	return s.scan(ctx, `SELECT e.id AS edition_id, e.article_id, d.release_id,
			(SELECT min(x.sent_at) FROM delivery x WHERE x.edition_id = e.id AND x.round = d.round AND `+had("x")+`) AS published_at,
			COALESCE(e.withdrawn_at, d.updated_at) AS updated_at, COALESCE(e.withdrawn_at, d.updated_at) AS withdrawn_at,
			CASE e.note_kind WHEN 'withdrawal' THEN e.note
				ELSE COALESCE((SELECT x.notice FROM delivery x WHERE x.edition_id = e.id AND x.intent = 'withdraw' ORDER BY COALESCE(x.sent_at, x.updated_at) DESC, x.id DESC LIMIT 1), '') END AS notice
		FROM edition e JOIN delivery d ON d.edition_id = e.id JOIN release r ON r.id = d.release_id
		WHERE e.article_id = @article AND e.lang = @lang AND `+had("d")+` AND NOT `+out("d")+`
		ORDER BY d.round DESC, r.number DESC, d.sent_at LIMIT 1`, arguments)
}

func (s *Store) scan(ctx context.Context, query string, arguments map[string]any) ([]publicRow, error) {
	var rows []publicRow
	return rows, store.Translate(s.db.Read(ctx).Raw(query, arguments).Scan(&rows).Error)
}

// complete reads releases and languages for rows, each by one query.
func (s *Store) complete(ctx context.Context, rows []publicRow, now time.Time) ([]published.Edition, error) {
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
	corrections, err := s.corrections(ctx, articles, now)
	if err != nil {
		return nil, err
	}
	stories := make([]published.Edition, len(rows))
	for i, row := range rows {
		stories[i] = published.Edition{Release: releases[row.ReleaseID], PublishedAt: store.Instant(row.PublishedAt), UpdatedAt: store.Instant(row.UpdatedAt),
			WithdrawnAt: store.InstantOf(row.WithdrawnAt), Notice: row.Notice, Portal: row.Portal, Langs: langs[row.ArticleID]}
		stories[i].Corrections = inOne(corrections[row.ArticleID], stories[i].Release.Content.Lang)
		if at := stories[i].UpdatedAt; len(stories[i].Corrections) > 0 && row.WithdrawnAt == nil && stories[i].Corrections[0].At.After(at) {
			stories[i].UpdatedAt = stories[i].Corrections[0].At
		}
	}
	return stories, nil
}

func (s *Store) releases(ctx context.Context, ids []string) (map[string]release.Release, error) {
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
	releases := map[string]release.Release{}
	for _, row := range rows {
		content, err := release.Read(row.Canonical)
		if err != nil {
			return nil, err
		}
		releases[row.ID] = release.Release{ID: row.ID, Edition: row.EditionID, Number: row.Number, Content: content, Canonical: row.Canonical,
			Hash: row.Hash, ApprovedAt: store.Instant(row.ApprovedAt)}
	}
	return releases, nil
}

// langs lists for each article the languages in which the public can see it.
func (s *Store) langs(ctx context.Context, articles []string, now time.Time) (map[string][]string, error) {
	var rows []struct{ ArticleID, Lang string }
	query := `SELECT DISTINCT e.article_id, e.lang FROM edition e JOIN delivery d ON d.edition_id = e.id
		WHERE e.article_id IN @articles AND ` + public("e") + ` AND ` + seen("d") + ` ORDER BY e.article_id, e.lang`
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
