package account

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// NewPerson is an account to be made.
type NewPerson struct {
	Login    string
	Name     string
	Lang     string // "" means "vi"
	Grants   []Grant
	Password string // "" for somebody who will choose one by an [Invite] link
}

// Change is what may be changed about a person; nil fields stay.
type Change struct {
	Version  int // that was read; 0 when the change does not depend on it
	Name     *string
	Lang     *string
	Disabled *bool
	Grants   *[]Grant
}

// CreatePerson makes an account.
func (s *Service) CreatePerson(ctx context.Context, actor Actor, n NewPerson) (Person, error) {
	if err := s.manager(ctx, actor, "person.create", ""); err != nil {
		return Person{}, err
	}
	if n.Password != "" {
		if err := s.refused(ctx, actor, "person.create", "", browserOnly(actor)); err != nil {
			return Person{}, err
		}
	}
	p, phc, err := s.prepare(ctx, n)
	if err != nil {
		return Person{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error { return s.add(ctx, actor, p, phc) })
	return p, err
}

// prepare checks a new person and hashes the password, which is too slow for a
// transaction.
func (s *Service) prepare(ctx context.Context, n NewPerson) (p Person, phc string, err error) {
	p = Person{Login: cleanLogin(n.Login), Lang: n.Lang, Grants: n.Grants, HasPassword: n.Password != "", Version: 1, CreatedAt: s.now()}
	if p.Lang == "" {
		p.Lang = "vi"
	}
	var faults fault.Fields
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$`).MatchString(p.Login) {
		faults.Add("/login", fault.T("Tên đăng nhập gồm 3 đến 64 chữ thường không dấu, số, dấu chấm, gạch hoặc @.",
			"A sign-in name has 3 to 64 lower-case ASCII letters, digits, dots, dashes, underscores or @."))
	}
	p.Name = checkName(&faults, n.Name)
	checkLang(&faults, p.Lang)
	if err := s.checkGrants(ctx, &faults, p.Grants); err != nil {
		return p, "", err
	}
	password, err := s.checkedPassword(n.Password, p.Login)
	if err := faults.AddError("", err); err != nil {
		return p, "", err
	}
	if err := faults.Err(); err != nil {
		return p, "", err
	}
	if p.ID, err = newID(); err != nil || n.Password == "" {
		return p, "", err
	}
	phc, err = s.hasher.hash(ctx, password)
	return p, phc, err
}

// checkedPassword returns the clean form of an acceptable password; none is acceptable.
func (s *Service) checkedPassword(password, login string) (string, error) {
	if password == "" {
		return "", nil
	}
	clean, err := cleanPassword(password)
	if err != nil {
		return "", err
	}
	return clean, checkPassword(clean, login)
}

func (s *Service) add(ctx context.Context, actor Actor, p Person, phc string) error {
	err := s.people.AddPerson(ctx, p)
	if fault.Is(err, fault.AlreadyExists) {
		return fault.New(fault.AlreadyExists, fault.Tf("Đã có người dùng tên đăng nhập “%s”.", "The sign-in name “%s” is taken.", p.Login)).Because(err)
	}
	if err != nil {
		return err
	}
	if phc != "" {
		if err := s.people.SetPassword(ctx, p.ID, phc, p.CreatedAt); err != nil {
			return err
		}
	}
	if err := s.people.PutGrants(ctx, p.ID, p.Grants, Stamp{actor.ID, p.CreatedAt}); err != nil {
		return err
	}
	return s.record(ctx, actor, "person.create", p.ID, map[string]any{"grants": grantNames(p.Grants)})
}

// UpdatePerson changes an account. Grants work from the next request on; disabling ends
// every session. The last technical administrator can be neither disabled nor demoted.
func (s *Service) UpdatePerson(ctx context.Context, actor Actor, id string, c Change) (p Person, err error) {
	own := actor.ID == id && actor.Key == "" && c.Disabled == nil && c.Grants == nil
	if !own {
		if err := s.manager(ctx, actor, "person.update", id); err != nil {
			return Person{}, err
		}
	}
	var faults fault.Fields
	if c.Name != nil {
		*c.Name = checkName(&faults, *c.Name)
	}
	if c.Lang != nil {
		checkLang(&faults, *c.Lang)
	}
	if c.Grants != nil {
		if err := s.checkGrants(ctx, &faults, *c.Grants); err != nil {
			return Person{}, err
		}
	}
	if err := faults.Err(); err != nil {
		return Person{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		p, err = s.update(ctx, actor, id, c)
		return err
	})
	return p, err
}

func (s *Service) update(ctx context.Context, actor Actor, id string, c Change) (Person, error) {
	admins, err := s.rules.Admins(ctx)
	if err != nil {
		return Person{}, err
	}
	p, err := s.people.Person(ctx, id)
	if err != nil {
		return Person{}, err
	}
	if c.Version != 0 && c.Version != p.Version {
		return Person{}, fault.New(fault.StaleVersion, fault.Tf("Bản hiện tại là %d.", "The present version is %d.", p.Version))
	}
	detail, now := map[string]any{}, s.now()
	if c.Name != nil {
		p.Name, detail["name"] = *c.Name, "changed" // the name itself is personal data
	}
	if c.Lang != nil {
		p.Lang, detail["lang"] = *c.Lang, *c.Lang
	}
	if c.Disabled != nil {
		p.Disabled, detail["disabled"] = *c.Disabled, *c.Disabled
	}
	if c.Grants != nil {
		detail["before"], detail["after"] = grantNames(p.Grants), grantNames(*c.Grants)
		p.Grants = *c.Grants
	}
	if slices.Equal(admins, []string{id}) && (p.Disabled || !slices.Contains(p.Grants, Grant{Role: TechnicalAdmin})) {
		return Person{}, fault.New(fault.StateConflict, fault.T("Đây là quản trị kỹ thuật cuối cùng có thể đăng nhập; hãy trao quyền cho người khác trước.",
			"This is the last technical administrator who can sign in; give the role to somebody else first."))
	}
	if err := s.people.SavePerson(ctx, p, now); err != nil { // first: of two at once the second ends here
		return Person{}, err
	}
	p.Version++
	if c.Grants != nil {
		if err := s.people.PutGrants(ctx, id, p.Grants, Stamp{actor.ID, now}); err != nil {
			return Person{}, err
		}
	}
	if p.Disabled {
		if _, err := s.sessions.EndSessions(ctx, id, Which{}, now); err != nil {
			return Person{}, err
		}
	}
	return p, s.record(ctx, actor, "person.update", id, detail)
}

// SetPassword gives a person a new password and ends their sessions. People change their
// own by [Service.ChangePassword].
func (s *Service) SetPassword(ctx context.Context, actor Actor, person, password string) error {
	if err := s.refused(ctx, actor, "person.set_password", person, browserOnly(actor)); err != nil {
		return err
	}
	if err := s.manager(ctx, actor, "person.set_password", person); err != nil {
		return err
	}
	p, err := s.people.Person(ctx, person)
	if err != nil {
		return err
	}
	phc, err := s.hashNew(ctx, password, p.Login)
	if err != nil {
		return err
	}
	return s.people.InTx(ctx, func(ctx context.Context) error { return s.replacePassword(ctx, actor, p.ID, phc, "") })
}

// ChangePassword lets a signed-in person replace the own password; the session in which
// that happens stays, all others end. [fault.SignInFailed] when current is wrong.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, session Session, passwords Passwords) error {
	if err := s.refused(ctx, actor, "person.set_password", actor.ID, browserOnly(actor)); err != nil {
		return err
	}
	p, err := s.people.Person(ctx, actor.ID)
	if err != nil {
		return err
	}
	if err := s.prove(ctx, p.Login, passwords.Current, session.Address); err != nil {
		return err
	}
	phc, err := s.hashNew(ctx, passwords.Next, p.Login)
	if err != nil {
		return err
	}
	return s.people.InTx(ctx, func(ctx context.Context) error { return s.replacePassword(ctx, actor, p.ID, phc, session.ID) })
}

// Passwords is what a change of password needs.
type Passwords struct{ Current, Next string }

func (s *Service) hashNew(ctx context.Context, password, login string) (string, error) {
	if password == "" {
		return "", fault.Invalid("/password", fault.T("Cần mật khẩu.", "A password is required."))
	}
	clean, err := s.checkedPassword(password, login)
	if err != nil {
		return "", err
	}
	return s.hasher.hash(ctx, clean)
}

func (s *Service) replacePassword(ctx context.Context, actor Actor, person, phc, keepSession string) error {
	now := s.now()
	if err := s.people.SetPassword(ctx, person, phc, now); err != nil {
		return err
	}
	if _, err := s.sessions.EndSessions(ctx, person, Which{Except: keepSession}, now); err != nil {
		return err
	}
	if err := s.voidLinks(ctx, person, now); err != nil {
		return err
	}
	return s.record(ctx, actor, "person.set_password", person, nil)
}

// People returns all accounts by login, for those who manage them.
func (s *Service) People(ctx context.Context, actor Actor) ([]Person, error) {
	if err := s.manager(ctx, actor, "person.list", ""); err != nil {
		return nil, err
	}
	return s.people.People(ctx)
}

// Person returns an account by id; [fault.NotFound] when there is none. It is for the
// house itself, which shows names beside what people did.
func (s *Service) Person(ctx context.Context, id string) (Person, error) {
	return s.people.Person(ctx, id)
}

func checkName(faults *fault.Fields, name string) string {
	clean, err := text.Line(name)
	if err != nil || clean == "" || text.Graphemes(clean) > 100 {
		faults.Add("/name", fault.T("Họ tên có từ 1 đến 100 ký tự.", "A name has 1 to 100 characters."))
	}
	return clean
}

func checkLang(faults *fault.Fields, lang string) {
	if lang != "vi" && lang != "en" {
		faults.Add("/lang", fault.T("Ngôn ngữ là vi hoặc en.", "The language is vi or en."))
	}
}

// checkGrants refuses unknown roles and units, repetitions, and an administrator who
// would also write or approve.
func (s *Service) checkGrants(ctx context.Context, faults *fault.Fields, grants []Grant) error {
	var units []string
	for _, g := range grants {
		units = append(units, g.Unit)
	}
	known, err := s.rules.KnownUnits(ctx, units)
	if err != nil {
		return err
	}
	admin := Actor{Grants: grants}.admin()
	for i, g := range grants {
		at := fmt.Sprintf("/grants/%d", i)
		if !slices.Contains(Roles(), g.Role) {
			faults.Add(at+"/role", fault.Tf("Không có vai trò “%s”.", "There is no role “%s”.", g.Role))
		}
		if g.Unit != "" && !slices.Contains(known, g.Unit) {
			faults.Add(at+"/unit", fault.Tf("Không có đơn vị “%s”.", "There is no unit “%s”.", g.Unit))
		}
		if slices.Contains(grants[:i], g) {
			faults.Add(at, fault.T("Vai trò này đã được trao ở trên.", "This role is granted above already."))
		}
		if admin && g.Role.writes() {
			faults.Add(at+"/role", fault.T("Quản trị kỹ thuật không giữ vai trò viết hoặc duyệt nội dung.",
				"A technical administrator holds no role that writes or approves content."))
		}
	}
	return nil
}

// writes tells roles with any editorial right.
func (r Role) writes() bool {
	return slices.ContainsFunc(Rights(), func(right Right) bool { return right.Role == r && right.Action.editorial() })
}

func grantNames(grants []Grant) []string {
	names := []string{}
	for _, g := range grants {
		name := string(g.Role)
		if g.Unit != "" {
			name += "@" + g.Unit
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
