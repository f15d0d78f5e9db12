package wordpress_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// ask sends a request to the simulator as a stranger to the connector would.
func ask(t *testing.T, s *portalSim, password, line, body string) (int, http.Header, map[string]any) {
	t.Helper()
	method, path, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if password != "" {
		req.SetBasicAuth(simUser, password)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if json.Unmarshal(data, &answer) != nil {
		answer = map[string]any{"text": string(data)}
	}
	return resp.StatusCode, resp.Header, answer
}

// TestSimulatorAnswersAsWordPressDid plays the answers that the real server gave.
func TestSimulatorAnswersAsWordPressDid(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	const right, wrong = simPassword, "wrong"
	for _, step := range []struct {
		password, line, body string
		status               int
		code, slug, state    string
	}{
		{right, "POST /wp-json/wp/v2/posts", `{"title":"a","slug":"Par-1","status":"publish","lang":"vi","categories":[99]}`, 201, "", "par-1", "publish"}, // id 11
		{right, "POST /wp-json/wp/v2/posts", `{"title":"a","slug":"par-1","status":"publish"}`, 201, "", "par-1-2", "publish"},                             // id 12
		{right, "POST /wp-json/wp/v2/posts", `{"title":"a","slug":"par-1","status":"publish","date_gmt":"2026-11-24T00:00:00"}`, 201, "", "par-1-3", "future"},
		{right, "POST /wp-json/wp/v2/posts", `{"title":"a","slug":"` + strings.Repeat("x", 260) + `","status":"draft"}`, 201, "", strings.Repeat("x", 200), "draft"},
		{right, "POST /wp-json/wp/v2/posts", `{"title":""}`, 400, "empty_content", "", ""},
		{right, "POST /wp-json/wp/v2/posts", `{`, 400, "rest_invalid_json", "", ""},
		{wrong, "GET /wp-json/wp/v2/posts", ``, 200, "", "", ""},
		{wrong, "GET /wp-json/wp/v2/posts?slug=x&status=publish,draft", ``, 400, "rest_invalid_param", "", ""},
		{wrong, "GET /wp-json/wp/v2/users/me", ``, 401, "rest_not_logged_in", "", ""},
		{wrong, "POST /wp-json/wp/v2/posts", `{"title":"a"}`, 401, "rest_cannot_create", "", ""},
		{wrong, "DELETE /wp-json/wp/v2/posts/11", ``, 401, "rest_cannot_delete", "", ""},
		{right, "DELETE /wp-json/wp/v2/posts/11", ``, 200, "", "par-1__trashed", "trash"},
		{right, "DELETE /wp-json/wp/v2/posts/11", ``, 410, "rest_already_trashed", "", ""},
		{"", "GET /wp-json/wp/v2/posts/11", ``, 401, "rest_forbidden", "", ""},
		{right, "GET /wp-json/wp/v2/posts/12?context=edit", ``, 200, "", "par-1-2", "publish"},
		{wrong, "GET /wp-json/wp/v2/posts/12?context=edit", ``, 401, "rest_forbidden_context", "", ""},
		{right, "POST /wp-json/wp/v2/posts/999", `{}`, 404, "rest_post_invalid_id", "", ""},
		{right, "GET /wp-json/wp/v2/nothing", ``, 404, "rest_no_route", "", ""},
		{right, "POST /?rest_route=/wp/v2/posts/12", `{"excerpt":"b"}`, 200, "", "par-1-2", "publish"},
	} {
		status, header, answer := ask(t, s, step.password, step.line, step.body)
		code, _ := answer["code"].(string)
		slug, _ := answer["slug"].(string)
		state, _ := answer["status"].(string)
		if status != step.status || code != step.code || slug != step.slug || state != step.state {
			t.Errorf("%s %s: got %d %q %q %q", step.line, step.body, status, code, slug, state)
		}
		if data, ok := answer["data"].(map[string]any); step.code != "" && (!ok || data["status"] != float64(step.status)) {
			t.Errorf("%s: data %v", step.line, answer["data"])
		}
		if step.status == 201 && (header.Get("Location") == "" || cmp.Diff([]any{}, answer["meta"]) != "" || answer["categories"] != nil && len(answer["categories"].([]any)) != 0) {
			t.Errorf("%s: location %q, meta %v, categories %v", step.line, header.Get("Location"), answer["meta"], answer["categories"])
		}
	}
}

func TestSimulatorTellsForbiddenStatusDeepInside(t *testing.T) {
	t.Parallel()
	_, _, answer := ask(t, newPortal(t, connectortest.Noon), "wrong", "GET /wp-json/wp/v2/posts?status=draft", "")
	details := answer["data"].(map[string]any)["details"].(map[string]any)["status"].(map[string]any)
	if details["code"] != "rest_forbidden_status" {
		t.Errorf("details %v", details)
	}
}

func TestSimulatorNamesAnExistingTerm(t *testing.T) {
	t.Parallel()
	s := newPortal(t, connectortest.Noon)
	_, _, made := ask(t, s, simPassword, "POST /wp-json/wp/v2/tags", `{"name":"ASEAN"}`)
	status, _, again := ask(t, s, simPassword, "POST /wp-json/wp/v2/tags", `{"name":"asean"}`)
	if status != 400 || again["code"] != "term_exists" || again["data"].(map[string]any)["term_id"] != made["id"] {
		t.Errorf("got %d %v after %v", status, again, made)
	}
}

func TestSimulatorRoots(t *testing.T) {
	t.Parallel()
	for plain, want := range map[bool]string{false: "/wp-json/", true: "/index.php?rest_route=/"} {
		s := newPortal(t, connectortest.Noon)
		s.plain = plain
		_, header, _ := ask(t, s, "", "GET /", "")
		if got := header.Get("Link"); got != "<"+s.server.URL+want+`>; rel="https://api.w.org/"` {
			t.Errorf("plain %v: link %q", plain, got)
		}
		status, header, answer := ask(t, s, "", "GET /wp-json/", "")
		if html := strings.HasPrefix(header.Get("Content-Type"), "text/html"); html != plain || (plain && status != 200) {
			t.Errorf("plain %v: /wp-json/ answered %d %v", plain, status, answer)
		}
	}
}
