package account_test

import (
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/mail/mailtest"
	"github.com/lantoa/lantoa/internal/mail/smtp"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store/mails"
)

// posted is a bench with a post and a real mail server.
type posted struct {
	*bench
	server *mailtest.Server
	outbox *mail.Outbox
}

func eachPosted(t *testing.T, test func(t *testing.T, b *posted)) {
	t.Helper()
	eachBy(t, true, func(t *testing.T, b *bench) { // links end by the one clock, letters by the other
		p := &posted{bench: b, server: mailtest.New(t, mailtest.Options{})}
		way, err := smtp.New(smtp.Options{Host: mailtest.Host, Port: p.server.Port, Security: smtp.Open, From: "tin@example.vn", Hello: "tin.example.vn", Timeout: 30 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		p.outbox = mail.New(mail.Options{Store: mails.New(b.db), Box: b.options.Box, Transport: way, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Log: slog.New(slog.DiscardHandler)})
		b.options.Post, b.options.LinkAddress = p.outbox, func(token secret.Secret) string { return "https://tin.example.vn/setup?token=" + token.Reveal() }
		if b.Service, err = account.New(b.options); err != nil {
			t.Fatal(err)
		}
		test(t, p)
	})
}

// reader makes an account with an address, and nothing else by which its person can come in.
func (b *posted) reader(t *testing.T, login, lang, email string) account.Person {
	t.Helper()
	p, err := b.CreatePerson(t.Context(), right.System(), account.NewPerson{Login: login, Name: "Trần Thị B", Lang: lang, Email: email})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (b *posted) hand(t *testing.T, w account.WantedLink) account.Handed {
	t.Helper()
	handed, err := b.HandLink(t.Context(), right.System(), w)
	if err != nil {
		t.Fatal(err)
	}
	return handed
}

func (b *posted) send(t *testing.T) {
	t.Helper()
	if err := b.outbox.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// read gives the subject, the text and the token of a letter.
func read(t *testing.T, l mailtest.Letter) (subject, text, token string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(string(l.Data)))
	if err != nil {
		t.Fatal(err)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`https://tin\.example\.vn/setup\?token=([\w-]+)`).FindSubmatch(body)
	if found == nil {
		t.Fatalf("no link in %s", body)
	}
	return subject, string(body), string(found[1])
}

func (b *posted) detail(t *testing.T, person string) string {
	t.Helper()
	var details []string
	if err := b.db.Read(t.Context()).Raw(`SELECT detail FROM audit WHERE action = 'link.create' AND object_id = ? ORDER BY id DESC`, person).Scan(&details).Error; err != nil || len(details) == 0 {
		t.Fatalf("the record: %v, %v", details, err)
	}
	return details[0]
}

func TestALinkGoesByMailAndIsNotShown(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		p := b.reader(t, "mai.tran", "vi", "mai@example.vn")
		handed := b.hand(t, account.WantedLink{Purpose: account.Invite, Person: p.ID})
		if !handed.Token.IsZero() || handed.MailedTo != "mai@example.vn" {
			t.Errorf("its maker was shown the link: %q to %q", handed.Token.Reveal(), handed.MailedTo)
		}
		b.send(t)
		letters := b.server.Letters()
		if len(letters) != 1 || letters[0].To != "mai@example.vn" {
			t.Fatalf("letters: %+v", letters)
		}
		subject, text, token := read(t, letters[0])
		if subject != "Lời mời vào Lan tỏa" || !strings.Contains(text, "Chào Trần Thị B") || !strings.Contains(text, "mai.tran") || !strings.Contains(text, "24 giờ") {
			t.Errorf("%s\n%s", subject, text)
		}
		if _, err := b.CompleteLink(t.Context(), token, another); err != nil {
			t.Errorf("the link of the letter: %v", err)
		}
		if d := b.detail(t, p.ID); !strings.Contains(d, `"mailed":true`) || !strings.Contains(d, `"shown":false`) || strings.Contains(d, "mai@") {
			t.Errorf("the record says %s", d)
		}
	})
}

func TestALinkIsShownToWhoAsksAndTheRecordTells(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		p := b.reader(t, "mai.tran", "en", "mai@example.vn")
		handed := b.hand(t, account.WantedLink{Purpose: account.Reset, Person: p.ID, Show: true})
		b.send(t)
		subject, text, token := read(t, b.server.Letters()[0])
		if token != handed.Token.Reveal() || handed.MailedTo != "mai@example.vn" {
			t.Errorf("shown %q to %q", handed.Token.Reveal(), handed.MailedTo)
		}
		if subject != "Your new password at Lan tỏa" || !strings.Contains(text, "Dear Trần Thị B") {
			t.Errorf("%s\n%s", subject, text)
		}
		if d := b.detail(t, p.ID); !strings.Contains(d, `"shown":true`) {
			t.Errorf("the record says %s", d)
		}
	})
}

