package faulttest

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
)

// botAPI is Telegram as far as one bot in one channel sees it: it posts, edits and deletes,
// and can read nothing back. The words are those of the Bot API; TestPlatforms holds it to
// them.
type botAPI struct {
	destination
	token, chat string
	number      int64 // of the channel

	mu       sync.Mutex
	right    string // the token that is good
	messages []*tgMessage
	old      bool // too old to be deleted by a bot
	seq      int64
	uploads  []string
}

// tgMessage is one message of the channel; those of an album share its id.
type tgMessage struct {
	id            int64
	text, caption string
	photo         string // hash of its bytes, "" where there is none
	album         string
	made          time.Time
	writes        int
}

func newBotAPI(t testing.TB) *botAPI {
	t.Helper()
	b := &botAPI{token: "110201543:AA" + rand.Text() + "_canary", chat: "@asean_ninhbinh", number: -1001234567890, seq: 40}
	b.right, b.words = b.token, tgWords
	b.serve(t, http.HandlerFunc(b.answerTo))
	return b
}

func (b *botAPI) settings() map[string]string {
	return map[string]string{"token": b.token, "chat": b.chat, "server": "http://" + b.address}
}

// revoke makes the token worthless, as @BotFather can; restore takes that back.
func (b *botAPI) revoke() { b.grant("") }

func (b *botAPI) restore() { b.grant(b.token) }

func (b *botAPI) grant(token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.right = token
}

// grow lets what stands in the channel be too old for the bot to delete it.
func (b *botAPI) grow() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.old = true
}

// tgWait is how long the whole bot is to be quiet.
const tgWait = 35 * time.Second

func tgWords(m mode) said {
	switch m {
	case gossip:
		return said{http.StatusBadRequest, nil, string(tgBad(repeated).body)}
	case throttle:
		return said{status: http.StatusTooManyRequests,
			body: strings.ReplaceAll(`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after N","parameters":{"retry_after":N}}`, "N", strconv.Itoa(int(tgWait.Seconds())))}
	}
	return said{status: http.StatusInternalServerError, body: `{"ok":false,"error_code":500,"description":"Internal Server Error"}`}
}

// tgRequest is a request in whichever of its three forms it came.
type tgRequest struct {
	fields map[string]string // of JSON, strings without their quotes
	files  map[string][]byte
}

