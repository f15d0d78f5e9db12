package telegram_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/lantoa/lantoa/internal/connector/connectortest"
)

// picture is what a message shows, by the hash of its bytes; album names the messages that
// were posted together.
type picture struct {
	hash  string
	album []int64
}

// isPost reports whether a method shows something to followers.
func isPost(path string) bool {
	return slices.ContainsFunc([]string{"/sendMessage", "/sendPhoto", "/sendMediaGroup", "/editMessageText", "/editMessageCaption", "/deleteMessage"},
		func(method string) bool { return strings.HasSuffix(path, method) })
}

// readForm takes the fields of a form into a request, and keeps its files by name.
func readForm(r *http.Request) (request, map[string][]byte, error) {
	q, files := request{}, map[string][]byte{}
	reader, err := r.MultipartReader()
	if err != nil {
		return q, nil, err
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return q, files, nil
		}
		if err != nil {
			return q, nil, err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return q, nil, err
		}
		switch name := part.FormName(); {
		case part.FileName() != "":
			files[name] = data
		case name == "chat_id":
			q.ChatID = string(data)
		case name == "caption":
			q.Text = string(data)
		case name == "disable_notification":
			q.Silent = string(data) == "true"
		case name == "caption_entities":
			err = json.Unmarshal(data, &q.Entities)
		case name == "media":
			err = json.Unmarshal(data, &q.Media)
		default:
			err = fmt.Errorf("field %q", name)
		}
		if err != nil {
			return q, nil, err
		}
	}
}

// photo posts one picture with its caption.
func (c *cloud) photo(w http.ResponseWriter, q request, files map[string][]byte) {
	c.written(q.Text)
	switch problem := captionFits(q); {
	case len(files["photo"]) == 0:
		refuse(w, http.StatusBadRequest, "Bad Request: there is no photo in the request")
	case problem != "":
		refuse(w, http.StatusBadRequest, problem)
	default:
		c.sent = q
		c.show(q.Text, files["photo"], nil)
		answer(w, c.message(c.last))
	}
}

// group posts an album; its caption is that of the first picture.
func (c *cloud) group(w http.ResponseWriter, q request, files map[string][]byte) {
	if len(q.Media) > 0 {
		q.Text, q.Entities = q.Media[0].Caption, q.Media[0].CaptionEntities
	}
	c.written(q.Text)
	if len(q.Media) < 2 || len(q.Media) > 10 {
		refuse(w, http.StatusBadRequest, "Bad Request: album must contain from 2 to 10 media")
		return
	}
	if problem := captionFits(q); problem != "" {
		refuse(w, http.StatusBadRequest, problem)
		return
	}
	album, answers := []int64{}, []any{}
	for i := range q.Media {
		album = append(album, c.last+1+int64(i))
	}
	for i, one := range q.Media {
		if i == c.failing && i > 0 {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("Bad Request: failed to send message #%d with the error message \"WEBPAGE_MEDIA_EMPTY\"", i+1))
			return
		}
		data := files[strings.TrimPrefix(one.Media, "attach://")]
		if one.Type != "photo" || len(data) == 0 {
			refuse(w, http.StatusBadRequest, "Bad Request: wrong file identifier/HTTP URL specified")
			return
		}
		caption := ""
		if i == 0 {
			caption = q.Text
		}
		c.show(caption, data, album)
		answers = append(answers, c.message(c.last))
	}
	c.sent = q
	answer(w, answers)
}

func (c *cloud) show(text string, data []byte, album []int64) {
	sum := sha256.Sum256(data)
	c.last++
	c.there[c.last], c.ever[c.last] = text, text
	c.pictures[c.last] = picture{hex.EncodeToString(sum[:]), album}
}

func captionFits(q request) string {
	switch {
	case len(utf16.Encode([]rune(q.Text))) > 1024:
		return "Bad Request: message caption is too long"
	case q.Text == "": // a picture may have none
		return ""
	}
	return fits(q)
}

// editCaption gives a picture another caption.
func (c *cloud) editCaption(w http.ResponseWriter, q request) {
	q.Text, q.Entities = q.Caption, q.CaptionEntities
	c.written(q.Text)
	_, pictured := c.pictures[q.Message]
	switch text, there := c.there[q.Message]; {
	case !there:
		refuse(w, http.StatusBadRequest, "Bad Request: message to edit not found")
	case !pictured:
		refuse(w, http.StatusBadRequest, "Bad Request: there is no caption in the message to edit")
	case text == q.Text:
		refuse(w, http.StatusBadRequest, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
	case captionFits(q) != "":
		refuse(w, http.StatusBadRequest, captionFits(q))
	default:
		c.there[q.Message] = q.Text
		c.ever[q.Message] += "\n" + q.Text
		answer(w, c.message(q.Message))
	}
}

// Pictures implements connectortest.Gallery.
func (c *cloud) Pictures(key string) (list []connectortest.Shown) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.there {
		if !strings.Contains(c.ever[id], key) {
			continue
		}
		album := c.pictures[id].album
		if album == nil {
			album = []int64{id}
		}
		list = nil
		for _, one := range album {
			if _, there := c.there[one]; there {
				list = append(list, connectortest.Shown{Hash: c.pictures[one].hash})
			}
		}
	}
	return list
}

// messages lists the numbers of what followers see, in order.
func (c *cloud) messages() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for id := range c.there {
		list = append(list, strconv.FormatInt(id, 10))
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}
