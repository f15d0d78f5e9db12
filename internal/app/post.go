package app

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/doctor"
	"github.com/lantoa/lantoa/internal/fault"
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

// mailServer looks at the mail server; a letter is sent only where one was asked for.
func (x *examination) mailServer(ctx context.Context, to string) {
	found := doctor.MailServer{Asked: !x.offline}
	m := x.config.Mail
	if m.Host == "" {
		x.add(doctor.Mail(found))
		if to != "" {
			x.add(doctor.LetterTried(to, errors.New(fault.T("chưa đặt LANTOA_SMTP_URL", "LANTOA_SMTP_URL is not set").In(x.config.Language))))
		}
		return
	}
	found.Address, found.Here = net.JoinHostPort(m.Host, strconv.Itoa(m.Port)), isLoopback(m.Host)
	way, err := mailWay(x.config)
	if err == nil && found.Asked {
		limited, cancel := context.WithTimeout(ctx, asking)
		defer cancel()
		var at smtp.Found
		at, err = way.Probe(limited)
		found.TLS, found.Signed = at.TLS, at.Signed
	}
	found.Failed = err
	x.add(doctor.Mail(found))
	if to != "" && err == nil {
		x.add(doctor.LetterTried(to, testLetter(ctx, x.config, way, to)))
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// testLetter sends a letter past the outbox, so that whoever asked hears what came of it.
func testLetter(ctx context.Context, c config.Config, way mail.Transport, to string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*mailTime)
	defer cancel()
	line, err := way.Open(ctx)
	if err != nil {
		return err
	}
	defer line.Close()
	house := issuer(c)
	subject := fault.Tf("Thư thử của %s", "A test letter of %s", house)
	text := fault.Tf("Thư này được gửi từ %s để thử máy chủ thư. Không cần trả lời.\n", "This letter was sent from %s to try the mail server. There is no need to answer.\n", house)
	return line.Send(ctx, mail.Message{ID: newID(), At: now(), To: to, Subject: subject.In(c.Language), Text: text.In(c.Language)})
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
