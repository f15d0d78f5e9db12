package rest

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// One is the answer with one object.
type One[T any] struct {
	ETag string `header:"ETag" doc:"Goes into If-Match of the next write"`
	Body T
}

// Made is the answer with an object that was just made.
type Made[T any] struct {
	ETag     string `header:"ETag" doc:"Goes into If-Match of the next write"`
	Location string `header:"Location" doc:"Address of what was made"`
	Body     T
}

// Created answers with a new object at a path below [Base], and its version as the entity
// tag.
func Created[T any](r *Router, path string, version int, body T) *Made[T] {
	return &Made[T]{ETag: quote(version), Location: r.Address(path), Body: body}
}

// Plain is the answer with something that no write depends on, and that therefore has no
// entity tag.
type Plain[T any] struct{ Body T }

// Versioned answers with an object and its version as the entity tag.
func Versioned[T any](version int, body T) *One[T] { return &One[T]{ETag: quote(version), Body: body} }

// Empty is the answer without a body.
type Empty struct{}

// Matching is embedded where a write depends on the version that was read.
type Matching struct {
	IfMatch string `header:"If-Match" doc:"The ETag that was read"`
}

// Version reads If-Match of a write that needs it: fault.VersionRequired without,
// fault.StaleVersion when it cannot be a present version.
func (m Matching) Version() (int, error) {
	if m.IfMatch == "" {
		return 0, fault.New(fault.VersionRequired, fault.T("Việc ghi này cần If-Match.", "This write needs If-Match."))
	}
	return version(m.IfMatch)
}

// Optional reads If-Match of an act that does not need it; 0 without.
func (m Matching) Optional() (int, error) {
	if m.IfMatch == "" {
		return 0, nil
	}
	return version(m.IfMatch)
}

// version takes one strong entity tag, as this API gives them. The star would let a write
// pass over words that its writer never saw.
func version(tag string) (int, error) {
	if len(tag) < 2 || !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) || strings.Count(tag, `"`) != 2 {
		return 0, fault.Invalid("header:If-Match", fault.T(`cần đúng một ETag đã đọc, ví dụ "3"`, `takes exactly one ETag that was read, such as "3"`))
	}
	n, err := strconv.Atoi(tag[1 : len(tag)-1])
	if err != nil || n < 1 {
		return 0, fault.New(fault.StaleVersion, fault.T("ETag này không phải của bản hiện tại.", "This ETag is not that of the present version."))
	}
	return n, nil
}

// Put is the answer of a PUT that may also make the object, see [Op].Makes.
type Put[T any] struct {
	Status   int
	ETag     string `header:"ETag" doc:"Goes into If-Match of the next write"`
	Location string `header:"Location" doc:"Address of what was made"`
	Body     T
}

// PutAt answers a PUT at a path below [Base]; made says that there was nothing before.
func PutAt[T any](r *Router, path string, made bool, version int, body T) *Put[T] {
	if !made {
		return &Put[T]{Status: http.StatusOK, ETag: quote(version), Body: body}
	}
	return &Put[T]{Status: http.StatusCreated, ETag: quote(version), Location: r.Address(path), Body: body}
}

// Creating is embedded where a PUT may also make the object.
type Creating struct {
	Matching
	IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"* makes the object, where there is none"`
}

// Fresh reports whether the object is to be made.
func (c Creating) Fresh() bool { return c.IfNoneMatch == "*" }
