package sso_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
	"github.com/lantoa/lantoa/internal/sso/ssotest"
)

func TestASignIn(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		p := b.linked("hoa", hoa().Subject)
		journey := b.begin()
		asked, err := url.Parse(journey.Address)
		must(b.t, err)
		q := asked.Query()
		if q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) != 43 ||
			len(q.Get("nonce")) != 43 || q.Get("redirect_uri") != redirect || q.Get("scope") != "openid profile email" {
			b.t.Errorf("the browser is sent with %v", q)
		}
		for _, hidden := range []string{q.Get("state"), q.Get("nonce"), "verifier"} {
			if strings.Contains(journey.Sealed.Reveal(), hidden) {
				b.t.Error("the browser can read what it carries")
			}
		}
		arrival, err := b.Finish(b.t.Context(), b.back(journey, hoa().Subject))
		must(b.t, err)
		actor, session, err := b.accounts.Authenticate(b.t.Context(), arrival.Token.Reveal())
		if err != nil || actor.ID != p.ID || session.Address != address || arrival.Next != "/feeds/" {
			b.t.Errorf("signed in as %q from %q, on to %q, %v", actor.ID, session.Address, arrival.Next, err)
		}
		if n := b.count(`SELECT count(*) FROM audit WHERE action = 'session.create' AND NOT refused AND actor = ? AND detail LIKE '%"by":"provider"%'`, p.ID); n != 1 {
			b.t.Errorf("%d records of the sign-in", n)
		}
		mine, err := b.Identities(b.t.Context(), actor, p.ID)
		if err != nil || len(mine) != 1 || mine[0].LastUsed.IsZero() || mine[0].Issuer != b.provider.Issuer() {
			b.t.Errorf("links %+v, %v", mine, err)
		}
	})
}

