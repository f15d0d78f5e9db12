package config_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/config"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

func load(t *testing.T, environ []string, args ...string) config.Config {
	t.Helper()
	c, rest, err := config.Load(environ, args)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	if len(rest) > 0 {
		t.Fatalf("Load left %q", rest)
	}
	return c
}

// faults returns the English details by the name that each one bears.
func faults(t *testing.T, environ []string, args ...string) map[string]string {
	t.Helper()
	_, _, err := config.Load(environ, args)
	e, ok := fault.As(err)
	if !ok || e.Code != fault.ValidationFailed {
		t.Fatalf("Load: %v, want a validation error", err)
	}
	found := map[string]string{}
	for _, f := range e.Fields {
		if f.Detail.VI == "" || f.Detail.EN == "" {
			t.Errorf("%s has no text in one language: %+v", f.Pointer, f.Detail)
		}
		found[f.Pointer] = f.Detail.EN
	}
	return found
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "value")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificate makes an authority's certificate in PEM.
func certificate(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}))
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := load(t, []string{"HOME=/root", "LANTOA_TEST_POSTGRES=x", "LANTOA_DATA=", "lantoa_odd=1"})
	got := []any{c.Listen, c.Data, c.DatabaseURL.IsZero(), c.PublicURL, c.SecretKey.IsZero(), c.Zone.String(),
		c.OutboundAllow, c.OutboundProxy.IsZero(), c.OutboundProxyExcept, c.OutboundAuthorities, c.LogFormat, c.LogLevel, c.Workers, c.SiteName, c.TrustedProxies, c.Language, c.PlanFile, c.MediaDir, c.UIDir, c.EvidenceDays, c.SecondFactor, c.AuditYears, c.RemindHours, c.ReuseWait}
	want := []any{"127.0.0.1:8080", "./data", true, "http://127.0.0.1:8080", true, "Asia/Ho_Chi_Minh",
		[]string(nil), true, []string(nil), []byte(nil), "text", slog.LevelInfo, 64, "Truyền thông ASEAN", []netip.Prefix(nil), "vi", "", "", "", 400, "off", 0, 24, 60}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	for _, s := range config.Settings() {
		if c.Given(s.Env) {
			t.Errorf("%s counts as given", s.Env)
		}
	}
}

