package sso

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/text"
)

// The bounds of what is taken from a provider.
const (
	maxSubject = 255 // bytes (OpenID Connect Core 1.0, section 2)
	maxValues  = 1000
	maxValue   = 1000 // bytes of one value of the claim of roles
	maxName    = 100  // grapheme clusters, as of every person
)

// Claims are what a provider says of somebody, as far as it is of use here.
type Claims struct {
	Subject string
	// Email is clean by [account.CleanEmail]; "" when there is none that can be used.
	Email string
	// EmailVerified is true only for a JSON true beside the very same address.
	EmailVerified bool
	Name          string // one line in NFC, cut to 100 characters; "" when there is none
	Login         string // as the provider has it; whoever takes it for ours checks it
	Lang          string // "vi" or "en"
	Roles         []string
}

// ReadClaims reads the claims of a proven ID token, and what it lacks from the user info of
// the same subject. Address and verification come from one of the two: a verified address
// there says nothing of another one here. Claims of an unexpected type count as missing.
func ReadClaims(p Proven, rolesClaim string) (Claims, error) {
	var token, info members
	if err := json.Unmarshal(p.IDToken, &token); err != nil {
		return Claims{}, err
	}
	if len(p.UserInfo) > 0 {
		if err := json.Unmarshal(p.UserInfo, &info); err != nil {
			return Claims{}, err
		}
	}
	if p.Subject == "" || len(p.Subject) > maxSubject || !utf8.ValidString(p.Subject) || strings.ContainsFunc(p.Subject, isControl) {
		return Claims{}, errors.New("the subject is empty, longer than 255 bytes, or holds control characters")
	}
	c := Claims{Subject: p.Subject, Login: first(token, info, "preferred_username"), Lang: "vi", Roles: token.list(rolesClaim)}
	if c.Roles == nil {
		c.Roles = info.list(rolesClaim)
	}
	if name, err := text.Line(first(token, info, "name")); err == nil {
		c.Name = text.Cut(name, maxName)
	}
	if strings.HasPrefix(strings.ToLower(first(token, info, "locale")), "en") {
		c.Lang = "en"
	}
	source := token
	if _, ok := token["email"]; !ok {
		source = info
	}
	c.Email = account.CleanEmail(source.word("email"))
	c.EmailVerified = c.Email != "" && string(source["email_verified"]) == "true"
	return c, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func first(token, info members, name string) string {
	if word := token.word(name); word != "" {
		return word
	}
	return info.word(name)
}

// members are those of a JSON object.
type members map[string]json.RawMessage

// word reads a string; "" for anything else.
func (m members) word(name string) string {
	var word string
	if json.Unmarshal(m[name], &word) != nil || strings.Contains(word, "\x00") {
		return ""
	}
	return word
}

// list reads a claim that is a string or a list of strings, by its name or, where there is
// none of that name, by its path ("realm_access.roles"). It is nil when there is none.
func (m members) list(path string) []string {
	raw, ok := m[path]
	if name, rest, deeper := strings.Cut(path, "."); !ok && deeper {
		var inner members
		if json.Unmarshal(m[name], &inner) != nil {
			return nil
		}
		return inner.list(rest)
	}
	var one *string // nil of a null, which is no list either
	var all []json.RawMessage
	switch {
	case !ok:
		return nil
	case json.Unmarshal(raw, &one) == nil && one != nil:
		return bounded([]string{*one})
	case json.Unmarshal(raw, &all) != nil || all == nil:
		return nil
	}
	words := make([]string, 0, min(len(all), maxValues))
	for _, item := range all[:min(len(all), maxValues)] {
		var word *string
		if json.Unmarshal(item, &word) == nil && word != nil {
			words = append(words, *word)
		}
	}
	return bounded(words)
}

func bounded(words []string) []string {
	kept := words[:0]
	for _, word := range words {
		if len(word) <= maxValue {
			kept = append(kept, word)
		}
	}
	return kept
}
