package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/picture"
)

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t *testing.T, data []byte) *picture.Picture {
	t.Helper()
	p, err := picture.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func decode(t *testing.T, f picture.File) image.Image {
	t.Helper()
	i, format, err := image.Decode(bytes.NewReader(f.Bytes))
	if err != nil || "image/"+format != f.Type {
		t.Fatalf("%v: a file that calls itself %s and is %s", err, f.Type, format)
	}
	if w, h := i.Bounds().Dx(), i.Bounds().Dy(); w != f.Width || h != f.Height {
		t.Fatalf("a file of %d × %d says %d × %d", w, h, f.Width, f.Height)
	}
	return i
}

func isRed(i image.Image, x, y int) bool {
	r, _, b, _ := i.At(x, y).RGBA()
	return r > 2*b
}

// The samples are 60 × 40 pixels, red in the upper left quarter and blue elsewhere; the
// camera's is to be turned by 90° to the right.
func TestAPictureIsSetUprightAndToldOf(t *testing.T) {
	t.Parallel()
	camera := read(t, file(t, "camera.jpg"))
	whole, err := camera.Whole()
	if err != nil {
		t.Fatal(err)
	}
	seen := decode(t, whole)
	if whole.Width != 40 || whole.Height != 60 || !isRed(seen, 35, 5) || isRed(seen, 5, 5) || isRed(seen, 35, 50) {
		t.Errorf("%d × %d; red in the upper right corner: %v", whole.Width, whole.Height, isRed(seen, 35, 5))
	}
	want := picture.Said{Description: "Lễ hội Phủ Dầy", Creator: "Nguyễn Văn A", Credit: "Báo Nam Định", Copyright: "© 2026 Sở Ngoại vụ"}
	if diff := cmp.Diff(want, camera.Said); diff != "" {
		t.Errorf("what the camera's file says (-want +got):\n%s", diff)
	}
	for name, source := range map[string]string{"made.png": "", "made.webp": "trainedAlgorithmicMedia"} {
		want := picture.Said{Description: "Lễ hội Phủ Dầy", Creator: "Nguyễn Văn A", Copyright: "© 2026 Sở Ngoại vụ", Source: source}
		if diff := cmp.Diff(want, read(t, file(t, name)).Said); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What is shown holds neither the camera nor the place, nor what was put behind the picture.
func TestFilesThatAreMadeHoldPixelsAlone(t *testing.T) {
	t.Parallel()
	hidden := "<script>alert('canary')</script>PK\x03\x04"
	for _, name := range []string{"camera.jpg", "made.png", "made.webp"} {
		p := read(t, append(file(t, name), hidden...))
		for what, make := range map[string]func() (picture.File, error){
			"whole": p.Whole,
			"wide":  func() (picture.File, error) { return p.Wide(20) },
			"card":  func() (picture.File, error) { return p.Card(16, 9, picture.Middle()) },
		} {
			f, err := make()
			if err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"Canary", "canary", "Exif", "GPS", "Photoshop", "Nguy", "xmp", "rdf", "PK\x03"} {
				if bytes.Contains(f.Bytes, []byte(secret)) {
					t.Errorf("%s of %s holds %q", what, name, secret)
				}
			}
			decode(t, f)
		}
	}
}

func TestOrientations(t *testing.T) {
	t.Parallel()
	sample := file(t, "camera.jpg")
	at := bytes.Index(sample, []byte{0x01, 0x12, 0x00, 0x03, 0, 0, 0, 1, 0, 6})
	if at < 0 {
		t.Fatal("the sample's orientation is not where it was")
	}
	// The corner in which red ends up, by the value of the tag (EXIF 2.32, 4.6.4).
	for value, corner := range map[byte]string{1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl", 0: "tl", 9: "tl"} {
		turned := bytes.Clone(sample)
		turned[at+9] = value
		whole, err := read(t, turned).Whole()
		if err != nil {
			t.Fatal(err)
		}
		i := decode(t, whole)
		right, bottom := whole.Width-3, whole.Height-3
		for name, p := range map[string]image.Point{"tl": {2, 2}, "tr": {right, 2}, "bl": {2, bottom}, "br": {right, bottom}} {
			if isRed(i, p.X, p.Y) != (name == corner) {
				t.Errorf("orientation %d: red in %s is %v", value, name, name != corner)
			}
		}
		if upright := value < 5 || value > 8; upright != (whole.Width == 60) {
			t.Errorf("orientation %d: %d × %d", value, whole.Width, whole.Height)
		}
	}
}

func encodePNG(t *testing.T, i image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, i); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise is a picture that JPEG takes to better than PNG, as photographs are.
func noise(w, h int) *image.RGBA {
	i := image.NewRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for at := 0; at < len(i.Pix); at += 4 {
		seed = seed*1664525 + 1013904223
		i.Pix[at], i.Pix[at+1], i.Pix[at+2], i.Pix[at+3] = byte(seed>>24), byte(seed>>16), byte(seed>>8), 255
	}
	return i
}

func TestTheTypeOfAFile(t *testing.T) {
	t.Parallel()
	plain := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for at := range plain.Pix {
		plain.Pix[at] = 255
	}
	glass := image.NewNRGBA(image.Rect(0, 0, 400, 300))
	glass.Set(10, 10, color.NRGBA{R: 200, A: 120})
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a chart stays sharp":            {encodePNG(t, plain), picture.PNG},
		"a photograph is no PNG":         {encodePNG(t, noise(400, 300)), picture.JPEG},
		"what is transparent stays so":   {encodePNG(t, glass), picture.PNG},
		"what has lost detail is a JPEG": {file(t, "camera.jpg"), picture.JPEG},
	} {
		whole, err := read(t, c.data).Whole()
		if err != nil || whole.Type != c.want {
			t.Errorf("%s: %s, %v", name, whole.Type, err)
		}
		decode(t, whole)
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	p := read(t, encodePNG(t, noise(5000, 1250)))
	if w, h := p.Size(); w != picture.Largest || h != 1024 {
		t.Errorf("%d × %d is kept, want no side above %d", w, h, picture.Largest)
	}
	for _, width := range []int{2048, 640, 333, 1} {
		f, err := p.Wide(width)
		if err != nil || f.Width != width || f.Height != max(1, (width+2)/4) {
			t.Errorf("%d wide: %d × %d, %v", width, f.Width, f.Height, err)
		}
		decode(t, f)
	}
	thin := read(t, encodePNG(t, noise(9000, 1)))
	f, err := thin.Wide(320)
	if err != nil || f.Width != 320 || f.Height != 1 {
		t.Errorf("a line: %d × %d, %v", f.Width, f.Height, err)
	}
}

// A card is cut around the focus, as far as the edges allow.
func TestACardShowsTheFocus(t *testing.T) {
	t.Parallel()
	quarter := read(t, file(t, "made.png"))
	for name, c := range map[string]struct {
		focus         picture.Focus
		width, height int
		red           bool // in the middle of the card
	}{
		"left":         {picture.Focus{X: 0, Y: 0}, 20, 40, true},
		"right":        {picture.Focus{X: 1, Y: 0}, 20, 40, false},
		"top":          {picture.Focus{X: 0, Y: 0}, 60, 10, true},
		"bottom":       {picture.Focus{X: 0, Y: 1}, 60, 10, false},
		"beyond right": {picture.Focus{X: 0.9, Y: 0.1}, 20, 40, false},
	} {
		f, err := quarter.Card(c.width, c.height, c.focus)
		if err != nil {
			t.Fatal(err)
		}
		if got := isRed(decode(t, f), f.Width/4, f.Height/4); got != c.red {
			t.Errorf("%s: red is %v", name, got)
		}
	}
	if f, err := quarter.Card(1200, 600, picture.Middle()); err != nil || f.Width != 60 || f.Height != 30 {
		t.Errorf("a small picture was made %d × %d, %v; want it cut and not enlarged", f.Width, f.Height, err)
	}
	if f, err := quarter.Card(12, 6, picture.Middle()); err != nil || f.Width != 12 || f.Height != 6 {
		t.Errorf("got %d × %d, %v", f.Width, f.Height, err)
	}
}

// bomb is a PNG of a few bytes that says it is of a size, with depth bits a colour.
func bomb(width, height uint32, depth byte) []byte {
	header := make([]byte, 17)
	copy(header, "IHDR")
	binary.BigEndian.PutUint32(header[4:], width)
	binary.BigEndian.PutUint32(header[8:], height)
	header[12], header[13] = depth, 6
	data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), header...)
	return append(binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(header)), "\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e"...)
}

