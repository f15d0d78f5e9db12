package article_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store/channels"
	"github.com/lantoa/lantoa/internal/store/ledger"
	"github.com/lantoa/lantoa/internal/store/variants"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/scheduler"
)

// wordings makes what people write for channels, and a channel that takes texts of every language.
func (w *fixture) wordings() (*variant.Service, string) {
	w.Helper()
	spec := connector.Spec{Kind: "wall", Label: fault.T("Thử", "Test"), Help: fault.T("Thử", "Test"), Proof: connector.ProofNone, Text: connector.TextForm{Most: 300, Unit: connector.UnitGraphemes},
		Guards: map[connector.Intent]connector.Guard{connector.Publish: connector.GuardNone},
		New:    func(connector.Values, connector.Deps) (connector.Connector, error) { return nil, nil }}
	registry, err := connector.NewRegistry(spec)
	must(w, registry, err)
	box, err := secret.OpenKey("", secret.New(secret.GenerateKey()))
	must(w, box, err)
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	service := channel.New(channel.Options{Store: channels.New(w.db), Registry: registry, Box: box, HTTP: http.DefaultClient, Plans: w.units, Zone: w.now().Location(), Next: scheduler.Next,
		Trail: audit.New(ledger.NewAudit(w.db), w.now, rand.Reader), Now: w.now, NewID: newID})
	name := "Bảng tin " + newID()
	c, err := service.Create(w.Context(), right.System(), channel.Input{Kind: "wall", Patch: channel.Patch{Name: &name}})
	must(w, c, err)
	return variant.New(variant.Options{Store: variants.New(w.db), Articles: w.service, Channels: service, Now: w.now}), c.ID
}

// word has somebody write for the channel, hold its words to be right or take them away, if the
// program lets them.
func (n *newsroom) word(by *member, t *words, s step) {
	actor, in := n.actor(by)
	if !in {
		return
	}
	on := variant.On{Ref: t.ref, Channel: n.channel}
	before := n.count("variant", "channel_id = ?", n.channel)
	var err error
	switch s.C % 6 {
	case 0:
		err = n.wording.Follow(n.Context(), actor, on)
	case 1:
		_, err = n.wording.Keep(n.Context(), actor, on, "")
	default:
		if e, failed := n.store.Edition(n.Context(), t.ref); failed == nil {
			if list, failed := variants.New(n.db).Versions(n.Context(), e.ID, n.channel, article.Part{Limit: 1}); failed == nil && len(list) > 0 && !list[0].IsZero() {
				on.Version = list[0].Number
			}
		}
		_, err = n.wording.Save(n.Context(), actor, on, variant.Input{Words: variant.Words{Text: "Lời " + uuid.Must(uuid.NewV7()).String()}})
	}
	if n.count("variant", "channel_id = ?", n.channel) == before {
		return // refused, or the same already
	}
	must(n.fixture, 0, err)
	n.changed(t)
	n.seen["own words for a channel"]++
	if !t.pending[by.id] { // nothing else would hold them
		t.worded[by.id] = true
	}
	t.pending[by.id] = true
}

// Whoever had a hand in what a channel says approves nothing, be it by words, by a nod to words of
// another, or by taking them away.
func TestNobodyApprovesOwnWordsForAChannel(t *testing.T) {
	cases := map[string]func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition{
		"words": func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition {
			w.say(v, lan(), on, "Lan viết")
			return e
		},
		"words that another wrote over": func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition {
			w.say(v, lan(), on, "Lan viết")
			on.Version = 1
			w.say(v, minh(), on, "Minh viết lại")
			return e
		},
		"a nod over a new master": func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition {
			w.say(v, minh(), on, "Minh viết")
			e = w.save(minh(), e, "Bản gốc mới")
			_, err := v.Keep(w.Context(), lan(), on, "")
			return must(w, e, err)
		},
		"words taken away": func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition {
			w.say(v, minh(), on, "Minh viết")
			on.Version = 1
			return must(w, e, v.Follow(w.Context(), lan(), on))
		},
		"words of a release that was voided": func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition {
			w.say(v, lan(), on, "Lan viết")
			e, _ = w.approve(hoa(), w.submit(minh(), e))
			return w.reopen(e)
		},
		"words of a channel that took another language when they were written": func(w *fixture, v *variant.Service, on variant.On, e article.Edition) article.Edition {
			w.say(v, lan(), on, "Lan viết")
			w.turn(on.Channel, "en")
			e, r := w.approve(hoa(), w.submit(minh(), e))
			if len(r.Content.Variants) > 0 {
				w.Errorf("released with %+v", r.Content.Variants)
			}
			w.turn(on.Channel, "")
			w.deliveries.reach.Out = true
			e, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
			return must(w, e, err)
		},
	}
	for name, prepare := range cases {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *fixture) {
				v, channel := w.wordings()
				e := w.create(minh())
				e = w.submit(minh(), prepare(w, v, variant.On{Ref: at(e).Ref, Channel: channel}, e))
				_, _, _, err := w.service.Approve(w.Context(), lan(), at(e), w.hash(e))
				w.wants(err, fault.FourEyes)
				if done, _ := w.approve(hoa(), e); done.State != article.Approved {
					w.Errorf("the other approver got %s", done.State)
				}
			})
		})
	}
}

