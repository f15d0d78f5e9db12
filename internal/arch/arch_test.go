package arch

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const top = "../.."

// TestHouse holds every rule against the module as it stands.
func TestHouse(t *testing.T) {
	t.Parallel()
	house, err := load(os.DirFS(top))
	if err != nil {
		t.Fatal(err)
	}
	for name, faults := range map[string][]string{
		"imports":    importRule(house, rooms()),
		"owners":     ownerRule(house, owners()),
		"stale":      staleRule(house, rooms(), planned()),
		"comments":   commentRule(house),
		"names":      nameRule(house),
		"sizes":      sizeRule(house),
		"state":      stateRule(house),
		"time":       timeRule(house),
		"connectors": connectorRule(house),
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range faults {
				t.Error(f)
			}
		})
	}
}

func TestDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	house, err := load(os.DirFS(top))
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(top + "/docs/DEPENDENCIES.md")
	if err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile(top + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range documentRule(house, owners(), string(document), string(gomod)) {
		t.Error(f)
	}
}

// Each rule is shown a small house that breaks it in one place and nowhere else, so that
// a rule that no longer sees anything is noticed.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	table := []room{
		{"api/...", "internal/article"}, {"internal/article", "internal/fault"}, {"internal/fault", ""},
		{"internal/connector/all", "internal/connector/..."}, {"internal/connector/...", "internal/fault"},
	}
	list := []owner{{"gorm.io/gorm", "internal/store/..."}, {"github.com/google/go-cmp", tests}}
	imports := func(t *tree) []string { return importRule(t, table) }
	own := func(t *tree) []string { return ownerRule(t, list) }
	long := strings.Repeat("\n", maxFunction)
	for _, c := range []struct {
		name  string
		rule  func(*tree) []string
		files map[string]string
		want  string // part of the one fault; none means that all is well
	}{
		{"an edge", imports, map[string]string{"api/news/a.go": `package news; import _ "github.com/lantoa/lantoa/internal/article"`}, ""},
		{"a wrong edge", imports, map[string]string{"internal/fault/a.go": `package fault; import _ "github.com/lantoa/lantoa/internal/article"`}, "internal/fault/a.go imports internal/article"},
		{"a sibling connector", imports, map[string]string{"internal/connector/x/a.go": `package x; import _ "github.com/lantoa/lantoa/internal/connector/y"`}, "imports internal/connector/y"},
		{"the list of connectors", imports, map[string]string{"internal/connector/all/a.go": `package all; import _ "github.com/lantoa/lantoa/internal/connector/y"`}, ""},
		{"a test's edge", imports, map[string]string{"internal/fault/a_test.go": `package fault; import _ "github.com/lantoa/lantoa/internal/article"`}, ""},
		{"behind a build tag", imports, map[string]string{"internal/fault/a.go": "//go:build faulttest\n\npackage fault; import _ \"github.com/lantoa/lantoa/api\""}, "imports api"},
		{"an unlisted package", imports, map[string]string{"internal/odd/a.go": `package odd`}, "internal/odd is not in the table"},
		{"another module", imports, map[string]string{"tools/go.mod": "module tools", "tools/a.go": `package tools`}, ""},

		{"the owner", own, map[string]string{"internal/store/x/a.go": `package x; import _ "gorm.io/gorm/clause"`}, ""},
		{"not the owner", own, map[string]string{"api/a.go": `package api; import _ "gorm.io/gorm"`}, "api/a.go imports gorm.io/gorm, which belongs to"},
		{"a module of tests", own, map[string]string{"api/a_test.go": `package api; import _ "github.com/google/go-cmp/cmp"`}, ""},
		{"a module of tests in the program", own, map[string]string{"api/a.go": `package api; import _ "github.com/google/go-cmp/cmp"`}, "which belongs to: tests"},
		{"nobody's module", own, map[string]string{"api/a_test.go": `package api; import _ "gorm.io/gormless"`}, "no owner"},
		{"the standard library", own, map[string]string{"api/a.go": `package api; import _ "net/http"`}, ""},

		{"a comment", commentRule, map[string]string{"a/a.go": "package a", "a/b.go": "// Package a is.\npackage a"}, ""},
		{"a command's comment", commentRule, map[string]string{"a/a.go": "// Command a does.\npackage main"}, ""},
		{"no comment", commentRule, map[string]string{"a/a.go": "// Here is a.\npackage a"}, "no package comment"},
		{"another's comment", commentRule, map[string]string{"a/a.go": "// Package ab is.\npackage a"}, "no package comment"},

		{"a vague name", nameRule, map[string]string{"internal/utils/x/a.go": "package x"}, "utils says nothing"},

		{"a function", sizeRule, map[string]string{"a/a.go": "package a; func f() {" + long[1:] + "}"}, ""},
		{"a long function", sizeRule, map[string]string{"a/a.go": "package a; func f() {" + long + "}"}, "f has 81 lines"},
		{"a long file", sizeRule, map[string]string{"a/a_test.go": "package a" + strings.Repeat("\n", maxFile+1)}, "a/a_test.go has 501 lines"},
		{"a large package", sizeRule, largePackage(), "a has 3001 lines"},

		{"what never changes", stateRule, map[string]string{"a/a.go": "package main\n" +
			"var _ I = T{}\nvar ErrX = errors.New(\"x\")\nvar (\nerrA = errors.New(\"a\")\n//go:embed f\nfiles embed.FS\n)\n//go:embed g\nvar text string\nvar version = \"dev\"\nconst c = 1"}, ""},
		{"a test's variable", stateRule, map[string]string{"a/a_test.go": "package a; var x = 1; func init() {}"}, ""},
		{"an init", stateRule, map[string]string{"a/a.go": "package a; func init() {}"}, "init"},
		{"a method named init", stateRule, map[string]string{"a/a.go": "package a; func (t T) init() {}"}, ""},
		{"a variable", stateRule, map[string]string{"a/a.go": "package a; var x = 1"}, "x may change"},
		{"a compiled pattern", stateRule, map[string]string{"a/a.go": "package a; var re = regexp.MustCompile(`a`)"}, "re may change"},
		{"a lazy value", stateRule, map[string]string{"a/a.go": "package a; var errs = sync.OnceValue(f)"}, "errs may change"},
		{"a version outside a command", stateRule, map[string]string{"a/a.go": "package a; var version = `dev`"}, "version may change"},

		{"a clock", timeRule, map[string]string{"internal/article/a.go": "package article; var f = time.Now"}, "time.Now"},
		{"a clock at the top", timeRule, map[string]string{"internal/app/a.go": "package app; var f = time.Now"}, ""},

		{"a connector", connectorRule, map[string]string{
			"internal/connector/all/a.go":    `package all; import "github.com/lantoa/lantoa/internal/connector/x"`,
			"internal/connector/x/a_test.go": "package x; func T() { connectortest.Run(t) }"}, ""},
		{"an unlisted connector", connectorRule, map[string]string{
			"internal/connector/all/a.go":    `package all`,
			"internal/connector/x/a_test.go": "package x; func T() { connectortest.Run(t) }"}, "is not in internal/connector/all"},
		{"an untested connector", connectorRule, map[string]string{
			"internal/connector/all/a.go": `package all; import "github.com/lantoa/lantoa/internal/connector/x"`,
			"internal/connector/x/a.go":   "package x; func T() { connectortest.Run(t) }"}, "no test that calls connectortest.Run"},
	} {
		files := fstest.MapFS{}
		for name, text := range c.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		house, err := load(files)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		got := c.rule(house)
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%s: %q, want no fault", c.name, got)
		case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
			t.Errorf("%s: %q, want one fault with %q", c.name, got, c.want)
		}
	}
}

