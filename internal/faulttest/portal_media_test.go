package faulttest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// wpMedia is one file of the portal's library.
type wpMedia struct {
	id                       int
	name, slug, alt, caption string
	data                     []byte
	writes                   int // of its words
}

// serveMedia adds the library to the portal.
func (p *portal) serveMedia(mux *http.ServeMux) {
	const media = "/wp-json/wp/v2/media"
	mux.HandleFunc("GET "+media, p.listMedia)
	mux.HandleFunc("POST "+media, p.signedIn("rest_cannot_create", p.addMedia))
	mux.HandleFunc("GET "+media+"/{id}", p.readMedia)
	mux.HandleFunc("POST "+media+"/{id}", p.signedIn("rest_cannot_edit", p.describeMedia))
	mux.HandleFunc("GET /wp-content/uploads/{name}", p.openMedia)
}

// addMedia takes a file as raw bytes; its name comes beside it.
func (p *portal) addMedia(w http.ResponseWriter, r *http.Request) {
	_, named, _ := mime.ParseMediaType(r.Header.Get("Content-Disposition")) // malformed ones name nothing
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender was killed while it spoke
	}
	switch kind := r.Header.Get("Content-Type"); {
	case named["filename"] == "":
		refuse(w, http.StatusBadRequest, "rest_upload_no_content_disposition", nil)
	case len(data) == 0:
		refuse(w, http.StatusBadRequest, "rest_upload_no_data", nil)
	case !strings.HasPrefix(kind, "image/") || strings.Contains(kind, "svg"):
		refuse(w, http.StatusInternalServerError, "rest_upload_sideload_error", nil)
	default:
		p.step(w, r, func() (int, []byte) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.seq++
			one := &wpMedia{id: p.seq, name: named["filename"], data: data}
			one.slug = p.freeName(strings.TrimSuffix(one.name, path.Ext(one.name)))
			p.library = append(p.library, one)
			return http.StatusCreated, encode(p.shownMedia(one))
		})
	}
}

// freeName counts on where a name is taken, from "-1" here.
func (p *portal) freeName(slug string) string {
	wanted := slug
	for n := 1; slices.ContainsFunc(p.library, func(one *wpMedia) bool { return one.slug == wanted }); n++ {
		wanted = slug + "-" + strconv.Itoa(n)
	}
	return wanted
}

func (p *portal) shownMedia(one *wpMedia) map[string]any {
	return map[string]any{"id": one.id, "slug": one.slug, "status": "inherit", "media_type": "image", "post": nil, "meta": []any{}, "alt_text": one.alt,
		"caption": map[string]string{"raw": one.caption, "rendered": one.caption}, "source_url": "http://" + p.address + "/wp-content/uploads/" + one.slug + path.Ext(one.name)}
}

func (p *portal) listMedia(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []any{}
	for _, one := range p.library {
		if slug := r.URL.Query().Get("slug"); slug == "" || slug == one.slug {
			found = append(found, p.shownMedia(one))
		}
	}
	_, _ = w.Write(encode(found))
}

// media finds a file by its number, or gives nil.
func (p *portal) media(id string) *wpMedia {
	for _, one := range p.library {
		if strconv.Itoa(one.id) == id {
			return one
		}
	}
	return nil
}

func (p *portal) readMedia(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one := p.media(r.PathValue("id")); one != nil {
		_, _ = w.Write(encode(p.shownMedia(one)))
		return
	}
	refuse(w, http.StatusNotFound, "rest_post_invalid_id", nil)
}

func (p *portal) describeMedia(w http.ResponseWriter, r *http.Request) {
	var words struct {
		Alt     *string `json:"alt_text"`
		Caption *string
	}
	text, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(text, &words) != nil {
		refuse(w, http.StatusBadRequest, "rest_invalid_json", nil)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.media(r.PathValue("id"))
	if one == nil {
		refuse(w, http.StatusNotFound, "rest_post_invalid_id", nil)
		return
	}
	if words.Alt != nil {
		one.alt = *words.Alt
	}
	if words.Caption != nil {
		one.caption = *words.Caption
	}
	one.writes++
	_, _ = w.Write(encode(p.shownMedia(one)))
}

// openMedia gives readers a file.
func (p *portal) openMedia(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.library {
		if one.slug+path.Ext(one.name) == r.PathValue("name") {
			_, _ = w.Write(one.data)
			return
		}
	}
	w.WriteHeader(http.StatusNotFound)
}

// uploaded lists the hashes of what the library took in, in order.
func (p *portal) uploaded() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []string
	for _, one := range p.library {
		list = append(list, hashOf(one.data))
	}
	return list
}

// pictures lists what readers of a post see: the featured image, then what stands in the
// body at the portal's own addresses.
func (p *portal) pictures(post wpPost) []seen {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []seen
	if cover := p.media(strconv.Itoa(post.cover)); cover != nil {
		list = append(list, seen{hashOf(cover.data), cover.alt})
	}
	at := map[int]seen{}
	for _, one := range p.library {
		if i := strings.Index(post.content, p.shownMedia(one)["source_url"].(string)); i >= 0 {
			at[i] = seen{hashOf(one.data), one.alt}
		}
	}
	for i := range post.content {
		if one, ok := at[i]; ok {
			list = append(list, one)
		}
	}
	return list
}
