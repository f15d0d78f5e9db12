// Package factor keeps people's second factors: an authenticator app that shows codes by
// RFC 6238, and recovery codes for the day when the phone is lost.
//
// A code is accepted once: the step of the last one is kept, and no earlier one counts
// any more. Secrets are sealed at rest, recovery codes are hashed.
package factor

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/secret"
)

// Factor is the authenticator app of a person.
type Factor struct {
	Person string
	Sealed []byte // the secret, sealed for this person
	KeyID  string // of the key that sealed it
	// CreatedAt is when the secret was shown; ConfirmedAt when a code of it came back,
	// zero until then. Only a confirmed one counts.
	CreatedAt, ConfirmedAt time.Time
	// LastStep is the time step of the last accepted code (RFC 6238, section 5.2).
	LastStep int64
}

// Store keeps second factors. Its writes belong to the transaction of the context.
type Store interface {
	// Factor returns that of a person; [fault.NotFound] when there is none.
	Factor(ctx context.Context, person string) (Factor, error)
	// PutFactor adds a factor or replaces one that was not confirmed; false when there
	// is a confirmed one, which stays.
	PutFactor(ctx context.Context, f Factor) (bool, error)
	// ConfirmFactor marks it as confirmed; false when it is already.
	ConfirmFactor(ctx context.Context, person string, at time.Time) (bool, error)
	// RaiseStep keeps the step of an accepted code, under a lock; false when a code of
	// that step or of a later one was accepted already.
	RaiseStep(ctx context.Context, person string, step int64) (bool, error)
	// RemoveFactor removes it with its recovery codes; false when there was none.
	RemoveFactor(ctx context.Context, person string) (bool, error)
	// PutCodes replaces the recovery codes of a person by the hashes of new ones.
	PutCodes(ctx context.Context, person string, hashes []string, at time.Time) error
	// UseCode marks a recovery code as used; false when it is unknown or was used.
	UseCode(ctx context.Context, person, hash string, at time.Time) (bool, error)
	// CodesLeft counts the recovery codes that were not used.
	CodesLeft(ctx context.Context, person string) (int, error)
}

// Means says what a code came from.
type Means string

// The means; the empty one stands for a code that is wrong or was used.
const (
	None     Means = ""
	App      Means = "app"
	Recovery Means = "recovery"
)

const (
	secretBytes   = 20 // of the secret: RFC 4226, section 4, R6 recommends 160 bits
	recoveryCodes = 10
	recoveryBytes = 10 // 80 bits, so that a plain hash keeps a code
	recoveryRunes = 16 // of a recovery code without its dashes
)

// Keeper makes, checks and removes second factors. Its methods that write must be called
// inside a transaction.
type Keeper struct {
	Store  Store
	Box    *secret.Box
	Random io.Reader
	// Issuer is the name of the installation in people's apps.
	Issuer string
}

// Enrolment is what an app is set up with; it is shown once.
type Enrolment struct {
	Secret secret.Secret // base32, to be typed
	URI    secret.Secret // otpauth://totp/…, for a QR code
}

// State tells how a person's second factor stands.
type State struct {
	On        bool
	Since     time.Time // zero when it is off
	CodesLeft int       // recovery codes that were not used
}

// State returns how the second factor of a person stands.
func (k Keeper) State(ctx context.Context, person string) (State, error) {
	f, err := k.Store.Factor(ctx, person)
	if fault.Is(err, fault.NotFound) || err == nil && f.ConfirmedAt.IsZero() {
		return State{}, nil
	}
	if err != nil {
		return State{}, err
	}
	left, err := k.Store.CodesLeft(ctx, person)
	return State{On: true, Since: f.ConfirmedAt, CodesLeft: left}, err
}

