// Package reviews is the API of whose look is waited for: the inbox of approvals, what somebody
// handed in, and the checks that are owed of what went out by one approval.
package reviews

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/review"
)

// Options are what the resource is made of.
type Options struct {
	Reviews *review.Service
	Now     func() time.Time
}

type handlers struct {
	r *rest.Router
	o Options
}

const tag = "reviews"

// Register adds the resource to the API.
func Register(r *rest.Router, o Options) {
	h := &handlers{r: r, o: o}
	rest.Add(r, rest.Op{ID: "listReviews", Method: http.MethodGet, Path: "/reviews", Tag: tag, Summary: "List what waits for you, or what you handed in",
		Text: "Box mine (chờ tôi) has the approvals that you could give now, by your rights, the unit's flow and the four eyes, and the checks that you could make; sent (tôi đã gửi) has what you " +
			"handed in and what was sent back to you. What is urgent comes first, then what waits longest."}, h.list)
	rest.Add(r, rest.Op{ID: "listRechecks", Method: http.MethodGet, Path: "/rechecks", Tag: tag, Summary: "List the checks that are or were owed after urgent approvals, the first due first"}, h.rechecks)
	rest.Add(r, rest.Op{ID: "checkRelease", Method: http.MethodPost, Path: "/articles/{id}/editions/{lang}/releases/{release}/recheck", Tag: tag, Keyed: true,
		Summary: "Check a release that went out by one approval of somebody on duty",
		Text:    "By somebody with the right to approve who has no part in it. One that failed names what is wrong; the story is then corrected or withdrawn."}, h.check)
}

// Review is one thing that waits.
type Review struct {
	Kind           string      `json:"kind" enum:"approval,check,changes" doc:"An approval, a check after an urgent one, or changes that were requested (of box sent)"`
	Article        string      `json:"article"`
	Edition        string      `json:"edition"`
	Lang           string      `json:"lang"`
	Title          string      `json:"title"`
	Unit           string      `json:"unit"`
	State          string      `json:"state" doc:"Of the edition"`
	Urgent         bool        `json:"urgent" doc:"Of the highest priority"`
	Level          int         `json:"level,omitempty" doc:"Of the approval that is waited for"`
	Levels         int         `json:"levels,omitempty" doc:"How many approvals there are to be"`
	In             string      `json:"in,omitempty" doc:"Code of the unit in which it is given"`
	Hurry          bool        `json:"may_hurry,omitempty" doc:"You are on duty, and may approve it alone"`
	SubmittedBy    string      `json:"submitted_by,omitempty"`
	WaitingSince   time.Time   `json:"waiting_since"`
	WaitingSeconds int64       `json:"waiting_seconds"`
	WhoCan         []rest.Role `json:"who_can" nullable:"false"`
	Reason         string      `json:"reason,omitempty" doc:"Why changes were requested"`
	Check          *Recheck    `json:"check,omitempty"`
}

// Recheck is a check that is owed of a release, or was made.
type Recheck struct {
	Release    string     `json:"release"`
	Number     int        `json:"number" doc:"Of the release"`
	Article    string     `json:"article"`
	Lang       string     `json:"lang"`
	Unit       string     `json:"unit"`
	Title      string     `json:"title" doc:"Of the edition as it is now"`
	ApprovedBy string     `json:"approved_by"`
	DueAt      time.Time  `json:"due_at"`
	State      string     `json:"state" enum:"open,passed,failed"`
	Overdue    bool       `json:"overdue"`
	DecidedBy  string     `json:"decided_by,omitempty"`
	OnBehalf   string     `json:"on_behalf_of,omitempty"`
	DecidedAt  *time.Time `json:"decided_at,omitempty"`
	Note       string     `json:"note,omitempty"`
}

func (h *handlers) recheckOf(o review.Owed) Recheck {
	return Recheck{Release: o.Release, Number: o.Number, Article: o.Row.Article, Lang: o.Row.Lang, Unit: o.Row.Of.Unit, Title: o.Row.Title, ApprovedBy: o.ApprovedBy,
		DueAt: o.DueAt.UTC(), State: string(o.State), Overdue: o.Overdue(h.o.Now()), DecidedBy: o.DecidedBy, OnBehalf: o.OnBehalf, DecidedAt: rest.Instant(o.DecidedAt), Note: o.Note}
}

