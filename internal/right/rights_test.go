package right_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
)

// table is what the newsroom's rules come to, written apart from the code: for each role
// the actions in its unit, then after "|" those in every unit. An action that goes by whose text
// it is bears that after a colon.
func table() map[right.Role]string {
	return map[right.Role]string{
		right.Contributor: "comment.write:own article.create article.edit:unsent article.read edition.submit:own media.edit media.read | channel.read",
		right.Author:      "comment.write article.create article.edit:unsent article.read delivery.read edition.correct:own edition.submit:own media.edit media.read | channel.read",
		right.Editor: "comment.write article.create article.edit article.read delivery.read digest.manage source.manage edition.archive edition.correct " +
			"edition.first_approve:others edition.request_changes:others edition.submit media.edit media.read report.read calendar.manage planned.assign request.read request.answer series.manage | channel.read",
		right.Approver: "comment.write article.read delivery.act delivery.read edition.approve edition.archive edition.correct edition.first_approve edition.reopen " +
			"edition.request_changes edition.schedule edition.withdraw flow.manage media.read report.read planned.assign request.read request.answer | channel.read",
		right.Secretary: "comment.write article.read digest.manage source.manage delivery.act delivery.read edition.archive edition.request_changes edition.schedule media.read report.read " +
			"calendar.manage planned.assign request.create request.read request.route request.answer series.manage | channel.read",
		right.Translator:     "comment.write article.edit:translation article.read delivery.read edition.submit:translation media.edit media.read | channel.read",
		right.LeadOfficer:    "| comment.write article.read channel.read delivery.read flow.manage media.read plan.manage report.read calendar.manage planned.assign request.create request.read request.route",
		right.Inspector:      "| article.read audit.read channel.read delivery.read media.read report.read request.read",
		right.Press:          "| feed.read_partner request.create",
		right.TechnicalAdmin: "audit.read channel.manage delivery.act delivery.read person.manage plan.manage settings.read | channel.read",
	}
}

// texts are objects of a unit by whose text they are to p1, each with the kinds of rights that
// cover it.
func texts(unit string) map[string]right.Object {
	return map[string]right.Object{
		"any":                          right.In(unit),
		"any own unsent":               {Unit: unit, Owners: []string{"p2", "p1"}},
		"any own":                      {Unit: unit, Owners: []string{"p1"}, Sent: true},
		"any own unsent translation":   {Unit: unit, Owners: []string{"p1"}, Translation: true},
		"any others":                   {Unit: unit, Owners: []string{"p2"}},
		"any others translation":       {Unit: unit, Owners: []string{"p2"}, Translation: true},
		"any translation others  sent": {Unit: unit, Owners: []string{"p2"}, Translation: true, Sent: true},
	}
}

// wanted tells whose text one half of a line of the table lets an action cover; "" denies it.
func wanted(half, action string) string {
	for _, field := range strings.Fields(half) {
		name, text, narrowed := strings.Cut(field, ":")
		switch {
		case name == action && narrowed:
			return text
		case name == action:
			return "any"
		}
	}
	return ""
}

// Every role, action, place and text is asked for; what the table does not name is denied.
func TestEveryRoleActionPlaceAndText(t *testing.T) {
	t.Parallel()
	lines := table()
	if len(lines) != len(right.Roles()) {
		t.Fatalf("%d roles in the table, %d in the code", len(lines), len(right.Roles()))
	}
	for _, role := range right.Roles() {
		own, every, _ := strings.Cut(lines[role], "|")
		local := right.Actor{ID: "p1", Grants: []right.Grant{{Role: role, Unit: "so-a"}}}
		house := right.Actor{ID: "p1", Grants: []right.Grant{{Role: role}}}
		for _, action := range right.Actions() {
			inOwn, inEvery := wanted(own, string(action)), wanted(every, string(action))
			for _, c := range []struct {
				actor right.Actor
				unit  string
				want  []string
			}{
				{local, "so-a", []string{inOwn, inEvery}}, {local, "so-b", []string{inEvery}}, {local, "", []string{inEvery}},
				{house, "so-a", []string{inOwn, inEvery}}, {house, "", []string{inOwn, inEvery}},
			} {
				for covered, o := range texts(c.unit) {
					want := slices.ContainsFunc(c.want, func(text string) bool { return text != "" && slices.Contains(strings.Fields(covered), text) })
					holdsDecision(t, c.actor, action, o, want)
				}
			}
		}
	}
}

