package wordpress_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// The cover is the featured image, the others stand in the body at the portal's own
// addresses; a correction finds what is there and uploads nothing twice.
func TestPicturesOnThePortal(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	p := open(t, s, nil)
	sent := p.Send(t.Context(), connectortest.Illustrate(connectortest.Publish()))
	corrected := connectortest.Illustrate(connectortest.Correct(sent.Receipt))
	corrected.Post.Pictures[0].Alt = "Rước kiệu hội Phủ Dầy"
	outcome := p.Send(t.Context(), corrected)
	if sent.Class != connector.OK || outcome.Class != connector.OK || len(s.posts) != 1 {
		t.Fatalf("%+v, then %+v, %d posts", sent, outcome, len(s.posts))
	}
	if len(s.media) != 2 || s.posts[0].cover != s.media[0].id || s.media[0].alt != "Rước kiệu hội Phủ Dầy" {
		t.Errorf("%d files, cover %d, described as %q", len(s.media), s.posts[0].cover, s.media[0].alt)
	}
	if want := "Chú thích &lt;1&gt; <em>Ảnh: Sở Ngoại vụ – CC BY 4.0</em>"; s.media[0].caption != want {
		t.Errorf("caption %q, want %q", s.media[0].caption, want)
	}
	body := s.posts[0].content
	if strings.Contains(body, "lantoa.example/media") || !strings.Contains(body, `src="`+s.media[1].source+`"`) || strings.Contains(body, s.media[0].source) {
		t.Errorf("the body shows %s", body)
	}
}

// A story that lost its pictures loses its cover there; one that the portal's editors chose
// stays.
func TestACoverThatIsTakenAway(t *testing.T) {
	t.Parallel()
	for name, ours := range map[string]bool{"ours": true, "theirs": false} {
		s := newPortal(t, connectortest.Noon)
		p := open(t, s, nil)
		sent := p.Send(t.Context(), connectortest.Illustrate(connectortest.Publish()))
		if !ours {
			s.media = append(s.media, &simMedia{id: 900, slug: "anh-cua-cong", source: "https://portal.example/x.jpg"})
			s.posts[0].cover = 900
		}
		cover := s.posts[0].cover
		if outcome := p.Send(t.Context(), connectortest.Correct(sent.Receipt)); outcome.Class != connector.OK {
			t.Fatalf("%s: %+v", name, outcome)
		}
		if gone := s.posts[0].cover == 0; gone != ours {
			t.Errorf("%s: the cover %d became %d", name, cover, s.posts[0].cover)
		}
	}
}

// A refused file is answered with 500, which says nothing of doubt here: no post is made,
// and a person hears of it.
func TestAFileThatThePortalRefuses(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	s.refusesFiles = true
	outcome := open(t, s, nil).Send(t.Context(), connectortest.Illustrate(connectortest.Publish()))
	if outcome.Class != connector.Rejected || outcome.Reason != "rest_upload_sideload_error" || len(s.posts) != 0 {
		t.Errorf("%+v and %d posts", outcome, len(s.posts))
	}
}

// What was uploaded is remembered before anything else is asked.
func TestAnUploadIsRemembered(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	p := open(t, s, nil)
	call := connectortest.Illustrate(connectortest.Publish())
	s.Break(connectortest.Fault{Status: 408})
	if outcome := p.Send(t.Context(), call); outcome.Class != connector.Transient {
		t.Fatalf("%+v", outcome)
	}
	s.locked(func() { s.seen = nil })
	if outcome := p.Send(t.Context(), call); outcome.Class != connector.OK {
		t.Fatalf("%+v", outcome)
	}
	asked := slices.DeleteFunc(slices.Clone(s.seen), func(one string) bool { return !strings.Contains(one, "/media") })
	if d := cmp.Diff([]string{}, asked); d != "" {
		t.Errorf("what is known was asked for again (-want +got):\n%s", d)
	}
}
