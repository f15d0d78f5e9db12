package mail

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/mail"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

const (
	// round bounds how long one call of [Outbox.Run] begins new letters.
	round = 2 * time.Minute
	// rests is how long a server leaves the mail server alone that it could not reach: every
	// waiting letter would else be tried for nothing.
	rests = time.Minute
	// claiming bounds the look for the next letter: a database that is stuck would hold the round,
	// and the clock, for ever.
	claiming = 30 * time.Second
	// writing bounds the note of what a try came to, which is written although all is ending.
	writing = 5 * time.Second
	// maxText bounds a letter, in bytes.
	maxText = 256 << 10
	// lately is how far back [Outbox.Figures] tells what was given up.
	lately = 7 * 24 * time.Hour
)

// Options are what an Outbox is made of.
type Options struct {
	Store Store
	Box   *secret.Box
	// Transport is the way out; nil where no mail server is set.
	Transport Transport
	NewID     func() string
	Log       *slog.Logger
	Meter     Meter // nil tells nobody
}

// Outbox takes letters and sends them.
type Outbox struct {
	o       Options
	stopped atomic.Bool

	mu    sync.Mutex
	until time.Time // the mail server is left alone until then
}

// New makes an Outbox.
func New(o Options) *Outbox { return &Outbox{o: o} }

// On reports whether there is a mail server to send through.
func (b *Outbox) On() bool { return b.o.Transport != nil }

// said is what is sealed of a letter.
type said struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Queue puts a letter into the outbox, in the transaction of ctx if there is one: it goes once
// that has committed, and never when it rolls back. It reports whether the letter will go, or
// went: false means that no mail server is set, and that nothing was queued. A key that is
// there already changes nothing. Nobody is spoken to here.
func (b *Outbox) Queue(ctx context.Context, l Letter) (bool, error) {
	if !b.On() {
		return false, nil
	}
	if err := check(l); err != nil {
		return false, err
	}
	now, err := b.o.Store.Now(ctx)
	if err != nil {
		return false, err
	}
	m := Mail{ID: b.o.NewID(), Key: l.Key, Kind: l.Kind, Person: l.Person, To: l.To, State: Waiting, Created: now, Due: now, Expires: now.Add(patience)}
	if !l.Expires.IsZero() && l.Expires.Before(m.Expires) {
		m.Expires = l.Expires
	}
	plain, err := json.Marshal(said{oneLine(l.Subject), strings.ToValidUTF8(l.Text, "\uFFFD")})
	if err != nil {
		return false, err
	}
	if m.Sealed, err = b.o.Box.Seal(plain, place(m.ID)); err != nil {
		return false, err
	}
	_, err = b.o.Store.Add(ctx, m)
	return err == nil, err
}

// place binds what is sealed to its row.
func place(id string) []byte { return []byte("mail " + id) }

func check(l Letter) error {
	if l.Key == "" || l.Kind == "" {
		return errors.New("mail: a letter needs a kind and a key")
	}
	parsed, err := mail.ParseAddress(l.To)
	if err != nil || parsed.Address != l.To || strings.ContainsFunc(l.To, unicode.IsControl) {
		return fault.Invalid("/to", fault.T("Không phải một địa chỉ e-mail.", "This is no e-mail address."))
	}
	if strings.TrimSpace(l.Subject) == "" || l.Text == "" || len(l.Subject)+len(l.Text) > maxText {
		return fault.Invalid("/text", fault.Tf("Thư cần tiêu đề và nội dung, nhiều nhất %d byte.", "A letter needs a subject and a text, of %d bytes at most.", maxText))
	}
	return nil
}

// oneLine keeps a subject from becoming another header.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// Replace gives up what waits for a person of a kind, in the transaction of ctx: what it is
// about is over.
func (b *Outbox) Replace(ctx context.Context, person string, kind Kind) error {
	return b.o.Store.End(ctx, person, kind, Replaced)
}

// Forget gives up what waits for a person and takes their address out of the outbox, and what
// mail servers said about it, in the transaction of ctx.
func (b *Outbox) Forget(ctx context.Context, person string) error {
	return b.o.Store.End(ctx, person, "", Erased)
}

// Last is the latest letter of a kind to a person, without what it says; false where there is
// none.
func (b *Outbox) Last(ctx context.Context, person string, kind Kind) (Mail, bool, error) {
	return b.o.Store.Last(ctx, person, kind)
}

// Figures sum the outbox up, with what was given up in the last seven days.
func (b *Outbox) Figures(ctx context.Context) (Figures, error) {
	now, err := b.o.Store.Now(ctx)
	if err != nil {
		return Figures{}, err
	}
	return b.o.Store.Figures(ctx, now.Add(-lately))
}

// Stop has a running [Outbox.Run] end after the letter that it is at.
func (b *Outbox) Stop() { b.stopped.Store(true) }

