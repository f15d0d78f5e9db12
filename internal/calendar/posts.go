package calendar

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/channel"
	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/delivery"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/plan"
	"github.com/lantoa/lantoa/internal/right"
)

// Post is one plan of an edition, as people made it: a release, an hour and the channels that it
// goes to then, each after its own offset.
type Post struct {
	// At is the hour of the plan: that of each delivery without its offset.
	At         time.Time
	Pillars    []string
	Areas      []string
	Deliveries []delivery.Listed // the earliest first; never none
}

// Fixed tells why a post cannot be moved to another hour, if it cannot.
func (p Post) Fixed() (fault.Text, bool) {
	for _, d := range p.Deliveries {
		switch {
		case d.Intent != connector.Publish:
			return fault.T("Bản đính chính đi ngay khi được duyệt, không dời được.", "A correction goes as soon as it is approved and cannot be moved."), true
		case d.Release != d.ApprovedRelease:
			return fault.T("Bản này không còn là bản được duyệt.", "This release is not the approved one any more."), true
		case d.State != delivery.Waiting:
			return fault.T("Bài đã bắt đầu gửi đi nên không dời được.", "The post has begun to go out and cannot be moved."), true
		}
	}
	return fault.Text{}, false
}

// mostPosts is how many deliveries are looked at for a stretch of days.
const mostPosts = 5000

// shown are the states of what is on the calendar: all but what never was.
func shown() []delivery.State {
	return []delivery.State{delivery.Waiting, delivery.Sending, delivery.Retrying, delivery.Polling, delivery.Unsure, delivery.Sent, delivery.Confirmed, delivery.Attention, delivery.Withdrawn}
}

// PostsOf lists what goes out within some days, at most [MaxSpan], for who may see deliveries. cut
// tells that there was more than one calendar can show.
func (s *Service) PostsOf(ctx context.Context, actor right.Actor, from, to plan.Date) (posts []Post, cut bool, err error) {
	if from == "" && to == "" {
		from, to = month(s.today())
	}
	if err := CheckDays(from, to, MaxSpan); err != nil {
		return nil, false, err
	}
	begin, end := midnight(from, s.o.Zone), midnight(to.Next(), s.o.Zone)
	late := end.Add(channel.MaxOffset) // a plan of the last evening has posts on the next day
	list, err := s.o.Deliveries.List(ctx, actor, delivery.Filter{DueAfter: begin, DueUntil: late, States: shown(), Limit: mostPosts + 1})
	if err != nil {
		return nil, false, err
	}
	if cut = len(list) > mostPosts; cut {
		list = list[:mostPosts]
	}
	facets, err := s.o.Posts.Facets(ctx, begin, late)
	if err != nil {
		return nil, false, err
	}
	for _, one := range gather(list) {
		if one.At.Before(begin) || !one.At.Before(end) {
			continue
		}
		if first := one.Deliveries[0]; first.Title != "" {
			one.Pillars, one.Areas = facets[first.Article].Pillars, facets[first.Article].Areas
		}
		posts = append(posts, *one)
	}
	return posts, cut, nil
}

// gather brings deliveries together that came of one plan, by its hour.
func gather(list []delivery.Listed) []*Post {
	type key struct {
		release string
		intent  connector.Intent
		at      int64
	}
	at := map[key]*Post{}
	var posts []*Post
	for _, d := range list {
		if d.Intent == connector.Withdraw {
			continue
		}
		hour := d.DueAt.Add(-d.Offset)
		k := key{d.Release, d.Intent, hour.UnixMicro()}
		if at[k] == nil {
			at[k] = &Post{At: hour}
			posts = append(posts, at[k])
		}
		at[k].Deliveries = append(at[k].Deliveries, d)
	}
	slices.SortStableFunc(posts, func(a, b *Post) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Deliveries[0].ID, b.Deliveries[0].ID))
	})
	return posts
}
