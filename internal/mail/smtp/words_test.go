package smtp

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/secret"
)

// FuzzWords: whatever a mail server answers is kept as one short line, without our password
// and without the token of the letter.
func FuzzWords(f *testing.F) {
	const token, password = "Zk3vJQ0p-rT9_aLw2XyB", "Mat-Khau-2025"
	f.Add("554 5.7.1 blocked: https://tin.example.vn/setup?token=" + token)
	f.Add("550-one\r\n550 two " + password)
	f.Add("550 " + token + token)
	f.Add("550 \xff\x00\x1b[2J" + strings.Repeat("ạ", 400))
	t1 := &Transport{o: Options{Password: secret.New(password)}}
	f.Fuzz(func(t *testing.T, words string) {
		got := t1.clean(words, "Mở: https://tin.example.vn/setup?token="+token+"\n")
		if strings.Contains(got, token) || strings.Contains(got, password) || strings.ContainsFunc(got, unicode.IsControl) || utf8.RuneCountInString(got) > maxWords+1 || !utf8.ValidString(got) {
			t.Errorf("%q became %q", words, got)
		}
	})
}