func (h *handlers) reviewOf(w review.Waiting) Review {
	shape := Review{Kind: "approval", Article: w.Row.Article, Edition: w.Row.ID, Lang: w.Row.Lang, Title: w.Row.Title, Unit: w.Row.Of.Unit, State: string(w.Row.State),
		Urgent: w.Row.Of.Priority == article.MaxPriority, Level: w.Turn.Level, Levels: w.Turn.Of, In: w.Turn.Unit, Hurry: w.Hurry, SubmittedBy: w.Row.SubmittedBy,
		WaitingSince: w.Since.UTC(), WaitingSeconds: max(0, int64(h.o.Now().Sub(w.Since).Seconds())), WhoCan: rest.RolesOf(w.WhoCan)}
	switch {
	case w.Check != nil:
		check := h.recheckOf(*w.Check)
		shape.Kind, shape.Check = "check", &check
	case w.Row.State == article.ChangesRequested:
		shape.Kind, shape.Reason = "changes", w.Row.Reason
	}
	return shape
}

type boxed struct {
	rest.Paging
	Box string `query:"box" enum:"mine,sent" default:"mine" doc:"What waits for you, or what you handed in"`
}

func (h *handlers) list(ctx context.Context, in *boxed) (*rest.List[Review], error) {
	find := h.o.Reviews.Mine
	if in.Box == "sent" {
		find = h.o.Reviews.Sent
	}
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	all, err := find(ctx, rest.Actor(ctx))
	if err != nil {
		return nil, err
	}
	if after != nil {
		all = review.Behind(all, rankAt(*after))
	}
	return rest.Paged(ctx, h.r, all, in.Limit, placeOf, h.reviewOf), nil
}

// placeOf is where something stands in the list; its id bears the priority, by which the list is ordered first.
func placeOf(w review.Waiting) rest.Place {
	rank := w.Rank()
	return rest.PlaceAt(rank.Since, strconv.Itoa(rank.Priority)+" "+rank.ID)
}

func rankAt(p rest.Place) review.Rank {
	priority, id, _ := strings.Cut(p.ID, " ")
	n, _ := strconv.Atoi(priority) // it is signed, so that nobody else wrote it
	return review.Rank{Priority: n, Since: p.At(), ID: id}
}

type rechecking struct {
	rest.Paging
	State   []string `query:"state" enum:"open,passed,failed" doc:"One or more, separated by commas"`
	Overdue bool     `query:"overdue" doc:"Those alone that are open and past their hour"`
}

func (h *handlers) rechecks(ctx context.Context, in *rechecking) (*rest.List[Recheck], error) {
	after, err := h.r.After(ctx, in.Paging)
	if err != nil {
		return nil, err
	}
	filter := review.Filter{Limit: in.Limit + 1}
	for _, state := range in.State {
		filter.States = append(filter.States, flow.RecheckState(state))
	}
	if in.Overdue {
		filter.States, filter.DueBefore = []flow.RecheckState{flow.RecheckOpen}, h.o.Now()
	}
	if after != nil {
		filter.After = &review.Place{DueAt: after.At(), ID: after.ID}
	}
	rows, err := h.o.Reviews.List(ctx, rest.Actor(ctx), filter)
	if err != nil {
		return nil, err
	}
	return rest.Paged(ctx, h.r, rows, in.Limit, func(o review.Owed) rest.Place { return rest.PlaceAt(o.DueAt, o.Release) }, h.recheckOf), nil
}

// CheckInput is what came of a check.
type CheckInput struct {
	Result string `json:"result" enum:"passed,failed"`
	Note   string `json:"note,omitempty" maxLength:"2000" doc:"What is wrong; needed of one that failed"`
}

type checking struct {
	ID      string `path:"id" doc:"Id of the article"`
	Lang    string `path:"lang" doc:"Language of the edition (BCP 47)"`
	Release string `path:"release" doc:"Id of the release"`
	Body    CheckInput
}

func (h *handlers) check(ctx context.Context, in *checking) (*rest.Plain[Recheck], error) {
	done, err := h.o.Reviews.Check(ctx, rest.Actor(ctx), article.Ref{Article: in.ID, Lang: in.Lang}, in.Release, in.Body.Result == "passed", in.Body.Note)
	if err != nil {
		return nil, err
	}
	return &rest.Plain[Recheck]{Body: h.recheckOf(done)}, nil
}
