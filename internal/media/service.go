package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/picture"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store Store
	Blobs Blobs
	Plans Plans
	Zone  *time.Location // in which days are counted
	Trail audit.Trail
	Now   func() time.Time
	NewID func() string
	// Decoders is how many pictures are decoded at once; each may take some 500 MB: 400 while
	// it is decoded at most, and the pixels that are kept of it.
	Decoders int
}

// Service keeps the library. Each act is one transaction with its audit row and its event
// in it. Changes need account.MediaEdit in the picture's unit, reading account.MediaRead.
type Service struct {
	o Options
	// turns bounds how much memory decoding takes.
	turns chan struct{}
}

// New makes a Service.
func New(o Options) *Service {
	return &Service{o: o, turns: make(chan struct{}, max(1, o.Decoders))}
}

// Upload is a picture as it comes in.
type Upload struct {
	Unit string
	Name string
	File io.ReadSeeker
	// Credit and Licence are those of who it comes from; "" means what the file says itself.
	Credit, Licence string
}

// MayAdd tells before a picture comes in whether the actor may add one to a unit, or to any
// where none is named.
func (s *Service) MayAdd(ctx context.Context, actor right.Actor, unit string) error {
	if every, units := actor.Scope(right.MediaEdit); unit == "" && (every || len(units) > 0) {
		return nil
	}
	return s.refused(ctx, actor, "", actor.Need(right.MediaEdit, right.In(unit)))
}

// Add takes a picture in. What is wrong with its name or unit is told before anything is
// decoded; what is wrong with the picture itself is told as package picture does.
func (s *Service) Add(ctx context.Context, actor right.Actor, up Upload) (Media, error) {
	now := s.o.Now()
	m := Media{ID: s.o.NewID(), Unit: up.Unit, Focus: picture.Middle(), Words: map[string]Words{}, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	m.author("", actor.ID)
	if err := s.refused(ctx, actor, "", s.admit(ctx, actor, &m, up)); err != nil {
		return Media{}, err
	}
	if err := s.develop(ctx, &m, up.File); err != nil {
		return Media{}, err
	}
	if up.Credit != "" {
		m.Credit, m.Licence = up.Credit, up.Licence
	}
	err := s.act(ctx, actor, change{action: "media.create", is: m}, s.o.Store.Add)
	return m, err
}

// admit checks all but the picture itself.
func (s *Service) admit(ctx context.Context, actor right.Actor, m *Media, up Upload) error {
	if err := actor.Need(right.MediaEdit, right.In(up.Unit)); err != nil {
		return err
	}
	var faults fault.Fields
	if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, up.Unit, plan.DayOf(s.o.Now(), s.o.Zone))); err != nil {
		return err
	}
	m.Name = clean(&faults, "/name", up.Name, MaxName)
	if m.Name == "" && faults.Err() == nil {
		faults.Add("/name", fault.T("cần tên tệp", "needs the name of the file"))
	}
	return faults.Err()
}

// develop makes the files of a picture and keeps their bytes, which no row names yet: what
// is cut off here leaves bytes that nobody sees, and no picture.
func (s *Service) develop(ctx context.Context, m *Media, file io.ReadSeeker) error {
	release, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer release()
	p, err := picture.Read(file)
	if err != nil {
		return err
	}
	m.Said = p.Said
	if m.Credit = p.Said.Credit; m.Credit == "" {
		m.Credit = p.Said.Creator
	}
	for _, width := range widths(p.Size()) {
		made, err := p.Wide(width)
		if err := s.keep(ctx, made, err, func(f File) { m.Files = append(m.Files, f) }); err != nil {
			return err
		}
	}
	made, err := p.Whole()
	if err := s.keep(ctx, made, err, func(f File) { m.Files = append(m.Files, f) }); err != nil {
		return err
	}
	return s.card(ctx, m, p)
}

// card cuts the card anew around the focus.
func (s *Service) card(ctx context.Context, m *Media, p *picture.Picture) error {
	made, err := p.Card(cardWidth, cardHeight, m.Focus)
	return s.keep(ctx, made, err, func(f File) { m.Card = f })
}

