package app

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lantoa/lantoa/internal/doctor"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/store"
)

// examine gives the statuses by check, and holds that no secret is told.
func (h *harness) examine() (found []doctor.Finding, by map[string]doctor.Status) {
	h.Helper()
	found = Examine(h.Context(), h.app.config, slog.New(slog.DiscardHandler), Look{})
	by = map[string]doctor.Status{}
	for _, one := range found {
		by[one.Check] = one.Status
	}
	told := fmt.Sprintf("%+v", found)
	key, err := os.ReadFile(filepath.Join(h.app.config.Data, secret.KeyFile))
	if err != nil && !os.IsNotExist(err) {
		h.Fatal(err)
	}
	for _, hidden := range []string{strings.TrimSpace(string(key)), h.app.config.DatabaseURL.Reveal(), "Mat-Khau-2025"} {
		if hidden != "" && strings.Contains(told, hidden) {
			h.Errorf("a secret is told: %s", told)
		}
	}
	return found, by
}

func TestTheDoctorBesideARunningServer(t *testing.T) {
	each(t, func(h *harness) {
		h.eventually("the server left its mark", func() bool { _, by := h.examine(); return by["server"] == doctor.OK })
		h.admin.ask("POST", "/api/v1/channels", map[string]any{"kind": "webhook", "name": "Báo tỉnh",
			"settings": map[string]string{"url": "https://press.invalid/hook", "secret": "whsec_" + strings.Repeat("QUJD", 12)}}).want(201)
		found, by := h.examine()
		for check, want := range map[string]doctor.Status{"public-url": doctor.Warn, "zone": doctor.OK, "database": doctor.OK, "schema": doctor.OK, "secret-key": doctor.OK,
			"clock": doctor.OK, "server": doctor.OK, "audit": doctor.OK, "deliveries": doctor.OK, "accounts": doctor.Warn, "api-keys": doctor.OK} {
			if slow := check == "database" && by[check] == doctor.Warn; by[check] != want && !slow { // the machine may be
				h.Errorf("%s is %q, want %q: %+v", check, by[check], want, found)
			}
		}
		if by["channel"] == "" || by["channel"] == doctor.OK {
			h.Errorf("a destination that nobody has: %+v", found)
		}
		if doctor.Failures(Examine(h.Context(), h.app.config, slog.New(slog.DiscardHandler), Look{Offline: true})) > 0 {
			h.Error("offline something fails")
		}
		// A mark of tomorrow, under a token of another server, so that this one leaves none.
		must(h.T, h.app.db.Write(h.Context()).Exec(`UPDATE lease SET token = 'other', until_at = until_at + ?`, time.Hour.Microseconds()).Error)
		if _, by = h.examine(); by["clock"] != doctor.Fail {
			h.Errorf("a clock that was set back is %q", by["clock"])
		}
	})
}

// What is broken is named, and nothing is made by looking.
func TestTheDoctorNamesWhatIsBroken(t *testing.T) {
	each(t, func(h *harness) {
		c := h.app.config
		file := filepath.Join(c.Data, secret.KeyFile)
		must(h.T, os.Rename(file, file+".away"))
		if _, by := h.examine(); by["secret-key"] != doctor.Fail {
			h.Errorf("without its key: %v", by)
		}
		if _, err := os.Stat(file); err == nil {
			h.Error("the doctor made a key")
		}
		must(h.T, os.WriteFile(file, []byte(secret.GenerateKey()), 0o600))
		if found, by := h.examine(); by["secret-key"] != doctor.Fail || by["accounts"] != "" {
			h.Errorf("with another key: %+v", found)
		}
		must(h.T, os.Rename(file+".away", file))
		must(h.T, os.Chmod(file, 0o644))
		if _, by := h.examine(); by["data"] != doctor.Fail {
			h.Errorf("with a key that all may read: %v", by)
		}
		must(h.T, os.Chmod(file, 0o600))
		must(h.T, h.app.db.Write(h.Context()).Exec(`DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)`).Error)
		if found, by := h.examine(); by["schema"] != doctor.Fail || by["server"] != "" {
			h.Errorf("with an old schema: %+v", found)
		}
	})
}

func TestTheDoctorWithoutADatabase(t *testing.T) {
	each(t, func(h *harness) {
		if h.app.db.Dialect() == store.Postgres {
			h.app.config.DatabaseURL = secret.New("postgres://lantoa:Mat-Khau-2025@127.0.0.1:1/lantoa?connect_timeout=2")
		} else {
			h.app.config.Data = h.TempDir()
		}
		found, by := h.examine()
		if by["database"] != doctor.Fail || by["schema"] != "" || doctor.Failures(found) != 1 {
			h.Errorf("%+v", found)
		}
	})
}

func TestSettingsOverTheAPI(t *testing.T) {
	each(t, func(h *harness) {
		h.author.ask("GET", "/api/v1/settings", nil).want(403)
		a := h.admin.ask("GET", "/api/v1/settings", nil).want(200)
		var all struct {
			Items []struct {
				Name, Value, Source string
				Secret, Set         bool
			}
		}
		a.into(&all)
		seen := map[string]bool{}
		for _, one := range all.Items {
			seen[one.Name] = true
			if one.Secret && one.Value != "" || one.Name == "LANTOA_PUBLIC_URL" && one.Value != h.app.PublicURL() || one.Name == "LANTOA_DATA" && (one.Source != "environment" || !one.Set) {
				h.Errorf("%+v", one)
			}
		}
		if url := h.app.config.DatabaseURL.Reveal(); !seen["LANTOA_DATABASE_URL"] || url != "" && strings.Contains(a.body, url) {
			h.Errorf("settings: %s", a.body)
		}
		var refusals int
		must(h.T, h.app.db.Read(h.Context()).Raw(`SELECT count(*) FROM audit WHERE action = 'settings.list' AND refused`).Scan(&refusals).Error)
		if refusals != 1 {
			h.Errorf("%d refusals are recorded", refusals)
		}
	})
}
