package facebook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
)

// holder is whose the simulated token is and what it may do.
type holder struct {
	me       string   // the Page, or a person
	tasks    []string // of that person on the Page; nil where the app may not ask
	planned  bool     // the Page's planned posts are shown
	blind    bool     // neither the Page nor its posts are shown
	expires  int64    // Unix seconds; 0 never
	scopes   []string
	enforced bool // the app takes no request without proof of its secret
}

func pageHolder() holder {
	return holder{me: simPage, planned: true, scopes: []string{"pages_manage_posts", "pages_read_engagement"}}
}

const simPerson = "122200000000009"

// allowed judges the credentials of a request, in the platform's words.
func (g *graph) allowed(w http.ResponseWriter, form url.Values) bool {
	mac := hmac.New(sha256.New, []byte(simSecret))
	mac.Write([]byte(simToken))
	proof := form.Get("appsecret_proof")
	switch {
	case form.Get("access_token") != simToken:
		graphError(w, 400, 190, 467, "Error validating access token: canary")
	case g.expires > 0 && g.now().Unix() >= g.expires:
		graphError(w, 400, 190, 463, "Error validating access token: Session has expired on Monday, 23-Nov-26")
	case proof == "" && g.enforced:
		graphError(w, 400, 100, 0, "API calls from the server require an appsecret_proof argument")
	case proof != "" && proof != hex.EncodeToString(mac.Sum(nil)):
		graphError(w, 400, 100, 0, "Invalid appsecret_proof provided in the API argument")
	default:
		return true
	}
	return false
}

func (g *graph) debug(w http.ResponseWriter, form url.Values) {
	if form.Get("access_token") != simApp+"|"+simSecret {
		graphError(w, 400, 190, 0, "Invalid OAuth access token signature.")
		return
	}
	valid := form.Get("input_token") == simToken && (g.expires == 0 || g.now().Unix() < g.expires)
	graphAnswer(w, map[string]any{"data": map[string]any{"app_id": simApp, "is_valid": valid, "expires_at": g.expires, "scopes": g.scopes}})
}

// account answers what is asked about the token and the Page itself.
func (g *graph) account(w http.ResponseWriter, r *http.Request, path string) bool {
	switch {
	case r.Method != http.MethodGet:
		return false
	case path == "me" && g.me == simPage:
		graphAnswer(w, map[string]string{"id": simPage, "name": "ASEAN Nam Định"})
	case path == "me":
		graphAnswer(w, map[string]string{"id": g.me, "name": "Nguyễn Văn A"})
	case g.blind && strings.HasPrefix(path, simPage):
		graphError(w, 400, 100, 33, "Unsupported get request. Object with ID does not exist, cannot be loaded due to missing permissions")
	case path == simPage && strings.Contains(r.Form.Get("fields"), "tasks") && g.tasks == nil:
		graphError(w, 400, 100, 0, "(#100) Tried accessing nonexisting field (tasks) on node type (Page)")
	case path == simPage && strings.Contains(r.Form.Get("fields"), "tasks"):
		graphAnswer(w, map[string]any{"id": simPage, "name": "ASEAN Nam Định", "tasks": g.tasks})
	case path == simPage:
		graphAnswer(w, map[string]string{"id": simPage, "name": "ASEAN Nam Định"})
	case path == simPage+"/scheduled_posts" && g.planned:
		graphAnswer(w, map[string]any{"data": []any{}})
	case path == simPage+"/scheduled_posts":
		graphError(w, 403, 200, 0, "(#200) The permission(s) pages_read_engagement are not available")
	default:
		return false
	}
	return true
}
