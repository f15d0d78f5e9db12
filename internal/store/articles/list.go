package articles

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/text"
)

// List implements [article.Lister]: three queries, however many rows there are.
func (s *Store) List(ctx context.Context, f article.Filter) ([]article.Row, error) {
	if f.Units != nil && len(f.Units) == 0 {
		return nil, nil
	}
	query := s.narrow(s.db.Read(ctx), f).Omit("folded", "folded_title").Order("updated_at DESC, id DESC")
	if f.Limit > 0 {
		query = query.Limit(f.Limit)
	}
	var rows []editionRow
	if err := query.Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, store.Translate(err)
	}
	of, err := s.articles(ctx, rows)
	if err != nil {
		return nil, err
	}
	list := make([]article.Row, len(rows))
	for i, row := range rows {
		list[i] = article.Row{Edition: row.edition(), Of: of[row.ArticleID]}
	}
	return list, nil
}

func (s *Store) narrow(query *gorm.DB, f article.Filter) *gorm.DB {
	for _, equal := range []struct{ column, value string }{
		{"publication", string(f.Publication)}, {"lang", f.Lang}, {"created_by", f.CreatedBy}, {"submitted_by", f.SubmittedBy}, {"article_id", f.Article},
	} {
		if equal.value != "" {
			query = query.Where(equal.column+" = ?", equal.value)
		}
	}
	if f.States != nil {
		query = query.Where("state IN ?", f.States)
	}
	for _, facet := range []struct {
		kind plan.Kind
		code string
	}{{plan.Pillar, f.Pillar}, {plan.Area, f.Area}, {plan.Audience, f.Audience}, {plan.MemberState, f.MemberState}} {
		if facet.code != "" {
			query = query.Where("article_id IN (SELECT article_id FROM article_facet WHERE kind = ? AND code = ?)", string(facet.kind), facet.code)
		}
	}
	query = within(query, "created_at", f.Created)
	query = within(query, firstOut, f.FirstOut)
	if f.Outdated != nil {
		if *f.Outdated {
			query = query.Where("outdated")
		} else {
			query = query.Where("NOT outdated")
		}
	}
	if f.Newer != nil {
		const newer = "EXISTS (SELECT 1 FROM piece_use u JOIN piece p ON p.id = u.piece_id JOIN piece_version v ON v.piece_id = p.id AND v.number = p.approved " +
			"WHERE u.edition_id = edition.id AND p.approved > u.number AND v.words LIKE '%\"' || edition.lang || '\":%')"
		if *f.Newer {
			query = query.Where(newer)
		} else {
			query = query.Where("NOT " + newer)
		}
	}
	if f.Units != nil {
		query = query.Where("article_id IN (SELECT id FROM article WHERE unit_code IN ?)", f.Units)
	}
	if f.After != nil {
		query = query.Where("(updated_at, id) < (?, ?)", f.After.UpdatedAt.UnixMicro(), f.After.ID)
	}
	if words := searchWords(f.Search); len(words) > 0 {
		return query.Where(s.matching(), s.pattern(words))
	}
	return query
}

// firstOut is when an edition first came to readers and is still there; trial channels have none.
const firstOut = "(SELECT MIN(d.sent_at) FROM delivery d JOIN channel c ON c.id = d.channel_id WHERE d.edition_id = edition.id " +
	"AND d.intent = 'publish' AND d.state IN ('sent', 'confirmed') AND c.kind <> '" + connector.TrialKind + "')"

func within(query *gorm.DB, instant string, span article.Span) *gorm.DB {
	if !span.From.IsZero() {
		query = query.Where(instant+" >= ?", span.From.UnixMicro())
	}
	if !span.To.IsZero() {
		query = query.Where(instant+" < ?", span.To.UnixMicro())
	}
	return query
}

// Cells implements [article.Lister]: one query, however many editions there are.
func (s *Store) Cells(ctx context.Context, f article.Filter) ([]article.Cell, error) {
	if f.Units != nil && len(f.Units) == 0 {
		return nil, nil
	}
	found := s.narrow(s.db.Read(ctx).Model(&editionRow{}).Select("edition.id", "edition.article_id"), f)
	var cells []article.Cell
	err := s.db.Read(ctx).Table("(?) AS e", found).
		Joins("JOIN article_facet p ON p.article_id = e.article_id AND p.kind = ?", string(plan.Pillar)).
		Joins("JOIN article_facet r ON r.article_id = e.article_id AND r.kind = ?", string(plan.Area)).
		Select("p.code AS pillar, r.code AS area, COUNT(*) AS count").Group("p.code, r.code").Order("r.code, p.code").Scan(&cells).Error
	return cells, store.Translate(err)
}

// articles returns the articles of the editions by id.
func (s *Store) articles(ctx context.Context, editions []editionRow) (map[string]article.Article, error) {
	var ids []string
	for _, e := range editions {
		ids = append(ids, e.ArticleID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var rows []articleRow
	if err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	facets, err := s.facets(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]article.Article, len(rows))
	for _, row := range rows {
		if byID[row.ID], err = row.article(facets[row.ID]); err != nil {
			return nil, err
		}
	}
	return byID, nil
}

// Limits of a search. PostgreSQL refuses words above 2 KB, and nobody narrows a list by
// more words than these; the words beyond are not looked at.
const (
	maxSearchWords = 32
	maxSearchWord  = 64 // characters; the rest of a longer word is left open
)

// searchWords returns the words to look for, folded; there is no sign in them that either
// search language could take for its own.
func searchWords(search string) []string {
	var words []string
	for _, word := range text.Words(text.Fold(search)) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
		if len(words) == maxSearchWords {
			break
		}
	}
	return words
}

func (s *Store) matching() string {
	if s.db.Dialect() == store.SQLite {
		return "rowno IN (SELECT rowid FROM edition_text WHERE edition_text MATCH ?)"
	}
	return "tsv @@ to_tsquery('simple', ?)"
}

// pattern asks for every word, the last one as the beginning of a word, since the person
// may still be typing it.
func (s *Store) pattern(words []string) string {
	quote, open, and := `"`, "*", " "
	if s.db.Dialect() == store.Postgres {
		quote, open, and = "'", ":*", " & "
	}
	terms := make([]string, len(words))
	for i, word := range words {
		end := ""
		if utf8.RuneCountInString(word) > maxSearchWord {
			word, end = string([]rune(word)[:maxSearchWord]), open
		}
		if i == len(words)-1 {
			end = open
		}
		terms[i] = quote + word + quote + end
	}
	return strings.Join(terms, and)
}
