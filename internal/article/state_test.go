package article_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
)

// The table is written out once more, by hand, from the design.
func moves() map[article.State]map[article.Move]article.State {
	return map[article.State]map[article.Move]article.State{
		"draft":             {"submit": "in_review", "discard_correction": "approved", "withdraw": "withdrawn", "archive": "archived"},
		"in_review":         {"recall": "draft", "discard_correction": "approved", "request_changes": "changes_requested", "approve": "approved", "reopen": "draft", "withdraw": "withdrawn"},
		"changes_requested": {"submit": "in_review", "discard_correction": "approved", "withdraw": "withdrawn", "archive": "archived"},
		"approved":          {"reopen": "draft", "correct": "draft", "withdraw": "withdrawn"},
		"withdrawn":         {"reopen": "draft", "archive": "archived"},
		"archived":          {"reopen": "draft"},
	}
}

func TestEveryMoveFromEveryState(t *testing.T) {
	each(t, func(w *fixture) {
		if len(article.States()) != 6 || len(article.AllMoves()) != 9 {
			w.Fatalf("%d states and %d moves; the table here has to follow", len(article.States()), len(article.AllMoves()))
		}
		for _, state := range article.States() {
			if words := state.Words(); words.VI == "" || words.VI == string(state) || words.EN == string(state) {
				w.Errorf("state %s has no words for people: %v", state, words)
			}
			for _, move := range article.AllMoves() {
				e := w.create(lan())
				if move == article.DiscardCorrection {
					e, _ = w.approve(hoa(), w.submit(lan(), e))
				}
				before := w.put(e, func(e *article.Edition) { e.State = state })
				after, err := w.try(move, before)
				want, allowed := moves()[state][move]
				switch {
				case allowed && (err != nil || after.State != want || after.Version != before.Version+1):
					w.Errorf("%s from %s: state %s, version %d -> %d, %v; want %s", move, state, after.State, before.Version, after.Version, err, want)
				case !allowed && !fault.Is(err, fault.StateConflict):
					w.Errorf("%s from %s: %v, want a conflict of states", move, state, err)
				}
				if stored := w.read(before); allowed && stored != after || !allowed && stored != before {
					w.Errorf("%s from %s left %+v", move, state, stored)
				}
			}
		}
	})
}

// try makes a move with all that the move's own conditions ask for; lan submits, who wrote
// it, and hoa does the rest.
func (w *fixture) try(move article.Move, e article.Edition) (article.Edition, error) {
	w.Helper()
	w.deliveries.reach = article.Reach{Out: move == article.Correct || move == article.Withdraw}
	actor := hoa()
	if move == article.Submit || move == article.Recall || move == article.DiscardCorrection {
		actor = lan()
	}
	return w.tryAs(actor, move, e)
}

func TestOnlyEditableStatesTakeText(t *testing.T) {
	each(t, func(w *fixture) {
		want := map[article.State]fault.Code{article.Approved: fault.ReadOnly, article.Withdrawn: fault.StateConflict, article.Archived: fault.StateConflict}
		for _, state := range article.States() {
			e := w.put(w.create(lan()), func(e *article.Edition) { e.State = state })
			_, err := w.service.SaveText(w.Context(), lan(), at(e), story())
			if code, refused := want[state]; refused {
				w.wants(err, code)
				if got := len(w.revisions(e)); got != 1 {
					w.Errorf("%s: %d revisions after a refused save", state, got)
				}
			} else if err != nil {
				w.Errorf("%s: %v", state, err)
			}
		}
	})
}

func TestAStaleVersionIsRefused(t *testing.T) {
	each(t, func(w *fixture) {
		old := w.create(lan())
		now := w.save(minh(), old, "Bản của Minh")
		for _, move := range article.AllMoves() {
			e := w.put(now, func(e *article.Edition) { e.State = sourceOf(move) })
			e.Version = old.Version
			if _, err := w.try(move, e); !fault.Is(err, fault.StaleVersion) {
				w.Errorf("%s on an old version: %v", move, err)
			}
		}
		_, err := w.service.SaveText(w.Context(), lan(), at(old), story())
		w.wants(err, fault.StaleVersion)
		blind := at(now)
		blind.Version = 0
		_, err = w.service.SaveText(w.Context(), lan(), blind, story())
		w.wants(err, fault.VersionRequired)
		_, err = w.service.SaveFacets(w.Context(), lan(), now.Article, 7, article.Input{Facets: facets()})
		w.wants(err, fault.StaleVersion)
		if got := w.read(now).Title; got != "Bản của Minh" {
			w.Errorf("title is %q", got)
		}
	})
}

// sourceOf returns a state from which a move is allowed.
func sourceOf(move article.Move) article.State {
	for state, from := range moves() {
		if from[move] != "" {
			return state
		}
	}
	return ""
}

func TestSubmitNamesAllThatIsMissing(t *testing.T) {
	each(t, func(w *fixture) {
		_, e, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Lang: "vi", Text: manuscript.Text{Body: "<p> </p><p>&nbsp;</p>"}})
		must(w, e, err)
		_, err = w.service.Submit(w.Context(), lan(), at(e))
		w.wants(err, fault.ValidationFailed, "/facets/pillars", "/facets/areas", "/title", "/lead", "/body")
		if got := w.read(e); got.State != article.Draft || got.Version != e.Version {
			w.Errorf("a refused submit left %s, version %d", got.State, got.Version)
		}
	})
}

