// Package attachment keeps the originals of what came into a story from outside, such as Word
// files, byte for byte beside the story. They are for the house and never public.
package attachment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// MaxName is the longest name of a file, in graphemes.
const MaxName = 200

// Attachment is a file that hangs on a story.
type Attachment struct {
	ID      string
	Article string
	Lang    string // of the edition that it came into
	Name    string // of the file, as its sender called it
	Type    string // media type
	Size    int64  // bytes
	Hash    string // SHA-256 of its bytes, hex
	// Pictures are those of the library that were made of the file: their ids by the SHA-256
	// of each picture as it stood in the file.
	Pictures  map[string]string
	CreatedBy string
	CreatedAt time.Time
}

// Store keeps what is known of attachments; nothing in it is changed or removed.
type Store interface {
	Add(ctx context.Context, a Attachment) error
	// Get reads one of an article, fault.NotFound without.
	Get(ctx context.Context, article, id string) (Attachment, error)
	// List reads those of an article, newest first.
	List(ctx context.Context, article string) ([]Attachment, error)
}

// Articles tell who may read a story.
type Articles interface {
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Blobs    media.Blobs
	Articles Articles
	Trail    audit.Trail
	Now      func() time.Time
	NewID    func() string
}

// Service keeps attachments. Who may read the story may read them.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Name brings the name of a file to the form in which it is kept, without the folders that
// some programs send along, with a fault at /name.
func Name(raw string) (string, error) {
	name, err := text.Line(raw[strings.LastIndexAny(raw, `/\`)+1:])
	switch n := text.Graphemes(name); {
	case err != nil:
		return "", fault.Invalid("/name", fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software"))
	case name == "":
		return "", fault.Invalid("/name", fault.T("cần tên tệp", "needs the name of the file"))
	case n > MaxName:
		return "", fault.Invalid("/name", fault.Tf("dài %d ký tự, tối đa %d (thừa %d)", "is %d characters, at most %d (%d too many)", n, MaxName, n-MaxName))
	}
	return name, nil
}

// Keep keeps the bytes of a file, which no row names yet, and returns their hash. It happens
// before the act's transaction: what is cut off here leaves bytes that nobody sees.
func (s *Service) Keep(ctx context.Context, file []byte) (string, error) {
	sum := sha256.Sum256(file)
	hash := hex.EncodeToString(sum[:])
	return hash, s.o.Blobs.Put(ctx, hash, file)
}

// Add hangs a file whose bytes are kept on an article, in the transaction of the act that
// brings it, whose right has been judged; it gives the attachment its id and time.
func (s *Service) Add(ctx context.Context, actor right.Actor, on article.Article, a Attachment) (Attachment, error) {
	a.ID, a.Article, a.CreatedBy, a.CreatedAt = s.o.NewID(), on.ID, actor.ID, s.o.Now()
	if err := s.o.Store.Add(ctx, a); err != nil {
		return Attachment{}, err
	}
	detail := map[string]any{"attachment": a.ID, "lang": a.Lang, "sha256": a.Hash, "size": a.Size} // no name, which may be somebody's: what is recorded stays
	entry := audit.Entry{Actor: actor.ID, Action: "attachment.create", Object: audit.Object{Kind: "attachment", ID: a.ID}, Is: detail, Detail: detail}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return Attachment{}, err
	}
	return a, s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done("attachment.create"), Article: on.ID, Unit: on.Unit, Data: detail, Actor: actor.ID})
}

// List reads the attachments of an article, newest first.
func (s *Service) List(ctx context.Context, actor right.Actor, articleID string) ([]Attachment, error) {
	if _, _, err := s.o.Articles.Article(ctx, actor, articleID); err != nil {
		return nil, err
	}
	return s.o.Store.List(ctx, articleID)
}

// Open opens the bytes of one, as they came. Reading ends with an error where they are no
// longer what they were. The caller closes.
func (s *Service) Open(ctx context.Context, actor right.Actor, articleID, id string) (Attachment, io.ReadCloser, error) {
	if _, _, err := s.o.Articles.Article(ctx, actor, articleID); err != nil {
		return Attachment{}, nil, err
	}
	a, err := s.o.Store.Get(ctx, articleID, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	body, err := s.o.Blobs.Open(ctx, a.Hash)
	return a, body, err
}
