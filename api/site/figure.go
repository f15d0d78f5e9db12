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

func figures(c release.Content) []figure {
	var list []figure
	for _, one := range c.Pictures {
		list = append(list, figureOf(one))
	}
	return list
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
