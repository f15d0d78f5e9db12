package article_test

import (
	"slices"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/store/flows"
)

// flow sets the levels of a unit in the model and in the program.
func (n *newsroom) flow(unit string, levels int) {
	n.levels[unit] = levels
	n.rules(unit, flow.Rules{Levels: levels, Second: flow.OwnUnit, Force: flow.Nobody})
}

// rules sets the flow of a unit, whoever may.
func (w *fixture) rules(unit string, r flow.Rules) {
	w.Helper()
	kept := flows.New(w.db)
	newest, err := kept.Newest(w.Context(), []string{unit})
	f := flow.Flow{Unit: unit, Version: max(1, must(w, newest, err)[unit].Version) + 1, Rules: r, SetAt: w.now()}
	must(w, f, kept.AddFlow(w.Context(), f))
}

// changed notes that what somebody may have approved is otherwise now.
func (n *newsroom) changed(t *words) {
	if t.first != nil {
		n.seen["a first that counts no more"]++
	}
	t.first = nil
}

// looked says whether the second of two looks would be the same person's.
func (n *newsroom) looked(t *words, id string) bool {
	return n.levels[t.unit] == 2 && slices.Contains(t.first, id)
}

// mayStep says whether somebody was granted the right to the next approval: the first of two is
// also an editor's, of texts that are not theirs.
func (n *newsroom) mayStep(m *member, t *words) bool {
	if n.approves(m, t.unit) {
		return true
	}
	return n.levels[t.unit] == 2 && t.first == nil && !t.owners[m.id] && slices.ContainsFunc(n.holds(m), func(g right.Grant) bool {
		return g.Role == right.Editor && (g.Unit == "" || g.Unit == t.unit || t.unit == passing && g.Unit == successor && n.merged)
	})
}

// released holds what came of an approval against the levels: the first of two releases nothing.
func (n *newsroom) released(t *words, done article.Outcome, hash string) bool {
	two := n.levels[t.unit] == 2
	if first := two && t.first == nil; first != (done.Release == nil) {
		n.r.Fatalf("two levels: %v, first by %v, and released: %v", two, t.first, done.Release)
	}
	if done.Approval.Hash != hash {
		n.r.Fatalf("approved was %s, shown %s", done.Approval.Hash, hash)
	}
	if done.Release == nil {
		n.seen["a first approval"]++
		t.first = done.Approval.Eyes()
		return false
	}
	if two {
		n.seen["a second approval"]++
	} else if t.first != nil {
		n.seen["one level after two"]++
	}
	t.first = nil
	return true
}

// two is the flow of two levels.
func two() flow.Rules { return flow.Rules{Levels: 2, Second: flow.OwnUnit, Force: flow.Nobody} }

// give approves what is there now.
func (w *fixture) give(by right.Actor, e article.Edition) (article.Outcome, error) {
	w.Helper()
	return w.service.Give(w.Context(), by, article.At{Ref: at(e).Ref}, article.Approving{Hash: w.hash(e)})
}

// gives is an approval that is taken.
func (w *fixture) gives(by right.Actor, e article.Edition) article.Outcome {
	w.Helper()
	done, err := w.give(by, e)
	return must(w, done, err)
}

func second() right.Actor { return person("binh", right.Approver) }

// The second look is that of somebody else, whoever acts in whose place.
func TestTheSecondLookIsAnothers(t *testing.T) {
	each(t, func(w *fixture) {
		w.rules(ours, two())
		for name, c := range map[string]struct{ first, second right.Actor }{
			"the same":                          {hoa(), hoa()},
			"in the place of the first":         {hoa(), deputy(hoa())},
			"the one in whose place it was":     {deputy(hoa()), hoa()},
			"who gave it in another's place":    {deputy(hoa()), deputy(second())},
			"both in the place of the same one": {deputy(hoa()), right.Actor{ID: "vu", Grants: person("vu", right.Secretary).Grants, Delegated: deputy(hoa()).Delegated}},
		} {
			e := w.submit(lan(), w.create(lan()))
			first := c.first
			if first.ID == "nga" {
				first.Grants = person("nga", right.Secretary).Grants // whose own right is not enough
			}
			if done := w.gives(first, e); done.Release != nil || done.Edition.State != article.InReview || done.Approval.Level != 1 || done.Approval.Of != 2 {
				w.Fatalf("%s: the first approval made %+v", name, done)
			}
			if may, err := w.service.MayApprove(w.Context(), c.second, w.of(e), w.read(e)); must(w, may, err) {
				w.Errorf("%s: is told of it", name)
			}
			_, err := w.give(c.second, e)
			w.wants(err, fault.FourEyes)
			done := w.gives(second(), e)
			if done.Release == nil || done.Edition.State != article.Approved || done.Approval.Level != 2 {
				w.Errorf("%s: the second approval made %+v", name, done)
			}
			if all, err := w.store.Approvals(w.Context(), e.ID, 1); len(must(w, all, err)) != 2 || all[0].Release != done.Release.ID || all[1].Release != done.Release.ID {
				w.Errorf("%s: the release bears %+v", name, all)
			}
		}
	})
}

