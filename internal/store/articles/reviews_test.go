package articles_test

import (
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/eyes"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/review"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/flows"
	"github.com/lantoa/lantoa/internal/store/media"
	"github.com/lantoa/lantoa/internal/store/plans"
)

// handedIn stores a story that waits for approval, with its text and its writer.
func (s stocked) handedIn(n int, writer string) article.Edition {
	s.Helper()
	e := s.add(n, func(a *article.Article, e *article.Edition) {
		a.Lang, a.CreatedBy, e.Title, e.State, e.SubmittedBy, e.SubmittedAt = "vi", writer, fmt.Sprint("Tin ", n), article.InReview, writer, day(n)
	})
	r, err := s.AddRevision(s.Context(), article.Revision{ID: id(), Edition: e.ID, Kind: article.RevisionSave, Text: manuscript.Text{Title: e.Title}, Authors: []string{writer}, CreatedBy: writer, CreatedAt: day(n)})
	s.check(err)
	e.HeadRevision = r.ID
	s.check(s.SaveEdition(s.Context(), e, nil))
	s.check(s.Contribute(s.Context(), eyes.Contribution{Edition: e.ID, Release: 1, Person: writer, What: "text", At: day(n)}))
	return e
}

// first stores a first approval of an edition.
func (s stocked) first(e article.Edition, person string) {
	s.Helper()
	s.check(s.AddApproval(s.Context(), flow.Approval{ID: id(), Edition: e.ID, Number: 1, Hash: "x", Level: 1, Of: 2, Person: person, At: day(20), Unit: "a", FlowVersion: 2}))
}

// owes stores a check that is owed of a release of an edition.
func (s stocked) owes(e article.Edition, due time.Time) string {
	s.Helper()
	r := release.Release{ID: id(), Edition: e.ID, Number: 1, Content: release.Content{Revision: release.Revision{ID: e.HeadRevision}}, Canonical: []byte("{}"), Hash: id(), ApprovedBy: "hoa", ApprovedAt: day(20)}
	s.check(s.AddRelease(s.Context(), r))
	s.check(s.AddRecheck(s.Context(), flow.Recheck{Release: r.ID, Edition: e.ID, ApprovedBy: "hoa", DueAt: due, State: flow.RecheckOpen}))
	return r.ID
}

func (s stocked) reviews() *review.Service {
	now := func() time.Time { return day(25) }
	return review.New(review.Options{Store: s.Store, Rechecks: s.Store, Library: media.New(s.db), Plans: plan.New(plans.New(s.db), now, time.UTC), Flows: flow.Reader{Store: flows.New(s.db)}, Now: now})
}

// The inbox asks as much for one story as for many, and is judged by levels, rights and eyes.
func TestAnInboxAsksNoMoreForManyStories(t *testing.T) {
	each(t, func(s stocked) {
		s.check(flows.New(s.db).AddFlow(s.Context(), flow.Flow{Unit: "a", Version: 2, Rules: flow.Rules{Levels: 2, Second: flow.OwnUnit, CheckMinutes: 60}}))
		in := func(role right.Role) []right.Grant { return []right.Grant{{Role: role, Unit: "a"}} }
		mai, hoa, son := right.Actor{ID: "mai", Grants: in(right.Approver)}, right.Actor{ID: "hoa", Grants: in(right.Approver)}, right.Actor{ID: "son", Grants: in(right.Editor)}
		s.first(s.handedIn(1, "lan"), "hoa")
		s.owes(s.handedIn(2, "lan"), day(21))
		statements := 0
		for _, handle := range []*gorm.DB{s.db.Read(s.Context()), s.db.Write(s.Context())} {
			count := func(*gorm.DB) { statements++ }
			s.check(handle.Callback().Query().Before("*").Register("test:"+id(), count))
			s.check(handle.Callback().Row().Before("*").Register("test:"+id(), count))
			if s.db.Dialect() == store.Postgres {
				break // one handle for both
			}
		}
		asks := func(who right.Actor) (int, []review.Waiting) {
			statements = 0
			list, err := s.reviews().Mine(s.Context(), who)
			s.check(err)
			return statements, list
		}
		few, list := asks(mai)
		if len(list) != 3 {
			t.Fatalf("mai has %d: %+v", len(list), list)
		}
		for n := 3; n < 12; n++ {
			e := s.handedIn(n, []string{"lan", "mai", "son"}[n%3])
			if n%2 == 0 {
				s.first(e, "hoa")
			}
			s.owes(s.handedIn(n, "lan"), day(22))
		}
		many, list := asks(mai)
		if many != few || few > 16 {
			t.Errorf("%d statements for 3, %d for %d", few, many, len(list))
		}
		t.Logf("%d statements for %d", many, len(list))
		for _, one := range list {
			if one.Row.CreatedBy == "mai" {
				t.Errorf("mai is asked about her own story %+v", one.Row)
			}
		}
		_, has := asks(hoa)
		for _, one := range has {
			if one.Check != nil || one.Turn.Level == 2 {
				t.Errorf("hoa, who looked at it, is asked again: %+v", one)
			}
		}
		if _, has := asks(son); len(has) == 0 {
			t.Error("the editor is asked about nothing")
		} else {
			for _, one := range has {
				if one.Check != nil || one.Turn.Level != 1 || one.Row.CreatedBy == "son" {
					t.Errorf("the editor is asked about %+v", one)
				}
			}
		}
		sent, err := s.reviews().Sent(s.Context(), right.Actor{ID: "son", Grants: in(right.Editor)})
		s.check(err)
		for _, one := range sent {
			if one.Row.SubmittedBy != "son" {
				t.Errorf("son sent %+v", one.Row)
			}
		}
		if len(sent) != 3 {
			t.Errorf("son sent %d", len(sent))
		}
	})
}
