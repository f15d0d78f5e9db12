package account

import (
	"context"
	"crypto/subtle"
	_ "embed" // for the list below
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// common holds the words that passwords are most often made of, here and in general,
// folded to ASCII letters and digits.
//
//go:embed data/common-passwords.txt
var common string

const (
	minPassword = 10  // characters
	maxPassword = 200 // characters; it bounds the work of hashing
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
	saltBytes = 16
	hashBytes = 32
)

func presentCost() cost { return cost{memory: 19 * 1024, passes: 2, lanes: 1} }

// hasher makes and checks password hashes. Each takes 19 MiB and some 25 ms of one core,
// so only a few run at once; the others wait.
type hasher struct {
	random io.Reader
	slots  chan struct{}
	cost   cost
	// decoy is the hash of no password; checking it takes as long as checking a real one.
	decoy string
}

func newHasher(random io.Reader, parallel int) (*hasher, error) {
	h := &hasher{random: random, slots: make(chan struct{}, max(parallel, 1)), cost: presentCost()}
	salt, err := h.salt()
	// Any bytes will do, since matches never lets it pass; a real run of Argon2id would
	// keep its memory with the process for nothing.
	h.decoy = h.cost.write(salt, make([]byte, hashBytes))
	return h, err
}

func (h *hasher) salt() ([]byte, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return nil, fmt.Errorf("salt: %w", err)
	}
	return salt, nil
}

// hash returns the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
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

// matches reports whether the password is that of the PHC string; "" matches nothing, but
// takes as long.
func (h *hasher) matches(ctx context.Context, phc, password string) (bool, error) {
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

func (h *hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.slots }

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

// cleanPassword brings a password to the form that is hashed, so that it matches however
// a keyboard composes its letters.
func cleanPassword(password string) (string, error) {
	clean, err := text.Clean(password)
	if err != nil {
		return "", fault.Invalid("/password", fault.T("Mật khẩu không phải UTF-8.", "The password is not UTF-8."))
	}
	return clean, nil
}

// checkPassword refuses what is guessed first: the short, the common, numbers alone, and
// the login itself.
func checkPassword(password, login string) error {
	folded := strings.ReplaceAll(text.Fold(password), " ", "")
	letters := strings.Trim(folded, "0123456789")
	switch length := utf8.RuneCountInString(password); {
	case length < minPassword:
		return fault.Invalid("/password", fault.Tf("Mật khẩu cần ít nhất %d ký tự; một câu ngắn dễ nhớ là tốt nhất.",
			"The password needs at least %d characters; a short sentence is best.", minPassword))
	case length > maxPassword:
		return fault.Invalid("/password", fault.Tf("Mật khẩu dài nhất %d ký tự.", "The password may have at most %d characters.", maxPassword))
	case letters == "" || strings.Trim(folded, folded[:1]) == "":
		return fault.Invalid("/password", fault.T("Mật khẩu chỉ gồm chữ số hoặc một ký tự lặp lại thì quá dễ đoán.",
			"A password of digits alone or of one repeated character is too easy to guess."))
	case isCommon(folded) || isCommon(letters):
		return fault.Invalid("/password", fault.T("Mật khẩu này thuộc loại hay dùng nhất; hãy chọn một câu khác.",
			"This password is among the most common; choose another sentence."))
	case len(login) > 3 && strings.Contains(folded, strings.ReplaceAll(text.Fold(login), " ", "")):
		return fault.Invalid("/password", fault.T("Mật khẩu không được chứa tên đăng nhập.", "The password must not contain the sign-in name."))
	}
	return nil
}

func isCommon(word string) bool {
	return strings.Contains("\n"+common, "\n"+word+"\n")
}