// vast is a file of [picture.MaxBytes] and one, of which only the head was written.
type vast struct{ at int64 }

func (v *vast) Read(p []byte) (int, error) {
	v.at += int64(len(p))
	return len(p), nil
}

func (v *vast) Seek(offset int64, whence int) (int64, error) {
	v.at = offset
	if whence == io.SeekEnd {
		v.at = picture.MaxBytes + 1
	}
	return v.at, nil
}

// The corpus of what is sent in place of pictures: each is refused before it is decoded,
// with words that say what to do.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	var animation bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 2, 2), color.Palette{color.Black, color.White})
	if err := gif.EncodeAll(&animation, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	sound := file(t, "camera.jpg")
	for name, c := range map[string]struct {
		data []byte
		code fault.Code
		says string
	}{
		"30,000 × 30,000":         {bomb(30000, 30000, 8), fault.ValidationFailed, "30000 × 30000"},
		"a long line":             {bomb(4_000_000, 1, 8), fault.ValidationFailed, "4000000 × 1"},
		"an area too large":       {bomb(9000, 9000, 8), fault.ValidationFailed, "at most 50 million"},
		"an area that overflows":  {bomb(1<<31-1, 1<<31-1, 8), fault.ValidationFailed, ""},
		"16 bits a colour":        {bomb(7000, 7000, 16), fault.ValidationFailed, "8 bits"},
		"nothing in the picture":  {bomb(0, 5, 8), fault.ValidationFailed, ""},
		"no pixels behind":        {bomb(5, 5, 8), fault.ValidationFailed, "damaged"},
		"cut off":                 {sound[:len(sound)/2], fault.ValidationFailed, "damaged"},
		"the head alone":          {sound[:3], fault.ValidationFailed, "damaged"},
		"an animation":            {animation.Bytes(), fault.MediaTypeUnknown, "PNG"},
		"SVG":                     {[]byte(`<?xml version="1.0"?><SVG xmlns="http://www.w3.org/2000/svg"><script>1</script></SVG>`), fault.MediaTypeUnknown, "SVG"},
		"HTML that says GIF":      {[]byte("GIF89a/*<svg onload=alert(1)>*/=1;"), fault.MediaTypeUnknown, "GIF"},
		"HTML":                    {[]byte("<html><body>ảnh.jpg</body></html>"), fault.MediaTypeUnknown, "Only JPEG"},
		"a PDF":                   {[]byte("%PDF-1.7\n"), fault.MediaTypeUnknown, "Only JPEG"},
		"a program":               {[]byte("\x7fELF\x02\x01"), fault.MediaTypeUnknown, "Only JPEG"},
		"HEIC":                    {[]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00"), fault.MediaTypeUnknown, "Most Compatible"},
		"AVIF":                    {[]byte("\x00\x00\x00\x24ftypavif\x00\x00\x00\x00"), fault.MediaTypeUnknown, "AVIF"},
		"a JPEG of many scans":    {scanned(7000, 7000, 100), fault.ValidationFailed, "more than 64 scans"},
		"a name and nothing more": {nil, fault.MediaTypeUnknown, "empty"},
		"RIFF that is no picture": {[]byte("RIFF\x24\x00\x00\x00WAVEfmt "), fault.MediaTypeUnknown, "Only JPEG"},
		"WebP without pixels":     {[]byte("RIFF\x0c\x00\x00\x00WEBPVP8 \x00\x00\x00\x00"), fault.ValidationFailed, "damaged"},
	} {
		_, err := picture.Read(bytes.NewReader(c.data))
		e, ok := fault.As(err)
		if !ok || e.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
			continue
		}
		said := e.Detail
		if len(e.Fields) > 0 {
			said = e.Fields[0].Detail
		}
		if !strings.Contains(said.EN, c.says) || said.VI == "" || said.VI == said.EN {
			t.Errorf("%s: it says %q and %q, want %q in it", name, said.EN, said.VI, c.says)
		}
	}
	if _, err := picture.Read(&vast{}); !fault.Is(err, fault.BodyTooLarge) {
		t.Errorf("a file larger than the bound: %v", err)
	}
}

