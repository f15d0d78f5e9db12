package intake

import (
	"bytes"
	"context"
	"html"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/article"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/harvest"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/media"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// How says what is made of an item.
type How struct {
	Unit   string       // of the story; "" means that of the source
	Facets *plan.Facets // nil means those of the source
}

// Takeable tells why an item cannot be taken; nil once it can. now is the database's.
func (i Item) Takeable(now time.Time, zone *time.Location) error {
	switch {
	case i.State == Taken:
		return i.used()
	case i.State == Dismissed:
		return fault.New(fault.StateConflict, fault.T("Tin này đã được bỏ qua; khôi phục trước khi lấy.", "This item was dismissed; bring it back first."))
	case !i.RemovedAt.IsZero():
		return fault.New(fault.StateConflict, fault.T("Nguồn đã gỡ tin này nên không lấy lại được.", "Its source has removed this item, so it cannot be taken."))
	}
	return i.Free(now, zone)
}

// Takeable tells why an item cannot be taken by now, with hours as people of the house see them.
func (s *Service) Takeable(i Item) error { return i.Takeable(s.o.Now(), s.o.Zone) }

// Take makes a draft of an item: its words, the credit of its source as their last line, and the
// origin as data. It is refused before the waiting time is over, and a second time with the story
// that the first made.
func (s *Service) Take(ctx context.Context, actor right.Actor, id string, how How) (Item, Origin, error) {
	object := audit.Object{Kind: "item", ID: id}
	for _, action := range []right.Action{right.ArticleRead, right.ArticleCreate} {
		if err := anywhere(actor, action); err != nil {
			return Item{}, Origin{}, s.refused(ctx, actor, right.ArticleCreate, object, err)
		}
	}
	var item Item
	var origin Origin
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		var err error
		if item, err = s.o.Store.LockItem(ctx, id); err != nil {
			return err
		}
		if how.Unit == "" {
			how.Unit = item.Unit
		}
		if err := actor.Need(right.ArticleRead, right.In(item.Unit)); err != nil {
			return err
		}
		if err := actor.Need(right.ArticleCreate, right.In(how.Unit)); err != nil {
			return err
		}
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		if err := item.Takeable(now, s.o.Zone); err != nil {
			return err
		}
		origin, err = s.draft(ctx, actor, &item, how, now)
		return err
	})
	if err != nil {
		return Item{}, Origin{}, s.refused(ctx, actor, right.ArticleCreate, object, err)
	}
	return item, origin, nil
}

// draft makes the story of a locked item, and keeps where it comes from.
func (s *Service) draft(ctx context.Context, actor right.Actor, item *Item, how How, now time.Time) (Origin, error) {
	source, err := s.o.Store.Source(ctx, item.Source)
	if err != nil {
		return Origin{}, err
	}
	versions, err := s.o.Store.Versions(ctx, item.ID)
	if err != nil {
		return Origin{}, err
	}
	in := article.Input{Unit: how.Unit, Lang: source.Lang, Facets: source.Facets}
	if how.Facets != nil {
		in.Facets = *how.Facets
	}
	in.Text, in.Keywords = s.written(source, *item, versions[0].Entry)
	a, _, err := s.o.Newsroom.Create(ctx, actor, in)
	if err != nil {
		return Origin{}, err
	}
	was := *item
	item.State, item.Article, item.DecidedBy, item.DecidedAt = Taken, a.ID, actor.ID, now
	if err := s.o.Store.SaveItem(ctx, *item, nil); err != nil {
		return Origin{}, err
	}
	origin := Origin{Article: a.ID, Item: item.ID, Source: source.ID, Number: item.Number, Name: source.Name, Credit: source.Credit, Terms: source.Terms, Address: item.Link,
		SaidAt: item.SaidAt, FirstSeen: item.FirstSeen, TakenAt: now, TakenBy: actor.ID, Unit: a.Unit}
	if err := s.o.Store.AddOrigin(ctx, origin); err != nil {
		return Origin{}, err
	}
	return origin, s.tellItem(ctx, actor, was, *item, "item.take", map[string]any{"article": a.ID, "version": item.Number})
}

// written makes the text of a draft. What is too long for its place goes on in the body, so that
// no word is lost; keywords that do not fit stay with the item alone.
func (s *Service) written(source Source, item Item, e harvest.Entry) (manuscript.Text, []string) {
	t := manuscript.Text{Title: e.Title, Lead: e.Lead}
	var before strings.Builder
	if text.Graphemes(t.Title) > manuscript.MaxTitle {
		before.WriteString(s.o.HTML.FromPlain(t.Title))
		t.Title = text.Cut(t.Title, manuscript.MaxTitle)
	}
	if text.Graphemes(t.Lead) > manuscript.MaxLead {
		before.WriteString(s.o.HTML.FromPlain(t.Lead))
		t.Lead = ""
	}
	t.Body = before.String() + e.Body + s.creditLine(source, item, e)
	var keywords []string
	for _, word := range e.Keywords {
		if len(keywords) < manuscript.MaxKeywords && text.Graphemes(word) <= 100 {
			keywords = append(keywords, word)
		}
	}
	return t, keywords
}

