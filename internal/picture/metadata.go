package picture

import (
	"context"
	"fmt"
	"image"
	"io"
	"strings"
	"time"

	"github.com/bep/imagemeta"

	"github.com/lantoa/lantoa/internal/text"
)

// Said is what a file says of itself in its EXIF, IPTC and XMP metadata, of which nothing
// is kept in the files that are made. Where it was taken is not read.
type Said struct {
	Description string `json:"description,omitempty"`
	Creator     string `json:"creator,omitempty"`
	Credit      string `json:"credit,omitempty"`
	Copyright   string `json:"copyright,omitempty"`
	// Source is the IPTC digital source type, such as "trainedAlgorithmicMedia" for a picture
	// that a machine made up.
	Source string `json:"source,omitempty"`
}

// longest bounds what is read of each thing that is said, in graphemes.
const longest = 1000

// patience is how long metadata may take to be read.
const patience = 2 * time.Second

// bound is a file that cannot be read for longer than its context lasts.
type bound struct {
	io.ReadSeeker
	ctx context.Context // io.Reader takes none
}

func (b *bound) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.ReadSeeker.Read(p)
}

func (b *bound) Seek(offset int64, whence int) (int64, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.ReadSeeker.Seek(offset, whence)
}

type metadataFormat = imagemeta.ImageFormat

const (
	metadataJPEG = imagemeta.JPEG
	metadataPNG  = imagemeta.PNG
	metadataWebP = imagemeta.WebP
)

// readMetadata reads what the file says of itself. Metadata that cannot be read says
// nothing: the picture itself may be sound.
func readMetadata(r io.ReadSeeker, format metadataFormat) (Said, orientation) {
	var said Said
	upright := orientation(1)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return said, upright
	}
	fields := map[string]*string{
		"Caption-Abstract": &said.Description, "description": &said.Description, "ImageDescription": &said.Description,
		"By-line": &said.Creator, "creator": &said.Creator, "Artist": &said.Creator,
		"Credit":          &said.Credit,
		"CopyrightNotice": &said.Copyright, "rights": &said.Copyright, "Copyright": &said.Copyright,
		"DigitalSourceType": &said.Source,
	}
	wanted := func(tag imagemeta.TagInfo) bool {
		return fields[tag.Tag] != nil || fields[lowerFirst(tag.Tag)] != nil || tag.Tag == "Orientation" ||
			tag.Tag == "CodedCharacterSet" // by which the reader decodes the others
	}
	// The reader's own timeout leaves it at work on the file behind our back.
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: &bound{r, ctx}, ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP, ShouldHandleTag: wanted,
		LimitNumTags: 2000, LimitTagSize: 32 << 10,
		HandleTag: func(tag imagemeta.TagInfo) error {
			if tag.Tag == "Orientation" && tag.Source == imagemeta.EXIF {
				upright = orientationOf(tag.Value)
				return nil
			}
			into := fields[tag.Tag]
			if into == nil {
				into = fields[lowerFirst(tag.Tag)]
			}
			if into != nil && *into == "" {
				*into = words(tag.Value)
			}
			return nil
		},
	})
	said.Source = said.Source[strings.LastIndex(said.Source, "/")+1:]
	return said, upright
}

// lowerFirst spells a name of XMP as its schema does, which the reader capitalises.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// words brings what a file says to the form in which texts are kept.
func words(value any) string {
	s := fmt.Sprint(value)
	if list, ok := value.([]string); ok {
		s = strings.Join(list, ", ")
	}
	clean, err := text.Clean(s)
	if err != nil {
		return "" // in a charset that nobody names
	}
	return text.Cut(clean, longest)
}

// orientation is how the camera was held, as EXIF counts it: 1 is upright (EXIF 2.32, 4.6.4).
type orientation int

func orientationOf(value any) orientation {
	if n, ok := value.(uint16); ok && n >= 1 && n <= 8 {
		return orientation(n)
	}
	return 1
}

// turn sets a picture upright.
func (o orientation) turn(from *image.RGBA) *image.RGBA {
	if o == 1 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if o >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			fx, fy := o.source(x, y, w, h)
			to.SetRGBA(x, y, from.RGBAAt(from.Rect.Min.X+fx, from.Rect.Min.Y+fy))
		}
	}
	return to
}

// source is where in a picture of w × h lies what is shown upright at (x, y).
func (o orientation) source(x, y, w, h int) (fromX, fromY int) {
	switch o {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
