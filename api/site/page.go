package site

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/feeds/precondition"
	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/fault"
)

//go:embed pages
var files embed.FS

// page is what every page shows; Body is its own.
type page struct {
	site *Site

	Lang   string // of the page: "vi" or "en"
	Title  string // "" for the home page
	Status int
	// Switch is the same page in the other language, "" where there is none.
	Switch    string
	Who       string // name of the one who is signed in
	Session   bool   // whether the page belongs to a session and must not be kept
	NoIndex   bool
	Secret    bool // the address holds a secret
	Canonical string
	Feeds     []link
	Meta      *meta
	Body      any
}

// link is an address with its words.
type link struct {
	URL, Words, Lang, Type string
	Current                bool
}

// T chooses between the two languages of the page.
func (p *page) T(vi, en string) string { return p.say(fault.T(vi, en)) }

func (p *page) say(t fault.Text) string { return t.In(p.Lang) }

// Site is the name of the installation.
func (p *page) Site() string { return p.site.o.SiteName }

// Style and Mark are the addresses of the style sheet and of the sign.
func (p *page) Style() string { return p.site.style }

// Mark is the address of the sign.
func (p *page) Mark() string { return p.site.mark }

// Local returns the address of a page of ours in this page's language.
func (p *page) Local(path string) string {
	if p.Lang == "en" {
		return path + "?lang=en"
	}
	return path
}

// When writes an instant as people read it, in the zone of the installation.
func (p *page) When(t time.Time) string {
	t = t.In(p.site.o.Zone)
	if p.Lang == "en" {
		return t.Format("Mon 2 Jan 2006, 15:04")
	}
	days := [...]string{"CN", "T2", "T3", "T4", "T5", "T6", "T7"}
	return days[t.Weekday()] + ", " + t.Format("02/01/2006 15:04")
}

// Stamp writes an instant for machines.
func (p *page) Stamp(t time.Time) string { return t.In(p.site.o.Zone).Format(time.RFC3339) }

// Zone names the zone in which the page tells times.
func (p *page) Zone() string {
	if name := p.site.o.Zone.String(); name != "Asia/Ho_Chi_Minh" {
		return p.T("giờ "+name, name+" time")
	}
	return p.T("giờ Việt Nam", "Viet Nam time")
}

// page begins a page in the language that the reader asked for: ?lang=, else the better
// one of Accept-Language, else Vietnamese.
func (s *Site) page(c *gin.Context) *page {
	p := &page{site: s, Status: http.StatusOK, Lang: problem.Lang(c.GetHeader("Accept-Language"))}
	switch c.Query("lang") {
	case "en":
		p.Lang = "en"
	case "vi":
		p.Lang = "vi"
	}
	query := c.Request.URL.Query()
	query.Set("lang", map[string]string{"vi": "en", "en": "vi"}[p.Lang])
	p.Switch = c.Request.URL.Path + "?" + query.Encode()
	c.Header("Vary", "Accept-Language, Cookie")
	return p
}

