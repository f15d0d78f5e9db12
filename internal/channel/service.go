package channel

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/timetable"
)

// Options are what a Service works with; all are needed.
type Options struct {
	Store    Store
	Registry *connector.Registry
	Box      *secret.Box
	HTTP     connector.Doer // for connectors
	Plans    Plans
	Zone     *time.Location // in which days are counted
	Next     timetable.Next
	Trail    audit.Trail
	Now      func() time.Time
	NewID    func() string
}

// Service configures channels. Each act is one transaction with its audit row and its
// event in it. Changes need account.ChannelManage in the channel's unit, reading needs
// account.ChannelRead.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// Kinds returns every kind of destination with the description of its settings.
func (s *Service) Kinds() []connector.Spec { return s.o.Registry.List() }

// List returns every channel, oldest first.
func (s *Service) List(ctx context.Context, actor right.Actor) ([]Channel, error) {
	if err := actor.Need(right.ChannelRead, right.In("")); err != nil {
		return nil, err
	}
	return s.o.Store.List(ctx)
}

// Get reads one channel.
func (s *Service) Get(ctx context.Context, actor right.Actor, id string) (Channel, error) {
	if err := actor.Need(right.ChannelRead, right.In("")); err != nil {
		return Channel{}, err
	}
	c, err := s.o.Store.Get(ctx, id)
	return c.Channel, err
}

// Create makes a channel. All faults are reported at once; a name that is taken is
// fault.AlreadyExists at /name.
func (s *Service) Create(ctx context.Context, actor right.Actor, in Input) (Channel, error) {
	now := s.now()
	c := Stored{Channel: Channel{ID: s.o.NewID(), Kind: in.Kind, MaxConc: defaultConcurrency, Settle: defaultSettle,
		Settings: connector.Values{}, Version: 1, CreatedBy: actor.ID, CreatedAt: now, UpdatedAt: now}}
	err := s.act(ctx, actor, "", func(ctx context.Context) error {
		unit := ""
		if in.Unit != nil {
			unit = *in.Unit
		}
		if err := actor.Need(right.ChannelManage, right.In(unit)); err != nil {
			return err
		}
		if err := s.draft(ctx, &c, in); err != nil {
			return err
		}
		if err := s.o.Store.Add(ctx, c); err != nil {
			return err
		}
		if err := s.keepTemplate(ctx, actor, c.Channel); err != nil {
			return err
		}
		if err := s.keepOwnTime(ctx, c.Channel); err != nil {
			return err
		}
		return s.tell(ctx, actor.ID, c.Channel, told{act: "channel.create", detail: map[string]any{"kind": c.Kind}})
	})
	if err != nil {
		return Channel{}, s.clashed(ctx, c.Channel, err)
	}
	return c.Channel, nil
}

// draft fills a new channel. Of one whose kind is not to be had, everything is judged that
// does not hang on the kind.
func (s *Service) draft(ctx context.Context, c *Stored, in Input) error {
	ch := &change{c: c, fresh: true}
	var known bool
	if ch.spec, known = s.o.Registry.Lookup(in.Kind); !known || ch.spec.Passive {
		ch.spec = connector.Spec{}
		ch.faults.Add("/kind", s.unchosen(in.Kind))
		in.AfterPortal, in.Template = nil, nil // only the kind tells what is right
	}
	c.Timing = defaultTiming(ch.spec.Text.Most > 0)
	return s.apply(ctx, ch, in.Patch)
}

// Update changes a channel; version is the one that was read. What is the same already
// changes nothing, the version included. Other settings of a channel that is bound to a place
// hold it until a check has found that they lead there; see [HoldUnchecked].
func (s *Service) Update(ctx context.Context, actor right.Actor, id string, version int, p Patch) (Channel, error) {
	var c Stored
	err := s.onChannel(ctx, actor, id, func(ctx context.Context, locked Stored) error {
		c = locked
		if c.Version != version {
			return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", c.Version))
		}
		spec, err := s.spec(c.Channel)
		if err != nil {
			return err
		}
		ch := &change{c: &c, spec: spec}
		if err := s.apply(ctx, ch, p); err != nil || len(ch.changed) == 0 {
			return err
		}
		if err := actor.Need(right.ChannelManage, right.In(c.Unit)); err != nil {
			return err
		}
		c.Version++
		c.UpdatedAt = s.now()
		if err := s.o.Store.Save(ctx, c); err != nil {
			return err
		}
		detail, err := s.followed(ctx, actor, ch)
		if err != nil {
			return err
		}
		err = s.tell(ctx, actor.ID, c.Channel, told{act: "channel.update", was: &locked.Channel, detail: detail})
		if err != nil || c.Hold == locked.Hold {
			return err
		}
		return s.tellHold(ctx, actor.ID, locked.Channel, c.Channel)
	})
	if err != nil {
		return Channel{}, s.clashed(ctx, c.Channel, err)
	}
	return c.Channel, nil
}

// followed does what follows from what has changed, and gives what the record says of it.
func (s *Service) followed(ctx context.Context, actor right.Actor, ch *change) (map[string]any, error) {
	detail := map[string]any{"changed": ch.changed}
	if slices.Contains(ch.changed, "/rate") { // what it has used up of the former one is no matter
		if err := s.o.Store.ForgetRate(ctx, ch.c.ID); err != nil {
			return nil, err
		}
	}
	if slices.Contains(ch.changed, "/quiet_hours") || slices.Contains(ch.changed, "/keeps_closed_days") {
		if err := s.keepOwnTime(ctx, ch.c.Channel); err != nil {
			return nil, err
		}
		written, err := s.o.Store.Get(ctx, ch.c.ID)
		if err != nil {
			return nil, err
		}
		ch.c.Rest = written.Rest
	}
	if slices.ContainsFunc(ch.changed, func(pointer string) bool { return strings.HasPrefix(pointer, "/settings/") }) {
		if err := s.o.Store.DropSession(ctx, ch.c.ID); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(ch.changed, templatePointer) {
		return detail, nil
	}
	detail["template"] = ch.c.Template.Version
	return detail, s.keepTemplate(ctx, actor, ch.c.Channel)
}

// EnsureFeeds makes the passive channel of our own feeds where there is none; any number
// of processes may call it at once.
func (s *Service) EnsureFeeds(ctx context.Context) error {
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		if there, err := s.hasFeeds(ctx); there || err != nil {
			return err
		}
		now := s.now()
		c := Stored{Channel: Channel{ID: s.o.NewID(), Kind: FeedsKind, Name: FeedsName, Passive: true, MaxConc: MaxConcurrency,
			Settle: defaultSettle, Timing: defaultTiming(false), Settings: connector.Values{}, Version: 1,
			CreatedBy: audit.System, CreatedAt: now, UpdatedAt: now}}
		if err := s.o.Store.Add(ctx, c); err != nil {
			return err
		}
		return s.tell(ctx, audit.System, c.Channel, told{act: "channel.create", detail: map[string]any{"kind": c.Kind}})
	})
	if !fault.Is(err, fault.AlreadyExists) {
		return err
	}
	if there, again := s.hasFeeds(ctx); there && again == nil {
		return nil // another process was first
	}
	return err
}

func (s *Service) hasFeeds(ctx context.Context) (bool, error) {
	all, err := s.o.Store.List(ctx)
	for _, c := range all {
		if c.Kind == FeedsKind {
			return true, nil
		}
	}
	return false, err
}

func (s *Service) now() time.Time { return s.o.Now().UTC().Truncate(time.Microsecond) }