func TestEverySetting(t *testing.T) {
	t.Parallel()
	key, plan, authorities := secret.GenerateKey(), write(t, "{}"), write(t, "# ours\n"+certificate(t)+certificate(t))
	desk := t.TempDir()
	if err := os.WriteFile(filepath.Join(desk, "index.html"), []byte("<!doctype html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := load(t, []string{
		"LANTOA_LISTEN=:9000", "LANTOA_DATA=/srv/lantoa", "LANTOA_DATABASE_URL=postgres://u:p%40ss@db/lantoa",
		"LANTOA_PUBLIC_URL=https://Tin.NamDinh.example/", "LANTOA_SECRET_KEY=" + key, "LANTOA_ZONE=Asia/Bangkok",
		"LANTOA_OUTBOUND_ALLOW=cong.noibo:8443, 10.1.0.0/16 192.168.7.7,", "LANTOA_LOG_FORMAT=json", "LANTOA_LOG_LEVEL=warn",
		"LANTOA_WORKERS=3", "LANTOA_SITE_NAME=  Truye\u0302\u0300n  thông ", "LANTOA_TRUSTED_PROXIES=10.9.8.7/8,::1",
		"LANTOA_LANGUAGE=en", "LANTOA_PLAN_FILE=" + plan, "LANTOA_MEDIA_DIR=/mnt/anh", "LANTOA_UI_DIR=" + desk, "LANTOA_OUTBOUND_PROXY=http://lantoa:h%40nter@proxy.tinh:3128",
		"LANTOA_OUTBOUND_PROXY_EXCEPT=cong.noibo,10.1.0.0/16", "LANTOA_OUTBOUND_CA_FILE=" + authorities, "LANTOA_EVIDENCE_DAYS=0", "LANTOA_SECOND_FACTOR=admins", "LANTOA_AUDIT_KEEP=10", "LANTOA_REMIND_HOURS=48", "LANTOA_REUSE_WAIT=90",
		"LANTOA_SMTP_URL=smtp://lan%40toa:h%3Dnter@thu.tinh.vn", "LANTOA_MAIL_FROM=Tin ASEAN <tin@tinh.vn>",
		"LANTOA_OIDC_ISSUER=https://sso.tinh.vn/realms/Tinh/", "LANTOA_OIDC_CLIENT_ID=lantoa", "LANTOA_OIDC_CLIENT_SECRET=h=nter 3", "LANTOA_OIDC_SCOPES=openid groups", "LANTOA_OIDC_LABEL= Tài khoản  tỉnh ",
		"LANTOA_OIDC_LINK_EMAIL=yes", "LANTOA_OIDC_CREATE_PEOPLE=yes", "LANTOA_OIDC_ROLES_CLAIM=realm_access.roles", "LANTOA_OIDC_ROLES=CN=a,OU=b=author@x;c=editor",
	})
	got := []any{c.Listen, c.Data, c.DatabaseURL.Reveal(), c.PublicURL, c.SecretKey.Reveal(), c.Zone.String(),
		c.OutboundAllow, c.OutboundProxy.Reveal(), c.OutboundProxyExcept, strings.Count(string(c.OutboundAuthorities), "BEGIN"),
		c.LogFormat, c.LogLevel, c.Workers, c.SiteName, fmt.Sprint(c.TrustedProxies), c.Language, c.PlanFile, c.MediaDir, c.UIDir, c.EvidenceDays, c.SecondFactor, c.AuditYears, c.RemindHours, c.ReuseWait,
		fmt.Sprint(c.Mail.Host, c.Mail.Port, c.Mail.Security, c.Mail.User, c.Mail.Password.Reveal()), c.Mail.FromName + c.Mail.From,
		c.OIDC.Issuer, c.OIDC.ClientID, c.OIDC.ClientSecret.Reveal(), c.OIDC.Scopes, c.OIDC.Label, c.OIDC.LinkByEmail, c.OIDC.CreatePeople, c.OIDC.RolesClaim, c.OIDC.Roles}
	want := []any{":9000", "/srv/lantoa", "postgres://u:p%40ss@db/lantoa", "https://tin.namdinh.example", key, "Asia/Bangkok",
		[]string{"cong.noibo:8443", "10.1.0.0/16", "192.168.7.7"}, "http://lantoa:h%40nter@proxy.tinh:3128",
		[]string{"cong.noibo", "10.1.0.0/16"}, 2, "json", slog.LevelWarn, 3, "Truyền thông",
		"[10.0.0.0/8 ::1/128]", "en", plan, "/mnt/anh", desk, 0, "admins", 10, 48, 90,
		"thu.tinh.vn587starttlslan@toah=nter", "Tin ASEANtin@tinh.vn",
		"https://sso.tinh.vn/realms/Tinh/", "lantoa", "h=nter 3", []string{"openid", "groups"}, "Tài khoản tỉnh", true, true, "realm_access.roles", "CN=a,OU=b=author@x;c=editor"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(got) != len(config.Settings()) {
		t.Errorf("this test sets %d settings, the table has %d", len(got), len(config.Settings()))
	}
	if !c.Given("LANTOA_DATA") {
		t.Error("LANTOA_DATA does not count as given")
	}
	if shown := fmt.Sprintf("%+v %#v", c, c); strings.Contains(shown, "p%40ss") || strings.Contains(shown, "h%40nter") || strings.Contains(shown, "h=nter") || strings.Contains(shown, key) {
		t.Error("a printed Config shows a secret")
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	c := load(t, []string{"LANTOA_WORKERS=3", "LANTOA_LISTEN=:1"}, "--workers", "5", "--log-level=debug", "--")
	if c.Workers != 5 || c.LogLevel != slog.LevelDebug || c.Listen != ":1" {
		t.Errorf("workers %d, level %v, listen %s; want flags over variables, variables over defaults", c.Workers, c.LogLevel, c.Listen)
	}
	_, rest, err := config.Load(nil, []string{"--language", "en", "user", "add", "--role", "editor"})
	if diff := cmp.Diff([]string{"user", "add", "--role", "editor"}, rest); diff != "" || err != nil {
		t.Errorf("rest: %s, %v", diff, err)
	}
	for _, help := range []string{"-h", "--help"} {
		if _, _, err := config.Load([]string{"LANTOA_WORKERS=no"}, []string{"--zone", "UTC", help}); !errors.Is(err, config.ErrHelp) {
			t.Errorf("%s: %v, want ErrHelp", help, err)
		}
	}
}

func TestSecretFiles(t *testing.T) {
	t.Parallel()
	key := secret.GenerateKey()
	c := load(t, []string{"LANTOA_DATABASE_URL_FILE=" + write(t, "postgres://u:p@db/lantoa\r\n")},
		"--secret-key-file", write(t, key+"\n"))
	if c.DatabaseURL.Reveal() != "postgres://u:p@db/lantoa" || c.SecretKey.Reveal() != key {
		t.Error("the values of the files did not arrive")
	}
	if c := load(t, []string{"LANTOA_OUTBOUND_PROXY_FILE=" + write(t, "https://u:p@proxy.tinh\n")}); c.OutboundProxy.Reveal() != "https://u:p@proxy.tinh" {
		t.Error("the proxy of the file did not arrive")
	}
	absent := filepath.Join(t.TempDir(), "absent")
	for name, path := range map[string]string{"absent": absent, "empty": write(t, "\n"), "large": write(t, strings.Repeat("x", 65<<10))} {
		if got := faults(t, []string{"LANTOA_SECRET_KEY_FILE=" + path})["LANTOA_SECRET_KEY_FILE"]; !strings.Contains(got, path) {
			t.Errorf("%s file: %q, want its path", name, got)
		}
	}
	both := faults(t, []string{"LANTOA_SECRET_KEY=" + key, "LANTOA_SECRET_KEY_FILE=" + absent})
	if got := both["LANTOA_SECRET_KEY_FILE"]; len(both) != 1 || !strings.Contains(got, "only one of LANTOA_SECRET_KEY and") {
		t.Errorf("both set: %v", both)
	}
}

func TestBadValues(t *testing.T) {
	t.Parallel()
	const hidden = "hunter2"
	bad := map[string][]string{
		"LANTOA_LISTEN":     {"8080", "localhost", "a b:80", ":http", ":65536", ":-1", "[::1:80", "1.2.3.4:80:90", "a/b:80"},
		"LANTOA_PUBLIC_URL": {"tin.example.vn", "ftp://tin.example.vn", "https://", "https://a.vn/path", "https://u:p@a.vn", "https://a.vn?x", "https://a.vn#x", "http://a b", "http://a.vn:99999"},
		"LANTOA_DATABASE_URL": {"postgres://u@db/lantoa?password=hunter2", "postgres://u@db/lantoa?sslpassword=hunter2", "mysql://u:hunter2@h/d", "host=h password=hunter2", "postgres://u:hunter2@h", "postgres://u:hunter2@h/",
			"postgres:///d", "postgres://u:hunter2@[::1/d", "postgres://u:hunter2%@h/d"},
		"LANTOA_SECRET_KEY":     {"hunter2", "aHVudGVyMg=="},
		"LANTOA_ZONE":           {"Asia/Hanoi", "+07:00", "Local", "local", "../etc/passwd"},
		"LANTOA_SITE_NAME":      {" ", strings.Repeat("a", 121), "a\xff"},
		"LANTOA_LANGUAGE":       {"fr", "VI"},
		"LANTOA_PLAN_FILE":      {"/no/such/plan.json", "/"},
		"LANTOA_WORKERS":        {"0", "257", "-1", "1.5", "many", "0x10"},
		"LANTOA_AUDIT_KEEP":     {"-1", "201", "1.5", "10y", "forever"},
		"LANTOA_REUSE_WAIT":     {"0", "43201", "1.5", "1h", "never"},
		"LANTOA_REMIND_HOURS":   {"-1", "745", "1.5", "24h", "never"},
		"LANTOA_EVIDENCE_DAYS":  {"-1", "36501", "1.5", "year"},
		"LANTOA_SECOND_FACTOR":  {"on", "ALL", "some"},
		"LANTOA_OUTBOUND_ALLOW": {"http://a.vn", "10.0.0.0/33", "a.vn/x", "a.vn:0", "a.vn:99999", "a..b"},
		"LANTOA_OUTBOUND_PROXY": {"proxy:3128", "proxy", "socks5://u:hunter2@proxy:1080", "http://", "http://u:hunter2@", "http://u:hunter2@a b:1", "http://u:hunter2@[::1:80",
			"http://u:hunter2%@proxy", "http://u:hunter2@proxy:0", "http://u:hunter2@proxy:65536", "http://u:hunter2@proxy/path", "http://proxy?p=hunter2", "http://proxy/#hunter2"},
		"LANTOA_OUTBOUND_PROXY_EXCEPT": {"*", ".tinh.vn", "http://a.vn", "10.0.0.0/33", "a.vn:0"},
		"LANTOA_OUTBOUND_CA_FILE": {"/no/such.pem", "/", write(t, ""), write(t, "hunter2"), write(t, certificate(t)[:200]), write(t, certificate(t)+certificate(t)[:200]), write(t, certificate(t)+"-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n"),
			write(t, "-----BEGIN CERTIFICATE-----\naHVudGVyMg==\n-----END CERTIFICATE-----\n"), write(t, certificate(t)+strings.Repeat("\n", 1<<20))},
		"LANTOA_TRUSTED_PROXIES": {"proxy", "10.0.0.0/33", "10.0.0/8"},
		"LANTOA_LOG_FORMAT":      {"xml"},
		"LANTOA_LOG_LEVEL":       {"loud", "info+2"},
	}
	maps.Copy(bad, badOIDC())
	maps.Copy(bad, badMail())
	for name, values := range bad {
		for _, value := range values {
			got := faults(t, append(around(name), name+"="+value))
			if len(got) != 1 || got[name] == "" {
				t.Errorf("%s=%q: faults %v, want one that bears its name", name, value, got)
			}
			if strings.Contains(got[name], hidden) {
				t.Errorf("%s=%q: the secret is in %q", name, value, got[name])
			}
		}
	}
	for _, s := range config.Settings() {
		if s.Kind != config.KindFolder && len(bad[s.Env]) == 0 {
			t.Errorf("%s has no bad value in this test", s.Env)
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	got := faults(t, []string{"LANTOA_WORKERS=0", "LANTOA_LISTN=:80", "LANTOA_ZONE=Asia/Hanoi", "LANTOA_DATABSE_URL_FILE=x", "LANTOA_COLOUR=red"},
		"--log-levl", "debug", "--data=a", "--data=b", "--language", "fr", "--plan-file")
	want := map[string]string{
		"LANTOA_WORKERS":          `"0" is not a whole number from 1 to 256`,
		"LANTOA_LISTN":            "there is no such setting; the nearest is LANTOA_LISTEN",
		"LANTOA_DATABSE_URL_FILE": "there is no such setting; the nearest is LANTOA_DATABASE_URL_FILE",
		"LANTOA_ZONE":             `there is no zone "Asia/Hanoi"; use an IANA name, such as Asia/Ho_Chi_Minh`,
		"LANTOA_COLOUR":           "there is no such setting; see lantoa serve --help",
		"--log-levl":              "there is no such setting; the nearest is --log-level",
		"--data":                  "it is given twice",
		"--language":              `"fr" is none of: vi, en`,
		"--plan-file":             "its value is missing",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A secret on the command line would be seen by everyone on the machine.
func TestSecretsHaveNoFlag(t *testing.T) {
	t.Parallel()
	got := faults(t, nil, "--secret-key", secret.GenerateKey())
	if !strings.Contains(got["--secret-key"], "the nearest is --secret-key-file") {
		t.Errorf("--secret-key: %v", got)
	}
}

func TestDefaultPublicURL(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"127.0.0.1:8080":  "http://127.0.0.1:8080",
		":8080":           "http://localhost:8080",
		"0.0.0.0:80":      "http://localhost:80",
		"[::]:8080":       "http://localhost:8080",
		"[::1]:8080":      "http://[::1]:8080",
		"tin.example:443": "http://tin.example:443",
	} {
		if got := config.DefaultPublicURL(listen); got != want {
			t.Errorf("DefaultPublicURL(%q) = %q, want %q", listen, got, want)
		}
	}
}

func TestDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	const path = "../../docs/CONFIGURATION.md"
	if os.Getenv("LANTOA_TEST_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(config.Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(config.Markdown(), string(got)); diff != "" {
		t.Errorf("%s is out of date, run make docs: %s", path, diff)
	}
}

func TestUsageNamesEverySetting(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"vi", "en"} {
		usage := config.Usage(lang)
		for _, s := range config.Settings() {
			for _, want := range []string{s.Env, s.Flag(), s.Help.In(lang), s.Default} {
				if !strings.Contains(usage, want) {
					t.Errorf("usage in %s lacks %q", lang, want)
				}
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, s := range config.Settings() {
		f.Add(s.Env, s.Default)
	}
	f.Add("LANTOA_PUBLIC_URL", "http://[::1]:80")
	f.Add("--listen", ":0")
	f.Add("LANTOA_OUTBOUND_PROXY", "http://u:p@[::1]:3128")
	f.Fuzz(func(t *testing.T, name, value string) {
		if strings.HasSuffix(name, "_FILE") || strings.HasSuffix(name, "-file") {
			return // would read files of this machine
		}
		for _, try := range []func() (config.Config, []string, error){
			func() (config.Config, []string, error) { return config.Load([]string{name + "=" + value}, nil) },
			func() (config.Config, []string, error) { return config.Load(nil, []string{name, value}) },
		} {
			c, _, err := try()
			if _, known := fault.As(err); err != nil && !known && !errors.Is(err, config.ErrHelp) {
				t.Fatalf("%q=%q: %v is no fault for a person", name, value, err)
			}
			if err == nil && (c.Workers < 1 || c.Zone == nil || !strings.HasPrefix(c.PublicURL, "http") || c.SiteName == "") {
				t.Fatalf("%q=%q: accepted as %+v", name, value, c)
			}
		}
	})
}
