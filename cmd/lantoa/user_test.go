package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/account"
	"github.com/lantoa/lantoa/internal/app"
	"github.com/lantoa/lantoa/internal/audit"
	"github.com/lantoa/lantoa/internal/right"
)

func TestPeopleAreManagedAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	invited := tokenOf(t, n.says("https://lantoa.example/setup?token=", "user", "add", "Nguyen.Lan", "Nguyễn Lan", "--grant=author@cong-ttdt-tinh-ninh-binh", "--lang", "en"))
	n.domain(func(ctx context.Context, d *app.Domain) error {
		purpose, p, err := d.Accounts.LinkOwner(ctx, invited)
		if purpose != account.Invite || p.Login != "nguyen.lan" || p.Lang != "en" {
			t.Errorf("invited: %s %+v", purpose, p)
		}
		return err
	})
	n.says("nguyen.lan: chưa có mật khẩu; author@cong-ttdt-tinh-ninh-binh editor", "user", "grant", "nguyen.lan", "editor", "author@cong-ttdt-tinh-ninh-binh")
	n.says("nguyen.lan: no password yet; editor", "user", "revoke", "nguyen.lan", "author@cong-ttdt-tinh-ninh-binh", "--language=en")
	n.says("nguyen.lan: bị khóa; editor", "user", "disable", "nguyen.lan")
	n.fails("The account nguyen.lan is disabled", "user", "link", "nguyen.lan", "--language=en")
	n.says(`"disabled": false`, "user", "enable", "NGUYEN.LAN", "--json", "--as=quan.tri")
	n.says("https://lantoa.example/setup?token=", "user", "link", "nguyen.lan")

	var listed []struct {
		Login      string
		LastSignIn string `json:"last_sign_in_at"`
		Grants     []struct{ Role, Unit string }
	}
	n.domain(func(ctx context.Context, d *app.Domain) error {
		_, _, err := d.Accounts.SignIn(ctx, account.Credentials{Login: "mai", Password: "cánh đồng lúa chín vàng", From: account.Place{Address: "10.0.0.1"}})
		return err
	})
	if err := json.Unmarshal([]byte(n.says("", "user", "list", "--json")), &listed); err != nil || len(listed) != 4 || listed[1].Login != "nguyen.lan" || listed[1].Grants[0].Role != "editor" || listed[0].LastSignIn == "" || listed[1].LastSignIn != "" {
		t.Errorf("listed: %+v, %v", listed, err)
	}
	n.says("technical_admin", "user", "list")
	n.says("user import <file.xlsx|file.csv>", "user", "grant", "--help")
	n.recorded("person.create", "lantoa")
	n.recorded("person.update", "Hoàng Đức")
}

// Where there is a way by mail, the terminal shows the link to who asks for it alone.
func TestLinksGoByMailFromATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.environ = append(n.environ, "LANTOA_SMTP_URL=smtp://localhost:1", "LANTOA_MAIL_FROM=tin@example.vn")
	for _, args := range [][]string{{"user", "add", "nguyen.lan", "Nguyễn Lan", "--email=lan@example.vn", "--language=en"}, {"user", "link", "nguyen.lan", "--language=en"}, {"user", "link", "nguyen.lan", "--json"}} {
		if out := n.says("lan@example.vn", args...); strings.Contains(out, "token=") {
			t.Errorf("%v shows the link: %s", args, out)
		}
	}
	if out := n.says("máy chủ sẽ gửi đường dẫn tới lan@example.vn", "user", "link", "nguyen.lan", "--show"); !strings.Contains(out, "https://lantoa.example/setup?token=") {
		t.Errorf("it was to be shown: %s", out)
	}
	file := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte("login,name,email\ntran.mai,Trần Mai,mai@example.vn\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := n.says("the server mails the link to mai@example.vn", "user", "import", file, "--language=en"); strings.Contains(out, "token=") {
		t.Errorf("an import shows the link: %s", out)
	}
}

// recorded holds that an act stands in the record with who did it, at which terminal.
func (n *newsroom) recorded(action, name string) {
	n.Helper()
	n.domain(func(ctx context.Context, d *app.Domain) error {
		if _, err := d.Sealer.Run(ctx); err != nil {
			return err
		}
		records, err := d.Audit.Records(ctx, audit.Filter{Action: action, Limit: 50})
		for _, one := range records {
			if one.Personal.Name == name && strings.HasPrefix(one.Personal.Address, "command line vanhanh@") {
				return err
			}
		}
		n.Errorf("no record of %s by %s among %+v", action, name, records)
		return err
	})
}

