// Package live is what people see change as it happens: the stream of events, cut for each
// to what they may see at that very moment, and who is in an edition now.
//
// A [Hub] reads the sealed stream once for all who follow it on this instance; a [Follower]
// is one of them. Since sealed events have gapless numbers, whoever comes back with the
// number of the last event that they saw misses none and meets none twice, on whichever
// instance. [Presence] is rows that expire, which every instance reads.
package live

import (
	"context"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// Events is the stream of sealed events, see [audit.Log].
type Events interface {
	// Since returns the events above a number in order, at most limit.
	Since(ctx context.Context, number int64, limit int) ([]audit.SealedEvent, error)
	// Newest is the number of the newest event, 0 while there is none.
	Newest(ctx context.Context) (int64, error)
}

// Wish is what somebody asks to follow; empty fields do not narrow it.
type Wish struct {
	Article, Edition string // ids
	// Kinds are kinds of events, such as "delivery.sent", or their objects, such as "delivery".
	Kinds []string
	// After is the number of the last event that was seen; nil begins with what comes now,
	// [Unknown] stands for a number that cannot be read.
	After *int64
}

// Unknown is the number of a cursor that is none of ours; it leads to a reset.
const Unknown int64 = -1

func (w Wish) takes(e audit.Event) bool {
	if w.Article != "" && e.Article != w.Article || w.Edition != "" && e.Edition != w.Edition {
		return false
	}
	if len(w.Kinds) == 0 {
		return true
	}
	for _, kind := range w.Kinds {
		if e.Kind == kind || object(e.Kind) == kind {
			return true
		}
	}
	return false
}

// watches reports whether the wish is about certain editions, and so wants to know who is in
// them.
func (w Wish) watches() bool { return w.Article != "" || w.Edition != "" }

// object is what an event is about, such as "delivery" of "delivery.sent".
func object(kind string) string {
	name, _, _ := strings.Cut(kind, ".")
	return name
}

// Turn is what a follower is told at one time.
type Turn struct {
	// Events are those that the follower may see and asked for, in order; none when only
	// Reached has moved on.
	Events []audit.SealedEvent
	// Reached is the number up to which everything was told: where to go on after this turn.
	Reached int64
	// Rooms are the editions asked for in which somebody came, left, or does something else
	// now, with everyone who is there.
	Rooms []Room
	// Inbox is set where the follower's own inbox is otherwise than it was last told.
	Inbox *Inbox
	// Reset says that events may have been missed, and why; "" where none was.
	Reset Reset
}

// Inbox is what there is in somebody's inbox.
type Inbox struct {
	Unread int // how many notices are open and unread, by the rights of now
}

// Inboxes tells what is in the inboxes of people.
type Inboxes interface {
	// Turns tells how often the inboxes of people, by id, have changed, 0 for never.
	Turns(ctx context.Context, people []string) (map[string]int64, error)
	Unread(ctx context.Context, actor right.Actor) (int, error)
}

// InboxKind is the name by which a wish asks for the own inbox.
const InboxKind = "inbox"

// inbox reports whether the wish lets the own inbox be told: it is of no certain story.
func (w Wish) inbox() bool {
	return w.Article == "" && w.Edition == "" && (len(w.Kinds) == 0 || slices.Contains(w.Kinds, InboxKind))
}

// Reset is why a stream could not go on where it was left.
type Reset string

// The resets. Each begins anew with what comes now; whoever follows reads their lists again.
const (
	// ResetUnknown: the cursor is none of this installation, or of a database that was
	// replaced by an older one.
	ResetUnknown Reset = "unknown"
	// ResetOld: what came after the cursor is older than a day, or no longer kept.
	ResetOld Reset = "old"
)

// sight is what an actor may see of the stream, as it was when it was made.
type sight struct {
	person string
	own    bool // sees what happens to the own account
	reach  map[right.Action]reach
}

type reach struct {
	every bool
	units []string
}

// needed returns the right that seeing a kind of event takes: that of reading its object.
// Those of the house are held in every unit or not at all. What has no line here is seen by
// nobody.
func needed(kind string) (action right.Action, house bool) {
	if kind == "unit.grants_moved" { // which is about people
		return right.PersonManage, true
	}
	switch object(kind) {
	case "article", "edition", "comment", "attachment", "digest", "flow", "source", "item", "calendar", "planned", "piece", "series":
		return right.ArticleRead, false
	case "request":
		return right.RequestRead, false
	case "delivery":
		return right.DeliveryRead, false
	case "media":
		return right.MediaRead, false
	case "channel", "closed_day":
		return right.ChannelRead, true
	case "person", "session", "factor", "identity", "key", "link":
		return right.PersonManage, true
	case "unit":
		return right.PlanManage, true
	case "delegation":
		return right.AuditRead, true
	}
	return "", true
}

// sightOf judges each right once, so that an event costs a comparison.
func sightOf(actor right.Actor) sight {
	s := sight{person: actor.ID, own: actor.Key == "", reach: map[right.Action]reach{}}
	for _, action := range []right.Action{right.ArticleRead, right.DeliveryRead, right.MediaRead, right.ChannelRead, right.PersonManage, right.PlanManage, right.AuditRead, right.RequestRead} {
		every, units := actor.Scope(action)
		if every || len(units) > 0 {
			s.reach[action] = reach{every, units}
		}
	}
	return s
}

// need refuses whoever may see nothing of anybody.
func (s sight) need(actor right.Actor) error {
	if !actor.Known() {
		return fault.New(fault.Unauthenticated, fault.T("Cần đăng nhập.", "You need to sign in."))
	}
	if len(s.reach) > 0 {
		return nil
	}
	return actor.Need(right.ArticleRead, right.In(""))
}

func (s sight) covers(action right.Action, unit string, house bool) bool {
	r, ok := s.reach[action]
	if !ok || r.every {
		return ok
	}
	if house || unit == "" {
		return false
	}
	for _, one := range r.units {
		if one == unit {
			return true
		}
	}
	return false
}

// sees reports whether an event may be seen.
func (s sight) sees(e audit.Event) bool {
	action, house := needed(e.Kind)
	if (action == right.PersonManage || action == right.AuditRead) && s.own && about(e) == s.person {
		return true
	}
	return action != "" && s.covers(action, e.Unit, house)
}

// about is the id of the person whose account an event tells of, "" where it tells of none.
func about(e audit.Event) string {
	person, _ := e.Data["person"].(string)
	return person
}
