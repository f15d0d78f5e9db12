package delivery_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/delivery/rule"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/release"
)

// siblings makes a story that is published together, with drafts in some languages.
func (h *harness) siblings(langs ...string) map[string]article.Edition {
	h.Helper()
	a, first, err := h.articles.Create(h.Context(), writer(), article.Input{Unit: "cong-ttdt-tinh-ninh-binh", Lang: langs[0],
		Facets: plan.Facets{Pillars: []string{"aec"}, Areas: []string{"hoat-dong-va-hop-tac-asean"}}, Text: words(langs[0])})
	must(h.T, err)
	all := map[string]article.Edition{langs[0]: first}
	for _, lang := range langs[1:] {
		all[lang], err = h.articles.AddEdition(h.Context(), writer(), article.Ref{Article: a.ID, Lang: lang}, words(lang))
		must(h.T, err)
	}
	must(h.T, h.together(a.ID, true))
	return all
}

func words(lang string) manuscript.Text {
	return manuscript.Text{Title: lang, Lead: "Đoạn dẫn.", Body: "<p>Nội dung.</p>"}
}

// together turns the rule of an article on or off.
func (h *harness) together(id string, on bool) error {
	a, err := h.stories.Article(h.Context(), id)
	must(h.T, err)
	_, err = h.articles.SaveFacets(h.Context(), writer(), id, a.Version, article.Input{Facets: a.Facets, Keywords: a.Keywords, Together: &on})
	return err
}

// awaits tells that a delivery waits for other languages, and what is said of that.
func (h *harness) awaits(id, says string) {
	h.Helper()
	why, err := h.desk.Why(h.Context(), approver(), id)
	must(h.T, err)
	for _, r := range why.Rules {
		if r.Rule == rule.Together && r.Holds {
			h.Errorf("it waits for no other language: %s", why.Sentence.EN)
		}
	}
	if !strings.Contains(why.Sentence.EN, says) || !why.NextTry.IsZero() {
		h.Errorf("why says %q, want %q; next try %s", why.Sentence.EN, says, why.NextTry)
	}
	for _, c := range h.claim() {
		h.Errorf("%s is taken", c.Delivery.ID)
	}
}

func TestNoLanguageLeavesBeforeAllAreReady(t *testing.T) {
	each(t, func(h *harness) {
		c, all := h.channel("looked"), h.siblings("vi", "en", "lo")
		vi := h.publish(h.approve(all["vi"]), c)[0]
		h.awaits(vi.ID, "en (not approved), lo (not approved)")
		en := h.approve(all["en"])
		h.awaits(vi.ID, "en (approved, not scheduled), lo (not approved)")
		h.publish(en, c)
		h.awaits(vi.ID, "lo (not approved)")
		_, err := h.articles.Archive(h.Context(), approver(), at(all["lo"])) // is not to go out: nobody waits for it
		must(h.T, err)
		if taken := h.claim(); len(taken) != 2 {
			h.Fatalf("%d are taken, want both", len(taken))
		}
	})
}

func TestWhatEndsTheWaitForOtherLanguages(t *testing.T) {
	each(t, func(h *harness) {
		ends := map[string]func(vi, en article.Edition){
			"the other is withdrawn": func(_, en article.Edition) {
				_, _, err := h.articles.Withdraw(h.Context(), approver(), at(h.approve(en)), "Không phát bản này.", "")
				must(h.T, err)
			},
			"the rule is turned off": func(vi, _ article.Edition) { must(h.T, h.together(vi.Article, false)) },
			"it is a correction of what is out": func(vi, _ article.Edition) {
				h.set(`UPDATE delivery SET sent_at = 1, state = 'sent', task = '', next_at = NULL WHERE edition_id = ?`, vi.ID)
				h.change(vi, release.Correction, "Sửa")
			},
		}
		for name, end := range ends {
			c, all := h.channel("looked"), h.siblings("vi", "en")
			vi := h.approve(all["vi"])
			h.publish(vi, c)
			if len(h.claim()) != 0 {
				h.Fatalf("%s: it left before that", name)
			}
			if end(vi, all["en"]); len(h.claim()) != 1 {
				h.Errorf("it still waits although %s", name)
			}
			h.set(`UPDATE delivery SET lease_token = '', task = '', next_at = NULL, state = 'cancelled' WHERE channel_id = ?`, c.ID)
		}
	})
}

