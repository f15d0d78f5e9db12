// Package api is the HTTP edge: who asks, from where and in which language, what every
// answer bears, and the routes of all resources. The resources live in the folders below;
// nothing here decides rights or rules.
package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/articles"
	record "github.com/lantoa/lantoa/api/audit"
	days "github.com/lantoa/lantoa/api/calendar"
	"github.com/lantoa/lantoa/api/channels"
	"github.com/lantoa/lantoa/api/comments"
	cover "github.com/lantoa/lantoa/api/coverage"
	"github.com/lantoa/lantoa/api/delegations"
	"github.com/lantoa/lantoa/api/deliveries"
	"github.com/lantoa/lantoa/api/digests"
	"github.com/lantoa/lantoa/api/docs"
	"github.com/lantoa/lantoa/api/events"
	"github.com/lantoa/lantoa/api/flows"
	"github.com/lantoa/lantoa/api/intake"
	"github.com/lantoa/lantoa/api/links"
	"github.com/lantoa/lantoa/api/media"
	"github.com/lantoa/lantoa/api/names"
	"github.com/lantoa/lantoa/api/notices"
	"github.com/lantoa/lantoa/api/people"
	"github.com/lantoa/lantoa/api/pieces"
	"github.com/lantoa/lantoa/api/planned"
	"github.com/lantoa/lantoa/api/plans"
	"github.com/lantoa/lantoa/api/preferences"
	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/api/requests"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/api/reviews"
	"github.com/lantoa/lantoa/api/series"
	"github.com/lantoa/lantoa/api/settings"
	"github.com/lantoa/lantoa/api/texts"
	"github.com/lantoa/lantoa/api/units"
	"github.com/lantoa/lantoa/api/word"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/attachment"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/calendar"
	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/clipboard"
	"github.com/lantoa/lantoa/internal/comment"
	"github.com/lantoa/lantoa/internal/coverage"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/digest"
	"github.com/lantoa/lantoa/internal/flow"
	"github.com/lantoa/lantoa/internal/idempotency"
	"github.com/lantoa/lantoa/internal/inspection"
	box "github.com/lantoa/lantoa/internal/intake"
	"github.com/lantoa/lantoa/internal/line"
	"github.com/lantoa/lantoa/internal/link"
	"github.com/lantoa/lantoa/internal/live"
	library "github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/naming"
	"github.com/lantoa/lantoa/internal/notice"
	shared "github.com/lantoa/lantoa/internal/piece"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/planning"
	"github.com/lantoa/lantoa/internal/preference"
	"github.com/lantoa/lantoa/internal/preview"
	"github.com/lantoa/lantoa/internal/request"
	"github.com/lantoa/lantoa/internal/review"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/roster"
	serial "github.com/lantoa/lantoa/internal/series"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/translation"
	"github.com/lantoa/lantoa/internal/unit"
	"github.com/lantoa/lantoa/internal/variant"
	"github.com/lantoa/lantoa/internal/view"
	files "github.com/lantoa/lantoa/internal/word"
)

// Options are what the edge works with.
type Options struct {
	Accounts    *account.Service
	Delegations *delegation.Service
	Names       *naming.Service
	SSO         *sso.Service
	Roster      *roster.Service
	Articles    *article.Service
	Lines       *line.Service
	Flows       *flow.Service
	Reviews     *review.Service
	Planner     *delivery.Planner
	Desk        *delivery.Desk
	Previews    preview.Service
	Clipboard   *clipboard.Service
	Variants    *variant.Service
	Languages   *translation.Service
	Channels    *channel.Service
	Comments    *comment.Service
	Digests     *digest.Service
	Intake      *box.Service
	Media       *library.Service
	Attachments *attachment.Service
	Word        *files.Service
	Plans       *plan.Service
	Units       *unit.Service
	Idempotency idempotency.Guard
	Audit       *audit.Log
	Inspection  *inspection.Service
	Live        *live.Hub
	Presence    *live.Presence
	Notices     *notice.Service
	Calendar    *calendar.Service
	Coverage    *coverage.Service
	Planning    *planning.Service
	Requests    *request.Service
	Series      *serial.Service
	Pieces      *shared.Service
	Links       *link.Service
	Views       *view.Service
	Preferences *preference.Service
	// Settings are those of this instance, without secrets.
	Settings []settings.Setting

	PublicURL      string // scheme and host without a slash at the end
	Zone           *time.Location
	CursorKey      []byte // signs the cursors of lists, and hides those of events
	Spool          string // folder on a disk for files that come in
	Version        string // of the program, told with every answer of the API
	TrustedProxies []netip.Prefix
	Log            *slog.Logger
	Now            func() time.Time
	NewID          func() string
}

// Mounter is a part of the edge with routes of its own.
type Mounter interface{ Mount(r gin.IRoutes) }

// Server is the edge. Bare routes skip everything; pages and the API pass the middleware.
type Server struct {
	o                 Options
	engine            *gin.Engine
	pages             gin.IRoutes
	book              *problem.Book
	router            *rest.Router
	origin            *http.CrossOriginProtection
	people, strangers *limits
	// notFound shows people that a page does not exist; set by OnMissing.
	notFound gin.HandlerFunc
	// refused tells people why their request is refused; set by OnRefusal.
	refused func(c *gin.Context, err error)
}