func TestWithoutAWayTheLinkIsShown(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		p := b.reader(t, "mai.tran", "vi", "")
		if handed := b.hand(t, account.WantedLink{Purpose: account.Invite, Person: p.ID}); handed.Token.IsZero() || handed.MailedTo != "" {
			t.Errorf("without an address: %+v", handed)
		}
		b.options.Post = nil
		off, err := account.New(b.options)
		if err != nil {
			t.Fatal(err)
		}
		other := b.reader(t, "hoa.tran", "vi", "hoa@example.vn")
		if handed, err := off.HandLink(t.Context(), right.System(), account.WantedLink{Purpose: account.Invite, Person: other.ID}); err != nil || handed.Token.IsZero() || handed.MailedTo != "" {
			t.Errorf("without a mail server: %+v, %v", handed, err)
		}
		b.send(t)
		if got := b.server.Letters(); len(got) != 0 {
			t.Errorf("%d letters went", len(got))
		}
	})
}

// A letter whose link is over does not go, and a link to a former address does not work.
func TestALetterEndsWithItsLink(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		p := b.reader(t, "mai.tran", "vi", "nham@example.vn")
		want := account.WantedLink{Purpose: account.Invite, Person: p.ID}
		b.hand(t, want)
		b.hand(t, want)
		b.send(t)
		letters := b.server.Letters()
		if len(letters) != 1 {
			t.Fatalf("%d letters went, for one link that works", len(letters))
		}
		_, _, token := read(t, letters[0])
		email, yes := "mai@example.vn", true
		if _, err := b.UpdatePerson(t.Context(), right.System(), p.ID, account.Change{Email: &email}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.CompleteLink(t.Context(), token, another); !fault.Is(err, fault.SetupLinkInvalid) {
			t.Errorf("the link at a former address: %v", err)
		}
		b.hand(t, want)
		if _, err := b.UpdatePerson(t.Context(), right.System(), p.ID, account.Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		if got := b.server.Letters(); len(got) != 1 {
			t.Errorf("a letter went to somebody who was disabled: %d", len(got))
		}
		if m, found, err := b.LinkMail(t.Context(), right.System(), p.ID); !found || err != nil || m.Reason != mail.Replaced {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

func TestWhoSeesHowALetterCameOut(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		b.server.On(mailtest.Rcpt, func(int, string) mailtest.Answer { return mailtest.Answer{Code: 550, Text: "no such user here"} })
		p := b.reader(t, "mai.tran", "vi", "mai@example.vn")
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		_, author := b.person(t, "hoa.nguyen", right.Grant{Role: right.Author})
		b.hand(t, account.WantedLink{Purpose: account.Invite, Person: p.ID})
		b.send(t)
		m, found, err := b.LinkMail(t.Context(), admin, p.ID)
		if err != nil || !found || m.State != mail.GivenUp || m.Reason != mail.Refused || !strings.Contains(m.Answer, "no such user here") {
			t.Errorf("%+v, %v, %v", m, found, err)
		}
		for name, actor := range map[string]right.Actor{"an author": author, "the person": {ID: p.ID}, "a stranger": {}} {
			if _, found, err := b.LinkMail(t.Context(), actor, p.ID); found || err != nil {
				t.Errorf("%s sees it: %v", name, err)
			}
		}
	})
}

// A letter that waits for somebody goes with them, and so does what mail servers said of their
// address.
func TestEraseTakesLettersToo(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		b.server.On(mailtest.Rcpt, func(_ int, to string) mailtest.Answer {
			return mailtest.Answer{Code: 550, Text: "no mailbox for " + to}
		})
		b.unit(t, "so-a")
		_, admin := b.person(t, "root.admin", right.Grant{Role: right.TechnicalAdmin})
		p := b.reader(t, "hoa.nguyen", "vi", "hoa.nguyen@example.vn")
		want := account.WantedLink{Purpose: account.Invite, Person: p.ID}
		b.hand(t, want)
		b.send(t)
		if m, _, err := b.LinkMail(t.Context(), admin, p.ID); err != nil || !strings.Contains(m.Answer, "hoa.nguyen@") {
			t.Fatalf("%+v, %v", m, err)
		}
		b.hand(t, want)
		for _, notice := range []string{"notice 1", "notice 2"} { // which a link that is void does not end
			if _, err := b.outbox.Queue(t.Context(), mail.Letter{Kind: mail.Notice, Key: notice, To: p.Email, Person: p.ID, Subject: "Có bài chờ", Text: "Mời xem."}); err != nil {
				t.Fatal(err)
			}
		}
		yes := true
		if _, err := b.UpdatePerson(t.Context(), admin, p.ID, account.Change{Disabled: &yes}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Erase(t.Context(), admin, p.ID); err != nil {
			t.Fatal(err)
		}
		b.nothingLeft(t, "hoa.nguyen")
		b.send(t)
		if got := b.server.Letters(); len(got) != 0 {
			t.Errorf("%d letters went to somebody who was erased", len(got))
		}
	})
}

// A letter about what concerns somebody was written for the one whom the account knew then.
func TestLettersOfNoticesEndWithWhatTheyWereWrittenFor(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		roles, none, address, name, off := []right.Grant{{Role: right.Inspector}}, []right.Grant{}, "khac@example.vn", "Trần B", true
		p := b.reader(t, "mai.tran", "vi", "mai@example.vn")
		for i, c := range []struct {
			what   string
			change account.Change
			goes   bool
		}{
			{"a name", account.Change{Name: &name}, true},
			{"roles", account.Change{Grants: &roles}, false},
			{"the same roles", account.Change{Grants: &roles}, true},
			{"no roles", account.Change{Grants: &none}, false},
			{"an address", account.Change{Email: &address}, false},
			{"the same address", account.Change{Email: &address}, true},
			{"nobody who can sign in", account.Change{Disabled: &off}, false},
		} {
			now, err := b.Person(t.Context(), p.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.outbox.Queue(t.Context(), mail.Letter{Kind: mail.Notice, Key: c.what, To: now.Email, Person: p.ID, Subject: "Một việc", Text: "Một việc\n"}); err != nil {
				t.Fatal(err)
			}
			if _, err := b.UpdatePerson(t.Context(), right.System(), p.ID, c.change); err != nil {
				t.Fatal(err)
			}
			before := len(b.server.Letters())
			b.send(t)
			if went := len(b.server.Letters()) > before; went != c.goes {
				t.Errorf("%d: after %s the letter went: %v", i, c.what, went)
			}
		}
	})
}

// Of two links that are made at once one works.
func TestTwoLinksAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	eachPosted(t, func(t *testing.T, b *posted) {
		p := b.reader(t, "mai.tran", "vi", "")
		for range 10 {
			tokens := make([]secret.Secret, 4)
			var all sync.WaitGroup
			for i := range tokens {
				all.Go(func() {
					handed, err := b.HandLink(t.Context(), right.System(), account.WantedLink{Purpose: account.Reset, Person: p.ID})
					if tokens[i] = handed.Token; err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			open := 0
			for _, token := range tokens {
				if _, _, err := b.LinkOwner(t.Context(), token.Reveal()); err == nil {
					open++
				}
			}
			if open != 1 {
				t.Fatalf("%d links work", open)
			}
		}
	})
}
