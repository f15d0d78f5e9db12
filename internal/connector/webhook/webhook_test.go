package webhook_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
	"github.com/lantoa/lantoa/internal/connector/webhook"
	"github.com/lantoa/lantoa/internal/outbound"
)

func secretOf(n int) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", n)))
}

func TestConformance(t *testing.T) {
	refused := connectortest.Doubtful()[2]
	connectortest.Run(t, connectortest.Harness{
		Spec:    webhook.Spec(),
		Start:   startAgency,
		NoPlace: true,
		Bad: []connectortest.BadSetting{
			{Name: "secret", Value: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, // no prefix
			{Name: "secret", Value: "whsec_not*base64"},
			{Name: "secret", Value: secretOf(23)},
			{Name: "secret", Value: secretOf(65)},
			{Name: "previous_secret", Value: "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
		},
		Reach: map[connector.Class]connectortest.Way{
			connector.OK:        {},
			connector.Rejected:  {Fault: &connectortest.Fault{Status: http.StatusUnprocessableEntity}},
			connector.Throttled: {Fault: &connectortest.Fault{Status: http.StatusTooManyRequests}},
			connector.Transient: {Fault: &connectortest.Fault{Status: http.StatusServiceUnavailable}},
			connector.Ambiguous: {Fault: &refused},
			connector.Reauth:    {Settings: connector.Values{"secret": secretOf(32)}},
		},
		AfterWithdraw: 1,
		CutIsDone:     true,
	})
}

// capture answers every request with a status and hands over what came.
func capture(t *testing.T, status int) (string, chan *http.Request, chan string) {
	t.Helper()
	requests, bodies := make(chan *http.Request, 2), make(chan string, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		requests <- r
		bodies <- string(body)
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests, bodies
}

func build(t *testing.T, values connector.Values, now func() time.Time) connector.Connector {
	t.Helper()
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	built, err := webhook.Spec().New(values, connector.Deps{HTTP: client, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return built
}

func TestSignatureMatchesTheVector(t *testing.T) {
	t.Parallel()
	url, requests, bodies := capture(t, http.StatusNoContent)
	at := func() time.Time { return time.Unix(1614265330, 0).Add(900 * time.Millisecond) }
	partner := build(t, connector.Values{"url": url, "secret": agencySecret, "previous_secret": secretOf(24)}, at)
	call := connector.Call{Key: "msg_p5jXN8AQM9LWM0D4loKWxJek", Attempt: 1, Post: connector.Post{Body: `{"test": 2432232314}`}}
	outcome := partner.Send(t.Context(), call)
	if diff := cmp.Diff(connector.Outcome{Class: connector.OK, Receipt: connector.Receipt{RemoteID: call.Key}}, outcome); diff != "" {
		t.Fatalf("outcome (-want +got):\n%s", diff)
	}
	header := (<-requests).Header
	if body := <-bodies; body != call.Post.Body {
		t.Errorf("the body became %q", body)
	}
	signatures := strings.Fields(header.Get("webhook-signature"))
	if len(signatures) != 2 || signatures[0] != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" || signatures[1] == signatures[0] {
		t.Errorf("signatures %v", signatures)
	}
	if header.Get("webhook-id") != call.Key || header.Get("webhook-timestamp") != "1614265330" || header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", header)
	}
}

// TestRotation lets a partner that still has the old secret verify while both are set.
func TestRotation(t *testing.T) {
	t.Parallel()
	destination := startAgency(t, connectortest.Noon)
	values := destination.Settings()
	values["previous_secret"], values["secret"] = values["secret"], secretOf(64)
	if outcome := build(t, values, connectortest.Noon).Send(t.Context(), connectortest.Publish()); outcome.Class != connector.OK {
		t.Errorf("while rotating: %+v", outcome)
	}
	delete(values, "previous_secret")
	if outcome := build(t, values, connectortest.Noon).Send(t.Context(), connectortest.Publish()); outcome.Class != connector.Reauth {
		t.Errorf("with the new secret alone: %+v", outcome)
	}
}

func TestTimestampIsOfThisTry(t *testing.T) {
	t.Parallel()
	url, requests, _ := capture(t, http.StatusBadGateway)
	now := connectortest.Noon()
	partner := build(t, connector.Values{"url": url, "secret": agencySecret}, func() time.Time { return now })
	call := connectortest.Publish()
	partner.Send(t.Context(), call)
	now = now.Add(10 * time.Minute)
	call.Attempt, call.Repeats = 2, true
	partner.Send(t.Context(), call)
	first, second := (<-requests).Header, (<-requests).Header
	if first.Get("webhook-timestamp") != "1795410000" || second.Get("webhook-timestamp") != "1795410600" {
		t.Errorf("timestamps %s and %s", first.Get("webhook-timestamp"), second.Get("webhook-timestamp"))
	}
	if first.Get("webhook-id") != second.Get("webhook-id") {
		t.Error("the id changed")
	}
	if first.Get("Lantoa-Attempt") != "1" || second.Get("Lantoa-Attempt") != "2" {
		t.Errorf("tries %q and %q", first.Get("Lantoa-Attempt"), second.Get("Lantoa-Attempt"))
	}
}

// A receiver that is closed for good is not asked again for every story.
func TestAClosedReceiverStopsTheChannel(t *testing.T) {
	t.Parallel()
	url, _, _ := capture(t, http.StatusGone)
	outcome := build(t, connector.Values{"url": url, "secret": agencySecret}, connectortest.Noon).Send(t.Context(), connectortest.Publish())
	if outcome.Class != connector.Reauth || !strings.Contains(outcome.Detail.VI, "Đối tác đã đóng") {
		t.Errorf("got %+v", outcome)
	}
}

func TestUnrenderedPostIsRefused(t *testing.T) {
	t.Parallel()
	url, requests, _ := capture(t, http.StatusOK)
	partner := build(t, connector.Values{"url": url, "secret": agencySecret}, connectortest.Noon)
	empty, dotted := connectortest.Publish(), connectortest.Publish()
	empty.Post.Body, dotted.Key = "", "a.b"
	for _, call := range []connector.Call{empty, dotted} {
		if outcome := partner.Send(t.Context(), call); outcome.Class != connector.Rejected || outcome.Reason != "no_event" || len(requests) != 0 {
			t.Errorf("got %+v after %d requests", outcome, len(requests))
		}
	}
}

func TestCheckSendsNoNews(t *testing.T) {
	t.Parallel()
	destination := startAgency(t, connectortest.Noon).(*agency)
	health := build(t, destination.Settings(), connectortest.Noon).Check(t.Context())
	if health.Class != connector.OK || destination.pings != 1 || destination.Writes() != 0 {
		t.Errorf("got %+v, %d pings, %d messages", health, destination.pings, destination.Writes())
	}
}
