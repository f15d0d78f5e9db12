// Package smtp hands letters to a mail server (RFC 5321), over TLS and signed in as the
// settings say.
package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	gosmtp "github.com/wneessen/go-mail/smtp"

	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/secret"
)

// Security says how the way to the mail server is kept from others.
type Security string

// The securities.
const (
	StartTLS Security = "starttls" // demanded: without it nothing is said
	Implicit Security = "tls"      // from the first byte
	Open     Security = "off"
)

// Options are what a Transport is made of.
type Options struct {
	Host     string
	Port     int
	Security Security
	User     string // "" signs in nowhere
	Password secret.Secret
	From     string // address
	FromName string
	Hello    string // how we name ourselves, a host's name
	// Authorities is PEM of certificate authorities that are trusted beside the system's.
	Authorities []byte
	// Timeout bounds each of connecting, with all that comes before a letter, and handing one
	// over.
	Timeout time.Duration
}

// Transport is the way to one mail server.
type Transport struct {
	o     Options
	roots *x509.CertPool
}

var _ mail.Transport = (*Transport)(nil)

// New makes a Transport; nothing is asked of the mail server yet.
func New(o Options) (*Transport, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	roots.AppendCertsFromPEM(o.Authorities) // checked where they were read
	return &Transport{o, roots}, nil
}

// line is one connection.
type line struct {
	t      *Transport
	client *gomail.Client
	peer   *gosmtp.Client

	mu      sync.Mutex
	conn    net.Conn
	dropped bool
}

// Open implements [mail.Transport]: it connects, encrypts and signs in.
func (t *Transport) Open(ctx context.Context) (mail.Line, error) {
	l, err := t.open(ctx)
	if err != nil {
		return nil, t.failure(ctx, err, "")
	}
	return l, nil
}

func (t *Transport) open(ctx context.Context) (*line, error) {
	l := &line{t: t}
	policy := gomail.NoTLS
	if t.o.Security == StartTLS {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{gomail.WithPort(t.o.Port), gomail.WithTimeout(t.o.Timeout), gomail.WithHELO(t.o.Hello), gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(t.tls()), gomail.WithDialContextFunc(l.dial), gomail.WithoutNoop(), gomail.WithoutRset()}
	if t.o.User != "" {
		options = append(options, gomail.WithUsername(t.o.User), gomail.WithPassword(t.o.Password.Reveal()),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthCramMD5))
	}
	var err error
	if l.client, err = gomail.NewClient(t.o.Host, options...); err != nil {
		return nil, err
	}
	defer l.cutOff(ctx)()
	if l.peer, err = l.client.DialToSMTPClientWithContext(ctx); err != nil {
		l.drop() // the library leaves it open
		return nil, err
	}
	return l, nil
}

func (t *Transport) tls() *tls.Config {
	return &tls.Config{ServerName: t.o.Host, RootCAs: t.roots, MinVersion: tls.VersionTLS12}
}

// dial keeps the connection, so that it can be cut off whatever the library waits for. It
// writes the address itself: the library's is wrong for IPv6.
func (l *line) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	address := net.JoinHostPort(l.t.o.Host, strconv.Itoa(l.t.o.Port))
	var conn net.Conn
	var err error
	if l.t.o.Security == Implicit {
		conn, err = (&tls.Dialer{Config: l.t.tls()}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dropped {
		_ = conn.Close()
	}
	l.conn = conn
	return conn, nil
}

// cutOff drops the connection when ctx ends before the function is called that it gives.
func (l *line) cutOff(ctx context.Context) (done func()) {
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { defer close(over); l.drop() })
	return func() {
		if !stop() {
			<-over
		}
	}
}

func (l *line) drop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropped = true
	if l.conn != nil {
		_ = l.conn.Close() // it is of no use any more
	}
}

