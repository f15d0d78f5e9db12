package connectortest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
)

// secretsOf lists the secrets of some settings in every form in which they could show.
func (s *suite) secretsOf(values connector.Values) []string {
	var secrets []string
	for _, setting := range s.Spec.Settings {
		if secret := values[setting.Name]; setting.Kind == connector.SettingSecret && secret != "" {
			secrets = append(secrets, forms(secret)...)
			secrets = append(secrets, forms(strings.ReplaceAll(secret, " ", ""))...)
		}
	}
	slices.Sort(secrets)
	return slices.Compact(secrets)
}

// forms are those in which a secret could be written: as it is, in an address, in hex, and
// in base64 wherever it stands within what was encoded, as in "user:secret".
func forms(secret string) []string {
	list := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret)))}
	for before := range 3 {
		spoilt := []int{0, 2, 3}[before] // signs at the beginning that hold bits of what stands before
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := encoding.EncodeToString(append(make([]byte, before), secret...))
			if (len(secret)+before)%3 != 0 {
				text = text[:len(text)-1] // the last sign holds bits of what follows
			}
			list = append(list, text[spoilt:])
		}
	}
	return list
}

// safe fails the test when a secret shows in what the connector gave back.
func (st *stage) safe(given any) {
	st.t.Helper()
	text := fmt.Sprintf("%+v", given)
	if stored, err := json.Marshal(given); err == nil {
		text += string(stored)
	}
	for _, secret := range st.secrets {
		if strings.Contains(text, secret) {
			st.t.Errorf("a secret shows: %s", text)
		}
	}
}

// abilities calls everything that a connector can do, and looks for secrets in what comes
// back and in what it keeps.
func (st *stage) abilities(earlier connector.Receipt) {
	st.t.Helper()
	health := st.Check(st.t.Context())
	st.safe(health)
	for _, call := range []connector.Call{Illustrate(Publish()), Correct(earlier), Withdraw(earlier)} {
		call.Attempt, call.Repeats = 2, true
		st.judge(st.Send(st.t.Context(), call))
		if looker, ok := st.Connector.(connector.Looker); ok {
			st.judgeSighting(looker.Look(st.t.Context(), call))
		}
		if prover, ok := st.Connector.(connector.Prover); ok {
			call.Earlier = earlier
			st.judgeSighting(prover.Prove(st.t.Context(), call))
		}
		st.safe(call.Progress)
	}
}

// mirrors are the forms in which a careless destination repeats a request that it refuses.
func mirrors() map[string]func(text string) string {
	quoted := func(text string) string { // as a JSON string
		encoded, _ := json.Marshal(text) // of a string alone
		return string(encoded)
	}
	return map[string]func(text string) string{
		"flat": func(text string) string {
			q := quoted(text)
			return `{"ok":false,"code":` + q + `,"error":` + q + `,"message":` + q + `,"description":` + q + `,"data":{"status":400,"details":` + q + `}}`
		},
		"nested": func(text string) string {
			q := quoted(text)
			return `{"error":{"code":100,"message":` + q + `,"type":` + q + `,"error_user_title":` + q + `,"error_user_msg":` + q + `,"fbtrace_id":` + q + `}}`
		},
		"words": func(text string) string { return text },
		"page":  func(text string) string { return "<html><body>" + text + "</body></html>" },
	}
}

// canary plays a destination that repeats our requests, token and all, in every answer, from
// the first request on or after some true ones: no secret of ours comes back out of the
// connector, is kept or is logged.
func (s *suite) canary(t *testing.T) {
	st := s.open(t, nil, patience)
	if len(st.secrets) == 0 {
		t.Skip("the kind has no secret")
	}
	earlier := st.send(Publish()).Receipt
	between := st.interpose()
	for name, mirror := range mirrors() {
		for _, status := range []int{200, 201, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503} {
			for truths := range 3 {
				between.mirror(mirror, status, truths)
				st.abilities(earlier)
				if t.Failed() {
					t.Fatalf("%s under %d after %d true answers", name, status, truths)
				}
			}
		}
	}
}

// mirror makes the destination repeat what it is asked, after some true answers.
func (r *relay) mirror(form func(text string) string, status, truths int) {
	var asked atomic.Int32
	r.answer(func(w http.ResponseWriter, r *http.Request) bool {
		if int(asked.Add(1)) <= truths {
			return false
		}
		whole, _ := httputil.DumpRequest(r, !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/"))
		text := string(whole) + r.URL.String() + strings.Join(forms(r.URL.Path), " ")
		for name, values := range r.Header {
			w.Header()["X-Echo-"+name] = values
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, form(text))
		return true
	})
}

// redirect plays a destination that sends us to somebody else: of reads, which follow, and of
// everything. The other is told no secret.
func (s *suite) redirect(t *testing.T) {
	for name, all := range map[string]bool{"reads": false, "everything": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := s.open(t, nil, patience)
			earlier := st.send(Publish()).Receipt
			other := newStranger(t)
			var reads atomic.Int32
			st.interpose().answer(func(w http.ResponseWriter, r *http.Request) bool {
				read := r.Method == http.MethodGet || r.Method == http.MethodHead
				if read {
					reads.Add(1)
				}
				if read || all {
					http.Redirect(w, r, other.address(), http.StatusTemporaryRedirect)
				}
				return read || all
			})
			st.abilities(earlier)
			told := other.heard()
			if int(reads.Load()) != len(told) {
				t.Errorf("%d reads were sent elsewhere, and %d requests came there: reads follow, changes never", reads.Load(), len(told))
			}
			for _, one := range told {
				st.safe(one)
			}
		})
	}
}
