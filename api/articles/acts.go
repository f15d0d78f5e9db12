package articles

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// DeliveryEffect tells what an act did to deliveries, by id.
type DeliveryEffect struct {
	Created    []string `json:"created" nullable:"false"`
	Superseded []string `json:"superseded" nullable:"false"`
	Voided     []string `json:"voided" nullable:"false" doc:"Taken off by a reopening; approval offers them again"`
	Offered    []string `json:"offered" nullable:"false" doc:"Voided by the reopening before: schedule their channels, at their hour or another, to send the new release"`
	Cancelled  []string `json:"cancelled" nullable:"false"`
	InFlight   []string `json:"in_flight" nullable:"false" doc:"Could not be stopped: being sent, or the outcome is open"`
}

func effectOf(e article.Effect) DeliveryEffect {
	return DeliveryEffect{Created: rest.NotNil(e.Created), Superseded: rest.NotNil(e.Superseded), Voided: rest.NotNil(e.Voided), Offered: rest.NotNil(e.Offered),
		Cancelled: rest.NotNil(e.Cancelled), InFlight: rest.NotNil(e.InFlight)}
}

// EditionResult is an edition after an act, with what else the act did.
type EditionResult struct {
	Edition    Edition           `json:"edition"`
	May        rest.May          `json:"may"`
	Effect     *DeliveryEffect   `json:"effect,omitempty" doc:"Of approve, reopen, withdraw and unschedule"`
	Outpaced   []string          `json:"outpaced,omitempty" nullable:"false" doc:"Of approve in the story's own language: translations that are approved and say what it said before"`
	Release    *Release          `json:"release,omitempty" doc:"Made by the last approval"`
	Approval   *Approval         `json:"approval,omitempty" doc:"Of approve: at which level; where it is not the last, the edition stays in review"`
	Stopped    []DeliverySummary `json:"stopped,omitempty" nullable:"false" doc:"Of reopen: the posts that will not go out, with their channels and hours"`
	Deliveries []DeliverySummary `json:"deliveries,omitempty" nullable:"false" doc:"Planned or moved by schedule, in the order of the channels"`
	Warnings   []ScheduleWarning `json:"warnings,omitempty" nullable:"false" doc:"Of schedule: what the preview and the channels' hours have to say; it is planned all the same"`
	Passed     []PassedSlot      `json:"passed_slots,omitempty" nullable:"false" doc:"Of schedule with slot: those before the ones that were taken, and why they are not free"`
}

// Acting names an edition, and the version that was read where the client says so.
type Acting struct {
	Named
	rest.Matching
}

func (a Acting) at() (article.At, error) {
	version, err := a.Optional()
	return article.At{Ref: a.ref(), Version: version}, err
}

func act(id, name, summary string) rest.Op {
	return rest.Op{ID: id, Method: http.MethodPost, Path: edition + "/" + name, Tag: tag, Summary: summary, Keyed: true}
}

func (h *handlers) acts() {
	rest.Add(h.r, act("submitEdition", "submit", "Submit an edition for approval"), h.submit)
	rest.Add(h.r, act("recallEdition", "recall", "Take a submitted edition back before it is decided on"), h.plain(h.o.Articles.Recall))
	rest.Add(h.r, act("requestEditionChanges", "request-changes", "Send a submitted edition back to its authors, with a reason"), h.requestChanges)
	rest.Add(h.r, act("approveEdition", "approve", "Approve the release candidate that has the given hash"), h.approve)
	rest.Add(h.r, act("reopenEdition", "reopen", "Make an edition editable again; an approval becomes void"), h.reopen)
	rest.Add(h.r, act("correctEdition", "correct", "Open a published edition for a correction, or change the note of one that is open"), h.correct)
	rest.Add(h.r, act("discardEditionCorrection", "discard-correction", "Drop an open correction; the release in force and its text stand"), h.plain(h.o.Articles.DiscardCorrection))
	rest.Add(h.r, act("withdrawEdition", "withdraw", "Withdraw an edition from every channel, with a reason"), h.withdraw)
	rest.Add(h.r, act("archiveEdition", "archive", "Archive an edition that is not published"), h.plain(h.o.Articles.Archive))
}

// plain makes the handler of an act that needs nothing but the edition.
func (h *handlers) plain(do func(ctx context.Context, actor right.Actor, at article.At) (article.Edition, error)) func(context.Context, *Acting) (*rest.One[EditionResult], error) {
	return func(ctx context.Context, in *Acting) (*rest.One[EditionResult], error) {
		at, err := in.at()
		if err != nil {
			return nil, err
		}
		if _, err := do(ctx, rest.Actor(ctx), at); err != nil {
			return nil, err
		}
		return h.after(ctx, *in, nil)
	}
}

// RequestChangesInput says why.
type RequestChangesInput struct {
	Reason string `json:"reason" maxLength:"2000"`
}

type reasoned struct {
	Acting
	Body RequestChangesInput
}

func (h *handlers) requestChanges(ctx context.Context, in *reasoned) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	if _, err := h.o.Articles.RequestChanges(ctx, rest.Actor(ctx), at, in.Body.Reason); err != nil {
		return nil, err
	}
	return h.after(ctx, in.Acting, nil)
}

func (h *handlers) reopen(ctx context.Context, in *Acting) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	e, effect, err := h.o.Articles.Reopen(ctx, rest.Actor(ctx), at)
	if err != nil {
		return nil, err
	}
	answer, err := h.after(ctx, *in, &effect)
	if err != nil {
		return nil, err
	}
	answer.Body.Stopped, err = h.stopped(ctx, e.ID, effect.Voided)
	return answer, err
}

// CorrectInput tells what kind of change follows, and what readers will be told.
type CorrectInput struct {
	Kind string `json:"kind" enum:"small_fix,update,correction,formal_correction"`
	Text string `json:"text,omitempty" doc:"The reader's note; only a small fix needs none"`
}

type correcting struct {
	Acting
	Body CorrectInput
}

func (h *handlers) correct(ctx context.Context, in *correcting) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	if _, err := h.o.Articles.Correct(ctx, rest.Actor(ctx), at, release.Note{Kind: release.NoteKind(in.Body.Kind), Text: in.Body.Text}); err != nil {
		return nil, err
	}
	return h.after(ctx, in.Acting, nil)
}

// WithdrawInput says why a story goes, to the house and to readers.
type WithdrawInput struct {
	Reason string `json:"reason" maxLength:"2000" doc:"For the record; readers do not see it"`
	Notice string `json:"notice,omitempty" maxLength:"2000" doc:"What readers are told"`
}

type withdrawing struct {
	Acting
	Body WithdrawInput
}

func (h *handlers) withdraw(ctx context.Context, in *withdrawing) (*rest.One[EditionResult], error) {
	at, err := in.at()
	if err != nil {
		return nil, err
	}
	_, effect, err := h.o.Articles.Withdraw(ctx, rest.Actor(ctx), at, in.Body.Reason, in.Body.Notice)
	if err != nil {
		return nil, err
	}
	return h.after(ctx, in.Acting, &effect)
}
