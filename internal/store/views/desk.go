package views

import (
	"context"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/view"
)

// Languages implements [view.Desk].
func (s *Store) Languages(ctx context.Context, articles []string) (map[string][]view.Language, error) {
	var rows []struct{ ArticleID, Lang, State, Publication string }
	if err := s.db.Read(ctx).Raw("SELECT article_id, lang, state, publication FROM edition WHERE article_id IN ? ORDER BY created_at, id", articles).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	of := map[string][]view.Language{}
	for _, r := range rows {
		of[r.ArticleID] = append(of[r.ArticleID], view.Language{Lang: r.Lang, State: article.State(r.State), Publication: article.Publication(r.Publication)})
	}
	return of, nil
}

// Channels implements [view.Desk]: of each channel the newest delivery that stands.
func (s *Store) Channels(ctx context.Context, editions []string) (map[string][]view.Channel, error) {
	of := map[string][]view.Channel{}
	if len(editions) == 0 {
		return of, nil
	}
	for _, id := range editions {
		of[id] = []view.Channel{}
	}
	var rows []struct {
		EditionID, ChannelID, Name, Kind, State string
		DueAt                                   int64
		SentAt                                  *int64
	}
	const query = "SELECT d.edition_id, d.channel_id, c.name, c.kind, d.state, d.due_at, d.sent_at FROM delivery d JOIN channel c ON c.id = d.channel_id " +
		"WHERE d.edition_id IN ? AND d.state NOT IN ('cancelled', 'superseded') ORDER BY c.portal DESC, c.name, c.id, d.seq DESC, d.id DESC"
	if err := s.db.Read(ctx).Raw(query, editions).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	for _, r := range rows {
		there := of[r.EditionID]
		if n := len(there); n > 0 && there[n-1].ID == r.ChannelID {
			continue // an older one
		}
		of[r.EditionID] = append(there, view.Channel{ID: r.ChannelID, Name: r.Name, Kind: r.Kind, State: delivery.State(r.State), DueAt: store.Instant(r.DueAt), SentAt: store.InstantOf(r.SentAt)})
	}
	return of, nil
}

// Names implements [view.Desk].
func (s *Store) Names(ctx context.Context, people []string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	if err := s.db.Read(ctx).Raw("SELECT id, name FROM person WHERE id IN ?", people).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}
