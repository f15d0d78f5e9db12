package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
)

const requestID = "X-Request-Id"

// versionHeader tells the desk of an older program that it should load anew.
const versionHeader = "Lantoa-Version"

// policy lets a page load nothing from outside and run nothing.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' https:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// begin opens the exchange of a request and closes it with a line in the log.
func (s *Server) begin(c *gin.Context) {
	from := s.o.Now()
	x := &rest.Exchange{RequestID: s.requestID(c), Lang: problem.Lang(c.GetHeader("Accept-Language")), Path: c.Request.URL.Path,
		Query: c.Request.URL.Query(), Address: c.ClientIP(), Agent: account.Agent(c.GetHeader("User-Agent"))}
	ctx := audit.WithOrigin(rest.WithExchange(c.Request.Context(), x), audit.Origin{Address: x.Address, RequestID: x.RequestID})
	c.Request = c.Request.WithContext(ctx)
	h := c.Writer.Header()
	h.Set(requestID, x.RequestID)
	if s.o.Version != "" && isAPI(x.Path) {
		h.Set(versionHeader, s.o.Version)
	}
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if strings.HasPrefix(s.o.PublicURL, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	defer func() { s.end(c, x, from, recover()) }()
	if err := readable(c.Request.URL); err != nil {
		s.answer(c, err)
		return
	}
	c.Next()
}

// end closes the exchange. What a handler broke off goes on to the server, which breaks the
// line; what went wrong besides is answered if there is no answer yet.
func (s *Server) end(c *gin.Context, x *rest.Exchange, from time.Time, broken any) {
	if err, ok := broken.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		s.note(c, x, from)
		if c.Request.Context().Err() == nil {
			s.o.Log.Warn("an answer could not be sent whole", "path", x.Path, "request", x.RequestID, "error", x.Failed)
		}
		panic(http.ErrAbortHandler)
	}
	if broken != nil {
		x.Failed = fmt.Errorf("panic: %v\n%s", broken, debug.Stack())
		if !c.Writer.Written() {
			s.refuse(c, x.Failed)
		}
	}
	s.note(c, x, from)
}

