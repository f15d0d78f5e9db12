package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// keyPrefix makes leaked keys easy to find by scanners of source code.
const keyPrefix = "lantoa_"

// keyFor is how long a key works at most, and when nothing else is asked for: one that was
// forgotten somewhere ends by itself.
const keyFor = 365 * 24 * time.Hour

// NewKey is an API key to be made.
type NewKey struct {
	Person  string
	Name    string
	Scopes  []right.Action // nil means whatever the person may do; empty is refused
	Expires time.Time      // zero means in 365 days, the longest
}

// CreateKey makes an API key, which is shown once. People make keys for themselves;
// those who manage accounts make them for press clients only, since a key acts in its
// person's name.
func (s *Service) CreateKey(ctx context.Context, actor right.Actor, n NewKey) (secret.Secret, Key, error) {
	if err := s.mayKey(ctx, actor, n.Person); err != nil {
		return secret.Secret{}, Key{}, err
	}
	now := s.now()
	if n.Expires.IsZero() {
		n.Expires = now.Add(keyFor)
	}
	if actor.ID != n.Person && actor.ID != right.SystemID { // whatever the account is granted later, this key reads feeds
		n.Scopes = []right.Action{right.FeedReadPartner}
	}
	k := Key{Person: n.Person, Scopes: n.Scopes, CreatedBy: actor.ID, CreatedAt: now, ExpiresAt: n.Expires.UTC().Truncate(time.Microsecond)}
	var err error
	if k.Name, err = s.checkKey(n, now); err != nil {
		return secret.Secret{}, Key{}, err
	}
	if k.ID, err = newID(); err != nil {
		return secret.Secret{}, Key{}, err
	}
	shown, start, hash := s.newSecret(keyPrefix)
	k.Start = start
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		if err := s.keys.AddKey(ctx, k, hash); err != nil {
			return err
		}
		return s.record(ctx, actor, "key.create", n.Person, map[string]any{"made": k.ID, "scopes": scopeNames(k.Scopes)})
	})
	if err != nil {
		return secret.Secret{}, Key{}, err
	}
	return shown, k, nil
}

func (s *Service) mayKey(ctx context.Context, actor right.Actor, person string) error {
	if actor.ID != right.SystemID {
		if err := s.refused(ctx, actor, "key.create", person, right.InPerson(actor)); err != nil {
			return err
		}
	}
	if err := right.Fresh(actor); err != nil {
		return err
	}
	if actor.Known() && actor.ID == person {
		return nil
	}
	if err := s.manager(ctx, actor, "key.create", person); err != nil {
		return err
	}
	p, err := s.people.Person(ctx, person)
	if err != nil || actor.ID == right.SystemID {
		return err
	}
	if !onlyPress(p.Grants) {
		return s.refused(ctx, actor, "key.create", person, fault.New(fault.Denied, ownKeysOnly()))
	}
	return nil
}

func (s *Service) checkKey(n NewKey, now time.Time) (name string, err error) {
	var faults fault.Fields
	name, err = text.Line(n.Name)
	if err != nil || name == "" || text.Graphemes(name) > 100 {
		faults.Add("/name", fault.T("Tên khóa có từ 1 đến 100 ký tự.", "The name of a key has 1 to 100 characters."))
	}
	switch {
	case !n.Expires.After(now):
		faults.Add("/expires_at", fault.T("Ngày hết hạn phải ở tương lai.", "The expiry must lie in the future."))
	case n.Expires.After(now.Add(keyFor)):
		faults.Add("/expires_at", fault.T("Khóa dùng được nhiều nhất 365 ngày.", "A key works for at most 365 days."))
	}
	if n.Scopes != nil && len(n.Scopes) == 0 {
		faults.Add("/scopes", fault.T("trống nên khóa không làm được gì; kể tên phạm vi, hoặc bỏ hẳn trường này để có mọi quyền của người giữ",
			"is empty, so the key could do nothing; name scopes, or leave the field out for whatever the person may do"))
	}
	for i, scope := range n.Scopes {
		if !slices.Contains(right.Actions(), scope) {
			faults.Add(fmt.Sprintf("/scopes/%d", i), fault.Tf("Không có phạm vi “%s”.", "There is no scope “%s”.", scope))
		}
		if slices.Contains(n.Scopes[:i], scope) {
			faults.Add(fmt.Sprintf("/scopes/%d", i), fault.Tf("Phạm vi “%s” đã có ở trên.", "The scope “%s” stands above already.", scope))
		}
	}
	return name, faults.Err()
}

// AuthenticateKey returns whose key this is, with the person's grants of this very moment;
// the key narrows them to its scopes. [fault.Unauthenticated] when it does not work.
func (s *Service) AuthenticateKey(ctx context.Context, key string) (right.Actor, Key, error) {
	k, p, err := s.keys.KeyByHash(ctx, secret.Hash(key))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return right.Actor{}, Key{}, err
	}
	now := s.now()
	if err != nil || p.Disabled || !k.RevokedAt.IsZero() || !k.ExpiresAt.IsZero() && !now.Before(k.ExpiresAt) {
		return right.Actor{}, Key{}, fault.New(fault.Unauthenticated, fault.T("Khóa API không dùng được.", "The API key does not work."))
	}
	if now.Sub(k.LastUsed) >= touchEvery && !unattended(ctx) {
		k.LastUsed = now
		if err := s.keys.TouchKey(ctx, k.ID, now); err != nil {
			return right.Actor{}, Key{}, err
		}
	}
	actor, err := s.ActorOf(ctx, p)
	actor.Key, actor.Scopes = k.ID, k.Scopes
	return actor, k, err
}

// Keys returns all keys of a person, revoked ones included: the own ones, or anybody's
// for those who manage accounts.
func (s *Service) Keys(ctx context.Context, actor right.Actor, person string) ([]Key, error) {
	if actor.ID != person || !actor.Known() {
		if err := s.manager(ctx, actor, "key.list", person); err != nil {
			return nil, err
		}
	}
	return s.keys.Keys(ctx, person)
}

// RevokeKey ends a key for good: an own one, or anybody's for those who manage accounts. A
// key ends no other than itself.
// Revoking again changes nothing.
func (s *Service) RevokeKey(ctx context.Context, actor right.Actor, id string) error {
	if !actor.Known() {
		return actor.Need(right.PersonManage, right.In(""))
	}
	k, err := s.keys.Key(ctx, id)
	if err != nil {
		return err
	}
	if actor.Key != "" && actor.Key != id { // a leaked key could end those that are to replace it
		if err := s.refused(ctx, actor, "key.revoke", k.Person, right.InPerson(actor)); err != nil {
			return err
		}
	}
	if actor.ID != k.Person {
		if err := s.manager(ctx, actor, "key.revoke", k.Person); err != nil {
			return err
		}
	}
	if !k.RevokedAt.IsZero() {
		return nil
	}
	return s.people.InTx(ctx, func(ctx context.Context) error {
		if err := s.keys.RevokeKey(ctx, id, s.now()); err != nil {
			return err
		}
		return s.record(ctx, actor, "key.revoke", k.Person, map[string]any{"revoked": id})
	})
}

func scopeNames(scopes []right.Action) any {
	if scopes == nil {
		return "all"
	}
	return scopes
}
