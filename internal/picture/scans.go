package picture

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/lantoa/lantoa/internal/fault"
)

const (
	// mostScans is how often a JPEG may go over its pixels. Programs that save progressive
	// files make 10 or so; each costs the decoder a walk over the whole picture, and takes no
	// more than some 50 bytes of the file.
	mostScans = 64
	// mostHeld is how many bytes the decoder may hold of a JPEG: what a progressive file of
	// [MaxPixels] takes in the form in which cameras save it, and a baseline one in any form.
	mostHeld = 400 << 20
)

// Markers of a JPEG (ITU T.81, table B.1).
const (
	markerSOF0  = 0xc0
	markerSOF1  = 0xc1
	markerSOF2  = 0xc2 // progressive
	markerSOS   = 0xda
	markerEOI   = 0xd9
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerTEM   = 0x01
	markerAPP14 = 0xee
)

// affordable refuses a JPEG that would be decoded for very long, or take very much memory.
// It walks over the markers as the decoder does; what is damaged is the decoder's to tell.
func affordable(r io.Reader) error {
	file := bufio.NewReader(r)
	var found layout
	for {
		marker, err := nextMarker(file)
		if err != nil || marker == markerEOI {
			return found.refused() // a file that ends early is damaged, and takes no less
		}
		payload, err := segment(file)
		if err != nil {
			return found.refused()
		}
		found.add(marker, payload)
		if found.scans > mostScans {
			return found.refused()
		}
	}
}

// segment reads what belongs to a marker.
func segment(file io.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(file, length[:]); err != nil {
		return nil, err
	}
	payload := make([]byte, max(0, int(binary.BigEndian.Uint16(length[:]))-len(length)))
	_, err := io.ReadFull(file, payload)
	return payload, err
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

// layout is what the markers of a JPEG say of the work that it makes.
type layout struct {
	scans int
	held  int64 // bytes of samples and of what the decoder keeps between scans
	// copied is how many bytes more it takes to mix the colours, which it does for four of
	// them, and for three that are red, green and blue.
	copied int64
	names  string // of the components
	adobe  bool   // says that three colours are red, green and blue
}

func (l *layout) add(marker byte, payload []byte) {
	switch marker {
	case markerSOS:
		l.scans++
	case markerSOF0, markerSOF1, markerSOF2:
		l.frame(payload, marker == markerSOF2)
	case markerAPP14: // Adobe's own
		l.adobe = l.adobe || len(payload) >= 12 && string(payload[:5]) == "Adobe" && payload[11] == 0
	}
}

// frame reads the header of a frame (ITU T.81, B.2.2): precision, height, width and the
// number of components, then of each its name, its sampling factors and its table.
func (l *layout) frame(payload []byte, progressive bool) {
	const fixed, each = 6, 3
	if len(payload) < fixed || len(payload) != fixed+each*int(payload[5]) {
		return // which the decoder refuses
	}
	height, width := int64(binary.BigEndian.Uint16(payload[1:])), int64(binary.BigEndian.Uint16(payload[3:]))
	components := payload[fixed:]
	across, down := factors(components)
	if across == 0 || down == 0 {
		return // as above
	}
	units := ((width + 8*across - 1) / (8 * across)) * ((height + 8*down - 1) / (8 * down))
	var samples int64
	names := ""
	for ; len(components) > 0; components = components[each:] {
		h, v := factors(components)
		samples += units * h * v * 64
		names += string(components[:1])
	}
	held := samples
	if progressive { // it keeps a number of 4 bytes for each until the last scan
		held += 4 * samples
	}
	if held > l.held { // the decoder takes one frame; whoever sends more is judged by the largest
		l.held, l.copied, l.names = held, 4*width*height, names
	}
}

// factors are the sampling factors of the first of some components. Of a picture with one
// component they say nothing.
func factors(components []byte) (across, down int64) {
	if len(components) < 3 {
		return 0, 0
	}
	return int64(components[1] >> 4), int64(components[1] & 0x0f)
}

// refused tells what of it is too much.
func (l *layout) refused() error {
	held := l.held
	if n := len(l.names); n == 4 || n == 3 && l.adobe || l.names == "RGB" {
		held += l.copied
	}
	switch {
	case l.scans > mostScans:
		return refuse(fault.Tf("ảnh JPEG chia thành hơn %d lượt quét; mở ra lưu lại rồi tải lên",
			"is a JPEG in more than %d scans; open it, save it anew and upload that", mostScans))
	case held > mostHeld:
		return refuse(fault.Tf("ảnh JPEG lũy tiến cần %d MB bộ nhớ để mở, tối đa %d; lưu lại kiểu baseline (bỏ chọn “progressive”) hoặc thu nhỏ rồi tải lên",
			"is a progressive JPEG that takes %d MB of memory to open, at most %d; save it as baseline (not “progressive”) or make it smaller, and upload that", held>>20, mostHeld>>20))
	}
	return nil
}