// New makes the edge with the API on it.
func New(o Options) (*Server, error) {
	gin.SetMode(gin.ReleaseMode)
	s := &Server{o: o, engine: gin.New(), book: problem.NewBook(o.PublicURL), origin: http.NewCrossOriginProtection(), people: newLimits(o.Now), strangers: newLimits(o.Now)}
	if err := s.origin.AddTrustedOrigin(o.PublicURL); err != nil { // behind a proxy that changes Host
		return nil, fmt.Errorf("public URL: %w", err)
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.RedirectTrailingSlash = false
	proxies := make([]string, len(o.TrustedProxies))
	for i, one := range o.TrustedProxies {
		proxies[i] = one.String()
	}
	if err := s.engine.SetTrustedProxies(proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	s.engine.NoRoute(s.begin, s.missing)
	s.engine.NoMethod(s.begin, s.wrongMethod)
	s.pages = s.engine.Group("", s.begin, s.who, s.sameOrigin, s.limitPages)
	api := s.engine.Group(rest.Base, s.begin, s.noStore, s.who, s.sameOrigin, s.limit, s.hold)
	s.router = rest.New(rest.Options{Routes: api, Public: o.PublicURL, Book: s.book, Guard: o.Idempotency, Cursors: rest.Cursors{Key: o.CursorKey}, Spool: o.Spool, Now: o.Now,
		Identify: s.identify})
	if err := s.resources(); err != nil {
		return nil, err
	}
	return s, s.documents(api)
}

func (s *Server) resources() error {
	people.Register(s.router, people.Options{Accounts: s.o.Accounts, Delegations: s.o.Delegations, SSO: s.o.SSO, Roster: s.o.Roster, Public: s.o.PublicURL})
	delegations.Register(s.router, s.o.Delegations)
	names.Register(s.router, s.o.Names)
	plans.Register(s.router, s.o.Plans, s.o.Now)
	units.Register(s.router, units.Options{Plans: s.o.Plans, Units: s.o.Units, Now: s.o.Now})
	articles.Register(s.router, articles.Options{Articles: s.o.Articles, Lines: s.o.Lines, Planner: s.o.Planner, Desk: s.o.Desk, Previews: s.o.Previews, Clipboard: s.o.Clipboard, Variants: s.o.Variants, Languages: s.o.Languages, Links: s.o.Links, Views: s.o.Views})
	texts.Register(s.router, s.o.Clipboard)
	flows.Register(s.router, s.o.Flows)
	reviews.Register(s.router, reviews.Options{Reviews: s.o.Reviews, Now: s.o.Now})
	media.Register(s.router, s.o.Media)
	word.Register(s.router, s.o.Word, s.o.Attachments)
	channels.Register(s.router, s.o.Channels, s.o.Desk)
	deliveries.Register(s.router, s.o.Desk)
	comments.Register(s.router, s.o.Comments)
	digests.Register(s.router, s.o.Digests)
	intake.Register(s.router, s.o.Intake)
	days.Register(s.router, s.o.Calendar)
	cover.Register(s.router, s.o.Coverage)
	planned.Register(s.router, s.o.Planning, s.o.Now)
	requests.Register(s.router, s.o.Requests, s.o.Now)
	series.Register(s.router, s.o.Series)
	pieces.Register(s.router, s.o.Pieces)
	links.Register(s.router, s.o.Links)
	preferences.Register(s.router, s.o.Preferences)
	record.Register(s.router, s.o.Inspection)
	notices.Register(s.router, s.o.Notices)
	settings.Register(s.router, s.o.Settings, s.o.Audit)
	cursors, err := events.NewCursors(s.o.CursorKey)
	if err != nil {
		return err
	}
	events.Register(s.router, events.Options{Hub: s.o.Live, Presence: s.o.Presence, Cursors: cursors})
	return nil
}

// documents serves the OpenAPI document, a page to read it, and the pages of the codes.
func (s *Server) documents(api gin.IRoutes) error {
	d, err := docs.New(s.router.Document(), s.o.PublicURL)
	if err != nil {
		return err
	}
	d.Mount(api)
	d.MountProblems(s.pages)
	return nil
}

// MountBare adds routes that no middleware stands before: what is public and must be fast.
func (s *Server) MountBare(parts ...Mounter) {
	for _, part := range parts {
		part.Mount(s.engine)
	}
}

// MountStatic adds what is the same for everybody: it is logged and bears the headers of
// every answer, and nobody is asked who they are.
func (s *Server) MountStatic(parts ...Mounter) {
	group := s.engine.Group("", s.begin)
	for _, part := range parts {
		part.Mount(group)
	}
}

// MountPages adds pages for people, who may be signed in.
func (s *Server) MountPages(parts ...Mounter) {
	for _, part := range parts {
		part.Mount(s.pages)
	}
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.engine.ServeHTTP(w, r) }

// Actor returns who asks for a page.
func Actor(c *gin.Context) right.Actor { return rest.Actor(c.Request.Context()) }

// Address returns from where a page is asked for.
func Address(c *gin.Context) string { return rest.ExchangeOf(c.Request.Context()).Address }

// Session returns the session in which a page is asked for, empty for strangers.
func Session(c *gin.Context) account.Session { return rest.ExchangeOf(c.Request.Context()).Session }

// Cookie makes the session's cookie; the empty token takes it away.
func (s *Server) Cookie(token string, expires time.Time) *http.Cookie {
	return people.Cookie(s.o.PublicURL, token, expires)
}

// isAPI reports whether a path answers programs; the others answer people.
func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

// OnRefusal sets the page that people see when the middleware refuses them.
func (s *Server) OnRefusal(page func(c *gin.Context, err error)) { s.refused = page }

// OnMissing sets the page that people see where there is nothing.
func (s *Server) OnMissing(page gin.HandlerFunc) { s.notFound = page }
