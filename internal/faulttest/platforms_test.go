package faulttest

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// exchange is what is sent to a destination, and a pattern of what must come back. Words in
// braces stand for what is known; the group of the pattern becomes known as learn.
type exchange struct {
	name       string
	send       string // method and path
	kind, body string
	auth       string // instead of the one that all bear; "-" is none
	file       string // name of the file in the body
	status     int
	want       string
	learn      string
	head       string // a header field that must come back
}

// talk plays exchanges with a destination; auth is what they bear by themselves.
func talk(t *testing.T, address, auth string, known map[string]string, list []exchange) {
	t.Helper()
	fill := func(s string) string {
		for name, value := range known {
			s = strings.ReplaceAll(s, "{"+name+"}", value)
		}
		return s
	}
	for _, one := range list {
		method, path, _ := strings.Cut(one.send, " ")
		status, body, header := speak(t, method, "http://"+address+fill(path), fill(one.body), func(r *http.Request) {
			given := map[string]string{"Content-Type": one.kind, "Authorization": cmp.Or(one.auth, auth)}
			if one.file != "" {
				given["Content-Disposition"] = `attachment; filename="` + one.file + `"`
			}
			for name, value := range given {
				if value != "" && value != "-" {
					r.Header.Set(name, fill(value))
				}
			}
		})
		found := regexp.MustCompile(fill(one.want)).FindSubmatch(bytes.TrimSpace(body))
		if status != one.status || found == nil || one.head != "" && header.Get(one.head) == "" {
			t.Errorf("%s: %d %s %v, want %d with %s", one.name, status, body, header, one.status, fill(one.want))
			continue
		}
		if one.learn != "" {
			known[one.learn] = string(found[1])
		}
	}
}

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

// TestPlatforms holds the destinations to the answers that their platforms were seen to
// give, or that their documents name.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	t.Run("bluesky", func(t *testing.T) { t.Parallel(); holdNetwork(t) })
	t.Run("telegram", func(t *testing.T) { t.Parallel(); holdBotAPI(t) })
	t.Run("facebook", func(t *testing.T) { t.Parallel(); holdGraph(t) })
	t.Run("library", func(t *testing.T) { t.Parallel(); holdLibrary(t) })
}

