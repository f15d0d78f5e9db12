package api_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/right"
)

func (m *matrix) operations() []operation {
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		} `json:"paths"`
	}
	m.ok(json.Unmarshal([]byte(m.wants(http.StatusOK, call{method: "GET", path: "/openapi.json"}).body), &document))
	var list []operation
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(document.Paths[path])) {
			list = append(list, operation{document.Paths[path][method].OperationID, strings.ToUpper(method), path})
		}
	}
	return list
}

// situation is what a call is made on.
type situation struct{ place, text, stage string }

// places are those of units: the own one, another, and one that ended yesterday and passed to
// the own one.
func places() []string { return []string{ours, theirs, passed} }

func (m *matrix) situations(one line) []situation {
	var list []situation
	switch one.on {
	case "text":
		for _, place := range places() {
			for _, text := range []string{"own", "others", "translation"} {
				for stage := range strings.FieldsSeq(cmp.Or(one.stages, "draft")) {
					list = append(list, situation{place, text, stage})
				}
			}
		}
	case "unit":
		for _, place := range places() {
			list = append(list, situation{place, "own", "planned"})
		}
	case "person":
		return []situation{{text: "self"}, {text: "another"}}
	default:
		return []situation{{}}
	}
	return list
}

// may reads the line: whether somebody may do it in a situation.
func (m *matrix) may(one line, s situation, who member) bool {
	for token := range strings.FieldsSeq(one.who) {
		name, everywhere := strings.CutSuffix(token, "*")
		name, text, _ := strings.Cut(name, ":")
		switch {
		case name == "everyone" && who.role != "nobody", name == "self" && s.text == "self" && who.role != "nobody":
			return true
		case name != who.role && (name != "technical_admin" || who.role != "admin"):
			continue
		case !everywhere && who.local != "" && s.place == theirs:
			continue
		}
		own := s.text == "own"
		if map[string]bool{"": true, "own": own, "whole": own, "unsent": own && s.stage != "review", "others": !own, "translation": s.text == "translation", "another": s.text == "another"}[text] {
			return true
		}
	}
	return false
}

// keyed are the lines that a key does not get through although its person would.
func (m *matrix) browserOnly(op operation) bool {
	return slices.Contains([]string{"changeMyPassword", "createKey", "listMySessions", "endMySession", "endMyOtherSessions", "listSessions", "endSessions", "endSession", "updatePerson",
		"unlinkIdentity", "enrolSecondFactor", "confirmSecondFactor", "renewRecoveryCodes", "disableSecondFactor", "setNoticeSettings", "readNotice", "readNotices", "setMyPreferences", "createView", "updateView", "removeView"}, op.id)
}

// holds makes one call and holds its answer to the line.
func (m *matrix) holds(op operation, one line, s situation, who member) {
	m.Helper()
	a := m.ask(op, one, s, who, false)
	code := ""
	if a.status >= 400 {
		code = m.text(a, "code")
	}
	want := cmp.Or(one.fail, "denied")
	browser := who.role == "key" && m.browserOnly(op)
	switch {
	case browser:
		want = "denied"
	case m.may(one, s, who):
		if want = one.pass; s.place == passed {
			want = cmp.Or(one.ended, one.pass)
		}
		if op.id == "approveEdition" && s.text == "own" {
			want = "four_eyes"
		}
	case who.role == "nobody":
		want = "unauthenticated"
	}
	if code != want {
		m.Errorf("%s by %s on %+v: %d %s, want %q", op.id, who.role, s, a.status, a.body, want)
	}
	if want == "denied" && one.on != "person" && !browser && !strings.Contains(a.body, "Người có quyền: ") {
		m.Errorf("%s by %s: the denial does not say who can: %s", op.id, who.role, a.body)
	}
	if one.on == "list" && a.status == http.StatusOK {
		m.holdsList(op, one, who, a.body)
	}
	if one.may != "" {
		m.told(op, one, s, who, a.status < 400)
	}
}