// framed is the head of a JPEG that says how it is laid out: the marker of its frame, its
// size, and of each component its name and its sampling factors; Adobe's marker if adobe.
func framed(marker byte, width, height int, adobe bool, names string, factors ...byte) []byte {
	file := []byte{0xff, 0xd8}
	if adobe {
		file = append(file, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"...)
	}
	file = append(file, 0xff, marker, 0, byte(8+3*len(factors)), 8, byte(height>>8), byte(height), byte(width>>8), byte(width), byte(len(factors)))
	for i, one := range factors {
		file = append(file, names[i], one, 0)
	}
	return append(file, "\xff\xda\x00\x02"...)
}

// The decoder keeps far more of a progressive picture than its pixels: what would take too
// much is refused by its head, and what cameras make passes at its largest.
func TestMemoryIsBoundedBeforeDecoding(t *testing.T) {
	t.Parallel()
	const baseline, extended, progressive = 0xc0, 0xc1, 0xc2
	for name, c := range map[string]struct {
		data  []byte
		fails bool
	}{
		"50 MP, 4:2:0, progressive":      {framed(progressive, 8660, 5773, false, "\x01\x02\x03", 0x22, 0x11, 0x11), false},
		"50 MP, grey, progressive":       {framed(progressive, 8660, 5773, true, "\x01", 0x11), false},
		"50 MP, 4:4:4, baseline":         {framed(baseline, 8660, 5773, true, "RGB", 0x11, 0x11, 0x11), false},
		"50 MP, CMYK, baseline":          {framed(extended, 8660, 5773, true, "\x01\x02\x03\x04", 0x11, 0x11, 0x11, 0x11), false},
		"24 MP, 4:4:4, progressive":      {framed(progressive, 6000, 4000, false, "\x01\x02\x03", 0x11, 0x11, 0x11), false},
		"50 MP, 4:4:4, progressive":      {framed(progressive, 7071, 7071, false, "\x01\x02\x03", 0x11, 0x11, 0x11), true},
		"50 MP, 4:2:0 as RGB":            {framed(progressive, 8660, 5773, false, "RGB", 0x22, 0x11, 0x11), true},
		"50 MP, 4:2:0 as RGB by Adobe":   {framed(progressive, 8660, 5773, true, "\x01\x02\x03", 0x22, 0x11, 0x11), true},
		"50 MP, CMYK, progressive":       {framed(progressive, 7071, 7071, true, "\x01\x02\x03\x04", 0x11, 0x11, 0x11, 0x11), true},
		"20 MP, CMYK, progressive":       {framed(progressive, 5000, 4000, true, "\x01\x02\x03\x04", 0x11, 0x11, 0x11, 0x11), true},
		"50 MP, 4:4:4 with wide factors": {framed(progressive, 7071, 7071, false, "\x01\x02\x03", 0x42, 0x42, 0x42), true},
	} {
		_, err := picture.Read(bytes.NewReader(c.data))
		e, ok := fault.As(err)
		if !ok || e.Code != fault.ValidationFailed {
			t.Fatalf("%s: %v", name, err)
		}
		said := e.Fields[0].Detail
		if strings.Contains(said.EN, "save it as baseline") != c.fails || strings.Contains(said.VI, "baseline") != c.fails || strings.Contains(said.EN, "damaged") == c.fails {
			t.Errorf("%s: %q, %q", name, said.EN, said.VI)
		}
	}
}

// A progressive file as programs make them passes.
func TestAFewScansPass(t *testing.T) {
	t.Parallel()
	if _, err := picture.Read(bytes.NewReader(scanned(640, 480, 64))); err != nil {
		t.Error(err)
	}
}

// scanned is a grey progressive JPEG whose scans all say that nothing is left to do: each
// takes a few bytes of the file and a walk over all of its blocks (ITU T.81, annex G).
func scanned(width, height, scans int) []byte {
	blocks := (width + 7) / 8 * ((height + 7) / 8)
	var file bytes.Buffer
	segment := func(marker byte, payload ...byte) {
		file.Write([]byte{0xff, marker, byte((len(payload) + 2) >> 8), byte(len(payload) + 2)})
		file.Write(payload)
	}
	file.Write([]byte{0xff, 0xd8})
	segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)...)
	segment(0xc2, 8, byte(height>>8), byte(height), byte(width>>8), byte(width), 1, 1, 0x11, 0)
	oneCode := func(class, symbol byte) []byte { return append(append([]byte{class, 1}, make([]byte, 15)...), symbol) }
	segment(0xc4, oneCode(0x00, 0)...)    // DC: the bit 0 says that nothing changed
	segment(0xc4, oneCode(0x10, 0xe0)...) // AC: the bit 0 and 14 more say how many blocks end here
	segment(0xda, 1, 1, 0x00, 0, 0, 0)
	file.Write(make([]byte, (blocks+7)/8))
	for range scans - 1 {
		segment(0xda, 1, 1, 0x00, 1, 63, 0)
		// Zeros say the least run, of 16,384 blocks.
		file.Write(make([]byte, (15*((blocks+1<<14-1)>>14)+7)/8))
	}
	file.Write([]byte{0xff, 0xd9})
	return file.Bytes()
}