func TestPublishTogetherIsNotTurnedOnOnceSomethingIsOut(t *testing.T) {
	each(t, func(h *harness) {
		e := h.approved("Đã ra")
		h.publish(e, h.channel("looked"))
		h.run()
		h.eventually("the post", func() bool { return h.edition(e).Publication == article.Published })
		if err := h.together(e.Article, true); err == nil {
			h.Error("the rule is turned on although a language is out")
		}
		if h.edition(e).Together {
			h.Error("the edition bears a rule that was refused")
		}
	})
}

// What has left is held no more by a language that is added later.
func TestALaterLanguageHoldsNothingUp(t *testing.T) {
	each(t, func(h *harness) {
		first, second := h.channel("looked"), h.channel("looked")
		vi := h.approve(h.siblings("vi")["vi"])
		id := h.publish(vi, first)[0].ID
		h.run()
		h.until(id, delivery.Sent)
		_, err := h.articles.AddEdition(h.Context(), writer(), article.Ref{Article: vi.Article, Lang: "en"}, words("en"))
		must(h.T, err)
		h.until(h.publish(vi, second)[0].ID, delivery.Sent)
	})
}

// Nor does it hold up the languages that were to leave after the first: they keep their own hours.
func TestALanguageAddedBetweenTwoHoursHoldsNeither(t *testing.T) {
	each(t, func(h *harness) {
		c, all := h.channel("looked"), h.siblings("vi", "en")
		vi, en := h.approve(all["vi"]), h.approve(all["en"])
		h.later(en, c)
		id := h.publish(vi, c)[0].ID
		h.run()
		h.until(id, delivery.Sent)
		_, err := h.articles.AddEdition(h.Context(), writer(), article.Ref{Article: vi.Article, Lang: "id"}, words("id"))
		must(h.T, err)
		h.until(h.publish(en, c)[0].ID, delivery.Sent) // its hour has come
		if siblings, err := h.queue.Siblings(h.Context(), en.ID); err != nil || len(siblings) != 1 || siblings[0].Lang != "vi" {
			h.Errorf("en is said to go with %+v, %v", siblings, err)
		}
	})
}

// The wait for another language is no lateness, however long it is.
func TestAWaitForLanguagesIsNoLateness(t *testing.T) {
	each(t, func(h *harness) {
		c, all := h.channel("looked"), h.siblings("vi", "en")
		id := h.publish(h.approve(all["vi"]), c)[0].ID
		h.set(`UPDATE channel SET grace_usec = 60000000 WHERE id = ?`, c.ID)
		h.set(`UPDATE delivery SET due_at = ?, next_at = ? WHERE id = ?`, now().Add(-time.Hour).UnixMicro(), now().Add(-time.Hour).UnixMicro(), id)
		d := h.run()
		h.eventually("that it waits is noted", func() bool { one := h.read(id); return !one.WaitsFrom.IsZero() || one.State != delivery.Waiting })
		if one := h.read(id); one.State != delivery.Waiting {
			h.Fatalf("it is %s (%s)", one.State, one.Reason)
		}
		h.publish(h.approve(all["en"]), c)
		d.Wake()
		h.until(id, delivery.Sent)
	})
}

