package outbound

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
)

// Form is a body of fields and files (multipart/form-data, RFC 7578).
type Form struct {
	Fields url.Values // the first value of each counts
	Files  []FormFile
}

// FormFile is one file of a form.
type FormFile struct {
	Field, Name, Type string
	Data              []byte
}

// open gives the body as it leaves, its length, and the header that names its boundary. Files
// are read where they stand: a copy of an album would take several times its size.
func (f Form) open() (io.Reader, int64, http.Header, error) {
	var frame bytes.Buffer // all but the files
	w := multipart.NewWriter(&frame)
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		if err := w.WriteField(name, f.Fields.Get(name)); err != nil {
			return nil, 0, nil, err
		}
	}
	places := make([]int, len(f.Files)) // of each file within the frame
	for i, one := range f.Files {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", multipart.FileContentDisposition(one.Field, one.Name))
		header.Set("Content-Type", one.Type)
		if _, err := w.CreatePart(header); err != nil {
			return nil, 0, nil, err
		}
		places[i] = frame.Len()
	}
	if err := w.Close(); err != nil {
		return nil, 0, nil, err
	}
	length, from := int64(frame.Len()), 0
	var parts []io.Reader
	for i, one := range f.Files {
		parts = append(parts, bytes.NewReader(frame.Bytes()[from:places[i]]), bytes.NewReader(one.Data))
		from = places[i]
		length += int64(len(one.Data))
	}
	parts = append(parts, bytes.NewReader(frame.Bytes()[from:]))
	return io.MultiReader(parts...), length, http.Header{"Content-Type": {w.FormDataContentType()}}, nil
}
