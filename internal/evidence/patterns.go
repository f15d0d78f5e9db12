package evidence

import (
	"regexp"
	"strings"
)

// words are in the names of members and parameters that bear secrets.
func words() []string {
	return []string{"token", "secret", "passw", "jwt", "authorization", "cookie", "apikey", "api_key", "api-key", "signature", "credential", "proof"}
}

// Keeper makes recorders.
type Keeper struct{ patterns []pattern }

// NewKeeper makes a Keeper; one serves for good.
func NewKeeper() *Keeper {
	name := `(?:` + strings.Join(words(), "|") + `)[a-z0-9_.-]*`
	return &Keeper{patterns: []pattern{
		// A member of JSON, also of JSON within JSON; a parameter of an address or a form; a
		// header as a text shows it.
		{regexp.MustCompile(`(?is)(` + name + `\\*"\s*:\s*\\*")(?:[^"\\]|\\.)+`), words()},
		{regexp.MustCompile(`(?i)(` + name + `=)[^&\s"'<>\\]+`), words()},
		{regexp.MustCompile(`(?i)(authorization:\s*)[^\r\n"\\]+`), []string{"authorization:"}},
		{regexp.MustCompile(`((?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{20,}`), []string{"bearer ", "basic "}},
		// The same as a field of a form with files.
		{regexp.MustCompile(`(?i)(name="[^"\r\n]*(?:` + strings.Join(words(), "|") + `)[^"\r\n]*"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)[^\r\n]+`), []string{"form-data"}},
		// A JSON Web Token, a user with a password in an address, and a webhook's secret.
		{regexp.MustCompile(`()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*`), []string{"eyj"}},
		{regexp.MustCompile(`(://)[^/\s"'<>@]+:[^/\s"'<>@]*@`), []string{"@"}},
		{regexp.MustCompile(`(whsec_)[A-Za-z0-9+/=_-]+`), []string{"whsec_"}},
	}}
}

// Recorder makes the recorder of one try.
func (k *Keeper) Recorder() *Recorder {
	return &Recorder{patterns: k.patterns, secrets: map[string]bool{}}
}