// A first approval counts for what was shown, and for nothing else.
func TestAFirstApprovalIsOfWhatWasShown(t *testing.T) {
	each(t, func(w *fixture) {
		w.rules(ours, two())
		for name, change := range map[string]func(e article.Edition) article.Edition{
			"another text": func(e article.Edition) article.Edition { return w.save(lan(), w.read(e), "Lan sửa") },
			"another text by a merge": func(e article.Edition) article.Edition {
				mine := titled("Lan ghép")
				_, done, err := w.lines.SaveMerge(w.Context(), lan(), at(w.read(e)), line.Merging{Base: e.HeadRevision, Text: &mine})
				return must(w, done, err)
			},
			"other facets": func(e article.Edition) article.Edition {
				w.saveFacets(lan(), e, plan.Facets{Pillars: []string{"aec"}, Areas: facets().Areas})
				return e
			},
			"what no act of the newsroom changes": func(e article.Edition) article.Edition {
				must(w, 0, w.db.Write(w.Context()).Exec("UPDATE facet SET name_vi = name_vi || ' ' WHERE code = 'apsc'").Error)
				return e
			},
			"sent back": func(e article.Edition) article.Edition {
				back, err := w.service.RequestChanges(w.Context(), second(), article.At{Ref: at(e).Ref}, "Thêm nguồn")
				return w.submit(lan(), must(w, back, err))
			},
			"recalled": func(e article.Edition) article.Edition {
				back, err := w.service.Recall(w.Context(), lan(), article.At{Ref: at(e).Ref})
				return w.submit(lan(), must(w, back, err))
			},
		} {
			e := w.submit(lan(), w.create(lan()))
			first := w.gives(hoa(), e)
			e = change(e)
			done := w.gives(second(), e)
			if done.Release != nil || done.Approval.Level != 1 {
				w.Errorf("%s: released after %+v by %+v", name, first.Approval, done.Approval)
			}
			all, err := w.store.Approvals(w.Context(), e.ID, 1)
			if void := must(w, all, err)[0]; void.VoidedAt.IsZero() || void.VoidReason == "" || len(all) != 2 {
				w.Errorf("%s: the first is %+v", name, void)
			}
			if done := w.gives(hoa(), e); done.Release == nil {
				w.Errorf("%s: two looks at the same, and nothing is released", name)
			}
		}
		if n := w.count("audit", "action = 'edition.void_approval' AND NOT refused"); n != 3 {
			w.Errorf("%d rows tell of approvals that became void by a change", n)
		}
	})
}

// What the flow says at the moment of an approval counts: more levels wait for another look,
// fewer are content with one, which is given anew.
func TestTheFlowOfThatMoment(t *testing.T) {
	each(t, func(w *fixture) {
		marked := flow.Rules{Levels: 1, Second: flow.OwnUnit, Force: flow.Nobody, Marked: []flow.Mark{{Kind: plan.Pillar, Code: "apsc"}}}
		e := w.submit(lan(), w.create(lan()))
		w.rules(ours, marked)
		if done := w.gives(hoa(), e); done.Release != nil {
			w.Error("a marked story was released by one look")
		}
		one := two()
		one.Levels = 1
		w.rules(ours, one)
		if read := w.read(e); read.State != article.InReview || read.ApprovedRelease != "" {
			w.Errorf("fewer levels released it by themselves: %+v", read)
		}
		done := w.gives(hoa(), e)
		if done.Release == nil || done.Approval.Of != 1 || done.Approval.FlowUnit != ours || done.Approval.FlowVersion != 3 {
			w.Errorf("one level: %+v", done)
		}
	})
}

