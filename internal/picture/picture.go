// Package picture reads pictures that strangers made and makes files of them that may be
// shown: within bounds, upright, without metadata and without anything else that was hidden
// in the file, since every file is encoded anew from its pixels alone.
//
// Nothing is decoded before its type and its size in pixels are known from its first bytes.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"github.com/lantoa/lantoa/internal/fault"
)

// The bounds of a picture that is taken in.
const (
	// MaxBytes is the largest file.
	MaxBytes = 50 << 20
	// MaxPixels is the largest area: what the cameras of phones make at their finest.
	MaxPixels = 50_000_000
	// MaxSide is the longest side in pixels.
	MaxSide = 20_000
	// maxDecoded is the most memory that the pixels of a file may take, in bytes.
	maxDecoded = 256 << 20
	// Largest is the longest side that is kept, in pixels; larger pictures are shrunk to it.
	Largest = 4096
)

// The media types of files that are made.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// quality is that of JPEG files that are made, as image/jpeg counts it.
const quality = 88

// File is a picture in one size.
type File struct {
	Type   string // [JPEG] or [PNG]
	Width  int    // pixels
	Height int    // pixels
	Bytes  []byte
}

// Picture is a picture in memory, upright and no larger than [Largest].
type Picture struct {
	pixels *image.RGBA
	opaque bool
	// drawn tells of a source without loss, such as a chart, whose edges JPEG may blur.
	drawn bool
	// Said is what the file said of itself.
	Said Said
}

// Read reads the picture in a file that was opened for it. What is wrong with it is a
// fault.MediaTypeUnknown or a fault.ValidationFailed in words for the one who sent it.
func Read(r io.ReadSeeker) (*Picture, error) {
	kind, err := inspect(r)
	if err != nil {
		return nil, err
	}
	said, upright := readMetadata(r, kind.metadata)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	decoded, err := kind.decode(r)
	if err != nil {
		return nil, damaged(kind.name, err)
	}
	small := fit(decoded, Largest)
	turned := upright.turn(small)
	return &Picture{pixels: turned, opaque: turned.Opaque(), drawn: kind.lossless, Said: said}, nil
}

// Size is the size in pixels, as it is kept.
func (p *Picture) Size() (width, height int) {
	return p.pixels.Rect.Dx(), p.pixels.Rect.Dy()
}

// Whole makes the file of the whole picture.
func (p *Picture) Whole() (File, error) { return p.encode(p.pixels) }

// Wide makes a file of a width in pixels, which must be less than that of the picture.
func (p *Picture) Wide(width int) (File, error) {
	w, h := p.Size()
	return p.encode(shrink(p.pixels, width, max(1, (h*width+w/2)/w)))
}

// Focus is the point of a picture that matters most, as shares of its width and height
// from the upper left corner.
type Focus struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// Middle is the focus of a picture of which nobody has said more.
func Middle() Focus { return Focus{0.5, 0.5} }

// Valid reports whether the point lies in the picture.
func (f Focus) Valid() bool { return f.X >= 0 && f.X <= 1 && f.Y >= 0 && f.Y <= 1 }

// Card makes a file of one size, cut so that the focus is as near to its middle as the edges
// allow. A picture that is smaller is cut to the shape and not enlarged.
func (p *Picture) Card(width, height int, focus Focus) (File, error) {
	w, h := p.Size()
	cut := image.Rect(0, 0, w, max(1, w*height/width))
	if cut.Dy() > h {
		cut = image.Rect(0, 0, max(1, h*width/height), h)
	}
	at := func(share float64, side, part int) int {
		return min(max(0, int(share*float64(side))-part/2), side-part)
	}
	cut = cut.Add(image.Pt(at(focus.X, w, cut.Dx()), at(focus.Y, h, cut.Dy())))
	part, _ := p.pixels.SubImage(cut).(*image.RGBA)
	if cut.Dx() > width {
		part = shrink(part, width, height)
	}
	return p.encode(part)
}

// encode writes JPEG, or PNG where pixels are transparent or JPEG would take more room.
func (p *Picture) encode(pixels *image.RGBA) (File, error) {
	file := File{Type: JPEG, Width: pixels.Rect.Dx(), Height: pixels.Rect.Dy()}
	var lossy, exact bytes.Buffer
	if p.opaque {
		if err := jpeg.Encode(&lossy, pixels, &jpeg.Options{Quality: quality}); err != nil {
			return File{}, err
		}
		file.Bytes = lossy.Bytes()
	}
	if !p.opaque || p.drawn {
		if err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&exact, pixels); err != nil {
			return File{}, err
		}
		if !p.opaque || exact.Len() <= lossy.Len() {
			file.Type, file.Bytes = PNG, exact.Bytes()
		}
	}
	return file, nil
}

