package evidence_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/evidence"
)

func at(ms int) time.Time {
	return time.Date(2026, 10, 28, 8, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
}

// exchange is one request and its answer as they pass by.
type exchange struct {
	address     string
	header      http.Header
	body        string
	answer      string
	answerTyped string
}

func (e exchange) through(t *testing.T, r *evidence.Recorder) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = e.header
	if req.Header == nil {
		req.Header = http.Header{}
	}
	x := r.Begin(req, at(0))
	x.Asked([]byte(e.body))
	x.Answered(http.StatusOK, http.Header{"Content-Type": {e.answerTyped}, "X-Inside": {"no"}}, at(40))
	x.Heard([]byte(e.answer), at(50))
	x.Ended()
}

func recorded(t *testing.T, e exchange, hide ...string) evidence.Exchange {
	t.Helper()
	r := evidence.NewKeeper().Recorder()
	e.through(t, r)
	r.Hide(hide...) // after the fact is in time
	kept, n := r.Exchanges()
	if len(kept) != 1 || n != 1 {
		t.Fatalf("%d exchanges kept of %d", len(kept), n)
	}
	return kept[0]
}

func TestAnExchangeIsKept(t *testing.T) {
	t.Parallel()
	const body = `{"title":"Hội chợ ASEAN"}`
	got := recorded(t, exchange{address: "https://me:pass@portal.example/wp-json/posts?lang=vi#part", body: body, answer: `{"id":7}`, answerTyped: "application/json",
		header: http.Header{"Content-Type": {"application/json"}, "Cookie": {"a=b"}}})
	sum := sha256.Sum256([]byte(body))
	if got.Address != "https://portal.example/wp-json/posts?lang=vi" || got.Method != http.MethodPost || got.Status != 200 || !got.At.Equal(at(0)) || got.Took != 50 {
		t.Errorf("kept %+v", got)
	}
	if p := got.Request; p.Body != body || p.Bytes != int64(len(body)) || p.Cut || p.SHA256 != hex.EncodeToString(sum[:]) ||
		len(p.Header) != 1 || p.Header[0] != (evidence.Header{Name: "Content-Type", Value: "application/json"}) {
		t.Errorf("the request is kept as %+v", p)
	}
	if p := got.Answer; p.Body != `{"id":7}` || p.Cut || len(p.Header) != 1 {
		t.Errorf("the answer is kept as %+v", p)
	}
}

func TestSecretsAreKeptInNoSpelling(t *testing.T) {
	t.Parallel()
	const secret = `canary "Zq7>?/mật` + "\u00e9\\khẩu"
	quoted, _ := json.Marshal(secret)
	twice, _ := json.Marshal(string(quoted))
	for name, text := range map[string]string{
		"plain": secret, "JSON": string(quoted), "JSON within JSON": string(twice), "address": url.QueryEscape(secret), "path": url.PathEscape(secret),
		"lower escapes": strings.ToLower(url.QueryEscape(secret)[6:]), "hex": hex.EncodeToString([]byte(secret)), "HEX": fmt.Sprintf("%X", secret),
		"base64": base64.StdEncoding.EncodeToString([]byte("xx" + secret + "yy")), "base64url": base64.URLEncoding.EncodeToString([]byte("x" + secret + "yy")),
		"PHP": `"canary \"Zq7>?\/m\u1eadt\u00e9\\kh\u1ea9u"`,
	} {
		if name == "lower escapes" {
			text = strings.NewReplacer("%3E", "%3e", "%3F", "%3f", "%2F", "%2f", "%E1", "%e1", "%BA", "%ba", "%AD", "%ad", "%C3", "%c3", "%A9", "%a9", "%5C", "%5c").Replace(url.QueryEscape(secret))
		}
		got := recorded(t, exchange{address: "https://a.example/", body: "before " + text + " after", answer: "before " + text + " after"}, secret)
		for _, p := range []evidence.Part{got.Request, got.Answer} {
			if !strings.Contains(p.Body, "[secret]") || !strings.HasPrefix(p.Body, "before ") || !strings.HasSuffix(p.Body, " after") || strings.Contains(p.Body, "Zq7") || len(p.Body) > 32 {
				t.Errorf("%s: kept %q", name, p.Body)
			}
			if p.SHA256 != "" {
				t.Errorf("%s: the hash of a body with a secret is kept", name)
			}
		}
	}
}

