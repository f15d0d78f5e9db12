package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// photo is a picture as a camera makes it, w × h.
func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	canvas := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for i := range canvas.Y {
		canvas.Y[i] = byte(i * 7)
	}
	var file bytes.Buffer
	must(t, jpeg.Encode(&file, canvas, nil))
	return file.Bytes()
}

type uploaded struct {
	ID    string
	Files []struct {
		Hash, Address string
		Width         int
	}
	Card struct{ Hash string }
}

// upload puts a picture into the library and describes it in Vietnamese.
func (h *harness) upload(data []byte) uploaded {
	h.Helper()
	var m uploaded
	made := h.author.ask("POST", "/api/v1/media?unit=cong-ttdt-tinh-ninh-binh&name=hoi-phu-day.jpg", bytes.NewReader(data), "Content-Type", "image/jpeg").want(201).into(&m)
	said := map[string]any{"credit": "Ảnh: Sở Ngoại vụ", "licence": "CC BY 4.0", "texts": map[string]any{"vi": map[string]string{"alt": "Rước kiệu & cờ hội", "caption": "Hội Phủ Dầy"}}}
	h.author.ask("PATCH", "/api/v1/media/"+m.ID, said, "If-Match", made.header.Get("ETag")).want(200)
	return m
}

// The whole way of a picture: uploaded, approved with its story, shown where the story is
// shown and for as long, and gone with it.
func TestTheWayOfAPicture(t *testing.T) {
	each(t, func(h *harness) {
		reader := h.stranger()
		m := h.upload(photo(t, 1500, 1000))
		path := h.story("Hội Phủ Dầy")
		version := h.author.ask("GET", path, nil).want(200).header.Get("ETag")
		h.author.ask("PUT", path, map[string]any{"title": "Hội Phủ Dầy", "lead": "Đoạn dẫn.", "body": "<p>Nội dung.</p>", "pictures": []string{m.ID}}, "If-Match", version).want(200)
		file := "/media/" + m.Files[0].Hash + ".jpg"
		private := strings.TrimPrefix(m.Files[0].Address, h.app.PublicURL())
		h.author.ask("GET", private, nil).want(200)
		reader.ask("GET", private, nil).want(401)
		h.approved(path)
		reader.ask("GET", file, nil).want(404)
		h.author.ask("GET", file, nil).want(404)

		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds()}, "now": true}).want(200)
		h.eventually("the picture", func() bool { return reader.ask("GET", file, nil).status == http.StatusOK })
		seen := reader.ask("GET", file, nil)
		if sum := sha256.Sum256([]byte(seen.body)); hex.EncodeToString(sum[:]) != m.Files[0].Hash || seen.header.Get("Content-Type") != "image/jpeg" {
			h.Errorf("other bytes than were approved, as %s", seen.header.Get("Content-Type"))
		}
		reader.ask("GET", file, nil, "If-None-Match", seen.header.Get("ETag")).want(304)
		for _, wrong := range []string{strings.TrimSuffix(file, "jpg") + "png", strings.TrimSuffix(file, ".jpg"), "/media/" + strings.Repeat("0", 64) + ".jpg", "/media/..%2fsecret.key"} {
			reader.ask("GET", wrong, nil).want(404)
		}
		page := reader.ask("GET", strings.NewReplacer("/api/v1/articles/", "/a/", "/editions/", "/").Replace(path), nil).want(200).body
		for _, part := range []string{`alt="Rước kiệu &amp; cờ hội"`, m.Files[0].Hash + ".jpg 320w", "Hội Phủ Dầy <span", ">Ảnh: Sở Ngoại vụ<", ">CC BY 4.0<", `og:image" content="` + h.app.PublicURL() + "/media/" + m.Card.Hash} {
			if !strings.Contains(page, part) {
				h.Errorf("the page lacks %q", part)
			}
		}
		h.eventually("the feed", func() bool { return strings.Contains(reader.ask("GET", "/feeds/vi/all.rss", nil).body, "<enclosure") })
		for _, feed := range []string{"rss", "atom", "json"} {
			shown := reader.ask("GET", "/feeds/vi/all."+feed, nil).body
			if !strings.Contains(shown, "Ảnh: Sở Ngoại vụ") || !strings.Contains(shown, "CC BY 4.0") {
				h.Errorf("%s says not whose the picture is, or on what terms", feed)
			}
			address := regexp.MustCompile(`http://[^"< ]+/media/[0-9a-f]{64}\.jpg`).FindString(shown)
			reader.ask("GET", strings.TrimPrefix(address, h.app.PublicURL()), nil).want(200)
		}

		// What is said later waits for the next approval.
		etag := h.author.ask("GET", "/api/v1/media/"+m.ID, nil).want(200).header.Get("ETag")
		h.author.ask("PATCH", "/api/v1/media/"+m.ID, map[string]any{"texts": map[string]any{"vi": map[string]string{"alt": "Lời khác"}}}, "If-Match", etag).want(200)
		if page := reader.ask("GET", "/feeds/vi/all.json", nil).body; strings.Contains(page, "Lời khác") {
			h.Error("a description shows before it is approved")
		}

		h.head.ask("POST", path+"/withdraw", map[string]string{"reason": "Sai nguồn", "notice": "Đã gỡ."}).want(200)
		reader.ask("GET", file, nil).want(404)
	})
}

