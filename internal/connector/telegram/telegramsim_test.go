package telegram_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// cloud simulates the Bot API with one bot and one channel: the token stands in the path,
// every answer is an envelope, a bot cannot read what stands in the channel.
type cloud struct {
	connectortest.Breaker
	server *httptest.Server
	token  string
	rights map[string]bool // of the bot in the channel

	mu       sync.Mutex
	last     int64
	there    map[int64]string // what readers see
	ever     map[int64]string // every text under which a message was written
	pictures map[int64]picture
	keys     []string
	writes   int
	sent     request // the last one that made a message
	failing  int     // the picture of an album that cannot be sent, counted from 0; 0 for none
	methods  []string
}

const (
	cloudToken   = "123456789:AAcanary-canary_canary0canary1canary2"
	cloudChannel = "@asean_namdinh"
	cloudNumber  = -1001234567890
)

func newCloud(t *testing.T) *cloud {
	c := &cloud{token: cloudToken, there: map[int64]string{}, ever: map[int64]string{}, pictures: map[int64]picture{}, last: 41,
		rights: map[string]bool{"can_post_messages": true, "can_edit_messages": true, "can_delete_messages": true}}
	touches := func(r *http.Request) bool { return isPost(r.URL.Path) }
	c.server = httptest.NewServer(c.Wrap(http.HandlerFunc(c.serve), touches))
	t.Cleanup(c.server.Close)
	return c
}

func startCloud(t *testing.T, _ func() time.Time) connectortest.Destination { return newCloud(t) }

// request is what the methods take, together.
type request struct {
	ChatID   any    `json:"chat_id"` // a name or a number
	UserID   int64  `json:"user_id"`
	Message  int64  `json:"message_id"`
	Text     string `json:"text"`
	Entities []part `json:"entities"`
	Preview  struct {
		URL string `json:"url"`
	} `json:"link_preview_options"`
	Silent          bool   `json:"disable_notification"`
	Caption         string `json:"caption"`
	CaptionEntities []part `json:"caption_entities"`
	Media           []struct {
		Type            string `json:"type"`
		Media           string `json:"media"`
		Caption         string `json:"caption"`
		CaptionEntities []part `json:"caption_entities"`
	} `json:"media"`
}

// part is a MessageEntity.
type part struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
}

func (c *cloud) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	token, method, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	c.mu.Lock()
	known := token == c.token
	c.mu.Unlock()
	if !known {
		refuse(w, http.StatusUnauthorized, "Unauthorized")
		return
	}
	var q request
	var files map[string][]byte
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		var err error
		if q, files, err = readForm(r); err != nil {
			refuse(w, http.StatusBadRequest, "Bad Request: can't parse the form")
			return
		}
	} else if r.ContentLength > 0 && json.NewDecoder(r.Body).Decode(&q) != nil {
		refuse(w, http.StatusBadRequest, "Bad Request: can't parse JSON object")
		return
	}
	if method == "getMe" {
		answer(w, map[string]any{"id": 123456789, "is_bot": true, "first_name": "Lan tỏa", "username": "lantoa_bot"})
		return
	}
	if q.ChatID != cloudChannel && q.ChatID != float64(cloudNumber) && q.ChatID != strconv.Itoa(cloudNumber) {
		refuse(w, http.StatusBadRequest, "Bad Request: chat not found")
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.methods = append(c.methods, method)
	switch method {
	case "getChat":
		answer(w, map[string]any{"id": cloudNumber, "title": "ASEAN Nam Định", "username": strings.TrimPrefix(cloudChannel, "@"), "type": "channel",
			"accent_color_id": 0, "max_reaction_count": 11})
	case "getChatMember":
		member := map[string]any{"status": "administrator"}
		for right, held := range c.rights {
			member[right] = held
		}
		answer(w, member)
	case "sendMessage":
		c.send(w, q)
	case "editMessageText":
		c.edit(w, q)
	case "sendPhoto":
		c.photo(w, q, files)
	case "sendMediaGroup":
		c.group(w, q, files)
	case "editMessageCaption":
		c.editCaption(w, q)
	case "deleteMessage":
		c.remove(w, q)
	default:
		refuse(w, http.StatusNotFound, "Not Found")
	}
}

