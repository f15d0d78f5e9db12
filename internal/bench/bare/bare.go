// Package bare is what acts of the house write, as statements and nothing else, and texts to write:
// what the acts themselves are measured beside.
package bare

import (
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/text"
)

// Write is a statement with its values.
type Write struct {
	Statement string
	Values    []any
}

// Row updates one row by a text: a working copy, which there must be.
func Row(edition, person string, t manuscript.Text) []Write {
	return []Write{{`UPDATE working_copy SET title = ?, body = ? WHERE edition_id = ? AND person_id = ?`, []any{t.Title, t.Body, edition, person}}}
}

// Saving is a text that is saved.
type Saving struct {
	Edition article.Edition
	Unit    string // code
	Person  string // id
	Text    manuscript.Text
	Words   string // of its lead and body, folded
	At      time.Time
	NewID   func() string
}

// Save writes the rows of a save, with values of the same length: the revision, the contribution, the
// edition with what search looks at, the row of the record and the event. Nothing is read, judged,
// cleaned or hashed; a save cannot be cheaper than that while it keeps them all.
func Save(s Saving) []Write {
	e, at, revision, hash := s.Edition, s.At.UnixMicro(), s.NewID(), strings.Repeat("0f", 32)
	title := text.Fold(s.Text.Title)
	return []Write{
		{`INSERT INTO revision (id, edition_id, number, base_id, kind, source_revision, title, lead, body, pictures, authors, created_by, created_at)
			VALUES (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE edition_id = ?), ?, 'save', '', ?, ?, ?, '[]', ?, ?, ?)`,
			[]any{revision, e.ID, e.ID, e.HeadRevision, s.Text.Title, s.Text.Lead, s.Text.Body, `["` + s.Person + `"]`, s.Person, at}},
		{`INSERT INTO contribution (edition_id, release_number, person_id, what, at) VALUES (?, 1, ?, 'text', ?) ON CONFLICT DO NOTHING`,
			[]any{e.ID, s.Person, at}},
		{`UPDATE edition SET version = version + 1, head_revision = ?, title = ?, folded_title = ?, folded = ?, updated_at = ? WHERE id = ?`,
			[]any{revision, s.Text.Title, title, title + " " + s.Words, at, e.ID}},
		{`INSERT INTO audit (id, at, actor, action, object_kind, object_id, before_hash, after_hash, detail, refused, times, last_at, personal, salt, digest)
			VALUES (?, ?, ?, 'edition.save', 'edition', ?, ?, ?, ?, ?, 1, ?, '{"name":"","address":""}', ?, ?)`,
			[]any{s.NewID(), at, s.Person, e.ID, hash, hash, `{"revision":"` + revision + `"}`, false, at, hash[:22], hash}},
		{`INSERT INTO event (id, at, kind, article_id, edition_id, unit_code, data, actor) VALUES (?, ?, 'edition.saved', ?, ?, ?, '{}', ?)`,
			[]any{s.NewID(), at, e.Article, e.ID, s.Unit, s.Person}},
	}
}

// Paragraphs makes text in Paragraphs of a hundred words; each word that changes(i) names is another.
func Paragraphs(words int, changes func(i int) bool) string {
	syllables := strings.Fields("tỉnh nam định tổ chức hội nghị về hợp tác kinh tế biển với các nước đông nam á trong năm nay tại thành phố")
	var b strings.Builder
	for i := range words {
		if i%100 == 0 {
			b.WriteString("<p>")
		}
		b.WriteString(syllables[(i*i+i/7)%len(syllables)])
		if changes(i) {
			b.WriteString(" sửa" + strconv.Itoa(i))
		}
		if i%100 == 99 || i == words-1 {
			b.WriteString(".</p>")
			continue
		}
		b.WriteString(" ")
	}
	return b.String()
}

// Words are those of a text's lead and body, as search keeps them.
func Words(t manuscript.Text) string {
	return text.Fold(t.Lead) + " " + text.Fold(text.NewHTML().Plain(t.Body))
}
