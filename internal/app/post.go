package app

import (
	"context"
	"net/url"
	"time"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/mail/smtp"
	"github.com/lantoa/lantoa/internal/notice"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store/mails"
)

// mailTime bounds each of coming to the mail server and handing a letter over.
const mailTime = 30 * time.Second

// post makes the outbox. Nothing is asked of the mail server yet: one that is down must not
// keep the server from starting. Without one the outbox still blanks what was queued before.
func (s *Services) post(p Parts, box *secret.Box) error {
	var err error
	o := mail.Options{Store: mails.New(p.DB), Box: box, NewID: newID, Log: p.Log, Meter: p.Meter}
	if p.Config.Mail.Host != "" {
		if s.Way, err = mailWay(p.Config); err != nil {
			return err
		}
		o.Transport = s.Way
	}
	s.Mail = mail.New(o)
	return nil
}

// mailWay is the way to the mail server of the settings.
func mailWay(c config.Config) (*smtp.Transport, error) {
	m := c.Mail
	return smtp.New(smtp.Options{Host: m.Host, Port: m.Port, Security: smtp.Security(m.Security), User: m.User, Password: m.Password, From: m.From, FromName: m.FromName,
		Hello: hello(c), Authorities: c.OutboundAuthorities, Timeout: mailTime})
}

// hello is the name under which we greet mail servers, which look at whether it is one.
func hello(c config.Config) string {
	if at, err := url.Parse(c.PublicURL); err == nil && at.Hostname() != "" {
		return at.Hostname()
	}
	return "localhost"
}

// noticePost queues notices as letters.
type noticePost struct{ outbox *mail.Outbox }

// Queue implements [notice.Post].
func (p noticePost) Queue(ctx context.Context, l notice.Letter) error {
	_, err := p.outbox.Queue(ctx, mail.Letter{Kind: mail.Notice, Key: "notice " + l.Key, To: l.To, Person: l.Person, Subject: l.Subject, Text: l.Text, Expires: l.Expires})
	return err
}
