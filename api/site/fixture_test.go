package site_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"

	"github.com/lantoa/lantoa/api/feeds"
	"github.com/lantoa/lantoa/api/site"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

const (
	public = "https://lantoa.example"
	first  = "0192f0c4-7a5e-7c3b-8b1e-000000000001"
)

// newsroom is everything behind the pages, in memory.
type newsroom struct {
	stories []published.Edition // newest first, withdrawn ones included
	former  []string            // titles that all of them had
	refusal error               // of a second factor
	broken  error               // of everything
	asked   []published.Query

	actor   right.Actor
	purpose account.Purpose
	owner   account.Person
	made    account.NewPerson
	chosen  string // password of a link
	ended   string // token of a session
	factor  bool   // whether the second factor is on
	single  signOn
	series  []published.Series
}

func (n *newsroom) Published(_ context.Context, q published.Query) ([]published.Edition, error) {
	n.asked = append(n.asked, q)
	fits := func(one published.Edition) bool {
		return one.WithdrawnAt.IsZero() && (q.Series == "" || slices.ContainsFunc(n.series, func(of published.Series) bool {
			return of.ID == q.Series && slices.Contains(of.Articles, one.Release.Content.Article)
		})) && !slices.ContainsFunc(q.Facets, func(f published.Facet) bool {
			return !slices.Contains(one.Release.Content.FacetsOf(f.Kind), f.Code)
		})
	}
	var out []published.Edition
	for _, one := range n.stories {
		if fits(one) && !slices.ContainsFunc(n.stories, func(other published.Edition) bool { return fits(other) && preferred(other, one, q.Prefer) }) {
			out = append(out, one)
		}
	}
	out = out[min(len(out), q.Offset):]
	return out[:min(len(out), q.Limit)], n.broken
}

// preferred reports whether an edition stands for another of the same article.
func preferred(one, other published.Edition, lang string) bool {
	rank := func(l string) string {
		switch l {
		case lang:
			return ""
		case "vi":
			return "."
		}
		return l
	}
	a, b := one.Release.Content, other.Release.Content
	return a.Article == b.Article && rank(a.Lang) < rank(b.Lang)
}

func (n *newsroom) Story(_ context.Context, ref article.Ref) (published.Edition, error) {
	for _, one := range n.stories {
		if one.Release.Content.Article == ref.Article && one.Release.Content.Lang == ref.Lang {
			return one, n.broken
		}
	}
	if n.broken != nil {
		return published.Edition{}, n.broken
	}
	return published.Edition{}, fault.New(fault.NotFound, fault.T("Không có bài này.", "There is no such story."))
}

func (n *newsroom) Series(context.Context) ([]published.Series, error) { return n.series, n.broken }

func (n *newsroom) Titles(ctx context.Context, ref article.Ref) ([]string, error) {
	one, err := n.Story(ctx, ref)
	return append([]string{one.Release.Content.Revision.Title}, n.former...), err
}

func (n *newsroom) Current(context.Context, plan.Date) (plan.Plan, error) {
	return plan.Plan{ID: "p1"}, n.broken
}

func (n *newsroom) Facets(context.Context, string) ([]plan.Facet, error) {
	return []plan.Facet{
		{Kind: plan.Pillar, Code: "apsc", Position: 1, Name: fault.T("Cộng đồng Chính trị - An ninh ASEAN", "ASEAN Political-Security Community"), Short: fault.T("Chính trị - An ninh", "Political-Security")},
		{Kind: plan.Pillar, Code: "aec", Position: 2, Name: fault.T("Cộng đồng Kinh tế ASEAN", "ASEAN Economic Community"), Short: fault.T("Kinh tế", "Economic")},
		{Kind: plan.Pillar, Code: "lien", Position: 4, Name: fault.T("Liên trụ cột", "Cross-pillar"), Short: fault.T("Liên trụ cột", "Cross-pillar")},
		{Kind: plan.Area, Code: "hop-tac", Position: 1, Name: fault.T("Hoạt động và hợp tác ASEAN", "ASEAN activities and cooperation")},
	}, n.broken
}

type lists struct{ *newsroom }

func (l lists) List(_ context.Context, lang string) ([]feeds.Listed, error) {
	topic := feeds.Topic{Name: "pillar-aec", Title: fault.T("Cộng đồng Kinh tế ASEAN", "ASEAN Economic Community")}
	return []feeds.Listed{{Topic: topic, Formats: []feeds.Address{{Format: feed.RSS, URL: public + "/feeds/" + lang + "/pillar-aec.rss"}}}}, l.broken
}

