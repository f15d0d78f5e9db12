package variant

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// Options are what a Service works with.
type Options struct {
	Store    Store
	Articles Articles
	Channels Channels
	Now      func() time.Time
}

// Service carries out the acts on variants. Each is one transaction with its audit row, its event
// and its contribution in it.
type Service struct{ o Options }

// New makes a Service.
func New(o Options) *Service { return &Service{o: o} }

// On names an edition's wording for a channel, and the version of it that was read.
type On struct {
	article.Ref
	Channel string // id
	Version int    // 0 for none
}

// Input is what people write for a channel.
type Input struct {
	Words
	// Base is the id of the revision over which it was written; "" is the newest.
	Base string
}

// Save keeps an edition's own words for a channel; [On.Version] is the one that was read, 0 where the
// channel followed the master. What is the same already changes nothing.
func (s *Service) Save(ctx context.Context, actor right.Actor, on On, in Input) (Version, error) {
	return s.change(ctx, actor, on, ActSave, func(ctx context.Context, v article.Varying, form Form, was Version) (Version, error) {
		if on.Version != standing(was) {
			return was, stale(was)
		}
		words, err := Clean(form, in.Words)
		if err != nil {
			return was, err
		}
		base, err := s.base(ctx, actor, v, in.Base)
		return Version{Words: words, Base: base}, err
	})
}

// Keep holds the words of a channel to be right over a revision of the master, the newest where
// base is "". Whoever does so has a part in the next release, as whoever wrote them has.
func (s *Service) Keep(ctx context.Context, actor right.Actor, on On, base string) (Version, error) {
	return s.change(ctx, actor, on, ActKeep, func(ctx context.Context, v article.Varying, _ Form, was Version) (Version, error) {
		if err := there(on, was); err != nil {
			return was, err
		}
		base, err := s.base(ctx, actor, v, base)
		return Version{Words: was.Words, Base: base}, err
	})
}

// Follow takes the words of a channel away, so that it follows the master again. They stay among
// the versions.
func (s *Service) Follow(ctx context.Context, actor right.Actor, on On) error {
	_, err := s.change(ctx, actor, on, ActFollow, func(_ context.Context, v article.Varying, _ Form, was Version) (Version, error) {
		return Version{Base: v.HeadRevision}, there(on, was)
	})
	return err
}

// standing is the version of the words that there are; 0 where the channel follows the master.
func standing(v Version) int {
	if v.IsZero() {
		return 0
	}
	return v.Number
}

func there(on On, was Version) error {
	switch {
	case was.IsZero():
		return none()
	case on.Version != 0 && on.Version != was.Number:
		return stale(was)
	}
	return nil
}

func none() error {
	return fault.New(fault.NotFound, fault.T("Kênh này theo bản gốc, chưa có lời riêng.", "The channel follows the master and has no words of its own."))
}

func stale(was Version) error {
	if was.IsZero() {
		return fault.New(fault.StaleVersion, fault.T("Kênh này đang theo bản gốc; gửi If-None-Match: * để viết lời riêng.", "The channel follows the master; send If-None-Match: * to give it words of its own."))
	}
	return fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", was.Number))
}

// change appends a version under the edition's lock. become tells what the words and their base
// become, or returns what there was where nothing changes.
func (s *Service) change(ctx context.Context, actor right.Actor, on On, act Act,
	become func(ctx context.Context, v article.Varying, form Form, was Version) (Version, error)) (Version, error) {
	var is Version
	err := s.o.Articles.Vary(ctx, actor, on.Ref, func(ctx context.Context, v article.Varying) (*article.Varied, error) {
		form, err := s.form(ctx, on, act)
		if err != nil {
			return nil, err
		}
		was, err := s.newest(ctx, v.ID, on.Channel)
		if err != nil {
			return nil, err
		}
		if is, err = become(ctx, v, form, was); err != nil {
			return nil, err
		}
		if is.Words == was.Words && is.Base == was.Base {
			is = was
			return nil, nil
		}
		is.Edition, is.Channel, is.Number, is.Release, is.Act, is.CreatedBy, is.CreatedAt = v.ID, on.Channel, was.Number+1, v.Next, act, actor.ID, s.o.Now()
		is.Authors = authors(actor.ID, act, was, v.Approved)
		if err := s.o.Store.Add(ctx, is); err != nil {
			return nil, err
		}
		return &article.Varied{Action: "edition." + string(act) + "_variant", Was: was.told(), Is: is.told(), Detail: map[string]any{"channel": on.Channel, "version": is.Number, "base": is.Base}}, nil
	})
	return is, err
}

// authors are those whose words are in a version that follows another, without those whom a
// release has approved.
func authors(by string, act Act, was Version, approved []release.Variant) []string {
	if act == ActFollow {
		return nil
	}
	var list []string
	if !slices.ContainsFunc(approved, was.on(was.Channel, was.Base).SaysAs) {
		list = slices.Clone(was.Authors)
	}
	if act == ActSave {
		list = append(list, by)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// form is that of a channel which can be given words of an edition. Where they are taken away it
// may be any that there is.
func (s *Service) form(ctx context.Context, on On, act Act) (Form, error) {
	c, spec, err := s.o.Channels.Describe(ctx, on.Channel)
	if act == ActFollow && fault.Is(err, fault.StateConflict) {
		return NoForm, nil // of a kind that this program does not know
	}
	if err != nil || act == ActFollow {
		return NoForm, err
	}
	form := FormOf(spec)
	if why := unused(c, form, on.Lang); !why.IsZero() {
		return form, fault.New(fault.StateConflict, why)
	}
	return form, nil
}

// unused says why a channel is given no words of an edition; zero where it is.
func unused(c channel.Channel, form Form, lang string) fault.Text {
	switch {
	case form == NoForm:
		return fault.T("Kênh bị động (feed) luôn hiện bản gốc.", "Passive channels (feeds) always show the master.")
	case c.Lang != "" && c.Lang != lang:
		return fault.Tf("Kênh này chỉ nhận bản %s.", "This channel takes editions in %s only.", c.Lang)
	}
	return fault.Text{}
}

func (s *Service) newest(ctx context.Context, edition, channel string) (Version, error) {
	list, err := s.o.Store.Versions(ctx, edition, channel, article.Part{Limit: 1})
	if err != nil || len(list) == 0 {
		return Version{}, err
	}
	return list[0], nil
}

// base holds that a revision is one of the edition's; "" is its newest.
func (s *Service) base(ctx context.Context, actor right.Actor, v article.Varying, id string) (string, error) {
	if id == "" || id == v.HeadRevision {
		return v.HeadRevision, nil
	}
	_, err := s.o.Articles.Revision(ctx, actor, article.Ref{Article: v.Article, Lang: v.Lang}, id)
	if fault.Is(err, fault.NotFound) {
		err = fault.Invalid("/base", fault.T("không phải phiên bản của bản này", "is not a revision of this edition"))
	}
	return id, err
}

// says compares the words of two revisions over which variants are written; other pictures are no
// other words.
func says(a, b manuscript.Text) bool {
	a.Pictures, b.Pictures = nil, nil
	return a.Equal(b)
}

// specOf is what the kind of a channel takes; false for kinds that this program does not know.
func (s *Service) specOf(ctx context.Context, id string) (connector.Spec, bool, error) {
	_, spec, err := s.o.Channels.Describe(ctx, id)
	if fault.Is(err, fault.StateConflict) {
		return connector.Spec{}, false, nil
	}
	return spec, err == nil, err
}
