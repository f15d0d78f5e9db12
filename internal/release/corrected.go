package release

import (
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
)

// Corrected is the story that a formal correction is about, as readers had it.
type Corrected struct {
	Article     string    `json:"article"` // id
	Lang        string    `json:"lang"`
	Release     string    `json:"release"` // id, of what was wrong
	Title       string    `json:"title"`
	Section     string    `json:"section,omitempty"` // name of its first content area
	PublishedAt time.Time `json:"published_at"`
	URL         string    `json:"url"` // for readers
}

// Heading is what stands at the head of a formal correction under press law (R12): that it
// corrects, and apologises.
func (Corrected) Heading(lang string) string {
	return fault.T("Thông tin cải chính, xin lỗi", "Correction and apology").For(lang)
}

// Headed puts the heading of a formal correction before a title or a text of it that has none; of
// every other story it changes nothing.
func (c Content) Headed(words string) string {
	if c.Corrects == nil {
		return words
	}
	heading := c.Corrects.Heading(c.Lang)
	if strings.HasPrefix(words, heading) {
		return words
	}
	return strings.TrimSuffix(heading+": "+words, ": ")
}
