package site

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

// storyPage is a story at its permanent address.
type storyPage struct {
	card
	HTML    template.HTML // from the one allow-list
	Cover   *figure
	Figures []figure  // below the text
	Notes   []note    // newest first
	Updated time.Time // zero when the text is as it was first published
	Portal  string
	Series  []part
}

// note is what readers are told of a change.
type note struct {
	Heading string
	Formal  bool
	Text    string
	At      time.Time
	By      *link // the story that formally corrects this one
}

// gonePage tells that a story was withdrawn; it says nothing of what stood there.
type gonePage struct {
	Lang   string
	Notice string
	At     time.Time
	// Corrections are the stories that formally correct it.
	Corrections []note
}

func (s *Site) story(c *gin.Context) {
	ref := article.Ref{Article: c.Param("id"), Lang: c.Param("lang")}
	if id, err := uuid.Parse(ref.Article); err != nil || id.String() != ref.Article || !tag(ref.Lang) {
		s.NotFound(c)
		return
	}
	found, err := s.o.Public.Story(c.Request.Context(), ref)
	switch {
	case fault.Is(err, fault.NotFound):
		s.NotFound(c)
	case err != nil:
		s.fail(c, err)
	case s.misnamed(c, ref, found):
	case !found.WithdrawnAt.IsZero():
		s.gone(c, found)
	case onTheWeb(found.Portal) && c.Query("here") != "1":
		s.guard(c, &page{})
		c.Header("Cache-Control", "no-cache")
		c.Redirect(http.StatusFound, found.Portal)
	default:
		s.tell(c, found)
	}
}

// tag has the form of a language tag of ours.
func tag(lang string) bool {
	return len(lang) >= 2 && len(lang) <= 35 && strings.Trim(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

// onTheWeb tells an address of the web from everything else that a portal might answer.
func onTheWeb(portal string) bool {
	u, err := url.Parse(portal)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// storyShell begins a page whose language follows its address alone, so that everyone
// gets the same bytes.
func (s *Site) storyShell(content release.Content) *page {
	p := &page{site: s, Lang: "en", Status: http.StatusOK}
	if content.Lang == "vi" {
		p.Lang = "vi"
	}
	return p
}

func (s *Site) gone(c *gin.Context, found published.Edition) {
	p := s.storyShell(found.Release.Content)
	p.Status, p.NoIndex = http.StatusGone, true
	p.Title = p.T("Bài đã được gỡ", "The story was withdrawn")
	p.Body = gonePage{Lang: found.Release.Content.Lang, Notice: found.Notice, At: found.WithdrawnAt, Corrections: corrections(found)}
	s.show(c, "gone", p)
}

func (s *Site) tell(c *gin.Context, found published.Edition) {
	content := found.Release.Content
	p := s.storyShell(content)
	n := s.names()
	facets, err := n.of(c.Request.Context(), content.Plan)
	if err != nil {
		s.fail(c, err)
		return
	}
	one, err := s.card(c.Request.Context(), n, found, facets)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := storyPage{card: one, Notes: notes(found),
		HTML: template.HTML(text.Unmark(s.o.HTML.Sanitize(content.Revision.Body)))} //nolint:gosec // it has just gone through the allow-list
	view.Cover, view.Figures = beside(content)
	if view.Series, err = s.parts(c.Request.Context(), content.Article, content.Lang); err != nil {
		s.fail(c, err)
		return
	}
	if len(view.Notes) > 0 {
		view.Updated = found.UpdatedAt
	}
	if onTheWeb(found.Portal) {
		view.Portal = found.Portal
	}
	for _, other := range one.Others {
		if other.Lang == map[string]string{"vi": "en", "en": "vi"}[p.Lang] {
			p.Switch = other.URL
		}
	}
	p.Title, p.Canonical = content.Revision.Title, s.canonical(found)
	p.Feeds = s.allFeeds(content.Lang)
	p.Meta = s.meta(p, found, view)
	p.Body = view
	s.show(c, "story", p)
}

// canonical is the portal's copy where there is one, else our own address with the title in it.
func (s *Site) canonical(found published.Edition) string {
	if onTheWeb(found.Portal) {
		return found.Portal
	}
	return s.o.PublicURL + named(found)
}

// notes words the changes for the top of the story, newest first.
func notes(found published.Edition) []note {
	list, r := corrections(found), found.Release
	for _, told := range r.Notes() {
		list = append(list, note{Heading: told.Kind.Label(r.Content.Lang), Formal: told.Kind == release.FormalCorrection, Text: told.Text, At: told.At})
	}
	slices.SortStableFunc(list, func(x, y note) int { return y.At.Compare(x.At) })
	return list
}

// corrections words the formal corrections of a story.
func corrections(found published.Edition) []note {
	var list []note
	for _, one := range found.Corrections {
		list = append(list, note{Heading: release.FormalCorrection.Label(found.Release.Content.Lang), Formal: true, At: one.At,
			By: &link{URL: address(one.Article, one.Lang), Words: one.Title, Lang: one.Lang}})
	}
	return list
}
