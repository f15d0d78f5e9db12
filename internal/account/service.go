package account

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/factor"
	"github.com/lantoa/lantoa/internal/password"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// People keeps accounts and their grants.
type People interface {
	InTx(ctx context.Context, fn func(ctx context.Context) error) error
	// AddPerson fails with [fault.AlreadyExists] when the login is taken.
	AddPerson(ctx context.Context, p Person) error
	// SavePerson writes name, language, e-mail address and whether it is disabled, and raises the
	// version; [fault.StaleVersion] when it is not p.Version any more.
	SavePerson(ctx context.Context, p Person, at time.Time) error
	SetPassword(ctx context.Context, person, phc string, at time.Time) error
	// PutGrants gives a person exactly these grants.
	PutGrants(ctx context.Context, person string, grants []right.Grant, by Stamp) error
	Person(ctx context.Context, id string) (Person, error)
	// LockPerson is Person with the password hash, in a transaction that nobody else changes
	// the account beside.
	LockPerson(ctx context.Context, id string) (Person, string, error)
	// ByLogin also gives the password hash; both are empty when nobody has the login.
	ByLogin(ctx context.Context, login string) (Person, string, error)
	// ByEmail returns who has the clean address; empty when nobody has.
	ByEmail(ctx context.Context, email string) (Person, error)
	People(ctx context.Context) ([]Person, error)
	// Erase writes name and login of p over those that it had, and takes e-mail address, password,
	// second factor, sessions, links, accounts elsewhere and the names of keys away; keys end. [fault.StaleVersion] when it is not
	// p.Version any more.
	Erase(ctx context.Context, p Person, at time.Time) error
}

// Record takes what the record of acts knows of a person, beside the id, out of it.
type Record interface {
	Erase(ctx context.Context, person string) error
}

// Stamp says who did something and when.
type Stamp struct {
	By string
	At time.Time
}

// Rules answers what the rules about accounts ask the database.
type Rules interface {
	// Admins returns who is an enabled technical administrator of the whole house on a day
	// and has a password, by id, and keeps others from changing that until the transaction
	// ends.
	Admins(ctx context.Context, day plan.Date) ([]Admin, error)
}

// Admin is a technical administrator of the whole house.
type Admin struct {
	Person string
	Until  plan.Date // last day; empty without end
}

// Units tells days and units; [plan.Service] does.
type Units interface {
	// Day returns the day of an instant where the newsroom is.
	Day(at time.Time) plan.Date
	// Succession looks at all units on a day.
	Succession(ctx context.Context, day plan.Date) (plan.Succession, error)
}

// Sessions keeps sessions by the hash of their token.
type Sessions interface {
	AddSession(ctx context.Context, s Session, hash string) error
	// SessionByHash returns a session that was not ended and its person;
	// [fault.NotFound] when there is none.
	SessionByHash(ctx context.Context, hash string) (Session, Person, error)
	TouchSession(ctx context.Context, id string, at time.Time) error
	// Sessions returns the sessions of a person that were not ended, the newest first.
	Sessions(ctx context.Context, person string) ([]Session, error)
	// EndSessions ends those of a person: the one with the id, or all but except.
	EndSessions(ctx context.Context, person string, which Which, at time.Time) (int, error)
	// Familiar reports whether the person signed in from the address since an instant.
	Familiar(ctx context.Context, person, address string, since time.Time) (bool, error)
	// PurgeSessions removes sessions that expired before an instant.
	PurgeSessions(ctx context.Context, before time.Time) (int, error)
}

// Which chooses sessions: the one with the id, or, without it, all but one.
type Which struct{ ID, Except string }

// Keys keeps API keys by their hash.
type Keys interface {
	AddKey(ctx context.Context, k Key, hash string) error
	// KeyByHash returns a key and its person; [fault.NotFound] when there is none.
	KeyByHash(ctx context.Context, hash string) (Key, Person, error)
	Key(ctx context.Context, id string) (Key, error)
	// Keys returns all keys of a person, the newest first.
	Keys(ctx context.Context, person string) ([]Key, error)
	TouchKey(ctx context.Context, id string, at time.Time) error
	RevokeKey(ctx context.Context, id string, at time.Time) error
}

// Link is a one-time link without its token.
type Link struct {
	ID        string
	Purpose   Purpose
	Person    string // "" for [Setup]
	CreatedBy string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero while it can be used
}

// Links keeps one-time links by the hash of their token.
type Links interface {
	AddLink(ctx context.Context, l Link, hash string) error
	// Link returns a link; [fault.NotFound] when there is none.
	Link(ctx context.Context, hash string) (Link, error)
	// UseLinks marks all unused links of a purpose and person as used and tells whether
	// the one with the id was among them.
	UseLinks(ctx context.Context, l Link, at time.Time) (bool, error)
	// PurgeLinks removes links that expired before an instant.
	PurgeLinks(ctx context.Context, before time.Time) (int, error)
}

// Attempts counts failed sign-ins.
type Attempts interface {
	// Attempt returns the counter, zero when there is none, and locks it.
	Attempt(ctx context.Context, kind AttemptKind, subject string) (Attempt, error)
	PutAttempt(ctx context.Context, a Attempt) error
	// PurgeAttempts removes counters that were last raised before an instant.
	PurgeAttempts(ctx context.Context, before time.Time) (int, error)
}

