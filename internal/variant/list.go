package variant

import (
	"context"
	"slices"
	"strconv"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// List tells how each channel that could be given own words of an edition stands to the master,
// in the order of the channels; beside them those that have words which enter no release.
func (s *Service) List(ctx context.Context, actor right.Actor, ref article.Ref) ([]Variant, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	channels, err := s.o.Channels.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	newest, err := s.o.Store.Newest(ctx, e.ID, 0)
	if err != nil {
		return nil, err
	}
	stands := map[string]Version{}
	for _, v := range newest {
		stands[v.Channel] = v
	}
	compared := s.comparing(actor, ref, e.HeadRevision)
	var list []Variant
	for _, c := range channels {
		spec, known, err := s.specOf(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		one := Variant{Channel: c, Version: stands[c.ID]}
		if known {
			one.Form = FormOf(spec)
			one.Unused = unused(c, one.Form, ref.Lang)
		} else {
			one.Unused = fault.T("Chương trình này không biết loại của kênh.", "This program does not know the channel's kind.")
		}
		if !one.Unused.IsZero() && one.Version.IsZero() {
			continue
		}
		if one.State, err = compared(ctx, one.Version); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// comparing returns what tells the state of a version; each revision is read once.
func (s *Service) comparing(actor right.Actor, ref article.Ref, head string) func(ctx context.Context, v Version) (State, error) {
	read := map[string]article.Revision{}
	revision := func(ctx context.Context, id string) (article.Revision, error) {
		if r, there := read[id]; there {
			return r, nil
		}
		r, err := s.o.Articles.Revision(ctx, actor, ref, id)
		read[id] = r
		return r, err
	}
	return func(ctx context.Context, v Version) (State, error) {
		switch {
		case v.IsZero():
			return Follows, nil
		case v.Base == head:
			return Changed, nil
		}
		base, err := revision(ctx, v.Base)
		if err != nil {
			return "", err
		}
		present, err := revision(ctx, head)
		if err != nil {
			return "", err
		}
		if says(base.Text, present.Text) {
			return Changed, nil
		}
		return MasterChanged, nil
	}
}

// Get reads the words of a channel; fault.NotFound where it follows the master.
func (s *Service) Get(ctx context.Context, actor right.Actor, on On) (Variant, error) {
	list, err := s.List(ctx, actor, on.Ref)
	if err != nil {
		return Variant{}, err
	}
	for _, one := range list {
		if one.Channel.ID == on.Channel && one.State != Follows {
			return one, nil
		}
	}
	return Variant{}, none()
}

// Versions lists what the words of a channel have been, newest first.
func (s *Service) Versions(ctx context.Context, actor right.Actor, on On, part article.Part) ([]Version, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, on.Ref)
	if err != nil {
		return nil, err
	}
	return s.o.Store.Versions(ctx, e.ID, on.Channel, part)
}

// Hints say what whoever approves should know of an edition's variants: which were written before
// the master changed, and which enter no release.
func (s *Service) Hints(ctx context.Context, actor right.Actor, ref article.Ref) ([]fault.Text, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	if some, err := s.o.Store.Newest(ctx, e.ID, 0); err != nil || len(some) == 0 {
		return nil, err // most editions have none, and their channels are not asked
	}
	list, err := s.List(ctx, actor, ref)
	var hints []fault.Text
	for _, one := range list {
		switch name := one.Channel.Name; {
		case one.State == Follows:
		case !one.Unused.IsZero():
			hints = append(hints, fault.T("Lời riêng cho kênh “"+name+"” không được phát hành. "+one.Unused.VI, "The own wording for channel “"+name+"” is not released. "+one.Unused.EN))
		case one.State == MasterChanged:
			hints = append(hints, fault.T("Bản gốc đã đổi sau khi có lời riêng cho kênh “"+name+"”; hãy xem lại lời đó.", "The master has changed since the own wording for channel “"+name+"”; look at that wording again."))
		}
	}
	return hints, err
}

// Draft is words for a channel that are not saved.
type Draft struct {
	Channel string // id
	Words
}

// Drafts brings words that are not saved to the form in which a release would pin them, for a
// preview; faults stand below "/variants/i". Words that are all empty show the master.
func (s *Service) Drafts(ctx context.Context, actor right.Actor, ref article.Ref, drafts []Draft) ([]release.Variant, error) {
	_, e, err := s.o.Articles.Edition(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	if err := actor.Need(right.ChannelRead, right.In("")); err != nil { // as those who may see channels at all
		return nil, err
	}
	var faults fault.Fields
	var list []release.Variant
	for i, d := range drafts {
		at := "/variants/" + strconv.Itoa(i)
		spec, known, err := s.specOf(ctx, d.Channel)
		if fault.Is(err, fault.NotFound) || err == nil && !known {
			faults.Add(at+"/channel", fault.T("không có kênh này; xem GET /channels", "is no channel; see GET /channels"))
			continue
		}
		if err != nil {
			return nil, err
		}
		words := d.Words
		switch form := FormOf(spec); {
		case form == NoForm:
			faults.Add(at+"/channel", fault.T("là kênh bị động (feed), luôn hiện bản gốc", "is a passive channel (a feed), which always shows the master"))
		case slices.ContainsFunc(list, func(v release.Variant) bool { return v.Channel == d.Channel }):
			faults.Add(at+"/channel", fault.T("đã có ở trên; mỗi kênh chỉ một lần", "stands above already; each channel once"))
		case !words.IsZero():
			words, err = Clean(form, words)
			if err := faults.AddError(at, err); err != nil {
				return nil, err
			}
		}
		list = append(list, words.on(d.Channel, e.HeadRevision))
	}
	return list, faults.Err()
}
