package facebook_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
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
	simPage   = "104700000000001"
	simToken  = "EAAcanaryTokenCanaryTokenCanary"
	simApp    = "2200330044005500"
	simSecret = "canary0secret0canary0secret0cana"
)

// graph simulates the Graph API with one Page: what it does and what it answers are two
// things, decided by code and not by status.
type graph struct {
	connectortest.Breaker
	uploads connectortest.Breaker
	server  *httptest.Server
	now     func() time.Time

	mu     sync.Mutex
	next   int
	posts  []*simPost // newest first
	photos map[string]*simPhoto
	lag    int
	keys   []string
	writes int
	sent   int // photos uploaded
	holder
	drops bool // photos that no post shows are thrown away before they are used
	twins bool // the same words are taken twice, as the platform mostly does not
}

type simPost struct {
	id, message, link string
	photos            []string
	made              time.Time
	ever              string // all texts that it had
	hidden            int    // reads that do not see it yet
	gone              bool
	visitor           bool // somebody else wrote it on the Page
	shim              bool // its link is shown by the platform's own address alone
}

type simPhoto struct{ hash, alt string }

func newGraph(t *testing.T) *graph {
	g := &graph{next: 500, photos: map[string]*simPhoto{}, now: connectortest.Noon, holder: pageHolder()}
	touches := func(r *http.Request) bool {
		return r.Method == http.MethodDelete || r.Method == http.MethodPost && !strings.HasSuffix(r.URL.Path, "/photos")
	}
	uploads := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/photos") }
	g.server = httptest.NewServer(g.Wrap(g.uploads.Wrap(http.HandlerFunc(g.serve), uploads), touches))
	t.Cleanup(g.server.Close)
	return g
}

// startGraph starts a Graph API that notices no repeat: the suite plays both answers.
func startGraph(t *testing.T, now func() time.Time) connectortest.Destination {
	g := newGraph(t)
	g.now, g.twins = now, true
	return g
}

func (g *graph) Settings() connector.Values {
	return connector.Values{"page": simPage, "token": simToken, "app_id": simApp, "app_secret": simSecret, "server": g.server.URL}
}

func (g *graph) Close() { g.server.Close() }

func (g *graph) Lag(reads int) { g.locked(func() { g.lag = reads }) }

func (g *graph) locked(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f()
}

func (g *graph) Copies(key string) (n int) {
	g.locked(func() {
		for _, p := range g.posts {
			if !p.gone && strings.Contains(p.ever, key) {
				n++
			}
		}
	})
	return n
}

func (g *graph) Text(key string) (text string) {
	g.locked(func() {
		for _, p := range g.posts {
			if !p.gone && strings.Contains(p.ever, key) {
				text += p.message
			}
		}
	})
	return text
}

func (g *graph) Keys() (keys []string) {
	g.locked(func() { keys = slices.Clone(g.keys) })
	return keys
}

func (g *graph) Writes() (n int) {
	g.locked(func() { n = g.writes })
	return n
}

// Pictures implements connectortest.Gallery.
func (g *graph) Pictures(key string) (list []connectortest.Shown) {
	g.locked(func() {
		for _, p := range g.posts {
			if p.gone || !strings.Contains(p.ever, key) {
				continue
			}
			list = nil
			for _, id := range p.photos {
				list = append(list, connectortest.Shown{Hash: g.photos[id].hash, Alt: g.photos[id].alt})
			}
		}
	})
	return list
}

// BreakUpload implements connectortest.Uploader.
func (g *graph) BreakUpload(fault connectortest.Fault) { g.uploads.Break(fault) }

func (g *graph) serve(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var file []byte
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if r.ParseMultipartForm(32<<20) != nil {
			graphError(w, 400, 100, 0, "Invalid parameter")
			return
		}
		if source, _, err := r.FormFile("source"); err == nil {
			file, _ = io.ReadAll(source)
		}
	} else if r.ParseForm() != nil {
		graphError(w, 400, 100, 0, "Invalid parameter")
		return
	}
	version, path, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case version != "v26.0":
		graphError(w, 400, 2500, 0, "Unknown path components")
	case path == "debug_token":
		g.debug(w, r.Form)
	case g.allowed(w, r.Form):
		g.route(w, r, path, file)
	}
}

func (g *graph) route(w http.ResponseWriter, r *http.Request, path string, file []byte) {
	switch {
	case g.account(w, r, path):
	case path == simPage+"/feed" && r.Method == http.MethodGet:
		g.feed(w, r.Form, true)
	case path == simPage+"/published_posts" && r.Method == http.MethodGet:
		g.feed(w, r.Form, false)
	case path == simPage+"/feed":
		g.post(w, r.Form)
	case path == simPage+"/photos" && r.Method == http.MethodPost:
		g.photo(w, r.Form, file)
	default:
		g.one(w, r, path)
	}
}

