package word

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"strings"

	"github.com/lantoa/lantoa/internal/docx/write"
	"github.com/lantoa/lantoa/internal/text"
)

//go:embed print.html
var printed string

//go:embed print.css
var style string

// page makes printed pages. They run nothing and load nothing: the style is named by its
// hash, and pictures are part of the page.
type page struct {
	shape  *template.Template
	html   *text.HTML
	policy string
}

func newPage() *page {
	sum := sha256.Sum256([]byte(style))
	return &page{shape: template.Must(template.New("print").Parse(printed)), html: text.NewHTML(),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
}

// figure is a picture beside the text.
type figure struct {
	Source  template.URL
	Alt     string
	Caption string
	Width   int
	Height  int
}

type printing struct {
	write.Story
	Style   template.CSS
	HTML    template.HTML
	Cover   *figure
	Figures []figure
}

// maxPage bounds the bytes of pictures that stand in a page again and again, such as a line made
// of a picture: each time is a copy.
const maxPage = 32 << 20

func (p *page) of(s write.Story) ([]byte, error) {
	body := p.html.Sanitize(s.Body)
	view := printing{Story: s, Style: template.CSS(style)} //nolint:gosec // our own
	room := maxPage
	for i, one := range s.Pictures {
		source := "data:" + one.Type + ";base64," + base64.StdEncoding.EncodeToString(one.Bytes)
		shown := false
		for _, address := range one.Addresses {
			mark := `src="` + address + `"`
			if n := strings.Count(body, mark); n > 0 {
				fit := min(n, max(1, room/len(source))) // one more shows its words alone
				body, shown = strings.Replace(body, mark, `src="`+source+`"`, fit), true
				room -= fit * len(source)
			}
		}
		beside := figure{Source: template.URL(source), Alt: one.Alt, Caption: strings.TrimSpace(one.Caption + " " + one.Credit), Width: one.Width, Height: one.Height} //nolint:gosec // made here
		switch {
		case shown:
		case i == 0:
			view.Cover = &beside
		default:
			view.Figures = append(view.Figures, beside)
		}
	}
	view.HTML = template.HTML(body) //nolint:gosec // it has just gone through the allow-list
	var out bytes.Buffer
	err := p.shape.Execute(&out, view)
	return out.Bytes(), err
}
