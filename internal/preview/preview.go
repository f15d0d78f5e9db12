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
)

// Articles know what would go out of an edition as it stands.
type Articles interface {
	Outgoing(ctx context.Context, actor right.Actor, ref article.Ref) (release.Release, error)
}

// Channels know the destinations and what their kinds take.
type Channels interface {
	List(ctx context.Context, actor right.Actor) ([]channel.Channel, error)
	Describe(ctx context.Context, id string) (channel.Channel, connector.Spec, error)
}

// Portals know the copy of an edition on its portal, "" where there is none.
type Portals interface {
	PortalCopy(ctx context.Context, edition string) (string, error)
}

// Service makes previews; all its fields are needed.
type Service struct {
	Articles Articles
	Channels Channels
	Portals  Portals
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
	outgoing, err := s.Articles.Outgoing(ctx, actor, ref)
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
		one.Waits = c.AfterPortal.Waits() && portal && copied == ""
		list = append(list, one)
	}
	return list, nil
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
		return p
	}
	p.Post, p.Cut = shown.Post, shown.Cut
	captioned := len(p.Post.Pictures) > 0
	if form.Intent == connector.Correct && spec.Pictures.Stays(c.Settings) {
		p.Post.Pictures = nil // those that stand there stay
	}
	if !spec.Passive && spec.Body != connector.BodyEvent { // these are given the whole release
		p.LeftOut = len(content.Pictures) - len(p.Post.Pictures)
	}
	if p.Unit != "" {
		p.Used = layout.Length(p.Post.Text, p.Unit)
		p.Most = spec.Text.Longest(captioned)
	}
	if p.MostBytes > 0 {
		p.UsedBytes = len(p.Post.Text)
	}
	return p
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
	if p.LeftOut > 0 {
		list = append(list, fault.Tf("Kênh không nhận %d ảnh cuối của bài.", "The channel leaves out %d of the story's pictures, from the end.", p.LeftOut))
	}
	return list
}
