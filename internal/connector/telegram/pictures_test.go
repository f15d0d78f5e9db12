package telegram_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// pictured is a publish with so many of the suite's pictures, 0 to 2.
func pictured(n int) connector.Call {
	call := connectortest.Illustrate(connectortest.Publish())
	call.Post.Pictures = call.Post.Pictures[:n]
	return call
}

// A receipt remembers every message of an album and that its text is a caption: both are
// needed to correct it and to take it down.
func TestPicturesAreCorrectedAndTakenDown(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "-1001234567890/42", 1: "-1001234567890/c42", 2: "-1001234567890/c42,43"} {
		c := newCloud(t)
		b := open(t, c, nil)
		sent := b.Send(t.Context(), pictured(n))
		if sent.Class != connector.OK || sent.Receipt != (connector.Receipt{RemoteID: want, Address: "https://t.me/asean_namdinh/42"}) {
			t.Fatalf("%d pictures: %+v", n, sent)
		}
		if e := c.sent.Entities; len(e) != 1 || e[0].Type != "bold" || e[0].Length != len([]rune(connectortest.Publish().Post.Title)) {
			t.Errorf("%d pictures: entities %+v", n, e)
		}
		corrected := connectortest.Correct(sent.Receipt)
		if outcome := b.Send(t.Context(), corrected); outcome.Class != connector.OK || outcome.Receipt != sent.Receipt || c.there[42] != corrected.Post.Text {
			t.Errorf("%d pictures corrected: %+v, %q", n, outcome, c.there[42])
		}
		if outcome := b.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.OK || c.messages() != "" {
			t.Errorf("%d pictures withdrawn: %+v, left %s", n, outcome, c.messages())
		}
	}
}

// Whoever confirmed a post by its link said nothing of its kind: the other one is tried.
func TestAPostThatAPersonConfirmed(t *testing.T) {
	t.Parallel()
	link := connector.Receipt{Address: "https://t.me/asean_namdinh/42"}
	for n := range 3 {
		for with := range 2 {
			c := newCloud(t)
			b := open(t, c, nil)
			b.Send(t.Context(), pictured(n))
			corrected := connectortest.Correct(link)
			corrected.Post.Pictures = pictured(with).Post.Pictures
			if outcome := b.Send(t.Context(), corrected); outcome.Class != connector.OK || c.there[42] != corrected.Post.Text {
				t.Errorf("%d pictures, corrected by a release with %d: %+v", n, with, outcome)
			}
		}
	}
}

// A deletion that is cut off in the middle of an album goes on where it was.
func TestAnAlbumThatWasTakenDownInPart(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	b := open(t, c, nil)
	sent := b.Send(t.Context(), pictured(2))
	c.mu.Lock()
	delete(c.there, 42)
	c.mu.Unlock()
	if outcome := b.Send(t.Context(), connectortest.Withdraw(sent.Receipt)); outcome.Class != connector.OK || c.messages() != "" {
		t.Errorf("%+v, left %s", outcome, c.messages())
	}
	c.Break(connectortest.Fault{Applied: true, Lost: true})
	if outcome := b.Send(t.Context(), connectortest.Withdraw(connector.Receipt{RemoteID: "-1001234567890/c42,43"})); outcome.Class != connector.Ambiguous {
		t.Errorf("a lost answer: %+v", outcome)
	}
	for _, broken := range []string{"-1001234567890/c", "-1001234567890/c42,", "-1001234567890/c42,x", "/42", "-1001234567890/cc42", "-1001234567890/42,-43"} {
		if outcome := b.Send(t.Context(), connectortest.Withdraw(connector.Receipt{RemoteID: broken})); outcome.Class != connector.Rejected {
			t.Errorf("receipt %q: %+v", broken, outcome)
		}
	}
}

// A caption is a quarter as long as a text; rendering knows it, and the platform says it.
func TestACaptionThatIsTooLong(t *testing.T) {
	t.Parallel()
	call := pictured(1)
	call.Post.Text, call.Post.Spans = strings.Repeat("ệ", 1025), nil
	if outcome := open(t, newCloud(t), nil).Send(t.Context(), call); outcome.Class != connector.Rejected {
		t.Errorf("%+v", outcome)
	}
}
