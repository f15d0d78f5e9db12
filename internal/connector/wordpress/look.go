package wordpress

import (
	"context"
	"strings"

	"github.com/lantoa/lantoa/internal/connector"
	"github.com/lantoa/lantoa/internal/outbound"
)

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
