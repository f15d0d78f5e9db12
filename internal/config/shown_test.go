package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/secret"
)

// TestNoSecretIsEverShown gives every secret setting a value, in each way that there is, and
// looks for it in all that is shown, in whatever form.
func TestNoSecretIsEverShown(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"LANTOA_DATABASE_URL":       "postgres://lantoa:Mat-Khau-2025@db.example:5432/lantoa",
		"LANTOA_SECRET_KEY":         secret.GenerateKey(),
		"LANTOA_OUTBOUND_PROXY":     "http://lantoa:Mat-Khau-2025@proxy.example:3128",
		"LANTOA_OIDC_CLIENT_SECRET": "Mat-Khau-2025",
		"LANTOA_SMTP_URL":           "smtp://lantoa:Mat-Khau-2025@thu.example.vn:587",
	}
	beside := map[string][]string{"LANTOA_OIDC_CLIENT_SECRET": {"LANTOA_OIDC_ISSUER=https://sso.example.vn", "LANTOA_OIDC_CLIENT_ID=lantoa"},
		"LANTOA_SMTP_URL": {"LANTOA_MAIL_FROM=tin@example.vn"}}
	seen := 0
	for _, one := range config.Settings() {
		if !one.Secret {
			continue
		}
		value, known := values[one.Env]
		if !known {
			t.Errorf("%s is a secret without a value in this test", one.Env)
			continue
		}
		seen++
		file := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(file, []byte(value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for as, way := range map[string]struct{ environ, args []string }{
			one.Env:           {environ: []string{one.Env + "=" + value}},
			one.Env + "_FILE": {environ: []string{one.Env + "_FILE=" + file}},
			one.Flag():        {args: []string{one.Flag() + "=" + file}},
		} {
			loaded, _, err := config.Load(append(way.environ, beside[one.Env]...), way.args)
			if err != nil {
				t.Fatal(err)
			}
			for _, shown := range loaded.Shown() {
				text := fmt.Sprintf("%+v %#v", shown, shown)
				if marshalled, err := json.Marshal(shown); err == nil {
					text += string(marshalled)
				}
				if strings.Contains(text, value) || strings.Contains(text, "Mat-Khau") {
					t.Errorf("by %s it is shown: %s", as, text)
				}
				if shown.Env == one.Env && (!shown.Set || shown.Value != "" || shown.GivenAs != as) {
					t.Errorf("by %s: %+v", as, shown)
				}
			}
		}
	}
	if seen != len(values) {
		t.Errorf("%d secrets were looked at, and %d are named", seen, len(values))
	}
}

func TestSettingsAreShownWithTheirSource(t *testing.T) {
	t.Parallel()
	loaded, _, err := config.Load([]string{"LANTOA_WORKERS=8", "LANTOA_SITE_NAME=Tin", "LANTOA_DATA=/srv/l"}, []string{"--site-name=Tin ASEAN", "--listen=127.0.0.1:9"})
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]config.Shown{}
	for _, one := range loaded.Shown() {
		shown[one.Env] = one
	}
	for env, want := range map[string][3]string{
		"LANTOA_WORKERS":    {"8", "environment", "LANTOA_WORKERS"},
		"LANTOA_SITE_NAME":  {"Tin ASEAN", "flag", "--site-name"},
		"LANTOA_ZONE":       {"Asia/Ho_Chi_Minh", "default", ""},
		"LANTOA_PUBLIC_URL": {"http://127.0.0.1:9", "default", ""},
		"LANTOA_MEDIA_DIR":  {"/srv/l/media", "default", ""},
		"LANTOA_SECRET_KEY": {"", "default", ""},
	} {
		one := shown[env]
		if got := [3]string{one.Value, string(one.Source), one.GivenAs}; got != want || one.Set != (want[1] != "default") || one.Help.VI == "" {
			t.Errorf("%s: %+v, want %v", env, one, want)
		}
	}
	if len(shown) != len(config.Settings()) {
		t.Errorf("%d of %d settings are shown", len(shown), len(config.Settings()))
	}
}
