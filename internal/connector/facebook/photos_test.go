package facebook_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/facebook"
)

// Photos that no post showed for a while are gone: they are uploaded anew, however often that
// happens.
func TestPhotosThatWereDropped(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	call := connectortest.Illustrate(connectortest.Publish())
	for round := range 3 { // a person may send again long after
		g.Break(connectortest.Fault{Status: 408})
		p.Send(t.Context(), call)
		g.locked(func() { g.drops = true })
		call.Attempt++
		if outcome := p.Send(t.Context(), call); outcome.Class != connector.Transient || outcome.Maybe || len(g.posts) != 0 {
			t.Fatalf("round %d: %+v", round, outcome)
		}
	}
	if outcome := p.Send(t.Context(), call); outcome.Class != connector.OK || g.sent != 8 || len(g.posts[0].photos) != 2 {
		t.Errorf("%+v, %d uploads", outcome, g.sent)
	}
}

// A post that is refused with photos of this very try is refused for itself, in a first try
// and in a later one, also where it shows a picture twice.
func TestAPostThatIsRefusedWithFreshPhotos(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	p := open(t, g, nil)
	call := connectortest.Illustrate(connectortest.Publish())
	call.Post.Pictures = append(call.Post.Pictures, call.Post.Pictures[0])
	for attempt, want := range []connector.Class{connector.Rejected, connector.Transient, connector.Rejected, connector.Transient} {
		call.Attempt = attempt + 1
		g.Break(*broken(400, 100))
		if outcome := p.Send(t.Context(), call); outcome.Class != want {
			t.Errorf("try %d: %+v, want %s", call.Attempt, outcome, want)
		}
	}
	kept := connectortest.Illustrate(connectortest.Publish())
	g.Break(connectortest.Fault{Status: 408})
	p.Send(t.Context(), kept)
	g.Break(*broken(400, 368))
	if outcome := p.Send(t.Context(), kept); outcome.Class != connector.Rejected || outcome.Reason != "code_368" {
		t.Errorf("refused for what it says, with kept photos: %+v", outcome)
	}
}

// Photos stay when the text of their post is edited; the card of a link is none of them.
func TestWhichPicturesStay(t *testing.T) {
	t.Parallel()
	for mode, stay := range map[string]bool{"": true, "photos": true, "link": false} {
		if got := facebook.Spec().Pictures.Stays(connector.Values{"pictures": mode}); got != stay {
			t.Errorf("%q: they stay: %v", mode, got)
		}
	}
}
