package docx_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/docx"
	"github.com/lantoa/lantoa/internal/fault"
)

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

// made is a Word file with a body, as other programs than LibreOffice write things.
func made(body string, more ...string) []byte {
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	parts := []string{
		"[Content_Types].xml", `<Types><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels", relations + `<Relationship Id="a" Type="` + office + `/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/_rels/document.xml.rels", relations + `<Relationship Id="in" Type="` + office + `/image" Target="media/a.png"/><Relationship Id="emf" Type="` + office + `/image" Target="media/a.emf"/>` +
			`<Relationship Id="out" Type="` + office + `/image" Target="https://evil.example/a.png" TargetMode="External"/><Relationship Id="js" Type="` + office + `/hyperlink" Target="javascript:alert(1)" TargetMode="External"/></Relationships>`,
		"word/media/a.png", "\x89PNG\r\n\x1a\nx", "word/media/a.emf", "\x01\x00\x00\x00",
		"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="` + office +
			`" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>` + body + `</w:body></w:document>`,
	}
	return zipped(append(parts, more...)...)
}

func zipped(parts ...string) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		part, err := archive.Create(parts[i])
		if err == nil {
			_, err = part.Write([]byte(parts[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func paragraph(words string) string { return "<w:p>" + run(words) + "</w:p>" }

func run(words string) string { return `<w:r><w:t xml:space="preserve">` + words + `</w:t></w:r>` }

// TestWhatWordWrites goes through forms that LibreOffice does not write.
func TestWhatWordWrites(t *testing.T) {
	t.Parallel()
	field := func(code string) string {
		return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>` + code + `</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + run("kết quả") + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	for name, one := range map[string]struct {
		body, want string
		found      []string
	}{
		"field of a link":       {`<w:p>` + run("Xem ") + field(` HYPERLINK "https://asean.org/" \o "x" `) + run(".") + `</w:p>`, `<p>Xem <a href="https://asean.org/" rel="nofollow noopener">kết quả</a>.</p>`, nil},
		"field of a page":       {`<w:p>` + field(` PAGE `) + `</w:p>`, `<p>kết quả</p>`, nil},
		"script in a link":      {`<w:p><w:hyperlink r:id="js">` + run("bấm") + `</w:hyperlink></w:p>`, `<p>bấm</p>`, []string{"link 1"}},
		"content control":       {`<w:sdt><w:sdtContent><w:p><w:sdt><w:sdtContent>` + run("ô điền") + `</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>`, `<p>ô điền</p>`, nil},
		"an equation":           {`<w:p><m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></w:p>`, `<p>(a+b)/2</p>`, []string{"equation 1"}},
		"a symbol":              {`<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t> xong </w:t><w:sym w:font="Wingdings" w:char="F001"/></w:r></w:p>`, `<p>✓ xong □</p>`, []string{"symbol 1"}},
		"hidden words":          {`<w:p>` + run("thấy") + `<w:r><w:rPr><w:vanish/></w:rPr><w:t> giấu</w:t></w:r></w:p>`, `<p>thấy</p>`, []string{"hidden_words 1"}},
		"a picture elsewhere":   {`<w:p>` + run("x") + `<w:r><w:drawing><a:blip r:link="out"/></w:drawing></w:r></w:p>`, `<p>x</p>`, []string{"outside_picture 1"}},
		"a picture of Windows":  {`<w:p>` + run("x") + `<w:r><w:drawing><a:blip r:embed="emf"/></w:drawing></w:r></w:p>`, `<p>x</p>`, []string{"picture_type 1"}},
		"a cut picture":         {`<w:p><w:r><w:drawing><a:blip r:embed="in"/><a:srcRect l="1000"/></w:drawing></w:r></w:p>`, `<figure><img alt="" src="/media/word-1"/></figure>`, []string{"cropped_picture 1"}},
		"a chart":               {`<w:p>` + run("x") + `<w:r><w:drawing><c:chart r:id="c"/></w:drawing></w:r></w:p>`, `<p>x</p>`, []string{"chart 1"}},
		"choice and fallback":   {`<w:p><mc:AlternateContent><mc:Choice>` + run("mới") + `</mc:Choice><mc:Fallback>` + run("cũ") + `</mc:Fallback></mc:AlternateContent></w:p>`, `<p>mới</p>`, nil},
		"letters of two halves": {`<w:p>` + run("Nam Đi&#x323;nh") + `</w:p>`, `<p>Nam Định</p>`, nil},
		"a moved paragraph": {`<w:p><w:moveFromRangeStart w:id="1" w:name="m1"/><w:moveFrom w:author="A">` + run("đi") + `</w:moveFrom><w:moveFromRangeEnd w:id="1"/>` + run("ở") +
			`</w:p><w:p><w:moveToRangeStart w:id="2" w:name="m1"/><w:moveTo w:author="A">` + run("đi") + `</w:moveTo><w:moveToRangeEnd w:id="2"/></w:p>`, `<p>ở</p><p>đi</p>`, nil},
		"a removed row":      {`<w:tbl><w:tr><w:trPr><w:del w:author="A"/></w:trPr><w:tc>` + paragraph("bỏ") + `</w:tc></w:tr><w:tr><w:tc>` + paragraph("giữ") + `</w:tc></w:tr></w:tbl>`, `<table><tbody><tr><td>giữ</td></tr></tbody></table>`, nil},
		"a joined paragraph": {`<w:p><w:pPr><w:rPr><w:del w:author="A"/></w:rPr></w:pPr>` + run("đầu ") + `</w:p>` + paragraph("cuối"), `<p>đầu cuối</p>`, nil},
		"a new format":       {`<w:p><w:r><w:rPr><w:b/><w:rPrChange w:author="A"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>chữ</w:t></w:r></w:p>`, `<p><strong>chữ</strong></p>`, nil},
	} {
		d := read(t, made(one.body), docx.Options{})
		if d.Body != one.want || !slices.Equal(kinds(d), one.found) {
			t.Errorf("%s: %s %v\nwant %s %v", name, d.Body, kinds(d), one.want, one.found)
		}
	}
}

// TestRejectedMovesAndFormats go back to where and how they were.
func TestRejectedMovesAndFormats(t *testing.T) {
	t.Parallel()
	body := `<w:p><w:moveFromRangeStart w:name="m1"/><w:moveFrom w:author="A">` + run("đi ") + `</w:moveFrom><w:moveFromRangeEnd/>` + run("ở") + `</w:p><w:p><w:moveToRangeStart w:name="m1"/><w:moveTo w:author="A">` + run("đi") +
		`</w:moveTo><w:moveToRangeEnd/>` + `<w:r><w:rPr><w:b/><w:rPrChange w:author="A"><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>chữ</w:t></w:r></w:p>`
	d := read(t, made(body), docx.Options{Reject: true})
	if want := "<p>đi ở</p><p><em>chữ</em></p>"; d.Body != want {
		t.Errorf("the body is %s, want %s", d.Body, want)
	}
	if len(d.Changes) != 2 || d.Changes[0].Kind != docx.Moved || d.Changes[0].Text != "đi " || d.Changes[1].Kind != docx.Formatted || d.Changes[1].Text != "chữ" || d.Changes[0].Accepted {
		t.Errorf("the changes are %+v", d.Changes)
	}
}

// TestFilesThatAreRefused: each with its code and with words in both languages; a bomb by
// what it announces, or by what it comes to.
func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<w:sdt><w:sdtContent>", 150)
	encrypted := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...)
	const entity = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>`
	for name, one := range map[string]struct {
		file []byte
		code fault.Code
		says string
	}{
		"nothing":          {nil, fault.MediaTypeUnknown, "empty"},
		"a text":           {[]byte("xin chào"), fault.MediaTypeUnknown, "no .docx"},
		"an old .doc":      {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), fault.MediaTypeUnknown, "old .doc"},
		"under a password": {encrypted, fault.MediaTypeUnknown, "password"},
		"a PDF":            {[]byte("%PDF-1.7"), fault.MediaTypeUnknown, "PDF"},
		"RTF":              {[]byte("{\\rtf1"), fault.MediaTypeUnknown, "RTF"},
		"a workbook": {zipped("[Content_Types].xml", `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
			"_rels/.rels", `<Relationships><Relationship Id="a" Type="`+office+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`), fault.MediaTypeUnknown, "Excel"},
		"another archive":  {zipped("a.txt", "x"), fault.MediaTypeUnknown, "no Word file"},
		"half a file":      {made(paragraph("x"))[:900], fault.ValidationFailed, "damaged"},
		"no proper XML":    {made("<w:p>"), fault.ValidationFailed, "damaged"},
		"a part twice":     {made("", "word/document.xml", "<x/>"), fault.ValidationFailed, "damaged"},
		"too deep":         {made(deep), fault.BodyTooLarge, "unpacks"},
		"too many parts":   {zipped(strings.Split(strings.Repeat("a,b,", 3001), ",")[:6002]...), fault.BodyTooLarge, "unpacks"},
		"announces much":   {bomb(1 << 31), fault.BodyTooLarge, "unpacks"},
		"one part is much": {bomb(60 << 20), fault.BodyTooLarge, "unpacks"},
		"too large":        {make([]byte, docx.MaxBytes+1), fault.BodyTooLarge, "larger than 50 MB"},
	} {
		_, err := docx.Read(one.file, docx.Options{})
		e, ok := fault.As(err)
		if !ok || e.Code != one.code || !strings.Contains(e.Detail.EN, one.says) || e.Detail.VI == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	doctype := zipped("[Content_Types].xml", entity)
	if _, err := docx.Read(doctype, docx.Options{}); !fault.Is(err, fault.ValidationFailed) {
		t.Errorf("a document type: %v", err)
	}
}

// bomb announces a table of types of a size.
func bomb(size uint64) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	if _, err := archive.CreateRaw(&zip.FileHeader{Name: "[Content_Types].xml", Method: zip.Deflate, UncompressedSize64: size}); err != nil {
		panic(err)
	}
	if err := archive.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// TestManyElements: what unpacks within the bounds and still is out of all proportion.
func TestManyElements(t *testing.T) {
	t.Parallel()
	if _, err := docx.Read(made(strings.Repeat("<w:p/>", 700_000)), docx.Options{}); !fault.Is(err, fault.BodyTooLarge) {
		t.Errorf("700,000 paragraphs: %v", err)
	}
	d := read(t, made("<w:p>"+strings.Repeat("<w:r><w:t>a</w:t></w:r>", 150_000)+"</w:p>"), docx.Options{})
	if len(d.Body) != 150_000+len("<p></p>") {
		t.Errorf("150,000 runs became %d bytes", len(d.Body))
	}
}
