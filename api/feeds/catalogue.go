package feeds

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/feed"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/published"
)

// mark is what the bytes of all feeds depend on. The day is in it because old withdrawals
// leave a feed as days pass, though nobody does anything.
type mark struct {
	generation published.Generation
	plans      string
	day        plan.Date
	// modified is the last of the moments at which these came to be. It is the same for all
	// feeds and on every instance: a reader that goes by dates alone may get a feed again
	// that did not change, and never misses a change.
	modified time.Time
}

// catalogue is all feeds as of one mark.
type catalogue struct {
	mark   mark
	series []published.Series
	topics []Topic
	langs  []plan.Facet
	// slots are found by language, then by file name, so that no key is put together.
	slots map[string]map[string]*slot
}

// Topic is what a feed is about: everything, one facet, or one series.
type Topic struct {
	Name   string    // in the address: all, pillar-<code>, area-<code>, series-<code>
	Kind   plan.Kind // "" for everything and for series
	Code   string
	Series string // id; "" for all else
	// Title is the facet's or the series' name; the words for everything.
	Title fault.Text
	// since is when the title became known, the time of a feed that is empty.
	since time.Time
}

// Listed is one feed as people choose it.
type Listed struct {
	Topic
	Formats []Address
}

// Address is where a feed is found in one format.
type Address struct {
	Format feed.Format
	URL    string
}

// List returns the feeds in a language, in the plan's order, everything first.
func (f *Feeds) List(ctx context.Context, lang string) ([]Listed, error) {
	cat := f.fresh(ctx)
	if cat == nil {
		return nil, fault.New(fault.Unavailable, fault.T("Danh sách nguồn tin tạm thời chưa đọc được.", "The list of feeds cannot be read for the moment."))
	}
	var list []Listed
	for _, topic := range cat.topics {
		one := Listed{Topic: topic}
		for _, format := range feed.Formats() {
			if cat.slots[lang][topic.file(format)] != nil {
				one.Formats = append(one.Formats, Address{Format: format, URL: f.addressOf(lang, topic, format)})
			}
		}
		if len(one.Formats) > 0 {
			list = append(list, one)
		}
	}
	return list, nil
}

// catalogue makes the catalogue of a mark. Slots go from the old one to the new, with the
// bytes that stand in them.
func (f *Feeds) catalogue(ctx context.Context, old *catalogue, m mark, plans []plan.Plan) (*catalogue, error) {
	list, err := f.o.Series.Series(ctx)
	if err != nil {
		return nil, err
	}
	cat := &catalogue{mark: m, series: list}
	if old != nil && old.mark.plans == m.plans && old.mark.day == m.day && slices.EqualFunc(old.series, list, alike) {
		cat.topics, cat.langs, cat.slots = old.topics, old.langs, old.slots
		return cat, nil
	}
	if err := f.topics(ctx, cat, plans); err != nil {
		return nil, err
	}
	for _, one := range list {
		cat.topics = append(cat.topics, Topic{Name: "series-" + one.Code, Code: one.Code, Series: one.ID, Title: fault.T(one.In(one.Title, "vi"), one.In(one.Title, "en")), since: one.Since})
	}
	cat.slots = make(map[string]map[string]*slot, len(cat.langs))
	for _, lang := range cat.langs {
		files := make(map[string]*slot, len(cat.topics)*len(feed.Formats()))
		for _, topic := range cat.topics {
			for _, format := range feed.Formats() {
				s := &slot{lang: lang.Code, topic: topic, format: format}
				if old != nil && old.slots[lang.Code][topic.file(format)] != nil {
					s.entry.Store(old.slots[lang.Code][topic.file(format)].entry.Load())
				}
				files[topic.file(format)] = s
			}
		}
		cat.slots[lang.Code] = files
	}
	return cat, nil
}

// alike tells whether two states of a series make the same feeds of it; what is in them is read
// with each.
func alike(a, b published.Series) bool { return a.ID == b.ID && a.Title == b.Title }

// topics reads the names of the feeds. A facet of any plan keeps its feed, since readers
// hold its address; it bears the name that the plan in force gives it, else the newest.
func (f *Feeds) topics(ctx context.Context, cat *catalogue, plans []plan.Plan) error {
	cat.topics = []Topic{{Name: "all", Title: fault.T("Tất cả tin, bài", "All stories")}}
	if len(plans) == 0 {
		cat.topics[0].since = time.Unix(0, 0).UTC()
		return nil
	}
	current, err := f.o.Plans.Current(ctx, cat.mark.day)
	if err != nil {
		return err
	}
	cat.topics[0].since = current.LoadedAt
	ordered := slices.Clone(plans)
	slices.SortStableFunc(ordered, func(a, b plan.Plan) int { return rank(a, current) - rank(b, current) })
	for _, p := range ordered {
		facets, err := f.o.Plans.Facets(ctx, p.ID)
		if err != nil {
			return err
		}
		cat.learn(p, facets)
	}
	return nil
}

// rank puts the plan in force before all others.
func rank(p, current plan.Plan) int {
	if p.ID == current.ID {
		return 0
	}
	return 1
}

// learn adds what the catalogue does not know yet.
func (cat *catalogue) learn(p plan.Plan, facets []plan.Facet) {
	for _, one := range facets {
		switch one.Kind {
		case plan.Language:
			if !slices.ContainsFunc(cat.langs, func(l plan.Facet) bool { return l.Code == one.Code }) {
				cat.langs = append(cat.langs, one)
			}
		case plan.Pillar, plan.Area:
			topic := Topic{Name: string(one.Kind) + "-" + one.Code, Kind: one.Kind, Code: one.Code, Title: one.Name, since: p.LoadedAt}
			if !slices.ContainsFunc(cat.topics, func(t Topic) bool { return t.Name == topic.Name }) {
				cat.topics = append(cat.topics, topic)
			}
		}
	}
}

func (t Topic) file(format feed.Format) string { return t.Name + "." + string(format) }

func (f *Feeds) address(path string) string { return f.o.PublicURL + path }

func (f *Feeds) addressOf(lang string, t Topic, format feed.Format) string {
	return f.address("/feeds/" + lang + "/" + t.file(format))
}

// id is the same for ever, and the same in every format: they are one feed.
func (f *Feeds) id(lang string, t Topic) string {
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(f.o.Identity+"/feeds/"+lang+"/"+t.Name)).String()
}

// versions tells one set of plans from another.
func versions(plans []plan.Plan) string {
	var ids []string
	for _, p := range plans {
		ids = append(ids, p.ID+"@"+strconv.Itoa(p.Version))
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}
