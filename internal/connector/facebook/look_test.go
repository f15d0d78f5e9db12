package facebook_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// others puts posts before all that are there.
func (g *graph) others(n int, made time.Time) {
	for range n {
		g.next++
		g.posts = append([]*simPost{{id: fmt.Sprintf("%s_%d", simPage, g.next), message: "khác", made: made}}, g.posts...)
	}
}

// A post is known by its receipt; by the marker of the story's first delivery, or by the
// address that a person gave, it is found among the newest. No other Page's is touched.
func TestWhichPost(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	sent := p.Send(t.Context(), connectortest.Publish())
	g.others(4, connectortest.Noon())
	mobile := strings.Replace(sent.Receipt.Address, "www.", "m.", 1) + "/?mibextid=abc"
	for name, c := range map[string]struct {
		receipt connector.Receipt
		chosen  string
		want    connector.Class
	}{
		"receipt":           {sent.Receipt, "", connector.OK},
		"address":           {connector.Receipt{Address: sent.Receipt.Address}, "", connector.OK},
		"address, mobile":   {connector.Receipt{Address: mobile}, "", connector.OK},
		"another address":   {connector.Receipt{Address: sent.Receipt.Address + "1"}, "", connector.Rejected},
		"the Page's":        {connector.Receipt{Address: "https://www.facebook.com/"}, "", connector.Rejected},
		"another site":      {connector.Receipt{Address: strings.Replace(sent.Receipt.Address, "facebook.com", "facebook.com.example", 1)}, "", connector.Rejected},
		"marker":            {connector.Receipt{}, "giao-luu-huu-nghi-0123456789ab", connector.OK},
		"nothing":           {connector.Receipt{}, "", connector.Rejected},
		"another's marker":  {connector.Receipt{}, "giao-luu-huu-nghi-ffffffffffff", connector.Rejected},
		"another Page":      {connector.Receipt{RemoteID: "999_501"}, "", connector.Rejected},
		"a strange receipt": {connector.Receipt{RemoteID: simPage + "_501/../x"}, "", connector.Rejected},
	} {
		call := connectortest.Correct(c.receipt)
		call.Post.ChosenID = c.chosen
		call.Post.Text += " " + name
		outcome := p.Send(t.Context(), call)
		last := g.posts[len(g.posts)-1]
		if outcome.Class != c.want || (last.message == call.Post.Text) != (c.want == connector.OK) {
			t.Errorf("%s: %+v; the post says %q", name, outcome, last.message)
		}
	}
}

// Between two copies a person decides, by the link of one of them.
func TestTwoCopies(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	g.twins = true
	p := open(t, g, nil)
	p.Send(t.Context(), connectortest.Publish())
	second := p.Send(t.Context(), connectortest.Publish())
	for _, call := range []connector.Call{connectortest.Correct(connector.Receipt{}), connectortest.Withdraw(connector.Receipt{})} {
		if outcome := p.Send(t.Context(), call); outcome.Class != connector.Rejected || outcome.Reason != "which_post" || !strings.Contains(outcome.Detail.EN, "2 copies") {
			t.Errorf("%s: %+v", call.Post.Intent, outcome)
		}
		if sighting := p.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Unclear {
			t.Errorf("proof of %s: %+v", call.Post.Intent, sighting)
		}
	}
	if g.Writes() != 2 {
		t.Errorf("%d writes", g.Writes())
	}
	named := connectortest.Withdraw(connector.Receipt{Address: second.Receipt.Address})
	if outcome := p.Send(t.Context(), named); outcome.Class != connector.OK || g.Copies(connectortest.PublishKey) != 1 || !g.posts[0].gone {
		t.Errorf("by a link: %+v", outcome)
	}
}

// The marker is looked for in what the Page has published, in words, card and the platform's
// own address, and not in what visitors copied there.
func TestWhereAMarkerMayStand(t *testing.T) {
	t.Parallel()
	call := connectortest.Publish()
	call.Attempt, call.Repeats = 2, true
	for name, c := range map[string]struct {
		post simPost
		want connector.Finding
	}{
		"words":       {simPost{message: call.Post.Text}, connector.Found},
		"card":        {simPost{message: "x", link: call.Post.Link}, connector.Found},
		"redirect":    {simPost{message: "x", link: call.Post.Link, shim: true}, connector.Found},
		"a visitor's": {simPost{message: call.Post.Text, visitor: true}, connector.Missing},
		"another's":   {simPost{message: strings.ReplaceAll(call.Post.Text, connectortest.PublishKey, connectortest.CorrectKey)}, connector.Missing},
	} {
		g := newGraph(t)
		c.post.id, c.post.made = simPage+"_700", connectortest.Noon()
		g.posts = []*simPost{&c.post}
		if sighting := open(t, g, nil).(connector.Looker).Look(t.Context(), call); sighting.Finding != c.want {
			t.Errorf("%s: %+v, want %s", name, sighting, c.want)
		}
	}
}

