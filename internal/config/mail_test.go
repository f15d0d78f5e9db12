package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func badMail() map[string][]string {
	return map[string][]string{
		"LANTOA_SMTP_URL": {"thu.vn:587", "http://thu.vn", "smtp://", "smtp://a b", "smtp://thu.vn/x", "smtp://thu.vn#hunter2", "smtp://thu.vn:0", "smtp://thu.vn:99999", "smtp://u@thu.vn",
			"smtp://u:@thu.vn", "smtp://:hunter2@thu.vn", "smtp://u:hunter2%@thu.vn", "smtp://u:hunter2@thu.vn?tls=off", "smtp://thu.vn?tls=maybe", "smtp://thu.vn?tls=off&tls=off",
			"smtp://thu.vn?starttls=off", "smtp://thu.vn?tls=off&x=hunter2", "smtps://thu.vn?tls=off", "smtp://thu.vn?"},
		"LANTOA_MAIL_FROM": {"tin", "tin@", "@tinh.vn", "tin@tinh.vn, a@b.vn", "Tin <tin@tinh.vn", "tin@tỉnh.vn", "a@b.vn\r\nBcc: c@d.vn", strings.Repeat("a", 121) + " <tin@tinh.vn>"},
	}
}

// Nobody leaves the way to the mail server open without saying so.
func TestHowMailIsKeptFromOthers(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"smtp://thu.tinh.vn":                       "thu.tinh.vn:587 starttls ",
		"smtp://u:p@thu.tinh.vn:25":                "thu.tinh.vn:25 starttls u",
		"smtps://u:p@thu.tinh.vn/":                 "thu.tinh.vn:465 tls u",
		"smtp://10.0.0.5:25?tls=off":               "10.0.0.5:25 off ",
		"smtp://thu.tinh.vn?tls=starttls":          "thu.tinh.vn:587 starttls ",
		"smtp://localhost:25":                      "localhost:25 off ",
		"smtp://u:p@127.0.0.1:25":                  "127.0.0.1:25 off u",
		"smtp://u:p@[::1]:25":                      "::1:25 off u",
		"smtp://u:p@localhost:587?tls=starttls":    "localhost:587 starttls u",
		"smtp://u%40tinh.vn:p%20%2F@thu.tinh.vn:1": "thu.tinh.vn:1 starttls u@tinh.vn",
	} {
		m := load(t, []string{"LANTOA_SMTP_URL=" + value, "LANTOA_MAIL_FROM=tin@tinh.vn"}).Mail
		if got := fmt.Sprintf("%s:%d %s %s", m.Host, m.Port, m.Security, m.User); got != want || m.From != "tin@tinh.vn" {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
	if m := load(t, nil).Mail; m.Host != "" {
		t.Errorf("without a setting: %+v", m)
	}
}

func TestMailIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	got := faults(t, []string{"LANTOA_SMTP_URL_FILE=" + write(t, "smtp://thu.tinh.vn\n")})
	if diff := cmp.Diff(map[string]string{"LANTOA_MAIL_FROM": "is needed beside LANTOA_SMTP_URL_FILE"}, got); diff != "" {
		t.Error(diff)
	}
	got = faults(t, nil, "--mail-from=tin@tinh.vn")
	if diff := cmp.Diff(map[string]string{"--mail-from": "has no effect without LANTOA_SMTP_URL"}, got); diff != "" {
		t.Error(diff)
	}
	load(t, []string{"LANTOA_SMTP_URL_FILE=" + write(t, "smtp://thu.tinh.vn\n"), "LANTOA_MAIL_FROM=tin@tinh.vn"})
}
