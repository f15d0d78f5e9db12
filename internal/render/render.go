// Package render puts a release into the form of a channel: the canonical post that a
// connector is given, and the item that feeds show. It is pure: the same release, channel
// and hour make the same bytes.
package render

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/canonical"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/picture"
	"github.com/lantoa/lantoa/internal/release"
	"github.com/lantoa/lantoa/internal/text"
)

// slugLength keeps chosen ids well below the 200 characters that portals keep.
const slugLength = 80

// Addresses builds every address that a reader or a partner may see, from the public URL,
// which ends without a slash.
type Addresses struct{ Public string }

// Story is the permanent address of an edition.
func (a Addresses) Story(articleID, lang string) string {
	return a.Public + "/a/" + articleID + "/" + lang
}

// Picture is the address of a file of a picture, for readers.
func (a Addresses) Picture(f media.File) string {
	return a.Public + "/media/" + f.Hash + extension(f.Type)
}

func extension(mediaType string) string {
	if mediaType == picture.PNG {
		return ".png"
	}
	return ".jpg"
}

// Scheme names the list of a facet kind for feeds.
func (a Addresses) Scheme(kind string) string {
	return a.Public + "/facets/" + kind
}

// marked is an address with the delivery's marker, by which a post is told from others.
func marked(address, delivery string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	query.Set("utm_content", delivery)
	u.RawQuery = query.Encode()
	return u.String()
}

// Renderer puts a release into the form of a channel. It is pure but for the zone.
type Renderer struct {
	Addresses Addresses
	Zone      *time.Location
}

// Form is what a post is rendered from.
type Form struct {
	Delivery string           // id
	Channel  string           // id; the release may pin a template for it
	Settings connector.Values // of the channel, without its secrets
	Intent   connector.Intent
	Notice   string // what readers are told; with Withdraw
	Release  release.Release
	Spec     connector.Spec
	// Portal is the address of the portal's copy, to which posts of text lead; "" leads them
	// to our own page of the story.
	Portal string
	// ChosenID is that of the post which is corrected or withdrawn; "" for the first.
	ChosenID string
	// Standing are the pictures of the post that is corrected, where it keeps them; nil where
	// they are exchanged or not known.
	Standing []connector.Picture
	// Published is when the story first went out on this channel; zero when it goes now.
	Published time.Time
	// Now is when the post is made; of a withdrawal, when that was recorded: the story left then,
	// whenever the destination hears of it.
	Now time.Time
}

// Post renders the canonical post of a delivery.
func (r Renderer) Post(f Form) (connector.Post, error) {
	shown, err := r.Show(f)
	if err != nil {
		return connector.Post{}, err
	}
	return shown.Post, nil
}

// Shown is a post with what editors want to know of it.
type Shown struct {
	Post connector.Post
	// Cut: the lead is not in the text as it was written, for want of room.
	Cut bool
}

// Show renders a post as [Renderer.Post] does. Of a text that is too long it gives that with the
// error.
func (r Renderer) Show(f Form) (Shown, error) {
	f.Release.Content = worded(f)
	c := f.Release.Content
	p := connector.Post{
		Schema: connector.PostSchema, Intent: f.Intent, Article: c.Article, Edition: c.Edition, Release: f.Release.Number, Lang: c.Lang,
		Title: c.Revision.Title, Lead: c.Revision.Lead, HTML: text.Absolute(text.Unmark(c.Revision.Body), r.Addresses.Story(c.Article, c.Lang)),
		Link: marked(r.Addresses.Story(c.Article, c.Lang), f.Delivery), ChosenID: chosenID(f), At: f.Published, Terms: []connector.Term{}, Keywords: c.Keywords,
		Unit: connector.Term{Kind: c.Unit.Kind, Code: c.Unit.Code, Name: c.Unit.Name},
	}
	if p.At.IsZero() {
		p.At = f.Now
	}
	for _, one := range c.Facets {
		p.Terms = append(p.Terms, connector.Term{Kind: one.Kind, Code: one.Code, Name: one.Name})
	}
	p.Notes = r.notes(f)
	if err := r.illustrate(&p, f); err != nil {
		return Shown{}, err
	}
	if most := f.Spec.TitleLimit; most > 0 && text.Graphemes(p.Title) > most {
		over := text.Graphemes(p.Title) - most
		return Shown{}, fault.New(fault.ValidationFailed, fault.Tf("Tiêu đề dài hơn mức của kênh: thừa %d ký tự.", "The title is too long for the channel: %d characters too many.", over))
	}
	shown, err := Shown{}, error(nil)
	switch {
	case f.Spec.Text.Most > 0:
		if f.Portal != "" {
			p.Link = marked(f.Portal, f.Delivery)
		}
		shown.Cut, err = r.plain(&p, f)
	case f.Spec.Body == connector.BodyEvent:
		err = r.event(&p, f)
	}
	shown.Post = p
	return shown, err
}

