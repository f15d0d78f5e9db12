// Package feed turns published stories into the bytes that agencies and readers pull:
// RSS 2.0, Atom 1.0 (RFC 4287) with tombstones (RFC 6721) and JSON Feed 1.1; and into the
// body of a Standard Webhooks event.
//
// It is pure: no clock, no database, no network. The same values give the same bytes for
// ever, which is what entity tags and stored payloads rest on.
package feed

import (
	"bytes"
	"fmt"
	"io"
	"time"
)

// Feed is one feed in one language. Updated is the newest change of anything in it, or of
// the feed itself while it is empty; it is never the time of rendering, since then no
// reader could ever be told "not modified".
type Feed struct {
	ID          string // an absolute IRI, the same for ever
	Title       string
	Description string
	Lang        string // BCP 47
	SelfURL     string // the address of this very format, as readers fetch it
	HomeURL     string
	Rights      string
	Author      string // of items without one; the title when empty
	Updated     time.Time
	Zone        *time.Location // in which times are written; UTC when nil
	Items       []Item         // newest first
}

// Status is what a reader may do with an item, in the words of the IPTC.
type Status string

// The statuses. A corrected item is usable; its note tells of the correction.
const (
	Usable   Status = "usable"
	Canceled Status = "canceled"
)

// Item is one edition of a story as it is out now, or the record of its withdrawal.
type Item struct {
	ID        string // "urn:uuid:" and the id of the edition, never reused
	Lang      string // BCP 47
	URL       string // permanent address of the edition
	Title     string
	Summary   string // plain text
	HTML      string // sanitised; relative addresses are resolved by URL
	Published time.Time
	Updated   time.Time
	Version   int // from 1, raised by every release and by a withdrawal
	Status    Status
	// Notes are what readers are told: of a usable item its changes, newest first; of a
	// canceled one its withdrawal, if that is known.
	Notes        []Note
	Pictures     []Picture
	Author       string // name of the unit
	Categories   []Category
	Translations []Translation
}

// The kinds of note.
const (
	Update           = "update"
	Correction       = "correction"
	FormalCorrection = "formal_correction"
	Withdrawal       = "withdrawal"
)

// Note is what readers are told about a change.
type Note struct {
	Kind  string // one of the kinds above
	Label string // of the kind, in the item's language
	Text  string // plain text
	At    time.Time
}

// Category is one facet of an item. Scheme is an absolute URL that names the list the code
// is from, empty for a free keyword.
type Category struct {
	Scheme string
	Code   string
	Name   string // in the item's language
}

// Translation is the address of the same article in another language.
type Translation struct {
	Lang string
	URL  string
}

// Format is a way to write a feed; its value is the extension in the address.
type Format string

// The formats.
const (
	RSS  Format = "rss"
	Atom Format = "atom"
	JSON Format = "json"
)

// Formats lists all formats, the most read first.
func Formats() []Format { return []Format{RSS, Atom, JSON} }

// ContentType is the media type to serve the format under. RSS never registered one; this
// is the type that readers and the validator of the W3C expect.
func (f Format) ContentType() string {
	switch f {
	case RSS:
		return "application/rss+xml; charset=utf-8"
	case Atom:
		return "application/atom+xml; charset=utf-8"
	case JSON:
		return "application/feed+json; charset=utf-8"
	}
	return "application/octet-stream"
}

// Encode writes f. It fails, before the first byte is written, when f would make a feed
// that readers misread: an id twice, a relative address, a status or time missing.
func Encode(w io.Writer, format Format, f Feed) error {
	if err := f.check(); err != nil {
		return err
	}
	var b bytes.Buffer
	var err error
	r := renderer{zone: f.Zone}
	switch format {
	case RSS:
		err = r.rss(&b, f)
	case Atom:
		err = r.atom(&b, f)
	case JSON:
		err = r.json(&b, f)
	default:
		err = fmt.Errorf("feed: unknown format %q", format)
	}
	if err != nil {
		return err
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("feed: write %s: %w", format, err)
	}
	return nil
}

// renderer holds what the encoders share.
type renderer struct {
	zone *time.Location
}

// local moves t to the zone in which times are written.
func (r renderer) local(t time.Time) time.Time {
	if r.zone == nil {
		return t.UTC()
	}
	return t.In(r.zone)
}

// rfc3339 is the form of Atom and JSON Feed, to the second.
func (r renderer) rfc3339(t time.Time) string { return r.local(t).Format(time.RFC3339) }

// rfc822 is the form of RSS: English names, four-digit year, numeric zone.
func (r renderer) rfc822(t time.Time) string { return r.local(t).Format(time.RFC1123Z) }

// Changed is the newest change in f, or of f itself; a withdrawal counts, since readers must
// see it. It is zero for a feed with neither.
func (f Feed) Changed() time.Time {
	newest := f.Updated
	for _, it := range f.Items {
		if it.changed().After(newest) {
			newest = it.changed()
		}
	}
	return newest
}

// changed is the time of the last change of the item, its withdrawal included.
func (it Item) changed() time.Time {
	if it.Status == Canceled && len(it.Notes) > 0 && it.Notes[0].At.After(it.Updated) {
		return it.Notes[0].At
	}
	return it.Updated
}
