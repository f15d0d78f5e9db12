package operator

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// person finds an account by its login, capital letters or not.
func (c *Console) person(ctx context.Context, login string) (account.Person, error) {
	people, err := c.o.Accounts.People(ctx, c.actor)
	if err != nil {
		return account.Person{}, err
	}
	for _, one := range people {
		if one.Login == strings.ToLower(strings.TrimSpace(login)) {
			return one, nil
		}
	}
	return account.Person{}, unknownLogin(login)
}

func unknownLogin(login string) error {
	return fault.New(fault.NotFound, fault.Tf("Không có tài khoản %s; lantoa user list liệt kê các tài khoản.", "There is no account %s; `lantoa user list` lists them.", login))
}

// personRecord is an account for programs, in the words of the API.
type personRecord struct {
	ID         string        `json:"id"`
	Login      string        `json:"login"`
	Name       string        `json:"name"`
	Lang       string        `json:"lang"`
	Grants     []grantRecord `json:"grants"`
	Disabled   bool          `json:"disabled"`
	Password   bool          `json:"has_password"`
	LastSignIn *time.Time    `json:"last_sign_in_at,omitempty"`
	Address    string        `json:"address,omitempty"` // of a one-time link that was made
	MailedTo   string        `json:"mailed_to,omitempty"`
}

type grantRecord struct {
	Role  string `json:"role"`
	Unit  string `json:"unit,omitempty"`
	From  string `json:"from,omitempty"` // first and last day
	Until string `json:"until,omitempty"`
}

func recordOfPerson(p account.Person, last time.Time) personRecord {
	grants := make([]grantRecord, len(p.Grants))
	for i, g := range p.Grants {
		grants[i] = grantRecord{Role: string(g.Role), Unit: g.Unit, From: string(g.From), Until: string(g.Until)}
	}
	return personRecord{ID: p.ID, Login: p.Login, Name: p.Name, Lang: p.Lang, Grants: grants, Disabled: p.Disabled, Password: p.HasPassword, LastSignIn: instant(last)}
}

// grantNames writes grants as they are typed: role, or role@unit.
func grantNames(grants []right.Grant) string {
	names := make([]string, len(grants))
	for i, g := range grants {
		names[i] = strings.TrimSuffix(string(g.Role)+"@"+g.Unit, "@")
		if g.From != "" || g.Until != "" {
			names[i] += "[" + string(g.From) + ".." + string(g.Until) + "]"
		}
	}
	return strings.Join(names, " ")
}

// grantsOf reads grants as they are typed; a role alone is for every unit. Codes that nobody
// knows are refused with the nearest one.
func (c *Console) grantsOf(ctx context.Context, typed []string) ([]right.Grant, error) {
	var grants []right.Grant
	for _, one := range typed {
		role, unit, _ := strings.Cut(one, "@")
		g := right.Grant{Role: right.Role(role), Unit: strings.TrimPrefix(unit, "*")}
		if !slices.Contains(right.Roles(), g.Role) {
			return nil, unknown("role[@unit]", role, right.Roles())
		}
		if g.Unit != "" {
			if _, err := c.o.Plans.Unit(ctx, g.Unit); err != nil {
				return nil, err
			}
		}
		grants = append(grants, g)
	}
	return grants, nil
}

// state says whether a person can sign in.
func (c *Console) state(p account.Person) string {
	switch {
	case !p.ErasedAt.IsZero():
		return c.say(fault.T("đã xóa", "erased"))
	case p.Disabled:
		return c.say(fault.T("bị khóa", "disabled"))
	case !p.HasPassword:
		return c.say(fault.T("chưa có mật khẩu", "no password yet"))
	}
	return c.say(fault.T("dùng được", "active"))
}

// ListPeople shows all accounts, what they are granted and when they last signed in, as far
// as sessions are kept.
func (c *Console) ListPeople(ctx context.Context) error {
	people, err := c.o.Accounts.People(ctx, c.actor)
	if err != nil {
		return err
	}
	last, err := c.o.Accounts.SignIns(ctx, c.actor)
	if err != nil {
		return err
	}
	records, rows := make([]personRecord, len(people)), make([][]string, len(people))
	for i, p := range people {
		records[i] = recordOfPerson(p, last[p.ID])
		rows[i] = []string{p.Login, p.Name, c.state(p), c.at(last[p.ID]), grantNames(p.Grants)}
	}
	if c.o.JSON {
		return c.json(records)
	}
	return c.table([]fault.Text{fault.T("tên đăng nhập", "login"), fault.T("họ tên", "name"), fault.T("tình trạng", "state"),
		fault.T("đăng nhập gần nhất", "last sign-in"), fault.T("quyền", "grants")}, rows)
}