// notes are what readers of a post are told.
func (r Renderer) notes(f Form) []connector.Note {
	told, earlier := f.Release.Notes(), len(f.Release.Content.Earlier)
	if f.Intent == connector.Withdraw {
		earlier = 0
		told = []release.ToldNote{{Note: release.Note{Kind: release.Withdrawal, Text: f.Notice}, At: f.Now}}
	}
	lang, list := f.Release.Content.Lang, []connector.Note(nil)
	for i, one := range told {
		label := one.Kind.Label(lang)
		list = append(list, connector.Note{Kind: string(one.Kind), Label: label, Text: one.Text, At: one.At, Heading: feed.Heading(label, lang, one.At.In(r.Zone)),
			Earlier: i >= len(told)-earlier})
	}
	return list
}

// event renders Post.Body for destinations that take a feed item.
func (r Renderer) event(p *connector.Post, f Form) error {
	kind := feed.ArticlePublished
	switch p.Intent {
	case connector.Correct:
		kind = feed.ArticleCorrected
	case connector.Withdraw:
		kind = feed.ArticleWithdrawn
	}
	item := r.Item(f.Release, p.At, told(f.Release, p.At))
	item.URL = p.Link
	if p.Intent == connector.Withdraw {
		item = r.Gone(item, f.Notice, f.Now)
	}
	body, err := feed.EncodeEvent(feed.Event{Type: kind, At: f.Now, Item: item, Zone: r.Zone})
	p.Body, p.BodyType = string(body), "application/json"
	return err
}

// told is when readers were last told of something: the publication, or a change since. A small
// fix is none.
func told(of release.Release, published time.Time) time.Time {
	if notes := of.Notes(); len(notes) > 0 && notes[0].At.After(published) {
		return notes[0].At
	}
	return published
}

// Item is a release as feeds show it.
func (r Renderer) Item(of release.Release, published, updated time.Time) feed.Item {
	c := of.Content
	item := feed.Item{ID: "urn:uuid:" + c.Edition, Lang: c.Lang, URL: r.Addresses.Story(c.Article, c.Lang), Title: c.Revision.Title, Summary: c.Revision.Lead,
		HTML: text.Unmark(c.Revision.Body), Published: published, Updated: updated, Version: of.Version(), Status: feed.Usable, Author: c.Unit.Name}
	item.Pictures = r.pictures(c)
	for _, one := range of.Notes() {
		item.Notes = append(item.Notes, feed.Note{Kind: string(one.Kind), Label: one.Kind.Label(c.Lang), Text: one.Text, At: one.At})
	}
	for _, one := range c.Facets {
		item.Categories = append(item.Categories, feed.Category{Scheme: r.Addresses.Scheme(one.Kind), Code: one.Code, Name: one.Name})
	}
	for _, word := range c.Keywords {
		item.Categories = append(item.Categories, feed.Category{Code: word, Name: word})
	}
	return item
}

// Gone is the record of an item's withdrawal, a version of its own; nothing of its text is
// left.
func (r Renderer) Gone(item feed.Item, notice string, at time.Time) feed.Item {
	item.Status, item.Version, item.Updated, item.Summary, item.HTML, item.Pictures = feed.Canceled, item.Version+1, at, "", "", nil
	item.Notes = []feed.Note{{Kind: feed.Withdrawal, Label: release.Withdrawal.Label(item.Lang), Text: notice, At: at}}
	return item
}

// chosenID is the id at the destination: the slug of the title and the end of the
// delivery's id. A correction keeps the id of what it corrects.
func chosenID(f Form) string {
	if f.ChosenID != "" {
		return f.ChosenID
	}
	const marker = 12
	id := strings.ReplaceAll(f.Delivery, "-", "")
	tail := id[max(0, len(id)-marker):]
	if slug := text.Slug(f.Release.Content.Revision.Title, slugLength); slug != "" {
		return slug + "-" + tail
	}
	return tail
}

// Seal returns the canonical bytes of a post (RFC 8785) and their SHA-256 in hex.
func Seal(p connector.Post) (bytes []byte, hash string, err error) { return canonical.Seal(p) }

// Read reads stored canonical bytes.
func Read(bytes []byte) (connector.Post, error) {
	var p connector.Post
	if err := json.Unmarshal(bytes, &p); err != nil {
		return connector.Post{}, fmt.Errorf("read post: %w", err)
	}
	return p, nil
}

// SameToReaders reports whether two posts look the same at a destination: all but what
// belongs to the delivery itself.
func SameToReaders(a, b connector.Post) bool {
	return substance(a) == substance(b)
}

func substance(p connector.Post) string {
	p.Text = strings.ReplaceAll(p.Text, p.Link, "")
	p.Intent, p.Release, p.Link, p.ChosenID, p.At, p.Body, p.Spans, p.PicturesStay = "", 0, "", "", time.Time{}, "", nil, false // spans follow from the text
	p.Notes = slices.Clone(p.Notes)
	for i := range p.Notes {
		p.Notes[i].Earlier, p.Notes[i].Heading = false, "" // readers cannot tell; it follows from label and time
	}
	_, hash, err := Seal(p)
	if err != nil {
		return p.Title // an unencodable post differs from every other by what it was made of
	}
	return hash
}
