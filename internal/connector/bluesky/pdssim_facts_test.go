package bluesky_test

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// TestThePDSAnswersAsTheRealOne holds the simulator against answers of PDS 0.4.217.
func TestThePDSAnswersAsTheRealOne(t *testing.T) {
	t.Parallel()
	at := connectortest.Noon()
	s := newPDS(t, func() time.Time { return at })
	access, refresh := "", ""
	post := func(text, more string) string {
		return `{"$type":"app.bsky.feed.post","text":` + strconv.Quote(text) + `,"createdAt":"2026-11-23T00:00:00.000Z"` + more + `}`
	}
	write := func(record, more string) string {
		return `{"repo":"` + simDID + `","collection":"app.bsky.feed.post","rkey":"3jzfcijpj2z2a","record":` + record + more + `}`
	}
	const absent, here = `,"swapRecord":null`, "?repo=" + simDID + "&collection=app.bsky.feed.post&rkey=3jzfcijpj2z2a"
	login := `{"identifier":"` + simHandle + `","password":"` + simPassword + `"}`
	for i, step := range []struct {
		method, token, body string
		status              int
		want                string // a pattern
	}{
		{"POST server.createSession", "", `{"identifier":"` + simHandle + `","password":"x"}`, 401, `^{"error":"AuthenticationRequired","message":"Invalid identifier or password"}$`},
		{"POST server.createSession", "", login, 200, `"accessJwt":"[^"]+","active":true,"did":"did:plc:.*"#atproto_pds".*"handle":"` + simHandle + `","refreshJwt":"[^"]+"`},
		{"GET server.getSession", "", ``, 401, `"error":"AuthMissing"`},
		{"GET server.getSession", "nobody's", ``, 400, `"error":"InvalidToken"`},
		{"GET server.getSession", "access", ``, 200, `"did":"did:plc:`},
		{"POST server.refreshSession", "access", ``, 400, `"error":"InvalidToken"`},
		{"GET repo.getRecord" + here, "access", ``, 400, `"error":"RecordNotFound"`},
		{"POST repo.deleteRecord", "access", write(`{}`, ""), 200, `^{}$`},
		{"POST repo.putRecord", "access", write(post("a", ""), absent), 200, `"cid":"bafyrei[a-z2-7]{52}","commit":{"cid":"[^"]+","rev":"[^"]+"},"uri":"at://did:plc:[a-z0-9]+/app.bsky.feed.post/3jzfcijpj2z2a","validationStatus":"valid"}$`},
		{"POST repo.putRecord", "access", write(post("a", ""), absent), 200, `^{"cid":"bafyrei[a-z2-7]{52}","uri":"[^"]+","validationStatus":"valid"}$`},
		{"POST repo.putRecord", "access", write(post("b", ""), absent), 400, `^{"error":"InvalidSwap","message":"Record was at bafyrei[a-z2-7]{52}"}$`},
		{"POST repo.createRecord", "access", write(post("a", "")+``, ""), 500, `^{"error":"InternalServerError"`},
		{"POST repo.putRecord", "access", write(post("b", ""), ""), 200, `"commit"`},
		{"GET repo.getRecord" + here, "access", ``, 200, `"text":"b"`},
		{"GET repo.listRecords", "access", ``, 200, `{"cursor":"3jzfcijpj2z2a","records":\[{"cid":"[^"]+","uri":"[^"]+","value":{`},
		{"GET repo.listRecords?cursor=3jzfcijpj2z2a", "access", ``, 200, `^{"records":\[\]}$`},
		{"GET repo.listRecords?limit=101", "access", ``, 400, `"error":"InvalidRequest"`},
		{"POST repo.putRecord", "access", strings.Replace(write(post("a", ""), absent), "3jzfcijpj2z2a", "lantoa-42", 1), 400, `Invalid record key.*Invalid TID string`},
		{"POST repo.putRecord", "access", write(post(strings.Repeat("ạ", 301), ""), absent), 400, `"InvalidRequest".*grapheme too big \(maximum 300, got 301\)`},
		{"POST repo.putRecord", "access", write(post(strings.Repeat("ạ", 300), ""), ""), 200, `"uri"`},
		{"POST repo.putRecord", "access", write(post(strings.Repeat("a\u0323", 300), ""), ""), 200, `"uri"`},
		{"POST repo.putRecord", "access", write(post(strings.Repeat("👨‍👩‍👧‍👦", 121), ""), ""), 400, `string too big \(maximum 3000, got 3025\)`},
		{"POST repo.putRecord", "access", write(post("ạ", `,"facets":[{"index":{"byteStart":0,"byteEnd":1},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a"}]}]`), ""), 400, `cuts a character`},
		{"POST repo.putRecord", "access", write(post("ạ", `,"facets":[{"index":{"byteStart":0,"byteEnd":4},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a"}]}]`), ""), 400, `outside of the text`},
		{"POST repo.putRecord", "access", write(post("ạ", `,"facets":[{"index":{"byteStart":0,"byteEnd":3},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a"}]}]`), ""), 200, `"uri"`},
		{"POST repo.putRecord", "access", write(post("a", `,"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"","image":{"$type":"blob","ref":{"$link":"bafkrei"},"size":1},"aspectRatio":{"width":1,"height":1}}]}`), ""), 400, `"error":"BlobNotFound"`},
		{"POST repo.uploadBlob", "access", `bytes`, 200, `^{"blob":{"\$type":"blob","mimeType":"image/png","ref":{"\$link":"bafkrei[a-z2-7]{52}"},"size":5}}$`},
		{"POST server.refreshSession", "refresh", ``, 200, `"accessJwt"`},
		{"POST server.refreshSession", "refresh", ``, 200, `"accessJwt"`},
		{"after two hours", "", ``, 0, ``},
		{"GET server.getSession", "access", ``, 400, `"error":"ExpiredToken"`},
		{"POST server.refreshSession", "refresh", ``, 400, `"error":"ExpiredToken"`},
		{"POST repo.applyWrites", "none", ``, 400, `"error":"InvalidToken"`},
	} {
		method, name, _ := strings.Cut(step.method, " ")
		if method == "after" {
			at = at.Add(2 * time.Hour)
			continue
		}
		r := httptest.NewRequest(method, "/xrpc/com.atproto."+name, strings.NewReader(step.body))
		r.Header.Set("Content-Type", "image/png")
		if token := map[string]string{"access": access, "refresh": refresh}[step.token]; token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		} else if step.token != "" {
			r.Header.Set("Authorization", "Bearer "+step.token)
		}
		w := httptest.NewRecorder()
		s.serve(w, r)
		body := strings.TrimSpace(w.Body.String())
		if w.Code != step.status || !regexp.MustCompile(step.want).MatchString(body) {
			t.Errorf("step %d, %s %.90s: %d %s", i, step.method, step.body, w.Code, body)
		}
		var pair struct{ AccessJwt, RefreshJwt string }
		if access == "" && json.Unmarshal(w.Body.Bytes(), &pair) == nil {
			access, refresh = pair.AccessJwt, pair.RefreshJwt
		}
	}
}
