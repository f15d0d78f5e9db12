// Package events is the API of what changes: the stream of server-sent events, and who is in
// an edition now.
package events

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/live"
	"github.com/lantoa/lantoa/internal/right"
)

// Options are what the resource works with.
type Options struct {
	Hub      *live.Hub
	Presence *live.Presence
	Cursors  Cursors
}

type handlers struct {
	r *rest.Router
	o Options
}

const tag = "events"

// Register adds the resource to the API.
func Register(r *rest.Router, o Options) {
	h := &handlers{r: r, o: o}
	rest.Add(r, rest.Op{ID: "followEvents", Method: http.MethodGet, Path: "/events", Tag: tag, Streams: true, Summary: "Follow what changes, as server-sent events", Text: description}, h.follow)
	h.presence()
}

const description = `Server-sent events (WHATWG HTML, section 9.2) of what happens to objects that you may see at that moment. Each has an ` + "`id`" + `, which is a cursor, ` +
	"a kind as its `event`, and one object of JSON as its `data`: `id`, `at`, where it concerns one `article`, `edition`, `delivery`, `channel` and `unit`, and `data` with what the kind adds. " +
	"Reconnect with the last cursor in `Last-Event-ID`, or in `after`, and nothing is missed or told twice; without one the stream begins with what comes now. " +
	"Four kinds have no place in the stream. `reset`: the cursor was unknown or older than a day; read your lists again. `presence`: who is in an edition, where the filter names an article or edition. " +
	"`inbox`: how many of your notices are unread, at first and whenever your inbox has changed, to yourself in a session. " +
	"`end`: why the server ends the stream; reconnect, unless the reason is `denied`; after `signed_out` with what you are signed in by since, else the answer is 401. A comment comes every 20 seconds, with a cursor."

// following is what somebody asks to follow.
type following struct {
	Last    string   `header:"Last-Event-ID" maxLength:"100" doc:"The id of the last event that was seen; goes before after"`
	After   string   `query:"after" maxLength:"100" doc:"The same, for clients that cannot set the header"`
	Article string   `query:"article" maxLength:"100" doc:"Only what concerns this article, by id"`
	Edition string   `query:"edition" maxLength:"100" doc:"Only what concerns this edition, by id"`
	Kind    []string `query:"kind" maxItems:"100" doc:"Only these kinds, such as delivery.sent, or objects, such as delivery, or inbox; several are separated by commas"`
}

func (h *handlers) wish(in *following) (live.Wish, error) {
	w := live.Wish{Article: in.Article, Edition: in.Edition, Kinds: in.Kind}
	known := audit.Kinds()
	for _, kind := range in.Kind {
		named := func(one string) bool { return one == kind || strings.HasPrefix(one, kind+".") }
		if kind != live.InboxKind && !slices.ContainsFunc(known, named) {
			return w, fault.Invalid("query:kind", fault.Tf("không có loại sự kiện “%s”; các loại: %s", "there is no kind of event “%s”; there are %s", kind, strings.Join(known, ", ")))
		}
	}
	if cursor := first(in.Last, in.After); cursor != "" {
		after := h.o.Cursors.Open(cursor)
		w.After = &after
	}
	return w, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// follow begins a stream. What is wrong with the request is a problem as everywhere; once the
// stream has begun, it ends with an event that says why.
func (h *handlers) follow(ctx context.Context, in *following) (*huma.StreamResponse, error) {
	wish, err := h.wish(in)
	if err != nil {
		return nil, err
	}
	known := rest.Actor(ctx)
	var asking *gin.Context // once the stream has begun
	who := func(context.Context) (right.Actor, error) {
		if asking == nil {
			return known, nil
		}
		return h.r.Again(asking)
	}
	f, err := h.o.Hub.Follow(ctx, who, wish)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(of huma.Context) {
		defer f.Close()
		c := humagin.Unwrap(of)
		c.Request = c.Request.WithContext(account.Unattended(c.Request.Context()))
		asking = c
		h.stream(c, f)
	}}, nil
}
