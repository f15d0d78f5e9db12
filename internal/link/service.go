package link

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps links.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// LockStory keeps others from a story until the transaction ends.
	LockStory(ctx context.Context, article string) error
	Add(ctx context.Context, l Link) error
	// Of lists the links in which a story stands on either side, oldest first.
	Of(ctx context.Context, article string) ([]Link, error)
	// Copies lists what was made of an edition, and keeps others from it until the transaction ends.
	Copies(ctx context.Context, edition string) ([]Part, error)
	// Copy finds how an edition was made of another, and LockCopy keeps others from that; both are
	// zero for one that was not.
	Copy(ctx context.Context, edition string) (Part, error)
	LockCopy(ctx context.Context, edition string) (Part, error)
	// Formal finds the link by which a story is the formal correction of another; zero where it is
	// none.
	Formal(ctx context.Context, article string) (Link, error)
	// LeftOut lists by name the channels with readers on which an edition is or was, and to which
	// the one of a ref neither went nor is to go.
	LeftOut(ctx context.Context, edition string, ref article.Ref) ([]Channel, error)
	// Save writes what a part is held against, and its standing.
	Save(ctx context.Context, p Part) error
}

// Newsroom makes stories, and reads them as somebody who may be denied it.
type Newsroom interface {
	Create(ctx context.Context, actor right.Actor, in article.Input) (article.Article, article.Edition, error)
	AddTranslation(ctx context.Context, actor right.Actor, ref article.Ref, t article.Translation) (article.Edition, error)
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
	OnText(ctx context.Context, actor right.Actor, ref article.Ref, fn func(ctx context.Context, a article.Article, e article.Edition) error) error
	Tell(ctx context.Context, actor right.Actor, action string, detail map[string]any, a article.Article, e article.Edition) error
}

// Releases reads what was approved, and whose words are in a revision.
type Releases interface {
	Release(ctx context.Context, id string) (release.Release, error)
	Authors(ctx context.Context, revision string) ([]string, error)
}

// Public reads what readers see.
type Public interface {
	Story(ctx context.Context, ref article.Ref) (published.Edition, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Newsroom Newsroom
	Releases Releases
	Public   Public
	Plans    interface {
		Unit(ctx context.Context, code string) (plan.Unit, error)
	}
	People interface {
		Person(ctx context.Context, id string) (account.Person, error)
	}
	Address func(article, lang string) string // of a story, for readers
	Trail   audit.Trail
	Zone    *time.Location // of the house
	Now     func() time.Time
	NewID   func() string
}

// Service keeps links between stories. Each act is one transaction with its audit row and its
// event in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// How says what is made of a story.
type How struct {
	Unit   string
	Langs  []string     // the first is that in which the story is written; in all of them the original is published
	Facets *plan.Facets // nil means those of the original
}

// Reuse makes a draft of a unit of what another has published: its words and pictures as readers
// see them, with the credit as their last line. It takes the right to make stories in the unit and
// none in the other's, since the words are public. Those whose words they are have a part in the
// draft, and so approve it no more than whoever made it. It is refused a second time with the
// draft that the first made, until that is put away.
func (s *Service) Reuse(ctx context.Context, actor right.Actor, id string, how How) (Link, article.Article, error) {
	if err := s.refused(ctx, actor, id, actor.Need(right.ArticleCreate, right.In(how.Unit))); err != nil {
		return Link{}, article.Article{}, err
	}
	var l Link
	var a article.Article
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if err := s.o.Store.LockStory(ctx, id); err != nil {
			return err
		}
		of, editions, err := s.o.Newsroom.Article(ctx, right.System(), id)
		if err != nil {
			return err
		}
		words, err := s.words(ctx, of, editions, how.Langs)
		if err != nil {
			return err
		}
		if err := s.free(ctx, of, how.Unit); err != nil {
			return err
		}
		l = Link{ID: s.o.NewID(), Kind: Reuse, From: of.ID, FromUnit: of.Unit, ToUnit: how.Unit, Unit: of.Unit, MadeBy: actor.ID, MadeAt: s.o.Now()}
		if a, err = s.draft(ctx, actor, &l, of, words, how); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, l); err != nil {
			return err
		}
		return s.tell(ctx, actor, l)
	})
	return l, a, s.refused(ctx, actor, id, err)
}

