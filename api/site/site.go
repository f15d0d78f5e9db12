// Package site serves the pages that people see without the editors' UI: what is
// published, each story at its permanent address, the list of feeds, and signing in.
//
// The pages need no script. They come in Vietnamese and in English.
package site

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// PublicReader is what the pages ask of what is published.
type PublicReader interface {
	Published(ctx context.Context, q published.Query) ([]published.Edition, error)
	Story(ctx context.Context, ref article.Ref) (published.Edition, error)
	Titles(ctx context.Context, ref article.Ref) ([]string, error)
}

// Plans is what the pages ask of the plan.
type Plans interface {
	Current(ctx context.Context, day plan.Date) (plan.Plan, error)
	Facets(ctx context.Context, planID string) ([]plan.Facet, error)
}

// Feeds lists the feeds.
type Feeds interface {
	List(ctx context.Context, lang string) ([]feeds.Listed, error)
}

// Accounts signs people in and out, sets up second factors and carries out one-time links.
type Accounts interface {
	SignIn(ctx context.Context, c account.Credentials) (secret.Secret, account.Session, error)
	SignOut(ctx context.Context, token string) error
	Factor(ctx context.Context, actor right.Actor, person string) (factor.State, error)
	EnrolFactor(ctx context.Context, actor right.Actor) (factor.Enrolment, error)
	ConfirmFactor(ctx context.Context, actor right.Actor, own account.Session, code string, from account.Place) ([]string, error)
	LinkOwner(ctx context.Context, token string) (account.Purpose, account.Person, error)
	CompleteSetup(ctx context.Context, token string, n account.NewPerson) (account.Person, error)
	CompleteLink(ctx context.Context, token, password string) (account.Person, error)
}

// Options are what the site works with; all are required.
type Options struct {
	Public   PublicReader
	Series   published.Serials
	Plans    Plans
	Feeds    Feeds
	Accounts Accounts
	SSO      SSO
	// Actor tells who asks, a stranger when nobody is signed in; Address from where.
	Actor   func(*gin.Context) right.Actor
	Address func(*gin.Context) string
	// Session is the one in which a page is asked for, empty for strangers.
	Session func(*gin.Context) account.Session
	// Cookie makes the session's cookie; the empty token takes it away.
	Cookie    func(token string, expires time.Time) *http.Cookie
	HTML      *text.HTML
	SiteName  string
	PublicURL string // scheme and host, without a slash at the end
	Zone      *time.Location
	Now       func() time.Time
	Log       *slog.Logger
}

// Site serves the pages. Make it with [New]; it is safe for concurrent use.
type Site struct {
	o      Options
	pages  map[string]*template.Template
	assets map[string]asset
	style  string // address of the style sheet
	mark   string // address of the sign in the head of the page
}

// New makes a Site.
func New(o Options) (*Site, error) {
	s := &Site{o: o, assets: map[string]asset{}}
	var err error
	if s.style, err = s.asset("site", ".css", "text/css; charset=utf-8"); err != nil {
		return nil, err
	}
	if s.mark, err = s.asset("mark", ".svg", "image/svg+xml"); err != nil {
		return nil, err
	}
	s.pages, err = parsePages()
	return s, err
}

// Mount registers the pages. [Site.NotFound] is for the addresses that nobody has.
func (s *Site) Mount(r gin.IRoutes) {
	for path, handle := range map[string]gin.HandlerFunc{
		"/": s.home, "/a/:id/:lang": s.story, "/a/:id/:lang/:slug": s.story, "/series/:code": s.series, "/feeds": toFeeds, "/feeds/": s.feeds, "/sign-in": s.signInPage, "/setup": s.setupPage, factorPath: s.factorPage,
		"/assets/:file": s.serveAsset, "/robots.txt": s.robots,
	} {
		r.GET(path, handle)
		r.HEAD(path, handle)
	}
	r.POST("/sign-in", s.signIn)
	r.GET(ssoPath, s.toProvider)
	r.GET(callbackPath, s.fromProvider)
	r.POST(unlinkPath, s.unlink)
	r.POST("/sign-out", s.signOut)
	r.POST("/setup", s.setup)
	r.POST(factorPath, s.setFactor)
}

// toFeeds leads those who leave out the last slash to the list of feeds.
func toFeeds(c *gin.Context) {
	to := url.URL{Path: "/feeds/", RawQuery: c.Request.URL.RawQuery}
	c.Redirect(http.StatusPermanentRedirect, to.String())
}

func (s *Site) robots(c *gin.Context) {
	c.Header("Cache-Control", "public, max-age=3600")
	c.String(http.StatusOK, "User-agent: *\nDisallow: /api/\nDisallow: /desk/\nAllow: /\n")
}
