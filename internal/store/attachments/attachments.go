// Package attachments stores what is known of the files that hang on stories; their bytes lie
// elsewhere.
package attachments

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lantoa/lantoa/internal/attachment"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/store"
)

// Store keeps attachments in either database.
type Store struct{ db *store.DB }

// New makes a Store.
func New(db *store.DB) *Store { return &Store{db} }

var _ attachment.Store = (*Store)(nil)

// Rows lists the row structs, for the test that compares them with their tables.
func Rows() []any { return []any{&row{}} }

type row struct {
	ID        string `gorm:"primaryKey"`
	ArticleID string
	Lang      string
	Name      string
	Type      string
	Size      int64
	Hash      string
	Pictures  string
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (row) TableName() string { return "attachment" }

func (r row) attachment() (attachment.Attachment, error) {
	a := attachment.Attachment{ID: r.ID, Article: r.ArticleID, Lang: r.Lang, Name: r.Name, Type: r.Type, Size: r.Size, Hash: r.Hash,
		CreatedBy: r.CreatedBy, CreatedAt: store.Instant(r.CreatedAt)}
	if err := json.Unmarshal([]byte(r.Pictures), &a.Pictures); err != nil {
		return attachment.Attachment{}, fmt.Errorf("attachment %s: %w", r.ID, err)
	}
	return a, nil
}

// Add implements [attachment.Store].
func (s *Store) Add(ctx context.Context, a attachment.Attachment) error {
	pictures, err := json.Marshal(a.Pictures)
	if err != nil {
		return err
	}
	if a.Pictures == nil {
		pictures = []byte("{}")
	}
	return store.Translate(s.db.Write(ctx).Create(&row{ID: a.ID, ArticleID: a.Article, Lang: a.Lang, Name: a.Name, Type: a.Type, Size: a.Size, Hash: a.Hash,
		Pictures: string(pictures), CreatedBy: a.CreatedBy, CreatedAt: a.CreatedAt.UnixMicro()}).Error)
}

// Get implements [attachment.Store].
func (s *Store) Get(ctx context.Context, article, id string) (attachment.Attachment, error) {
	var r row
	none := fault.T("Bài này không có tệp đính kèm đó.", "The article has no such attachment.")
	if err := store.Take(s.db.Read(ctx).Where("id = ? AND article_id = ?", id, article), &r, none); err != nil {
		return attachment.Attachment{}, err
	}
	return r.attachment()
}

// List implements [attachment.Store].
func (s *Store) List(ctx context.Context, article string) ([]attachment.Attachment, error) {
	var rows []row
	if err := s.db.Read(ctx).Where("article_id = ?", article).Order("id DESC").Find(&rows).Error; err != nil { // ids rise with time
		return nil, store.Translate(err)
	}
	list := make([]attachment.Attachment, len(rows))
	for i, one := range rows {
		var err error
		if list[i], err = one.attachment(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Any reports whether there is any attachment.
func (s *Store) Any(ctx context.Context) (bool, error) {
	var any bool
	err := s.db.Read(ctx).Raw("SELECT EXISTS (SELECT 1 FROM attachment)").Scan(&any).Error
	return any, store.Translate(err)
}
