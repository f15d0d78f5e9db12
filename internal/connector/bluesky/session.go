package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// session is what signing in gave, as it is kept between calls. The access token lasts two
// hours, the refresh token some months; the server takes an old one for two hours more, so
// that a refresh whose answer was lost costs nothing.
type session struct {
	DID     string `json:"did"`
	Handle  string `json:"handle"`
	PDS     string `json:"pds"` // where the account's records are kept; no slash at the end
	Access  string `json:"access"`
	Refresh string `json:"refresh"`
}

// talk is what one call of the port says to the destination, under one session. The session
// is renewed once at most: a fresh one that is refused as well is a person's business.
type talk struct {
	*account
	session session
	kept    string // the session as it is kept
	renewed bool
}

// open takes up the session that is kept, or signs in. Signing in is limited to 300 a day,
// and happens when nothing is kept or what is kept has come to its end.
func (a *account) open(ctx context.Context) (*talk, connector.Outcome) {
	t := &talk{account: a}
	var err error
	if t.kept, err = a.deps.Session.Value(ctx); err != nil {
		return nil, notKept()
	}
	if t.take() {
		return t, connector.Outcome{Class: connector.OK}
	}
	return t, t.renew(ctx)
}

// take reads the session out of what is kept; false when there is none.
func (t *talk) take() bool {
	t.session = session{}
	return json.Unmarshal([]byte(t.kept), &t.session) == nil && t.session.DID != "" && t.session.Access != "" && t.session.PDS != ""
}

// ask sends a request under the session. A token that is over is replaced, and the request,
// which the server did not look at, is sent again.
func (t *talk) ask(ctx context.Context, r request, into any) connector.Outcome {
	outcome := t.call(ctx, t.session.PDS, t.session.Access, r, into)
	if t.renewed || !isStale(outcome) {
		return outcome
	}
	if renewal := t.renew(ctx); renewal.Class != connector.OK {
		return renewal
	}
	return t.call(ctx, t.session.PDS, t.session.Access, r, into)
}

func isStale(o connector.Outcome) bool {
	return o.Class == connector.Reauth && slices.Contains(stale(), o.Reason)
}

// renew replaces the session, unless somebody else has done so: by the refresh token, and
// where that is refused too, by the password.
func (t *talk) renew(ctx context.Context) connector.Outcome {
	t.renewed = true
	kept, err := t.deps.Session.Renew(ctx, t.kept, func(ctx context.Context) (string, error) {
		fresh, outcome := t.refresh(ctx)
		if isStale(outcome) || outcome.Class == connector.Rejected {
			fresh, outcome = t.signIn(ctx)
		}
		if had := t.session.DID; outcome.Class == connector.OK && had != "" && fresh.DID != had {
			outcome = moved(fresh)
		}
		if outcome.Class != connector.OK {
			return "", &refused{outcome}
		}
		text, err := json.Marshal(fresh)
		return string(text), err
	})
	var why *refused
	switch {
	case errors.As(err, &why):
		return why.outcome
	case err != nil:
		return notKept()
	}
	if t.kept = kept; !t.take() {
		return notKept()
	}
	return connector.Outcome{Class: connector.OK}
}

// moved is the end of a session whose handle has passed to another account meanwhile.
func moved(to session) connector.Outcome {
	return connector.Outcome{Class: connector.Reauth, Reason: "another_account",
		Detail: fault.Tf("Tên tài khoản của kênh nay thuộc về tài khoản Bluesky khác (%s); nhập tên hiện nay của tài khoản cũ rồi kiểm tra kênh.",
			"The account name of the channel belongs to another Bluesky account now (%s); enter the present name of the former one and check the channel.", to.DID)}
}

// refused carries an outcome through what keeps sessions.
type refused struct{ outcome connector.Outcome }

func (r *refused) Error() string { return "bluesky: no session: " + r.outcome.Reason }

func notKept() connector.Outcome {
	return connector.Outcome{Class: connector.Transient, Reason: "session_not_kept",
		Detail: fault.T("Chưa đọc hay lưu được phiên đăng nhập Bluesky; chưa gửi gì.", "The Bluesky session could not be read or kept; nothing was sent.")}
}

