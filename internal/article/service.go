package article

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Options are what a Service works with.
type Options struct {
	Store      Store
	Texts      Texts
	Releases   Releases
	Lister     Lister
	Plans      Plans
	People     People
	Library    Library
	Variants   Variants
	Deliveries Deliveries
	Flows      Flows
	Approvals  Approvals
	Checklist  Checklist
	Candidates Candidates
	Trail      audit.Trail
	HTML       *text.HTML
	Zone       *time.Location // in which days are counted
	Now        func() time.Time
	NewID      func() string
}

// Service carries out the acts of the newsroom. Each act is one transaction with its
// audit row and its event in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// today is the present day where the newsroom is.
func (s *Service) today() plan.Date {
	return plan.DayOf(s.o.Now(), s.o.Zone)
}

// Input is what people give for an article: its facets, and at first its text.
type Input struct {
	Unit     string
	Facets   plan.Facets
	Keywords []string
	Priority int
	Lang     string
	Text     manuscript.Text
	// Coauthors are those whom its writers name, and for whom a planned story was meant.
	Coauthors []string
	// Together changes whether its editions are published together; nil leaves it. Only of SaveFacets.
	Together *bool
	// Authors are people, by id, by whose orders the engine writes a story: what enters it is
	// theirs as if they had saved it, so that none of them approves it, and so is the story.
	Authors  []string
	Borrowed Borrowed // by its text
}

// Create makes an article of the current plan with its first edition.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Article, Edition, error) {
	c := call{action: right.ArticleCreate, unit: in.Unit, object: audit.Object{Kind: "article"}}
	if err := s.refused(ctx, actor, c, actor.Need(c.action, right.In(c.unit))); err != nil {
		return Article{}, Edition{}, err
	}
	clean, bad := manuscript.Clean(s.o.HTML, in.Text) // too slow for a transaction; its faults are told with the others
	var a Article
	var e Edition
	err := s.act(ctx, actor, c, func(ctx context.Context) error {
		current, err := s.o.Plans.Current(ctx, s.today())
		if err != nil {
			return err
		}
		now := s.o.Now()
		a = Article{ID: s.o.NewID(), Plan: current.ID, Unit: in.Unit, Lang: in.Lang, Facets: in.Facets, Keywords: in.Keywords, Priority: in.Priority,
			Coauthors: slices.Compact(slices.Sorted(slices.Values(slices.Concat(in.Authors, in.Coauthors)))), Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
		if err := s.check(ctx, &a, in.Lang, bad); err != nil {
			return err
		}
		if err := s.o.Store.AddArticle(ctx, a); err != nil {
			return err
		}
		in.Borrowed.Authors = slices.Concat(in.Borrowed.Authors, in.Authors)
		if e, err = s.addEdition(ctx, actor, a, Edition{Lang: in.Lang}, clean, in.Borrowed); err != nil {
			return err
		}
		if err := s.contribute(ctx, actor, e, eyes.Facets, in.Authors...); err != nil {
			return err
		}
		return s.tellFacets(ctx, actor, told{action: "article.create", detail: map[string]any{"edition": e.ID, "revision": e.HeadRevision}}, nil, a, e)
	})
	return a, e, err
}

// check gathers every fault of a draft before anything is written; bad is what is wrong
// with its text.
func (s *Service) check(ctx context.Context, a *Article, lang string, bad error) error {
	var faults fault.Fields
	if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, a.Unit, s.today())); err != nil {
		return err
	}
	if err := faults.AddError("", s.o.Plans.CheckFacets(ctx, a.Plan, a.Facets)); err != nil {
		return err
	}
	if err := faults.AddError("", cleanKeywords(a)); err != nil {
		return err
	}
	if err := faults.AddError("", checkPriority(a.Priority)); err != nil {
		return err
	}
	if err := faults.AddError("", s.checkLang(ctx, a.Plan, lang)); err != nil {
		return err
	}
	if err := faults.AddError("", bad); err != nil {
		return err
	}
	return faults.Err()
}

// AddEdition is AddTranslation of a text whose writer names no source.
func (s *Service) AddEdition(ctx context.Context, actor right.Actor, ref Ref, t manuscript.Text) (Edition, error) {
	return s.AddTranslation(ctx, actor, ref, Translation{Text: t})
}

