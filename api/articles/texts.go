package articles

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/translation"
)

// Named names an edition.
type Named struct {
	Identified
	Lang string `path:"lang" doc:"Language of the edition (BCP 47)" example:"vi"`
}

func (n Named) ref() article.Ref { return article.Ref{Article: n.ID, Lang: n.Lang} }

func (n Named) path() string { return "/articles/" + n.ID + "/editions/" + n.Lang }

func (h *handlers) texts() {
	rest.Add(h.r, rest.Op{ID: "getEdition", Method: http.MethodGet, Path: edition, Tag: tag, Summary: "Get an edition with its text and deliveries"}, h.edition)
	rest.Add(h.r, rest.Op{ID: "saveEdition", Method: http.MethodPut, Path: edition, Tag: tag, Makes: true, Summary: "Save the text of an edition, or add an edition in another language",
		Text: "With If-Match it saves a revision; with If-None-Match: * it adds the edition in this language."}, h.save)
	rest.Add(h.r, rest.Op{ID: "getWorkingCopy", Method: http.MethodGet, Path: edition + "/working-copy", Tag: tag, Summary: "Get your working copy of an edition"}, h.workingCopy)
	rest.Add(h.r, rest.Op{ID: "saveWorkingCopy", Method: http.MethodPut, Path: edition + "/working-copy", Tag: tag, Makes: true, Summary: "Save your working copy of an edition",
		Text: "With If-None-Match: * it creates the working copy, with If-Match it replaces its text; a second tab gets 412."}, h.autosave)
}

func (h *handlers) edition(ctx context.Context, in *Named) (*rest.One[FullEdition], error) {
	actor := rest.Actor(ctx)
	a, e, err := h.o.Articles.Edition(ctx, actor, in.ref())
	if err != nil {
		return nil, err
	}
	head, err := h.o.Articles.Head(ctx, e)
	if err != nil {
		return nil, err
	}
	may, err := h.may(ctx, actor, a, e)
	if err != nil {
		return nil, err
	}
	full := FullEdition{Hint: rest.SomeLocalized(translation.Hint(a, e)), Edition: editionOf(e), Lead: head.Text.Lead, Body: head.Text.Body, Length: lengthOf(h.o.Clipboard.Length(head.Text, e.Lang)), Pictures: rest.NotNil(head.Text.Pictures), Authors: rest.NotNil(head.Authors), May: may}
	deliveries, err := h.o.Desk.List(ctx, actor, delivery.Filter{Edition: e.ID, Limit: 100})
	if err != nil && !fault.Is(err, fault.Denied) {
		return nil, err
	}
	for _, d := range deliveries {
		shape := summaryOf(d.Delivery)
		shape.ChannelName = d.ChannelName
		full.Deliveries = append(full.Deliveries, shape)
	}
	return rest.Versioned(e.Version, full), nil
}

// may judges every act on an edition: by right, then by what stands against it.
func (h *handlers) may(ctx context.Context, actor right.Actor, a article.Article, e article.Edition) (rest.May, error) {
	o, err := h.o.Articles.Object(ctx, a, e)
	if err != nil {
		return nil, err
	}
	may := rest.MayOf(actor, o, map[string]right.Action{
		"edit": right.ArticleEdit, "submit": right.EditionSubmit, "request-changes": right.EditionRequestChanges,
		"approve": right.EditionApprove, "reopen": right.EditionReopen, "schedule": right.EditionSchedule,
		"unschedule": right.EditionSchedule, "embargo": right.EditionSchedule, "correct": right.EditionCorrect,
		"recall": right.EditionSubmit, "discard-correction": right.EditionCorrect, "withdraw": right.EditionWithdraw, "archive": right.EditionArchive,
	})
	obstacles, turn, behalf, err := h.o.Articles.Obstacles(ctx, actor, a, e)
	if err != nil {
		return nil, err
	}
	may["approve"] = rest.PermissionOf(turn.May(actor)) // which right it takes depends on whose turn it is
	if approve := may["approve"]; approve.Allowed {     // the four eyes choose among those who lent it
		approve.OnBehalf = rest.PrincipalOf(behalf)
		may["approve"] = approve
	}
	for act, reason := range obstacles {
		may.Forbid(strings.ReplaceAll(act, "_", "-"), reason)
	}
	if e.ApprovedRelease == "" {
		may.Forbid("schedule", fault.T("Bản này chưa có bản phát hành còn hiệu lực.", "The edition has no release in force."))
	}
	if slices.Contains([]article.Publication{article.NotPublished, article.Published, article.TakenDown}, e.Publication) {
		may.Forbid("unschedule", fault.T("Không có gì đang chờ phát.", "Nothing is waiting to go out."))
	}
	return may, nil
}

