package wordpress_test

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// simMedia is a file of the simulated media library.
type simMedia struct {
	id           int
	slug, source string
	hash         string
	alt, caption string
	typ          string
}

// mediaRoute reports whether a request uploads a file or asks for one.
func mediaRoute(route string) bool { return strings.HasPrefix(route, "/wp/v2/media") }

func (s *portalSim) mediaLibrary(w http.ResponseWriter, r *http.Request, method string, id string, body map[string]any) {
	switch {
	case id == "" && method == http.MethodGet:
		found := []any{}
		for _, m := range s.media {
			if slug := r.URL.Query().Get("slug"); slug == "" || slug == m.slug {
				found = append(found, s.showMedia(m))
			}
		}
		reply(w, 200, found)
	case id == "":
		s.uploadMedia(w, r)
	default:
		i := slices.IndexFunc(s.media, func(m *simMedia) bool { return strconv.Itoa(m.id) == id })
		if i < 0 {
			fail(w, 404, "rest_post_invalid_id", nil)
			return
		}
		if method == http.MethodPost {
			s.media[i].alt, s.media[i].caption = text(body, "alt_text"), text(body, "caption")
		}
		reply(w, 200, s.showMedia(s.media[i]))
	}
}

// uploadMedia keeps a raw body; a name that is taken gets a number, and is kept beside.
func (s *portalSim) uploadMedia(w http.ResponseWriter, r *http.Request) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	data, _ := io.ReadAll(r.Body)
	switch kind := r.Header.Get("Content-Type"); {
	case !s.can(r, "upload_files"):
		s.forbid(w, r, "rest_cannot_create")
		return
	case err != nil || params["filename"] == "":
		fail(w, 400, "rest_upload_no_content_disposition", nil)
		return
	case len(data) == 0:
		fail(w, 400, "rest_upload_no_data", nil)
		return
	case kind != "image/jpeg" && kind != "image/png" || s.refusesFiles:
		fail(w, 500, "rest_upload_sideload_error", nil)
		return
	}
	name := params["filename"]
	base := strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
	slug := base
	for n := 1; slices.ContainsFunc(s.media, func(m *simMedia) bool { return m.slug == slug }); n++ {
		slug = base + "-" + strconv.Itoa(n)
	}
	sum := sha256.Sum256(data)
	s.nextID++
	m := &simMedia{id: s.nextID, slug: slug, source: s.server.URL + "/wp-content/uploads/2026/11/" + slug + path.Ext(name), hash: hex.EncodeToString(sum[:]),
		typ: r.Header.Get("Content-Type")}
	s.media = append(s.media, m)
	w.Header().Set("Location", s.server.URL+"/wp-json/wp/v2/media/"+strconv.Itoa(m.id))
	reply(w, 201, s.showMedia(m))
}

func (s *portalSim) showMedia(m *simMedia) map[string]any {
	return map[string]any{"id": m.id, "slug": m.slug, "source_url": m.source, "mime_type": m.typ, "media_type": "image", "post": nil, "missing_image_sizes": []any{}}
}

// Pictures implements connectortest.Gallery: the featured image, then what the body shows.
func (s *portalSim) Pictures(key string) (list []connectortest.Shown) {
	s.locked(func() {
		for _, p := range s.posts {
			if !p.keys[key] {
				continue
			}
			list = nil
			for _, m := range s.media {
				if m.id == p.cover {
					list = append(list, connectortest.Shown{Hash: m.hash, Alt: m.alt})
				}
			}
			for _, m := range s.media {
				if m.id != p.cover && strings.Contains(p.content, html.EscapeString(m.source)) {
					list = append(list, connectortest.Shown{Hash: m.hash, Alt: m.alt})
				}
			}
		}
	})
	return list
}

// BreakUpload implements connectortest.Uploader.
func (s *portalSim) BreakUpload(fault connectortest.Fault) { s.uploads.Break(fault) }
