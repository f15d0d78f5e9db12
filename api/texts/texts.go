// Package texts is the API of texts before they are saved: cleaned of what the clipboard
// brings, and converted from old encodings. Nothing is stored.
package texts

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/clipboard"
	"github.com/lantoa/lantoa/internal/legacy"
	"github.com/lantoa/lantoa/internal/paste"
)

type handlers struct{ clipboard *clipboard.Service }

const tag = "texts"

// Register adds the resource to the API.
func Register(r *rest.Router, s *clipboard.Service) {
	h := &handlers{clipboard: s}
	rest.Add(r, rest.Op{ID: "cleanText", Method: http.MethodPost, Path: "/texts/clean", Tag: tag, Summary: "Clean what was pasted, and see what was done",
		Text: "Structure is made of what Word, LibreOffice, Google Docs and pages write as style; no word that could be read is lost: it is in the result or in a finding. " +
			"Text in an old encoding is shown as it would be, and not converted. Nothing is stored. One text of an account is worked on at a time."}, h.clean)
	rest.Add(r, rest.Op{ID: "convertText", Method: http.MethodPost, Path: "/texts/convert", Tag: tag, Summary: "Write a text that is in TCVN3 or VNI in Unicode",
		Text: "Each part that changes is shown as it was and as it is. Markup stays as it is, so that what was pasted is converted before it is cleaned: its fonts tell which parts are in the encoding. Nothing is stored."}, h.convert)
}

// PastedText is what a clipboard holds.
type PastedText struct {
	HTML string `json:"html" doc:"The HTML of the clipboard, as it is; leave the bytes of pictures out"`
	Lang string `json:"lang,omitempty" doc:"Language of the edition (BCP 47); Vietnamese where it is absent" example:"vi" maxLength:"35"`
}

// CleanedText is what became of it.
type CleanedText struct {
	HTML     string         `json:"html" doc:"What can be saved, and is kept as it is"`
	Findings []TextFinding  `json:"findings" nullable:"false" doc:"What was done, and what a person has to look at; that first"`
	Legacy   []LegacyReport `json:"legacy" nullable:"false" doc:"Parts in an old encoding; the encoding with more of them first"`
}

// TextFinding is one kind of thing that was done to a text or found in it.
type TextFinding struct {
	Code    string             `json:"code" doc:"Stable name of the kind" example:"tracked_deletion"`
	Count   int                `json:"count" minimum:"1"`
	Words   rest.LocalizedText `json:"words"`
	Gone    bool               `json:"gone" doc:"The samples are all that was left out of the text"`
	Samples []string           `json:"samples" nullable:"false" doc:"Places in the text"`
}

// LegacyReport says that parts of a text are in an old encoding.
type LegacyReport struct {
	Encoding   string       `json:"encoding" enum:"tcvn3,vni"`
	Name       string       `json:"name" example:"TCVN3 (ABC)"`
	Confidence string       `json:"confidence" enum:"sure,likely"`
	Parts      []LegacyPart `json:"parts" nullable:"false"`
}

// LegacyPart is a part of a text before and after conversion.
type LegacyPart struct {
	Part     int    `json:"part" doc:"Its number in this very text, for parts of a conversion"`
	Field    string `json:"field" enum:"title,lead,body"`
	Font     string `json:"font,omitempty" doc:"The font that tells the encoding; absent where the letters do"`
	Before   string `json:"before"`
	After    string `json:"after"`
	CaseLost bool   `json:"case_lost" doc:"The encoding does not write the case of most letters with a tone: look over the capitals"`
}

// EncodedText is a text that is in an old encoding, or parts of it.
type EncodedText struct {
	Title    string `json:"title,omitempty"`
	Lead     string `json:"lead,omitempty"`
	Body     string `json:"body,omitempty" doc:"HTML, as it was pasted or as it is kept"`
	Encoding string `json:"encoding" enum:"tcvn3,vni"`
	Parts    []int  `json:"parts,omitempty" nullable:"false" maxItems:"10000" doc:"Numbers of parts, as they were given for this very text; absent converts all that are recognised"`
}

// ConvertedText is the text in Unicode. The body is not cleaned.
type ConvertedText struct {
	Title string       `json:"title"`
	Lead  string       `json:"lead"`
	Body  string       `json:"body"`
	Parts []LegacyPart `json:"parts" nullable:"false" doc:"Each part that changed"`
}

type cleaned struct{ Body CleanedText }

func (h *handlers) clean(ctx context.Context, in *struct{ Body PastedText }) (*cleaned, error) {
	r, err := h.clipboard.Clean(ctx, rest.Actor(ctx), in.Body.HTML, in.Body.Lang)
	if err != nil {
		return nil, err
	}
	out := &cleaned{CleanedText{HTML: r.HTML, Findings: []TextFinding{}, Legacy: []LegacyReport{}}}
	for _, f := range r.Findings {
		out.Body.Findings = append(out.Body.Findings, TextFinding{Code: string(f.Code), Count: f.Count, Words: rest.Localized(f.Words), Gone: f.Gone, Samples: rest.NotNil(f.Samples)})
	}
	for _, l := range r.Legacy {
		out.Body.Legacy = append(out.Body.Legacy, LegacyReport{Encoding: string(l.Encoding), Name: l.Encoding.Name(), Confidence: string(l.Confidence), Parts: partsOf(l.Parts)})
	}
	return out, nil
}

type converted struct{ Body ConvertedText }

func (h *handlers) convert(ctx context.Context, in *struct{ Body EncodedText }) (*converted, error) {
	done, err := h.clipboard.Convert(ctx, rest.Actor(ctx), paste.Text{Title: in.Body.Title, Lead: in.Body.Lead, Body: in.Body.Body}, legacy.Encoding(in.Body.Encoding), in.Body.Parts)
	if err != nil {
		return nil, err
	}
	return &converted{ConvertedText{Title: done.Text.Title, Lead: done.Text.Lead, Body: done.Text.Body, Parts: partsOf(done.Parts)}}, nil
}

func partsOf(parts []legacy.Part) []LegacyPart {
	out := []LegacyPart{}
	for _, p := range parts {
		out = append(out, LegacyPart{Part: p.Block, Field: paste.Field(p.Block), Font: p.Font, Before: p.Before, After: p.After, CaseLost: p.CaseLost})
	}
	return out
}
