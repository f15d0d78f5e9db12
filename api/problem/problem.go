// Package problem turns errors into RFC 9457 problem details. It is the one place that
// knows status numbers.
package problem

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// FieldError is one faulty place of a request.
type FieldError struct {
	Pointer string `json:"pointer" doc:"JSON pointer (RFC 6901) of the place in the body, or query:, header: or path: with the name of the parameter" example:"/facets/areas/0"`
	Detail  string `json:"detail" doc:"What is wrong there, and what would be right"`
}

// Present is what stands in the place of something stale; a merge starts from it.
type Present struct {
	Version  int        `json:"version" doc:"The present version, which goes into If-Match"`
	Revision string     `json:"revision,omitempty" doc:"Id of the newest saved text"`
	SavedBy  string     `json:"saved_by,omitempty" doc:"Id of the person who saved it, or who took over what you were typing"`
	SavedAt  *time.Time `json:"saved_at,omitempty"`
	Kept     string     `json:"kept,omitempty" doc:"Id of the revision that keeps your words, where somebody took them over"`
}

func presentOf(p *fault.Present) *Present {
	if p == nil {
		return nil
	}
	shape := Present{Version: p.Version, Revision: p.Revision, SavedBy: p.By, Kept: p.Kept}
	if !p.At.IsZero() {
		at := p.At.UTC()
		shape.SavedAt = &at
	}
	return &shape
}

// Problem is an RFC 9457 problem with the members of this API.
type Problem struct {
	Type      string       `json:"type" format:"uri" doc:"Permanent address of the kind of problem; a page that explains it"`
	Title     string       `json:"title" doc:"The kind of problem in words"`
	Status    int          `json:"status" doc:"The HTTP status"`
	Detail    string       `json:"detail,omitempty" doc:"This very case in words"`
	Instance  string       `json:"instance,omitempty" doc:"The path that was asked for"`
	Code      string       `json:"code" doc:"Stable code for programs" example:"validation_failed"`
	Errors    []FieldError `json:"errors,omitempty" nullable:"false" doc:"Every faulty place, all at once"`
	Present   *Present     `json:"present,omitempty" doc:"Of stale_version: what stands there now, where that is known"`
	RequestID string       `json:"request_id" doc:"Names this request in the server's log"`
	Remedy    string       `json:"remedy" doc:"What to do about it"`

	lang  string
	retry int // seconds; 0 when nobody knows
}

// About is what a problem says of its request.
type About struct {
	Lang      string // "vi" or "en"
	RequestID string
	Path      string
}

// Error returns code and detail.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus returns the status to huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of RFC 9457 to huma.
func (p *Problem) ContentType(string) string { return ContentType }

// GetHeaders returns the headers of the answer to huma.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{"Content-Language": {p.lang}, "Vary": {"Accept-Language"}}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="lantoa"`) // RFC 9110, 11.6.1
	}
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	return h
}

// ContentType is the media type of problems.
const ContentType = "application/problem+json"

// Path is where the pages that explain codes stand below the public address.
const Path = "/problems/"

// Book writes problems of one installation.
type Book struct {
	public string
	words  []wording
}

// NewBook makes a Book; public is the address of the installation, without a slash at
// its end.
func NewBook(public string) *Book { return &Book{public: public, words: compile()} }

// Of turns an error into the problem that a person reads. What is no *fault.Error shows nothing of itself.
func (b *Book) Of(err error, about About) *Problem {
	e, ok := fault.As(err)
	switch {
	case ok:
	case errors.Is(err, context.DeadlineExceeded):
		e = fault.New(fault.Unavailable, fault.T("Quá thời gian chờ.", "It took too long."))
	default:
		e = fault.New(fault.Internal, fault.Text{})
	}
	d := e.Code.Definition()
	p := &Problem{Type: b.public + Path + string(e.Code), Title: d.Title.In(about.Lang), Status: Status(d.Kind), Detail: e.Detail.In(about.Lang),
		Instance: about.Path, Code: string(e.Code), RequestID: about.RequestID, Remedy: d.Remedy.In(about.Lang), lang: about.Lang}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldError{Pointer: f.Pointer, Detail: f.Detail.In(about.Lang)})
	}
	p.Present = presentOf(e.Present)
	if e.RetryAfter > 0 {
		p.retry = Seconds(e.RetryAfter)
	}
	return p
}

// Seconds is a wait as Retry-After says it: rounded up, never too early.
func Seconds(wait time.Duration) int { return int((wait + time.Second - 1) / time.Second) }

// Status returns the HTTP status of a kind of error.
func Status(kind fault.Kind) int {
	switch kind {
	case fault.KindMalformed:
		return http.StatusBadRequest
	case fault.KindInvalid:
		return http.StatusUnprocessableEntity
	case fault.KindUnauthenticated:
		return http.StatusUnauthorized
	case fault.KindDenied:
		return http.StatusForbidden
	case fault.KindNotFound:
		return http.StatusNotFound
	case fault.KindGone:
		return http.StatusGone
	case fault.KindMethod:
		return http.StatusMethodNotAllowed
	case fault.KindConflict:
		return http.StatusConflict
	}
	return otherStatus(kind)
}

func otherStatus(kind fault.Kind) int {
	switch kind {
	case fault.KindStale:
		return http.StatusPreconditionFailed
	case fault.KindConditionMissing:
		return http.StatusPreconditionRequired
	case fault.KindTooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.KindMediaType:
		return http.StatusUnsupportedMediaType
	case fault.KindLimited:
		return http.StatusTooManyRequests
	case fault.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Lang chooses "vi" or "en" by an Accept-Language header (RFC 9110, 12.5.4); Vietnamese
// where it prefers neither.
func Lang(accept string) string {
	best, chosen := 0.0, "vi"
	for one := range strings.SplitSeq(accept, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(one), ";")
		lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if lang != "vi" && lang != "en" {
			continue
		}
		q := 1.0
		if value, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(value, 64); err != nil {
				q = 0
			}
		}
		if q > best || q == best && q > 0 && lang == "vi" {
			best, chosen = q, lang
		}
	}
	return chosen
}
