// Package rest holds the conventions that every resource of the API shares: how an
// operation is registered, who asks, entity tags, pages with signed cursors, idempotency
// keys, and bodies that are read safely.
package rest

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/idempotency"
	"github.com/lantoa/lantoa/internal/right"
)

// Base is the path under which the API lives.
const Base = "/api/v1"

// Options are what a Router works with.
type Options struct {
	Routes  gin.IRoutes // what it registers on, already below [Base]
	Public  string      // address of the installation, without a slash at its end
	Book    *problem.Book
	Guard   idempotency.Guard
	Cursors Cursors
	Spool   string // folder on a disk for files that come in; "" is the system's for such
	Now     func() time.Time
	// Identify finds who asks and puts it into the exchange; credentials that do not work
	// make a stranger. The error is that of a broken house.
	Identify func(c *gin.Context) error
}

// Router registers operations.
type Router struct {
	o      Options
	api    huma.API
	berths *berths
}

// New makes a Router without operations.
func New(o Options) *Router {
	r := &Router{o: o, berths: newBerths()}
	config := huma.DefaultConfig("lantoa", "1")
	config.Info.Description = description
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema member in answers
	config.RejectUnknownQueryParameters = true
	config.Transformers = []huma.Transformer{r.translate}
	config.Servers = []*huma.Server{{URL: Base}}
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: Cookie(o.Public), Description: "Set by POST /session."},
		"key":     {Type: "http", Scheme: "bearer", Description: "An API key, made by POST /people/{id}/keys."},
	}
	r.api = huma.NewAPI(config, adapter{o.Routes})
	return r
}

// schemaName names a schema as its Go type, and a page of X as XList.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if of, ok := strings.CutPrefix(name, "Page"); ok && strings.HasPrefix(t.Name(), "Page[") {
		return of + "List"
	}
	return name
}

// Cookie is the name of the session's cookie for an installation at a public address. Over
// https its prefix keeps neighbours below the same domain from setting it (RFC 6265bis,
// 4.1.3.2).
func Cookie(public string) string {
	const name = "lantoa_session"
	if strings.HasPrefix(public, "https://") {
		return "__Host-" + name
	}
	return name
}

const description = `The API of lantoa. Writes of existing objects need If-Match with the ETag that was read. ` +
	`POSTs that act take an Idempotency-Key. Faults are RFC 9457 problems with a stable code. ` +
	`Times are sent as wall time and zone name, and answered as RFC 3339 UTC beside what was typed.`

// adapter brings huma's operations to gin. It answers HEAD wherever it answers GET,
// which gin does not do by itself.
type adapter struct{ routes gin.IRoutes }

// Handle implements huma.Adapter.
func (a adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	path := strings.NewReplacer("{", ":", "}", "").Replace(op.Path)
	handle := func(c *gin.Context) { handler(humagin.NewContext(op, c)) }
	a.routes.Handle(op.Method, path, handle)
	if op.Method == http.MethodGet {
		a.routes.Handle(http.MethodHead, path, handle)
	}
}

// ServeHTTP implements huma.Adapter; requests come through gin.
func (adapter) ServeHTTP(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }

// Op describes an operation.
type Op struct {
	// ID is the name under which clients call it, such as "approveEdition"; it never
	// changes within v1.
	ID           string
	Method, Path string
	Tag          string
	Summary      string
	Text         string // more than the summary says; may be empty
	Status       int    // of success; 0 means 200
	Keyed        bool   // takes an Idempotency-Key
	Makes        bool   // also makes the object, and then answers 201 with its address
	Open         bool   // for strangers too
	Stored       bool   // answers with an object of JSON byte for byte as it is stored
	Streams      bool   // answers with server-sent events, without an end of its own
	// Spools is set where the body is a file.
	Spools *Spooled
}

// Add registers an operation. The handler's error becomes a problem.
func Add[I, O any](r *Router, op Op, handler func(ctx context.Context, in *I) (*O, error)) {
	huma.Register(r.api, r.operation(op), func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, r.fail(ctx, err)
		}
		return out, nil
	})
	if op.Stored {
		ok := r.api.OpenAPI().Paths[op.Path].Get.Responses["200"]
		ok.Content = map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}
		delete(ok.Headers, "Content-Type") // the document tells it already
	}
	if op.Streams {
		r.api.OpenAPI().Paths[op.Path].Get.Responses["200"].Content = map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	if op.Makes {
		responses := r.api.OpenAPI().Paths[op.Path].Put.Responses
		made := *responses["200"]
		made.Description = http.StatusText(http.StatusCreated)
		made.Headers = maps.Clone(made.Headers)
		delete(responses["200"].Headers, "Location")
		responses["201"] = &made
	}
}

