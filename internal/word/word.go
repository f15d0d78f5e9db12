// Package word takes Word files into stories, and gives stories back as Word files and as
// values for the page that is printed.
package word

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/attachment"
	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/legacy"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secrecy"
	"github.com/lantoa/lantoa/internal/text"
)

// Articles are what the newsroom does with what comes in and goes out.
type Articles interface {
	MayEdit(ctx context.Context, actor right.Actor, ref article.Ref) error
	Edition(ctx context.Context, actor right.Actor, ref article.Ref) (article.Article, article.Edition, error)
	Head(ctx context.Context, e article.Edition) (article.Revision, error)
	WorkingCopy(ctx context.Context, actor right.Actor, ref article.Ref) (article.WorkingCopy, error)
	Replace(ctx context.Context, actor right.Actor, ref article.Ref, version int, t manuscript.Text, with func(ctx context.Context, a article.Article, e article.Edition) error) (article.WorkingCopy, error)
	Candidate(ctx context.Context, actor right.Actor, ref article.Ref) (release.Content, string, error)
	Releases(ctx context.Context, actor right.Actor, ref article.Ref, part article.Part) ([]release.Release, error)
	Release(ctx context.Context, actor right.Actor, ref article.Ref, id string) (release.Release, error)
}

// Library is the library of pictures.
type Library interface {
	Add(ctx context.Context, actor right.Actor, up media.Upload) (media.Media, error)
	Describe(ctx context.Context, actor right.Actor, id string, version int, patch media.Patch) (media.Media, error)
	ByID(ctx context.Context, ids []string) (map[string]media.Media, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Articles    Articles
	Library     Library
	Attachments *attachment.Service
	Blobs       media.Blobs
	HTML        *text.HTML
	// Picture is the address of a file of a picture within a body, Story that of an edition.
	Picture func(f media.File) string
	Story   func(article, lang string) string
	Zone    *time.Location // in which times are written out
	Now     func() time.Time
}

// Service takes files in and gives them out.
type Service struct {
	o      Options
	tables *legacy.Tables
	places chan struct{}
	mu     sync.Mutex
	busy   map[string]bool // by the id of the account
}

// atOnce is how many files are read at the same time: each may take some hundreds of megabytes
// of memory.
const atOnce = 2

// soon is when whoever has a file in work may ask again.
const soon = 2 * time.Second

// New makes a Service.
func New(o Options) *Service {
	return &Service{o: o, tables: legacy.NewTables(), places: make(chan struct{}, atOnce), busy: map[string]bool{}}
}

// Enter gives an account a place to have a file read in, one at a time: a file that is sent
// twice at once would lay its pictures into the library twice.
func (s *Service) Enter(ctx context.Context, account string) (leave func(), err error) {
	s.mu.Lock()
	taken := s.busy[account]
	s.busy[account] = true
	s.mu.Unlock()
	if taken {
		return nil, fault.New(fault.TooManyRequests, fault.T("Một tệp Word khác của tài khoản này đang được đọc; đợi xong rồi gửi tiếp.",
			"Another Word file of this account is being read; wait until it is done.")).After(soon)
	}
	free := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, account)
	}
	select {
	case s.places <- struct{}{}:
		return func() { <-s.places; free() }, nil
	case <-ctx.Done():
		free()
		return nil, ctx.Err()
	}
}

// MayImport tells before a file comes in whether the actor may lay it into an edition.
func (s *Service) MayImport(ctx context.Context, actor right.Actor, ref article.Ref) error {
	return s.o.Articles.MayEdit(ctx, actor, ref)
}

// Import is a file on its way into an edition.
type Import struct {
	Ref  article.Ref
	Name string // of the file
	File []byte
	// Reject settles tracked changes by rejecting them, Except names those by id that are
	// settled the other way.
	Reject bool
	Except []int
	// Convert brings the words in fonts of the old encodings to Unicode.
	Convert bool
	// Version is that of the actor's working copy, 0 for none.
	Version int
}

// Result is what came of a file, or would come of it.
type Result struct {
	Text       manuscript.Text // without ids of pictures where nothing was done
	Document   docx.Document
	SHA256     string // of the file
	Copy       article.WorkingCopy
	Attachment attachment.Attachment
}

// Preview tells what would come of a file, and writes nothing.
func (s *Service) Preview(ctx context.Context, actor right.Actor, in Import) (Result, error) {
	if err := s.MayImport(ctx, actor, in.Ref); err != nil {
		return Result{}, err
	}
	if _, err := attachment.Name(in.Name); err != nil {
		return Result{}, err
	}
	present, _, err := s.present(ctx, actor, in.Ref)
	if err != nil {
		return Result{}, err
	}
	d, err := s.read(in, nil)
	if err != nil {
		return Result{}, err
	}
	t, err := manuscript.Clean(s.o.HTML, laid(present, d))
	sum := sha256.Sum256(in.File)
	return Result{Text: t, Document: d, SHA256: hex.EncodeToString(sum[:])}, err
}

