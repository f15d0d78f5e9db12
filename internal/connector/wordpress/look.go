package wordpress

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// maxVariants is how many of the names that WordPress makes of a taken slug ("-2", "-3"
// and on) a look asks for.
const maxVariants = 9

// Look asks, with credentials and in every state, for the chosen slug and its variants,
// and for the marker, which finds the post when somebody there renamed it. The slug
// holds the delivery's id, so that it alone is proof; a variant needs the marker too.
func (p *portal) Look(ctx context.Context, call connector.Call) connector.Sighting {
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	slugs := []string{call.Post.ChosenID, call.Post.ChosenID + "__trashed"}
	for n := 2; n <= maxVariants; n++ {
		slugs = append(slugs, call.Post.ChosenID+"-"+strconv.Itoa(n))
	}
	var live, trashed []connector.Receipt
	for _, by := range []url.Values{{"slug": {strings.Join(slugs, ",")}}, {"search": {"lantoa:" + call.Key}}} {
		found, outcome := a.list(ctx, by)
		if outcome.Class != connector.OK {
			return outbound.Blind(outcome)
		}
		for _, one := range found {
			marked := strings.Contains(one.Content.Raw, marker(call.Key))
			switch {
			case one.Status == "trash" && marked:
				trashed = appendNew(trashed, one.receipt())
			case one.Status != "trash" && (marked || one.Slug == call.Post.ChosenID && one.Slug != ""):
				live = appendNew(live, one.receipt())
			}
		}
	}
	switch {
	case len(live) > 0:
		return connector.Sighting{Finding: connector.Found, Receipts: live}
	case len(trashed) > 0: // somebody there removed it: sending again would undo that
		return connector.Sighting{Finding: connector.Unclear, Receipts: trashed}
	}
	return connector.Sighting{Finding: connector.Missing}
}

func appendNew(list []connector.Receipt, one connector.Receipt) []connector.Receipt {
	if slices.Contains(list, one) {
		return list
	}
	return append(list, one)
}

func (a *api) list(ctx context.Context, by url.Values) ([]post, connector.Outcome) {
	query := url.Values{
		"status": {"publish,future,draft,pending,private,trash"}, "context": {"edit"}, "per_page": {"100"},
		"orderby": {"id"}, "order": {"asc"}, "_fields": {"id,slug,status,link,content"},
	}
	for name, values := range by {
		query[name] = values
	}
	var found []post
	outcome := a.do(ctx, request{method: http.MethodGet, path: "wp/v2/posts", query: query}, &found)
	return found, outcome
}

// Prove opens the public page as a reader would, without credentials. A post that was
// left as a draft has no page and is read back instead. After more than one try it also
// looks for copies: a destination may have applied an early try late.
func (p *portal) Prove(ctx context.Context, call connector.Call) connector.Sighting {
	prove := p.page
	if call.Earlier.Address == "" {
		prove = p.readBack
	}
	seen := prove(ctx, call)
	if seen.Finding == connector.Found && call.Post.Intent == connector.Publish && call.Attempt > 1 {
		if copies := p.Look(ctx, call); len(copies.Receipts) > 1 {
			return copies
		}
	}
	return seen
}

func (p *portal) page(ctx context.Context, call connector.Call) connector.Sighting {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, call.Earlier.Address, nil)
	if err != nil {
		return connector.Sighting{Finding: connector.Missing}
	}
	req.Header.Set("Cache-Control", "no-cache")
	resp, err := p.deps.HTTP.Do(req)
	outcome := outbound.Classify(resp, err)
	var content []byte
	if err == nil {
		if content, err = outbound.ReadAll(resp, maxAnswer); err != nil && outcome.Class == connector.OK {
			outcome = outbound.Classify(nil, err)
		}
	} else {
		outcome.Class = connector.Transient // a page that cannot be asked for says nothing about the account
	}
	switch {
	case outcome.Class == connector.OK && shows(string(content), call):
		return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{call.Earlier}}
	case outcome.Class == connector.OK, outcome.Class == connector.Rejected, outcome.Class == connector.Reauth:
		return connector.Sighting{Finding: connector.Missing} // readers see something else, or nothing
	}
	return outbound.Blind(outcome)
}

// shows looks for the marker. Themes may strip it: then the title stands for a
// publication, and the note for a correction, whose title an old copy shows too.
func shows(page string, call connector.Call) bool {
	text := html.UnescapeString(page)
	switch call.Post.Intent {
	case connector.Withdraw: // it is still there under any marker
		return strings.Contains(page, "<!-- lantoa:") || strings.Contains(text, call.Post.Title)
	case connector.Correct:
		notes := call.Post.Notes
		return strings.Contains(page, marker(call.Key)) || len(notes) > 0 && !notes[0].Earlier && notes[0].Text != "" && strings.Contains(text, notes[0].Text)
	}
	return strings.Contains(page, marker(call.Key)) || strings.Contains(text, call.Post.Title)
}

func (p *portal) readBack(ctx context.Context, call connector.Call) connector.Sighting {
	if !isID(call.Earlier.RemoteID) {
		return connector.Sighting{Finding: connector.Missing}
	}
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	var kept post
	outcome = a.do(ctx, request{method: http.MethodGet, path: "wp/v2/posts/" + call.Earlier.RemoteID, query: url.Values{"context": {"edit"}}}, &kept)
	switch {
	case outcome.Reason == "rest_post_invalid_id", outcome.Class == connector.OK && kept.Status == "trash":
		return connector.Sighting{Finding: connector.Missing}
	case outcome.Class != connector.OK:
		return outbound.Blind(outcome)
	}
	return connector.Sighting{Finding: connector.Found, Receipts: []connector.Receipt{kept.receipt()}}
}

// Check reads our own account with its rights. It asks for what needs credentials:
// WordPress answers public reads with wrong ones as if there were none.
func (p *portal) Check(ctx context.Context) connector.Health {
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return connector.Health{Class: outcome.Class, Detail: outcome.Detail}
	}
	var me struct {
		Name         string
		Capabilities json.RawMessage // an object, or [] when there are none
	}
	query := url.Values{"context": {"edit"}, "_fields": {"id,name,roles,capabilities"}}
	outcome = outbound.Harmless(a.do(ctx, request{method: http.MethodGet, path: "wp/v2/users/me", query: query}, &me))
	if outcome.Reason == string(outbound.ReasonHTML) || outcome.Reason == string(outbound.ReasonNotJSON) {
		outcome.Class = connector.Rejected
	}
	if outcome.Class != connector.OK {
		return connector.Health{Class: outcome.Class, Detail: outcome.Detail}
	}
	rights := map[string]bool{}
	_ = json.Unmarshal(me.Capabilities, &rights)
	needed := []string{"edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts"}
	if p.values["terms"] == "create" {
		needed = append(needed, "manage_categories")
	}
	missing := slices.DeleteFunc(needed, func(right string) bool { return rights[right] })
	if len(missing) > 0 {
		list := strings.Join(missing, ", ")
		return connector.Health{Class: connector.Reauth, Account: me.Name, Detail: fault.Tf("Tài khoản trên cổng thiếu quyền: %s.", "The portal's account lacks: %s.", list)}
	}
	return connector.Health{Class: connector.OK, Account: me.Name}
}