func largePackage() map[string]string {
	files := map[string]string{"a/last.go": "package a\n"}
	for _, name := range []string{"b", "c", "d", "e", "f", "g"} {
		files["a/"+name+".go"] = "package a" + strings.Repeat("\n", maxPackage/6)
	}
	return files
}

func TestStaleRuleBites(t *testing.T) {
	t.Parallel()
	house, err := load(fstest.MapFS{"a/b/x.go": {Data: []byte("package b")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		table   []room
		planned []string
		want    string
	}{
		{"it stands", []room{{"a/...", ""}}, nil, ""},
		{"it is gone", []room{{"a/...", ""}, {"c", ""}}, nil, "names c, which does not exist"},
		{"it is planned", []room{{"a/...", ""}, {"c", ""}}, []string{"c"}, ""},
		{"it may import nobody knows what", []room{{"a/...", "d"}}, nil, "import d, which it does not know"},
		{"it is planned and not listed", []room{{"a/...", ""}}, []string{"c"}, "c is planned and not in the table"},
	} {
		got := strings.Join(staleRule(house, c.table, c.planned), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDocumentRuleBites(t *testing.T) {
	t.Parallel()
	house, err := load(fstest.MapFS{"a/x.go": {Data: []byte(`package a; import _ "gorm.io/gorm/clause"`)}})
	if err != nil {
		t.Fatal(err)
	}
	list := []owner{{"gorm.io/gorm", "a"}}
	const gomod = "require (\n\tgorm.io/gorm v1.31.2 // indirect\n)\n"
	for _, c := range []struct{ document, want string }{
		{"| `gorm.io/gorm` | v1.31.2 | a |", ""},
		{"nothing", "gorm.io/gorm is imported and not in docs/DEPENDENCIES.md"},
		{"| `gorm.io/gorm` | v1.31.1 | a |", `at v1.31.1, go.mod has "v1.31.2"`},
		{"| `gorm.io/gorm` | v1.31.2 | a |\n| `example.org/x` | v1.0.0 | b |", "example.org/x, which has no owner"},
	} {
		got := strings.Join(documentRule(house, list, c.document, gomod), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%q: %q, want %q", c.document, got, c.want)
		}
	}
}
