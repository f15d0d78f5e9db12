package rest

import (
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// LocalizedText is one text in the two languages of the product.
type LocalizedText struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// Localized converts a text.
func Localized(t fault.Text) LocalizedText { return LocalizedText{VI: t.VI, EN: t.EN} }

// SomeLocalized converts a text that may be missing.
func SomeLocalized(t fault.Text) *LocalizedText {
	if t.IsZero() {
		return nil
	}
	return &LocalizedText{VI: t.VI, EN: t.EN}
}

// Instant converts a time that may be missing.
func Instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// NotNil never gives null for no items.
func NotNil[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// Permission tells whether the one who asks may do something.
type Permission struct {
	Allowed bool           `json:"allowed"`
	Reason  *LocalizedText `json:"reason,omitempty" doc:"Why not"`
	WhoCan  []string       `json:"who_can,omitempty" nullable:"false" doc:"Codes of the roles that may"`
	// OnBehalf is nil where the own right is enough.
	OnBehalf *Principal `json:"on_behalf_of,omitempty" doc:"In whose place, by a delegation; absent where one's own right is enough"`
}

// Principal is somebody in whose place another acts.
type Principal struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PrincipalOf converts somebody who may be nobody.
func PrincipalOf(p right.Principal) *Principal {
	if p.ID == "" {
		return nil
	}
	return &Principal{ID: p.ID, Name: p.Name}
}

// PermissionOf converts a decision.
func PermissionOf(d right.Decision) Permission {
	one := Permission{Allowed: d.Allowed, Reason: SomeLocalized(d.Reason), OnBehalf: PrincipalOf(d.OnBehalf)}
	for _, role := range d.WhoCan {
		one.WhoCan = append(one.WhoCan, string(role))
	}
	return one
}

// May tells for each act on an object whether the one who asks may do it.
type May map[string]Permission

// MayOf judges acts, given by the API's name, on an object.
func MayOf(actor right.Actor, o right.Object, acts map[string]right.Action) May {
	may := May{}
	for name, action := range acts {
		may[name] = PermissionOf(actor.May(action, o))
	}
	return may
}

// Judged tells decisions that were taken already, by the API's names of the acts.
func Judged(decisions map[string]right.Decision) May {
	may := May{}
	for name, decision := range decisions {
		may[name] = PermissionOf(decision)
	}
	return may
}

// Forbid takes back what the right alone would allow. The want of the right is told first.
func (m May) Forbid(act string, reason fault.Text) {
	if m[act].Allowed {
		m[act] = Permission{Reason: SomeLocalized(reason)}
	}
}

// WallTime is a wall time as people type it; only the server converts it.
type WallTime struct {
	Time   string `json:"time" minLength:"1" maxLength:"40" doc:"Wall time without offset" example:"2026-11-23T07:30"`
	Zone   string `json:"zone" minLength:"1" maxLength:"60" doc:"IANA name of the zone" example:"Asia/Ho_Chi_Minh"`
	Offset string `json:"offset,omitempty" maxLength:"6" doc:"Picks one of the two instants where clocks show the time twice" example:"+07:00"`
}

// Rename calls a faulty place of an error as the body does.
func Rename(err error, from, to string) error {
	return moved(err, func(pointer string) string {
		if pointer == from {
			return to
		}
		return pointer
	})
}

// Nest moves faulty places of an error below a prefix, where the body nests what the
// domain names flatly.
func Nest(err error, prefix string, pointers ...string) error {
	return moved(err, func(pointer string) string {
		if slices.Contains(pointers, pointer) {
			return prefix + pointer
		}
		return pointer
	})
}

// InQuery places the faults of an error among the parameters of the query, where the
// domain speaks of fields.
func InQuery(err error) error {
	return moved(err, func(pointer string) string { return "query:" + strings.TrimPrefix(pointer, "/") })
}

func moved(err error, where func(pointer string) string) error {
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	c := *e
	c.Fields = slices.Clone(e.Fields)
	for i, f := range c.Fields {
		c.Fields[i].Pointer = where(f.Pointer)
	}
	return &c
}

// Role is a role with its name for people.
type Role struct {
	Code string        `json:"code"`
	Name LocalizedText `json:"name"`
}

// RolesOf names roles.
func RolesOf(roles []right.Role) []Role {
	list := []Role{}
	for _, one := range roles {
		list = append(list, Role{string(one), Localized(one.Name())})
	}
	return list
}