// signedIn is what the server answers to signing in and to a refresh.
type signedIn struct {
	DID     string          `json:"did"`
	Handle  string          `json:"handle"`
	Access  string          `json:"accessJwt"`
	Refresh string          `json:"refreshJwt"`
	Active  *bool           `json:"active"` // absent at old servers
	Doc     json.RawMessage `json:"didDoc"`
}

// refresh trades the refresh token for a new pair. Without one it is refused at once.
func (t *talk) refresh(ctx context.Context) (session, connector.Outcome) {
	if t.session.Refresh == "" {
		return session{}, connector.Outcome{Class: connector.Rejected, Reason: "no_session"}
	}
	var got signedIn
	outcome := t.call(ctx, t.server, t.session.Refresh, request{method: http.MethodPost, name: "com.atproto.server.refreshSession"}, &got)
	if outcome.Class == connector.OK && got.DID != t.session.DID {
		return session{}, connector.Outcome{Class: connector.Rejected, Reason: "another_account"}
	}
	fresh, outcome := t.taken(got, outcome)
	if len(got.Doc) == 0 {
		fresh.PDS = t.session.PDS
	}
	return fresh, outcome
}

// signIn makes a session by the password.
func (t *talk) signIn(ctx context.Context) (session, connector.Outcome) {
	var got signedIn
	outcome := t.call(ctx, t.server, "", request{method: http.MethodPost, name: "com.atproto.server.createSession",
		body: map[string]string{"identifier": t.identifier, "password": t.password}}, &got)
	fresh, outcome := t.taken(got, outcome)
	return fresh, ofAccount(outcome)
}

// taken makes a session of an answer. Doubt about it is harmless: nothing was posted.
func (t *talk) taken(got signedIn, outcome connector.Outcome) (session, connector.Outcome) {
	outcome = before(outcome)
	switch {
	case outcome.Class != connector.OK:
		return session{}, outcome
	case got.Active != nil && !*got.Active:
		return session{}, connector.Outcome{Class: connector.Reauth, Reason: "AccountDeactivated", Detail: inactive()}
	case !isDID(got.DID) || got.Access == "" || got.Refresh == "":
		return session{}, connector.Outcome{Class: connector.Transient, Reason: "unreadable",
			Detail: fault.T("Máy chủ Bluesky trả lời đăng nhập nhưng không đọc được.", "The Bluesky server answered the sign-in, but its answer cannot be read.")}
	}
	return session{DID: got.DID, Handle: got.Handle, PDS: t.home(got.Doc), Access: got.Access, Refresh: got.Refresh}, outcome
}

// before is the outcome of a request that goes before the post: whatever became of it, no
// reader sees anything yet.
func before(o connector.Outcome) connector.Outcome {
	o = outbound.Harmless(o)
	o.Maybe = false
	return o
}

// ofAccount is the outcome of a question about the account itself: a refusal says nothing of
// the post that waits, and in words that speak of none.
func ofAccount(o connector.Outcome) connector.Outcome {
	if o.Class != connector.Rejected {
		return o
	}
	o.Class = connector.Reauth
	if slices.Contains(named(), o.Reason) || strings.HasPrefix(o.Reason, "http_4") {
		o.Detail = fault.Tf("Máy chủ không nhận tài khoản Bluesky của kênh (%s); xem lại tài khoản và địa chỉ máy chủ.",
			"The server does not take the channel's Bluesky account (%s); look at the account and the server's address.", o.Reason)
	}
	return o
}

// home is the server that keeps the account's records, as the account's document names it;
// the one to sign in at when it names none, or one that is less secure.
func (t *talk) home(document json.RawMessage) string {
	var doc struct {
		Service []struct {
			ID       string `json:"id"`
			Endpoint any    `json:"serviceEndpoint"` // of other services it may be an object
		} `json:"service"`
	}
	_ = json.Unmarshal(document, &doc) // absent at old servers
	for _, service := range doc.Service {
		endpoint, _ := service.Endpoint.(string)
		u, err := url.Parse(endpoint)
		if !strings.HasSuffix(service.ID, "#atproto_pds") || err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			continue
		}
		if u.Scheme == "https" || u.Scheme == "http" && strings.HasPrefix(t.server, "http://") {
			return strings.TrimSuffix(endpoint, "/")
		}
	}
	return t.server
}
