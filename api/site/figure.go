package site

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
)

// figure is a picture on a page, in the sizes among which browsers choose.
type figure struct {
	Source  string
	Sources string // srcset
	Width   int    // pixels
	Height  int
	Alt     string
	Caption string
	Credit  string
	Licence string
}

// widest is the widest file that pages show, in pixels; the column is 672 wide.
const widest = 1280

// beside are the pictures that stand above and below the text: those that it does not show
// itself. The cover is the first of all.
func beside(c release.Content) (cover *figure, others []figure) {
	for i, one := range c.Pictures {
		if one.ShownIn(c.Revision.Body) {
			continue
		}
		if f := figureOf(one); i == 0 {
			cover = &f
		} else {
			others = append(others, f)
		}
	}
	return cover, others
}

func figureOf(p release.Picture) figure {
	local := render.Addresses{}
	f := figure{Alt: p.Alt, Caption: p.Caption, Credit: p.Credit, Licence: p.Licence}
	var sources []string
	for _, file := range p.Files {
		if file.Width > widest && f.Source != "" {
			break
		}
		f.Source, f.Width, f.Height = local.Picture(file), file.Width, file.Height
		sources = append(sources, f.Source+" "+strconv.Itoa(file.Width)+"w")
	}
	f.Sources = strings.Join(sources, ", ")
	return f
}

// thumbnail is the narrowest file of the cover; nil without a cover.
func thumbnail(c release.Content) *figure {
	if len(c.Pictures) == 0 {
		return nil
	}
	cover := c.Pictures[0]
	cover.Files = slices.Clone(cover.Files[:1])
	f := figureOf(cover)
	return &f
}

// previewed is the picture that other sites show with a link to the page.
type previewed struct {
	URL    string
	Type   string
	Width  int
	Height int
	Alt    string
}

func (s *Site) previewed(c release.Content) *previewed {
	if len(c.Pictures) == 0 {
		return nil
	}
	cover := c.Pictures[0]
	return &previewed{URL: render.Addresses{Public: s.o.PublicURL}.Picture(cover.Card), Type: cover.Card.Type, Width: cover.Card.Width, Height: cover.Card.Height, Alt: cover.Alt}
}
