// Package preview shows what each channel would get of an edition as it stands now, by the
// code that renders what is sent.
package preview

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/layout"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/variant"
)

// Articles know what would go out of an edition as it stands.
type Articles interface {
	Outgoing(ctx context.Context, actor right.Actor, ref article.Ref) (release.Release, error)
}

// Channels know the destinations and what their kinds take.
type Channels interface {
	List(ctx context.Context, actor right.Actor) ([]channel.Channel, error)
	Describe(ctx context.Context, id string) (channel.Channel, connector.Spec, error)
	// Check asks the destination whether the channel works; Open makes its connector.
	Check(ctx context.Context, actor right.Actor, id string) (connector.Health, error)
	Open(ctx context.Context, id string) (channel.Opened, error)
}

// Portals know the copy of an edition on its portal, "" where there is none.
type Portals interface {
	PortalCopy(ctx context.Context, edition string) (string, error)
}

// Variants know how the own wordings of an edition stand to the master.
type Variants interface {
	List(ctx context.Context, actor right.Actor, ref article.Ref) ([]variant.Variant, error)
}

// Service makes previews; all its fields are needed.
type Service struct {
	Articles Articles
	Channels Channels
	Portals  Portals
	Variants Variants
	Renderer render.Renderer
	Now      func() time.Time
}

// Preview is what one channel would get.
type Preview struct {
	Channel channel.Channel
	Post    connector.Post
	// Used and Most count Post.Text in Unit; Unit is "" for kinds that take a body.
	Used, Most int
	Unit       connector.TextUnit
	// UsedBytes and MostBytes count it in bytes of UTF-8, where the platform counts these too.
	UsedBytes, MostBytes int
	// Over is by how much the text is too long, in Unit or, where it is the bytes that are too many,
	// in these; the problem says so in words.
	Over int
	// Own tells that the channel gets own words of the edition, and Wording how these stand to the
	// master; [variant.Follows] where it gets the master's.
	Own     release.Variant
	Wording variant.State
	// Cut tells that the lead is not there as it was written.
	Cut bool
	// LeftOut is how many pictures of the story the channel does not take.
	LeftOut int
	// Waits tells that the post will wait for the portal's copy and lead there; until then the
	// link is our own.
	Waits bool
	// Problem says what stands against the post; then there is none.
	Problem fault.Text
}

// marker stands for the id of a delivery that is not planned yet, and is as long as one.
const marker = "00000000-0000-0000-0000-000000000000"

// Of previews an edition for some channels, or for all that could take it, that its reader may
// see. Ids of which there is no channel are faults at "/channel".
func (s Service) Of(ctx context.Context, actor right.Actor, ref article.Ref, only []string) ([]Preview, error) {
	return s.With(ctx, actor, ref, only, nil)
}

// With previews as [Service.Of] does, with words for channels that are not saved in the place of
// those that are. Nothing is stored.
func (s Service) With(ctx context.Context, actor right.Actor, ref article.Ref, only []string, drafts []release.Variant) ([]Preview, error) {
	outgoing, err := s.Articles.Outgoing(ctx, actor, ref)
	if err != nil {
		return nil, err
	}
	outgoing.Content.Variants = over(outgoing.Content.Variants, drafts)
	states, err := s.states(ctx, actor, ref, outgoing.Content.Variants)
	if err != nil {
		return nil, err
	}
	all, err := s.Channels.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	if err := known(all, only); err != nil {
		return nil, err
	}
	copied, err := s.Portals.PortalCopy(ctx, outgoing.Content.Edition)
	if err != nil {
		return nil, err
	}
	portal := slices.ContainsFunc(all, func(c channel.Channel) bool { return c.Portal && c.Lang == ref.Lang })
	var list []Preview
	for _, c := range all {
		named := slices.Contains(only, c.ID)
		takes := c.Lang == "" || c.Lang == ref.Lang
		if named && !takes {
			list = append(list, Preview{Channel: c, Problem: fault.Tf("Kênh này chỉ nhận bản %s.", "This channel takes editions in %s only.", c.Lang)})
		}
		if !takes || !named && (len(only) > 0 || c.Passive) {
			continue
		}
		_, spec, err := s.Channels.Describe(ctx, c.ID)
		if fault.Is(err, fault.StateConflict) { // a kind that this program does not know
			continue
		}
		if err != nil {
			return nil, err
		}
		one := s.one(c, spec, outgoing, copied)
		one.state(outgoing.Content.VariantFor(c.ID), states)
		one.Waits = c.AfterPortal.Waits() && portal && copied == ""
		list = append(list, one)
	}
	return list, nil
}

// over lays words that are not saved over those that are; empty ones show the master.
func over(saved, drafts []release.Variant) []release.Variant {
	list := slices.DeleteFunc(slices.Clone(saved), func(v release.Variant) bool {
		return slices.ContainsFunc(drafts, func(d release.Variant) bool { return d.Channel == v.Channel })
	})
	for _, d := range drafts {
		if !d.SaysAs(release.Variant{Channel: d.Channel}) {
			list = append(list, d)
		}
	}
	return list
}

