package feeds

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"

	"github.com/lantoa/lantoa/api/feeds/precondition"
	"github.com/lantoa/lantoa/internal/feed"
)

// compression is the level of gzip: its bytes are made once and sent many times.
const compression = gzip.BestCompression

// entry is a feed's bytes as of a mark. Nothing in it changes once it is stored.
type entry struct {
	content
	plain variant
	gzip  variant
}

// variant is one encoding of the bytes with its header, whose values are made once.
type variant struct {
	body       []byte
	validators precondition.Validators
	whole      []field // of 200
	held       []field // of 304 (RFC 9110, section 15.4.5)
}

// field is a header field under its canonical name.
type field struct {
	name   string
	values []string
}

// content is what an entry is made of.
type content struct {
	mark   mark
	tag    string // of the body
	format feed.Format
	body   []byte
}

func newEntry(c content) (*entry, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, compression)
	if err != nil {
		return nil, fmt.Errorf("compress the feed: %w", err)
	}
	if _, err := w.Write(c.body); err != nil {
		return nil, fmt.Errorf("compress the feed: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress the feed: %w", err)
	}
	return c.entry(bytes.Clone(packed.Bytes())), nil
}

func (c content) entry(packed []byte) *entry {
	return &entry{content: c, plain: newVariant(c, c.body, ""), gzip: newVariant(c, packed, "gzip")}
}

// newVariant makes a variant; coding is "" for the bytes as they are. A strong tag names
// bytes, so that each encoding has its own.
func newVariant(c content, body []byte, coding string) variant {
	tag := `"` + c.tag + `"`
	if coding != "" {
		tag = `"` + c.tag + "-" + coding + `"`
	}
	v := variant{body: body, validators: precondition.Validators{Tag: tag, Modified: c.mark.modified}}
	v.held = []field{
		{"Etag", []string{tag}},
		{"Last-Modified", []string{c.mark.modified.Format(http.TimeFormat)}},
		{"Cache-Control", []string{"public, max-age=60, stale-while-revalidate=300"}},
		{"Vary", []string{"Accept-Encoding"}},
	}
	v.whole = append([]field{
		{"Content-Type", []string{c.format.ContentType()}},
		{"Content-Length", []string{strconv.Itoa(len(body))}},
		{"X-Content-Type-Options", []string{"nosniff"}},
	}, v.held...)
	if coding != "" {
		v.whole = append(v.whole, field{"Content-Encoding", []string{coding}})
	}
	return v
}

// at is the same bytes as of another mark.
func (e *entry) at(m mark) *entry {
	moved := e.content
	moved.mark = m
	return moved.entry(e.gzip.body)
}

// write answers a GET or HEAD.
func (e *entry) write(c *gin.Context) {
	v := &e.plain
	if acceptsGzip(c.Request.Header["Accept-Encoding"]) {
		v = &e.gzip
	}
	if v.validators.Held(c.Request.Header) {
		v.header(c, v.held)
		c.Writer.WriteHeader(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return
	}
	v.header(c, v.whole)
	c.Writer.WriteHeader(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	if _, err := c.Writer.Write(v.body); err != nil {
		c.Abort() // the reader went away
	}
}

func (v *variant) header(c *gin.Context, fields []field) {
	h := c.Writer.Header()
	for i := range fields {
		h[fields[i].name] = fields[i].values
	}
}

// acceptsGzip reads Accept-Encoding (RFC 9110, section 12.5.3): gzip, or its old name, or
// anything, unless its weight is zero.
func acceptsGzip(values []string) bool {
	star := false
	for _, value := range values {
		for value != "" {
			var one string
			one, value, _ = strings.Cut(value, ",")
			coding, weight, _ := strings.Cut(one, ";")
			switch coding = strings.TrimSpace(coding); {
			case strings.EqualFold(coding, "gzip"), strings.EqualFold(coding, "x-gzip"):
				return !isZero(weight)
			case coding == "*":
				star = !isZero(weight)
			}
		}
	}
	return star
}

// isZero reports whether a parameter is a weight of zero: "q=0" with up to three decimals.
func isZero(parameter string) bool {
	name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
	value = strings.TrimSpace(value)
	return strings.EqualFold(strings.TrimSpace(name), "q") && value != "" && strings.Trim(value, "0.") == ""
}
