package world

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lantoa/lantoa/internal/secret"
)

// The one account of the network, and what it keeps its posts in.
const (
	networkHandle = "asean-thu.lantoa.example"
	networkDID    = "did:plc:lantoathulantoathulanto2"
	collection    = "app.bsky.feed.post"
)

// network is a server of a social network with one account, which speaks the AT Protocol as
// far as posting needs it. A record that stands under a key is not written over.
type network struct {
	base     string
	password string
	access   string // the token of the newest session

	mu      sync.Mutex
	records map[string]json.RawMessage // by key
	order   []string                   // keys, newest first
	blobs   map[string]blob            // by reference
}

// blob is the bytes of a picture.
type blob struct {
	mime string
	data []byte
}

func newNetwork(base string) *network {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw) // never fails
	letters := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
	password := letters[0:4] + "-" + letters[4:8] + "-" + letters[8:12] + "-" + letters[12:16]
	return &network{base: base, password: password, records: map[string]json.RawMessage{}, blobs: map[string]blob{}}
}

// entry is a post as readers of the network see it.
type entry struct {
	Paragraphs []string
	Link       string
	Shown      string // of the link
	At         time.Time
	Pictures   []shot
	Card       *card
}

type shot struct{ Source, Alt string }

type card struct{ Address, Title, Description, Thumb string }

// record is what a post is made of (app.bsky.feed.post).
type record struct {
	Text      string    `json:"text"`
	CreatedAt time.Time `json:"createdAt"`
	Facets    []struct {
		Features []struct {
			URI string `json:"uri"`
		} `json:"features"`
	} `json:"facets"`
	Embed struct {
		Images []struct {
			Alt   string  `json:"alt"`
			Image blobRef `json:"image"`
		} `json:"images"`
		External *struct {
			URI         string   `json:"uri"`
			Title       string   `json:"title"`
			Description string   `json:"description"`
			Thumb       *blobRef `json:"thumb"`
		} `json:"external"`
	} `json:"embed"`
}

type blobRef struct {
	Ref struct {
		Link string `json:"$link"`
	} `json:"ref"`
}

func (b blobRef) address() string { return "/bluesky/blob/" + b.Ref.Link }

func (n *network) view() []entry {
	n.mu.Lock()
	defer n.mu.Unlock()
	var list []entry
	for _, key := range n.order {
		var r record
		if json.Unmarshal(n.records[key], &r) == nil {
			list = append(list, r.entry())
		}
	}
	return list
}

func (r record) entry() entry {
	e := entry{At: r.CreatedAt}
	for _, facet := range r.Facets {
		for _, feature := range facet.Features {
			if feature.URI != "" {
				e.Link = feature.URI
			}
		}
	}
	e.Paragraphs = strings.Split(r.Text, "\n\n")
	if last := len(e.Paragraphs) - 1; e.Link != "" && last > 0 { // the text ends with what is shown of the link
		e.Shown, e.Paragraphs = e.Paragraphs[last], e.Paragraphs[:last]
	}
	for _, one := range r.Embed.Images {
		e.Pictures = append(e.Pictures, shot{Source: one.Image.address(), Alt: one.Alt})
	}
	if x := r.Embed.External; x != nil {
		e.Card = &card{Address: x.URI, Title: x.Title, Description: x.Description}
		if x.Thumb != nil {
			e.Card.Thumb = x.Thumb.address()
		}
	}
	return e
}

