package write

import (
	"encoding/xml"
	"strings"

	"github.com/lantoa/lantoa/internal/docx"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
	` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
	` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

const relationKind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const relationsHead = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

const rootRelations = relationsHead +
	`<Relationship Id="rId1" Type="` + relationKind + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relationKind + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const mainKind = "application/vnd.openxmlformats-officedocument.wordprocessingml."

const typesPart = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + mainKind + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + mainKind + `styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + mainKind + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + mainKind + `settings+xml"/>` +
	`<Override PartName="/word/footnotes.xml" ContentType="` + mainKind + `footnotes+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

const appPart = `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>lantoa</Application></Properties>`

const settingsPart = `<w:settings` + namespaces + `><w:defaultTabStop w:val="720"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// pagePart is a page of A4 with the margins of official letters (Decree 30/2020, appendix I).
const pagePart = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`

// The widest and highest that a picture stands on the page, and a pixel, in English metric
// units (ECMA-376 part 1, 20.1.2.1).
const (
	widestEMU  = 5_760_000
	highestEMU = 7_200_000
	pixelEMU   = 9_525
)

// stylesPart has the built-in styles by the names that every word processor knows, in Times
// New Roman 13 with room for stacked marks.
func stylesPart(lang string) string {
	var b strings.Builder
	tag := escape(lang)
	b.WriteString(`<w:styles` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>` +
		`<w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="` + tag + `" w:eastAsia="` + tag + `" w:bidi="` + tag + `"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="336" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	paragraph := func(id, name, paragraph, run string) {
		b.WriteString(`<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`)
	}
	paragraph("Title", "Title", `<w:keepNext/><w:jc w:val="left"/>`, `<w:b/><w:sz w:val="40"/><w:szCs w:val="40"/>`)
	paragraph("Subtitle", "Subtitle", ``, `<w:b/>`)
	paragraph("Heading1", "heading 1", `<w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/>`, `<w:b/><w:sz w:val="32"/><w:szCs w:val="32"/>`)
	paragraph("Heading2", "heading 2", `<w:keepNext/><w:spacing w:before="200"/><w:outlineLvl w:val="1"/>`, `<w:b/><w:sz w:val="28"/><w:szCs w:val="28"/>`)
	paragraph("Heading3", "heading 3", `<w:keepNext/><w:spacing w:before="160"/><w:outlineLvl w:val="2"/>`, `<w:b/><w:i/>`)
	paragraph("Quote", "Quote", `<w:ind w:left="567" w:right="567"/>`, `<w:i/>`)
	paragraph("Caption", "caption", `<w:jc w:val="left"/>`, `<w:i/><w:sz w:val="22"/><w:szCs w:val="22"/>`)
	paragraph("ListParagraph", "List Paragraph", `<w:ind w:left="720"/>`, ``)
	paragraph("Preformatted", "HTML Preformatted", `<w:spacing w:after="0"/>`, `<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/><w:sz w:val="20"/>`)
	paragraph("FootnoteText", "footnote text", `<w:spacing w:after="0"/>`, `<w:sz w:val="20"/><w:szCs w:val="20"/>`)
	paragraph("LantoaSource", docx.SourceStyle, `<w:spacing w:after="60"/>`, `<w:sz w:val="22"/><w:szCs w:val="22"/>`)
	paragraph("LantoaNote", docx.NoteStyle, `<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="8F1D1D"/></w:pBdr>`, ``)
	character := func(id, name, run string) {
		b.WriteString(`<w:style w:type="character" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:rPr>` + run + `</w:rPr></w:style>`)
	}
	character("Hyperlink", "Hyperlink", `<w:color w:val="0563C1"/><w:u w:val="single"/>`)
	character("FootnoteReference", "footnote reference", `<w:vertAlign w:val="superscript"/>`)
	character("Code", "HTML Code", `<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>`)
	b.WriteString(`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="808080"/>`)
	}
	return b.String() + `</w:tblBorders></w:tblPr></w:style></w:styles>`
}

// escape writes words for XML; what XML cannot hold becomes U+FFFD.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}
