package view

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Filter is what somebody asks the list of editions for, as they ask it: "mine" and "today" mean
// the one who asks, and the day on which they do. Zero fields do not narrow. It is kept as JSON.
type Filter struct {
	State       []string `json:"state,omitempty"`
	Publication []string `json:"publication,omitempty"`
	Lang        string   `json:"lang,omitempty"`
	MissingLang string   `json:"missing_lang,omitempty"`
	Pillar      string   `json:"pillar,omitempty"`
	Area        string   `json:"area,omitempty"`
	Unit        []string `json:"unit,omitempty"`
	Audience    string   `json:"audience,omitempty"`
	MemberState string   `json:"member_state,omitempty"`
	CreatedBy   string   `json:"created_by,omitempty"`
	// When the edition was made, and when it first went out to readers and still is.
	CreatedAfter   time.Time `json:"created_after,omitzero"`
	CreatedUntil   time.Time `json:"created_until,omitzero"`
	PublishedAfter time.Time `json:"published_after,omitzero"`
	PublishedUntil time.Time `json:"published_until,omitzero"`
	Mine           bool      `json:"mine,omitempty"`
	Waiting        bool      `json:"waiting,omitempty"` // for an approval of the one who asks
	Due            string    `json:"due,omitempty"`     // [Today], or a day
	Outdated       *bool     `json:"outdated,omitempty"`
	NewerPieces    *bool     `json:"newer_pieces,omitempty"`
	Search         string    `json:"q,omitempty"`
	Sort           string    `json:"sort,omitempty"`
}

// Today is the day on which the list is asked for.
const Today = "today"

// check names what is in no form that a filter may have; codes are checked by the plan.
func (f Filter) check() error {
	var faults fault.Fields
	if f.Due != "" && f.Due != Today && !plan.Date(f.Due).Real() {
		faults.Add("/due", fault.T("phải là today hoặc một ngày như 2026-11-23", "must be today, or a day such as 2026-11-23"))
	}
	return faults.Err()
}

// narrow makes of a filter what the newsroom is asked.
func (s *Service) narrow(ctx context.Context, actor right.Actor, f Filter) (article.Filter, error) {
	if err := s.check(ctx, f); err != nil {
		return article.Filter{}, err
	}
	asked := article.Filter{Units: f.Unit, Lang: f.Lang, Missing: f.MissingLang, Pillar: f.Pillar, Area: f.Area, CreatedBy: f.CreatedBy, Outdated: f.Outdated,
		Audience: f.Audience, MemberState: f.MemberState, Created: article.Span{From: f.CreatedAfter, To: f.CreatedUntil}, FirstOut: article.Span{From: f.PublishedAfter, To: f.PublishedUntil},
		Newer: f.NewerPieces, Order: article.Order(f.Sort)}
	for _, state := range f.State {
		asked.States = append(asked.States, article.State(state))
	}
	for _, publication := range f.Publication {
		asked.Publications = append(asked.Publications, article.Publication(publication))
	}
	if f.Mine {
		asked.Mine = actor.ID
	}
	if f.Due != "" || f.Sort == string(article.NextDue) {
		asked.Units = seen(asked.Units, actor, right.DeliveryRead) // hours are those of deliveries
	}
	if f.Due != "" {
		asked.From, asked.Before = s.day(f.Due)
	}
	var err error
	if f.Waiting {
		if asked.IDs, err = s.waiting(ctx, actor); err != nil {
			return asked, err
		}
	}
	asked.Search, asked.Alike, err = s.words(ctx, f.Search)
	return asked, err
}

// check refuses what no list can be narrowed by, whoever asks.
func (s *Service) check(ctx context.Context, f Filter) error {
	if err := f.check(); err != nil {
		return err
	}
	some := func(code string) string {
		if code == article.NoFacet {
			return ""
		}
		return code
	}
	if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Pillar: some(f.Pillar), Area: some(f.Area), Audience: f.Audience, MemberState: f.MemberState, Lang: f.Lang, Units: f.Unit}); err != nil {
		return err
	}
	if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Lang: f.MissingLang}); err != nil {
		var faults fault.Fields
		faults.Add("/missing_lang", fault.Tf("kế hoạch không có ngôn ngữ “%s”", "the plan has no language “%s”", f.MissingLang))
		return faults.Err()
	}
	return nil
}

// seen narrows units to those in which an actor may do something.
func seen(asked []string, actor right.Actor, action right.Action) []string {
	every, units := actor.Scope(action)
	switch {
	case every:
		return asked
	case asked == nil:
		return append([]string{}, units...)
	}
	return both(asked, units)
}

// day is from when until before when a day lasts where the newsroom is.
func (s *Service) day(of string) (from, before time.Time) {
	if of == Today {
		of = string(plan.DayOf(s.o.Now(), s.o.Zone))
	}
	from, _ = time.ParseInLocation(time.DateOnly, of, s.o.Zone) // checked before
	return from, from.AddDate(0, 0, 1)
}

// waiting are the editions that wait for an approval of the actor.
func (s *Service) waiting(ctx context.Context, actor right.Actor) ([]string, error) {
	all, err := s.o.Reviews.Mine(ctx, actor)
	ids := []string{}
	for _, one := range all {
		if one.Check == nil {
			ids = append(ids, one.Row.ID)
		}
	}
	return ids, err
}