// accounts knows one person, one link and one password.
type accounts struct{ *newsroom }

func (a accounts) SignIn(_ context.Context, c account.Credentials) (secret.Secret, account.Session, error) {
	switch {
	case c.Login == "slow":
		return secret.Secret{}, account.Session{}, fault.New(fault.TooManyRequests, fault.T("Đã thử đăng nhập sai quá nhiều lần.", "Too many failed sign-ins.")).After(1500 * time.Millisecond)
	case c.Ticket == "the-ticket" && c.Code == "123456":
		return secret.New("the-token"), account.Session{ExpiresAt: now().Add(time.Hour)}, nil
	case c.Ticket == "old":
		return secret.Secret{}, account.Session{}, fault.New(fault.SignInFailed, fault.T("Bước này đã quá lâu.", "This step took too long."))
	case c.Ticket == "the-ticket":
		return secret.Secret{}, account.Session{}, account.WantCode("the-ticket", fault.New(fault.SignInFailed, fault.T("Mã xác thực không đúng.", "The code is wrong.")))
	case c.Login == "two":
		return secret.Secret{}, account.Session{}, account.WantCode("the-ticket", fault.New(fault.SecondFactorNeeded, fault.T("Cần thêm mã.", "A code is needed too.")))
	case c.Login == "hoa" && c.Password == "right" && c.From.Address == "192.0.2.1":
		return secret.New("the-token"), account.Session{ExpiresAt: now().Add(time.Hour)}, a.broken
	}
	return secret.Secret{}, account.Session{}, fault.New(fault.SignInFailed, fault.T("Tên đăng nhập hoặc mật khẩu không đúng.", "The sign-in name or the password is wrong."))
}

func (a accounts) Factor(context.Context, right.Actor, string) (factor.State, error) {
	return factor.State{On: a.factor, CodesLeft: 7}, a.broken
}

func (a accounts) EnrolFactor(context.Context, right.Actor) (factor.Enrolment, error) {
	return factor.Enrolment{Secret: secret.New("GEZDGNBVGY3TQOJQ"), URI: secret.New("otpauth://totp/lantoa:hoa?secret=GEZDGNBVGY3TQOJQ")}, a.refusal
}

func (a accounts) ConfirmFactor(_ context.Context, _ right.Actor, _ account.Session, code string, _ account.Place) ([]string, error) {
	if code != "123456" {
		return nil, fault.New(fault.SignInFailed, fault.T("Mã xác thực không đúng.", "The code is wrong."))
	}
	return []string{"aaaa-bbbb-cccc-dddd"}, nil
}

func (a accounts) SignOut(_ context.Context, token string) error {
	a.ended = token
	return nil
}

func (a accounts) LinkOwner(_ context.Context, token string) (account.Purpose, account.Person, error) {
	if token != "good" {
		return "", account.Person{}, fault.New(fault.SetupLinkInvalid, fault.T("Đường dẫn đã dùng, đã hết hạn hoặc không đúng.", "The link was used, has expired or is wrong."))
	}
	return a.purpose, a.owner, nil
}

func (a accounts) CompleteSetup(_ context.Context, _ string, n account.NewPerson) (account.Person, error) {
	var faults fault.Fields
	if n.Name == "" {
		faults.Add("/name", fault.T("Họ tên có từ 1 đến 100 ký tự.", "A name has 1 to 100 characters."))
	}
	if len(n.Password) < 10 {
		faults.Add("/password", fault.T("Mật khẩu cần ít nhất 10 ký tự.", "The password needs at least 10 characters."))
	}
	if faults.Err() == nil {
		a.made = n
	}
	return account.Person{}, faults.Err()
}

func (a accounts) CompleteLink(_ context.Context, _, password string) (account.Person, error) {
	a.chosen = password
	return account.Person{}, nil
}

func now() time.Time { return time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC) }

// fixture is the pages with the newsroom behind them.
type fixture struct {
	*newsroom
	t      *testing.T
	engine *gin.Engine
	site   *site.Site
	log    *bytes.Buffer
}