// A repeat that Facebook notices makes no second post, and the first one is found.
func TestARepeatThatFacebookNotices(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	g.Break(connectortest.Doubtful()[0])
	if outcome := p.Send(t.Context(), connectortest.Publish()); outcome.Class != connector.Ambiguous {
		t.Fatalf("a lost answer: %+v", outcome)
	}
	again := connectortest.Publish()
	again.Attempt, again.Repeats = 2, true
	if outcome := p.Send(t.Context(), again); outcome.Class != connector.Duplicate {
		t.Errorf("sent again: %+v", outcome)
	}
	if sighting := p.(connector.Looker).Look(t.Context(), again); sighting.Finding != connector.Found || len(sighting.Receipts) != 1 || g.Copies(connectortest.PublishKey) != 1 {
		t.Errorf("the look gave %+v, of %d copies", sighting, g.Copies(connectortest.PublishKey))
	}
}

// A look that cannot see back to the try says so; three pages are read.
func TestALookThatCannotSeeFarEnough(t *testing.T) {
	t.Parallel()
	noon := connectortest.Noon()
	for name, c := range map[string]struct {
		posts int
		made  time.Time
		want  connector.Finding
	}{
		"few posts":              {5, noon, connector.Missing},
		"many, all after it":     {9, noon, connector.Unclear},
		"many, back to before":   {9, noon.Add(-time.Hour), connector.Missing},
		"hardly before the try":  {9, noon.Add(-time.Minute), connector.Unclear},
		"just as many as it may": {6, noon, connector.Unclear},
	} {
		g := newGraph(t)
		g.others(c.posts, c.made)
		sighting := open(t, g, nil).(connector.Looker).Look(t.Context(), connectortest.Publish())
		if sighting.Finding != c.want || (c.want == connector.Unclear) != (sighting.Problem.Detail.VI != "") {
			t.Errorf("%s: %+v, want %s", name, sighting, c.want)
		}
	}
	g := newGraph(t)
	p := open(t, g, nil)
	p.Send(t.Context(), connectortest.Publish())
	g.others(5, noon)
	if sighting := p.(connector.Looker).Look(t.Context(), connectortest.Publish()); sighting.Finding != connector.Found {
		t.Errorf("on the third page: %+v", sighting)
	}
}

// A withdrawal of what is gone is done, when the token is seen to hold the Page still; a
// removal that the platform does not confirm is not.
func TestAWithdrawal(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	sent := p.Send(t.Context(), connectortest.Publish())
	g.Break(connectortest.Fault{Status: 200, Body: `{"success":false}`})
	if outcome := p.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.Transient || !outcome.Maybe {
		t.Errorf("not confirmed: %+v", outcome)
	}
	for range 2 {
		if outcome := p.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.OK {
			t.Errorf("%+v", outcome)
		}
	}
}

// "Not there" is also what the platform says of a post that this token may not see.
func TestWhatATokenMayNotSee(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	sent := p.Send(t.Context(), connectortest.Publish())
	hidden := &connectortest.Fault{Status: 400, Body: says([2]int{100, 33})}
	g.holder = holder{me: simPerson, blind: true}
	for _, call := range []connector.Call{connectortest.Withdraw(sent.Receipt), connectortest.Correct(sent.Receipt), connectortest.Publish()} {
		g.Break(*hidden)
		if outcome := p.Send(t.Context(), call); outcome.Class != connector.Reauth || outcome.Reason == "gone" {
			t.Errorf("%s: %+v, want reauth", call.Post.Intent, outcome)
		}
		call.Earlier = sent.Receipt
		if sighting := p.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Reauth {
			t.Errorf("proof of %s: %+v, want blind by reauth", call.Post.Intent, sighting)
		}
	}
	if sighting := p.(connector.Looker).Look(t.Context(), connectortest.Publish()); sighting.Finding != connector.Blind || sighting.Problem.Class != connector.Reauth {
		t.Errorf("look: %+v", sighting)
	}
	g.holder = pageHolder()
	g.Break(*hidden)
	if outcome := p.Send(t.Context(), connectortest.Correct(sent.Receipt)); outcome.Class != connector.Rejected || outcome.Reason != "gone" {
		t.Errorf("a correction of what is gone: %+v", outcome)
	}
}

// A correction is proved by its own text, which an edit that came to nothing does not show.
func TestTheProofOfACorrection(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	sent := p.Send(t.Context(), connectortest.Publish())
	call := connectortest.Correct(sent.Receipt)
	link := strings.ReplaceAll(call.Post.Link, connectortest.PublishKey, connectortest.CorrectKey)
	call.Post.Text, call.Post.Link = strings.ReplaceAll(call.Post.Text, call.Post.Link, link), link
	if sighting := p.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Missing || sighting.Problem.Reason != "not_corrected" || sighting.Problem.Detail.VI == "" {
		t.Errorf("before it: %+v", sighting)
	}
	p.Send(t.Context(), call)
	if sighting := p.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Found {
		t.Errorf("after it: %+v", sighting)
	}
	call.Earlier = connector.Receipt{Address: sent.Receipt.Address}
	if sighting := p.(connector.Prover).Prove(t.Context(), call); sighting.Finding != connector.Found {
		t.Errorf("by a person's link: %+v", sighting)
	}
}
