package factor

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// The vectors are those of RFC 6238, appendix B, for SHA-1, cut to six digits.
func TestCodesOfTheStandard(t *testing.T) {
	t.Parallel()
	raw := []byte("12345678901234567890")
	for seconds, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		step, ok, err := match(raw, code, time.Unix(seconds, 0))
		if !ok || step != seconds/30 || err != nil {
			t.Errorf("%s at %d: step %d, %v, %v", code, seconds, step, ok, err)
		}
	}
}

func TestTheWindowIsOneStep(t *testing.T) {
	t.Parallel()
	raw, now := []byte("12345678901234567890"), time.Unix(1234567890, 0)
	for ahead, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		at := now.Unix()/30 + ahead
		code, err := hotp.GenerateCodeCustom(encoding().EncodeToString(raw), uint64(at), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			t.Fatal(err)
		}
		if step, ok, err := match(raw, code, now); ok != want || ok && step != at || err != nil {
			t.Errorf("a code of %d steps ahead: step %d of %d, %v, %v", ahead, step, at, ok, err)
		}
	}
}

func TestTheAddressForApps(t *testing.T) {
	t.Parallel()
	got, err := address("Truyền thông ASEAN (lantoa.example)", "hoa.nguyen", []byte("12345678901234567890"))
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Truyền thông ASEAN (lantoa.example):hoa.nguyen" || strings.Contains(got, "+") ||
		q.Get("issuer") != "Truyền thông ASEAN (lantoa.example)" || q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" ||
		q.Get("digits") != "6" || q.Get("period") != "30" || q.Get("algorithm") != "SHA1" {
		t.Errorf("the address is %s", got)
	}
}

func FuzzCode(f *testing.F) {
	f.Add("287082", int64(59))
	f.Add("mfrg-gzdf-mztw-q2lk", int64(0))
	f.Add("\xff 1-2", int64(1<<40))
	f.Fuzz(func(t *testing.T, code string, seconds int64) {
		if seconds < 0 || seconds > 1<<40 {
			return
		}
		code = clean(code)
		step, ok, err := match([]byte("12345678901234567890"), code, time.Unix(seconds, 0))
		if err != nil || ok && (len(code) != 6 || step < seconds/30-1 || step > seconds/30+1) {
			t.Errorf("%q at %d: step %d, %v, %v", code, seconds, step, ok, err)
		}
	})
}