// holdNetwork plays PDS 0.4.217.
func holdNetwork(t *testing.T) {
	n := newNetwork(t)
	const server, repo = "POST /xrpc/com.atproto.server.", "/xrpc/com.atproto.repo."
	const key, where = "3jzfcijpj2z2a", "?repo={did}&collection=app.bsky.feed.post&rkey=3jzfcijpj2z2a"
	write := func(rkey, text, more string) string {
		return `{"repo":"{did}","collection":"app.bsky.feed.post","rkey":"` + rkey + `","record":{"$type":"app.bsky.feed.post","text":"` + text +
			`","createdAt":"2026-11-23T00:00:00.000Z"` + more + `},"swapRecord":null}`
	}
	known := map[string]string{"did": n.did, "handle": n.handle, "password": n.password}
	talk(t, n.entrance.address, "", known, []exchange{
		{name: "wrong password", send: server + "createSession", kind: asJSON, body: `{"identifier":"{handle}","password":"x"}`, status: 401,
			want: `^{"error":"AuthenticationRequired","message":"Invalid identifier or password"}$`},
		{name: "sign in", send: server + "createSession", kind: asJSON, body: `{"identifier":"{handle}","password":"{password}"}`, status: 200, want: `"refreshJwt":"([^"]+)"`, learn: "refresh"},
		{name: "the home is named", send: server + "createSession", kind: asJSON, body: `{"identifier":"{did}","password":"{password}"}`, status: 200,
			want: `"#atproto_pds".*"serviceEndpoint":"http://` + n.address + `"`},
		{name: "access is no refresh", send: server + "refreshSession", auth: "Bearer nobody's", status: 400, want: `"error":"InvalidToken"`},
		{name: "refresh", send: server + "refreshSession", auth: "Bearer {refresh}", status: 200, want: `"accessJwt":"([^"]+)"`, learn: "access"},
		{name: "refresh within the grace", send: server + "refreshSession", auth: "Bearer {refresh}", status: 200, want: `"accessJwt"`},
	})
	talk(t, n.address, "Bearer {access}", known, []exchange{
		{name: "nobody", send: "GET /xrpc/com.atproto.server.getSession", auth: "-", status: 401, want: `"error":"AuthMissing"`},
		{name: "who am I", send: "GET /xrpc/com.atproto.server.getSession", status: 200, want: `"did":"{did}"`},
		{name: "absent", send: "GET " + repo + "getRecord" + where, status: 400, want: `^{"error":"RecordNotFound"`},
		{name: "delete what is absent", send: "POST " + repo + "deleteRecord", body: write(key, "", ""), status: 200, want: `^{}$`},
		{name: "put", send: "POST " + repo + "putRecord", body: write(key, "a", ""), status: 200,
			want: `"cid":"bafyrei[a-z2-7]{52}","commit":{.*"uri":"at://{did}/app.bsky.feed.post/` + key + `","validationStatus":"valid"}`},
		{name: "put the same", send: "POST " + repo + "putRecord", body: write(key, "a", ""), status: 200, want: `^{"cid":"[^"]+","uri":"[^"]+","validationStatus":"valid"}$`},
		{name: "put another", send: "POST " + repo + "putRecord", body: write(key, "b", ""), status: 400,
			want: `^{"error":"InvalidSwap","message":"Record was at bafyrei[a-z2-7]{52}"}$`},
		{name: "create on it", send: "POST " + repo + "createRecord", body: write(key, "b", ""), status: 500, want: `"InternalServerError"`},
		{name: "a key of our own", send: "POST " + repo + "putRecord", body: write("lantoa-42", "a", ""), status: 400, want: `Invalid record key.*Invalid TID string`},
		{name: "too long", send: "POST " + repo + "putRecord", body: write(key, strings.Repeat("ạ", 301), ""), status: 400,
			want: `grapheme too big \(maximum 300, got 301\)`},
		{name: "a picture that is not there", send: "POST " + repo + "putRecord", status: 400, want: `^{"error":"BlobNotFound"`,
			body: write(key, "a", `,"embed":{"$type":"app.bsky.embed.images","images":[{"alt":"","image":{"$type":"blob","ref":{"$link":"bafkrei"},"size":1}}]}`)},
		{name: "upload", send: "POST " + repo + "uploadBlob", kind: "image/png", body: "bytes", status: 200,
			want: `^{"blob":{"\$type":"blob","mimeType":"image/png","ref":{"\$link":"(bafkrei[a-z2-7]{52})"},"size":5}}$`, learn: "blob"},
		{name: "upload again", send: "POST " + repo + "uploadBlob", kind: "image/png", body: "bytes", status: 200, want: `"{blob}"`},
		{name: "list", send: "GET " + repo + "listRecords?repo={did}&collection=app.bsky.feed.post", status: 200, want: `^{"records":\[{"cid":"[^"]+","uri":"[^"]+","value":{`},
		{name: "delete", send: "POST " + repo + "deleteRecord", body: write(key, "", ""), status: 200, want: `^{}$`},
	})
	n.next(throttle, failed)
	n.expire()
	talk(t, n.address, "Bearer {access}", known, []exchange{
		{name: "over", send: "GET /xrpc/com.atproto.server.getSession", status: 400, want: `"error":"ExpiredToken"`},
		{name: "refresh after the end", send: server + "refreshSession", auth: "Bearer {refresh}", status: 200, want: `"accessJwt":"([^"]+)"`, learn: "access"},
		{name: "too much", send: "POST " + repo + "putRecord", body: write(key, "a", ""), status: 429, head: "RateLimit-Reset",
			want: `^{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}$`},
		{name: "broken", send: "POST " + repo + "putRecord", body: write(key, "a", ""), status: 500, want: `"InternalServerError"`},
	})
	if len(n.posts()) != 0 || len(n.uploaded()) != 2 {
		t.Errorf("there are %+v, uploaded %v", n.posts(), n.uploaded())
	}
}

