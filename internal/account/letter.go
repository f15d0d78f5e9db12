package account

import (
	"context"
	"fmt"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
)

// Post takes letters to people along; [mail.Outbox] does.
type Post interface {
	On() bool
	Queue(ctx context.Context, l mail.Letter) (queued bool, err error)
	Replace(ctx context.Context, person string, kind mail.Kind) error
	Forget(ctx context.Context, person string) error
	Last(ctx context.Context, person string, kind mail.Kind) (mail.Mail, bool, error)
}

// nobody is the post of a house without one.
type nobody struct{}

func (nobody) On() bool { return false }

func (nobody) Queue(context.Context, mail.Letter) (bool, error) { return false, nil }

func (nobody) Replace(context.Context, string, mail.Kind) error { return nil }

func (nobody) Forget(context.Context, string) error { return nil }

func (nobody) Last(context.Context, string, mail.Kind) (mail.Mail, bool, error) {
	return mail.Mail{}, false, nil
}

// WantedLink is a one-time link that somebody makes for a person.
type WantedLink struct {
	Purpose Purpose
	Person  string
	// Show shows a link that goes by mail to its maker as well, which the record tells.
	Show bool
}

// Handed is how a one-time link goes to its person.
type Handed struct {
	// Token is zero where the link went by mail and nobody asked to see it.
	Token secret.Secret
	// MailedTo is the address to which it goes; "" where it does not.
	MailedTo string
}

// HandLink makes a one-time link for a person, and ends every earlier one. It goes by mail, in
// the same transaction, where a mail server is set and the person has an address; then it is
// shown to its maker only when they ask for it. Without, it is shown this once.
func (s *Service) HandLink(ctx context.Context, actor right.Actor, w WantedLink) (Handed, error) {
	return s.makeLink(ctx, actor, w, s.post.On())
}

// mailLink queues the letter with a link, and gives the address; "" where there is none.
func (s *Service) mailLink(ctx context.Context, l Link, p Person, token secret.Secret) (string, error) {
	if p.Email == "" {
		return "", nil
	}
	subject, text := s.linkLetter(l, p, token)
	queued, err := s.post.Queue(ctx, mail.Letter{Kind: mail.Link, Key: "link " + l.ID, To: p.Email, Person: p.ID, Subject: subject.In(p.Lang), Text: text.In(p.Lang), Expires: l.ExpiresAt})
	if err != nil || !queued {
		return "", err
	}
	return p.Email, nil
}

func (s *Service) linkLetter(l Link, p Person, token secret.Secret) (subject, text fault.Text) {
	house, address := s.house, s.linkAddress(token)
	subject = fault.Tf("Đặt lại mật khẩu ở %s", "Your new password at %s", house)
	what := fault.Tf("Quản trị của %s đã mở cho bạn lối chọn mật khẩu mới.", "An administrator of %s lets you choose a new password.", house)
	if l.Purpose == Invite {
		subject = fault.Tf("Lời mời vào %s", "Your invitation to %s", house)
		what = fault.Tf("Bạn được mời vào %s.", "You are invited to %s.", house)
	}
	hours := int(linkFor.Hours())
	return subject, fault.T(
		fmt.Sprintf("Chào %s,\n\n%s Tên đăng nhập của bạn là %s.\n\nMở đường dẫn sau để chọn mật khẩu. Nó dùng được một lần, trong %d giờ kể từ lúc thư này được viết:\n\n%s\n\n"+
			"Đừng chuyển thư này cho ai: ai mở đường dẫn trước sẽ chọn mật khẩu của bạn. Nếu bạn không chờ thư này, hãy báo cho quản trị.\n\nThư do máy gửi, không cần trả lời.\n",
			p.Name, what.VI, p.Login, hours, address),
		fmt.Sprintf("Dear %s,\n\n%s Your sign-in name is %s.\n\nOpen this link to choose a password. It works once, within %d hours of the writing of this letter:\n\n%s\n\n"+
			"Pass this letter on to nobody: whoever opens the link first chooses your password. If you did not expect it, tell an administrator.\n\nThis letter was sent by a machine; there is no need to answer.\n",
			p.Name, what.EN, p.Login, hours, address))
}

// LinkMail is the latest letter with a one-time link to a person, for those who manage
// accounts; false where there is none, and for everybody else.
func (s *Service) LinkMail(ctx context.Context, actor right.Actor, person string) (mail.Mail, bool, error) {
	if !actor.May(right.PersonManage, right.In("")).Allowed {
		return mail.Mail{}, false, nil
	}
	return s.post.Last(ctx, person, mail.Link)
}

// moved ends the links that lie, or are about to, in the letters to a former address of the
// person, who may not be the one who reads them.
func (s *Service) moved(ctx context.Context, p Person) error {
	last, found, err := s.post.Last(ctx, p.ID, mail.Link)
	if err != nil || !found || last.State == mail.GivenUp || last.To == p.Email {
		return err
	}
	return s.voidLinks(ctx, p.ID, s.now())
}
