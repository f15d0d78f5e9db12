package account

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/secret"
)

// FuzzTicket: what was not sealed here as a ticket opens as none.
func FuzzTicket(f *testing.F) {
	box, err := secret.OpenKey("", secret.New(secret.GenerateKey()))
	if err != nil {
		f.Fatal(err)
	}
	s := &Service{box: box, now: func() time.Time { return time.Unix(1_800_000_000, 0) }}
	real, err := s.ticket(tried{person: Person{Login: "hoa.nguyen"}, phc: "$argon2id$"})
	if err != nil {
		f.Fatal(err)
	}
	if body, ok := s.openTicket(real.Reveal()); !ok || body.Login != "hoa.nguyen" || body.Until != 1_800_000_600 {
		f.Fatalf("our own ticket: %+v, %v", body, ok)
	}
	channel, err := box.Seal([]byte(`{"login":"hoa.nguyen","until":9999999999}`), []byte("a channel"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "x", "====", real.Reveal()[1:], real.Reveal() + "A", base64.RawURLEncoding.EncodeToString(channel), strings.Repeat("A", 3000), "\xff\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if body, ok := s.openTicket(text); ok && strings.NewReplacer("\r", "", "\n", "").Replace(text) != real.Reveal() {
			t.Errorf("%q opens as %+v", text, body)
		}
	})
}
