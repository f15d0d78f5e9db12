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
type Keeper struct {
	patterns  []pattern
	spellings spelled
}

// NewKeeper makes a Keeper; one serves for good.
func NewKeeper() *Keeper {
	name := `(?:` + strings.Join(words(), "|") + `)[a-z0-9_.-]*`
	field := `[^"\r\n]*(?:` + strings.Join(words(), "|") + `)[^"\r\n]*"[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n`
	form := regexp.MustCompile
	return &Keeper{spellings: spelled{secret: map[string][]string{}}, patterns: []pattern{
		{words(), []*regexp.Regexp{
			form(`(?is)(` + name + `\\*"\s*:\s*\\*")(?:[^"\\]|\\.)+`), // a member of JSON, also of JSON within JSON
			form(`(?i)(` + name + `=)[^&\s"'<>\\]+`),                  // a parameter of an address or a form
			form(`(?i)(name="` + field + `)[^\r\n]+`),                 // a field of a form with files
			form(`(?i)(authorization:\s*)[^\r\n"\\]+`),                // a header as a text shows it
		}},
		{[]string{"bearer ", "basic "}, []*regexp.Regexp{form(`((?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{20,}`)}},
		// A JSON Web Token, a user with a password in an address, and a webhook's secret.
		{[]string{"eyj"}, []*regexp.Regexp{form(`()eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*`)}},
		{[]string{"@"}, []*regexp.Regexp{form(`(://)[^/\s"'<>@]+:[^/\s"'<>@]*@`)}},
		{[]string{"whsec_"}, []*regexp.Regexp{form(`(whsec_)[A-Za-z0-9+/=_-]+`)}},
	}}
}

// Recorder makes the recorder of one try.
func (k *Keeper) Recorder() *Recorder {
	return &Recorder{keeper: k, secrets: map[string]bool{}}
}