func holdsDecision(t *testing.T, actor right.Actor, action right.Action, o right.Object, want bool) {
	t.Helper()
	d := actor.May(action, o)
	if d.Allowed != want {
		t.Errorf("%v may %s on %+v: %v, want %v", actor.Grants, action, o, d.Allowed, want)
	}
	if d.Allowed == (d.Reason.VI != "" && d.Reason.EN != "") || d.Allowed == (len(d.WhoCan) > 0) {
		t.Errorf("%v %s on %+v: an odd decision %+v", actor.Grants, action, o, d)
	}
	for _, role := range d.WhoCan { // of whom some can indeed: one who owns it, or one who does not
		can := func(id string) bool {
			return right.Actor{ID: id, Grants: []right.Grant{{Role: role}}}.May(action, o).Allowed
		}
		if o.Owners != nil && !slices.ContainsFunc(append([]string{"p3"}, o.Owners...), can) {
			t.Errorf("%v %s on %+v: %s is named and cannot", actor.Grants, action, o, role)
		}
	}
}

// An unknown role, such as one of a later version, grants nothing.
func TestAnUnknownRoleGrantsNothing(t *testing.T) {
	t.Parallel()
	stranger := right.Actor{ID: "p1", Grants: []right.Grant{{Role: "chief"}, {Role: ""}, {Role: "Editor", Unit: "so-a"}}}
	for _, action := range append(right.Actions(), "edition.burn", "") {
		for _, o := range texts("so-a") {
			if stranger.May(action, o).Allowed {
				t.Errorf("an unknown role may %s on %+v", action, o)
			}
		}
		if every, units := stranger.Scope(action); every || units != nil {
			t.Errorf("an unknown role may %s in %v %v", action, every, units)
		}
	}
	editor := right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.Editor}}}
	if editor.May("edition.burn", right.In("so-a")).Allowed {
		t.Error("an action that the table does not name is allowed")
	}
}

func TestRolesAndActionsHaveNames(t *testing.T) {
	t.Parallel()
	for _, role := range right.Roles() {
		if name := role.Name(); name.VI == "" || name.EN == "" {
			t.Errorf("role %s has no name", role)
		}
	}
	for _, action := range right.Actions() {
		if verb := action.Verb(); verb.VI == "" || verb.EN == "" {
			t.Errorf("action %s has no words", action)
		}
	}
}

func TestAnAdministratorNeverWritesOrApproves(t *testing.T) {
	t.Parallel()
	both := right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.TechnicalAdmin}, {Role: right.Approver}, {Role: right.Author}}}
	for _, action := range right.Actions() {
		if strings.HasPrefix(string(action), "edition.") || action == right.ArticleCreate || action == right.ArticleEdit || action == right.MediaEdit || action == right.DigestManage || action == right.FlowManage || action == right.SourceManage ||
			action == right.CalendarManage || action == right.SeriesManage || action == right.PlannedAssign || strings.HasPrefix(string(action), "request.") {
			if both.May(action, right.In("")).Allowed {
				t.Errorf("an administrator who also holds content roles may %s", action)
			}
		}
	}
	if !both.May(right.ArticleRead, right.In("")).Allowed || !both.May(right.PersonManage, right.In("")).Allowed {
		t.Error("reading and managing were taken away as well")
	}
}

func TestStrangersTheEngineAndKeys(t *testing.T) {
	t.Parallel()
	approver := right.Actor{ID: "p1", Grants: []right.Grant{{Role: right.Approver}}}
	narrow, nothing := approver, approver
	narrow.Key, narrow.Scopes = "k1", []right.Action{right.ArticleRead, right.PersonManage}
	nothing.Key, nothing.Scopes = "k1", []right.Action{}
	for _, action := range right.Actions() {
		if (right.Actor{}).May(action, right.In("so-a")).Allowed || nothing.May(action, right.In("")).Allowed {
			t.Errorf("a stranger, or a key without scopes, may %s", action)
		}
		if got := right.System().May(action, right.In("")); got.Allowed != (action != right.EditionApprove && action != right.EditionFirstApprove) {
			t.Errorf("the engine may %s: %v", action, got.Allowed)
		}
		if got := narrow.May(action, right.In("")).Allowed; got != (action == right.ArticleRead) {
			t.Errorf("an approver's key for reading may %s: %v; scopes narrow and never widen", action, got)
		}
	}
	if (right.Actor{}).Known() || !approver.Known() || !right.System().Known() {
		t.Error("Known")
	}
}

