package faulttest

import (
	"crypto/rand"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// portal is a WordPress as far as its REST API is spoken here: an account with an
// Application Password, posts with slugs and a trash, terms, public pages. It answers as
// WordPress 6.1.9 was seen to answer; TestPortal holds it to that.
type portal struct {
	destination
	user, password string

	mu    sync.Mutex
	posts []*wpPost
	terms []wpTerm
	seq   int

	library []*wpMedia
}

// wpPost is one post with what the portal's own clock says of it.
type wpPost struct {
	id, cover                             int
	slug, status, title, content, excerpt string
	categories, tags                      []int
	made                                  time.Time
	writes                                int
}

type wpTerm struct {
	taxonomy string
	ID       int    `json:"id"`
	Name     string `json:"name"`
}

func newPortal(t testing.TB) *portal {
	t.Helper()
	p := &portal{user: "bientap", password: "canary " + rand.Text(), seq: 10}
	mux := http.NewServeMux()
	mux.HandleFunc("/", p.home)
	mux.HandleFunc("GET /tin/{slug}/", p.page)
	mux.HandleFunc("GET /wp-json/wp/v2/users/me", p.signedIn("rest_not_logged_in", p.me))
	mux.HandleFunc("GET /wp-json/wp/v2/posts", p.list)
	mux.HandleFunc("POST /wp-json/wp/v2/posts", p.signedIn("rest_cannot_create", p.create))
	mux.HandleFunc("GET /wp-json/wp/v2/posts/{id}", p.signedIn("rest_forbidden", p.read))
	mux.HandleFunc("POST /wp-json/wp/v2/posts/{id}", p.signedIn("rest_cannot_edit", p.update))
	for _, taxonomy := range []string{"categories", "tags"} {
		mux.HandleFunc("GET /wp-json/wp/v2/"+taxonomy, p.listTerms(taxonomy))
		mux.HandleFunc("POST /wp-json/wp/v2/"+taxonomy, p.signedIn("rest_cannot_create", p.makeTerm(taxonomy)))
	}
	p.serveMedia(mux)
	p.serve(t, mux)
	return p
}

func (p *portal) settings() map[string]string {
	return map[string]string{"url": "http://" + p.address, "username": p.user, "app_password": p.password}
}

// published returns copies of the posts that readers see.
func (p *portal) published() []wpPost { return p.in("publish") }

// in returns copies of the posts in a state; of all posts when it is "".
func (p *portal) in(status string) []wpPost {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []wpPost
	for _, one := range p.posts {
		if status == "" || one.status == status {
			found = append(found, *one)
		}
	}
	return found
}

func (p *portal) home(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Link", "<http://"+p.address+`/wp-json/>; rel="https://api.w.org/"`)
	if r.URL.Path != "/" {
		w.WriteHeader(http.StatusNotFound)
	}
}

// page is what readers get.
func (p *portal) page(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.posts {
		if one.slug == r.PathValue("slug") && one.status == "publish" {
			_, _ = io.WriteString(w, "<h1>"+html.EscapeString(one.title)+"</h1>"+one.content)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

func (p *portal) known(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	return ok && user == p.user && bare(password) == bare(p.password)
}

func (p *portal) signedIn(code string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !p.known(r) {
			refuse(w, http.StatusUnauthorized, code, nil)
			return
		}
		next(w, r)
	}
}

func refuse(w http.ResponseWriter, status int, code string, more map[string]any) {
	w.WriteHeader(status)
	_, _ = w.Write(refusal(status, code, more))
}

func refusal(status int, code string, more map[string]any) []byte {
	data := map[string]any{"status": status}
	for name, value := range more {
		data[name] = value
	}
	return encode(map[string]any{"code": code, "message": "Xin lỗi.", "data": data})
}

func encode(v any) []byte { return must(json.Marshal(v)) }

func (p *portal) me(w http.ResponseWriter, _ *http.Request) {
	rights := map[string]bool{}
	for _, right := range []string{"edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts", "manage_categories", "upload_files"} {
		rights[right] = true
	}
	_, _ = w.Write(encode(map[string]any{"id": 2, "name": p.user, "roles": []string{"editor"}, "capabilities": rights}))
}

// list answers look-ups. Whoever is not signed in sees what is public, and may not ask
// for other states.
func (p *portal) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	states := strings.Split(q.Get("status"), ",")
	if q.Get("status") == "" {
		states = []string{"publish"}
	} else if !p.known(r) {
		details := map[string]any{"status": map[string]any{"code": "rest_forbidden_status"}}
		refuse(w, http.StatusBadRequest, "rest_invalid_param", map[string]any{"details": details})
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []any{}
	for _, one := range p.posts {
		slug := q.Get("slug") == "" || slices.Contains(strings.Split(q.Get("slug"), ","), one.slug)
		if slug && slices.Contains(states, one.status) && strings.Contains(one.title+one.content, q.Get("search")) {
			found = append(found, p.shown(one))
		}
	}
	_, _ = w.Write(encode(found))
}

func (p *portal) shown(one *wpPost) map[string]any {
	text := func(raw string) map[string]string { return map[string]string{"raw": raw, "rendered": raw} }
	return map[string]any{"id": one.id, "slug": one.slug, "status": one.status, "link": "http://" + p.address + "/tin/" + one.slug + "/", "meta": []any{},
		"title": text(one.title), "content": text(one.content), "excerpt": text(one.excerpt), "categories": one.categories, "tags": one.tags,
		"featured_media": one.cover}
}

// wpFields is what a write may name.
type wpFields struct {
	Title, Content, Excerpt, Slug, Status *string
	Categories, Tags                      []int
	Cover                                 *int `json:"featured_media"`
}

func fieldsOf(r *http.Request) (f wpFields, ok bool) {
	body, err := io.ReadAll(r.Body)
	return f, err == nil && json.Unmarshal(body, &f) == nil
}

func (p *portal) create(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	f, ok := fieldsOf(r)
	if !ok {
		refuse(w, http.StatusBadRequest, "rest_invalid_json", nil)
		return
	}
	if f.Title == nil && f.Content == nil && f.Excerpt == nil {
		refuse(w, http.StatusBadRequest, "empty_content", nil)
		return
	}
	p.change(w, r, func() (int, []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.seq++
		one := &wpPost{id: p.seq, status: "draft", made: at, categories: []int{}, tags: []int{}}
		p.posts = append(p.posts, one)
		p.fill(one, f)
		return http.StatusCreated, encode(p.shown(one))
	})
}

func (p *portal) fill(one *wpPost, f wpFields) {
	one.writes++
	for at, value := range map[*string]*string{&one.title: f.Title, &one.content: f.Content, &one.excerpt: f.Excerpt, &one.status: f.Status} {
		if value != nil {
			*at = *value
		}
	}
	if f.Slug != nil {
		one.slug = p.free(*f.Slug, one)
	}
	if f.Cover != nil {
		one.cover = 0 // also where the file is unknown, without a word
		if p.media(strconv.Itoa(*f.Cover)) != nil {
			one.cover = *f.Cover
		}
	}
	if f.Categories != nil {
		one.categories = f.Categories
	}
	if f.Tags != nil {
		one.tags = f.Tags
	}
}

// free counts on from "-2" where a slug is taken, as WordPress does: a slug is no lock.
func (p *portal) free(slug string, self *wpPost) string {
	taken := func(s string) bool {
		return slices.ContainsFunc(p.posts, func(one *wpPost) bool { return one != self && one.slug == s })
	}
	wanted := slug
	for n := 2; taken(wanted); n++ {
		wanted = slug + "-" + strconv.Itoa(n)
	}
	return wanted
}

func (p *portal) find(r *http.Request) *wpPost {
	for _, one := range p.posts {
		if strconv.Itoa(one.id) == r.PathValue("id") {
			return one
		}
	}
	return nil
}

func (p *portal) read(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one := p.find(r); one != nil {
		_, _ = w.Write(encode(p.shown(one)))
		return
	}
	refuse(w, http.StatusNotFound, "rest_post_invalid_id", nil)
}

// update replaces what is named, or moves the post to the trash.
func (p *portal) update(w http.ResponseWriter, r *http.Request) {
	remove := r.Header.Get("X-HTTP-Method-Override") == http.MethodDelete
	f, ok := fieldsOf(r)
	if !ok && !remove {
		refuse(w, http.StatusBadRequest, "rest_invalid_json", nil)
		return
	}
	p.change(w, r, func() (int, []byte) {
		p.mu.Lock()
		defer p.mu.Unlock()
		one := p.find(r)
		switch {
		case one == nil:
			return http.StatusNotFound, refusal(http.StatusNotFound, "rest_post_invalid_id", nil)
		case remove && one.status == "trash":
			return http.StatusGone, refusal(http.StatusGone, "rest_already_trashed", nil)
		case remove:
			one.status, one.slug = "trash", one.slug+"__trashed"
		default:
			p.fill(one, f)
		}
		return http.StatusOK, encode(p.shown(one))
	})
}

func (p *portal) listTerms(taxonomy string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		found := []wpTerm{}
		for _, one := range p.terms {
			if one.taxonomy == taxonomy && strings.Contains(strings.ToLower(one.Name), strings.ToLower(r.URL.Query().Get("search"))) {
				found = append(found, one)
			}
		}
		_, _ = w.Write(encode(found))
	}
}

func (p *portal) makeTerm(taxonomy string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Name string }
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &in) != nil || in.Name == "" {
			refuse(w, http.StatusBadRequest, "rest_missing_callback_param", nil)
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, one := range p.terms {
			if one.taxonomy == taxonomy && strings.EqualFold(one.Name, in.Name) {
				refuse(w, http.StatusBadRequest, "term_exists", map[string]any{"term_id": one.ID})
				return
			}
		}
		p.seq++
		p.terms = append(p.terms, wpTerm{taxonomy: taxonomy, ID: p.seq, Name: in.Name})
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write(encode(p.terms[len(p.terms)-1]))
	}
}
