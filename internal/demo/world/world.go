// Package world is what stands around lantoa in the demo: a provincial portal that speaks
// WordPress's REST API, the desk of a press agency that takes signed events, a public wall,
// a messenger's channel that speaks Telegram's Bot API, a Page that speaks the Graph API, and
// an account in a social network that speaks the AT Protocol.
//
// lantoa reaches it through the shipped connectors and the guarded client, as it would
// reach any other destination; this package knows nothing of the program, and a test of
// the house keeps it so.
package world

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/secret"
)

//go:embed pages/*.html
var pages embed.FS

// World is the portal, the press desk, the wall and the messenger behind one address.
type World struct {
	portal *portal
	press  *inbox
	wall   *inbox
	bot    *messenger
	net    *network
	fans   *fanpage
	server *http.Server
	at     net.Listener
	pages  *template.Template
}

// Open listens on a loopback port; address may name one, or end in ":0".
func Open(ctx context.Context, address string, zone *time.Location, now func() time.Time) (*World, error) {
	at, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	templates, err := template.New("").Funcs(template.FuncMap{
		"time":   func(t time.Time) string { return t.In(zone).Format("15:04:05 02/01/2006") },
		"linked": linked,
	}).ParseFS(pages, "pages/*.html")
	if err != nil {
		return nil, errors.Join(err, at.Close())
	}
	w := &World{at: at, pages: templates}
	w.portal = newPortal(w.Address()+"/portal", now)
	w.press = newInbox("Tòa soạn báo", "Press desk", now)
	w.wall = newInbox("Bảng tin công cộng", "Public wall", now)
	w.bot = newMessenger(now)
	w.net = newNetwork(w.Address() + "/bluesky")
	w.fans = newFanpage(now)
	w.server = &http.Server{Handler: w.routes(), ReadHeaderTimeout: 5 * time.Second}
	return w, nil
}

// Address is where the world is found.
func (w *World) Address() string { return "http://" + w.at.Addr().String() }

// Host is the host and port, for the list of private destinations that may be reached.
func (w *World) Host() string { return w.at.Addr().String() }

// Serve answers until Close.
func (w *World) Serve() error {
	if err := w.server.Serve(w.at); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close stops answering; a world that never served gives up its port all the same.
func (w *World) Close(ctx context.Context) error {
	err := w.server.Shutdown(ctx)
	if closed := w.at.Close(); closed != nil && !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	return err
}

// PortalLogin is the account that lantoa has on the portal.
func (w *World) PortalLogin() (user string, password secret.Secret) {
	return portalUser, secret.New(w.portal.password)
}

// PressSecret signs what the press desk takes; WallSecret what the wall takes.
func (w *World) PressSecret() secret.Secret { return secret.New(w.press.secret) }

// WallSecret signs what the wall takes.
func (w *World) WallSecret() secret.Secret { return secret.New(w.wall.secret) }

// Bot is the bot that posts in the messenger's channel, and where its API is.
func (w *World) Bot() (token secret.Secret, channel, server string) {
	return secret.New(w.bot.token), botChannel, w.Address() + "/telegram"
}

// NetworkLogin is the account that lantoa has in the social network, and where its server is.
func (w *World) NetworkLogin() (handle string, password secret.Secret, server string) {
	return networkHandle, secret.New(w.net.password), w.net.base
}

// Fanpage is the Page that lantoa posts to, and where the API is.
func (w *World) Fanpage() (page string, token secret.Secret, server string) {
	return fanpageID, secret.New(w.fans.token), w.Address() + "/facebook/graph"
}

func (w *World) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.show("index.html", func(*http.Request) any { return w.Address() }))
	mux.Handle("/portal/wp-json/", http.StripPrefix("/portal/wp-json", w.portal.rest()))
	mux.HandleFunc("GET /portal/{$}", w.announced(w.show("portal.html", func(*http.Request) any { return w.portal.public() })))
	mux.HandleFunc("GET /portal/media/{name}", w.portal.picture)
	mux.HandleFunc("GET /portal/tin/{slug}/{$}", w.announced(w.post))
	for path, box := range map[string]*inbox{"/press": w.press, "/wall": w.wall} {
		mux.HandleFunc("GET "+path+"/{$}", w.show("inbox.html", func(*http.Request) any { return box.view() }))
		mux.HandleFunc("POST "+path+"/hook", box.take)
	}
	mux.HandleFunc("GET /telegram/{$}", w.show("messenger.html", func(*http.Request) any { return w.bot.view() }))
	mux.HandleFunc("GET /telegram/photo/{number}", w.bot.photo)
	mux.HandleFunc("POST /telegram/{bot}/{method}", w.bot.serve)
	mux.HandleFunc("GET /facebook/{$}", w.show("fanpage.html", func(*http.Request) any { return w.fans.view() }))
	mux.HandleFunc("GET /facebook/photo/{id}", w.fans.photo)
	mux.HandleFunc("/facebook/graph/{version}/{path...}", w.fans.graph)
	mux.HandleFunc("GET /bluesky/{$}", w.show("network.html", func(*http.Request) any { return w.net.view() }))
	mux.HandleFunc("GET /bluesky/blob/{ref}", w.net.blob)
	mux.HandleFunc("/bluesky/xrpc/{method}", w.net.xrpc)
	return mux
}

// linked is a plain text whose addresses can be followed, as social networks show it.
func linked(text string) template.HTML {
	address := regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)
	var shown strings.Builder
	last := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		here := template.HTMLEscapeString(text[at[0]:at[1]])
		shown.WriteString(template.HTMLEscapeString(text[last:at[0]]) + `<a href="` + here + `">` + here + `</a>`)
		last = at[1]
	}
	return template.HTML(shown.String() + template.HTMLEscapeString(text[last:])) //nolint:gosec // every part is escaped
}

// announced names the REST API in the header of every page, as WordPress does.
func (w *World) announced(next http.HandlerFunc) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Link", "<"+w.Address()+"/portal/wp-json/>; rel=\"https://api.w.org/\"")
		next(rw, r)
	}
}

// give serves a picture to readers.
func (b blob) give(rw http.ResponseWriter, r *http.Request) {
	if b.data == nil {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", b.mime)
	rw.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = rw.Write(b.data) // a reader that left needs no answer
}

func (w *World) show(page string, data func(r *http.Request) any) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		rw.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: http://127.0.0.1:*; base-uri 'none'; form-action 'none'")
		if err := w.pages.ExecuteTemplate(rw, page, data(r)); err != nil {
			http.Error(rw, "the page could not be shown", http.StatusInternalServerError)
		}
	}
}

func (w *World) post(rw http.ResponseWriter, r *http.Request) {
	one, ok := w.portal.find(r.PathValue("slug"))
	if !ok {
		rw.WriteHeader(http.StatusNotFound)
		w.show("missing.html", func(*http.Request) any { return nil })(rw, r)
		return
	}
	w.show("post.html", func(*http.Request) any { return one })(rw, r)
}
