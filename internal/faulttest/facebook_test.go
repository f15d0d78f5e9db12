package faulttest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// graph is the Graph API as far as one Page and one app see it. What it does and what it
// answers are two things, told apart by codes and not by statuses; TestPlatforms holds it to
// the documented ones.
type graph struct {
	destination
	page, token, app, secret string

	mu      sync.Mutex
	right   string // the token that is good
	seq     int
	photos  map[string]seen
	uploads []string
	all     []*fbPost
	lag     int // how many lists do not show a new post yet
}

// fbPost is one post of the Page.
type fbPost struct {
	id, message, link string
	photos            []string
	made              time.Time
	writes, hidden    int
}

const fbTasks = "CREATE_CONTENT"

func newGraph(t testing.TB) *graph {
	t.Helper()
	g := &graph{page: "104700000000001", token: "EAAcanary" + rand.Text(), app: "2200330044005500", secret: hashOf([]byte(rand.Text()))[:32],
		seq: 500, photos: map[string]seen{}}
	g.right, g.words = g.token, fbWords
	g.serve(t, http.HandlerFunc(g.answerTo))
	return g
}

func (g *graph) settings() map[string]string {
	return map[string]string{"page": g.page, "token": g.token, "app_id": g.app, "app_secret": g.secret, "server": "http://" + g.address}
}

// revoke ends the token; restore takes that back.
func (g *graph) revoke() { g.grant("") }

func (g *graph) restore() { g.grant(g.token) }

func (g *graph) grant(token string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.right = token
}

// dawdleLists keeps posts that are made from now on out of as many lists.
func (g *graph) dawdleLists(reads int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lag = reads
}

// fbWait is how long a Page wants to be left alone; the platform counts in minutes.
const fbWait = 7 * time.Minute

func fbWords(m mode) said {
	switch m {
	case gossip:
		return said{status: http.StatusBadRequest, body: string(fbProblem(100, 0, repeated))}
	case throttle:
		usage := `{"104700000000001":[{"type":"pages","call_count":100,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":` + strconv.Itoa(int(fbWait.Minutes())) + `}]}`
		return said{http.StatusBadRequest, map[string]string{"X-Business-Use-Case-Usage": usage},
			string(fbProblem(80001, 0, "There have been too many calls to this Page account. Wait a bit and try again."))}
	}
	return said{status: http.StatusInternalServerError, body: string(fbProblem(2, 0, "An unexpected error has occurred. Please retry your request later."))}
}

func fbProblem(code, subcode int, message string) []byte {
	problem := map[string]any{"message": message, "type": "OAuthException", "code": code, "is_transient": code == 2, "fbtrace_id": rand.Text()[:11]}
	if subcode != 0 {
		problem["error_subcode"] = subcode
	}
	return encode(map[string]any{"error": problem})
}

func (g *graph) answerTo(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	file, err := fbFile(r)
	if err != nil {
		return // the sender was killed while it spoke
	}
	w.Header().Set("X-App-Usage", `{"call_count":28,"total_time":25,"total_cputime":25}`)
	version, path, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case !strings.HasPrefix(version, "v"):
		fbAnswer(w, http.StatusBadRequest, fbProblem(2500, 0, "Unknown path components: /"+version))
	case path == "debug_token":
		g.debug(w, r.Form)
	case !g.signed(r):
		fbAnswer(w, http.StatusBadRequest, fbProblem(190, 463, "Error validating access token: Session has expired."))
	case r.Method == http.MethodGet:
		g.read(w, path, r.Form)
	case path == g.page+"/photos":
		g.step(w, r, func() (int, []byte) { return g.photo(r.Form, file) })
	default:
		g.change(w, r, func() (int, []byte) { return g.write(r.Method, path, r.Form, at) })
	}
}

// fbFile reads a form, and the file that came with it.
func fbFile(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil, r.ParseForm()
	}
	if err := r.ParseMultipartForm(32 << 20); err != nil {
		return nil, err
	}
	file, _, err := r.FormFile("source")
	if err != nil {
		return nil, nil //nolint:nilerr // a form without a file is one
	}
	return io.ReadAll(file)
}

