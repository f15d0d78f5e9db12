package problem_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/lantoa/lantoa/api/problem"
	"github.com/lantoa/lantoa/internal/fault"
)

func TestWhatIsNoErrorOfOursShowsNothing(t *testing.T) {
	t.Parallel()
	book := problem.NewBook("https://lantoa.example")
	for _, err := range []error{errors.New("pq: password wrong"), fmt.Errorf("outer: %w", errors.New("inner")),
		fault.New(fault.NotFound, fault.T("không có", "nothing")).Because(errors.New("SELECT secret"))} {
		p := book.Of(err, problem.About{Lang: "en", RequestID: "r"})
		if shown := fmt.Sprintf("%+v", *p); strings.Contains(shown, "password") || strings.Contains(shown, "inner") || strings.Contains(shown, "SELECT") {
			t.Errorf("%v is shown as %s", err, shown)
		}
	}
	if p := book.Of(fmt.Errorf("read: %w", context.DeadlineExceeded), problem.About{}); p.Code != "unavailable" || p.Status != 503 {
		t.Errorf("a deadline is %s, %d", p.Code, p.Status)
	}
}

func TestRetryAfterIsNeverTooEarly(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{0: "", time.Nanosecond: "1", time.Second: "1", 1500 * time.Millisecond: "2", time.Minute: "60"} {
		p := problem.NewBook("").Of(fault.New(fault.TooManyRequests, fault.Text{}).After(wait), problem.About{})
		if got := p.GetHeaders().Get("Retry-After"); got != want {
			t.Errorf("%v gives %q, want %q", wait, got, want)
		}
	}
}

// TestEveryKindHasItsStatus holds the one table of statuses against a list by hand.
func TestEveryKindHasItsStatus(t *testing.T) {
	t.Parallel()
	want := map[fault.Kind]int{fault.KindInternal: 500, fault.KindMalformed: 400, fault.KindInvalid: 422, fault.KindUnauthenticated: 401, fault.KindDenied: 403,
		fault.KindNotFound: 404, fault.KindGone: 410, fault.KindMethod: 405, fault.KindConflict: 409, fault.KindStale: 412, fault.KindConditionMissing: 428,
		fault.KindTooLarge: 413, fault.KindMediaType: 415, fault.KindLimited: 429, fault.KindUnavailable: 503}
	for _, d := range fault.Catalogue() {
		if got := problem.Status(d.Kind); got != want[d.Kind] {
			t.Errorf("%s is answered with %d, want %d", d.Code, got, want[d.Kind])
		}
	}
}

// TestHumaIsWorded says each message that huma can say in our words, with its figures and
// without what was sent.
func TestHumaIsWorded(t *testing.T) {
	t.Parallel()
	book := problem.NewBook("")
	for message, want := range map[string]string{
		validation.MsgUnexpectedProperty:                                   "is not a known field",
		fmt.Sprintf(validation.MsgExpectedRequiredProperty, "title"):       "is missing",
		fmt.Sprintf(validation.MsgExpectedMaxLength, 30):                   "at most 30 characters",
		fmt.Sprintf(validation.MsgExpectedMinimumNumber, 1):                "must be 1 or more",
		fmt.Sprintf(validation.MsgExpectedOneOf, "vi, en"):                 "takes one of: vi, en",
		"invalid date/time for format 2006-01-02T15:04:05.999999999Z07:00": "RFC 3339",
		"a message of tomorrow":                                            "is not of the type or form",
	} {
		e, ok := book.Refusal(&huma.ErrorModel{Status: 422, Errors: []*huma.ErrorDetail{{Location: "body", Message: message, Value: "sent"}}})
		if !ok || e.Code != fault.ValidationFailed || !strings.Contains(e.Fields[0].Detail.EN, want) || e.Fields[0].Detail.VI == e.Fields[0].Detail.EN {
			t.Errorf("%q is worded %v", message, e)
		}
	}
	if _, ok := book.Refusal("an answer"); ok {
		t.Error("an answer is taken for a refusal")
	}
}

func TestPointers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ location, message, want string }{
		{"body", "expected object", ""},
		{"body", fmt.Sprintf(validation.MsgExpectedRequiredProperty, "title"), "/title"},
		{"body.facets", fmt.Sprintf(validation.MsgExpectedRequiredProperty, "areas"), "/facets/areas"},
		{"body.facets.areas[0]", "expected string", "/facets/areas/0"},
		{"body.grants[2].role", "expected string", "/grants/2/role"},
		{"body.a/b~c", "unexpected property", "/a~1b~0c"},
		{"query.limit", "invalid integer", "query:limit"},
		{"query.state[1]", "expected value to be one of \"a\"", "query:state"},
		{"header.If-None-Match", "x", "header:If-None-Match"},
	} {
		if got := problem.Pointer(test.location, test.message); got != test.want {
			t.Errorf("%s (%s) points to %q, want %q", test.location, test.message, got, test.want)
		}
	}
}
