package live

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// A kind without a right would be seen by nobody, and no screen would ever change by it.
func TestEveryKindHasItsRight(t *testing.T) {
	t.Parallel()
	for _, kind := range audit.Kinds() {
		if action, _ := needed(kind); action == "" {
			t.Errorf("%s: no right is named by which it is seen; give its object a line", kind)
		}
	}
	if action, _ := needed("secret.leaked"); action != "" {
		t.Errorf("what nobody thought of is seen by %s", action)
	}
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	in := func(role right.Role, unit string) right.Actor {
		return right.Actor{ID: "p1", Grants: []right.Grant{{Role: role, Unit: unit}}}
	}
	keyed := func(a right.Actor, scopes ...right.Action) right.Actor {
		a.Key, a.Scopes = "k1", scopes
		return a
	}
	story := audit.Event{Kind: "edition.saved", Unit: "so-a"}
	sent := audit.Event{Kind: "delivery.sent", Unit: "so-a"}
	picture := audit.Event{Kind: "media.created", Unit: "so-a"}
	original := audit.Event{Kind: "attachment.created", Unit: "so-a"}
	paused := audit.Event{Kind: "channel.paused", Unit: "so-a"}
	holiday := audit.Event{Kind: "closed_day.created"}
	mine := audit.Event{Kind: "session.ended", Data: map[string]any{"person": "p1"}}
	others := audit.Event{Kind: "person.updated", Data: map[string]any{"person": "p2"}}
	nobodys := audit.Event{Kind: "person.updated"}
	ended := audit.Event{Kind: "unit.ended", Unit: "so-a"}
	moved := audit.Event{Kind: "unit.grants_moved", Unit: "so-a"}
	unitless := audit.Event{Kind: "edition.saved"}
	all := map[string]audit.Event{"story": story, "original": original, "sent": sent, "picture": picture, "paused": paused, "holiday": holiday, "mine": mine,
		"others": others, "nobodys": nobodys, "unitless": unitless, "ended": ended, "moved": moved}
	for name, c := range map[string]struct {
		actor right.Actor
		sees  string
	}{
		"an author of the unit":            {in(right.Author, "so-a"), "story original sent picture paused holiday mine"},
		"an author of another unit":        {in(right.Author, "so-b"), "paused holiday mine"},
		"an author of every unit":          {in(right.Author, ""), "story original sent picture paused holiday mine unitless"},
		"a contributor":                    {in(right.Contributor, "so-a"), "story original picture paused holiday mine"},
		"an inspector of another unit":     {in(right.Inspector, "so-b"), "story original sent picture paused holiday mine unitless"},
		"an administrator":                 {in(right.TechnicalAdmin, ""), "sent paused holiday mine others nobodys ended moved"},
		"an administrator of a unit":       {in(right.TechnicalAdmin, "so-a"), "sent paused holiday mine"},
		"a lead unit officer":              {in(right.LeadOfficer, "so-b"), "story original sent picture paused holiday mine unitless ended"},
		"a press client":                   {in(right.Press, ""), "mine"},
		"a key of an author":               {keyed(in(right.Author, "so-a"), right.DeliveryRead), "sent"},
		"a key of an author, for nothing":  {keyed(in(right.Author, "so-a"), right.EditionSubmit), ""},
		"a key of an admin, for accounts":  {keyed(in(right.TechnicalAdmin, ""), right.PersonManage), "mine others nobodys moved"},
		"somebody without any role":        {right.Actor{ID: "p1"}, "mine"},
		"the engine, which may everything": {right.System(), "story original sent picture paused holiday mine others nobodys unitless ended moved"},
	} {
		s, want := sightOf(c.actor), map[string]bool{}
		for one := range strings.FieldsSeq(c.sees) {
			want[one] = true
		}
		for what, e := range all {
			if s.sees(e) != want[what] {
				t.Errorf("%s: sees %s is %v", name, what, s.sees(e))
			}
		}
	}
	if err := sightOf(in(right.Press, "")).need(in(right.Press, "")); !fault.Is(err, fault.Denied) {
		t.Errorf("who may see nothing of the house: %v", err)
	}
	if err := sightOf(right.Actor{}).need(right.Actor{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a stranger: %v", err)
	}
}
