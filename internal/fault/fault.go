// Package fault is the one vocabulary of errors that may be shown to a person.
//
// Every such error carries a stable [Code] from [Catalogue], a sentence about this
// very case in Vietnamese and English, the faulty fields by JSON pointer (RFC 6901)
// and, hidden from the person, the cause for the log. Anything that is not an
// [*Error] is an internal error: it is logged and never shown.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Text is one sentence in the two languages of the product.
type Text struct {
	VI string
	EN string
}

// In returns the sentence in a language of the product ("vi" or "en"), Vietnamese when
// lang is neither.
func (t Text) In(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return t.EN
	}
	return t.VI
}

// For returns the words for readers of a text in lang (BCP 47): Vietnamese for Vietnamese,
// English for all others.
func (t Text) For(lang string) string {
	if primary, _, _ := strings.Cut(lang, "-"); strings.EqualFold(primary, "vi") {
		return t.VI
	}
	return t.EN
}

// IsZero reports whether no sentence was given.
func (t Text) IsZero() bool { return t == Text{} }

// T makes a Text.
func T(vi, en string) Text { return Text{VI: vi, EN: en} }

// Tf makes a Text from two formats that take the same arguments.
func Tf(vi, en string, args ...any) Text {
	return Text{VI: fmt.Sprintf(vi, args...), EN: fmt.Sprintf(en, args...)}
}

// Field is one faulty place of an input.
type Field struct {
	// Pointer is the JSON pointer of the place in the body ("/facets/pillars/0"), or
	// the name of a path, query or header parameter ("query:limit").
	Pointer string
	// Detail says what is wrong there and what would be right.
	Detail Text
}

// Error is an error with two faces: what a person is told, and the cause for the log.
type Error struct {
	Code       Code
	Detail     Text
	Fields     []Field
	RetryAfter time.Duration // zero when nobody knows
	// Present tells of a stale version what stands there now; nil where that is not known.
	Present *Present
	cause   error
}

// Present is what stands in the place of something stale. Its empty fields do not apply.
type Present struct {
	Version  int
	Revision string // the newest saved text
	By       string // who saved it, by id
	At       time.Time
	Kept     string // the revision that keeps the words of whoever is told this
}

// New makes an error of the given code; detail is about this case, not about the code.
func New(code Code, detail Text) *Error { return &Error{Code: code, Detail: detail} }

// Invalid makes a validation error with one faulty field.
func Invalid(pointer string, detail Text) *Error {
	return &Error{Code: ValidationFailed, Fields: []Field{{Pointer: pointer, Detail: detail}}}
}

// At returns a copy of the error with one more faulty field.
func (e *Error) At(pointer string, detail Text) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Pointer: pointer, Detail: detail})
	return &c
}

// Holding returns a copy of the error that tells what stands there now.
func (e *Error) Holding(p Present) *Error {
	c := *e
	c.Present = &p
	return &c
}

// Because returns a copy of the error that carries its cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// After returns a copy of the error that says when to try again.
func (e *Error) After(d time.Duration) *Error {
	c := *e
	c.RetryAfter = d
	return &c
}

// Error returns the English face with its fields and the cause; it is for logs.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.Detail.EN != "" {
		b.WriteString(": " + e.Detail.EN)
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Pointer, f.Detail.EN)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Kind is the kind of the error's code.
func (e *Error) Kind() Kind { return e.Code.Definition().Kind }

// As finds the first *Error in the chain of err.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is reports whether err carries the given code.
func Is(err error, code Code) bool {
	e, ok := As(err)
	return ok && e.Code == code
}

// Fields gathers the faulty fields of one input, so that all are reported at once.
type Fields struct{ list []Field }

// Add notes a faulty field.
func (f *Fields) Add(pointer string, detail Text) {
	f.list = append(f.list, Field{Pointer: pointer, Detail: detail})
}

// AddError notes the fields of a validation error under a prefix; any other error is
// given back, nil when there was none.
func (f *Fields) AddError(prefix string, err error) error {
	if err == nil {
		return nil
	}
	e, ok := As(err)
	if !ok || e.Code != ValidationFailed {
		return err
	}
	for _, one := range e.Fields {
		f.Add(prefix+one.Pointer, one.Detail)
	}
	return nil
}

// Err is nil when no field was noted, otherwise one validation error with all of them.
func (f *Fields) Err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Code: ValidationFailed, Fields: f.list}
}

// Explains tells an error that explains itself to people from one of the machine.
func Explains(err error) bool {
	e, ok := As(err)
	return ok && e.Kind() != KindUnavailable && e.Kind() != KindInternal
}
