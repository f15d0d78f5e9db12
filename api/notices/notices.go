// Package notices is the API of what people are told: their inbox, and how they wish to be
// told by mail.
package notices

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/notice"
)

type handlers struct {
	r       *rest.Router
	notices *notice.Service
}

const (
	tag      = "notices"
	settings = "/notices/settings"
)

// Register adds the resource to the API.
func Register(r *rest.Router, service *notice.Service) {
	h := &handlers{r: r, notices: service}
	rest.Add(r, rest.Op{ID: "listNotices", Method: http.MethodGet, Path: "/notices", Tag: tag, Summary: "List your notices, newest first, and how many are unread",
		Text: "One notice for each incident, however often it comes; it is open until its cause has ended. What you may no longer see is not there. The event `inbox` of the stream says when the list is otherwise."}, h.list)
	rest.Add(r, rest.Op{ID: "readNotice", Method: http.MethodPost, Path: "/notices/{id}/read", Tag: tag, Summary: "Mark a notice as read",
		Text: "News is over by that; what waits for somebody stays open until it is done. What is read is not mailed any more, so that it needs a signed-in person: a key must not keep its owner from being told."}, h.read)
	rest.Add(r, rest.Op{ID: "readNotices", Method: http.MethodPost, Path: "/notices/read", Tag: tag, Summary: "Mark a notice, and all that came before it, as read",
		Text: "Needs a signed-in person."}, h.readBack)
	rest.Add(r, rest.Op{ID: "getNoticeSettings", Method: http.MethodGet, Path: settings, Tag: tag, Summary: "Get how you wish to be told by mail"}, h.settings)
	rest.Add(r, rest.Op{ID: "setNoticeSettings", Method: http.MethodPut, Path: settings, Tag: tag, Summary: "Change how you wish to be told by mail",
		Text: "Replaces the whole; a kind that is not named is told as usual. The language of the mails is yours. Needs a signed-in person."}, h.setSettings)
}

// NoticePage is a part of an inbox.
type NoticePage struct {
	rest.Page[Notice]
	Unread int `json:"unread" doc:"How many of all open ones are unread, whatever the filter"`
}

type listing struct {
	rest.Paging
	Unread bool `query:"unread" doc:"Only those that are unread"`
	Open   bool `query:"open" doc:"Only those whose cause has not ended"`
}

type listed struct {
	Link string `header:"Link" doc:"The next part, rel=next (RFC 8288)"`
	Body NoticePage
}

func (h *handlers) list(ctx context.Context, in *listing) (*listed, error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	f := notice.Filter{Unread: in.Unread, Open: in.Open, Limit: in.Limit + 1}
	if after != nil {
		f.After = &notice.Place{At: after.At(), ID: after.ID}
	}
	rows, unread, err := h.notices.List(ctx, rest.Actor(ctx), f)
	if err != nil {
		return nil, err
	}
	page := rest.Paged(ctx, h.r, rows, in.Limit, func(n notice.Shown) rest.Place { return rest.PlaceAt(n.LastAt, n.ID) }, noticeOf)
	return &listed{Link: page.Link, Body: NoticePage{Page: page.Body, Unread: unread}}, nil
}

// Identified names a notice.
type Identified struct {
	ID string `path:"id" doc:"Id of the notice"`
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.Plain[Notice], error) {
	n, err := h.notices.Read(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Notice]{Body: noticeOf(n)}, nil
}

// UpTo names the newest notice that was read.
type UpTo struct {
	UpTo string `json:"up_to" maxLength:"100" doc:"Id of the newest notice that was read"`
}

// Unread is how many notices are unread.
type Unread struct {
	Unread int `json:"unread" doc:"How many open ones are unread now"`
}

func (h *handlers) readBack(ctx context.Context, in *struct{ Body UpTo }) (*rest.Plain[Unread], error) {
	unread, err := h.notices.ReadBack(ctx, rest.Actor(ctx), in.Body.UpTo)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Unread]{Body: Unread{unread}}, nil
}

func (h *handlers) settings(ctx context.Context, _ *struct{}) (*rest.One[NoticeSettings], error) {
	s, err := h.notices.Settings(ctx, rest.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return rest.Versioned(s.Version, settingsOf(s)), nil
}

type setting struct {
	rest.Matching
	Body NoticeSettings
}

func (h *handlers) setSettings(ctx context.Context, in *setting) (*rest.One[NoticeSettings], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	s, err := h.notices.SetSettings(ctx, rest.Actor(ctx), version, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.Versioned(s.Version, settingsOf(s)), nil
}
