// Package password makes and checks hashes of passwords, and refuses those that are guessed
// first.
package password

import (
	"context"
	"crypto/subtle"
	_ "embed" // for the list below
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// common holds the words that passwords are most often made of here, folded to ASCII
// letters and digits: Vietnamese habits, the names of provinces, words of an office.
//
//go:embed data/common-passwords.txt
var common string

// leaked holds what was most often found in leaks, folded likewise: the list of
// @zxcvbn-ts/language-common 4.1.3 (MIT, see data/zxcvbn-LICENSE.txt), without what digits
// alone make up.
//
//go:embed data/zxcvbn-passwords.txt
var leaked string

// names holds the syllables that most Vietnamese names are made of, folded.
//
//go:embed data/vietnamese-names.txt
var names string

// Max is how many characters a password may have; it bounds the work of hashing.
const Max = 200

const (
	least      = 10 // characters
	minLetters = 4  // of them, so that a birthday with initials will not do
	maxName    = 4  // syllables of a person's name
)

// cost of Argon2id: the second choice of RFC 9106 is for more memory than a small server
// has; 19 MiB, two passes, one lane is the minimum that OWASP's cheat sheet on password
// storage gives.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

const (
	mostWaiting = 128             // some two seconds of work on two cores
	soon        = 2 * time.Second // when one who was turned away may try again
)

const (
	saltBytes = 16
	hashBytes = 32
)

func presentCost() cost { return cost{memory: 19 * 1024, passes: 2, lanes: 1} }

// Hasher makes and checks password hashes. Each takes 19 MiB and some 25 ms of one core,
// so only a few run at once; the others wait.
type Hasher struct {
	random  io.Reader
	slots   chan struct{}
	waiting chan struct{} // one for each who runs or waits
	cost    cost
	// decoy is the hash of no password; checking it takes as long as checking a real one.
	decoy string
}

// NewHasher makes one that runs so many at a time.
func NewHasher(random io.Reader, parallel int) (*Hasher, error) {
	h := &Hasher{random: random, slots: make(chan struct{}, max(parallel, 1)), waiting: make(chan struct{}, mostWaiting), cost: presentCost()}
	salt, err := h.salt()
	// Any bytes will do, since Matches never lets it pass; a real run of Argon2id would
	// keep its memory with the process for nothing.
	h.decoy = h.cost.write(salt, make([]byte, hashBytes))
	return h, err
}

func (h *Hasher) salt() ([]byte, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return nil, fmt.Errorf("salt: %w", err)
	}
	return salt, nil
}

// Hash returns the PHC string of a password.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt, err := h.salt()
	if err != nil {
		return "", err
	}
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return h.cost.phc(password, salt), nil
}

// Matches reports whether the password is that of the PHC string; "" matches nothing, but
// takes as long.
func (h *Hasher) Matches(ctx context.Context, phc, password string) (bool, error) {
	real := phc != ""
	if !real {
		phc = h.decoy
	}
	c, salt, want, err := parsePHC(phc)
	if err != nil {
		return false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	return subtle.ConstantTimeCompare(c.derive(password, salt), want) == 1 && real, nil
}

// enter waits for a turn; [fault.Unavailable] when more wait than can be served soon, so that
// strangers who guess side by side cost no memory without end.
func (h *Hasher) enter(ctx context.Context) error {
	select {
	case h.waiting <- struct{}{}:
	default:
		return fault.New(fault.Unavailable, fault.T("Đang có quá nhiều người đăng nhập cùng lúc.", "Too many people are signing in at once.")).After(soon)
	}
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-h.waiting
		return ctx.Err()
	}
}

func (h *Hasher) leave() {
	<-h.slots
	<-h.waiting
}

func (c cost) derive(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, hashBytes)
}

func (c cost) phc(password string, salt []byte) string {
	return c.write(salt, c.derive(password, salt))
}

