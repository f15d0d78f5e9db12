// Package paste cleans what people paste: text of Word, LibreOffice and Google Docs, and of
// pages of the web. It makes structure of what those programs write as style, keeps to the
// allow-list of the product, and says in words what it did and what a person has to look at.
//
// No word that could be read is lost: it stands in the result, or in a finding.
package paste

import (
	"regexp"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/legacy"
	"github.com/lantoa/lantoa/internal/text"
)

// Cleaner cleans. It is safe for concurrent use.
type Cleaner struct {
	html   *text.HTML
	tables *legacy.Tables
	fields *regexp.Regexp
}

// New makes a Cleaner that keeps to the given allow-list.
func New(h *text.HTML) *Cleaner {
	return &Cleaner{html: h, tables: legacy.NewTables(), fields: fieldCodes()}
}

// Result is what became of something pasted.
type Result struct {
	// HTML is what the allow-list keeps unchanged.
	HTML     string
	Findings []Finding // in a fixed order, one of each kind at most
	// Legacy says which parts are in an old encoding; nothing of them was converted.
	Legacy []legacy.Report
}

// Finding is something that was done to a text, or that a person has to look at.
type Finding struct {
	Code  Code
	Count int // how often, at least once
	Words fault.Text
	// Samples are places in the text. When Gone is set they are all that was left out of it.
	Samples []string
	Gone    bool
}

// Clean cleans the HTML of a clipboard. lang is the language of the edition (BCP 47); an
// empty one is taken for Vietnamese.
func (c *Cleaner) Clean(raw, lang string) Result {
	kept := c.Keep(Text{Body: strings.ToValidUTF8(raw, "\ufffd")}).Body
	w := &writer{found: newFindings(), lang: primary(lang), fields: c.fields}
	r := Result{Legacy: c.Recognise(Text{Body: kept})}
	w.syllable = func(word string) bool { return len(r.Legacy) == 0 && c.tables.Syllable(word) }
	root := tree(kept)
	w.shift = hasFirstHeading(root)
	blocks := w.blocks(root.kids, marks{})
	blocks = append(w.lists(blocks), w.notes...)
	r.HTML = c.html.Sanitize(render(w.tidy(blocks)))
	w.found.invisible(root.words(), r.HTML)
	w.columns()
	r.Findings = w.found.list()
	return r
}

func primary(lang string) string {
	if lang == "" {
		return "vi"
	}
	code, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return code
}
