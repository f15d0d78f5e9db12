package world

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// The channel in which the messenger's one bot posts, by name and by number.
const (
	botChannel = "@asean_namdinh_thu"
	botChat    = -1001102015430
)

// messenger is a channel of a messenger with one bot, which speaks Telegram's Bot API. It
// takes no key, and tells the bot nothing of what stands in the channel.
type messenger struct {
	token string
	now   func() time.Time

	mu       sync.Mutex
	last     int64
	messages []bubble // newest first
	photos   map[int64]blob
}

// bubble is a message as followers see it.
type bubble struct {
	ID         int64
	Title      string // its bold beginning
	Paragraphs []string
	Link       string // whose preview it shows
	At         time.Time
	Edited     bool
	Photos     []int64 // numbers of the messages of its pictures
}

func newMessenger(now func() time.Time) *messenger {
	const keyLength = 26
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails
	return &messenger{token: "110201543:" + base64.RawURLEncoding.EncodeToString(key), now: now, photos: map[int64]blob{}}
}

func (m *messenger) view() []bubble {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.messages)
}

// botRequest is what the methods take, together.
type botRequest struct {
	Chat     any    `json:"chat_id"` // a name or a number
	Message  int64  `json:"message_id"`
	Text     string `json:"text"`
	Entities []struct {
		Type           string `json:"type"`
		Offset, Length int    // in UTF-16 code units
	} `json:"entities"`
	Caption string `json:"caption"`
	files   [][]byte
	Preview struct {
		URL string `json:"url"`
	} `json:"link_preview_options"`
}

func (m *messenger) serve(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "application/json")
	r.Body = http.MaxBytesReader(rw, r.Body, maxAlbum)
	asked, err := readBot(r)
	method := r.PathValue("method")
	switch {
	case r.PathValue("bot") != "bot"+m.token:
		botRefuses(rw, http.StatusUnauthorized, "Unauthorized")
	case method == "getMe":
		botAnswers(rw, map[string]any{"id": 110201543, "is_bot": true, "username": "lantoa_thu_bot"})
	case err != nil:
		botRefuses(rw, http.StatusBadRequest, "Bad Request: can't parse JSON object")
	case asked.Chat != botChannel && asked.Chat != float64(botChat):
		botRefuses(rw, http.StatusBadRequest, "Bad Request: chat not found")
	default:
		m.act(rw, method, asked)
	}
}

func (m *messenger) act(rw http.ResponseWriter, method string, asked botRequest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := slices.IndexFunc(m.messages, func(b bubble) bool { return b.ID == asked.Message })
	switch {
	case method == "getChat":
		botAnswers(rw, map[string]any{"id": botChat, "type": "channel"})
	case method == "getChatMember":
		botAnswers(rw, map[string]any{"status": "administrator", "can_post_messages": true, "can_edit_messages": true, "can_delete_messages": true})
	case method == "sendMessage":
		m.last++
		m.messages = append([]bubble{asked.bubble(m.last, m.now())}, m.messages...)
		botAnswers(rw, m.messages[0].written(m.last))
	case method == "sendPhoto" || method == "sendMediaGroup":
		m.album(rw, method, asked)
	case method == "deleteMessage" && m.photos[asked.Message].data != nil && at < 0:
		m.unshow(asked.Message)
		botAnswers(rw, true)
	case at < 0:
		botRefuses(rw, http.StatusBadRequest, "Bad Request: message to edit not found")
	case method == "editMessageText" || method == "editMessageCaption":
		if method == "editMessageCaption" {
			asked.Text = asked.Caption
		}
		edited := asked.bubble(asked.Message, m.messages[at].At)
		edited.Edited, edited.Photos = true, m.messages[at].Photos
		m.messages[at] = edited
		botAnswers(rw, edited.written(asked.Message))
	case method == "deleteMessage":
		m.messages = slices.Delete(m.messages, at, at+1)
		delete(m.photos, asked.Message)
		botAnswers(rw, true)
	default:
		botRefuses(rw, http.StatusNotFound, "Not Found")
	}
}

// bubble parts a text into its bold beginning, its paragraphs and the link at its end.
func (q botRequest) bubble(id int64, at time.Time) bubble {
	units := utf16.Encode([]rune(q.Text))
	b := bubble{ID: id, At: at, Link: q.Preview.URL}
	if len(q.Entities) > 0 && q.Entities[0].Offset == 0 && q.Entities[0].Length >= 0 && q.Entities[0].Length <= len(units) {
		b.Title = string(utf16.Decode(units[:q.Entities[0].Length]))
	}
	for _, paragraph := range strings.Split(strings.TrimPrefix(q.Text, b.Title), "\n\n") {
		if paragraph != "" && paragraph != b.Link {
			b.Paragraphs = append(b.Paragraphs, paragraph)
		}
	}
	return b
}

// written is one message as the bot gets it back; those of an album have a number in common.
func (b bubble) written(id int64) map[string]any {
	shown := map[string]any{"message_id": id, "chat": map[string]any{"id": botChat, "type": "channel"}}
	if len(b.Photos) > 1 {
		shown["media_group_id"] = strconv.FormatInt(b.ID, 10)
	}
	return shown
}

func botAnswers(rw http.ResponseWriter, result any) {
	_ = json.NewEncoder(rw).Encode(map[string]any{"ok": true, "result": result})
}

func botRefuses(rw http.ResponseWriter, status int, description string) {
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(map[string]any{"ok": false, "error_code": status, "description": description})
}
