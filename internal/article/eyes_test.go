package article_test

import (
	"cmp"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/ledger"
	accountstore "github.com/lantoa/lantoa/internal/store/people"
	"github.com/lantoa/lantoa/internal/store/storetest"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/internal/walltime"
)

// TestMain says how many histories rapid plays on each database, unless the flag does.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", "30"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}

// Two units of the plan: one that passed to the other with the first of March 2025.
const (
	passing   = "so-lao-dong-thuong-binh-va-xa-hoi"
	successor = "so-noi-vu"
)

// step is one thing that happens in a newsroom: who, with whom or what, and how.
type step struct {
	Op      string
	A, B, C int
}

// TestNeverOnePairOfEyes plays random histories of grants, delegations, revocations, accounts
// that are disabled, a merger of units, flows of one level and two, texts of several people and approvals, and holds every approval to a
// model that knows nothing of how the program judges: who approves had the right at that
// moment, their own or that of somebody who lent it, and neither of the two has words in the
// release; where two people are to look, it is released by the second, who is none of the first, and
// of the same content. What the model would let pass is not refused either.
func TestNeverOnePairOfEyes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newFixture(t, db)
		trail := audit.New(ledger.NewAudit(db), w.now, rand.Reader)
		stores := accountstore.New(db)
		accounts, err := account.New(account.Options{Stores: stores, Units: w.units, Trail: trail, Now: w.now, Random: rand.Reader, Token: secret.Token, Hashers: 1})
		must(w, accounts, err)
		lending := delegation.New(delegation.Options{Store: accountstore.NewDelegations(db), Accounts: accounts, Units: w.units, Trail: trail, Now: w.now,
			NewID: func() string { return uuid.Must(uuid.NewV7()).String() }})
		seen := map[string]int{}
		common := []string{"write", "facets", "word", "word", "approve", "approve", "approve", "approve", "delegate", "delegate", "delegate", "delegate", "revoke", "grant", "disable", "pass", "merge", "flow", "approve", "approve"}
		var numbers []int // all as likely, unlike those of a range
		for i := range 60 {
			numbers = append(numbers, i)
		}
		steps := rapid.Custom(func(r *rapid.T) step {
			small := rapid.SampledFrom(numbers)
			return step{Op: rapid.SampledFrom(common).Draw(r, "op"), A: small.Draw(r, "a"), B: small.Draw(r, "b"), C: small.Draw(r, "c")}
		})
		wording, channel := w.wordings()
		play := func(r *rapid.T) {
			n := newNewsroom(w, r, accounts, lending, stores.Sessions, seen)
			n.wording, n.channel = wording, channel
			for _, s := range rapid.SliceOfN(steps, 60, 100).Draw(r, "steps") {
				n.take(s)
			}
		}
		// What is rare comes in some rounds and not in others.
		missing := []string{"everything"}
		for round := 0; round < 4 && len(missing) > 0 && !t.Failed(); round++ {
			rapid.Check(t, play)
			missing = rare(seen)
		}
		t.Logf("%v", seen)
		for _, one := range missing {
			t.Error(one)
		}
	})
}

// rare tells to what the histories that were played came too seldom.
func rare(seen map[string]int) (missing []string) {
	for what, least := range map[string]int{"approved by the own right": 10, "approved in the place of another": 10,
		"refused: own words": 5, "refused: the giver's words": 5, "refused: no right": 10, "refused: a delegation of one who lost the right": 3,
		"own words for a channel": 20, "a merger": 2, "a first approval": 8, "a second approval": 2, "refused: looked at it before": 1, "a first that counts no more": 1, "approved what passed on": 1, "refused: a role in an ended unit": 1} {
		if seen[what] < least {
			missing = append(missing, fmt.Sprintf("the histories came %d times to %q, want %d at least", seen[what], what, least))
		}
	}
	return missing
}

// member is somebody as the model knows them.
type member struct {
	id       string
	grants   []right.Grant
	disabled bool
}

