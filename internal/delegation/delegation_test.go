package delegation_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/walltime"
)

// until is a wall time of the newsroom so long after the clock of the bench.
func (b *bench) until(d time.Duration) walltime.Wall {
	at := b.clock().Add(d).In(time.FixedZone("", 7*3600))
	return walltime.Wall{Time: at.Format(walltime.Layout), Zone: "Asia/Ho_Chi_Minh"}
}

// again is an actor as the next request of their session has them.
func (b *bench) again(t *testing.T, login string) right.Actor {
	t.Helper()
	token, _ := b.signIn(t, login)
	actor, _, err := b.Authenticate(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func (b *bench) lend(t *testing.T, giver right.Actor, n delegation.Input) delegation.Told {
	t.Helper()
	if n.Reason == "" {
		n.Reason = "Nghỉ Tết"
	}
	if n.Until.Time == "" {
		n.Until = b.until(7 * 24 * time.Hour)
	}
	told, err := b.loans.Give(t.Context(), giver, n)
	if err != nil {
		t.Fatal(err)
	}
	return told
}

// house is an approver of so-a who went away, and an editor of so-b.
func (b *bench) house(t *testing.T) (chief, deputy account.Person, giver right.Actor) {
	t.Helper()
	b.unit(t, "so-a")
	b.unit(t, "so-b")
	chief, giver = b.person(t, "truong.ban", right.Grant{Role: right.Approver, Unit: "so-a"})
	deputy, _ = b.person(t, "pho.ban", right.Grant{Role: right.Editor, Unit: "so-b"})
	return chief, deputy, giver
}

func TestADelegationLendsForItsPeriod(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		chief, deputy, giver := b.house(t)
		from := b.until(24 * time.Hour)
		made := b.lend(t, giver, delegation.Input{Receiver: deputy.ID, From: &from, Until: b.until(48 * time.Hour)})
		token, _ := b.signIn(t, "pho.ban")
		for _, step := range []struct {
			pass  time.Duration
			lends bool
		}{{0, false}, {24*time.Hour - time.Microsecond, false}, {time.Microsecond, true}, {24*time.Hour - time.Microsecond, true}, {time.Microsecond, false}} {
			b.pass(step.pass)
			b.exec(t, "UPDATE session SET last_seen_at = ?", b.clock().UnixMicro()) // it is the delegation's time that is looked at
			actor, _, err := b.Authenticate(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			want := right.Decision{Allowed: true, OnBehalf: right.Principal{ID: chief.ID, Name: chief.Name}}
			for _, action := range right.Delegable() {
				got := actor.May(action, right.In("so-a"))
				if step.lends && !cmp.Equal(got, want) || got.Allowed != step.lends {
					t.Errorf("after %s %s is %+v", step.pass, action, got)
				}
			}
			if every, units := actor.Scope(right.ArticleRead); every || slices.Contains(units, "so-a") != step.lends || !slices.Contains(units, "so-b") {
				t.Errorf("after %s stories are read in %v", step.pass, units)
			}
			told, err := b.loans.Get(t.Context(), giver, made.ID)
			if err != nil || told.Effect.Allowed != step.lends || told.Effect.Allowed == (told.Effect.Reason.VI != "") {
				t.Errorf("after %s it tells %+v, %v", step.pass, told.Effect, err)
			}
		}
	})
}

// What is lent is approval and what belongs to it, there and nowhere else, to a person and
// not to a machine of theirs, and the own right goes before it.
func TestWhatADelegationLends(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, deputy, giver := b.house(t)
		key, _, err := b.CreateKey(t.Context(), right.System(), account.NewKey{Person: deputy.ID, Name: "k"})
		if err != nil {
			t.Fatal(err)
		}
		b.lend(t, giver, delegation.Input{Receiver: deputy.ID})
		actor := b.again(t, "pho.ban")
		for _, action := range right.Actions() {
			lent := slices.Contains(right.Delegable(), action)
			if got := actor.May(action, right.In("so-a")); got.Allowed != (lent || action == right.ChannelRead) {
				t.Errorf("%s in the giver's unit: %+v", action, got)
			}
			own := right.Actor{ID: "x", Grants: actor.Grants}
			if d := cmp.Diff(own.May(action, right.In("so-b")), actor.May(action, right.In("so-b"))); d != "" {
				t.Errorf("%s in the own unit (-without +with):\n%s", action, d)
			}
			if actor.May(action, right.In("")).Allowed != own.May(action, right.In("")).Allowed {
				t.Errorf("%s in the whole house changed", action)
			}
		}
		machine, _, err := b.AuthenticateKey(t.Context(), key.Reveal())
		if err != nil || machine.May(right.EditionApprove, right.In("so-a")).Allowed || machine.May(right.ArticleRead, right.In("so-a")).Allowed {
			t.Errorf("a key approves in somebody's place: %v", err)
		}
		if got := actor.InPlaceOf(right.ArticleRead, right.In("so-b")); !slices.Equal(got, []right.Principal{{}}) {
			t.Errorf("the own right: %v", got)
		}
	})
}

