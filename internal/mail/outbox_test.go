package mail_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/mail/mailtest"
	"github.com/lantoa/lantoa/internal/mail/smtp"
	"github.com/lantoa/lantoa/internal/store/mails"
)

func TestALetterGoesOnceAndIsBlanked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p := b.person(t)
		b.queue(t, letter("link 1", p))
		b.run(t)
		b.run(t)
		if got := b.server.Letters(); len(got) != 1 || got[0].To != "hoa@example.vn" {
			t.Fatalf("the mail server has %d letters", len(got))
		}
		if m := b.last(t, p); m.State != mail.Sent || len(m.Sealed) != 0 || m.Attempts != 1 || !m.Ended.Equal(b.clock()) {
			t.Errorf("%+v", m)
		}
		if len(b.outcomes) != 1 || b.outcomes[0] != "sent" {
			t.Errorf("told: %v", b.outcomes)
		}
		b.pass(mail.Keeps + time.Second)
		b.run(t)
		if left := b.stored(t); left != "" {
			t.Errorf("kept for ever: %s", left)
		}
	})
}

func TestWhatALetterSaysIsSealed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.queue(t, letter("link 1", b.person(t)))
		if stored := b.stored(t); strings.Contains(stored, "mo-cua") || strings.Contains(stored, "Mời bạn") || !strings.Contains(stored, "hoa@example.vn") {
			t.Errorf("the database shows what the letter says: %s", stored)
		}
	})
}

func TestOneLetterAKey(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p := b.person(t)
		b.queue(t, letter("notice 7", p))
		b.queue(t, letter("notice 7", p))
		b.run(t)
		b.queue(t, letter("notice 7", p))
		b.run(t)
		if got := b.server.Letters(); len(got) != 1 {
			t.Errorf("one key made %d letters", len(got))
		}
	})
}

func TestALetterSharesItsTransaction(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		broken := errors.New("broken")
		p := b.person(t)
		for want, end := range []error{broken, nil} {
			err := b.db.InTx(t.Context(), func(ctx context.Context) error {
				if _, err := b.Queue(ctx, letter("link 1", p)); err != nil {
					return err
				}
				return end
			})
			if !errors.Is(err, end) {
				t.Fatal(err)
			}
			b.run(t)
			if got := b.server.Letters(); len(got) != want {
				t.Errorf("%d letters went, want %d", len(got), want)
			}
		}
	})
}

func TestAnExpiredLetterIsNotSent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p := b.person(t)
		l := letter("link 1", p)
		l.Expires = b.clock().Add(time.Hour)
		b.queue(t, l)
		b.pass(time.Hour)
		b.run(t)
		if m := b.last(t, p); len(b.server.Letters()) != 0 || m.State != mail.GivenUp || m.Reason != mail.Expired || len(m.Sealed) != 0 {
			t.Errorf("%d letters went; %+v", len(b.server.Letters()), m)
		}
	})
}

func TestRefusalsForNowAndForGood(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, other := b.person(t), b.person(t)
		b.server.On(mailtest.Rcpt, func(n int, to string) mailtest.Answer {
			switch {
			case to == "mai@example.vn":
				return mailtest.Answer{Code: 550, Text: "no such user here"}
			case n < 3:
				return mailtest.Answer{Code: 451, Text: "greylisted"}
			}
			return mailtest.Answer{}
		})
		b.queue(t, letter("link 1", p))
		b.run(t)
		if m := b.last(t, p); m.State != mail.Waiting || !strings.Contains(m.Answer, "greylisted") || !m.Due.After(b.clock()) {
			t.Errorf("after a refusal for now: %+v", m)
		}
		b.run(t) // not due yet
		b.pass(time.Minute)
		b.run(t)
		b.pass(2 * time.Minute)
		b.run(t)
		if m := b.last(t, p); m.State != mail.Sent || m.Attempts != 3 || len(b.server.Letters()) != 1 {
			t.Errorf("at last: %+v", m)
		}
		l := letter("link 2", other)
		l.To = "mai@example.vn"
		b.queue(t, l)
		b.run(t)
		if m := b.last(t, other); m.State != mail.GivenUp || m.Reason != mail.Refused || !strings.Contains(m.Answer, "no such user here") || len(m.Sealed) != 0 {
			t.Errorf("after a refusal for good: %+v", m)
		}
	})
}

func TestALetterIsGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.server.On(mailtest.Rcpt, func(int, string) mailtest.Answer { return mailtest.Answer{Code: 451, Text: "not now"} })
		p := b.person(t)
		b.queue(t, letter("link 1", p))
		began := b.clock()
		for range 300 {
			b.run(t)
			if b.last(t, p).State == mail.GivenUp {
				break
			}
			b.pass(30 * time.Minute)
		}
		m := b.last(t, p)
		if took := b.clock().Sub(began); m.State != mail.GivenUp || m.Reason != mail.Expired || !strings.Contains(m.Answer, "not now") || took > 73*time.Hour || took < 60*time.Hour {
			t.Errorf("after %s: %+v", took, m)
		}
		figures, err := b.Figures(t.Context())
		if err != nil || figures.Lost != 1 || figures.Waiting != 0 || len(figures.GivenUp) != 1 {
			t.Errorf("figures: %+v, %v", figures, err)
		}
	})
}

