package dispatch

import (
	"context"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/render"
)

// render makes the payload. A story that cannot be put into the channel's form goes to a
// person; a correction that surely changes nothing here ends without a word to anyone.
func (d *Dispatcher) render(ctx context.Context, t *try) (decide, error) {
	release, err := d.o.Releases.Release(ctx, t.Release)
	if err != nil {
		return nil, err
	}
	before, err := d.history(ctx, t)
	if err != nil {
		return nil, err
	}
	portal, err := d.portal(ctx, t)
	if err != nil {
		return nil, err
	}
	shown, standing, err := t.shown(before)
	if err != nil {
		return nil, err
	}
	at := t.Claimed.Attempt.StartAt
	if t.Intent == connector.Withdraw {
		at = t.CreatedAt
	}
	post, err := d.o.Renderer.Post(render.Form{Delivery: t.Delivery.ID, Channel: t.Channel, Settings: t.channel.Settings, Intent: t.Intent, Notice: t.Notice, Portal: portal,
		Release: release, Spec: t.spec, ChosenID: before.last.ChosenID, Standing: standing, Published: before.published, Now: at})
	if err != nil {
		detail := fault.T("Không dựng được bài.", "The post could not be made.")
		if e, ok := fault.As(err); ok {
			detail = e.Detail
		}
		d.o.Log.Error("dispatcher: a post could not be rendered", "delivery", t.Delivery.ID, "error", err)
		return fixed(delivery.Verdict{State: delivery.Attention, Reason: delivery.ReasonRender, Detail: detail}), nil
	}
	same, err := d.unchanged(ctx, t, before, shown, post)
	if err != nil {
		return nil, err
	}
	if same {
		return fixed(delivery.Verdict{State: delivery.Superseded, Reason: delivery.ReasonUnchanged}), nil
	}
	t.Payload, t.PayloadHash, err = render.Seal(post)
	t.ChosenID = post.ChosenID
	return nil, err
}

// shown is the post that a correction is about, as the channel last got it, and its pictures
// where they stay; nil where that is not known.
func (t *try) shown(before past) (post *connector.Post, standing []connector.Picture, err error) {
	if t.Intent != connector.Correct || before.last.Payload == nil {
		return nil, nil, nil
	}
	last, err := render.Read(before.last.Payload)
	if err == nil && t.spec.Pictures.Stays(t.channel.Settings) {
		standing = append([]connector.Picture{}, last.Pictures...)
	}
	return &last, standing, err
}

// unchanged reports whether a correction surely brings readers of the channel nothing new.
// Those who are given the release itself, feeds and receivers of events, see its pictures,
// which their posts do not hold.
func (d *Dispatcher) unchanged(ctx context.Context, t *try, before past, shown *connector.Post, post connector.Post) (bool, error) {
	if shown == nil || before.blurred || post.PicturesStay || !render.SameToReaders(*shown, post) {
		return false, nil
	}
	if !t.spec.Passive && t.spec.Body != connector.BodyEvent {
		return true, nil
	}
	earlier, err := d.o.Releases.Release(ctx, before.last.Release)
	if err != nil {
		return false, err
	}
	present, err := d.o.Releases.Release(ctx, t.Release)
	return err == nil && render.SamePictures(earlier, present), err
}

// portal is the address of the portal's copy, for posts that lead there.
func (d *Dispatcher) portal(ctx context.Context, t *try) (string, error) {
	if !t.channel.AfterPortal.Leads() {
		return "", nil
	}
	return d.o.Store.PortalCopy(ctx, t.Edition)
}