// told compares what came of an act with what the object itself said of it before, to the same
// one who asks; who may not see the object is told nothing.
func (m *matrix) told(op operation, one line, s situation, who member, done bool) {
	m.Helper()
	path := op.path[:strings.Index(op.path+"/", "}/")+1]
	if one.on == "text" && op.id != "updateArticle" {
		path = "/articles/{id}/editions/{lang}"
	}
	path = m.fill(op, s, who, false).Replace(path)
	if _, there := m.said[who.role+path]; !there {
		m.late.Add(int64(200 * time.Millisecond))
		m.said[who.role+path] = m.do(call{method: http.MethodGet, path: path, header: who.header})
	}
	a := m.said[who.role+path]
	if a.status != http.StatusOK {
		return
	}
	permission, _ := m.get(a, "may").(map[string]any)[one.may].(map[string]any)
	if permission == nil || permission["allowed"] != done {
		m.Errorf("%s by %s on %+v: done %v, and may says %v", op.id, who.role, s, done, permission)
	}
	if permission["allowed"] == false && permission["reason"] == nil {
		m.Errorf("%s by %s on %+v: no reason is given: %v", op.id, who.role, s, permission)
	}
}

// holdsList compares what a list shows with what the line says: all of the own unit, whoever
// wrote it, and of another only where the unit does not narrow it.
func (m *matrix) holdsList(op operation, one line, who member, body string) {
	m.Helper()
	for _, place := range places() {
		for _, shown := range m.listed[op.id][place] {
			if want := m.may(one, situation{place: place}, who); strings.Contains(body, shown) != want {
				m.Errorf("%s shows %s of %s to %s: %v, want %v", op.id, shown, place, who.role, !want, want)
			}
		}
	}
}

// ask makes the call in a transaction that is rolled back. With absent it names nothing that
// there is.
func (m *matrix) ask(op operation, one line, s situation, who member, absent bool) answer {
	m.Helper()
	m.late.Add(int64(50 * time.Millisecond)) // or the quota would be used up
	fill := m.fill(op, s, who, absent)
	if one.on == "list" {
		op.path += "?limit=100"
	}
	c := call{method: op.method, path: fill.Replace(op.path), body: fill.Replace(one.body), header: maps.Clone(who.header)}
	if op.method != http.MethodGet && op.method != http.MethodPost {
		c.header["If-Match"] = `"` + fill.Replace("{version}") + `"`
	}
	switch op.id {
	case "saveWorkingCopy":
		delete(c.header, "If-Match")
		c.header["If-None-Match"] = "*"
	case "importWordPress":
		c.path += "?unit=" + fill.Replace("{unit}")
	case "uploadMedia":
		return m.upload(c, "/media?name=a.jpg&unit="+s.place, photo())
	case "importWord": // to look at what would come takes the same right
		return m.upload(c, c.path+"?dry_run=true&name=a.docx", wordFile())
	}
	var a answer
	undo := errors.New("undo")
	if err := m.db.InTx(m.Context(), func(ctx context.Context) error {
		if op.id == "followEvents" { // a stream ends when its reader goes
			reading, leave := context.WithCancel(ctx)
			defer leave()
			ctx, c.read = reading, leave
		}
		c.inside = ctx
		a = m.do(c)
		return undo
	}); !errors.Is(err, undo) {
		m.Fatalf("%s: %v", op.id, err)
	}
	return a
}

// upload sends a file over a real line, which it wants; one more picture changes nothing.
func (m *matrix) upload(c call, path, file string) answer {
	line := httptest.NewServer(m.server)
	defer line.Close()
	r := must(http.NewRequestWithContext(m.Context(), c.method, line.URL+"/api/v1"+path, strings.NewReader(file)))
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", "image/jpeg")
	result := must(line.Client().Do(r))
	defer result.Body.Close()
	return answer{status: result.StatusCode, header: result.Header, body: read(result.Body)}
}

// stands is where the parts of a situation are.
func (s situation) String() string { return fmt.Sprintf("%s %s %s", s.place, s.text, s.stage) }

// roles are those of the table, and the pseudo roles of the lines.
func (m *matrix) roles() []right.Grant {
	grants := []right.Grant{{Role: "admin"}}
	for _, role := range right.Roles() {
		grants = append(grants, right.Grant{Role: role, Unit: ours})
	}
	return grants
}
