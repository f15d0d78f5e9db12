package deliveries

import (
	"context"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/store"
)

// Editions that are published together: none leaves before all of its article that are neither
// withdrawn nor archived are approved, and planned on a channel with readers. One that has left
// is held no more, and a language that is added after readers have one holds none: it must stop
// neither the other channels of that one nor a third that keeps a later hour. Trial channels,
// which have no readers, neither wait nor count.

// publications selects the publications, under an alias, of an edition on channels with readers.
func publications(alias, edition string) string {
	return `SELECT 1 FROM delivery ` + alias + ` JOIN channel ` + alias + `c ON ` + alias + `c.id = ` + alias + `.channel_id
		WHERE ` + alias + `.edition_id = ` + edition + ` AND ` + alias + `.intent = 'publish' AND ` + alias + `c.kind <> '` + connector.TrialKind + `'`
}

// stuck is a publication that never left and that only a person can move. One that waits
// for that person because of another language is not: what it waits for must not wait for it.
const stuck = `p.state = 'attention' AND p.sent_at IS NULL AND p.reason <> 'sibling_failed'`

// counted are the editions that must be ready.
func counted() string {
	return `s.article_id = e.article_id AND s.id <> e.id AND s.state NOT IN ('withdrawn', 'archived') AND NOT EXISTS (SELECT 1 FROM edition o
		WHERE o.article_id = s.article_id AND EXISTS (` + publications("p", "o.id") + ` AND p.sent_at < s.created_at AND p.state <> 'withdrawn'))`
}

// left tells that readers have an edition.
func left(edition string) string {
	return `EXISTS (` + publications("p", edition) + ` AND p.sent_at IS NOT NULL AND p.state <> 'withdrawn')`
}

// planned tells that the engine will send edition s, is sending it, or has.
func planned() string {
	return `EXISTS (` + publications("p", "s.id") + ` AND p.state NOT IN ('cancelled', 'superseded', 'withdrawn') AND NOT (` + stuck + `))`
}

// failed tells that a publication of edition s needs a person.
func failed() string {
	return `EXISTS (` + publications("p", "s.id") + ` AND ` + stuck + ` AND p.reason <> 'approval_void')`
}

// apart tells that a publication does not wait for other languages at all.
func apart() string {
	return `(d.intent <> 'publish' OR NOT e.together OR d.alone OR c.kind = '` + connector.TrialKind + `' OR ` + left("d.edition_id") + `)`
}

// inStep is the rule of the claim. Only what is published together pays for it.
func inStep() string {
	return `(` + apart() + ` OR NOT EXISTS (SELECT 1 FROM edition s WHERE ` + counted() + ` AND (s.approved_release IS NULL OR NOT ` + planned() + `)))`
}

// siblingFailed tells that one of the editions that are waited for cannot go out by itself.
func siblingFailed() string {
	return `EXISTS (SELECT 1 FROM edition s WHERE ` + counted() + ` AND s.approved_release IS NOT NULL AND NOT ` + planned() + ` AND ` + failed() + `)`
}

// held tells sets which of their deliveries that are being sent wait for other languages by now:
// between the claim and the first byte somebody may have reopened one.
func (s *Store) held(ctx context.Context, sets []*delivery.Set) error {
	var editions []string
	for _, set := range sets {
		if set.Edition.Together {
			editions = append(editions, set.Edition.ID)
		}
	}
	if len(editions) == 0 {
		return nil
	}
	var ids []string
	query := `SELECT d.id` + joined + `WHERE d.edition_id IN ? AND d.state = 'sending' AND NOT ` + inStep()
	if err := s.db.Write(ctx).Raw(query, editions).Scan(&ids).Error; err != nil {
		return store.Translate(err)
	}
	for _, set := range sets {
		set.Held = ids
	}
	return nil
}

// Siblings implements delivery.Reader.
func (s *Store) Siblings(ctx context.Context, edition string) ([]rule.Sibling, error) {
	var siblings []rule.Sibling
	query := `SELECT s.lang, s.approved_release IS NOT NULL AS approved, ` + planned() + ` AS planned, ` + failed() + ` AS failed, ` + left("s.id") + ` AS "left"
		FROM edition e JOIN edition s ON ` + counted() + ` WHERE e.id = ? AND e.together ORDER BY s.lang`
	err := s.db.Read(ctx).Raw(query, edition).Scan(&siblings).Error
	return siblings, store.Translate(err)
}