// A fix of the pictures alone reaches those who read the release itself.
func TestAPictureThatASmallFixTakesOut(t *testing.T) {
	each(t, func(h *harness) {
		reader, m, path := h.stranger(), h.upload(photo(h.T, 1500, 1000)), h.story("Hội Phủ Dầy")
		save := func(pictures ...string) {
			version := h.author.ask("GET", path, nil).want(200).header.Get("ETag")
			h.author.ask("PUT", path, map[string]any{"title": "Hội Phủ Dầy", "lead": "Đoạn dẫn.", "body": "<p>Nội dung.</p>", "pictures": append([]string{}, pictures...)}, "If-Match", version).want(200)
			h.approved(path)
		}
		save(m.ID)
		h.head.ask("POST", path+"/schedule", map[string]any{"channels": []string{h.feeds()}, "now": true}).want(200)
		page := strings.NewReplacer("/api/v1/articles/", "/a/", "/editions/", "/").Replace(path)
		shows := func() bool { return strings.Contains(reader.ask("GET", page, nil).body, m.Files[0].Hash) }
		h.eventually("the picture", shows)
		h.author.ask("POST", path+"/correct", map[string]any{"kind": "small_fix"}).want(200)
		save()
		h.eventually("the fix", func() bool { return !shows() })
		h.eventually("the feed", func() bool { return !strings.Contains(reader.ask("GET", "/feeds/vi/all.json", nil).body, "/media/") })
	})
}

