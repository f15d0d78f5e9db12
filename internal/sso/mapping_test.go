package sso_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/sso"
)

func TestParseMapping(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]sso.Mapping{
		"":                              nil,
		" ;\n; ":                        nil,
		"a=author":                      {{Value: "a", Grant: right.Grant{Role: right.Author}}},
		"/Sở/Viết = author@so-vhttdl;":  {{Value: "/Sở/Viết", Grant: right.Grant{Role: right.Author, Unit: "so-vhttdl"}}},
		"CN=a,OU=b=editor\na b=press":   {{Value: "CN=a,OU=b", Grant: right.Grant{Role: right.Editor}}, {Value: "a b", Grant: right.Grant{Role: right.Press}}},
		"qt=technical_admin":            {{Value: "qt", Grant: right.Grant{Role: right.TechnicalAdmin}}},
		"a@b=author;a@b=author@so-vhtt": {{Value: "a@b", Grant: right.Grant{Role: right.Author}}, {Value: "a@b", Grant: right.Grant{Role: right.Author, Unit: "so-vhtt"}}},
	} {
		got, err := sso.ParseMapping(setting)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%q, %v (-want +got):\n%s", setting, err, d)
		}
	}
}

// Every fault is told at once, by the number of its entry and in words that help.
func TestParseMappingTellsFaults(t *testing.T) {
	t.Parallel()
	_, err := sso.ParseMapping("a=author;nothing;;=author;b=edtor;c=boss;d=editor@;a=author;e=")
	e, ok := fault.As(err)
	if !ok || e.Code != fault.ValidationFailed {
		t.Fatalf("%v", err)
	}
	var got []string
	for _, f := range e.Fields {
		got = append(got, f.Pointer+" "+f.Detail.EN)
	}
	want := []string{
		"LANTOA_OIDC_ROLES#2 “nothing” is not of the form value=role or value=role@unit.",
		"LANTOA_OIDC_ROLES#3 “=author” lacks the value before the =.",
		"LANTOA_OIDC_ROLES#4 There is no role “edtor”; the nearest is editor.",
		"LANTOA_OIDC_ROLES#5 There is no role “boss”; the roles are: contributor, author, editor, approver, secretary, translator, lead_officer, inspector, press, technical_admin.",
		"LANTOA_OIDC_ROLES#6 “d=editor@” lacks the code of a unit after the @; leave the @ out for every unit.",
		"LANTOA_OIDC_ROLES#7 “a=author” stands above already.",
		"LANTOA_OIDC_ROLES#8 There is no role “”; the roles are: contributor, author, editor, approver, secretary, translator, lead_officer, inspector, press, technical_admin.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestUnknownUnitsOfTheMappingAreTold(t *testing.T) {
	mapping, err := sso.ParseMapping("a=author;b=editor@so-khong-co;c=press@cung-khong")
	must(t, err)
	each(t, sso.Rules{Mapping: mapping}, func(b *bench) {
		e, ok := fault.As(b.CheckMapping(b.t.Context()))
		if !ok || len(e.Fields) != 2 || e.Fields[0].Pointer != "LANTOA_OIDC_ROLES#2/unit" || e.Fields[1].Pointer != "LANTOA_OIDC_ROLES#3/unit" {
			b.t.Errorf("%+v", e)
		}
	})
}

func TestReadClaims(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		token, info, roles string
		want               sso.Claims
	}{
		"everything": {`{"email":"A@b.vn","email_verified":true,"name":" Trần  Hoa ","preferred_username":"hoa","locale":"en-GB","groups":["a","b"]}`, ``, "groups",
			sso.Claims{Subject: "s", Email: "a@b.vn", EmailVerified: true, Name: "Trần Hoa", Login: "hoa", Lang: "en", Roles: []string{"a", "b"}}},
		"a path":              {`{"realm_access":{"roles":["a"]}}`, ``, "realm_access.roles", sso.Claims{Subject: "s", Lang: "vi", Roles: []string{"a"}}},
		"a name with dots":    {`{"https://x.vn/roles":["a"],"https://x":{"vn/roles":["b"]}}`, ``, "https://x.vn/roles", sso.Claims{Subject: "s", Lang: "vi", Roles: []string{"a"}}},
		"a path to nothing":   {`{"realm_access":7}`, ``, "realm_access.roles", sso.Claims{Subject: "s", Lang: "vi"}},
		"nulls":               {`{"groups":null,"name":null,"email":null}`, `{"email":"a@b.vn","email_verified":true}`, "groups", sso.Claims{Subject: "s", Lang: "vi"}},
		"an empty list":       {`{"groups":[]}`, `{"groups":["a"]}`, "groups", sso.Claims{Subject: "s", Lang: "vi", Roles: []string{}}},
		"the rest is told":    {`{}`, `{"email":"a@b.vn","email_verified":true,"groups":"a"}`, "groups", sso.Claims{Subject: "s", Lang: "vi", Email: "a@b.vn", EmailVerified: true, Roles: []string{"a"}}},
		"another's verifying": {`{"email":"a@b.vn"}`, `{"email":"c@d.vn","email_verified":true}`, "groups", sso.Claims{Subject: "s", Lang: "vi", Email: "a@b.vn"}},
		"verified, without":   {`{"email_verified":true}`, ``, "groups", sso.Claims{Subject: "s", Lang: "vi"}},
	} {
		got, err := sso.ReadClaims(sso.Proven{Subject: "s", IDToken: []byte(c.token), UserInfo: []byte(c.info)}, c.roles)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s, %v (-want +got):\n%s", name, err, d)
		}
	}
	many := `{"groups":["` + strings.Repeat(`a","`, 5000) + strings.Repeat("b", 2000) + `"]}`
	got, err := sso.ReadClaims(sso.Proven{Subject: "s", IDToken: []byte(many)}, "groups")
	if len(got.Roles) != 1000 || err != nil {
		t.Errorf("%d values are kept, %v", len(got.Roles), err)
	}
}

func FuzzReadClaims(f *testing.F) {
	f.Add("s", []byte(`{"email":"A@b.vn","email_verified":true,"groups":["a"]}`), []byte(`{"groups":"b"}`), "groups")
	f.Add("s", []byte(`{"a":{"b":{"c":["d"]}}}`), []byte(nil), "a.b.c")
	f.Add("\x00", []byte(`{"name":"\ud800"}`), []byte(`[]`), ".")
	f.Fuzz(func(t *testing.T, subject string, token, info []byte, roles string) {
		c, err := sso.ReadClaims(sso.Proven{Subject: subject, IDToken: token, UserInfo: info}, roles)
		if err != nil {
			return
		}
		if c.Subject == "" || !json.Valid(token) || c.EmailVerified && c.Email == "" || len(c.Roles) > 1000 {
			t.Errorf("read %+v", c)
		}
		for _, r := range c.Email {
			if r >= utf8.RuneSelf || 'A' <= r && r <= 'Z' {
				t.Errorf("the address %q is not clean", c.Email)
			}
		}
		if c.Email != account.CleanEmail(c.Email) || strings.ContainsAny(c.Name, "\n\x00") {
			t.Errorf("read %+v", c)
		}
	})
}

func FuzzParseMapping(f *testing.F) {
	f.Add("a=author;CN=b,OU=c=editor@so-vhttdl")
	f.Fuzz(func(t *testing.T, setting string) {
		mapping, err := sso.ParseMapping(setting)
		if err != nil {
			return
		}
		for _, rule := range mapping {
			if rule.Value == "" || rule.Grant.Role == "" {
				t.Errorf("%q gives %+v", setting, rule)
			}
		}
	})
}
