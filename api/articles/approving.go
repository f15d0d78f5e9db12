package articles

import (
	"context"
	"net/http"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/checklist"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
)

func (h *handlers) approvals() {
	rest.Add(h.r, rest.Op{ID: "getChecklist", Method: http.MethodGet, Path: edition + "/checklist", Tag: tag, Summary: "List what an edition lacks before it can go out, and what somebody should look at",
		Text: "Judged by the server, by the same rules by which submit and approve refuse."}, h.checklist)
	rest.Add(h.r, rest.Op{ID: "listApprovals", Method: http.MethodGet, Path: edition + "/approvals", Tag: tag, Summary: "List who approved what of an edition, at which level, the oldest first"}, h.listApprovals)
	rest.Add(h.r, rest.Op{ID: "previewReopening", Method: http.MethodGet, Path: edition + "/reopen", Tag: tag, Summary: "See which posts a reopening would stop, and which it cannot"}, h.previewReopening)
}

// ChecklistItem is one line of the checklist.
type ChecklistItem struct {
	Code     string             `json:"code"`
	Severity string             `json:"severity" enum:"blocker,hint" doc:"What is not done of the first stops submit and approve"`
	Pointer  string             `json:"pointer" doc:"JSON pointer to the field"`
	Words    rest.LocalizedText `json:"words"`
	Done     bool               `json:"done"`
	Forcible bool               `json:"forcible,omitempty" doc:"The unit's flow may let somebody pass over it"`
}

// Checklist is what an edition lacks.
type Checklist struct {
	Ready bool            `json:"ready" doc:"Nothing stops it"`
	Items []ChecklistItem `json:"items" nullable:"false"`
}

