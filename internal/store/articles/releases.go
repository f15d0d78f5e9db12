package articles

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/store"
)

// AddRelease implements [article.Releases]. The facets are also laid down as rows, by
// which feeds find their releases.
func (s *Store) AddRelease(ctx context.Context, r release.Release) error {
	row := releaseRow{ID: r.ID, EditionID: r.Edition, Number: r.Number, Act: string(r.Content.Act), RevisionID: r.Content.Revision.ID, Title: r.Content.Revision.Title,
		Schema: r.Content.Schema, Canonical: r.Canonical, Hash: r.Hash, ApprovedBy: r.ApprovedBy, OnBehalf: r.OnBehalf,
		ApprovedAt: r.ApprovedAt.UnixMicro()}
	if notes := r.Notes(); len(notes) > 0 {
		row.ToldAt = notes[0].At.UnixMicro()
	}
	facets := make([]releaseFacetRow, len(r.Content.Facets))
	for i, one := range r.Content.Facets {
		facets[i] = releaseFacetRow{ReleaseID: r.ID, Kind: one.Kind, Code: one.Code}
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Write(ctx).Create(&row).Error; err != nil {
			return store.Translate(err)
		}
		if len(facets) > 0 {
			if err := s.db.Write(ctx).Create(&facets).Error; err != nil {
				return store.Translate(err)
			}
		}
		return s.addFiles(ctx, r)
	})
}

// addFiles lays down which files a release shows, by which the public may see them.
func (s *Store) addFiles(ctx context.Context, r release.Release) error {
	var rows []releaseFileRow
	for _, one := range r.Content.Pictures {
		for _, f := range append(slices.Clone(one.Files), one.Card) {
			rows = append(rows, releaseFileRow{Hash: f.Hash, ReleaseID: r.ID, Type: f.Type, Size: f.Size})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	// A small picture is its own card.
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error)
}

// Release implements [article.Releases].
func (s *Store) Release(ctx context.Context, id string) (release.Release, error) {
	row, there, err := s.releases.Get(ctx, id)
	switch {
	case err != nil:
		return release.Release{}, err
	case !there:
		return release.Release{}, store.NotFound(noRelease())
	}
	return row.release()
}

func (s *Store) readReleases(ctx context.Context, ids []string) (map[string]releaseRow, error) {
	var rows []releaseRow
	if err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	found := make(map[string]releaseRow, len(rows))
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, nil
}

// Releases implements [article.Releases]. The titles stand with the revisions, so that no
// canonical bytes are read for a list.
func (s *Store) Releases(ctx context.Context, edition string, part article.Part) ([]release.Release, error) {
	var rows []struct {
		Row   releaseRow `gorm:"embedded"`
		Title string
	}
	titled := s.db.Read(ctx).Model(&releaseRow{}).
		Select("id, edition_id, number, act, revision_id, hash, approved_by, on_behalf, approved_at, (SELECT title FROM revision WHERE revision.id = revision_id) AS title")
	if err := below(titled, part).Where("edition_id = ?", edition).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	releases := make([]release.Release, len(rows))
	for i, r := range rows {
		releases[i] = release.Release{ID: r.Row.ID, Edition: r.Row.EditionID, Number: r.Row.Number, Hash: r.Row.Hash,
			ApprovedBy: r.Row.ApprovedBy, OnBehalf: r.Row.OnBehalf, ApprovedAt: store.Instant(r.Row.ApprovedAt),
			Content: release.Content{Act: release.Act(r.Row.Act), Revision: release.Revision{ID: r.Row.RevisionID, Text: manuscript.Text{Title: r.Title}}}}
	}
	return releases, nil
}

// LastNumber implements [article.Releases].
func (s *Store) LastNumber(ctx context.Context, edition string) (int, error) {
	var last int
	err := s.db.Read(ctx).Model(&releaseRow{}).Where("edition_id = ?", edition).Select("coalesce(max(number), 0)").Scan(&last).Error
	return last, store.Translate(err)
}

// Contribute implements [article.Releases].
func (s *Store) Contribute(ctx context.Context, c eyes.Contribution) error {
	row := contributionRow{EditionID: c.Edition, ReleaseNumber: c.Release, PersonID: c.Person, What: c.What, At: c.At.UnixMicro()}
	return store.Translate(s.db.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error)
}

// ContributeNext implements [article.Releases].
func (s *Store) ContributeNext(ctx context.Context, edition, what string, at time.Time, people ...string) error {
	const note = `INSERT INTO contribution (edition_id, release_number, person_id, what, at)
		VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM release WHERE edition_id = ?), ?, ?, ?) ON CONFLICT DO NOTHING`
	for _, person := range people {
		if err := s.db.Write(ctx).Exec(note, edition, edition, person, what, at.UnixMicro()).Error; err != nil {
			return store.Translate(err)
		}
	}
	return nil
}

// Contributors implements [article.Releases].
func (s *Store) Contributors(ctx context.Context, edition string, release int) ([]eyes.Contribution, error) {
	var rows []contributionRow
	err := s.db.Read(ctx).Where("edition_id = ? AND release_number = ?", edition, release).Order("at, person_id, what").Find(&rows).Error
	contributions := make([]eyes.Contribution, len(rows))
	for i, row := range rows {
		contributions[i] = eyes.Contribution{Edition: row.EditionID, Release: row.ReleaseNumber, Person: row.PersonID, What: row.What,
			At: store.Instant(row.At)}
	}
	return contributions, store.Translate(err)
}

// Uncontribute implements [article.Releases].
func (s *Store) Uncontribute(ctx context.Context, edition string, release int, what []string) error {
	drop := s.db.Write(ctx).Where("edition_id = ? AND release_number = ? AND what IN ?", edition, release, what).Delete(&contributionRow{})
	return store.Translate(drop.Error)
}
