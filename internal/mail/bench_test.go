package mail_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/lantoa/lantoa/internal/mail"
	"github.com/lantoa/lantoa/internal/mail/mailtest"
	"github.com/lantoa/lantoa/internal/mail/smtp"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
	"github.com/lantoa/lantoa/internal/store/mails"
	"github.com/lantoa/lantoa/internal/store/storetest"
)

const link = "https://tin.example.vn/setup?token=mo-cua"

// bench is an outbox on one database, a real mail server, and a clock that stands until moved.
type bench struct {
	*mail.Outbox
	db     *store.DB
	server *mailtest.Server
	box    *secret.Box

	mu       sync.Mutex
	now      time.Time
	outcomes []string
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

// Mailed implements [mail.Meter].
func (b *bench) Mailed(outcome string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.outcomes = append(b.outcomes, outcome)
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		b := &bench{now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), server: mailtest.New(t, mailtest.Options{TLS: "starttls"})}
		o.Clock = b.clock
		b.db = storetest.Open(t, o)
		var err error
		if b.box, err = secret.OpenKey("", secret.New(secret.GenerateKey())); err != nil {
			t.Fatal(err)
		}
		b.Outbox = b.another(t)
		test(t, b)
	})
}

// another is the outbox of another server on the same database.
func (b *bench) another(t *testing.T) *mail.Outbox {
	t.Helper()
	way, err := smtp.New(smtp.Options{Host: mailtest.Host, Port: b.server.Port, Security: smtp.StartTLS, From: "tin@example.vn", FromName: "Lan tỏa",
		Hello: "tin.example.vn", Authorities: b.server.Authorities, Timeout: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return b.outbox(way)
}

func (b *bench) outbox(way mail.Transport) *mail.Outbox {
	return mail.New(mail.Options{Store: mails.New(b.db), Box: b.box, Transport: way, NewID: func() string { return uuid.Must(uuid.NewV7()).String() },
		Log: slog.New(slog.DiscardHandler), Meter: b})
}

func (b *bench) person(t *testing.T) string {
	t.Helper()
	id := uuid.NewString()
	err := b.db.Write(t.Context()).Exec(`INSERT INTO person (id, login, name, lang, created_at, updated_at) VALUES (?, ?, 'Hoa', 'vi', 1, 1)`, id, "hoa"+id).Error
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func letter(key, person string) mail.Letter {
	return mail.Letter{Kind: mail.Link, Key: key, To: "hoa@example.vn", Person: person, Subject: "Mời bạn", Text: "Mở: " + link + "\n"}
}

func (b *bench) queue(t *testing.T, l mail.Letter) {
	t.Helper()
	if queued, err := b.Queue(t.Context(), l); err != nil || !queued {
		t.Fatalf("queue: %v, %v", queued, err)
	}
}

func (b *bench) run(t *testing.T) {
	t.Helper()
	if err := errors.Join(b.Run(t.Context()), b.Tidy(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) last(t *testing.T, person string) mail.Mail {
	t.Helper()
	m, found, err := b.Last(t.Context(), person, mail.Link)
	if err != nil || !found {
		t.Fatalf("the last letter: %v, %v", found, err)
	}
	return m
}

// stored is everything that the database holds of letters.
func (b *bench) stored(t *testing.T) string {
	t.Helper()
	rows := []map[string]any{}
	if err := b.db.Read(t.Context()).Table("mail").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, row := range rows {
		for name, value := range row {
			if bytes, ok := value.([]byte); ok {
				value = string(bytes)
			}
			fmt.Fprintf(&all, "%s=%v\n", name, value)
		}
	}
	return all.String()
}