func TestAFailedLanguageIsToldToTheOthers(t *testing.T) {
	each(t, func(h *harness) {
		h.place.direct(func(call connector.Call) behaviour {
			if call.Post.Title == "en" {
				return behaviour{class: connector.Rejected}
			}
			return behaviour{applies: true, class: connector.OK}
		})
		c, all := h.channel("looked"), h.siblings("vi", "en")
		vi := h.publish(h.approve(all["vi"]), c)[0].ID
		h.set(`UPDATE delivery SET due_at = ?, next_at = ? WHERE id = ?`, now().Add(time.Hour).UnixMicro(), now().Add(time.Hour).UnixMicro(), vi)
		en := h.publish(h.approve(all["en"]), c)[0].ID
		d := h.run()
		h.until(en, delivery.Attention)
		if one := h.read(vi); one.State != delivery.Waiting { // until its hour the other can be put right
			h.Fatalf("it is %s (%s) before its hour", one.State, one.Reason)
		}
		h.set(`UPDATE delivery SET due_at = 1, next_at = 1 WHERE id = ?`, vi)
		h.set(`UPDATE delivery SET waits_from = ? WHERE id = ?`, now().UnixMicro(), vi)
		if one := h.until(vi, delivery.Attention); one.Reason != delivery.ReasonSiblingFailed {
			h.Fatalf("the reason is %q", one.Reason)
		}
		_, err := h.desk.Retry(h.Context(), approver(), vi) // alone, by a person's decision
		must(h.T, err)
		d.Wake()
		h.until(vi, delivery.Sent)
		why, err := h.desk.Why(h.Context(), approver(), en)
		must(h.T, err)
		if !strings.Contains(why.Sentence.EN, "its edition in vi is out") {
			h.Errorf("of the one that failed it is said: %s", why.Sentence.EN)
		}
	})
}

// One that failed while another waits is sent again first: neither waits for the other for ever.
func TestWhoWaitsForAFailedLanguageDoesNotHoldItUp(t *testing.T) {
	each(t, func(h *harness) {
		c, all := h.channel("looked"), h.siblings("vi", "en")
		vi, en := h.publish(h.approve(all["vi"]), c)[0].ID, h.publish(h.approve(all["en"]), c)[0].ID
		h.set(`UPDATE delivery SET state = 'attention', reason = 'rejected', task = '', next_at = NULL WHERE id = ?`, en)
		d := h.run()
		h.until(vi, delivery.Attention)
		_, err := h.desk.Retry(h.Context(), approver(), en)
		must(h.T, err)
		d.Wake()
		h.until(en, delivery.Sent)
		_, err = h.desk.Retry(h.Context(), approver(), vi)
		must(h.T, err)
		d.Wake()
		h.until(vi, delivery.Sent)
	})
}

// A language that is reopened between the claim of another and its first byte stops that one.
func TestALanguageReopenedAfterTheClaimHoldsTheOther(t *testing.T) {
	each(t, func(h *harness) {
		c, all := h.channel("looked"), h.siblings("vi", "en")
		vi := h.publish(h.approve(all["vi"]), c)[0]
		en := h.publish(h.approve(all["en"]), c)[0]
		h.set(`UPDATE delivery SET due_at = ?, next_at = ? WHERE id = ?`, now().Add(time.Hour).UnixMicro(), now().Add(time.Hour).UnixMicro(), en.ID)
		reopened := make(chan error, 8)
		o := h.options()
		o.Releases = slowRelease{h.stories, func() {
			_, _, err := h.articles.Reopen(context.Background(), approver(), at(all["en"]))
			reopened <- err
		}}
		_, stop := h.engineOf(o)
		defer stop()
		must(h.T, <-reopened)
		h.eventually("the end of the try", func() bool { s := h.read(vi.ID).State; return s != delivery.Waiting && s != delivery.Sending })
		if sends, _, _ := h.place.count(); sends != 0 || h.read(vi.ID).State != delivery.Retrying {
			h.Errorf("%d posts were sent; it is %s", sends, h.read(vi.ID).State)
		}
	})
}

// lawful reports what stands against that an edition leaves now: the rule once more, in other
// words than the claim's.
func (h *harness) lawful(e article.Edition, langs []string) error {
	if slices.ContainsFunc(h.of(e), func(d delivery.Listed) bool { return d.Intent == connector.Publish && d.Out() }) {
		return nil
	}
	for _, lang := range langs {
		other, err := h.stories.Edition(h.Context(), article.Ref{Article: e.Article, Lang: lang})
		must(h.T, err)
		if other.ID == e.ID || other.State == article.Withdrawn || other.State == article.Archived {
			continue
		}
		if other.ApprovedRelease == "" {
			return fmt.Errorf("%s leaves, and %s is %s", e.Lang, lang, other.State)
		}
		if !slices.ContainsFunc(h.of(other), func(d delivery.Listed) bool {
			return d.Intent == connector.Publish && (d.Pending() || d.InFlight() || d.Out() || d.State == delivery.Attention && d.Reason == delivery.ReasonSiblingFailed)
		}) {
			return fmt.Errorf("%s leaves, and %s is not scheduled", e.Lang, lang)
		}
	}
	return nil
}