// AddTranslation opens the article in a further language; where the text names no source, it is
// made from the newest.
func (s *Service) AddTranslation(ctx context.Context, actor right.Actor, ref Ref, t Translation) (Edition, error) {
	clean, bad := s.CleanFor(ctx, actor, ref, t.Text)
	if bad != nil && !fault.Is(bad, fault.ValidationFailed) {
		return Edition{}, bad
	}
	var e Edition
	err := s.locked(ctx, actor, right.ArticleEdit, ref, func(ctx context.Context, a Article, siblings []Edition) error {
		var faults fault.Fields
		if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, a.Unit, s.today())); err != nil {
			return err
		}
		if err := faults.AddError("", s.checkLang(ctx, a.Plan, ref.Lang)); err != nil {
			return err
		}
		if err := faults.AddError("", bad); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		var err error
		begun := Edition{Lang: ref.Lang, SourceRevision: in(siblings, a.Lang).HeadRevision}
		if err := s.names(ctx, a, &begun, siblings, t.Source); err != nil {
			return err
		}
		if e, err = s.addEdition(ctx, actor, a, begun, clean, t.Borrowed); err != nil {
			return err
		}
		if err := s.inherit(ctx, e, siblings); err != nil {
			return err
		}
		return s.tell(ctx, actor, told{action: "edition.create"}, a, e)
	})
	return e, err
}