// xrpc answers the methods of the protocol.
func (n *network) xrpc(rw http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r.Body = http.MaxBytesReader(rw, r.Body, maxRequest)
	method := r.PathValue("method")
	if method == "com.atproto.server.createSession" {
		n.signIn(rw, r)
		return
	}
	if given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); given == "" || given != n.access {
		networkRefuses(rw, http.StatusBadRequest, "InvalidToken")
		return
	}
	switch method {
	case "com.atproto.server.getSession":
		answer(rw, http.StatusOK, map[string]any{"did": networkDID, "handle": networkHandle, "active": true})
	case "com.atproto.repo.uploadBlob":
		n.upload(rw, r)
	case "com.atproto.repo.putRecord":
		n.put(rw, r)
	case "com.atproto.repo.getRecord":
		n.get(rw, r)
	case "com.atproto.repo.deleteRecord":
		n.remove(rw, r)
	case "com.atproto.repo.listRecords":
		n.list(rw)
	default:
		networkRefuses(rw, http.StatusNotImplemented, "MethodNotImplemented")
	}
}

func (n *network) signIn(rw http.ResponseWriter, r *http.Request) {
	var in struct{ Identifier, Password string }
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Identifier != networkHandle || in.Password != n.password {
		networkRefuses(rw, http.StatusUnauthorized, "AuthenticationRequired")
		return
	}
	n.access = secret.Token()
	answer(rw, http.StatusOK, map[string]any{"did": networkDID, "handle": networkHandle, "active": true, "accessJwt": n.access, "refreshJwt": secret.Token()})
}

func (n *network) upload(rw http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(r.Body)
	if err != nil || len(data) == 0 {
		networkRefuses(rw, http.StatusBadRequest, "InvalidRequest")
		return
	}
	sum := sha256.Sum256(data)
	ref := "bafkrei" + hex.EncodeToString(sum[:])
	kind := http.DetectContentType(data)
	n.blobs[ref] = blob{mime: kind, data: data}
	answer(rw, http.StatusOK, map[string]any{"blob": map[string]any{"$type": "blob", "ref": map[string]string{"$link": ref}, "mimeType": kind, "size": len(data)}})
}

// recordInput is what names a record in every request about one.
type recordInput struct {
	Repo, Collection, Rkey string
	Record                 json.RawMessage
}

func (n *network) put(rw http.ResponseWriter, r *http.Request) {
	var in recordInput
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Repo != networkDID || in.Collection != collection || in.Rkey == "" {
		networkRefuses(rw, http.StatusBadRequest, "InvalidRequest")
		return
	}
	if old, there := n.records[in.Rkey]; there && string(old) != string(in.Record) {
		networkRefuses(rw, http.StatusBadRequest, "InvalidSwap")
		return
	} else if !there {
		n.order = append([]string{in.Rkey}, n.order...)
	}
	n.records[in.Rkey] = in.Record
	answer(rw, http.StatusOK, n.named(in.Rkey))
}

func (n *network) named(key string) map[string]any {
	return map[string]any{"uri": "at://" + networkDID + "/" + collection + "/" + key, "cid": "bafyrei" + key, "value": n.records[key]}
}

func (n *network) get(rw http.ResponseWriter, r *http.Request) {
	key := r.URL.Query().Get("rkey")
	if _, there := n.records[key]; !there {
		networkRefuses(rw, http.StatusBadRequest, "RecordNotFound")
		return
	}
	answer(rw, http.StatusOK, n.named(key))
}

func (n *network) remove(rw http.ResponseWriter, r *http.Request) {
	var in recordInput
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		networkRefuses(rw, http.StatusBadRequest, "InvalidRequest")
		return
	}
	delete(n.records, in.Rkey)
	n.order = slices.DeleteFunc(n.order, func(key string) bool { return key == in.Rkey })
	answer(rw, http.StatusOK, map[string]any{})
}

func (n *network) list(rw http.ResponseWriter) {
	found := []map[string]any{}
	for _, key := range n.order {
		found = append(found, n.named(key))
	}
	answer(rw, http.StatusOK, map[string]any{"records": found})
}

// blob serves a picture to readers of the network.
func (n *network) blob(rw http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	one := n.blobs[r.PathValue("ref")]
	n.mu.Unlock()
	one.give(rw, r)
}

func networkRefuses(rw http.ResponseWriter, status int, name string) {
	answer(rw, status, map[string]string{"error": name, "message": name})
}
