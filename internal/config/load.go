package config

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lantoa/lantoa/internal/fault"
	"github.com/lantoa/lantoa/internal/text"
)

const (
	prefix = "LANTOA_"
	// testPrefix marks variables of test runs, which are none of the program's business.
	testPrefix = "LANTOA_TEST_"
	// maxFile bounds the file of a _FILE variant, in bytes.
	maxFile = 64 << 10
)

// ErrHelp is returned when -h or --help stands among the flags.
var ErrHelp = errors.New("config: help is asked for")

// Load reads the settings from environment pairs ("NAME=value") and flags ("--name
// value" or "--name=value"); a flag wins over the environment, and an empty variable
// counts as not set. Flags end at "--" or at the first argument that is none; the rest is
// given back. The error is [ErrHelp], or a validation error (*fault.Error) with one field
// per fault, named as the person wrote it.
func Load(environ, args []string) (Config, []string, error) {
	l := loader{config: Config{given: map[string]bool{}, told: map[string]told{}}, values: map[string]source{}, table: Settings()}
	l.environment(environ)
	rest, err := l.flags(args)
	if err != nil {
		return Config{}, nil, err
	}
	for _, s := range l.table {
		l.apply(s)
	}
	l.whole()
	if err := l.faults.Err(); err != nil {
		return Config{}, nil, err
	}
	if l.config.PublicURL == "" {
		l.config.PublicURL = DefaultPublicURL(l.config.Listen)
	}
	return l.config, rest, nil
}

// source is a raw value and the name under which a person gave it.
type source struct{ name, value string }

type loader struct {
	config Config
	table  []Setting
	values map[string]source // by environment name, _FILE variants apart
	faults fault.Fields
}

func (l *loader) environment(environ []string) {
	known := names(l.table)
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, testPrefix) || ofFaultTest(name) {
			continue
		}
		if !slices.Contains(known, name) {
			l.unknown(name, name+"_FILE", known)
			continue
		}
		if value == "" {
			delete(l.values, name) // of two pairs with one name the last counts
			continue
		}
		l.values[name] = source{name, value}
	}
}

// unknown refuses a setting that is none, and names the one that was meant; secrets are taken
// from files alone.
func (l *loader) unknown(name, ofFile string, known []string) {
	near := text.Nearest(name, known)
	if slices.Contains(known, ofFile) {
		near = ofFile
	}
	if near == "" {
		l.faults.Add(name, fault.T("không có thiết đặt này; xem lantoa serve --help", "there is no such setting; see lantoa serve --help"))
		return
	}
	l.faults.Add(name, fault.Tf("không có thiết đặt này; gần nhất là %s", "there is no such setting; the nearest is %s", near))
}

// flags takes the leading flags and gives back what follows them.
func (l *loader) flags(args []string) ([]string, error) {
	byFlag := map[string]string{}
	var known []string
	for _, env := range names(l.table) {
		if flag := l.flagOf(env); flag != "" {
			byFlag[flag] = env
			known = append(known, flag)
		}
	}
	seen := map[string]bool{}
	for len(args) > 0 && strings.HasPrefix(args[0], "-") && args[0] != "-" {
		flag, value, inline := strings.Cut(args[0], "=")
		args = args[1:]
		switch flag {
		case "--":
			return args, nil
		case "-h", "--help":
			return nil, ErrHelp
		}
		env, ok := byFlag[flag]
		if !inline && len(args) > 0 && (ok || !strings.HasPrefix(args[0], "-")) {
			value, args, inline = args[0], args[1:], true
		}
		switch {
		case !ok:
			l.unknown(flag, flag+"-file", known)
		case !inline || value == "":
			l.faults.Add(flag, fault.T("thiếu giá trị", "its value is missing"))
		case seen[flag]:
			l.faults.Add(flag, fault.T("được ghi hai lần", "it is given twice"))
		default:
			l.values[env] = source{flag, value}
		}
		seen[flag] = true
	}
	return args, nil
}

// apply checks one setting and puts it into the Config.
func (l *loader) apply(s Setting) {
	from, given := l.values[s.Env]
	file, named := l.values[s.Env+fileSuffix]
	switch {
	case given && named:
		l.faults.Add(file.name, fault.Tf("chỉ được đặt một trong hai: %s hoặc %s", "set only one of %s and %s", from.name, file.name))
		return
	case named:
		value, problem := readValue(file.value)
		if !problem.IsZero() {
			l.faults.Add(file.name, problem)
			return
		}
		from, given = source{file.name, value}, true
	case !given && s.Default == "":
		return
	case !given:
		from = source{s.Env, s.Default}
	}
	l.config.given[s.Env] = given
	l.config.told[s.Env] = told{as: from.name}
	if !s.Secret {
		l.config.told[s.Env] = told{as: from.name, value: from.value}
	}
	if problem := s.check(&l.config, from.value); !problem.IsZero() {
		l.faults.Add(from.name, problem)
	}
}

func (s Setting) check(c *Config, value string) fault.Text {
	if !utf8.ValidString(value) {
		return fault.T("không phải UTF-8", "it is not UTF-8")
	}
	if len(s.Choices) > 0 && !slices.Contains(s.Choices, value) {
		choices := strings.Join(s.Choices, ", ")
		return fault.Tf("%q không có trong: %s", "%q is none of: %s", value, choices)
	}
	return s.set(c, value)
}

// readValue reads the file of a _FILE variant; editors end a file with a line feed, which
// is not part of the value.
func readValue(path string) (string, fault.Text) {
	f, err := os.Open(path)
	if err != nil {
		return "", fault.Tf("không mở được tệp %q", "cannot open the file %q", path)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", fault.Tf("không đọc được tệp %q", "cannot read the file %q", path)
	}
	value := strings.TrimRight(string(b), "\r\n")
	if value == "" || len(b) > maxFile {
		return "", fault.Tf("tệp %q rỗng hoặc lớn hơn %d byte", "the file %q is empty or larger than %d bytes", path, maxFile)
	}
	return value, fault.Text{}
}

// names returns every environment name that is known, _FILE variants included.
func names(table []Setting) []string {
	var all []string
	for _, s := range table {
		all = append(all, s.Env)
		if s.Secret {
			all = append(all, s.Env+fileSuffix)
		}
	}
	return all
}

// Flag is the name of the setting's flag: LANTOA_LOG_LEVEL is --log-level. A secret has
// a flag for the file alone.
func (s Setting) Flag() string {
	env := s.Env
	if s.Secret {
		env += fileSuffix
	}
	return "--" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(env, prefix)), "_", "-")
}

// flagOf is the flag that sets an environment name, empty when none does.
func (l *loader) flagOf(env string) string {
	for _, s := range l.table {
		if env == s.Env && !s.Secret || env == s.Env+fileSuffix && s.Secret {
			return s.Flag()
		}
	}
	return ""
}
