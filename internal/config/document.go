package config

import (
	"fmt"
	"strings"
)

// Usage is the list of settings for --help, in lang ("vi" or "en").
func Usage(lang string) string {
	var b strings.Builder
	for _, s := range Settings() {
		fmt.Fprintf(&b, "  %s, %s\n", s.Flag(), strings.Join(names([]Setting{s}), ", "))
		fmt.Fprintf(&b, "      %s\n", s.Help.In(lang))
		if len(s.Choices) > 0 {
			fmt.Fprintf(&b, "      = %s\n", strings.Join(s.Choices, " | "))
		}
		if s.Default != "" {
			fmt.Fprintf(&b, "      [%s]\n", s.Default)
		}
	}
	return b.String()
}

// Markdown is docs/CONFIGURATION.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString(`# Settings

Written by ` + "`make docs`" + ` from the table in internal/config; do not edit.

Each setting is an environment variable or a flag; the flag wins. An empty variable counts as not set. A name that
starts with LANTOA_ and is not listed here stops the start, as does every value that is not understood; all faults are
reported at once. Secrets have no flag, because other people of a machine can see flags: they come in a variable or, by
the variant with _FILE, from a file. Only one of the two may be set.

*Mỗi thiết đặt là một biến môi trường hoặc một cờ; cờ được ưu tiên. Biến rỗng coi như không đặt. Tên bắt đầu bằng
LANTOA_ mà không có trong bảng, hay giá trị không hiểu được, đều làm chương trình dừng ngay lúc khởi động và mọi lỗi được
báo cùng một lần. Bí mật không có cờ: dùng biến môi trường, hoặc tệp qua biến thể _FILE, chỉ một trong hai.*

| setting | flag | form | default | meaning |
|---|---|---|---|---|
`)
	for _, s := range Settings() {
		fallback := ""
		if s.Default != "" {
			fallback = "`" + s.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s | %s<br>*%s* |\n",
			strings.Join(names([]Setting{s}), "`<br>`"), s.Flag(), s.form(), fallback, s.Help.EN, s.Help.VI)
	}
	return b.String()
}

func (s Setting) form() string {
	if len(s.Choices) > 0 {
		return "`" + strings.Join(s.Choices, "` or `") + "`"
	}
	if s.Secret {
		return string(s.Kind) + ", secret"
	}
	return string(s.Kind)
}