func newFixture(t *testing.T, stories ...published.Edition) *fixture {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	n := &newsroom{stories: stories, purpose: account.Setup}
	w := &fixture{newsroom: n, t: t, engine: gin.New(), log: &bytes.Buffer{}}
	s, err := site.New(site.Options{
		Public: n, Series: n, Plans: n, Feeds: lists{n}, Accounts: accounts{n}, SSO: &n.single, Session: func(*gin.Context) account.Session { return n.single.session },
		Actor: func(*gin.Context) right.Actor { return n.actor }, Address: func(*gin.Context) string { return "192.0.2.1" },
		Cookie: func(token string, expires time.Time) *http.Cookie {
			return &http.Cookie{Name: "lantoa_session", Value: token, Path: "/", Expires: expires, HttpOnly: true}
		},
		HTML: text.NewHTML(), SiteName: "Truyền thông ASEAN", PublicURL: public, Zone: zone, Now: now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.site = s
	s.Mount(w.engine)
	w.engine.NoRoute(s.NotFound)
	return w
}

func (w *fixture) get(path string, header ...string) *httptest.ResponseRecorder {
	return w.do(httptest.NewRequest(http.MethodGet, path, nil), header...)
}

func (w *fixture) do(r *http.Request, header ...string) *httptest.ResponseRecorder {
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	w.engine.ServeHTTP(answer, r)
	return answer
}

// post sends a form as a browser does from our own page.
func (w *fixture) post(path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(header) == 0 {
		header = []string{"Sec-Fetch-Site", "same-origin"}
	}
	return w.do(r, header...)
}

// document is a page as a browser reads it.
type document struct {
	*html.Node
	t *testing.T
}

func (w *fixture) read(answer *httptest.ResponseRecorder) document {
	w.t.Helper()
	root, err := html.Parse(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		w.t.Fatal(err)
	}
	return document{root, w.t}
}

// all returns the elements of a name that bear attributes given as pairs; a value of "*"
// stands for any.
func (d document) all(name string, pairs ...string) []*html.Node {
	var found []*html.Node
	for n := range d.Descendants() {
		if n.Type != html.ElementNode || n.Data != name {
			continue
		}
		fits := true
		for i := 0; i+1 < len(pairs); i += 2 {
			value, ok := attribute(n, pairs[i])
			fits = fits && ok && (pairs[i+1] == "*" || value == pairs[i+1])
		}
		if fits {
			found = append(found, n)
		}
	}
	return found
}

// one is all where exactly one is right.
func (d document) one(name string, pairs ...string) *html.Node {
	d.t.Helper()
	found := d.all(name, pairs...)
	if len(found) != 1 {
		d.t.Fatalf("%d of %s %v, want 1", len(found), name, pairs)
	}
	return found[0]
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func value(n *html.Node, name string) string {
	v, _ := attribute(n, name)
	return v
}

// words is the text below n, with its white space folded.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// story makes the n-th story, in Vietnamese, of the economic pillar.
func story(n int) published.Edition {
	id := fmt.Sprintf("0192f0c4-7a5e-7c3b-8b1e-%012d", n)
	at := time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Minute)
	return published.Edition{
		Release: release.Release{Number: 1, Content: release.Content{
			Article: id, Edition: "e" + id[1:], Lang: "vi", Plan: "p1", Unit: release.Label{Kind: "unit", Code: "so-cong-thuong", Name: "Sở Công Thương"},
			Revision: release.Revision{Text: manuscript.Text{Title: fmt.Sprintf("Doanh nghiệp và ưu đãi thuế quan, bài %d", n), Lead: "Quy tắc xuất xứ quyết định.", Body: "<p>Thân bài.</p>"}},
			Facets:   []release.Label{{Kind: "pillar", Code: "aec", Name: "Cộng đồng Kinh tế ASEAN"}, {Kind: "area", Code: "hop-tac", Name: "Hoạt động và hợp tác ASEAN"}},
			Keywords: []string{"ATIGA", "dệt may"},
		}},
		PublishedAt: at, UpdatedAt: at, Langs: []string{"vi"},
	}
}

// english is the edition of a story in English.
func english(of published.Edition) published.Edition {
	of.Release.Content.Lang = "en"
	of.Release.Content.Revision.Title = "Firms and tariff preferences"
	of.Release.Content.Facets = []release.Label{{Kind: "pillar", Code: "aec", Name: "ASEAN Economic Community"}}
	return of
}
