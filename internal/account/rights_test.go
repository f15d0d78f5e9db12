package account_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
)

// table is what the newsroom's rules come to, written apart from the code: for each role
// the actions in its unit, then after "|" those in every unit.
func table() map[account.Role]string {
	return map[account.Role]string{
		account.Contributor: "article.create article.edit article.read edition.submit media.edit media.read | channel.read",
		account.Author:      "article.create article.edit article.read delivery.read edition.correct edition.submit media.edit media.read | channel.read",
		account.Editor: "article.create article.edit article.read delivery.read digest.manage edition.archive edition.correct " +
			"edition.request_changes edition.submit media.edit media.read report.read | channel.read",
		account.Approver: "article.read delivery.act delivery.read edition.approve edition.archive edition.correct edition.reopen " +
			"edition.request_changes edition.schedule edition.withdraw media.read report.read | channel.read",
		account.Secretary:      "article.read digest.manage delivery.act delivery.read edition.archive edition.request_changes edition.schedule media.read report.read | channel.read",
		account.Translator:     "article.edit article.read delivery.read edition.submit media.edit media.read | channel.read",
		account.LeadOfficer:    "| article.read channel.read delivery.read media.read plan.manage report.read",
		account.Inspector:      "| article.read audit.read channel.read delivery.read media.read report.read",
		account.Press:          "| feed.read_partner",
		account.TechnicalAdmin: "audit.read channel.manage delivery.act delivery.read person.manage plan.manage | channel.read",
	}
}

// Every role, action and place is asked for; what the table does not name is denied.
func TestEveryRoleActionAndPlace(t *testing.T) {
	t.Parallel()
	wanted := table()
	if len(wanted) != len(account.Roles()) {
		t.Fatalf("%d roles in the table, %d in the code", len(wanted), len(account.Roles()))
	}
	for _, role := range account.Roles() {
		own, every, _ := strings.Cut(wanted[role], "|")
		local := account.Actor{ID: "p1", Grants: []account.Grant{{Role: role, Unit: "so-a"}}}
		house := account.Actor{ID: "p1", Grants: []account.Grant{{Role: role}}}
		for _, action := range account.Actions() {
			inOwn, inEvery := slices.Contains(strings.Fields(own), string(action)), slices.Contains(strings.Fields(every), string(action))
			for _, c := range []struct {
				actor account.Actor
				unit  string
				want  bool
			}{
				{local, "so-a", inOwn || inEvery}, {local, "so-b", inEvery}, {local, "", inEvery},
				{house, "so-a", inOwn || inEvery}, {house, "", inOwn || inEvery},
			} {
				d := c.actor.May(action, c.unit)
				if d.Allowed != c.want {
					t.Errorf("%s %v may %s in %q: %v, want %v", role, c.actor.Grants, action, c.unit, d.Allowed, c.want)
				}
				if d.Allowed == (d.Reason.VI != "" && d.Reason.EN != "") || d.Allowed == (len(d.WhoCan) > 0) {
					t.Errorf("%s %s in %q: an odd decision %+v", role, action, c.unit, d)
				}
			}
		}
	}
}

func TestRolesAndActionsHaveNames(t *testing.T) {
	t.Parallel()
	for _, role := range account.Roles() {
		if name := role.Name(); name.VI == "" || name.EN == "" {
			t.Errorf("role %s has no name", role)
		}
	}
	for _, action := range account.Actions() {
		if verb := action.Verb(); verb.VI == "" || verb.EN == "" {
			t.Errorf("action %s has no words", action)
		}
	}
}

func TestAnAdministratorNeverWritesOrApproves(t *testing.T) {
	t.Parallel()
	both := account.Actor{ID: "p1", Grants: []account.Grant{{Role: account.TechnicalAdmin}, {Role: account.Approver}, {Role: account.Author}}}
	for _, action := range account.Actions() {
		if strings.HasPrefix(string(action), "edition.") || action == account.ArticleCreate || action == account.ArticleEdit || action == account.MediaEdit || action == account.DigestManage {
			if both.May(action, "").Allowed {
				t.Errorf("an administrator who also holds content roles may %s", action)
			}
		}
	}
	if !both.May(account.ArticleRead, "").Allowed || !both.May(account.PersonManage, "").Allowed {
		t.Error("reading and managing were taken away as well")
	}
}

