package outbound_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

func TestJSONSendsAndReads(t *testing.T) {
	t.Parallel()
	var sent []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, strings.Join([]string{r.Method, r.Header.Get("Content-Type"), r.Header.Get("Accept"), r.Header.Get("X-Key"), string(body)}, "|"))
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/refuses":
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, `{"code":"taken"}`)
		default:
			w.Header().Set("X-Id", "7")
			_, _ = io.WriteString(w, `{"n":1,"more":true}`)
		}
	}))
	t.Cleanup(server.Close)
	client := newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}})
	header := http.Header{"x-key": {"k"}}
	for _, c := range []struct {
		request outbound.Request
		sent    string
		class   connector.Class
		answer  string // where it came from, X-Id, body
		n       int
	}{
		{outbound.Request{Method: "POST", URL: "/", Header: header, Body: map[string]string{"a": "ă"}}, `POST|application/json; charset=utf-8|application/json|k|{"a":"ă"}`, connector.OK, `/ 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "POST", URL: "/", Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("raw")}, `POST|text/plain|application/json||raw`, connector.OK, `/ 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "GET", URL: "/"}, `GET||application/json||`, connector.OK, `/ 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "GET", URL: "/moved"}, `GET||application/json||`, connector.OK, `/there 7 {"n":1,"more":true}`, 1},
		{outbound.Request{Method: "POST", URL: "/refuses"}, `POST||application/json||`, connector.Rejected, `/refuses  {"code":"taken"}`, 0},
	} {
		sent = nil
		c.request.URL, c.request.Limit = server.URL+c.request.URL, 1<<10
		var into struct{ N int }
		answer, outcome := outbound.JSON(t.Context(), client, c.request, &into)
		got := answer.URL.Path + " " + answer.Header.Get("X-Id") + " " + string(answer.Body)
		if outcome.Class != c.class || got != c.answer || into.N != c.n || sent[len(sent)-1] != c.sent {
			t.Errorf("%s %s: sent %q, got %+v, %q, %+v", c.request.Method, c.request.URL, sent, outcome, got, into)
		}
	}
	if diff := cmp.Diff(http.Header{"x-key": {"k"}}, header); diff != "" {
		t.Errorf("the caller's header changed (-want +got):\n%s", diff)
	}
}

func TestRequestsThatCannotLeave(t *testing.T) {
	t.Parallel()
	client := newClient(t, outbound.Options{})
	for reason, r := range map[string]outbound.Request{
		"bad_address": {Method: "GET", URL: "http://[portal?key=canary", Limit: 1},
		"unencodable": {Method: "POST", URL: "http://portal.example", Body: func() {}, Limit: 1},
	} {
		answer, outcome := outbound.Ask(t.Context(), client, r)
		if outcome.Class != connector.Rejected || outcome.Reason != reason || outcome.Detail.VI == "" || answer.Status != 0 || strings.Contains(outcome.Detail.EN, "canary") {
			t.Errorf("%s: got %+v and %+v", reason, outcome, answer)
		}
	}
}

// TestGuardReachesTheClass keeps an answer that cannot be read, and a 503, in doubt.
func TestGuardReachesTheClass(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]connector.Class{http.StatusCreated: connector.Ambiguous, http.StatusServiceUnavailable: connector.Ambiguous} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "much more than was allowed")
		}))
		answer, outcome := outbound.Ask(t.Context(), newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}}),
			outbound.Request{Method: http.MethodPost, URL: server.URL, Guard: connector.GuardLookUp, Limit: 5})
		server.Close()
		if outcome.Class != want || answer.Status != status || answer.Body != nil || !answer.Cut() {
			t.Errorf("%d: got %+v and %+v, want %s", status, outcome, answer, want)
		}
	}
}

// An album leaves as it stands in memory, under its true length: building its form copies
// none of its bytes.
func TestAFormCopiesNoFile(t *testing.T) {
	const size = 10 << 20
	form := outbound.Form{Fields: url.Values{"chat_id": {"@asean"}}}
	for i := range 2 {
		data := bytes.Repeat([]byte{byte('a' + i)}, size)
		form.Files = append(form.Files, outbound.FormFile{Field: "photo" + strconv.Itoa(i), Name: "ảnh \"1\".jpg", Type: "image/jpeg", Data: data})
	}
	via := &absorber{}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, outcome := outbound.Ask(t.Context(), via, outbound.Request{Method: http.MethodPost, URL: "http://bot.example", Body: form, Limit: 1})
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 || outcome.Class != connector.OK {
		t.Errorf("%d bytes of memory for a form of %d, want less than 1 MiB; %+v", took, 2*size, outcome)
	}
	if via.read != via.said || via.read < 2*size {
		t.Errorf("%d bytes came under the length %d", via.read, via.said)
	}
}

// absorber is a Doer that reads a body and keeps nothing of it.
type absorber struct{ read, said int64 }

func (a *absorber) Do(req *http.Request) (*http.Response, error) {
	a.said = req.ContentLength
	var err error
	a.read, err = io.Copy(io.Discard, req.Body)
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, err
}

// A form arrives as it was meant: every field, and every file under its name and type.
func TestAForm(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 20)
		text := r.FormValue("caption") + "|" + r.FormValue("chat_id")
		for _, field := range []string{"photo", "thumb"} {
			if file, header, err := r.FormFile(field); err == nil {
				data, _ := io.ReadAll(file)
				text += "|" + header.Filename + " " + header.Header.Get("Content-Type") + " " + string(data)
			}
		}
		got <- text + "|" + strconv.FormatInt(r.ContentLength, 10)
	}))
	defer server.Close()
	form := outbound.Form{Fields: url.Values{"chat_id": {"@asean"}, "caption": {"Phủ Dầy"}}, Files: []outbound.FormFile{
		{Field: "photo", Name: "a.jpg", Type: "image/jpeg", Data: []byte("một")}, {Field: "thumb", Name: "b.png", Type: "image/png", Data: []byte("hai")}}}
	_, outcome := outbound.Ask(t.Context(), newClient(t, outbound.Options{Allow: []string{"127.0.0.1"}}),
		outbound.Request{Method: http.MethodPost, URL: server.URL, Body: form, Limit: 1})
	if text := <-got; outcome.Class != connector.OK || !strings.HasPrefix(text, "Phủ Dầy|@asean|a.jpg image/jpeg một|b.png image/png hai|") || strings.HasSuffix(text, "|-1") {
		t.Errorf("%+v; the form came as %q", outcome, text)
	}
}