// original is an edition as readers see it, and the release that is approved of it now.
type original struct {
	lang, edition, approved string
	shown                   release.Release
}

// words reads what is published of a story in some languages, that in which it was written first
// where it is among them. A story of which none is, is not there.
func (s *Service) words(ctx context.Context, a article.Article, editions []article.Edition, langs []string) ([]original, error) {
	var faults fault.Fields
	var list []original
	for i, lang := range langs {
		at := "/langs/" + strconv.Itoa(i)
		if slices.Contains(langs[:i], lang) {
			faults.Add(at, fault.T("ngôn ngữ này đã có ở trên", "this language stands above already"))
			continue
		}
		e := slices.IndexFunc(editions, func(e article.Edition) bool { return e.Lang == lang })
		p, err := s.o.Public.Story(ctx, article.Ref{Article: a.ID, Lang: lang})
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err != nil || e < 0 || !p.WithdrawnAt.IsZero() || editions[e].State == article.Withdrawn {
			faults.Add(at, fault.Tf("bản %s của bài này không còn hoặc chưa đăng nên không dùng lại được", "the edition in %s is not published, so it cannot be reused", lang))
			continue
		}
		list = append(list, original{lang: lang, edition: p.Release.Edition, approved: editions[e].ApprovedRelease, shown: p.Release})
	}
	if len(list) == 0 && len(langs) > 0 {
		return nil, fault.New(fault.NotFound, fault.T("Không có bài này, hoặc bài không được đăng bằng ngôn ngữ đã chọn.", "There is no such story, or it is not published in the languages chosen."))
	}
	if len(langs) == 0 {
		faults.Add("/langs", fault.T("chọn ít nhất một ngôn ngữ", "choose at least one language"))
	}
	slices.SortStableFunc(list, func(x, y original) int { return cmp.Compare(rank(x, a), rank(y, a)) })
	return list, faults.Err()
}

func rank(o original, a article.Article) int {
	if o.lang == a.Lang {
		return 0
	}
	return 1
}

// free refuses a unit's own story, and one that it has reused already.
func (s *Service) free(ctx context.Context, of article.Article, unit string) error {
	if of.Unit == unit {
		return fault.Invalid("/unit", fault.T("bài này là của chính đơn vị; mở bài đó thay vì dùng lại", "the story is the unit's own; open it instead"))
	}
	links, err := s.o.Store.Of(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Kind == Reuse && l.From == of.ID && l.ToUnit == unit && slices.ContainsFunc(l.Parts, func(p Part) bool { return p.State != article.Archived }) {
			return fault.New(fault.AlreadyExists, fault.Tf("Đơn vị đã dùng lại bài này: bài %s.", "The unit has reused this story already: article %s.", l.To))
		}
	}
	return nil
}

