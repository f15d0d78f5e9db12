package config

import (
	"path/filepath"

	"github.com/lantoa/lantoa/internal/fault"
)

// Source tells who gave a setting.
type Source string

// The sources.
const (
	FromDefault     Source = "default"
	FromEnvironment Source = "environment"
	FromFlag        Source = "flag"
)

// Shown is a setting as people are shown it. Of a secret it tells no more than whether it is
// set.
type Shown struct {
	Env     string // "LANTOA_LISTEN"
	Flag    string // "--listen"
	Kind    Kind
	Choices []string
	Default string
	Secret  bool
	Set     bool   // by anyone
	Value   string // that is in force; "" for a secret, and for none
	Source  Source
	// GivenAs is the name under which it was given, such as LANTOA_SECRET_KEY_FILE or --zone;
	// "" for the default.
	GivenAs string
	Help    fault.Text
}

// told is what is kept of a setting to show it; of a secret never the value.
type told struct{ as, value string }

// Shown lists the settings in the order of the table, each with the value in force.
func (c Config) Shown() []Shown {
	table := Settings()
	list := make([]Shown, len(table))
	for i, s := range table {
		kept := c.told[s.Env]
		one := Shown{Env: s.Env, Flag: s.Flag(), Kind: s.Kind, Choices: s.Choices, Default: s.Default, Secret: s.Secret, Set: c.Given(s.Env),
			Value: kept.value, Source: FromDefault, Help: s.Help}
		if one.Set {
			one.Source, one.GivenAs = FromEnvironment, kept.as
			if len(kept.as) > 2 && kept.as[:2] == "--" {
				one.Source = FromFlag
			}
		}
		if one.Value == "" && !one.Secret {
			one.Value = c.worked(s.Env)
		}
		list[i] = one
	}
	return list
}

// worked is the value of a setting that follows from others where it is not given.
func (c Config) worked(env string) string {
	switch env {
	case "LANTOA_PUBLIC_URL":
		return c.PublicURL
	case "LANTOA_MEDIA_DIR":
		return filepath.Join(c.Data, "media")
	}
	return ""
}
