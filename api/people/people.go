// Package people is the API of accounts: signing in, who am I, people with what they are
// granted, and API keys.
package people

import (
	"context"
	"net/http"

	"github.com/lantoa/lantoa/api/rest"
	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/delegation"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/roster"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/sso"
)

// Options are what the resource is made of.
type Options struct {
	Accounts    *account.Service
	Delegations *delegation.Service
	SSO         *sso.Service
	Roster      *roster.Service
	Public      string // address of the installation, without a slash at its end
}

type handlers struct {
	r *rest.Router
	o Options
}

const (
	tag = "people"
	one = "/people/{id}"
)

// Register adds the resource to the API.
func Register(r *rest.Router, o Options) {
	h := &handlers{r: r, o: o}
	h.signing()
	h.sessions()
	h.factors()
	rest.Add(r, rest.Op{ID: "listPeople", Method: http.MethodGet, Path: "/people", Tag: tag, Summary: "List accounts by login"}, h.list)
	rest.Add(r, rest.Op{ID: "createPerson", Method: http.MethodPost, Path: "/people", Tag: tag, Summary: "Create an account", Status: http.StatusCreated, Keyed: true,
		Text: "With an Idempotency-Key it takes no password: the person chooses one by a link."}, h.create)
	rest.Add(r, rest.Op{ID: "getPerson", Method: http.MethodGet, Path: one, Tag: tag, Summary: "Get an account: your own, or any if you manage accounts"}, h.read)
	rest.Add(r, rest.Op{ID: "updatePerson", Method: http.MethodPatch, Path: one, Tag: tag, Summary: "Change an account or its grants"}, h.patch)
	rest.Add(r, rest.Op{ID: "createLink", Method: http.MethodPost, Path: one + "/links", Tag: tag, Summary: "Create a one-time link for choosing a password", Status: http.StatusCreated,
		Text: "Where a mail server is set and the person has an e-mail address, the link goes there and is not shown, unless show asks for it. Else the address is shown this once. Earlier links of that person stop working."}, h.link)
	rest.Add(r, rest.Op{ID: "erasePerson", Method: http.MethodPost, Path: one + "/erase", Tag: tag, Summary: "Erase somebody's name, login and addresses for good", Keyed: true,
		Text: "The account must be disabled. It stays under its id as a pseudonym, with all that the person did and wrote; the login is free again. Bylines in what was published stay."}, h.erase)
	h.keys()
	h.moving()
	h.identities()
	h.imports()
}

// Identified names a person.
type Identified struct {
	ID string `path:"id" doc:"Id of the person"`
}

func (h *handlers) list(ctx context.Context, in *rest.Paging) (*rest.List[Account], error) {
	actor := rest.Actor(ctx)
	people, err := h.o.Accounts.People(ctx, actor)
	if err != nil {
		return nil, err
	}
	today, err := h.o.Accounts.Effect(ctx)
	if err != nil {
		return nil, err
	}
	return rest.Sliced(ctx, h.r, *in, people, func(p account.Person) string { return p.ID }, func(p account.Person) Account { return accountOf(actor, today, p) })
}

// NewPerson is an account to be made.
type NewPerson struct {
	Login    string  `json:"login" example:"nguyen.lan"`
	Name     string  `json:"name"`
	Lang     string  `json:"lang,omitempty" enum:"vi,en"`
	Email    string  `json:"email,omitempty" doc:"By which single sign-on may recognise the person, where the settings say so; nobody else may have it"`
	Grants   []Grant `json:"grants,omitempty" nullable:"false" maxItems:"50"`
	Password string  `json:"password,omitempty" doc:"Absent for somebody who will choose one by a link"`
}

func (h *handlers) create(ctx context.Context, in *struct{ Body NewPerson }) (*rest.Made[Account], error) {
	// What is kept of a keyed request would be a quick hash over the password.
	if in.Body.Password != "" && rest.ExchangeOf(ctx).Keyed {
		return nil, fault.Invalid("/password", fault.T("không gửi mật khẩu cùng Idempotency-Key; tạo tài khoản trước, rồi gửi đường dẫn chọn mật khẩu",
			"takes no password together with an Idempotency-Key; create the account, then hand out a link to choose one"))
	}
	actor := rest.Actor(ctx)
	p, err := h.o.Accounts.CreatePerson(ctx, actor, account.NewPerson{Login: in.Body.Login, Name: in.Body.Name, Lang: in.Body.Lang,
		Email: in.Body.Email, Grants: grants(in.Body.Grants), Password: in.Body.Password})
	if err != nil {
		return nil, err
	}
	today, err := h.o.Accounts.Effect(ctx)
	if err != nil {
		return nil, err
	}
	return rest.Created(h.r, "/people/"+p.ID, p.Version, accountOf(actor, today, p)), nil
}

