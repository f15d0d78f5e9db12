// Package mailtest runs a real mail server for tests, by other people than those of the
// library that speaks to it: over TLS or not, with people who sign in, and with answers that
// a test can hold back, lose or turn into refusals.
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// User and Password are those of a server that wants one to sign in.
const (
	User     = "lantoa"
	Password = "a password at the mail server"
)

// Stage is how far a letter has come.
type Stage string

// The stages.
const (
	Auth Stage = "AUTH"
	Mail Stage = "MAIL"
	Rcpt Stage = "RCPT"
	Data Stage = "DATA" // the whole letter was read
)

// Answer is what the server says at a stage.
type Answer struct {
	Code int    // 0 lets it pass
	Text string // the server's words
	// Status is the enhanced code, such as 5.7.1; without it the code's class and 1.1.
	Status [3]int
	// Lost breaks the connection off in the place of an answer; Held answers no more, until
	// the test ends.
	Lost, Held bool
}

// Options are how a server is.
type Options struct {
	TLS      string // "" none, "starttls" or "tls"
	SignIn   bool   // nobody sends who has not signed in
	Unlisted bool   // with SignIn: without saying that one can
}

// Letter is what the server took.
type Letter struct {
	From, To string
	Data     []byte
	Signed   bool
	TLS      bool
}

// Server is a mail server.
type Server struct {
	Port        int
	Authorities []byte // PEM of who vouches for it
	o           Options
	ended       chan struct{}

	mu      sync.Mutex
	answers map[Stage]func(n int, about string) Answer
	seen    map[Stage]int
	letters []Letter
	lines   int
}

// Host is where servers are. The certificate names it and the loopback address.
const Host = "localhost"

// New starts a server, which ends with the test.
func New(t *testing.T, o Options) *Server {
	t.Helper()
	s := &Server{o: o, ended: make(chan struct{}), answers: map[Stage]func(int, string) Answer{}, seen: map[Stage]int{}}
	server := smtp.NewServer(s)
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = Host, true, log.New(io.Discard, "", 0)
	certificate, authorities := vouched(t)
	s.Authorities = authorities
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if o.TLS == "starttls" {
		server.TLSConfig = config
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	if o.TLS == "tls" {
		listener = tls.NewListener(listener, config)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() {
		close(s.ended)
		_ = server.Close()
		_ = listener.Close() // Close knows no listener that Serve has not taken yet
		<-done
	})
	return s
}

// On has the server answer a stage; n counts from 1, about is the address or the letter. A nil
// answer lets everything pass again.
func (s *Server) On(stage Stage, answer func(n int, about string) Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[stage], s.seen[stage] = answer, 0
}

// Letters are those that the server has taken, and read whole, whatever it said then.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Letter(nil), s.letters...)
}

// Lines counts the connections.
func (s *Server) Lines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines
}

// NewSession implements smtp.Backend.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines++
	one := &session{s: s, conn: c}
	if s.o.SignIn && !s.o.Unlisted {
		return &signing{one}, nil
	}
	return one, nil
}

func (s *Server) at(stage Stage, about string, c *smtp.Conn) error {
	s.mu.Lock()
	s.seen[stage]++
	var a Answer
	if answer := s.answers[stage]; answer != nil {
		a = answer(s.seen[stage], about)
	}
	s.mu.Unlock()
	switch {
	case a.Held:
		<-s.ended
		return io.EOF
	case a.Lost:
		_ = c.Conn().Close()
		return io.EOF
	case a.Code != 0:
		if a.Status == [3]int{} {
			a.Status = [3]int{a.Code / 100, 1, 1}
		}
		return &smtp.SMTPError{Code: a.Code, EnhancedCode: a.Status, Message: a.Text}
	}
	return nil
}

type session struct {
	s      *Server
	conn   *smtp.Conn
	signed bool
	letter Letter
}

// signing is a session in which one may sign in.
type signing struct{ *session }

func (s *signing) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *signing) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if err := s.s.at(Auth, user, s.conn); err != nil {
			return err
		}
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		s.signed = true
		return nil
	}), nil
}

func (s *session) Reset() { s.letter = Letter{} }

func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.s.o.SignIn && !s.signed {
		return smtp.ErrAuthRequired
	}
	_, secure := s.conn.TLSConnectionState()
	s.letter = Letter{From: from, Signed: s.signed, TLS: secure}
	return s.s.at(Mail, from, s.conn)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.letter.To = to
	return s.s.at(Rcpt, to, s.conn)
}

func (s *session) Data(r io.Reader) error {
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		return err
	}
	s.letter.Data = b.Bytes()
	s.s.mu.Lock()
	s.s.letters = append(s.s.letters, s.letter)
	s.s.mu.Unlock()
	return s.s.at(Data, b.String(), s.conn)
}

// vouched makes a certificate that vouches for itself.
func vouched(t *testing.T) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail of a test"}, DNSNames: []string{Host}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
