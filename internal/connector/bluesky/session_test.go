package bluesky_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// logins tells how often somebody signed in, and how often a session was refreshed.
func (d *desk) logins(t *testing.T, what string, signIns, refreshes int) {
	t.Helper()
	if a, b := d.count("server.createSession"), d.count("server.refreshSession"); a != signIns || b != refreshes {
		t.Errorf("%s: %d sign-ins and %d refreshes, want %d and %d", what, a, b, signIns, refreshes)
	}
}

// story is a call of its own.
func story(end string) connector.Call {
	call := connectortest.Publish()
	key := "019ab000-0000-7000-8000-" + end
	call.Post.Text = strings.ReplaceAll(call.Post.Text, connectortest.PublishKey, key)
	call.Post.Link = strings.ReplaceAll(call.Post.Link, connectortest.PublishKey, key)
	call.Post.Spans[1].Value, call.Post.ChosenID = call.Post.Link, "giao-luu-huu-nghi-"+end
	call.Key = key
	return call
}

// Signing in is for the first call; later ones live on what is kept.
func TestOneSession(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	for _, end := range []string{"0123456789ab", "0123456789ac", "0123456789ad"} {
		d.must(t, story(end))
	}
	d.Connector = d.another(t, nil)
	d.must(t, story("0123456789ae"))
	d.logins(t, "four posts", 1, 0)
	d.later(2 * time.Hour)
	d.must(t, story("0123456789af"))
	d.logins(t, "after two hours", 1, 1)
	d.later(91 * 24 * time.Hour)
	d.must(t, story("0123456789b0"))
	d.logins(t, "after three months", 2, 2)
	d.with(func() { clear(d.access); clear(d.refresh) })
	d.must(t, story("0123456789b1"))
	d.logins(t, "revoked", 3, 3)
	if _, err := d.session.Renew(t.Context(), kept(t, d), func(context.Context) (string, error) { return "{broken", nil }); err != nil {
		t.Fatal(err)
	}
	d.must(t, story("0123456789b2"))
	d.logins(t, "what is kept cannot be read", 4, 3)
}

// Two calls that meet the end of a token refresh it once.
func TestOneRefreshForTwo(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, story("0123456789ab"))
	d.with(func() { clear(d.access) })
	var group sync.WaitGroup
	for _, end := range []string{"0123456789ac", "0123456789ad", "0123456789ae"} {
		group.Go(func() {
			if outcome := d.Send(t.Context(), story(end)); outcome.Class != connector.OK {
				t.Errorf("got %+v", outcome)
			}
		})
	}
	group.Wait()
	d.logins(t, "three at once", 1, 1)
}

// A refresh whose answer was lost is made again with the same token.
func TestALostRefresh(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, story("0123456789ab"))
	d.later(2 * time.Hour)
	d.session.Broken = errors.New("the disk is full")
	want(t, "not saved", d.Send(t.Context(), story("0123456789ac")), connector.Transient, "session_not_kept")
	d.session.Broken = nil
	d.later(time.Hour)
	d.must(t, story("0123456789ac"))
	d.logins(t, "within the grace", 1, 2)
}

// Handles can pass to others: a session that ends is not replaced by one of another account.
func TestAnAccountIsNotExchanged(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, story("0123456789ab"))
	posted := 0
	d.with(func() {
		d.instead = func(w http.ResponseWriter, name string) {
			switch name {
			case "server.createSession":
				reply(w, map[string]any{"did": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "handle": simHandle, "accessJwt": "a", "refreshJwt": "b"})
			case "repo.putRecord":
				if posted++; posted > 1 {
					reply(w, map[string]any{"uri": "at://x/y/z", "cid": "c"})
					return
				}
				fallthrough
			default:
				fail(w, 400, "ExpiredToken", "Token has expired")
			}
		}
	})
	want(t, "another account", d.Send(t.Context(), story("0123456789ac")), connector.Reauth, "another_account")
	if posted > 1 {
		t.Error("a post went to another account")
	}
}

// A refusal that a fresh session does not mend is told, and not tried for a third time.
func TestOneRenewalACall(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.must(t, story("0123456789ab"))
	for name, c := range map[string]struct {
		status int
		body   string
		until  time.Time
		class  connector.Class
		reason string
	}{
		"taken down":     {400, `{"error":"AccountTakedown","message":"Account has been taken down"}`, time.Time{}, connector.Reauth, "AccountTakedown"},
		"taken down 401": {401, `{"error":"AccountTakedown","message":"Account has been taken down"}`, time.Time{}, connector.Reauth, "AccountTakedown"},
		"deactivated":    {400, `{"error":"AccountDeactivated","message":"Account is deactivated"}`, time.Time{}, connector.Reauth, "AccountDeactivated"},
		"no repo":        {400, `{"error":"RepoNotFound","message":"Could not find repo"}`, time.Time{}, connector.Reauth, "RepoNotFound"},
		"bad request":    {400, `{"error":"InvalidRequest","message":"eyJ.canary"}`, time.Time{}, connector.Rejected, "InvalidRequest"},
		"unheard of":     {400, `{"error":"canaryPasswordEchoed","message":"x"}`, time.Time{}, connector.Rejected, "http_400"},
		"broken inside":  {500, `{"error":"InternalServerError","message":"Internal Server Error"}`, time.Time{}, connector.Ambiguous, "http_500"},
		"upstream":       {502, `{"error":"UpstreamFailure","message":"x"}`, time.Time{}, connector.Ambiguous, "http_502"},
		"too many":       {429, `{"error":"RateLimitExceeded"}`, connectortest.Noon().Add(5 * time.Minute), connector.Throttled, "http_429"},
	} {
		fault := connectortest.Fault{Status: c.status, Body: c.body}
		if !c.until.IsZero() {
			fault = d.tooMany(c.until)
		}
		d.Break(fault)
		outcome := d.Send(t.Context(), story("0123456789ac"))
		want(t, name, outcome, c.class, c.reason)
		if !outcome.Until.Equal(c.until) || strings.Contains(outcome.Detail.EN+outcome.Detail.VI+outcome.Reason, "canary") {
			t.Errorf("%s: got %+v", name, outcome)
		}
	}
	d.logins(t, "refusals that no session mends", 1, 0)
	d.Break(connectortest.Fault{Status: http.StatusUnauthorized, Body: `{"error":"AuthenticationRequired","message":"x"}`})
	d.must(t, story("0123456789ac"))
	d.logins(t, "refused once", 1, 1)
	d.with(func() { clear(d.access); d.life = 0 }) // whatever is given is over at once
	want(t, "refused always", d.Send(t.Context(), story("0123456789ad")), connector.Reauth, "ExpiredToken")
	d.logins(t, "refused always", 1, 2)
}

