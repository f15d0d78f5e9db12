// Package harvest reads what strangers publish: feeds (RSS 0.9x to 2.0, RSS 1.0, Atom, JSON
// Feed) and exports of WordPress (WXR). It fetches nothing and believes nothing: every size is
// bounded, no entity of a document is expanded, markup that acts is taken out, and whatever was
// taken out, repaired or doubted is told as a [Finding] of the entry, so that a person who
// considers it knows.
package harvest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/text"
)

// The bounds of what is read.
const (
	MaxFeed    = 5 << 20 // bytes of a feed
	MaxEntries = 500     // entries of one feed
	maxDepth   = 100     // elements within each other
	maxNodes   = 300_000 // elements and texts of a document, or of one item of an export
	maxBody    = 1 << 20 // bytes of the clean text of an entry
	maxRaw     = 4 << 20 // bytes of the text of an entry as it comes
	maxLine    = 1000    // graphemes of a title, a name or a keyword as it is kept
	maxList    = 100     // authors, keywords or pictures of an entry
	maxAddress = 2048    // bytes of an address
)

// Format is what a document is written in.
type Format string

// The formats.
const (
	RSS       Format = "rss"
	Atom      Format = "atom"
	JSON      Format = "json"
	WordPress Format = "wordpress"
)

// Picture is one that an entry shows. It is named, not fetched.
type Picture struct {
	Address string `json:"address"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
}

// Entry is one piece of a feed, cleaned.
type Entry struct {
	ID       string // as the feed names it; "" where it does not
	Link     string // absolute http or https address of the piece at its source; "" for none
	Title    string // one line of plain text, never empty
	Lead     string // plain text
	Body     string // HTML as [text.HTML.Sanitize] leaves it, without pictures
	Lang     string // as the feed says (BCP 47), "" where it does not
	Authors  []string
	Keywords []string
	Pictures []Picture
	// Published and Updated are what the source says, believed or not; zero where it says
	// nothing that can be read.
	Published, Updated time.Time
	Findings           []Finding
}

// Gone says that an entry was deleted at its source (RFC 6721).
type Gone struct {
	ID string
	At time.Time // zero where the feed does not say
}

// Feed is a document, read.
type Feed struct {
	Format   Format
	Title    string
	Entries  []Entry // in the order of the document
	Gone     []Gone
	Findings []Finding // of the document as a whole
}

// Identity is what makes an entry the same one at the next reading, as SHA-256 in hex: its
// id, else its address, else its words.
func (e Entry) Identity() string {
	switch {
	case e.ID != "":
		return IdentityOf(e.ID)
	case e.Link != "":
		return digest("link", e.Link)
	}
	return digest("words", e.Title, e.Lead, e.Body)
}

// IdentityOf is the identity of an entry that has an id.
func IdentityOf(id string) string { return digest("id", id) }

// Hash tells one version of an entry from another, as SHA-256 in hex. Dates do not count, since
// many programs set them anew for nothing, nor do the queries of pictures' addresses.
func (e Entry) Hash() string {
	parts := []string{e.Title, e.Lead, e.Body, e.Link, strings.Join(e.Authors, "\x1f"), strings.Join(e.Keywords, "\x1f")}
	for _, p := range e.Pictures {
		address, _, _ := strings.Cut(p.Address, "?")
		parts = append(parts, address, p.Alt)
	}
	return digest(parts...)
}

func digest(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Options are what a reading goes by.
type Options struct {
	// Type is the media type that came with the document, with its charset; "" for none.
	Type string
	// Address is where the document stands; links without a host are read from there.
	Address string
	// Now is the instant against which dates are judged.
	Now  time.Time
	HTML *text.HTML
}

// line makes one line of plain text of what may hold markup, and cuts it where it is too long.
func (o Options) line(raw string) string {
	raw = strings.ToValidUTF8(raw, "\ufffd")
	if strings.ContainsAny(raw, "<&") {
		raw = o.HTML.Plain(raw)
	}
	one, err := text.Line(raw)
	if err != nil {
		return ""
	}
	return text.Cut(one, maxLine)
}

// lines brings names or keywords to the form in which they are kept.
func (o Options) lines(raw []string) []string {
	var kept []string
	seen := map[string]bool{}
	for _, one := range raw {
		one = o.line(one)
		if one == "" || seen[one] || len(kept) == maxList {
			continue
		}
		seen[one] = true
		kept = append(kept, one)
	}
	return kept
}
