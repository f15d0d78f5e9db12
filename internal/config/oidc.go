package config

import (
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
	"github.com/lantoa/lantoa/internal/text"
)

// OIDC is the provider of identities through which people may sign in; nothing of it counts
// without an issuer.
type OIDC struct {
	Issuer       string // its name and address, exactly as it says it itself
	ClientID     string
	ClientSecret secret.Secret
	Scopes       []string // with "openid" among them
	Label        string   // of the button
	LinkByEmail  bool
	CreatePeople bool
	RolesClaim   string
	Roles        string // "value=role@unit" …; read where roles are known
}

const (
	maxClientID = 255  // bytes
	maxSecret   = 1000 // bytes
	maxLabel    = 60   // code points
	maxClaim    = 200  // bytes
	maxRoles    = 8000 // bytes
	issuerEnv   = "LANTOA_OIDC_ISSUER"
	clientEnv   = "LANTOA_OIDC_CLIENT_ID"
	secretEnv   = "LANTOA_OIDC_CLIENT_SECRET" //nolint:gosec // the name of a setting
)

// oidcSettings are the rows of the table about signing in through a provider of identities.
func oidcSettings() []Setting {
	no := []string{"no", "yes"}
	return []Setting{
		{Env: issuerEnv, Kind: KindURL, set: setIssuer, Help: fault.T(
			"Hệ thống đăng nhập một lần (OpenID Connect) mà mọi người được dùng để đăng nhập: đúng “issuer” của nó, ví dụ https://sso.example.vn/realms/tinh. Không đặt thì chỉ đăng nhập bằng mật khẩu. Địa chỉ trong mạng riêng cần có trong LANTOA_OUTBOUND_ALLOW.",
			"Provider of identities (OpenID Connect) through which people may sign in: its issuer, exactly, such as https://sso.example.vn/realms/province. Without it people sign in by password alone. A private address must be in LANTOA_OUTBOUND_ALLOW.")},
		{Env: clientEnv, Kind: KindText, set: setClientID, Help: fault.T(
			"Mã của lantoa ở hệ thống đó (client_id). Địa chỉ quay về phải khai ở đó là LANTOA_PUBLIC_URL rồi /sign-in/oidc/callback.",
			"What lantoa is called there (client_id). The redirect URI to register there is LANTOA_PUBLIC_URL and /sign-in/oidc/callback.")},
		{Env: secretEnv, Kind: KindText, Secret: true, set: setClientSecret, Help: fault.T(
			"Mật khẩu của lantoa ở hệ thống đó (client_secret).",
			"The secret of lantoa there (client_secret).")},
		{Env: "LANTOA_OIDC_SCOPES", Kind: KindList, Default: "openid,profile,email", set: setScopes, Help: fault.T(
			"Phạm vi được xin, cách nhau bằng dấu phẩy; phải có openid.",
			"Scopes that are asked for, separated by commas; openid must be among them.")},
		{Env: "LANTOA_OIDC_LABEL", Kind: KindText, Default: "Đăng nhập một lần (SSO)", set: setLabel, Help: fault.T(
			"Chữ trên nút đăng nhập qua hệ thống đó.",
			"Words of the button that leads there.")},
		{Env: "LANTOA_OIDC_LINK_EMAIL", Kind: KindChoice, Default: "no", Choices: no, set: setLinkEmail, Help: fault.T(
			"Người chưa liên kết được nhận ra bằng địa chỉ e-mail do quản trị ghi ở tài khoản, nếu hệ thống đó nói rõ địa chỉ đã xác minh (email_verified). Chỉ bật khi tin việc xác minh ấy.",
			"Recognise somebody who is not linked by the e-mail address that an administrator wrote at the account, if the provider says that it is verified (email_verified). Only for a provider whose word on that is good.")},
		{Env: "LANTOA_OIDC_CREATE_PEOPLE", Kind: KindChoice, Default: "no", Choices: no, set: setCreatePeople, Help: fault.T(
			"Tạo tài khoản cho người chưa biết ở lần đăng nhập đầu; người ấy chỉ có quyền mà LANTOA_OIDC_ROLES trao.",
			"Make an account for somebody unknown at the first sign-in; they may do what LANTOA_OIDC_ROLES gives and nothing else.")},
		{Env: "LANTOA_OIDC_ROLES_CLAIM", Kind: KindText, Default: "groups", set: setRolesClaim, Help: fault.T(
			"Tên của claim liệt kê nhóm hay vai trò, hoặc đường dẫn có dấu chấm như realm_access.roles.",
			"Name of the claim that lists groups or roles, or its path with dots such as realm_access.roles.")},
		{Env: "LANTOA_OIDC_ROLES", Kind: KindText, set: setRoles, Help: fault.T(
			"Vai trò theo giá trị của claim: giá-trị=vai-trò hoặc giá-trị=vai-trò@mã-đơn-vị, cách nhau bằng dấu chấm phẩy; dấu = cuối cùng được tính. Tính lại ở mỗi lần đăng nhập; quyền trao tay không đổi.",
			"Roles by values of the claim: value=role or value=role@unit-code, separated by semicolons; the last = counts. Found anew at each sign-in; what people granted stays.")},
	}
}