// slow is a file on a slow disk, which counts how often it is asked, and how often while
// somebody else still waited.
type slow struct {
	*bytes.Reader
	asked, waiting, crossed atomic.Int64
}

func (s *slow) Read(p []byte) (int, error) { s.wait(); return s.Reader.Read(p) }

func (s *slow) Seek(offset int64, whence int) (int64, error) {
	s.wait()
	return s.Reader.Seek(offset, whence)
}

func (s *slow) wait() {
	s.asked.Add(1)
	if s.waiting.Add(1) > 1 {
		s.crossed.Add(1)
	}
	<-time.After(time.Millisecond)
	s.waiting.Add(-1)
}

// Metadata without an end costs a few seconds and not the picture, and nobody goes on
// reading the file while it is decoded.
func TestMetadataWithoutAnEnd(t *testing.T) {
	t.Parallel()
	file := &slow{Reader: bytes.NewReader(append(encodePNG(t, noise(60, 40)), make([]byte, 1<<20)...))}
	from := time.Now()
	p, err := picture.Read(file)
	asked := file.asked.Load()
	if err != nil {
		t.Fatal(err)
	}
	if w, h := p.Size(); w != 60 || h != 40 || time.Since(from) > 20*time.Second || asked < 100 {
		t.Errorf("%d × %d after %s and %d calls", w, h, time.Since(from), asked)
	}
	<-time.After(50 * time.Millisecond)
	if more, crossed := file.asked.Load()-asked, file.crossed.Load(); more > 0 || crossed > 0 {
		t.Errorf("the file was asked %d times by two, and %d times afterwards", crossed, more)
	}
}

// FuzzRead: nothing that anybody sends ends in anything but a picture or a refusal.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"camera.jpg", "made.png", "made.webp"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(bomb(30, 30, 16))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := picture.Read(bytes.NewReader(data))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("no words for people: %v", err)
			}
			return
		}
		whole, err := p.Whole()
		if err != nil {
			t.Fatal(err)
		}
		var config image.Config
		if whole.Type == picture.JPEG {
			config, err = jpeg.DecodeConfig(bytes.NewReader(whole.Bytes))
		} else {
			config, err = png.DecodeConfig(bytes.NewReader(whole.Bytes))
		}
		if err != nil || config.Width != whole.Width || config.Width > picture.Largest || config.Height > picture.Largest {
			t.Fatalf("%d × %d: %v", config.Width, config.Height, err)
		}
	})
}
