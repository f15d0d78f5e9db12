package world

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// tolerance is how far a message's timestamp may be from the receiver's clock; five
// minutes both ways, as the libraries of Standard Webhooks have it.
const tolerance = 5 * time.Minute

// inbox takes signed events and shows the newest version of each story.
type inbox struct {
	nameVI, nameEN string
	secret         string // whsec_…
	key            []byte
	now            func() time.Time

	mu      sync.Mutex
	seen    map[string]bool // webhook-id: a repeat is taken and dropped
	stories []inboxStory    // newest arrival first
	repeats int
}

type inboxStory struct {
	ID, Title, Summary, URL, Language string
	Author                            string
	Version                           int
	Status                            string
	Note                              string
	Cover                             *inboxPicture // nil without pictures
	At                                time.Time
}

func newInbox(nameVI, nameEN string, now func() time.Time) *inbox {
	const keyLength = 32
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails
	return &inbox{nameVI: nameVI, nameEN: nameEN, key: key, secret: "whsec_" + base64.StdEncoding.EncodeToString(key), now: now, seen: map[string]bool{}}
}

// inboxView is the inbox as its page shows it.
type inboxView struct {
	NameVI, NameEN string
	Stories        []inboxStory
	Repeats        int
}

func (b *inbox) view() inboxView {
	b.mu.Lock()
	defer b.mu.Unlock()
	return inboxView{NameVI: b.nameVI, NameEN: b.nameEN, Stories: slices.Clone(b.stories), Repeats: b.repeats}
}

// inboxEvent is the part of an event that the page shows.
type inboxEvent struct {
	Type string
	Data struct {
		ID, Title, Summary, URL, Language, Author, Status string
		Version                                           int
		Notes                                             []struct{ Text string }
		Pictures                                          []inboxPicture // the cover first
	}
}

// inboxPicture is a picture at its sender's address.
type inboxPicture struct{ URL, Alt, Caption, Credit, Licence string }

// take receives one message: wrong signatures are refused, repeats dropped.
func (b *inbox) take(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxRequest))
	if err != nil {
		http.Error(rw, "the body is too large or was cut off", http.StatusRequestEntityTooLarge)
		return
	}
	if !b.signed(r.Header, body) {
		http.Error(rw, "the signature does not fit", http.StatusUnauthorized)
		return
	}
	var event inboxEvent
	if err := json.Unmarshal(body, &event); err != nil {
		http.Error(rw, "the body is not JSON", http.StatusBadRequest)
		return
	}
	b.keep(r.Header.Get("webhook-id"), event)
	rw.WriteHeader(http.StatusNoContent)
}

func (b *inbox) keep(id string, event inboxEvent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen[id] {
		b.repeats++
		return
	}
	b.seen[id] = true
	if !strings.HasPrefix(event.Type, "article.") {
		return
	}
	d := event.Data
	one := inboxStory{ID: d.ID, Title: d.Title, Summary: d.Summary, URL: d.URL, Language: d.Language, Author: d.Author, Version: d.Version, Status: d.Status, At: b.now()}
	if len(d.Notes) > 0 {
		one.Note = d.Notes[0].Text
	}
	if len(d.Pictures) > 0 {
		one.Cover = &d.Pictures[0]
	}
	// Order is not guaranteed on the way; the version decides.
	b.stories = slices.DeleteFunc(b.stories, func(old inboxStory) bool { return old.ID == one.ID && old.Version <= one.Version })
	b.stories = append([]inboxStory{one}, b.stories...)
}

// signed checks a message as the specification asks: the timestamp is near, and one of
// the signatures fits id, timestamp and the very bytes of the body.
func (b *inbox) signed(header http.Header, body []byte) bool {
	stamp := header.Get("webhook-timestamp")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || b.now().Sub(time.Unix(at, 0)).Abs() > tolerance {
		return false
	}
	mac := hmac.New(sha256.New, b.key)
	mac.Write([]byte(header.Get("webhook-id") + "." + stamp + "."))
	mac.Write(body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	return slices.ContainsFunc(strings.Fields(header.Get("webhook-signature")), func(given string) bool {
		return hmac.Equal([]byte(given), []byte(want))
	})
}
