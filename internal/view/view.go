// Package view is how people look at the list of editions: what they ask it for, what it tells of
// each, the views that everybody has, and those that people save for themselves or for a unit.
package view

import (
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
)

// Limits of saved views.
const (
	MaxName  = 80  // graphemes
	MaxViews = 100 // of a person, and of a unit
	// MaxCount is how far stories of a view are counted.
	MaxCount = 100
)

// View is a filter with a name.
type View struct {
	ID     string // of a standard one a code
	Owner  string // id of whoever made it; "" of a standard one
	Unit   string // code of the unit with which it is shared; "" where it is personal
	Name   fault.Text
	Filter Filter
	// Pinned stands in the rail of all who have it.
	Pinned    bool
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Standard reports whether everybody has it.
func (v View) Standard() bool { return v.Owner == "" }

// Standards lists the views that everybody has, in order.
func Standards() []View {
	open := []string{string(article.Draft), string(article.InReview), string(article.ChangesRequested), string(article.Approved)}
	one := func(id, vi, en string, f Filter) View {
		return View{ID: id, Name: fault.T(vi, en), Filter: f, Pinned: true, Version: 1}
	}
	return []View{
		one("mine", "Của tôi", "Mine", Filter{Mine: true, State: open}),
		one("waiting", "Chờ tôi duyệt", "Waiting for me", Filter{Waiting: true}),
		one("today", "Hôm nay", "Today", Filter{Due: Today, Sort: string(article.NextDue)}),
		one("failed", "Lỗi", "Failed", Filter{Publication: []string{string(article.Failed), string(article.PartlyPublished), string(article.Uncertain)}}),
		one("missing_en", "Thiếu bản tiếng Anh", "No English", Filter{Lang: "vi", MissingLang: "en", State: open}),
		one("no_pillar", "Chưa gắn trụ cột", "No pillar", Filter{Pillar: article.NoFacet, State: open}),
	}
}

// Count is how many editions a view has.
type Count struct {
	View  string // id
	Count int
	More  bool // there are more than were counted
}

// Item is one edition in the list, with what stands beside it.
type Item struct {
	article.Row
	// Languages are all editions of its story.
	Languages []Language
	// Channels are where it is, or is to be; nil for those who may not see deliveries.
	Channels []Channel
	People   []Person // whose story it is, its maker first
}

// Language is an edition of the same story.
type Language struct {
	Lang        string
	State       article.State
	Publication article.Publication
}

// Channel is where an edition stands on one channel.
type Channel struct {
	ID, Name, Kind string
	State          delivery.State
	DueAt          time.Time
	// Wall and Zone are the hour as typed, "" for at once; Offset is how long after it this channel goes.
	Wall, Zone string
	Offset     time.Duration
	SentAt     time.Time // zero where it is not out
}

// Person is somebody by name.
type Person struct{ ID, Name string }
