package wordpress_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

const (
	simUser     = "bientap"
	simPassword = "CnRy Q7pW m2Xs 9dTf aB4k LzE8"
)

// simPost is a row of the simulated wp_posts.
type simPost struct {
	id               int
	slug, status     string
	title, content   string
	excerpt          string
	date             time.Time
	categories, tags []int
	cover            int             // featured_media; 0 for none
	keys             map[string]bool // every delivery marker that its content ever held
	hidden           int             // look-ups that do not see it yet
}

type simTerm struct {
	id   int
	name string // as stored: HTML entities
}

// wall is what a proxy before the portal does to removals.
type wall struct{ dropsOverride, refusesDelete bool }

// portalSim behaves as WordPress 6.1.9 was seen to behave.
type portalSim struct {
	connectortest.Breaker
	uploads connectortest.Breaker
	server  *httptest.Server
	now     func() time.Time

	mu      sync.Mutex
	plain   bool // plain permalinks: no /wp-json/
	noTrash bool
	forced  string // the state into which a plugin puts every post
	wall    wall
	strip   bool // the theme strips comments
	bare    bool // bodies are kept from the API: PHP writes the empty map as []
	caps    []string
	posts   []*simPost
	media   []*simMedia
	// refusesFiles tells that the site takes no files of any type.
	refusesFiles bool
	terms        map[string][]*simTerm // by taxonomy
	drop         bool                  // terms are dropped, as unknown ids are
	lag          int
	keys         []string
	writes       int
	seen         []string // methods and paths of REST requests
	nextID       int
}

func newPortal(t *testing.T, now func() time.Time) *portalSim {
	s := &portalSim{now: now, terms: map[string][]*simTerm{"categories": {{id: 1, name: "Uncategorized"}}}, nextID: 10,
		caps: []string{"edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts", "manage_categories", "upload_files"}}
	touches := func(r *http.Request) bool {
		return r.Method == http.MethodPost && strings.HasPrefix(s.route(r), "/wp/v2/posts")
	}
	uploads := func(r *http.Request) bool {
		return r.Method == http.MethodPost && s.route(r) == "/wp/v2/media"
	}
	s.server = httptest.NewServer(s.record(touches, s.Wrap(s.uploads.Wrap(http.HandlerFunc(s.serve), uploads), touches)))
	t.Cleanup(s.server.Close)
	return s
}

func startPortal(t *testing.T, now func() time.Time) connectortest.Destination {
	return newPortal(t, now)
}

func (s *portalSim) Settings() connector.Values {
	return connector.Values{"url": s.server.URL, "username": simUser, "app_password": simPassword}
}

func (s *portalSim) Close() { s.server.Close() }

func (s *portalSim) Lag(reads int) { s.locked(func() { s.lag = reads }) }

func (s *portalSim) Copies(key string) (n int) {
	s.locked(func() {
		for _, p := range s.posts {
			if p.keys[key] && p.status != "trash" {
				n++
			}
		}
	})
	return n
}

func (s *portalSim) Text(key string) (text string) {
	s.locked(func() {
		for _, p := range s.posts {
			if p.keys[key] && p.status != "trash" {
				text += p.title + p.excerpt + p.content
			}
		}
	})
	return text
}

func (s *portalSim) Keys() (keys []string) {
	s.locked(func() { keys = slices.Clone(s.keys) })
	return keys
}

func (s *portalSim) Writes() (n int) {
	s.locked(func() { n = s.writes })
	return n
}

func (s *portalSim) locked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func markersIn(text string) []string {
	var keys []string
	for _, found := range regexp.MustCompile(`<!-- lantoa:([0-9a-f-]+) -->`).FindAllStringSubmatch(text, -1) {
		keys = append(keys, found[1])
	}
	return keys
}

// record notes every request to change a post before anything can go wrong with it.
func (s *portalSim) record(touches func(*http.Request) bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if touches(r) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			var sent struct{ Content string }
			_ = json.Unmarshal(body, &sent)
			s.locked(func() {
				s.writes++
				s.keys = append(s.keys, markersIn(sent.Content)...)
			})
		}
		next.ServeHTTP(w, r)
	})
}

