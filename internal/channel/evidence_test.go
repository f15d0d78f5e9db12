package channel_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/evidence"
)

// Whatever a connector is given by its channel stays out of what is kept of its exchanges.
func TestWhatAChannelKnowsIsHidden(t *testing.T) {
	each(t, func(t *testing.T, w *fixture) {
		c := w.channel(t)
		const kept = `{"did":"did:plc:ewvi7nxzyoun6zhxrhs64oiz","handle":"truyenthong.example.vn","access":"eines-zwei-drei-vier-1","refresh":"fünf-sechs-sieben-acht"}`
		for _, again := range []bool{false, true} { // what was just got, and what another process kept
			r := evidence.NewKeeper().Recorder()
			ctx := evidence.With(t.Context(), r)
			if _, err := w.Open(ctx, c.ID); err != nil {
				t.Fatal(err)
			}
			session := w.probe.sessions[len(w.probe.sessions)-1]
			if again {
				if got, err := session.Value(ctx); got != kept || err != nil {
					t.Errorf("read %q, %v", got, err)
				}
			} else if _, err := session.Renew(ctx, "", gets(kept)); err != nil {
				t.Fatal(err)
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://place.example/", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			x := r.Begin(req, time.Time{})
			x.Asked([]byte("canary-password, eines-zwei-drei-vier-1, fünf-sechs-sieben-acht, truyenthong.example.vn, did:plc:ewvi7nxzyoun6zhxrhs64oiz, " + kept))
			said, _ := r.Exchanges()
			const want = "[secret], [secret], [secret], truyenthong.example.vn, did:plc:ewvi7nxzyoun6zhxrhs64oiz, [secret]"
			if len(said) != 1 || strings.Join([]string{said[0].Request.Body}, "") != want {
				t.Errorf("kept %+v", said)
			}
		}
	})
}