// NewPerson is somebody as a terminal names them.
type NewPerson struct {
	Login, Name, Lang string
	Email             string   // "" for none
	Grants            []string // role, or role@unit
	Show              bool     // the link, although it goes by mail
}

// AddPerson makes an account, and mails or shows a link by which its person chooses a password.
func (c *Console) AddPerson(ctx context.Context, n NewPerson) error {
	ctx = c.signed(ctx)
	grants, err := c.grantsOf(ctx, n.Grants)
	if err != nil {
		return err
	}
	made, err := c.o.Accounts.CreatePerson(ctx, c.actor, account.NewPerson{Login: n.Login, Name: n.Name, Lang: n.Lang, Email: n.Email, Grants: grants})
	if err != nil {
		return err
	}
	return c.invite(ctx, made, account.WantedLink{Purpose: account.Invite, Person: made.ID, Show: n.Show})
}

// invite mails or shows a new one-time link.
func (c *Console) invite(ctx context.Context, p account.Person, w account.WantedLink) error {
	handed, err := c.o.Accounts.HandLink(ctx, c.actor, w)
	if err != nil {
		return err
	}
	address := ""
	if !handed.Token.IsZero() {
		address = c.linkAddress(handed.Token)
	}
	if c.o.JSON {
		record := recordOfPerson(p, time.Time{})
		record.Address, record.MailedTo = address, handed.MailedTo
		return c.json(record)
	}
	if handed.MailedTo != "" {
		if err := c.print("%s", "%s", c.say(mailedTo(handed.MailedTo))); err != nil || address == "" {
			return err
		}
	}
	return c.print("%s", "%s", address)
}

func mailedTo(address string) fault.Text {
	return fault.Tf("máy chủ sẽ gửi đường dẫn tới %s", "the server mails the link to %s", address)
}

func (c *Console) linkAddress(token secret.Secret) string {
	return c.o.Public + "/setup?token=" + url.QueryEscape(token.Reveal())
}

// Link shows a one-time link: to choose a password, for the person of a login who is invited
// or locked out, or without one to make the first administrator; each ends those before it.
// A link for a person goes by mail where it can, and is shown beside that when show asks for it.
func (c *Console) Link(ctx context.Context, login string, show bool) error {
	ctx = c.signed(ctx)
	if login == "" {
		return c.setupLink(ctx)
	}
	p, err := c.person(ctx, login)
	switch {
	case err != nil:
		return err
	case p.Disabled:
		return fault.New(fault.StateConflict, fault.Tf("Tài khoản %s đã bị khóa.", "The account %s is disabled.", p.Login))
	case p.HasPassword:
		return c.invite(ctx, p, account.WantedLink{Purpose: account.Reset, Person: p.ID, Show: show})
	}
	return c.invite(ctx, p, account.WantedLink{Purpose: account.Invite, Person: p.ID, Show: show})
}

func (c *Console) setupLink(ctx context.Context) error {
	needed, err := c.o.Accounts.NeedsSetup(ctx)
	if err != nil {
		return err
	}
	if !needed {
		return fault.New(fault.StateConflict, fault.T("Đã có quản trị viên; ai không vào được thì gọi tên người ấy (lantoa user link <tên đăng nhập>); quản trị viên tạo đường dẫn cho người khác.",
			"There is an administrator already; name one who is locked out (`user link <login>`); administrators make links for others."))
	}
	if err := c.o.Accounts.VoidSetup(ctx); err != nil {
		return err
	}
	return c.invite(ctx, account.Person{}, account.WantedLink{Purpose: account.Setup})
}

// Disable closes accounts, with all their sessions, or opens them again.
func (c *Console) Disable(ctx context.Context, login string, disabled bool) error {
	return c.change(ctx, login, func(account.Person) (account.Change, error) { return account.Change{Disabled: &disabled}, nil })
}

// Erase takes a disabled person's name and addresses out of the house for good; see
// [account.Service.Erase].
func (c *Console) Erase(ctx context.Context, login string) error {
	ctx = c.signed(ctx)
	p, err := c.person(ctx, login)
	if err != nil {
		return err
	}
	gone, err := c.o.Accounts.Erase(ctx, c.actor, p.ID)
	if err != nil {
		return err
	}
	if c.o.JSON {
		return c.json(recordOfPerson(gone, time.Time{}))
	}
	return c.print("Đã xóa: từ nay tài khoản là %s, mã %s; tên đăng nhập %s dùng lại được.", "Erased: the account is %s from now on, under the id %s; the login %s is free.", gone.Name, gone.ID, p.Login)
}

