package main

import (
	"context"
	"strings"

	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/text"
)

// bareSave writes the rows of a save, each by one statement in one transaction, with values of the
// same length: the revision, the contribution, the edition with what search looks at, the row of the
// record and the event. Nothing is read, judged, cleaned or hashed. A save cannot be cheaper than
// that while it keeps them all.
func (t *typist) bareSave(ctx context.Context) error {
	s, at, revision := t.next(), now().UnixMicro(), freshID()
	return t.db.InTx(ctx, func(ctx context.Context) error {
		for _, one := range t.rowsOfASave(s, at, revision) {
			if err := t.db.Write(ctx).Exec(one.statement, one.values...).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// bareWrite is a statement with its values.
type bareWrite struct {
	statement string
	values    []any
}

func (t *typist) rowsOfASave(s manuscript.Text, at int64, revision string) []bareWrite {
	e, person, hash := t.edition, t.line.Person, strings.Repeat("0f", 32)
	title := text.Fold(s.Title)
	return []bareWrite{
		{`INSERT INTO revision (id, edition_id, number, base_id, kind, source_revision, title, lead, body, pictures, authors, created_by, created_at)
			VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE edition_id = ?), ?, 'save', '', ?, ?, ?, '[]', ?, ?, ?)`,
			[]any{revision, e.ID, e.ID, e.HeadRevision, s.Title, s.Lead, s.Body, `["` + person + `"]`, person, at}},
		{`INSERT INTO contribution (edition_id, release_number, person_id, what, at) VALUES (?, 1, ?, 'text', ?) ON CONFLICT DO NOTHING`,
			[]any{e.ID, person, at}},
		{`UPDATE edition SET version = version + 1, head_revision = ?, title = ?, folded_title = ?, folded = ?, updated_at = ? WHERE id = ?`,
			[]any{revision, s.Title, title, title + " " + t.words, at, e.ID}},
		{`INSERT INTO audit (id, at, actor, action, object_kind, object_id, before_hash, after_hash, detail, refused, times, last_at, personal, salt, digest)
			VALUES (?, ?, ?, 'edition.save', 'edition', ?, ?, ?, ?, ?, 1, ?, '{"name":"","address":""}', ?, ?)`,
			[]any{freshID(), at, person, e.ID, hash, hash, `{"revision":"` + revision + `"}`, false, at, hash[:22], hash}},
		{`INSERT INTO event (id, at, kind, article_id, edition_id, unit_code, data, actor) VALUES (?, ?, 'edition.saved', ?, ?, ?, '{}', ?)`,
			[]any{freshID(), at, e.Article, e.ID, benchUnit, person}},
	}
}
