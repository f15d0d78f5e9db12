package facebook

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Prove reads the post back. That it is published is the platform's word; a page that shows
// it to strangers may ask them to sign in. After a second try it looks for copies too, and of
// a correction it wants to see the corrected text, by the marked link that it alone has.
func (p *page) Prove(ctx context.Context, call connector.Call) connector.Sighting {
	id, outcome := p.locate(ctx, call)
	switch {
	case outcome.Class == connector.Rejected: // where it is not known which post, nothing is proved
		return connector.Sighting{Finding: connector.Unclear, Problem: outcome}
	case outcome.Class != connector.OK:
		return outbound.Blind(outcome)
	}
	var there struct {
		published
		Message   string `json:"message"`
		Published *bool  `json:"is_published"`
	}
	outcome = p.ask(ctx, request{method: http.MethodGet, path: id, values: url.Values{"fields": {"id,permalink_url,is_published,message"}}}, &there)
	if outcome.Reason == reasonGone {
		outcome = p.really(ctx, outcome)
	}
	switch {
	case outcome.Reason == reasonGone:
		return connector.Sighting{Finding: connector.Missing}
	case outcome.Class != connector.OK:
		return outbound.Blind(outcome)
	case there.Published != nil && !*there.Published:
		return connector.Sighting{Finding: connector.Missing, Problem: connector.Outcome{Reason: "not_published",
			Detail: fault.T("Facebook giữ bài mà chưa cho bạn đọc thấy.", "Facebook keeps the post and does not show it to readers.")}}
	case call.Post.Intent == connector.Correct && !strings.Contains(there.Message, call.Post.Link):
		return connector.Sighting{Finding: connector.Missing, Problem: connector.Outcome{Reason: "not_corrected",
			Detail: fault.T("Bài trên Trang vẫn là văn bản cũ.", "The post on the Page still has its earlier text.")}}
	}
	return p.alone(ctx, call, there.receipt())
}

// alone adds to a post that is there the copies of it that an earlier try may have left.
func (p *page) alone(ctx context.Context, call connector.Call, there connector.Receipt) connector.Sighting {
	sighting := connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{there}}
	if call.Post.Intent != connector.Publish || !call.Repeats {
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
