package connector_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/lantoa/lantoa/internal/connector"
)

// opened is a Media that gives the same file for every hash.
type opened struct{ file func() io.Reader }

func (o opened) Open(context.Context, string) (io.ReadCloser, error) {
	if o.file == nil {
		return nil, errors.New("not there")
	}
	return io.NopCloser(o.file()), nil
}

// A picture is read when it is as long as it was, and sound to its end; nothing else is sent.
func TestReadingAPicture(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file  func() io.Reader
		size  int64
		class connector.Class
	}{
		"as it was":    {func() io.Reader { return bytes.NewBufferString("four") }, 4, connector.OK},
		"byte by byte": {func() io.Reader { return iotest.OneByteReader(bytes.NewBufferString("four")) }, 4, connector.OK},
		"shorter":      {func() io.Reader { return bytes.NewBufferString("fou") }, 4, connector.Transient},
		"longer":       {func() io.Reader { return bytes.NewBufferString("fourt") }, 4, connector.Transient},
		"broken":       {func() io.Reader { return iotest.ErrReader(io.ErrClosedPipe) }, 4, connector.Transient},
		"spoilt at end": {func() io.Reader {
			return io.MultiReader(bytes.NewBufferString("four"), iotest.ErrReader(io.ErrClosedPipe))
		}, 4, connector.Transient},
		"without a size": {func() io.Reader { return bytes.NewBufferString("") }, 0, connector.Transient},
		"not there":      {nil, 4, connector.Transient},
	} {
		data, outcome := connector.Picture{Size: c.size}.Read(t.Context(), opened{c.file})
		if outcome.Class != c.class || (string(data) == "four") != (c.class == connector.OK) {
			t.Errorf("%s: %q, %+v", name, data, outcome)
		}
	}
}

// Reading takes the memory of the picture and hardly more.
func TestAPictureTakesItsOwnMemory(t *testing.T) {
	const size = 10 << 20
	file := bytes.Repeat([]byte{1}, size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	data, outcome := connector.Picture{Size: size}.Read(t.Context(), opened{func() io.Reader { return bytes.NewReader(file) }})
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; len(data) != size || took > size+size/20 {
		t.Errorf("%d bytes of memory for %d; %+v", took, size, outcome)
	}
}
