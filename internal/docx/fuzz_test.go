package docx_test

import (
	"testing"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/text"
)

// FuzzRead: no bytes make the reader fall over, and whatever it reads the allow-list takes
// unchanged.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"changes.docx", "pictures.docx", "tcvn3.docx"} {
		f.Add(corpus(f, name), false)
	}
	f.Add(made(paragraph("x")), true)
	f.Fuzz(func(t *testing.T, file []byte, reject bool) {
		d, err := docx.Read(file, docx.Options{Reject: reject})
		if err != nil {
			return
		}
		holdsDocument(t, d)
	})
}

// FuzzReadBody puts bytes where the words stand, past the archive that hides them.
func FuzzReadBody(f *testing.F) {
	f.Add(paragraph("x")+`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>`+paragraph("y")+`</w:tc></w:tr></w:tbl>`, false)
	f.Add(`<w:p><w:ins w:author="A"><w:del w:author="B">`+run("x")+`</w:del></w:ins><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "http://a</w:instrText></w:r></w:p>`, true)
	f.Fuzz(func(t *testing.T, body string, reject bool) {
		d, err := docx.Read(made(body), docx.Options{Reject: reject})
		if err != nil {
			return
		}
		holdsDocument(t, d)
	})
}

func holdsDocument(t *testing.T, d docx.Document) {
	t.Helper()
	if clean := text.NewHTML().Sanitize(d.Body); clean != d.Body {
		t.Errorf("the allow-list changes the body:\n%s\n%s", d.Body, clean)
	}
	for i, c := range d.Changes {
		if c.ID != i+1 || c.Kind == "" {
			t.Errorf("change %d is %+v", i, c)
		}
	}
}