func TestUnitScope(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		stranger := right.Actor{ID: "xa", Grants: []right.Grant{{Role: right.Approver, Unit: theirs}, {Role: right.Author, Unit: theirs}, {Role: right.Editor, Unit: theirs}}}
		ctx := w.Context()
		for _, move := range article.AllMoves() {
			if _, err := w.tryAs(stranger, move, e); !fault.Is(err, fault.Denied) {
				w.Errorf("%s by a person of another unit: %v", move, err)
			}
		}
		_, err := w.service.SaveText(ctx, stranger, at(e), story())
		w.wants(err, fault.Denied)
		_, _, err = w.service.Article(ctx, stranger, e.Article)
		w.wants(err, fault.Denied)
		_, err = w.service.Revisions(ctx, stranger, at(e).Ref, article.Part{})
		w.wants(err, fault.Denied)
		_, _, err = w.service.Candidate(ctx, stranger, at(e).Ref)
		w.wants(err, fault.Denied)
		_, _, err = w.service.Create(ctx, stranger, article.Input{Unit: ours, Facets: facets(), Lang: "vi", Text: story()})
		w.wants(err, fault.Denied)
		rows, err := w.service.List(ctx, stranger, article.Filter{Units: []string{ours}})
		if err != nil || len(rows) != 0 {
			w.Errorf("the list shows a stranger %d rows of our unit, %v", len(rows), err)
		}
		_, err = w.service.List(ctx, right.Actor{}, article.Filter{})
		w.wants(err, fault.Unauthenticated)
	})
}

func (w *fixture) tryAs(actor right.Actor, move article.Move, e article.Edition) (article.Edition, error) {
	ctx := w.Context()
	var err error
	switch move {
	case article.Submit:
		e, err = w.service.Submit(ctx, actor, at(e))
	case article.Recall:
		e, err = w.service.Recall(ctx, actor, at(e))
	case article.DiscardCorrection:
		e, err = w.service.DiscardCorrection(ctx, actor, at(e))
	case article.RequestChanges:
		e, err = w.service.RequestChanges(ctx, actor, at(e), "Thiếu nguồn")
	case article.Approve:
		e, _, _, err = w.service.Approve(ctx, actor, at(e), w.hash(e))
	case article.Reopen:
		e, _, err = w.service.Reopen(ctx, actor, at(e))
	case article.Correct:
		e, err = w.service.Correct(ctx, actor, at(e), release.Note{Kind: release.Correction, Text: "Sửa tên đại sứ"})
	case article.Withdraw:
		e, _, err = w.service.Withdraw(ctx, actor, at(e), "Sai sự kiện", "")
	case article.Archive:
		e, err = w.service.Archive(ctx, actor, at(e))
	default:
		w.Fatalf("no act for move %s", move)
	}
	return e, err
}

func TestSearchingTheDesk(t *testing.T) {
	each(t, func(w *fixture) {
		e := w.create(lan())
		for search, want := range map[string]int{
			"": 1, "  ": 1, "nam dinh": 1, norm.NFD.String("thành phố Nam Định"): 1, "đại sứ": 1, "hà nội": 0, // title, body and lead
			`"*" | -()`: 0, "!!!": 0, // signs alone find nothing, rather than everything
			strings.Repeat("nam dinh ", 1200): 1,
		} {
			rows, err := w.service.List(w.Context(), lan(), article.Filter{Search: search})
			if len(must(w, rows, err)) != want || want == 1 && rows[0].ID != e.ID {
				w.Errorf("search %.40q found %d", search, len(rows))
			}
		}
	})
}

// Whatever leaves the review makes the approvals void that were given in it, or binds them to their
// release: so a change of what is not in review need not look for any.
func TestNoApprovalOutlivesItsReview(t *testing.T) {
	each(t, func(w *fixture) {
		w.rules(ours, two())
		for move := range article.Moves()[article.InReview] {
			w.deliveries.reach = article.Reach{}
			e := w.submit(minh(), w.create(minh()))
			w.gives(hoa(), e)
			e = w.gives(second(), e).Edition
			w.deliveries.reach.Out = true
			e = w.submit(minh(), w.save(minh(), w.correct(e, release.Update, "Thêm"), "Minh sửa"))
			e = w.gives(hoa(), e).Edition
			by := map[article.Move]right.Actor{article.Approve: second(), article.Recall: minh(), article.DiscardCorrection: minh()}[move]
			if by.ID == "" {
				by = hoa()
			}
			w.deliveries.reach = article.Reach{Out: move == article.Withdraw}
			done, err := w.tryAs(by, move, e)
			if must(w, done, err).State == article.InReview {
				w.Errorf("%s leaves it in review", move)
			}
			if n := w.count("approval", "edition_id = ? AND voided_at IS NULL AND release_id IS NULL", e.ID); n != 0 {
				w.Errorf("%d approvals outlive their review by %s", n, move)
			}
		}
	})
}
