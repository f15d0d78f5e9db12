package facebook_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// codes is the table of the platform's codes, code and subcode, as its documents have it.
func codes() map[connector.Class][][2]int {
	return map[connector.Class][][2]int{
		connector.Reauth: {{190, 0}, {190, 458}, {190, 459}, {190, 460}, {190, 463}, {190, 464}, {190, 467}, {190, 492}, {102, 0}, {10, 0}, {200, 0}, {230, 0}, {299, 0},
			{1404078, 0}, {100, 1404078}, {4854002, 0}},
		connector.Throttled: {{4, 0}, {17, 0}, {32, 0}, {613, 0}, {80000, 0}, {80001, 0}, {80014, 0}, {341, 0}, {1390008, 0}, {100, 1390008}},
		connector.Ambiguous: {{1, 0}, {2, 0}, {2, 1363030}},
		connector.Duplicate: {{506, 0}, {1366051, 0}, {100, 1366051}, {506, 1455006}},
		connector.Rejected: {{368, 0}, {1346003, 0}, {1404102, 0}, {1404112, 0}, {100, 0}, {2061006, 0}, {1609005, 0}, {1609008, 0}, {1366046, 0}, {100, 1366046},
			{2069019, 0}, {1349125, 0}, {100, 33}, {803, 0}, {999, 0}, {80015, 0}, {300, 0}},
	}
}

func says(code [2]int) string {
	return fmt.Sprintf(`{"error":{"message":"canary","type":"OAuthException","code":%d,"error_subcode":%d,"is_transient":false}}`, code[0], code[1])
}

// meets sends a call whose request meets an answer.
func meets(t *testing.T, call connector.Call, status int, body string, header http.Header) connector.Outcome {
	t.Helper()
	g := newGraph(t)
	defer g.Close()
	g.Break(connectortest.Fault{Status: status, Body: body, Header: header})
	return open(t, g, nil).Send(t.Context(), call)
}

// Every code is called what it is, whatever status it comes with. What was refused by a
// server that is broken, or for a while, may have been done all the same.
func TestCodes(t *testing.T) {
	t.Parallel()
	for class, list := range codes() {
		for _, code := range list {
			for _, status := range []int{200, 400, 401, 403, 500} {
				for _, more := range []string{"", `,"is_transient":true`} {
					want := class
					if class == connector.Rejected && (status == 500 || more != "") {
						want = connector.Ambiguous
					}
					body := strings.Replace(says(code), `,"is_transient":false`, more, 1)
					outcome := meets(t, connectortest.Publish(), status, body, nil)
					if outcome.Class != want || outcome.Detail.VI == "" || outcome.Detail.EN == "" || strings.Contains(outcome.Detail.EN+outcome.Reason, "canary") {
						t.Errorf("code %v with %d%s: %+v, want %s", code, status, more, outcome, want)
					}
				}
			}
		}
	}
}

// An edit and a removal may be repeated: where a publish is in doubt they are not, and tell
// that they may have been done.
func TestCodesOfAChange(t *testing.T) {
	t.Parallel()
	receipt := connector.Receipt{RemoteID: simPage + "_501"}
	for name, call := range map[string]connector.Call{"edit": connectortest.Correct(receipt), "removal": connectortest.Withdraw(receipt)} {
		for class, list := range codes() {
			for _, code := range list {
				for _, status := range []int{200, 400, 401, 403, 500} {
					want, maybe := class, false
					switch {
					case class == connector.Ambiguous, class == connector.Rejected && status == 500,
						class == connector.Duplicate && status == 500:
						want, maybe = connector.Transient, true
					case class == connector.Duplicate:
						want = connector.Rejected
					case name == "removal" && (code == [2]int{100, 33} || code == [2]int{803, 0}):
						want = connector.OK
					}
					outcome := meets(t, call, status, says(code), nil)
					if outcome.Class != want || outcome.Maybe != maybe {
						t.Errorf("%s, code %v with %d: %+v, want %s, maybe %v", name, code, status, outcome, want, maybe)
					}
				}
			}
		}
	}
}

// Nobody sees an upload: no answer to it leaves anything in doubt, and none sends the engine
// to look for a post.
func TestCodesOfAnUpload(t *testing.T) {
	t.Parallel()
	for class, list := range codes() {
		for _, code := range list {
			for _, status := range []int{200, 400, 500} {
				want := class
				switch {
				case class == connector.Ambiguous, class != connector.Reauth && class != connector.Throttled && status == 500:
					want = connector.Transient
				case class == connector.Duplicate:
					want = connector.Rejected
				}
				g := newGraph(t)
				g.BreakUpload(connectortest.Fault{Status: status, Body: says(code)})
				outcome := open(t, g, nil).Send(t.Context(), connectortest.Illustrate(connectortest.Publish()))
				g.Close()
				if outcome.Class != want || outcome.Maybe || outcome.Detail.VI == "" || len(g.posts) != 0 {
					t.Errorf("code %v with %d: %+v, want %s", code, status, outcome, want)
				}
			}
		}
	}
}