// readable refuses an address with what no text may hold, and PostgreSQL does not take.
func readable(u *url.URL) error {
	if !isText(u.Path) {
		return fault.New(fault.NotFound, fault.T("Không có địa chỉ này.", "There is no such address."))
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil && isAPI(u.Path) {
		return fault.Invalid("query", fault.T("không đọc được: sau % phải là hai chữ số hệ 16, và ; viết là %3B", "cannot be read: a % is followed by two hexadecimal digits, and a ; is written as %3B"))
	}
	for name, values := range query {
		if len(values) > 1 && isAPI(u.Path) {
			return fault.Invalid("query:"+name, fault.T("được nêu nhiều lần; hãy nêu một lần, nhiều giá trị thì cách nhau bằng dấu phẩy", "is given more than once; give it once, several values separated by commas"))
		}
		if !isText(name) || slices.ContainsFunc(values, func(one string) bool { return !isText(one) }) {
			return fault.Invalid("query:"+strings.ToValidUTF8(name, "\uFFFD"), fault.T("không phải UTF-8 hợp lệ, hoặc có ký tự NUL", "is not valid UTF-8, or holds a NUL character"))
		}
	}
	return nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// requestID takes the caller's name for the request if it is a sane one.
func (s *Server) requestID(c *gin.Context) string {
	if given := c.GetHeader(requestID); regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`).MatchString(given) {
		return given
	}
	return s.o.NewID()
}

// note writes the request into the log: the path without its query, and no header.
func (s *Server) note(c *gin.Context, x *rest.Exchange, from time.Time) {
	level, status := slog.LevelDebug, c.Writer.Status()
	attributes := []any{"method", c.Request.Method, "path", x.Path, "status", status, "took", s.o.Now().Sub(from), "request", x.RequestID}
	if x.Actor.Known() {
		attributes = append(attributes, "actor", x.Actor.ID)
	}
	if x.Failed != nil && c.Request.Context().Err() == nil {
		attributes = append(attributes, "error", x.Failed)
		if status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	s.o.Log.Log(c.Request.Context(), level, "request", attributes...)
}

func (s *Server) noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }

// who finds who asks; the operation says whether a stranger will do.
func (s *Server) who(c *gin.Context) {
	if err := s.identify(c); err != nil {
		s.refuse(c, err)
		return
	}
	ctx := c.Request.Context()
	origin := audit.OriginOf(ctx)
	origin.Name = rest.ExchangeOf(ctx).Actor.Name
	c.Request = c.Request.WithContext(audit.WithOrigin(ctx, origin))
}

// identify finds the actor behind a session's cookie or an API key. Credentials that do
// not work make a stranger.
func (s *Server) identify(c *gin.Context) error {
	ctx := c.Request.Context()
	x := rest.ExchangeOf(ctx)
	if bearer, ok := strings.CutPrefix(c.GetHeader("Authorization"), "Bearer "); ok {
		x.Actor, _, x.Stranger = s.o.Accounts.AuthenticateKey(ctx, strings.TrimSpace(bearer))
	} else if cookie, err := c.Cookie(rest.Cookie(s.o.PublicURL)); err == nil && cookie != "" {
		x.Token = cookie
		x.Actor, x.Session, x.Stranger = s.o.Accounts.Authenticate(ctx, cookie)
	}
	if e, ok := fault.As(x.Stranger); x.Stranger != nil && (!ok || e.Kind() != fault.KindUnauthenticated) {
		return x.Stranger
	}
	return nil
}

// sameOrigin keeps other sites from acting with a person's cookie. A key is sent by
// programs, which no page can be made to do.
func (s *Server) sameOrigin(c *gin.Context) {
	if strings.HasPrefix(c.GetHeader("Authorization"), "Bearer ") {
		return
	}
	if err := s.origin.Check(c.Request); err != nil {
		s.refuse(c, fault.New(fault.CrossOrigin, fault.T("Trang gửi yêu cầu không phải của lantoa.", "The page that sent the request is not lantoa's.")).Because(err))
	}
}

// hold keeps refusals that are recorded inside a transaction until it has rolled back.
func (s *Server) hold(c *gin.Context) {
	outside := c.Request.Context()
	held, release := s.o.Audit.Hold(outside)
	c.Request = c.Request.WithContext(held)
	defer func() { // also after a panic, and when the caller went away meanwhile
		if err := release(context.WithoutCancel(outside)); err != nil {
			s.o.Log.Error("a refusal could not be recorded", "error", err)
		}
	}()
	c.Next()
}

// missing answers paths that do not exist; people get a page, programs a problem.
func (s *Server) missing(c *gin.Context) {
	s.answer(c, fault.New(fault.NotFound, fault.T("Không có địa chỉ này.", "There is no such address.")))
}

// wrongMethod answers methods that a path does not take; gin has set Allow.
func (s *Server) wrongMethod(c *gin.Context) {
	allow := c.Writer.Header().Get("Allow")
	s.refuse(c, fault.New(fault.MethodNotAllowed, fault.Tf("Địa chỉ này nhận: %s.", "This address takes: %s.", allow)))
}

func (s *Server) answer(c *gin.Context, err error) {
	if isAPI(c.Request.URL.Path) || s.notFound == nil {
		s.refuse(c, err)
		return
	}
	s.notFound(c)
	c.Abort()
}

// refuse answers with a problem, people with a page, and goes no further.
func (s *Server) refuse(c *gin.Context, err error) {
	x := rest.ExchangeOf(c.Request.Context())
	x.Failed = err
	if !isAPI(c.Request.URL.Path) && s.refused != nil {
		s.refused(c, err)
		c.Abort()
		return
	}
	rest.WriteProblem(c, s.book.Of(err, x.About()))
}
