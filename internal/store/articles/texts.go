package articles

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/store"
)

// AddRevision implements [article.Texts]. The caller holds the article's lock, so that
// the next number is free.
func (s *Store) AddRevision(ctx context.Context, r article.Revision) (article.Revision, error) {
	row, err := newRevisionRow(r)
	if err != nil {
		return article.Revision{}, err
	}
	const add = `INSERT INTO revision (id, edition_id, number, base_id, kind, source_revision, title, lead, body, pictures, authors, name, created_by, created_at)
		VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE edition_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`
	err = s.db.Write(ctx).Raw(add, row.ID, row.EditionID, row.EditionID, row.BaseID, row.Kind, row.SourceRevision, row.Title, row.Lead, row.Body,
		row.Pictures, row.Authors, row.Name, row.CreatedBy, row.CreatedAt).Scan(&r.Number).Error
	return r, store.Translate(err)
}

// Revision implements [article.Texts].
func (s *Store) Revision(ctx context.Context, id string) (article.Revision, error) {
	var row revisionRow
	if err := store.Take(s.db.Read(ctx).Where("id = ?", id), &row, noRevision()); err != nil {
		return article.Revision{}, err
	}
	return row.revision()
}

// Wordings implements [translation.Texts]: the texts of revisions, by id, in one query.
func (s *Store) Wordings(ctx context.Context, ids []string) (map[string]manuscript.Text, error) {
	var rows []revisionRow
	if err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	texts := make(map[string]manuscript.Text, len(rows))
	for _, row := range rows {
		r, err := row.revision()
		if err != nil {
			return nil, err
		}
		texts[row.ID] = r.Text
	}
	return texts, nil
}

// Authors implements [article.Texts].
func (s *Store) Authors(ctx context.Context, revision string) ([]string, error) {
	var row revisionRow
	if err := store.Take(s.db.Read(ctx).Select("id", "authors").Where("id = ?", revision), &row, noRevision()); err != nil {
		return nil, err
	}
	r, err := row.revision()
	return r.Authors, err
}

// Revived implements [article.Texts]. Everybody who worked in the saved line since the release in
// force is held to the next one, and whose words stand there as they were is not; whatever else
// comes back, of a dropped correction, an older release or a line beside, is its writers' anew.
func (s *Store) Revived(ctx context.Context, e article.Edition, revision string) ([]string, error) {
	if revision == "" || revision == e.HeadRevision {
		return nil, nil
	}
	const line = `WITH RECURSIVE saved (id, base_id) AS (SELECT r.id, r.base_id FROM revision r WHERE r.id = @head
		UNION SELECT r.id, r.base_id FROM saved s JOIN revision r ON r.id = s.base_id
			WHERE NOT EXISTS (SELECT 1 FROM release f WHERE f.id = @release AND f.revision_id = s.id))
		SELECT count(*) FROM saved WHERE id = @revision`
	var stands int
	at := map[string]any{"head": e.HeadRevision, "release": e.ApprovedRelease, "revision": revision}
	if err := s.db.Read(ctx).Raw(line, at).Scan(&stands).Error; err != nil || stands > 0 {
		return nil, store.Translate(err)
	}
	return s.Authors(ctx, revision)
}

// Revisions implements [article.Texts].
func (s *Store) Revisions(ctx context.Context, edition string, part article.Part) ([]article.Revision, error) {
	var rows []revisionRow
	if err := below(s.db.Read(ctx), part).Omit("lead", "body", "pictures").Where("edition_id = ?", edition).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	revisions := make([]article.Revision, 0, len(rows))
	for _, row := range rows {
		r, err := row.revision()
		if err != nil {
			return nil, err
		}
		revisions = append(revisions, r)
	}
	return revisions, nil
}

// below narrows a record that is numbered to a part of it, newest first.
func below(query *gorm.DB, part article.Part) *gorm.DB {
	if part.Below > 0 {
		query = query.Where("number < ?", part.Below)
	}
	if part.Limit > 0 {
		query = query.Limit(part.Limit)
	}
	return query.Order("number DESC")
}

// WorkingCopy implements [article.Texts].
func (s *Store) WorkingCopy(ctx context.Context, edition, person string) (article.WorkingCopy, error) {
	var row workingCopyRow
	if err := store.Take(s.db.Read(ctx).Where("edition_id = ? AND person_id = ?", edition, person), &row, noWorkingCopy()); err != nil {
		return article.WorkingCopy{}, err
	}
	if row.DroppedAt != nil {
		return article.WorkingCopy{Version: row.Version}, store.NotFound(noWorkingCopy())
	}
	return row.workingCopy()
}

// WorkingCopies implements [article.Texts].
func (s *Store) WorkingCopies(ctx context.Context, edition string) ([]article.WorkingCopy, error) {
	var rows []workingCopyRow
	if err := s.db.Read(ctx).Where("edition_id = ? AND dropped_at IS NULL", edition).Order("updated_at DESC, person_id").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	copies := make([]article.WorkingCopy, len(rows))
	for i, row := range rows {
		w, err := row.workingCopy()
		if err != nil {
			return nil, err
		}
		copies[i] = w
	}
	return copies, nil
}

// SaveWorkingCopy implements [article.Texts].
func (s *Store) SaveWorkingCopy(ctx context.Context, w article.WorkingCopy) error {
	row, err := newWorkingCopyRow(w)
	if err != nil {
		return err
	}
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error)
}

// DropWorkingCopy implements [article.Texts]; there need not be one. The row stays with its
// version and without its words, which stand in a revision.
func (s *Store) DropWorkingCopy(ctx context.Context, edition, person string) error {
	return store.Translate(s.db.Write(ctx).Model(&workingCopyRow{}).Where("edition_id = ? AND person_id = ? AND dropped_at IS NULL", edition, person).
		Updates(map[string]any{"title": "", "lead": "", "body": "", "pictures": "[]", "authors": "[]", "taken_by": nil, "taken_at": nil, "kept_revision": nil,
			"dropped_at": gorm.Expr("updated_at")}).Error)
}
