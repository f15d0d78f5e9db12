package facebook

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

const (
	perPage   = "50"
	mostPages = 3 // of the Page's posts
	// slack is how far the platform's clock and ours may be apart.
	slack = 5 * time.Minute
)

// entry is a post of the Page.
type entry struct {
	ID          string `json:"id"`
	Message     string `json:"message"`
	Address     string `json:"permalink_url"`
	Created     string `json:"created_time"`
	Attachments struct {
		Data []struct {
			Link    string `json:"unshimmed_url"`
			Shimmed string `json:"url"`
		} `json:"data"`
	} `json:"attachments"`
}

// texts are the places of a post in which its marker may stand: its words, the address of its
// card, and that address within the platform's own, by which it sends readers on.
func (e entry) texts() []string {
	list := []string{e.Message}
	for _, one := range e.Attachments.Data {
		list = append(list, one.Link, one.Shimmed)
		if u, err := url.Parse(one.Shimmed); err == nil && strings.HasSuffix(u.Hostname(), ".facebook.com") {
			list = append(list, u.Query().Get("u"))
		}
	}
	return list
}

// marked reports whether a post bears the marker of a delivery.
func (e entry) marked(delivery string) bool {
	return slices.ContainsFunc(e.texts(), func(s string) bool { return strings.Contains(s, "utm_content="+delivery) })
}

// markedBy reports whether a post bears the marker of a delivery whose id ends so.
func (e entry) markedBy(tail string) bool {
	return slices.ContainsFunc(e.texts(), func(s string) bool {
		_, after, ok := strings.Cut(s, "utm_content=")
		id := after[:min(len(after), len("00000000-0000-0000-0000-000000000000"))]
		return ok && strings.HasSuffix(strings.ReplaceAll(id, "-", ""), tail)
	})
}

// listing is what was seen of the Page's own posts, the newest first.
type listing struct {
	posts []entry
	whole bool      // there are no more
	last  time.Time // when the last that was seen was made; zero where nothing tells
}

// reaches reports whether a post that was made at an instant or later would have been seen.
func (l listing) reaches(at time.Time) bool {
	return l.whole || !l.last.IsZero() && l.last.Before(at.Add(-slack))
}

// newest lists the posts that the Page itself has published. Its feed also holds those of
// visitors, who may copy a link with its marker.
func (p *page) newest(ctx context.Context) (listing, connector.Outcome) {
	var seen listing
	values := url.Values{"fields": {"id,message,permalink_url,created_time,attachments{unshimmed_url,url}"}, "limit": {perPage}}
	for range mostPages {
		var list struct {
			Data   []entry `json:"data"`
			Paging struct {
				Cursors struct {
					After string `json:"after"`
				} `json:"cursors"`
				Next string `json:"next"`
			} `json:"paging"`
		}
		outcome := ofToken(p.ask(ctx, request{method: http.MethodGet, path: p.values["page"] + "/published_posts", values: values}, &list))
		if outcome.Class != connector.OK {
			return listing{}, outcome
		}
		for _, one := range list.Data {
			seen.last, _ = time.Parse("2006-01-02T15:04:05-0700", one.Created)
			if p.isOwn(one.ID) {
				seen.posts = append(seen.posts, one)
			}
		}
		if seen.whole = list.Paging.Next == "" || list.Paging.Cursors.After == ""; seen.whole {
			break
		}
		values.Set("after", list.Paging.Cursors.After) // the address that it names bears the token
	}
	return seen, connector.Outcome{Class: connector.OK}
}

// Look finds what a try of this delivery left, by its marker. Where all that was seen is newer
// than the try, it cannot tell.
func (p *page) Look(ctx context.Context, call connector.Call) connector.Sighting {
	seen, outcome := p.newest(ctx)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	var sighting connector.Sighting
	for _, one := range seen.posts {
		if one.marked(call.Key) {
			sighting.Finding = connector.Found
			sighting.Receipts = append(sighting.Receipts, published{ID: one.ID, Address: one.Address}.receipt())
		}
	}
	switch {
	case sighting.Finding == connector.Found:
	case seen.reaches(call.Post.At):
		sighting.Finding = connector.Missing
	default:
		sighting = connector.Sighting{Finding: connector.Unclear, Problem: connector.Outcome{Reason: "too_many_posts",
			Detail: fault.T("Trang đã đăng quá nhiều bài sau lượt này nên không thấy hết; xem trên Trang.", "The Page has published too many posts since this try to see them all; look at the Page.")}}
	}
	return sighting
}

// locate finds which post is meant: by its receipt, or among the newest by the address that a
// person gave or the marker of the story's first delivery. Of two copies none is picked.
func (p *page) locate(ctx context.Context, call connector.Call) (id string, outcome connector.Outcome) {
	if p.isOwn(call.Earlier.RemoteID) {
		return call.Earlier.RemoteID, connector.Outcome{Class: connector.OK}
	}
	seen, outcome := p.newest(ctx)
	if outcome.Class != connector.OK {
		return "", outcome
	}
	tail := call.Post.ChosenID[strings.LastIndex(call.Post.ChosenID, "-")+1:]
	var marked []string
	for _, one := range seen.posts {
		switch {
		case call.Earlier.Address != "" && sameAddress(one.Address, call.Earlier.Address):
			return one.ID, outcome
		case tail != "" && one.markedBy(tail):
			marked = append(marked, one.ID)
		}
	}
	switch len(marked) {
	case 0:
		return "", connector.Outcome{Class: connector.Rejected, Reason: "which_post",
			Detail: fault.T("Không tìm thấy bài trong 150 bài mới nhất của Trang Facebook; làm trên Facebook rồi xác nhận.",
				"The post is not found among the newest 150 of the Facebook Page; do it there, then say so.")}
	case 1:
		return marked[0], outcome
	}
	return "", connector.Outcome{Class: connector.Rejected, Reason: "which_post",
		Detail: fault.Tf("Trang có %d bản của bài này; giữ lại một bản trên Facebook, rồi xác nhận lượt đăng bằng liên kết của bản đó.",
			"The Page has %d copies of this post; keep one of them on Facebook, then confirm the publication with its link.", len(marked))}
}

// sameAddress compares two addresses of a post as people copy them: from any of the platform's
// hosts, and with what it adds behind.
func sameAddress(a, b string) bool {
	u, errA := url.Parse(a)
	v, errB := url.Parse(b)
	if errA != nil || errB != nil || !ofFacebook(u) || !ofFacebook(v) {
		return a == b
	}
	if strings.TrimSuffix(u.Path, "/") != strings.TrimSuffix(v.Path, "/") {
		return false
	}
	for _, name := range []string{"story_fbid", "fbid", "id"} { // of /permalink.php and its like
		if u.Query().Get(name) != v.Query().Get(name) {
			return false
		}
	}
	return u.Path != "" && u.Path != "/"
}

func ofFacebook(u *url.URL) bool {
	return u.Hostname() == "facebook.com" || strings.HasSuffix(u.Hostname(), ".facebook.com")
}
