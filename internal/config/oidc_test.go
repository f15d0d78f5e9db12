package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// around are the settings beside which one setting can be judged alone.
func around(name string) []string {
	switch name {
	case "LANTOA_SMTP_URL":
		return []string{"LANTOA_MAIL_FROM=tin@example.vn"}
	case "LANTOA_MAIL_FROM":
		return []string{"LANTOA_SMTP_URL=smtp://localhost"}
	}
	if !strings.HasPrefix(name, "LANTOA_OIDC_") {
		return nil
	}
	return []string{"LANTOA_OIDC_ISSUER=https://sso.example.vn", "LANTOA_OIDC_CLIENT_ID=lantoa", "LANTOA_OIDC_CLIENT_SECRET=s"}
}

func badOIDC() map[string][]string {
	return map[string][]string{
		"LANTOA_OIDC_ISSUER": {"sso.example.vn", "http://sso.example.vn", "http://10.0.0.1", "https://", "https://u:hunter2@sso.vn", "https://sso.vn?x", "https://sso.vn#x",
			"https://a b", "javascript:alert(1)"},
		"LANTOA_OIDC_CLIENT_ID":     {"a\nb", "tỉnh", strings.Repeat("a", 256)},
		"LANTOA_OIDC_CLIENT_SECRET": {"hunter2\n", strings.Repeat("hunter2", 200)},
		"LANTOA_OIDC_SCOPES":        {"profile", "openid a\"b", "openid tỉnh", ","},
		"LANTOA_OIDC_LABEL":         {" ", strings.Repeat("a", 61), "a\xff"},
		"LANTOA_OIDC_LINK_EMAIL":    {"true", "YES", "1"},
		"LANTOA_OIDC_CREATE_PEOPLE": {"true", "maybe"},
		"LANTOA_OIDC_ROLES_CLAIM":   {"a\nb", strings.Repeat("a", 201)},
		"LANTOA_OIDC_ROLES":         {strings.Repeat("a=author;", 900)},
	}
}

func TestOIDCDefaults(t *testing.T) {
	t.Parallel()
	c := load(t, nil).OIDC
	got := []any{c.Issuer, c.ClientID, c.ClientSecret.IsZero(), c.Scopes, c.Label, c.LinkByEmail, c.CreatePeople, c.RolesClaim, c.Roles}
	if diff := cmp.Diff([]any{"", "", true, []string{"openid", "profile", "email"}, "Đăng nhập một lần (SSO)", false, false, "groups", ""}, got); diff != "" {
		t.Error(diff)
	}
	for _, issuer := range []string{"http://localhost:8081/realms/x", "http://127.0.0.1:9", "http://[::1]:9"} {
		load(t, append(around("LANTOA_OIDC_ISSUER"), "LANTOA_OIDC_ISSUER="+issuer)) // on this very machine
	}
}

// Half a provider is refused at the start, by the name that was given.
func TestOIDCIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	got := faults(t, []string{"LANTOA_OIDC_ISSUER=https://sso.example.vn"})
	if diff := cmp.Diff(map[string]string{"LANTOA_OIDC_CLIENT_ID": "is needed beside LANTOA_OIDC_ISSUER", "LANTOA_OIDC_CLIENT_SECRET": "is needed beside LANTOA_OIDC_ISSUER"}, got); diff != "" {
		t.Error(diff)
	}
	load(t, []string{"LANTOA_OIDC_ISSUER=https://sso.example.vn", "LANTOA_OIDC_CLIENT_ID=a", "LANTOA_OIDC_CLIENT_SECRET_FILE=" + write(t, "s\n")})
	got = faults(t, []string{"LANTOA_OIDC_CLIENT_SECRET_FILE=" + write(t, "s\n"), "LANTOA_OIDC_LINK_EMAIL=no"}, "--oidc-roles", "a=author")
	const alone = "has no effect without LANTOA_OIDC_ISSUER"
	if diff := cmp.Diff(map[string]string{"LANTOA_OIDC_CLIENT_SECRET_FILE": alone, "LANTOA_OIDC_LINK_EMAIL": alone, "--oidc-roles": alone}, got); diff != "" {
		t.Error(diff)
	}
}
