package series

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Store keeps series with their order.
type Store interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// Add and Save write the series with its order, and raise the generation of what the public
	// sees, so that pages and feeds follow. A code that is taken is a fault at /code.
	Add(ctx context.Context, s Series) error
	Save(ctx context.Context, s Series) error
	Get(ctx context.Context, id string) (Series, error)
	// Lock is Get, and keeps others from it until the transaction ends.
	Lock(ctx context.Context, id string) (Series, error)
	List(ctx context.Context, f Filter) ([]Series, error)
}

// Filter narrows a list; zero values do not.
type Filter struct {
	Unit    string // code
	Article string // id of one that is in it
	After   *Place
	Limit   int
}

// Place is a row's place in a list, newest first.
type Place struct {
	At time.Time
	ID string
}

// Plans is what series ask of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	CheckUnit(ctx context.Context, code string, day plan.Date) error
	CheckCodes(ctx context.Context, codes plan.Codes) error
}

// Articles reads a story as somebody, who may be denied it.
type Articles interface {
	Article(ctx context.Context, actor right.Actor, id string) (article.Article, []article.Edition, error)
}

// Library reads pictures; those that there are.
type Library interface {
	ByID(ctx context.Context, ids []string) (map[string]media.Media, error)
}

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Plans    Plans
	Articles Articles
	Library  Library
	Trail    audit.Trail
	Zone     *time.Location // of the house
	Now      func() time.Time
	NewID    func() string
}

// Service keeps series. Whoever reads stories in any unit sees all series, since all are to work
// closely together (R5). Changes take the right to manage series in the series' unit; each is one
// transaction with its audit row and its event in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Patch changes what it names; nil leaves a thing as it is.
type Patch struct {
	Title  *fault.Text
	Lead   *fault.Text
	Cover  *string // "" takes it away
	Months *Months
	Closed *bool
}

// cover gives a series its cover: a picture that the actor may see.
func (s *Service) cover(ctx context.Context, actor right.Actor, p Patch, one *Series, faults *fault.Fields) error {
	if p.Cover == nil || *p.Cover == one.Cover {
		return nil
	}
	one.Cover = *p.Cover
	if one.Cover == "" {
		return nil
	}
	found, err := s.o.Library.ByID(ctx, []string{one.Cover})
	if m, ok := found[one.Cover]; err == nil && (!ok || !actor.May(right.MediaRead, right.In(m.Unit)).Allowed) {
		faults.Add("/cover", fault.T("không có trong kho ảnh, hoặc bạn không xem được ảnh này", "is not in the media library, or you may not see it"))
	}
	return err
}

func (p Patch) apply(s *Series, faults *fault.Fields) {
	text := func(at string, into *fault.Text, given *fault.Text, most int, wanted bool) {
		if given != nil {
			into.VI = manuscript.Line(faults, at+"/vi", given.VI, most, wanted)
			into.EN = manuscript.Line(faults, at+"/en", given.EN, most, false)
		}
	}
	text("/title", &s.Title, p.Title, MaxTitle, true)
	text("/lead", &s.Lead, p.Lead, MaxLead, false)
	if p.Months != nil {
		s.Months = *p.Months
		s.Months.check(faults)
	}
	if p.Closed != nil {
		s.Closed = *p.Closed
	}
}

// Input is a new series.
type Input struct {
	Code, Unit string
	Patch      Patch
}

// Create makes a series without stories.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Series, error) {
	now := s.o.Now()
	one := Series{ID: s.o.NewID(), Code: in.Code, Unit: in.Unit, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}
	if err := s.refused(ctx, actor, Series{}, actor.Need(right.SeriesManage, right.In(in.Unit))); err != nil {
		return Series{}, err
	}
	if in.Patch.Title == nil {
		in.Patch.Title = &fault.Text{}
	}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var faults fault.Fields
		checkCode(&faults, in.Code)
		in.Patch.apply(&one, &faults)
		if err := s.cover(ctx, actor, in.Patch, &one, &faults); err != nil {
			return err
		}
		day := plan.DayOf(now, s.o.Zone)
		if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, in.Unit, day)); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		current, err := s.o.Plans.Current(ctx, day)
		if err != nil {
			return err
		}
		one.Plan = current.ID
		if err := s.o.Store.Add(ctx, one); err != nil {
			return err
		}
		return s.tell(ctx, actor, "series.create", nil, one)
	})
	return one, err
}

