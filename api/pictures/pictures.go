// Package pictures serves the files of published pictures at /media/{hash}.{jpg|png}.
//
// A file is there for as long as a story that shows it is, and an hour after a correction
// took it out: what is under embargo, was never published or was withdrawn is not there, and
// looks like what never was.
package pictures

import (
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/render"
)

// Options are what the pictures work with; all are required.
type Options struct {
	Public published.Files
	Blobs  media.Blobs
	Log    *slog.Logger
}

// Pictures serves the files.
type Pictures struct{ o Options }

// New makes Pictures.
func New(o Options) *Pictures { return &Pictures{o: o} }

// Mount registers the addresses.
func (p *Pictures) Mount(r gin.IRoutes) {
	r.GET("/media/:file", p.serve)
	r.HEAD("/media/:file", p.serve)
}

// The bytes at an address never change, but a story may be withdrawn: whoever keeps them
// asks again after ten minutes.
const keep = "public, max-age=600"

func (p *Pictures) serve(c *gin.Context) {
	header := c.Writer.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin") // agencies show them on their pages
	name := c.Param("file")
	hash, _, _ := strings.Cut(name, ".")
	if !isHash(hash) { // no text that comes from outside goes further
		p.none(c, nil)
		return
	}
	file, err := p.o.Public.File(c.Request.Context(), hash)
	if err != nil || "/media/"+name != (render.Addresses{}).Picture(media.File{Hash: hash, Type: file.Type}) {
		p.none(c, err)
		return
	}
	etag := `"` + hash + `"`
	header.Set("ETag", etag)
	header.Set("Cache-Control", keep)
	if strings.Contains(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		return
	}
	body, err := p.o.Blobs.Open(c.Request.Context(), hash)
	if err != nil {
		header.Del("ETag")
		p.none(c, err)
		return
	}
	defer func() { _ = body.Close() }()
	header.Set("Content-Type", file.Type)
	header.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		return
	}
	if _, err := io.Copy(c.Writer, body); err != nil && c.Request.Context().Err() == nil && !errors.Is(err, http.ErrBodyNotAllowed) {
		p.o.Log.Warn("a picture could not be sent whole", "hash", hash, "error", err)
		panic(http.ErrAbortHandler) // what was sent must not pass for the whole
	}
}

// isHash reports whether a name is a SHA-256 as addresses spell it.
func isHash(name string) bool {
	return len(name) == 2*sha256.Size && strings.Trim(name, "0123456789abcdef") == ""
}

// none answers that there is no such picture, or that it cannot be had now.
func (p *Pictures) none(c *gin.Context, err error) {
	c.Header("Cache-Control", "no-store")
	if err != nil && !fault.Is(err, fault.NotFound) && c.Request.Context().Err() == nil {
		p.o.Log.Error("a picture could not be served", "error", err)
		c.String(http.StatusServiceUnavailable, "The picture cannot be had now; try again.\n")
		return
	}
	c.String(http.StatusNotFound, "There is no such picture.\n")
}