func (h *handlers) checklist(ctx context.Context, in *Named) (*rest.Plain[Checklist], error) {
	items, err := h.o.Articles.Checklist(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	shape := Checklist{Ready: len(checklist.Open(items)) == 0, Items: []ChecklistItem{}}
	for _, one := range items {
		shape.Items = append(shape.Items, ChecklistItem{Code: string(one.Code), Severity: string(one.Severity), Pointer: one.Pointer, Words: rest.Localized(one.Words), Done: one.Done, Forcible: one.Forcible()})
	}
	return &rest.Plain[Checklist]{Body: shape}, nil
}

// Approval is one person's yes to what an edition would release.
type Approval struct {
	ID          string     `json:"id"`
	Number      int        `json:"number" doc:"Of the release that it is for"`
	Release     string     `json:"release,omitempty" doc:"Id of the release that it entered; absent while there is none"`
	Hash        string     `json:"hash" doc:"Of the candidate that was shown"`
	Level       int        `json:"level"`
	Levels      int        `json:"levels" doc:"How many there were to be"`
	ApprovedBy  string     `json:"approved_by"`
	OnBehalf    string     `json:"on_behalf_of,omitempty"`
	ApprovedAt  time.Time  `json:"approved_at"`
	Unit        string     `json:"unit" doc:"Code of the unit in which it was given"`
	FlowUnit    string     `json:"flow_unit,omitempty" doc:"Whose flow it was given by; absent for the house's"`
	FlowVersion int        `json:"flow_version"`
	Urgent      bool       `json:"urgent" doc:"By somebody on duty, for all others; a check is owed"`
	Forced      []string   `json:"forced,omitempty" nullable:"false" doc:"Codes of the checklist that were let pass"`
	ForceReason string     `json:"force_reason,omitempty"`
	VoidedAt    *time.Time `json:"voided_at,omitempty"`
	VoidReason  string     `json:"void_reason,omitempty" enum:"changed,recalled,returned,reopened,withdrawn"`
}

func approvalOf(a flow.Approval) Approval {
	return Approval{ID: a.ID, Number: a.Number, Release: a.Release, Hash: a.Hash, Level: a.Level, Levels: a.Of, ApprovedBy: a.Person, OnBehalf: a.OnBehalf, ApprovedAt: a.At.UTC(),
		Unit: a.Unit, FlowUnit: a.FlowUnit, FlowVersion: a.FlowVersion, Urgent: a.Urgent, Forced: a.Forced, ForceReason: a.ForceReason, VoidedAt: rest.Instant(a.VoidedAt), VoidReason: string(a.VoidReason)}
}

func (h *handlers) listApprovals(ctx context.Context, in *recorded) (*rest.List[Approval], error) {
	all, err := h.o.Articles.Approvals(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, in.Paging, all, func(a flow.Approval) string { return a.ID }, approvalOf)
}

// Reopening is what a reopening would do.
type Reopening struct {
	Allowed  rest.Permission   `json:"allowed" doc:"Whether you may reopen it, and why not"`
	Stops    []DeliverySummary `json:"stops" nullable:"false" doc:"Posts that would not go out; the next approval offers them again"`
	InFlight []DeliverySummary `json:"in_flight" nullable:"false" doc:"Posts that cannot be stopped: being sent, or their outcome is open"`
}

func (h *handlers) previewReopening(ctx context.Context, in *Named) (*rest.Plain[Reopening], error) {
	actor := rest.Actor(ctx)
	a, e, err := h.o.Articles.Edition(ctx, actor, in.ref())
	if err != nil {
		return nil, err
	}
	may, err := h.may(ctx, actor, a, e)
	if err != nil {
		return nil, err
	}
	shape := Reopening{Allowed: may["reopen"], Stops: []DeliverySummary{}, InFlight: []DeliverySummary{}}
	if e.State != article.Approved {
		return &rest.Plain[Reopening]{Body: shape}, nil
	}
	deliveries, err := h.o.Desk.List(ctx, actor, delivery.Filter{Edition: e.ID, Limit: 100})
	if err != nil && !fault.Is(err, fault.Denied) {
		return nil, err
	}
	for _, d := range deliveries {
		switch stops, flies := d.Reopened(); {
		case stops:
			shape.Stops = append(shape.Stops, named(d))
		case flies:
			shape.InFlight = append(shape.InFlight, named(d))
		}
	}
	return &rest.Plain[Reopening]{Body: shape}, nil
}

func named(d delivery.Listed) DeliverySummary {
	shape := summaryOf(d.Delivery)
	shape.ChannelName = d.ChannelName
	return shape
}

// stopped names the posts that a reopening stopped, to whoever may see deliveries.
func (h *handlers) stopped(ctx context.Context, edition string, ids []string) ([]DeliverySummary, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	deliveries, err := h.o.Desk.List(ctx, rest.Actor(ctx), delivery.Filter{Edition: edition, Limit: 100})
	if err != nil && !fault.Is(err, fault.Denied) {
		return nil, err
	}
	var list []DeliverySummary
	for _, d := range deliveries {
		for _, id := range ids {
			if d.ID == id {
				list = append(list, named(d))
			}
		}
	}
	return list, nil
}

// Force lets pass what the checklist stops, where the unit's flow lets it be.
type Force struct {
	Reason string `json:"reason" maxLength:"2000" doc:"Stays in the record"`
}

func (f *Force) reason() *string {
	if f == nil {
		return nil
	}
	return &f.Reason
}

// SubmitInput is how an edition is handed in.
type SubmitInput struct {
	Force *Force `json:"force,omitempty" doc:"Hands in what only a forced approval can let go out"`
}

type submitting struct {
	Acting
	Body *SubmitInput
}

func (h *handlers) submit(ctx context.Context, in *submitting) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	var reason *string
	if in.Body != nil {
		reason = in.Body.Force.reason()
	}
	if _, err := h.o.Articles.HandIn(ctx, rest.Actor(ctx), at, reason); err != nil {
		return nil, err
	}
	return h.after(ctx, in.Acting, nil)
}

// ApproveInput names what was read, and how it is approved.
type ApproveInput struct {
	Hash   string `json:"hash" doc:"Hash of the candidate that was read"`
	Urgent bool   `json:"urgent,omitempty" doc:"Approve alone, being on duty: the story is of the highest priority and the unit's urgent lane is open; a check is owed within its time"`
	Force  *Force `json:"force,omitempty" doc:"Let pass what the checklist stops; never the four eyes, nor what readers need"`
}

type approving struct {
	Acting
	Body ApproveInput
}

func (h *handlers) approve(ctx context.Context, in *approving) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	done, err := h.o.Articles.Give(ctx, rest.Actor(ctx), at, article.Approving{Hash: in.Body.Hash, Urgent: in.Body.Urgent, Force: in.Body.Force.reason()})
	if err != nil {
		return nil, err
	}
	effect := &done.Effect
	if done.Release == nil {
		effect = nil
	}
	answer, err := h.after(ctx, in.Acting, effect)
	if err != nil {
		return nil, err
	}
	given := approvalOf(done.Approval)
	answer.Body.Approval = &given
	if done.Release != nil {
		made := releaseOf(*done.Release)
		answer.Body.Release = &made
	}
	answer.Body.Outpaced, err = h.outpaced(ctx, in.ref())
	return answer, err
}