// Stores is everything that the service keeps.
type Stores struct {
	People   People
	Rules    Rules
	Sessions Sessions
	Keys     Keys
	Links    Links
	Attempts Attempts
	Lenders  Lenders
	Factors  factor.Store
	Census   Census
}

// Options is what the service is made of.
type Options struct {
	Stores Stores
	Units  Units
	Trail  audit.Trail
	Record Record // may be nil where nobody is erased
	Now    func() time.Time
	// Random gives the salts of passwords.
	Random io.Reader
	// Token gives a new bearer token, such as [secret.Token].
	Token func() string
	// Hashers bounds how many passwords are hashed at once.
	Hashers int
	// Box seals the secrets of second factors.
	Box *secret.Box
	// Issuer names the installation in people's authenticator apps, and in letters.
	Issuer string
	// Demand says who must have a second factor; "" is [DemandOff].
	Demand Demand
	// Post takes one-time links to their people; nil where nobody does, and they are shown.
	Post Post
	// LinkAddress is where a one-time link leads; needed with Post.
	LinkAddress func(token secret.Secret) string
}

// Service manages accounts and knows who is who.
type Service struct {
	people   People
	rules    Rules
	units    Units
	sessions Sessions
	keys     Keys
	links    Links
	attempts Attempts
	lenders  Lenders
	census   Census
	trail    audit.Trail
	erased   Record
	now      func() time.Time
	token    func() string
	hasher   *password.Hasher
	box      *secret.Box
	factors  factor.Keeper
	demand   Demand

	post        Post
	house       string // its name in letters
	linkAddress func(token secret.Secret) string
}

// New makes a Service.
func New(o Options) (*Service, error) {
	h, err := password.NewHasher(o.Random, o.Hashers)
	if err != nil {
		return nil, err
	}
	if o.Post == nil {
		o.Post = nobody{}
	}
	k := o.Stores
	return &Service{
		people: k.People, rules: k.Rules, units: o.Units, sessions: k.Sessions, keys: k.Keys, links: k.Links, attempts: k.Attempts, lenders: k.Lenders, census: k.Census,
		trail: o.Trail, erased: o.Record, token: o.Token, hasher: h, box: o.Box, demand: o.Demand,
		factors: factor.Keeper{Store: k.Factors, Box: o.Box, Random: o.Random, Issuer: o.Issuer},
		post:    o.Post, house: o.Issuer, linkAddress: o.LinkAddress,
		now: func() time.Time { return o.Now().UTC().Truncate(time.Microsecond) },
	}, nil
}

// newSecret makes a token and its stored form.
func (s *Service) newSecret(prefix string) (shown secret.Secret, start, hash string) {
	token := prefix + s.token()
	return secret.New(token), token[:min(len(token), len(prefix)+6)], secret.Hash(token)
}

func newID() (string, error) {
	id, err := uuid.NewV7()
	return id.String(), err
}

// record writes an act about a person in the transaction of ctx, and tells those who follow.
func (s *Service) record(ctx context.Context, actor right.Actor, action, person string, detail map[string]any) error {
	return s.recordChange(ctx, actor, audit.Entry{Action: action, Object: audit.Object{Kind: "person", ID: person}, Detail: detail})
}

// recordChange writes an act with what it changed in an account.
func (s *Service) recordChange(ctx context.Context, actor right.Actor, e audit.Entry) error {
	e.Actor = actor.ID
	detail := e.Detail
	if actor.Key != "" {
		if detail == nil {
			detail = map[string]any{}
		}
		detail["key"] = actor.Key
	}
	e.Detail = detail
	if err := s.trail.Record(ctx, e); err != nil || e.Object.ID == "" { // a link for the first administrator is about nobody yet
		return err
	}
	event := Told(actor.ID, e.Action, e.Object.ID)
	if _, roles := detail["after"]; roles {
		event.Data["roles"] = true
	}
	return s.trail.Emit(ctx, event)
}

// Told is the event of an act about a person. It names the person alone, and says where it was the
// roles that changed: how they did is read again by whoever may see it.
func Told(actor, action, person string) audit.Event {
	return audit.Event{Kind: audit.Done(action), Data: map[string]any{"person": person}, Actor: actor}
}

// told is what the record hashes of an account. Name and login are not in it: by its hash a
// name could be guessed for as long as the record is kept, also once it was erased.
func (p Person) told() any {
	return map[string]any{"grants": right.GrantNames(p.Grants), "disabled": p.Disabled, "lang": p.Lang, "erased": !p.ErasedAt.IsZero()}
}

// manager is [Actor.Need] for the management of accounts; a refusal is recorded. It
// must be called outside transactions.
func (s *Service) manager(ctx context.Context, actor right.Actor, action, person string) error {
	return s.refused(ctx, actor, action, person, actor.Need(right.PersonManage, right.In("")))
}

// refused records an act on a person that was denied; every other result passes.
func (s *Service) refused(ctx context.Context, actor right.Actor, action, person string, err error) error {
	return audit.Refused(ctx, s.trail, audit.Entry{Actor: actor.ID, Action: action, Object: audit.Object{Kind: "person", ID: person}}, err)
}