// multiform is a multipart body with files under their names.
func multiform(fields, files map[string]string) (kind, body string) {
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	for name, value := range fields {
		_ = w.WriteField(name, value) // a buffer takes everything
	}
	for name, data := range files {
		part := must(w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + name + `"; filename="` + name + `.jpg"`}, "Content-Type": {"image/jpeg"}}))
		_, _ = part.Write([]byte(data))
	}
	_ = w.Close()
	return w.FormDataContentType(), text.String()
}

// holdBotAPI plays the Bot API 10.1.
func holdBotAPI(t *testing.T) {
	b := newBotAPI(t)
	const bot = "POST /bot{token}/"
	chat := `{"chat_id":"@asean_ninhbinh"`
	albumKind, album := multiform(map[string]string{"chat_id": "@asean_ninhbinh", "media": `[{"type":"photo","media":"attach://a","caption":"x"},{"type":"photo","media":"attach://b"}]`},
		map[string]string{"a": "one", "b": "two"})
	aloneKind, alone := multiform(map[string]string{"chat_id": "@asean_ninhbinh", "media": `[{"type":"photo","media":"attach://a"}]`}, map[string]string{"a": "one"})
	photoKind, photo := multiform(map[string]string{"chat_id": "-1001234567890", "caption": "y"}, map[string]string{"photo": "three"})
	known := map[string]string{"token": b.token}
	talk(t, b.address, "", known, []exchange{
		{name: "no token", send: "POST /botx/getMe", status: 404, want: `^{"description":"Not Found","error_code":404,"ok":false}$`},
		{name: "wrong token", send: "POST /bot1:x/getMe", status: 401, want: `^{"description":"Unauthorized","error_code":401,"ok":false}$`},
		{name: "who am I", send: bot + "getMe", status: 200, want: `"ok":true.*"username":"lantoa_bot"`},
		{name: "the channel", send: bot + "getChat", kind: asJSON, body: chat + `}`, status: 200, want: `"id":-1001234567890.*"type":"channel"`},
		{name: "the rights", send: bot + "getChatMember", kind: asJSON, body: chat + `,"user_id":110201543}`, status: 200, want: `"can_delete_messages":true.*"status":"administrator"`},
		{name: "another channel", send: bot + "sendMessage", kind: asJSON, body: `{"chat_id":"@nobody","text":"a"}`, status: 400, want: `"Bad Request: chat not found"`},
		{name: "nothing", send: bot + "sendMessage", kind: asJSON, body: chat + `}`, status: 400, want: `"Bad Request: message text is empty"`},
		{name: "too long", send: bot + "sendMessage", kind: asJSON, body: chat + `,"text":"` + strings.Repeat("ạ", 4097) + `"}`, status: 400, want: `"Bad Request: message is too long"`},
		{name: "a caption too long", send: bot + "editMessageCaption", kind: asForm, body: "chat_id=-1001234567890&message_id=41&caption=" + strings.Repeat("a", 1025), status: 400,
			want: `message caption is too long`},
		{name: "send", send: bot + "sendMessage", kind: asJSON, body: chat + `,"text":"a"}`, status: 200, want: `"result":{"chat":{.*"date":\d+,"message_id":41,"text":"a"}}`},
		{name: "send the same", send: bot + "sendMessage", kind: asForm, body: "chat_id=@asean_ninhbinh&text=a", status: 200, want: `"message_id":42`},
		{name: "edit", send: bot + "editMessageText", kind: asJSON, body: chat + `,"message_id":41,"text":"b"}`, status: 200, want: `"text":"b"`},
		{name: "edit again", send: bot + "editMessageText", kind: asJSON, body: chat + `,"message_id":41,"text":"b"}`, status: 400, want: `"Bad Request: message is not modified: `},
		{name: "a text has no caption", send: bot + "editMessageCaption", kind: asJSON, body: chat + `,"message_id":41,"caption":"b"}`, status: 400, want: `there is no caption in the message to edit`},
		{name: "edit what is gone", send: bot + "editMessageText", kind: asJSON, body: chat + `,"message_id":99,"text":"b"}`, status: 400, want: `message to edit not found`},
		{name: "an album", send: bot + "sendMediaGroup", kind: albumKind, body: album, status: 200, want: `"result":\[{.*"media_group_id":.*"message_id":43},{.*"message_id":44}\]`},
		{name: "an album of one", send: bot + "sendMediaGroup", kind: aloneKind, body: alone, status: 400, want: `"Bad Request`},
		{name: "a photo", send: bot + "sendPhoto", kind: photoKind, body: photo, status: 200, want: `"caption":"y".*"message_id":45`},
		{name: "a photo has no text", send: bot + "editMessageText", kind: asJSON, body: chat + `,"message_id":45,"text":"b"}`, status: 400, want: `there is no text in the message to edit`},
		{name: "edit a caption", send: bot + "editMessageCaption", kind: asJSON, body: chat + `,"message_id":45,"caption":"z"}`, status: 200, want: `"caption":"z"`},
		{name: "edit a caption again", send: bot + "editMessageCaption", kind: asJSON, body: chat + `,"message_id":45,"caption":"z"}`, status: 400, want: `message is not modified: `},
		{name: "delete", send: bot + "deleteMessage", kind: asJSON, body: chat + `,"message_id":41}`, status: 200, want: `^{"ok":true,"result":true}$`},
		{name: "delete again", send: bot + "deleteMessage", kind: asJSON, body: chat + `,"message_id":41}`, status: 400, want: `message to delete not found`},
	})
	b.next(throttle, failed)
	talk(t, b.address, "", known, []exchange{
		{name: "too much", send: bot + "sendMessage", kind: asJSON, body: chat + `,"text":"a"}`, status: 429,
			want: `"error_code":429,"description":"Too Many Requests: retry after (\d+)","parameters":{"retry_after":\d+}`, learn: "wait"},
		{name: "broken", send: bot + "sendMessage", kind: asJSON, body: chat + `,"text":"a"}`, status: 500, want: `"error_code":500`},
	})
	posts := b.posts()
	if len(posts) != 3 || posts[0].text != "a" || posts[1].text != "x" || len(posts[1].pictures) != 2 || posts[1].pictures[1].hash != hashOf([]byte("two")) || posts[2].pictures[0].hash != hashOf([]byte("three")) {
		t.Errorf("in the channel: %+v", posts)
	}
	b.revoke()
	talk(t, b.address, "", known, []exchange{{name: "revoked", send: bot + "getMe", status: 401, want: `"Unauthorized"`}})
}