// A letter whose answer was lost goes again, under the same Message-ID.
func TestALostAnswerIsTriedAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.server.On(mailtest.Data, func(n int, _ string) mailtest.Answer { return mailtest.Answer{Lost: n == 1} })
		p := b.person(t)
		b.queue(t, letter("link 1", p))
		b.run(t)
		if m := b.last(t, p); m.State != mail.Waiting || !strings.Contains(m.Answer, "no answer came") {
			t.Errorf("%+v", m)
		}
		b.pass(time.Minute)
		b.run(t)
		got := b.server.Letters()
		if len(got) != 2 || !bytes.Equal(got[0].Data, got[1].Data) || b.last(t, p).State != mail.Sent {
			t.Errorf("%d letters; %+v", len(got), b.last(t, p))
		}
	})
}

func TestSeveralServersSendEachLetterOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		const letters = 40
		for i := range letters {
			l := letter(fmt.Sprint("notice ", i), "")
			l.To = fmt.Sprintf("p%d@example.vn", i)
			b.queue(t, l)
		}
		var running sync.WaitGroup
		for range 3 {
			o := b.another(t)
			running.Go(func() {
				if err := o.Run(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		running.Wait()
		seen := map[string]int{}
		for _, l := range b.server.Letters() {
			seen[l.To]++
		}
		if len(seen) != letters || len(b.server.Letters()) != letters {
			t.Errorf("%d letters to %d addresses, want %d", len(b.server.Letters()), len(seen), letters)
		}
		if n := b.server.Lines(); n > 6 { // one each, with the greeting after STARTTLS counted
			t.Errorf("%d lines were opened for %d letters by three servers", n, letters)
		}
	})
}

// A server that dies with a letter in its hands leaves a lease, after which another sends it.
func TestALeaseOutlivesItsServer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p := b.person(t)
		b.queue(t, letter("link 1", p))
		now := b.clock()
		if _, found, err := mails.New(b.db).Claim(t.Context(), mail.Lease{By: "gone", Now: now, Until: now.Add(time.Minute)}); err != nil || !found {
			t.Fatal(found, err)
		}
		b.run(t)
		if got := b.server.Letters(); len(got) != 0 {
			t.Errorf("%d letters went under another's lease", len(got))
		}
		b.pass(time.Minute)
		b.run(t)
		if m := b.last(t, p); m.State != mail.Sent || m.Attempts != 2 {
			t.Errorf("%+v", m)
		}
		late := b.last(t, p)
		late.State = mail.Waiting
		if kept, err := mails.New(b.db).Settle(t.Context(), late, "gone"); kept || err != nil {
			t.Errorf("the late word of the first: %v, %v", kept, err)
		}
	})
}

// A mail server that cannot be reached is left alone for a while; the letters wait.
func TestAMailServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		way, err := smtp.New(smtp.Options{Host: mailtest.Host, Port: 1, Security: smtp.Open, From: "tin@example.vn", Hello: "tin.example.vn", Timeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		away := b.outbox(way)
		p, other := b.person(t), b.person(t)
		b.queue(t, letter("link 1", p))
		b.queue(t, letter("link 2", other))
		for range 3 {
			if err := away.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if one, two := b.last(t, p), b.last(t, other); one.Attempts+two.Attempts != 1 || one.State != mail.Waiting || two.State != mail.Waiting {
			t.Errorf("%+v\n%+v", one, two)
		}
		b.pass(time.Minute)
		b.run(t)
		if got := b.server.Letters(); len(got) != 2 {
			t.Errorf("once it is there, %d letters went", len(got))
		}
	})
}

func TestWithoutAMailServerNothingIsQueued(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		off := b.outbox(nil)
		if queued, err := off.Queue(t.Context(), letter("link 1", "")); queued || err != nil || off.On() || b.stored(t) != "" {
			t.Errorf("queued %v, %v: %s", queued, err, b.stored(t))
		}
		p := b.person(t)
		b.queue(t, letter("link 2", p)) // before it was switched off
		b.pass(73 * time.Hour)
		if err := errors.Join(off.Run(t.Context()), off.Tidy(t.Context())); err != nil {
			t.Fatal(err)
		}
		if m := b.last(t, p); m.State != mail.GivenUp || len(m.Sealed) != 0 {
			t.Errorf("%+v", m)
		}
	})
}

