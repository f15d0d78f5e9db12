package storetest

import (
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lantoa/lantoa/internal/store"
)

// Wire is a line to PostgreSQL that a test can cut: what is said over a cut connection
// arrives nowhere, and neither end is told.
type Wire struct {
	t       *testing.T
	network string
	address string
	mu      sync.Mutex
	all     bool // cut what is made later too
	links   []*link
	closed  bool
}

// link is one connection through the wire.
type link struct {
	client, server net.Conn
	cut            chan struct{}
	once           sync.Once
}

// NewWire makes a wire to the database of o and gives the options that lead through it.
func NewWire(t *testing.T, o store.Options) (*Wire, store.Options) {
	t.Helper()
	config, err := pgconn.ParseConfig(o.URL)
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{t: t}
	w.network, w.address = pgconn.NetworkAddress(config.Host, config.Port)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { w.serve(listener, &serving) })
	t.Cleanup(func() {
		_ = listener.Close() // it ends the serving, whatever it says
		w.close()
		serving.Wait()
	})
	address, err := url.Parse(o.URL)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Del("host")
	query.Del("port")
	address.Host, address.RawQuery = listener.Addr().String(), query.Encode()
	o.URL = address.String()
	return w, o
}

func (w *Wire) serve(listener net.Listener, serving *sync.WaitGroup) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := (&net.Dialer{}).DialContext(w.t.Context(), w.network, w.address)
		if err != nil {
			_ = client.Close() // the client sees it
			continue
		}
		s := &link{client: client, server: server, cut: make(chan struct{})}
		w.mu.Lock()
		if w.all {
			s.end()
		}
		w.links = append(w.links, s)
		if w.closed {
			s.close()
		}
		w.mu.Unlock()
		serving.Go(func() { s.carry(server, client) })
		serving.Go(func() { s.carry(client, server) })
	}
}

// Cut ends what is said over the connections that stand; new ones work.
func (w *Wire) Cut() { w.cut(false) }

// CutAll ends what is said over every connection, now and later.
func (w *Wire) CutAll() { w.cut(true) }

func (w *Wire) cut(all bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = w.all || all
	for _, s := range w.links {
		s.end()
	}
}

func (w *Wire) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, s := range w.links {
		s.close()
	}
}

func (s *link) end() { s.once.Do(func() { close(s.cut) }) }

func (s *link) close() {
	_, _ = s.client.Close(), s.server.Close() // that they end is all that matters
}

// carry copies one direction; what comes over a cut link is dropped, as a network does
// that has lost the way.
func (s *link) carry(to, from net.Conn) {
	block := make([]byte, 32<<10)
	for {
		n, err := from.Read(block)
		select {
		case <-s.cut:
			if err != nil {
				return
			}
			continue
		default:
		}
		if err != nil {
			s.close()
			return
		}
		if _, err := to.Write(block[:n]); err != nil {
			s.close()
			return
		}
	}
}
