package wordpress

import (
	"context"
	"html"
	"net/http"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// Prove opens the public page as a reader would, without credentials. A post without a
// page is read back: that is proof where the channel leaves drafts, and where it publishes
// it tells whether the portal's editors have let the post through meanwhile.
func (p *portal) Prove(ctx context.Context, call connector.Call) connector.Sighting {
	prove := p.page
	if call.Earlier.Address == "" {
		prove = p.readBack
	}
	seen := prove(ctx, call)
	if seen.Finding != connector.Found || !mayBeDouble(call) {
		return seen
	}
	switch copies := p.copies(ctx, call); {
	case copies.Finding == connector.Blind: // what cannot be looked for may be there
		return copies
	case copies.Finding == connector.Found && len(copies.Receipts) > 1:
		return copies
	}
	return seen
}

// mayBeDouble reports whether a publication may stand there twice: a destination may apply
// an early try late. Of an edition's second release that may have been a try of the first
// one, which was given up and bears another delivery's slug and marker.
func mayBeDouble(call connector.Call) bool {
	return call.Post.Intent == connector.Publish && (call.Repeats || call.Post.Release > 1)
}

// copies looks for every copy of a publication.
func (p *portal) copies(ctx context.Context, call connector.Call) connector.Sighting {
	return p.look(ctx, call, func(one post) bool { return call.Post.Release > 1 && one.Status == "publish" && one.ours(call.Post) })
}

// page asks for the post's address as a reader does. Only 404 and 410 say by themselves
// that nothing is there: a firewall refuses us with any other status, and shows a page of
// its own with 200. So a withdrawal, whose proof is absence, then asks the portal itself.
func (p *portal) page(ctx context.Context, call connector.Call) connector.Sighting {
	answer, outcome := outbound.Ask(ctx, p.deps.HTTP, outbound.Request{Method: http.MethodGet, URL: call.Earlier.Address,
		Header: http.Header{"Cache-Control": {"no-cache"}}, Guard: connector.GuardKey, Limit: maxAnswer})
	switch {
	case outcome.Class == connector.OK && shows(string(answer.Body), call):
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{call.Earlier}}
	case outcome.Class == connector.OK && call.Post.Intent == connector.Withdraw:
		return p.readBack(ctx, call)
	case outcome.Class == connector.OK, outcome.Reason == "http_404", outcome.Reason == "http_410":
		return connector.Sighting{Finding: connector.Missing} // readers see something else, or nothing
	case outcome.Class == connector.Rejected, outcome.Class == connector.Reauth: // says nothing about the account
		outcome.Class = connector.Transient
		outcome.Detail = fault.Tf("Không mở được trang công khai của bài (%s).", "The post's public page cannot be opened (%s).", outcome.Reason)
	}
	return outbound.Blind(outcome)
}

// shows looks for the marker. Themes may strip it: then the title stands for a
// publication, and the note for a correction, whose title an old copy shows too.
func shows(page string, call connector.Call) bool {
	text := html.UnescapeString(page)
	switch call.Post.Intent {
	case connector.Withdraw: // it is still there, whoever wrote it last
		return strings.Contains(page, editionMarker(call.Post.Edition)) || strings.Contains(text, call.Post.Title)
	case connector.Correct:
		notes := call.Post.Notes
		return strings.Contains(page, marker(call.Key)) || len(notes) > 0 && !notes[0].Earlier && notes[0].Text != "" && strings.Contains(text, notes[0].Text)
	}
	return strings.Contains(page, marker(call.Key)) || strings.Contains(text, call.Post.Title)
}

// readBack asks the portal itself, with credentials, for the post.
func (p *portal) readBack(ctx context.Context, call connector.Call) connector.Sighting {
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	kept, outcome := a.locate(ctx, call)
	switch outcome.Reason {
	case "rest_post_invalid_id", "not_ours", "no_receipt":
		return connector.Sighting{Finding: connector.Missing}
	case "several_there":
		return connector.Sighting{Finding: connector.Unclear}
	}
	switch {
	case outcome.Class != connector.OK:
		return outbound.Blind(outcome)
	case kept.Status == "trash", kept.Status == "draft" && call.Post.Intent == connector.Withdraw: // a portal without a trash
		return connector.Sighting{Finding: connector.Missing}
	}
	return p.seenAs(ctx, call, kept)
}

// seenAs tells what a post that is kept there is to readers. What was to be published and
// waits for somebody there, or is shown to nobody, is not there for them.
func (p *portal) seenAs(ctx context.Context, call connector.Call, kept post) connector.Sighting {
	switch {
	case call.Post.Intent == connector.Withdraw, p.values["status"] == "draft":
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{kept.receipt()}}
	case kept.Status != "publish":
		return connector.Sighting{Finding: connector.Missing, Problem: connector.Outcome{Reason: "not_shown", Detail: kept.notShown()}}
	}
	call.Earlier = kept.receipt()
	return p.page(ctx, call)
}