// A giver who lost the right, or the account, lends nothing at the next request; nor does
// one to whom nothing may be lent.
func TestADelegationHoldsAsLongAsItsPeople(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	house := []right.Grant{{Role: right.Secretary}, {Role: right.LeadOfficer}}
	cases := map[string]struct {
		giver, receiver account.Change
	}{
		"the giver has another unit":      {giver: account.Change{Grants: &[]right.Grant{{Role: right.Approver, Unit: "so-b"}}}},
		"the giver has other roles":       {giver: account.Change{Grants: &house}},
		"the giver has none":              {giver: account.Change{Grants: &[]right.Grant{}}},
		"the giver is disabled":           {giver: account.Change{Disabled: &yes}},
		"the giver is an administrator":   {giver: account.Change{Grants: &[]right.Grant{{Role: right.TechnicalAdmin}}}},
		"the receiver is an admin":        {receiver: account.Change{Grants: &[]right.Grant{{Role: right.TechnicalAdmin}}}},
		"the receiver is a press client":  {receiver: account.Change{Grants: &[]right.Grant{{Role: right.Editor, Unit: "so-b"}, {Role: right.Press}}}},
		"the receiver has no role at all": {receiver: account.Change{Grants: &[]right.Grant{}}},
	}
	each(t, func(t *testing.T, b *bench) {
		chief, deputy, giver := b.house(t)
		b.person(t, "quan.tri", right.Grant{Role: right.TechnicalAdmin}) // so that no other is the last
		made := b.lend(t, giver, delegation.Input{Receiver: deputy.ID, Unit: "so-a"})
		token, _ := b.signIn(t, "pho.ban")
		change := func(p account.Person, c account.Change) {
			if _, err := b.UpdatePerson(t.Context(), right.System(), p.ID, c); err != nil {
				t.Fatal(err)
			}
		}
		lends := func() (right.Actor, bool) {
			actor, _, err := b.Authenticate(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return actor, actor.May(right.EditionApprove, right.In("so-a")).Allowed
		}
		for name, c := range cases {
			change(chief, c.giver)
			change(deputy, c.receiver)
			actor, may := lends()
			told, err := b.loans.Get(t.Context(), giver, made.ID)
			if may || err != nil || told.Effect.Allowed || told.Effect.Reason.EN == "" {
				t.Errorf("%s: approves %v, told %+v, %v", name, may, told.Effect, err)
			}
			for _, action := range right.Delegable() {
				if actor.May(action, right.In("so-a")).OnBehalf.ID != "" {
					t.Errorf("%s: %s is lent", name, action)
				}
			}
			change(chief, account.Change{Disabled: &no, Grants: &chief.Grants})
			change(deputy, account.Change{Grants: &deputy.Grants})
			if _, may := lends(); !may {
				t.Errorf("%s, and then as before: nothing is lent", name)
			}
		}
	})
}

func TestWhoMayDelegate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		chief, deputy, giver := b.house(t)
		_, admin := b.person(t, "quan.tri", right.Grant{Role: right.TechnicalAdmin})
		b.lend(t, giver, delegation.Input{Receiver: deputy.ID})
		second := b.again(t, "pho.ban")
		key, stale := giver, giver
		key.Key, stale.Stale = "k", true
		for name, c := range map[string]struct {
			who  right.Actor
			unit string
			code fault.Code
		}{
			"a stranger":                       {right.Actor{}, "so-a", fault.Unauthenticated},
			"an administrator":                 {admin, "so-a", fault.Denied},
			"the engine":                       {right.System(), "so-a", fault.Denied},
			"a key":                            {key, "so-a", fault.Denied},
			"one who was proven long ago":      {stale, "so-a", fault.ProofRequired},
			"one without the right":            {right.Actor{ID: deputy.ID, Grants: deputy.Grants}, "", fault.Denied},
			"one without it in that unit":      {giver, "so-b", fault.Denied},
			"one to whom it was lent":          {second, "so-a", fault.Denied},
			"one to whom it was lent, by \"\"": {second, "", fault.Denied},
		} {
			_, err := b.loans.Give(ctx, c.who, delegation.Input{Receiver: chief.ID, Unit: c.unit, Until: b.until(time.Hour), Reason: "x"})
			if !fault.Is(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if all, err := b.loans.List(ctx, giver); err != nil || len(all) != 1 {
			t.Errorf("%d delegations, %v", len(all), err)
		}
		if _, err := b.loans.Receivers(ctx, second); !fault.Is(err, fault.Denied) {
			t.Errorf("a list of people for one who gives nothing: %v", err)
		}
		b.person(t, "bao.chi", right.Grant{Role: right.Press})
		list, err := b.loans.Receivers(ctx, giver)
		if err != nil || !slices.Equal(list, []right.Principal{{ID: deputy.ID, Name: deputy.Name}}) {
			t.Errorf("those who may receive: %v, %v", list, err)
		}
	})
}

