package channel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/evidence"
	"github.com/lantoa/lantoa/internal/fault"
)

// Session is what a destination gave a channel, as it stands in the database.
type Session struct {
	Sealed []byte // nil before the first
	KeyID  string // of the key that sealed it
}

// Sessions keeps what destinations give and replace. The lease is by the database's clock.
type Sessions interface {
	// Session reads what is kept; the zero value where there is nothing.
	Session(ctx context.Context, channel string) (Session, error)
	// LeaseSession takes the right to renew for a time; false while another has it.
	LeaseSession(ctx context.Context, channel, token string, hold time.Duration) (bool, error)
	// SaveSession writes what was got under a lease and ends it. fault.NotFound when the lease
	// was lost meanwhile, or when the channel's settings changed.
	SaveSession(ctx context.Context, channel, token string, s Session) error
	// ReleaseSession ends a lease under which nothing was got.
	ReleaseSession(ctx context.Context, channel, token string) error
	// DropSession forgets what is kept, and takes away the lease of who is renewing it.
	DropSession(ctx context.Context, channel string) error
}

const (
	// renewing bounds one renewal; the lease outlasts it, so that no second one begins while
	// the first may still be under way.
	renewing  = 40 * time.Second
	leaseHold = renewing + 20*time.Second
	// waiting is between two looks at whether another process has done it.
	waiting = 100 * time.Millisecond
)

// session is the connector.Session of one channel under the settings with which it was
// opened. What is kept under others is not seen by them, nor theirs by others: a session
// that was got late, with the settings of before, serves nobody.
type session struct {
	s        *Service
	id       string
	settings string // digest of the settings, secrets among them
}

// session makes the session of a channel under full settings.
func (s *Service) session(id string, full connector.Values) connector.Session {
	settings, err := json.Marshal(full) // maps are written in the order of their names
	if err != nil {
		settings = nil // strings can always be written
	}
	digest := sha256.Sum256(settings)
	return session{s, id, hex.EncodeToString(digest[:])}
}

var _ connector.Session = session{}

// Value implements connector.Session.
func (x session) Value(ctx context.Context) (string, error) {
	kept, err := x.s.o.Store.Session(ctx, x.id)
	if err != nil || len(kept.Sealed) == 0 {
		return "", err
	}
	if kept.KeyID != x.s.o.Box.KeyID() {
		return "", nil // sealed with another key: it is got anew
	}
	plain, err := x.s.o.Box.Open(kept.Sealed, x.bound())
	if err != nil {
		return "", nil //nolint:nilerr // got with other settings, or damaged: it is got anew
	}
	hideSession(ctx, string(plain))
	return string(plain), nil
}

// hideSession keeps what a destination gave out of what is kept of its exchanges: the whole,
// and of an object every text that is long enough for a token and no name or address.
func hideSession(ctx context.Context, plain string) {
	recorder := evidence.Of(ctx)
	recorder.Hide(plain)
	var members map[string]any
	if json.Unmarshal([]byte(plain), &members) != nil {
		return
	}
	for _, member := range members {
		text, _ := member.(string)
		if len(text) >= shortestToken && !isName(text) {
			recorder.Hide(text)
		}
	}
}

// shortestToken is the length in bytes from which on a text may be a token.
const shortestToken = 20

// isName tells a host, or an address or id with its scheme.
func isName(text string) bool {
	host := strings.Contains(text, ".") && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
	return host || strings.HasPrefix(text, "did:") || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

func (x session) bound() []byte { return []byte("session of " + x.id + " under " + x.settings) }

// Renew implements connector.Session.
func (x session) Renew(ctx context.Context, stale string, get func(ctx context.Context) (string, error)) (string, error) {
	token := x.s.o.NewID()
	for {
		kept, err := x.Value(ctx)
		if err != nil || kept != stale {
			return kept, err
		}
		mine, err := x.s.o.Store.LeaseSession(ctx, x.id, token, leaseHold)
		if err != nil {
			return "", err
		}
		if mine {
			return x.renew(ctx, token, stale, get)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(waiting):
		}
	}
}

// renew gets and saves under the lease. What another got between the look and the lease is
// taken instead.
func (x session) renew(ctx context.Context, token, stale string, get func(ctx context.Context) (string, error)) (string, error) {
	kept, err := x.Value(ctx)
	if err == nil && kept == stale {
		var got string
		if got, err = x.get(ctx, get); err == nil {
			hideSession(ctx, got)
			return got, x.save(ctx, token, got)
		}
	}
	// The caller's time may be over; the lease is given back all the same.
	letGo, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return kept, errors.Join(err, x.s.o.Store.ReleaseSession(letGo, x.id, token))
}

func (x session) get(ctx context.Context, get func(ctx context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, renewing)
	defer cancel()
	return get(ctx)
}

// save keeps what was got, even when the caller's time ended meanwhile: a token that counts
// once is used up, and its successor must not be lost.
func (x session) save(ctx context.Context, token, got string) error {
	sealed, err := x.s.o.Box.Seal([]byte(got), x.bound())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err = x.s.o.Store.SaveSession(ctx, x.id, token, Session{Sealed: sealed, KeyID: x.s.o.Box.KeyID()})
	if fault.Is(err, fault.NotFound) {
		return fmt.Errorf("what the destination of channel %s gave was not kept: its settings changed, or another process renewed it", x.id)
	}
	return err
}