// loan is a delegation as the model knows it.
type loan struct {
	id, unit        string
	giver, receiver *member
	starts, ends    time.Time
	revoked         bool
}

// words is an edition as the model knows it: whose words no release in force covers, and whose
// the last release did.
type words struct {
	ref          article.Ref
	unit         string
	passed       bool // on from a unit that ended
	pending, out map[string]bool
	owners       map[string]bool // who made it, and whose words are in it
	first        []string        // whose look the first approval was; none where none counts
	worded       map[string]bool // of pending, those who had a hand in the words for a channel
}

// newsroom is the model beside the program.
type newsroom struct {
	*fixture
	r        *rapid.T
	accounts *account.Service
	lending  *delegation.Service
	sessions account.Sessions
	people   []*member
	loans    []*loan
	texts    []*words
	merged   bool           // the third unit has passed to the first
	levels   map[string]int // by unit, as it was set last
	wording  *variant.Service
	channel  string // id
	seen     map[string]int
}

// casts are what people may be granted.
func casts() [][]right.Grant {
	in := func(role right.Role, unit string) right.Grant { return right.Grant{Role: role, Unit: unit} }
	return [][]right.Grant{
		{in(right.Approver, successor)}, {in(right.Approver, successor), in(right.Editor, successor)}, {in(right.Editor, successor)}, {in(right.Approver, theirs), in(right.Editor, theirs)},
		{in(right.Editor, "")}, {in(right.Approver, "")}, {in(right.Approver, passing), in(right.Editor, passing)}, {in(right.Secretary, "")}, {in(right.Author, theirs)}, {in(right.Inspector, "")},
		{in(right.TechnicalAdmin, "")}, {in(right.Press, "")}, {},
	}
}

func newNewsroom(w *fixture, r *rapid.T, accounts *account.Service, lending *delegation.Service, sessions account.Sessions, seen map[string]int) *newsroom {
	w.micros.Store(time.Date(2024, 10, 28, 3, 0, 0, 0, time.UTC).UnixMicro()) // before the merger
	n := &newsroom{fixture: w, r: r, accounts: accounts, lending: lending, sessions: sessions, seen: seen, levels: map[string]int{}}
	for i := range 7 {
		grants := casts()[i]
		p, err := accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: uuid.Must(uuid.NewV7()).String(), Name: fmt.Sprint("Người ", i), Grants: grants})
		n.people = append(n.people, &member{id: must(w, p, err).ID, grants: grants})
	}
	for _, one := range []struct {
		unit string
		by   int
	}{{successor, 1}, {theirs, 3}, {passing, 6}} {
		unit, by := one.unit, n.people[one.by]
		actor, _ := n.actor(by)
		_, e, err := w.service.Create(w.Context(), actor, article.Input{Unit: unit, Facets: facets(), Lang: "vi", Text: story()})
		n.texts = append(n.texts, &words{ref: at(must(w, e, err)).Ref, unit: unit, pending: map[string]bool{by.id: true}, out: map[string]bool{}, owners: map[string]bool{by.id: true}, worded: map[string]bool{}})
		n.flow(unit, 1)
	}
	return n
}

// actor is somebody as the next request of theirs has them; a disabled account has none.
func (n *newsroom) actor(m *member) (right.Actor, bool) {
	token := secret.Token()
	s := account.Session{ID: uuid.Must(uuid.NewV7()).String(), Person: m.id, CreatedAt: n.now(), LastSeenAt: n.now(), ExpiresAt: n.now().Add(time.Hour)}
	must(n.fixture, 0, n.sessions.AddSession(n.Context(), s, secret.Hash(token)))
	actor, _, err := n.accounts.Authenticate(n.Context(), token)
	if m.disabled != fault.Is(err, fault.Unauthenticated) {
		n.r.Fatalf("disabled %v, and: %v", m.disabled, err)
	}
	return actor, err == nil
}