// states tells how the own words that go out stand to the master; nothing is asked where there
// are none.
func (s Service) states(ctx context.Context, actor right.Actor, ref article.Ref, own []release.Variant) (map[string]variant.Variant, error) {
	states := map[string]variant.Variant{}
	if len(own) == 0 {
		return states, nil
	}
	list, err := s.Variants.List(ctx, actor, ref)
	for _, one := range list {
		states[one.Channel.ID] = one
	}
	return states, err
}

// state says which words a channel gets. Those that are not saved were written over the master as
// it is now.
func (p *Preview) state(own release.Variant, saved map[string]variant.Variant) {
	p.Own, p.Wording = own, variant.Follows
	if own.Channel == "" {
		return
	}
	p.Wording = variant.Changed
	if at := saved[own.Channel]; at.State == variant.MasterChanged && at.Version.Base == own.Base {
		p.Wording = at.State
	}
}

// known holds ids against the channels that there are.
func known(all []channel.Channel, ids []string) error {
	var faults fault.Fields
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(c channel.Channel) bool { return c.ID == id }) {
			faults.Add("/channel", fault.Tf("Không có kênh “%s”; xem GET /channels.", "There is no channel “%s”; see GET /channels.", id))
		}
	}
	return faults.Err()
}

// one previews a release for one channel. What cannot be made stands against that channel
// alone.
func (s Service) one(c channel.Channel, spec connector.Spec, r release.Release, copied string) Preview {
	content := r.Content
	form := render.Form{Delivery: marker, Channel: c.ID, Settings: c.Settings, Intent: connector.Publish, Release: r, Spec: spec, Now: s.Now()}
	if content.Act == release.ActCorrect {
		form.Intent = connector.Correct
	}
	if c.AfterPortal.Leads() {
		form.Portal = copied
	}
	p := Preview{Channel: c, Most: spec.Text.Longest(len(content.Pictures) > 0), Unit: spec.Text.Unit, MostBytes: spec.Text.MostBytes}
	if p.Problem = impossible(spec, form); !p.Problem.IsZero() {
		return p
	}
	shown, err := s.Renderer.Show(form)
	if err != nil {
		p.Problem = fault.T("Không dựng được bài cho kênh này.", "The post for this channel cannot be made.")
		if refusal, ok := fault.As(err); ok {
			p.Problem = refusal.Detail
		}
		p.measure(spec.Text, shown.Post)
		return p
	}
	p.Post, p.Cut = shown.Post, shown.Cut
	p.measure(spec.Text, p.Post)
	if form.Intent == connector.Correct && spec.Pictures.Stays(c.Settings) {
		p.Post.Pictures = nil // those that stand there stay
	}
	if !spec.Passive && spec.Body != connector.BodyEvent { // these are given the whole release
		p.LeftOut = len(content.Pictures) - len(p.Post.Pictures)
	}
	return p
}

// measure counts a text as its platform does, be it too long or not. The post has its pictures
// still, in whose caption the text may stand.
func (p *Preview) measure(form connector.TextForm, post connector.Post) {
	if form.Unit == "" {
		return
	}
	p.Used, p.Most = layout.Length(post.Text, form.Unit), form.Longest(len(post.Pictures) > 0)
	if p.Over = max(0, p.Used-p.Most); p.MostBytes == 0 {
		return
	}
	p.UsedBytes = len(post.Text)
	if p.Over == 0 {
		p.Over = max(0, p.UsedBytes-p.MostBytes)
	}
}

// impossible says why there can be no such post, before it is rendered.
func impossible(spec connector.Spec, form render.Form) fault.Text {
	switch {
	case form.Release.Content.Revision.Title == "":
		return fault.T("Bài chưa có tiêu đề.", "The story has no title yet.")
	case spec.Guards[form.Intent] == "":
		return fault.T("Nơi nhận này không cho sửa bài đã đăng: khi duyệt, người phụ trách kênh gỡ bài hoặc đăng lời đính chính bằng tay.",
			"This destination never changes what is posted: once it is approved, somebody takes the post down or posts the correction by hand.")
	}
	return fault.Text{}
}

// Warnings say in words what an editor should know before the post goes out as it is shown.
func (p Preview) Warnings() []fault.Text {
	if !p.Problem.IsZero() {
		return []fault.Text{p.Problem}
	}
	var list []fault.Text
	if p.Cut {
		list = append(list, fault.T("Đoạn dẫn bị cắt cho vừa mức của kênh.", "The lead is cut to what the channel takes."))
	}
	if p.Wording == variant.MasterChanged {
		list = append(list, fault.T("Bản gốc đã đổi sau khi có lời riêng cho kênh này.", "The master has changed since the channel's own wording."))
	}
	if p.LeftOut > 0 {
		list = append(list, fault.Tf("Kênh không nhận %d ảnh cuối của bài.", "The channel leaves out %d of the story's pictures, from the end.", p.LeftOut))
	}
	return list
}
