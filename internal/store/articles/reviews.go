package articles

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/review"
	"github.com/lantoa/lantoa/internal/store"
)

var (
	_ review.Store    = (*Store)(nil)
	_ review.Rechecks = (*Store)(nil)
)

// InReview implements [review.Store].
func (s *Store) InReview(ctx context.Context, units []string) ([]article.Row, error) {
	return s.List(ctx, article.Filter{Units: units, States: []article.State{article.InReview}})
}

// SentBy implements [review.Store].
func (s *Store) SentBy(ctx context.Context, person string) ([]article.Row, error) {
	return s.List(ctx, article.Filter{SubmittedBy: person, States: []article.State{article.InReview, article.ChangesRequested}})
}

// Facts implements [review.Store].
func (s *Store) Facts(ctx context.Context, rows []article.Row) (map[string]review.Facts, error) {
	var editions, heads, inForce []string
	for _, r := range rows {
		editions, heads = append(editions, r.ID), append(heads, r.HeadRevision)
		if r.ApprovedRelease != "" {
			inForce = append(inForce, r.ApprovedRelease)
		}
	}
	facts := make(map[string]review.Facts, len(rows))
	if err := s.part(ctx, editions, facts); err != nil {
		return nil, err
	}
	var revisions []revisionRow
	if err := s.db.Read(ctx).Select("id", "edition_id", "authors", "pictures").Where("id IN ?", heads).Find(&revisions).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, r := range revisions {
		head, err := r.revision()
		if err != nil {
			return nil, err
		}
		f := facts[r.EditionID]
		f.Authors, f.Pictures = head.Authors, head.Text.Pictures
		facts[r.EditionID] = f
	}
	if len(inForce) == 0 {
		return facts, nil
	}
	releases, err := s.readReleases(ctx, inForce)
	for _, r := range releases {
		one, err := r.release()
		if err != nil {
			return nil, err
		}
		f := facts[r.EditionID]
		f.InForce = one.Content.Pictures
		facts[r.EditionID] = f
	}
	return facts, err
}

// part reads who contributed to the releases to be of editions, and who has approved them.
func (s *Store) part(ctx context.Context, editions []string, facts map[string]review.Facts) error {
	var contributed []contributionRow
	err := s.db.Read(ctx).Where("edition_id IN ? AND release_number = (SELECT coalesce(max(r.number), 0) + 1 FROM release r WHERE r.edition_id = contribution.edition_id)", editions).
		Order("at, person_id, what").Find(&contributed).Error
	if err != nil {
		return store.Translate(err)
	}
	for _, c := range contributed {
		f := facts[c.EditionID]
		f.Contributions = append(f.Contributions, eyes.Contribution{Edition: c.EditionID, Release: c.ReleaseNumber, Person: c.PersonID, What: c.What, At: store.Instant(c.At)})
		facts[c.EditionID] = f
	}
	var given []approvalRow
	if err := s.db.Read(ctx).Where("edition_id IN ? AND release_id IS NULL AND voided_at IS NULL", editions).Order("at, id").Find(&given).Error; err != nil {
		return store.Translate(err)
	}
	for _, r := range given {
		one, err := r.approval()
		if err != nil {
			return err
		}
		f := facts[r.EditionID]
		f.Approvals = append(f.Approvals, one)
		facts[r.EditionID] = f
	}
	return nil
}

// Row implements [review.Store].
func (s *Store) Row(ctx context.Context, ref article.Ref) (article.Row, error) {
	a, err := s.Article(ctx, ref.Article)
	if err != nil {
		return article.Row{}, err
	}
	e, err := s.Edition(ctx, ref)
	return article.Row{Edition: e, Of: a}, err
}

// ListRechecks implements [review.Rechecks]: a fixed number of queries.
func (s *Store) ListRechecks(ctx context.Context, f review.Filter) ([]review.Owed, error) {
	if f.Units != nil && len(f.Units) == 0 {
		return nil, nil
	}
	query := s.db.Read(ctx).Order("due_at, release_id")
	if f.Units != nil {
		query = query.Where("edition_id IN (SELECT e.id FROM edition e JOIN article a ON a.id = e.article_id WHERE a.unit_code IN ?)", f.Units)
	}
	if f.States != nil {
		query = query.Where("state IN ?", f.States)
	}
	if !f.DueBefore.IsZero() {
		query = query.Where("due_at <= ?", f.DueBefore.UnixMicro())
	}
	if f.After != nil {
		query = query.Where("(due_at, release_id) > (?, ?)", f.After.DueAt.UnixMicro(), f.After.ID)
	}
	if f.Limit > 0 {
		query = query.Limit(f.Limit)
	}
	var rows []recheckRow
	if err := query.Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	return s.owed(ctx, rows)
}