func (w *fixture) say(v *variant.Service, by right.Actor, on variant.On, text string) variant.Version {
	w.Helper()
	saved, err := v.Save(w.Context(), by, on, variant.Input{Words: variant.Words{Text: text}})
	return must(w, saved, err)
}

// turn lets a channel take editions of a language, "" of all.
func (w *fixture) turn(channel, lang string) {
	w.Helper()
	must(w, 0, w.db.Write(w.Context()).Exec("UPDATE channel SET lang = ? WHERE id = ?", lang, channel).Error)
}

// What is said for a channel is under the hash that the approver saw, and every change of it asks
// for another look. Releases without any hash as they did before there were own words.
func TestWordsForAChannelAreUnderTheHash(t *testing.T) {
	each(t, func(w *fixture) {
		v, channel := w.wordings()
		e := w.submit(minh(), w.create(minh()))
		on := variant.On{Ref: at(e).Ref, Channel: channel}
		plain := w.hash(e)
		content, _, err := w.service.Candidate(w.Context(), hoa(), on.Ref)
		must(w, content, err)
		if bytes, _, err := content.Seal(); strings.Contains(string(must(w, bytes, err)), "variants") {
			w.Errorf("a release without own words has a member for them: %s", bytes)
		}
		changed := func(what, shown string) string {
			w.Helper()
			_, _, _, err := w.service.Approve(w.Context(), hoa(), at(e), shown)
			w.wants(err, fault.ReleaseChanged)
			now := w.hash(e)
			if now == shown {
				w.Errorf("%s left the hash as it was", what)
			}
			return now
		}
		w.say(v, minh(), on, "Một")
		shown := changed("new words", plain)
		on.Version = 1
		w.say(v, minh(), on, "Hai")
		shown = changed("other words", shown)
		w.turn(channel, "en")
		if now := changed("a channel that takes the language no more", shown); now != plain {
			w.Error("a variant that is left out is under the hash")
		}
		w.turn(channel, "vi")
		on.Version = 2
		must(w, 0, v.Follow(w.Context(), minh(), on))
		if now := changed("words taken away", shown); now != plain {
			w.Error("without own words the hash is not what it was")
		}
		on.Version = 0
		w.say(v, minh(), on, "Ba")
		done, r := w.approve(hoa(), e)
		if len(r.Content.Variants) != 1 || r.Content.VariantFor(channel).Text != "Ba" || r.Content.VariantFor(channel).Base != done.HeadRevision {
			w.Errorf("released with %+v", r.Content.Variants)
		}
		on.Version = 4
		_, err = v.Save(w.Context(), minh(), on, variant.Input{Words: variant.Words{Text: "Bốn"}})
		w.wants(err, fault.ReadOnly)
		w.wants(v.Follow(w.Context(), minh(), on), fault.ReadOnly)
	})
}

// A correction that is dropped leaves nothing behind: the words of the release in force stand
// again, nobody is held to the others, and all of them can be read.
func TestADroppedCorrectionBringsTheWordsForChannelsBack(t *testing.T) {
	each(t, func(w *fixture) {
		v, one := w.wordings()
		e := w.create(minh())
		on := variant.On{Ref: at(e).Ref, Channel: one}
		w.say(v, minh(), on, "Đã duyệt")
		e, r := w.approve(hoa(), w.submit(minh(), e))
		w.deliveries.reach.Out = true
		correct := func() article.Edition {
			w.Helper()
			open, err := w.service.Correct(w.Context(), minh(), at(e), release.Note{Kind: release.SmallFix})
			return must(w, open, err)
		}
		open := w.save(minh(), correct(), "Bản gốc khác")
		on.Version = 1
		w.say(v, lan(), on, "Lan sửa")
		on.Version = 2
		must(w, 0, v.Follow(w.Context(), lan(), on))
		e, err := w.service.DiscardCorrection(w.Context(), minh(), at(open))
		must(w, e, err)
		back, err := v.Get(w.Context(), hoa(), on)
		if must(w, back, err).Version.Text != "Đã duyệt" || back.State != variant.Changed || back.Version.Number != 4 || back.Version.Act != variant.ActRestore {
			w.Errorf("the words are %+v", back)
		}
		all, err := v.Versions(w.Context(), hoa(), on, article.Part{})
		if len(must(w, all, err)) != 4 || all[2].Text != "Lan sửa" {
			w.Errorf("the history is %+v", all)
		}
		if n := w.count("audit", "action = 'edition.discard_correction' AND detail LIKE ?", "%"+one+"%"); n != 1 {
			w.Errorf("%d rows tell that the words came back", n)
		}
		again := w.submit(minh(), correct())
		if done, second := w.approve(lan(), again); done.State != article.Approved || !second.Content.VariantFor(one).SaysAs(r.Content.VariantFor(one)) {
			w.Errorf("lan released %+v", second.Content.Variants)
		}
	})
}
