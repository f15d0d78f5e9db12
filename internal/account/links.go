package account

import (
	"context"
	"slices"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// linkFor is how long a one-time link can be used.
const linkFor = 24 * time.Hour

// NeedsSetup reports whether there is no technical administrator yet who could make
// accounts.
func (s *Service) NeedsSetup(ctx context.Context) (bool, error) {
	admins, err := s.rules.Admins(ctx, s.units.Day(s.now()))
	return len(admins) == 0, err
}

// NewLink makes the token of a one-time link, which is shown once and goes by no mail; every earlier link
// of that person stops working. A [Setup] link has no person and is made by [System]
// alone, while there is no administrator; several may be open, since each instance that
// starts shows its own. The first one used ends them all, and so does [Service.VoidSetup].
func (s *Service) NewLink(ctx context.Context, actor right.Actor, purpose Purpose, person string) (secret.Secret, error) {
	handed, err := s.makeLink(ctx, actor, WantedLink{Purpose: purpose, Person: person}, false)
	return handed.Token, err
}

// makeLink makes a link that goes by mail, where the person has an address, or is shown.
func (s *Service) makeLink(ctx context.Context, actor right.Actor, w WantedLink, mailed bool) (handed Handed, err error) {
	if err := s.mayLink(ctx, actor, w.Purpose, w.Person); err != nil {
		return Handed{}, err
	}
	id, err := newID()
	if err != nil {
		return Handed{}, err
	}
	token, _, hash := s.newSecret("")
	now := s.now()
	link := Link{ID: id, Purpose: w.Purpose, Person: w.Person, CreatedBy: actor.ID, CreatedAt: now, ExpiresAt: now.Add(linkFor)}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		p, err := s.linked(ctx, link)
		if err != nil {
			return err
		}
		if err := s.links.AddLink(ctx, link, hash); err != nil {
			return err
		}
		detail := map[string]any{"purpose": string(w.Purpose)}
		handed = Handed{Token: token}
		if mailed {
			if handed.MailedTo, err = s.mailLink(ctx, link, p, token); err != nil {
				return err
			}
		}
		if handed.MailedTo != "" {
			detail["mailed"], detail["shown"] = true, w.Show
			if !w.Show {
				handed.Token = secret.Secret{}
			}
		}
		return s.record(ctx, actor, "link.create", w.Person, detail)
	})
	if err != nil {
		return Handed{}, err
	}
	return handed, nil
}

// linked is the person of a link that is to be made, whose earlier ones end, and whom nobody
// changes meanwhile: two links at once, or another address. It is nobody's for [Setup].
func (s *Service) linked(ctx context.Context, link Link) (Person, error) {
	if link.Purpose == Setup {
		return Person{}, nil
	}
	p, _, err := s.people.LockPerson(ctx, link.Person)
	if err != nil {
		return Person{}, err
	}
	if !p.ErasedAt.IsZero() {
		return Person{}, erased()
	}
	return p, s.voidLinks(ctx, link.Person, link.CreatedAt)
}

func (s *Service) mayLink(ctx context.Context, actor right.Actor, purpose Purpose, person string) error {
	if purpose != Setup {
		if (purpose != Invite && purpose != Reset) || person == "" {
			return fault.Invalid("/purpose", fault.T("Mục đích là invite hoặc reset, kèm một người.", "The purpose is invite or reset, with a person."))
		}
		if err := s.refused(ctx, actor, "link.create", person, right.InPerson(actor)); err != nil {
			return err // a key could otherwise become a password
		}
		if err := s.manager(ctx, actor, "link.create", person); err != nil {
			return err
		}
		return right.Fresh(actor)
	}
	if actor.ID != right.SystemID || person != "" {
		return s.refused(ctx, actor, "link.create", "", fault.New(fault.Denied,
			fault.T("Đường dẫn thiết lập chỉ được tạo trên máy chủ.", "A set-up link is made on the server only.")))
	}
	needed, err := s.NeedsSetup(ctx)
	if err == nil && !needed {
		return fault.New(fault.StateConflict, fault.T("Đã có quản trị kỹ thuật.", "There is a technical administrator already."))
	}
	return err
}

