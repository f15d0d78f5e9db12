package world

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/secret"
)

// fanpageID is the number of the one Page.
const fanpageID = "104700000000001"

// fanpage is a Page of a social network, which speaks as much of the Graph API as posting
// needs. Photos are uploaded unpublished, and seen with the post that shows them.
type fanpage struct {
	token string
	now   func() time.Time

	mu     sync.Mutex
	next   int
	posts  []leaf // newest first
	photos map[string]photo
}

type photo struct {
	blob
	alt string
}

// leaf is a post as readers of the Page see it.
type leaf struct {
	ID         string
	Message    string
	Link       string
	At         time.Time
	Edited     bool
	photos     []string
	Pictures   []shot
	Paragraphs []string
	Card       string // host of the link whose card is shown
}

func newFanpage(now func() time.Time) *fanpage {
	return &fanpage{token: secret.Token(), now: now, photos: map[string]photo{}}
}

func (f *fanpage) view() []leaf {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := slices.Clone(f.posts)
	for i, one := range list {
		list[i].Paragraphs = strings.Split(one.Message, "\n\n")
		for _, id := range one.photos {
			list[i].Pictures = append(list[i].Pictures, shot{Source: "/facebook/photo/" + id, Alt: f.photos[id].alt})
		}
		if u, err := url.Parse(one.Link); err == nil && one.Link != "" {
			list[i].Card = u.Host
		}
	}
	return list
}

// graph answers the requests of the API.
func (f *fanpage) graph(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, maxRequest)
	file := blob{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if data, err := formFile(r, "source"); err == nil {
			file = blob{mime: http.DetectContentType(data), data: data}
		}
	}
	path, method := r.PathValue("path"), r.Method
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case r.FormValue("access_token") != f.token:
		graphRefuses(rw, 190, 0)
	case path == "me" || path == fanpageID: // the token is the Page's own
		answer(rw, http.StatusOK, map[string]string{"id": fanpageID, "name": "ASEAN – bản thử"})
	case path == fanpageID+"/photos" && method == http.MethodPost && file.data != nil:
		f.next++
		id := strconv.Itoa(f.next)
		f.photos[id] = photo{file, r.FormValue("alt_text_custom")}
		answer(rw, http.StatusOK, map[string]string{"id": id})
	case path == fanpageID+"/feed" && method == http.MethodPost:
		f.post(rw, r)
	case path == fanpageID+"/published_posts":
		found := []map[string]any{}
		for _, one := range f.posts {
			found = append(found, one.shown())
		}
		answer(rw, http.StatusOK, map[string]any{"data": found})
	default:
		f.one(rw, r, path)
	}
}

func (f *fanpage) post(rw http.ResponseWriter, r *http.Request) {
	made := leaf{Message: r.FormValue("message"), Link: r.FormValue("link"), At: f.now()}
	for i := 0; r.Form.Has(fmt.Sprintf("attached_media[%d]", i)); i++ {
		var media struct {
			ID string `json:"media_fbid"`
		}
		if json.Unmarshal([]byte(r.FormValue(fmt.Sprintf("attached_media[%d]", i))), &media) != nil || f.photos[media.ID].data == nil {
			graphRefuses(rw, 100, 0)
			return
		}
		made.photos = append(made.photos, media.ID)
	}
	f.next++
	made.ID = fanpageID + "_" + strconv.Itoa(f.next)
	f.posts = append([]leaf{made}, f.posts...)
	answer(rw, http.StatusOK, made.shown())
}

func (l leaf) shown() map[string]any {
	return map[string]any{"id": l.ID, "message": l.Message, "is_published": true, "created_time": l.At.UTC().Format("2006-01-02T15:04:05+0000"), "permalink_url": "https://www.facebook.com/" + l.ID,
		"attachments": map[string]any{"data": []map[string]string{{"unshimmed_url": l.Link}}}}
}

func (f *fanpage) one(rw http.ResponseWriter, r *http.Request, id string) {
	i := slices.IndexFunc(f.posts, func(l leaf) bool { return l.ID == id })
	switch {
	case i < 0:
		graphRefuses(rw, 100, 33)
	case r.Method == http.MethodGet:
		answer(rw, http.StatusOK, f.posts[i].shown())
	case r.Method == http.MethodDelete:
		f.posts = slices.Delete(f.posts, i, i+1)
		answer(rw, http.StatusOK, map[string]bool{"success": true})
	default:
		f.posts[i].Message, f.posts[i].Edited = r.FormValue("message"), true
		answer(rw, http.StatusOK, map[string]bool{"success": true})
	}
}

// photo serves a picture to readers of the Page.
func (f *fanpage) photo(rw http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	one := f.photos[r.PathValue("id")]
	f.mu.Unlock()
	one.give(rw, r)
}

func graphRefuses(rw http.ResponseWriter, code, subcode int) {
	answer(rw, http.StatusBadRequest, map[string]any{"error": map[string]any{"message": "refused", "type": "OAuthException", "code": code, "error_subcode": subcode}})
}
