// Package secrecy knows the marks of state secrecy that documents bear (Mật, Tối mật, Tuyệt mật), and
// the refusal of what bears one (D11): nothing of it may lie in this system.
package secrecy

import (
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Stamp looks whether words are a mark of secrecy and nothing else, and returns it as it
// stands there. The old encodings TCVN3 and VNI spell the same words in other signs.
func Stamp(words string) (string, bool) {
	line, err := text.Line(words)
	if err != nil {
		return "", false
	}
	bare := strings.Trim(strings.NewReplacer("Ð", "Đ", "Ɖ", "Đ").Replace(together(line)), " .:;,*-–—_[](){}|\"'“”")
	if _, after, ok := strings.Cut(strings.ToLower(bare), "độ mật:"); ok {
		bare = strings.ToUpper(strings.TrimSpace(after))
	}
	bare = strings.TrimPrefix(bare, "DẤU ")
	switch strings.ToLower(bare) {
	case "tuyệt mật", "tối mật", "tuyöt mët", "tèi mët", "tuyeät maät", "toái maät":
		return line, true
	case "mật", "mët", "maät": // in small letters it is honey, but for TCVN3, whose capitals are a font's
		return line, bare == strings.ToUpper(bare) || bare == "mËt"
	}
	return "", false
}

// together joins letters that stand apart, as stamps are often set: "M Ậ T".
func together(line string) string {
	fields := strings.Fields(line)
	for _, one := range fields {
		if utf8.RuneCountInString(one) > 1 {
			return line
		}
	}
	switch joined := strings.Join(fields, ""); strings.ToLower(joined) {
	case "tuyệtmật":
		return "TUYỆT MẬT"
	case "tốimật":
		return "TỐI MẬT"
	case "mật":
		return joined
	}
	return line
}

// Refusal refuses a file that bears marks of secrecy.
func Refusal(stamps []string) error {
	list := strings.Join(stamps, ", ")
	return fault.New(fault.ValidationFailed, fault.Tf("Tệp có dấu chỉ độ mật (%s) nên không được nhận và không được lưu: hệ thống này không dành cho bí mật nhà nước. Nếu dấu đó chỉ là chữ trong bài, viết lại đoạn ấy thành câu rồi gửi lại.",
		"The file bears a mark of secrecy (%s); it was neither taken nor kept: this system is not for state secrets. If the mark is only a word of the story, write that paragraph as a sentence and send the file again.", list))
}