// route returns the REST route of a request, empty for pages.
func (s *portalSim) route(r *http.Request) string {
	if route := r.URL.Query().Get("rest_route"); route != "" {
		return route
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/wp-json"); ok && !s.plain {
		return rest
	}
	return ""
}

func (s *portalSim) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	route := s.route(r)
	if route == "" {
		s.page(w, r)
		return
	}
	method := r.Method
	if s.wall.refusesDelete && method == http.MethodDelete {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if s.wall.dropsOverride {
		r.Header.Del("X-HTTP-Method-Override")
	}
	if override := r.Header.Get("X-HTTP-Method-Override"); override != "" && method == http.MethodPost {
		method = override
	}
	s.seen = append(s.seen, method+" "+route)
	var body map[string]any
	if r.Method == http.MethodPost && r.ContentLength != 0 && route != "/wp/v2/media" {
		if json.NewDecoder(r.Body).Decode(&body) != nil {
			fail(w, 400, "rest_invalid_json", nil)
			return
		}
	}
	parts := strings.Split(strings.Trim(route, "/"), "/")
	switch {
	case len(parts) == 3 && parts[2] == "posts" && method == http.MethodGet:
		s.listPosts(w, r)
	case len(parts) == 3 && parts[2] == "posts" && method == http.MethodPost:
		s.createPost(w, r, body)
	case len(parts) == 4 && parts[2] == "posts":
		s.onePost(w, r, method, parts[3], body)
	case len(parts) == 3 && (parts[2] == "categories" || parts[2] == "tags"):
		s.taxonomy(w, r, parts[2], body)
	case mediaRoute(route):
		s.mediaLibrary(w, r, method, strings.Join(parts[3:], ""), body)
	case route == "/wp/v2/users/me":
		s.me(w, r)
	default:
		fail(w, 404, "rest_no_route", nil)
	}
}