func tgRead(r *http.Request) (q tgRequest, err error) {
	q = tgRequest{map[string]string{}, map[string][]byte{}}
	switch kind := r.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "multipart/"):
		err = r.ParseMultipartForm(64 << 20)
	case strings.HasPrefix(kind, "application/json"):
		return q, q.readJSON(r.Body)
	default:
		err = r.ParseForm()
	}
	for name := range r.Form {
		q.fields[name] = r.Form.Get(name)
	}
	if err != nil || r.MultipartForm == nil {
		return q, err
	}
	for name, list := range r.MultipartForm.File {
		file, err := list[0].Open()
		if err != nil {
			return q, err
		}
		if q.files[name], err = io.ReadAll(file); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (q tgRequest) readJSON(body io.Reader) error {
	text, err := io.ReadAll(body)
	if err != nil || len(text) == 0 {
		return err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	for name, value := range raw {
		var plain string
		if json.Unmarshal(value, &plain) != nil {
			plain = string(value)
		}
		q.fields[name] = plain
	}
	return nil
}

func (b *botAPI) answerTo(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	q, err := tgRead(r)
	if err != nil {
		return // the sender was killed while it spoke
	}
	bearer, method, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	b.mu.Lock()
	good := bearer == b.right
	b.mu.Unlock()
	switch {
	case !strings.Contains(bearer, ":"):
		tgAnswer(w, tgRefuse(http.StatusNotFound, "Not Found"))
	case !good:
		tgAnswer(w, tgRefuse(http.StatusUnauthorized, "Unauthorized"))
	case method == "getMe":
		tgAnswer(w, tgResult(map[string]any{"id": 110201543, "is_bot": true, "first_name": "lan tỏa", "username": "lantoa_bot"}))
	case !b.is(q.fields["chat_id"]):
		tgAnswer(w, tgRefuse(http.StatusBadRequest, "Bad Request: chat not found"))
	case method == "getChat":
		tgAnswer(w, tgResult(b.channel()))
	case method == "getChatMember":
		tgAnswer(w, tgResult(map[string]any{"status": "administrator", "can_post_messages": true, "can_edit_messages": true, "can_delete_messages": true,
			"user": map[string]any{"id": 110201543, "is_bot": true}}))
	default:
		b.change(w, r, func() (int, []byte) {
			a := b.carryOut(method, q, at)
			return a.status, a.body
		})
	}
}

func (b *botAPI) is(chat string) bool {
	return strings.EqualFold(chat, b.chat) || chat == strconv.FormatInt(b.number, 10)
}

func (b *botAPI) channel() map[string]any {
	return map[string]any{"id": b.number, "type": "channel", "title": "ASEAN Ninh Bình", "username": strings.TrimPrefix(b.chat, "@")}
}

// tgReply is an answer with its status.
type tgReply struct {
	status int
	body   []byte
}

func tgResult(v any) tgReply {
	return tgReply{http.StatusOK, encode(map[string]any{"ok": true, "result": v})}
}

func tgRefuse(status int, description string) tgReply {
	return tgReply{status, encode(map[string]any{"ok": false, "error_code": status, "description": description})}
}

func tgBad(words string) tgReply { return tgRefuse(http.StatusBadRequest, "Bad Request: "+words) }

func tgAnswer(w http.ResponseWriter, a tgReply) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// carryOut changes what stands in the channel.
func (b *botAPI) carryOut(method string, q tgRequest, at time.Time) tgReply {
	b.mu.Lock()
	defer b.mu.Unlock()
	const longestText, longestCaption = 4096, 1024
	units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	switch {
	case method == "sendMessage" && q.fields["text"] == "":
		return tgBad("message text is empty")
	case units(q.fields["text"]) > longestText:
		return tgBad("message is too long")
	case units(q.fields["caption"]) > longestCaption:
		return tgBad("message caption is too long")
	}
	switch method {
	case "sendMessage":
		return tgResult(b.told(b.post(tgMessage{text: q.fields["text"], made: at})))
	case "sendPhoto":
		photo, ok := q.files["photo"]
		if !ok {
			return tgBad("there is no photo in the request")
		}
		return tgResult(b.told(b.post(tgMessage{caption: q.fields["caption"], photo: b.upload(photo), made: at})))
	case "sendMediaGroup":
		return b.sendAlbum(q, at)
	case "editMessageText", "editMessageCaption", "deleteMessage":
		return b.alter(method, q)
	}
	return tgRefuse(http.StatusNotFound, "Not Found: method not found")
}

func (b *botAPI) upload(data []byte) string {
	b.uploads = append(b.uploads, hashOf(data))
	return hashOf(data)
}

func (b *botAPI) post(m tgMessage) *tgMessage {
	b.seq++
	m.id, m.writes = b.seq, 1
	b.messages = append(b.messages, &m)
	return &m
}

func (b *botAPI) told(m *tgMessage) map[string]any {
	all := map[string]any{"message_id": m.id, "date": m.made.Unix(), "chat": b.channel()}
	for name, value := range map[string]string{"text": m.text, "caption": m.caption, "media_group_id": m.album} {
		if value != "" {
			all[name] = value
		}
	}
	return all
}

// sendAlbum posts two to ten photos, or nothing.
func (b *botAPI) sendAlbum(q tgRequest, at time.Time) tgReply {
	var media []struct{ Type, Media, Caption string }
	if json.Unmarshal([]byte(q.fields["media"]), &media) != nil {
		return tgBad("can't parse media JSON object")
	}
	if len(media) < 2 || len(media) > 10 {
		return tgBad("expected 2 to 10 media")
	}
	for _, one := range media {
		if _, ok := q.files[strings.TrimPrefix(one.Media, "attach://")]; !ok || one.Type != "photo" {
			return tgBad("wrong file identifier/HTTP URL specified")
		}
	}
	album, list := rand.Text(), []any{}
	for _, one := range media {
		photo := b.upload(q.files[strings.TrimPrefix(one.Media, "attach://")])
		list = append(list, b.told(b.post(tgMessage{caption: one.Caption, photo: photo, album: album, made: at})))
	}
	return tgResult(list)
}

// alter edits or deletes one message.
func (b *botAPI) alter(method string, q tgRequest) tgReply {
	verb := "edit"
	if method == "deleteMessage" {
		verb = "delete"
	}
	i := slices.IndexFunc(b.messages, func(m *tgMessage) bool { return strconv.FormatInt(m.id, 10) == q.fields["message_id"] })
	if i < 0 {
		return tgBad("message to " + verb + " not found")
	}
	m := b.messages[i]
	const same = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
	switch {
	case verb == "delete" && b.old:
		return tgBad("message can't be deleted for everyone")
	case verb == "delete":
		b.messages = slices.Delete(b.messages, i, i+1)
		return tgResult(true)
	case method == "editMessageText" && m.text == "":
		return tgBad("there is no text in the message to edit")
	case method == "editMessageCaption" && m.photo == "":
		return tgBad("there is no caption in the message to edit")
	case method == "editMessageText" && m.text == q.fields["text"], method == "editMessageCaption" && m.caption == q.fields["caption"]:
		return tgBad(same)
	case method == "editMessageText":
		m.text = q.fields["text"]
	default:
		m.caption = q.fields["caption"]
	}
	m.writes++
	return tgResult(b.told(m))
}

// posts returns what readers see; an album is one post.
func (b *botAPI) posts() []shown {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []shown
	albums := map[string]int{}
	for _, m := range b.messages {
		at, begun := albums[m.album]
		if m.album == "" || !begun {
			at = len(list)
			list = append(list, shown{id: b.link(m.id), text: m.text + m.caption, made: m.made, writes: m.writes})
			albums[m.album] = at
		}
		if m.photo != "" {
			list[at].pictures = append(list[at].pictures, seen{hash: m.photo})
		}
	}
	return list
}

// link is where people find a message.
func (b *botAPI) link(id int64) string {
	return must(url.JoinPath("https://t.me", strings.TrimPrefix(b.chat, "@"), strconv.FormatInt(id, 10)))
}

func (b *botAPI) uploaded() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.uploads)
}
