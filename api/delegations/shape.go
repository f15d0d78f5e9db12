package delegations

import (
	"time"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/right"
)

// Delegation lends the right to approve for a period.
type Delegation struct {
	ID        string         `json:"id"`
	Giver     rest.Principal `json:"giver"`
	Receiver  rest.Principal `json:"receiver"`
	Unit      string         `json:"unit,omitempty" doc:"Code of a unit; absent means wherever the giver may approve"`
	StartsAt  time.Time      `json:"starts_at"`
	Starts    *rest.WallTime `json:"starts,omitempty" doc:"As typed; absent for at once"`
	EndsAt    time.Time      `json:"ends_at" doc:"The first instant at which nothing is lent any more"`
	Ends      rest.WallTime  `json:"ends" doc:"As typed"`
	Reason    string         `json:"reason"`
	CreatedBy string         `json:"created_by"`
	CreatedAt time.Time      `json:"created_at"`
	RevokedBy string         `json:"revoked_by,omitempty" doc:"Id of who ended it early: the giver, or the receiver who declined"`
	RevokedAt *time.Time     `json:"revoked_at,omitempty"`
	// Effect is what the delegation gives at this moment.
	Effect rest.Permission `json:"effect" doc:"Whether it lends anything now, and why not: its period, or what its people may do by now"`
	May    rest.May        `json:"may"`
}

// Of converts a delegation for the one who asks.
func Of(actor right.Actor, t delegation.Told) Delegation {
	shape := Delegation{ID: t.ID, Giver: rest.Principal(t.From), Receiver: rest.Principal(t.To), Unit: t.Unit,
		StartsAt: t.Starts.At.UTC(), EndsAt: t.Ends.At.UTC(), Ends: rest.WallTime{Time: t.Ends.Wall, Zone: t.Ends.Zone}, Reason: t.Reason,
		CreatedBy: t.CreatedBy, CreatedAt: t.CreatedAt.UTC(), RevokedBy: t.RevokedBy, RevokedAt: rest.Instant(t.RevokedAt),
		Effect: rest.PermissionOf(t.Effect), May: rest.May{"revoke": rest.PermissionOf(t.MayRevoke(actor))}}
	if t.Starts.Wall != "" {
		shape.Starts = &rest.WallTime{Time: t.Starts.Wall, Zone: t.Starts.Zone}
	}
	return shape
}