// owed adds to checks what they are about.
func (s *Store) owed(ctx context.Context, rows []recheckRow) ([]review.Owed, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	var editions, releases []string
	for _, r := range rows {
		editions, releases = append(editions, r.EditionID), append(releases, r.ReleaseID)
	}
	var found []editionRow
	if err := s.db.Read(ctx).Omit("folded", "folded_title").Where("id IN ?", editions).Find(&found).Error; err != nil {
		return nil, store.Translate(err)
	}
	of, err := s.articles(ctx, found)
	if err != nil {
		return nil, err
	}
	about := map[string]article.Row{}
	for _, e := range found {
		about[e.ID] = article.Row{Edition: e.edition(), Of: of[e.ArticleID]}
	}
	var hands []struct {
		ID       string
		Number   int
		PersonID *string
	}
	err = s.db.Read(ctx).Raw("SELECT r.id, r.number, c.person_id FROM release r LEFT JOIN contribution c ON c.edition_id = r.edition_id AND c.release_number = r.number WHERE r.id IN ? ORDER BY r.id, c.person_id",
		releases).Scan(&hands).Error
	if err != nil {
		return nil, store.Translate(err)
	}
	list := make([]review.Owed, len(rows))
	for i, r := range rows {
		list[i] = review.Owed{Recheck: r.recheck(), Row: about[r.EditionID]}
		for _, h := range hands {
			if h.ID != r.ReleaseID {
				continue
			}
			if list[i].Number = h.Number; h.PersonID != nil {
				list[i].Contributors = append(list[i].Contributors, *h.PersonID)
			}
		}
	}
	return list, nil
}

// Recheck implements [review.Rechecks].
func (s *Store) Recheck(ctx context.Context, release string) (review.Owed, error) {
	return s.recheck(ctx, s.db.Read(ctx), "", release)
}

// HoldRecheck implements [review.Rechecks].
func (s *Store) HoldRecheck(ctx context.Context, release string) (review.Owed, error) {
	return s.recheck(ctx, s.db.Write(ctx), s.db.LockRows("k", false), release)
}

func (s *Store) recheck(ctx context.Context, handle *gorm.DB, lock, release string) (review.Owed, error) {
	var rows []recheckRow
	if err := handle.Raw("SELECT k.* FROM recheck k WHERE k.release_id = ?"+lock, release).Scan(&rows).Error; err != nil {
		return review.Owed{}, store.Translate(err)
	}
	list, err := s.owed(ctx, rows)
	if err != nil || len(list) == 0 {
		if err == nil {
			err = store.NotFound(fault.T("Bản phát hành này không có hậu kiểm nào.", "No check is owed of this release."))
		}
		return review.Owed{}, err
	}
	return list[0], nil
}

// SaveRecheck implements [review.Rechecks].
func (s *Store) SaveRecheck(ctx context.Context, r flow.Recheck) error {
	return store.Translate(s.db.Write(ctx).Model(&recheckRow{}).Where("release_id = ?", r.Release).
		Updates(map[string]any{"state": string(r.State), "decided_by": r.DecidedBy, "on_behalf": r.OnBehalf, "decided_at": store.Micros(r.DecidedAt), "note": r.Note}).Error)
}

// Missed implements [review.Rechecks].
func (s *Store) Missed(ctx context.Context, now time.Time) ([]review.Owed, error) {
	var rows []recheckRow
	err := s.db.Write(ctx).Raw("UPDATE recheck SET told_at = ? WHERE state = ? AND due_at <= ? AND told_at IS NULL RETURNING *", now.UnixMicro(), string(flow.RecheckOpen), now.UnixMicro()).Scan(&rows).Error
	if err != nil {
		return nil, store.Translate(err)
	}
	return s.owed(ctx, rows)
}
