package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[Code]bool{}
	for _, d := range Catalogue() {
		if seen[d.Code] {
			t.Errorf("%s stands twice", d.Code)
		}
		seen[d.Code] = true
		for name, text := range map[string]Text{"title": d.Title, "remedy": d.Remedy} {
			if text.VI == "" || text.EN == "" || text.VI == text.EN {
				t.Errorf("%s: its %s is not in two languages: %+v", d.Code, name, text)
			}
		}
	}
}

func TestAnUnknownCodeIsInternal(t *testing.T) {
	t.Parallel()
	if kind := New("made_up", Text{}).Kind(); kind != KindInternal {
		t.Errorf("kind %d, want internal", kind)
	}
}

func TestErrorsKeepTheirParts(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk on fire")
	base := New(ValidationFailed, T("sai", "wrong"))
	e := base.At("/a", T("một", "one")).At("/b", T("hai", "two")).Because(cause).After(time.Minute)
	if len(base.Fields) != 0 || base.RetryAfter != 0 {
		t.Errorf("the first error was changed: %+v", base)
	}
	wrapped := fmt.Errorf("outside: %w", e)
	if got, ok := As(wrapped); !ok || len(got.Fields) != 2 || got.RetryAfter != time.Minute {
		t.Errorf("got %+v", got)
	}
	if !Is(wrapped, ValidationFailed) || Is(wrapped, Denied) || !errors.Is(wrapped, cause) {
		t.Error("the chain is broken")
	}
	for _, part := range []string{"validation_failed", "wrong", "/a: one", "/b: two", "disk on fire"} {
		if !strings.Contains(e.Error(), part) {
			t.Errorf("the log line %q lacks %q", e.Error(), part)
		}
	}
}

func TestTextInLanguages(t *testing.T) {
	t.Parallel()
	text := Tf("còn %d", "%d left", 3)
	for lang, want := range map[string]string{"vi": "còn 3", "en": "3 left", "en-GB": "3 left", "fr": "còn 3", "": "còn 3"} {
		if got := text.In(lang); got != want {
			t.Errorf("in %q: %q, want %q", lang, got, want)
		}
	}
	for lang, want := range map[string]string{"vi": "còn 3", "VI-VN": "còn 3", "en": "3 left", "fr": "3 left", "via": "3 left", "": "3 left"} {
		if got := text.For(lang); got != want {
			t.Errorf("for readers of %q: %q, want %q", lang, got, want)
		}
	}
}

func TestFieldsGatherAllFaults(t *testing.T) {
	t.Parallel()
	var f Fields
	if f.Err() != nil {
		t.Error("no fault is no error")
	}
	if err := f.AddError("/x", Invalid("/a", T("sai", "wrong"))); err != nil {
		t.Error(err)
	}
	other := errors.New("the database is away")
	if err := f.AddError("", other); !errors.Is(err, other) {
		t.Errorf("an error that is no fault of the input was swallowed: %v", err)
	}
	f.Add("/b", T("thiếu", "missing"))
	e, ok := As(f.Err())
	if !ok || len(e.Fields) != 2 || e.Fields[0].Pointer != "/x/a" || e.Fields[1].Pointer != "/b" {
		t.Errorf("got %v", f.Err())
	}
}