func TestPartsOfSecretsAreSecret(t *testing.T) {
	t.Parallel()
	for secret, part := range map[string]string{
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw": "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "1234567890123456|0f1e2d3c4b5a69788796a5b4c3d2e1f0": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
		" padded-when-entered\n":        "padded-when-entered",
		"abcd EFGH ijkl MNOP qrst UVWX": "abcdEFGHijklMNOPqrstUVWX",
	} {
		if got := recorded(t, exchange{address: "https://a.example/", answer: "it is " + part}, secret); got.Answer.Body != "it is [secret]" {
			t.Errorf("kept %q", got.Answer.Body)
		}
	}
}

// Nobody named these: they are told by where they stand and how they look.
func TestWhatPassesForASecret(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"accessJwt":"opaque-1","handle":"tinh.example"}`:                            `{"accessJwt":"[secret]","handle":"tinh.example"}`,
		`{"password": "a\"b", "x": 1}`:                                                `{"password": "[secret]", "x": 1}`,
		`{"echo":"{\"access_token\":\"EAAB\"}"}`:                                      `{"echo":"{\"access_token\":\"[secret]"}`,
		"message=xin+chào&access_token=EAAB&x=1":                                      "message=xin+chào&access_token=[secret]&x=1",
		`see https://g.example/me?access_token=EAAB&after=b"`:                         `see https://g.example/me?access_token=[secret]&after=b"`,
		"Authorization: Basic bWU6cGFzcw==\r\nHost: a":                                "Authorization: [secret]\r\nHost: a",
		"you sent Bearer abcdefghijklmnopqrstuvwxyz0123":                              "you sent Bearer [secret]",
		"is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln ok":                             "is [secret] ok",
		"at https://me:pass@a.example/":                                               "at https://[secret]a.example/",
		"Content-Disposition: form-data; name=\"appsecret_proof\"\r\n\r\n0f1e\r\n--b": "Content-Disposition: form-data; name=\"appsecret_proof\"\r\n\r\n[secret]\r\n--b",
		"key whsec_MfKQ9r8GKYqrTw":                                                    "key whsec_[secret]",
		"A basic understanding, at 08:30, of 12:45":                                   "A basic understanding, at 08:30, of 12:45",
	} {
		if got := recorded(t, exchange{address: "https://a.example/", answer: text}); got.Answer.Body != want {
			t.Errorf("%q is kept as %q, want %q", text, got.Answer.Body, want)
		}
	}
}

// What an exchange shows to be a secret stands in no other either.
func TestSecretsAreLearnt(t *testing.T) {
	t.Parallel()
	r := evidence.NewKeeper().Recorder()
	exchange{address: "https://a.example/?access_token=from%2Dthe%2Daddress", header: http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("me:from the header"))}, "Cookie": {"s=from-a-cookie"}},
		answer: `{"refreshJwt":"from-an-answer"}`}.through(t, r)
	exchange{address: "https://b.example/from-an-answer", answer: "from-the-address, from the header, from-a-cookie, from-an-answer"}.through(t, r)
	kept, _ := r.Exchanges()
	if got := kept[1]; got.Address != "https://b.example/[secret]" || got.Answer.Body != "[secret], [secret], [secret], [secret]" {
		t.Errorf("kept %+v", got)
	}
	text, _ := json.Marshal(kept)
	if strings.Contains(string(text), "from-") || strings.Contains(string(text), "from%2D") {
		t.Errorf("kept %s", text)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	const secret = "0123456789abcdef0123456789abcdef"
	for shift := range 2 * len(secret) {
		for _, edge := range []int{evidence.MaxBody, evidence.MaxBody + 4<<10} {
			before := strings.Repeat("x", edge-len(secret)-len(secret)/2+shift)
			got := recorded(t, exchange{address: "https://a.example/", answer: before + secret + strings.Repeat("y", 9000)}, secret).Answer
			if len(got.Body) > evidence.MaxBody || !got.Cut || got.Bytes != int64(len(before)+len(secret)+9000) || strings.ContainsAny(got.Body, "0123456789") {
				t.Fatalf("shift %d: kept %d bytes that end with %q", shift, len(got.Body), got.Body[max(len(got.Body)-40, 0):])
			}
		}
	}
}