func (g *graph) photo(w http.ResponseWriter, form url.Values, file []byte) {
	if len(file) == 0 || len(file) > 4<<20 || form.Get("published") != "false" {
		graphError(w, 400, 100, 1366046, "Your photos couldn't be uploaded.")
		return
	}
	sum := sha256.Sum256(file)
	g.next++
	g.sent++
	id := strconv.Itoa(g.next)
	g.photos[id] = &simPhoto{hash: hex.EncodeToString(sum[:]), alt: form.Get("alt_text_custom")}
	graphAnswer(w, map[string]string{"id": id})
}

func (g *graph) post(w http.ResponseWriter, form url.Values) {
	g.written(form)
	p := &simPost{message: form.Get("message"), link: form.Get("link"), hidden: g.lag}
	if g.drops {
		g.photos, g.drops = map[string]*simPhoto{}, false
	}
	for i := 0; form.Has(fmt.Sprintf("attached_media[%d]", i)); i++ {
		var media struct {
			ID string `json:"media_fbid"`
		}
		if json.Unmarshal([]byte(form.Get(fmt.Sprintf("attached_media[%d]", i))), &media) != nil || g.photos[media.ID] == nil {
			graphError(w, 400, 100, 0, "Invalid parameter")
			return
		}
		p.photos = append(p.photos, media.ID)
	}
	if p.message == "" && p.link == "" && len(p.photos) == 0 || len([]rune(p.message)) > 63206 {
		graphError(w, 400, 100, 0, "Invalid parameter")
		return
	}
	if !g.twins && slices.ContainsFunc(g.posts, func(old *simPost) bool { return !old.gone && !old.visitor && old.message == p.message }) {
		graphError(w, 400, 506, 1455006, "Duplicate status message")
		return
	}
	g.next++
	p.made = g.now()
	p.id, p.ever = simPage+"_"+strconv.Itoa(g.next), p.message+" "+p.link
	g.posts = append([]*simPost{p}, g.posts...)
	graphAnswer(w, p.shown(form.Get("fields")))
}

func (g *graph) written(form url.Values) {
	g.writes++
	if found := regexp.MustCompile(`utm_content=([0-9a-f-]{36})`).FindStringSubmatch(form.Get("message")); found != nil {
		g.keys = append(g.keys, found[1])
	}
}

func (p *simPost) shown(fields string) map[string]any {
	all := map[string]any{"id": p.id}
	if strings.Contains(fields, "attachments{unshimmed_url,url}") {
		link := map[string]string{"unshimmed_url": p.link}
		if p.shim {
			link = map[string]string{"url": "https://l.facebook.com/l.php?u=" + url.QueryEscape(p.link) + "&h=AT0"}
		}
		all["attachments"] = map[string]any{"data": []any{link}}
	}
	for _, field := range strings.Split(fields, ",") {
		switch field {
		case "message":
			all[field] = p.message
		case "created_time":
			all[field] = p.made.UTC().Format("2006-01-02T15:04:05+0000")
		case "permalink_url":
			all[field] = "https://www.facebook.com/" + simPage + "/posts/" + strings.TrimPrefix(p.id, simPage+"_")
		case "is_published":
			all[field] = true
		}
	}
	return all
}

// feed lists posts two at a time, however many are asked for: pages are followed. The feed
// has what visitors wrote as well.
func (g *graph) feed(w http.ResponseWriter, form url.Values, visitors bool) {
	const most = 2
	if limit, _ := strconv.Atoi(form.Get("limit")); limit > 100 {
		graphError(w, 400, 100, 0, "(#100) Param limit must be less than or equal to 100")
		return
	}
	from, _ := strconv.Atoi(form.Get("after"))
	list, seen := []any{}, 0
	for _, p := range g.posts {
		if p.gone || p.visitor && !visitors {
			continue
		}
		if p.hidden > 0 {
			p.hidden--
			continue
		}
		if seen++; seen > from && len(list) < most {
			list = append(list, p.shown(form.Get("fields")))
		}
	}
	answer := map[string]any{"data": list}
	if len(list) == most {
		answer["paging"] = map[string]any{"cursors": map[string]string{"after": strconv.Itoa(from + most)}, "next": g.server.URL + "/next?access_token=" + simToken}
	}
	graphAnswer(w, answer)
}

func (g *graph) one(w http.ResponseWriter, r *http.Request, id string) {
	if r.Method != http.MethodGet {
		g.written(r.Form)
	}
	i := slices.IndexFunc(g.posts, func(p *simPost) bool { return p.id == id && !p.gone })
	switch {
	case i < 0:
		graphError(w, 400, 100, 33, "Unsupported request. Object with ID does not exist")
	case r.Method == http.MethodGet:
		graphAnswer(w, g.posts[i].shown(r.Form.Get("fields")))
	case r.Method == http.MethodDelete:
		g.posts[i].gone = true
		graphAnswer(w, map[string]bool{"success": true})
	default:
		g.posts[i].message = r.Form.Get("message")
		g.posts[i].ever += "\n" + g.posts[i].message
		graphAnswer(w, map[string]bool{"success": true})
	}
}

func graphAnswer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-App-Usage", `{"call_count":28,"total_time":25,"total_cputime":25}`)
	_ = json.NewEncoder(w).Encode(value)
}

func graphError(w http.ResponseWriter, status, code, subcode int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode, "is_transient": false, "fbtrace_id": "A"}})
}
