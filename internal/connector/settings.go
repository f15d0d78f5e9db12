package connector

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// SettingKind is the kind of value that a setting takes.
type SettingKind string

// The kinds of settings.
const (
	SettingText   SettingKind = "text"
	SettingURL    SettingKind = "url" // http or https, absolute
	SettingSecret SettingKind = "secret"
	SettingNumber SettingKind = "number"
	SettingBool   SettingKind = "bool" // "true" or "false"
	SettingChoice SettingKind = "choice"
)

// Setting describes one setting of a kind of destination.
type Setting struct {
	Name     string
	Kind     SettingKind
	Label    fault.Text
	Help     fault.Text
	Required bool
	Default  string
	Choices  []string // with SettingChoice
	Min, Max int      // with SettingNumber; both 0 means no bounds
}

// Values holds settings by name, secrets included, all as text.
type Values map[string]string

// Bool reads a SettingBool.
func (v Values) Bool(name string) bool { return v[name] == "true" }

// Number reads a SettingNumber, 0 when it is empty.
func (v Values) Number(name string) int {
	n, _ := strconv.Atoi(v[name]) // Validate has refused anything else
	return n
}

// Setting finds a setting by name.
func (s Spec) Setting(name string) (Setting, bool) {
	i := slices.IndexFunc(s.Settings, func(one Setting) bool { return one.Name == name })
	if i < 0 {
		return Setting{}, false
	}
	return s.Settings[i], true
}

// Validate checks values against the description and returns them with the defaults
// filled in. All faults are reported at once, each under "/settings/<name>".
func (s Spec) Validate(values Values) (Values, error) {
	var faults fault.Fields
	full := Values{}
	for name := range values {
		if _, ok := s.Setting(name); !ok {
			faults.Add("/settings/"+name, fault.Tf("thiết lập %q không có ở loại kênh %s; có: %s", "there is no setting %q for kind %s; known: %s",
				name, s.Kind, strings.Join(s.names(), ", ")))
		}
	}
	for _, setting := range s.Settings {
		value := strings.TrimSpace(values[setting.Name])
		if value == "" {
			value = setting.Default
		}
		if detail := setting.fault(value); !detail.IsZero() {
			faults.Add("/settings/"+setting.Name, detail)
		}
		full[setting.Name] = value
	}
	return full, faults.Err()
}

func (s Spec) names() []string {
	names := make([]string, len(s.Settings))
	for i, one := range s.Settings {
		names[i] = one.Name
	}
	return names
}

// fault says what is wrong with a value; the zero Text means nothing.
func (s Setting) fault(value string) fault.Text {
	if value == "" {
		if s.Required {
			return fault.T("bắt buộc", "required")
		}
		return fault.Text{}
	}
	switch s.Kind {
	case SettingURL:
		u, err := url.Parse(value)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
			return fault.T("cần địa chỉ đầy đủ bắt đầu bằng https:// hoặc http://, không kèm tên và mật khẩu",
				"needs a full address beginning with https:// or http://, without user and password")
		}
	case SettingNumber:
		return s.numberFault(value)
	case SettingBool:
		if value != "true" && value != "false" {
			return fault.T("chỉ nhận true hoặc false", "takes true or false only")
		}
	case SettingChoice:
		if !slices.Contains(s.Choices, value) {
			choices := strings.Join(s.Choices, ", ")
			return fault.Tf("chỉ nhận: %s", "takes one of: %s", choices)
		}
	}
	return fault.Text{}
}

func (s Setting) numberFault(value string) fault.Text {
	n, err := strconv.Atoi(value)
	if err != nil {
		return fault.T("cần một số nguyên", "needs a whole number")
	}
	if (s.Min != 0 || s.Max != 0) && (n < s.Min || n > s.Max) {
		bounds := fmt.Sprintf("%d–%d", s.Min, s.Max)
		return fault.Tf("cần trong khoảng %s", "must be within %s", bounds)
	}
	return fault.Text{}
}
