package precondition_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/api/feeds/precondition"
)

func TestHeld(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 1, 30, 0, 900_000_000, time.UTC)
	v := precondition.Validators{Tag: `"abc-gz"`, Modified: at}
	for name, tc := range map[string]struct {
		header http.Header
		want   bool
	}{
		"nothing named":                  {http.Header{}, false},
		"the same tag":                   {http.Header{"If-None-Match": {`"abc-gz"`}}, true},
		"the same tag, weak":             {http.Header{"If-None-Match": {`W/"abc-gz"`}}, true},
		"the other encoding":             {http.Header{"If-None-Match": {`"abc"`}}, false},
		"any":                            {http.Header{"If-None-Match": {`*`}}, true},
		"any with blanks":                {http.Header{"If-None-Match": {` * `}}, true},
		"a star that is no list":         {http.Header{"If-None-Match": {`*, "x"`}}, false},
		"a list":                         {http.Header{"If-None-Match": {`"x", W/"y" ,"abc-gz"`}}, true},
		"a list on two lines":            {http.Header{"If-None-Match": {`"x"`, `"abc-gz"`}}, true},
		"empty members":                  {http.Header{"If-None-Match": {`, ,"abc-gz"`}}, true},
		"a comma inside a tag":           {http.Header{"If-None-Match": {`"a,b", "abc-gz"`}}, true},
		"our tag inside another":         {http.Header{"If-None-Match": {`"x, abc-gz"`}}, false},
		"no quotes":                      {http.Header{"If-None-Match": {`abc-gz`}}, false},
		"no closing quote":               {http.Header{"If-None-Match": {`"abc-gz`}}, false},
		"unchanged since":                {http.Header{"If-Modified-Since": {"Mon, 23 Nov 2026 01:30:00 GMT"}}, true},
		"unchanged since later":          {http.Header{"If-Modified-Since": {"Mon, 23 Nov 2026 02:30:00 GMT"}}, true},
		"changed since":                  {http.Header{"If-Modified-Since": {"Mon, 23 Nov 2026 01:29:59 GMT"}}, false},
		"no date":                        {http.Header{"If-Modified-Since": {"yesterday"}}, false},
		"two dates":                      {http.Header{"If-Modified-Since": {"Mon, 23 Nov 2026 02:30:00 GMT", "Mon, 23 Nov 2026 02:30:00 GMT"}}, false},
		"another tag beats the date":     {http.Header{"If-None-Match": {`"x"`}, "If-Modified-Since": {"Mon, 23 Nov 2026 02:30:00 GMT"}}, false},
		"the same tag beats an old date": {http.Header{"If-None-Match": {`"abc-gz"`}, "If-Modified-Since": {"Mon, 23 Nov 2020 02:30:00 GMT"}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := v.Held(tc.header); got != tc.want {
				t.Errorf("Held(%v) = %v, want %v", tc.header, got, tc.want)
			}
		})
	}
}

func TestNoTimeIsNeverHeldByDate(t *testing.T) {
	t.Parallel()
	v := precondition.Validators{Tag: `"abc"`}
	if v.Held(http.Header{"If-Modified-Since": {"Mon, 23 Nov 2026 02:30:00 GMT"}}) {
		t.Error("a representation without a time counts as unchanged")
	}
}

func FuzzHeld(f *testing.F) {
	f.Add(`"a", W/"b,c"`)
	f.Add(`*`)
	f.Add(`W/`)
	f.Add(`"tag`)
	f.Add(`""*`)
	f.Fuzz(func(t *testing.T, list string) {
		v := precondition.Validators{Tag: `"tag"`}
		named := strings.Contains(list, `"tag"`) || strings.Trim(list, " \t,") == "*"
		if v.Held(http.Header{"If-None-Match": {list}}) && !named {
			t.Errorf("%q is taken to name our tag", list)
		}
	})
}
