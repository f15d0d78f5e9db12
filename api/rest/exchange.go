package rest

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"reflect"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// Exchange is what is known of one request. The edge fills it in as the request comes
// further in.
type Exchange struct {
	RequestID string
	Lang      string // "vi" or "en"
	Path      string
	Query     url.Values
	Address   string // of the one who asks
	Agent     string // the browser in short words
	Actor     right.Actor
	Token     string // of the session, from the cookie; "" without one
	Session   account.Session
	// Stranger is why the credentials that were sent do not work; nil without any.
	Stranger error
	Body     []byte   // as sent
	File     *os.File // what was uploaded, where an operation takes a file
	Keyed    bool     // sent with an Idempotency-Key, on a route that takes one
	// Failed is the error behind a refusal, for the log.
	Failed error
}

// About is what a problem says of the request.
func (x *Exchange) About() problem.About {
	return problem.About{Lang: x.Lang, RequestID: x.RequestID, Path: x.Path}
}

// Place is where the one who asks acts from.
func (x *Exchange) Place() account.Place { return account.Place{Address: x.Address, Agent: x.Agent} }

type exchangeKey struct{}

// WithExchange puts the exchange of a request into its context.
func WithExchange(ctx context.Context, x *Exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

// ExchangeOf reads the exchange of a context; an empty one where there is none.
func ExchangeOf(ctx context.Context) *Exchange {
	if x, ok := ctx.Value(exchangeKey{}).(*Exchange); ok {
		return x
	}
	return &Exchange{Lang: "vi"}
}

// Actor returns who asks; a stranger where nobody signed in.
func Actor(ctx context.Context) right.Actor { return ExchangeOf(ctx).Actor }

// BreakOff ends a request whose answer has begun and cannot be brought to its end: what was
// sent must not pass for the whole.
func BreakOff(ctx context.Context, err error) {
	ExchangeOf(ctx).Failed = err
	panic(http.ErrAbortHandler)
}

func problemType() reflect.Type { return reflect.TypeFor[problem.Problem]() }
