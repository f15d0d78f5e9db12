package sso

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

const (
	// flowFor is how long somebody may take at the provider.
	flowFor = 10 * time.Minute
	// ticketFor is how long a page may stand open before its button to link is pressed.
	ticketFor = time.Hour
)

// What is sealed is bound to what it is for.
const (
	flowPlace   = "sso flow"
	ticketPlace = "sso ticket"
)

// flow is a sign-in under way. The browser carries it, sealed: strangers who begin and
// never end leave nothing behind here.
type flow struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Next     string    `json:"next"`
	Session  string    `json:"session,omitempty"` // id of the session that wants to link
	Expires  time.Time `json:"expires"`
}

// ticket lets a session begin to link. It is made into a page of ours, so that no other page
// can make somebody link.
type ticket struct {
	Session string    `json:"session"`
	Expires time.Time `json:"expires"`
}

// Start is what somebody begins with.
type Start struct {
	Next string // page to show after it; the caller has checked that it is ours
	// Ticket is that of [Service.Ticket] when an account is to be linked; "" for a sign-in.
	Ticket  string
	Session account.Session // in which it is asked for; empty for strangers
	Actor   right.Actor     // of the session
}

// Journey leads a browser to the provider.
type Journey struct {
	Address string
	Sealed  secret.Secret // for the browser to carry until it is back
	Expires time.Time
}

// Return is how a browser comes back.
type Return struct {
	Sealed string // what it carried; "" when nothing
	// The parameters of the answer (RFC 6749, 4.1.2; RFC 9207).
	State, Code, Error, Issuer string
	Actor                      right.Actor // who is signed in now; a stranger when nobody is
	Session                    account.Session
	From                       account.Place
}

// Arrival is a sign-in or a link that came to its end.
type Arrival struct {
	Token   secret.Secret   // of the new session; empty when an account was linked
	Session account.Session // the new one
	Next    string
}

// Ticket makes what a page needs to offer a link to the one who is signed in.
func (s *Service) Ticket(session account.Session) (string, error) {
	return s.seal(ticket{Session: session.ID, Expires: s.now().Add(ticketFor)}, ticketPlace)
}

// Begin starts a sign-in, or the link of an account to the one who is signed in.
// [fault.Unavailable] when the provider cannot be reached; [fault.ProofRequired] when who is
// to be linked was proven too long ago.
func (s *Service) Begin(ctx context.Context, start Start) (Journey, error) {
	if s.provider == nil {
		return Journey{}, fault.New(fault.NotFound, fault.T("Nơi này không dùng đăng nhập một lần.", "There is no single sign-on here."))
	}
	f := flow{State: s.token(), Nonce: s.token(), Verifier: s.token(), Next: start.Next, Expires: s.now().Add(flowFor)}
	if start.Ticket != "" {
		var t ticket
		if !s.open(start.Ticket, ticketPlace, &t) || !s.now().Before(t.Expires) || t.Session == "" || t.Session != start.Session.ID {
			return Journey{}, s.refuse(ctx, attempt{actor: right.Actor{ID: start.Session.Person}, action: linking, person: start.Session.Person}, Bad(ReasonSession, errors.New("the ticket is not of this session, or too old")))
		}
		if err := right.Fresh(start.Actor); err != nil {
			return Journey{}, s.refuse(ctx, attempt{actor: start.Actor, action: linking, person: start.Session.Person}, err)
		}
		f.Session = t.Session
	}
	address, err := s.provider.Address(ctx, f.challenge())
	if err != nil {
		return Journey{}, err
	}
	sealed, err := s.seal(f, flowPlace)
	return Journey{Address: address, Sealed: secret.New(sealed), Expires: f.Expires}, err
}

func (f flow) challenge() Challenge {
	return Challenge{State: f.State, Nonce: f.Nonce, Verifier: f.Verifier}
}

// The acts as they are recorded.
const (
	signingIn = "session.create"
	linking   = "identity.link"
	unlinking = "identity.unlink"
)

