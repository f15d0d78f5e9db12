package world

import (
	"encoding/json"
	"html/template"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// wpMedia is a picture of the portal's own library.
type wpMedia struct {
	ID      int
	Slug    string
	Source  string // address
	Alt     string
	Caption template.HTML
	name    string
	blob
}

func (m wpMedia) shown() map[string]any {
	return map[string]any{"id": m.ID, "slug": m.Slug, "source_url": m.Source, "mime_type": m.mime, "media_type": "image", "alt_text": m.Alt}
}

func (p *portal) listMedia(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found := []map[string]any{}
	for _, one := range p.media {
		if slug := r.URL.Query().Get("slug"); slug == "" || slug == one.Slug {
			found = append(found, one.shown())
		}
	}
	answer(rw, http.StatusOK, found)
}

func (p *portal) upload(rw http.ResponseWriter, r *http.Request) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	name := path.Base(params["filename"])
	if err != nil || params["filename"] == "" {
		refuse(rw, http.StatusBadRequest, "rest_upload_no_content_disposition")
		return
	}
	data, err := io.ReadAll(r.Body)
	if err != nil || len(data) == 0 {
		refuse(rw, http.StatusBadRequest, "rest_upload_no_data")
		return
	}
	kind := http.DetectContentType(data)
	if !strings.HasPrefix(kind, "image/") {
		refuse(rw, http.StatusInternalServerError, "rest_upload_sideload_error")
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	one := wpMedia{ID: p.id(), Slug: strings.TrimSuffix(name, path.Ext(name)), Source: p.base + "/media/" + name, name: name, blob: blob{mime: kind, data: data}}
	p.media = append(p.media, one)
	answer(rw, http.StatusCreated, one.shown())
}

func (p *portal) oneMedia(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.media, func(one wpMedia) bool { return strconv.Itoa(one.ID) == r.PathValue("id") })
	if i < 0 {
		refuse(rw, http.StatusNotFound, "rest_post_invalid_id")
		return
	}
	if r.Method == http.MethodPost {
		var in struct {
			AltText string `json:"alt_text"`
			Caption template.HTML
		}
		if json.NewDecoder(r.Body).Decode(&in) != nil {
			refuse(rw, http.StatusBadRequest, "rest_invalid_json")
			return
		}
		p.media[i].Alt, p.media[i].Caption = in.AltText, in.Caption
	}
	answer(rw, http.StatusOK, p.media[i].shown())
}

// picture serves a picture of the library to readers of the portal.
func (p *portal) picture(rw http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.media {
		if one.name == r.PathValue("name") {
			one.give(rw, r)
			return
		}
	}
	http.NotFound(rw, r)
}
