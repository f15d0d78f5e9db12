package connectortest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/connector"
)

// Gallery is a [Destination] that shows pictures with its posts.
type Gallery interface {
	// Pictures lists what readers see with the post under the key, in order; of a post that
	// is there twice, the pictures of the last.
	Pictures(key string) []Shown
}

// Shown is one picture as readers of a destination get it.
type Shown struct {
	Hash string // SHA-256 of its bytes, hex
	Alt  string // "" where the destination takes none
}

// Uploader is a [Gallery] that takes each picture by a request of its own, before the
// request that shows it to anybody.
type Uploader interface {
	// BreakUpload makes the next request that uploads a picture meet the fault.
	BreakUpload(fault Fault)
}

// Shelf is a Media that holds bytes by their hash.
type Shelf map[string][]byte

// Open opens what is on the shelf.
func (s Shelf) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	data, ok := s[hash]
	if !ok {
		return nil, errors.New("no such picture on the shelf")
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

// pictured are two pictures that tell themselves apart, and the shelf that holds them.
func pictured() (list []connector.Picture, shelf Shelf) {
	const width, height = 64, 48
	shelf = Shelf{}
	for i, alt := range []string{"Rước kiệu “Phủ Dầy” & cờ hội", "Đoàn đại biểu các nước ASEAN"} {
		canvas := image.NewRGBA(image.Rect(0, 0, width, height))
		for x := range width {
			for y := range height {
				canvas.Set(x, y, color.RGBA{R: uint8(4 * x), G: uint8(5 * y), B: uint8(200 * i), A: 255}) //nolint:gosec // all within a byte
			}
		}
		var file bytes.Buffer
		if err := jpeg.Encode(&file, canvas, nil); err != nil {
			panic(err) // a canvas in memory is always encoded
		}
		sum := sha256.Sum256(file.Bytes())
		hash := hex.EncodeToString(sum[:])
		shelf[hash] = file.Bytes()
		list = append(list, connector.Picture{Hash: hash, Type: "image/jpeg", Size: int64(file.Len()), Width: width, Height: height,
			Name: "giao-luu-huu-nghi-0123456789ab-" + hash[:12] + ".jpg", Address: "https://lantoa.example/media/" + hash + ".jpg",
			Alt: alt, Caption: "Chú thích <" + strconv.Itoa(i+1) + ">", Credit: "Ảnh: Sở Ngoại vụ", Licence: "CC BY 4.0"})
	}
	return list, shelf
}

// Illustrate gives a call the suite's two pictures.
func Illustrate(call connector.Call) connector.Call {
	list, shelf := pictured()
	call.Post.Pictures, call.Media = list, shelf
	for _, one := range list[1:] { // as rendering does
		call.Post.HTML += `<figure><img src="` + one.Address + `" alt="` + html.EscapeString(one.Alt) + `"/></figure>`
	}
	return call
}

// pictures plays a story with pictures: they arrive whole, in order and once, whatever
// befalls their uploads, and nobody sees a post before it has them all.
func (s *suite) pictures(t *testing.T) {
	if s.Spec.Pictures.Most < 2 || len(s.Spec.Pictures.Types) == 0 {
		t.Fatalf("the kind takes %+v of pictures; two must fit", s.Spec.Pictures)
	}
	t.Run("shown", func(t *testing.T) {
		t.Parallel()
		st := s.open(t, nil, patience)
		s.illustrated(st, Illustrate(Publish()))
	})
	t.Run("not to be had", func(t *testing.T) {
		t.Parallel()
		st := s.open(t, nil, patience)
		call := Illustrate(Publish())
		call.Media = Shelf{}
		if outcome := st.send(call); outcome.Class != connector.Transient || st.Copies(PublishKey) != 0 {
			t.Errorf("got %+v and %d posts, want transient and none", outcome, st.Copies(PublishKey))
		}
		s.illustrated(st, Illustrate(Publish()))
	})
	for _, fault := range Doubtful()[:1] {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			st := s.open(t, nil, patience)
			st.Break(fault)
			call := Illustrate(Publish())
			if outcome := st.send(call); outcome.Class != connector.Ambiguous {
				t.Errorf("got %+v, want ambiguous", outcome)
			}
			s.settle(st, call)
			s.shown(st, call)
		})
	}
	uploads := append(Doubtful(), Fault{Name: "503 alone", Status: 503}, Fault{Name: "half an answer", Applied: true, Half: true})
	for _, fault := range uploads {
		t.Run("upload meets "+fault.Name, func(t *testing.T) {
			t.Parallel()
			st := s.open(t, nil, impatience)
			uploader, ok := st.Destination.(Uploader)
			if !ok {
				t.Skip("pictures go with the post")
			}
			call := Illustrate(Publish())
			uploader.BreakUpload(fault)
			outcome := st.send(call)
			if outcome.Class != connector.Transient || st.Copies(PublishKey) != 0 {
				t.Errorf("got %+v and %d posts, want transient and none: nothing can be seen yet", outcome, st.Copies(PublishKey))
			}
			call.Attempt++
			s.illustrated(st, call)
		})
	}
}

// illustrated sends a call with pictures, and readers see them all.
func (s *suite) illustrated(st *stage, call connector.Call) {
	st.t.Helper()
	if outcome := st.send(call); outcome.Class != connector.OK {
		st.t.Fatalf("got %+v, want ok", outcome)
	}
	s.shown(st, call)
}

// shown looks at what readers see of a call with pictures.
func (s *suite) shown(st *stage, call connector.Call) {
	st.t.Helper()
	var want []Shown
	for _, one := range call.Post.Pictures {
		want = append(want, Shown{Hash: one.Hash, Alt: one.Alt})
	}
	got := st.Destination.(Gallery).Pictures(PublishKey)
	if s.NoAlt {
		for i := range want {
			want[i].Alt = ""
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		st.t.Errorf("pictures (-want +got):\n%s", diff)
	}
	if n := st.Copies(PublishKey); n != 1 {
		st.t.Errorf("%d copies, want 1", n)
	}
}
