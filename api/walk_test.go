package api_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/right"
)

// walk plays the calls of docs/API.md as a shell would.
type walk struct {
	*fixture
	line *httptest.Server
	vars map[string]string
}

// step is a call in its place: what its answer is waited for or kept as, and by which path.
type step struct {
	until, name       string
	who, flags, path  string
	body              string
	reads, wants, jqs string
}

// TestTheWayOfAStoryInCurlIsTrue runs the page from its first call to its last against the
// whole program, and holds that every one of them is answered well.
func TestTheWayOfAStoryInCurlIsTrue(t *testing.T) {
	light(t, func(w *fixture) {
		w.late.Store(int64(time.Since(w.now())))
		at := &walk{fixture: w, line: httptest.NewServer(w.server), vars: map[string]string{"API": ""}}
		defer at.line.Close()
		for name, role := range map[string]right.Role{"AUTHOR": right.Author, "APPROVER": right.Approver, "EDITOR": right.Editor, "ADMIN": right.TechnicalAdmin} {
			p := must(w.accounts.CreatePerson(w.Context(), right.System(), account.NewPerson{Login: strings.ToLower(name), Name: name, Grants: []right.Grant{{Role: role}}}))
			key, _, err := w.accounts.CreateKey(w.Context(), right.System(), account.NewKey{Person: p.ID, Name: "test"})
			w.ok(err)
			w.keys[name] = key.Reveal()
		}
		ctx, stop := context.WithCancel(w.Context())
		done := make(chan struct{})
		go func() { w.engine.Run(ctx); close(done) }()
		defer func() { stop(); <-done }()

		page := string(must(os.ReadFile("../docs/API.md")))
		page = regexp.MustCompile(`"20\d\d(-\d\d-\d\d)`).ReplaceAllString(page, `"`+strconv.Itoa(time.Now().Year()+2)+"$1") // its hours pass, and the test stays
		steps := stepsOf(page)
		if want := strings.Count(page, `as "$`); len(steps) != want {
			t.Fatalf("%d calls were understood, the page has %d", len(steps), want)
		}
		for _, one := range steps {
			at.take(one)
		}
	})
}

func stepsOf(page string) []step {
	call := regexp.MustCompile(`(until \[ "\$\()?(?:([A-Z]+)=)?(?:\$\()?as "\$([A-Z]+)" ((?:-\S+ (?:'[^']*'|"[^"]*"|\S+) )*)"?(\$(?:API|VI)[^\s"')]*)"?` +
		`(?: -d (?:'([^']*)'|"((?:[^"\\]|\\.)*)"))?(?: \| jq -r ([^\s)]+)\)(?:" = (\w+) \])?)?(?: \| jq (?:'([^']*)'|(\S+)))?`)
	var steps []step
	for _, m := range call.FindAllStringSubmatch(page, -1) {
		steps = append(steps, step{until: m[1], name: m[2], who: m[3], flags: m[4], path: m[5], body: m[6] + m[7], reads: m[8], wants: m[9], jqs: m[10] + m[11]})
	}
	return steps
}

// take makes one call, over and over where the page waits.
func (w *walk) take(one step) {
	w.Helper()
	if strings.Contains(one.path, "/notices") {
		w.rounds()
	}
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(20 * time.Second); ; <-again.C {
		a := w.ask(one)
		if a.status/100 != 2 {
			w.Fatalf("%s %s: %d %s", one.flags, one.path, a.status, a.body)
		}
		value := a.header.Get("ETag")
		if one.reads != "" {
			value = w.text(a, strings.TrimPrefix(strings.NewReplacer("[", ".", "]", "", "'", "").Replace(one.reads), "."))
		}
		if one.name != "" {
			w.vars[one.name] = value
		}
		if one.name == "ID" {
			w.vars["VI"] = "/articles/" + value + "/editions/vi"
		}
		w.prints(one, a)
		if one.until == "" || value == one.wants {
			return
		}
		if time.Now().After(end) {
			w.Fatalf("%s is %q and not %q", one.path, value, one.wants)
		}
	}
}

// prints holds that what jq takes of an answer is there: each list that it goes through, and
// the members that it begins with.
func (w *walk) prints(one step, a answer) {
	w.Helper()
	first := regexp.MustCompile(`^\.([a-z_.]+)(\[\])?`).FindStringSubmatch(one.jqs)
	if first == nil {
		return
	}
	value := w.get(a, first[1])
	list, isList := value.([]any)
	if value == nil || isList && len(list) == 0 && !strings.Contains(one.path, "/exchanges") { // the trial channel asks nobody
		w.Errorf("%s prints nothing by %s: %s", one.path, one.jqs, a.body)
	}
}

// ask makes a call over the line: an upload wants a real one.
func (w *walk) ask(one step) answer {
	w.Helper()
	method, body := http.MethodGet, w.filled(strings.ReplaceAll(one.body, `\"`, `"`))
	header := http.Header{"Authorization": {"Bearer " + w.keys[one.who]}, "Content-Type": {"application/json"}}
	if body != "" {
		method = http.MethodPost
	}
	for _, flag := range regexp.MustCompile(`(-\S+) (?:'([^']*)'|"([^"]*)"|(\S+)) `).FindAllStringSubmatch(one.flags, -1) {
		value := w.filled(flag[2] + flag[3] + flag[4])
		switch flag[1] {
		case "-X":
			method = value
		case "-H":
			name, content, _ := strings.Cut(value, ": ")
			header.Set(name, content)
		case "--data-binary":
			method, body = http.MethodPost, photo()
		}
	}
	r := must(http.NewRequestWithContext(w.Context(), method, w.line.URL+"/api/v1"+w.filled(one.path), strings.NewReader(body)))
	r.Header = header
	result := must(w.line.Client().Do(r))
	defer result.Body.Close()
	return answer{status: result.StatusCode, header: result.Header, body: string(must(io.ReadAll(result.Body)))}
}

// filled puts the values of variables into a text; one that has none stays, and is refused.
func (w *walk) filled(s string) string {
	return regexp.MustCompile(`\$([A-Z]+)`).ReplaceAllStringFunc(s, func(name string) string {
		if value, ok := w.vars[name[1:]]; ok {
			return value
		}
		return name
	})
}

func photo() string {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 400, 300)), nil); err != nil {
		panic(err)
	}
	return b.String()
}