// write returns the PHC string of a salt and a hash.
func (c cost) write(salt, hash []byte) string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		encode(salt), encode(hash))
}

// errPHC is for a stored hash that this program did not write.
var errPHC = errors.New("the stored password hash is not an Argon2id PHC string")

// parsePHC reads $argon2id$v=19$m=…,t=…,p=…$salt$hash (the PHC string format).
func parsePHC(phc string) (c cost, salt, hash []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errPHC
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil || c.passes == 0 || c.lanes == 0 {
		return c, nil, nil, errPHC
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	hash, hashErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || hashErr != nil || len(hash) != hashBytes {
		return c, nil, nil, errPHC
	}
	return c, salt, hash, nil
}

// Clean brings a password to the form that is hashed, so that it matches however
// a keyboard composes its letters.
func Clean(password string) (string, error) {
	clean, err := text.Clean(password)
	if err != nil {
		return "", fault.Invalid("/password", fault.T("Mật khẩu không phải UTF-8.", "The password is not UTF-8."))
	}
	return clean, nil
}

// Check refuses what is guessed first: the short, the common, numbers with hardly a
// letter, names with a year, and the login itself.
func Check(password, login string) error {
	folded := strings.ReplaceAll(text.Fold(password), " ", "")
	letters := strings.Trim(folded, "0123456789")
	switch length := utf8.RuneCountInString(password); {
	case length < least:
		return fault.Invalid("/password", fault.Tf("Mật khẩu cần ít nhất %d ký tự; một câu ngắn dễ nhớ là tốt nhất.",
			"The password needs at least %d characters; a short sentence is best.", least))
	case length > Max:
		return fault.Invalid("/password", fault.Tf("Mật khẩu dài nhất %d ký tự.", "The password may have at most %d characters.", Max))
	case letters == "" || strings.Trim(folded, folded[:1]) == "":
		return fault.Invalid("/password", fault.T("Mật khẩu chỉ gồm chữ số hoặc một ký tự lặp lại thì quá dễ đoán.",
			"A password of digits alone or of one repeated character is too easy to guess."))
	case utf8.RuneCountInString(strings.Map(notDigit, folded)) < minLetters:
		return fault.Invalid("/password", fault.Tf("Mật khẩu gần như chỉ gồm chữ số thì quá dễ đoán; cần ít nhất %d chữ cái.",
			"A password of little but digits is too easy to guess; it needs at least %d letters.", minLetters))
	case isCommon(folded) || isCommon(letters):
		return fault.Invalid("/password", fault.T("Mật khẩu này thuộc loại hay dùng nhất; hãy chọn một câu khác.",
			"This password is among the most common; choose another sentence."))
	case isName(letters, maxName):
		return fault.Invalid("/password", fault.T("Họ tên, dù kèm năm sinh hay số, là thứ người ta đoán trước tiên; hãy chọn một câu khác.",
			"Names, with a year of birth or a number as well, are guessed first; choose another sentence."))
	case len(login) > 3 && strings.Contains(folded, strings.ReplaceAll(text.Fold(login), " ", "")):
		return fault.Invalid("/password", fault.T("Mật khẩu không được chứa tên đăng nhập.", "The password must not contain the sign-in name."))
	}
	return nil
}

func isCommon(word string) bool {
	return listed(common, word) || listed(leaked, word)
}

func listed(list, word string) bool { return strings.Contains("\n"+list, "\n"+word+"\n") }

func notDigit(r rune) rune {
	if '0' <= r && r <= '9' {
		return -1
	}
	return r
}

// isName tells what can be read as at most so many syllables of Vietnamese names.
func isName(letters string, most int) bool {
	if letters == "" {
		return true
	}
	if most == 0 {
		return false
	}
	const longest = 7 // letters of a syllable
	for n := 1; n <= min(len(letters), longest); n++ {
		if listed(names, letters[:n]) && isName(letters[n:], most-1) {
			return true
		}
	}
	return false
}
