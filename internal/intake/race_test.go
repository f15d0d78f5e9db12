package intake_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/right"
	intakestore "github.com/lantoa/lantoa/internal/store/intake"
	"github.com/lantoa/lantoa/internal/text"
)

// halting is the store, which does something between the look at what the box holds and the
// writing of what came.
type halting struct {
	intake.Store
	between func()
}

func (h halting) LockKnown(ctx context.Context, source string, identities, links []string) ([]intake.Item, error) {
	items, err := h.Store.LockKnown(ctx, source, identities, links)
	h.between()
	return items, err
}

// given gives one answer to every question.
type given struct {
	intake.Fetcher
	body string
}

func (g given) Feed(context.Context, intake.Question) intake.Answer {
	return intake.Answer{Outcome: intake.Fetched, Status: 200, Body: []byte(g.body), Type: "application/rss+xml"}
}

// What somebody decides of an item while a newer version of it comes in stays decided.
func TestADecisionOutlivesAFetchBesideIt(t *testing.T) {
	each(t, func(h *harness) {
		h.from.gives("/rss", "application/rss+xml", feed)
		s := h.run(h.watch("/rss"))
		i, _ := h.only(intake.Filter{})
		decided := make(chan error, 1)
		between := func() {
			go func() {
				_, err := h.Intake.Dismiss(h.Context(), person(right.Editor), i.ID, "trùng")
				decided <- err
			}()
			select { // either it is done at once, or it waits until this transaction ends
			case err := <-decided:
				decided <- err
			case <-time.After(300 * time.Millisecond):
			}
		}
		clock := intake.New(intake.Options{Store: halting{intakestore.New(h.db), between}, Fetcher: given{body: strings.Replace(feed, "ASEAN họp", "ASEAN họp kín", 1)}, Plans: h.Plans,
			Newsroom: h.Articles, Library: h.Media, Trail: h.Audit, HTML: text.NewHTML(), Zone: h.opts.Config.Zone, Now: now, NewID: func() string { return "fetch-2" }})
		h.set(`UPDATE source SET next_at = 1 WHERE id = ?`, s.ID)
		must(h.T, clock.Run(h.Context()))
		must(h.T, <-decided)
		if kept, versions := h.only(intake.Filter{}); kept.State != intake.Dismissed || kept.Reason != "trùng" || kept.Title != "ASEAN họp kín" || len(versions) != 2 {
			h.Errorf("%+v, %d versions", kept, len(versions))
		}
	})
}
