package config_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/lantoa/lantoa/internal/config"
)

const top = "../.."

// composition is what these tests read of docker-compose.yml.
type composition struct {
	Services map[string]struct {
		Environment map[string]string
		Secrets     []string
	}
	Secrets map[string]struct{ File string }
}

func compose(t *testing.T) (composition, string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(top, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var c composition
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Services["lantoa"].Environment) == 0 {
		t.Fatal("docker-compose.yml has no service lantoa with an environment")
	}
	return c, string(text)
}

// Every LANTOA_ name in the files of an installation is a setting.
func TestComposeNamesOnlySettings(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range config.Settings() {
		known[s.Env] = true
		known[s.Env+"_FILE"] = s.Secret
	}
	_, text := compose(t)
	dockerfile, err := os.ReadFile(filepath.Join(top, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{"docker-compose.yml": text, "Dockerfile": string(dockerfile)} {
		found := regexp.MustCompile(`LANTOA_[A-Z_]+`).FindAllString(text, -1)
		if len(found) == 0 {
			t.Errorf("%s names no setting at all", file)
		}
		for _, name := range found {
			if !known[name] {
				t.Errorf("%s names %s, which is no setting", file, name)
			}
		}
	}
}

// No secret stands in the file, and each one that a service reads is handed to it.
func TestComposeSecrets(t *testing.T) {
	t.Parallel()
	c, _ := compose(t)
	for name, service := range c.Services {
		handed := map[string]bool{}
		for _, s := range service.Secrets {
			handed["/run/secrets/"+s] = true
			if c.Secrets[s].File == "" {
				t.Errorf("%s is handed the secret %s, which has no file", name, s)
			}
		}
		for variable, value := range service.Environment {
			file := strings.HasSuffix(variable, "_FILE")
			if file && !handed[value] {
				t.Errorf("%s: %s is %s, which it is not handed", name, variable, value)
			}
			if !file && (strings.Contains(variable, "PASSWORD") || strings.Contains(variable, "SECRET") || strings.Contains(value, "://lantoa:")) {
				t.Errorf("%s: %s holds a secret", name, variable)
			}
		}
	}
}

// The program accepts what the file gives it when nobody sets anything, with the secrets
// that `make secrets` makes; a second `make secrets` changes none of them.
func TestComposeLoads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makefile, err := filepath.Abs(filepath.Join(top, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	secrets := func() map[string]string {
		if out, err := exec.CommandContext(t.Context(), "make", "-C", dir, "-f", makefile, "secrets").CombinedOutput(); err != nil {
			t.Fatalf("make secrets: %v: %s", err, out)
		}
		content := map[string]string{}
		for _, name := range []string{"database_url", "secret_key", "postgres_password"} {
			b, err := os.ReadFile(filepath.Join(dir, "secrets", name))
			if err != nil {
				t.Fatal(err)
			}
			content[name] = string(b)
		}
		return content
	}
	made := secrets()
	for name, again := range secrets() {
		if again != made[name] {
			t.Errorf("a second make secrets changed %s", name)
		}
	}

	c, _ := compose(t)
	fallback := regexp.MustCompile(`\$\{[A-Z_]+:-([^}]*)\}`)
	var environ []string
	for name, value := range c.Services["lantoa"].Environment {
		value = fallback.ReplaceAllString(value, "$1")
		value = strings.Replace(value, "/run/secrets/", filepath.Join(dir, "secrets")+"/", 1)
		environ = append(environ, name+"="+value)
	}
	got := load(t, environ)
	if want := "postgres://lantoa:" + made["postgres_password"] + "@postgres:5432/lantoa?sslmode=disable"; got.DatabaseURL.Reveal() != want {
		t.Error("the database URL does not hold the database's password")
	}
	if got.SecretKey.IsZero() {
		t.Error("no secret key arrived")
	}
}
