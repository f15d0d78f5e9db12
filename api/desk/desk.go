// Package desk serves the editors' UI below /desk/: one page for every address of it, and the
// hashed assets which that page loads. It asks nobody who they are; the page does, over
// the API.
package desk

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"
)

// Base is the path below which the UI lives.
const Base = "/desk/"

// policy is the Content-Security-Policy of the page. Everything is its own; styles that the
// components make at run time bear the nonce of the answer.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; font-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; frame-src 'self' blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// House is what the page must know before anybody is signed in.
type House struct {
	Site   string `json:"site"`
	Zone   string `json:"zone"`   // IANA name of the newsroom's zone
	Public string `json:"public"` // address of the installation, without a slash at its end
	SSO    string `json:"sso"`    // name of the provider of identities; empty where there is none
	Lang   string `json:"lang"`   // of those who have not chosen one: vi or en
	// Version is that of the program; a page of another one offers to load anew.
	Version string `json:"version"`
	// Cookie is the name of the session's cookie; the page is told whether it came along, so
	// that it asks who is signed in only where somebody may be.
	Cookie string `json:"-"`
}

// Desk serves the UI.
type Desk struct {
	index  string
	cookie string
	assets map[string]asset // by path below [Base]
}

// asset is a file of the build. It is compressed when it is first asked for: a start, of
// which tests make hundreds, should not wait for it.
type asset struct {
	kind   string
	plain  []byte
	zipped func() []byte // nil where compression is of no use
}

// New makes the desk from a build, which has index.html at its top. A build without one is
// that of a binary without the UI: its pages say so.
func New(built fs.FS, house House) (*Desk, error) {
	d := &Desk{cookie: house.Cookie, assets: map[string]asset{}}
	told, err := json.Marshal(house)
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	page, err := fs.ReadFile(built, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	} else if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	d.index = strings.ReplaceAll(string(page), "{{house}}", html.EscapeString(string(told)))
	err = fs.WalkDir(built, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == "index.html" {
			return err
		}
		content, err := fs.ReadFile(built, name)
		if err != nil {
			return err
		}
		d.assets[name] = pack(name, content)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return d, nil
}

func pack(name string, content []byte) asset {
	one := asset{kind: mime.TypeByExtension(path.Ext(name)), plain: content}
	if one.kind == "" {
		one.kind = "application/octet-stream"
	}
	if path.Ext(name) != ".woff2" { // which is compressed by itself
		one.zipped = sync.OnceValue(func() []byte { return zip(content) })
	}
	return one
}

// zip compresses as well as gzip can; a write into memory does not fail.
func zip(content []byte) []byte {
	var zipped bytes.Buffer
	w, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	return zipped.Bytes()
}

// Mount implements api.Mounter.
func (d *Desk) Mount(r gin.IRoutes) {
	to := func(c *gin.Context) { c.Redirect(http.StatusPermanentRedirect, Base) }
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, strings.TrimSuffix(Base, "/"), to)
		r.Handle(method, Base+"*path", d.serve)
	}
}

// serve answers with an asset, or with the page for every address that is none.
func (d *Desk) serve(c *gin.Context) {
	name := strings.TrimPrefix(c.Param("path"), "/")
	one, found := d.assets[name]
	switch {
	case found:
		d.asset(c, name, one)
	case strings.HasPrefix(name, "assets/"): // of another build; never the page in its place
		c.Header("Cache-Control", "no-store")
		c.String(http.StatusNotFound, "There is no such file in this version.\n")
	case d.index == "":
		c.String(http.StatusNotFound, "This lantoa was built without the desk (tag no_ui).\n")
	default:
		d.page(c)
	}
}

func (d *Desk) asset(c *gin.Context, name string, one asset) {
	age := "no-cache"
	if strings.HasPrefix(name, "assets/") { // their names change with their bytes
		age = "public, max-age=31536000, immutable"
	}
	c.Header("Cache-Control", age)
	content := one.plain
	if one.zipped != nil {
		c.Header("Vary", "Accept-Encoding")
		if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
			c.Header("Content-Encoding", "gzip")
			content = one.zipped()
		}
	}
	c.Data(http.StatusOK, one.kind, content)
}

// page answers with the page, and lets styles in that bear this answer's nonce alone.
func (d *Desk) page(c *gin.Context) {
	var random [18]byte
	_, _ = rand.Read(random[:]) // never fails
	nonce := base64.StdEncoding.EncodeToString(random[:])
	c.Header("Content-Security-Policy", fmt.Sprintf(policy, nonce))
	c.Header("Cache-Control", "no-cache")
	session := "no"
	if cookie, err := c.Cookie(d.cookie); err == nil && cookie != "" {
		session = "yes"
	}
	page := strings.NewReplacer("{{nonce}}", nonce, "{{session}}", session).Replace(d.index)
	c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(page))
}