func TestWhatIsWrongWithPeopleIsSaidAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	for words, args := range map[string][]string{
		"There is no account ai.do; `lantoa user list` lists them.": {"user", "grant", "ai.do", "editor"},
		"role[@unit] does not take \"boss\"; it takes: contributor": {"user", "grant", "mai", "boss"},
		"the nearest code is “so-noi-vu”":                           {"user", "grant", "mai", "editor@so-noi-vuu"},
		"mai does not hold \"editor\", but: author":                 {"user", "revoke", "mai", "editor"},
		"This is the last technical administrator":                  {"user", "disable", "quan.tri"},
		"holds no role that writes":                                 {"user", "grant", "quan.tri", "editor"},
		"The sign-in name “mai” is taken":                           {"user", "add", "mai", "Mai"},
		"(login: A sign-in name has 3 to 64":                        {"user", "add", "x", "Mai"},
		"You do not have the right to manage accounts":              {"user", "list", "--as=mai"},
		"There is no such API key":                                  {"user", "key", "revoke", "none"},
		"The file nowhere.csv cannot be opened":                     {"user", "import", "nowhere.csv"},
		"does not end in .xlsx":                                     {"user", "template", "people.csv"},
		"--dry-run is written as --dry-run":                         {"user", "import", "x.csv", "--dry-run=yes"},
		"--grant: there is no such setting":                         {"user", "list", "--grant", "author"},
	} {
		if code, out, errs := n.run(append(args, "--language=en")...); code != 1 || out != "" || !strings.Contains(errs, words) {
			t.Errorf("%v: code %d, out %q, err %q; want %q", args, code, out, errs, words)
		}
	}
}

func TestKeysAreShownAndRevokedAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	var id, whole string
	n.domain(func(ctx context.Context, d *app.Domain) error {
		people, err := d.Accounts.People(ctx, right.System())
		if err != nil {
			return err
		}
		shown, key, err := d.Accounts.CreateKey(ctx, right.System(), account.NewKey{Person: people[0].ID, Name: "kho bài", Scopes: []right.Action{right.ArticleRead}})
		id, whole = key.ID, shown.Reveal()
		return err
	})
	if out := n.says("kho bài", "user", "key", "list", "mai"); !strings.Contains(out, "article.read") || strings.Contains(out, whole) {
		t.Errorf("keys: %s", out)
	}
	n.says(id+": revoked", "user", "key", "revoke", id, "--language=en")
	n.says(`"revoked_at": "`, "user", "key", "list", "mai", "--json")
}

func TestPeopleAreImportedAtATerminal(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	dir := t.TempDir()
	file, links, template := filepath.Join(dir, "people.csv"), filepath.Join(dir, "links.xlsx"), filepath.Join(dir, "template.xlsx")
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("Tên đăng nhập;Họ và tên;Vai trò;Đơn vị\ntran.hoa;Trần Hòa;người viết;*\nmai;;biên tập viên;*\nle.ha;Lê Hà;nhà báo;*\n")
	code, out, errs := n.run("user", "import", file)
	if code != 1 || !strings.Contains(out, "4     Vai trò  nhà báo  Không có vai trò này") || !strings.Contains(errs, "Chỗ sai: 1; chưa ghi gì.") {
		t.Errorf("with a fault: %d, %s, %s", code, out, errs)
	}
	write("Tên đăng nhập;Họ và tên;Vai trò;Đơn vị\ntran.hoa;Trần Hòa;người viết;*\nmai;;biên tập viên;*\n")
	n.says("would be made: 1, would be changed: 1, left as it is: 0", "user", "import", file, "--dry-run", "--language=en", "--links="+links)
	if strings.Contains(n.says("", "user", "list"), "tran.hoa") {
		t.Error("a dry run made somebody")
	}
	if out := n.says("đã tạo: 1, đã đổi: 1, giữ nguyên: 0", "user", "import", file, "--links="+links); strings.Contains(out, "token=") {
		t.Errorf("the links are shown as well: %s", out)
	}
	if info, err := os.Stat(links); err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("links: %+v, %v", info, err)
	}
	n.fails("it must not be there yet", "user", "import", file, "--links="+links, "--language=en")
	n.says("author", "user", "list")
	n.says(`"outcome": "keep"`, "user", "import", file, "--json")
	n.recorded("person.import", "lantoa")
	n.says("", "user", "template", template)
	code, out, errs = n.run("user", "import", template, "--dry-run", "--language=en")
	if code != 1 || !strings.Contains(out, "Nobody stands below the heading.") || !strings.Contains(errs, "Faults: 1; nothing was written.") {
		t.Errorf("the template: %d, %s, %s", code, out, errs)
	}
}
