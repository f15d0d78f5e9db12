package feeds

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/published"
	"github.com/lantoa/lantoa/internal/release"
)

const (
	// newest is how many stories a feed holds; JSON Feed asks to stay below 250 kB.
	newest = 50
	// memory is for how many days a withdrawal is told; RFC 6721 sets no time.
	memory = 90
	// most bounds the withdrawals of one feed.
	most = 2000
)

// slot is the place of one feed in one format.
type slot struct {
	lang   string
	topic  Topic
	format feed.Format

	entry atomic.Pointer[entry]
	gate  gate
}

// entry returns the bytes of a slot as of the catalogue. Where they cannot be renewed it
// gives the last ones, nil when there are none.
func (f *Feeds) entry(ctx context.Context, s *slot, cat *catalogue) *entry {
	e := s.entry.Load()
	if e != nil && e.mark == cat.mark {
		return e
	}
	run := func(ctx context.Context) error { return f.renew(ctx, s) }
	s.gate.pass(ctx, turn{now: f.o.Now, have: e != nil, run: run, told: f.told(s.lang + "/" + s.topic.file(s.format))})
	return s.entry.Load()
}

// renew reads what is published and makes the slot's bytes, unless they would be the same again.
// The mark is taken before that is read, so that the bytes are never older than it.
func (f *Feeds) renew(ctx context.Context, s *slot) error {
	m := f.current.Load().mark
	old := s.entry.Load()
	if old != nil && old.mark == m {
		return nil
	}
	value, err := f.read(ctx, s, m)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := feed.Encode(&body, s.format, value); err != nil {
		return err
	}
	tag := tagOf(body.Bytes())
	if old != nil && old.tag == tag {
		s.entry.Store(old.at(m))
		return nil
	}
	e, err := newEntry(content{mark: m, tag: tag, format: s.format, body: body.Bytes()})
	if err != nil {
		return err
	}
	s.entry.Store(e)
	return nil
}

// tagOf returns the entity tag of bytes: other bytes have another, and every instance gives
// the same bytes the same.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	const length = 15 // 120 bits: enough that no two states meet
	return base64.RawURLEncoding.EncodeToString(sum[:length])
}

// read makes the value of a feed.
func (f *Feeds) read(ctx context.Context, s *slot, m mark) (feed.Feed, error) {
	since, err := time.ParseInLocation(time.DateOnly, string(m.day), f.o.Zone)
	if err != nil {
		return feed.Feed{}, fmt.Errorf("day of the feed: %w", err)
	}
	q := published.Query{Lang: s.lang, ByChange: true, Limit: newest, LeftSince: since.AddDate(0, 0, -memory), Series: s.topic.Series}
	if s.topic.Kind != "" {
		q.Facets = []published.Facet{{Kind: s.topic.Kind, Code: s.topic.Code}}
	}
	stories, err := f.o.Public.Published(ctx, q)
	if err != nil {
		return feed.Feed{}, err
	}
	if gone := len(stories) - standing(stories); gone >= newest { // there may be more, and none may be kept back
		q.Limit = most
		if stories, err = f.o.Public.Published(ctx, q); err != nil {
			return feed.Feed{}, err
		}
	}
	value := feed.Feed{
		ID: f.id(s.lang, s.topic), Title: f.title(s), Description: f.description(s), Lang: s.lang,
		SelfURL: f.addressOf(s.lang, s.topic, s.format), HomeURL: f.home(s), Author: f.o.SiteName, Zone: f.o.Zone, Items: f.items(stories),
	}
	if value.Updated = value.Changed(); value.Updated.IsZero() {
		value.Updated = s.topic.since
	}
	return value, nil
}

func standing(stories []published.Edition) (n int) {
	for _, one := range stories {
		if one.WithdrawnAt.IsZero() {
			n++
		}
	}
	return n
}

// items are the newest stories and all withdrawals, each edition once.
func (f *Feeds) items(stories []published.Edition) []feed.Item {
	items := make([]feed.Item, 0, len(stories))
	out := 0
	for _, story := range stories {
		item := f.item(story)
		if item.Status == feed.Usable {
			if out == newest {
				continue
			}
			out++
		}
		switch at := slices.IndexFunc(items, func(it feed.Item) bool { return it.ID == item.ID }); {
		case at < 0:
			items = append(items, item)
		case items[at].Status == feed.Canceled && item.Status == feed.Usable:
			items[at] = item
		}
	}
	return items
}

// item is a story as feeds show it; nothing of the text of a withdrawn one is left.
func (f *Feeds) item(story published.Edition) feed.Item {
	c := story.Release.Content
	item := f.o.Renderer.Item(story.Release, story.PublishedAt, story.UpdatedAt)
	if !story.WithdrawnAt.IsZero() {
		return f.o.Renderer.Gone(item, story.Notice, story.WithdrawnAt)
	}
	for _, lang := range story.Langs {
		if lang != c.Lang {
			item.Translations = append(item.Translations, feed.Translation{Lang: lang, URL: f.o.Renderer.Addresses.Story(c.Article, lang)})
		}
	}
	return f.corrected(item, story.Corrections)
}

// corrected adds to the notes of an item, newest first, the formal corrections of it that readers
// have: what was wrong and what is right stands there.
func (f *Feeds) corrected(item feed.Item, corrections []published.FormalCorrection) feed.Item {
	for _, one := range corrections {
		item.Notes = append(item.Notes, feed.Note{Kind: feed.FormalCorrection, Label: release.FormalCorrection.Label(item.Lang),
			Text: "“" + one.Title + "” " + f.o.Renderer.Addresses.Story(one.Article, one.Lang), At: one.At})
	}
	slices.SortStableFunc(item.Notes, func(x, y feed.Note) int { return y.At.Compare(x.At) })
	return item
}

// everything tells the feed of all stories from those about something.
func (t Topic) everything() bool { return t.Kind == "" && t.Series == "" }

func (f *Feeds) title(s *slot) string {
	if s.topic.everything() {
		return f.o.SiteName
	}
	return f.o.SiteName + ": " + s.topic.Title.For(s.lang)
}

func (f *Feeds) description(s *slot) string {
	if s.topic.everything() {
		return fault.Tf("Tin, bài mới nhất của %s.", "The latest stories of %s.", f.o.SiteName).For(s.lang)
	}
	return fault.T("Tin, bài mới nhất: "+s.topic.Title.VI+".", "The latest stories: "+s.topic.Title.EN+".").For(s.lang)
}

// home is the page on which people read what the feed holds.
func (f *Feeds) home(s *slot) string {
	address := f.address("/")
	if s.topic.Series != "" {
		address = f.address("/series/" + s.topic.Code)
	}
	join := "?"
	if s.lang != "vi" {
		address, join = address+"?lang=en", "&"
	}
	if s.topic.Kind != "" {
		address += join + string(s.topic.Kind) + "=" + s.topic.Code
	}
	return address
}