// holdGraph plays the Graph API.
func holdGraph(t *testing.T) {
	g := newGraph(t)
	const v = "/v26.0/"
	form := func(fields ...string) string {
		values := url.Values{"access_token": {g.token}}
		for i := 0; i+1 < len(fields); i += 2 {
			values.Set(fields[i], fields[i+1])
		}
		return values.Encode()
	}
	upload := func(fields map[string]string, data string) (string, string) {
		all := map[string]string{"access_token": g.token, "published": "false", "alt_text_custom": "một ảnh"}
		maps.Copy(all, fields)
		return multiform(all, map[string]string{"source": data})
	}
	kind, photo := upload(nil, "one")
	shownKind, shown := upload(map[string]string{"published": "true"}, "one")
	largeKind, large := upload(nil, strings.Repeat("x", 4<<20+1))
	known := map[string]string{"page": g.page, "token": g.token, "app": g.app, "secret": g.secret, "proof": g.proof()}
	const ask = "?access_token={token}"
	fields := url.QueryEscape("id,message,created_time,permalink_url,is_published,attachments{unshimmed_url,media_type}")
	talk(t, g.address, "", known, []exchange{
		{name: "wrong token", send: "GET " + v + "me?access_token=x", status: 400, want: `"code":190,"error_subcode":463,.*"type":"OAuthException"`},
		{name: "wrong proof", send: "GET " + v + "me" + ask + "&appsecret_proof=x", status: 400, want: `"code":190`},
		{name: "me", send: "GET " + v + "me" + ask + "&appsecret_proof={proof}", status: 200, want: `"id":"{page}"`, head: "X-App-Usage"},
		{name: "in a header", send: "GET " + v + "me", auth: "Bearer {token}", status: 200, want: `"id":"{page}"`},
		{name: "the Page", send: "GET " + v + "{page}" + ask + "&fields=id,name,tasks", status: 200, want: `"tasks":\[.*"CREATE_CONTENT"`},
		{name: "the token", send: "GET " + v + "debug_token?input_token={token}&access_token={app}%7C{secret}", status: 200, want: `"expires_at":0,"is_valid":true,.*"pages_manage_posts"`},
		{name: "another token", send: "GET " + v + "debug_token?input_token=x&access_token={app}%7C{secret}", status: 200, want: `"is_valid":false`},
		{name: "another app", send: "GET " + v + "debug_token?input_token={token}&access_token={app}%7Cx", status: 400, want: `"code":190`},
		{name: "a photo", send: "POST " + v + "{page}/photos", kind: kind, body: photo, status: 200, want: `^{"id":"501"}$`},
		{name: "a photo that is shown", send: "POST " + v + "{page}/photos", kind: shownKind, body: shown, status: 400, want: `"code":100`},
		{name: "a large photo", send: "POST " + v + "{page}/photos", kind: largeKind, body: large, status: 400, want: `"error_subcode":1366046`},
		{name: "an unknown photo", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "a", "attached_media[0]", `{"media_fbid":"9"}`), status: 400, want: `"code":100`},
		{name: "nothing", send: "POST " + v + "{page}/feed", kind: asForm, body: form(), status: 400, want: `"code":100`},
		{name: "post", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "a", "fields", "id,permalink_url", "attached_media[0]", `{"media_fbid":"501"}`), status: 200,
			want: `^{"id":"({page}_502)","permalink_url":"https://www.facebook.com/{page}/posts/502"}$`, learn: "post"},
		{name: "post the same", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "a"), status: 400, want: `"code":506,`},
		{name: "a link", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "b", "link", "https://a.example/"), status: 200, want: `^{"created_time":"[^"]+","id":"{page}_503"`},
		{name: "a third", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "c"), status: 200, want: `_504"`},
		{name: "the feed", send: "GET " + v + "{page}/feed" + ask, status: 200, want: `^{"data":\[{.*_504"[^{]*{.*_503"[^{]*\],"paging":{"cursors":{"after":"2"},"next":"http`},
		{name: "its next page", send: "GET " + v + "{page}/feed" + ask + "&after=2", status: 200, want: `^{"data":\[{"created_time":"[^"]+","id":"{post}","message":"a"}\]}$`},
		{name: "published posts", send: "GET " + v + "{page}/published_posts" + ask + "&fields=" + fields, status: 200, want: `"unshimmed_url":"https://a.example/".*"is_published":true,"message":"b"`},
		{name: "planned posts", send: "GET " + v + "{page}/scheduled_posts" + ask, status: 200, want: `^{"data":\[\]}$`},
		{name: "edit", send: "POST " + v + "{post}", kind: asForm, body: form("message", "d"), status: 200, want: `^{"success":true}$`},
		{name: "look", send: "GET " + v + "{post}" + ask + "&fields=id,message,is_published", status: 200, want: `"is_published":true,"message":"d"`},
		{name: "delete", send: "DELETE " + v + "{post}" + ask, status: 200, want: `^{"success":true}$`},
		{name: "delete again", send: "DELETE " + v + "{post}" + ask, status: 400, want: `"code":100,"error_subcode":33,`},
	})
	g.next(throttle, failed)
	talk(t, g.address, "", known, []exchange{
		{name: "too much", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "e"), status: 400, want: `"code":80001,`, head: "X-Business-Use-Case-Usage"},
		{name: "broken", send: "POST " + v + "{page}/feed", kind: asForm, body: form("message", "e"), status: 500, want: `"code":2,.*"is_transient":true`},
	})
	if posts := g.posts(); len(posts) != 2 || posts[0].text != "b" || len(g.uploaded()) != 1 {
		t.Errorf("on the Page: %+v, uploaded %v", posts, g.uploaded())
	}
}