// Those who are signed in are not given rotten bytes for the whole either, and the picture
// is mended by whoever uploads it again.
func TestARottenFileBreaksOff(t *testing.T) {
	each(t, func(h *harness) {
		data := photo(h.T, 1500, 1000)
		m := h.upload(data)
		hash := m.Files[0].Hash
		place, address := filepath.Join(h.app.MediaDir, hash[:2], hash), strings.TrimPrefix(m.Files[0].Address, h.app.PublicURL())
		kept, err := os.ReadFile(place)
		must(h.T, err)
		kept[10] ^= 1
		must(h.T, os.WriteFile(place, kept, 0o600))
		request, err := http.NewRequestWithContext(h.Context(), http.MethodGet, h.app.PublicURL()+address, nil)
		must(h.T, err)
		answer, err := h.author.client.Do(request)
		if err == nil {
			_, err = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		if err == nil {
			h.Error("rotten bytes pass for the whole")
		}
		h.upload(data)
		seen := h.author.ask("GET", address, nil).want(200)
		if sum := sha256.Sum256([]byte(seen.body)); hex.EncodeToString(sum[:]) != hash {
			h.Error("uploading it again does not mend it")
		}
		h.author.ask("HEAD", address, nil).want(200)
	})
}

// Nobody fills the disk: of those without the right nothing is taken, and of the others a
// few files at once.
func TestUploadsAtOnce(t *testing.T) {
	each(t, func(h *harness) {
		const path = "/api/v1/media?unit=cong-ttdt-tinh-ninh-binh&name=a.jpg"
		h.head.ask("POST", path, io.LimitReader(endless{}, 40<<20)).want(403)
		var writers [3]*io.PipeWriter
		var coming sync.WaitGroup
		for i := range writers {
			hold, write := io.Pipe()
			writers[i] = write
			coming.Go(func() {
				if a := h.author.ask("POST", path, hold); a.status != http.StatusUnsupportedMediaType {
					h.Errorf("a file that was taken in: %d %s", a.status, a.body)
				}
			})
			_, err := write.Write(make([]byte, 16<<20)) // more than lies in any buffer: the server is reading
			must(h.T, err)
		}
		if refused := h.author.ask("POST", path, bytes.NewReader(photo(h.T, 8, 8))).want(429); refused.header.Get("Retry-After") == "" {
			h.Error("it is not told when to try again")
		}
		h.second.ask("POST", path, bytes.NewReader(photo(h.T, 9, 9))).want(201)
		for _, write := range writers {
			must(h.T, write.Close())
		}
		coming.Wait()
		h.author.ask("POST", path, bytes.NewReader(photo(h.T, 8, 8))).want(201)
	})
}

// What is no picture is refused in words, however it comes, and leaves nothing.
func TestUploadsThatAreRefused(t *testing.T) {
	each(t, func(h *harness) {
		for name, c := range map[string]struct {
			query  string
			body   io.Reader
			header []string
			status int
			says   string
		}{
			"a form":        {"unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", strings.NewReader("--x"), []string{"Content-Type", "multipart/form-data; boundary=x"}, 415, "The body is a form"},
			"a page":        {"unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", strings.NewReader("<html>"), []string{"Content-Type", "image/jpeg"}, 415, "Only JPEG, PNG and WebP"},
			"compressed":    {"unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", strings.NewReader("x"), []string{"Content-Encoding", "gzip"}, 415, "is encoded (gzip)"},
			"no unit":       {"name=a.jpg", bytes.NewReader(photo(h.T, 8, 8)), nil, 422, "query:unit"},
			"unknown unit":  {"unit=x&name=a.jpg", bytes.NewReader(photo(h.T, 8, 8)), nil, 422, "query:unit"},
			"another query": {"unit=cong-ttdt-tinh-ninh-binh&name=a.jpg&alt=x", bytes.NewReader(photo(h.T, 8, 8)), nil, 422, "query:alt"},
			"cut off":       {"unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", bytes.NewReader(photo(h.T, 800, 800)[:2000]), nil, 422, "damaged"},
			"endless":       {"unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", io.LimitReader(endless{}, 60<<20), nil, 413, "larger than 50 MB"},
		} {
			refused := h.author.ask("POST", "/api/v1/media?"+c.query, c.body, c.header...)
			if refused.status != c.status || !strings.Contains(refused.body, c.says) {
				h.Errorf("%s: %d %s, want %d and %q", name, refused.status, refused.body, c.status, c.says)
			}
		}
		h.stranger().ask("POST", "/api/v1/media?unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", bytes.NewReader(photo(h.T, 8, 8))).want(401)
		h.head.ask("POST", "/api/v1/media?unit=cong-ttdt-tinh-ninh-binh&name=a.jpg", bytes.NewReader(photo(h.T, 8, 8))).want(403)
		if list := h.author.ask("GET", "/api/v1/media", nil).want(200).body; strings.Contains(list, `"id"`) {
			h.Errorf("refusals left %s", list)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
