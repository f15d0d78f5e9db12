package link

import (
	"cmp"
	"context"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// FormalCorrection is the kind of a story that corrects another under press law: an item of its
// own with a fixed heading, linked both ways (R12). The note at the story itself is another act.
const FormalCorrection Kind = "formal_correction"

// Corrected is an edition that a formal correction is about, as readers had it when that was begun.
type Corrected struct {
	Lang        string
	Edition     string // id
	Release     string // id
	PublishedAt time.Time
}

// Statement says what a formal correction corrects.
type Statement struct {
	Unit   string       // that publishes it; "" means that of the original
	Wrong  string       // what was said
	Right  string       // what is so
	Facets *plan.Facets // nil means those of the original
}

func (s Statement) clean() (Statement, error) {
	var faults fault.Fields
	var err error
	s.Wrong, err = manuscript.Remark("/wrong", s.Wrong, fault.T("nêu thông tin đã đăng sai", "say what was published wrongly"))
	if err := faults.AddError("", err); err != nil {
		return s, err
	}
	s.Right, err = manuscript.Remark("/right", s.Right, fault.T("nêu thông tin đúng", "say what is right"))
	if err := faults.AddError("", err); err != nil {
		return s, err
	}
	return s, faults.Err()
}

// CorrectFormally begins the formal correction of a story that is out, or was until it was
// withdrawn: a draft that says what was wrong and what is right. Its heading, and the line that
// names the story and its day, are put there when it is composed and cannot be left out. It takes
// the right to correct the story and to make one in the unit. While one is being prepared there is
// no second.
func (s *Service) CorrectFormally(ctx context.Context, actor right.Actor, ref article.Ref, says Statement) (Link, article.Article, error) {
	says, err := says.clean()
	if err != nil {
		return Link{}, article.Article{}, err
	}
	var l Link
	var a article.Article
	err = s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.o.Store.LockStory(ctx, ref.Article); err != nil {
			return err
		}
		of, editions, err := s.o.Newsroom.Article(ctx, actor, ref.Article)
		if err != nil {
			return err
		}
		if err := actor.Need(right.EditionCorrect, of.Object()); err != nil {
			return err
		}
		if err := actor.Need(right.ArticleCreate, right.In(cmp.Or(says.Unit, of.Unit))); err != nil {
			return err
		}
		list, shown, err := s.wrong(ctx, of, editions, ref.Lang)
		if err != nil {
			return err
		}
		if err := s.alone(ctx, of.ID); err != nil {
			return err
		}
		l = Link{ID: s.o.NewID(), Kind: FormalCorrection, From: of.ID, FromUnit: of.Unit, ToUnit: cmp.Or(says.Unit, of.Unit), Unit: of.Unit, MadeBy: actor.ID, MadeAt: s.o.Now(), Corrected: list}
		in := article.Input{Unit: l.ToUnit, Lang: ref.Lang, Facets: facets(shown.Content), Keywords: shown.Content.Keywords, Text: says.text(ref.Lang, shown.Content.Revision.Title)}
		if says.Facets != nil {
			in.Facets = *says.Facets
		}
		if a, _, err = s.o.Newsroom.Create(ctx, actor, in); err != nil {
			return err
		}
		l.To = a.ID
		if err := s.o.Store.Add(ctx, l); err != nil {
			return err
		}
		return s.tellFormal(ctx, actor, l, shown.Edition)
	})
	return l, a, s.refusedAs(ctx, actor, right.EditionCorrect, ref.Article, err)
}

// wrong reads in which languages readers have, or had, a story, and what they have of it in one.
func (s *Service) wrong(ctx context.Context, of article.Article, editions []article.Edition, lang string) ([]Corrected, release.Release, error) {
	var list []Corrected
	var shown release.Release
	for _, e := range editions {
		p, err := s.o.Public.Story(ctx, article.Ref{Article: of.ID, Lang: e.Lang})
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, shown, err
		}
		if e.Lang == lang {
			shown = p.Release
		}
		list = append(list, Corrected{Lang: e.Lang, Edition: e.ID, Release: p.Release.ID, PublishedAt: p.PublishedAt})
	}
	if !slices.ContainsFunc(editions, func(e article.Edition) bool { return e.Lang == lang }) {
		return nil, shown, fault.New(fault.NotFound, fault.Tf("Bài này không có bản %s.", "The article has no edition in %s.", lang))
	}
	if shown.ID == "" {
		return nil, shown, fault.New(fault.StateConflict, fault.T("Bạn đọc chưa thấy bản này nên không có gì để cải chính; hãy sửa bài.", "Readers have not seen this edition, so there is nothing to correct formally; change the text."))
	}
	return list, shown, nil
}