// Close implements [mail.Line].
func (l *line) Close() {
	if err := l.peer.UpdateDeadline(goodbye); err == nil {
		_ = l.client.CloseWithSMTPClient(l.peer) // all that was to be said was said
	}
	l.drop()
}

// goodbye bounds the last words.
const goodbye = 3 * time.Second

// Send implements [mail.Line].
func (l *line) Send(ctx context.Context, m mail.Message) error {
	letter, err := l.t.letter(m)
	if err != nil {
		return &mail.Failure{Permanent: true, Words: l.t.clean(err.Error(), m.Text)}
	}
	defer l.cutOff(ctx)()
	err = l.client.SendWithSMTPClient(l.peer, letter)
	if err == nil || letter.IsDelivered() {
		return nil
	}
	return l.t.failure(ctx, err, m.Text)
}

// letter writes a message. Its headers are encoded by the library, so that no line of what
// people wrote becomes one.
func (t *Transport) letter(m mail.Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := letter.FromFormat(t.o.FromName, t.o.From); err != nil {
		return nil, err
	}
	if err := letter.To(m.To); err != nil {
		return nil, err
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(m.At)
	letter.SetMessageIDWithValue(m.ID + t.o.From[strings.LastIndex(t.o.From, "@"):])
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, section 5: nobody's holiday notice answers it
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	return letter, nil
}

// failure tells what an error of the library means for the letter. What is refused about us, or
// before a letter is spoken of, is a matter of settings: it is tried again.
func (t *Transport) failure(ctx context.Context, err error, said string) *mail.Failure {
	f := &mail.Failure{Words: t.clean(err.Error(), said)}
	var refused *gomail.SendError
	if errors.As(err, &refused) {
		code := refused.ErrorCode()
		switch refused.Reason {
		case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			f.Permanent = code >= 500 && !ours(code, err.Error(), refused.Reason == gomail.ErrSMTPRcptTo)
		}
		f.Unanswered = refused.Reason == gomail.ErrSMTPDataClose && code == 0
	}
	if ctx.Err() != nil || strings.Contains(f.Words, os.ErrDeadlineExceeded.Error()) { // the library gives words alone
		f.Words = "no answer in time"
	}
	if f.Unanswered {
		f.Words = "the whole letter left, and no answer came: " + f.Words
	}
	return f
}

// ours tells whether a refusal is about who sends, or how, and not about the letter or its
// address: an operator mends that, and until then no letter may be lost by it. Servers say so
// late, many at the address (Postfix judges sender and relaying there), some after the letter.
func ours(code int, words string, atAddress bool) bool {
	switch code {
	case 530, 535, 538: // sign in first, or better, or encrypted
		return true
	}
	found := regexp.MustCompile(`\b5\d\d[ -]"?(5\.(\d{1,3})\.\d{1,3})\b`).FindStringSubmatch(words)
	if found == nil {
		return false
	}
	switch found[1] {
	case "5.4.5", // over the day's quota
		"5.2.252", "5.7.60", // may not send as this address
		"5.7.708": // from where nothing is taken
		return true
	}
	return atAddress && found[2] == "7" // a policy, of which the address alone is seldom the matter
}

// Found is what a look at the mail server came to.
type Found struct {
	TLS    string // its version; "" without
	Signed bool   // signed in
}

// Probe connects, encrypts, signs in and asks for nothing (NOOP). The error is a [*mail.Failure].
func (t *Transport) Probe(ctx context.Context) (Found, error) {
	l, err := t.open(ctx)
	if err != nil {
		return Found{}, t.failure(ctx, err, "")
	}
	defer l.Close()
	defer l.cutOff(ctx)()
	if err := l.peer.Noop(); err != nil {
		return Found{}, t.failure(ctx, err, "")
	}
	found := Found{Signed: t.o.User != ""}
	if state, ok := l.peer.TLSConnectionState(); ok {
		found.TLS = tls.VersionName(state.Version)
	}
	return found, nil
}