func (n *newsroom) take(s step) {
	a, b := n.people[s.A%len(n.people)], n.people[s.B%len(n.people)]
	switch s.Op {
	case "pass":
		n.pass(time.Duration(s.C) * time.Minute)
	case "grant":
		n.grant(a, casts()[s.C%len(casts())])
	case "merge":
		if s.C%10 == 0 && !n.merged {
			n.merge()
		}
	case "disable":
		a.disabled = s.C%3 == 0
		_, err := n.accounts.UpdatePerson(n.Context(), right.System(), a.id, account.Change{Disabled: &a.disabled})
		must(n.fixture, 0, err)
	case "delegate":
		if giving := slices.DeleteFunc(slices.Clone(n.people), func(m *member) bool {
			return !n.approves(m, successor) && !n.approves(m, theirs) && !n.approves(m, passing)
		}); len(giving) > 0 && s.C%5 > 0 {
			a, b = giving[s.A%len(giving)], n.people[2+2*(s.B%2)] // mostly two who can only approve in the place of others
		}
		n.delegate(a, b, s.C)
	case "flow":
		n.flow([]string{successor, theirs, passing}[s.A%3], 1+s.B%2)
	case "revoke":
		if len(n.loans) > 0 {
			n.revoke(n.loans[s.C%len(n.loans)], s.A%2 == 0)
		}
	case "write", "facets":
		n.write(a, n.texts[s.B%len(n.texts)], s)
	case "word":
		n.word(a, n.texts[s.B%len(n.texts)], s)
	case "approve":
		if len(n.loans) > 0 && s.C%2 == 0 { // mostly those who may have something to approve
			a = n.loans[s.C%len(n.loans)].receiver
		}
		t := n.texts[s.B%len(n.texts)]
		if i := slices.IndexFunc(n.texts, func(t *words) bool { return t.first != nil }); i >= 0 && s.A%2 == 0 { // mostly those on their way
			t = n.texts[i]
		}
		n.approve(a, t)
	}
}

// delegate lends, where the model says that it may be lent, and is refused elsewhere.
func (n *newsroom) delegate(giver, receiver *member, how int) {
	actor, in := n.actor(giver)
	if !in {
		return
	}
	units := []string{"", successor, theirs, passing}
	if n.merged {
		units = units[:3]
	}
	l := &loan{unit: units[how%len(units)], giver: giver, receiver: receiver, starts: n.now().Add(time.Duration(how%4/3) * time.Hour)}
	l.ends = l.starts.Add(time.Duration(1+how%7) * 2 * time.Hour)
	zone := time.FixedZone("", 7*3600)
	wall := func(at time.Time) walltime.Wall {
		return walltime.Wall{Time: at.In(zone).Format(walltime.Layout), Zone: "Asia/Ho_Chi_Minh"}
	}
	from := wall(l.starts)
	told, err := n.lending.Give(n.Context(), actor, delegation.Input{Receiver: receiver.id, Unit: l.unit, From: &from, Until: wall(l.ends), Reason: "thử"})
	may := giver != receiver && n.receives(receiver) && (n.approves(giver, l.unit) || l.unit == "" && (n.approves(giver, successor) || n.approves(giver, theirs) || n.approves(giver, passing)))
	for _, o := range n.loans {
		if !o.revoked && o.giver == giver && (o.unit == l.unit || o.unit == "" || l.unit == "") && o.starts.Before(l.ends) && l.starts.Before(o.ends) {
			may = false
		}
	}
	if may != (err == nil) {
		n.r.Fatalf("may delegate: %v, and: %v", may, err)
	}
	if may {
		l.id = told.ID
		n.loans = append(n.loans, l)
	}
}

func (n *newsroom) revoke(l *loan, declined bool) {
	by := l.giver
	if declined {
		by = l.receiver
	}
	actor, in := n.actor(by)
	if !in {
		return
	}
	if _, err := n.lending.Revoke(n.Context(), actor, l.id); err == nil {
		l.revoked = true
	} else if !fault.Is(err, fault.StateConflict) && !fault.Is(err, fault.Denied) {
		n.r.Fatal(err)
	}
}