// A small unit's second look is the lead unit's, by somebody who also reads its stories.
func TestTheLeadUnitLooks(t *testing.T) {
	each(t, func(w *fixture) {
		rules := two()
		rules.Second = flow.LeadUnit
		w.rules(theirs, rules)
		in := func(id string, role right.Role, unit string) right.Grant { return right.Grant{Role: role, Unit: unit} }
		writer := right.Actor{ID: "y", Grants: []right.Grant{in("y", right.Author, theirs)}}
		boss := right.Actor{ID: "z", Grants: []right.Grant{in("z", right.Approver, theirs)}}
		other := right.Actor{ID: "u", Grants: []right.Grant{in("u", right.Approver, theirs)}}
		blind := right.Actor{ID: "v", Grants: []right.Grant{in("v", right.Approver, ours)}}
		officer := right.Actor{ID: "o", Grants: []right.Grant{in("o", right.Approver, ours), in("o", right.LeadOfficer, ours)}}
		_, e, err := w.service.Create(w.Context(), writer, article.Input{Unit: theirs, Facets: facets(), Lang: "vi", Text: story()})
		must(w, e, err)
		_, err = w.service.Submit(w.Context(), writer, article.At{Ref: at(e).Ref})
		must(w, e, err)
		_, hash, err := w.service.Candidate(w.Context(), boss, at(e).Ref)
		give := func(by right.Actor) (article.Outcome, error) {
			return w.service.Give(w.Context(), by, article.At{Ref: at(e).Ref}, article.Approving{Hash: must(w, hash, err)})
		}
		if _, err := give(officer); !fault.Is(err, fault.Denied) {
			w.Errorf("the lead unit looked first: %v", err)
		}
		first, err := give(boss)
		if must(w, first, err).Release != nil {
			w.Error("released by the unit alone")
		}
		for _, by := range []right.Actor{other, blind} {
			if _, err := give(by); !fault.Is(err, fault.Denied) {
				w.Errorf("%s gave the second approval: %v", by.ID, err)
			}
		}
		done, err := give(officer)
		if must(w, done, err).Release == nil || done.Approval.Unit != ours {
			w.Errorf("the lead unit's look: %+v", done)
		}
	})
}

// What readers, channels or the law need is never let pass, whatever the flow says; what they can
// do without is, with a reason, from the handing in on.
func TestWhatIsNeverForced(t *testing.T) {
	each(t, func(w *fixture) {
		w.rules(ours, flow.Rules{Levels: 1, Second: flow.OwnUnit, Force: flow.Approvers})
		_, e, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Lang: "vi", Text: story()})
		must(w, e, err) // without pillar and area
		_, err = w.service.Submit(w.Context(), lan(), at(e))
		w.wants(err, fault.ValidationFailed, "/facets/pillars", "/facets/areas")
		reason := "Tin bão, phân loại sau"
		e, err = w.service.HandIn(w.Context(), lan(), at(e), &reason)
		must(w, e, err)
		force := func(e article.Edition) (article.Outcome, error) {
			return w.service.Give(w.Context(), hoa(), article.At{Ref: at(e).Ref}, article.Approving{Hash: w.hash(e), Force: &reason})
		}
		stamped := story()
		stamped.Body = "<p>TỐI MẬT</p>" + stamped.Body
		saved, err := w.service.SaveText(w.Context(), lan(), at(e), stamped)
		_, err = force(must(w, saved, err))
		w.wants(err, fault.ValidationFailed, "/body")
		saved, err = w.service.SaveText(w.Context(), lan(), at(saved), story())
		done, err := force(must(w, saved, err))
		if must(w, done, err).Release == nil || !slices.Equal(done.Approval.Forced, []string{"pillars", "areas"}) || done.Approval.ForceReason != reason {
			w.Errorf("forced: %+v", done.Approval)
		}
		other := w.submit(lan(), w.create(lan()))
		_, err = force(other)
		w.wants(err, fault.ValidationFailed, "/force") // nothing stops it
	})
}

