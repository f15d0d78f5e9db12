package wordpress

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

const maxAnswer = 2 << 20 // bytes; a post comes back whole

// api is the REST root of the portal, found for one call.
type api struct {
	*portal
	root *url.URL
	now  time.Time // the portal's clock
}

type request struct {
	method string
	path   string // below the root, such as "wp/v2/posts"
	query  url.Values
	body   any
	header http.Header // beside the credentials
	// creates tells that a repeat would make a second post.
	creates bool
	// direct sends a DELETE as such.
	direct bool
}

// discover asks any page for the REST root, which it names in a Link header, and falls
// back to the form that works without pretty addresses. Only path and query of the
// header are used, so that credentials never go to a host that a page names.
func (p *portal) discover(ctx context.Context) (*api, connector.Outcome) {
	answer, outcome := outbound.Ask(ctx, p.deps.HTTP, outbound.Request{Method: http.MethodHead, URL: p.site.JoinPath("/").String(), Guard: connector.GuardKey, Limit: maxAnswer})
	if answer.Status == 0 {
		return nil, outbound.Harmless(outcome)
	}
	found := &api{portal: p, root: p.site.JoinPath("/"), now: p.deps.Now()}
	if at, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		found.now = at
	}
	if final := answer.URL; connector.SameSite(final.Host, p.site.Host) { // "www." and https by redirect
		found.root.Scheme, found.root.Host = final.Scheme, final.Host
	}
	found.root.RawQuery = "rest_route=/"
	link := regexp.MustCompile(`<([^>]*)>\s*;\s*rel="?https://api\.w\.org/"?`)
	if named := link.FindStringSubmatch(strings.Join(answer.Header.Values("Link"), ",")); named != nil {
		if u, err := url.Parse(named[1]); err == nil && u.Path != "" {
			found.root.Path, found.root.RawPath, found.root.RawQuery = u.Path, u.RawPath, u.RawQuery
		}
	}
	return found, connector.Outcome{Class: connector.OK}
}

func (a *api) address(path string, query url.Values) string {
	u := *a.root
	merged := u.Query()
	for name, values := range query {
		merged[name] = values
	}
	if route := merged.Get("rest_route"); route != "" {
		merged.Set("rest_route", strings.TrimSuffix(route, "/")+"/"+path)
	} else {
		u = *u.JoinPath(path)
	}
	u.RawQuery = merged.Encode()
	return u.String()
}

// do sends a request with credentials and reads the answer into into.
func (a *api) do(ctx context.Context, r request, into any) connector.Outcome {
	header := http.Header{}
	maps.Copy(header, r.header)
	header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(a.values["username"]+":"+a.values["app_password"])))
	if r.method == http.MethodDelete && !r.direct { // many firewalls stop DELETE; core takes it this way
		r.method = http.MethodPost
		header.Set("X-HTTP-Method-Override", http.MethodDelete)
	}
	guard := connector.GuardKey // what replaces or removes may be sent again
	if r.creates {
		guard = connector.GuardLookUp
	}
	answer, outcome := outbound.JSON(ctx, a.deps.HTTP, outbound.Request{Method: r.method, URL: a.address(r.path, r.query), Header: header,
		Body: r.body, Guard: guard, Limit: maxAnswer}, into)
	if answer.Status >= http.StatusMultipleChoices {
		return refusal(answer, outcome, into)
	}
	return outcome
}

// refusal reads WordPress's error object and corrects the class that the status gave.
// Of its texts only a well-formed code is kept: the rest may repeat what we sent.
func refusal(answer outbound.Answer, outcome connector.Outcome, into any) connector.Outcome {
	var problem struct {
		Code string          `json:"code"`
		Data json.RawMessage `json:"data"` // an object, or [] or null when it is empty
	}
	if json.Unmarshal(answer.Body, &problem) != nil || !wellFormed(problem.Code) {
		if answer.Status == http.StatusForbidden || answer.Status == http.StatusNotFound {
			outcome.Class = connector.Rejected
			outcome.Detail = fault.Tf("Cổng cấu hình chưa đúng: trả lời trang web thay vì dữ liệu (HTTP %d); REST API bị tắt hoặc bị tường lửa chặn.",
				"The portal is misconfigured: it answers a web page instead of data (HTTP %d); its REST API is off or blocked by a firewall.", answer.Status)
		}
		return outcome
	}
	_ = json.Unmarshal(answer.Body, into) // term_exists carries the id that was wanted; other errors fit nothing
	outcome.Reason = problem.Code
	outcome.Detail = fault.Tf("Cổng từ chối: %s.", "The portal refuses: %s.", problem.Code)
	if strings.HasPrefix(problem.Code, "rest_upload_") { // a refused file is answered with 500
		outcome.Class, outcome.Maybe = connector.Rejected, false
	}
	if problem.Code == "rest_no_route" || forbiddenStatus(problem.Data) {
		outcome.Class = connector.Reauth
	}
	if outcome.Class == connector.Reauth {
		outcome.Detail = fault.Tf("Tài khoản trên cổng sai mật khẩu ứng dụng, thiếu quyền, hoặc REST API bị chặn (%s).",
			"The portal's account has a wrong Application Password or lacks a right, or the REST API is blocked (%s).", problem.Code)
	}
	return outcome
}

func wellFormed(code string) bool {
	return code != "" && len(code) <= 60 && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// forbiddenStatus finds the one way in which a list answers wrong credentials: 400,
// with the reason deep inside.
func forbiddenStatus(data json.RawMessage) bool {
	var detail struct {
		Details struct {
			Status struct {
				Code string `json:"code"`
			} `json:"status"`
		} `json:"details"`
	}
	return json.Unmarshal(data, &detail) == nil && detail.Details.Status.Code == "rest_forbidden_status"
}

// language is the query that multilingual portals want with what is written.
func (p *portal) language(lang string) url.Values {
	if p.values["lang_param"] == "" {
		return nil
	}
	return url.Values{p.values["lang_param"]: {lang}}
}