// Finish takes the answer of the provider: it opens a session, or links the account to the
// one who began. An answer is taken once. Refusals are recorded and say what to do.
func (s *Service) Finish(ctx context.Context, r Return) (Arrival, error) {
	if s.provider == nil {
		return Arrival{}, fault.New(fault.NotFound, fault.T("Nơi này không dùng đăng nhập một lần.", "There is no single sign-on here."))
	}
	a := attempt{action: signingIn}
	f, err := s.resume(ctx, r)
	if err != nil {
		return Arrival{}, s.refuse(ctx, a, err)
	}
	if f.Session != "" {
		a = attempt{actor: r.Actor, action: linking, person: r.Actor.ID}
	}
	claims, err := s.proven(ctx, r, f)
	if err != nil {
		return Arrival{}, s.refuse(ctx, a, err)
	}
	arrival := Arrival{Next: f.Next}
	if f.Session != "" {
		return arrival, s.refuse(ctx, a, s.linkOwn(ctx, r, f, claims))
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		a.person = ""
		p, err := s.whose(ctx, claims)
		if err != nil {
			return err
		}
		if a.person = p.ID; p.Disabled {
			return Bad(ReasonDisabled, errors.New("the account is disabled"))
		}
		arrival.Token, arrival.Session, err = s.accounts.OpenSession(ctx, account.Proof{Person: p.ID, By: account.ByProvider, From: r.From})
		if err != nil {
			return err
		}
		return s.claim(ctx, p, claims, arrival.Session.ExpiresAt)
	})
	if err != nil {
		return Arrival{}, s.refuse(ctx, a, err)
	}
	return arrival, nil
}

// resume finds the sign-in that an answer belongs to, and takes the answer.
func (s *Service) resume(ctx context.Context, r Return) (flow, error) {
	var f flow
	switch {
	case !s.open(r.Sealed, flowPlace, &f):
		return flow{}, Bad(ReasonState, errors.New("the browser carries no sign-in"))
	case subtle.ConstantTimeCompare([]byte(f.State), []byte(r.State)) != 1:
		return flow{}, Bad(ReasonState, errors.New("the answer is not of this browser's sign-in"))
	case !s.now().Before(f.Expires):
		return flow{}, Bad(ReasonState, errors.New("the sign-in took too long"))
	}
	fresh := false
	err := s.store.InTx(ctx, func(ctx context.Context) (err error) {
		fresh, err = s.store.UseAnswer(ctx, secret.Hash(f.State), f.Expires)
		return err
	})
	if err == nil && !fresh {
		err = Bad(ReasonState, errors.New("the answer was taken before"))
	}
	return f, err
}

// proven redeems the answer.
func (s *Service) proven(ctx context.Context, r Return, f flow) (Claims, error) {
	switch {
	case r.Error != "":
		return Claims{}, Bad(ReasonDenied, errors.New("the provider answers with an error"))
	case r.Code == "":
		return Claims{}, Bad(ReasonCode, errors.New("the answer has no code"))
	case f.Session != "" && (!r.Actor.Known() || r.Actor.Key != "" || r.Session.ID != f.Session):
		return Claims{}, Bad(ReasonSession, errors.New("another session is open than the one that began"))
	}
	proven, err := s.provider.Redeem(ctx, Answer{Code: r.Code, Issuer: r.Issuer, Challenge: f.challenge()})
	if err != nil {
		return Claims{}, err
	}
	claims, err := ReadClaims(proven, s.rules.RolesClaim)
	if err != nil {
		return Claims{}, Bad(ReasonClaims, err)
	}
	return claims, nil
}

func (s *Service) seal(v any, place string) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sealed, err := s.box.Seal(plain, []byte(place))
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// open reads what was sealed for a place; whatever else a browser sends is nothing.
func (s *Service) open(sealed, place string, v any) bool {
	bytes, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return false
	}
	plain, err := s.box.Open(bytes, []byte(place))
	return err == nil && json.Unmarshal(plain, v) == nil
}

// note records an act about a person in the transaction of ctx.
func (s *Service) note(ctx context.Context, actor, action, person string, detail map[string]any) error {
	if actor == right.SystemID {
		ctx = unplaced(ctx)
	}
	if err := s.trail.Record(ctx, audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: "person", ID: person}, Detail: detail}); err != nil {
		return err
	}
	return s.trail.Emit(ctx, account.Told(actor, action, person))
}

// unplaced is for acts of the house while somebody signs in: the address is that person's, and
// erasing them would not find it there.
func unplaced(ctx context.Context) context.Context {
	return audit.WithOrigin(ctx, audit.Origin{RequestID: audit.OriginOf(ctx).RequestID})
}
