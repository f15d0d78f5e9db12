package outbound

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
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

// Encode gives the body with the header that names its boundary.
func (f Form) Encode() (http.Header, []byte, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name := range f.Fields {
		if err := w.WriteField(name, f.Fields.Get(name)); err != nil {
			return nil, nil, err
		}
	}
	for _, one := range f.Files {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", multipart.FileContentDisposition(one.Field, one.Name))
		header.Set("Content-Type", one.Type)
		part, err := w.CreatePart(header)
		if err == nil {
			_, err = part.Write(one.Data)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	return http.Header{"Content-Type": {w.FormDataContentType()}}, body.Bytes(), nil
}