// alone refuses a second formal correction while one is being prepared.
func (s *Service) alone(ctx context.Context, id string) error {
	links, err := s.o.Store.Of(ctx, id)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Kind != FormalCorrection || l.From != id {
			continue
		}
		_, editions, err := s.o.Newsroom.Article(ctx, right.System(), l.To)
		if err != nil {
			return err
		}
		open, err := s.prepared(ctx, editions)
		if err != nil {
			return err
		}
		if open {
			return fault.New(fault.AlreadyExists, fault.Tf("Đã có bài cải chính đang soạn: bài %s.", "A formal correction is being prepared: article %s.", l.To))
		}
	}
	return nil
}

// prepared tells whether a story is worked on and readers have seen none of it.
func (s *Service) prepared(ctx context.Context, editions []article.Edition) (bool, error) {
	open := false
	for _, e := range editions {
		open = open || e.State != article.Archived && e.State != article.Withdrawn
		_, err := s.o.Public.Story(ctx, article.Ref{Article: e.Article, Lang: e.Lang})
		if !fault.Is(err, fault.NotFound) {
			return false, err
		}
	}
	return open, nil
}

// text is what the draft begins with.
func (s Statement) text(lang, title string) manuscript.Text {
	heading := func(t fault.Text) string { return "<h3>" + t.For(lang) + "</h3>" }
	said := func(words string) string {
		return "<p>" + strings.ReplaceAll(html.EscapeString(words), "\n", "<br>") + "</p>"
	}
	return manuscript.Text{Title: title, Lead: s.Right, Body: heading(fault.T("Thông tin chưa đúng", "What was wrong")) + "<blockquote>" + said(s.Wrong) + "</blockquote>" +
		heading(fault.T("Thông tin đúng", "What is right")) + said(s.Right) +
		"<p>" + fault.T("Chúng tôi xin lỗi bạn đọc và các tổ chức, cá nhân có liên quan.", "We apologise to our readers and to all who are concerned.").For(lang) + "</p>"}
}

// tellFormal leaves the row of a formal correction that was begun, and tells the original's unit.
func (s *Service) tellFormal(ctx context.Context, actor right.Actor, l Link, edition string) error {
	entry := audit.Entry{Actor: actor.ID, Action: "article.correct_formally", Object: audit.Object{Kind: "article", ID: l.From}, Is: l.defined(), Detail: map[string]any{"article": l.To, "unit": l.ToUnit}}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(entry.Action), Article: l.From, Edition: edition, Unit: l.FromUnit, Actor: actor.ID, Data: map[string]any{"link": l.ID, "article": l.To}})
}

// Channel is one by its id and name.
type Channel struct{ ID, Name string }

// LeftOut lists the channels on which readers have, or had, the story that an edition formally
// corrects, and to which it neither went nor is to go: none for every other edition. A correction
// is owed to those who read what was wrong.
func (s *Service) LeftOut(ctx context.Context, ref article.Ref) ([]Channel, error) {
	l, of, err := Book{Store: s.o.Store}.about(ctx, ref.Article, ref.Lang)
	if err != nil || l.ID == "" {
		return nil, err
	}
	return s.o.Store.LeftOut(ctx, of.Edition, ref)
}

// Book tells formal corrections from other stories.
type Book struct {
	Store    Store
	Releases Releases
	Address  func(article, lang string) string // of a story, for readers
}

// Corrects finds what a story in a language is the formal correction of: the edition in the same
// language where readers had it so, else that with which the correction began; nil where it is
// none.
func (b Book) Corrects(ctx context.Context, a article.Article, lang string) (*release.Corrected, error) {
	l, of, err := b.about(ctx, a.ID, lang)
	if err != nil || l.ID == "" {
		return nil, err
	}
	r, err := b.Releases.Release(ctx, of.Release)
	if err != nil {
		return nil, err
	}
	c := &release.Corrected{Article: l.From, Lang: of.Lang, Release: of.Release, Title: r.Content.Revision.Title, PublishedAt: of.PublishedAt.UTC(), URL: b.Address(l.From, of.Lang)}
	for _, one := range r.Content.Facets {
		if one.Kind == string(plan.Area) {
			c.Section = one.Name
			break
		}
	}
	return c, nil
}

// about finds the link of a formal correction with the edition that it is about in a language;
// zero for every other story.
func (b Book) about(ctx context.Context, id, lang string) (Link, Corrected, error) {
	l, err := b.Store.Formal(ctx, id)
	if err != nil || l.ID == "" {
		return Link{}, Corrected{}, err
	}
	if len(l.Corrected) == 0 { // it would go out as any other story
		return Link{}, Corrected{}, fault.New(fault.StateConflict, fault.T("Không rõ bài này cải chính bản phát hành nào của bài gốc; lưu trữ bài này rồi tạo lại bài cải chính từ bài gốc.",
			"It is not known which release of the original this story corrects; archive it and begin the formal correction anew from the original."))
	}
	at := max(0, slices.IndexFunc(l.Corrected, func(c Corrected) bool { return c.Lang == lang }))
	return l, l.Corrected[at], nil
}
