// Package channels is the API of configured destinations and of the kinds that there are.
package channels

import (
	"context"
	"net/http"
	"strconv"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r        *rest.Router
	channels *channel.Service
	desk     *delivery.Desk
	previews preview.Service
}

const (
	tag = "channels"
	one = "/channels/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, channels *channel.Service, desk *delivery.Desk, previews preview.Service) {
	h := &handlers{r: r, channels: channels, desk: desk, previews: previews}
	h.registerCalendar()
	rest.Add(r, rest.Op{ID: "listConnectors", Method: http.MethodGet, Path: "/connectors", Tag: tag, Summary: "List the kinds of destinations with a description of their settings"}, h.connectors)
	rest.Add(r, rest.Op{ID: "listChannels", Method: http.MethodGet, Path: "/channels", Tag: tag, Summary: "List channels, oldest first"}, h.list)
	rest.Add(r, rest.Op{ID: "createChannel", Method: http.MethodPost, Path: "/channels", Tag: tag, Summary: "Create a channel", Status: http.StatusCreated, Keyed: true,
		Text: "Its destination is asked at once whether it works; `health` tells what it said. The channel stands whatever that is."}, h.create)
	rest.Add(r, rest.Op{ID: "getChannel", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a channel"}, h.read)
	rest.Add(r, rest.Op{ID: "updateChannel", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change a channel"}, h.patch)
	rest.Add(r, rest.Op{ID: "listChannelTemplates", Method: http.MethodGet, Path: one + "/templates", Tag: tag, Summary: "List the versions of a channel's template, newest first"}, h.templates)
	rest.Add(r, rest.Op{ID: "checkChannel", Method: http.MethodPost, Path: one + "/check", Tag: tag, Summary: "Check with the destination whether a channel works; nothing is published"}, h.check)
	rest.Add(r, rest.Op{ID: "testChannel", Method: http.MethodPost, Path: one + "/test", Tag: tag, Summary: "Try a channel with a made-up story; nothing is published",
		Text: "The story is rendered as it would be sent, and the destination is asked whether the channel works. The trial channel plays the first step of its script; to no other is anything sent."}, h.test)
	rest.Add(r, rest.Op{ID: "pauseChannel", Method: http.MethodPost, Path: one + "/pause", Tag: tag, Summary: "Pause a channel, with a reason", Keyed: true}, h.pause)
	rest.Add(r, rest.Op{ID: "resumeChannel", Method: http.MethodPost, Path: one + "/resume", Tag: tag, Summary: "Resume a channel at once", Keyed: true}, h.resume)
}

// Identified names a channel.
type Identified struct {
	ID string `path:"id" doc:"Id of the channel"`
}

func (h *handlers) connectors(_ context.Context, _ *struct{}) (*rest.List[Connector], error) {
	return connectorsOf(h.channels), nil
}

func (h *handlers) list(ctx context.Context, in *rest.Paging) (*rest.List[Channel], error) {
	actor := rest.Actor(ctx)
	all, err := h.channels.List(ctx, actor)
	if err != nil {
		return nil, err
	}
	id := func(c channel.Channel) string { return c.ID }
	list, err := rest.Sliced(ctx, h.r, *in, all, id, func(c channel.Channel) Channel { return channelOf(actor, c) })
	if err != nil {
		return nil, err
	}
	kept, err := h.desk.Punctuality(ctx, actor)
	if err != nil {
		return nil, err
	}
	for i, c := range list.Body.Items {
		list.Body.Items[i].OnTime = onTimeOf(kept[c.ID])
	}
	return list, nil
}

// onTimeOf tells how a channel kept to its hours, nil where it had none.
func onTimeOf(p delivery.Punctuality) *OnTime {
	if p.Due == 0 {
		return nil
	}
	return &OnTime{Days: delivery.PunctualDays, Due: p.Due, OnTime: p.OnTime, Share: float64(p.OnTime) / float64(p.Due)}
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewChannel }) (*rest.Made[Channel], error) {
	actor := rest.Actor(ctx)
	c, err := h.channels.Create(ctx, actor, in.Body.domain())
	if err != nil {
		return nil, named(err)
	}
	c = h.checked(ctx, actor, c)
	return rest.Created(h.r, "/channels/"+c.ID, c.Version, channelOf(actor, c)), nil
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[Channel], error) {
	actor := rest.Actor(ctx)
	c, err := h.channels.Get(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	kept, err := h.desk.Punctuality(ctx, actor)
	if err != nil {
		return nil, err
	}
	one := versioned(actor, c)
	one.Body.OnTime = onTimeOf(kept[c.ID])
	one.Body.Expiring, err = h.expiring(ctx, actor, c)
	return one, err
}

type listingTemplates struct {
	Identified
	rest.Paging
}

func (h *handlers) templates(ctx context.Context, in *listingTemplates) (*rest.List[ChannelTemplateVersion], error) {
	all, err := h.channels.Templates(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	id := func(t channel.Template) string { return strconv.Itoa(t.Version) }
	return rest.Sliced(ctx, h.r, in.Paging, all, id, func(t channel.Template) ChannelTemplateVersion {
		return ChannelTemplateVersion{ChannelTemplate{t.Version, t.Body}, t.CreatedBy, t.CreatedAt.UTC()}
	})
}

// mostLate is how many posts are named that are planned past the end of a credential.
const mostLate = 10

// expiring tells of a credential that comes to its end; the posts are those that the one who
// asks may see.
func (h *handlers) expiring(ctx context.Context, actor right.Actor, c channel.Channel) (*ChannelExpiring, error) {
	e, near := h.channels.Expiring(c)
	if !near {
		return nil, nil
	}
	shape := &ChannelExpiring{At: e.At.UTC(), DaysLeft: e.Days, Over: e.Over, Posts: []LatePost{}}
	planned, err := h.desk.List(ctx, actor, delivery.PlannedPast(c.ID, e.At, mostLate))
	if err != nil && !fault.Is(err, fault.Denied) {
		return nil, err
	}
	for _, one := range planned {
		shape.Posts = append(shape.Posts, LatePost{Delivery: one.ID, Title: one.Title, Lang: one.Lang, DueAt: one.DueAt.UTC()})
	}
	return shape, nil
}

func versioned(actor right.Actor, c channel.Channel) *rest.One[Channel] {
	return rest.Versioned(c.Version, channelOf(actor, c))
}

type patching struct {
	Identified
	rest.Matching
	Body ChannelPatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Channel], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	c, err := h.channels.Update(ctx, actor, in.ID, version, in.Body.domain())
	if err != nil {
		return nil, named(err)
	}
	if c.Health.Class == "" && !c.Passive { // its settings have changed
		c = h.checked(ctx, actor, c)
	}
	return versioned(actor, c), nil
}

// checked asks the destination of a channel that is new, or whose settings have just changed,
// after their transaction. They stand whatever comes of it: whoever entered them sees at once
// what is wrong, and a channel that was changed stays held without a good answer.
func (h *handlers) checked(ctx context.Context, actor right.Actor, c channel.Channel) channel.Channel {
	if _, err := h.channels.Check(ctx, actor, c.ID); err != nil {
		return c
	}
	if now, err := h.channels.Get(ctx, actor, c.ID); err == nil && now.Version == c.Version {
		return now
	}
	return c
}

func (h *handlers) check(ctx context.Context, in *Identified) (*rest.Plain[ChannelHealth], error) {
	health, err := h.channels.Check(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[ChannelHealth]{Body: healthOf(string(health.Class), health.Account, health.Detail, health.ExpiresAt)}, nil
}

// PauseInput says why a channel stands still.
type PauseInput struct {
	Reason string `json:"reason" doc:"For those who wait"`
}

type pausing struct {
	Identified
	Body PauseInput
}

func (h *handlers) pause(ctx context.Context, in *pausing) (*rest.One[Channel], error) {
	actor := rest.Actor(ctx)
	c, err := h.channels.Pause(ctx, actor, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return versioned(actor, c), nil
}

func (h *handlers) resume(ctx context.Context, in *Identified) (*rest.One[Channel], error) {
	actor := rest.Actor(ctx)
	c, err := h.channels.Resume(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return versioned(actor, c), nil
}

// named gives faulty places the names that they have in this API, which bear their unit.
func named(err error) error {
	for from, to := range map[string]string{"/max_conc": "/max_concurrent", "/settle": "/settle_seconds", "/rate/every": "/rate/every_seconds",
		"/grace": "/grace_seconds", "/distance": "/distance_seconds", "/portal_patience": "/portal_patience_seconds", "/offset": "/offset_seconds"} {
		err = rest.Rename(err, from, to)
	}
	return err
}