// Many short masks make room for what lay beyond the edge: its own edge counts.
func TestMasksMoveNoHalfSecretIn(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("s3cr3t", 50) // 300 bytes for a mask of 8
	got := recorded(t, exchange{address: "https://a.example/", answer: strings.Repeat(secret+" ", 100)}, secret).Answer
	if strings.Contains(got.Body, "s3cr") || !got.Cut {
		t.Errorf("kept %q", got.Body)
	}
}

func TestPicturesAreKeptByTheirHash(t *testing.T) {
	t.Parallel()
	jpeg := "\xff\xd8\xff\xe0 pixels"
	sum := sha256.Sum256([]byte(jpeg))
	got := recorded(t, exchange{address: "https://a.example/", body: jpeg, header: http.Header{"Content-Type": {"image/jpeg"}}}).Request
	if got.Body != "" || !got.Cut || got.Bytes != int64(len(jpeg)) || got.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("kept %+v", got)
	}
	form := "--b\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nHội chợ\r\n--b\r\n\r\n"
	got = recorded(t, exchange{address: "https://a.example/", body: form + jpeg, header: http.Header{"Content-Type": {"multipart/form-data; boundary=b"}}}).Request
	if got.Body != form || !got.Cut {
		t.Errorf("of a form is kept %q", got.Body)
	}
}

func TestManyExchanges(t *testing.T) {
	t.Parallel()
	r := evidence.NewKeeper().Recorder()
	for range evidence.MaxExchanges + 9 {
		exchange{address: "https://a.example/", body: strings.Repeat("b", evidence.MaxBody)}.through(t, r)
	}
	kept, n := r.Exchanges()
	bodies := 0
	for _, one := range kept {
		bodies += len(one.Request.Body)
		if one.Request.SHA256 == "" || one.Request.Bytes != evidence.MaxBody || one.Request.Cut != (len(one.Request.Body) < evidence.MaxBody) {
			t.Errorf("kept %+v", one.Request)
		}
	}
	if len(kept) != evidence.MaxExchanges || n != evidence.MaxExchanges+9 || bodies != evidence.MaxBodies {
		t.Errorf("%d of %d kept, with %d bytes of bodies", len(kept), n, bodies)
	}
}

func TestWithoutARecorderNothingIsKept(t *testing.T) {
	t.Parallel()
	r := evidence.Of(context.Background())
	r.Hide("secret")
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example/", http.NoBody)
	if x := r.Begin(req, at(0)); x != nil {
		t.Error("a record was begun")
	}
	if kept, n := r.Exchanges(); len(kept) != 0 || n != 0 {
		t.Error("something was kept")
	}
	own := evidence.NewKeeper().Recorder()
	if evidence.Of(evidence.With(t.Context(), own)) != own {
		t.Error("the recorder is not that of the context")
	}
}

func BenchmarkExchange(b *testing.B) {
	k := evidence.NewKeeper()
	body := `{"title":"` + strings.Repeat("Hội chợ ASEAN ở Nam Định. ", 120) + `"}`
	req, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, "https://a.example/", http.NoBody)
	for b.Loop() {
		r := k.Recorder()
		r.Hide("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
		x := r.Begin(req, at(0))
		x.Asked([]byte(body))
		x.Answered(http.StatusOK, http.Header{}, at(1))
		x.Heard([]byte("ok"), at(2))
		r.Exchanges()
	}
}