// parsePages reads the templates, each with the layout around it.
func parsePages() (map[string]*template.Template, error) {
	layout, err := template.ParseFS(files, "pages/layout.html")
	if err != nil {
		return nil, err
	}
	all := map[string]*template.Template{}
	for _, name := range []string{"home", "story", "gone", "series", "feeds", "signin", "factor", "setup", "message"} {
		one, err := layout.Clone()
		if err != nil {
			return nil, err
		}
		if all[name], err = one.ParseFS(files, "pages/"+name+".html"); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// show writes a page, or 304 to a reader who has it already.
func (s *Site) show(c *gin.Context, name string, p *page) {
	var out bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&out, "layout.html", p); err != nil {
		s.o.Log.ErrorContext(c.Request.Context(), "page is not made", "page", name, "error", err)
		c.String(http.StatusInternalServerError, "Lỗi của hệ thống. Internal error.\n")
		return
	}
	s.guard(c, p)
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	if p.Session {
		h.Set("Cache-Control", "private, no-store")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	if !p.Session && p.Status == http.StatusOK {
		sum := sha256.Sum256(out.Bytes())
		v := precondition.Validators{Tag: `"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`}
		h.Set("ETag", v.Tag) // and no date: what stands around a story changes at times that nobody keeps
		if v.Held(c.Request.Header) {
			h.Del("Content-Type")
			c.Status(http.StatusNotModified)
			c.Writer.WriteHeaderNow()
			return
		}
	}
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	c.Status(p.Status)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == http.MethodHead {
		return
	}
	if _, err := c.Writer.Write(out.Bytes()); err != nil {
		c.Abort() // the reader went away
	}
}

// guard sets what a browser must not do with the page beyond what every answer forbids.
func (s *Site) guard(c *gin.Context, p *page) {
	h := c.Writer.Header()
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	if p.Secret {
		h.Set("Referrer-Policy", "no-referrer")
	}
	if p.NoIndex || p.Session {
		h.Set("X-Robots-Tag", "noindex")
	}
}

// NotFound answers for an address that nobody has, and for every story that the public
// may not see: the two are the same to the byte.
func (s *Site) NotFound(c *gin.Context) {
	p := &page{site: s, Lang: "vi", Status: http.StatusNotFound, NoIndex: true, Title: "Không tìm thấy · Not found", Body: message{
		VI: "Không có trang ở địa chỉ này. Có thể địa chỉ bị gõ nhầm, hoặc trang chưa được công bố.",
		EN: "There is no page at this address. It may be mistyped, or the page is not published.",
	}}
	s.show(c, "message", p)
}

// message is a page of a few words in both languages.
type message struct{ VI, EN string }

// Refuse answers for the middleware: too many requests, a form of another site.
func (s *Site) Refuse(c *gin.Context, err error) {
	e, ok := fault.As(err)
	if !ok || e.Code == fault.Internal || e.Code == fault.Unavailable {
		s.fail(c, err)
		return
	}
	wait(c, e)
	d := e.Code.Definition()
	p := &page{site: s, Lang: "vi", Status: problem.Status(e.Kind()), Session: true, NoIndex: true, Title: d.Title.VI + " · " + d.Title.EN, Body: message{
		VI: strings.TrimSpace(e.Detail.VI + " " + d.Remedy.VI), EN: strings.TrimSpace(e.Detail.EN + " " + d.Remedy.EN),
	}}
	s.show(c, "message", p)
}

// wait tells a browser when to come again, where the error knows it.
func wait(c *gin.Context, e *fault.Error) {
	if e.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(problem.Seconds(e.RetryAfter)))
	}
}

// fail answers when a page cannot be made: in words, with the cause in the log alone.
func (s *Site) fail(c *gin.Context, err error) {
	s.o.Log.ErrorContext(c.Request.Context(), "page fails", "path", c.FullPath(), "error", err)
	p := &page{site: s, Lang: "vi", Status: http.StatusServiceUnavailable, NoIndex: true, Title: "Tạm thời chưa mở được · Temporarily unavailable", Body: message{
		VI: "Trang tạm thời chưa mở được. Không có gì bị mất; chờ một lát rồi tải lại.",
		EN: "The page cannot be opened for the moment. Nothing is lost; wait a little and reload.",
	}}
	c.Header("Retry-After", "5")
	s.show(c, "message", p)
}

// asset is an embedded file whose name holds its hash, so that it may be kept for ever.
type asset struct {
	body []byte
	mime string
}

func (s *Site) asset(name, ext, mime string) (address string, err error) {
	body, err := files.ReadFile("pages/" + name + ext)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(body)
	file := name + "-" + hex.EncodeToString(sum[:6]) + ext
	s.assets[file] = asset{body: body, mime: mime}
	return "/assets/" + file, nil
}

func (s *Site) serveAsset(c *gin.Context) {
	a, ok := s.assets[c.Param("file")]
	if !ok {
		s.NotFound(c)
		return
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Content-Length", strconv.Itoa(len(a.body)))
	c.Data(http.StatusOK, a.mime, a.body)
}

// query puts together the address of a page with parameters, leaving out empty ones.
func (p *page) query(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if p.Lang == "en" {
		q.Set("lang", "en")
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