// creditLine is what readers see of the source: its credit, the writers, the date, and a link.
func (s *Service) creditLine(source Source, item Item, e harvest.Entry) string {
	credit := html.EscapeString(source.Credit)
	if item.Link != "" {
		credit = `<a href="` + html.EscapeString(item.Link) + `">` + credit + "</a>"
	}
	for _, author := range e.Authors {
		credit += ", " + html.EscapeString(author)
	}
	if !item.SaidAt.IsZero() {
		credit += ", " + item.SaidAt.In(s.o.Zone).Format("02/01/2006")
	}
	return "<p>" + credit + "</p>"
}

// Picked is what became of a picture that was asked for.
type Picked struct {
	Address string
	Media   string     // id in the library; "" where it was not taken
	Reason  fault.Text // why not
}

// Pick takes pictures of an item that was taken into the library of the story's unit, with the
// credit of the source. One that cannot be taken is told, and keeps no other back; one that was
// taken before is named again.
func (s *Service) Pick(ctx context.Context, actor right.Actor, id string, addresses []string) ([]Picked, error) {
	item, versions, taken, err := s.Item(ctx, actor, id)
	object := audit.Object{Kind: "item", ID: id}
	if err != nil {
		return nil, s.refused(ctx, actor, right.MediaEdit, object, err)
	}
	if item.State != Taken {
		if err := anywhere(actor, right.MediaEdit); err != nil {
			return nil, s.refused(ctx, actor, right.MediaEdit, object, err)
		}
		return nil, fault.New(fault.StateConflict, fault.T("Lấy tin thành bài trước, rồi mới lấy ảnh.", "Take the item first, then its pictures."))
	}
	origin, err := s.o.Store.OriginOfItem(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.refused(ctx, actor, right.MediaEdit, object, actor.Need(right.MediaEdit, right.In(origin.Unit))); err != nil {
		return nil, err
	}
	offered, err := wanted(versions, origin.Number, addresses)
	if err != nil {
		return nil, err
	}
	picked := make([]Picked, len(offered))
	for i, p := range offered {
		picked[i] = Picked{Address: p.Address, Media: taken[p.Address]}
		if picked[i].Media != "" {
			continue
		}
		m, err := s.pick(ctx, actor, origin, p)
		told, explained := fault.As(err)
		switch {
		case err == nil:
			picked[i].Media, taken[p.Address] = m, m // it may be asked for twice
		case explained && fault.Explains(err):
			picked[i].Reason = reasonOf(told)
		default:
			return nil, err
		}
	}
	return picked, s.o.Store.InTx(ctx, func(ctx context.Context) error {
		count := 0
		for _, p := range picked {
			if p.Media != "" {
				count++
			}
		}
		return s.tellItem(ctx, actor, item, item, "item.pick", map[string]any{"asked": len(picked), "taken": count})
	})
}

func reasonOf(e *fault.Error) fault.Text {
	if !e.Detail.IsZero() {
		return e.Detail
	}
	if len(e.Fields) > 0 {
		return e.Fields[0].Detail
	}
	return e.Code.Definition().Title
}

// wanted finds the pictures that are asked for among those of the version that was taken.
func wanted(versions []Version, number int, addresses []string) ([]harvest.Picture, error) {
	var faults fault.Fields
	if len(addresses) == 0 || len(addresses) > MaxPictures {
		faults.Add("/addresses", fault.Tf("cần từ 1 đến %d địa chỉ", "needs 1 to %d addresses", MaxPictures))
		return nil, faults.Err()
	}
	var offered []harvest.Picture
	for _, v := range versions {
		if v.Number == number {
			offered = v.Entry.Pictures
		}
	}
	var found []harvest.Picture
	for i, address := range addresses {
		at := slices.IndexFunc(offered, func(p harvest.Picture) bool { return p.Address == address })
		if at < 0 {
			faults.Add("/addresses/"+itoa(i), fault.T("không phải ảnh của tin này", "is no picture of this item"))
			continue
		}
		found = append(found, offered[at])
	}
	return found, faults.Err()
}

// pick takes one picture in.
func (s *Service) pick(ctx context.Context, actor right.Actor, origin Origin, p harvest.Picture) (string, error) {
	data, err := s.o.Fetcher.Picture(ctx, p.Address)
	if err != nil {
		return "", err
	}
	credit := origin.Credit
	if p.Credit != "" {
		credit = p.Credit + ". " + credit
	}
	credit, licence := text.Cut(credit, media.MaxCredit), text.Cut(strings.TrimSpace(origin.Terms+" "+p.Address), media.MaxCredit)
	m, err := s.o.Library.Add(ctx, actor, media.Upload{Unit: origin.Unit, Name: fileName(p.Address), File: bytes.NewReader(data), Credit: credit, Licence: licence})
	if err != nil {
		return "", err
	}
	if err = s.o.Store.AddPicture(ctx, origin.Item, p.Address, m.ID); fault.Is(err, fault.AlreadyExists) { // somebody took it meanwhile
		taken, err := s.o.Store.PicturesOf(ctx, origin.Item)
		return taken[p.Address], err
	}
	return m.ID, err
}

// fileName is the name of a picture's file, from its address.
func fileName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	name, err := text.Line(path.Base(address))
	if err != nil || name == "" || name == "/" || name == "." {
		return "anh"
	}
	return text.Cut(name, media.MaxName)
}