func TestWhatADelegationMayNotBe(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		chief, deputy, giver := b.house(t)
		everywhere := right.Actor{ID: giver.ID, Grants: []right.Grant{{Role: right.Approver}}}
		gone, _ := b.person(t, "da.nghi", right.Grant{Role: right.Editor})
		yes := true
		if _, err := b.UpdatePerson(t.Context(), right.System(), gone.ID, account.Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		admin, _ := b.person(t, "quan.tri", right.Grant{Role: right.TechnicalAdmin})
		press, _ := b.person(t, "bao.chi", right.Grant{Role: right.Press})
		guest, _ := b.person(t, "khach")
		day := 24 * time.Hour
		wall := func(d time.Duration) *walltime.Wall { w := b.until(d); return &w }
		for name, c := range map[string]struct {
			change  func(n *delegation.Input)
			pointer string
		}{
			"to oneself":             {func(n *delegation.Input) { n.Receiver = chief.ID }, "/receiver"},
			"to nobody":              {func(n *delegation.Input) { n.Receiver = "nobody" }, "/receiver"},
			"to a disabled account":  {func(n *delegation.Input) { n.Receiver = gone.ID }, "/receiver"},
			"to an administrator":    {func(n *delegation.Input) { n.Receiver = admin.ID }, "/receiver"},
			"to the press":           {func(n *delegation.Input) { n.Receiver = press.ID }, "/receiver"},
			"to one without a role":  {func(n *delegation.Input) { n.Receiver = guest.ID }, "/receiver"},
			"of a unit that is none": {func(n *delegation.Input) { n.Unit = "so-x" }, "/unit"},
			"for a second too long":  {func(n *delegation.Input) { n.Until = b.until(90*day + time.Second) }, "/until"},
			"that ends as it begins": {func(n *delegation.Input) { n.From, n.Until = wall(day), b.until(day) }, "/until"},
			"that is over":           {func(n *delegation.Input) { n.Until = b.until(-day) }, "/until/time"},
			"too far away":           {func(n *delegation.Input) { n.From, n.Until = wall(90*day+time.Second), b.until(91*day) }, "/from"},
			"from the past":          {func(n *delegation.Input) { n.From = wall(-day) }, "/from/time"},
			"in no zone":             {func(n *delegation.Input) { n.Until.Zone = "+07:00" }, "/until/zone"},
			"for no reason":          {func(n *delegation.Input) { n.Reason = " \n" }, "/reason"},
			"for too many words":     {func(n *delegation.Input) { n.Reason = strings.Repeat("ệ", 501) }, "/reason"},
			"for no text":            {func(n *delegation.Input) { n.Reason = "\xff" }, "/reason"},
		} {
			n := delegation.Input{Receiver: deputy.ID, Until: b.until(day), Reason: "Nghỉ Tết"}
			c.change(&n)
			_, err := b.loans.Give(t.Context(), everywhere, n)
			refusal, ok := fault.As(err)
			if !ok || refusal.Code != fault.ValidationFailed || len(refusal.Fields) != 1 || refusal.Fields[0].Pointer != c.pointer ||
				refusal.Fields[0].Detail.VI == "" || refusal.Fields[0].Detail.EN == "" {
				t.Errorf("%s: %v, want a fault at %s", name, err, c.pointer)
			}
		}
		b.lend(t, everywhere, delegation.Input{Receiver: deputy.ID, Until: b.until(90 * day)}) // the longest
	})
}