func TestWhatIsReplacedAndErased(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p, other := b.person(t), b.person(t)
		notice := letter("notice 1", p)
		notice.Kind = mail.Notice
		b.queue(t, letter("link 1", p))
		b.queue(t, notice)
		b.queue(t, letter("link 2", other))
		if err := b.Replace(t.Context(), p, mail.Link); err != nil {
			t.Fatal(err)
		}
		if m := b.last(t, p); m.State != mail.GivenUp || m.Reason != mail.Replaced || len(m.Sealed) != 0 || m.To == "" {
			t.Errorf("replaced: %+v", m)
		}
		if err := b.Forget(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if m := b.last(t, p); m.To != "" || m.Answer != "" {
			t.Errorf("erased: %+v", m)
		}
		b.run(t)
		if got := b.server.Letters(); len(got) != 1 || b.last(t, other).State != mail.Sent {
			t.Errorf("%d letters went", len(got))
		}
	})
}

func TestWhatIsNoLetter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		for name, change := range map[string]func(l *mail.Letter){
			"two lines":  func(l *mail.Letter) { l.To = "hoa@example.vn\r\nBcc: mai@example.vn" },
			"two people": func(l *mail.Letter) { l.To = "hoa@example.vn, mai@example.vn" },
			"a name":     func(l *mail.Letter) { l.To = "Hoa <hoa@example.vn>" },
			"nobody":     func(l *mail.Letter) { l.To = "" },
			"no text":    func(l *mail.Letter) { l.Text = "" },
			"no subject": func(l *mail.Letter) { l.Subject = " \r\n" },
		} {
			l := letter("link 1", "")
			change(&l)
			if _, err := b.Queue(t.Context(), l); !fault.Is(err, fault.ValidationFailed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if stored := b.stored(t); stored != "" {
			t.Errorf("queued: %s", stored)
		}
	})
}

// What is sealed belongs to its row: under another id it cannot be opened.
func TestASealedLetterBelongsToItsRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		p := b.person(t)
		b.queue(t, letter("link 1", p))
		if err := b.db.Write(t.Context()).Exec(`UPDATE mail SET id = 'another'`).Error; err != nil {
			t.Fatal(err)
		}
		b.run(t)
		if m := b.last(t, p); m.State != mail.GivenUp || m.Reason != mail.Unread || len(b.server.Letters()) != 0 {
			t.Errorf("%+v", m)
		}
	})
}

// Ending lets the letter that is on its way come to its end, and begins no other.
func TestAnOutboxEndsAfterItsLetter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.server.On(mailtest.Rcpt, func(int, string) mailtest.Answer { b.Stop(); return mailtest.Answer{} })
		p, other := b.person(t), b.person(t)
		b.queue(t, letter("link 1", p))
		b.queue(t, letter("link 2", other))
		b.run(t)
		sent := 0
		for _, m := range []mail.Mail{b.last(t, p), b.last(t, other)} {
			if m.State == mail.Sent {
				sent++
			}
		}
		if sent != 1 || len(b.server.Letters()) != 1 {
			t.Errorf("%d letters were sent", len(b.server.Letters()))
		}
	})
}

// A letter that is cut off is noted all the same, and goes again.
func TestALetterThatIsCutOffGoesAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx, cancel := context.WithCancel(t.Context())
		b.server.On(mailtest.Rcpt, func(int, string) mailtest.Answer { cancel(); return mailtest.Answer{Held: true} })
		p := b.person(t)
		b.queue(t, letter("link 1", p))
		if err := b.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if m := b.last(t, p); m.State != mail.Waiting || m.Answer != "no answer in time" {
			t.Errorf("%+v", m)
		}
		b.server.On(mailtest.Rcpt, nil)
		b.pass(time.Minute)
		b.run(t)
		if m := b.last(t, p); m.State != mail.Sent {
			t.Errorf("%+v", m)
		}
	})
}

// hurried tells by when a letter is to be claimed.
type hurried struct {
	mail.Store
	by *time.Time
}

func (h hurried) Claim(ctx context.Context, lease mail.Lease) (mail.Mail, bool, error) {
	*h.by, _ = ctx.Deadline()
	return h.Store.Claim(ctx, lease)
}

// A database that is stuck holds the round no longer than half a minute, and less than a lease.
func TestALookForTheNextLetterEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		way, err := smtp.New(smtp.Options{Host: mailtest.Host, Port: b.server.Port, Security: smtp.StartTLS, From: "tin@example.vn", Hello: "tin.example.vn", Authorities: b.server.Authorities, Timeout: 30 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		var by time.Time
		box := mail.New(mail.Options{Store: hurried{mails.New(b.db), &by}, Box: b.box, Transport: way, NewID: uuid.NewString, Log: slog.New(slog.DiscardHandler)})
		b.queue(t, letter("link 1", b.person(t)))
		if err := box.Run(t.Context()); err != nil || len(b.server.Letters()) != 1 {
			t.Errorf("%v, %d letters", err, len(b.server.Letters()))
		}
		if by.IsZero() || time.Until(by) > 30*time.Second {
			t.Errorf("a claim may last until %s", by)
		}
	})
}
