package outbound_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

func TestClassifyStatus(t *testing.T) {
	t.Parallel()
	for class, statuses := range map[connector.Class][]int{
		connector.OK:        {200, 201, 202, 204},
		connector.Rejected:  {300, 301, 302, 304, 307, 308, 400, 402, 404, 405, 409, 410, 412, 413, 415, 418, 422, 451, 501, 505},
		connector.Reauth:    {401, 403},
		connector.Throttled: {429},
		connector.Transient: {408, 425, 503},
		connector.Ambiguous: {500, 502, 504, 507, 520, 522, 599},
	} {
		for _, status := range statuses {
			outcome := outbound.Classify(connector.GuardKey, &http.Response{StatusCode: status}, nil)
			if outcome.Class != class {
				t.Errorf("%d: got %s, want %s", status, outcome.Class, class)
			}
			if class != connector.OK && (outcome.Reason != "http_"+strconv.Itoa(status) || outcome.Detail.VI == "" || outcome.Detail.EN == "") {
				t.Errorf("%d: got reason %q, detail %v", status, outcome.Reason, outcome.Detail)
			}
		}
	}
}

// TestClassifyUnavailableByTheGuard keeps a 503 from a cache, behind which the work may
// have been done, from being taken for "not applied" where a repeat would double it.
func TestClassifyUnavailableByTheGuard(t *testing.T) {
	t.Parallel()
	for guard, want := range map[connector.Guard]connector.Class{
		connector.GuardKey: connector.Transient, connector.GuardLookUp: connector.Ambiguous, connector.GuardNone: connector.Ambiguous, "": connector.Ambiguous,
	} {
		answer := &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"Mon, 23 Nov 2026 05:10:00 GMT"}}}
		outcome := outbound.Classify(guard, answer, nil)
		if outcome.Class != want || outcome.Until.IsZero() != (want == connector.Ambiguous) {
			t.Errorf("guard %q: got %+v, want %s", guard, outcome, want)
		}
	}
	if outcome := outbound.Classify(connector.GuardLookUp, &http.Response{StatusCode: http.StatusRequestTimeout}, nil); outcome.Class != connector.Transient {
		t.Errorf("408: got %+v, want transient", outcome)
	}
}

func TestClassifyUnknownErrorAsDoubt(t *testing.T) {
	t.Parallel()
	outcome := outbound.Classify(connector.GuardKey, nil, errors.New("dial http://user:canary@host"))
	if outcome.Class != connector.Ambiguous || strings.Contains(outcome.Detail.EN+outcome.Reason, "canary") {
		t.Errorf("got %+v", outcome)
	}
}

func TestRetryAfterReachesTheOutcome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		value  string
		class  connector.Class
		until  time.Time
	}{
		{429, "90", connector.Throttled, noon().Add(90 * time.Second)},
		{503, "Mon, 23 Nov 2026 05:10:00 GMT", connector.Transient, noon().Add(10 * time.Minute)},
		{503, "soon", connector.Transient, time.Time{}},
		{429, "", connector.Throttled, time.Time{}},
		{404, "90", connector.Rejected, time.Time{}},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if c.value != "" {
				w.Header().Set("Retry-After", c.value)
			}
			w.WriteHeader(c.status)
		}))
		outcome, _ := post(t, newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}}), server.URL)
		server.Close()
		if outcome.Class != c.class || !outcome.Until.Equal(c.until) {
			t.Errorf("%d %q: got %s until %v, want %s until %v", c.status, c.value, outcome.Class, outcome.Until, c.class, c.until)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 5, 0, 0, 300, time.UTC)
	for value, want := range map[string]time.Time{
		"1":                              time.Date(2026, 11, 23, 5, 0, 2, 0, time.UTC), // rounded up, never early
		" 0060 ":                         time.Date(2026, 11, 23, 5, 1, 1, 0, time.UTC),
		"Mon, 23 Nov 2026 06:00:00 GMT":  time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC),
		"Monday, 23-Nov-26 06:00:00 GMT": time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC), // the two old forms of RFC 9110 section 5.6.7
		"Mon Nov 23 06:00:00 2026":       time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC),
		"86401":                          time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC),
		"99999999999999999999":           time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC),
		"Fri, 31 Dec 2100 00:00:00 GMT":  time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC),
		"":                               {}, "0": {}, "-5": {}, "1.5": {}, "5s": {}, "+5": {}, "٥": {},
		"Mon, 23 Nov 2026 05:00:00 GMT": {}, "Mon, 23 Nov 2020 06:00:00 GMT": {}, "2026-11-23T06:00:00Z": {},
	} {
		at, ok := outbound.RetryAfter(value, now)
		if ok == want.IsZero() || !at.Equal(want) {
			t.Errorf("%q: got %v, %v; want %v", value, at, ok, want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"120", "Mon, 23 Nov 2026 06:00:00 GMT", "-1", "", "9223372036854775808", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		now := noon()
		at, ok := outbound.RetryAfter(value, now)
		if ok != !at.IsZero() {
			t.Fatalf("%q: %v with %v", value, at, ok)
		}
		if ok && (!at.After(now) || at.After(now.Add(24*time.Hour)) || at.Nanosecond() != 0 || at.Location() != time.UTC) {
			t.Fatalf("%q: %v is not within a day of %v", value, at, now)
		}
	})
}

func TestHarmlessAndBlind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ given, harmless, blind connector.Class }{
		{connector.Ambiguous, connector.Transient, connector.Transient},
		{connector.Transient, connector.Transient, connector.Transient},
		{connector.Throttled, connector.Throttled, connector.Throttled},
		{connector.Reauth, connector.Reauth, connector.Reauth},
		{connector.Rejected, connector.Rejected, connector.Reauth},
	} {
		given := connector.Outcome{Class: c.given, Reason: "why", Until: noon()}
		if got := outbound.Harmless(given); got.Class != c.harmless || got.Reason != "why" {
			t.Errorf("harmless %s: got %+v", c.given, got)
		}
		got := outbound.Blind(given)
		if got.Finding != connector.Blind || got.Problem.Class != c.blind || !got.Problem.Until.Equal(noon()) {
			t.Errorf("blind %s: got %+v", c.given, got)
		}
	}
}

func TestReadAllBoundsAnswers(t *testing.T) {
	t.Parallel()
	answer := func() *http.Response {
		return &http.Response{Body: io.NopCloser(strings.NewReader("12345"))}
	}
	if data, err := outbound.ReadAll(answer(), 5); err != nil || string(data) != "12345" {
		t.Errorf("an answer that just fits: %q, %v", data, err)
	}
	var failed *outbound.Error
	if _, err := outbound.ReadAll(answer(), 4); !errors.As(err, &failed) || failed.Reason != outbound.ReasonTooLarge || !failed.Sent {
		t.Errorf("an answer one byte too long: %v", err)
	}
}
