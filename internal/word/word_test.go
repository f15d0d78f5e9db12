package word

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

// Files take turns: one of an account at a time, two of all.
func TestFilesTakeTurns(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	enter := func(account string) func() {
		t.Helper()
		leave, err := s.Enter(t.Context(), account)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	leave := enter("an")
	if _, err := s.Enter(t.Context(), "an"); !fault.Is(err, fault.TooManyRequests) {
		t.Errorf("a second file of one account: %v", err)
	}
	other := enter("binh")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Enter(gone, "chi"); !errors.Is(err, context.Canceled) {
		t.Errorf("a third file, of who went away: %v", err)
	}
	leave()
	enter("chi")()
	enter("an")()
	other()
}

func TestTheNameOfAFileThatIsKept(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"tin.docx": "tin.docx", "Tin.DOCX": "Tin.DOCX", "tin.jar": "tin.jar.docx", "tin.docm": "tin.docm.docx", "tin": "tin.docx", `C:\\fake\\tin.docx`: "tin.docx", "../../etc/tin.docx": "tin.docx",
		"tin\u202excod.exe": "tinxcod.exe.docx",
	} {
		if got, err := fileName(raw); got != want || err != nil {
			t.Errorf("%s: %s %v", raw, got, err)
		}
	}
	long, err := fileName(strings.Repeat("ệ", 198))
	if err != nil || !strings.HasSuffix(long, ".docx") || text.Graphemes(long) > 200 {
		t.Errorf("%s %v", long, err)
	}
	if _, err := fileName("tin/"); !fault.Is(err, fault.ValidationFailed) {
		t.Errorf("no name: %v", err)
	}
}
