package site

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/text"
)

// maxSlug is how long the readable part of an address may be, in bytes.
const maxSlug = 80

// slugOf is the readable part of a story's address, "" where its title has no Latin letters.
func slugOf(title string) string { return text.Slug(title, maxSlug) }

// named is the path of a story with its title in it, which is what the page calls its own; without
// a readable title it is the permanent one.
func named(found published.Edition) string {
	c := found.Release.Content
	path := address(c.Article, c.Lang)
	if slug := slugOf(c.Revision.Title); slug != "" {
		path += "/" + slug
	}
	return path
}

// misnamed answers for an address whose title is not the present one: a former one leads to the
// present one, and one that never was is no address. It does nothing where the title is right,
// or not in the address. Titles that readers have not seen are in none of this.
func (s *Site) misnamed(c *gin.Context, ref article.Ref, found published.Edition) bool {
	slug := c.Param("slug")
	if slug == "" || slug == slugOf(found.Release.Content.Revision.Title) {
		return false
	}
	titles, err := s.o.Public.Titles(c.Request.Context(), ref)
	switch {
	case err != nil && !fault.Is(err, fault.NotFound):
		s.fail(c, err)
	case !slices.ContainsFunc(titles, func(title string) bool { return slugOf(title) == slug }):
		s.NotFound(c)
	case !found.WithdrawnAt.IsZero():
		return false // to be told that it was withdrawn, and nothing of its last title
	default:
		to := *c.Request.URL
		to.Path, to.RawPath = named(found), ""
		c.Header("Cache-Control", "no-cache") // a title may become again what it was
		c.Redirect(http.StatusMovedPermanently, to.RequestURI())
	}
	return true
}