// Change changes a series; version is the one that was read.
func (s *Service) Change(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Series, error) {
	return s.on(ctx, actor, id, version, "series.update", func(ctx context.Context, one *Series, faults *fault.Fields) error {
		p.apply(one, faults)
		return s.cover(ctx, actor, p, one, faults)
	})
}

// Arrange puts stories into a series in this order, and takes out those that are not named. Who
// adds one must be able to read it; to a closed series none is added.
func (s *Service) Arrange(ctx context.Context, actor right.Actor, id string, version int, articles []string) (Series, error) {
	return s.on(ctx, actor, id, version, "series.arrange", func(ctx context.Context, one *Series, faults *fault.Fields) error {
		if len(articles) > MaxArticles {
			faults.Add("/articles", fault.Tf("nhiều nhất %d bài", "at most %d stories", MaxArticles))
			return nil
		}
		for i, story := range articles {
			at := "/articles/" + strconv.Itoa(i)
			if slices.Contains(articles[:i], story) {
				faults.Add(at, fault.T("bài này đã có ở trên", "this story stands above already"))
				continue
			}
			if slices.Contains(one.Articles, story) {
				continue
			}
			if one.Closed {
				return fault.New(fault.StateConflict, fault.T("Chuyên đề đã khép lại; mở lại trước khi thêm bài.", "The series is closed; open it before a story is added."))
			}
			if _, _, err := s.o.Articles.Article(ctx, actor, story); fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
				faults.Add(at, fault.T("không có bài này, hoặc tài khoản này không xem được", "there is no such story, or this account may not read it"))
			} else if err != nil {
				return err
			}
		}
		one.Articles = slices.Clone(articles)
		return nil
	})
}

func (s *Service) on(ctx context.Context, actor right.Actor, id string, version int, act string, fn func(ctx context.Context, one *Series, faults *fault.Fields) error) (Series, error) {
	if err := s.refused(ctx, actor, Series{ID: id}, reads(actor)); err != nil {
		return Series{}, err
	}
	one := Series{ID: id}
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		found, err := s.o.Store.Lock(ctx, id)
		if err != nil {
			return err
		}
		one = found
		if err := actor.Need(right.SeriesManage, right.In(one.Unit)); err != nil {
			return err
		}
		if version != one.Version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", one.Version))
		}
		was := one
		var faults fault.Fields
		if err := fn(ctx, &one, &faults); err != nil {
			return err
		}
		if err := faults.Err(); err != nil {
			return err
		}
		one.Version++
		one.UpdatedAt = s.o.Now()
		if err := s.o.Store.Save(ctx, one); err != nil {
			return err
		}
		return s.tell(ctx, actor, act, &was, one)
	})
	if err != nil {
		return Series{}, s.refused(ctx, actor, one, err)
	}
	return one, nil
}

// reads turns away those who read stories in no unit at all.
func reads(actor right.Actor) error {
	if every, units := actor.Scope(right.ArticleRead); !every && len(units) == 0 {
		return actor.Need(right.ArticleRead, right.In(""))
	}
	return nil
}

// Get reads a series.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Series, error) {
	if err := reads(actor); err != nil {
		return Series{}, err
	}
	return s.o.Store.Get(ctx, id)
}

// List returns the series of the house, newest first.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) ([]Series, error) {
	if err := reads(actor); err != nil {
		return nil, err
	}
	if f.Unit != "" {
		if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Units: []string{f.Unit}}); err != nil {
			return nil, err
		}
	}
	return s.o.Store.List(ctx, f)
}

func (s *Service) tell(ctx context.Context, actor right.Actor, act string, was *Series, is Series) error {
	entry := audit.Entry{Actor: actor.ID, Action: act, Object: audit.Object{Kind: "series", ID: is.ID}, Is: is.defined()}
	if was != nil {
		entry.Was = was.defined()
	}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(act), Unit: is.Unit, Data: map[string]any{"series": is.ID}, Actor: actor.ID})
}

// refused leaves a row for a denial; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, one Series, err error) error {
	return audit.Refused(ctx, s.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.SeriesManage), Object: audit.Object{Kind: "series", ID: one.ID}}, err)
}