// For one giver and one unit there is one who answers, also when both are asked at once.
func TestDelegationsOfOneUnitDoNotOverlap(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, deputy, _ := b.house(t)
		other, _ := b.person(t, "pho.hai", right.Grant{Role: right.Editor})
		_, giver := b.person(t, "giam.doc", right.Grant{Role: right.Approver})
		day := 24 * time.Hour
		give := func(receiver, unit string, from, until time.Duration) error {
			starts := b.until(from)
			_, err := b.loans.Give(t.Context(), giver, delegation.Input{Receiver: receiver, Unit: unit, From: &starts, Until: b.until(until), Reason: "x"})
			return err
		}
		for i, c := range []struct {
			receiver, unit string
			from, until    time.Duration
			code           fault.Code
		}{
			{deputy.ID, "so-a", 2 * day, 4 * day, ""},
			{other.ID, "so-b", 2 * day, 4 * day, ""},
			{other.ID, "so-a", 4 * day, 5 * day, ""}, // begins as the first ends
			{other.ID, "so-a", day, 2 * day, ""},
			{deputy.ID, "so-a", 3 * day, 6 * day, fault.StateConflict},
			{other.ID, "so-a", day, 3 * day, fault.StateConflict},
			{other.ID, "", 3 * day, 3*day + time.Hour, fault.StateConflict}, // everywhere is there too
			{deputy.ID, "", 5 * day, 6 * day, ""},
			{deputy.ID, "so-b", 5 * day, 6 * day, fault.StateConflict},
		} {
			err := give(c.receiver, c.unit, c.from, c.until)
			if c.code == "" && err != nil || c.code != "" && !fault.Is(err, c.code) {
				t.Errorf("%d: %v", i, err)
			}
		}
		var giving sync.WaitGroup
		var made atomic.Int64
		for range 6 {
			giving.Go(func() {
				switch err := give(deputy.ID, "so-a", 10*day, 11*day); {
				case err == nil:
					made.Add(1)
				case !fault.Is(err, fault.StateConflict):
					t.Error(err)
				}
			})
		}
		giving.Wait()
		all, err := b.loans.List(t.Context(), giver)
		if err != nil || made.Load() != 1 || len(all) != 6 {
			t.Errorf("%d of six at once were made, %d in all, %v", made.Load(), len(all), err)
		}
	})
}

func TestADelegationIsEndedEarlyByEitherOfTheTwo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		chief, deputy, giver := b.house(t)
		_, inspector := b.person(t, "thanh.tra", right.Grant{Role: right.Inspector})
		_, stranger := b.person(t, "nguoi.la", right.Grant{Role: right.Approver})
		receiver := right.Actor{ID: deputy.ID, Grants: deputy.Grants}
		for _, who := range []right.Actor{giver, receiver} {
			made := b.lend(t, giver, delegation.Input{Receiver: deputy.ID})
			token, _ := b.signIn(t, "pho.ban")
			key := who
			key.Key = "k"
			for name, one := range map[string]right.Actor{"a stranger": stranger, "an inspector": inspector, "a key": key} {
				if _, err := b.loans.Revoke(ctx, one, made.ID); !fault.Is(err, fault.Denied) {
					t.Errorf("%s ends it: %v", name, err)
				}
				if made.MayRevoke(one).Allowed {
					t.Errorf("%s is told that they may", name)
				}
			}
			if _, err := b.loans.Get(ctx, stranger, made.ID); !fault.Is(err, fault.Denied) {
				t.Errorf("a stranger reads it: %v", err)
			}
			given, received, err := b.loans.Mine(ctx, who)
			if err != nil || len(given)+len(received) != 1 || !made.MayRevoke(who).Allowed {
				t.Errorf("before: %v %v, %v", given, received, err)
			}
			for range 2 { // the second time changes nothing
				told, err := b.loans.Revoke(ctx, who, made.ID)
				if err != nil || told.RevokedBy != who.ID || !told.RevokedAt.Equal(b.clock()) || told.Effect.Allowed || told.MayRevoke(who).Allowed {
					t.Fatalf("ended: %+v, %v", told, err)
				}
			}
			actor, _, err := b.Authenticate(ctx, token)
			if err != nil || actor.May(right.EditionApprove, right.In("so-a")).Allowed {
				t.Errorf("it lends at the next request: %v", err)
			}
			if given, received, err := b.loans.Mine(ctx, who); err != nil || len(given)+len(received) != 0 {
				t.Errorf("after: %v %v, %v", given, received, err)
			}
			b.pass(time.Minute)
		}
		over := b.lend(t, giver, delegation.Input{Receiver: deputy.ID, Until: b.until(time.Hour)})
		b.pass(time.Hour)
		if _, err := b.loans.Revoke(ctx, giver, over.ID); !fault.Is(err, fault.StateConflict) {
			t.Errorf("what is over: %v", err)
		}
		if all, err := b.loans.List(ctx, inspector); err != nil || len(all) != 3 || all[0].From.ID != chief.ID || all[0].To.ID != deputy.ID {
			t.Errorf("to the inspector: %+v, %v", all, err)
		}
		if all, err := b.loans.List(ctx, stranger); err != nil || len(all) != 0 {
			t.Errorf("to a stranger: %+v, %v", all, err)
		}
	})
}