// What the codes leave open, words, statuses and headers tell.
func TestOtherRefusals(t *testing.T) {
	t.Parallel()
	usage := func(text string) http.Header { return http.Header{"X-Business-Use-Case-Usage": {text}} }
	for name, c := range map[string]struct {
		status int
		body   string
		header http.Header
		class  connector.Class
		reason string
		until  time.Duration
	}{
		"already posted":     {400, `{"error":{"message":"You already posted this","code":368}}`, nil, connector.Duplicate, "code_368", 0},
		"transient by word":  {400, `{"error":{"message":"x","code":12345,"is_transient":true}}`, nil, connector.Ambiguous, "code_12345", 0},
		"token by word":      {400, `{"error":{"message":"Error validating access token: x","code":0}}`, nil, connector.Reauth, "code_0", 0},
		"another's token":    {400, `{"error":{"message":"(#210) A page access token is required","code":210}}`, nil, connector.Reauth, "code_210", 0},
		"the app's secret":   {400, `{"error":{"message":"Invalid appsecret_proof provided in the API argument","code":100}}`, nil, connector.Reauth, "app_secret", 0},
		"unknown, broken":    {500, `{"error":{"message":"x","code":999}}`, nil, connector.Ambiguous, "code_999", 0},
		"unknown, 429":       {429, `{"error":{"message":"x","code":999}}`, http.Header{"Retry-After": {"120"}}, connector.Throttled, "code_999", 2 * time.Minute},
		"429 by its code":    {429, `{"error":{"message":"x","code":4}}`, http.Header{"Retry-After": {"7200"}}, connector.Throttled, "code_4", 2 * time.Hour},
		"429 without words":  {429, ``, http.Header{"Retry-After": {"60"}}, connector.Throttled, "http_429", time.Minute},
		"time to come back":  {400, `{"error":{"message":"x","code":80001}}`, usage(`{"1":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":19}]}`), connector.Throttled, "code_80001", 19 * time.Minute},
		"the longest time":   {400, `{"error":{"message":"x","code":32}}`, usage(`{"1":[{"estimated_time_to_regain_access":5}],"2":[{"estimated_time_to_regain_access":3},{"estimated_time_to_regain_access":42}]}`), connector.Throttled, "code_32", 42 * time.Minute},
		"by the app's usage": {400, `{"error":{"message":"x","code":4}}`, http.Header{"X-App-Usage": {`{"call_count":100,"estimated_time_to_regain_access":7}`}}, connector.Throttled, "code_4", 7 * time.Minute},
		"no time":            {400, `{"error":{"message":"x","code":4}}`, usage(`{"1":`), connector.Throttled, "code_4", 30 * time.Minute},
		"a year":             {400, `{"error":{"message":"x","code":32}}`, usage(`{"1":[{"estimated_time_to_regain_access":525600}]}`), connector.Throttled, "code_32", 24 * time.Hour},
		"less than no time":  {400, `{"error":{"message":"x","code":32}}`, usage(`{"1":[{"estimated_time_to_regain_access":-5}]}`), connector.Throttled, "code_32", 30 * time.Minute},
		"words cut off":      {400, `{"error":{"message":"(#100) Inv`, nil, connector.Ambiguous, "refusal_cut", 0},
		"a wall":             {403, `<html>blocked</html>`, nil, connector.Reauth, "http_403", 0},
	} {
		outcome := meets(t, connectortest.Publish(), c.status, c.body, c.header)
		var until time.Time
		if c.until > 0 {
			until = connectortest.Noon().Add(c.until)
		}
		if outcome.Class != c.class || outcome.Reason != c.reason || !outcome.Until.Equal(until) {
			t.Errorf("%s: %+v, want %s %s until %v", name, outcome, c.class, c.reason, until)
		}
	}
}

// A 503 says of a change that it may have been made, with words of the platform or without;
// of a publish it leaves doubt.
func TestOutOfService(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", `{"error":{"message":"x","code":999}}`, `{"error":{"message":"x","code":100}}`, `{"error":{"message":"x","code":2}}`} {
		outcome := meets(t, connectortest.Withdraw(connector.Receipt{RemoteID: simPage + "_501"}), 503, body, http.Header{"Retry-After": {"600"}})
		if outcome.Class != connector.Transient || !outcome.Maybe || !outcome.Until.Equal(connectortest.Noon().Add(10*time.Minute)) {
			t.Errorf("a removal, %q: %+v", body, outcome)
		}
		if outcome := meets(t, connectortest.Publish(), 503, body, nil); outcome.Class != connector.Ambiguous || outcome.Maybe || !outcome.Until.IsZero() {
			t.Errorf("a publish, %q: %+v", body, outcome)
		}
	}
}

// Of a refusal that is cut off nobody knows what it says; of a removal it is asked again.
func TestARefusalThatIsCutOff(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403} {
		for name, c := range map[string]struct {
			call  connector.Call
			class connector.Class
			maybe bool
		}{
			"publish": {connectortest.Publish(), connector.Ambiguous, false},
			"removal": {connectortest.Withdraw(connector.Receipt{RemoteID: simPage + "_501"}), connector.Transient, true},
		} {
			g := newGraph(t)
			g.Break(connectortest.Fault{Status: status, Body: says([2]int{100, 0}), Short: true})
			if outcome := open(t, g, nil).Send(t.Context(), c.call); outcome.Class != c.class || outcome.Maybe != c.maybe || outcome.Reason != "refusal_cut" {
				t.Errorf("%s, %d: %+v, want %s", name, status, outcome, c.class)
			}
		}
	}
}
