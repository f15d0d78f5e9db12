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
	if nothing(f) {
		return nil, nil
	}
	query := s.narrow(s.db.Read(ctx), f).Omit("folded", "folded_title").Order(order(f.Order))
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
		list[i] = article.Row{Edition: row.edition(), Of: of[row.ArticleID], At: store.Instant(row.UpdatedAt)}
	}
	if f.Order == article.NextDue {
		return list, s.due(ctx, list)
	}
	return list, nil
}

// nothing tells what finds nothing without being asked.
func nothing(f article.Filter) bool {
	return f.Units != nil && len(f.Units) == 0 || f.IDs != nil && len(f.IDs) == 0
}

// Count implements [article.Lister].
func (s *Store) Count(ctx context.Context, f article.Filter, most int) (int, error) {
	if nothing(f) {
		return 0, nil
	}
	var n int64
	found := s.narrow(s.db.Read(ctx).Model(&editionRow{}), f).Select("1").Limit(most)
	return int(n), store.Translate(s.db.Read(ctx).Table("(?) AS found", found).Count(&n).Error)
}

// Cells implements [article.Lister]: one query, however many editions there are.
func (s *Store) Cells(ctx context.Context, f article.Filter) ([]article.Cell, error) {
	if nothing(f) {
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

// dueAt is the hour at which the next publication of an edition is due; far away where there is none.
const dueAt = "coalesce((SELECT min(d.due_at) FROM delivery d WHERE d.edition_id = edition.id AND d.intent = 'publish' AND " +
	"d.state IN ('waiting', 'sending', 'polling', 'retrying', 'unsure', 'attention')), 9000000000000000)"

func order(o article.Order) string {
	switch o {
	case article.OldestChange:
		return "updated_at, id"
	case article.NextDue:
		return dueAt + ", id"
	}
	return "updated_at DESC, id DESC"
}

func behind(query *gorm.DB, o article.Order, after article.Place) *gorm.DB {
	at := after.UpdatedAt.UnixMicro()
	switch o {
	case article.OldestChange:
		return query.Where("(updated_at, id) > (?, ?)", at, after.ID)
	case article.NextDue:
		return query.Where("("+dueAt+", id) > (?, ?)", at, after.ID)
	}
	return query.Where("(updated_at, id) < (?, ?)", at, after.ID)
}

// due tells of rows that are ordered by it when they are due.
func (s *Store) due(ctx context.Context, list []article.Row) error {
	ids := make([]string, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	var rows []struct {
		ID  string
		Due int64
	}
	if err := s.db.Read(ctx).Raw("SELECT id, "+dueAt+" AS due FROM edition WHERE id IN ?", ids).Scan(&rows).Error; err != nil {
		return store.Translate(err)
	}
	for _, row := range rows {
		list[slices.Index(ids, row.ID)].At = store.Instant(row.Due)
	}
	return nil
}

func (s *Store) narrow(query *gorm.DB, f article.Filter) *gorm.DB {
	for _, equal := range []struct{ column, value string }{
		{"lang", f.Lang}, {"created_by", f.CreatedBy}, {"submitted_by", f.SubmittedBy}, {"article_id", f.Article},
	} {
		if equal.value != "" {
			query = query.Where(equal.column+" = ?", equal.value)
		}
	}
	if f.States != nil {
		query = query.Where("state IN ?", f.States)
	}
	if f.Publications != nil {
		query = query.Where("publication IN ?", f.Publications)
	}
	if f.IDs != nil {
		query = query.Where("edition.id IN ?", f.IDs)
	}
	if f.Mine != "" {
		query = query.Where("(created_by = ? OR article_id IN (SELECT id FROM article WHERE created_by = ? OR coauthors LIKE ?))", f.Mine, f.Mine, `%"`+f.Mine+`"%`)
	}
	if f.Missing != "" {
		query = query.Where("NOT EXISTS (SELECT 1 FROM edition o WHERE o.article_id = edition.article_id AND o.lang = ?)", f.Missing)
	}
	if !f.Before.IsZero() {
		query = query.Where("EXISTS (SELECT 1 FROM delivery d WHERE d.edition_id = edition.id AND d.intent = 'publish' AND d.state NOT IN ('cancelled', 'superseded', 'withdrawn') AND d.due_at >= ? AND d.due_at < ?)",
			f.From.UnixMicro(), f.Before.UnixMicro())
	}
	for _, facet := range []struct {
		kind plan.Kind
		code string
	}{{plan.Pillar, f.Pillar}, {plan.Area, f.Area}, {plan.Audience, f.Audience}, {plan.MemberState, f.MemberState}} {
		switch facet.code {
		case "":
		case article.NoFacet:
			query = query.Where("article_id NOT IN (SELECT article_id FROM article_facet WHERE kind = ?)", string(facet.kind))
		default:
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
		query = behind(query, f.Order, *f.After)
	}
	for _, one := range f.Alike {
		query = query.Where("("+s.matching()+" OR article_id IN (SELECT article_id FROM article_facet WHERE kind = ? AND code = ?))", s.anyOf(one.Wordings), string(plan.MemberState), one.MemberState)
	}
	if words := searchWords(f.Search); len(words) > 0 {
		return query.Where(s.matching(), s.pattern(words))
	}
	return query
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

// anyOf asks for one of several wordings, each as a phrase.
func (s *Store) anyOf(wordings []string) string {
	begin, next, end, or := `"`, " ", `"`, " OR "
	if s.db.Dialect() == store.Postgres {
		begin, next, end, or = "('", "' <-> '", "')", " | "
	}
	var phrases []string
	for _, wording := range wordings {
		phrases = append(phrases, begin+strings.Join(text.Words(wording), next)+end)
	}
	return strings.Join(phrases, or)
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
