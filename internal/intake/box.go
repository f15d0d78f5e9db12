package intake

import (
	"context"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// Items lists the box, by first seen, newest first, cut to the units whose stories the actor may
// read.
func (s *Service) Items(ctx context.Context, actor right.Actor, f Filter) ([]Item, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return nil, err
	}
	every, units := actor.Scope(right.ArticleRead)
	switch asked := f.Units; {
	case asked == nil && !every:
		f.Units = units
	case asked != nil:
		for _, unit := range asked {
			if err := actor.Need(right.ArticleRead, right.In(unit)); err != nil {
				return nil, err
			}
		}
		if err := s.o.Plans.CheckCodes(ctx, plan.Codes{Units: asked}); err != nil {
			return nil, err
		}
	}
	if strings.TrimSpace(f.Search) != "" && text.Fold(f.Search) == "" {
		return nil, nil // signs alone stand in no text
	}
	now, err := s.o.Store.Now(ctx)
	if err != nil {
		return nil, err
	}
	f.Now = now
	return s.o.Store.Items(ctx, f)
}

// Item reads an item with its versions, newest first, and the pictures that were taken of it, by
// address.
func (s *Service) Item(ctx context.Context, actor right.Actor, id string) (Item, []Version, map[string]string, error) {
	if err := anywhere(actor, right.ArticleRead); err != nil {
		return Item{}, nil, nil, err
	}
	item, err := s.o.Store.Item(ctx, id)
	if err != nil {
		return Item{}, nil, nil, err
	}
	if err := actor.Need(right.ArticleRead, right.In(item.Unit)); err != nil {
		return Item{}, nil, nil, err
	}
	versions, err := s.o.Store.Versions(ctx, id)
	if err != nil {
		return Item{}, nil, nil, err
	}
	pictures, err := s.o.Store.PicturesOf(ctx, id)
	return item, versions, pictures, err
}

// Dismissable tells why an item cannot be dismissed; nil while it can.
func (i Item) Dismissable() error {
	switch i.State {
	case Taken:
		return i.used()
	case Dismissed:
		return fault.New(fault.StateConflict, fault.T("Tin này đã được bỏ qua.", "This item is dismissed already."))
	}
	return nil
}

// Restorable tells why an item cannot be brought back; nil while it can.
func (i Item) Restorable() error {
	if i.State != Dismissed {
		return fault.New(fault.StateConflict, fault.T("Chỉ khôi phục được tin đã bỏ qua.", "Only what was dismissed can be brought back."))
	}
	return nil
}

func (i Item) used() error {
	return fault.New(fault.AlreadyExists, fault.Tf("Tin này đã được lấy thành bài %s.", "This item was taken already, as article %s.", i.Article))
}

// Dismiss lays an item aside with a reason; it can be brought back.
func (s *Service) Dismiss(ctx context.Context, actor right.Actor, id, reason string) (Item, error) {
	reason, err := manuscript.Remark("/reason", reason, fault.T("bắt buộc: vì sao bỏ qua tin này", "required: why the item is laid aside"))
	if err != nil {
		return Item{}, err
	}
	return s.onItem(ctx, actor, id, "item.dismiss", func(i *Item) error {
		if err := i.Dismissable(); err != nil {
			return err
		}
		i.State, i.Reason = Dismissed, reason
		return nil
	})
}

// Restore brings an item back that was dismissed.
func (s *Service) Restore(ctx context.Context, actor right.Actor, id string) (Item, error) {
	return s.onItem(ctx, actor, id, "item.restore", func(i *Item) error {
		if err := i.Restorable(); err != nil {
			return err
		}
		i.State, i.Reason = Fresh, ""
		return nil
	})
}

// onItem runs an act on a locked item.
func (s *Service) onItem(ctx context.Context, actor right.Actor, id, act string, fn func(i *Item) error) (Item, error) {
	object := audit.Object{Kind: "item", ID: id}
	if err := anywhere(actor, right.SourceManage); err != nil {
		return Item{}, s.refused(ctx, actor, right.SourceManage, object, err)
	}
	var done Item
	err := s.o.Store.InTx(ctx, func(ctx context.Context) error {
		i, err := s.o.Store.LockItem(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Need(right.SourceManage, right.In(i.Unit)); err != nil {
			return err
		}
		was := i
		if err := fn(&i); err != nil {
			return err
		}
		now, err := s.o.Store.Now(ctx)
		if err != nil {
			return err
		}
		i.DecidedBy, i.DecidedAt = actor.ID, now
		if err := s.o.Store.SaveItem(ctx, i, nil); err != nil {
			return err
		}
		done = i
		return s.tellItem(ctx, actor, was, i, act, nil)
	})
	if err != nil {
		return Item{}, s.refused(ctx, actor, right.SourceManage, object, err)
	}
	return done, nil
}

func (s *Service) tellItem(ctx context.Context, actor right.Actor, was, is Item, act string, detail map[string]any) error {
	entry := audit.Entry{Actor: actor.ID, Action: act, Object: audit.Object{Kind: "item", ID: is.ID}, Was: was.defined(), Is: is.defined(), Detail: detail}
	if err := s.o.Trail.Record(ctx, entry); err != nil {
		return err
	}
	return s.o.Trail.Emit(ctx, audit.Event{Kind: audit.Done(act), Article: is.Article, Unit: is.Unit, Data: map[string]any{"item": is.ID, "source": is.Source}, Actor: actor.ID})
}

// defined is what the record hashes of an item: what it says and what became of it.
func (i Item) defined() any {
	return map[string]any{"source": i.Source, "hash": i.Hash, "state": i.State, "reason": i.Reason, "article": i.Article}
}

// Origin tells where a story comes from, to those who may read the story.
func (s *Service) Origin(ctx context.Context, actor right.Actor, article string) (Origin, error) {
	if _, _, err := s.o.Newsroom.Article(ctx, actor, article); err != nil {
		return Origin{}, err
	}
	return s.o.Store.Origin(ctx, article)
}

// Free tells why an item may not be taken yet; nil once it may. now is the database's.
func (i Item) Free(now time.Time, zone *time.Location) error {
	if !now.Before(i.FreeAt) {
		return nil
	}
	hour := i.FreeAt.In(zone)
	if whole := hour.Truncate(time.Minute); whole.Before(hour) {
		hour = whole.Add(time.Minute)
	}
	return fault.New(fault.StateConflict, fault.T("Chưa hết thời gian chờ của nguồn; lấy được từ "+hour.Format("15:04 02/01/2006")+".",
		"The waiting time of the source is not over; it may be taken from "+hour.Format("15:04 on 2 January 2006")+" on.")).After(i.FreeAt.Sub(now))
}
