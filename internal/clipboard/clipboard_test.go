package clipboard_test

import (
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/clipboard"
	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/legacy"
	"github.com/lantoa/lantoa/internal/manuscript"
	"github.com/lantoa/lantoa/internal/paste"
	"github.com/lantoa/lantoa/internal/right"
	"github.com/lantoa/lantoa/internal/text"
)

func author() right.Actor {
	return right.Actor{ID: "a", Name: "A", Grants: []right.Grant{{Role: right.Author, Unit: "so-y-te"}}}
}

func TestWhoMay(t *testing.T) {
	t.Parallel()
	s := clipboard.New(text.NewHTML())
	for name, c := range map[string]struct {
		actor right.Actor
		want  fault.Code
	}{
		"an author":                           {author(), ""},
		"a stranger":                          {right.Actor{}, fault.Unauthenticated},
		"an approver":                         {right.Actor{ID: "b", Grants: []right.Grant{{Role: right.Approver}}}, fault.Denied},
		"an administrator who writes as well": {right.Actor{ID: "c", Grants: []right.Grant{{Role: right.Editor}, {Role: right.TechnicalAdmin}}}, fault.Denied},
	} {
		for range 2 { // a place that was not taken is not given back either
			_, err := s.Clean(t.Context(), c.actor, "<p>x</p>", "")
			if c.want == "" && err != nil || c.want != "" && !fault.Is(err, c.want) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
	}
}

func TestConvert(t *testing.T) {
	t.Parallel()
	s := clipboard.New(text.NewHTML())
	in := paste.Text{Title: "ViÖt Nam vµ ASEAN", Body: "<p>Hîp t¸c kinh tÕ</p><p>Đã đúng</p>"}
	got, err := s.Convert(t.Context(), author(), in, legacy.TCVN3, nil)
	if err != nil || got.Text.Title != "Việt Nam và ASEAN" || got.Text.Body != "<p>Hợp tác kinh tế</p><p>Đã đúng</p>" || len(got.Parts) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = s.Convert(t.Context(), author(), in, legacy.TCVN3, []int{0, 99})
	if told, ok := fault.As(err); !ok || told.Code != fault.ValidationFailed || len(told.Fields) != 1 || told.Fields[0].Pointer != "/parts/1" {
		t.Errorf("a part that is not there: %v", err)
	}
	if _, err := s.Convert(t.Context(), author(), in, "viqr", nil); !fault.Is(err, fault.ValidationFailed) {
		t.Errorf("an unknown encoding: %v", err)
	}
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	s := clipboard.New(text.NewHTML())
	if _, err := s.Clean(t.Context(), author(), "<p>"+strings.Repeat("a", 400_001), "vi"); !fault.Is(err, fault.ValidationFailed) {
		t.Errorf("%v", err)
	}
}

func TestHintsAndLength(t *testing.T) {
	t.Parallel()
	s := clipboard.New(text.NewHTML())
	if hints := s.Hints(manuscript.Text{Title: "Việt Nam", Body: "<p>và ASEAN</p>"}); len(hints) != 0 {
		t.Errorf("right text has %+v", hints)
	}
	hints := s.Hints(manuscript.Text{Title: "Vieät Nam ñoåi môùi", Body: "<p>vaø ASEAN</p>"})
	if len(hints) != 1 || hints[0].Code != clipboard.LegacyEncoding || hints[0].Encoding != legacy.VNI || hints[0].Parts != 2 || !strings.Contains(hints[0].Words.VI, "VNI-Windows") {
		t.Errorf("%+v", hints)
	}
	if got := s.Length(manuscript.Text{Lead: "Một hai", Body: "<p>ba <b>bốn</b></p>"}, "vi"); got.Count != 4 || got.Unit != text.InSyllables {
		t.Errorf("%+v", got)
	}
}