// Take lays a file into the actor's working copy of an edition: its pictures come into the
// library, and the file itself is kept beside the story. The edition's head stays as it is
// until the person saves.
func (s *Service) Take(ctx context.Context, actor right.Actor, in Import) (Result, error) {
	result, err := s.Preview(ctx, actor, in)
	if err != nil {
		return Result{}, err
	}
	present, version, err := s.present(ctx, actor, in.Ref)
	if err != nil {
		return Result{}, err
	}
	if version != in.Version { // before pictures are taken in that no text would show
		return Result{}, fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", version))
	}
	name, err := fileName(in.Name)
	if err != nil {
		return Result{}, err
	}
	shown, err := s.pictures(ctx, actor, in, result.Document, present.Pictures)
	if err != nil {
		return Result{}, err
	}
	d, err := s.read(in, shown.address)
	if err != nil {
		return Result{}, err
	}
	d.Findings = append(d.Findings, shown.findings...)
	hash, err := s.o.Attachments.Keep(ctx, in.File)
	if err != nil {
		return Result{}, err
	}
	result.Document, result.Text = d, laid(present, d)
	if result.Text.Pictures = shown.all; len(shown.all) == 0 {
		result.Text.Pictures = nil
	}
	result.Copy, err = s.o.Articles.Replace(ctx, actor, in.Ref, in.Version, result.Text, func(ctx context.Context, a article.Article, e article.Edition) error {
		var err error
		result.Attachment, err = s.o.Attachments.Add(ctx, actor, a, attachment.Attachment{Lang: e.Lang, Name: name, Type: docx.Type,
			Size: int64(len(in.File)), Hash: hash, Pictures: shown.byHash})
		return err
	})
	result.Text = result.Copy.Text
	return result, err
}

// fileName is the name under which a file is kept. What ends otherwise than Word files do would
// be opened by another program, which may run it.
func fileName(raw string) (string, error) {
	name, err := attachment.Name(raw)
	if err != nil || strings.EqualFold(path.Ext(name), ".docx") {
		return name, err
	}
	return cut(name, attachment.MaxName-len(".docx")) + ".docx", nil
}

// read reads a file and refuses one that bears a mark of secrecy.
func (s *Service) read(in Import, address func(int) string) (docx.Document, error) {
	o := docx.Options{Reject: in.Reject, Except: in.Except, Address: address}
	if in.Convert {
		o.Convert = s.unicode
	}
	d, err := docx.Read(in.File, o)
	if err == nil && len(d.Stamps) > 0 {
		err = secrecy.Refusal(d.Stamps)
	}
	return d, err
}

// unicode converts words by their font, whose name tells the encoding, and in TCVN3 whether
// it shows capitals.
func (s *Service) unicode(font, words string) string {
	encoding, capitals := legacy.FontEncoding(font)
	if !encoding.Known() {
		return words
	}
	if words = s.tables.Decode(encoding, words); capitals {
		return strings.ToUpper(words)
	}
	return words
}

// present is the text that the actor has before them, and the version of their working copy.
func (s *Service) present(ctx context.Context, actor right.Actor, ref article.Ref) (manuscript.Text, int, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return manuscript.Text{}, 0, err
	}
	w, err := s.o.Articles.WorkingCopy(ctx, actor, ref)
	if err == nil {
		return w.Text, w.Version, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return manuscript.Text{}, 0, err
	}
	head, err := s.o.Articles.Head(ctx, e)
	return head.Text, 0, err
}

// laid is the text with a file in it: where the file has no title or no lead, those that are
// there stay.
func laid(present manuscript.Text, d docx.Document) manuscript.Text {
	t := manuscript.Text{Title: present.Title, Lead: present.Lead, Body: d.Body}
	if d.Title != "" {
		t.Title = d.Title
	}
	if d.Lead != "" {
		t.Lead = d.Lead
	}
	return t
}

// shown are the pictures of a file in the library.
type shown struct {
	all       []string          // of the text: those that were there, then those of the file
	byHash    map[string]string // ids by the SHA-256 of what the file holds
	addresses []string          // by their place in the file, "" for those that do not come
	findings  []docx.Finding
}

func (p *shown) address(n int) string {
	if n < 0 || n >= len(p.addresses) {
		return ""
	}
	return p.addresses[n]
}

