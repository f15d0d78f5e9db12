package picture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/lantoa/lantoa/internal/fault"
)

// mostScans is how often a JPEG may go over its pixels. Programs that save progressive files
// make 10 or so; each costs the decoder a walk over the whole picture, and takes no more than
// some 50 bytes of the file.
const mostScans = 64

// Markers of a JPEG (ITU T.81, table B.1).
const (
	markerSOS  = 0xda
	markerEOI  = 0xd9
	markerRST0 = 0xd0
	markerRST7 = 0xd7
	markerSOI  = 0xd8
	markerTEM  = 0x01
)

// fewScans refuses a JPEG that would be decoded for very long. It walks over the markers as
// the decoder does; what is damaged is the decoder's to tell.
func fewScans(r io.Reader) error {
	file := bufio.NewReader(r)
	for scans := 0; ; {
		marker, err := nextMarker(file)
		if err != nil || marker == markerEOI {
			return nil //nolint:nilerr // a file that ends early is damaged, not slow
		}
		if marker == markerSOS {
			if scans++; scans > mostScans {
				return refuse(fault.Tf("ảnh JPEG chia thành hơn %d lượt quét; mở ra lưu lại rồi tải lên",
					"is a JPEG in more than %d scans; open it, save it anew and upload that", mostScans))
			}
		}
		var length [2]byte
		if _, err := io.ReadFull(file, length[:]); err != nil {
			return nil //nolint:nilerr // as above
		}
		if _, err := file.Discard(max(0, int(binary.BigEndian.Uint16(length[:]))-len(length))); err != nil {
			return nil //nolint:nilerr // as above
		}
	}
}

// nextMarker passes over data, and over markers that nothing belongs to.
func nextMarker(file *bufio.Reader) (byte, error) {
	for {
		if _, err := file.ReadSlice(0xff); errors.Is(err, bufio.ErrBufferFull) {
			continue
		} else if err != nil {
			return 0, err
		}
		marker := byte(0xff)
		for marker == 0xff { // fill bytes
			var err error
			if marker, err = file.ReadByte(); err != nil {
				return 0, err
			}
		}
		switch {
		case marker == 0, marker == markerTEM, marker == markerSOI, markerRST0 <= marker && marker <= markerRST7:
		default:
			return marker, nil
		}
	}
}
