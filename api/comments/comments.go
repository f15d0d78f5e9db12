// Package comments is the API of comments on editions.
package comments

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/right"
)

type handlers struct {
	r        *rest.Router
	comments *comment.Service
}

const (
	tag    = "comments"
	all    = "/articles/{id}/editions/{lang}/comments"
	counts = "/articles/{id}/editions/{lang}/comment-counts"
	one    = all + "/{thread}"
	reply  = one + "/replies/{reply}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, comments *comment.Service) {
	h := &handlers{r: r, comments: comments}
	rest.Add(r, rest.Op{ID: "listComments", Method: http.MethodGet, Path: all, Tag: tag, Summary: "List the threads of comments on an edition, newest first",
		Text: "Each is placed in the newest text, in a revision or in your working copy; what it was about and is gone from there is orphaned and keeps its words."}, h.list)
	rest.Add(r, rest.Op{ID: "startComment", Method: http.MethodPost, Path: all, Tag: tag, Summary: "Start a thread on words, on a picture or on the edition as a whole", Status: http.StatusCreated, Keyed: true,
		Text: "Comments are for the newsroom alone and enter no release. Who may not read the story cannot be mentioned."}, h.start)
	rest.Add(r, rest.Op{ID: "countComments", Method: http.MethodGet, Path: counts, Tag: tag, Summary: "Count the open and the resolved threads of an edition"}, h.count)
	rest.Add(r, rest.Op{ID: "getComment", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get a thread of comments with all wordings"}, h.read)
	rest.Add(r, rest.Op{ID: "replyToComment", Method: http.MethodPost, Path: one + "/replies", Tag: tag, Summary: "Answer in a thread", Status: http.StatusCreated, Keyed: true}, h.reply)
	rest.Add(r, rest.Op{ID: "editComment", Method: http.MethodPatch, Path: reply, Tag: tag, Summary: "Give a comment of yours another wording; the earlier ones stay to be seen"}, h.edit)
	rest.Add(r, rest.Op{ID: "retractComment", Method: http.MethodPost, Path: reply + "/retract", Tag: tag, Summary: "Take back a comment of yours; its words are left to those who inspect", Keyed: true}, h.retract)
	rest.Add(r, rest.Op{ID: "resolveComment", Method: http.MethodPost, Path: one + "/resolve", Tag: tag, Summary: "Resolve a thread that you started, or of a text that you may edit", Keyed: true}, h.move(comments.Resolve))
	rest.Add(r, rest.Op{ID: "reopenComment", Method: http.MethodPost, Path: one + "/reopen", Tag: tag, Summary: "Open a resolved thread again", Keyed: true}, h.move(comments.Reopen))
}

// Edition names an edition.
type Edition struct {
	ID   string `path:"id" doc:"Id of the article"`
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
}

func (e Edition) ref() article.Ref { return article.Ref{Article: e.ID, Lang: e.Lang} }

// Named names a thread.
type Named struct {
	Edition
	Thread string `path:"thread" doc:"Id of the thread"`
}

func (n Named) at(version int) comment.At {
	return comment.At{Ref: n.ref(), Thread: n.Thread, Version: version}
}

// Viewing says in which text threads are placed.
type Viewing struct {
	Revision    string `query:"revision" maxLength:"100" doc:"Id of the revision in whose text threads are placed; absent means the newest"`
	WorkingCopy bool   `query:"working_copy" doc:"Places threads in the text of your working copy"`
}

func (v Viewing) domain() comment.View {
	return comment.View{Revision: v.Revision, WorkingCopy: v.WorkingCopy}
}

type listing struct {
	Edition
	Viewing
	rest.Paging
	State string `query:"state" enum:"open,resolved" doc:"Only those in this state"`
	Mine  bool   `query:"mine" doc:"Only those in which you wrote or are mentioned"`
}

func (h *handlers) list(ctx context.Context, in *listing) (*rest.List[CommentThread], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	actor := rest.Actor(ctx)
	f := comment.Filter{State: comment.State(in.State), Limit: in.Limit + 1}
	if after != nil {
		f.After = &comment.Place{At: after.At(), ID: after.ID}
	}
	if in.Mine {
		f.Mine = actor.ID
	}
	rows, err := h.comments.List(ctx, actor, in.ref(), f, in.domain())
	if err != nil {
		return nil, rest.InQuery(err)
	}
	place := func(t comment.Thread) rest.Place { return rest.PlaceAt(t.CreatedAt, t.ID) }
	return rest.Paged(ctx, h.r, rows, in.Limit, place, func(t comment.Thread) CommentThread { return threadOf(actor, t) }), nil
}

type starting struct {
	Edition
	Body NewComment
}

func (h *handlers) start(ctx context.Context, in *starting) (*rest.Made[CommentThread], error) {
	actor := rest.Actor(ctx)
	t, err := h.comments.Start(ctx, actor, in.ref(), in.Body.domain())
	if err != nil {
		return nil, err
	}
	return h.made(actor, Named{in.Edition, t.ID}, t), nil
}

func (h *handlers) made(actor right.Actor, n Named, t comment.Thread) *rest.Made[CommentThread] {
	return rest.Created(h.r, "/articles/"+n.ID+"/editions/"+n.Lang+"/comments/"+n.Thread, t.Version, threadOf(actor, t))
}

func (h *handlers) count(ctx context.Context, in *Edition) (*rest.Plain[CommentCounts], error) {
	n, err := h.comments.Count(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	return &rest.Plain[CommentCounts]{Body: CommentCounts{Open: n.Open, Resolved: n.Resolved}}, nil
}

type reading struct {
	Named
	Viewing
}

func (h *handlers) read(ctx context.Context, in *reading) (*rest.One[CommentThread], error) {
	actor := rest.Actor(ctx)
	t, err := h.comments.Get(ctx, actor, in.at(0), in.domain())
	if err != nil {
		return nil, rest.InQuery(err)
	}
	return rest.Versioned(t.Version, threadOf(actor, t)), nil
}

type replying struct {
	Named
	Body CommentWords
}

func (h *handlers) reply(ctx context.Context, in *replying) (*rest.Made[CommentThread], error) {
	actor := rest.Actor(ctx)
	t, err := h.comments.Reply(ctx, actor, in.at(0), in.Body.domain())
	if err != nil {
		return nil, err
	}
	return h.made(actor, in.Named, t), nil
}

// Replying names a comment of a thread.
type Replying struct {
	Named
	Reply string `path:"reply" doc:"Id of the comment, that which started the thread included"`
	rest.Matching
}

type editing struct {
	Replying
	Body CommentWords
}

func (h *handlers) edit(ctx context.Context, in *editing) (*rest.One[CommentThread], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	actor, at := rest.Actor(ctx), in.at(version)
	at.Remark = in.Reply
	t, err := h.comments.Edit(ctx, actor, at, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.Versioned(t.Version, threadOf(actor, t)), nil
}

func (h *handlers) retract(ctx context.Context, in *Replying) (*rest.One[CommentThread], error) {
	version, err := in.Optional()
	if err != nil {
		return nil, err
	}
	actor, at := rest.Actor(ctx), in.at(version)
	at.Remark = in.Reply
	t, err := h.comments.Retract(ctx, actor, at)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(t.Version, threadOf(actor, t)), nil
}

type moving struct {
	Named
	rest.Matching
}

func (h *handlers) move(act func(context.Context, right.Actor, comment.At) (comment.Thread, error)) func(context.Context, *moving) (*rest.One[CommentThread], error) {
	return func(ctx context.Context, in *moving) (*rest.One[CommentThread], error) {
		version, err := in.Optional()
		if err != nil {
			return nil, err
		}
		actor := rest.Actor(ctx)
		t, err := act(ctx, actor, in.at(version))
		if err != nil {
			return nil, err
		}
		return rest.Versioned(t.Version, threadOf(actor, t)), nil
	}
}