// TestNoOrderOfActsLetsALanguageLeaveAlone plays random acts on two or three languages.
func TestNoOrderOfActsLetsALanguageLeaveAlone(t *testing.T) {
	each(t, func(h *harness) {
		seed := uint64(time.Now().UnixNano())
		h.Logf("seed %d", seed)
		dice, c, left := rand.New(rand.NewPCG(seed, 1)), h.channel("looked"), 0
		for round := 0; round < 10 || left == 0 && round < 100; round++ { // chance may let nothing leave for a while
			langs := []string{"vi", "en", "lo"}[:2+round%2]
			all := h.siblings(langs...)
			for range 14 {
				h.anyAct(dice, all[langs[dice.IntN(len(langs))]], c.ID)
				taken := h.claim()
				for _, one := range taken {
					if err := h.lawful(h.owner(all, one), langs); err != nil && one.Intent == connector.Publish && !one.Alone {
						h.Fatal(err)
					}
				}
				for _, one := range taken {
					h.ended(one.Delivery.ID, dice)
				}
				left += len(taken)
			}
			h.db.Write(h.Context()).Exec(`UPDATE delivery SET task = '', next_at = NULL WHERE channel_id = ?`, c.ID) // of this round
		}
		if left == 0 {
			h.Error("nothing ever left")
		}
	})
}

// owner is the edition whose delivery was claimed.
func (h *harness) owner(all map[string]article.Edition, one delivery.Claimed) article.Edition {
	h.Helper()
	for _, e := range all {
		if e.ID == one.Edition {
			return e
		}
	}
	h.Fatal("a delivery of another story")
	return article.Edition{}
}

// anyAct does an act of chance on a language; one that is refused changes nothing.
func (h *harness) anyAct(dice *rand.Rand, e article.Edition, channel string) {
	h.Helper()
	ctx, plan := h.Context(), delivery.Plan{Ref: ref(e), Now: true, Channels: []string{channel}, PublishAgain: true}
	switch dice.IntN(12) {
	case 0, 1, 2, 3:
		_, _ = h.articles.Submit(ctx, writer(), at(e))
		if _, hash, err := h.articles.Candidate(ctx, approver(), ref(e)); err == nil {
			_, _, _, _ = h.articles.Approve(ctx, approver(), at(e), hash)
		}
	case 4, 5, 6, 7:
		_, _ = h.planner.Schedule(ctx, approver(), plan)
	case 8:
		_, _, _ = h.articles.Reopen(ctx, approver(), at(e))
	case 9:
		_, _ = h.planner.Unschedule(ctx, approver(), ref(e), nil)
	case 10:
		for _, d := range h.of(e) {
			_, _ = h.desk.Retry(ctx, approver(), d.ID)
		}
	case 11:
		if dice.IntN(3) == 0 {
			_, _, _ = h.articles.Withdraw(ctx, approver(), at(e), "Không phát.", "")
		} else {
			_, _ = h.articles.Archive(ctx, approver(), at(e))
		}
	}
}

// ended settles a claimed delivery by chance: it is out, refused, or sent once more.
func (h *harness) ended(id string, dice *rand.Rand) {
	h.Helper()
	must(h.T, h.db.InTx(h.Context(), func(ctx context.Context) error {
		s, err := h.queue.LockOf(ctx, id)
		if err != nil {
			return err
		}
		row, _ := s.Find(id)
		verdicts := []delivery.Verdict{{State: delivery.Sent}, {State: delivery.Attention, Reason: delivery.ReasonRejected}, {State: delivery.Retrying, Task: delivery.TaskSend, NextAt: now()}}
		s.Settle(row, verdicts[dice.IntN(len(verdicts))], now())
		return h.queue.Save(ctx, s)
	}))
}