// find reads the own account, or any for who manages accounts.
func (h *handlers) find(ctx context.Context, id string) (account.Person, error) {
	actor := rest.Actor(ctx)
	if actor.ID == id {
		return h.o.Accounts.Person(ctx, id)
	}
	people, err := h.o.Accounts.People(ctx, actor)
	if err != nil {
		return account.Person{}, err
	}
	for _, p := range people {
		if p.ID == id {
			return p, nil
		}
	}
	return account.Person{}, fault.New(fault.NotFound, fault.T("Không có tài khoản này.", "There is no such account."))
}

func (h *handlers) read(ctx context.Context, in *Identified) (*rest.One[Account], error) {
	p, err := h.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	shown, err := h.account(ctx, p)
	if err != nil {
		return nil, err
	}
	last, found, err := h.o.Accounts.LinkMail(ctx, rest.Actor(ctx), p.ID)
	if found {
		shown.Body.LinkMail = linkMailOf(last)
	}
	return shown, err
}

// PersonPatch changes what it names.
type PersonPatch struct {
	Name     *string  `json:"name,omitempty"`
	Lang     *string  `json:"lang,omitempty" enum:"vi,en"`
	Email    *string  `json:"email,omitempty" doc:"Set by those who manage accounts alone; an empty one takes it away"`
	Disabled *bool    `json:"disabled,omitempty" doc:"true ends every session"`
	Grants   *[]Grant `json:"grants,omitempty" maxItems:"50" doc:"Replaces all grants, those of other times included"`
}

type patching struct {
	Identified
	rest.Matching
	Body PersonPatch
}

func (h *handlers) patch(ctx context.Context, in *patching) (*rest.One[Account], error) {
	version, err := in.Version()
	if err != nil {
		return nil, err
	}
	change := account.Change{Version: version, Name: in.Body.Name, Lang: in.Body.Lang, Email: in.Body.Email, Disabled: in.Body.Disabled}
	if in.Body.Grants != nil {
		wanted := grants(*in.Body.Grants)
		change.Grants = &wanted
	}
	p, err := h.o.Accounts.UpdatePerson(ctx, rest.Actor(ctx), in.ID, change)
	if err != nil {
		return nil, err
	}
	return h.account(ctx, p)
}

// account shows an account with what its grants give today.
func (h *handlers) account(ctx context.Context, p account.Person) (*rest.One[Account], error) {
	today, err := h.o.Accounts.Effect(ctx)
	if err != nil {
		return nil, err
	}
	return rest.Versioned(p.Version, accountOf(rest.Actor(ctx), today, p)), nil
}

func (h *handlers) erase(ctx context.Context, in *Identified) (*rest.One[Account], error) {
	p, err := h.o.Accounts.Erase(ctx, rest.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return h.account(ctx, p)
}

// NewLink says what a link is for.
type NewLink struct {
	Purpose string `json:"purpose" enum:"invite,reset"`
	Show    bool   `json:"show,omitempty" doc:"Show the address although it goes by mail; the record tells that it was shown"`
}

// OneTimeLink is a one-time address, or where it went.
type OneTimeLink struct {
	Address  string `json:"address,omitempty" doc:"Shown once; hand it to the person. Absent where it goes by mail, unless show asks for it"`
	MailedTo string `json:"mailed_to,omitempty" doc:"Where it goes by mail; how that comes out stands in link_mail of the account"`
}

type linking struct {
	Identified
	Body NewLink
}

func (h *handlers) link(ctx context.Context, in *linking) (*struct{ Body OneTimeLink }, error) {
	handed, err := h.o.Accounts.HandLink(ctx, rest.Actor(ctx), account.WantedLink{Purpose: account.Purpose(in.Body.Purpose), Person: in.ID, Show: in.Body.Show})
	if err != nil {
		return nil, err
	}
	made := OneTimeLink{MailedTo: handed.MailedTo}
	if !handed.Token.IsZero() {
		made.Address = h.linkAddress(handed.Token)
	}
	return &struct{ Body OneTimeLink }{made}, nil
}

// linkAddress is where a one-time link leads.
func (h *handlers) linkAddress(token secret.Secret) string {
	return h.o.Public + "/setup?token=" + token.Reveal()
}
