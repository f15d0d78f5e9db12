package calendar

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// CalendarPostChannel is one channel that a post goes to.
type CalendarPostChannel struct {
	Delivery string    `json:"delivery"`
	Channel  string    `json:"channel"`
	Name     string    `json:"name"`
	Kind     string    `json:"kind"`
	State    string    `json:"state" enum:"waiting,sending,retrying,polling,unsure,sent,confirmed,attention,withdrawn"`
	DueAt    time.Time `json:"due_at"`
	Offset   float64   `json:"offset_seconds,omitempty" doc:"How long after the hour of the plan"`
}

// CalendarPost is a release that goes to some channels at one hour.
type CalendarPost struct {
	Release  string                `json:"release"`
	Edition  string                `json:"edition"`
	Article  string                `json:"article"`
	Lang     string                `json:"lang"`
	Title    string                `json:"title,omitempty" doc:"Absent under an embargo, for who may not read the story"`
	Unit     string                `json:"unit"`
	Pillars  []string              `json:"pillars" nullable:"false"`
	Areas    []string              `json:"areas" nullable:"false"`
	Intent   string                `json:"intent" enum:"publish,correct"`
	At       time.Time             `json:"at" doc:"Hour of the plan: of each channel, due_at without its offset"`
	Embargo  *time.Time            `json:"embargo_until,omitempty"`
	Channels []CalendarPostChannel `json:"channels" nullable:"false"`
	May      rest.May              `json:"may"`
}

// CalendarPosts are what goes out within some days.
type CalendarPosts struct {
	Posts []CalendarPost `json:"posts" nullable:"false"`
	Cut   bool           `json:"cut" doc:"There is more than these; ask for fewer days"`
}

func (h *handlers) posts(ctx context.Context, in *Days) (*rest.Plain[CalendarPosts], error) {
	actor := rest.Actor(ctx)
	list, cut, err := h.calendar.PostsOf(ctx, actor, plan.Date(in.From), plan.Date(in.To))
	if err != nil {
		return nil, rest.InQuery(err)
	}
	shape := CalendarPosts{Posts: make([]CalendarPost, len(list)), Cut: cut}
	for i, one := range list {
		shape.Posts[i] = postOf(actor, one)
	}
	return &rest.Plain[CalendarPosts]{Body: shape}, nil
}

func postOf(actor right.Actor, p calendar.Post) CalendarPost {
	first := p.Deliveries[0]
	may := rest.MayOf(actor, right.In(first.Unit), map[string]right.Action{"schedule": right.EditionSchedule})
	if why, stands := p.Fixed(); stands {
		may.Forbid("schedule", why)
	}
	shape := CalendarPost{Release: first.Release, Edition: first.Edition, Article: first.Article, Lang: first.Lang, Title: first.Title, Unit: first.Unit,
		Pillars: append([]string{}, p.Pillars...), Areas: append([]string{}, p.Areas...), Intent: string(first.Intent), At: p.At.UTC(), Embargo: rest.Instant(first.Embargo.Until), May: may}
	for _, d := range p.Deliveries {
		shape.Channels = append(shape.Channels, CalendarPostChannel{Delivery: d.ID, Channel: d.Channel, Name: d.ChannelName, Kind: d.ChannelKind, State: string(d.State), DueAt: d.DueAt.UTC(), Offset: d.Offset.Seconds()})
	}
	return shape
}