func TestNeedSaysWhyAndWhoCan(t *testing.T) {
	t.Parallel()
	of := func(role right.Role) right.Actor {
		return right.Actor{ID: "p1", Grants: []right.Grant{{Role: role, Unit: "so-a"}}}
	}
	author, editor, translator := of(right.Author), of(right.Editor), of(right.Translator)
	cases := map[string]struct {
		actor  right.Actor
		action right.Action
		object right.Object
		code   fault.Code
		en     string
	}{
		"stranger":   {right.Actor{}, right.ArticleRead, right.In("so-a"), fault.Unauthenticated, "You need to sign in."},
		"no right":   {author, right.EditionApprove, right.In("so-a"), fault.Denied, "You do not have the right to approve. Who can: approver."},
		"other unit": {author, right.ArticleCreate, right.In("so-b"), fault.Denied, "Your right to create stories does not cover this unit. Who can: contributor, author, editor."},
		"other unit, own text": {author, right.ArticleEdit, right.Object{Unit: "so-b", Owners: []string{"p1"}}, fault.Denied,
			"Your right to edit stories does not cover this unit. Who can: contributor, author, editor."},
		"others' text": {author, right.ArticleEdit, right.Object{Unit: "so-a", Owners: []string{"p2"}}, fault.Denied,
			"Your right to edit stories covers your own text only; ask its writers to name you as co-author. Who can: editor."},
		"others' translation": {author, right.ArticleEdit, right.Object{Unit: "so-a", Owners: []string{"p2"}, Translation: true}, fault.Denied,
			"Your right to edit stories covers your own text only; ask its writers to name you as co-author. Who can: editor, translator."},
		"sent": {author, right.ArticleEdit, right.Object{Unit: "so-a", Owners: []string{"p1"}, Sent: true}, fault.Denied,
			"The text is sent for review; recall it before changing it. Who can: editor."},
		"the editor's own text": {editor, right.EditionRequestChanges, right.Object{Unit: "so-a", Owners: []string{"p2", "p1"}}, fault.Denied,
			"Your right to request changes does not cover your own text; somebody else has to look at it. Who can: editor, approver, editorial secretary."},
		"the original": {translator, right.ArticleEdit, right.Object{Unit: "so-a", Owners: []string{"p2"}}, fault.Denied,
			"Your right to edit stories covers translations only, not what the story was first written in. Who can: contributor, author, editor."},
	}
	for name, c := range cases {
		failure, ok := fault.As(c.actor.Need(c.action, c.object))
		if !ok || failure.Code != c.code || failure.Detail.EN != c.en || failure.Detail.VI == "" {
			t.Errorf("%s: %+v, want %s %q", name, failure, c.code, c.en)
		}
	}
	if err := author.Need(right.ArticleCreate, right.In("so-a")); err != nil {
		t.Errorf("allowed, yet %v", err)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	grants := func(g ...right.Grant) right.Actor { return right.Actor{ID: "p1", Grants: g} }
	key := grants(right.Grant{Role: right.Author, Unit: "so-a"})
	key.Scopes = []right.Action{right.ChannelRead}
	cases := map[string]struct {
		actor right.Actor
		want  string
	}{
		"nobody":             {right.Actor{}, "false []"},
		"two units":          {grants(right.Grant{Role: right.Editor, Unit: "so-b"}, right.Grant{Role: right.Author, Unit: "so-a"}, right.Grant{Role: right.Author, Unit: "so-b"}), "false [so-a so-b]"},
		"whole house":        {grants(right.Grant{Role: right.Author}), "true []"},
		"lead officer":       {grants(right.Grant{Role: right.LeadOfficer, Unit: "so-a"}), "true []"},
		"press":              {grants(right.Grant{Role: right.Press}), "false []"},
		"key without scope":  {key, "false []"},
		"role without right": {grants(right.Grant{Role: right.TechnicalAdmin, Unit: "so-a"}), "false []"},
	}
	for name, c := range cases {
		every, units := c.actor.Scope(right.ArticleRead)
		if d := cmp.Diff(c.want, fmt.Sprint(every, " ", units)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
