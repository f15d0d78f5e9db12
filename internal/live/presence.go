package live

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// stays is how long somebody counts as being in an edition after they last said so; pages
// say so every [Again].
const stays = 45 * time.Second

// Again is how often a page that stays open says that its reader is still there.
const Again = 15 * time.Second

// Doing is what somebody does in an edition.
type Doing string

// What people do. Whoever does both, in two windows, is shown as editing.
const (
	Reading Doing = "reading"
	Editing Doing = "editing"
)

// Guest is somebody who is in an edition now.
type Guest struct {
	Person string // id
	Name   string
	Doing  Doing
	Since  time.Time
}

// Room is an edition with those who are in it now, by name.
type Room struct {
	Edition, Article, Lang string
	Unit                   string // of the article
	People                 []Guest
}

func (r Room) same(o Room) bool {
	return slices.EqualFunc(r.People, o.People, func(a, b Guest) bool { return a.Person == b.Person && a.Name == b.Name && a.Doing == b.Doing })
}

func sameRooms(a, b map[string]Room) bool { return maps.EqualFunc(a, b, Room.same) }

func (w Wish) enters(r Room) bool {
	return (w.Article == "" || w.Article == r.Article) && (w.Edition == "" || w.Edition == r.Edition)
}

// Rooms lists the editions in which somebody is now.
type Rooms interface {
	Rooms(ctx context.Context) ([]Room, error)
}

// PresenceStore keeps who is where, for as long as they say so.
type PresenceStore interface {
	Rooms
	// Room is one edition with those who are in it; empty but for its id when nobody is.
	Room(ctx context.Context, edition string) (Room, error)
	// Enter notes somebody in an edition for a while from now on, by the clock that all
	// instances share.
	Enter(ctx context.Context, edition, person string, doing Doing, stays time.Duration) error
	Leave(ctx context.Context, edition, person string) error
	// Purge removes those whose time is over.
	Purge(ctx context.Context) (int, error)
}

// Editions finds an edition for somebody who may read it, see [article.Service.Edition], and tells
// whose it is.
type Editions interface {
	Edition(ctx context.Context, actor right.Actor, ref article.Ref) (article.Article, article.Edition, error)
	Object(ctx context.Context, a article.Article, e article.Edition) (right.Object, error)
}

// PresenceOptions are what Presence works with.
type PresenceOptions struct {
	Store    PresenceStore
	Editions Editions
	Trail    audit.Trail
	Bell     *Bell
}

// Presence knows who is in an edition now. It is told by the pages that are open, every few
// seconds, and forgets whoever falls silent. That is no act: it leaves neither an audit row
// nor a sealed event, for a record of who looked at what, and when, is not to be kept.
type Presence struct{ o PresenceOptions }

// NewPresence makes Presence.
func NewPresence(o PresenceOptions) *Presence { return &Presence{o} }

// Enter notes that the actor is in an edition, for the next [stays], and tells who else is.
// Reading takes the right to read the edition, editing that to edit it.
func (p *Presence) Enter(ctx context.Context, actor right.Actor, ref article.Ref, doing Doing) (Room, error) {
	a, e, err := p.o.Editions.Edition(ctx, actor, ref)
	if err != nil {
		return Room{}, err
	}
	if doing != Reading && doing != Editing {
		return Room{}, fault.Invalid("/doing", fault.Tf("không có việc “%s”; hãy dùng reading hoặc editing", "there is no “%s”; use reading or editing", doing))
	}
	if doing == Editing {
		o, err := p.o.Editions.Object(ctx, a, e)
		if err != nil {
			return Room{}, err
		}
		if err := actor.Need(right.ArticleEdit, o); err != nil {
			return Room{}, audit.Refused(ctx, p.o.Trail, audit.Entry{Actor: actor.ID, Action: string(right.ArticleEdit), Object: audit.Object{Kind: "edition", ID: e.ID}}, err)
		}
	}
	if err := p.o.Store.Enter(ctx, e.ID, actor.ID, doing, stays); err != nil {
		return Room{}, err
	}
	p.o.Bell.Ring()
	return p.room(ctx, a, e)
}

// Leave notes that the actor is in an edition no longer; one who was not there is fine.
func (p *Presence) Leave(ctx context.Context, actor right.Actor, ref article.Ref) error {
	_, e, err := p.o.Editions.Edition(ctx, actor, ref)
	if err != nil {
		return err
	}
	if err := p.o.Store.Leave(ctx, e.ID, actor.ID); err != nil {
		return err
	}
	p.o.Bell.Ring()
	return nil
}

// Room tells who is in an edition now, to those who may read it.
func (p *Presence) Room(ctx context.Context, actor right.Actor, ref article.Ref) (Room, error) {
	a, e, err := p.o.Editions.Edition(ctx, actor, ref)
	if err != nil {
		return Room{}, err
	}
	return p.room(ctx, a, e)
}

func (p *Presence) room(ctx context.Context, a article.Article, e article.Edition) (Room, error) {
	room, err := p.o.Store.Room(ctx, e.ID)
	room.Edition, room.Article, room.Lang, room.Unit = e.ID, a.ID, e.Lang, a.Unit
	return room, err
}

// Purge removes those whose time is over.
func (p *Presence) Purge(ctx context.Context) (int, error) { return p.o.Store.Purge(ctx) }
