// Package preference is how somebody likes their own desk: density, colours, shortcuts, columns and
// the views in the rail. It changes nothing but what that person sees.
package preference

import (
	"context"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// MaxPinned is how many views somebody may have in the rail.
const MaxPinned = 30

// Preferences are those of one person. They are kept as JSON.
type Preferences struct {
	Density   string   `json:"density"`
	Theme     string   `json:"theme"`
	Shortcuts bool     `json:"shortcuts"` // those of one key
	Columns   []string `json:"columns,omitempty"`
	// Pinned are ids of views in the order of the rail; nil leaves it to the views.
	Pinned []string `json:"pinned_views,omitempty"`
	// Version counts the changes, from 1 for what nobody has set.
	Version int `json:"-"`
}

// Usual are those of people who have set nothing.
func Usual() Preferences {
	return Preferences{Density: "comfortable", Theme: "auto", Shortcuts: true, Version: 1}
}

// check names every fault; words of which there are few are checked by the API's document.
func (p Preferences) check() error {
	var faults fault.Fields
	for i, column := range p.Columns {
		for _, other := range p.Columns[:i] {
			if other == column {
				faults.Add("/columns/"+strconv.Itoa(i), fault.T("cột này đã có ở trên", "this column stands above already"))
			}
		}
	}
	if len(p.Pinned) > MaxPinned {
		faults.Add("/pinned_views", fault.Tf("nhiều nhất %d khung nhìn", "at most %d views", MaxPinned))
	}
	return faults.Err()
}

// Store keeps preferences.
type Store interface {
	Preferences(ctx context.Context, person string) (Preferences, error)
	// Save keeps them under the version that was read, or finds it stale.
	Save(ctx context.Context, person string, p Preferences, at time.Time) error
}

// Service keeps everybody's own preferences.
type Service struct {
	Store Store
	Trail audit.Trail
	Now   func() time.Time
}

// Get reads the actor's preferences.
func (s *Service) Get(ctx context.Context, actor right.Actor) (Preferences, error) {
	return s.Store.Preferences(ctx, actor.ID)
}

// Set replaces the actor's preferences; it takes a signed-in person. How somebody's own page looks
// is in no record, but a key that is refused is.
func (s *Service) Set(ctx context.Context, actor right.Actor, version int, p Preferences) (Preferences, error) {
	act := audit.Entry{Actor: actor.ID, Action: "person.preferences", Object: audit.Object{Kind: "person", ID: actor.ID}}
	if err := audit.Refused(ctx, s.Trail, act, right.InPerson(actor)); err != nil {
		return Preferences{}, err
	}
	if err := p.check(); err != nil {
		return Preferences{}, err
	}
	p.Version = version
	if err := s.Store.Save(ctx, actor.ID, p, s.Now()); err != nil {
		return Preferences{}, err
	}
	return s.Get(ctx, actor)
}