// again asks anew who asks once the body is there: a caller may hold it back for as long as
// a read may take, and must not act with what was taken away meanwhile.
func (r *Router) again(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	if c.Request.ContentLength == 0 { // there was nothing to wait for
		next(ctx)
		return
	}
	if err := r.o.Identify(c); err != nil {
		r.refuse(ctx, err)
		return
	}
	r.known(ctx, next)
}

// known turns strangers away before anything that they send is read.
func (r *Router) known(ctx huma.Context, next func(huma.Context)) {
	x := ExchangeOf(ctx.Context())
	switch {
	case x.Actor.Known():
		next(ctx)
	case x.Stranger != nil:
		r.refuse(ctx, x.Stranger)
	default:
		r.refuse(ctx, fault.New(fault.Unauthenticated, fault.T("Yêu cầu này cần đăng nhập.", "This request needs a sign-in.")))
	}
}

func (r *Router) operation(op Op) huma.Operation {
	h := huma.Operation{OperationID: op.ID, Method: op.Method, Path: op.Path, Tags: []string{op.Tag}, Summary: op.Summary, Description: op.Text,
		DefaultStatus: op.Status, MaxBodyBytes: -1, BodyReadTimeout: -1, // the body is read and bounded by body
		Middlewares: huma.Middlewares{r.known, r.body, r.again},
		Security:    []map[string][]string{{"session": {}}, {"key": {}}},
		Responses:   map[string]*huma.Response{"default": r.refusal()}}
	if op.Spools != nil {
		h.Middlewares = huma.Middlewares{r.known, r.spool(*op.Spools), r.again}
		h.RequestBody = op.Spools.binary()
	}
	if op.Open {
		h.Security = []map[string][]string{}
		h.Middlewares = huma.Middlewares{r.body}
	}
	if op.Keyed {
		h.Middlewares = append(h.Middlewares, r.once)
		h.Parameters = []*huma.Param{{Name: keyHeader, In: "header", Schema: &huma.Schema{Type: "string"},
			Description: "Names this act; the same key within 24 hours gives the same answer and acts once."}}
	}
	return h
}

func (r *Router) refusal() *huma.Response {
	return &huma.Response{Description: "A problem, RFC 9457",
		Content: map[string]*huma.MediaType{problem.ContentType: {Schema: r.api.OpenAPI().Components.Schemas.Schema(problemType(), true, "Problem")}}}
}

// Document returns the OpenAPI 3.1 document of everything registered.
func (r *Router) Document() *huma.OpenAPI {
	document := r.api.OpenAPI()
	delete(document.Components.Schemas.Map(), "ErrorModel") // huma's own, which no answer bears
	delete(document.Components.Schemas.Map(), "ErrorDetail")
	return document
}

// translate replaces huma's refusals by problems of ours.
func (r *Router) translate(ctx huma.Context, _ string, v any) (any, error) {
	e, ok := r.o.Book.Refusal(v)
	if !ok {
		return v, nil
	}
	p := r.fail(ctx.Context(), e)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	return p, nil
}

// fail words an error for the one who asked, and keeps it for the log.
func (r *Router) fail(ctx context.Context, err error) *problem.Problem {
	x := ExchangeOf(ctx)
	x.Failed = err
	return r.o.Book.Of(err, x.About())
}

// refuse answers a request with a problem before any handler runs.
func (r *Router) refuse(ctx huma.Context, err error) {
	WriteProblem(humagin.Unwrap(ctx), r.fail(ctx.Context(), err))
}

// WriteProblem answers with a problem.
func WriteProblem(c *gin.Context, p *problem.Problem) {
	for name, values := range p.GetHeaders() {
		c.Header(name, values[0])
	}
	c.Header("Content-Type", problem.ContentType)
	c.JSON(p.Status, p)
	c.Abort()
}

// Again asks anew who asks, in the midst of an answer that takes long; what was taken away
// meanwhile is gone. [fault.Unauthenticated] when the credentials work no longer.
func (r *Router) Again(c *gin.Context) (right.Actor, error) {
	if err := r.o.Identify(c); err != nil {
		return right.Actor{}, err
	}
	x := ExchangeOf(c.Request.Context())
	if !x.Actor.Known() && x.Stranger != nil {
		return right.Actor{}, x.Stranger
	}
	return x.Actor, nil
}

// Address makes an address below the API for people and machines outside.
func (r *Router) Address(path string) string { return r.o.Public + Base + path }

func quote(version int) string { return `"` + strconv.Itoa(version) + `"` }
