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

// Check reads our own account with its rights. It asks for what needs credentials:
// WordPress answers public reads with wrong ones as if there were none. The place is the
// site itself, whoever writes there: WordPress has no id for it.
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
	needed := []string{"edit_posts", "publish_posts", "edit_published_posts", "delete_published_posts", "upload_files"}
	if p.values["terms"] == "create" {
		needed = append(needed, "manage_categories")
	}
	missing := slices.DeleteFunc(needed, func(right string) bool { return rights[right] })
	if len(missing) > 0 {
		list := strings.Join(missing, ", ")
		return connector.Health{Class: connector.Reauth, Account: me.Name, Detail: fault.Tf("Tài khoản trên cổng thiếu quyền: %s.", "The portal's account lacks: %s.", list)}
	}
	return connector.Health{Class: connector.OK, Account: me.Name + " @ " + p.place(), Place: p.place()}
}

// place is the site that posts go to: a host may hold several, each under a path of its
// own. Neither "www." nor scheme and port make it another.
func (p *portal) place() string {
	return strings.TrimPrefix(strings.ToLower(p.site.Hostname()), "www.") + strings.TrimSuffix(p.site.Path, "/")
}
