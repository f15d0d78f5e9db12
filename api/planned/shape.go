package planned

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// NewPlanned is an idea.
type NewPlanned struct {
	Unit   string       `json:"unit" doc:"Code of the unit that is to write it"`
	Title  string       `json:"title" doc:"At most 300 characters; becomes that of the article" example:"Nông sản Nam Định sang Thái Lan"`
	Note   string       `json:"note,omitempty" doc:"What it should tell, for the newsroom alone; at most 4000 characters"`
	Facets *rest.Facets `json:"facets,omitempty"`
	Langs  []string     `json:"langs,omitempty" nullable:"false" doc:"Languages in which it is wished (BCP 47), the first to begin with" example:"[\"vi\",\"en\"]"`
	Entry  string       `json:"entry,omitempty" doc:"Id of the entry of the calendar that it is for"`
}

func (n NewPlanned) domain() planning.Input {
	in := planning.Input{Unit: n.Unit, Patch: planning.Patch{Title: &n.Title, Note: &n.Note, Facets: n.Facets.Domain()}}
	if n.Langs != nil {
		in.Langs = &n.Langs
	}
	if n.Entry != "" {
		in.Entry = &n.Entry
	}
	return in
}

// PlannedPatch changes what it names.
type PlannedPatch struct {
	Title  *string      `json:"title,omitempty"`
	Note   *string      `json:"note,omitempty"`
	Facets *rest.Facets `json:"facets,omitempty" doc:"All of them"`
	Langs  *[]string    `json:"langs,omitempty" doc:"All of them"`
	Entry  *string      `json:"entry,omitempty"`
}

func (p PlannedPatch) domain() planning.Patch {
	return planning.Patch{Title: p.Title, Note: p.Note, Facets: p.Facets.Domain(), Langs: p.Langs, Entry: p.Entry}
}

// DueTime is a day, or an hour of a day, by the clock on the wall.
type DueTime struct {
	Time   string `json:"time" minLength:"1" maxLength:"40" doc:"A day, or a day and an hour; a day lasts until its end" example:"2026-11-23T16:30"`
	Zone   string `json:"zone,omitempty" maxLength:"60" doc:"IANA name of the zone; absent means that of the house" example:"Asia/Ho_Chi_Minh"`
	Offset string `json:"offset,omitempty" maxLength:"6" doc:"Picks one of the two instants where clocks show the time twice"`
}

// Wall converts what was typed; nil stays nil.
func (d *DueTime) Wall() *walltime.Wall {
	if d == nil {
		return nil
	}
	return &walltime.Wall{Time: d.Time, Zone: d.Zone, Offset: d.Offset}
}

// Assignment says who is to write it, and by when.
type Assignment struct {
	Unit   *string  `json:"unit,omitempty" doc:"Code of another unit"`
	Person *string  `json:"person,omitempty" doc:"Id; empty means the unit as a whole"`
	Due    *DueTime `json:"due,omitempty" doc:"Needed unless it is known already"`
}

func (a Assignment) domain() planning.Assignment {
	return planning.Assignment{Unit: a.Unit, Person: a.Person, Due: a.Due.Wall()}
}

// Due is by when something is to be there.
type Due struct {
	Time string    `json:"time" doc:"As typed"`
	Zone string    `json:"zone"`
	Day  string    `json:"day" doc:"The last day on which it is not late"`
	At   time.Time `json:"at" doc:"The first instant at which it is late"`
}

// DueOf converts what is due; nil where nothing is.
func DueOf(d planning.Due) *Due {
	if d.At.IsZero() {
		return nil
	}
	return &Due{Time: d.Wall, Zone: d.Zone, Day: string(d.Day), At: d.At.UTC()}
}

// PlannedStory is a story that is planned before there is any text.
type PlannedStory struct {
	ID        string      `json:"id"`
	Unit      string      `json:"unit"`
	Title     string      `json:"title"`
	Note      string      `json:"note,omitempty"`
	Person    string      `json:"person,omitempty" doc:"Id of whom it is assigned to; absent for the unit as a whole"`
	Due       *Due        `json:"due,omitempty"`
	Late      bool        `json:"late" doc:"It should have been done by now"`
	Facets    rest.Facets `json:"facets"`
	Langs     []string    `json:"langs" nullable:"false"`
	State     string      `json:"state" enum:"idea,assigned,begun,done,dropped" doc:"done is told by the article: it is published"`
	Reason    string      `json:"reason,omitempty" doc:"Why it was dropped"`
	Article   string      `json:"article,omitempty" doc:"Id of what was begun from it"`
	Request   string      `json:"request,omitempty" doc:"Id of the request of the press for which it was planned"`
	Entry     string      `json:"entry,omitempty" doc:"Id of the entry of the calendar"`
	Version   int         `json:"version"`
	CreatedBy string      `json:"created_by"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
	May       rest.May    `json:"may"`
}

func storyOf(actor right.Actor, s planning.Story, now time.Time) PlannedStory {
	decisions := map[string]right.Decision{}
	for move, decision := range planning.May(actor, s) {
		decisions[string(move)] = decision
	}
	return PlannedStory{ID: s.ID, Unit: s.Unit, Title: s.Title, Note: s.Note, Person: s.Person, Due: DueOf(s.Due), Late: s.Late(now),
		Facets: rest.Facets(s.Facets),
		Langs:  rest.NotNil(s.Langs), State: string(s.State), Reason: s.Reason, Article: s.Article, Request: s.Request, Entry: s.Entry, Version: s.Version, CreatedBy: s.CreatedBy,
		CreatedAt: s.CreatedAt.UTC(), UpdatedAt: s.UpdatedAt.UTC(), May: rest.Judged(decisions)}
}
