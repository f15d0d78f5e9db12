package notice

import (
	"context"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Inboxes Inboxes
	Wishes  Wishes
	Turns   Turns
	Trail   audit.Trail
	Now     func() time.Time
	Zone    *time.Location // of the house
}

// Service shows people their own inbox, and nobody else's. What the rights of that moment do
// not let them see is not there.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o} }

// List returns a part of the actor's inbox, newest first, and how many of all that are open
// are unread.
func (s *Service) List(ctx context.Context, actor right.Actor, f Filter) (list []Shown, unread int, err error) {
	sight := SightOf(actor)
	if list, err = s.o.Inboxes.List(ctx, sight, f); err != nil {
		return nil, 0, err
	}
	unread, err = s.o.Inboxes.Unread(ctx, sight)
	return list, unread, err
}

// Unread tells how many notices of the actor are open and unread.
func (s *Service) Unread(ctx context.Context, actor right.Actor) (int, error) {
	return s.o.Inboxes.Unread(ctx, SightOf(actor))
}

// Turns tells how often the inboxes of people have changed; see [Turns].
func (s *Service) Turns(ctx context.Context, people []string) (map[string]int64, error) {
	return s.o.Turns.Turns(ctx, people)
}

// personally refuses keys: none may keep its owner from being told. What is read is not mailed,
// and leaves the number of what is not.
func (s *Service) personally(ctx context.Context, actor right.Actor, act audit.Entry) error {
	return audit.Refused(ctx, s.o.Trail, act, right.InPerson(actor))
}

func actOn(actor right.Actor, action string) audit.Entry {
	return audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "person", ID: actor.ID}}
}

// Read marks a notice of the actor as read; news is over by that. Again changes nothing. It takes a
// signed-in person.
func (s *Service) Read(ctx context.Context, actor right.Actor, id string) (n Shown, err error) {
	if err := s.personally(ctx, actor, actOn(actor, "notice.read")); err != nil {
		return Shown{}, err
	}
	err = s.o.Inboxes.InTx(ctx, func(ctx context.Context) error {
		if n, err = s.read(ctx, actor, id, false); err != nil {
			return err
		}
		n, err = s.o.Inboxes.Get(ctx, SightOf(actor), id)
		return err
	})
	return n, err
}

// ReadBack marks a notice of the actor, and all that came before it, as read, and tells how
// many are unread then. It takes a signed-in person.
func (s *Service) ReadBack(ctx context.Context, actor right.Actor, id string) (unread int, err error) {
	if err := s.personally(ctx, actor, actOn(actor, "notice.read")); err != nil {
		return 0, err
	}
	err = s.o.Inboxes.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.read(ctx, actor, id, true); err != nil {
			return err
		}
		unread, err = s.o.Inboxes.Unread(ctx, SightOf(actor))
		return err
	})
	return unread, err
}

func (s *Service) read(ctx context.Context, actor right.Actor, id string, back bool) (Shown, error) {
	sight := SightOf(actor)
	n, err := s.o.Inboxes.Get(ctx, sight, id)
	if err != nil {
		return Shown{}, err
	}
	read, err := s.o.Inboxes.Read(ctx, sight, Which{Place{n.LastAt, n.ID}, back}, s.o.Now())
	if err != nil || read == 0 {
		return n, err
	}
	return n, s.o.Turns.Touch(ctx, []string{actor.ID})
}

// Settings returns how the actor wishes to be told, every kind named.
func (s *Service) Settings(ctx context.Context, actor right.Actor) (Settings, error) {
	set, err := s.o.Wishes.Settings(ctx, actor.ID)
	if err != nil {
		return Settings{}, err
	}
	return set.whole(), nil
}

// SetSettings changes how the actor wishes to be told; version is the one that was read. It
// takes a signed-in person.
func (s *Service) SetSettings(ctx context.Context, actor right.Actor, version int, set Settings) (Settings, error) {
	act := actOn(actor, "notice.settings")
	if err := s.personally(ctx, actor, act); err != nil {
		return Settings{}, err
	}
	if err := set.check(s.o.Zone); err != nil {
		return Settings{}, err
	}
	set.Version = version
	err := s.o.Inboxes.InTx(ctx, func(ctx context.Context) error {
		if err := s.o.Wishes.SaveSettings(ctx, actor.ID, set, s.o.Now()); err != nil {
			return err
		}
		return s.o.Trail.Record(ctx, act)
	})
	if err != nil {
		return Settings{}, err
	}
	return s.Settings(ctx, actor)
}

// whole names every kind.
func (s Settings) whole() Settings {
	mail := map[Kind]Mail{}
	for _, kind := range Kinds() {
		mail[kind] = s.way(kind)
	}
	s.Mail = mail
	return s
}
