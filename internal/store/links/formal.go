package links

import (
	"context"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/store"
)

type formalRow struct {
	LinkID      string `gorm:"primaryKey"`
	Lang        string `gorm:"primaryKey"`
	FromEdition string
	ReleaseID   string
	PublishedAt int64
}

func (formalRow) TableName() string { return "formal_correction" }

// addFormal lays down what a formal correction is about.
func (s *Store) addFormal(ctx context.Context, l link.Link) error {
	if len(l.Corrected) == 0 {
		return nil
	}
	rows := make([]formalRow, len(l.Corrected))
	for i, c := range l.Corrected {
		rows[i] = formalRow{LinkID: l.ID, Lang: c.Lang, FromEdition: c.Edition, ReleaseID: c.Release, PublishedAt: c.PublishedAt.UnixMicro()}
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// formal reads what formal corrections are about, first the language in which each was begun.
func (s *Store) formal(ctx context.Context, ids []string) (map[string][]link.Corrected, error) {
	var rows []formalRow
	const query = `SELECT c.* FROM formal_correction c JOIN article_link l ON l.id = c.link_id JOIN article t ON t.id = l.to_id
		WHERE c.link_id IN ? ORDER BY c.link_id, CASE WHEN c.lang = t.lang THEN 0 ELSE 1 END, c.lang`
	if err := s.db.Read(ctx).Raw(query, ids).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	about := map[string][]link.Corrected{}
	for _, r := range rows {
		about[r.LinkID] = append(about[r.LinkID], link.Corrected{Lang: r.Lang, Edition: r.FromEdition, Release: r.ReleaseID, PublishedAt: store.Instant(r.PublishedAt)})
	}
	return about, nil
}

// Formal implements [link.Store].
func (s *Store) Formal(ctx context.Context, id string) (link.Link, error) {
	if !speakable(id) {
		return link.Link{}, nil
	}
	found, err := s.list(ctx, "l.to_id = ? AND l.kind = ?", id, link.FormalCorrection)
	if err != nil || len(found) == 0 {
		return link.Link{}, err
	}
	return found[0], nil
}

// LeftOut implements [link.Store].
func (s *Store) LeftOut(ctx context.Context, edition string, ref article.Ref) ([]link.Channel, error) {
	var list []link.Channel
	const query = `SELECT c.id, c.name FROM channel c WHERE c.kind <> @trial
		AND EXISTS (SELECT 1 FROM delivery d WHERE d.edition_id = @edition AND d.channel_id = c.id AND d.sent_at IS NOT NULL AND d.intent IN ('publish', 'correct'))
		AND NOT EXISTS (SELECT 1 FROM delivery d JOIN edition e ON e.id = d.edition_id
			WHERE e.article_id = @article AND e.lang = @lang AND d.channel_id = c.id AND d.intent IN ('publish', 'correct') AND d.state NOT IN ('cancelled', 'superseded', 'withdrawn'))
		ORDER BY c.name, c.id`
	err := s.db.Read(ctx).Raw(query, map[string]any{"trial": connector.TrialKind, "edition": edition, "article": ref.Article, "lang": ref.Lang}).Scan(&list).Error
	return list, store.Translate(err)
}
