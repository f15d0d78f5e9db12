package world

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxAlbum bounds a request with pictures, in bytes.
const maxAlbum = 64 << 20

// readBot reads a request to the bot, as JSON or as a form with files.
func readBot(r *http.Request) (asked botRequest, err error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return asked, json.NewDecoder(r.Body).Decode(&asked)
	}
	if err := r.ParseMultipartForm(maxRequest); err != nil {
		return asked, err
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	asked.Chat, asked.Text = r.FormValue("chat_id"), r.FormValue("caption")
	entities := r.FormValue("caption_entities")
	names := []string{"photo"}
	if group := r.FormValue("media"); group != "" {
		var list []struct {
			Media, Caption string
			Entities       json.RawMessage `json:"caption_entities"`
		}
		if err := json.Unmarshal([]byte(group), &list); err != nil || len(list) == 0 {
			return asked, err
		}
		names, asked.Text, entities = nil, list[0].Caption, string(list[0].Entities)
		for _, one := range list {
			names = append(names, strings.TrimPrefix(one.Media, "attach://"))
		}
	}
	for _, name := range names {
		data, err := formFile(r, name)
		if err != nil {
			return asked, err
		}
		asked.files = append(asked.files, data)
	}
	if entities == "" {
		return asked, nil
	}
	return asked, json.Unmarshal([]byte(entities), &asked.Entities)
}

func formFile(r *http.Request, name string) ([]byte, error) {
	file, _, err := r.FormFile(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(file)
}

// album posts pictures as followers see them: one bubble, and a message for each.
func (m *messenger) album(rw http.ResponseWriter, method string, asked botRequest) {
	if len(asked.files) == 0 || (method == "sendPhoto") != (len(asked.files) == 1) {
		botRefuses(rw, http.StatusBadRequest, "Bad Request: wrong number of pictures")
		return
	}
	shown := asked.bubble(m.last+1, m.now())
	for _, data := range asked.files {
		m.last++
		m.photos[m.last] = blob{mime: http.DetectContentType(data), data: data}
		shown.Photos = append(shown.Photos, m.last)
	}
	var made []any
	for _, number := range shown.Photos {
		made = append(made, shown.written(number))
	}
	m.messages = append([]bubble{shown}, m.messages...)
	if method == "sendPhoto" {
		botAnswers(rw, made[0])
		return
	}
	botAnswers(rw, made)
}

// unshow takes one picture out of its album.
func (m *messenger) unshow(number int64) {
	delete(m.photos, number)
	for i := range m.messages {
		m.messages[i].Photos = slices.DeleteFunc(m.messages[i].Photos, func(one int64) bool { return one == number })
	}
}

// photo serves a picture to followers of the channel.
func (m *messenger) photo(rw http.ResponseWriter, r *http.Request) {
	number, _ := strconv.ParseInt(r.PathValue("number"), 10, 64)
	m.mu.Lock()
	one := m.photos[number]
	m.mu.Unlock()
	one.give(rw, r)
}
