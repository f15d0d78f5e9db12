// Package evidence keeps what was asked of a destination and what it answered, for people
// who must show it one day, without any secret.
//
// A [Recorder] travels in the context of one try. The way out of the house writes every
// exchange into it, whoever opens a credential tells it what to hide, and nothing leaves it
// before all that was hidden by then is taken out.
package evidence

import (
	"context"
	"time"
)

// Exchange is one request and what came of it.
type Exchange struct {
	At time.Time `json:"at"` // when the request began
	// Took is the time to the last byte that was read of the answer, or to the failure, in
	// milliseconds.
	Took    int64  `json:"took_ms"`
	Method  string `json:"method"`
	Address string `json:"address"` // without user and password; secrets are masked
	Request Part   `json:"request"`
	// Status is that of the answer; 0 when there was none.
	Status int  `json:"status,omitempty"`
	Answer Part `json:"answer"`
	// Problem is the machine word for what kept the answer away, or cut it short.
	Problem string `json:"problem,omitempty"`
}

// Part is one direction of an exchange.
type Part struct {
	Header []Header `json:"header,omitempty"` // those of a short list, by name
	// Body is the beginning of the body as far as it is text, secrets masked.
	Body string `json:"body,omitempty"`
	// Cut says that the body is longer than what is kept of it.
	Cut   bool  `json:"cut,omitempty"`
	Bytes int64 `json:"bytes"` // of the whole body, as far as it went
	// SHA256 is that of the whole body in hex, as far as it went; "" for an empty body, and
	// where a secret was masked: a hash would let short ones be guessed.
	SHA256 string `json:"sha256,omitempty"`
}

// Header is one header.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// What is kept of one try.
const (
	MaxExchanges = 64        // more are counted
	MaxBody      = 16 << 10  // bytes of one body
	MaxBodies    = 256 << 10 // bytes of all bodies
	maxValue     = 500       // bytes of a header
	maxAddress   = 2000      // bytes
)

type recorderKey struct{}

// With gives a context its recorder.
func With(ctx context.Context, r *Recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, r)
}

// Of returns the recorder of a context; nil, which takes everything and keeps nothing, where
// there is none.
func Of(ctx context.Context) *Recorder {
	r, _ := ctx.Value(recorderKey{}).(*Recorder)
	return r
}
