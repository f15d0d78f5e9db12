package account

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/password"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

// NewPerson is an account to be made.
type NewPerson struct {
	Login    string
	Name     string
	Lang     string // "" means "vi"
	Email    string // "" for none
	Grants   []right.Grant
	Password string // "" for somebody who will choose one by an [Invite] link
}

// Change is what may be changed about a person; nil fields stay.
type Change struct {
	Version  int // that was read; 0 when the change does not depend on it
	Name     *string
	Lang     *string
	Email    *string // "" takes it away
	Disabled *bool
	Grants   *[]right.Grant
}

// CreatePerson makes an account.
func (s *Service) CreatePerson(ctx context.Context, actor right.Actor, n NewPerson) (Person, error) {
	if err := s.manager(ctx, actor, "person.create", ""); err != nil {
		return Person{}, err
	}
	if n.Password != "" || n.Email != "" { // by both somebody can get in
		if err := s.refused(ctx, actor, "person.create", "", right.InPerson(actor)); err != nil {
			return Person{}, err
		}
	}
	if err := right.Fresh(actor); err != nil {
		return Person{}, err
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
	if !loginForm().MatchString(p.Login) {
		faults.Add("/login", fault.T("Tên đăng nhập gồm 3 đến 64 chữ thường không dấu, số, dấu chấm, gạch hoặc @.",
			"A sign-in name has 3 to 64 lower-case ASCII letters, digits, dots, dashes, underscores or @."))
	}
	p.Name, p.Email = checkName(&faults, n.Name), checkEmail(&faults, n.Email)
	checkLang(&faults, p.Lang)
	if err := s.checkGrants(ctx, &faults, p.Grants, nil); err != nil {
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
	phc, err = s.hasher.Hash(ctx, password)
	return p, phc, err
}

func loginForm() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$`) }

// checkedPassword returns the clean form of an acceptable password; none is acceptable.
func (s *Service) checkedPassword(typed, login string) (string, error) {
	if typed == "" {
		return "", nil
	}
	clean, err := password.Clean(typed)
	if err != nil {
		return "", err
	}
	return clean, password.Check(clean, login)
}

func (s *Service) add(ctx context.Context, actor right.Actor, p Person, phc string) error {
	if err := s.freeEmail(ctx, p); err != nil {
		return err
	}
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
	return s.recordChange(ctx, actor, audit.Entry{Action: "person.create", Object: audit.Object{Kind: "person", ID: p.ID}, Is: p.told(),
		Detail: map[string]any{"grants": right.GrantNames(p.Grants)}})
}

// UpdatePerson changes an account. Grants work from the next request on; disabling ends
// every session. The last technical administrator without a last day can be neither disabled
// nor demoted.
func (s *Service) UpdatePerson(ctx context.Context, actor right.Actor, id string, c Change) (p Person, err error) {
	own := actor.ID == id && actor.Key == "" && c.Disabled == nil && c.Grants == nil && c.Email == nil
	if !own {
		if err := s.manager(ctx, actor, "person.update", id); err != nil {
			return Person{}, err
		}
	}
	if c.Email != nil { // by a verified address a provider of identities may let somebody in
		if err := s.refused(ctx, actor, "person.update", id, right.InPerson(actor)); err != nil {
			return Person{}, err
		}
	}
	if c.Disabled != nil || c.Grants != nil || c.Email != nil {
		if err := right.Fresh(actor); err != nil {
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
	if c.Email != nil {
		*c.Email = checkEmail(&faults, *c.Email)
	}
	if c.Grants != nil {
		before, err := s.people.Person(ctx, id)
		if err != nil {
			return Person{}, err
		}
		if err := s.checkGrants(ctx, &faults, *c.Grants, before.Grants); err != nil {
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

func (s *Service) update(ctx context.Context, actor right.Actor, id string, c Change) (Person, error) {
	today := s.units.Day(s.now())
	admins, err := s.rules.Admins(ctx, today)
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
	if !p.ErasedAt.IsZero() {
		return Person{}, erased()
	}
	detail, now, was, former := map[string]any{}, s.now(), p.told(), p
	if c.Name != nil {
		p.Name, detail["name"] = *c.Name, "changed" // the name itself is personal data
	}
	if c.Lang != nil {
		p.Lang, detail["lang"] = *c.Lang, *c.Lang
	}
	if c.Email != nil {
		p.Email, detail["email"] = *c.Email, "changed" // personal data as well
		if err := s.freeEmail(ctx, p); err != nil {
			return Person{}, err
		}
	}
	if c.Disabled != nil {
		p.Disabled, detail["disabled"] = *c.Disabled, *c.Disabled
	}
	if c.Grants != nil {
		if before, after := right.GrantNames(p.Grants), right.GrantNames(*c.Grants); !slices.Equal(before, after) {
			detail["before"], detail["after"] = before, after
		}
		p.Grants = *c.Grants
	}
	if (c.Disabled != nil || c.Grants != nil) && orphaned(admins, p, today) {
		return Person{}, fault.New(fault.StateConflict, fault.T("Đây là quản trị kỹ thuật cuối cùng có thể đăng nhập và không có ngày kết thúc; hãy trao quyền không thời hạn cho người khác trước.",
			"This is the last technical administrator who can sign in and whose role has no last day; give the role without a last day to somebody else first."))
	}
	if err := s.people.SavePerson(ctx, p, now); err != nil { // first: of two at once the second ends here
		return Person{}, err
	}
	p.Version++
	if former.Email != p.Email || former.Disabled != p.Disabled || detail["after"] != nil { // what was written for the one of before
		if err := s.post.Replace(ctx, id, mail.Notice); err != nil {
			return Person{}, err
		}
	}
	if c.Email != nil {
		if err := s.moved(ctx, p); err != nil {
			return Person{}, err
		}
	}
	if c.Grants != nil {
		if err := s.people.PutGrants(ctx, id, p.Grants, Stamp{actor.ID, now}); err != nil {
			return Person{}, err
		}
	}
	if p.Disabled {
		if _, err := s.sessions.EndSessions(ctx, id, Which{}, now); err != nil {
			return Person{}, err
		}
		if err := s.voidLinks(ctx, id, now); err != nil {
			return Person{}, err
		}
	}
	return p, s.recordChange(ctx, actor, audit.Entry{Action: "person.update", Object: audit.Object{Kind: "person", ID: id}, Was: was, Is: p.told(), Detail: detail})
}

// SetPassword gives a person a new password and ends their sessions. People change their
// own by [Service.ChangePassword].
func (s *Service) SetPassword(ctx context.Context, actor right.Actor, person, password string) error {
	if err := s.refused(ctx, actor, "person.set_password", person, right.InPerson(actor)); err != nil {
		return err
	}
	if err := s.manager(ctx, actor, "person.set_password", person); err != nil {
		return err
	}
	if err := right.Fresh(actor); err != nil {
		return err
	}
	p, err := s.people.Person(ctx, person)
	if err != nil {
		return err
	}
	if !p.ErasedAt.IsZero() {
		return erased()
	}
	phc, err := s.hashNew(ctx, password, p.Login)
	if err != nil {
		return err
	}
	return s.people.InTx(ctx, func(ctx context.Context) error { return s.replacePassword(ctx, actor, p.ID, phc, "") })
}

// ChangePassword lets a signed-in person replace the own password; the session in which
// that happens stays, all others end. Errors are those of [Service.SignIn]: where there is a
// second factor a code is needed too.
func (s *Service) ChangePassword(ctx context.Context, actor right.Actor, session Session, passwords Passwords) error {
	if err := s.refused(ctx, actor, "person.set_password", actor.ID, right.InPerson(actor)); err != nil {
		return err
	}
	p, err := s.people.Person(ctx, actor.ID)
	if err != nil {
		return err
	}
	if _, err := s.prove(ctx, Credentials{Login: p.Login, Password: passwords.Current, Code: passwords.Code, From: passwords.From}); err != nil {
		return err
	}
	phc, err := s.hashNew(ctx, passwords.Next, p.Login)
	if err != nil {
		return err
	}
	return s.people.InTx(ctx, func(ctx context.Context) error { return s.replacePassword(ctx, actor, p.ID, phc, session.ID) })
}

// Passwords is what a change of password needs.
type Passwords struct {
	Current, Next string
	Code          string // of the second factor, where there is one
	From          Place
}

func (s *Service) hashNew(ctx context.Context, password, login string) (string, error) {
	if password == "" {
		return "", fault.Invalid("/password", fault.T("Cần mật khẩu.", "A password is required."))
	}
	clean, err := s.checkedPassword(password, login)
	if err != nil {
		return "", err
	}
	return s.hasher.Hash(ctx, clean)
}

func (s *Service) replacePassword(ctx context.Context, actor right.Actor, person, phc, keepSession string) error {
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
func (s *Service) People(ctx context.Context, actor right.Actor) ([]Person, error) {
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

// checkGrants refuses unknown roles and units, days that are none, periods of one role in one
// unit that overlap, and an administrator who would also write or approve at any time. before
// are the grants so far: what stands already in a unit that has ended may stay, as its history.
func (s *Service) checkGrants(ctx context.Context, faults *fault.Fields, grants, before []right.Grant) error {
	today, err := s.Effect(ctx)
	if err != nil {
		return err
	}
	for i, g := range grants {
		at := fmt.Sprintf("/grants/%d", i)
		if !slices.Contains(right.Roles(), g.Role) {
			faults.Add(at+"/role", fault.Tf("Không có vai trò “%s”.", "There is no role “%s”.", g.Role))
		}
		if err := faults.AddError(at, today.grantable(g, before)); err != nil {
			return err
		}
		if !checkPeriod(faults, at, g) {
			continue
		}
		checkOverlap(faults, grants, i)
		admin := func(o right.Grant) bool { return o.Role == right.TechnicalAdmin && o.Meets(g) }
		if slices.ContainsFunc(grants, admin) && g.Role.Writes() {
			faults.Add(at+"/role", fault.T("Quản trị kỹ thuật không giữ vai trò viết hoặc duyệt nội dung.",
				"A technical administrator holds no role that writes or approves content."))
		}
	}
	return nil
}
