package docx

import (
	"bytes"
	"path"
	"strings"

	"github.com/lantoa/lantoa/internal/docx/part"
	"github.com/lantoa/lantoa/internal/text"
)

// maxAlt bounds the description of a picture, in bytes.
const maxAlt = 4000

// shape reads a drawing: its pictures and text boxes come, all else is told of.
func (r *reader) shape(n *part.Node, l *line, alt string) {
	for _, one := range n.Kids {
		if said := described(one); said != "" {
			alt = said
		}
	}
	if said := n.Get("alt"); said != "" { // of VML
		alt = said
	}
	switch n.Name {
	case "w:txbxContent":
		r.box(n)
		return
	case "a:blip":
		r.picture(n, l, alt)
		return
	case "v:imagedata":
		r.picture(n, l, alt)
		return
	case "a:srcRect":
		for _, side := range []string{"l", "t", "r", "b"} {
			if cut := n.Get(side); cut != "" && cut != "0" && !strings.HasPrefix(cut, "-") {
				r.find(cropFound, alt)
				return
			}
		}
	case "c:chart":
		r.find(chartFound, alt)
	case "dgm:relIds":
		r.find(smartArtFound, alt)
	case "o:OLEObject":
		r.find(objectFound, n.Get("ProgID"))
	case "v:textpath": // words bent along a line
		r.say(l, n.Get("string"), format{}, "")
	case "w:control":
		r.find(objectFound, n.Get("w:name"))
	case "a:t": // words in a drawing
		r.find(boxFound, n.Words())
		r.say(l, " "+n.Words(), format{}, "")
		return
	case "mc:AlternateContent":
		n = chosen(n)
	}
	if n == nil {
		return
	}
	for _, one := range n.Kids {
		if part.Local(one.Name) == "chart" && one.Name != "c:chart" {
			r.find(chartFound, alt)
		}
		r.shape(one, l, alt)
	}
}

// described is the description of a drawing, or of one picture of it.
func described(n *part.Node) string {
	switch part.Local(n.Name) {
	case "docPr", "cNvPr":
		if said := n.Get("descr"); said != "" {
			return said
		}
		return n.Get("title")
	case "nvPicPr":
		for _, one := range n.Kids {
			if said := described(one); said != "" {
				return said
			}
		}
	}
	return ""
}

// box reads a text box, whose words stand after the paragraph.
func (r *reader) box(n *part.Node) {
	where := r.where
	r.where = "text box"
	fields := r.fields
	r.fields = nil
	blocks := r.flow(n)
	r.where, r.fields = where, fields
	if r.drop > 0 || len(blocks) == 0 {
		return
	}
	if !captioned(blocks) {
		r.findings.add(boxFound, blocks[0].text())
	}
	r.boxes = append(r.boxes, blocks...)
}

// captioned tells a frame that holds a picture with its caption and nothing else, as
// programs make them.
func captioned(blocks []block) bool {
	pictures := 0
	for _, b := range blocks {
		pictures += len(b.pictures())
		if b.kind != captionBlock && !blank(b.text()) {
			return false
		}
	}
	return pictures > 0
}

// picture takes a picture in that is in the file.
func (r *reader) picture(n *part.Node, l *line, alt string) {
	if !r.showing() {
		return
	}
	one, ok := r.relations.ByID[first(n.Get("r:embed"), n.Get("r:id"), n.Get("r:link"))]
	switch {
	case !ok:
		r.find(lostFound, alt)
		return
	case one.External:
		r.find(outsideFound, one.Target)
		return
	}
	place, ok := r.places[part.Key(one.Target)]
	if !ok {
		if place = r.take(one.Target, alt); r.failed != nil {
			return
		}
		r.places[part.Key(one.Target)] = place
	}
	if place > 0 {
		l.spans = append(l.spans, span{picture: place})
	}
}

func first(names ...string) string {
	for _, one := range names {
		if one != "" {
			return one
		}
	}
	return ""
}

// take reads the bytes of a picture and returns its place from 1, 0 for one that does not come.
func (r *reader) take(target, alt string) int {
	size, ok := r.pack.Size(target)
	if !ok {
		r.find(lostFound, path.Base(target))
		return 0
	}
	if len(r.doc.Pictures) >= maxPictures {
		r.find(manyFound, "")
		return 0
	}
	r.shown += int64(min(size, maxShown+1)) //nolint:gosec // far below the largest
	if r.shown > maxShown {
		r.failed = part.Bomb()
		return 0
	}
	data, err := r.pack.Bytes(target, maxPicture)
	if err != nil {
		r.find(lostFound, path.Base(target))
		return 0
	}
	kind := sniffed(data)
	if kind == "" {
		r.find(typeFound, path.Base(target))
		return 0
	}
	said, _ := text.Line(cutBytes(alt, maxAlt))
	name, _ := text.Line(path.Base(target))
	r.doc.Pictures = append(r.doc.Pictures, Picture{Name: name, Alt: said, Bytes: data, Type: kind})
	return len(r.doc.Pictures)
}

// sniffed is the media type of a picture that stories may show, "" for all others.
func sniffed(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case len(data) > 12 && bytes.HasPrefix(data, []byte("RIFF")) && string(data[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}