// inherit notes those whose facets no approval has covered yet as contributors to a new
// edition, since it bears the same facets.
func (s *Service) inherit(ctx context.Context, e Edition, siblings []Edition) error {
	for _, sibling := range siblings {
		last, err := s.o.Releases.LastNumber(ctx, sibling.ID)
		if err != nil {
			return err
		}
		contributions, err := s.o.Releases.Contributors(ctx, sibling.ID, last+1)
		if err != nil {
			return err
		}
		for _, one := range contributions {
			if one.What != eyes.Facets {
				continue
			}
			one.Edition, one.Release = e.ID, 1
			if err := s.o.Releases.Contribute(ctx, one); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) addEdition(ctx context.Context, actor right.Actor, a Article, begun Edition, t manuscript.Text, from Borrowed) (Edition, error) {
	now := s.o.Now()
	e := Edition{ID: s.o.NewID(), Article: a.ID, Lang: begun.Lang, State: Draft, NextAct: release.ActPublish, Publication: NotPublished, Together: a.Together,
		SourceRevision: begun.SourceRevision, Outdated: begun.Outdated,
		CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	if err := s.o.Store.AddEdition(ctx, e); err != nil {
		if fault.Is(err, fault.AlreadyExists) {
			return Edition{}, fault.New(fault.AlreadyExists, fault.Tf("Bài này đã có bản %s.", "The article has an edition in %s already.", begun.Lang))
		}
		return Edition{}, err
	}
	_, _, err := s.saveText(ctx, actor, &e, t, s.searchable(t), from)
	return e, err
}

// SaveFacets replaces the facets and the co-authors; version is the one that was read. Since
// facets are part of every edition's release, none may be approved at the time when they change.
// Co-authors are part of none. A unit in the input files the article anew under one to which its
// unit has passed; "" leaves it where it is.
func (s *Service) SaveFacets(ctx context.Context, actor right.Actor, id string, version int, in Input) (Article, error) {
	var saved Article
	err := s.onArticle(ctx, actor, right.ArticleEdit, id, func(ctx context.Context, a Article, editions []Edition) error {
		if a.Version != version {
			return Stale(a.Version)
		}
		before := a
		a.Facets, a.Keywords, a.Priority, a.Coauthors, a.Unit = in.Facets, in.Keywords, in.Priority, in.Coauthors, cmp.Or(in.Unit, a.Unit)
		if in.Together != nil {
			a.Together = *in.Together
		}
		if a.Unit != before.Unit {
			if err := actor.Need(right.ArticleEdit, a.Object()); err != nil {
				return err
			}
		}
		var faults fault.Fields
		for _, err := range []error{s.checkMove(ctx, before.Unit, a.Unit), s.o.Plans.CheckFacets(ctx, a.Plan, a.Facets), cleanKeywords(&a),
			checkPriority(a.Priority), s.checkCoauthors(ctx, &a, before.Coauthors)} {
			if err := faults.AddError("", err); err != nil {
				return err
			}
		}
		if err := faults.Err(); err != nil {
			return err
		}
		detail := differs(before, a)
		if a.same(before) && detail == nil {
			saved = before // nobody has contributed anything
			return nil
		}
		if err := s.reclassified(ctx, actor, a, before, editions); err != nil {
			return err
		}
		if err := s.join(ctx, before, a, editions); err != nil {
			return err
		}
		a.Version++
		a.UpdatedAt = s.o.Now()
		saved = a
		if err := s.o.Store.SaveArticle(ctx, a); err != nil {
			return err
		}
		return s.tellFacets(ctx, actor, told{action: "article.update", detail: detail}, &before, a, Edition{})
	})
	return saved, err
}

// reclassified notes that the actor changed what enters every edition's release.
func (s *Service) reclassified(ctx context.Context, actor right.Actor, a, before Article, editions []Edition) error {
	if a.same(before) {
		return nil
	}
	refiled := a.filedAnew(before)
	for _, e := range editions {
		if e.State == Approved && (!refiled || !e.Publication.begun()) {
			return readOnly(e)
		}
		if err := s.contribute(ctx, actor, e, eyes.Facets); err != nil {
			return err
		}
		if err := s.unsettled(ctx, actor, a, e); err != nil {
			return err
		}
	}
	return nil
}

// same reports whether two states of an article bear the same facets in the same unit.
func (a Article) same(b Article) bool {
	return a.Unit == b.Unit && a.classified(b)
}

func (a Article) classified(b Article) bool {
	return slices.Equal(release.Labels(a.Facets), release.Labels(b.Facets)) && slices.Equal(a.Keywords, b.Keywords) && a.Priority == b.Priority
}

// Article reads one article with its editions.
func (s *Service) Article(ctx context.Context, actor right.Actor, id string) (Article, []Edition, error) {
	a, err := s.o.Store.Article(ctx, id)
	if err != nil {
		return Article{}, nil, err
	}
	if err := actor.Need(right.ArticleRead, right.In(a.Unit)); err != nil {
		return Article{}, nil, err
	}
	rows, err := s.o.Lister.List(ctx, Filter{Article: id, Limit: 100})
	if err != nil {
		return Article{}, nil, err
	}
	editions := make([]Edition, len(rows))
	for i, row := range rows {
		editions[i] = row.Edition
	}
	return a, editions, nil
}

// ToChange reads one article for a change of its facets that is about to be made; a denial
// leaves a row, as that of the change would.
func (s *Service) ToChange(ctx context.Context, actor right.Actor, id string) (Article, error) {
	a, _, err := s.Article(ctx, actor, id)
	c := call{action: right.ArticleEdit, object: audit.Object{Kind: "article", ID: id}}
	return a, s.refused(ctx, actor, c, err)
}

// Edition reads one edition with its article.
func (s *Service) Edition(ctx context.Context, actor right.Actor, ref Ref) (Article, Edition, error) {
	a, err := s.o.Store.Article(ctx, ref.Article)
	if err != nil {
		return Article{}, Edition{}, err
	}
	if err := actor.Need(right.ArticleRead, right.In(a.Unit)); err != nil {
		return Article{}, Edition{}, err
	}
	e, err := s.o.Store.Edition(ctx, ref)
	return a, e, err
}

// List finds the editions that the actor may read, newest change first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) ([]Row, error) {
	f, err := s.scoped(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return s.o.Lister.List(ctx, f)
}

// Count counts what [Service.List] would give, no further than most.
func (s *Service) Count(ctx context.Context, actor right.Actor, f Filter, most int) (int, error) {
	f, err := s.scoped(ctx, actor, f)
	if err != nil {
		return 0, err
	}
	return s.o.Lister.Count(ctx, f, most)
}

// Cells counts what [Service.List] would give, without end, by pillar and content area. An edition
// of several pillars or areas counts in each of their cells.
func (s *Service) Cells(ctx context.Context, actor right.Actor, f Filter) ([]Cell, error) {
	f, err := s.scoped(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return s.o.Lister.Cells(ctx, f)
}

// scoped checks what is asked for, and narrows it to what the actor may read.
func (s *Service) scoped(ctx context.Context, actor right.Actor, f Filter) (Filter, error) {
	every, units := actor.Scope(right.ArticleRead)
	if !every && len(units) == 0 {
		return f, actor.Need(right.ArticleRead, right.In(""))
	}
	codes := plan.Codes{Pillar: f.Pillar, Area: f.Area, Audience: f.Audience, MemberState: f.MemberState, Lang: f.Lang, Units: f.Units}
	if f.Pillar == NoFacet {
		codes.Pillar = ""
	}
	if f.Area == NoFacet {
		codes.Area = ""
	}
	if err := s.o.Plans.CheckCodes(ctx, codes); err != nil {
		return f, err
	}
	if !every {
		f.Units = within(f.Units, units)
	}
	asked := f.Search
	if f.Search = text.Fold(asked); f.Search == "" && strings.TrimSpace(asked) != "" {
		f.Units = []string{} // signs alone stand in no text; narrowing by nothing would show everything
	}
	return f, nil
}

// within narrows the units asked for to those allowed; nil asks for all of these.
func within(asked, allowed []string) []string {
	if asked == nil {
		return allowed
	}
	return slices.DeleteFunc(slices.Clone(asked), func(unit string) bool { return !slices.Contains(allowed, unit) })
}
