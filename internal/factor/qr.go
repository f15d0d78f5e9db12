package factor

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the margin of a QR code in modules (ISO/IEC 18004, section 5.3.8).
const quiet = 4

// Drawing is a QR code as a picture of vectors.
type Drawing struct {
	Side int    // of the square in modules, the margin included
	Path string // of the dark modules, as the attribute d of an SVG path
}

// Draw draws what an authenticator app reads with the phone's camera: the URI, which holds
// the secret.
func (e Enrolment) Draw() (Drawing, error) {
	code, err := qr.Encode(e.URI.Reveal(), qr.M, qr.Unicode) // a byte a character, as the URI has no others
	if err != nil {
		return Drawing{}, fmt.Errorf("QR code of a second factor: %w", err)
	}
	size := code.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; {
			from := x
			for x < size && code.At(x, y) == color.Black {
				x++
			}
			if x > from {
				path.WriteString("M" + strconv.Itoa(quiet+from) + " " + strconv.Itoa(quiet+y) + "h" + strconv.Itoa(x-from) + "v1H" + strconv.Itoa(quiet+from) + "z")
			}
			x++
		}
	}
	return Drawing{Side: size + 2*quiet, Path: path.String()}, nil
}
