package password

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	cases := map[string]string{ // to a part of the reason, "" for a good one
		"cánh đồng lúa chín":       "",
		"Xe đạp 7 sắc cầu":         "",
		"tr0ng-vuon-co-9-cay":      "",
		"ngắn quá":                 "at least 10",
		"chín chữ.":                "at least 10",
		"0912345678":               "digits alone",
		"1989-12-31-00":            "digits alone",
		"aaaaaaaaaaaa":             "one repeated",
		"matkhau123":               "among the most common",
		"MatKhau@2025":             "among the most common",
		"Mật khẩu 123":             "among the most common",
		"password12345":            "among the most common",
		"123anhyeuem123":           "among the most common",
		"1q2w3e4r5t":               "among the most common",
		"qwertyuiop":               "among the most common",
		"namdinh2025":              "among the most common",
		"bientapvien.01":           "among the most common",
		"Sunshine2019!":            "among the most common",
		"NinhBinh@2026":            "among the most common",
		"Tỉnh Nam Định 1":          "among the most common",
		"toiyeuvietnam9":           "among the most common",
		"123456aA@1":               "little but digits",
		"19.08.1945 bh":            "little but digits",
		"NguyenVanAn1990":          "Names",
		"Trần Quốc Tuấn@88":        "Names",
		"lan.huong.2001":           "Names",
		"lan huệ sầu ai lan huệ":   "",
		"Tuấn thích ăn phở 7":      "",
		"hoa.nguyen và mèo":        "must not contain the sign-in name",
		strings.Repeat("dài ", 51): "at most 200",
	}
	for password, want := range cases {
		err := Check(password, "hoa.nguyen")
		if want == "" && err != nil || want != "" && (!fault.Is(err, fault.ValidationFailed) || !strings.Contains(err.Error(), "/password: ") || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
}

func TestTheListOfCommonPasswords(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]struct {
		words string
		least int
	}{"common": {common, 350}, "leaked": {leaked, 10_000}, "names": {names, 150}} {
		words := strings.Fields(list.words)
		if len(words) < list.least {
			t.Errorf("%s: %d words, want at least %d", name, len(words), list.least)
		}
		for _, word := range words {
			if word != text.Fold(word) || strings.Trim(word, "0123456789") == "" {
				t.Errorf("%s: %q is not folded, or digits alone, and would never match", name, word)
			}
		}
	}
	if isCommon("") || isCommon("matkha") || isCommon("a\nb") {
		t.Error("a part of a word counts as common")
	}
}

func TestHashes(t *testing.T) {
	t.Parallel()
	h, err := NewHasher(rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	phc, err := h.Hash(ctx, "cánh đồng")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("PHC string: %s", phc)
	}
	if again, err := h.Hash(ctx, "cánh đồng"); err != nil || again == phc {
		t.Errorf("the same password gives the same hash, %v", err)
	}
	for password, want := range map[string]bool{"cánh đồng": true, "canh dong": false, "": false} {
		if got, err := h.Matches(ctx, phc, password); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	for _, password := range []string{"", "no password is this one", "cánh đồng"} {
		if got, err := h.Matches(ctx, "", password); err != nil || got {
			t.Errorf("%q matches no hash: %v, %v", password, got, err)
		}
	}
}

// The cost is read from the stored hash, so that raising it locks nobody out.
func TestAHashOfAnotherCost(t *testing.T) {
	t.Parallel()
	h, err := NewHasher(rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	foreign := cost{memory: 64, passes: 1, lanes: 2}.phc("mật khẩu cũ", []byte("sixteen bytes ok"))
	if got, err := h.Matches(t.Context(), foreign, "mật khẩu cũ"); err != nil || !got {
		t.Errorf("a hash of another cost: %v, %v", got, err)
	}
	for _, broken := range []string{"x", "$argon2i$v=19$m=64,t=1,p=2$c2FsdA$aGFzaA", "$argon2id$v=16$m=64,t=1,p=2$c2FsdA$aGFzaA",
		"$argon2id$v=19$m=64,t=0,p=2$c2FsdA$aGFzaA", "$argon2id$v=19$m=64,t=1,p=2$!$aGFzaA", strings.TrimSuffix(foreign, foreign[len(foreign)-9:])} {
		if got, err := h.Matches(t.Context(), broken, "mật khẩu cũ"); !errors.Is(err, errPHC) || got {
			t.Errorf("%s: %v, %v", broken, got, err)
		}
	}
}

func TestHashingWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	h, err := NewHasher(rand.Reader, 2)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Hash(gone, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third hash beside two: %v, want to wait until the asker is gone", err)
	}
	if _, err := h.Matches(gone, "", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third check beside two: %v", err)
	}
	h.leave()
	if _, err := h.Hash(t.Context(), "x"); err != nil {
		t.Errorf("a free place: %v", err)
	}
}

// Each guess that waits holds a request; beyond what can be served soon it is turned away.
func TestHashesThatWaitAreBounded(t *testing.T) {
	t.Parallel()
	h, err := NewHasher(rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range mostWaiting {
		h.waiting <- struct{}{}
	}
	_, err = h.Matches(t.Context(), "", "x")
	if refused, ok := fault.As(err); !ok || refused.Code != fault.Unavailable || refused.RetryAfter != soon {
		t.Errorf("one more than may wait: %v", err)
	}
	<-h.waiting
	if _, err := h.Matches(t.Context(), "", "x"); err != nil {
		t.Errorf("once another is done: %v", err)
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbiBieXRlcyBvaw$5yhW0uTSfM0kZsbK9hUfYcPKp8wJ8wWl2dYd4v1iQ6E")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, phc string) {
		c, _, hash, err := parsePHC(phc)
		if err == nil && (c.passes == 0 || c.lanes == 0 || len(hash) != hashBytes) {
			t.Errorf("accepted %q as %+v with %d bytes", phc, c, len(hash))
		}
	})
}