// write has somebody change the text or the facets, if the program lets them.
func (n *newsroom) write(by *member, t *words, s step) {
	actor, in := n.actor(by)
	if !in {
		return
	}
	var changed bool
	if s.Op == "write" {
		title := story()
		title.Title = "Tin " + uuid.Must(uuid.NewV7()).String()
		e, err := n.store.Edition(n.Context(), t.ref)
		must(n.fixture, e, err)
		_, err = n.service.SaveText(n.Context(), actor, at(e), title)
		changed = err == nil
	} else {
		a, err := n.store.Article(n.Context(), t.ref.Article)
		must(n.fixture, a, err)
		f := plan.Facets{Pillars: []string{[]string{"aec", "apsc"}[s.C%2]}, Areas: facets().Areas}
		saved, err := n.service.SaveFacets(n.Context(), actor, a.ID, a.Version, article.Input{Facets: f})
		changed = err == nil && saved.Version > a.Version
	}
	if changed {
		t.pending[by.id] = true
		t.owners[by.id] = t.owners[by.id] || s.Op == "write"
		n.changed(t)
	}
}

// approve hands the edition in, whatever its state, and has somebody approve it.
func (n *newsroom) approve(by *member, t *words) {
	e, err := n.store.Edition(n.Context(), t.ref)
	must(n.fixture, e, err)
	if e.State == article.Approved { // its release is void, and its words are to be approved anew
		e, _, err = n.service.Reopen(n.Context(), right.System(), article.At{Ref: t.ref})
		must(n.fixture, e, err)
		for id := range t.out {
			t.pending[id] = true
		}
	}
	if e.State != article.InReview {
		e, err = n.service.Submit(n.Context(), right.System(), article.At{Ref: t.ref})
		must(n.fixture, e, err)
	}
	_, hash, err := n.service.Candidate(n.Context(), right.System(), t.ref)
	must(n.fixture, hash, err)
	actor, in := n.actor(by)
	if !in {
		return
	}
	done, err := n.service.Give(n.Context(), actor, article.At{Ref: t.ref}, article.Approving{Hash: hash})
	code, behalf := n.expect(by, t)
	if code != "" {
		if !fault.Is(err, code) {
			n.r.Fatalf("want %s, and: %v", code, err)
		}
		return
	}
	if err != nil {
		n.r.Fatalf("refused what two pairs of eyes saw: %v", err)
	}
	if one := done.Approval; one.Person != by.id || one.OnBehalf != behalf || t.pending[one.Person] || t.pending[one.OnBehalf] {
		n.r.Fatalf("approved by %s in the place of %q, want %q; words of %v", one.Person, one.OnBehalf, behalf, t.pending)
	}
	if !n.released(t, done, hash) {
		return
	}
	if t.passed {
		n.seen["approved what passed on"]++
	}
	t.out, t.pending = t.pending, map[string]bool{}
}

