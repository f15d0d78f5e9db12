package feed

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
)

// Picture is one picture of an item. Its address must be there for as long as the item is.
type Picture struct {
	URL    string
	Type   string // media type
	Size   int64  // bytes
	Width  int    // pixels
	Height int    // pixels
	// Thumbnail is the address of a small copy; empty without one.
	Thumbnail string
	Alt       string // plain text, as are the others
	Caption   string
	Credit    string
	Licence   string // on what terms it may be used
	InText    bool   // the text shows it itself
}

// pictures are those of a usable item, the cover first.
func (it Item) pictures() []Picture {
	if it.Status == Canceled {
		return nil
	}
	return it.Pictures
}

// Figure writes a picture as HTML, with what is said of it below.
func (p Picture) Figure() string {
	var b strings.Builder
	b.WriteString(`<figure><img src="` + html.EscapeString(p.URL) + `" alt="` + html.EscapeString(line(p.Alt)) + `" width="` + strconv.Itoa(p.Width) +
		`" height="` + strconv.Itoa(p.Height) + `"/>`)
	if words := p.words(); words != "" {
		b.WriteString("<figcaption>" + escape(words) + "</figcaption>")
	}
	b.WriteString("</figure>")
	return b.String()
}

// words are what readers see below a picture.
func (p Picture) words() string {
	list := slices.DeleteFunc([]string{line(p.Caption), line(p.Credit), line(p.Licence)}, func(s string) bool { return s == "" })
	return strings.Join(list, " – ")
}

// Illustrated is a text with its pictures: the cover above it, the others below;
// those that the text shows itself stand there alone.
func Illustrated(text string, pictures []Picture) string {
	var above, below string
	for i, p := range pictures {
		switch {
		case p.InText:
		case i == 0:
			above = p.Figure()
		default:
			below += p.Figure()
		}
	}
	return above + text + below
}

func (p Picture) check() error {
	if err := checkURL("picture", p.URL); err != nil {
		return err
	}
	if p.Thumbnail != "" {
		if err := checkURL("thumbnail", p.Thumbnail); err != nil {
			return err
		}
	}
	if !strings.HasPrefix(p.Type, "image/") || p.Size < 1 || p.Width < 1 || p.Height < 1 {
		return fmt.Errorf("picture %s: %q of %d bytes, %d × %d", p.URL, p.Type, p.Size, p.Width, p.Height)
	}
	return nil
}