func (s *portalSim) page(w http.ResponseWriter, r *http.Request) {
	root := s.server.URL + "/wp-json/"
	if s.plain {
		root = s.server.URL + "/index.php?rest_route=/"
	}
	w.Header().Add("Link", `<`+root+`>; rel="https://api.w.org/"`)
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	slug := strings.Trim(r.URL.Path, "/")
	if slug == "" || slug == "wp-json" {
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><body>Trang chủ</body></html>")
		return
	}
	for _, p := range s.posts {
		if p.slug == slug && p.status == "publish" {
			content := p.content
			if s.strip {
				content = regexp.MustCompile(`<!--.*?-->`).ReplaceAllString(content, "")
			}
			// The title is HTML as it was kept, and passes through the theme's typography.
			fmt.Fprintf(w, "<!DOCTYPE html><html><body><h1>%s</h1>%s</body></html>", strings.ReplaceAll(p.title, "–", "&#8211;"), content)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
	_, _ = io.WriteString(w, "<!DOCTYPE html><html><body>Không tìm thấy</body></html>")
}

// signedIn reports whether the credentials are right; wrong ones count as none at all.
func (s *portalSim) signedIn(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	bare := func(text string) string { return strings.ReplaceAll(text, " ", "") }
	return ok && user == simUser && bare(password) == bare(simPassword)
}

func (s *portalSim) can(r *http.Request, right string) bool {
	return s.signedIn(r) && slices.Contains(s.caps, right)
}

func (s *portalSim) listPosts(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	statuses := []string{"publish"}
	if given := query.Get("status"); given != "" {
		statuses = strings.Split(given, ",")
	}
	if !s.signedIn(r) && (len(statuses) > 1 || statuses[0] != "publish") {
		fail(w, 400, "rest_invalid_param", map[string]any{
			"params":  map[string]any{"status": "Status is forbidden."},
			"details": map[string]any{"status": map[string]any{"code": "rest_forbidden_status", "data": map[string]any{"status": 401}}},
		})
		return
	}
	answer := []any{}
	for _, p := range s.posts {
		slugFits := query.Get("slug") == "" || slices.Contains(strings.Split(query.Get("slug"), ","), p.slug)
		searchFits := strings.Contains(p.title+p.excerpt+p.content, query.Get("search"))
		if !slugFits || !searchFits || !slices.Contains(statuses, p.status) {
			continue
		}
		if p.hidden == 0 {
			answer = append(answer, s.show(p, query.Get("context")))
		}
	}
	if query.Get("search") != "" { // one look asks twice; the lag counts looks
		for _, p := range s.posts {
			p.hidden = max(0, p.hidden-1)
		}
	}
	reply(w, 200, answer)
}

func (s *portalSim) createPost(w http.ResponseWriter, r *http.Request, body map[string]any) {
	if !s.can(r, "publish_posts") {
		s.forbid(w, r, "rest_cannot_create")
		return
	}
	if text(body, "title")+text(body, "content")+text(body, "excerpt") == "" {
		fail(w, 400, "empty_content", nil)
		return
	}
	s.nextID++
	p := &simPost{id: s.nextID, date: s.now(), keys: map[string]bool{}, hidden: s.lag, status: "draft"}
	s.posts = append(s.posts, p)
	s.apply(p, body)
	w.Header().Set("Location", fmt.Sprintf("%s/wp-json/wp/v2/posts/%d", s.server.URL, p.id))
	reply(w, 201, s.show(p, "edit"))
}

// apply sets the fields that were sent, as the REST controller does.
func (s *portalSim) apply(p *simPost, body map[string]any) {
	set := func(field string, into *string) {
		if _, ok := body[field]; ok {
			*into = text(body, field)
		}
	}
	set("title", &p.title)
	set("content", &p.content)
	set("excerpt", &p.excerpt)
	set("status", &p.status)
	for _, key := range markersIn(p.content) {
		p.keys[key] = true
	}
	if at, err := time.Parse("2006-01-02T15:04:05", text(body, "date_gmt")); err == nil {
		p.date = at
	}
	if s.forced != "" {
		p.status = s.forced
	}
	if p.status == "publish" && p.date.After(s.now()) {
		p.status = "future"
	}
	if wanted := strings.ToLower(text(body, "slug")); wanted != "" {
		p.slug = s.freeSlug(p, wanted[:min(len(wanted), 200)])
	}
	if id, ok := body["featured_media"].(float64); ok {
		p.cover = 0 // as an unknown one becomes without a word
		if slices.ContainsFunc(s.media, func(m *simMedia) bool { return m.id == int(id) }) {
			p.cover = int(id)
		}
	}
	for field, into := range map[string]*[]int{"categories": &p.categories, "tags": &p.tags} {
		if list, ok := body[field].([]any); ok {
			*into = s.known(field, list)
		}
	}
}

func (s *portalSim) freeSlug(p *simPost, wanted string) string {
	slug := wanted
	for n := 2; slices.ContainsFunc(s.posts, func(o *simPost) bool { return o != p && o.slug == slug }); n++ {
		slug = wanted + "-" + strconv.Itoa(n)
	}
	return slug
}

// known drops ids of terms that do not exist without a word.
func (s *portalSim) known(taxonomy string, sent []any) []int {
	kept := []int{}
	for _, id := range sent {
		number, _ := id.(float64)
		if !s.drop && slices.ContainsFunc(s.terms[taxonomy], func(one *simTerm) bool { return one.id == int(number) }) {
			kept = append(kept, int(number))
		}
	}
	return kept
}

func (s *portalSim) onePost(w http.ResponseWriter, r *http.Request, method, id string, body map[string]any) {
	i := slices.IndexFunc(s.posts, func(p *simPost) bool { return strconv.Itoa(p.id) == id })
	if i < 0 {
		fail(w, 404, "rest_post_invalid_id", nil)
		return
	}
	p := s.posts[i]
	switch {
	case method == http.MethodGet && r.URL.Query().Get("context") == "edit" && !s.can(r, "edit_published_posts"):
		s.forbid(w, r, "rest_forbidden_context")
	case method == http.MethodGet && (s.signedIn(r) || p.status == "publish"):
		reply(w, 200, s.show(p, r.URL.Query().Get("context")))
	case method == http.MethodGet:
		fail(w, 401, "rest_forbidden", nil)
	case method == http.MethodDelete && !s.can(r, "delete_published_posts"):
		s.forbid(w, r, "rest_cannot_delete")
	case method == http.MethodDelete && s.noTrash:
		fail(w, 501, "rest_trash_not_supported", nil)
	case method == http.MethodDelete && p.status == "trash":
		fail(w, 410, "rest_already_trashed", nil)
	case method == http.MethodDelete:
		p.status, p.slug = "trash", p.slug+"__trashed"
		reply(w, 200, s.show(p, "edit"))
	case !s.can(r, "edit_published_posts"):
		s.forbid(w, r, "rest_cannot_edit")
	default:
		s.apply(p, body)
		reply(w, 200, s.show(p, "edit"))
	}
}

func (s *portalSim) show(p *simPost, context string) map[string]any {
	link := s.server.URL + "/" + p.slug + "/"
	if p.status != "publish" || s.plain {
		link = fmt.Sprintf("%s/?p=%d", s.server.URL, p.id)
	}
	shown := map[string]any{
		"id": p.id, "slug": p.slug, "status": p.status, "link": link, "type": "post", "meta": []any{},
		"date_gmt": p.date.UTC().Format("2006-01-02T15:04:05"), "categories": p.categories, "tags": p.tags, "featured_media": p.cover,
		"content": []any{}, // what PHP makes of an empty map
	}
	if context == "edit" && !s.bare {
		shown["content"] = map[string]any{"raw": p.content, "rendered": p.content, "protected": false, "block_version": 0}
	}
	return shown
}

func (s *portalSim) taxonomy(w http.ResponseWriter, r *http.Request, name string, body map[string]any) {
	if r.Method == http.MethodGet {
		found := []any{}
		for _, term := range s.terms[name] {
			if strings.Contains(strings.ToLower(term.name), strings.ToLower(html.EscapeString(r.URL.Query().Get("search")))) {
				found = append(found, map[string]any{"id": term.id, "name": term.name})
			}
		}
		reply(w, 200, found)
		return
	}
	if !s.can(r, "manage_categories") {
		s.forbid(w, r, "rest_cannot_create")
		return
	}
	stored := html.EscapeString(text(body, "name"))
	for _, term := range s.terms[name] {
		if strings.EqualFold(term.name, stored) {
			fail(w, 400, "term_exists", map[string]any{"term_id": term.id})
			return
		}
	}
	s.nextID++
	s.terms[name] = append(s.terms[name], &simTerm{id: s.nextID, name: stored})
	reply(w, 201, map[string]any{"id": s.nextID, "name": stored, "meta": []any{}})
}

func (s *portalSim) me(w http.ResponseWriter, r *http.Request) {
	if !s.signedIn(r) {
		fail(w, 401, "rest_not_logged_in", nil)
		return
	}
	var capabilities any = []any{}
	if len(s.caps) > 0 {
		held := map[string]bool{}
		for _, right := range s.caps {
			held[right] = true
		}
		capabilities = held
	}
	reply(w, 200, map[string]any{"id": 2, "name": "Ban biên tập", "roles": []string{"editor"}, "capabilities": capabilities})
}

// forbid answers 401 to strangers and 403 to accounts without the right.
func (s *portalSim) forbid(w http.ResponseWriter, r *http.Request, code string) {
	if s.signedIn(r) {
		fail(w, 403, code, nil)
		return
	}
	fail(w, 401, code, nil)
}

func text(body map[string]any, field string) string {
	value, _ := body[field].(string)
	return value
}

func fail(w http.ResponseWriter, status int, code string, data map[string]any) {
	full := map[string]any{"status": status}
	maps.Copy(full, data)
	reply(w, status, map[string]any{"code": code, "message": "Sorry.", "data": full})
}

func reply(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}