func (p *shown) find(kind, sample string, detail fault.Text) {
	for i := range p.findings {
		if p.findings[i].Kind == kind {
			p.findings[i].Count++
			return
		}
	}
	p.findings = append(p.findings, docx.Finding{Kind: kind, Count: 1, Sample: sample, Detail: detail})
}

// pictures takes the pictures of a file into the library. Those that came with an earlier file
// of the same story are there already.
func (s *Service) pictures(ctx context.Context, actor right.Actor, in Import, d docx.Document, before []string) (*shown, error) {
	p := &shown{all: append([]string(nil), before...), byHash: map[string]string{}, addresses: make([]string, len(d.Pictures))}
	if len(d.Pictures) == 0 {
		return p, nil
	}
	a, _, err := s.o.Articles.Edition(ctx, actor, in.Ref)
	if err != nil {
		return nil, err
	}
	known, err := s.o.Attachments.List(ctx, actor, in.Ref.Article)
	if err != nil {
		return nil, err
	}
	for i, one := range d.Pictures {
		sum := sha256.Sum256(one.Bytes)
		hash := hex.EncodeToString(sum[:])
		id := p.byHash[hash]
		for k := 0; id == "" && k < len(known); k++ {
			id = known[k].Pictures[hash]
		}
		if !contains(p.all, id) && len(p.all) >= article.MaxPictures {
			p.find("too_many_pictures", one.Name, fault.Tf("Một bài có nhiều nhất %d ảnh; các ảnh sau không được lấy.", "A story has at most %d pictures; the later ones are left out.", article.MaxPictures))
			continue
		}
		m, err := s.picture(ctx, actor, id, a.Unit, one)
		if refusal, ok := fault.As(err); ok && (refusal.Code == fault.ValidationFailed || refusal.Code == fault.MediaTypeUnknown || refusal.Code == fault.BodyTooLarge) {
			p.find("refused_picture", one.Name, said(refusal))
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := s.describe(ctx, actor, in.Ref.Lang, m, one, p); err != nil {
			return nil, err
		}
		p.byHash[hash] = m.ID
		if !contains(p.all, m.ID) {
			p.all = append(p.all, m.ID)
		}
		p.addresses[i] = s.o.Picture(fitting(m.Files))
	}
	return p, nil
}

// said is why a picture was refused.
func said(e *fault.Error) fault.Text {
	if len(e.Fields) > 0 {
		return e.Fields[0].Detail
	}
	return e.Detail
}

func contains(list []string, id string) bool {
	for _, one := range list {
		if one == id {
			return true
		}
	}
	return false
}

// picture is a picture of the library by its id, or a new one.
func (s *Service) picture(ctx context.Context, actor right.Actor, id, unit string, one docx.Picture) (media.Media, error) {
	if id != "" {
		found, err := s.o.Library.ByID(ctx, []string{id})
		if m, ok := found[id]; ok || err != nil {
			return m, err
		}
	}
	return s.o.Library.Add(ctx, actor, media.Upload{Unit: unit, Name: one.Name, File: strings.NewReader(string(one.Bytes))})
}

// describe gives a picture the words of the file in the language of the edition, where nobody
// has described it yet.
func (s *Service) describe(ctx context.Context, actor right.Actor, lang string, m media.Media, one docx.Picture, p *shown) error {
	if (m.Words[lang] != media.Words{}) || one.Alt == "" && one.Caption == "" {
		return nil
	}
	words := media.Words{Alt: cut(one.Alt, media.MaxAlt), Caption: cut(one.Caption, media.MaxCaption)}
	if words.Alt != one.Alt || words.Caption != one.Caption {
		p.find("long_description", one.Name, fault.T("Lời mô tả hoặc chú thích ảnh quá dài, được cắt ở kho ảnh; trong bài vẫn đủ.", "A description or caption of a picture is too long and was cut in the library; it is whole in the text."))
	}
	_, err := s.o.Library.Describe(ctx, actor, m.ID, m.Version, media.Patch{Words: map[string]media.Words{lang: words}})
	return err
}

func cut(words string, most int) string {
	if text.Graphemes(words) <= most {
		return words
	}
	return text.Cut(words, most)
}

// widest is the widest file that bodies, Word files and printed pages show, in pixels.
const widest = 1280

// fitting is the widest file that is not too wide; the narrowest where all are.
func fitting(files []media.File) media.File {
	best := files[0]
	for _, one := range files {
		if one.Width <= widest {
			best = one
		}
	}
	return best
}

// bytes reads a file of a picture.
func (s *Service) bytes(ctx context.Context, f media.File) ([]byte, error) {
	body, err := s.o.Blobs.Open(ctx, f.Hash)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	return io.ReadAll(body)
}
