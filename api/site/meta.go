package site

import (
	"strings"

	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/render"
)

// meta is what a story's page tells machines.
type meta struct {
	Description string
	Alternates  []link   // the languages of the story, this one included
	Default     string   // the address for readers of all other languages
	Locale      string   // Open Graph: vi_VN
	Others      []string // Open Graph locales of the other languages
	Published   string   // RFC 3339
	Modified    string
	Section     string
	Tags        []string
	Unit        string
	Identifier  string
	Language    string
	Image       *previewed // nil without pictures
	Data        newsArticle
}

// newsArticle is schema.org's NewsArticle; the names are those of its vocabulary.
type newsArticle struct {
	Context     string        `json:"@context"`
	Type        string        `json:"@type"`
	Headline    string        `json:"headline"`
	Description string        `json:"description,omitempty"`
	Images      []string      `json:"image,omitempty"`
	Language    string        `json:"inLanguage"`
	Published   string        `json:"datePublished"`
	Modified    string        `json:"dateModified"`
	Author      organization  `json:"author"`
	Publisher   organization  `json:"publisher"`
	Page        string        `json:"mainEntityOfPage"`
	Section     []string      `json:"articleSection,omitempty"`
	Keywords    []string      `json:"keywords,omitempty"`
	Identifier  string        `json:"identifier"`
	Version     int           `json:"version"`
	Free        bool          `json:"isAccessibleForFree"`
	Translated  []translation `json:"workTranslation,omitempty"`
	Corrections []correction  `json:"correction,omitempty"`
}

type organization struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type translation struct {
	Type     string `json:"@type"`
	URL      string `json:"url"`
	Language string `json:"inLanguage"`
}

type correction struct {
	Type string `json:"@type"`
	Text string `json:"text"`
	At   string `json:"datePublished"`
	URL  string `json:"url,omitempty"` // of the story that formally corrects
}

func (s *Site) meta(p *page, found published.Edition, view storyPage) *meta {
	c := found.Release.Content
	m := &meta{Description: c.Revision.Lead, Locale: locale(c.Lang), Published: p.Stamp(found.PublishedAt), Modified: p.Stamp(found.UpdatedAt),
		Tags: c.Keywords, Unit: c.Unit.Name, Identifier: "urn:uuid:" + c.Edition, Language: c.Lang}
	data := newsArticle{Context: "https://schema.org", Type: "NewsArticle", Headline: c.Revision.Title, Description: c.Revision.Lead, Language: c.Lang,
		Published: m.Published, Modified: m.Modified, Author: organization{Type: "GovernmentOrganization", Name: c.Unit.Name},
		Publisher: organization{Type: "GovernmentOrganization", Name: s.o.SiteName, URL: s.o.PublicURL + "/"},
		Page:      p.Canonical, Keywords: c.Keywords, Identifier: m.Identifier, Version: found.Release.Version(), Free: true}
	for _, one := range append(append([]chip(nil), view.Pillars...), view.Areas...) {
		data.Section = append(data.Section, one.Words)
	}
	m.Section = strings.Join(data.Section, ", ")
	for _, lang := range found.Langs {
		m.Alternates = append(m.Alternates, link{URL: s.o.PublicURL + address(c.Article, lang), Lang: lang})
		if m.Default == "" || lang == "vi" {
			m.Default = s.o.PublicURL + address(c.Article, lang)
		}
		if lang != c.Lang {
			m.Others = append(m.Others, locale(lang))
			data.Translated = append(data.Translated, translation{"NewsArticle", s.o.PublicURL + address(c.Article, lang), lang})
		}
	}
	for _, told := range found.Release.Notes() {
		if told.Kind == release.Correction || told.Kind == release.FormalCorrection {
			data.Corrections = append(data.Corrections, correction{Type: "CorrectionComment", Text: told.Text, At: p.Stamp(told.At)})
		}
	}
	for _, one := range found.Corrections {
		data.Corrections = append(data.Corrections, correction{"CorrectionComment", one.Title, p.Stamp(one.At), s.o.PublicURL + address(one.Article, one.Lang)})
	}
	if m.Image = s.previewed(c); m.Image != nil {
		data.Images = []string{render.Addresses{Public: s.o.PublicURL}.Picture(c.Pictures[0].Whole()), m.Image.URL}
	}
	m.Data = data
	return m
}

// locale is the form of Open Graph, which alone writes an underscore and a country.
func locale(lang string) string {
	switch lang {
	case "vi":
		return "vi_VN"
	case "en":
		return "en_US"
	}
	return strings.ReplaceAll(lang, "-", "_")
}
