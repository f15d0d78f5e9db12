package facebook

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// problem is the platform's error object ("Handling errors").
type problem struct {
	Message   string `json:"message"`
	Code      int    `json:"code"`
	Subcode   int    `json:"error_subcode"`
	Transient bool   `json:"is_transient"`
}

// refusal corrects the class that the status gave by what the platform says. Of its words
// only those that are known are looked for, and none is repeated.
func (p *page) refusal(e problem, does act, answer outbound.Answer, outcome connector.Outcome) connector.Outcome {
	m, code := e.meaning()
	o := connector.Outcome{Class: m.class, Reason: m.reason, Detail: m.detail}
	if o.Reason == "" {
		o.Reason = "code_" + strconv.Itoa(code)
	}
	switch {
	case o.Class == "" && outcome.Class != connector.OK && outcome.Class != connector.Reauth:
		o.Class, o.Detail, o.Maybe, o.Until = outcome.Class, outcome.Detail, outcome.Maybe, outcome.Until
	case o.Class == "": // a status that says nothing
		o.Class, o.Detail = connector.Rejected, fault.Tf("Facebook không nhận bài (mã %d).", "Facebook did not take the post (code %d).", e.Code)
	case o.Class == connector.Duplicate && does != creates:
		o.Class, o.Detail = connector.Rejected, repeated(does)
	}
	switch {
	case o.Class == connector.Ambiguous, o.Class == connector.Rejected && (e.Transient || answer.Status >= http.StatusInternalServerError):
		// It was seen of posts that were made.
		return does.doubt(connector.Outcome{Reason: "code_" + strconv.Itoa(code), Until: outcome.Until, Detail: internal()})
	case o.Class == connector.Throttled:
		o.Until = p.until(answer.Header, outcome.Until)
	case o.Maybe && does < changes:
		return does.doubt(o)
	}
	return o
}

// repeated is what "duplicate" says of a request that makes no post.
func repeated(does act) fault.Text {
	if does == uploads {
		return fault.T("Facebook coi một ảnh là đã đăng rồi nên không nhận; bài chưa đăng. Đổi ảnh, hoặc đặt mục Ảnh của kênh là link.",
			"Facebook takes a picture for one that was posted before; the post is not out. Choose another picture, or set the channel's Pictures to link.")
	}
	return fault.T("Facebook coi nội dung này trùng một bài khác nên không nhận.", "Facebook takes this for a repeat of another post and refuses it.")
}

// pause is how long to stay away when the platform names no time.
const pause = 30 * time.Minute

// longestPause bounds what the platform may ask for.
const longestPause = 24 * time.Hour

// until reads when access comes back: by the longest estimate of the headers about usage, or
// the time that a Retry-After named, which the platform does not send by itself.
func (p *page) until(header http.Header, named time.Time) time.Time {
	minutes := 0.0
	for _, name := range []string{"X-App-Usage", "X-Page-Usage", "X-Business-Use-Case-Usage"} {
		for _, text := range header.Values(name) {
			var usage any
			_ = json.Unmarshal([]byte(text), &usage) // mostly absent
			minutes = max(minutes, estimate(usage))
		}
	}
	wait := min(time.Duration(min(minutes, longestPause.Minutes())*float64(time.Minute)), longestPause)
	if wait <= 0 && named.IsZero() {
		wait = pause
	}
	at := p.deps.Now().Add(wait).UTC().Truncate(time.Second)
	if named.After(at) {
		return named
	}
	return at
}

// estimate finds the longest time of regaining access, in minutes, anywhere within a value.
func estimate(usage any) (minutes float64) {
	switch value := usage.(type) {
	case map[string]any:
		if n, ok := value["estimated_time_to_regain_access"].(float64); ok {
			minutes = n
		}
		for _, one := range value {
			minutes = max(minutes, estimate(one))
		}
	case []any:
		for _, one := range value {
			minutes = max(minutes, estimate(one))
		}
	}
	return minutes
}

// meaning finds what the two codes say; the class is "" for what is not known.
func (e problem) meaning() (m meaning, code int) {
	words := strings.ToLower(e.Message)
	for _, m := range meanings() {
		if m.says != "" && !strings.Contains(words, m.says) {
			continue
		}
		for _, one := range m.codes {
			switch {
			case one.with != 0 && e.Code == one.from && e.Subcode == one.with, one.with == 0 && e.Code >= one.from && e.Code <= max(one.from, one.to):
				return m, e.Code
			case one.either && e.Subcode == one.from:
				return m, e.Subcode
			}
		}
		if len(m.codes) == 0 {
			return m, e.Code
		}
	}
	return meaning{}, e.Code
}