func TestStrangersTheEngineAndKeys(t *testing.T) {
	t.Parallel()
	approver := account.Actor{ID: "p1", Grants: []account.Grant{{Role: account.Approver}}}
	narrow, nothing := approver, approver
	narrow.Key, narrow.Scopes = "k1", []account.Action{account.ArticleRead, account.PersonManage}
	nothing.Key, nothing.Scopes = "k1", []account.Action{}
	for _, action := range account.Actions() {
		if (account.Actor{}).May(action, "so-a").Allowed || nothing.May(action, "").Allowed {
			t.Errorf("a stranger, or a key without scopes, may %s", action)
		}
		if got := account.System().May(action, ""); got.Allowed != (action != account.EditionApprove) {
			t.Errorf("the engine may %s: %v", action, got.Allowed)
		}
		if got := narrow.May(action, "").Allowed; got != (action == account.ArticleRead) {
			t.Errorf("an approver's key for reading may %s: %v; scopes narrow and never widen", action, got)
		}
	}
	if (account.Actor{}).Known() || !approver.Known() || !account.System().Known() {
		t.Error("Known")
	}
}

func TestNeedSaysWhyAndWhoCan(t *testing.T) {
	t.Parallel()
	author := account.Actor{ID: "p1", Grants: []account.Grant{{Role: account.Author, Unit: "so-a"}}}
	cases := map[string]struct {
		actor  account.Actor
		action account.Action
		unit   string
		code   fault.Code
		en     string
	}{
		"stranger":   {account.Actor{}, account.ArticleRead, "so-a", fault.Unauthenticated, "You need to sign in."},
		"no right":   {author, account.EditionApprove, "so-a", fault.Denied, "You do not have the right to approve. Who can: approver."},
		"other unit": {author, account.ArticleCreate, "so-b", fault.Denied, "Your right to create stories does not cover this unit. Who can: contributor, author, editor."},
	}
	for name, c := range cases {
		failure, ok := fault.As(c.actor.Need(c.action, c.unit))
		if !ok || failure.Code != c.code || failure.Detail.EN != c.en || failure.Detail.VI == "" {
			t.Errorf("%s: %+v, want %s %q", name, failure, c.code, c.en)
		}
	}
	if err := author.Need(account.ArticleCreate, "so-a"); err != nil {
		t.Errorf("allowed, yet %v", err)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	grants := func(g ...account.Grant) account.Actor { return account.Actor{ID: "p1", Grants: g} }
	key := grants(account.Grant{Role: account.Author, Unit: "so-a"})
	key.Scopes = []account.Action{account.ChannelRead}
	cases := map[string]struct {
		actor account.Actor
		want  string
	}{
		"nobody":             {account.Actor{}, "false []"},
		"two units":          {grants(account.Grant{Role: account.Editor, Unit: "so-b"}, account.Grant{Role: account.Author, Unit: "so-a"}, account.Grant{Role: account.Author, Unit: "so-b"}), "false [so-a so-b]"},
		"whole house":        {grants(account.Grant{Role: account.Author}), "true []"},
		"lead officer":       {grants(account.Grant{Role: account.LeadOfficer, Unit: "so-a"}), "true []"},
		"press":              {grants(account.Grant{Role: account.Press}), "false []"},
		"key without scope":  {key, "false []"},
		"role without right": {grants(account.Grant{Role: account.TechnicalAdmin, Unit: "so-a"}), "false []"},
	}
	for name, c := range cases {
		every, units := c.actor.Scope(account.ArticleRead)
		if d := cmp.Diff(c.want, fmt.Sprint(every, " ", units)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