// CompleteSetup makes the first technical administrator; grants in n are ignored. Of
// several links or people at once, one wins. [fault.SetupLinkInvalid] for a link that is
// unknown, used or out of date.
func (s *Service) CompleteSetup(ctx context.Context, token string, n NewPerson) (Person, error) {
	link, err := s.usable(ctx, token, Setup)
	if err != nil {
		return Person{}, s.refused(ctx, right.Actor{}, "link.use", "", err)
	}
	n.Grants = []right.Grant{{Role: right.TechnicalAdmin}}
	if n.Password == "" {
		return Person{}, fault.Invalid("/password", fault.T("Cần mật khẩu.", "A password is required."))
	}
	p, phc, err := s.prepare(ctx, n)
	if err != nil {
		return Person{}, err
	}
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		if err := s.use(ctx, link); err != nil {
			return err
		}
		needed, err := s.NeedsSetup(ctx)
		if err != nil {
			return err
		}
		if !needed {
			return linkInvalid()
		}
		return s.add(ctx, right.Actor{ID: p.ID}, p, phc)
	})
	return p, s.refused(ctx, right.Actor{}, "link.use", "", err)
}

// CompleteLink lets the person of an [Invite] or [Reset] link choose a password; all
// sessions of that person end.
func (s *Service) CompleteLink(ctx context.Context, token, password string) (Person, error) {
	link, err := s.usable(ctx, token, Invite, Reset)
	if err != nil {
		return Person{}, s.refused(ctx, right.Actor{}, "link.use", link.Person, err)
	}
	p, err := s.people.Person(ctx, link.Person)
	if err != nil {
		return Person{}, err
	}
	if p.Disabled {
		return Person{}, s.refused(ctx, right.Actor{}, "link.use", p.ID, linkInvalid())
	}
	phc, err := s.hashNew(ctx, password, p.Login)
	if err != nil {
		return Person{}, err
	}
	p.HasPassword = true
	err = s.people.InTx(ctx, func(ctx context.Context) error {
		if err := s.use(ctx, link); err != nil {
			return err
		}
		return s.replacePassword(ctx, right.Actor{ID: p.ID}, p.ID, phc, "")
	})
	return p, s.refused(ctx, right.Actor{}, "link.use", p.ID, err)
}

// LinkOwner returns what a link is for and whom, so that a page can greet them before the
// link is used; the person is empty for [Setup].
func (s *Service) LinkOwner(ctx context.Context, token string) (Purpose, Person, error) {
	link, err := s.usable(ctx, token, Setup, Invite, Reset)
	if err != nil || link.Person == "" {
		return link.Purpose, Person{}, err
	}
	p, err := s.people.Person(ctx, link.Person)
	return link.Purpose, p, err
}

func (s *Service) usable(ctx context.Context, token string, purposes ...Purpose) (Link, error) {
	link, err := s.links.Link(ctx, secret.Hash(token))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Link{}, err
	}
	if err != nil || !slices.Contains(purposes, link.Purpose) || !link.UsedAt.IsZero() || !s.now().Before(link.ExpiresAt) {
		return Link{Person: link.Person}, linkInvalid()
	}
	return link, nil
}

// use marks the link as used, and with it all others of its kind. It locks them, so of
// two users at once the second finds none.
func (s *Service) use(ctx context.Context, link Link) error {
	used, err := s.links.UseLinks(ctx, link, s.now())
	if err == nil && !used {
		return linkInvalid()
	}
	return err
}

// VoidSetup ends every open [Setup] link, should one have got into wrong hands.
func (s *Service) VoidSetup(ctx context.Context) error {
	return s.people.InTx(ctx, func(ctx context.Context) error {
		_, err := s.links.UseLinks(ctx, Link{Purpose: Setup}, s.now())
		return err
	})
}

// voidLinks ends every open link of the person, and the letters that would bring it: whichever
// it is, it would let its holder choose a password.
func (s *Service) voidLinks(ctx context.Context, person string, at time.Time) error {
	for _, purpose := range []Purpose{Invite, Reset} {
		if _, err := s.links.UseLinks(ctx, Link{Purpose: purpose, Person: person}, at); err != nil {
			return err
		}
	}
	return s.post.Replace(ctx, person, mail.Link)
}

func linkInvalid() error {
	return fault.New(fault.SetupLinkInvalid, fault.T("Đường dẫn đã dùng, đã hết hạn hoặc không đúng.", "The link was used, has expired or is wrong."))
}