// Grant gives a person further roles; those that are held already stay as they are.
func (c *Console) Grant(ctx context.Context, login string, typed []string) error {
	return c.change(ctx, login, func(p account.Person) (account.Change, error) {
		given, err := c.grantsOf(ctx, typed)
		all := slices.Clone(p.Grants)
		for _, g := range given {
			if !slices.Contains(all, g) {
				all = append(all, g)
			}
		}
		return account.Change{Grants: &all}, err
	})
}

// Revoke takes roles from a person, from the next request on; one that is not held is a fault.
func (c *Console) Revoke(ctx context.Context, login string, typed []string) error {
	return c.change(ctx, login, func(p account.Person) (account.Change, error) {
		all := slices.Clone(p.Grants)
		for _, one := range typed {
			role, unit, _ := strings.Cut(one, "@")
			named := func(g right.Grant) bool { return string(g.Role) == role && g.Unit == strings.TrimPrefix(unit, "*") }
			if !slices.ContainsFunc(all, named) {
				held := grantNames(p.Grants)
				return account.Change{}, fault.New(fault.ValidationFailed, fault.Tf("%s không giữ %q; đang giữ: %s", "%s does not hold %q, but: %s", p.Login, one, held))
			}
			all = slices.DeleteFunc(all, named) // of every period
		}
		return account.Change{Grants: &all}, nil
	})
}

// change makes a change of an account, and shows what it now is.
func (c *Console) change(ctx context.Context, login string, what func(p account.Person) (account.Change, error)) error {
	ctx = c.signed(ctx)
	p, err := c.person(ctx, login)
	if err != nil {
		return err
	}
	change, err := what(p)
	if err != nil {
		return err
	}
	change.Version = p.Version
	if p, err = c.o.Accounts.UpdatePerson(ctx, c.actor, p.ID, change); err != nil {
		return err
	}
	if c.o.JSON {
		return c.json(recordOfPerson(p, time.Time{}))
	}
	return c.print("%s: %s; %s", "%s: %s; %s", p.Login, c.state(p), grantNames(p.Grants))
}

// keyRecord is an API key for programs, in the words of the API.
type keyRecord struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Start     string     `json:"start"`
	Scopes    []string   `json:"scopes,omitempty"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	LastUsed  *time.Time `json:"last_used_at,omitempty"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

// ListKeys shows the API keys of a person, those that are revoked included; never a key.
func (c *Console) ListKeys(ctx context.Context, login string) error {
	p, err := c.person(ctx, login)
	if err != nil {
		return err
	}
	keys, err := c.o.Accounts.Keys(ctx, c.actor, p.ID)
	if err != nil {
		return err
	}
	records, rows := make([]keyRecord, len(keys)), make([][]string, len(keys))
	for i, k := range keys {
		records[i] = keyRecord{ID: k.ID, Name: k.Name, Start: k.Start, ExpiresAt: instant(k.ExpiresAt), LastUsed: instant(k.LastUsed), RevokedAt: instant(k.RevokedAt)}
		for _, scope := range k.Scopes {
			records[i].Scopes = append(records[i].Scopes, string(scope))
		}
		scopes := strings.Join(records[i].Scopes, " ")
		if k.Scopes == nil {
			scopes = "*"
		}
		rows[i] = []string{k.ID, k.Name, k.Start + "…", c.at(k.ExpiresAt), c.at(k.LastUsed), c.at(k.RevokedAt), scopes}
	}
	if c.o.JSON {
		return c.json(records)
	}
	return c.table([]fault.Text{fault.T("mã", "id"), fault.T("tên", "name"), fault.T("bắt đầu bằng", "begins with"), fault.T("hết hạn", "ends"),
		fault.T("dùng gần nhất", "last used"), fault.T("thu hồi", "revoked"), fault.T("phạm vi", "scopes")}, rows)
}

// RevokeKey ends an API key for good.
func (c *Console) RevokeKey(ctx context.Context, id string) error {
	if err := c.o.Accounts.RevokeKey(c.signed(ctx), c.actor, id); err != nil {
		return err
	}
	if c.o.JSON {
		return c.json(keyRecord{ID: id, RevokedAt: instant(c.o.Now())})
	}
	return c.print("%s: đã thu hồi", "%s: revoked", id)
}