// What the ID token lacks is asked for, and belongs to the same subject.
func TestUserInfo(t *testing.T) {
	light(t, sso.Rules{LinkByEmail: true}, func(b *bench) {
		b.provider.Lean()
		u := hoa()
		u.More = map[string]any{"groups": []string{"nhom-viet"}}
		b.provider.Put(u)
		p := b.person("hoa", u.Email)
		if actor, _ := b.arrive(u.Subject); actor.ID != p.ID || !actor.May(right.ArticleCreate, right.In("x")).Allowed {
			b.t.Errorf("signed in as %+v", actor)
		}
		b.provider.Replace(func(path string, w http.ResponseWriter) bool {
			if path == "/userinfo" {
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"sub":"another","groups":["nhom-duyet"]}`))
			}
			return path == "/userinfo"
		})
		_, err := b.signIn(u.Subject)
		b.refused(err, fault.SignInFailed, sso.ReasonClaims)
	})
}

// forgery is one way in which an ID token can be wrong, or right.
type forgery struct {
	reason sso.Reason // "" when it is to be taken
	forge  func(b *bench, claims map[string]any) string
}

// with changes claims and signs them as the provider does; nil takes a claim away.
func with(changes map[string]any) func(b *bench, claims map[string]any) string {
	return func(b *bench, claims map[string]any) string {
		for name, value := range changes {
			if value == nil {
				delete(claims, name)
				continue
			}
			if d, ok := value.(time.Duration); ok {
				value = b.now().Add(d).Unix()
			}
			claims[name] = value
		}
		return b.provider.Signed(claims)
	}
}

func forgeries() map[string]forgery {
	return map[string]forgery{
		"as it is":                    {"", with(nil)},
		"another nonce":               {sso.ReasonNonce, with(map[string]any{"nonce": "another"})},
		"no nonce":                    {sso.ReasonNonce, with(map[string]any{"nonce": nil})},
		"another issuer":              {sso.ReasonToken, with(map[string]any{"iss": "https://evil.example"})},
		"no issuer":                   {sso.ReasonToken, with(map[string]any{"iss": nil})},
		"another audience":            {sso.ReasonToken, with(map[string]any{"aud": "another"})},
		"no audience":                 {sso.ReasonToken, with(map[string]any{"aud": nil})},
		"two audiences, for us":       {"", with(map[string]any{"aud": []string{"another", ssotest.ClientID}, "azp": ssotest.ClientID})},
		"two audiences, for whom?":    {sso.ReasonToken, with(map[string]any{"aud": []string{"another", ssotest.ClientID}, "azp": nil})},
		"another party":               {sso.ReasonToken, with(map[string]any{"azp": "another"})},
		"a party that is no string":   {sso.ReasonClaims, with(map[string]any{"azp": 7})},
		"expired":                     {sso.ReasonTime, with(map[string]any{"exp": -3 * time.Minute})},
		"no expiry":                   {sso.ReasonTime, with(map[string]any{"exp": nil})},
		"expired by another clock":    {"", with(map[string]any{"exp": -time.Minute})},
		"not yet valid":               {sso.ReasonToken, with(map[string]any{"nbf": 10 * time.Minute})},
		"valid in a minute":           {"", with(map[string]any{"nbf": time.Minute})},
		"of the future":               {sso.ReasonTime, with(map[string]any{"iat": 3 * time.Minute})},
		"of a minute ahead":           {"", with(map[string]any{"iat": time.Minute})},
		"of one asked long ago":       {sso.ReasonTime, with(map[string]any{"auth_time": -33 * time.Minute})},
		"of one never asked":          {sso.ReasonTime, with(map[string]any{"auth_time": nil})},
		"of no time":                  {sso.ReasonTime, with(map[string]any{"iat": nil})},
		"another access token's hash": {sso.ReasonToken, with(map[string]any{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"})},
		"no access token's hash":      {"", with(map[string]any{"at_hash": nil})},
		"no subject":                  {sso.ReasonClaims, with(map[string]any{"sub": nil})},
		"a subject of another kind":   {sso.ReasonToken, with(map[string]any{"sub": 7})},
		"a subject with a NUL":        {sso.ReasonClaims, with(map[string]any{"sub": hoa().Subject + "\x00"})},
		"signed by another key": {sso.ReasonToken, func(b *bench, claims map[string]any) string {
			return ssotest.Sign(b.t, claims, jose.ES256, jose.JSONWebKey{Key: ssotest.NewKey(b.t), KeyID: b.provider.KeyID()})
		}},
		"signed by nobody": {sso.ReasonToken, func(_ *bench, claims map[string]any) string { return ssotest.Unsigned(claims) }},
		"a MAC by the client's secret": {sso.ReasonToken, func(b *bench, claims map[string]any) string {
			return ssotest.Sign(b.t, claims, jose.HS256, []byte(ssotest.ClientSecret))
		}},
		"no token":       {sso.ReasonToken, func(*bench, map[string]any) string { return "" }},
		"not a token":    {sso.ReasonToken, func(*bench, map[string]any) string { return "a.b.c" }},
		"a changed body": {sso.ReasonToken, tampered},
	}
}

// tampered keeps the signature of the true claims.
func tampered(b *bench, claims map[string]any) string {
	signed := strings.Split(b.provider.Signed(claims), ".")
	claims["groups"] = []string{"nhom-duyet"}
	body := strings.Split(b.provider.Signed(claims), ".")[1]
	return signed[0] + "." + body + "." + signed[2]
}

func TestIDTokens(t *testing.T) {
	light(t, sso.Rules{}, func(b *bench) {
		b.linked("hoa", hoa().Subject)
		for name, c := range forgeries() {
			b.run(name, func() {
				b.provider.Forge(func(claims map[string]any) string { return c.forge(b, claims) })
				before := b.count(`SELECT count(*) FROM session`)
				arrival, err := b.signIn(hoa().Subject)
				if c.reason == "" {
					if err != nil || arrival.Token.IsZero() {
						b.t.Errorf("a good answer is refused: %v", err)
					}
					return
				}
				b.refused(err, fault.SignInFailed, c.reason)
				if !arrival.Token.IsZero() || b.count(`SELECT count(*) FROM session`) != before {
					b.t.Error("there is a session")
				}
			})
		}
	})
}

// The clocks of provider and house may differ by two minutes.
func TestClocksMayDiffer(t *testing.T) {
	for name, c := range map[string]struct {
		away   time.Duration
		reason sso.Reason
	}{"ours is late": {-90 * time.Second, ""}, "ours is early": {90 * time.Second, ""}, "ours is very late": {-5 * time.Minute, sso.ReasonTime}} {
		t.Run(name, func(t *testing.T) {
			light(t, sso.Rules{}, func(b *bench) {
				b.linked("hoa", hoa().Subject)
				b.pass(c.away)
				_, err := b.signIn(hoa().Subject)
				if c.reason == "" {
					must(b.t, err)
					return
				}
				b.refused(err, fault.SignInFailed, c.reason)
			})
		})
	}
}

func TestAnswersThatAreNotTaken(t *testing.T) {
	for name, c := range map[string]struct {
		reason sso.Reason
		spoil  func(b *bench, r *sso.Return)
	}{
		"no state":             {sso.ReasonState, func(_ *bench, r *sso.Return) { r.State = "" }},
		"another state":        {sso.ReasonState, func(_ *bench, r *sso.Return) { r.State = strings.Repeat("a", 43) }},
		"nothing carried":      {sso.ReasonState, func(_ *bench, r *sso.Return) { r.Sealed = "" }},
		"rubbish carried":      {sso.ReasonState, func(_ *bench, r *sso.Return) { r.Sealed = "AAAA" }},
		"another browser's":    {sso.ReasonState, func(b *bench, r *sso.Return) { r.Sealed = b.begin().Sealed.Reveal() }},
		"too late":             {sso.ReasonState, func(b *bench, _ *sso.Return) { b.pass(11 * time.Minute) }},
		"the provider says no": {sso.ReasonDenied, func(_ *bench, r *sso.Return) { r.Code, r.Error = "", "access_denied" }},
		"no code":              {sso.ReasonCode, func(_ *bench, r *sso.Return) { r.Code = "" }},
		"a made-up code":       {sso.ReasonCode, func(_ *bench, r *sso.Return) { r.Code = "AAAA" }},
		"another issuer":       {sso.ReasonIssuer, func(_ *bench, r *sso.Return) { r.Issuer = "https://evil.example" }},
		"another sign-in's code": {sso.ReasonCode, func(b *bench, r *sso.Return) { // PKCE tells them apart
			r.Code = b.back(b.begin(), hoa().Subject).Code
		}},
		"a code that was used": {sso.ReasonCode, func(b *bench, r *sso.Return) {
			j := b.begin()
			used := b.back(j, hoa().Subject)
			_, err := b.Finish(b.t.Context(), used)
			must(b.t, err)
			r.Code = used.Code
		}},
		"an answer that was taken": {sso.ReasonState, func(b *bench, r *sso.Return) {
			_, err := b.Finish(b.t.Context(), *r)
			must(b.t, err)
		}},
		"an answer that was refused": {sso.ReasonState, func(b *bench, r *sso.Return) {
			first := *r
			first.Code = "AAAA"
			_, err := b.Finish(b.t.Context(), first)
			b.refused(err, fault.SignInFailed, sso.ReasonCode)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, sso.Rules{}, func(b *bench) {
				b.linked("hoa", hoa().Subject)
				r := b.back(b.begin(), hoa().Subject)
				c.spoil(b, &r)
				arrival, err := b.Finish(b.t.Context(), r)
				b.refused(err, fault.SignInFailed, c.reason)
				if !arrival.Token.IsZero() {
					b.t.Error("there is a session")
				}
			})
		})
	}
}

// Of many who bring the same answer at once, one comes in.
func TestAnAnswerIsTakenOnce(t *testing.T) {
	each(t, sso.Rules{}, func(b *bench) {
		b.linked("hoa", hoa().Subject)
		r := b.back(b.begin(), hoa().Subject)
		var in, out atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				switch _, err := b.Finish(b.t.Context(), r); {
				case err == nil:
					in.Add(1)
				case fault.Is(err, fault.SignInFailed):
					out.Add(1)
				default:
					b.t.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 || out.Load() != 7 || b.provider.Asked("/oauth/token") != 1 {
			b.t.Errorf("%d came in, %d did not, the code was redeemed %d times", in.Load(), out.Load(), b.provider.Asked("/oauth/token"))
		}
	})
}

// A ticket to link is no sign-in under way, and the other way round.
func TestWhatIsSealedIsForItsPlace(t *testing.T) {
	light(t, sso.Rules{}, func(b *bench) {
		_, session := b.session("hoa")
		carried, err := b.Ticket(session)
		must(b.t, err)
		_, err = b.Finish(b.t.Context(), sso.Return{Sealed: carried, Code: "x"})
		b.refused(err, fault.SignInFailed, sso.ReasonState)
		_, err = b.Begin(b.t.Context(), sso.Start{Ticket: b.begin().Sealed.Reveal(), Session: session})
		b.refused(err, fault.Denied, sso.ReasonSession)
	})
}

func TestTheProvidersKeysChange(t *testing.T) {
	light(t, sso.Rules{}, func(b *bench) {
		b.linked("hoa", hoa().Subject)
		b.arrive(hoa().Subject)
		b.provider.Rotate()
		b.arrive(hoa().Subject)
		if n := b.provider.Asked("/keys"); n != 2 {
			b.t.Errorf("the keys were asked for %d times", n)
		}
	})
}

// A provider that is down stops nobody but those who come from it, and is found again.
func TestTheProviderIsDown(t *testing.T) {
	light(t, sso.Rules{}, func(b *bench) {
		b.linked("hoa", hoa().Subject)
		b.provider.Down(true)
		for range 3 {
			if _, err := b.Begin(b.t.Context(), sso.Start{}); !fault.Is(err, fault.Unavailable) || b.Reachable() {
				b.t.Errorf("reachable: %v, %v", b.Reachable(), err)
			}
		}
		const discovery = "/.well-known/openid-configuration"
		if n := b.provider.Asked(discovery); n != 1 {
			b.t.Errorf("it was asked %d times at once", n)
		}
		b.provider.Down(false)
		b.pass(11 * time.Second)
		if err := b.Keep(b.t.Context()); err != nil || !b.Reachable() {
			b.t.Errorf("reachable: %v, %v", b.Reachable(), err)
		}
		r := b.back(b.begin(), hoa().Subject)
		b.provider.Down(true)
		if _, err := b.Finish(b.t.Context(), r); !fault.Is(err, fault.Unavailable) {
			b.t.Errorf("the code cannot be redeemed: %v", err)
		}
		b.pass(2 * time.Hour)
		if err := b.Keep(b.t.Context()); !fault.Is(err, fault.Unavailable) || b.Reachable() {
			b.t.Errorf("reachable: %v, %v", b.Reachable(), err)
		}
		b.begin() // what was known is still good enough to try
		if n := b.count(`SELECT count(*) FROM audit WHERE refused`); n != 0 {
			b.t.Errorf("%d refusals are recorded of a provider that is down", n)
		}
	})
}

// What the provider says of itself is not believed where it would harm.
func TestProvidersThatCannotBeUsed(t *testing.T) {
	for name, document := range map[string]string{
		"another issuer":        `{"issuer":"https://evil.example","authorization_endpoint":"https://a.example/","token_endpoint":"https://a.example/","jwks_uri":"https://a.example/"}`,
		"a token without TLS":   `{"issuer":"ISSUER","authorization_endpoint":"https://a.example/","token_endpoint":"http://a.example/","jwks_uri":"https://a.example/"}`,
		"keys without TLS":      `{"issuer":"ISSUER","authorization_endpoint":"https://a.example/","token_endpoint":"https://a.example/","jwks_uri":"http://a.example/"}`,
		"a page that is script": `{"issuer":"ISSUER","authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://a.example/","jwks_uri":"https://a.example/"}`,
		"no client secret":      `{"issuer":"ISSUER","authorization_endpoint":"https://a.example/","token_endpoint":"https://a.example/","jwks_uri":"https://a.example/","token_endpoint_auth_methods_supported":["private_key_jwt"]}`,
		"no JSON":               `<html>`,
	} {
		t.Run(name, func(t *testing.T) {
			light(t, sso.Rules{}, func(b *bench) {
				b.provider.Replace(func(_ string, w http.ResponseWriter) bool {
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write([]byte(strings.ReplaceAll(document, "ISSUER", b.provider.Issuer())))
					return true
				})
				if _, err := b.Begin(b.t.Context(), sso.Start{}); !fault.Is(err, fault.Unavailable) || b.Reachable() {
					b.t.Errorf("reachable: %v, %v", b.Reachable(), err)
				}
			})
		})
	}
}