func setIssuer(c *Config, value string) fault.Text {
	u, err := url.Parse(value)
	ok := err == nil && isHost(u.Hostname()) && u.User == nil && u.RawQuery == "" && !u.ForceQuery && u.Fragment == "" &&
		(u.Scheme == "https" || u.Scheme == "http" && isThisMachine(u.Hostname()))
	if !ok {
		return fault.T("cần địa chỉ https:// của hệ thống đăng nhập, không kèm ? hay #, ví dụ https://sso.example.vn/realms/tinh; http:// chỉ dùng được với chính máy này",
			"want the https:// address of the provider of identities, without ? or #, such as https://sso.example.vn/realms/province; http:// is for this very machine only")
	}
	c.OIDC.Issuer = value
	return fault.Text{}
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func setClientID(c *Config, value string) fault.Text {
	if len(value) > maxClientID || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
		return fault.Tf("cần từ 1 đến %d ký tự ASCII in được", "want 1 to %d printable ASCII characters", maxClientID)
	}
	c.OIDC.ClientID = value
	return fault.Text{}
}

func setClientSecret(c *Config, value string) fault.Text {
	if len(value) > maxSecret || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fault.Tf("cần từ 1 đến %d byte, không có ký tự điều khiển", "want 1 to %d bytes without control characters", maxSecret)
	}
	c.OIDC.ClientSecret = secret.New(value)
	return fault.Text{}
}

func setScopes(c *Config, value string) fault.Text {
	scopes := list(value)
	for _, scope := range scopes { // RFC 6749, section 3.3
		if strings.ContainsFunc(scope, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' }) {
			return fault.Tf("%q không phải phạm vi", "%q is no scope", scope)
		}
	}
	if !slices.Contains(scopes, "openid") {
		return fault.T("phải có openid", "openid must be among them")
	}
	c.OIDC.Scopes = scopes
	return fault.Text{}
}

func setLabel(c *Config, value string) fault.Text {
	label, err := text.Line(value)
	if err != nil || label == "" || utf8.RuneCountInString(label) > maxLabel {
		return fault.Tf("cần một dòng chữ UTF-8 từ 1 đến %d ký tự", "want one line of 1 to %d characters in UTF-8", maxLabel)
	}
	c.OIDC.Label = label
	return fault.Text{}
}

func setLinkEmail(c *Config, value string) fault.Text {
	c.OIDC.LinkByEmail = value == "yes"
	return fault.Text{}
}

func setCreatePeople(c *Config, value string) fault.Text {
	c.OIDC.CreatePeople = value == "yes"
	return fault.Text{}
}

func setRolesClaim(c *Config, value string) fault.Text {
	if len(value) > maxClaim || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' }) {
		return fault.Tf("cần tên một claim, nhiều nhất %d byte", "want the name of a claim, at most %d bytes", maxClaim)
	}
	c.OIDC.RolesClaim = value
	return fault.Text{}
}

func setRoles(c *Config, value string) fault.Text {
	if len(value) > maxRoles {
		return fault.Tf("dài hơn %d byte", "is longer than %d bytes", maxRoles)
	}
	c.OIDC.Roles = value
	return fault.Text{}
}

// whole holds settings that need each other together: half a provider would be noticed by
// the first person who wants to sign in.
func (l *loader) whole() {
	given := func(env string) (string, bool) {
		for _, name := range []string{env, env + fileSuffix} {
			if from, ok := l.values[name]; ok {
				return from.name, true
			}
		}
		return env, false
	}
	l.mailWhole(given)
	_, issuer := given(issuerEnv)
	for _, s := range oidcSettings() {
		name, set := given(s.Env)
		switch {
		case set && !issuer:
			l.faults.Add(name, fault.Tf("không có tác dụng khi chưa đặt %s", "has no effect without %s", issuerEnv))
		case l.config.OIDC.Issuer != "" && !set && (s.Env == clientEnv || s.Env == secretEnv):
			l.faults.Add(name, fault.Tf("cần có khi đã đặt %s", "is needed beside %s", issuerEnv))
		}
	}
}