func (s *Service) keep(ctx context.Context, made picture.File, err error, into func(File)) error {
	if err != nil {
		return err
	}
	sum := sha256.Sum256(made.Bytes)
	f := File{Hash: hex.EncodeToString(sum[:]), Type: made.Type, Width: made.Width, Height: made.Height, Size: int64(len(made.Bytes))}
	into(f)
	return s.o.Blobs.Put(ctx, f.Hash, made.Bytes)
}

// turn waits until few enough pictures are being decoded.
func (s *Service) turn(ctx context.Context) (release func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Patch says what to change; a nil field leaves things as they are.
type Patch struct {
	Name    *string
	Focus   *picture.Focus
	Credit  *string
	Licence *string
	Words   map[string]Words // by language; a language that is not named stays
}

// Describe changes what is said of a picture; version is the one that was read. What is said
// already changes nothing, the version included. Releases that were approved keep what was
// said then.
func (s *Service) Describe(ctx context.Context, actor right.Actor, id string, version int, patch Patch) (Media, error) {
	m, err := s.Get(ctx, actor, id)
	if err != nil {
		return Media{}, s.refused(ctx, actor, id, err)
	}
	if err := s.refused(ctx, actor, id, actor.Need(right.MediaEdit, right.In(m.Unit))); err != nil {
		return Media{}, err
	}
	if m.Version != version {
		return Media{}, stale(m.Version)
	}
	changed := m
	if err := s.apply(ctx, &changed, actor.ID, patch); err != nil {
		return Media{}, err
	}
	if changed.says(m) {
		return m, nil
	}
	if changed.Focus != m.Focus { // outside the transaction, since decoding takes its time
		if err := s.refocus(ctx, &changed); err != nil {
			return Media{}, err
		}
	}
	changed.Version, changed.UpdatedAt = version+1, s.o.Now()
	return changed, s.act(ctx, actor, change{"media.update", &m, changed}, func(ctx context.Context, changed Media) error {
		now, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		if now.Version != version {
			return stale(now.Version)
		}
		return s.o.Store.Save(ctx, changed)
	})
}

// says reports whether the same is said of a picture as of another.
func (m Media) says(other Media) bool {
	return m.Name == other.Name && m.Focus == other.Focus && m.Credit == other.Credit && m.Licence == other.Licence && maps.Equal(m.Words, other.Words)
}

func stale(version int) error {
	return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", version))
}

// apply lays a patch over a picture, and names every fault.
func (s *Service) apply(ctx context.Context, m *Media, person string, patch Patch) error {
	var faults fault.Fields
	set := func(field *string, pointer string, given *string, most int) {
		if given == nil {
			return
		}
		if next := clean(&faults, pointer, *given, most); next != *field {
			*field = next
			m.author("", person)
		}
	}
	set(&m.Name, "/name", patch.Name, MaxName)
	set(&m.Credit, "/credit", patch.Credit, MaxCredit)
	set(&m.Licence, "/licence", patch.Licence, MaxCredit)
	if m.Name == "" {
		faults.Add("/name", fault.T("cần tên tệp", "needs the name of the file"))
	}
	if f := patch.Focus; f != nil && *f != m.Focus {
		if !f.Valid() {
			faults.Add("/focus", fault.T("x và y phải từ 0 đến 1, tính từ góc trên bên trái", "x and y go from 0 to 1, from the upper left corner"))
		}
		m.Focus = *f
		m.author("", person)
	}
	m.Words = maps.Clone(m.Words)
	for _, lang := range slices.Sorted(maps.Keys(patch.Words)) {
		pointer, given := "/texts/"+lang, patch.Words[lang]
		if err := s.checkLang(ctx, &faults, pointer, lang); err != nil {
			return err
		}
		next := Words{Alt: clean(&faults, pointer+"/alt", given.Alt, MaxAlt), Caption: clean(&faults, pointer+"/caption", given.Caption, MaxCaption)}
		if next != m.Words[lang] {
			m.Words[lang] = next
			m.author(lang, person)
		}
	}
	return faults.Err()
}

func (s *Service) checkLang(ctx context.Context, faults *fault.Fields, pointer, lang string) error {
	var unknown fault.Fields
	if err := unknown.AddError("", s.o.Plans.CheckCodes(ctx, plan.Codes{Lang: lang})); err != nil {
		return err
	}
	if e, ok := fault.As(unknown.Err()); ok {
		faults.Add(pointer, e.Fields[0].Detail)
	}
	return nil
}

// clean brings a line that people wrote to the form in which it is kept.
func clean(faults *fault.Fields, pointer, raw string, most int) string {
	line, err := text.Line(raw)
	if err != nil {
		faults.Add(pointer, fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software"))
	}
	if n := text.Graphemes(line); n > most {
		faults.Add(pointer, fault.Tf("dài %d ký tự, tối đa %d (thừa %d)", "is %d characters, at most %d (%d too many)", n, most, n-most))
	}
	return line
}

// refocus makes the card of a picture anew from its largest file.
func (s *Service) refocus(ctx context.Context, m *Media) error {
	release, err := s.turn(ctx)
	if err != nil {
		return err
	}
	defer release()
	file, err := s.o.Blobs.Open(ctx, m.Whole().Hash)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	p, err := picture.Read(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.card(ctx, m, p)
}

// Get reads one picture.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Media, error) {
	m, err := s.o.Store.Get(ctx, id)
	if err != nil {
		return Media{}, err
	}
	return m, actor.Need(right.MediaRead, right.In(m.Unit))
}

// List reads the pictures that the actor may see, newest first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) ([]Media, error) {
	every, units := actor.Scope(right.MediaRead)
	if !every && len(units) == 0 {
		return nil, actor.Need(right.MediaRead, right.In(""))
	}
	if !every {
		if f.Units == nil {
			f.Units = units
		}
		f.Units = slices.DeleteFunc(slices.Clone(f.Units), func(unit string) bool { return !slices.Contains(units, unit) })
	}
	return s.o.Store.List(ctx, f)
}

// Open opens a file of a picture for one who may see it.
func (s *Service) Open(ctx context.Context, actor right.Actor, id, hash string) (File, io.ReadCloser, error) {
	m, err := s.Get(ctx, actor, id)
	if err != nil {
		return File{}, nil, err
	}
	f, ok := m.File(hash)
	if !ok {
		return File{}, nil, fault.New(fault.NotFound, fault.T("Ảnh này không có tệp đó.", "The picture has no such file."))
	}
	body, err := s.o.Blobs.Open(ctx, hash)
	return f, body, err
}

// ByID reads pictures for those who put them into a story.
func (s *Service) ByID(ctx context.Context, ids []string) (map[string]Media, error) {
	return s.o.Store.ByID(ctx, ids)
}

// change is an act on a picture; was is nil when it takes the picture in.
type change struct {
	action string
	was    *Media
	is     Media
}

// told is what the record hashes of a picture: its bytes by their hashes, and what is said.
func (m Media) told() any {
	return map[string]any{"unit": m.Unit, "name": m.Name, "files": m.Files, "card": m.Card, "focus": m.Focus, "words": m.Words, "credit": m.Credit, "licence": m.Licence}
}

// act writes a picture in a transaction, with what is told of it.
func (s *Service) act(ctx context.Context, actor right.Actor, c change, write func(ctx context.Context, m Media) error) error {
	m := c.is
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := actor.Need(right.MediaEdit, right.In(m.Unit)); err != nil {
			return err
		}
		if err := write(ctx, m); err != nil {
			return err
		}
		detail := map[string]any{"media": m.ID} // no name, which may be somebody's: what is recorded stays
		entry := audit.Entry{Actor: actor.ID, Action: c.action, Object: audit.Object{Kind: "media", ID: m.ID}, Is: m.told(), Detail: detail}
		if c.was != nil {
			entry.Was = c.was.told()
		}
		if err := s.o.Trail.Record(ctx, entry); err != nil {
			return err
		}
		return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(c.action), Unit: m.Unit, Data: detail, Actor: actor.ID})
	})
	return s.refused(ctx, actor, m.ID, err)
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.MediaEdit), Object: audit.Object{Kind: "media", ID: id}}, err)
}
