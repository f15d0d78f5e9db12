package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/secret"
)

const word = "hunter2-hunter2"

// Every way in which a value is usually printed by accident.
func TestSecretMasksItself(t *testing.T) {
	t.Parallel()
	s := secret.New(word)
	type exported struct{ Password secret.Secret }
	type hidden struct{ password secret.Secret }
	printed := map[string]string{"String": s.String(), "error": fmt.Errorf("sign in with %s", s).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s"} {
		printed[verb] = fmt.Sprintf(verb, s)
		printed["pointer "+verb] = fmt.Sprintf(verb, &s)
		printed["exported field "+verb] = fmt.Sprintf(verb, exported{s})
		printed["hidden field "+verb] = fmt.Sprintf(verb, hidden{s})
		printed["slice "+verb] = fmt.Sprintf(verb, []secret.Secret{s})
		printed["map "+verb] = fmt.Sprintf(verb, map[string]any{"p": s})
	}
	for name, log := range map[string]func(*bytes.Buffer) slog.Handler{
		"text log": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"json log": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(log(&b)).Info("settings", "password", s, "all", exported{s}, "hidden", hidden{s})
		printed[name] = b.String()
	}
	j, err := json.Marshal(map[string]any{"a": s, "b": exported{s}, "c": map[string]secret.Secret{"k": s}})
	if err != nil {
		t.Fatal(err)
	}
	x, err := xml.Marshal(exported{s})
	if err != nil {
		t.Fatal(err)
	}
	printed["json"], printed["xml"] = string(j), string(x)

	hex := fmt.Sprintf("%x", word)
	for how, got := range printed {
		if strings.Contains(got, word) || strings.Contains(strings.ToLower(got), hex) {
			t.Errorf("%s shows the secret: %s", how, got)
		}
	}
	if want := `{"a":"[secret]","b":{"Password":"[secret]"},"c":{"k":"[secret]"}}`; string(j) != want {
		t.Errorf("json %s, want %s", j, want)
	}
	if s.Reveal() != word {
		t.Errorf("Reveal() = %q", s.Reveal())
	}
}

func TestSecretZero(t *testing.T) {
	t.Parallel()
	for _, s := range []secret.Secret{{}, secret.New("")} {
		if !s.IsZero() || s.Reveal() != "" || s.String() != "" || fmt.Sprint(s) != "" {
			t.Errorf("%#v is not the zero secret", s)
		}
	}
	if secret.New(word).IsZero() {
		t.Error("a secret counts as none")
	}
}

func TestSecretEqual(t *testing.T) {
	t.Parallel()
	if !secret.New(word).Equal(secret.New(word)) {
		t.Error("the same text is not equal")
	}
	if secret.New(word).Equal(secret.New(word+"3")) || secret.New(word).Equal(secret.Secret{}) {
		t.Error("another text is equal")
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
	seen := map[string]bool{}
	for range 1000 {
		token := secret.Token()
		if !form.MatchString(token) || seen[token] {
			t.Fatalf("token %q: want 43 characters of base64url, each once", token)
		}
		seen[token] = true
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	// FIPS 180-4, the example "abc".
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := secret.Hash("abc"); got != want {
		t.Errorf("Hash = %s, want %s", got, want)
	}
}
