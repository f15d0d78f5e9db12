package layout

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/lantoa/lantoa/internal/connector"
)

func story() Values {
	return Values{Title: "Hội chợ ASEAN", Lead: "Khai mạc sáng nay.", Unit: "Sở Công Thương", Notes: []string{"Đính chính: ngày 5"},
		Tags: []string{"ASEAN", "VietNam"}, Link: "tinh.vn/a…", Address: "https://tinh.vn/a/1"}
}

func TestTemplatesWriteWhatTheySay(t *testing.T) {
	for body, want := range map[string]string{
		Builtin: "Hội chợ ASEAN\n\nĐính chính: ngày 5\n\nKhai mạc sáng nay.\n\n#ASEAN #VietNam\n\ntinh.vn/a…",
		"{{upper .Title}}|{{.Notes}}|{{.Unit | cut 3}}|{{join \", \" .Tags}}|{{.Link}}": "HỘI CHỢ ASEAN|Đính chính: ngày 5|" +
			"Sở…|#ASEAN, #VietNam|tinh.vn/a…",
		"{{.Title}}{{.Notes}}{{.Tags | join \"\"}}Xem{{.Link}}":                          "Hội chợ ASEANĐính chính: ngày 5 #ASEAN #VietNam Xem tinh.vn/a…",
		"{{.Title}} {{.Link}}{{if .Lead}} ({{.Lead}}){{else}} -{{end}}\u0301 {{.Notes}}": "Hội chợ ASEAN tinh.vn/a… (Khai mạc sáng nay.) \u0301 Đính chính: ngày 5",
	} {
		template, err := Parse(body)
		if err != nil {
			t.Errorf("%q was refused: %v", body, err)
			continue
		}
		got, spans := template.Write(story())
		if got != want {
			t.Errorf("%q wrote\n%q, want\n%q", body, got, want)
		}
		checkSpans(t, got, spans)
	}
}

// checkSpans fails unless title and link are marked once, each around its own words.
func checkSpans(t *testing.T, text string, spans []connector.Span) {
	t.Helper()
	seen := map[connector.SpanKind]int{}
	for _, one := range spans {
		seen[one.Kind]++
		shown := text[one.Start:one.End]
		if one.Kind == connector.SpanLink && shown != story().Link || one.Kind == connector.SpanTag && shown != "#"+one.Value {
			t.Errorf("the %s is marked around %q", one.Kind, shown)
		}
	}
	if seen[connector.SpanTitle] != 1 || seen[connector.SpanLink] != 1 {
		t.Errorf("title and link are not marked once: %v in %q", seen, text)
	}
}

func TestRefusedTemplatesSayWhatIsWrong(t *testing.T) {
	for body, want := range map[string]string{
		"":                                                 "does not show .Title",
		"{{.Title}}{{.Notes}}":                             "does not show .Link",
		"{{.Title}}{{.Link}}":                              "does not show .Notes",
		Builtin + "{{.Title}}":                             "shows .Title more than once",
		Builtin + "{{.Tags}}":                              "shows .Tags more than once",
		Builtin + "\n\n{{.Body}}":                          "line 11: .Body",
		Builtin + "{{print .Lead}}":                        "cannot be used",
		Builtin + "{{if .Lead":                             "cannot be read",
		strings.Repeat("a", 4001):                          "4000 are the most",
		"{{cut 5 .Title}}{{.Link}}":                        "cannot be used",
		"{{range .Tags}}{{.}}{{end}}":                      "cannot be used",
		"{{define \"x\"}}a{{end}}" + Builtin:               "define",
		"{{.Title}}{{.Notes}}{{if .Lead}}{{.Link}}{{end}}": "does not show .Link",
		"{{.Title}}{{.Link}}{{with .Lead}}{{.}}{{else}}{{.Notes}}{{end}}": "does not show .Notes",
		"{{$x := .Title}}{{.Link}}":                                       "cannot be used",
		"{{.Title}}{{.Link}}{{.Notes}}{{cut 0 .Lead}}":                    "cannot be used",
		"{{.Title}}{{.Link}}{{.Notes}}\xff":                               "not UTF-8",
	} {
		if _, err := Parse(body); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q was answered by %v, want %q in it", body, err, want)
		}
	}
}

// The table of the fields in the document is that of the code, and so is the built-in layout.
func TestTheDocumentKnowsEveryField(t *testing.T) {
	raw, err := os.ReadFile("../../docs/CONNECTORS.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `\\.(\\w+)` \\|[^|]*\\|([^|]*)\\|$").FindAllStringSubmatch(page, -1) {
		rows[row[1]] = strings.Join(regexp.MustCompile("[a-z]{3,}").FindAllString(row[2], -1), " ")
	}
	if len(rows) != len(fields()) {
		t.Errorf("the document has %d fields, the code %d", len(rows), len(fields()))
	}
	for name, functions := range fields() {
		if told, ok := rows[name]; !ok || told != functions {
			t.Errorf(".%s takes %q, the document says %q", name, functions, told)
		}
	}
	if !strings.Contains(page, "```\n"+Builtin+"\n```") {
		t.Error("the document shows another built-in layout")
	}
}

func FuzzTemplate(f *testing.F) {
	for _, body := range []string{Builtin, "{{.Title}}{{.Link}}{{.Notes}}{{if .Lead}}a{{else if .Unit}}b{{end}}", "{{with .Tags}}{{join \"é\" .}}{{end}}", "{{define \"a\"}}"} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		template, err := Parse(body)
		if err != nil {
			return
		}
		for _, v := range []Values{story(), {Title: "T", Link: story().Link}} {
			text, spans := template.Write(v)
			if most := 3*MaxBody + 1000; len(text) > most {
				t.Errorf("a text of %d bytes came from a template of %d", len(text), len(body))
			}
			checkSpans(t, text, spans)
		}
	})
}