func fbAnswer(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// signed checks the token, and the proof that the app's secret is known where one came.
func (g *graph) signed(r *http.Request) bool {
	g.mu.Lock()
	right := g.right
	g.mu.Unlock()
	given := r.Form.Get("access_token")
	if given == "" {
		given = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	proof := r.Form.Get("appsecret_proof")
	return given == right && right != "" && (proof == "" || proof == g.proof())
}

// proof is what an app that knows its secret sends with the token.
func (g *graph) proof() string {
	mac := hmac.New(sha256.New, []byte(g.secret))
	mac.Write([]byte(g.token))
	return hex.EncodeToString(mac.Sum(nil))
}

func (g *graph) debug(w http.ResponseWriter, form url.Values) {
	if form.Get("access_token") != g.app+"|"+g.secret {
		fbAnswer(w, http.StatusBadRequest, fbProblem(190, 0, "Invalid OAuth access token signature."))
		return
	}
	g.mu.Lock()
	valid := form.Get("input_token") == g.right
	g.mu.Unlock()
	fbAnswer(w, http.StatusOK, encode(map[string]any{"data": map[string]any{"app_id": g.app, "type": "PAGE", "is_valid": valid, "expires_at": 0,
		"profile_id": g.page, "scopes": []string{"pages_manage_posts", "pages_read_engagement", "pages_show_list"}}}))
}

// photo keeps a picture that nobody sees until a post shows it.
func (g *graph) photo(form url.Values, file []byte) (int, []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(file) == 0 || len(file) > 4<<20 || form.Get("published") != "false" {
		return http.StatusBadRequest, fbProblem(100, 1366046, "Your photos couldn't be uploaded. Photos should be smaller than 4 MB and saved as JPG or PNG files.")
	}
	id := g.number()
	g.photos[id] = seen{hashOf(file), form.Get("alt_text_custom")}
	g.uploads = append(g.uploads, hashOf(file))
	return http.StatusOK, encode(map[string]string{"id": id})
}

func (g *graph) number() string {
	g.seq++
	return strconv.Itoa(g.seq)
}

// write makes, edits or deletes a post.
func (g *graph) write(method, path string, form url.Values, at time.Time) (int, []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if path == g.page+"/feed" {
		return g.post(form, at)
	}
	i := slices.IndexFunc(g.all, func(p *fbPost) bool { return p.id == path })
	switch {
	case i < 0:
		return fbGone(path)
	case method == http.MethodDelete:
		g.all = slices.Delete(g.all, i, i+1)
	default:
		g.all[i].message = form.Get("message")
		g.all[i].writes++
	}
	return http.StatusOK, encode(map[string]bool{"success": true})
}

func fbGone(path string) (int, []byte) {
	return http.StatusBadRequest, fbProblem(100, 33, "Unsupported request. Object with ID '"+path+
		"' does not exist, cannot be loaded due to missing permissions, or does not support this operation.")
}

// post makes a post, unless the Page has said the same before.
func (g *graph) post(form url.Values, at time.Time) (int, []byte) {
	p := &fbPost{message: form.Get("message"), link: form.Get("link"), made: at, writes: 1, hidden: g.lag}
	for i := 0; form.Has("attached_media[" + strconv.Itoa(i) + "]"); i++ {
		var media struct {
			ID string `json:"media_fbid"`
		}
		if json.Unmarshal([]byte(form.Get("attached_media["+strconv.Itoa(i)+"]")), &media) != nil || g.photos[media.ID].hash == "" {
			return http.StatusBadRequest, fbProblem(100, 0, "Invalid parameter")
		}
		p.photos = append(p.photos, media.ID)
	}
	if p.message == "" && p.link == "" && len(p.photos) == 0 {
		return http.StatusBadRequest, fbProblem(100, 0, "Invalid parameter")
	}
	if slices.ContainsFunc(g.all, func(old *fbPost) bool { return old.message == p.message && old.link == p.link }) {
		return http.StatusBadRequest, fbProblem(506, 0, "Duplicate status message")
	}
	p.id = g.page + "_" + g.number()
	g.all = append(g.all, p)
	return http.StatusOK, encode(g.told(p, form.Get("fields")))
}

// told shows the fields of a post that were asked for.
func (g *graph) told(p *fbPost, fields string) map[string]any {
	all := map[string]any{"id": p.id}
	if fields == "" {
		fields = "message,created_time"
	}
	for _, field := range fbFields(fields) {
		switch name, _, _ := strings.Cut(field, "{"); name {
		case "message":
			all[name] = p.message
		case "created_time":
			all[name] = p.made.UTC().Format("2006-01-02T15:04:05-0700")
		case "permalink_url":
			all[name] = "https://www.facebook.com/" + g.page + "/posts/" + strings.TrimPrefix(p.id, g.page+"_")
		case "is_published":
			all[name] = true
		case "from":
			all[name] = map[string]string{"id": g.page, "name": "ASEAN Ninh Bình"}
		case "attachments":
			all[name] = map[string]any{"data": []any{map[string]any{"unshimmed_url": p.link, "media_type": "link"}}}
		}
	}
	return all
}

// fbFields parts a list of fields; those of a field stand in its braces.
func fbFields(fields string) []string {
	depth := 0
	return strings.FieldsFunc(fields, func(r rune) bool {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		return r == ',' && depth == 0
	})
}

// read answers what changes nothing.
func (g *graph) read(w http.ResponseWriter, path string, form url.Values) {
	g.mu.Lock()
	defer g.mu.Unlock()
	name := map[string]any{"id": g.page, "name": "ASEAN Ninh Bình"}
	switch path {
	case "me":
		fbAnswer(w, http.StatusOK, encode(name))
	case g.page:
		if strings.Contains(form.Get("fields"), "tasks") {
			name["tasks"] = []string{"ANALYZE", fbTasks, "MODERATE"}
		}
		fbAnswer(w, http.StatusOK, encode(name))
	case g.page + "/feed", g.page + "/published_posts":
		fbAnswer(w, http.StatusOK, g.list(path, form))
	case g.page + "/scheduled_posts":
		fbAnswer(w, http.StatusOK, encode(map[string]any{"data": []any{}}))
	default:
		i := slices.IndexFunc(g.all, func(p *fbPost) bool { return p.id == path })
		if i < 0 {
			status, body := fbGone(path)
			fbAnswer(w, status, body)
			return
		}
		fbAnswer(w, http.StatusOK, encode(g.told(g.all[i], form.Get("fields"))))
	}
}

// list gives posts two at a time, the newest first, however many are asked for: whoever
// looks must follow the pages.
func (g *graph) list(path string, form url.Values) []byte {
	const most = 2
	from, _ := strconv.Atoi(form.Get("after")) // "" is the beginning
	list, at := []any{}, 0
	for _, p := range slices.Backward(g.all) {
		if p.hidden > 0 {
			p.hidden--
			continue
		}
		if at++; at > from && len(list) < most {
			list = append(list, g.told(p, form.Get("fields")))
		}
	}
	answer := map[string]any{"data": list}
	if at > from+most {
		cursor := strconv.Itoa(from + most)
		answer["paging"] = map[string]any{"cursors": map[string]string{"after": cursor},
			"next": "http://" + g.address + "/v26.0/" + path + "?access_token=" + g.token + "&after=" + cursor}
	}
	return encode(answer)
}

// posts returns what readers see.
func (g *graph) posts() []shown {
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []shown
	for _, p := range g.all {
		post := shown{id: p.id, text: p.message, links: []string{p.link}, made: p.made, writes: p.writes}
		for _, id := range p.photos {
			post.pictures = append(post.pictures, g.photos[id])
		}
		list = append(list, post)
	}
	return list
}

func (g *graph) uploaded() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.uploads)
}