// Whoever is on duty lets a story of the highest priority go out alone, by their own right and at
// that hour; a check is owed of it.
func TestTheUrgentLane(t *testing.T) {
	each(t, func(w *fixture) {
		rules := two()
		duty := func(person string, from, until int) flow.Duty {
			return flow.Duty{Person: person, Starts: flow.Hour{At: w.now().AddDate(0, 0, from)}, Ends: flow.Hour{At: w.now().AddDate(0, 0, until)}}
		}
		rules.CheckMinutes, rules.Duty = 90, []flow.Duty{duty("hoa", -1, 1), duty("binh", 1, 2), duty("lan", -1, 1), duty("nga", -1, 1)}
		w.rules(ours, rules)
		urgent := func() article.Edition {
			e := w.create(lan())
			a := w.of(e)
			_, err := w.service.SaveFacets(w.Context(), lan(), a.ID, a.Version, article.Input{Facets: a.Facets, Keywords: a.Keywords, Priority: article.MaxPriority})
			must(w, e, err)
			return w.submit(lan(), e)
		}
		hurry := func(by right.Actor, e article.Edition) (article.Outcome, error) {
			return w.service.Give(w.Context(), by, article.At{Ref: at(e).Ref}, article.Approving{Hash: w.hash(e), Urgent: true})
		}
		e := urgent()
		lent := person("nga", right.Secretary)
		lent.Delegated = deputy(second()).Delegated
		for name, c := range map[string]struct {
			by   right.Actor
			code fault.Code
		}{"not on duty yet": {second(), fault.ValidationFailed}, "the writer": {lan(), fault.FourEyes}, "by a right that was lent": {lent, fault.Denied}} {
			if _, err := hurry(c.by, e); !fault.Is(err, c.code) {
				w.Errorf("%s: %v", name, err)
			}
		}
		if _, err := hurry(hoa(), w.submit(lan(), w.create(lan()))); !fault.Is(err, fault.ValidationFailed) {
			w.Errorf("a story that is not urgent: %v", err)
		}
		done, err := hurry(hoa(), e)
		if must(w, done, err).Release == nil || !done.Approval.Urgent || done.Approval.Of != 2 {
			w.Errorf("urgent: %+v", done)
		}
		if n := w.count("recheck", "release_id = ? AND state = 'open' AND approved_by = 'hoa' AND due_at = ?", done.Release.ID, w.now().Add(rules.CheckWithin()).UnixMicro()); n != 1 {
			w.Errorf("%d checks are owed", n)
		}
		if n := w.count("audit", "action = 'edition.approve' AND detail LIKE '%\"urgent\":true%'"); n != 1 {
			w.Errorf("%d rows say that it was urgent", n)
		}
		e = urgent()
		if done := w.gives(hoa(), e); done.Release != nil || done.Approval.Urgent {
			w.Errorf("the usual way of somebody on duty: %+v", done)
		}
		if done, err := hurry(hoa(), e); must(w, done, err).Release == nil {
			w.Error("whoever gave the first approval, and is on duty, waits")
		}
		w.pass(2 * 24 * time.Hour)
		if _, err := hurry(hoa(), urgent()); !fault.Is(err, fault.ValidationFailed) {
			w.Errorf("duty is over: %v", err)
		}
	})
}

// Whoever described a picture of what one person let go out alone has a part in it, and does not
// make the check that is owed of it.
func TestAPictureIsAPartInWhatIsChecked(t *testing.T) {
	each(t, func(w *fixture) {
		rules := two()
		rules.CheckMinutes = 90
		rules.Duty = []flow.Duty{{Person: "hoa", Starts: flow.Hour{At: w.now().AddDate(0, 0, -1)}, Ends: flow.Hour{At: w.now().AddDate(0, 0, 1)}}}
		w.rules(ours, rules)
		w.picture("m1", ours, "binh")
		a, e, err := w.service.Create(w.Context(), lan(), article.Input{Unit: ours, Facets: facets(), Priority: article.MaxPriority, Lang: "vi", Text: w.showing("m1")})
		must(w, a, err)
		e = w.submit(lan(), e)
		done, err := w.service.Give(w.Context(), hoa(), at(e), article.Approving{Hash: w.hash(e), Urgent: true})
		owed, failed := w.store.HoldRecheck(w.Context(), must(w, done, err).Release.ID)
		if must(w, owed, failed); !slices.Contains(owed.Contributors, "binh") || !slices.Contains(owed.Contributors, "lan") || slices.Contains(owed.Contributors, "hoa") {
			w.Errorf("a part in it have %q", owed.Contributors)
		}
	})
}
