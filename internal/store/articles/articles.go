package articles

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/text"
)

// Store keeps stories in either database.
type Store struct {
	db       *store.DB
	releases store.Gathering[releaseRow]
}

// New makes a Store.
func New(db *store.DB) *Store {
	s := &Store{db: db}
	s.releases.Read = s.readReleases
	return s
}

var (
	_ article.Store    = (*Store)(nil)
	_ article.Texts    = (*Store)(nil)
	_ article.Releases = (*Store)(nil)
	_ article.Lister   = (*Store)(nil)
)

// InTx implements [article.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// AddArticle implements [article.Store].
func (s *Store) AddArticle(ctx context.Context, a article.Article) error {
	row, err := newArticleRow(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.db.Write(ctx).Create(&row).Error; err != nil {
			return store.Translate(err)
		}
		return s.addFacets(ctx, a)
	})
}

func (s *Store) addFacets(ctx context.Context, a article.Article) error {
	rows := facetRows(a.ID, a.Facets)
	if len(rows) == 0 {
		return nil
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// SaveArticle implements [article.Store]. What an article was born with stays: its plan, its
// maker and the language in which it was first written.
func (s *Store) SaveArticle(ctx context.Context, a article.Article) error {
	row, err := newArticleRow(a)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		saved := s.db.Write(ctx).Model(&articleRow{}).Where("id = ?", a.ID).
			Select("unit_code", "form_code", "keywords", "coauthors", "priority", "together", "version", "updated_at").Updates(row)
		if err := store.Found(saved, noArticle()); err != nil {
			return err
		}
		if err := s.db.Write(ctx).Where("article_id = ?", a.ID).Delete(&facetRow{}).Error; err != nil {
			return store.Translate(err)
		}
		return s.addFacets(ctx, a)
	})
}

// Article implements [article.Store].
func (s *Store) Article(ctx context.Context, id string) (article.Article, error) {
	var row articleRow
	if err := store.Take(s.db.Read(ctx).Where("id = ?", id), &row, noArticle()); err != nil {
		return article.Article{}, err
	}
	facets, err := s.facets(ctx, []string{id})
	if err != nil {
		return article.Article{}, err
	}
	return row.article(facets[id])
}

// facets returns the facets of several articles, each in order, by one query.
func (s *Store) facets(ctx context.Context, ids []string) (map[string][]facetRow, error) {
	var rows []facetRow
	if err := s.db.Read(ctx).Where("article_id IN ?", ids).Order("article_id, kind, position").Find(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	byArticle := make(map[string][]facetRow, len(ids))
	for _, row := range rows {
		byArticle[row.ArticleID] = append(byArticle[row.ArticleID], row)
	}
	return byArticle, nil
}

// LockArticle implements [article.Store]. Editions come and are locked by id, so that two
// transactions never wait for each other. The facets come along with the editions.
func (s *Store) LockArticle(ctx context.Context, id string) (article.Article, []article.Edition, map[string][]string, error) {
	var row articleRow
	if err := store.Take(s.db.Write(ctx).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Where("id = ?", id), &row, noArticle()); err != nil {
		return article.Article{}, nil, nil, err
	}
	var rows []writtenRow // read once nobody else can change them, nor what stands beside them
	err := s.db.Write(ctx).Raw("SELECT "+writtenColumns+" FROM edition WHERE article_id = ? ORDER BY id"+s.db.LockRows("edition", false), id).Scan(&rows).Error
	editions, writers := make([]article.Edition, len(rows)), make(map[string][]string, len(rows))
	for i, row := range rows {
		var authors []string
		if err == nil {
			err = decode(row.Authors, &authors)
		}
		editions[i], writers[row.Row.Lang] = row.Row.edition(), authors
	}
	if err != nil {
		return article.Article{}, nil, nil, store.Translate(err)
	}
	if len(rows) == 0 {
		a, err := s.Article(ctx, id)
		return a, nil, nil, err
	}
	a, err := row.article(packedFacets(rows[0].Facets))
	return a, editions, writers, err
}

// AddEdition implements [article.Store].
func (s *Store) AddEdition(ctx context.Context, e article.Edition) error {
	row := newEditionRow(e)
	return store.Translate(s.db.Write(ctx).Create(&row).Error)
}

// SaveEdition implements [article.Store].
func (s *Store) SaveEdition(ctx context.Context, e article.Edition, found *article.Searchable) error {
	row := newEditionRow(e)
	// The folded columns are left out of the statement when they stay: writing them makes
	// the search index anew.
	kept := []string{"id", "article_id", "lang", "publication", "created_by", "created_at"}
	if found == nil {
		kept = append(kept, "folded_title", "folded")
	} else {
		row.FoldedTitle, row.Folded = found.Title, found.All
	}
	err := store.Found(s.db.Write(ctx).Model(&editionRow{}).Where("id = ?", e.ID).Select("*").Omit(kept...).Updates(row), noEdition())
	if err != nil || found == nil || found.Unmarked {
		return err
	}
	return s.use(ctx, e.ID, found.Marks)
}

// use writes down which shared pieces the newest saved text of an edition holds.
func (s *Store) use(ctx context.Context, edition string, marks []text.Mark) error {
	if err := s.db.Write(ctx).Exec("DELETE FROM piece_use WHERE edition_id = ?", edition).Error; err != nil || len(marks) == 0 {
		return store.Translate(err)
	}
	rows := make([]useRow, len(marks))
	for i, m := range marks {
		rows[i] = useRow{EditionID: edition, Place: i + 1, PieceID: m.Piece, Number: m.Version, WordsHash: m.Hash()}
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// Edition implements [article.Store].
func (s *Store) Edition(ctx context.Context, ref article.Ref) (article.Edition, error) {
	var row editionRow
	err := store.Take(s.db.Read(ctx).Omit("folded", "folded_title").Where("article_id = ? AND lang = ?", ref.Article, ref.Lang), &row, noEdition())
	return row.edition(), err
}

func noArticle() fault.Text {
	return fault.T("Không có bài này.", "There is no such article.")
}

func noEdition() fault.Text {
	return fault.T("Không có bản ngôn ngữ này của bài.", "There is no such edition of the article.")
}

func noRevision() fault.Text {
	return fault.T("Không có phiên bản này.", "There is no such revision.")
}

func noWorkingCopy() fault.Text {
	return fault.T("Không có bản đang soạn của bạn.", "There is no working copy of yours.")
}

func noRelease() fault.Text {
	return fault.T("Không có bản phát hành này.", "There is no such release.")
}
