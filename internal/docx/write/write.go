// Package write writes stories as Word files (ECMA-376 part 1) that Word and LibreOffice open and
// package docx reads again.
package write

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Story is what is written as a Word file.
type Story struct {
	Lang    string // BCP 47
	Title   string
	Lead    string
	Body    string // HTML of the one allow-list
	Unit    string // whose story it is, as readers know it
	Address string // where it stands
	Notes   []Told // what readers are told of changes, newest first
	// Lines are what stands below the text: where it comes from, when it was written.
	Lines    []string
	Keywords []string
	At       time.Time // of the text; the file bears it as its time
	Pictures []Illustration
}

// Told is a note to readers.
type Told struct {
	Label string // such as "Đính chính, 10/11/2025"
	Words string
}

// Illustration is a picture of a story.
type Illustration struct {
	// Addresses are those by which the body may show it. Pictures that it does not show come
	// before it, the first one, and after it.
	Addresses []string
	Alt       string
	Caption   string
	Credit    string // with its label
	Type      string // "image/jpeg" or "image/png"
	Width     int    // pixels
	Height    int
	Bytes     []byte
}

// maxLevel is the number of levels of a list (ECMA-376 part 1, 17.9.6).
const maxLevel = 9

// File makes the Word file of a story; the same story makes the same bytes.
func File(s Story) ([]byte, error) {
	w := &scribe{story: s, lang: spoken(s.Lang), byAddress: map[string]int{}}
	for i, one := range s.Pictures {
		for _, address := range one.Addresses {
			if len(one.Bytes) > 0 {
				w.byAddress[address] = i
			}
		}
	}
	if err := w.compose(); err != nil {
		return nil, err
	}
	return w.bundle()
}

// spoken is the tag that word processors know a language by, with its country.
func spoken(lang string) string {
	countries := map[string]string{"vi": "VN", "en": "GB", "lo": "LA", "th": "TH", "km": "KH", "my": "MM", "id": "ID", "ms": "MY", "fil": "PH", "tet": "TL", "zh": "CN", "fr": "FR", "ja": "JP", "ko": "KR", "ta": "SG"}
	if country := countries[lang]; country != "" {
		return lang + "-" + country
	}
	return lang
}

// bundle puts the parts together.
func (w *scribe) bundle() ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	add := func(name string, data []byte) error {
		part, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		_, err = part.Write(data)
		return err
	}
	for _, one := range w.parts() {
		if err := add(one.name, []byte(xmlHead+one.xml)); err != nil {
			return nil, err
		}
	}
	for i, n := range w.used {
		if err := add("word/"+w.mediaName(i), w.story.Pictures[n].Bytes); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// mediaName is the name of a picture by the order in which it was used.
func (w *scribe) mediaName(i int) string {
	ending := ".png"
	if w.story.Pictures[w.used[i]].Type == "image/jpeg" {
		ending = ".jpg"
	}
	return "media/image" + strconv.Itoa(i+1) + ending
}

type xmlPart struct{ name, xml string }

// parts are all but the pictures, the table of types first.
func (w *scribe) parts() []xmlPart {
	return []xmlPart{
		{"[Content_Types].xml", typesPart},
		{"_rels/.rels", rootRelations},
		{"docProps/core.xml", w.properties()},
		{"docProps/app.xml", appPart},
		{"word/document.xml", `<w:document` + namespaces + `><w:body>` + w.b.String() + pagePart + `</w:body></w:document>`},
		{"word/_rels/document.xml.rels", w.documentRelations()},
		{"word/footnotes.xml", w.footnotesPart()},
		{"word/_rels/footnotes.xml.rels", w.noteRelations()},
		{"word/numbering.xml", w.numberingPart()},
		{"word/settings.xml", settingsPart},
		{"word/styles.xml", stylesPart(w.lang)},
	}
}

// properties are what the file says of itself (ECMA-376 part 2, 8).
func (w *scribe) properties() string {
	s := w.story
	at := s.At.UTC().Truncate(time.Second).Format(time.RFC3339)
	var b strings.Builder
	b.WriteString(`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" ` +
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, one := range []struct{ name, words string }{{"dc:title", s.Title}, {"dc:creator", s.Unit}, {"cp:keywords", strings.Join(s.Keywords, ", ")},
		{"dc:description", s.Lead}, {"dc:identifier", s.Address}, {"dc:language", w.lang}} {
		if one.words != "" {
			b.WriteString("<" + one.name + ">" + escape(one.words) + "</" + one.name + ">")
		}
	}
	if !s.At.IsZero() {
		fmt.Fprintf(&b, `<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified>`, at, at)
	}
	b.WriteString(`</cp:coreProperties>`)
	return b.String()
}

func (w *scribe) documentRelations() string {
	var b strings.Builder
	b.WriteString(relationsHead)
	for i, kind := range []string{"styles", "numbering", "settings", "footnotes"} {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s%s" Target="%s.xml"/>`, i+1, relationKind, kind, kind)
	}
	for i := range w.used {
		fmt.Fprintf(&b, `<Relationship Id="rIdP%d" Type="%simage" Target="%s"/>`, i+1, relationKind, w.mediaName(i))
	}
	for i, to := range w.links {
		b.WriteString(linkRelation(i, to))
	}
	return b.String() + "</Relationships>"
}

// noteRelations are those of the notes, which have the links of the whole file.
func (w *scribe) noteRelations() string {
	var b strings.Builder
	b.WriteString(relationsHead)
	for i, to := range w.links {
		b.WriteString(linkRelation(i, to))
	}
	return b.String() + "</Relationships>"
}

func linkRelation(i int, to string) string {
	return fmt.Sprintf(`<Relationship Id="rIdL%d" Type="%shyperlink" Target="%s" TargetMode="External"/>`, i+1, relationKind, escape(to))
}

func (w *scribe) footnotesPart() string {
	var b strings.Builder
	b.WriteString(`<w:footnotes` + namespaces + `><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
		`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
	for i, one := range w.notes {
		fmt.Fprintf(&b, `<w:footnote w:id="%d">%s</w:footnote>`, i+1, one)
	}
	return b.String() + `</w:footnotes>`
}

// numberingPart has one definition for bullets and one for numbers, and a list of its own
// for each list of the text, so that each counts for itself.
func (w *scribe) numberingPart() string {
	var b strings.Builder
	b.WriteString(`<w:numbering` + namespaces + `>`)
	for kind, one := range []struct{ format, text string }{{"bullet", "•"}, {"decimal", ""}, {"lowerLetter", ""}, {"upperLetter", ""}, {"lowerRoman", ""}, {"upperRoman", ""}} {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="hybridMultilevel"/>`, kind)
		for level := range maxLevel {
			text := one.text
			if text == "" {
				text = "%" + strconv.Itoa(level+1) + "."
			}
			fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="360"/></w:pPr></w:lvl>`,
				level, one.format, text, 720+360*level)
		}
		b.WriteString(`</w:abstractNum>`)
	}
	for i, one := range w.lists {
		kind := 0
		if one.ordered {
			kind = 1 + max(0, slices.Index([]string{"", "a", "A", "i", "I"}, one.kind))
		}
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/><w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride></w:num>`, i+1, kind, one.level, one.start)
	}
	return b.String() + `</w:numbering>`
}