// Enrol makes a secret for a person, who is named by label in the app. An earlier one
// that was never confirmed is forgotten; [fault.StateConflict] when there is a confirmed
// one.
func (k Keeper) Enrol(ctx context.Context, person, label string, now time.Time) (Enrolment, error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(k.Random, raw); err != nil {
		return Enrolment{}, fmt.Errorf("secret of a second factor: %w", err)
	}
	uri, err := address(k.Issuer, label, raw)
	if err != nil {
		return Enrolment{}, err
	}
	sealed, err := k.Box.Seal(raw, bound(person))
	if err != nil {
		return Enrolment{}, err
	}
	put, err := k.Store.PutFactor(ctx, Factor{Person: person, Sealed: sealed, KeyID: k.Box.KeyID(), CreatedAt: now})
	if err == nil && !put {
		err = alreadyOn()
	}
	return Enrolment{Secret: secret.New(encoding().EncodeToString(raw)), URI: secret.New(uri)}, err
}

func alreadyOn() error {
	return fault.New(fault.StateConflict, fault.T("Lớp xác thực thứ hai đã bật; muốn đổi thiết bị thì tắt rồi lập lại.",
		"The second factor is on already; to change the device, turn it off and set it up again."))
}

// bound names the row for which a secret is sealed.
func bound(person string) []byte { return []byte("second factor " + person) }

func encoding() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

// Confirm turns the factor on by its first code, and gives the recovery codes, which are
// shown once. No codes and no error: the code is wrong.
func (k Keeper) Confirm(ctx context.Context, person, code string, now time.Time) ([]string, error) {
	right, err := k.fromApp(ctx, person, clean(code), now)
	if err != nil || !right {
		return nil, err
	}
	confirmed, err := k.Store.ConfirmFactor(ctx, person, now)
	if err == nil && !confirmed {
		err = alreadyOn()
	}
	if err != nil {
		return nil, err
	}
	return k.NewCodes(ctx, person, now)
}

// Use takes a code of the app, or a recovery code, and says which it was; [None] when it
// is neither, or was used before.
func (k Keeper) Use(ctx context.Context, person, code string, now time.Time) (Means, error) {
	code = clean(code)
	if len(code) == recoveryRunes {
		used, err := k.Store.UseCode(ctx, person, hash(person, code), now)
		if err != nil || !used {
			return None, err
		}
		return Recovery, nil
	}
	right, err := k.fromApp(ctx, person, code, now)
	if err != nil || !right {
		return None, err
	}
	return App, nil
}

// clean takes away what people put between the characters, and how they write letters.
func clean(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

func (k Keeper) fromApp(ctx context.Context, person, code string, now time.Time) (bool, error) {
	f, err := k.Store.Factor(ctx, person)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	raw, err := k.Box.Open(f.Sealed, bound(person))
	if errors.Is(err, secret.ErrNotOpened) {
		return false, fault.New(fault.Unavailable, fault.T("Bí mật của lớp xác thực thứ hai không mở được bằng khóa hiện tại.",
			"The secret of the second factor cannot be opened with the present key.")).Because(err)
	}
	if err != nil {
		return false, err
	}
	step, ok, err := match(raw, code, now)
	if err != nil || !ok {
		return false, err
	}
	return k.Store.RaiseStep(ctx, person, step)
}

// NewCodes replaces the recovery codes of a person and gives the new ones, which are shown
// once.
func (k Keeper) NewCodes(ctx context.Context, person string, now time.Time) ([]string, error) {
	var shown, hashes []string
	for range recoveryCodes {
		raw := make([]byte, recoveryBytes)
		if _, err := io.ReadFull(k.Random, raw); err != nil {
			return nil, fmt.Errorf("recovery code: %w", err)
		}
		code := encoding().EncodeToString(raw)
		hashes = append(hashes, hash(person, code))
		shown = append(shown, strings.ToLower(code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:]))
	}
	return shown, k.Store.PutCodes(ctx, person, hashes, now)
}

// hash is the form in which a recovery code is kept: of two people with the same code, the
// hashes differ.
func hash(person, code string) string { return secret.Hash(person + "\n" + code) }
