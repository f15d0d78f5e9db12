package world

import (
	"cmp"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/secret"
)

const portalUser = "lantoa"

// maxRequest bounds what anyone may send to the demo's world, in bytes.
const maxRequest = 16 << 20

// wpDate is how WordPress writes instants: UTC, without a zone.
const wpDate = "2006-01-02T15:04:05"

// portal is as much of WordPress as a portal needs to be published to: posts with slugs,
// states and terms, an account with an Application Password, and public pages.
type portal struct {
	base     string
	password string
	now      func() time.Time

	mu    sync.Mutex
	posts []wpPost
	media []wpMedia
	terms map[string][]wpTerm // by taxonomy
	next  int
}

type wpPost struct {
	ID         int
	Slug       string
	Status     string
	Title      string
	Content    string
	Excerpt    string
	At         time.Time
	Categories []int
	Tags       []int
	Cover      int // featured_media; 0 for none
}

type wpTerm struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

func newPortal(base string, now func() time.Time) *portal {
	return &portal{base: base, password: secret.Token(), now: now, terms: map[string][]wpTerm{}, next: 1}
}

// portalPost is a post as a reader of the portal sees it.
type portalPost struct {
	Title, Excerpt, Content template.HTML
	Slug                    string
	At                      time.Time
	Terms                   []string
	Cover                   *wpMedia
}

// public lists what readers see, newest first.
func (p *portal) public() []portalPost {
	p.mu.Lock()
	defer p.mu.Unlock()
	var seen []portalPost
	for _, one := range p.posts {
		if one.Status == "publish" {
			seen = append(seen, p.page(one))
		}
	}
	slices.SortStableFunc(seen, func(a, b portalPost) int { return cmp.Compare(b.At.UnixMicro(), a.At.UnixMicro()) })
	return seen
}

func (p *portal) find(slug string) (portalPost, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.posts {
		if one.Slug == slug && one.Status == "publish" {
			return p.page(one), true
		}
	}
	return portalPost{}, false
}

// page trusts the markup as a portal trusts its editors; the page's policy runs nothing.
func (p *portal) page(one wpPost) portalPost {
	html := func(kept string) template.HTML { return template.HTML(kept) } //nolint:gosec // see above
	page := portalPost{Title: html(one.Title), Excerpt: html(one.Excerpt), Content: html(one.Content), Slug: one.Slug, At: one.At}
	if i := slices.IndexFunc(p.media, func(m wpMedia) bool { return m.ID == one.Cover }); i >= 0 {
		page.Cover = &p.media[i]
	}
	for _, taxonomy := range []string{"categories", "tags"} {
		for _, term := range p.terms[taxonomy] {
			if slices.Contains(one.Categories, term.ID) || slices.Contains(one.Tags, term.ID) {
				page.Terms = append(page.Terms, term.Name)
			}
		}
	}
	return page
}

// rest is the REST API below /wp-json.
func (p *portal) rest() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /wp/v2/users/me", p.me)
	mux.HandleFunc("GET /wp/v2/posts", p.list)
	mux.HandleFunc("POST /wp/v2/posts", p.write)
	mux.HandleFunc("GET /wp/v2/posts/{id}", p.read)
	mux.HandleFunc("POST /wp/v2/posts/{id}", p.write)
	mux.HandleFunc("GET /wp/v2/media", p.listMedia)
	mux.HandleFunc("POST /wp/v2/media", p.upload)
	mux.HandleFunc("GET /wp/v2/media/{id}", p.oneMedia)
	mux.HandleFunc("POST /wp/v2/media/{id}", p.oneMedia)
	mux.HandleFunc("GET /wp/v2/{taxonomy}", p.listTerms)
	mux.HandleFunc("POST /wp/v2/{taxonomy}", p.addTerm)
	mux.HandleFunc("/", func(rw http.ResponseWriter, _ *http.Request) {
		refuse(rw, http.StatusNotFound, "rest_no_route")
	})
	return p.signedIn(mux)
}

// signedIn takes the portal's one account; the demo's portal has nothing for strangers.
func (p *portal) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if !ok || user != portalUser || password != p.password {
			refuse(rw, http.StatusUnauthorized, "rest_not_logged_in")
			return
		}
		r.Body = http.MaxBytesReader(rw, r.Body, maxRequest)
		next.ServeHTTP(rw, r)
	})
}

func refuse(rw http.ResponseWriter, status int, code string) {
	answer(rw, status, map[string]any{"code": code, "message": code, "data": map[string]int{"status": status}})
}