// Both acts are on record and told to both, without the reason; rows are never deleted and
// never changed.
// A reason may name the illness of who is erased.
func TestReasonsGoWithWhoIsErased(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		_, deputy, giver := b.house(t)
		_, admin := b.person(t, "quan.tri", right.Grant{Role: right.TechnicalAdmin})
		b.person(t, "quan.tri.2", right.Grant{Role: right.TechnicalAdmin})
		made := b.lend(t, giver, delegation.Input{Receiver: deputy.ID, Reason: "Đi viện"})
		b.exec(t, "UPDATE person SET disabled = ? WHERE id = ?", true, deputy.ID)
		if _, err := b.Erase(t.Context(), admin, deputy.ID); err != nil {
			t.Fatal(err)
		}
		if told, err := b.loans.Get(t.Context(), giver, made.ID); err != nil || told.Reason != "" {
			t.Errorf("the delegation still tells %q, %v", told.Reason, err)
		}
	})
}

func TestDelegationsAreOnRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		chief, deputy, giver := b.house(t)
		made := b.lend(t, giver, delegation.Input{Receiver: deputy.ID, Reason: "đi viện"})
		if _, err := b.loans.Revoke(ctx, giver, made.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.sealer.Run(ctx); err != nil {
			t.Fatal(err)
		}
		rows, err := b.log.Records(ctx, audit.Filter{Object: audit.Object{Kind: "delegation", ID: made.ID}, Limit: 10})
		if err != nil || len(rows) != 2 || rows[0].Action != "delegation.revoke" || rows[1].Action != "delegation.create" || rows[1].Actor != chief.ID {
			t.Errorf("on record: %+v, %v", rows, err)
		}
		for _, r := range rows {
			if strings.Contains(r.DetailJSON, "viện") || !strings.Contains(r.DetailJSON, deputy.ID) {
				t.Errorf("%s: %s", r.Action, r.DetailJSON)
			}
		}
		events, err := b.log.Since(ctx, 0, 100)
		told := map[string]int{}
		for _, e := range events {
			if e.Data["delegation"] == made.ID {
				told[e.Kind+" "+e.Data["person"].(string)]++
			}
		}
		want := map[string]int{"delegation.created " + chief.ID: 1, "delegation.created " + deputy.ID: 1, "delegation.revoked " + chief.ID: 1, "delegation.revoked " + deputy.ID: 1}
		if d := cmp.Diff(want, told); d != "" || err != nil {
			t.Errorf("events, %v:\n%s", err, d)
		}
		for _, statement := range []string{"DELETE FROM delegation", "UPDATE delegation SET ends_at = ends_at + 1", "UPDATE delegation SET revoked_at = NULL"} {
			if err := b.db.Write(ctx).Exec(statement).Error; err == nil {
				t.Errorf("%s went through", statement)
			}
		}
		b.exec(t, "UPDATE delegation SET reason = ''") // what is personal can be erased
	})
}