// draft makes the story, in the first language and then in the others.
func (s *Service) draft(ctx context.Context, actor right.Actor, l *Link, of article.Article, words []original, how How) (article.Article, error) {
	unit, err := s.o.Plans.Unit(ctx, of.Unit)
	if err != nil {
		return article.Article{}, err
	}
	unit = unit.On(plan.DayOf(s.o.Now(), s.o.Zone))
	names, err := s.authors(ctx, l, of)
	if err != nil {
		return article.Article{}, err
	}
	var a article.Article
	for i, from := range words {
		credit := cmp.Or(unit.Name.For(from.lang), unit.Name.VI)
		t, err := s.text(ctx, from, creditLine(from.lang, s.o.Address(of.ID, from.lang), credit, names))
		if err != nil {
			return a, err
		}
		var e article.Edition
		if i == 0 {
			in := article.Input{Unit: how.Unit, Lang: from.lang, Facets: facets(from.shown.Content), Keywords: from.shown.Content.Keywords, Text: t.Text, Borrowed: t.Borrowed}
			if how.Facets != nil {
				in.Facets = *how.Facets
			}
			a, e, err = s.o.Newsroom.Create(ctx, actor, in)
		} else {
			e, err = s.o.Newsroom.AddTranslation(ctx, actor, article.Ref{Article: a.ID, Lang: from.lang}, t)
		}
		if err != nil {
			return a, err
		}
		p := Part{Link: l.ID, Article: a.ID, Unit: a.Unit, Lang: from.lang, From: from.edition, To: e.ID, Credit: credit, Taken: from.shown.ID, Held: from.shown.ID, Newest: from.shown.ID,
			Standing: Current, State: e.State, Publication: e.Publication}
		if err := s.meet(ctx, &p, from); err != nil {
			return a, err
		}
		l.Parts = append(l.Parts, p)
	}
	l.To = a.ID
	return a, nil
}

// meet finds whether other words are approved already than those that readers see.
func (s *Service) meet(ctx context.Context, p *Part, from original) error {
	if from.approved == "" || from.approved == p.Taken {
		return nil
	}
	r, err := s.o.Releases.Release(ctx, from.approved)
	if err == nil {
		p.follow(from.shown, from.shown, r, s.o.Now())
	}
	return err
}

// text is what is taken of an original, with the credit as its last line.
func (s *Service) text(ctx context.Context, from original, credit string) (article.Translation, error) {
	c := from.shown.Content
	authors, err := s.o.Releases.Authors(ctx, c.Revision.ID)
	t := article.Translation{Text: c.Revision.Text, Borrowed: article.Borrowed{Authors: authors}}
	t.Body += credit
	t.Pictures = []string{}
	for _, one := range c.Pictures {
		t.Pictures = append(t.Pictures, one.ID)
	}
	t.Borrowed.Pictures = t.Pictures
	return t, err
}

// authors are the names of those whose story it was, as they are credited.
func (s *Service) authors(ctx context.Context, l *Link, of article.Article) ([]string, error) {
	var names []string
	for _, id := range of.Object().Owners {
		p, err := s.o.People.Person(ctx, id)
		if fault.Is(err, fault.NotFound) || err == nil && !p.ErasedAt.IsZero() || slices.Contains(l.Authors, id) {
			continue // the engine, or somebody who is no longer known
		}
		if err != nil {
			return nil, err
		}
		l.Authors, names = append(l.Authors, id), append(names, p.Name)
	}
	return names, nil
}

// tell leaves the row of a reuse, and tells the unit of the original.
func (s *Service) tell(ctx context.Context, actor right.Actor, l Link) error {
	entry := audit.Entry{Actor: actor.ID, Action: "article.reuse", Object: audit.Object{Kind: "article", ID: l.From}, Is: l.defined(), Detail: map[string]any{"article": l.To, "unit": l.ToUnit}}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(entry.Action), Article: l.From, Edition: l.Parts[0].From, Unit: l.FromUnit, Actor: actor.ID, Data: map[string]any{"link": l.ID, "by": l.ToUnit}})
}

// refused leaves a row for a denial to make a story; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, id string, err error) error {
	return s.refusedAs(ctx, actor, right.ArticleCreate, id, err)
}

func (s *Service) refusedAs(ctx context.Context, actor right.Actor, action right.Action, id string, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(action), Object: audit.Object{Kind: "article", ID: id}}, err)
}

// Of lists the links of a story that the actor may read: what it was made of, and by whom it is
// used.
func (s *Service) Of(ctx context.Context, actor right.Actor, id string) ([]Link, error) {
	if _, _, err := s.o.Newsroom.Article(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.o.Store.Of(ctx, id)
}

// Copy finds how an edition was made of another; zero where it was not.
func (s *Service) Copy(ctx context.Context, edition string) (Part, error) {
	return s.o.Store.Copy(ctx, edition)
}