func answer(rw http.ResponseWriter, status int, body any) {
	rw.Header().Set("Content-Type", "application/json; charset=UTF-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(body) // a reader that left needs no answer
}

func (p *portal) me(rw http.ResponseWriter, _ *http.Request) {
	rights := map[string]bool{}
	for _, right := range []string{"publish_posts", "upload_files", "edit_posts", "edit_published_posts", "delete_published_posts", "manage_categories"} {
		rights[right] = true
	}
	answer(rw, http.StatusOK, map[string]any{"id": 1, "name": "lantoa", "roles": []string{"editor"}, "capabilities": rights})
}

func (p *portal) list(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	states := strings.Split(q.Get("status"), ",")
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []map[string]any{}
	for _, one := range p.posts {
		bySlug := q.Get("slug") == "" || slices.Contains(strings.Split(q.Get("slug"), ","), one.Slug)
		byText := strings.Contains(one.Title+" "+one.Content, q.Get("search"))
		if bySlug && byText && slices.Contains(states, one.Status) {
			found = append(found, p.shown(one))
		}
	}
	answer(rw, http.StatusOK, found)
}

func (p *portal) read(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.posts {
		if strconv.Itoa(one.ID) == r.PathValue("id") {
			answer(rw, http.StatusOK, p.shown(one))
			return
		}
	}
	refuse(rw, http.StatusNotFound, "rest_post_invalid_id")
}

func (p *portal) shown(one wpPost) map[string]any {
	text := func(raw string) map[string]string { return map[string]string{"raw": raw, "rendered": raw} }
	return map[string]any{
		"id": one.ID, "slug": one.Slug, "status": one.Status, "type": "post", "link": p.base + "/tin/" + one.Slug + "/",
		"title": text(one.Title), "content": text(one.Content), "excerpt": text(one.Excerpt), "meta": []string{},
		"date_gmt": one.At.UTC().Format(wpDate), "categories": one.Categories, "tags": one.Tags, "featured_media": one.Cover,
	}
}

// wpInput is what a create or an update may set; nil leaves a field as it is.
type wpInput struct {
	Title, Content, Excerpt, Slug, Status *string
	DateGMT                               *string `json:"date_gmt"`
	Categories, Tags                      *[]int
	FeaturedMedia                         *int `json:"featured_media"`
}

func (p *portal) write(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i, status := len(p.posts), http.StatusCreated
	if id := r.PathValue("id"); id != "" {
		i = slices.IndexFunc(p.posts, func(one wpPost) bool { return strconv.Itoa(one.ID) == id })
		status = http.StatusOK
	}
	if i < 0 {
		refuse(rw, http.StatusNotFound, "rest_post_invalid_id")
		return
	}
	if r.Header.Get("X-HTTP-Method-Override") == http.MethodDelete {
		p.trash(rw, i)
		return
	}
	var in wpInput
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &in) != nil {
		refuse(rw, http.StatusBadRequest, "rest_invalid_json")
		return
	}
	if i == len(p.posts) {
		p.posts = append(p.posts, wpPost{ID: p.id(), Status: "draft", At: p.now(), Categories: []int{}, Tags: []int{}})
	}
	p.posts[i] = p.filled(p.posts[i], in)
	answer(rw, status, p.shown(p.posts[i]))
}

func (p *portal) trash(rw http.ResponseWriter, i int) {
	if i == len(p.posts) {
		refuse(rw, http.StatusNotFound, "rest_no_route")
		return
	}
	if p.posts[i].Status == "trash" {
		refuse(rw, http.StatusGone, "rest_already_trashed")
		return
	}
	p.posts[i].Status = "trash"
	p.posts[i].Slug += "__trashed"
	answer(rw, http.StatusOK, p.shown(p.posts[i]))
}

func (p *portal) filled(one wpPost, in wpInput) wpPost {
	for target, value := range map[*string]*string{&one.Title: in.Title, &one.Content: in.Content, &one.Excerpt: in.Excerpt, &one.Status: in.Status} {
		if value != nil {
			*target = *value
		}
	}
	if in.Slug != nil {
		one.Slug = p.free(*in.Slug, one.ID)
	}
	if in.DateGMT != nil {
		if at, err := time.Parse(wpDate, *in.DateGMT); err == nil {
			one.At = at
		}
	}
	if in.Categories != nil {
		one.Categories = *in.Categories
	}
	if in.Tags != nil {
		one.Tags = *in.Tags
	}
	if in.FeaturedMedia != nil {
		one.Cover = *in.FeaturedMedia
	}
	return one
}

// free returns a slug that no other post has; WordPress counts on from "-2".
func (p *portal) free(slug string, id int) string {
	taken := func(s string) bool {
		return slices.ContainsFunc(p.posts, func(one wpPost) bool { return one.Slug == s && one.ID != id })
	}
	wanted := slug
	for n := 2; taken(wanted); n++ {
		wanted = slug + "-" + strconv.Itoa(n)
	}
	return wanted
}

func (p *portal) id() int {
	p.next++
	return p.next
}

func (p *portal) listTerms(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []wpTerm{}
	for _, term := range p.terms[r.PathValue("taxonomy")] {
		if strings.Contains(strings.ToLower(term.Name), strings.ToLower(r.URL.Query().Get("search"))) {
			found = append(found, term)
		}
	}
	answer(rw, http.StatusOK, found)
}

func (p *portal) addTerm(rw http.ResponseWriter, r *http.Request) {
	var in struct{ Name string }
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Name == "" {
		refuse(rw, http.StatusBadRequest, "rest_missing_callback_param")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	taxonomy := r.PathValue("taxonomy")
	term := wpTerm{ID: p.id(), Name: in.Name}
	term.Slug = strconv.Itoa(term.ID)
	p.terms[taxonomy] = append(p.terms[taxonomy], term)
	answer(rw, http.StatusCreated, term)
}
