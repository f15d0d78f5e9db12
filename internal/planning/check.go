package planning

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/right"
)

// apply brings a patch into a story; what is wrong is added to the faults.
func (s *Service) apply(ctx context.Context, one *Story, p Patch, faults *fault.Fields) error {
	if p.Title != nil || one.Title == "" {
		given := ""
		if p.Title != nil {
			given = *p.Title
		}
		one.Title = manuscript.Line(faults, "/title", given, MaxTitle, true)
	}
	if p.Note != nil {
		one.Note = manuscript.Words(faults, "/note", *p.Note, MaxNote, false)
	}
	if p.Entry != nil {
		if one.Entry = *p.Entry; one.Entry != "" {
			there, err := s.o.Store.HasEntry(ctx, one.Entry)
			if err != nil {
				return err
			}
			if !there {
				faults.Add("/entry", fault.T("lịch không có mục này", "there is no such entry of the calendar"))
			}
		}
	}
	if p.Facets == nil && p.Langs == nil {
		return nil
	}
	current, err := s.o.Plans.Current(ctx, s.today())
	if err != nil {
		return err
	}
	if p.Facets != nil {
		one.Facets = *p.Facets
		if err := faults.AddError("", s.o.Plans.CheckFacets(ctx, current.ID, one.Facets)); err != nil {
			return err
		}
	}
	if p.Langs != nil {
		one.Langs = *p.Langs
		return s.checkLangs(ctx, current.ID, one.Langs, faults)
	}
	return nil
}

func (s *Service) checkLangs(ctx context.Context, planID string, langs []string, faults *fault.Fields) error {
	known, err := s.o.Plans.Languages(ctx, planID)
	if err != nil {
		return err
	}
	if len(langs) > MaxLangs {
		faults.Add("/langs", fault.Tf("tối đa %d ngôn ngữ", "at most %d languages", MaxLangs))
		return nil
	}
	var codes []string
	for _, f := range known {
		codes = append(codes, f.Code)
	}
	list := strings.Join(codes, ", ")
	for i, lang := range langs {
		switch {
		case !slices.Contains(codes, lang):
			faults.Add("/langs/"+strconv.Itoa(i), fault.Tf("không có ngôn ngữ này; có: %s", "is not a known language; known: %s", list))
		case slices.Contains(langs[:i], lang):
			faults.Add("/langs/"+strconv.Itoa(i), fault.T("lặp lại", "is named twice"))
		}
	}
	return nil
}

// give brings an assignment into a story. To give it to another unit takes the right there too.
func (s *Service) give(ctx context.Context, actor right.Actor, one *Story, a Assignment, faults *fault.Fields) error {
	was := *one
	if a.Unit != nil && *a.Unit != one.Unit {
		if err := actor.Need(right.PlannedAssign, right.In(*a.Unit)); err != nil {
			return err
		}
		if was.Article != "" {
			faults.Add("/unit", fault.T("đã có bài từ đề tài này; đơn vị theo bài", "an article was made from it; the unit is that of the article"))
		}
		one.Unit, one.Person = *a.Unit, ""
	}
	if err := faults.AddError("", s.o.Plans.CheckUnit(ctx, one.Unit, s.today())); err != nil {
		return err
	}
	if a.Person != nil {
		one.Person = *a.Person
	}
	if err := s.checkPerson(ctx, *one, faults); err != nil {
		return err
	}
	if a.Due != nil {
		due, err := DueBy(*a.Due, s.o.Zone)
		if err == nil {
			err = due.Ahead(s.o.Now())
		}
		if err := faults.AddError("", err); err != nil {
			return err
		}
		one.Due = due
	}
	if one.Due.At.IsZero() && a.Due == nil {
		faults.Add("/due", fault.T("bắt buộc khi giao: ngày phải xong", "required to assign: the day by which it is to be done"))
	}
	if one.Due != was.Due { // the new day has not passed yet
		one.LateAt = time.Time{}
	}
	return nil
}

// checkPerson refuses to assign to somebody who cannot see the story.
func (s *Service) checkPerson(ctx context.Context, one Story, faults *fault.Fields) error {
	if one.Person == "" {
		return nil
	}
	all, err := s.o.People.Standing(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(p account.Standing) bool { return p.Person.ID == one.Person })
	switch {
	case at < 0:
		faults.Add("/person", fault.T("không có tài khoản này, hoặc tài khoản đang khóa", "there is no such account, or it is disabled"))
	case !all[at].Actor.May(right.ArticleRead, right.In(one.Unit)).Allowed:
		faults.Add("/person", fault.T("người này không xem được bài của đơn vị; trao vai trò trong đơn vị trước", "this person may not see stories of the unit; give them a role there first"))
	}
	return nil
}
