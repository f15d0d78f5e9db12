package facebook

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

const (
	perPage   = "50"
	mostPages = 3 // of the feed; what is older is no post of a try that is still open
)

// entry is a post of the Page's feed.
type entry struct {
	ID          string `json:"id"`
	Message     string `json:"message"`
	Address     string `json:"permalink_url"`
	Attachments struct {
		Data []struct {
			Link string `json:"unshimmed_url"`
		} `json:"data"`
	} `json:"attachments"`
}

// texts are the places of a post in which its marker may stand.
func (e entry) texts() []string {
	list := []string{e.Message}
	for _, one := range e.Attachments.Data {
		list = append(list, one.Link)
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

// newest lists the posts of the feed that are wanted, the newest first.
func (p *page) newest(ctx context.Context, wanted func(entry) bool) ([]entry, connector.Outcome) {
	var found []entry
	values := url.Values{"fields": {"id,message,permalink_url,attachments{unshimmed_url}"}, "limit": {perPage}}
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
		outcome := p.ask(ctx, request{method: http.MethodGet, path: p.values["page"] + "/feed", values: values}, &list)
		if outcome.Class != connector.OK {
			return nil, outcome
		}
		for _, one := range list.Data {
			if p.isOwn(one.ID) && wanted(one) {
				found = append(found, one)
			}
		}
		if list.Paging.Next == "" || list.Paging.Cursors.After == "" {
			break
		}
		values.Set("after", list.Paging.Cursors.After) // the address that it names bears the token
	}
	return found, connector.Outcome{Class: connector.OK}
}

// Look finds what a try of this delivery left, by its marker.
func (p *page) Look(ctx context.Context, call connector.Call) connector.Sighting {
	list, outcome := p.newest(ctx, func(e entry) bool { return e.marked(call.Key) })
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	sighting := connector.Sighting{Finding: connector.Missing}
	for _, one := range list {
		sighting.Finding = connector.Found
		sighting.Receipts = append(sighting.Receipts, published{ID: one.ID, Address: one.Address}.receipt())
	}
	return sighting
}

// Prove reads the post back. That it is published is the platform's word; a page that shows
// it to strangers may ask them to sign in. After a second try it looks for copies too.
func (p *page) Prove(ctx context.Context, call connector.Call) connector.Sighting {
	id := call.Earlier.RemoteID
	if !p.isOwn(id) {
		return connector.Sighting{Finding: connector.Unclear}
	}
	var there struct {
		published
		Published *bool `json:"is_published"`
	}
	outcome := p.ask(ctx, request{method: http.MethodGet, path: id, values: url.Values{"fields": {"id,permalink_url,is_published"}}}, &there)
	switch {
	case outcome.Reason == reasonGone:
		return connector.Sighting{Finding: connector.Missing}
	case outcome.Class != connector.OK:
		return outbound.Blind(outcome)
	case there.Published != nil && !*there.Published:
		return connector.Sighting{Finding: connector.Missing, Problem: connector.Outcome{Reason: "not_published",
			Detail: fault.T("Facebook giữ bài mà chưa cho bạn đọc thấy.", "Facebook keeps the post and does not show it to readers.")}}
	}
	return p.alone(ctx, call, there.receipt())
}

// alone adds to a post that is there the copies of it that an earlier try may have left.
func (p *page) alone(ctx context.Context, call connector.Call, there connector.Receipt) connector.Sighting {
	sighting := connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{there}}
	if call.Post.Intent != connector.Publish || call.Attempt < 2 {
		return sighting
	}
	copies := p.Look(ctx, call)
	if copies.Finding == connector.Blind {
		return copies
	}
	for _, one := range copies.Receipts {
		if one.RemoteID != there.RemoteID {
			sighting.Receipts = append(sighting.Receipts, one)
		}
	}
	return sighting
}