// expect says how an approval must end: by a code, or in whose place.
func (n *newsroom) expect(by *member, t *words) (fault.Code, string) {
	var lenders []*loan
	lost := false
	for _, l := range n.loans {
		if l.receiver != by || l.revoked || n.now().Before(l.starts) || !n.now().Before(l.ends) || l.unit != "" && l.unit != t.unit || !n.receives(by) {
			continue
		}
		if n.approves(l.giver, t.unit) && !l.giver.disabled {
			lenders = append(lenders, l)
		} else {
			lost = true
		}
	}
	slices.SortFunc(lenders, func(a, b *loan) int { return cmp.Or(a.starts.Compare(b.starts), cmp.Compare(a.id, b.id)) })
	switch {
	case !n.mayStep(by, t) && len(lenders) == 0:
		n.seen["refused: no right"]++
		if lost {
			n.seen["refused: a delegation of one who lost the right"]++
		}
		if n.merged && slices.ContainsFunc(by.grants, func(g right.Grant) bool { return g.Role == right.Approver && g.Unit == passing }) {
			n.seen["refused: a role in an ended unit"]++
		}
		return fault.Denied, ""
	case n.looked(t, by.id):
		n.seen["refused: looked at it before"]++
		return fault.FourEyes, ""
	case t.pending[by.id]:
		n.seen["refused: own words"]++
		if t.worded[by.id] {
			n.seen["refused: own words for a channel"]++
		}
		return fault.FourEyes, ""
	case n.mayStep(by, t):
		n.seen["approved by the own right"]++
		return "", ""
	}
	for i, l := range lenders {
		if !t.pending[l.giver.id] && !n.looked(t, l.giver.id) {
			n.seen["approved in the place of another"]++
			if i > 0 {
				n.seen["another giver than the first"]++
			}
			return "", l.giver.id
		}
	}
	n.seen["refused: the giver's words"]++
	return fault.FourEyes, ""
}

// approves says whether somebody was granted the right to approve in a unit.
func (n *newsroom) approves(m *member, unit string) bool {
	return slices.ContainsFunc(n.holds(m), func(g right.Grant) bool {
		return g.Role == right.Approver && (g.Unit == "" || g.Unit == unit || unit == passing && g.Unit == successor && n.merged)
	})
}

// receives says whether something may be lent to somebody.
func (n *newsroom) receives(m *member) bool {
	return !m.disabled && len(n.holds(m)) > 0 && !slices.ContainsFunc(m.grants, func(g right.Grant) bool {
		return g.Role == right.TechnicalAdmin || g.Role == right.Press
	})
}

// holds lists the grants that give something: those in a unit that ended wait for a decision.
func (n *newsroom) holds(m *member) []right.Grant {
	return slices.DeleteFunc(slices.Clone(m.grants), func(g right.Grant) bool { return n.merged && g.Unit == passing })
}

// grant gives somebody other roles; new ones in a unit that ended are refused.
func (n *newsroom) grant(m *member, grants []right.Grant) {
	ended := func(g right.Grant) bool { return n.merged && g.Unit == passing && !slices.Contains(m.grants, g) }
	_, err := n.accounts.UpdatePerson(n.Context(), right.System(), m.id, account.Change{Grants: &grants})
	if slices.ContainsFunc(grants, ended) {
		if !fault.Is(err, fault.ValidationFailed) {
			n.r.Fatalf("roles in an ended unit: %v", err)
		}
		return
	}
	m.grants = must(n.fixture, grants, err)
}

// merge lets the day come on which a unit passes to another, and files its stories there.
func (n *newsroom) merge() {
	n.micros.Store(time.Date(2025, 2, 28, 17, 0, 1, 0, time.UTC).UnixMicro()) // the first second of March where the newsroom is
	n.merged = true
	n.seen["a merger"]++
	for _, t := range n.texts {
		if t.unit != passing {
			continue
		}
		e, err := n.store.Edition(n.Context(), t.ref)
		switch must(n.fixture, e, err).State {
		case article.Approved:
			_, _, err = n.service.Reopen(n.Context(), right.System(), article.At{Ref: t.ref})
			for id := range t.out {
				t.pending[id] = true
			}
		case article.InReview:
			_, err = n.service.Recall(n.Context(), right.System(), article.At{Ref: t.ref})
		}
		must(n.fixture, 0, err)
		a, err := n.store.Article(n.Context(), t.ref.Article)
		must(n.fixture, a, err)
		_, err = n.service.SaveFacets(n.Context(), right.System(), a.ID, a.Version, article.Input{Unit: successor, Facets: a.Facets, Keywords: a.Keywords, Priority: a.Priority, Coauthors: a.Coauthors})
		must(n.fixture, 0, err)
		t.unit, t.passed = successor, true
		n.changed(t)
	}
}