// What keeps a session from being made is told as what it is, and nothing is sent.
func TestNoSession(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		class  connector.Class
		reason string
		until  time.Duration
	}{
		"wrong password": {func(w http.ResponseWriter) { fail(w, 401, "AuthenticationRequired", "Invalid identifier or password") }, connector.Reauth, "AuthenticationRequired", 0},
		"a code by mail": {func(w http.ResponseWriter) { fail(w, 401, "AuthFactorTokenRequired", "A sign in code has been sent") }, connector.Reauth, "AuthFactorTokenRequired", 0},
		"taken down":     {func(w http.ResponseWriter) { fail(w, 401, "AccountTakedown", "Account has been taken down") }, connector.Reauth, "AccountTakedown", 0},
		"not there":      {func(w http.ResponseWriter) { http.NotFound(w, nil) }, connector.Reauth, "http_404", 0},
		"moved": {func(w http.ResponseWriter) {
			w.Header().Set("Location", "/x")
			w.WriteHeader(http.StatusPermanentRedirect)
		}, connector.Reauth, "http_308", 0},
		"too many": {func(w http.ResponseWriter) {
			w.Header().Set("RateLimit-Reset", "1795410300")
			fail(w, 429, "RateLimitExceeded", "Rate Limit Exceeded")
		}, connector.Throttled, "http_429", 5 * time.Minute},
		"for a year": {func(w http.ResponseWriter) {
			w.Header().Set("RateLimit-Reset", "1826946000")
			fail(w, 429, "RateLimitExceeded", "Rate Limit Exceeded")
		}, connector.Throttled, "http_429", 24 * time.Hour},
		"broken":      {func(w http.ResponseWriter) { fail(w, 500, "InternalServerError", "x") }, connector.Transient, "http_500", 0},
		"in service":  {func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, connector.Transient, "http_503", 0},
		"a web page":  {func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>")) }, connector.Transient, "html", 0},
		"half a pair": {func(w http.ResponseWriter) { reply(w, map[string]any{"did": simDID, "accessJwt": "a"}) }, connector.Transient, "unreadable", 0},
		"deactivated": {func(w http.ResponseWriter) {
			reply(w, map[string]any{"did": simDID, "accessJwt": "a", "refreshJwt": "b", "active": false})
		}, connector.Reauth, "AccountDeactivated", 0},
		"an odd owner": {func(w http.ResponseWriter) { reply(w, map[string]any{"did": "x", "accessJwt": "a", "refreshJwt": "b"}) }, connector.Transient, "unreadable", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, nil)
			d.with(func() { d.instead = func(w http.ResponseWriter, _ string) { c.answer(w) } })
			outcome := d.Send(t.Context(), story("0123456789ab"))
			want(t, name, outcome, c.class, c.reason)
			var until time.Time
			if c.until > 0 {
				until = connectortest.Noon().Add(c.until)
			}
			if strings.Contains(outcome.Detail.EN, "take the post") {
				t.Errorf("a refusal of the account speaks of the post: %+v", outcome)
			}
			if outcome.Maybe || !outcome.Until.Equal(until) || d.Writes() != 0 {
				t.Errorf("got %+v and %d writes, want until %v", outcome, d.Writes(), until)
			}
			healthy := c.class
			if c.reason == "html" { // no such server: the settings are wrong
				healthy = connector.Rejected
			}
			if health := d.Check(t.Context()); health.Class != healthy {
				t.Errorf("the check: %+v", health)
			}
			if sighting := d.Connector.(connector.Prover).Prove(t.Context(), story("0123456789ab")); sighting.Finding != connector.Blind {
				t.Errorf("the proof: %+v", sighting)
			}
		})
	}
}

// An account's document may name its server; an old one gives no document at all.
func TestTheAccountsServer(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.with(func() { d.noDoc = true })
	d.must(t, story("0123456789ab"))
	if health := d.Check(t.Context()); health.Class != connector.OK || health.Account != simHandle || health.Place != simDID || !health.ExpiresAt.IsZero() {
		t.Errorf("got %+v", health)
	}
	d.with(func() {
		d.instead = func(w http.ResponseWriter, _ string) { fail(w, 400, "InvalidRequest", "Could not find user info") }
	})
	if health := d.Check(t.Context()); health.Class != connector.Reauth || strings.Contains(health.Detail.EN, "post") { // as of an account that was taken down
		t.Errorf("taken down: %+v", health)
	}
	d.with(func() { d.inactive, d.instead = true, nil })
	if health := d.Check(t.Context()); health.Class != connector.Reauth || health.Account != simHandle || health.Detail.IsZero() {
		t.Errorf("deactivated: %+v", health)
	}
}