// Run sends what is due, over one line as long as that holds. Several servers may run it at
// the same time.
func (b *Outbox) Run(ctx context.Context) error {
	if !b.On() {
		return nil
	}
	now, err := b.o.Store.Now(ctx)
	if err != nil || b.resting(now) {
		return err
	}
	return b.sendAll(ctx, now)
}

// Tidy gives up what has expired, also where no mail server is set any more, and removes what
// ended long ago.
func (b *Outbox) Tidy(ctx context.Context) error {
	now, err := b.o.Store.Now(ctx)
	if err != nil {
		return err
	}
	givenUp, err := b.o.Store.Tidy(ctx, now, now.Add(-Keeps))
	for range givenUp {
		b.tell("given_up")
	}
	return err
}

func (b *Outbox) resting(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return now.Before(b.until)
}

func (b *Outbox) rest(until time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.until = until
}

func (b *Outbox) sendAll(ctx context.Context, began time.Time) error {
	var line Line
	defer func() { hangUp(line) }()
	for now := began; !b.stopped.Load() && ctx.Err() == nil && now.Sub(began) < round; {
		lease := Lease{By: b.o.NewID(), Now: now, Until: now.Add(leased)}
		m, found, err := b.claim(ctx, lease)
		if err != nil || !found {
			return err
		}
		var failed error
		line, failed = b.try(ctx, line, m)
		if now, err = b.settle(ctx, m, lease.By, failed); err != nil {
			return err
		}
		if failed != nil && line == nil && !talked(failed) {
			b.rest(now.Add(rests))
			return nil
		}
		if failed != nil { // whatever state the other side is in now
			hangUp(line)
			line = nil
		}
	}
	return nil
}

func (b *Outbox) claim(ctx context.Context, lease Lease) (Mail, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, claiming)
	defer cancel()
	return b.o.Store.Claim(ctx, lease)
}

func hangUp(line Line) {
	if line != nil {
		line.Close()
	}
}

// unreached is a failure to come to a line at all, which says nothing about the letter.
type unreached struct{ error }

func (u unreached) Unwrap() error { return u.error }

func talked(failed error) bool {
	var u unreached
	return !errors.As(failed, &u)
}

// unsealed is a letter whose text is lost.
type unsealed struct{ error }

// try opens the letter, and a line where there is none, and hands the letter over.
func (b *Outbox) try(ctx context.Context, line Line, m Mail) (Line, error) {
	ctx, cancel := context.WithTimeout(ctx, trying)
	defer cancel()
	plain, err := b.o.Box.Open(m.Sealed, place(m.ID))
	if err != nil {
		return line, unsealed{err}
	}
	var s said
	if err := json.Unmarshal(plain, &s); err != nil {
		return line, unsealed{err}
	}
	if line == nil {
		if line, err = b.o.Transport.Open(ctx); err != nil {
			return nil, unreached{err}
		}
	}
	return line, line.Send(ctx, Message{ID: m.ID, At: m.Created, To: m.To, Subject: s.Subject, Text: s.Text})
}

// settle notes what a try came to, although ctx may have ended meanwhile, and gives the time.
// Without the note the lease ends, and the letter is tried again.
func (b *Outbox) settle(ctx context.Context, m Mail, lease string, failed error) (time.Time, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writing)
	defer cancel()
	now, err := b.o.Store.Now(ctx)
	if err != nil {
		return time.Time{}, err
	}
	next := settled(m, failed, now)
	var u unsealed
	if errors.As(failed, &u) {
		next = ended(m, GivenUp, Unread, now)
	}
	kept, err := b.o.Store.Settle(ctx, next, lease)
	if err != nil {
		return now, err
	}
	if !kept {
		b.o.Log.Warn("a letter was taken away, or claimed by another server, while it was being sent", "mail", m.ID)
		return now, nil
	}
	b.report(next, failed)
	return now, nil
}

func (b *Outbox) report(m Mail, failed error) {
	switch m.State {
	case Sent:
		b.tell("sent")
		b.o.Log.Info("a letter was sent", "mail", m.ID, "kind", string(m.Kind), "attempts", m.Attempts)
	case GivenUp:
		b.tell("given_up")
		b.o.Log.Warn("a letter was given up", "mail", m.ID, "kind", string(m.Kind), "attempts", m.Attempts, "reason", string(m.Reason))
	default:
		b.tell("again")
		var f *Failure
		b.o.Log.Info("a letter will be sent again", "mail", m.ID, "kind", string(m.Kind), "attempts", m.Attempts, "at", m.Due, "unanswered", errors.As(failed, &f) && f.Unanswered)
	}
}

func (b *Outbox) tell(outcome string) {
	if b.o.Meter != nil {
		b.o.Meter.Mailed(outcome)
	}
}
