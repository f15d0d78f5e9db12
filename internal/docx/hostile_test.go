package docx_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/fault"
)

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"`

// leading is a list of relations of the text: kind and target in turn.
func leading(pairs ...string) string {
	list := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for i := 0; i < len(pairs); i += 2 {
		list += fmt.Sprintf(`<Relationship Id="r%d" Type="%s/%s" Target="%s"/>`, i/2, office, pairs[i], pairs[i+1])
	}
	return list + `</Relationships>`
}

// withParts is a file whose text leads to parts of its own.
func withParts(body, leads string, more ...string) []byte {
	return zipped(append([]string{
		"[Content_Types].xml", `<Types><Default Extension="xml" ContentType="application/xml"/></Types>`, "_rels/.rels", leading("officeDocument", "word/document.xml"),
		"word/_rels/document.xml.rels", leads, "word/document.xml", `<w:document ` + wordSpace + ` xmlns:r="` + office + `"><w:body>` + body + `</w:body></w:document>`,
	}, more...)...)
}

// TestWorkIsInProportion: small files whose reading would go through the same things again and
// again. Each takes well under a second; without its bound, a minute or far more.
func TestWorkIsInProportion(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("<x/>", 60_000)
	notes := strings.Repeat(`<w:r><w:footnoteReference w:id="1"/></w:r>`, 4000)
	var headers, references strings.Builder
	for i := range 1 << 9 { // one part by many names
		name := []byte("headerpart")
		for bit := range 9 {
			if i&(1<<bit) != 0 {
				name[bit] -= 'a' - 'A'
			}
		}
		fmt.Fprintf(&headers, `<Relationship Id="h%d" Type="%s/header" Target="%s.xml"/>`, i, office, name)
		fmt.Fprintf(&references, `<w:headerReference r:id="h%d"/>`, i)
	}
	header := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + headers.String() + `</Relationships>`
	abstract := `<w:abstractNum w:abstractNumId="1">` + filler + `</w:abstractNum>`
	long := `<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="` + strings.Repeat("%1 ", 1_000_000) + `"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>`
	for name, file := range map[string][]byte{
		"relations of notes": withParts("<w:p>"+notes+"</w:p>", leading("footnotes", "footnotes.xml"), "word/footnotes.xml", `<w:footnotes `+wordSpace+`><w:footnote w:id="1">`+paragraph("x")+`</w:footnote></w:footnotes>`,
			"word/_rels/footnotes.xml.rels", "<Relationships>"+filler+"</Relationships>"),
		"one header": withParts(paragraph("x")+"<w:sectPr>"+references.String()+"</w:sectPr>", header, "word/headerpart.xml", `<w:hdr `+wordSpace+`>`+filler+`</w:hdr>`),
		"a long style": withParts(strings.Repeat(`<w:p><w:pPr><w:pStyle w:val="s"/></w:pPr></w:p>`, 30_000), leading("styles", "styles.xml"), "word/styles.xml",
			`<w:styles `+wordSpace+`><w:style w:styleId="s">`+filler+`<w:name w:val="x"/></w:style></w:styles>`),
		"a long definition of lists": withParts(strings.Repeat(paragraph("x"), 10), leading("numbering", "numbering.xml"), "word/numbering.xml",
			`<w:numbering `+wordSpace+`>`+abstract+strings.Repeat(`<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>`, 60_000)+`</w:numbering>`),
		"a long label": withParts(strings.Repeat(`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>`, 3000), leading("numbering", "numbering.xml"), "word/numbering.xml",
			`<w:numbering `+wordSpace+`>`+long+`</w:numbering>`),
		"paragraphs that run on": made(strings.Repeat(`<w:p><w:pPr><w:rPr><w:del w:author="A"/></w:rPr></w:pPr>`+run("x ")+`</w:p>`, 60_000)),
	} {
		begun := time.Now()
		if _, err := docx.Read(file, docx.Options{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(begun); took > 20*time.Second { // on a busy machine; without the bounds it is minutes
			t.Errorf("%s: %s", name, took)
		}
	}
}

// TestManyAttributes are refused before they take the memory of the machine.
func TestManyAttributes(t *testing.T) {
	t.Parallel()
	if _, err := docx.Read(made(`<w:p`+strings.Repeat(` a=""`, 2000)+`/>`), docx.Options{}); !fault.Is(err, fault.BodyTooLarge) {
		t.Errorf("2,000 attributes: %v", err)
	}
}

// TestOneReading: what could be read in two ways is refused, or read in the order of the file.
func TestOneReading(t *testing.T) {
	t.Parallel()
	two := zipped("[Content_Types].xml", "<Types/>", "_rels/.rels", leading("officeDocument", "word/a.xml", "officeDocument", "word/b.xml"), "word/a.xml", "<x/>", "word/b.xml", "<x/>")
	if _, err := docx.Read(two, docx.Options{}); !fault.Is(err, fault.ValidationFailed) {
		t.Errorf("two texts: %v", err)
	}
	styles := func(name string) string {
		return `<w:styles ` + wordSpace + `><w:style w:styleId="s"><w:name w:val="` + name + `"/></w:style></w:styles>`
	}
	body := `<w:p><w:r><w:t>một</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="s"/></w:pPr><w:r><w:t>hai</w:t></w:r></w:p>`
	file := withParts(body, leading("styles", "a.xml", "styles", "b.xml"), "word/a.xml", styles("Quote"), "word/b.xml", styles("Normal"))
	for range 20 {
		if d := read(t, file, docx.Options{}); d.Body != "<p>một</p><blockquote><p>hai</p></blockquote>" {
			t.Fatalf("the first styles do not count: %s", d.Body)
		}
	}
}

// TestStampsAreFoundAnywhere: the original is kept, so a mark of secrecy counts wherever it is.
func TestStampsAreFoundAnywhere(t *testing.T) {
	t.Parallel()
	part := func(name, words string) string {
		return `<w:` + name + ` ` + wordSpace + `>` + words + `</w:` + name + `>`
	}
	watermark := `<w:p><w:r><w:pict><v:shape><v:textpath string="TUYỆT MẬT"/></v:shape></w:pict></w:r></w:p>`
	for name, one := range map[string]struct {
		file []byte
		want string
	}{
		"a watermark":           {withParts(paragraph("x")+`<w:sectPr><w:headerReference r:id="r0"/></w:sectPr>`, leading("header", "h.xml"), "word/h.xml", part("hdr", watermark)), "TUYỆT MẬT"},
		"removed":               {made(`<w:p><w:del w:author="A"><w:r><w:delText>TỐI MẬT</w:delText></w:r></w:del>` + run("Thông báo") + `</w:p>`), "TỐI MẬT"},
		"before it was changed": {made(`<w:p><w:del w:author="A"><w:r><w:delText>TỐI </w:delText></w:r></w:del>` + run("MẬT") + `<w:ins w:author="A">` + run(" ong") + `</w:ins></w:p>`), "TỐI MẬT"},
		"hidden":                {made(`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>MẬT</w:t></w:r></w:p>` + paragraph("x")), "MẬT"},
		"on a line of its own":  {made(`<w:p>` + run("UBND TỈNH") + `<w:r><w:br/></w:r>` + run("MẬT") + `<w:r><w:br/></w:r>` + run("Số: 12") + `</w:p>`), "MẬT"},
		"letters apart":         {made(paragraph("T Ố I  M Ậ T")), "T Ố I M Ậ T"},
		"a look-alike":          {made(paragraph("ÐỘ MẬT: MẬT")), "ÐỘ MẬT: MẬT"},
		"in a comment":          {withParts(paragraph("x"), leading("comments", "c.xml"), "word/c.xml", part("comments", `<w:comment w:id="1">`+paragraph("TỐI MẬT")+`</w:comment>`)), "TỐI MẬT"},
		"a note of nothing":     {withParts(paragraph("x"), leading("footnotes", "f.xml"), "word/f.xml", part("footnotes", `<w:footnote w:id="9">`+paragraph("MẬT")+`</w:footnote>`)), "MẬT"},
		"honey":                 {made(paragraph("mật") + paragraph("Mật ong")), ""},
	} {
		d := read(t, one.file, docx.Options{})
		if got := strings.Join(d.Stamps, ", "); got != one.want {
			t.Errorf("%s: %q, want %q", name, got, one.want)
		}
	}
}

// TestNoWordIsLost in files that other programs wrote badly, or that are damaged.
func TestNoWordIsLost(t *testing.T) {
	t.Parallel()
	begin, separate := `<w:r><w:fldChar w:fldCharType="begin"/></w:r>`, `<w:r><w:fldChar w:fldCharType="separate"/></w:r>`
	for name, one := range map[string]struct {
		body, want string
		found      []string
	}{
		"a field that does not end":  {`<w:p>` + begin + `<w:r><w:instrText> PAGE </w:instrText></w:r>` + run("một") + `</w:p>` + paragraph("hai"), "<p>một</p><p>hai</p>", nil},
		"words in the code":          {`<w:p>` + begin + run("mã") + separate + run("kết quả") + `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "<p>kết quả</p>", []string{"field_code 1"}},
		"words outside of runs":      {`<w:p><w:t>một</w:t></w:p>`, "<p>một</p>", nil},
		"runs outside of paragraphs": {run("một") + paragraph("hai"), "<p>một</p><p>hai</p>", nil},
		"a wrapper":                  {`<x:sect xmlns:x="urn:x">` + paragraph("một") + `</x:sect>`, "<p>một</p>", nil},
		"a wrapper in a paragraph":   {`<w:p><x:y xmlns:x="urn:x">` + run("một") + `</x:y></w:p>`, "<p>một</p>", nil},
		"a wrapper of rows":          {`<w:tbl><x:y xmlns:x="urn:x"><w:tr><w:tc>` + paragraph("một") + `</w:tc></w:tr></x:y></w:tbl>`, "<table><tbody><tr><td>một</td></tr></tbody></table>", nil},
		"a run in a run":             {`<w:p><w:r>` + run("một") + `</w:r></w:p>`, "<p>một</p>", nil},
		"a note alone":               {`<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>`, "<p><sup>[1]</sup></p><hr/><p>[1]</p>", nil},
		"another document":           {`<w:p>` + run("một") + `<w:subDoc r:id="x"/></w:p>`, "<p>một</p>", []string{"embedded_document 1"}},
		"a control":                  {`<w:p>` + run("một") + `<w:r><w:object><w:control w:name="nút"/></w:object></w:r></w:p>`, "<p>một</p>", []string{"embedded_object 1"}},
		"a list to choose from":      {`<w:p>` + run("một") + `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList/></w:ffData></w:fldChar></w:r></w:p>`, "<p>một</p>", []string{"form_field 1"}},
		"words in a drawing":         {`<w:p>` + run("một") + `<w:r><w:drawing><a:t>hai</a:t></w:drawing></w:r></w:p>`, "<p>một hai</p>", []string{"text_box 1"}},
		"raised and small":           {`<w:p>` + run("km") + `<w:r><w:rPr><w:position w:val="8"/><w:sz w:val="19"/></w:rPr><w:t>2</w:t></w:r>` + run(", CO") + `<w:r><w:rPr><w:position w:val="-2"/><w:sz w:val="19"/></w:rPr><w:t>2</w:t></w:r></w:p>`, "<p>km<sup>2</sup>, CO<sub>2</sub></p>", nil},
		"a long equation":            {`<w:p><m:oMath><m:r><m:t>` + strings.Repeat("a+", 2000) + `b</m:t></m:r><m:r><m:t>=c</m:t></m:r></m:oMath></w:p>`, "<p>" + strings.Repeat("a+", 2000) + "b=c</p>", []string{"equation 1"}},
	} {
		d := read(t, made(one.body), docx.Options{})
		if d.Body != one.want || !slices.Equal(kinds(d), one.found) {
			t.Errorf("%s: %s %v\nwant %s %v", name, d.Body, kinds(d), one.want, one.found)
		}
	}
	if d := read(t, made(paragraph("x"), "word/vbaProject.bin", "x"), docx.Options{}); !slices.Equal(kinds(d), []string{"macros 1"}) {
		t.Errorf("macros: %v", kinds(d))
	}
	mixed := `<w:p><w:r><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi=".VnTime"/></w:rPr><w:t>ViÖt Nam</w:t></w:r></w:p>`
	if d := read(t, made(mixed), docx.Options{}); len(d.Fonts) != 1 || d.Fonts[0].Name != ".VnTime" {
		t.Errorf("the font of letters with marks: %+v", d.Fonts)
	}
}

// TestWhatIsToldHasItsBounds: of more changes, comments and notes than are told of, that is said.
func TestWhatIsToldHasItsBounds(t *testing.T) {
	t.Parallel()
	var changes, comments, notes strings.Builder
	for i := range 5002 {
		fmt.Fprintf(&changes, `<w:ins w:author="A%d">%s</w:ins>`, i, run("x"))
		fmt.Fprintf(&comments, `<w:comment w:id="%d"/>`, i)
		notes.WriteString(`<w:r><w:footnoteReference w:id="1"/></w:r>`)
	}
	about := `<w:commentRangeStart w:id="1"/>` + run(strings.Repeat("dài ", 1000)) + `<w:commentRangeEnd w:id="1"/>`
	d := read(t, withParts(`<w:p>`+changes.String()+notes.String()+about+`</w:p>`, leading("comments", "c.xml"), "word/c.xml", `<w:comments `+wordSpace+`>`+comments.String()+`</w:comments>`), docx.Options{})
	if got := kinds(d); !slices.Equal(got, []string{"too_many_notes 2", "too_many_changes 2", "too_many_comments 2"}) {
		t.Errorf("found %v", got)
	}
	if len(d.Changes) != 5000 || len(d.Comments) != 5000 || len(d.Comments[1].About) > 130 {
		t.Errorf("%d changes, %d comments, about %d bytes", len(d.Changes), len(d.Comments), len(d.Comments[1].About))
	}
}

// TestListsKeepTheirNumbers in letters and in Roman, as far as HTML has them; of the rest it is told.
func TestListsKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	level := func(at int, format, label string) string {
		return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="%d"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>`, at, 1+2*at, format, label)
	}
	numbering := `<w:numbering ` + wordSpace + `><w:abstractNum w:abstractNumId="1">` + level(0, "upperRoman", "%1.") + level(1, "lowerLetter", "%2)") + level(2, "decimal", "%1.%3") + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>`
	item := func(at int, words string) string {
		return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="1"/></w:numPr></w:pPr>%s</w:p>`, at, run(words))
	}
	d := read(t, withParts(item(0, "một")+item(1, "c")+item(1, "d")+item(0, "hai")+item(2, "I.5"), leading("numbering", "n.xml"), "word/n.xml", numbering), docx.Options{})
	if want := `<ol type="I"><li>một<ol start="3" type="a"><li>c</li><li>d</li></ol></li><li>hai<ol start="5"><li>I.5</li></ol></li></ol>`; d.Body != want || !slices.Equal(kinds(d), []string{"list_numbers 1"}) {
		t.Errorf("%s %v", d.Body, kinds(d))
	}
}
