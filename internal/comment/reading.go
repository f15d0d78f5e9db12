package comment

import (
	"context"
	"slices"
	"sync"

	"github.com/lantoa/lantoa/internal/anchor"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Wanted is what a thread is to be about, as somebody gives it.
type Wanted struct {
	On       On     // "" stands for the edition
	Revision string // "" stands for the head
	Field    Field
	Exact    string
	// Prefix and Suffix are what stands around the words, as far as it takes to tell them from
	// the same words elsewhere.
	Prefix, Suffix string
	// Start and End are where they stand; nil where they are to be found.
	Start, End *int
	Picture    string
}

// anchored finds what a thread is to be about in a text that the actor has before them.
func (s *Service) anchored(ctx context.Context, actor right.Actor, ref article.Ref, e article.Edition, w Wanted) (Anchor, error) {
	if err := w.kept(); err != nil {
		return Anchor{}, err
	}
	if err := w.check(); err != nil {
		return Anchor{}, err
	}
	about := Anchor{On: w.On, Revision: w.Revision, Field: w.Field, Picture: w.Picture}
	if about.On == "" {
		about.On = OnEdition
	}
	if about.Revision == "" {
		about.Revision = e.HeadRevision
	}
	if err := s.before(ctx, actor, ref, e, about.Revision); err != nil {
		return Anchor{}, err
	}
	if about.On == OnEdition {
		return about, nil
	}
	texts, err := s.o.Store.Texts(ctx, e.ID, []string{about.Revision})
	if err != nil {
		return Anchor{}, err
	}
	written := texts[about.Revision]
	if about.On == OnPicture {
		if !slices.Contains(written.Pictures, about.Picture) {
			return Anchor{}, fault.Invalid("/anchor/picture", fault.T("bản này không dùng ảnh này", "is no picture of this text"))
		}
		return about, nil
	}
	about.Quote, err = w.quote(s.plain(written, about.Field))
	return about, err
}

// kept brings the words that somebody gives to the form in which texts are kept: signs that are
// composed otherwise, or that nobody sees, are no other words.
func (w *Wanted) kept() error {
	var faults fault.Fields
	for pointer, words := range map[string]*string{"/anchor/quote": &w.Exact, "/anchor/prefix": &w.Prefix, "/anchor/suffix": &w.Suffix} {
		clean, err := text.Clean(*words)
		if err != nil {
			faults.Add(pointer, fault.T("không phải UTF-8 hợp lệ; kiểm tra phần mềm gửi", "is not valid UTF-8; check the sending software"))
		}
		*words = clean
	}
	return faults.Err()
}

// before refuses a revision that the actor does not have before them: neither the newest text
// nor what their own working copy was made from.
func (s *Service) before(ctx context.Context, actor right.Actor, ref article.Ref, e article.Edition, revision string) error {
	if revision == e.HeadRevision {
		return nil
	}
	w, err := s.o.Newsroom.WorkingCopy(ctx, actor, ref)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil && w.Base == revision {
		return nil
	}
	return fault.Invalid("/anchor/revision", fault.T("không phải bản mới nhất, cũng không phải bản gốc của bản nháp của bạn; tải lại bài rồi chọn lại",
		"is neither the newest text nor what your working copy was made from; load the story again and select anew"))
}

// check names what does not belong together.
func (w Wanted) check() error {
	var faults fault.Fields
	stray := func(pointer string, given bool) {
		if given {
			faults.Add(pointer, fault.T("không dùng với loại này; bỏ đi", "does not belong to this kind; leave it out"))
		}
	}
	switch w.On {
	case "", OnEdition, OnPicture:
		stray("/anchor/field", w.Field != "")
		stray("/anchor/quote", w.Exact != "")
		stray("/anchor/prefix", w.Prefix != "")
		stray("/anchor/suffix", w.Suffix != "")
		stray("/anchor/start", w.Start != nil)
		stray("/anchor/end", w.End != nil)
		stray("/anchor/picture", w.On != OnPicture && w.Picture != "")
	case OnSelection:
		stray("/anchor/picture", w.Picture != "")
		if !slices.Contains(Fields(), w.Field) {
			faults.Add("/anchor/field", fault.T("phải là title, lead hoặc body", "must be title, lead or body"))
		}
		if (w.Start == nil) != (w.End == nil) {
			faults.Add("/anchor/end", fault.T("start và end đi cùng nhau", "start and end go together"))
		}
		w.bounded(&faults)
	default:
		faults.Add("/anchor/on", fault.T("phải là edition, selection hoặc picture", "must be edition, selection or picture"))
	}
	return faults.Err()
}

func (w Wanted) bounded(faults *fault.Fields) {
	for _, one := range []struct {
		pointer, words string
		most           int
	}{{"/anchor/quote", w.Exact, MaxQuote}, {"/anchor/prefix", w.Prefix, maxAround}, {"/anchor/suffix", w.Suffix, maxAround}} {
		if n := len([]rune(one.words)); n > one.most {
			faults.Add(one.pointer, fault.Tf("dài %d ký tự, tối đa %d; chọn ít hơn", "is %d characters, at most %d; select less", n, one.most))
		}
	}
}

// quote finds the selection in the plain text of its field.
func (w Wanted) quote(plain string) (anchor.Quote, error) {
	if w.Start != nil {
		q, ok := anchor.At(plain, *w.Start, *w.End)
		switch {
		case !ok:
			return q, fault.Invalid("/anchor/start", fault.T("không có đoạn chữ nào ở vị trí này", "names no part of the text with a word in it"))
		case q.Exact != w.Exact && !anchor.Same(q.Exact, w.Exact):
			return q, fault.Invalid("/anchor/quote", fault.Tf("ở vị trí này là “%s”; gửi đúng đoạn đã chọn, hoặc bỏ start và end", "at this place the text has “%s”; give the words that are selected, or leave start and end out", short(q.Exact)))
		}
		return q, nil
	}
	found := anchor.Find(plain, w.Exact, w.Prefix, w.Suffix)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return anchor.Quote{}, fault.Invalid("/anchor/quote", fault.T("không có trong văn bản; tải lại bài rồi chọn lại", "is not in the text; load the story again and select anew"))
	}
	return anchor.Quote{}, fault.Invalid("/anchor/quote", fault.Tf("có ở %d chỗ; gửi thêm prefix, suffix hoặc start và end", "is in %d places; give prefix and suffix, or start and end", len(found)))
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (s *Service) plain(t manuscript.Text, f Field) string {
	switch f {
	case Title:
		return t.Title
	case Lead:
		return t.Lead
	case Body:
		return s.o.HTML.Plain(t.Body)
	}
	return ""
}

// View says in which text threads are to be placed; the zero View is the head.
type View struct {
	Revision    string // id
	WorkingCopy bool   // of the actor
}

// List lists threads of an edition as the actor may see them, placed in the text of a view.
func (s *Service) List(ctx context.Context, actor right.Actor, ref article.Ref, f Filter, v View) ([]Thread, error) {
	sc, err := s.scene(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	f.Edition = sc.edition.ID
	list, err := s.o.Store.List(ctx, f)
	if err != nil {
		return nil, err
	}
	if err := s.place(ctx, actor, sc, list, v); err != nil {
		return nil, err
	}
	return list, nil
}

// Get reads one thread as the actor may see it, placed in the text of a view.
func (s *Service) Get(ctx context.Context, actor right.Actor, at At, v View) (Thread, error) {
	sc, err := s.scene(ctx, actor, at.Ref)
	if err != nil {
		return Thread{}, err
	}
	t, err := s.o.Store.Thread(ctx, sc.edition.ID, at.Thread)
	if err != nil {
		return Thread{}, err
	}
	return s.placed(ctx, actor, sc, t, v)
}

// Count tells how many threads an edition has that the actor may read: the open ones are what
// somebody may still want to see to before it is sent or approved.
func (s *Service) Count(ctx context.Context, actor right.Actor, ref article.Ref) (Counts, error) {
	sc, err := s.scene(ctx, actor, ref)
	if err != nil {
		return Counts{}, err
	}
	return s.o.Store.Count(ctx, sc.edition.ID)
}

func (s *Service) placed(ctx context.Context, actor right.Actor, sc scene, t Thread, v View) (Thread, error) {
	list := []Thread{t}
	err := s.place(ctx, actor, sc, list, v)
	return list[0], err
}

// place hides what the actor may not see, and finds what each thread is about in the text of a
// view.
func (s *Service) place(ctx context.Context, actor right.Actor, sc scene, list []Thread, v View) error {
	inspects := actor.May(right.AuditRead, right.In(sc.article.Unit)).Allowed
	for i := range list {
		list[i].Of, list[i].Remarks = sc.object, slices.Clone(list[i].Remarks)
		for n, r := range list[i].Remarks {
			if !r.RetractedAt.IsZero() && !inspects {
				list[i].Remarks[n].Wordings = nil
			}
		}
	}
	target, err := s.target(ctx, actor, sc, v)
	if err != nil {
		return err
	}
	return s.locate(ctx, target, list)
}

// target is the text in which threads are placed.
type target struct {
	edition  string
	revision string           // "" for a working copy, whose places are not remembered
	text     *manuscript.Text // nil until it is needed
}

func (s *Service) target(ctx context.Context, actor right.Actor, sc scene, v View) (target, error) {
	t := target{edition: sc.edition.ID, revision: sc.edition.HeadRevision}
	switch {
	case v.WorkingCopy && v.Revision != "":
		return t, fault.Invalid("/working_copy", fault.T("không dùng cùng revision", "does not go with revision"))
	case v.WorkingCopy:
		w, err := s.o.Newsroom.WorkingCopy(ctx, actor, article.Ref{Article: sc.article.ID, Lang: sc.edition.Lang})
		if err != nil {
			return t, err
		}
		return target{edition: sc.edition.ID, text: &w.Text}, nil
	case v.Revision != "":
		texts, err := s.o.Store.Texts(ctx, sc.edition.ID, []string{v.Revision})
		if err != nil {
			return t, err
		}
		text, there := texts[v.Revision]
		if !there {
			return t, fault.New(fault.NotFound, fault.T("Không có phiên bản này.", "There is no such revision."))
		}
		t.revision, t.text = v.Revision, &text
	}
	return t, nil
}

// locate places threads. Texts are read with one query, and each pair of texts is compared once.
func (s *Service) locate(ctx context.Context, to target, list []Thread) error {
	var open []int
	var wanted []string
	for i, t := range list {
		switch place, known := s.places.get(key{t.ID, to.revision}); {
		case t.Anchor.On == OnEdition:
			list[i].Place = anchor.Place{Found: anchor.Exact}
		case to.revision != "" && t.Anchor.Revision == to.revision:
			list[i].Place = anchor.Place{Found: anchor.Exact, Start: t.Anchor.Quote.Start, End: t.Anchor.Quote.End}
		case to.revision != "" && known:
			list[i].Place = place
		default:
			open, wanted = append(open, i), append(wanted, t.Anchor.Revision)
		}
	}
	if len(open) == 0 {
		return nil
	}
	if to.text == nil {
		wanted = append(wanted, to.revision)
	}
	slices.Sort(wanted)
	texts, err := s.o.Store.Texts(ctx, to.edition, slices.Compact(wanted))
	if err != nil {
		return err
	}
	if to.text == nil {
		text := texts[to.revision]
		to.text = &text
	}
	type pair struct {
		revision string
		field    Field
	}
	traces := map[pair]*anchor.Trace{}
	for _, i := range open {
		about := list[i].Anchor
		if about.On == OnPicture {
			list[i].Place = pictured(about, *to.text)
		} else {
			p := pair{about.Revision, about.Field}
			if traces[p] == nil {
				traces[p] = anchor.Between(s.plain(texts[about.Revision], about.Field), s.plain(*to.text, about.Field))
			}
			list[i].Place = traces[p].Locate(about.Quote.Start, about.Quote.End)
		}
		if to.revision != "" {
			s.places.put(key{list[i].ID, to.revision}, list[i].Place)
		}
	}
	return nil
}

func pictured(about Anchor, t manuscript.Text) anchor.Place {
	if slices.Contains(t.Pictures, about.Picture) {
		return anchor.Place{Found: anchor.Exact}
	}
	return anchor.Place{Found: anchor.Orphaned}
}

// remembered bounds the places that are kept in memory.
const remembered = 20_000

// key is a thread in a revision. Neither changes, and so neither does the place.
type key struct{ thread, revision string }

// places remembers where threads stand, so that the same texts are not compared for each who
// reads. Whatever it has forgotten is found again.
type places struct {
	mu sync.Mutex
	of map[key]anchor.Place
}

func newPlaces() *places { return &places{of: map[key]anchor.Place{}} }

func (p *places) get(k key) (anchor.Place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	place, known := p.of[k]
	return place, known
}

func (p *places) put(k key, place anchor.Place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.of) >= remembered {
		clear(p.of)
	}
	p.of[k] = place
}
