package wordpress

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/outbound"
)

// maxVariants is how many of the names that WordPress makes of a taken slug ("-2", "-3"
// and on) a look asks for.
const maxVariants = 9

// Look finds what a try of this delivery left. The slug holds the delivery's id, so that
// it alone is proof; a variant of it needs the delivery's marker too.
func (p *portal) Look(ctx context.Context, call connector.Call) connector.Sighting {
	return p.look(ctx, call, func(post) bool { return false })
}

// look counts, beside what this delivery left, what else is a copy.
func (p *portal) look(ctx context.Context, call connector.Call, also func(post) bool) connector.Sighting {
	a, outcome := p.discover(ctx)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	found, outcome := a.find(ctx, call)
	if outcome.Class != connector.OK {
		return outbound.Blind(outcome)
	}
	var live, trashed []connector.Receipt
	for _, one := range found {
		marked := strings.Contains(one.Content.Raw, marker(call.Key))
		switch {
		case one.Status == "trash" && marked:
			trashed = append(trashed, one.receipt())
		case one.Status != "trash" && (marked || one.Slug == call.Post.ChosenID && one.Slug != "" || also(one)):
			live = append(live, one.receipt())
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
