// Package precondition tells whether a reader has a representation already (RFC 9110,
// section 13): it compares what the request names with the validators of the present one.
package precondition

import (
	"net/http"
	"strings"
	"time"
)

// Validators are those of the present representation.
type Validators struct {
	Tag string // entity tag with its quotes
	// Modified is the time of the last change; zero when nobody knows it.
	Modified time.Time
}

// Held reports whether the request says that its sender holds the representation, so that
// 304 is the answer to a GET or HEAD. If-None-Match is compared weakly; only a request
// without it is judged by If-Modified-Since (RFC 9110, section 13.2.2).
func (v Validators) Held(r http.Header) bool {
	if tags, given := r["If-None-Match"]; given {
		for _, list := range tags {
			if matches(list, v.Tag) {
				return true
			}
		}
		return false
	}
	since := r["If-Modified-Since"]
	if len(since) != 1 || v.Modified.IsZero() {
		return false
	}
	at, err := http.ParseTime(since[0])
	return err == nil && !v.Modified.Truncate(time.Second).After(at)
}

// matches looks for tag in the value of If-None-Match: "*" or a list of entity tags. A
// comma may stand inside a tag, so the list is read by its quotes; what is broken ends it.
func matches(list, tag string) bool {
	if strings.Trim(list, " \t") == "*" { // alone, or it is no part of the grammar
		return true
	}
	want := strings.TrimPrefix(tag, "W/")
	for {
		list = strings.TrimLeft(list, " \t,")
		opaque := strings.TrimPrefix(list, "W/")
		if !strings.HasPrefix(opaque, `"`) {
			return false
		}
		end := strings.IndexByte(opaque[1:], '"')
		if end < 0 {
			return false
		}
		if opaque[:end+2] == want {
			return true
		}
		list = opaque[end+2:]
	}
}