// holdLibrary plays the media library of WordPress 6.1.9.
func holdLibrary(t *testing.T) {
	p := newPortal(t)
	const media = "/wp-json/wp/v2/media"
	known := map[string]string{}
	list := []exchange{
		{name: "nobody", send: "POST " + media, auth: "-", kind: "image/png", body: "bytes", status: 401, want: `"rest_cannot_create"`},
		{name: "no name", send: "POST " + media, kind: "image/png", body: "bytes", status: 400, want: `"rest_upload_no_content_disposition"`},
		{name: "no bytes", send: "POST " + media, kind: "image/png", file: "a.png", status: 400, want: `"rest_upload_no_data"`},
		{name: "a type that is refused", send: "POST " + media, kind: "image/svg+xml", body: "<svg/>", file: "a.svg", status: 500,
			want: `"rest_upload_sideload_error"`},
		{name: "upload", send: "POST " + media, kind: "image/png", body: "bytes", file: "lantoa-42-cover.png", status: 201,
			want: `"id":(\d+),.*"meta":\[\],"post":null,"slug":"lantoa-42-cover","source_url":"http.*/lantoa-42-cover.png"`, learn: "id"},
		{name: "upload again", send: "POST " + media, kind: "image/png", body: "bytes", file: "lantoa-42-cover.png", status: 201,
			want: `"slug":"lantoa-42-cover-1"`},
		{name: "look up", send: "GET " + media + "?slug=lantoa-42-cover", status: 200, want: `^\[{[^\[]*"id":{id},[^}]*}?[^}]*"slug":"lantoa-42-cover"`},
		{name: "describe", send: "POST " + media + "/{id}", kind: asJSON, body: `{"alt_text":"mô tả","caption":"chú"}`, status: 200, want: `"alt_text":"mô tả".*"raw":"chú"`},
		{name: "read", send: "GET " + media + "/{id}", status: 200, want: `"alt_text":"mô tả"`},
		{name: "describe what is not there", send: "POST " + media + "/99", kind: asJSON, body: `{}`, status: 404, want: `"rest_post_invalid_id"`},
		{name: "what readers get", send: "GET /wp-content/uploads/lantoa-42-cover.png", status: 200, want: `^bytes$`},
		{name: "a post with it", send: "POST /wp-json/wp/v2/posts", kind: asJSON, body: `{"title":"A","featured_media":{id}}`, status: 201, want: `"featured_media":{id}`},
		{name: "a post with an unknown one", send: "POST /wp-json/wp/v2/posts", kind: asJSON, body: `{"title":"B","featured_media":99}`, status: 201, want: `"featured_media":0`},
	}
	talk(t, p.address, "Basic "+base64.StdEncoding.EncodeToString([]byte(p.user+":"+p.password)), known, list)
}