func (c *cloud) send(w http.ResponseWriter, q request) {
	c.written(q.Text)
	switch problem := fits(q); {
	case !c.rights["can_post_messages"]:
		refuse(w, http.StatusBadRequest, "Bad Request: not enough rights to send text messages to the chat")
	case problem != "":
		refuse(w, http.StatusBadRequest, problem)
	default:
		c.last++
		c.there[c.last], c.ever[c.last], c.sent = q.Text, q.Text, q
		answer(w, c.message(c.last))
	}
}

func (c *cloud) edit(w http.ResponseWriter, q request) {
	c.written(q.Text)
	switch text, there := c.there[q.Message]; {
	case !there:
		refuse(w, http.StatusBadRequest, "Bad Request: message to edit not found")
	case c.pictures[q.Message].hash != "":
		refuse(w, http.StatusBadRequest, "Bad Request: there is no text in the message to edit")
	case text == q.Text:
		refuse(w, http.StatusBadRequest, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
	case fits(q) != "":
		refuse(w, http.StatusBadRequest, fits(q))
	default:
		c.there[q.Message] = q.Text
		c.ever[q.Message] += "\n" + q.Text
		answer(w, c.message(q.Message))
	}
}

func (c *cloud) remove(w http.ResponseWriter, q request) {
	c.writes++
	if !c.rights["can_delete_messages"] {
		refuse(w, http.StatusBadRequest, "Bad Request: not enough rights to delete the message")
		return
	}
	if _, there := c.there[q.Message]; !there {
		refuse(w, http.StatusBadRequest, "Bad Request: message to delete not found")
		return
	}
	delete(c.there, q.Message)
	answer(w, true)
}

func (c *cloud) message(id int64) map[string]any {
	shown := map[string]any{"message_id": id, "date": 1795410000, "text": c.there[id],
		"chat": map[string]any{"id": cloudNumber, "title": "ASEAN Nam Định", "username": strings.TrimPrefix(cloudChannel, "@"), "type": "channel"}}
	if album := c.pictures[id].album; album != nil {
		shown["media_group_id"] = fmt.Sprint("13", album[0])
	}
	return shown
}

// fits is what the platform says against a text: its length in UTF-16 units, and entities
// that begin or end within a character or beyond the text.
func fits(q request) string {
	units := utf16.Encode([]rune(q.Text))
	switch {
	case q.Text == "":
		return "Bad Request: message text is empty"
	case len(units) > 4096:
		return "Bad Request: message is too long"
	}
	for _, e := range q.Entities {
		end := e.Offset + e.Length
		if e.Offset < 0 || e.Length < 1 || end > len(units) || end < len(units) && utf16.IsSurrogate(rune(units[end])) && units[end] >= 0xdc00 {
			return "Bad Request: can't parse entities: entity is out of the text"
		}
	}
	return ""
}

func (c *cloud) written(text string) {
	c.writes++
	if found := regexp.MustCompile(`utm_content=([0-9a-f-]{36})`).FindStringSubmatch(text); found != nil {
		c.keys = append(c.keys, found[1])
	}
}

func answer(w http.ResponseWriter, result any) {
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
}

func refuse(w http.ResponseWriter, status int, description string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error_code": status, "description": description})
}

func (c *cloud) Settings() connector.Values {
	return connector.Values{"token": c.token, "chat": cloudChannel, "server": c.server.URL}
}

func (c *cloud) Lag(int) {} // a bot cannot look

func (c *cloud) Copies(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for id := range c.there {
		if strings.Contains(c.ever[id], key) {
			n++
		}
	}
	return n
}

func (c *cloud) Text(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := ""
	for id, words := range c.there {
		if strings.Contains(c.ever[id], key) {
			text += words
		}
	}
	return text
}

// Address implements connectortest.Seen: what a person copies from the channel.
func (c *cloud) Address(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.there {
		if strings.Contains(c.ever[id], key) {
			return "https://t.me/" + strings.TrimPrefix(cloudChannel, "@") + "/" + strconv.FormatInt(id, 10) + "?single"
		}
	}
	return ""
}

func (c *cloud) Keys() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.keys...)
}

