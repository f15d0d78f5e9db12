// Package clipboard is what an editor asks for before a text is saved: to have cleaned what was
// pasted, and to have converted what came in an old encoding. Nothing is stored. It also
// tells of a saved text what a person should know before it is sent.
package clipboard

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/legacy"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/paste"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// atOnce is how many texts are worked on at the same time; each may take a second or two of
// one processor when it was made to.
const atOnce = 2

// soon is when whoever has a text in work may ask again.
const soon = time.Second

// Service cleans and converts. It is safe for concurrent use; make it with [New].
type Service struct {
	html    *text.HTML
	cleaner *paste.Cleaner
	places  chan struct{}
	mu      sync.Mutex
	busy    map[string]bool // by the id of the account
}

// New makes a Service that keeps to the given allow-list.
func New(h *text.HTML) *Service {
	return &Service{html: h, cleaner: paste.New(h), places: make(chan struct{}, atOnce), busy: map[string]bool{}}
}

// Clean cleans the HTML of a clipboard for an edition in a language; see [paste.Cleaner.Clean].
func (s *Service) Clean(ctx context.Context, actor right.Actor, raw, lang string) (paste.Result, error) {
	leave, err := s.enter(ctx, actor)
	if err != nil {
		return paste.Result{}, err
	}
	defer leave()
	r := s.cleaner.Clean(raw, lang)
	if n := len(r.HTML); n > manuscript.MaxBody {
		return paste.Result{}, fault.Invalid("/html", fault.Tf("sau khi làm sạch dài %d byte, tối đa %d; dán từng phần", "is %d bytes when it is clean, at most %d; paste it in parts", n, manuscript.MaxBody))
	}
	return r, nil
}

// Conversion is a text written in Unicode, and what became of which part.
type Conversion struct {
	Text  paste.Text
	Parts []legacy.Part
}

// Convert writes parts of a text in Unicode; without numbers all that are recognised as
// being in the encoding. Numbers are those that Clean and Convert gave for the same text. A
// number of nothing that would change is a fault, so that no wrong part is converted.
func (s *Service) Convert(ctx context.Context, actor right.Actor, t paste.Text, e legacy.Encoding, parts []int) (Conversion, error) {
	if !e.Known() {
		return Conversion{}, fault.Invalid("/encoding", fault.Tf("không biết bảng mã này; có: %v", "is not a known encoding; known: %v", legacy.Encodings()))
	}
	leave, err := s.enter(ctx, actor)
	if err != nil {
		return Conversion{}, err
	}
	defer leave()
	done, changed := s.cleaner.Convert(t, e, parts)
	var faults fault.Fields
	for i, number := range parts {
		if !slices.ContainsFunc(changed, func(p legacy.Part) bool { return p.Block == number }) {
			faults.Add("/parts/"+strconv.Itoa(i), fault.T("không có gì để chuyển mã ở phần này; lấy số từ lần xem trước của đúng văn bản này",
				"has nothing to convert; take the numbers of what was shown for this very text"))
		}
	}
	return Conversion{Text: done, Parts: changed}, faults.Err()
}

// enter gives whoever may write somewhere a place to work in, one at a time.
func (s *Service) enter(ctx context.Context, actor right.Actor) (leave func(), err error) {
	if every, units := actor.Scope(right.ArticleEdit); !every && len(units) == 0 {
		if err := actor.Need(right.ArticleEdit, right.Object{}); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	taken := s.busy[actor.ID]
	s.busy[actor.ID] = true
	s.mu.Unlock()
	if taken {
		return nil, fault.New(fault.TooManyRequests, fault.T("Một văn bản khác của tài khoản này đang được xử lý; đợi xong rồi gửi tiếp.",
			"Another text of this account is being worked on; wait until it is done.")).After(soon)
	}
	free := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.busy, actor.ID)
	}
	select {
	case s.places <- struct{}{}:
		return func() { <-s.places; free() }, nil
	case <-ctx.Done():
		free()
		return nil, ctx.Err()
	}
}

// Hint is what a person should know of a text that was taken as it is.
type Hint struct {
	Code     string
	Words    fault.Text
	Encoding legacy.Encoding
	Parts    int // how many parts of the text it concerns
}

// LegacyEncoding is the code of the hint that text is in an old encoding.
const LegacyEncoding = "legacy_encoding"

// Hints looks a text over; it changes nothing and asks nobody.
func (s *Service) Hints(t manuscript.Text) []Hint {
	hints := []Hint{}
	for _, r := range s.cleaner.Recognise(paste.Text{Title: t.Title, Lead: t.Lead, Body: t.Body}) {
		name := r.Encoding.Name()
		hints = append(hints, Hint{Code: LegacyEncoding, Encoding: r.Encoding, Parts: len(r.Parts),
			Words: fault.Tf("Có vẻ %[2]d phần của bài còn ở bảng mã %[1]s: xem trước rồi chuyển sang Unicode.", "Parts of the text (%[2]d) seem to be in %[1]s still: look at the conversion to Unicode, and take it.", name, len(r.Parts))})
	}
	return hints
}

// Length tells how long lead and body are, in the unit of the language.
func (s *Service) Length(t manuscript.Text, lang string) text.Length {
	return text.Measure(t.Lead+"\n"+s.html.Plain(t.Body), lang)
}