// fit shrinks a picture until no side is longer than most.
func fit(from image.Image, most int) *image.RGBA {
	w, h := from.Bounds().Dx(), from.Bounds().Dy()
	longest := max(w, h)
	if longest > most {
		w, h = max(1, w*most/longest), max(1, h*most/longest)
	}
	return shrink(from, w, h)
}

// shrink scales a picture down. It is halved until less than half is left to do: then each
// new pixel is made of all the old ones that lie under it, and nothing but pixels takes room.
func shrink(from image.Image, width, height int) *image.RGBA {
	for from.Bounds().Dx() >= 2*width && from.Bounds().Dy() >= 2*height {
		from = scale(from, from.Bounds().Dx()/2, from.Bounds().Dy()/2)
	}
	return scale(from, width, height)
}

func scale(from image.Image, width, height int) *image.RGBA {
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.ApproxBiLinear.Scale(to, to.Rect, from, from.Bounds(), draw.Src, nil)
	return to
}

// kind is a type of picture that is taken.
type kind struct {
	name     string
	lossless bool
	metadata metadataFormat
	starts   func(head []byte) bool
	config   func(r io.Reader) (image.Config, error)
	// bounded refuses what would take the decoder too much time or memory; nil where the size
	// bounds that.
	bounded func(r io.Reader) error
	decode  func(r io.Reader) (image.Image, error)
}

func kinds() []kind {
	is := func(signature string) func([]byte) bool {
		return func(head []byte) bool { return bytes.HasPrefix(head, []byte(signature)) }
	}
	return []kind{
		{"JPEG", false, metadataJPEG, is("\xff\xd8\xff"), jpeg.DecodeConfig, affordable, jpeg.Decode},
		{"PNG", true, metadataPNG, is("\x89PNG\r\n\x1a\n"), png.DecodeConfig, nil, png.Decode},
		{"WebP", false, metadataWebP, func(head []byte) bool { return is("RIFF")(head) && len(head) >= 12 && string(head[8:12]) == "WEBP" },
			webp.DecodeConfig, nil, webp.Decode},
	}
}

// inspect tells by the first bytes what a file is and refuses what is out of bounds, before
// anything of it is decoded.
func inspect(r io.ReadSeeker) (kind, error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err != nil {
		return kind{}, err
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if err != nil && n == 0 && size > 0 {
		return kind{}, err
	}
	if size > MaxBytes {
		return kind{}, TooLarge()
	}
	known := kinds()
	i := slices.IndexFunc(known, func(k kind) bool { return k.starts(head[:n]) })
	if i < 0 {
		return kind{}, unknown(head[:n])
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return kind{}, err
	}
	config, err := known[i].config(r)
	if err != nil {
		return kind{}, damaged(known[i].name, err)
	}
	if err := bounded(config); err != nil || known[i].bounded == nil {
		return known[i], err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return kind{}, err
	}
	return known[i], known[i].bounded(r)
}

func bounded(c image.Config) error {
	switch pixels := int64(c.Width) * int64(c.Height); {
	case c.Width < 1 || c.Height < 1:
		return refuse(fault.T("ảnh rỗng (0 điểm ảnh); chọn tệp khác", "is empty (0 pixels); choose another file"))
	case c.Width > MaxSide || c.Height > MaxSide || pixels > MaxPixels:
		return refuse(fault.Tf("ảnh %d × %d điểm ảnh, quá lớn: tối đa %d triệu điểm ảnh và mỗi cạnh %d; thu nhỏ rồi tải lại",
			"has %d × %d pixels, too many: at most %d million and %d a side; make it smaller and upload it again", c.Width, c.Height, MaxPixels/1_000_000, MaxSide))
	case pixels*depth(c.ColorModel) > maxDecoded:
		return refuse(fault.T("ảnh 16 bit mỗi màu quá lớn; lưu thành 8 bit rồi tải lại", "is too large at 16 bits a colour; save it with 8 bits and upload it again"))
	}
	return nil
}

// depth is how many bytes a pixel of a colour model takes when it is decoded.
func depth(model color.Model) int64 {
	switch model {
	case color.NRGBA64Model, color.RGBA64Model:
		return 8
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.YCbCrModel:
		return 3
	}
	return 4
}
