package account_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
)

// TestTenThousandAttempts: a stranger tries 10,000 times (1,000 times on PostgreSQL), at one account from as many
// addresses and at as many accounts from the owner's own office. The owner gets in, few
// guesses were checked, and few rows were written.
func TestTenThousandAttempts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		b.person(t, "hoa.nguyen")
		b.person(t, "mai.tran")
		b.signIn(t, "hoa.nguyen")
		var checked, failed atomic.Int64
		var trying sync.WaitGroup
		each, side := 5000, 4
		if strings.HasSuffix(t.Name(), "/postgres") { // the rule is the same, and each attempt takes a journey
			each = 500
		}
		try := func(login, from string) {
			_, _, err := b.SignIn(ctx, typed(login, "a wrong guess", from))
			if fault.Is(err, fault.SignInFailed) {
				checked.Add(1)
			} else if !fault.Is(err, fault.TooManyRequests) {
				failed.Add(1)
			}
		}
		for part := range side {
			trying.Go(func() {
				for i := part; i < each; i += side {
					try("hoa.nguyen", fmt.Sprintf("198.18.%d.%d", i/256, i%256))
					try(fmt.Sprint("nobody", i), address)
				}
			})
		}
		trying.Wait()
		if failed.Load() != 0 || checked.Load() > 100 {
			t.Errorf("%d attempts broke, %d were checked", failed.Load(), checked.Load())
		}
		b.signIn(t, "hoa.nguyen")
		if _, _, err := b.SignIn(ctx, typed("mai.tran", passphrase, "192.0.2.55")); err != nil {
			t.Errorf("somebody else elsewhere: %v", err)
		}
		for table, most := range map[string]int{"sign_in_attempt": 200, "audit": 200} {
			var rows int
			if err := b.db.Read(ctx).Raw("SELECT count(*) FROM " + table).Scan(&rows).Error; err != nil || rows > most {
				t.Errorf("%d rows in %s, want at most %d, %v", rows, table, most, err)
			}
		}
	})
}

// A person who moves within the network of their line, as IPv6 does daily, stays familiar.
func TestANetworkStaysFamiliar(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.person(t, "hoa.nguyen")
		in := func(from string) error {
			_, _, err := b.SignIn(t.Context(), typed("hoa.nguyen", passphrase, from))
			return err
		}
		if err := in("2001:db8:1:2::1"); err != nil {
			t.Fatal(err)
		}
		for range 8 {
			b.guess(t, "hoa.nguyen", "198.51.100.1")
		}
		if err := in("2001:db8:1:2:aaaa::9"); err != nil {
			t.Errorf("from the same network: %v", err)
		}
		if err := in("2001:db8:1:3::1"); !fault.Is(err, fault.TooManyRequests) {
			t.Errorf("from another: %v", err)
		}
	})
}

func TestAgent(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":              "Edge, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/130.0 Chrome/124.0.0.0 Safari/537.36":      "Cốc Cốc, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1":    "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36": "Samsung Internet, Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0":                                                       "Firefox, macOS",
		"curl/8.14.1":               "curl",
		"":                          "",
		"<script>alert(1)</script>": "",
	} {
		if got := account.Agent(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