func (c *cloud) Writes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

func (c *cloud) Close() { c.server.Close() }

// TestTheCloudAnswersAsTelegram holds the simulator against answers of the Bot API.
func TestTheCloudAnswersAsTelegram(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	for _, step := range []struct{ method, body, want string }{
		{"getMe", ``, `{"ok":true,"result":{"first_name":"Lan tỏa","id":123456789,"is_bot":true,"username":"lantoa_bot"}}`},
		{"getChat", `{"chat_id":"@asean_namdinh"}`, `"id":-1001234567890,"max_reaction_count":11,"title":"ASEAN Nam Định","type":"channel","username":"asean_namdinh"}`},
		{"getChat", `{"chat_id":"@elsewhere"}`, `{"description":"Bad Request: chat not found","error_code":400,"ok":false}`},
		{"getChatMember", `{"chat_id":"@asean_namdinh","user_id":123456789}`, `"can_post_messages":true,"status":"administrator"}`},
		{"sendMessage", `{"chat_id":"@elsewhere","text":"x"}`, `{"description":"Bad Request: chat not found","error_code":400,"ok":false}`},
		{"sendMessage", `{"chat_id":"@asean_namdinh","text":""}`, `{"description":"Bad Request: message text is empty","error_code":400,"ok":false}`},
		{"sendMessage", fmt.Sprintf(`{"chat_id":"@asean_namdinh","text":%q}`, strings.Repeat("😀", 2049)), `{"description":"Bad Request: message is too long","error_code":400,"ok":false}`},
		{"sendMessage", `{"chat_id":"@asean_namdinh","text":"😀","entities":[{"type":"bold","offset":0,"length":1}]}`, `{"description":"Bad Request: can't parse entities: entity is out of the text","error_code":400,"ok":false}`},
		{"editMessageText", `{"chat_id":"@asean_namdinh","message_id":42,"text":"x"}`, `{"description":"Bad Request: message to edit not found","error_code":400,"ok":false}`},
		{"sendMessage", fmt.Sprintf(`{"chat_id":"@asean_namdinh","text":%q}`, strings.Repeat("ệ", 4096)), `"message_id":42`},
		{"editMessageText", `{"chat_id":"@asean_namdinh","message_id":42,"text":"y"}`, `"text":"y"`},
		{"editMessageText", `{"chat_id":"@asean_namdinh","message_id":42,"text":"y"}`, `message is not modified`},
		{"editMessageCaption", `{"chat_id":"@asean_namdinh","message_id":42,"caption":""}`, `there is no caption in the message to edit`},
		{"deleteMessage", `{"chat_id":"@asean_namdinh","message_id":42}`, `{"ok":true,"result":true}`},
		{"deleteMessage", `{"chat_id":"@asean_namdinh","message_id":42}`, `message to delete not found`},
		{"noSuchMethod", `{"chat_id":"@asean_namdinh"}`, `{"description":"Not Found","error_code":404,"ok":false}`},
	} {
		recorder := httptest.NewRecorder()
		c.serve(recorder, httptest.NewRequest(http.MethodPost, "/bot"+cloudToken+"/"+step.method, strings.NewReader(step.body)))
		if got := strings.TrimSpace(recorder.Body.String()); !strings.Contains(got, step.want) {
			t.Errorf("%s %.80s: %s", step.method, step.body, got)
		}
	}
}
