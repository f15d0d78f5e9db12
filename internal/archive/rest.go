package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Absent is a table that an archive leaves out on purpose.
type Absent struct {
	Table string `json:"table"`
	VI    string `json:"vi"`
	EN    string `json:"en"`
}

// LeftOut lists the tables that no archive holds, each with the reason and what follows from it.
func LeftOut() []Absent {
	absent := func(table, vi, en string) Absent { return Absent{table, vi, en} }
	return []Absent{
		absent("session", "bí mật: mọi người đăng nhập lại", "secret: everyone signs in anew"),
		absent("api_key", "bí mật: tạo khóa API mới", "secret: make new API keys"),
		absent("one_time_link", "bí mật: gửi liên kết mới bằng `lantoa user link`", "secret: send new links with `lantoa user link`"),
		absent("second_factor", "bí mật niêm bằng khóa của nơi cũ: đăng ký lại yếu tố thứ hai", "secret, sealed with the key of the old house: set up second factors anew"),
		absent("recovery_code", "bí mật: đi cùng yếu tố thứ hai", "secret: goes with the second factor"),
		absent("channel_session", "bí mật: kênh đăng nhập lại", "secret: channels sign in anew"),
		absent("mail", "niêm bằng khóa của nơi cũ, và nơi cũ tự gửi", "sealed with the key of the old house, which sends it itself"),
		absent("sign_in_attempt", "chỉ của máy chủ đang chạy", "of a running server alone"),
		absent("sign_in_answer", "chỉ của máy chủ đang chạy", "of a running server alone"),
		absent("presence", "chỉ của máy chủ đang chạy", "of a running server alone"),
		absent("lease", "chỉ của máy chủ đang chạy", "of a running server alone"),
		absent("idempotency_key", "chỉ của máy chủ đang chạy", "of a running server alone"),
		absent("meta", "căn cước và khóa của nơi cài đặt: nơi mới có của mình; đầu chuỗi nằm trong manifest.json",
			"identity and keys of the installation: a new one has its own; the ends of the streams stand in manifest.json"),
	}
}

// PauseReason is why channels are paused that were not when the house was written out.
const PauseReason = "Nhập từ bản lưu trữ; kiểm tra rồi cho chạy tiếp. / Taken in from an archive; check, then resume."

// The holds of a channel at which nothing at all may be done at its destination.
const (
	unchecked    = "unchecked"
	otherAccount = "other_account"
)

// noSecretOfPeople leaves the hash of a password behind: whoever holds an archive could guess at it.
func noSecretOfPeople(r Row) {
	r.set("password", "")
	r.set("second_factor", false)
}

// heldChannel takes credentials out and stops the channel: paused until a person resumes it, and
// where it acts at a destination, held until a check with new credentials finds its place.
func heldChannel(r Row) {
	r.set("sealed", nil)
	r.set("key_id", "")
	r.set("credential_expires_at", nil)
	if paused, _ := r.Get("paused").(bool); !paused {
		r.set("paused", true)
		r.set("pause_reason", PauseReason)
	}
	if passive, _ := r.Get("passive").(bool); !passive && r.Text("hold") != otherAccount {
		r.set("hold", unchecked)
	}
}

// silentNotice has nobody mailed twice: the old house mails what was due.
func silentNotice(r Row) {
	r.set("due_at", nil)
	r.set("waits_at", nil)
}

func unleasedSource(r Row) {
	r.set("lease", "")
	r.set("lease_until", int64(0))
}

// ownBytes holds bytes of a row against their SHA-256 beside them, where there are bytes.
func ownBytes(column, hash string) func(Row) error {
	return func(r Row) error {
		given, there := r.Get(column).([]byte)
		if sum := sha256.Sum256(given); there && hex.EncodeToString(sum[:]) != r.Text(hash) {
			return fmt.Errorf("does not hold what its %s says: %s was changed", hash, column)
		}
		return nil
	}
}

func ownHash(r Row) ([]string, error) { return hashes(r.Text("hash")) }

func filesOfMedia(r Row) ([]string, error) {
	type file struct {
		Hash string `json:"hash"`
	}
	var files []file
	var card file
	if err := json.Unmarshal([]byte(r.Text("files")), &files); err != nil {
		return nil, bad(r.Noun.Name, "danh sách tệp của ảnh %s không đọc được", "the files of picture %s cannot be read", r.Text("id"))
	}
	if err := json.Unmarshal([]byte(r.Text("card")), &card); err != nil {
		return nil, bad(r.Noun.Name, "danh sách tệp của ảnh %s không đọc được", "the files of picture %s cannot be read", r.Text("id"))
	}
	all := []string{card.Hash}
	for _, one := range files {
		all = append(all, one.Hash)
	}
	return hashes(all...)
}

// hashes leaves out what is empty and refuses what is no SHA-256 in lower-case hex.
func hashes(all ...string) ([]string, error) {
	var found []string
	for _, hash := range all {
		switch {
		case hash == "":
		case !isHash(hash):
			return nil, fault.New(fault.ValidationFailed, fault.Tf("%q không phải SHA-256.", "%q is no SHA-256.", hash))
		default:
			found = append(found, hash)
		}
	}
	return found, nil
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}
