// Package links stores links between stories.
package links

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps links in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ link.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&linkRow{}, &partRow{}, &formalRow{}} }

type linkRow struct {
	ID            string `gorm:"primaryKey"`
	Kind          string
	FromID        string
	ToID          string
	CreditUnit    string
	CreditAuthors string
	MadeBy        string
	MadeAt        int64
}

func (linkRow) TableName() string { return "article_link" }

type partRow struct {
	ToEdition   string `gorm:"primaryKey"`
	LinkID      string
	FromEdition string
	Lang        string
	Credit      string
	Taken       string
	Held        string
	Newest      string
	Standing    string
	ChangedAt   int64
}

func (partRow) TableName() string { return "article_link_edition" }

func newPartRow(p link.Part) partRow {
	row := partRow{ToEdition: p.To, LinkID: p.Link, FromEdition: p.From, Lang: p.Lang, Credit: p.Credit, Taken: p.Taken, Held: p.Held, Newest: p.Newest, Standing: string(p.Standing)}
	if !p.ChangedAt.IsZero() {
		row.ChangedAt = p.ChangedAt.UnixMicro()
	}
	return row
}

// foundPart is a part with the copy as it is now.
type foundPart struct {
	Row         partRow `gorm:"embedded"`
	ArticleID   string
	UnitCode    string
	State       string
	Publication string
}

const parts = `SELECT p.*, e.article_id, a.unit_code, e.state, e.publication
	FROM article_link_edition p JOIN edition e ON e.id = p.to_edition JOIN article a ON a.id = e.article_id WHERE `

func (found foundPart) part() link.Part {
	r := found.Row
	p := link.Part{Link: r.LinkID, Article: found.ArticleID, Unit: found.UnitCode, Lang: r.Lang, From: r.FromEdition, To: r.ToEdition, Credit: r.Credit, Taken: r.Taken, Held: r.Held, Newest: r.Newest,
		Standing: link.Standing(r.Standing), State: article.State(found.State), Publication: article.Publication(found.Publication)}
	if r.ChangedAt != 0 {
		p.ChangedAt = store.Instant(r.ChangedAt)
	}
	return p
}

// InTx implements [link.Store].
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.InTx(ctx, fn)
}

// LockStory implements [link.Store].
func (s *Store) LockStory(ctx context.Context, id string) error {
	missing := fault.T("Không có bài này.", "There is no such story.")
	if !speakable(id) {
		return store.NotFound(missing)
	}
	var row struct{ ID string }
	return store.Take(s.db.Write(ctx).Raw("SELECT a.id FROM article a WHERE a.id = ?"+s.db.LockRows("a", false), id), &row, missing)
}

// speakable tells what can be asked for: PostgreSQL would refuse the question for anything else.
func speakable(words string) bool {
	return utf8.ValidString(words) && !strings.ContainsRune(words, 0)
}

// Add implements [link.Store].
func (s *Store) Add(ctx context.Context, l link.Link) error {
	authors, err := json.Marshal(append([]string{}, l.Authors...))
	if err != nil {
		return err
	}
	row := linkRow{ID: l.ID, Kind: string(l.Kind), FromID: l.From, ToID: l.To, CreditUnit: l.Unit, CreditAuthors: string(authors), MadeBy: l.MadeBy, MadeAt: l.MadeAt.UnixMicro()}
	if err := s.db.Write(ctx).Create(&row).Error; err != nil {
		return store.Translate(err)
	}
	if err := s.addFormal(ctx, l); err != nil || len(l.Parts) == 0 {
		return err
	}
	rows := make([]partRow, len(l.Parts))
	for i, p := range l.Parts {
		rows[i] = newPartRow(p)
	}
	return store.Translate(s.db.Write(ctx).Create(&rows).Error)
}

// Of implements [link.Store].
func (s *Store) Of(ctx context.Context, id string) ([]link.Link, error) {
	if !speakable(id) {
		return nil, nil
	}
	return s.list(ctx, "l.from_id = ? OR l.to_id = ?", id, id)
}

// list reads links with all that stands below them, oldest first.
func (s *Store) list(ctx context.Context, where string, args ...any) ([]link.Link, error) {
	var rows []struct {
		Row      linkRow `gorm:"embedded"`
		FromUnit string
		ToUnit   string
	}
	query := `SELECT l.*, f.unit_code AS from_unit, t.unit_code AS to_unit FROM article_link l JOIN article f ON f.id = l.from_id JOIN article t ON t.id = l.to_id
		WHERE ` + where + ` ORDER BY l.made_at, l.id`
	if err := s.db.Read(ctx).Raw(query, args...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list, at, ids := make([]link.Link, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, found := range rows {
		r := found.Row
		list[i] = link.Link{ID: r.ID, Kind: link.Kind(r.Kind), From: r.FromID, FromUnit: found.FromUnit, To: r.ToID, ToUnit: found.ToUnit, Unit: r.CreditUnit, MadeBy: r.MadeBy, MadeAt: store.Instant(r.MadeAt)}
		if err := json.Unmarshal([]byte(r.CreditAuthors), &list[i].Authors); err != nil {
			return nil, fmt.Errorf("authors of link %s: %w", r.ID, err)
		}
		at[r.ID], ids[i] = i, r.ID
	}
	if len(rows) == 0 {
		return list, nil
	}
	about, err := s.formal(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, corrected := range about {
		list[at[id]].Corrected = corrected
	}
	found, err := s.parts(ctx, "p.link_id IN ? ORDER BY p.link_id, e.created_at, e.id", false, ids)
	for _, p := range found {
		one := &list[at[p.Link]]
		one.Parts = append(one.Parts, p)
	}
	return list, err
}

func (s *Store) parts(ctx context.Context, where string, lock bool, args ...any) ([]link.Part, error) {
	handle := s.db.Read(ctx)
	if lock {
		handle, where = s.db.Write(ctx), where+s.db.LockRows("p", false)
	}
	var rows []foundPart
	if err := handle.Raw(parts+where, args...).Scan(&rows).Error; err != nil {
		return nil, store.Translate(err)
	}
	list := make([]link.Part, len(rows))
	for i, r := range rows {
		list[i] = r.part()
	}
	return list, nil
}

// Copies implements [link.Store].
func (s *Store) Copies(ctx context.Context, edition string) ([]link.Part, error) {
	return s.parts(ctx, "p.from_edition = ? ORDER BY p.to_edition", true, edition)
}

// Copy implements [link.Store].
func (s *Store) Copy(ctx context.Context, edition string) (link.Part, error) {
	return s.copied(ctx, edition, false)
}

// LockCopy implements [link.Store].
func (s *Store) LockCopy(ctx context.Context, edition string) (link.Part, error) {
	return s.copied(ctx, edition, true)
}

func (s *Store) copied(ctx context.Context, edition string, lock bool) (link.Part, error) {
	list, err := s.parts(ctx, "p.to_edition = ?", lock, edition)
	if err != nil || len(list) == 0 {
		return link.Part{}, err
	}
	return list[0], nil
}

// Save implements [link.Store].
func (s *Store) Save(ctx context.Context, p link.Part) error {
	saved := s.db.Write(ctx).Model(&partRow{}).Where("to_edition = ?", p.To).Select("held", "newest", "standing", "changed_at").Updates(newPartRow(p))
	return store.Found(saved, fault.T("Bản này không dùng lại bài nào.", "This edition was made of no other."))
}