type saving struct {
	Named
	rest.Creating
	Body SavedText
}

func (h *handlers) save(ctx context.Context, in *saving) (*rest.Put[SavedEdition], error) {
	e, err := h.keep(ctx, in)
	if err != nil {
		return nil, err
	}
	a, e, err := h.o.Articles.After(ctx, article.Ref{Article: e.Article, Lang: e.Lang})
	if err != nil {
		return nil, err
	}
	may, err := h.may(ctx, rest.Actor(ctx), a, e)
	if err != nil {
		return nil, err
	}
	return rest.PutAt(h.r, in.path(), in.Fresh(), e.Version, SavedEdition{Edition: editionOf(e), Hints: hintsOf(h.o.Clipboard.Hints(in.Body.domain().Text)), May: may}), nil
}

// keep adds the edition, or saves a revision of it.
func (h *handlers) keep(ctx context.Context, in *saving) (article.Edition, error) {
	if in.Fresh() {
		return h.o.Articles.AddTranslation(ctx, rest.Actor(ctx), in.ref(), in.Body.domain())
	}
	version, err := in.Version()
	if err != nil {
		return article.Edition{}, err
	}
	return h.o.Articles.SaveTranslation(ctx, rest.Actor(ctx), article.At{Ref: in.ref(), Version: version}, in.Body.domain())
}

// WorkingCopy is what one person is typing.
type WorkingCopy struct {
	Base      string    `json:"base" doc:"Id of the revision that it was made from"`
	Version   int       `json:"version"`
	UpdatedAt time.Time `json:"updated_at"`
	Authors   []string  `json:"authors" nullable:"false" doc:"Ids of others whose words are in it beside those of its base: taken over, or restored"`
	Taken     *Takeover `json:"taken,omitempty" doc:"Somebody took its text over since you last typed; it is all still here"`
	EditionText
}

// WorkingCopyInput is what is kept of a working copy.
type WorkingCopyInput struct {
	Base string `json:"base,omitempty" doc:"Id of the revision that it is made from; needed at the beginning"`
	EditionText
}

func workingCopyOf(w article.WorkingCopy) WorkingCopy {
	return WorkingCopy{Base: w.Base, Version: w.Version, UpdatedAt: w.UpdatedAt.UTC(), Authors: rest.NotNil(w.Authors), Taken: takenOf(w.Taken), EditionText: textOf(w.Text)}
}

func (h *handlers) workingCopy(ctx context.Context, in *Named) (*rest.One[WorkingCopy], error) {
	w, err := h.o.Articles.WorkingCopy(ctx, rest.Actor(ctx), in.ref())
	if err != nil {
		return nil, err
	}
	return rest.Versioned(w.Version, workingCopyOf(w)), nil
}

type typing struct {
	Named
	rest.Creating
	Body WorkingCopyInput
}

func (h *handlers) autosave(ctx context.Context, in *typing) (*rest.Put[WorkingCopy], error) {
	version := 0 // begins one
	if !in.Fresh() {
		var err error
		if version, err = in.Version(); err != nil {
			return nil, err
		}
	}
	w, err := h.o.Lines.Autosave(ctx, rest.Actor(ctx), in.ref(), version, in.Body.Base, in.Body.domain())
	if err != nil {
		return nil, err
	}
	return rest.PutAt(h.r, in.path()+"/working-copy", in.Fresh(), w.Version, workingCopyOf(w)), nil
}
